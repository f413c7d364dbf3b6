/// Numbers for people, without Foundation and the same in both languages: grouped by thousands, a point before decimals.
package enum Figures {
    /// `1234567` as `1,234,567`.
    package static func grouped(_ number: Int64) -> String {
        let digits = String(number.magnitude)
        let signed = number < 0 ? "-" : ""
        return signed + grouped(digits: digits)
    }

    package static func grouped(_ number: Int) -> String { grouped(Int64(number)) }

    /// A difference: `+12`, `−3`, `0`.
    package static func signed(_ number: Int64) -> String { (number > 0 ? "+" : "") + grouped(number) }

    /// Money in fen as yuan, `123450` as `1,234.50`; the currency stands in the column title.
    package static func yuan(fen: Int64) -> String {
        let magnitude = fen.magnitude
        let cents = String(magnitude % 100)
        let signed = fen < 0 ? "-" : ""
        return signed + grouped(digits: String(magnitude / 100)) + "." + (cents.utf8.count == 1 ? "0" : "") + cents
    }

    /// Bytes in decimal units (IEC 80000-13 keeps `kB` for 1,000): `812 B`, `1.5 kB`, `20 MB`. One decimal below ten,
    /// rounded half up.
    package static func bytes(_ count: Int64) -> String {
        var scale: Int64 = 1
        for unit in ["B", "kB", "MB", "GB", "TB", "PB"] {
            if scale == 1 ? count < 1000 : count < scale * 1000 - scale / 2 {
                return (scale == 1 ? grouped(count) : shortDecimal(count, per: scale)) + " " + unit
            }
            scale *= 1000
        }
        return shortDecimal(count, per: 1_000_000_000_000_000_000) + " EB"
    }

    /// `part` of `whole` in percent with one decimal, `12.5 %`; a dash where there is no whole.
    package static func percent(_ part: Int64, of whole: Int64) -> String {
        guard whole != 0 else { return "-" }
        return decimal(Double(part) / Double(whole) * 100, places: 1) + " %"
    }

    /// A ratio with a fixed number of decimals, rounded half away from zero: `1.025`. Values beyond what can be told
    /// apart are written as a dash.
    package static func decimal(_ value: Double, places: Int) -> String {
        var scale = 1.0
        for _ in 0..<max(places, 0) { scale *= 10 }
        let scaled = (value * scale).rounded(.toNearestOrAwayFromZero)
        guard scaled.isFinite, abs(scaled) < 1e18 else { return "-" }
        let units = Int64(scaled)
        let whole = Int64(scale)
        let signed = units < 0 ? "-" : ""
        let head = signed + grouped(digits: String(units.magnitude / whole.magnitude))
        if places <= 0 { return head }
        return head + "." + padded(Int64(units.magnitude % whole.magnitude), digits: places)
    }

    /// At least `digits` digits, zeros in front.
    static func padded(_ number: Int64, digits: Int) -> String {
        let text = String(number.magnitude)
        let zeros = String(repeating: "0", count: max(0, digits - text.utf8.count))
        return (number < 0 ? "-" : "") + zeros + text
    }

    private static func shortDecimal(_ count: Int64, per scale: Int64) -> String {
        let tenths = count / (scale / 10) + (count % (scale / 10) >= scale / 20 ? 1 : 0)
        if tenths < 100 { return "\(tenths / 10).\(tenths % 10)" }
        return grouped(count / scale + (count % scale >= scale / 2 ? 1 : 0))
    }

    private static func grouped(digits: String) -> String {
        var result = ""
        var left = digits.utf8.count
        for digit in digits {
            result.append(digit)
            left -= 1
            if left > 0 && left % 3 == 0 { result.append(",") }
        }
        return result
    }
}
