import Support
import Testing

@testable import GS1

/// What makes tags fast to read against the slow way: digits eight at a time, fields by shifting, nothing asked twice.
struct TagMemoryTests {
    @Test func eightDigitsAtOnceAreThoseOneByOne() {
        for place in 0..<8 {
            for byte in UInt8.min...UInt8.max {
                var text = Array("0aF93dB7".utf8)
                text[place] = byte
                var slow: UInt32? = 0
                for byte in text { slow = slow.flatMap { value in Hexadecimal.value(byte).map { value << 4 | UInt32($0) } } }
                #expect(text.withUnsafeBytes { Hexadecimal.eight($0, 0) } == slow, "byte \(byte) at \(place)")
            }
        }
    }

    @Test func fieldsAreTheBitsOfTheDigits() throws {
        let seed: UInt64 = 20_260
        var random = SplitMix(seed: seed)
        for round in 0..<2_000 {
            let text = random.text("0123456789abcdefABCDEF", Int.random(in: 0...64, using: &random))
            let bits =
                text.flatMap { digit in (0..<4).reversed().map { UInt64(digit.hexDigitValue ?? 0) >> UInt64($0) & 1 } } + [UInt64](repeating: 0, count: 256)
            var reader = try BitReader(hex: Array(text.utf8))
            while reader.position < 256 {
                let start = reader.position
                #expect(reader.restIsZero == bits[start...].allSatisfy { $0 == 0 }, "seed \(seed), round \(round): \(text) from \(start)")
                let count = Int.random(in: 0...min(63, 256 - start), using: &random)
                let slow = bits[start..<start + count].reduce(0) { $0 << 1 | $1 }
                #expect(reader.read(count) == slow && reader.position == start + count, "seed \(seed), round \(round): \(text), \(count) from \(start)")
            }
        }
    }

    @Test func theFirstCharacterThatIsNoDigitIsNamed() {
        for length in 1...70 {
            for place in 0..<length {
                var text = [UInt8](repeating: 0x39, count: length)
                text[place] = 0x47
                text[length - 1] = length - 1 == place ? 0x47 : 0x2F
                #expect(fault { _ = try BitReader(hex: text) } == CodeFault(.notHex, position: place))
            }
        }
    }

    /// Whatever bits a tag holds: what is taken passes every check that URNs pass, and is written as it was read.
    @Test func whatBitsProveIsNotAskedAgain() throws {
        let seed: UInt64 = 20_261
        var random = SplitMix(seed: seed)
        var taken: Set<TagScheme> = []
        for scheme in TagScheme.allCases {
            for round in 0..<3_000 {
                // Seven-bit characters at random are seldom all of the set: most texts end early.
                let zeros = Int.random(in: 0...scheme.hexDigits - 14, using: &random)
                var digits = Array(random.text("0123456789ABCDEF", scheme.hexDigits - zeros).utf8) + [UInt8](repeating: 0x30, count: zeros)
                digits[0] = Hexadecimal.digit(scheme.header >> 4)
                digits[1] = Hexadecimal.digit(scheme.header & 15)
                guard let tag = try? EPCTag(hex: digits, schemes: [scheme]) else { continue }
                taken.insert(scheme)
                let note = "seed \(seed), \(scheme.rawValue), round \(round): \(String(decoding: digits, as: UTF8.self))"
                let epc = try EPC(
                    scheme: scheme.identity, company: tag.epc.company, reference: tag.epc.reference,
                    serial: tag.epc.serial.isEmpty && scheme.identity == .sgln ? "0" : tag.epc.serial)
                #expect(epc == tag.epc, "\(note)")
                #expect(try EPCTag(epc, filter: tag.filter, scheme: scheme) == tag, "\(note)")
                #expect(tag.hex.utf8.elementsEqual(digits), "\(note)")
            }
        }
        #expect(taken == Set(TagScheme.allCases))
    }

