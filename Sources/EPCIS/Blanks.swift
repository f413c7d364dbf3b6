extension String {
    /// Without the blanks at its ends: those of Unicode, so that text of XML and JSON is one, and the separators of ASCII, which
    /// partners' tools count among them.
    var withoutBlanksAtEnds: String {
        if let first = utf8.first, let last = utf8.last, 0x21..<0x80 ~= first, 0x21..<0x80 ~= last { return self }
        func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace || 0x1C...0x1F ~= scalar.value }
        guard let first = unicodeScalars.first, let last = unicodeScalars.last, isBlank(first) || isBlank(last) else { return self }
        var scalars = unicodeScalars.drop(while: isBlank)
        while let last = scalars.last, isBlank(last) { scalars.removeLast() }
        return String(scalars)
    }
}
