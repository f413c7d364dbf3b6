/// A bar of blocks, an eighth of a column fine; of `#` where the terminal has ASCII only. The figure stands beside it.
package enum Bar {
    private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// `value` of `most` in a bar of at most `width` columns. Anything above nothing shows at least its thinnest sign;
    /// values outside 0…most are cut to it.
    package static func of(_ value: Int64, most: Int64, width: Int, unicode: Bool) -> String {
        guard most > 0, value > 0, width > 0 else { return "" }
        let share = min(Double(value) / Double(most), 1)
        if !unicode { return String(repeating: "#", count: max(1, Int((share * Double(width)).rounded()))) }
        let parts = max(1, Int((share * Double(width) * 8).rounded()))
        let whole = String(repeating: "█", count: parts / 8)
        return parts % 8 == 0 ? whole : whole + String(eighths[parts % 8 - 1])
    }

    /// The same, filled to `width` with `░` or `.`: how far something is.
    package static func filled(_ value: Int64, most: Int64, width: Int, unicode: Bool) -> String {
        let bar = of(value, most: most, width: width, unicode: unicode)
        return bar + String(repeating: unicode ? "░" : ".", count: max(0, width - bar.count))
    }
}
