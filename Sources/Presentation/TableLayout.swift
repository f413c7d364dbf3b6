/// The widths of a table's columns and its lines, for one language, style and terminal width.
struct TableLayout {
    private let table: Table
    private let language: Language
    private let style: Style
    /// nil: no limit.
    private let limit: Int?
    /// Cells as text, before they are fitted.
    private let texts: [[String]]
    private let totals: [String]?
    private let gap = 2

    init(table: Table, language: Language, style: Style, width: Int?) {
        self.table = table
        self.language = language
        self.style = style
        limit = width
        let most = table.columns.indices.map { index in
            table.rows.reduce(Int64(0)) { max($0, index < $1.count ? $1[index].magnitude : 0) }
        }
        let words = CellWords(language: language, style: style)
        texts = table.rows.map { row in
            table.columns.indices.map { index in
                index < row.count ? words.text(row[index], in: table.columns[index], most: most[index]) : ""
            }
        }
        totals = table.totals.map { row in
            table.columns.indices.map { index in
                // A bar of the sum of all bars would say nothing.
                guard index < row.count, !table.columns[index].isBar else { return "" }
                return words.text(row[index], in: table.columns[index], most: 0)
            }
        }
    }

    func render() -> String {
        let all = Array(table.columns.indices)
        let withoutBars = all.filter { !table.columns[$0].isBar }
        for shown in [all, withoutBars] {
            if let widths = fitted(shown) { return grid(shown, widths: widths) }
        }
        return cards(withoutBars)
    }

    // MARK: Widths

    /// The width of each shown column, or nil where the narrowest is still too wide.
    private func fitted(_ shown: [Int]) -> [Int]? {
        let natural = shown.map { naturalWidth($0) }
        guard let limit else { return natural }
        let room = limit - gap * max(0, shown.count - 1)
        if natural.reduce(0, +) <= room { return natural }
        let least = shown.indices.map { min(natural[$0], leastWidth(shown[$0], natural: natural[$0])) }
        if least.reduce(0, +) > room { return nil }
        return Self.level(natural: natural, least: least, room: room)
    }

    /// Takes from the widest first: every column gets the same ceiling, no lower than its least width. The columns left
    /// over by the last step go to the first that still wants them.
    private static func level(natural: [Int], least: [Int], room: Int) -> [Int] {
        func widths(_ ceiling: Int) -> [Int] { natural.indices.map { max(least[$0], min(natural[$0], ceiling)) } }
        var low = 0
        var high = natural.max() ?? 0
        while low < high {
            let middle = (low + high + 1) / 2
            if widths(middle).reduce(0, +) <= room { low = middle } else { high = middle - 1 }
        }
        var result = widths(low)
        var left = room - result.reduce(0, +)
        for index in result.indices where left > 0 && result[index] < natural[index] {
            result[index] += 1
            left -= 1
        }
        return result
    }

    private func naturalWidth(_ index: Int) -> Int {
        var widest = DisplayWidth.of(title(index))
        if case .bar(let width) = table.columns[index].room { return max(widest, width) }
        for row in texts { widest = max(widest, DisplayWidth.of(row[index])) }
        if let totals { widest = max(widest, DisplayWidth.of(totals[index])) }
        return widest
    }

    /// Titles may wrap or shorten with their column, but no column gets narrower than the widest wide character.
    private func leastWidth(_ index: Int, natural: Int) -> Int {
        switch table.columns[index].room {
        case .fixed, .bar: natural
        case .wraps(let least), .shortens(let least): max(least, 2)
        }
    }

    // MARK: Lines

    private func grid(_ shown: [Int], widths: [Int]) -> String {
        let all = widths.reduce(0, +) + gap * max(0, shown.count - 1)
        let rule = style.paint(String(repeating: style.rule, count: all), .faint) + "\n"
        var result = lines(of: shown.map { title($0) }, shown, widths, tints: shown.map { _ in .strong })
        result += rule
        for (row, text) in zip(table.rows, texts) {
            result += lines(of: shown.map { text[$0] }, shown, widths, tints: shown.map { tint(row, $0) })
        }
        if let totals {
            result += rule
            result += lines(of: shown.map { totals[$0] }, shown, widths, tints: shown.map { _ in .strong })
        }
        return result
    }

