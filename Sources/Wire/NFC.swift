internal import Foundation

/// Unicode Normalization Form C (UAX #15), in which the ledger writes its texts.
package enum NFC {
    /// Whether the text's own characters are already those of its normal form.
    package static func isNormalized(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy(isSurelyNormalized)
            || text.utf8.elementsEqual(text.precomposedStringWithCanonicalMapping.utf8)
    }

    package static func normalize(_ text: String) -> String {
        var copy = text
        if copy.withUTF8({ $0.allSatisfy { $0 < 0x80 } }) { return text }
        return text.unicodeScalars.allSatisfy(isSurelyNormalized) ? text : text.precomposedStringWithCanonicalMapping
    }

    /// Characters that are normal whatever stands beside them (NFC_Quick_Check=Yes, combining class 0) and that make up
    /// nearly all texts here: everything below the combining marks, Chinese characters and their punctuation.
    private static func isSurelyNormalized(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x300, 0x2010...0x2027, 0x3000...0x3029, 0x4E00...0x9FFF, 0xFF01...0xFF5E: true
        default: false
        }
    }
}
