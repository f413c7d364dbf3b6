/// Global Trade Item Number, kept as 14 digits, padded on the left (GS1 General Specifications 2.1, 7.9).
package struct GTIN: Hashable, Comparable, Sendable {
    package let digits14: String

    package enum Fault: Error, Hashable, Sendable {
        case length(Int)
        case notDigits
        case checkDigit
    }

    /// Reads 8, 12, 13 or 14 digits and checks the check digit.
    package init(_ text: String) throws(Fault) {
        let digits = Array(text.utf8)
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .notDigits }
        guard [8, 12, 13, 14].contains(digits.count) else { throw .length(digits.count) }
        guard CheckDigit.isRight(digits) else { throw .checkDigit }
        digits14 = String(repeating: "0", count: 14 - digits.count) + text
    }

    /// Reads back what we wrote ourselves: 14 digits, the check digit taken on trust.
    package init?(digits14: String) {
        guard digits14.utf8.count == 14, digits14.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        self.digits14 = digits14
    }

    package static func < (left: GTIN, right: GTIN) -> Bool { left.digits14 < right.digits14 }
}
