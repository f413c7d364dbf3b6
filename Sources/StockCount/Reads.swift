import DutyFree
import GS1

/// An item's reads of its latest round. With the reads of its first zone, which is the only one of nearly every item, it
/// fills one line of the processor's cache: what a read must touch beside the item's number.
struct ItemReads {
    // First, so that a pointer to the record is one to it.
    var zone = ZoneReads()
    /// Where the book has it all the time of the count, held and in scope; `none` where that is to be asked.
    var home: PlaceID = .none
    var tid: UInt64 = 0
    /// Of all rounds.
    var reads: UInt32 = 0
    /// The first read: file and line.
    var line: UInt32 = 0
    var file: UInt16 = 0
    var strongest: Int16 = .min
    var round: UInt8 = 0
    var hasTwoTIDs = false
    /// The first condition that was not the ledger's state; number plus 1.
    var condition: UInt8 = 0

    mutating func begin(round: UInt8, file: UInt16, line: UInt32) {
        let (reads, home) = (reads, home)
        self = ItemReads()
        self.reads = reads
        self.home = home
        self.round = round
        self.file = file
        self.line = line
    }

    @inline(__always) mutating func note(tid: UInt64) {
        if self.tid == 0 { self.tid = tid } else if self.tid != tid { hasTwoTIDs = true }
    }
}

/// An item's reads in one zone.
struct ZoneReads {
    static let rfid: UInt8 = 1
    static let gun: UInt8 = 2
    static let consistent: UInt8 = 4

    var latest: Int64 = .min
    var place: PlaceID = .none
    /// The item's next zone: its number in `Tally.zones` plus 1.
    var next: UInt32 = 0
    /// 0 where there is no such zone.
    var reads: UInt32 = 0
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

struct CartonReads {
    var reads: Int64 = 0
    /// Of the first read.
    var place: PlaceID = .none
}

/// What was read and is no item of the ledger.
struct OtherReads {
    /// A text only where it has no shorter name: a log read without a book has a million of these.
    enum Name {
        case item(ShortIdentity)
        /// 96 bits of a tag that is not GS1's.
        case tag(UInt64, UInt32)
        case text(String)
    }

    var name: Name
    var kind: CountClass
    var reason: UnreadableReason?
    var reads: Int64 = 0
    private var place: PlaceID = .none
    private var morePlaces: [PlaceID] = []

    init(_ name: Name, kind: CountClass) {
        self.name = name
        self.kind = kind
    }

    var subject: String {
        switch name {
        case .item(let identity): identity.identity.key
        case .tag(let high, let low): "epc:" + Hex96.text(high, low)
        case .text(let text): text
        }
    }

    /// In the order in which they came.
    var places: [PlaceID] { place == .none ? [] : [place] + morePlaces }

    mutating func note(_ place: PlaceID) {
        reads += 1
        guard place != .none, place != self.place else { return }
        if self.place == .none { self.place = place } else if !morePlaces.contains(place) { morePlaces.append(place) }
    }
}
