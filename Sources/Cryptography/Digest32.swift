/// 32 bytes of a SHA-256 hash, without an allocation. Public, so that other rooms inline it (docs/decisions/0022-public-where-inlined.md).
public struct Digest32: Hashable, Sendable, Comparable {
    // Big-endian words, so that order and text follow the bytes.
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64
    @usableFromInline let c: UInt64
    @usableFromInline let d: UInt64

    /// The first 16 bytes, as a number.
    package var firstHalf: UInt128 { UInt128(a) << 64 | UInt128(b) }

    package static let zero = Digest32(a: 0, b: 0, c: 0, d: 0)

    @usableFromInline init(a: UInt64, b: UInt64, c: UInt64, d: UInt64) {
        self.a = a
        self.b = b
        self.c = c
        self.d = d
    }

    /// Nil unless there are exactly 32 bytes.
    @inlinable public init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 32 else { return nil }
        a = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        b = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        c = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
        d = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
    }

    package init?(_ bytes: [UInt8]) {
        guard let digest = bytes.withUnsafeBytes({ Digest32($0) }) else { return nil }
        self = digest
    }

    package init?(_ bytes: ArraySlice<UInt8>) {
        guard let digest = bytes.withUnsafeBytes({ Digest32($0) }) else { return nil }
        self = digest
    }

    /// 64 lower-case hexadecimal digits; nil for anything else.
    package init?(hex: String) {
        var hex = hex
        guard let digest = hex.withUTF8({ Digest32(hexBytes: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = digest
    }

    package init?(hexBytes: UnsafeRawBufferPointer) {
        guard hexBytes.count == 64 else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        for index in 0..<64 {
            let byte = hexBytes[index]
            let nibble: UInt64
            switch byte {
            case 0x30...0x39: nibble = UInt64(byte - 0x30)
            case 0x61...0x66: nibble = UInt64(byte - 0x61 + 10)
            default: return nil
            }
            switch index >> 4 {
            case 0: words.0 = words.0 << 4 | nibble
            case 1: words.1 = words.1 << 4 | nibble
            case 2: words.2 = words.2 << 4 | nibble
            default: words.3 = words.3 << 4 | nibble
            }
        }
        self.init(a: words.0, b: words.1, c: words.2, d: words.3)
    }

    @inlinable public func withUnsafeBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
        let words = (a.bigEndian, b.bigEndian, c.bigEndian, d.bigEndian)
        return try Swift.withUnsafeBytes(of: words, body)
    }

    package func append(to bytes: inout [UInt8]) { withUnsafeBytes { bytes.append(contentsOf: $0) } }

    /// Writes the 64 digits; there must be room for them.
    package func writeHex(to text: UnsafeMutableRawPointer) {
        for index in 0..<8 { text.storeBytes(of: digits(index).bigEndian, toByteOffset: 8 * index, as: UInt64.self) }
    }

    package func appendHex(to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { text in
            if let start = text.baseAddress { writeHex(to: start) }
            bytes.append(contentsOf: text)
        }
    }

    /// Whether these are the hash's 64 digits. Verifying compares texts: decoding them took twice as long.
    package func isWritten(as text: UnsafeRawBufferPointer) -> Bool {
        guard text.count == 64 else { return false }
        for index in 0..<8 where text.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self).bigEndian != digits(index) {
            return false
        }
        return true
    }

    /// Eight of the digits, the first in the highest byte: four bits spread to a byte each, then to `0–9a–f`.
    private func digits(_ index: Int) -> UInt64 {
        let word =
            switch index >> 1 {
            case 0: a
            case 1: b
            case 2: c
            default: d
            }
        var nibbles = index & 1 == 0 ? word >> 32 : word & 0xFFFF_FFFF
        nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF
        nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles | nibbles << 4) & 0x0F0F_0F0F_0F0F_0F0F
        let letters = ((nibbles &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
        return nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 0x27
    }

    /// 64 lower-case hexadecimal digits.
    package var hex: String { hex(after: "") }

    /// The 64 digits behind a prefix, put together at once.
    package func hex(after prefix: String) -> String {
        let length = prefix.utf8.count
        return String(unsafeUninitializedCapacity: length + 64) { text in
            _ = text.update(fromContentsOf: prefix.utf8)
            if let start = text.baseAddress { writeHex(to: start + length) }
            return length + 64
        }
    }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    public static func < (left: Digest32, right: Digest32) -> Bool {
        (left.a, left.b, left.c, left.d) < (right.a, right.b, right.c, right.d)
    }
}
