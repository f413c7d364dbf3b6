import CZint

/// A two-dimensional bar code as dark and light modules, made by zint (Debian's `libzint-dev`).
package struct Symbol: Hashable, Sendable {
    package let columns: Int
    package let rows: Int
    /// Row by row.
    private let dark: [Bool]

    /// How much of a QR code may be unreadable (ISO/IEC 18004): some 7, 15, 25, 30 per cent.
    package enum Correction: Int32, CaseIterable, Sendable {
        case low = 1
        case medium, quartile, high
    }

    package enum Fault: Error, Hashable, Sendable {
        /// More than the largest symbol holds.
        case tooLong
        /// Not what this symbology can carry; zint's number.
        case refused(Int32)
    }

    package subscript(row: Int, column: Int) -> Bool { dark[row * columns + column] }

    /// A QR code of any bytes: 2,953 of them at most, with low correction (ISO/IEC 18004 table 7).
    package static func qr(_ bytes: [UInt8], correction: Correction = .low) throws(Fault) -> Symbol {
        try Symbol(58, correction.rawValue, isGS1: false, bytes)
    }

    /// A GS1 DataMatrix of an element string with its AIs in square brackets: `[01]09521234000013[21]DF-1`.
    package static func dataMatrix(elements: String) throws(Fault) -> Symbol {
        try Symbol(71, -1, isGS1: true, Array(elements.utf8))
    }

    private init(_ symbology: Int32, _ correction: Int32, isGS1: Bool, _ bytes: [UInt8]) throws(Fault) {
        guard !bytes.isEmpty else { throw .refused(0) }
        var found = dutyfree_symbol()
        var modules = [UInt8](repeating: 0, count: 200 * 200)
        dutyfree_symbol_encode(symbology, correction, isGS1 ? 1 : 0, bytes, bytes.count, &found, &modules)
        guard found.columns > 0 else { throw found.answer == 5 ? .tooLong : .refused(found.answer) }
        columns = Int(found.columns)
        rows = Int(found.rows)
        dark = modules[..<(columns * rows)].map { $0 == 1 }
    }

    /// Dark modules side by side in a row.
    package struct Run: Hashable, Sendable {
        package let row: Int
        package let column: Int
        package let length: Int
    }

    package var runs: [Run] {
        var runs: [Run] = []
        for row in 0..<rows {
            var column = 0
            while column < columns {
                guard self[row, column] else {
                    column += 1
                    continue
                }
                var end = column
                while end < columns, self[row, end] { end += 1 }
                runs.append(Run(row: row, column: column, length: end - column))
                column = end
            }
        }
        return runs
    }

    // MARK: As SVG

    /// Light modules around it that a reader needs: 4 for QR (ISO/IEC 18004), and enough for DataMatrix.
    static let quiet = 4

    /// The dark modules as an SVG path, a module one unit, the quiet zone left of and above it counted.
    var path: String {
        runs.map { "M\($0.column + Symbol.quiet) \($0.row + Symbol.quiet)h\($0.length)v1h-\($0.length)z" }.joined()
    }

    /// A picture of `side` (a CSS length such as `30mm`) with its quiet zone: one path, sharp at any size. Inside a page it
    /// needs no name space.
    package func svg(side: String, label: String, isInline: Bool = false) -> String {
        let size = "\(columns + 2 * Symbol.quiet) \(rows + 2 * Symbol.quiet)"
        let space = isInline ? "" : " xmlns=\"http://www.w3.org/2000/svg\""
        return "<svg\(space) width=\"\(side)\" height=\"\(side)\" viewBox=\"0 0 \(size)\" role=\"img\" aria-label=\"\(label)\" shape-rendering=\"crispEdges\">"
            + "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path d=\"\(path)\" fill=\"#000\"/></svg>"
    }
}
