/// The memory of a tag, read in fields of up to 63 bits, most significant bit first. Behind its end there are zeros.
struct BitReader {
    /// What is still to be read, its first bit highest: no scheme has more than 202 bits.
    private var words: InlineArray<4, UInt64> = [0, 0, 0, 0]
    private(set) var position = 0

    /// The bits of hex digits in either case, of which those behind the 64th are looked at and left out. Throws `.notHex` where the
    /// first stands that is none.
    init(hex digits: [UInt8]) throws(CodeFault) {
        var at = 0
        while at + 8 <= digits.count, let eight = digits.withUnsafeBytes({ Hexadecimal.eight($0, at) }) {
            if at < 64 { words[at >> 4] |= UInt64(eight) << (at & 8 == 0 ? 32 : 0) }
            at += 8
        }
        // What is left of eight; or one of these is wrong, and which.
        while at < digits.count {
            guard let digit = Hexadecimal.value(digits[at]) else { throw CodeFault(.notHex, position: at) }
            if at < 64 { words[at >> 4] |= UInt64(digit) << (60 - at & 15 * 4) }
            at += 1
        }
    }

    /// Precondition of sense: `count` is 0 to 63.
    @inline(__always) mutating func read(_ count: Int) -> UInt64 {
        guard count > 0 else { return 0 }
        // All that is left moves up: for the few fields of a tag that costs less than to look for their words.
        let (up, down) = (UInt64(truncatingIfNeeded: count), UInt64(truncatingIfNeeded: 64 - count))
        let value = words[0] &>> down
        words[0] = words[0] &<< up | words[1] &>> down
        words[1] = words[1] &<< up | words[2] &>> down
        words[2] = words[2] &<< up | words[3] &>> down
        words[3] = words[3] &<< up
        position += count
        return value
    }

    /// Whether there are only zeros from here to the end.
    var restIsZero: Bool { words[0] | words[1] | words[2] | words[3] == 0 }
}

/// Writes fields, most significant bit first.
struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var position = 0

    mutating func write(_ value: UInt64, _ count: Int) {
        for shift in stride(from: count - 1, through: 0, by: -1) {
            if position & 7 == 0 { bytes.append(0) }
            let bit = shift < 64 ? UInt8(value >> UInt64(shift) & 1) : 0
            bytes[position >> 3] |= bit << UInt8(7 - position & 7)
            position += 1
        }
    }

    /// Upper-case hex, filled with zeros to `digits`.
    func hex(digits: Int) -> String {
        var text = bytes.flatMap { [Hexadecimal.digit($0 >> 4), Hexadecimal.digit($0 & 15)] }
        text += [UInt8](repeating: 0x30, count: max(0, digits - text.count))
        return String(decoding: text, as: UTF8.self)
    }
}
