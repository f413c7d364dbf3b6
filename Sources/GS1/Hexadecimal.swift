/// Hex digits of tags and escapes.
public enum Hexadecimal {
    @inline(__always) static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }

    /// The upper-case digit of 0…15.
    @inline(__always) static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }

    /// Eight digits in either case from byte `start` on, all at once; nil where one is none. Precondition: there are eight bytes.
    /// Public, for it is to be inlined where a count reads tags (decisions/0022).
    @inlinable @inline(__always) public static func eight(_ text: UnsafeRawBufferPointer, _ start: Int) -> UInt32? {
        let raw = text.loadUnaligned(fromByteOffset: start, as: UInt64.self)
        // Lower case for letters; digits have that bit already.
        let lower = raw | 0x2020_2020_2020_2020
        let high: UInt64 = 0x8080_8080_8080_8080
        guard raw & high == 0 else { return nil }
        // The top bit of a byte is set where it is at least the bound.
        let isDigit = (lower &+ 0x5050_5050_5050_5050) & ~(lower &+ 0x4646_4646_4646_4646) & high
        let isLetter = (lower &+ 0x1F1F_1F1F_1F1F_1F1F) & ~(lower &+ 0x1919_1919_1919_1919) & high
        guard isDigit | isLetter == high else { return nil }
        // `| 0x20` maps 0x10–0x19 onto digits: every byte must have one of these bits itself.
        guard (raw | raw << 1) & 0x4040_4040_4040_4040 == 0x4040_4040_4040_4040 else { return nil }
        let letters = isLetter >> 7
        var nibbles = (lower & 0x0F0F_0F0F_0F0F_0F0F) &+ letters &* 9
        nibbles = nibbles.byteSwapped
        nibbles = (nibbles | nibbles >> 4) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles | nibbles >> 8) & 0x0000_FFFF_0000_FFFF
        nibbles = nibbles | nibbles >> 16
        return UInt32(truncatingIfNeeded: nibbles)
    }
}