    /// An asset's name of 19 to 21 characters has room in the bits and none in the key.
    @Test func anAssetOfTooLongANameIsRefused() throws {
        let name = String(repeating: "x", count: 19)
        let bits = "00111000" + "000" + "000" + binary(123_456_789_012, 40) + name.utf8.map { binary(UInt64($0), 7) }.joined()
        let hex = hex(bits + String(repeating: "0", count: 208 - bits.count))
        #expect(fault { _ = try EPCTag(hex: hex, schemes: [.giai202]) } == CodeFault(.badLength, ai: "8004", position: 0, length: 52))
    }

    /// Fields as `bits:value`.
    private static let wrongFields: [(scheme: TagScheme, fields: String, code: AnswerCode, position: Int, length: Int)] = [
        (.sgtin96, "8:48 3:1 3:7 44:0 38:1", .badPartition, 2, 2),
        (.sgtin96, "8:48 3:1 3:5 24:10000000 20:0 38:1", .companyTooLarge, 3, 7),
        (.sgtin96, "8:48 3:1 3:5 24:1 20:1000000 38:1", .referenceTooLarge, 9, 6),
        (.sscc96, "8:49 3:1 3:5 24:1 34:1 24:4", .nonzeroPadding, 18, 6),
        (.sgtin198, "8:54 3:1 3:5 44:1 7:65 7:32 126:0 10:0", .badCharacter, 16, 2),
        (.sgtin198, "8:54 3:1 3:5 44:1 7:65 7:0 7:66 119:0 10:0", .characterAfterEnd, 18, 2),
        (.sgtin198, "8:54 3:1 3:5 44:1 63:0 63:0 14:0 10:0", .emptySerial, 14, 36),
        (.sgln195, "8:57 3:1 3:5 41:1 7:65 63:0 63:0 7:0 13:1", .nonzeroPadding, 48, 4),
    ]

