/// Reads fields of up to 64 bits, most significant bit first. Beyond the end there are zeros.
struct BitReader {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8], from position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    mutating func read(_ count: Int) -> UInt64 {
        var value: UInt64 = 0
        let end = position + count
        while position < end {
            let index = position >> 3
            let byte = index < bytes.count ? UInt64(bytes[index]) : 0
            // What is left of this byte, and what of that is asked for.
            let rest = 8 - position & 7
            let taken = min(rest, end - position)
            value = value << UInt64(taken) | byte >> UInt64(rest - taken) & (1 << UInt64(taken) - 1)
            position += taken
        }
        return value
    }

    /// Whether all bits from here to the end are zero.
    mutating func restIsZero() -> Bool {
        while position < bytes.count * 8 {
            if read(min(64, bytes.count * 8 - position)) != 0 { return false }
        }
        return true
    }
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
