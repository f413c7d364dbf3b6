/// Eight bytes at a time. A mask has the high bit of a byte set where the byte matches; only the *lowest* set bit is
/// exact (borrows may set higher ones), and the lowest is all that is asked for. Little-endian machines only, which all
/// of ours are; `firstMatch` puts the order right on others.
enum ByteScanning {
    static let ones: UInt64 = 0x0101_0101_0101_0101
    static let highBits: UInt64 = 0x8080_8080_8080_8080

    @inline(__always)
    static func equal(_ word: UInt64, _ byte: UInt8) -> UInt64 {
        let difference = word ^ (ones &* UInt64(byte))
        return (difference &- ones) & ~difference & highBits
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

    /// Index of the byte of the lowest set bit; `mask` is not 0.
    @inline(__always)
    static func firstMatch(_ mask: UInt64) -> Int { mask.trailingZeroBitCount >> 3 }
}
