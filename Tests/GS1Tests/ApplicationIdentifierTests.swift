import Support
import Testing

@testable import GS1

struct ApplicationIdentifierTests {
    @Test func theTableSaysWhatTheReferenceSays() throws {
        var listed: Set<String> = []
        for row in try Reference.table("gs1/application-identifiers.csv") {
            for code in try codes(#require(row["ai"])) {
                listed.insert(code)
                let ai = try #require(ApplicationIdentifier.find(code), "no AI \(code)")
                #expect(ai.code == code)
                #expect(ai.format.text == row["format"], "\(code)")
                #expect(ai.requires.map { $0.joined(separator: "+") }.joined(separator: ",") == row["requires"], "\(code)")
                #expect(ai.excludes.joined(separator: ",") == row["excludes"], "\(code)")
                #expect(ai.isKey == (row["dl_primary_key"] == "yes"), "\(code)")
                #expect(ai.qualifierOrders.map { $0.joined(separator: ",") }.joined(separator: "|") == row["dl_qualifiers"], "\(code)")
                #expect(ai.isData == (row["dl_attribute"] == "yes"), "\(code)")
                #expect(ai.isPredefinedLength == (row["separator_needed"] == "no"), "\(code)")
            }
        }
        if !listed.isEmpty { #expect(Set(ApplicationIdentifier.table.all.map(\.code)) == listed) }
    }

    @Test func noTwoIdentifiersShareASlot() {
        let table = ApplicationIdentifier.table
        #expect(table.slots.filter { $0 >= 0 }.count == table.all.count)
        for ai in table.all { #expect(ApplicationIdentifier.find(ai.code)?.code == ai.code) }
    }

    private func codes(_ range: String) -> [String] {
        let ends = range.split(separator: "-")
        guard ends.count == 2, let first = Int(ends[0]), let last = Int(ends[1]) else { return [range] }
        return (first...last).map(String.init)
    }

    @Test(
        arguments: [
            ("8013", "1987654Ad4X4bL5ttr2310c2K", nil), ("8013", "1987654Ad4X4bL5ttr2310c2L", AnswerCode.badCheckDigit),
            ("8007", "DE89370400440532013000", nil), ("8007", "DE89370400440532013001", .badCheckDigit),
            ("8008", "260301236059", .badDate), ("8008", "26030123", nil), ("7003", "2603012400", .badDate), ("8006", "952123400001310203", nil),
            ("422", "156", nil), ("422", "157", .badCharacter), ("426", "15", .badLength), ("425", "156392", nil), ("425", "1563", .badLength),
            ("3910", "156100", nil), ("3910", "157100", .badCharacter), ("4307", "CN", nil), ("4307", "XX", .badCharacter),
            ("7258", "1/2", nil), ("7258", "3/2", .badCharacter), ("8011", "012", .badCharacter), ("8011", "0", nil),
            ("4309", "1800000001" + "0000000000", .badCharacter), ("4330", "000123-", nil), ("4330", "000123+", .badCharacter),
            ("7250", "19000229", .badDate), ("7250", "20000229", nil), ("8030", "Ab_-=", nil), ("8030", "Ab.", .badCharacter),
            ("4300", "a%2", .badCharacter), ("4300", "a%20b", nil), ("8010", "9521234A-/#", nil), ("8010", "9521234a", .badCharacter),
        ] as [(String, String, AnswerCode?)])
    func componentsAreChecked(_ code: String, _ value: String, _ expected: AnswerCode?) throws {
        let ai = try #require(ApplicationIdentifier.find(code))
        let bytes = Array(value.utf8)
        // The check digit of the ITIP's GTIN is not what this row is about.
        let fault = ai.format.fault(in: code == "8006" ? Array("09521234000013".utf8) + bytes.suffix(4) : bytes[...], ai: code)
        #expect(fault?.code == expected, "(\(code))\(value)")
    }
}
