import Testing

@testable import Presentation

@Suite struct StyleTests {
    static let matrix: [(isTerminal: Bool, noColour: Bool, environment: [String: String], hasColour: Bool)] = [
        (true, false, ["TERM": "xterm-256color"], true),
        (true, false, [:], true),
        (false, false, ["TERM": "xterm-256color"], false),
        (true, true, ["TERM": "xterm-256color"], false),
        (true, false, ["TERM": "dumb"], false),
        (true, false, ["TERM": "xterm", "NO_COLOR": "1"], false),
        (true, false, ["TERM": "xterm", "NO_COLOR": "0"], false),
        (true, false, ["TERM": "xterm", "NO_COLOR": ""], true),
        (false, true, ["TERM": "dumb", "NO_COLOR": "1"], false),
    ]

    @Test(arguments: matrix)
    func colourIsOnlyForATerminalThatWantsIt(
        row: (isTerminal: Bool, noColour: Bool, environment: [String: String], hasColour: Bool)
    ) {
        let style = Style.chosen(
            isTerminal: row.isTerminal, noColour: row.noColour, in: Environment(row.environment))
        #expect(style.hasColour == row.hasColour, "\(row)")
        #expect(!style.hasUnicode)
    }

    @Test func signsAreASCIIWhereTheLocaleIsNotUTF8() {
        let unicode = Style.chosen(isTerminal: false, noColour: false, in: Environment(["LANG": "C.UTF-8"]))
        let ascii = Style.chosen(isTerminal: false, noColour: false, in: Environment(["LANG": "C"]))
        #expect(Sign.allCases.map { unicode.sign($0) } == ["✓", "!", "✗", "·"])
        #expect(Sign.allCases.map { ascii.sign($0) } == ["OK", "!", "X", "-"])
    }

    @Test func signsDifferWithoutTheirColour() {
        for hasUnicode in [true, false] {
            let style = Style(hasColour: false, hasUnicode: hasUnicode)
            #expect(Set(Sign.allCases.map { style.glyph($0) }).count == Sign.allCases.count)
        }
    }

    @Test func paintEndsWhereTheTextEnds() {
        let style = Style(hasColour: true, hasUnicode: true)
        #expect(style.paint("x", .bad) == "\u{1B}[1;31mx\u{1B}[0m")
        #expect(style.paint("", .bad) == "")
        #expect(style.paint("x", nil) == "x")
        #expect(Style(hasColour: false, hasUnicode: true).paint("x", .bad) == "x")
    }
}
