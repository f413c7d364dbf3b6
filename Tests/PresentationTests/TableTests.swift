import Testing
import Wire

@testable import Presentation

@Suite struct TableTests {
    static let plain = Style(hasColour: false, hasUnicode: true)
    static let ascii = Style(hasColour: false, hasUnicode: false)
    static let coloured = Style(hasColour: true, hasUnicode: true)

    static var stock: Table {
        var table = Table(columns: [
            .identifier(Text(en: "Location", zh: "位置")),
            .name(Text(en: "Product", zh: "商品")),
            .words(Text(en: "Note", zh: "说明")),
            .number(Text(en: "Items", zh: "件数")),
            .number(Text(en: "Value, yuan", zh: "金额（元）")),
            .bar(Text(en: "Share", zh: "占比"), width: 8),
        ])
        table.add([
            .text("HK-01/S1"), .text("香水 50 ml 玫瑰限量版"), .judged(.good, Text(en: "counted", zh: "已盘点")), .count(1234),
            .fen(98_765_432), .count(1234),
        ])
        table.add([
            .text("HK-01/S2/cage"), .text("Whisky 700 ml"),
            .judged(.bad, Text(en: "4 missing, recount them before closing", zh: "缺少 4 件，结账之前必须先行复点")), .count(87),
            .fen(1_234_500), .count(87),
        ])
        table.add([.text("HK-01/S3"), .text("e\u{301}clair 👍🏽"), .empty, .count(0), .fen(-5), .count(0)])
        table.totals = [
            .sentence(Text(en: "Total", zh: "合计")), .empty, .empty, .count(1321), .fen(99_999_927), .count(1321),
        ]
        return table
    }

    @Test(arguments: Language.allCases)
    func aTableReadsAsKept(language: Language) throws {
        var text = ""
        for (name, style, width) in [
            ("piped", Self.plain, nil), ("100 columns", Self.plain, 100), ("80 columns", Self.plain, 80),
            ("60 columns", Self.plain, 60), ("30 columns", Self.plain, 30), ("ASCII", Self.ascii, 80),
        ] as [(String, Style, Int?)] {
            text += "== \(name)\n" + Self.stock.render(language: language, style: style, width: width)
        }
        try Golden.check("table.\(language.rawValue).txt", text)
    }

    /// Each column's cells begin, or for numbers end, at the same terminal column in every line, whatever the script.
    @Test(arguments: Language.allCases)
    func columnsLineUpByDisplayWidth(language: Language) throws {
        let lines = Self.stock.render(language: language, style: Self.plain, width: nil).split(separator: "\n")
        let figures = ["1,234", "87", "0", "1,321"]
        let rows = lines.filter { $0.contains("HK-01") || $0.contains("Total") || $0.contains("合计") }
        let ends = try zip(rows, figures).map { row, figure in
            let end = try #require(row.firstRange(of: "  " + figure + "  ")).upperBound
            return DisplayWidth.of(String(row[..<end]))
        }
        #expect(rows.count == 4)
        #expect(Set(ends).count == 1, "\(ends)")
    }

    @Test(arguments: [Language.en, .zhHans], [64, 70, 80, 100, 132])
    func aTableFitsTheTerminal(language: Language, width: Int) {
        for style in [Self.plain, Self.ascii] {
            for line in Self.stock.render(language: language, style: style, width: width).split(separator: "\n") {
                #expect(DisplayWidth.of(String(line)) <= width, "\(line)")
                #expect(line.last != " ")
            }
        }
    }

    @Test func identifiersAndNumbersAreNeverCut() {
        for width in 1...120 {
            let text = Self.stock.render(language: .en, style: Self.plain, width: width)
            for whole in ["HK-01/S2/cage", "987,654.32", "12,345.00", "1,321"] {
                #expect(text.contains(whole), "width \(width)")
            }
        }
    }

    @Test func aPipedTableHasNoLimitAndLosesNothing() {
        let text = Self.stock.render(language: .en, style: Self.plain, width: nil)
        #expect(text.contains("✗ 4 missing, recount them before closing"))
        #expect(!text.contains("…"))
    }

    @Test func colourChangesNoColumn() {
        let bare = Self.stock.render(language: .zhHans, style: Self.plain, width: 70)
        let painted = Self.stock.render(language: .zhHans, style: Self.coloured, width: 70)
        #expect(painted != bare)
        #expect(withoutEscapes(painted) == bare)
    }

    @Test func aCellFromOutsideStaysOnItsLine() {
        var table = Table(columns: [.identifier(.same("a")), .identifier(.same("b"))])
        table.add([.text("x\n\u{1B}[2Jy"), .text("z")])
        let text = table.render(language: .en, style: Self.plain, width: nil)
        #expect(text == "a        b\n──────────\nx␊␛[2Jy  z\n")
    }

    @Test func anEmptyTableIsItsTitlesAndARule() {
        let table = Table(columns: [.identifier(.same("a")), .number(.same("bcd"))])
        #expect(table.render(language: .en, style: Self.ascii, width: 80) == "a  bcd\n------\n")
    }

    @Test func missingCellsAreEmptyAndOthersNotShown() {
        var table = Table(columns: [.identifier(.same("a")), .number(.same("b"))])
        table.add([.text("x")])
        table.add([.text("y"), .count(1), .count(2)])
        #expect(table.render(language: .en, style: Self.ascii, width: nil) == "a  b\n----\nx\ny  1\n")
    }
}

/// Text without its Select Graphic Rendition sequences.
func withoutEscapes(_ text: String) -> String {
    var bare = ""
    var inside = false
    for character in text {
        if character == "\u{1B}" { inside = true }
        if !inside { bare.append(character) }
        if inside && character == "m" { inside = false }
    }
    return bare
}
