import Support
import Testing

@testable import Presentation

@Suite struct FittingTests {
    static let shortened: [(text: String, width: Int, result: String)] = [
        ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("香水香水", 8, "香水香水"), ("香水香水", 7, "香水香…"),
        ("香水香水", 6, "香水…"), ("ab cd", 4, "ab…"), ("abc", 1, "…"), ("abc", 0, ""), ("", 0, ""),
    ]

    @Test(arguments: shortened)
    func shorteningKeepsTheBeginningAndSaysSo(row: (text: String, width: Int, result: String)) {
        #expect(Fitting.shortened(row.text, to: row.width) == row.result)
    }

    static let wrapped: [(text: String, width: Int, lines: [String])] = [
        ("", 5, [""]),
        ("abc", 5, ["abc"]),
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 8, ["one two", "three"]),
        ("one  two", 3, ["one", "two"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("a abcdefgh", 3, ["a", "abc", "def", "gh"]),
        ("缺少四件须复点", 6, ["缺少四", "件须复", "点"]),
        ("缺少，须复点", 4, ["缺", "少，", "须复", "点"]),
        ("共（四件）", 4, ["共", "（四", "件）"]),
        ("交付 S1 门店", 7, ["交付 S1", "门店"]),
        ("香水4402号", 6, ["香水", "4402号"]),
    ]

    @Test(arguments: wrapped)
    func linesBreakAtSpacesAndBetweenWideCharacters(row: (text: String, width: Int, lines: [String])) {
        #expect(Fitting.wrapped(row.text, to: row.width) == row.lines)
    }

    /// Seeded: nothing but spaces is lost, and no line is too wide.
    @Test func wrappingLosesNothingAndFits() {
        let seed: UInt64 = 20_260_302
        var random = SplitMix(seed: seed)
        let letters: [Character] = ["a", "b", "-", " ", " ", "香", "水", "，", "（", "e\u{301}", "👍🏽", "1"]
        for _ in 0..<2000 {
            let text = String((0..<Int(random.next() % 40)).map { _ in letters[Int(random.next() % 12)] })
            let width = 2 + Int(random.next() % 20)
            let lines = Fitting.wrapped(text, to: width)
            #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "seed \(seed): \(text) in \(width): \(lines)")
            #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " }, "seed \(seed): \(text), \(width)")
        }
    }

    @Test func paddingCountsColumnsNotCharacters() {
        #expect(Fitting.padded("香水", to: 6) == "香水  ")
        #expect(Fitting.padded("12", to: 6, alignRight: true) == "    12")
        #expect(Fitting.padded("香水", to: 3) == "香水")
    }
}
