import Support
import Testing

@testable import GS1

struct EPCTests {
    @Test func tagsAreReadAndWrittenBack() throws {
        for row in try Reference.table("gs1/epc-binary.csv") {
            let hex = row["hex"] ?? ""
            let tag = try EPCTag(hex: hex, schemes: TagScheme.allCases)
            #expect(tag.scheme.rawValue == row["scheme"], "\(hex)")
            #expect(String(tag.filter) == row["filter"], "\(hex)")
            #expect(tag.epc.urn == row["epc_uri"], "\(hex)")
            #expect(tag.epc.key.path == row["digital_link_path"], "\(hex)")
            #expect(tag.hex == hex.uppercased())
            let again = try EPCTag(EPC(urn: row["epc_uri"] ?? ""), filter: tag.filter, scheme: tag.scheme)
            #expect(again == tag, "\(hex)")
            #expect(try EPCTag(urn: tag.urn) == tag, "\(tag.urn)")
            #expect(try EPCTag(hex: hex.lowercased(), schemes: TagScheme.allCases) == tag)
        }
    }

    @Test func aKeyBecomesTheTagThatTheReferenceWrites() throws {
        for row in try Reference.table("gs1/epc-from-key.csv") {
            let path = row["digital_link_path"] ?? ""
            let length = try #require(row["company_prefix_length"].flatMap { Int($0) })
            let epc = try #require(EPC(GS1Key(path: path), companyPrefixLength: length), "\(path)")
            let tag = try EPCTag(epc, filter: #require(row["filter"].flatMap { Int($0) }))
            #expect(tag.scheme.rawValue == row["scheme"], "\(path)")
            #expect(tag.hex == row["hex"], "\(path)")
            #expect(epc.urn == row["epc_uri"], "\(path)")
        }
    }

    @Test func tornAndForeignTagsAreRefusedWithTheirReason() throws {
        for row in try Reference.table("gs1/epc-binary-errors.csv") {
            let hex = row["hex"] ?? ""
            #expect(fault { _ = try EPCTag(hex: hex) }?.code.rawValue == row["code"], "\(hex)")
        }
    }

    @Test func urnsAreReadAsTheReferenceReadsThem() throws {
        for row in try Reference.table("gs1/epc-urn.csv") {
            let urn = row["urn"] ?? ""
            if row["valid"] == "true" {
                let epc = try EPC(urn: urn)
                #expect(epc.key.path == row["digital_link_path"], "\(urn)")
                #expect(try EPC(urn: epc.urn) == epc, "\(urn)")
                let codes = try ScannedCode.parse(urn, serials: .any).warnings.map(\.rawValue).joined(separator: " ")
                #expect(codes == row["code"], "\(urn)")
            } else {
                #expect(fault { _ = try EPC(urn: urn) }?.code.rawValue == row["code"], "\(urn)")
            }
        }
    }

    @Test(arguments: [
        ("3074257BF7194E4000001A85", "urn:epc:id:sgtin:0614141.812345.6789"), ("3174257BF4499602D2000000", "urn:epc:id:sscc:0614141.1234567890"),
    ])
    func theStandardsOwnExamplesHold(_ hex: String, _ urn: String) throws {
        let tag = try EPCTag(hex: hex)
        #expect(tag.epc.urn == urn)
        #expect(tag.hex == hex)
        #expect(try EPCTag(urn: "urn:epc:raw:96.x" + hex) == tag)
    }

    @Test(arguments: [
        "urn:epc:id:giai:0614141.12345400", "urn:epc:id:gsrn:0614141.1234567890", "urn:epc:id:gsrnp:0614141.1234567890",
        "urn:epc:id:gdti:0614141.12345.400", "urn:epc:id:sgcn:4012345.67890.04711", "urn:epc:id:ginc:0614141.xyz3311cba",
        "urn:epc:id:gsin:0614141.123456789", "urn:epc:id:upui:1234567.089456.51qIgY)%3C%26Jp3*j7SDB", "urn:epc:id:cpi:0614141.5PQ7%2FZ43.12345",
        "urn:epc:id:itip:4012345.012345.04.04.32a%2Fb", "urn:epc:id:itip:4012345.012345.01.12.a.b", "urn:epc:idpat:sgtin:0614141.112345.*",
        "urn:epc:idpat:grai:4012345.00022.*", "urn:epc:idpat:gdti:0614141.12345.*", "urn:epc:idpat:sgcn:4012345.67890.*",
        "urn:epc:idpat:cpi:0614141.11111111111111-A%23%2F.*", "urn:epc:idpat:itip:4012345.012345.04.04.*",
    ])
    func otherKeysGoThereAndBack(_ urn: String) throws {
        let epc = try EPC(urn: urn)
        #expect(epc.urn == urn)
        let key = try GS1Key(path: epc.key.path)
        #expect(EPC(key, companyPrefixLength: epc.company.utf8.count) == epc)
        #expect(try DigitalLink(DigitalLink.text(key)).identity == key)
    }

    @Test func aTobaccoPatternIsThatOfAProduct() throws {
        let pattern = try EPC(urn: "urn:epc:idpat:upui:1234567.089456.*")
        let product = try EPC(urn: "urn:epc:idpat:sgtin:1234567.089456.*")
        #expect(pattern.urn == "urn:epc:idpat:upui:1234567.089456.*" && pattern.key == product.key)
    }

    @Test(
        arguments: [
            ("itip:4012345.012345.04.03.A", 15, 5, .badCharacter), ("itip:4012345.012345.00.03.A", 15, 5, .badCharacter),
            ("itip:4012345.012345.0x.03.A", 16, 1, .badCharacter), ("itip:4012345.012345.01.x3.A", 18, 1, .badCharacter),
            ("itip:4012345.012345.1.03.A", 15, 4, .badLength), ("itip:4012345.012345.01.A", 15, 4, .badForm),
            ("itip:4012345.012345.01.03.", 21, 0, .badLength), ("itip:4012345.012345.01.03.A B", 22, 1, .badCharacter),
            ("cpi:0614141.5pQ7.1", 9, 1, .badCharacter), ("cpi:0614141.5PQ7.1234567890123", 13, 13, .badLength),
            ("cpi:0614141.5PQ7.1A", 14, 1, .badCharacter), ("cpi:0614141.5PQ7.01", 13, 2, .badCharacter),
            ("cpi:0614141.11111111111111111111111A.1", 8, 24, .badLength), ("cpi:0614141..1", 8, 0, .badLength), ("cpi:0614141.A", 0, 9, .badForm),
        ] as [(String, Int, Int, AnswerCode)])
    func whatIsWrongWithComponentsAndPiecesIsShown(_ urn: String, _ place: Int, _ length: Int, _ code: AnswerCode) throws {
        let text = "urn:epc:id:" + urn
        let stem = 11 + (urn.firstIndex(of: ":").map { urn.distance(from: urn.startIndex, to: $0) } ?? 0) + 1
        let fault = try #require(fault { _ = try ScannedCode.parse(text) }, "\(text)")
        #expect(fault.code == code && fault.position == stem + place && fault.length == length, "\(text): \(fault), length \(fault.length)")
    }

    @Test func anAssetTagIsReadOnlyWhenAskedFor() throws {
        let epc = try EPC(urn: "urn:epc:id:giai:0614141.12345400")
        let tag = try EPCTag(epc, filter: 0)
        #expect(tag.scheme == .giai96)
        #expect(fault { _ = try EPCTag(hex: tag.hex) }?.code == .foreignTag)
        #expect(try EPCTag(hex: tag.hex, schemes: [.giai96]) == tag)
        let named = try EPCTag(EPC(urn: "urn:epc:id:giai:0614141.32a%2Fb"), filter: 0)
        #expect(named.scheme == .giai202)
        #expect(try EPCTag(hex: named.hex, schemes: [.giai202]) == named)
    }
}
