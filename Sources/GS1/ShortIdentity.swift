/// The identity of an item whose serial is a number, in 96 bits: what nearly every tag holds, small enough to stand in a
/// hash table itself, so that looking one up costs one place in memory.
package struct ShortIdentity: Hashable, Sendable {
    /// The GTIN's 14 digits as a number in bits 16 to 62, and bits 32 to 47 of the serial. The highest bit is never set.
    package let high: UInt64
    /// Bits 0 to 31 of the serial.
    package let low: UInt32

    package init(high: UInt64, low: UInt32) {
        self.high = high
        self.low = low
    }

    /// `gtin` is below 10^14, `serial` below 2^48.
    package init(gtin: UInt64, serial: UInt64) {
        high = gtin << 16 | serial >> 32
        low = UInt32(truncatingIfNeeded: serial)
    }

    package var gtin: UInt64 { high >> 16 }
    package var serial: UInt64 { (high & 0xFFFF) << 32 | UInt64(low) }

    package var identity: ReadIdentity { ReadIdentity(gtin: gtin, serialNumber: serial) }
}

extension ReadIdentity {
    /// Nil for a carton, and where the serial is no number below 2^48 as one writes it (`007` is not).
    package var short: ShortIdentity? {
        let count = serialCount
        guard count >= 1, count <= 14, number < 100_000_000_000_000 else { return nil }
        guard serial0 >> 56 != 0x30 || count == 1 else { return nil }
        var value: UInt64 = 0
        for index in 0..<count {
            let digit = (index < 8 ? serial0 >> UInt64(56 - index * 8) : serial1 >> UInt64(120 - index * 8)) & 0xFF &- 0x30
            guard digit < 10 else { return nil }
            value = value * 10 + digit
        }
        return value < 1 << 48 ? ShortIdentity(gtin: number, serial: value) : nil
    }
}

extension ReadParser {
    /// The GTIN in the first 58 bits of an SGTIN-96 (header, filter, partition, company, item): its 14 digits as a
    /// number. Nil where they are none (TDS 2.1, 14.6.1).
    package static func gtin(ofTagHead head: UInt64) -> UInt64? { head >> 50 == 0x30 ? TagParser.gtin(head) : nil }

    /// `/01/{gtin14}/21/{serial}` or `/00/{sscc}`, as bytes.
    package static func identity(ofKey text: UnsafeRawBufferPointer) -> ReadIdentity? { key(text) }
}

/// Keys of items one after the other, as a book has them: neighbours are of one product, whose 22 bytes before the serial
/// are compared at once and not parsed again.
package struct ShortKeys {
    private var head: (UInt64, UInt64, UInt64) = (0, 0, 0)
    private var gtin: UInt64 = 0

    package init() {}

    /// Of `/01/{gtin14}/21/{serial}`; nil for every other key, and for a serial that is no number below 2^48 as one writes it.
    package mutating func identity(of key: UnsafeRawBufferPointer) -> ShortIdentity? {
        guard key.count > 22, key.count <= 36 else { return nil }
        let head = (
            key.loadUnaligned(fromByteOffset: 0, as: UInt64.self), key.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
            key.loadUnaligned(fromByteOffset: 14, as: UInt64.self)
        )
        guard head == self.head, gtin != 0 else {
            guard let short = ReadParser.identity(ofKey: key)?.short else { return nil }
            (self.head, gtin) = (head, short.gtin)
            return short
        }
        guard key[22] != 0x30 || key.count == 23 else { return nil }
        var serial: UInt64 = 0
        for index in 22..<key.count {
            let digit = UInt64(key[index] &- 0x30)
            guard digit < 10 else { return nil }
            serial = serial &* 10 &+ digit
        }
        return serial < 1 << 48 ? ShortIdentity(gtin: gtin, serial: serial) : nil
    }
}
