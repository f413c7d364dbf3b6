/// 96 bits of hex.
enum Hex96 {
    /// Of 24 digits in either case; nil where one is none.
    @inline(__always) static func read(_ text: UnsafeRawBufferPointer) -> (UInt64, UInt32)? {
        guard let first = word(text.loadUnaligned(as: UInt64.self)), let second = word(text.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
            let third = word(text.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
        else { return nil }
        return (UInt64(first) << 32 | UInt64(second), third)
    }

    /// 24 digits in upper case.
    static func text(_ high: UInt64, _ low: UInt32) -> String {
        func digits(_ value: UInt64, _ width: Int) -> String {
            let text = String(value, radix: 16, uppercase: true)
            return String(repeating: "0", count: width - text.utf8.count) + text
        }
        return digits(high, 16) + digits(UInt64(low), 8)
    }

    /// Eight hex digits in either case, eight bytes at once.
    @inline(__always) private static func word(_ raw: UInt64) -> UInt32? {
        // Lower case for letters; digits have that bit already.
        let text = raw | 0x2020_2020_2020_2020
        let high: UInt64 = 0x8080_8080_8080_8080
        guard raw & high == 0 else { return nil }
        // The top bit of a byte is set where it is at least the bound.
        let isDigit = (text &+ 0x5050_5050_5050_5050) & ~(text &+ 0x4646_4646_4646_4646) & high
        let isLetter = (text &+ 0x1F1F_1F1F_1F1F_1F1F) & ~(text &+ 0x1919_1919_1919_1919) & high
        guard isDigit | isLetter == high else { return nil }
        // `| 0x20` maps 0x10–0x19 onto digits: every byte must have one of these bits itself.
        guard (raw | raw << 1) & 0x4040_4040_4040_4040 == 0x4040_4040_4040_4040 else { return nil }
        let letters = isLetter >> 7
        var nibbles = (text & 0x0F0F_0F0F_0F0F_0F0F) &+ letters &* 9
        nibbles = nibbles.byteSwapped
        nibbles = (nibbles | nibbles >> 4) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles | nibbles >> 8) & 0x0000_FFFF_0000_FFFF
        nibbles = nibbles | nibbles >> 16
        return UInt32(truncatingIfNeeded: nibbles)
    }

    /// A chip's number, whatever its length, in either case; never 0.
    static func fingerprint(_ text: UnsafeRawBufferPointer) -> UInt64 {
        if text.count == 24, let (high, low) = read(text) { return mix(high ^ mix(UInt64(low))) | 1 }
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text { value = mix(value ^ UInt64((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)) }
        return value | 1
    }
}
