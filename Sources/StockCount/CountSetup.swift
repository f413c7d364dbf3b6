package import DutyFree
package import Wire

/// What a count was opened with: all that is needed, beside the ledger and the read files, to repeat its result.
package struct CountSetup: Sendable {
    /// Places that are counted, each with all that lies under it.
    package var scope: [LocationPath]
    /// The window: movements between its ends are folded in, reads outside of it (± grace) count as reads without a time.
    package var opened: Timestamp
    package var closed: Timestamp
    package var parameters = CountParameters()
    /// Zones of the scope, in the order in which the report has them.
    package var zones: [CountZone] = []
    package var antennas: [CountAntenna] = []
    package var readers: [CountReader] = []
    /// Zones where somebody was although nothing was read.
    package var visited: [LocationPath] = []
    /// Offset of local times, in minutes east of UTC; nil where a time without offset is no time.
    package var localOffsetMinutes: Int?
    /// Items a person-minute of the hand tally, times 100.
    package var baselineRateX100: Int64?
    /// Whether that was measured; else somebody declared it.
    package var isBaselineMeasured = false
    /// Only these products are counted; all where it is empty. 14 digits each.
    package var products: Set<String> = []
    /// Only so many items are looked up, drawn from the book with the seed.
    package var sample: CountSample?
    /// How many persons counted; 0 where nobody says.
    package var persons = 0

    package init(scope: [LocationPath], opened: Timestamp, closed: Timestamp) {
        self.scope = scope
        self.opened = opened
        self.closed = closed
    }
}

/// Figures of the rules (stock-count.md); policy data, recorded with the count.
package struct CountParameters: Hashable, Sendable {
    /// How far clocks and the recording of a movement may be apart.
    package var graceMs: Int64 = 300_000
    /// A person's pause longer than this is no work.
    package var idleMs: Int64 = 120_000
    /// At or above this the tag is at the antenna. Hundredths of dBm.
    package var strongX100: Int16 = -4_500
    /// A zone this much below the item's strongest was read through a wall. Hundredths of dB.
    package var crossReadX100: Int16 = 1_000
    /// Two strong reads in two places this near in time are two things.
    package var cloneMs: Int64 = 5_000

    package init() {}
}

/// A random sample of the items that are expected: drawn again from the same book with the same seed it is the same.
package struct CountSample: Hashable, Sendable {
    package var size: Int
    package var seed: UInt64

    package init(size: Int, seed: UInt64) {
        self.size = size
        self.seed = seed
    }
}

package struct CountZone: Hashable, Sendable {
    package var location: LocationPath
    /// Whether it holds sold goods that wait for transport: there they are expected.
    package var holdsSold: Bool

    package init(location: LocationPath, holdsSold: Bool) {
        self.location = location
        self.holdsSold = holdsSold
    }
}

/// An antenna of a reader, and the zone that it looks at.
package struct CountAntenna: Hashable, Sendable {
    package var reader: String
    package var antenna: Int
    package var zone: LocationPath

    package init(reader: String, antenna: Int, zone: LocationPath) {
        self.reader = reader
        self.antenna = antenna
        self.zone = zone
    }
}

package struct CountReader: Hashable, Sendable {
    package enum Kind: String, Sendable { case rfid, gun }

    package var name: String
    package var kind: Kind
    /// The party who carries it.
    package var person: String?

    package init(name: String, kind: Kind, person: String?) {
        self.name = name
        self.kind = kind
        self.person = person
    }
}

/// What becomes of a subject, in the order of reports (stock-count.md, Classes).
package enum CountClass: String, CaseIterable, Hashable, Sendable {
    case matched, moved
    case inCarton = "in-carton"
    case notCounted = "not-counted"
    case missing, misplaced
    case wrongState = "wrong-state"
    case found
    case soldPresent = "sold-present"
    case departedPresent = "departed-present"
    case inTransit = "in-transit"
    case clone, unknown, foreign, unreadable

    /// Its place in that order.
    package var index: Int {
        switch self {
        case .matched: 0
        case .moved: 1
        case .inCarton: 2
        case .notCounted: 3
        case .missing: 4
        case .misplaced: 5
        case .wrongState: 6
        case .found: 7
        case .soldPresent: 8
        case .departedPresent: 9
        case .inTransit: 10
        case .clone: 11
        case .unknown: 12
        case .foreign: 13
        case .unreadable: 14
        }
    }

    /// In order: the thing is accounted for, nothing is to be done.
    package var isInOrder: Bool { self == .matched || self == .moved || self == .inCarton }
}
