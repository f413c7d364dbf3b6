import Support
import Testing

@testable import GS1

struct ScannedCodeTests {
    @Test func everyFormComesToItsKindKeyAndCodes() throws {
        for row in try Reference.table("gs1/codes.csv") {
            let input = row["input"] ?? ""
            let expected = Set((row["codes"] ?? "").split(separator: " ").map(String.init))
            do {
                let code = try ScannedCode.parse(input)
                #expect(code.kind.rawValue == row["kind"], "\(input)")
                #expect(code.key == row["key"], "\(input)")
                #expect(Set(code.warnings.map(\.rawValue)) == expected, "\(input)")
            } catch {
                #expect(row["kind"] == "error", "\(input): \(error)")
                #expect(expected == [error.code.rawValue], "\(input): \(error)")
            }
        }
    }

    @Test func theListOfAnswersIsComplete() throws {
        let rows = try Reference.table("gs1/codes-of-answers.csv")
        for row in rows {
            let code = try #require(AnswerCode(rawValue: row["code"] ?? ""), "\(row)")
            let verdict = "\(code.verdict)"
            #expect((row["verdict"] ?? "").hasPrefix(verdict), "\(code.rawValue)")
        }
        if !rows.isEmpty { #expect(Set(AnswerCode.allCases.map(\.rawValue)) == Set(rows.compactMap { $0["code"] })) }
    }

    @Test func aProductIsNoItem() {
        #expect(fault { _ = try ScannedCode.parseItem("9521234093602") }?.code == .noSerial)
        #expect(fault { _ = try ScannedCode.parseItem("https://id.gs1.org/01/09521234093602") }?.code == .noSerial)
        #expect(fault { _ = try ScannedCode.parseItem("E28011856AB3E82510B5FD5C") }?.code == .tidNotEPC)
        #expect(fault { _ = try ScannedCode.parseItem("4149521234000037") }?.code == .notACode)
    }

    /// An order, a place to ship to: said in full, and nothing of ours. A bare number proves nothing, unless by its check digit.
    @Test(
        arguments: [
            ("(400)PO-77", "400PO-77"), ("(410)9521234000037(420)570100", "4109521234000037420570100"), ("4109521234000037", "4109521234000037"),
            ("]C190abc", "90abc"), ("^400PO-77", "400PO-77"), ("(400)A(90)B", "400A\u{1D}90B"), ("400PO-77", nil), ("95212340634", nil),
            ("4109521234000036", nil),
        ] as [(String, String?)])
    func stringsWithoutAKeyAreExplained(_ text: String, _ string: String?) throws {
        let code = try? ScannedCode.parse(text)
        #expect((code != nil) == (string != nil), "\(text)")
        guard let code else { return }
        #expect(code.kind == .foreign && code.key.isEmpty && code.identity == nil && code.warnings.last == .foreignKey, "\(text)")
        let forms = CodeForms(code, companyPrefixLength: 7)
        #expect(forms[.elementString] == string && forms[.bracketed] == Element.bracketed(code.elements), "\(text)")
    }

    @Test(
        arguments: [
            ("(02)09521234093602", .missingPartner, "02", "37"), ("(250)A(01)09521234093602", .missingPartner, "250", "01+21, 03+21, 8006+21"),
            ("(01)09521234093602(02)09521234093602(37)1", .excludedPair, "02", "01"), ("(01)09521234093602(21)A(235)B", .excludedPair, "235", "21"),
        ] as [(String, AnswerCode, String, String)])
    func aBrokenRuleNamesBothIdentifiers(_ text: String, _ code: AnswerCode, _ ai: String, _ other: String) {
        let fault = fault { _ = try ScannedCode.parse(text) }
        #expect(fault?.code == code && fault?.ai == ai && fault?.detail == other, "\(text): \(fault.map(\.description) ?? "read")")
    }

    /// Of whatever length their schemes have; counts put them apart by what they are.
    @Test(arguments: [
        "37F5F30DCC3C26184500000000000000000000000000", "3e" + String(repeating: "4A", count: 21), "41" + String(repeating: "0B", count: 27),
        "F7" + String(repeating: "5C", count: 13), "2C" + String(repeating: "7D", count: 11),
    ])
    func tagsOfOtherSchemesAreApart(_ hex: String) throws {
        let code = try ScannedCode.parse(hex)
        #expect(code.kind == .foreign && code.warnings == [.foreignTag])
        // A digit short it is nothing, and so is a header that nobody has.
        #expect(fault { _ = try ScannedCode.parse(String(hex.dropLast())) } != nil)
        if hex.utf8.count > 24 { #expect(fault { _ = try ScannedCode.parse("CC" + hex.dropFirst(2)) } != nil) }
    }

    @Test func anImportKeepsForeignSerials() throws {
        let code = try ScannedCode.parse("010952258874669521FrTa/xXP", serials: .any)
        #expect(code.key == "/01/09522588746695/21/FrTa%2FxXP")
        #expect(code.warnings == [.serialCharacters])
    }

    @Test(
        arguments: [
            ("01234565", "00012345000065"), ("04252614", "00042100005264"), ("00783491", "00007834000091"), ("95270418", "00000095270418"),
        ] as [(String, String?)])
    func upcEIsExpanded(_ text: String, _ gtin: String?) throws {
        #expect(try ScannedCode.parse("]E4" + text).key == "/01/" + (gtin ?? GTIN(text).digits14))
    }

    @Test func compositesJoinTheirHalves() throws {
        let code = try ScannedCode.parse("]E09521234093602|]e010LOT\u{1D}21A1")
        #expect(code.key == "/01/09521234093602/21/A1")
        #expect(code.value("10") == "LOT")
    }

    @Test(
        arguments: [
            ("260228", 2026, "2026-02-28"), ("260200", 2026, "2026-02-28"), ("240200", 2026, "2024-02-29"), ("000229", 2026, "2000-02-29"),
            ("000229", 2099, nil), ("760101", 2026, "2076-01-01"), ("770101", 2026, "1977-01-01"), ("490101", 2099, "2149-01-01"),
            ("480101", 2099, "2148-01-01"), ("500101", 2099, "2050-01-01"), ("261301", 2026, nil), ("260230", 2026, nil),
        ] as [(String, Int, String?)])
    func datesSlideThroughTheCenturies(_ digits: String, _ year: Int, _ expected: String?) {
        #expect(GS1Date(yymmdd: digits, currentYear: year)?.text == expected, "\(digits) in \(year)")
    }
}
