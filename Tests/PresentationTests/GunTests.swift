import Testing

@testable import Presentation

@Suite struct SoundsTests {
    @Test func theBellRingsOnceTwiceOrNotAtAll() {
        #expect(Sounds.bell.text(for: .accepted, isTerminal: true) == "\u{07}")
        #expect(Sounds.bell.text(for: .refused, isTerminal: true) == "\u{07}\u{07}")
        #expect(Sounds.bell.text(for: .again, isTerminal: true) == "")
    }

    @Test(arguments: Sounds.Outcome.allCases)
    func noBellWhereItIsNotWantedOrNotHeard(outcome: Sounds.Outcome) {
        #expect(Sounds.none.text(for: outcome, isTerminal: true) == "")
        #expect(Sounds.bell.text(for: outcome, isTerminal: false) == "")
    }

    @Test func theOptionsWordsAreTheContracts() {
        #expect(Sounds.allCases.map(\.rawValue) == ["bell", "none"])
    }
}

@Suite struct PageTests {
    static func terminal(_ isTerminal: Bool, rows: Int? = 30) -> Terminal {
        Terminal(
            inputIsTerminal: true, outputIsTerminal: isTerminal, errorsAreTerminal: true, columns: 80, rows: rows)
    }

    static let decisions: [(isTerminal: Bool, rows: Int?, lines: Int, environment: [String: String], page: Page)] = [
        (true, 30, 31, ["PAGER": "less"], .through(command: "less", environment: ["LESS": "FRX"])),
        (true, 30, 30, ["PAGER": "less"], .through(command: "less", environment: ["LESS": "FRX"])),
        (true, 30, 29, ["PAGER": "less"], .direct),
        (true, 30, 99, ["PAGER": "less -S", "LESS": "R"], .through(command: "less -S", environment: [:])),
        (true, nil, 25, ["PAGER": "more"], .through(command: "more", environment: ["LESS": "FRX"])),
        (true, nil, 23, ["PAGER": "more"], .direct),
        (true, 30, 99, [:], .direct),
        (true, 30, 99, ["PAGER": ""], .direct),
        (true, 30, 99, ["PAGER": "cat"], .direct),
        (false, 30, 99, ["PAGER": "less"], .direct),
    ]

    @Test(arguments: decisions)
    func aPagerIsForLongAnswersOnATerminal(
        row: (isTerminal: Bool, rows: Int?, lines: Int, environment: [String: String], page: Page)
    ) {
        let page = Page.decision(
            lines: row.lines, terminal: Self.terminal(row.isTerminal, rows: row.rows), in: Environment(row.environment))
        #expect(page == row.page, "\(row)")
    }

    static let texts: [(text: String, columns: Int, lines: Int)] = [
        ("", 80, 1), ("a\n", 80, 1), ("a\nb\n", 80, 2), ("a\n\nb", 80, 3), ("香水香水\n", 4, 2), ("香水香水\n", 8, 1),
        ("abc", 0, 3),
    ]

    @Test(arguments: texts)
    func longLinesTakeSeveralOnTheScreen(row: (text: String, columns: Int, lines: Int)) {
        #expect(Page.screenLines(row.text, columns: row.columns) == row.lines)
    }

    @Test func aTableIsLimitedOnlyByATerminalsWidth() {
        #expect(Self.terminal(true).tableWidth == 80)
        #expect(Self.terminal(false).tableWidth == nil)
        #expect(Self.terminal(true).canAsk)
        let scripted = Terminal(inputIsTerminal: false, outputIsTerminal: true, errorsAreTerminal: true)
        #expect(!scripted.canAsk)
        #expect(scripted.tableWidth == 80)
    }
}

@Suite struct SuggestionTests {
    static let commands = ["record", "scan", "trace", "stock", "count", "verify", "checkpoint", "check", "restore"]

    static let near: [(typed: String, words: [String])] = [
        ("recrod", ["record"]), ("recod", ["record"]), ("RECORD", ["record"]), ("sacn", ["scan"]), ("stok", ["stock"]),
        ("chek", ["check"]), ("check", ["check"]), ("ver", ["verify"]), ("rec", ["record"]), ("zzz", []), ("", []),
        ("x", []), ("checkpiont", ["checkpoint"]), ("in_stroe", []), ("tracce", ["trace"]),
        ("chec", ["check", "checkpoint"]),
    ]

    @Test(arguments: near)
    func aSlipOfTheFingerIsUnderstood(row: (typed: String, words: [String])) {
        #expect(Suggestion.nearest(to: row.typed, in: Self.commands) == row.words)
    }

    static let distances: [(left: String, right: String, distance: Int)] = [
        ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("ab", "ba", 1), ("ca", "abc", 3),
        ("kitten", "sitting", 3), ("bonded", "bodned", 1), ("香水", "水香", 1),
    ]

    @Test(arguments: distances)
    func theDistanceCountsSlips(row: (left: String, right: String, distance: Int)) {
        #expect(Suggestion.distance(Array(row.left), Array(row.right)) == row.distance)
        #expect(Suggestion.distance(Array(row.right), Array(row.left)) == row.distance)
    }

    @Test func theSentenceNamesWhatIsNear() {
        #expect(
            Suggestion.sentence(for: "recrod", in: Self.commands)
                == Text(en: #"Did you mean "record"?"#, zh: "是不是要输入“record”？"))
        #expect(
            Suggestion.sentence(for: "chec", in: Self.commands)?.en == #"Did you mean "check" or "checkpoint"?"#)
        #expect(Suggestion.sentence(for: "zzz", in: Self.commands) == nil)
    }
}
