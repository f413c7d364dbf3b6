import Testing
import Wire

@testable import Presentation

@Suite struct ProblemTests {
    static let plain = Style(hasColour: false, hasUnicode: true)

    static let badState = Problem(
        "bad-state",
        Text(en: "item …/21/4402 is bonded, a sale needs in_store", zh: "物品 …/21/4402 处于 bonded，销售须为 in_store"),
        at: .init(file: "day.csv", line: 17), item: "/01/06901234567892/21/4402",
        outcome: Text(en: "Nothing was recorded (412 rows read).", zh: "未记录任何内容（已读取 412 行）。"),
        hint: Text(
            en: "Record its transfer first, or: dutyfree record day.csv --rejects bad.csv",
            zh: "请先记录其调拨，或执行：dutyfree record day.csv --rejects bad.csv"))

    static var many: BadRows {
        var rows = BadRows()
        for line in 2...1300 {
            let code = line % 7 == 0 ? "unknown-item" : line % 2 == 0 ? "bad-state" : "bad-time"
            rows.add(Problem(code, Text(en: "row \(line)", zh: "第 \(line) 行"), at: .init(file: "day.csv", line: line)))
        }
        return rows
    }

    /// A field of a million letters is quoted as far as a person reads.
    @Test func aSentenceIsNeverLongerThanAPersonReads() {
        let name = String(repeating: "长", count: 1_000_000)
        let problem = Problem("unknown-party", Text(en: "there is no party \(name)", zh: "没有主体 \(name)"), at: .init(file: "a.csv", line: 2, column: name))
        for language in Language.allCases {
            let line = problem.line(language: language, style: Self.plain, withCode: true)
            #expect(line.count < 2_100 && line.contains("a.csv:2:长") && line.hasSuffix("长…"), "\(line.count)")
        }
        #expect(problem.json.utf8.count < 8_000 && Self.badState.message.en.hasSuffix("in_store"))
    }

    @Test(arguments: Language.allCases)
    func aProblemReadsAsKept(language: Language) throws {
        var few = BadRows()
        few.add(Self.badState)
        few.add(Problem("bad-time", .same("x"), at: .init(file: "-", line: 3, column: "at")))
        var text = Self.badState.render(language: language, style: Self.plain)
        text += Problem("no-ledger", Text(en: "no ledger here", zh: "此处没有账本"), severity: .warning)
            .render(language: language, style: Self.plain)
        text += few.render(language: language, style: Self.plain)
        text += Self.many.render(language: language, style: Self.plain)
        try Golden.check("problem.\(language.rawValue).txt", text)
    }

    @Test func theContractsExampleIsReproduced() {
        #expect(
            Self.badState.render(language: .en, style: Self.plain) == """
                error[bad-state]: day.csv:17: item …/21/4402 is bonded, a sale needs in_store
                  Nothing was recorded (412 rows read).
                  Record its transfer first, or: dutyfree record day.csv --rejects bad.csv

                """)
    }

    static let objects: [(problem: Problem, json: String)] = [
        (
            Problem(
                "bad-state", Text(en: "m\"1", zh: "不译"), at: .init(file: "day.csv", line: 17, column: "serial"),
                item: "/01/1", outcome: .same("o"), hint: Text(en: "h", zh: "不译")),
            #"{"error":{"code":"bad-state","column":"serial","file":"day.csv","hint":"h","item":"/01/1","line":17,"#
                + #""message":"m\"1"},"v":1}"#
        ),
        (Problem("busy", .same("m")), #"{"error":{"code":"busy","message":"m"},"v":1}"#),
        (
            Problem("usage", Text(en: "m", zh: "x"), at: .init(file: "-")),
            #"{"error":{"code":"usage","file":"-","message":"m"},"v":1}"#
        ),
    ]

    @Test(arguments: objects)
    func theObjectHasWhatIsKnownAndNothingElse(row: (problem: Problem, json: String)) {
        #expect(row.problem.json == row.json + "\n")
    }

    @Test func onlyTheWordAndCodeAreColoured() {
        let style = Style(hasColour: true, hasUnicode: true)
        let text = Self.badState.render(language: .en, style: style)
        #expect(text.hasPrefix("\u{1B}[1;31merror[bad-state]\u{1B}[0m: day.csv"))
        #expect(withoutEscapes(text) == Self.badState.render(language: .en, style: Self.plain))
    }

    @Test func textFromTheInputStaysOnItsLine() {
        let problem = Problem("x", .same("a\nb\u{1B}c"), at: .init(file: "d\n.csv"), hint: .same("h\ni"))
        let text = problem.render(language: .en, style: Self.plain)
        #expect(text == "error[x]: d␊.csv: a␊b␛c\n  h␊i\n")
    }

    @Test func badRowsAreShownUpToTwentyThenCountedByCode() {
        let rows = Self.many
        #expect(rows.total == 1299)
        #expect(rows.first.count == 20)
        #expect(rows.byCode.map(\.code) == ["bad-state", "bad-time", "unknown-item"])
        #expect(rows.byCode.reduce(0) { $0 + $1.count } == 1299)
        #expect(rows.byCodeFields["unknown-item"] == .integer(185))
    }

    @Test func twentyBadRowsAreAllThereIsToSay() {
        var rows = BadRows()
        for line in 1...20 { rows.add(Problem("c", .same("m"), at: .init(line: line))) }
        #expect(rows.render(language: .en, style: Self.plain).split(separator: "\n").count == 20)
        #expect(BadRows().render(language: .en, style: Self.plain) == "")
    }

    @Test func exitCodesAreTheContracts() {
        #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 64, 70, 130, 143])
        #expect(Set(ExitCode.allCases.map(\.meaning)).count == ExitCode.allCases.count)
    }

    static let lines: [(object: JSONObject, line: String)] = [
        ([:], #"{"v":1}"#),
        (["z": true, "a": .array([1, -2]), "w": .null], #"{"a":[1,-2],"v":1,"w":null,"z":true}"#),
        (["a": .object(["香": "水\u{1D}\n\"\\/\u{7F}"])], "{\"a\":{\"香\":\"水\\u001d\\n\\\"\\\\/\u{7F}\"},\"v\":1}"),
        (["v": 7], #"{"v":1}"#),
    ]

    @Test(arguments: lines)
    func anAnswerIsOneCanonicalLineWithItsVersion(row: (object: JSONObject, line: String)) {
        #expect(JSONLine.of(row.object) == row.line + "\n")
    }
}
