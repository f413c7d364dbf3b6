/// Why a code was refused: the code, the application identifier and the place it happened at.
package struct CodeFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let code: AnswerCode
    /// The application identifier at fault, or empty.
    package var ai: String
    /// Byte offset in the text after blanks and symbology identifier are gone, where one place is to blame.
    package var position: Int?
    /// The code point (`U+041E`) of a bad character, or the scheme of a foreign tag (`gid-96`).
    package var detail: String
    /// What a string with a lost separator may have meant, each written with brackets.
    package var readings: [String]

    package init(_ code: AnswerCode, ai: String = "", position: Int? = nil, detail: String = "", readings: [String] = []) {
        self.code = code
        self.ai = ai
        self.position = position
        self.detail = detail
        self.readings = readings
    }

    /// One line without data of the code itself, except readings.
    package var description: String {
        var text = code.rawValue
        if !ai.isEmpty { text += " at AI \(ai)" }
        if !detail.isEmpty { text += " \(detail)" }
        if let position { text += ", byte \(position)" }
        if !readings.isEmpty { text += ": " + readings.joined(separator: " or ") }
        return text
    }

    /// A bad character at `index`, named by its code point, so that a homoglyph can be told.
    static func badCharacter(in bytes: some RandomAccessCollection<UInt8>, at index: Int, ai: String = "", position: Int? = nil)
        -> CodeFault
    {
        let start = bytes.index(bytes.startIndex, offsetBy: index)
        let tail = String(decoding: bytes[start...].prefix(4), as: UTF8.self)
        let hex = tail.unicodeScalars.first.map { String($0.value, radix: 16, uppercase: true) } ?? "FFFD"
        let padded = String(repeating: "0", count: max(0, 4 - hex.count)) + hex
        return CodeFault(.badCharacter, ai: ai, position: position, detail: "U+" + padded)
    }
}
