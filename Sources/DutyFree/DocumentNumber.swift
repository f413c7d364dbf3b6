import Wire

/// The kinds of documents by which a traveller is known to a till or a gate (一人一码).
package enum IdentityDocument: String, CaseIterable, Sendable {
    /// 居民身份证.
    case idCard = "id-card"
    case passport
    /// 港澳居民来往内地通行证, 台湾居民来往大陆通行证.
    case permit
    case other
}

/// Why a text is no document number. Never says what the text was.
package enum DocumentNumberFault: String, Error, Hashable, Sendable, CaseIterable {
    case empty = "number-empty"
    /// Something else than letters and digits, once blanks and hyphens are taken out.
    case characters = "number-characters"
    /// An identity card has 18 characters; no document has more than 40.
    case length = "number-length"
    /// The day of birth that an identity card names does not exist.
    case birthday = "number-birthday"
    /// GB 11643: the last character does not follow from the others.
    case checkDigit = "number-check-digit"
    /// Two capital letters (ISO 3166-1), CN for an identity card.
    case country = "number-country"
}

/// A document's number in the one form that a code is made from: NFC, full width folded to ASCII, capital letters, no blanks
/// and hyphens (domain.md §5). It has no description: it must not be printed, stored or compared anywhere.
package struct DocumentNumber: Sendable, CustomStringConvertible, CustomReflectable {
    private let type: IdentityDocument
    private let country: String
    private let number: String

    package init(_ text: String, type: IdentityDocument, country: String) throws(DocumentNumberFault) {
        let number = DocumentNumber.normalised(text)
        guard !number.isEmpty else { throw .empty }
        guard number.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }) else { throw .characters }
        let country = DocumentNumber.normalised(country)
        guard country.utf8.count == 2, country.utf8.allSatisfy({ (0x41...0x5A).contains($0) }), type != .idCard || country == "CN" else {
            throw .country
        }
        if type == .idCard { try DocumentNumber.checkIdentityCard(Array(number.utf8)) }
        guard number.utf8.count <= 40 else { throw .length }
        self.type = type
        self.country = country
        self.number = number
    }

    /// What the keyed hash is taken of: `type|country|NUMBER`, UTF-8.
    package var message: [UInt8] { Array("\(type.rawValue)|\(country)|\(number)".utf8) }

    package var description: String { "a document number" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    private static func normalised(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in NFC.normalize(text).unicodeScalars {
            var scalar = scalar
            // U+FF01 to U+FF5E are ASCII in full width, U+3000 is the blank.
            if (0xFF01...0xFF5E).contains(scalar.value), let narrow = Unicode.Scalar(scalar.value - 0xFEE0) { scalar = narrow }
            if scalar.properties.isWhitespace || scalar.properties.generalCategory == .dashPunctuation { continue }
            folded.append(scalar)
        }
        return String(folded).uppercased()
    }

    /// GB 11643-1999: 6 digits of a region, 8 of a day of birth, 3 of an order, and ISO 7064 MOD 11-2 over the 17 digits.
    private static func checkIdentityCard(_ bytes: [UInt8]) throws(DocumentNumberFault) {
        guard bytes.count == 18 else { throw .length }
        let digits = bytes.map { Int($0) - 0x30 }
        guard digits[0..<17].allSatisfy({ (0...9).contains($0) }), (0...9).contains(digits[17]) || bytes[17] == UInt8(ascii: "X") else {
            throw .characters
        }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        guard Day(year: number(6..<10), month: number(10..<12), day: number(12..<14)) != nil else { throw .birthday }
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let remainder = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 } % 11
        guard bytes[17] == Array("10X98765432".utf8)[remainder] else { throw .checkDigit }
    }
}
