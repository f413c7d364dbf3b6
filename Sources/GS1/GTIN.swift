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
        guard digits.allSatisfy(isDigit) else { throw .notDigits }
        guard [8, 12, 13, 14].contains(digits.count) else { throw .length(digits.count) }
        guard CheckDigit.isRight(digits) else { throw .checkDigit }
        digits14 = String(repeating: "0", count: 14 - digits.count) + text
    }

    /// Reads back what we wrote ourselves: 14 digits, the check digit taken on trust.
    package init?(digits14: String) {
        guard digits14.utf8.count == 14, digits14.utf8.allSatisfy(isDigit) else { return nil }
        self.digits14 = digits14
    }

    /// Expands the eight digits of a UPC-E symbol (GenSpecs 5.2.2.4, zero suppression): number system 0 or 1, six
    /// digits, check digit. Nil where the form or the check digit of the expanded number is wrong.
    package init?(upcE text: String) {
        let d = Array(text.utf8)
        guard d.count == 8, d.allSatisfy(isDigit), d[0] <= 0x31 else { return nil }
        let zero: UInt8 = 0x30
        let body: [UInt8] =
            switch d[6] {
            case 0x30...0x32: [d[1], d[2], d[6], zero, zero, zero, zero, d[3], d[4], d[5]]
            case 0x33: [d[1], d[2], d[3], zero, zero, zero, zero, zero, d[4], d[5]]
            case 0x34: [d[1], d[2], d[3], d[4], zero, zero, zero, zero, zero, d[5]]
            default: [d[1], d[2], d[3], d[4], d[5], zero, zero, zero, zero, d[6]]
            }
        let digits = [d[0]] + body + [d[7]]
        guard CheckDigit.isRight(digits) else { return nil }
        digits14 = "00" + String(decoding: digits, as: UTF8.self)
    }

    /// A number for use inside one shop or company: GTIN-13 that starts with 2, 02 or 04 (GenSpecs 1.4.3, 2.1.11).
    package var isRestricted: Bool {
        let digits = Array(digits14.utf8)
        guard digits[0] == 0x30 else { return false }
        return digits[1] == 0x32 || digits[1] == 0x30 && (digits[2] == 0x32 || digits[2] == 0x34)
    }

    package static func < (left: GTIN, right: GTIN) -> Bool { left.digits14 < right.digits14 }
}
