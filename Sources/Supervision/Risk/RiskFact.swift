package import DutyFree
package import Wire

/// A recorded movement as the risk rules read it: of one entry, codes only.
package struct RiskFact: Sendable {
    package var seq: UInt64
    /// When it was recorded.
    package var at: Timestamp
    package var movement: Movement
    package var item: ItemKey?
    /// Whether the entry follows from another item's movement.
    package var viaParent: Bool
    /// The item's state after it.
    package var state: ItemState?
    /// Where the item was before.
    package var from: LocationPath?
    /// Where it is afterwards, or is bound for.
    package var to: LocationPath?

    package init(seq: UInt64, at: Timestamp, movement: Movement, item: ItemKey?, viaParent: Bool, state: ItemState?, from: LocationPath?, to: LocationPath?) {
        self.seq = seq
        self.at = at
        self.movement = movement
        self.item = item
        self.viaParent = viaParent
        self.state = state
        self.from = from
        self.to = to
    }

    var occurred: Timestamp { movement.occurred }

    /// Where somebody had the item in hand; nil where that does not follow, as for what customs decide at a desk.
    var place: LocationPath? {
        switch movement.type {
        case .arrive, .enter, .relocate, .receive, .takeOver, .deliver, .handback, .return, .mailBack, .restock: to ?? from
        case .relabel, .pack, .unpack, .dispatch, .sale, .pickup, .mail, .exchange, .damage, .tester, .expire, .destroy, .export, .clear: from
        default: nil
        }
    }

    /// The site that a rate is counted at.
    var site: Substring? { (from ?? to)?.site }
}