    /// One row, as many lines as its tallest cell.
    private func lines(of cells: [String], _ shown: [Int], _ widths: [Int], tints: [Style.Tint?]) -> String {
        let fitted = cells.indices.map { fit(cells[$0], in: table.columns[shown[$0]], width: widths[$0]) }
        let height = fitted.map(\.count).max() ?? 0
        var result = ""
        for lineIndex in 0..<height {
            var line = ""
            var pending = 0  // spaces owed before the next cell, so that no line ends in spaces
            for index in cells.indices {
                let cell = lineIndex < fitted[index].count ? fitted[index][lineIndex] : ""
                let free = max(0, widths[index] - DisplayWidth.of(cell))
                let alignsRight = table.columns[shown[index]].alignsRight
                if cell.isEmpty {
                    pending += free + gap
                    continue
                }
                line += String(repeating: " ", count: pending + (alignsRight ? free : 0))
                line += style.paint(cell, tints[index])
                pending = gap + (alignsRight ? 0 : free)
            }
            result += line + "\n"
        }
        return result
    }

    private func fit(_ text: String, in column: Table.Column, width: Int) -> [String] {
        switch column.room {
        case .fixed, .bar: [text]
        case .wraps: Fitting.wrapped(text, to: width)
        case .shortens: [Fitting.shortened(text, to: width, ellipsis: style.ellipsis)]
        }
    }

    /// `title: value` a line, an empty line between rows.
    private func cards(_ shown: [Int]) -> String {
        let colon = ": "
        var groups: [String] = []
        for (row, text) in zip(table.rows, texts) {
            groups.append(card(shown, text, colon, tints: shown.map { tint(row, $0) }))
        }
        if let totals { groups.append(card(shown, totals, colon, tints: shown.map { _ in .strong })) }
        return groups.joined(separator: "\n")
    }

    private func card(_ shown: [Int], _ cells: [String], _ colon: String, tints: [Style.Tint?]) -> String {
        let margin = (shown.map { DisplayWidth.of(title($0)) }.max() ?? 0) + DisplayWidth.of(colon)
        var result = ""
        for (position, index) in shown.enumerated() where !cells[index].isEmpty {
            let room = max(8, (limit ?? 80) - margin)
            let lines = table.columns[index].isFlexible ? Fitting.wrapped(cells[index], to: room) : [cells[index]]
            for (number, line) in lines.enumerated() {
                let head = number == 0 ? title(index) + colon : ""
                result += Fitting.padded(head, to: margin) + style.paint(line, tints[position]) + "\n"
            }
        }
        return result
    }

    private func title(_ index: Int) -> String { table.columns[index].title[language] }

    private func tint(_ row: [Table.Cell], _ index: Int) -> Style.Tint? {
        if index < row.count, case .judged(let sign, _) = row[index] { return sign.tint }
        return nil
    }
}

extension Table.Column {
    var isBar: Bool { if case .bar = room { true } else { false } }

    var isFlexible: Bool {
        switch room {
        case .wraps, .shortens: true
        case .fixed, .bar: false
        }
    }
}

/// Cells as text.
private struct CellWords {
    let language: Language
    let style: Style

    func text(_ cell: Table.Cell, in column: Table.Column, most: Int64) -> String {
        if case .bar(let width) = column.room {
            return Bar.of(cell.magnitude, most: most, width: width, unicode: style.hasUnicode)
        }
        switch cell {
        case .empty: return ""
        case .text(let words): return Printable.line(words, unicode: style.hasUnicode)
        case .sentence(let sentence): return Printable.line(sentence[language], unicode: style.hasUnicode)
        case .count(let number): return Figures.grouped(number)
        case .fen(let fen): return Figures.yuan(fen: fen)
        case .time(let moment): return Times.minute(moment)
        case .judged(let sign, let words):
            return style.glyph(sign) + " " + Printable.line(words[language], unicode: style.hasUnicode)
        }
    }
}
