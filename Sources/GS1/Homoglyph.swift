/// Characters of other scripts that look like one of ours: what a label printed with the wrong keyboard, or a forger, puts
/// into a code.
package enum Homoglyph {
    /// The ASCII character that `scalar` looks like, nil where it looks like none of them. Cyrillic and Greek letters, and
    /// the full-width forms of a Chinese keyboard; not the whole of Unicode's table of confusables (UTS #39), which finds
    /// likeness in thousands of signs that no keyboard here has.
    package static func latin(_ scalar: Unicode.Scalar) -> Character? {
        if (0xFF01...0xFF5E).contains(scalar.value) { return Unicode.Scalar(scalar.value - 0xFEE0).map(Character.init) }
        return table[scalar]
    }

    private static let table: [Unicode.Scalar: Character] = {
        var table: [Unicode.Scalar: Character] = [:]
        let pairs = [
            ("АВЕЅІЈКМНОРСТХУ", "ABESIJKMHOPCTXY"), ("аеѕіјорсхуһԁԛԝ", "aesijopcxyhdqw"), ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"), ("ορν", "opv"),
            ("−‐‑–—―‒", "-------"), ("․", "."), ("⁄∕", "//"), ("ⅠⅤⅩⅬⅭⅮⅯ", "IVXLCDM"), ("ⅰⅴⅹⅼⅽⅾⅿ", "ivxlcdm"),
        ]
        for (strange, ours) in pairs { for (one, other) in zip(strange.unicodeScalars, ours) { table[one] = other } }
        return table
    }()

    /// `U+041E`.
    package static func name(of scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
    }

    /// The scalar that `U+041E` names.
    package static func scalar(named name: String) -> Unicode.Scalar? {
        guard name.hasPrefix("U+"), let value = UInt32(name.dropFirst(2), radix: 16) else { return nil }
        return Unicode.Scalar(value)
    }
}
