import Support
import Testing

@testable import GS1

struct DigitalLinkTests {
    @Test func linksAreReadByTheStructureOfTheReferenceEngine() throws {
        for row in try Reference.table("gs1/digital-link.csv") {
            let input = row["input"] ?? ""
            if row["valid"] == "true" {
                let link = try DigitalLink(input)
                #expect(printed(link.elements) == row["element_string"], "\(input)")
            } else if let link = try? DigitalLink(input) {
                // We read what the engine refuses only where we say so.
                #expect(link.warnings.contains(.shortNames) || link.warnings.contains(.trailingSlash), "\(input)")
            }
        }
    }

    @Test func aPrintedLinkIsReadBackAlike() throws {
        for row in try Reference.table("gs1/digital-link.csv") where row["valid"] == "true" {
            let link = try DigitalLink(row["input"] ?? "")
            #expect(try GS1Key(path: link.identity.path) == link.identity)
            #expect(try DigitalLink(DigitalLink.text(link.identity)).identity == link.identity)
            let text = try #require(DigitalLink.text(link.elements, stem: "http://a.example:81/x"))
            #expect(try Set(DigitalLink(text).elements) == Set(link.elements), "\(text)")
        }
    }

    @Test(arguments: [
        ("https://id.gs1.org/01/09521234000013?999=1", AnswerCode.unknownAI), ("https://a/01/09521234000013?21=A", .qualifierInQuery),
        ("https://a/01/09521234000013/21/A?10=B", .qualifierInQuery), ("https://a/01/09521234000013/10/B?10=B", .repeatedAI),
        ("https://a/01/09521234000013/21/%zz", .badEscape), ("https://a/01/09521234000013/21/a%00", .badCharacter),
        ("https://a/01/09521234000014/21/A", .badCheckDigit), ("https://a/01/09521234000013/99/A", .qualifierOrder),
        ("https://a/01/09521234000013//21/A", .notACode), ("https://a/414/9521234000020/254/A/7040/1ABC", .qualifierOrder),
        ("hTTps://a/01/09521234000013", .notACode), ("https:///01/09521234000013", .notACode), ("https://id.gs1.org/AQnYUc1gmiERBhMvTM0", .compressedLink),
        ("https://shop.example/summer-collection-2026", .notACode), ("https://a/01/09521234000013?17=261301", .badDate),
    ])
    func linksAreRefusedWithTheirReason(_ text: String, _ code: AnswerCode) {
        #expect(fault { _ = try DigitalLink(text) }?.code == code, "\(text)")
    }
}
