/// The identity of one read in 32 bytes: an item (GTIN and serial) or a carton (SSCC). For counts with millions of
/// reads, where a `String` a read would cost more than the reading.
package struct ReadIdentity: Hashable, Sendable {
    /// 14 digits of the GTIN or 18 of the SSCC as a number.
    package let number: UInt64
    // The serial's bytes, first byte highest, then zeros; the lowest byte is their count, 0 for a carton.
    let serial0: UInt64
    let serial1: UInt64
    let serial2: UInt64

    package var isCarton: Bool { serial2 & 0xFF == 0 }
    package var serialCount: Int { Int(serial2 & 0xFF) }

    /// A carton. The check digit is the caller's care.
    init(sscc: UInt64) {
        number = sscc
        serial0 = 0
        serial1 = 0
        serial2 = 0
    }

    /// An item with 1 to 20 bytes of serial, else nil. The characters are the caller's care.
    @inline(__always) init?(gtin: UInt64, serial: UnsafeRawBufferPointer) {
        guard serial.count >= 1, serial.count <= 20 else { return nil }
        var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
        for (index, byte) in serial.enumerated() {
            let bits = UInt64(byte) << UInt64(56 - (index & 7) * 8)
            switch index >> 3 {
            case 0: words.0 |= bits
            case 1: words.1 |= bits
            default: words.2 |= bits
            }
        }
        number = gtin
        serial0 = words.0
        serial1 = words.1
        serial2 = words.2 | UInt64(serial.count)
    }

    /// An item whose serial is a number below 10^12, written without leading zeros.
    @inline(__always) init(gtin: UInt64, serialNumber: UInt64) {
        var rest = serialNumber
        // Digits from the last to the first are shifted in from above, so that the first ends up highest.
        var words: (UInt64, UInt64) = (0, 0)
        var count: UInt64 = 0
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            words.1 = words.1 >> 8 | words.0 << 56
            words.0 = words.0 >> 8 | (0x30 + digit) << 56
            rest = quotient
            count += 1
        } while rest > 0
        number = gtin
        serial0 = words.0
        serial1 = words.1
        serial2 = count
    }

    /// The serial, empty for a carton.
    package var serial: String { String(decoding: serialBytes, as: UTF8.self) }

    private var serialBytes: [UInt8] {
        (0..<serialCount).map { index in
            let word = index < 8 ? serial0 : index < 16 ? serial1 : serial2
            return UInt8(truncatingIfNeeded: word >> UInt64(56 - (index & 7) * 8))
        }
    }

    /// `/01/{gtin14}/21/{serial}` or `/00/{sscc}`.
    package var key: String {
        var bytes = Array((isCarton ? "/00/" : "/01/").utf8) + decimal(number, width: isCarton ? 18 : 14)
        if !isCarton { bytes += Array("/21/".utf8) + serialBytes }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads back `key`; nil where it is no key of an item or a carton.
    package init?(key: String) {
        var key = key
        guard let identity = key.withUTF8({ ReadParser.key(UnsafeRawBufferPointer($0)) }) else { return nil }
        self = identity
    }

    package var gtin: GTIN? { isCarton ? nil : GTIN(digits14: String(decoding: decimal(number, width: 14), as: UTF8.self)) }
}

extension ReadIdentity: Comparable {
    /// In the order of the bytes of `key`, among items and among cartons.
    package static func < (left: ReadIdentity, right: ReadIdentity) -> Bool {
        if left.number != right.number { return left.number < right.number }
        if left.serial0 != right.serial0 { return left.serial0 < right.serial0 }
        if left.serial1 != right.serial1 { return left.serial1 < right.serial1 }
        return left.serial2 < right.serial2
    }

    /// No read has it.
    package static let placeholder = ReadIdentity(sscc: .max)

    /// For hash tables of one's own.
    package var mixed: UInt64 {
        var value = number &* 0x9E37_79B9_7F4A_7C15 ^ serial0
        value = (value ^ (value >> 29)) &* 0xBF58_476D_1CE4_E5B9 ^ serial1
        value = (value ^ (value >> 32)) &* 0x94D0_49BB_1331_11EB ^ serial2
        return value ^ (value >> 31)
    }
}
