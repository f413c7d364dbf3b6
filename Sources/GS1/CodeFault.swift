/// Why a code was refused: the code, the application identifier and the place it happened at.
package struct CodeFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let code: AnswerCode
    /// The application identifier at fault, or empty.
    package var ai: String
    /// Where the characters at fault begin: bytes of UTF-8 from the start of what was read (of the text as it was given,
    /// when `ScannedCode.parse` throws). Nil where no place is to blame.
    package var position: Int?
    /// How many bytes are at fault; 0 where something is missing at `position`.
    package var length: Int
    /// The code point (`U+041E`) of a bad character, the check digit that the other digits need, the scheme of a foreign tag
    /// (`gid-96`), the identifier that `ai` may not stand beside (`01`), or those of which it needs one (`01, 8006+21`).
    package var detail: String
    /// What a string with a lost separator may have meant, each written with brackets.
    package var readings: [String]

    package init(
        _ code: AnswerCode, ai: String = "", position: Int? = nil, length: Int = 1, detail: String = "", readings: [String] = []
    ) {
        self.code = code
        self.ai = ai
        self.position = position
        self.length = length
        self.detail = detail
        self.readings = readings
    }

    /// One line without data of the code itself, except readings.
    package var description: String {
        var text = code.rawValue
        if !ai.isEmpty { text += " at AI \(ai)" }
        if !detail.isEmpty { text += code == .badCheckDigit ? ", \(detail) would be right" : " \(detail)" }
        if let position { text += ", byte \(position)" }
        if !readings.isEmpty { text += ": " + readings.joined(separator: " or ") }
        return text
    }

    /// A bad character at `index`, named by its code point, so that a homoglyph can be told.
    package static func badCharacter(in bytes: some RandomAccessCollection<UInt8>, at index: Int, ai: String = "", position: Int? = nil)
        -> CodeFault
    {
        let start = bytes.index(bytes.startIndex, offsetBy: index)
        let tail = String(decoding: bytes[start...].prefix(4), as: UTF8.self)
        let scalar = tail.unicodeScalars.first ?? "\u{FFFD}"
        // Of bytes that are no UTF-8 at all, one.
        let length = tail.utf8.starts(with: bytes[start...].prefix(UTF8.width(scalar))) ? UTF8.width(scalar) : 1
        return CodeFault(.badCharacter, ai: ai, position: position, length: length, detail: Homoglyph.name(of: scalar))
    }

    /// The same fault with the place it says made another by `change`, which is given both ends.
    func moved(_ change: (Int) -> Int) -> CodeFault {
        guard let position else { return self }
        var moved = self
        let start = change(position)
        moved.position = start
        moved.length = length == 0 ? 0 : max(1, change(position + length) - start)
        return moved
    }

    /// The same fault, at `place` where it names none yet.
    func at(_ place: Range<Int>) -> CodeFault {
        guard position == nil else { return self }
        var placed = self
        placed.position = place.lowerBound
        placed.length = place.count
        return placed
    }
}
