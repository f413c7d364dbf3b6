package import GS1

/// The name of one item: its GS1 Digital Link path, `/01/{gtin14}/21/{serial}`, or `/trace/{code}` in a trade without
/// GTINs; `/00/{sscc}` for a carton or pallet.
package struct ItemKey: Hashable, Comparable, Sendable {
    package let text: String

    /// Throws a `bad-code` refusal where the form or a check digit is wrong.
    package init(_ text: String) throws(Refusal) {
        guard ItemKey.isValid(text) else {
            throw Refusal(.badCode, facts: ["code": String(text.prefix(80)), "why": "form or check digit"])
        }
        self.text = text
    }

    /// Reads back what a ledger of ours holds: not checked again.
    package init(trusted text: String) { self.text = text }

    package static func < (left: ItemKey, right: ItemKey) -> Bool { left.text < right.text }

    package var isAggregate: Bool { text.utf8.starts(with: "/00/".utf8) }

    /// The product that the key names.
    package var gtin: GTIN? {
        guard text.utf8.starts(with: "/01/".utf8), text.utf8.count > 18 else { return nil }
        let start = text.index(text.startIndex, offsetBy: 4)
        return GTIN(digits14: String(text[start..<text.index(start, offsetBy: 14)]))
    }

    package var isValid: Bool { ItemKey.isValid(text) }

    /// Serials and trace codes: 1 to 20 (trace codes to 40) of `A–Z a–z 0–9 - . _`.
    private static func isValid(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            func has(_ prefix: StaticString) -> Bool { bytes.starts(with: UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount)) }
            if has("/01/") {
                guard bytes.count >= 23, bytes.count <= 42, CheckDigit.isRight(in: UnsafeBufferPointer(rebasing: bytes[4..<18])) else { return false }
                return bytes[18] == 0x2F && bytes[19] == 0x32 && bytes[20] == 0x31 && bytes[21] == 0x2F
                    && isSerial(bytes, from: 22)
            }
            if has("/00/") { return bytes.count == 22 && CheckDigit.isRight(in: UnsafeBufferPointer(rebasing: bytes[4...])) }
            if has("/trace/") { return bytes.count >= 8 && bytes.count <= 47 && isSerial(bytes, from: 7) }
            return false
        }
    }

    private static func isSerial(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        for index in start..<bytes.count {
            switch bytes[index] {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: continue
            default: return false
            }
        }
        return true
    }
}
