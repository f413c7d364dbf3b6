/// What is wrong with a table of comma-separated values, and where.
package struct CSVError: Error, Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case input(InputError)
        /// The input as a whole is no UTF-8 text.
        case encoding(TextEncoding)
        /// No header line.
        case empty
        /// The header has no name for the column at this place, counted from 1.
        case unnamedColumn(Int)
        case duplicateColumn(String)
        /// The header holds a CR that no LF follows: to this reader the whole input is one line.
        case bareCR
        /// A row that has more or fewer fields than the header has columns.
        case wrongFieldCount(expected: Int, got: Int)
        /// A quote inside of a field that does not begin with one, or text behind a closing quote.
        case strayQuote
        /// The input ends in its last row: too few fields and no end of line.
        case endsMidRow(expected: Int, got: Int)
        /// The input ends inside of quotes: it was cut off, or a closing quote is missing.
        case endsInsideQuotes
        /// A NUL byte.
        case nul
        /// Bytes that are no UTF-8, the first of them at this offset in the input, and what they seem to be.
        case invalidUTF8(offset: Int, likely: TextEncoding)
        /// A record longer than this many bytes.
        case tooLong(limit: Int)
        /// Quotes that are still open behind so many bytes: nothing tells where the next record begins.
        case openQuotes(limit: Int)
    }

    package let kind: Kind
    /// The line on which the record begins, from 1.
    package let line: Int
    /// The column at fault where it is one.
    package let column: String?

    /// Whether the reader is at its end because of it; after any other error the next record can be read.
    package let isFatal: Bool

    init(_ kind: Kind, line: Int, column: String? = nil, isFatal: Bool = true) {
        self.kind = kind
        self.line = line
        self.column = column
        self.isFatal = isFatal
    }
}
