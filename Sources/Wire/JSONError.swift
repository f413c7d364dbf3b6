/// Why bytes are not the JSON that we read, and where.
package struct JSONError: Error, Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// No value where one must stand, or bytes that are none (`NaN`, `Infinity`, comments among them).
        case unexpected
        /// The text ends inside a value.
        case endsEarly
        /// Something follows the value.
        case trailingText
        /// `01`, `+1`, `1.`, `.5`.
        case malformedNumber
        /// A number with a decimal point or an exponent: money and counts are integers here.
        case fraction
        /// An integer beyond ±(2^53 − 1) (RFC 7493 §2.2).
        case outOfRange
        /// A control character that is not escaped (RFC 8259 §7).
        case controlCharacter
        /// U+0000, plain or as `\u0000`: it would cut texts off in SQLite and C.
        case nul
        /// A backslash with anything but the escapes of RFC 8259 §7.
        case badEscape
        /// `\ud800` to `\udfff` without its partner (RFC 7493 §2.1).
        case loneSurrogate
        /// Bytes that are no UTF-8.
        case invalidUTF8
        /// The same name twice in an object, however it is escaped; names that differ only by Unicode normalisation
        /// count as the same.
        case duplicateName
        /// Arrays and objects nested deeper than the limit.
        case tooDeep
    }

    package let kind: Kind
    /// Of the byte at which the fault begins, from 0.
    package let offset: Int

    package init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}
