/// Percent-encoding of RFC 3986 §2.1 as links and URNs use it.
package enum PercentCoding {
    /// The bytes that `text` stands for; nil where a percent sign has no two hex digits behind it.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text.makeIterator()
        while let byte = rest.next() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.next().flatMap(Hexadecimal.value), let low = rest.next().flatMap(Hexadecimal.value) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    /// The text without its escapes; nil where an escape is cut or the bytes are no UTF-8.
    package static func text(_ text: String) -> String? {
        text.utf8.contains(0x25) ? decode(text.utf8).flatMap { String(validating: $0, as: UTF8.self) } : text
    }

    /// Where the byte at `index` of `decode(text)` stands, in the indices of `text`; its end for an index behind the last.
    static func source(of index: Int, in text: ArraySlice<UInt8>) -> Int {
        var at = text.startIndex
        for _ in 0..<max(index, 0) where at < text.endIndex { at += text[at] == 0x25 ? 3 : 1 }
        return min(at, text.endIndex)
    }

    /// The first percent sign without two hex digits behind it, with what stands there.
    static func badEscape(in text: ArraySlice<UInt8>) -> Range<Int>? {
        var at = text.startIndex
        while let sign = text[at...].firstIndex(of: 0x25) {
            let digits = text[sign...].dropFirst().prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Hexadecimal.value($0) != nil }) else { return sign..<digits.endIndex }
            at = digits.endIndex
        }
        return nil
    }

    /// A path segment in which only `A–Z a–z 0–9 - . _` stand for themselves, escapes in upper case: one spelling a key.
    package static func segment(_ text: String) -> String { encode(text, where: { !SerialCharacters.contains($0) }) }

    /// A component of an EPC URN: only the characters that TDS 5 (table of escapes) names are escaped.
    static func urn(_ text: String) -> String {
        encode(text, where: isSpecial)
    }

    /// `" # % & / < > ?`
    static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x22, 0x23, 0x25, 0x26, 0x2F, 0x3C, 0x3E, 0x3F: true
        default: false
        }
    }

    private static func encode(_ text: String, where mustEscape: (UInt8) -> Bool) -> String {
        var text = text
        guard text.withUTF8({ $0.contains(where: mustEscape) }) else { return text }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if mustEscape(byte) {
                bytes += [0x25, Hexadecimal.digit(byte >> 4), Hexadecimal.digit(byte & 15)]
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
