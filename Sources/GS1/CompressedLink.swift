/// Compressed Digital Links (GS1 Digital Link: Compression 1.0) are recognised and not read: the form is rare, and a
/// half-understood bit stream must not become a key.
enum CompressedLink {
    /// Whether the last part of a path is a compressed key: base64url whose bits begin with the AI 00 or 01 (also by one
    /// of the shortcuts that begin with 01) and a number with a right check digit.
    static func isOne(_ part: ArraySlice<UInt8>) -> Bool {
        guard part.count >= 10, part.count <= 512 else { return false }
        var value: UInt64 = 0
        // 60 bits hold the AI, four bits a digit, and the number behind it.
        for byte in part.prefix(12) {
            guard let bits = bits(of: byte) else { return false }
            value = value << 6 | UInt64(bits)
        }
        guard part.allSatisfy({ bits(of: $0) != nil }) else { return false }
        let held = min(part.count, 12) * 6
        guard held >= 8 + 47 else { return false }
        // 72 bits of twelve characters do not fit: the first 8 have been shifted out, they are taken from the first two.
        let first = UInt64(bits(of: part[part.startIndex]) ?? 0) << 2 | UInt64(bits(of: part[part.startIndex + 1]) ?? 0) >> 4
        let body = held - 8 >= 64 ? value : value & (1 << UInt64(held - 8) - 1)
        switch first {
        case 0x01, 0x0A...0x0F, 0x1A...0x1F: return isKey(body >> UInt64(held - 8 - 47), digits: 14)
        case 0x00: return held >= 8 + 60 && isKey(body >> UInt64(held - 8 - 60), digits: 18)
        default: return false
        }
    }

    private static func isKey(_ number: UInt64, digits: Int) -> Bool {
        let text = decimal(number, width: digits)
        return text.count == digits && number > 0 && CheckDigit.isRight(text)
    }

    private static func bits(of byte: UInt8) -> UInt8? {
        switch byte {
        case 0x41...0x5A: byte - 0x41
        case 0x61...0x7A: byte - 0x61 + 26
        case 0x30...0x39: byte - 0x30 + 52
        case 0x2D: 62
        case 0x5F: 63
        default: nil
        }
    }
}
