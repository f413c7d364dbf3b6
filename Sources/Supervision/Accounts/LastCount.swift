package import DutyFree
package import Wire

/// A stock count that was approved, as the account sets it beside its closing.
package struct LastCount: Hashable, Sendable {
    package var id: String
    package var scope: [LocationPath]
    /// When it was reconciled: up to then movements are in its figures.
    package var at: Timestamp
    package var approvers: [PartyCode]
    /// Where sold goods are kept for their buyers: they were counted there.
    package var holdZones: [LocationPath]
    /// Its entries: opened, reconciled, and closed where it is.
    package var openSeq: UInt64
    package var resultSeq: UInt64?
    package var closeSeq: UInt64?
    /// Held in its places then, as the ledger had it; nil in counts of a version that did not say.
    package var held: Int64?
    package var notCounted: Int64 = 0
    package var missing: Int64 = 0
    /// What was there against the ledger: found again, or received without a receipt.
    package var found: Int64 = 0
    /// Adjustments that its close posted.
    package var posted: Int64?
    /// Held in its places at the end of the period, as the ledger has it.
    package var heldAtEnd: Int64 = 0

    package init(id: String, scope: [LocationPath], at: Timestamp, approvers: [PartyCode], holdZones: [LocationPath], openSeq: UInt64) {
        self.id = id
        self.scope = scope
        self.at = at
        self.approvers = approvers
        self.holdZones = holdZones
        self.openSeq = openSeq
    }

    package var counted: Int64? { held.map { $0 - notCounted + difference } }
    package var difference: Int64 { found - missing }
    /// What has come less what has gone since it was counted.
    package var since: Int64? { counted.map { heldAtEnd - $0 } }

    package func covers(_ place: LocationPath) -> Bool { scope.contains { $0.contains(place) } }
}

/// The closing of an account beside what was last counted.
package struct CountStatement: Sendable {
    /// The latest that was approved of each place, by the end of the period; latest first.
    package let counts: [LastCount]
    /// Held at the end: in places of these counts, and in others.
    package private(set) var heldCounted: Int64 = 0
    package private(set) var heldElsewhere: Int64 = 0
    /// Of both, what is ours to keep and not on the balance: not yet entered, or sold and waiting.
    package private(set) var notInBalance: Int64 = 0
    package private(set) var inTransit: Int64 = 0
    package let closing: Int64

    /// `items` at places and in states as they were at the end of the period.
    package init(_ approved: [LastCount], items: [(place: LocationPath?, state: ItemState, items: Int64)], closing: Int64) {
        var counts: [LastCount] = []
        // A place that was counted again since is not counted by the older one.
        for count in approved.sorted(by: { ($1.at, $1.openSeq) < ($0.at, $0.openSeq) })
        where !count.scope.allSatisfy({ place in counts.contains { $0.covers(place) } }) {
            counts.append(count)
        }
        for row in items {
            if row.state == .inTransit { inTransit += row.items }
            let isKept = row.state.custody == .sold && row.place.map { place in counts.contains { $0.holdZones.contains { $0.contains(place) } } } ?? false
            guard row.state.custody == .held || isKept else { continue }
            if !AccountStanding(row.state).isInBalance { notInBalance += row.items }
            var isCounted = false
            for index in counts.indices where row.place.map(counts[index].covers) ?? false {
                counts[index].heldAtEnd += row.items
                isCounted = true
            }
            if isCounted { heldCounted += row.items } else { heldElsewhere += row.items }
        }
        self.counts = counts
        self.closing = closing
    }

    /// counted places + other places − not on the balance + in transit = closing: places from the items, closing from
    /// items and movements.
    package var holds: Bool { heldCounted + heldElsewhere - notInBalance + inTransit == closing }
}
