/// A sheet of labels as they are sold: all lengths in millimetres.
package struct LabelSheet: Hashable, Sendable {
    package let name: String
    package let width: Double
    package let height: Double
    package let columns: Int
    package let rows: Int
    package let labelWidth: Double
    package let labelHeight: Double
    /// From the paper's edge to the first label.
    let left: Double
    let top: Double
    /// From one label's edge to the next one's.
    let stepX: Double
    let stepY: Double

    package var labels: Int { columns * rows }

    private static func a4(_ columns: Int, _ rows: Int, _ width: Double, _ height: Double, left: Double, top: Double, stepX: Double? = nil) -> LabelSheet {
        LabelSheet(
            name: "A4-\(columns * rows)", width: 210, height: 297, columns: columns, rows: rows, labelWidth: width, labelHeight: height, left: left, top: top,
            stepX: stepX ?? width, stepY: height)
    }

    /// The usual divisions of A4, and a label printer's roll, a label a page.
    package static let all: [LabelSheet] = [
        a4(3, 8, 70, 37, left: 0, top: 0.5), a4(3, 7, 63.5, 38.1, left: 7.2, top: 15.15, stepX: 66), a4(4, 10, 48.5, 25.4, left: 8, top: 21.5),
        a4(5, 13, 38.1, 21.2, left: 4.75, top: 10.7, stepX: 40.6),
        LabelSheet(
            name: "roll", width: 60, height: 40, columns: 1, rows: 1, labelWidth: 60, labelHeight: 40, left: 0, top: 0, stepX: 60, stepY: 40),
    ]

    package static func named(_ name: String) -> LabelSheet? { all.first { $0.name == name } }

    /// The upper left corner of the label with this place on its page, row by row.
    func corner(_ place: Int) -> (x: Double, y: Double) {
        (left + Double(place % columns) * stepX, top + Double(place / columns) * stepY)
    }
}

/// What stands on one label: a symbol, and under it lines of text.
package struct Label: Hashable, Sendable {
    package let symbol: Symbol
    /// The code as a person reads it.
    package let lines: [String]
    /// A line in Chinese, or empty.
    package let sentence: String
    /// For those who do not see the symbol.
    package let name: String

    package init(symbol: Symbol, lines: [String], sentence: String, name: String) {
        self.symbol = symbol
        self.lines = lines
        self.sentence = sentence
        self.name = name
    }
}

/// Where everything of a label comes to stand: millimetres from the label's corner, sizes of type in points.
package struct LabelLayout: Hashable, Sendable {
    let module: Double
    let symbolX: Double
    let symbolY: Double
    let middle: Double
    let linePoints: Double
    let lines: [(text: String, baseline: Double)]
    let sentencePoints: Double
    let sentenceBaseline: Double

    /// GenSpecs 5.12, symbol specification tables: smaller modules are not read by the scanners of a shop.
    package static let moduleMin = 0.25
    private static let margin = 1.2
    private static let pointsMm = 25.4 / 72
    /// Courier's characters are 0.6 of its size wide.
    private static let courierWidth = 0.6

    /// Nil where the symbol's modules would be smaller than `moduleMin`.
    package init?(_ label: Label, on sheet: LabelSheet) {
        let room = sheet.labelWidth - 2 * LabelLayout.margin
        let longest = Double(label.lines.map(\.utf8.count).max() ?? 1)
        linePoints = max(4, min(7, room / longest / LabelLayout.courierWidth / LabelLayout.pointsMm))
        sentencePoints = label.sentence.isEmpty ? 0 : min(8, sheet.labelHeight / 3.5)
        let lineHeight = linePoints * LabelLayout.pointsMm * 1.15
        let below = Double(label.lines.count) * lineHeight + sentencePoints * LabelLayout.pointsMm * 1.3
        let side = min(sheet.labelHeight - 2 * LabelLayout.margin - below, room)
        let across = Double(max(label.symbol.columns, label.symbol.rows) + 2 * Symbol.quiet)
        module = side / across
        guard module >= LabelLayout.moduleMin else { return nil }
        middle = sheet.labelWidth / 2
        symbolX = middle - side / 2
        symbolY = LabelLayout.margin
        var baseline = LabelLayout.margin + side
        var placed: [(text: String, baseline: Double)] = []
        for text in label.lines {
            baseline += lineHeight
            placed.append((text, baseline - lineHeight * 0.2))
        }
        lines = placed
        sentenceBaseline = baseline + sentencePoints * LabelLayout.pointsMm
    }

    package static func == (left: LabelLayout, right: LabelLayout) -> Bool {
        left.module == right.module && left.middle == right.middle && left.linePoints == right.linePoints && left.lines.elementsEqual(right.lines) { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(module) }
}
