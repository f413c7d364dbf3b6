/// A text with carets under the characters that are meant.
package enum PointedText {
    /// Columns shown of a text that is longer than a line.
    private static let columnsMax = 100

    /// Two lines of equal left edge, safe to show: the text, a part of it where it is long, and `^^^` under the bytes `place`
    /// of its UTF-8 (one caret where `place` is empty: something is missing there). Wide characters take two carets.
    package static func lines(_ text: String, at place: Range<Int>, style: Style) -> (text: String, carets: String) {
        let bytes = Array(text.utf8)
        func shown(_ range: Range<Int>) -> String {
            Printable.line(String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self), unicode: style.hasUnicode)
        }
        let start = min(max(place.lowerBound, 0), bytes.count)
        let end = min(max(place.upperBound, start), bytes.count)
        var before = shown(0..<start)
        var within = shown(start..<end)
        var after = shown(end..<bytes.count)
        if DisplayWidth.of(before + within + after) > columnsMax {
            if before.count > 40 { before = style.ellipsis + String(before.suffix(40)) }
            if within.count > 40 { within = String(within.prefix(40)) + style.ellipsis }
            if after.count > 20 { after = String(after.prefix(20)) + style.ellipsis }
        }
        let carets = String(repeating: " ", count: DisplayWidth.of(before)) + String(repeating: "^", count: max(1, DisplayWidth.of(within)))
        return (before + within + after, carets)
    }
}
