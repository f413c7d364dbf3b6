import Support
import Testing

@testable import GS1

/// Seeded properties: whatever is printed is read back as what it was.
struct RoundTripTests {
    private let set82 = String(decoding: (0x21...0x7A).map { UInt8($0) }.filter(CharacterSet82.contains), as: UTF8.self)
    private let set39 = String(decoding: (0x21...0x7A).map { UInt8($0) }.filter(FieldCharacters.set39.contains), as: UTF8.self)
    private let ours = String(decoding: (0x2D...0x7A).map { UInt8($0) }.filter(SerialCharacters.contains), as: UTF8.self)

    private func checked(_ digits: String) -> String {
        digits + String(decoding: [CheckDigit.digit(for: Array(digits.utf8))], as: UTF8.self)
    }

    @Test(arguments: [UInt64(1), 20_260_302])
    func keysGoThroughEveryForm(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for round in 0..<1500 {
            let note = "seed \(seed), round \(round)"
            let length = Int.random(in: 6...12, using: &random)
            let gtin = checked(random.digits(1) + "952" + random.digits(9))
            let alphabet = Bool.random(using: &random) ? ours : set82
            let text = random.text(alphabet, Int.random(in: 1...20, using: &random))
            // A short number suits 96 bits, if it does not begin with 0.
            let serial = Bool.random(using: &random) ? String(random.next() >> 26) : text
            let keys = [
                GS1Key(ai: "01", value: gtin, qualifierAI: "21", qualifier: serial),
                GS1Key(ai: "00", value: checked(random.digits(1) + "952" + random.digits(13))),
                GS1Key(ai: "414", value: checked("952" + random.digits(9)), qualifierAI: "254", qualifier: text == "0" ? "1" : text),
                GS1Key(ai: "414", value: checked("952" + random.digits(9))),
                GS1Key(ai: "8003", value: "0" + checked("952" + random.digits(9)) + text.prefix(16)),
                GS1Key(ai: "01", value: gtin, qualifierAI: "10", qualifier: text), GS1Key(ai: "01", value: gtin),
                GS1Key(ai: "417", value: checked("952" + random.digits(9))),
                GS1Key(ai: "8003", value: "0" + checked("952" + random.digits(9))),
                GS1Key(ai: "8006", value: gtin + "0\(1 + round % 3)03", qualifierAI: "21", qualifier: text), GS1Key(ai: "8006", value: gtin + "0203"),
                GS1Key(ai: "253", value: checked("952" + random.digits(9)) + text.prefix(17)), GS1Key(ai: "255", value: checked("952" + random.digits(9))),
                GS1Key(ai: "8010", value: "952" + random.digits(9) + random.text(set39, Int.random(in: 1...18, using: &random))),
                GS1Key(ai: "8010", value: "952" + random.digits(9) + "A-/#", qualifierAI: "8011", qualifier: String(random.next() >> 26)),
            ]
            for key in keys {
                #expect(try GS1Key(path: key.path) == key, "\(key.path), \(note)")
                #expect(try DigitalLink(DigitalLink.text(key, stem: "https://a.example/b")).identity == key, "\(key.path), \(note)")
                #expect(try GS1Key(BracketedElementString.parse(Element.bracketed(key.elements))) == key, "\(key.path), \(note)")
                let code = try ScannedCode.parse(DigitalLink.text(key), serials: .any)
                #expect(code.identity == key, "\(key.path), \(note)")
                let epc = try #require(EPC(key, companyPrefixLength: length), "\(key.path), \(note)")
                #expect(epc.key == key, "\(epc.urn), \(note)")
                #expect(try EPC(urn: epc.urn) == epc, "\(epc.urn), \(note)")
                if TagScheme.allCases.contains(where: { $0.identity == epc.scheme }) {
                    let tag = try EPCTag(epc, filter: round % 8)
                    #expect(try EPCTag(hex: tag.hex, schemes: TagScheme.allCases) == tag, "\(tag.hex), \(note)")
                    #expect(try EPCTag(urn: tag.urn) == tag, "\(tag.urn), \(note)")
                    ReadParserTests.check(tag.hex, note)
                }
                ReadParserTests.check(key.path, note)
                let string = Element.string(key.elements)
                do throws(CodeFault) {
                    let reading = try ElementString(string)
                    #expect(GS1Key(reading.elements) == key, "\(string), \(note)")
                } catch {
                    // A lot alone may look as if it had swallowed a serial.
                    #expect(error.code == .lostSeparator && key.qualifierAI == "10", "\(string), \(note)")
                }
                ReadParserTests.check(string, note)
            }
        }
    }

    @Test(arguments: [UInt64(3), 99])
    func randomTextNeverCrashesAndWhatIsReadReadsBack(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var samples = try Reference.table("gs1/codes.csv").map { Array(withSeparators($0["input"] ?? "").utf8) }
        samples += try Reference.table("gs1/digital-link.csv").map { Array(($0["input"] ?? "").utf8) }
        samples += try Reference.table("gs1/epc-urn.csv").map { Array(($0["urn"] ?? "").utf8) }
        let heads = ["01", "(", "]C1", "/01/", "urn:epc:", "urn:epc:tag:", "https://a/", "30", "00", "LOC:", "8003", "]E0", "^", "0x"]
        for round in 0..<8000 {
            var bytes: [UInt8] = []
            if Bool.random(using: &random), let sample = samples.randomElement(using: &random) {
                bytes = sample
                for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0...bytes.count, using: &random)) }
            } else {
                bytes = Array((heads.randomElement(using: &random) ?? "").utf8)
                let range: ClosedRange<UInt8> = Bool.random(using: &random) ? 0x20...0x7E : 0...255
                bytes += (0..<Int.random(in: 0...60, using: &random)).map { _ in UInt8.random(in: range, using: &random) }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let note = "seed \(seed), round \(round): \(text.debugDescription)"
            _ = bytes.withUnsafeBytes { ReadParser.parseRead($0) }
            ReadParserTests.check(text, note)
            _ = try? ScanData(text)
            _ = try? EPCTag(hex: text, schemes: TagScheme.allCases)
            _ = try? CompanyPrefixTable(csv: bytes)
            _ = try? CompanyPrefixTable(compact: bytes)
            guard let code = try? ScannedCode.parse(text, serials: .any), code.kind != .placeLabel, !code.key.isEmpty else { continue }
            let again = try? ScannedCode.parse(code.key, serials: .any)
            #expect(again?.key == code.key, "\(note)")
            #expect(again?.kind == code.kind, "\(note)")
            if let identity = code.identity {
                #expect(try ScannedCode.parse(DigitalLink.text(identity), serials: .any).identity == identity, "\(note)")
            }
        }
    }
}
