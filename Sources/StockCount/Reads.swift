import DutyFree

/// An item's reads of its latest round.
struct ItemReads {
    /// Of all rounds.
    var reads: UInt32 = 0
    /// Its zones, as a chain in `Tally.zones`; number plus 1.
    var zones: UInt32 = 0
    var tid: UInt64 = 0
    /// The first read: file and line.
    var line: UInt32 = 0
    var file: UInt16 = 0
    var strongest: Int16 = .min
    var round: UInt8 = 0
    var hasTwoTIDs = false
    /// The first condition that was not the ledger's state; number plus 1.
    var condition: UInt8 = 0

    mutating func begin(round: UInt8, file: UInt16, line: UInt32) {
        let reads = reads
        self = ItemReads()
        self.reads = reads
        self.round = round
        self.file = file
        self.line = line
    }

    mutating func note(tid: UInt64) {
        if self.tid == 0 { self.tid = tid } else if self.tid != tid { hasTwoTIDs = true }
    }
}

/// An item's reads in one zone.
struct ZoneReads {
    static let rfid: UInt8 = 1
    static let gun: UInt8 = 2
    static let consistent: UInt8 = 4

    var place: PlaceID = .none
    var next: UInt32 = 0
    var reads: UInt32 = 0
    var moments: UInt32 = 0
    var latest: Int64 = .min
    var strongReads: UInt32 = 0
    /// Hundredths of dBm; of the strongest read also reader and antenna.
    var strongest: Int16 = .min
    var reader: UInt16 = 0
    var antenna: Int16 = -1
    var flags: UInt8 = 0

    init() {}

    init(place: PlaceID, next: UInt32) {
        self.place = place
        self.next = next
    }

    var isConsistent: Bool { flags & ZoneReads.consistent != 0 }
    var hasGun: Bool { flags & ZoneReads.gun != 0 }
    var isRFIDOnly: Bool { flags & ZoneReads.gun == 0 }
}

/// Strong reads within one span of time.
struct StrongMoments {
    var next: UInt32 = 0
    var span: Int64 = 0
    var first: Int64 = 0
    var last: Int64 = 0
}

struct CartonReads {
    var reads: Int64 = 0
    /// Of the first read.
    var place: PlaceID = .none
}

/// What was read and is no item of the ledger.
struct OtherReads {
    var subject: String
    var kind: CountClass
    var reads: Int64 = 0
    var places: [PlaceID] = []
    var reason: UnreadableReason?

    init(subject: String, kind: CountClass) {
        self.subject = subject
        self.kind = kind
    }

    mutating func note(_ place: PlaceID) {
        reads += 1
        if place != .none, !places.contains(place) { places.append(place) }
    }
}

/// 96 bits of hex.
enum Hex96 {
    @inline(__always) static func read(_ text: UnsafeRawBufferPointer) -> (UInt64, UInt32)? {
        guard let first = word(text.loadUnaligned(as: UInt64.self)), let second = word(text.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
            let third = word(text.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
        else { return nil }
        return (UInt64(first) << 32 | UInt64(second), third)
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