    /// Each fault stands at the digits that its bits are in.
    @Test(arguments: wrongFields.indices)
    func aFaultStandsWhereItsBitsAre(_ index: Int) throws {
        let (scheme, fields, code, position, length) = TagMemoryTests.wrongFields[index]
        let bits = fields.split(separator: " ").map { field in
            let parts = field.split(separator: ":")
            return binary(UInt64(parts[1]) ?? 0, Int(parts[0]) ?? 0)
        }
        let text = hex(bits.joined())
        for spelling in [text, text.lowercased()] {
            let fault = try #require(fault { _ = try EPCTag(hex: spelling) }, "\(text)")
            #expect(fault.code == code && fault.position == position && fault.length == length, "\(text): \(fault), \(fault.length)")
        }
        // As a raw URI, with blanks, and marked as hex: the same characters.
        let raw = "urn:epc:raw:\(scheme.bits).x"
        #expect(fault { _ = try ScannedCode.parse(raw + text) }?.position == raw.utf8.count + position)
        #expect(fault { _ = try ScannedCode.parse("0x" + text) }?.position == 2 + position)
        let spaced = text.map(String.init).joined(separator: " ")
        let fault = try #require(fault { _ = try ScannedCode.parse(spaced) })
        #expect(
            fault.code == code && fault.position == 2 * position && fault.length == 2 * length - (position + length == text.utf8.count ? 1 : 0),
            "\(fault), \(fault.length)")
    }

    @Test func blanksAndMarksChangeNothing() throws {
        for row in try Reference.table("gs1/epc-binary.csv").enumerated().filter({ $0.offset % 7 == 0 }).map({ $0.element }) {
            let hex = row["hex"] ?? ""
            guard let code = try? ScannedCode.parse(hex, serials: .any) else { continue }
            let spaced = hex.enumerated().map { $0.offset % 4 == 3 ? "\($0.element) " : "\($0.element)" }.joined()
            for text in [hex.lowercased(), "0x" + hex, "0X" + hex, spaced, "0x " + spaced] {
                #expect(try ScannedCode.parse(text, serials: .any) == code, "\(text)")
            }
        }
    }

    private static let wrongURIs: [(text: String, code: AnswerCode, place: Range<Int>)] = [
        ("urn:epc:tag", .badForm, 8..<11), ("urn:epc:row:96.x30", .badForm, 8..<18), ("urn:epc:tag:sgtin-96", .badForm, 8..<20),
        ("urn:epc:tag:gid-96:1.0614141.812345.6789", .foreignTag, 12..<18), ("urn:epc:tag:SGTIN-96:1.0614141.812345.6789", .foreignTag, 12..<20),
        ("urn:epc:tag::1.0614141.812345.6789", .foreignTag, 12..<12), ("urn:epc:tag:sgtin-96:", .badForm, 21..<21),
        ("urn:epc:tag:sgtin-96:1", .badForm, 21..<22),
        ("urn:epc:tag:sgtin-96:8.0614141.812345.6789", .badForm, 21..<42), ("urn:epc:tag:sgtin-96:11.0614141.812345.6789", .badForm, 21..<43),
        ("urn:epc:tag:sgtin-96:10614141.812345.6789", .badForm, 21..<41), ("urn:epc:tag:sgtin-96:1.", .badForm, 23..<23),
        ("urn:epc:tag:sgtin-96:1.0614141.812345", .badForm, 23..<37), ("urn:epc:tag:sgtin-96:1.061414x.812345.5", .badCharacter, 29..<30),
        ("urn:epc:tag:sgtin-96:1.0614141.81234.5", .badLength, 23..<36), ("urn:epc:tag:sgtin-96:1.0614141.812345.06789", .badLength, 38..<43),
        ("urn:epc:tag:sgtin-96:1.0614141.812345.274877906944", .badLength, 38..<50), ("urn:epc:tag:sgtin-96:1.0614141.812345.A.1", .badLength, 38..<41),
        ("urn:epc:tag:sscc-96:1.0614141.1234567890.5", .badCharacter, 40..<41), ("urn:epc:tag:sgtin-198:1.0614141.812345.a#b", .badCharacter, 40..<41),
        ("urn:epc:tag:sgtin-198:1.0614141.812345.a%2", .badEscape, 40..<42), ("urn:epc:tag:giai-96:1.0614141.0123", .badLength, 30..<34),
        ("urn:epc:raw:x", .badForm, 12..<13), ("urn:epc:raw:96.3074257BF7194E4000001A85", .badForm, 12..<39),
        ("urn:epc:raw:96.x3074257BF7194E4.000001A85", .badForm, 12..<41), ("urn:epc:raw:96:x3074257BF7194E4000001A85", .badForm, 12..<40),
        ("urn:epc:raw:96.x3074257BF7194E400000:A85", .badForm, 12..<40), ("urn:epc:raw:96.x3074257BF7194E400000GA85", .notHex, 36..<37),
        ("urn:epc:raw:96.x", .badLength, 16..<16), ("urn:epc:raw:96.x30", .badLength, 16..<18),
    ]

    @Test(arguments: wrongURIs.indices)
    func aTagURIIsRefusedWhereItIsWrong(_ index: Int) throws {
        let (text, code, place) = TagMemoryTests.wrongURIs[index]
        let fault = try #require(fault { _ = try EPCTag(urn: text) }, "\(text)")
        #expect(fault.code == code && fault.position == place.lowerBound && fault.length == place.count, "\(text): \(fault), \(fault.length)")
    }

    private func binary(_ value: UInt64, _ count: Int) -> String {
        let text = String(value, radix: 2)
        return String(repeating: "0", count: max(0, count - text.count)) + text.suffix(count)
    }

    private func hex(_ bits: String) -> String {
        let bits = Array(bits)
        return stride(from: 0, to: bits.count, by: 4).map { String(Int(String(bits[$0..<$0 + 4]), radix: 2) ?? 0, radix: 16, uppercase: true) }.joined()
    }
}
