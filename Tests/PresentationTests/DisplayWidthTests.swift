import Testing

@testable import Presentation

@Suite struct DisplayWidthTests {
    static let widths: [(text: String, columns: Int)] = [
        ("", 0),
        ("day.csv:17", 10),
        ("香水", 4),
        ("，。", 4),
        ("ＡＢ", 4),
        ("ｱｲ", 2),
        ("한국", 4),
        ("\u{1112}\u{1161}\u{11AB}", 2),
        ("e\u{301}", 1),
        ("é", 1),
        ("a\u{200B}b", 2),
        ("±…→·“”", 6),
        ("✓✗─█▏", 5),
        ("😀", 2),
        ("👍🏽", 2),
        ("👨‍👩‍👧", 2),
        ("🇨🇳", 2),
        ("1️⃣", 2),
        ("❤️", 2),
        ("❤", 1),
        ("𠮷", 2),
        ("\u{31350}", 2),
        ("\u{1FAE8}", 2),
        ("\t\u{1D}\u{1B}", 0),
        ("\u{AD}", 1),
    ]

    @Test(arguments: widths)
    func aTerminalGivesThatManyColumns(row: (text: String, columns: Int)) {
        #expect(DisplayWidth.of(row.text) == row.columns, "\(row.text.unicodeScalars.map { $0.value })")
    }

    @Test func theRangesAscendAndNoTwoTouch() {
        for (left, right) in zip(DisplayWidth.wideRanges, DisplayWidth.wideRanges.dropFirst()) {
            #expect(left.upperBound + 1 < right.lowerBound, "\(left) \(right)")
        }
    }

    /// UTS #51 §1.4.3 and UAX #11 §5: characters shown as emoji by default are wide, but for the halves of flags. The
    /// property comes from the standard library, whose Unicode may be younger than our table's 15.0.
    @Test func everyEmojiShownAsOneIsWide() throws {
        for value in UInt32(0)..<0x11_0000 {
            guard let scalar = Unicode.Scalar(value), scalar.properties.isEmojiPresentation else { continue }
            if let age = scalar.properties.age, (age.major, age.minor) > (15, 0) { continue }
            let expected = (0x1F1E6...0x1F1FF).contains(value) ? 1 : 2
            #expect(DisplayWidth.of(scalar) == expected, "\(String(value, radix: 16))")
        }
    }

    @Test func everyUnifiedIdeographIsWide() {
        for value in UInt32(0)..<0x11_0000 {
            guard let scalar = Unicode.Scalar(value), scalar.properties.isUnifiedIdeograph else { continue }
            if DisplayWidth.of(scalar) != 2 { Issue.record("\(String(value, radix: 16))") }
        }
    }

    static let unsafe: [(text: String, unicode: String, ascii: String)] = [
        ("香水 4402", "香水 4402", "香水 4402"),
        ("a\u{1B}[31mb", "a␛[31mb", "a?[31mb"),
        ("]C101\u{1D}21", "]C101␝21", "]C101?21"),
        ("a\r\nb\tc", "a␍␊b␉c", "a??b?c"),
        ("\u{7F}\u{9B}2J", "␡\u{FFFD}2J", "??2J"),
        ("a\u{202E}gpj", "a\u{FFFD}gpj", "a?gpj"),
    ]

    @Test(arguments: unsafe)
    func textFromOutsideCannotSteerTheTerminal(row: (text: String, unicode: String, ascii: String)) {
        #expect(Printable.line(row.text) == row.unicode)
        #expect(Printable.line(row.text, unicode: false) == row.ascii)
    }
}
