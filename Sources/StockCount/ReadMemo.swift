import DutyFree
import GS1

// What the lines before have said already: a log of ten million lines names a few readers, places and strengths.

/// The readers, places and conditions of one file's lines, by the bytes that name them. New names are entered into the
/// tally's tables, which a second thread may be reading: `alone` is called first.
final class ReadMemo {
    struct Reader {
        var id: UInt16
        /// Nil where a signal strength tells (reference/count/README.md, an item that was read, 1).
        var kind: CountReader.Kind?
    }

    struct Spot {
        var place: PlaceID
        var isOutside: Bool
    }

    private let tally: Tally
    private let alone: () -> Void
    // Of one thread alone: no checks at run time for what every line asks.
    @exclusivity(unchecked) private var readers: [UInt64: Reader] = [:]
    @exclusivity(unchecked) private var lastReader: (key: UInt64, reader: Reader)
    @exclusivity(unchecked) private var places: [UInt64: Spot] = [:]
    @exclusivity(unchecked) private var lastPlace: (key: UInt64, spot: Spot) = (.max, Spot(place: .none, isOutside: false))
    private let spots: UnsafeMutablePointer<(key: UInt32, spot: Spot?)>
    private let signals: UnsafeMutablePointer<(key: UInt64, signal: Int16)>
    private let products: UnsafeMutablePointer<(head: UInt64, gtin: UInt64)>

    init(_ tally: Tally, alone: @escaping () -> Void) {
        self.tally = tally
        self.alone = alone
        lastReader = (.max, Reader(id: 0, kind: nil))
        spots = .allocate(capacity: 64)
        spots.initialize(repeating: (.max, nil), count: 64)
        signals = .allocate(capacity: 512)
        signals.initialize(repeating: (.max, .min), count: 512)
        products = .allocate(capacity: 1_024)
        products.initialize(repeating: (0, 0), count: 1_024)
    }

    deinit {
        spots.deallocate()
        signals.deallocate()
        products.deallocate()
    }

    // MARK: Readers

    func reader(_ id: UInt16) -> Reader { Reader(id: id, kind: tally.readers.kind(id)) }

    @inline(__always) func reader(_ name: UnsafeRawBufferPointer) -> Reader {
        let key = Bytes.packed(name)
        if key == lastReader.key, key != .max { return lastReader.reader }
        return otherReader(key, name)
    }

    private func otherReader(_ key: UInt64, _ name: UnsafeRawBufferPointer) -> Reader {
        if key != .max, let known = readers[key] {
            lastReader = (key, known)
            return known
        }
        alone()
        let found = reader(tally.readers.id(FieldText.string(name)))
        if key != .max { readers[key] = found }
        lastReader = (key, found)
        return found
    }

    // MARK: Places

    func spot(_ place: PlaceID) -> Spot { Spot(place: place, isOutside: place != .none && !tally.register.places.touchesScope[Int(place)]) }

    func spot(_ path: LocationPath) -> Spot {
        alone()
        return spot(tally.register.places.id(path))
    }

    /// A zone column; not of blanks.
    @inline(__always) func spot(_ name: UnsafeRawBufferPointer) -> Spot {
        let key = Bytes.packed(name)
        if key == lastPlace.key, key != .max { return lastPlace.spot }
        return otherSpot(key, name)
    }

    private func otherSpot(_ key: UInt64, _ name: UnsafeRawBufferPointer) -> Spot {
        if key != .max, let known = places[key] {
            lastPlace = (key, known)
            return known
        }
        let found = spot(LocationPath(FieldText.string(name)))
        if key != .max { places[key] = found }
        lastPlace = (key, found)
        return found
    }

    /// What an antenna looks at, where the count says it.
    @inline(__always) func spot(_ reader: UInt16, _ antenna: Int16) -> Spot? {
        guard antenna >= 0 else { return nil }
        let key = ReaderTable.key(reader, antenna)
        let known = spots + Int((key >> 16 ^ key) & 63)
        if known.pointee.key != key { known.pointee = (key, tally.readers.zone(reader, antenna).map(spot)) }
        return known.pointee.spot
    }

    // MARK: Products

    /// The item of an SGTIN-96; nil for another tag. Which GTIN its first 58 bits hold takes two divisions and a check
    /// digit, so the products of the tags before are kept.
    @inline(__always) func item(_ high: UInt64, _ low: UInt32) -> (high: UInt64, low: UInt32)? {
        guard high >> 56 == 0x30 else { return nil }
        let head = high >> 6
        let known = products + Int(truncatingIfNeeded: (head &* 0x9E37_79B9_7F4A_7C15) >> 54)
        if known.pointee.head != head {
            guard let gtin = ReadParser.gtin(ofTagHead: head) else { return nil }
            known.pointee = (head, gtin)
        }
        // A `ShortIdentity` of the GTIN and the serial's 38 bits.
        return (known.pointee.gtin << 16 | high & 63, low)
    }

    // MARK: Numbers

    /// Hundredths of dBm, `Int16.min` for none.
    @inline(__always) func signal(_ text: UnsafeRawBufferPointer) -> Int16 {
        let key = Bytes.packed(text)
        guard key != .max else { return ReadMemo.parse(text) }
        let known = signals + Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 55)
        if known.pointee.key != key { known.pointee = (key, ReadMemo.parse(text)) }
        return known.pointee.signal
    }

    private static func parse(_ text: UnsafeRawBufferPointer) -> Int16 {
        var index = 0
        while index < text.count, Bytes.isBlank(text[index]) { index += 1 }
        guard index < text.count else { return .min }
        let isNegative = text[index] == 0x2D
        if isNegative || text[index] == 0x2B { index += 1 }
        var value = 0
        var decimals = -1
        var digits = 0
        while index < text.count {
            let digit = text[index] &- 0x30
            if digit < 10 {
                digits += 1
                if decimals < 2 {
                    value = value * 10 + Int(digit)
                    if decimals >= 0 { decimals += 1 }
                }
                guard value < 100_000 else { return .min }
            } else if text[index] == 0x2E, decimals < 0 {
                decimals = 0
            } else if Bytes.isBlank(text[index]) {
                break
            } else {
                return .min
            }
            index += 1
        }
        guard digits > 0 else { return .min }
        for _ in max(decimals, 0)..<2 { value *= 10 }
        return Int16(clamping: isNegative ? -value : value)
    }

    /// An antenna's number, -1 for none.
    @inline(__always) static func antenna(_ text: UnsafeRawBufferPointer) -> Int16 {
        var value: Int16 = 0
        guard !text.isEmpty, text.count <= 4 else { return -1 }
        for byte in text {
            let digit = byte &- 0x30
            guard digit < 10 else { return -1 }
            value = value * 10 + Int16(digit)
        }
        return value
    }
}
