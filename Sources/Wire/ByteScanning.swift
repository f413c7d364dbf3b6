/// Eight bytes at a time. A mask has the high bit of a byte set where the byte matches; only the *lowest* set bit is
/// exact (borrows may set higher ones), which is enough to find the first match. `word` puts the first byte lowest on
/// every machine.
enum ByteScanning {
    static let ones: UInt64 = 0x0101_0101_0101_0101
    static let highBits: UInt64 = 0x8080_8080_8080_8080

    @inline(__always)
    static func equal(_ word: UInt64, _ byte: UInt8) -> UInt64 {
        let difference = word ^ (ones &* UInt64(byte))
        return (difference &- ones) & ~difference & highBits
    }

    /// As `equal`, but exact in every bit: for loops over all matches of a word.
    @inline(__always)
    static func everyEqual(_ word: UInt64, _ byte: UInt8) -> UInt64 {
        let difference = word ^ (ones &* UInt64(byte))
        return ~(((difference & ~highBits) &+ ~highBits) | difference | ~highBits)
    }

    /// Bytes below `limit`, which is at most 128.
    @inline(__always)
    static func less(_ word: UInt64, than limit: UInt8) -> UInt64 {
        (word &- ones &* UInt64(limit)) & ~word & highBits
    }

    @inline(__always)
    static func word(_ bytes: UnsafeRawPointer, at offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The bytes from `offset` to `count`, fewer than eight, filled up with spaces.
    @inline(__always)
    static func lastWord(_ bytes: UnsafeRawPointer, at offset: Int, count: Int) -> UInt64 {
        var word: UInt64 = 0x2020_2020_2020_2020
        var shift: UInt64 = 0
        for index in offset..<count {
            word = word & ~(0xFF << shift) | UInt64(bytes.load(fromByteOffset: index, as: UInt8.self)) << shift
            shift += 8
        }
        return word
    }

    /// Index of the byte of the lowest set bit; `mask` is not 0.
    @inline(__always)
    static func firstMatch(_ mask: UInt64) -> Int { mask.trailingZeroBitCount >> 3 }
}
