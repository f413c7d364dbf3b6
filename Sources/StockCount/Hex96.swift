import GS1

/// 96 bits of hex.
enum Hex96 {
    /// Of 24 digits in either case; nil where one is none.
    @inline(__always) static func read(_ text: UnsafeRawBufferPointer) -> (UInt64, UInt32)? {
        guard let first = Hexadecimal.eight(text, 0), let second = Hexadecimal.eight(text, 8), let third = Hexadecimal.eight(text, 16) else { return nil }
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

    /// A chip's number, whatever its length, in either case; never 0.
    static func fingerprint(_ text: UnsafeRawBufferPointer) -> UInt64 {
        if text.count == 24, let (high, low) = read(text) { return mix(high ^ mix(UInt64(low))) | 1 }
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text { value = mix(value ^ UInt64((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)) }
        return value | 1
    }
}
