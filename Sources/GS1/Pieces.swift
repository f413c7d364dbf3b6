/// Which piece of a trade item it is, of how many (GenSpecs 3.9, AI 8006; EPC Tag Data Standard 6.3, ITIP): each two digits, from 1.
package struct Pieces: Hashable, Sendable {
    package let piece: UInt8
    package let total: UInt8

    /// Reads `0103`. Nil where it is no such number of four digits, or the piece is beyond the total.
    init?(_ digits: ArraySlice<UInt8>) {
        guard digits.count == 4, FieldCheck.pieceoftotal.fault(in: digits) == nil, let number = number(digits) else { return nil }
        piece = UInt8(number / 100)
        total = UInt8(number % 100)
    }

    /// `0103`
    var digits: String { text(between: "") }

    /// `01.03`, or `0103`, as they stand in a URN and behind the key.
    func text(between: String) -> String { decimalText(UInt64(piece), width: 2) + between + decimalText(UInt64(total), width: 2) }
}
