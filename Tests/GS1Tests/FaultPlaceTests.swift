import Support
import Testing

@testable import GS1

/// Every fault of a text says which of its characters are wrong.
struct FaultPlaceTests {
    /// Faults of the text as a whole, for which no place is to blame.
    private static let placeless: Set<AnswerCode> = [.empty, .notACode, .compressedLink, .noSerial, .tagNotPureIdentity, .foreignKey]

    @Test func everyFaultOfTheVectorsPointsIntoItsText() throws {
        var texts = try Reference.table("gs1/codes.csv").map { $0["input"] ?? "" }
        texts += try Reference.table("gs1/element-string-errors.csv").flatMap { [$0["input"] ?? "", "  ]C1" + withSeparators($0["input"] ?? "")] }
        texts += try Reference.table("gs1/epc-urn.csv").map { $0["urn"] ?? "" }
        texts += try Reference.table("gs1/epc-binary-errors.csv").map { $0["hex"] ?? "" }
        texts += try Reference.table("gs1/digital-link.csv").map { $0["input"] ?? "" }
        for text in texts {
            guard let fault = fault({ _ = try ScannedCode.parse(text) }) else { continue }
            let bytes = Array(text.utf8)
            guard let position = fault.position else {
                #expect(Self.placeless.contains(fault.code), "\(text): \(fault) has no place")
                continue
            }
            #expect(position >= 0 && fault.length >= 0 && position + fault.length <= bytes.count, "\(text): \(fault), length \(fault.length)")
            guard fault.code == .badCharacter, let scalar = Homoglyph.scalar(named: fault.detail), position < bytes.count else { continue }
            let found = String(decoding: bytes[position...].prefix(4), as: UTF8.self).unicodeScalars.first
            // In a link the character may be written as an escape or a plus, in a tag as seven bits.
            #expect(found == scalar || found == "%" || found == "+" || bytes.allSatisfy { Hexadecimal.value($0) != nil || $0 == 0x20 }, "\(text): \(fault)")
        }
    }

    @Test(arguments: [
        ("010952100020007521A1", 2, 14, AnswerCode.badCheckDigit), ("(01)09521000200074(21)A 1", 23, 1, .badCharacter),
        ("  ]C1010952100020007421z\u{41E}B", 24, 2, .badCharacter), ("（０１）09521000200074(21)A 1", 31, 1, .badCharacter),
        ("0109521000200074<GS><GS>21A", 20, 4, .emptyField), ("0109521000200074^10L^17261301^21A", 23, 6, .badDate),
        ("https://a.example/01/09521000200074/21/A/10/B", 36, 9, .qualifierOrder), ("https://a.example/01/09521000200074/21/A%2?17=261231", 40, 2, .badEscape),
        ("https://a.example/01/9521000200075/21/A", 21, 13, .badCheckDigit), ("https://a.example/01/09521000200074?21=A", 36, 4, .qualifierInQuery),
        ("urn:epc:id:sgtin:9521000.02000x.A", 30, 1, .badCharacter), ("urn:epc:id:sgtin:9521000.02000.A", 17, 13, .badLength),
        ("30 3F 77 60 94 9F F5 BD 32 60 56 06", 3, 3, .badPartition),
        ("0x303F7760949FF5BD3260560", 2, 23, .badLength), ("/01/09521000200074/21/ab%2Fc", 24, 3, .serialCharacters),
        ("010952258874669521Fr/Ta", 20, 1, .serialCharacters),
        ("4006381333932", 0, 13, .badCheckDigit), ("0109521054260024240AB1021WaeXXb", 23, 0, .lostSeparator),
    ])
    func thePlaceIsThatOfTheTextAsItWasGiven(_ text: String, _ position: Int, _ length: Int, _ code: AnswerCode) throws {
        let fault = try #require(fault { _ = try ScannedCode.parse(text) }, "\(text)")
        #expect(fault.code == code, "\(text): \(fault)")
        #expect(fault.position == position && fault.length == length, "\(text): \(fault.position ?? -1), \(fault.length)")
    }

    @Test func aHomoglyphInASerialIsNamedWhereItStands() throws {
        for row in try Reference.table("gs1/element-strings.csv") where row["valid"] == "true" {
            let key = row["item_key"] ?? ""
            guard let identity = try? GS1Key(path: key), identity.qualifierAI == "21" else { continue }
            for index in identity.qualifier.utf8.indices {
                var serial = identity.qualifier
                serial.replaceSubrange(index..<serial.utf8.index(after: index), with: "\u{41E}")
                let text = "(01)" + identity.value + "(21)" + serial
                let fault = try #require(fault { _ = try ScannedCode.parse(text, serials: .any) }, "\(text)")
                #expect(fault.code == .badCharacter && fault.detail == "U+041E", "\(text): \(fault)")
                #expect(fault.position == 22 + identity.qualifier.utf8.distance(from: identity.qualifier.startIndex, to: index), "\(text)")
            }
        }
        #expect(Homoglyph.latin("\u{41E}") == "O" && Homoglyph.latin("\u{FF21}") == "A" && Homoglyph.latin("中") == nil)
    }
}
