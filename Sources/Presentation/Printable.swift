/// Makes text from outside safe to show: a name or a scanned code must not move the cursor, ring the bell, colour the
/// screen or reorder the line it stands in.
package enum Printable {
    /// `text` with every control character as a visible picture (GS as `␝`, line feed as `␊`; `?` where the terminal
    /// has ASCII only) and every bidirectional override as `�`. O(length), no copy where nothing had to change.
    package static func line(_ text: String, unicode: Bool = true) -> String {
        if text.unicodeScalars.allSatisfy({ !isUnsafe($0) }) { return text }
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            safe.append(isUnsafe(scalar) ? picture(of: scalar, unicode: unicode) : scalar)
        }
        return String(safe)
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func picture(of scalar: Unicode.Scalar, unicode: Bool) -> Unicode.Scalar {
        guard unicode else { return "?" }
        switch scalar.value {
        case 0x00...0x1F: return Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        case 0x7F: return "\u{2421}"
        default: return "\u{FFFD}"
        }
    }
}
