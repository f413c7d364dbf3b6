package import DutyFree
package import Wire

/// An item that somebody should have come for, or left with.
package struct OverdueItem: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// It waits at a pick-up point, and the time to collect it is over.
        case pickup = "pickup-overdue"
        /// It was sold, and its buyer has not left with it.
        case departure = "sold-not-departed"
    }

    package let kind: Kind
    package let item: Item
    package let seq: SequenceNumber
    /// When the time was over.
    package let until: Timestamp
}

extension LedgerReader {
    /// Visits what is overdue at that moment: one pass over the items. Times are those of the policy in force then (`risk`:
    /// `sold-not-departed`, `immediate-not-departed`), 48 hours and 30 days where there is none.
    package func overdue(at moment: Timestamp, _ visit: (OverdueItem) throws -> Bool) throws {
        let book = try policies()
        let policy = book.policy(at: moment, .offshore)
        let risk = policy?.document["risk"]?.object
        let hours = risk?["sold-not-departed"]?.object?["hoursAfterDeparture"]?.integer ?? 48
        let days = risk?["immediate-not-departed"]?.object?["days"]?.integer ?? 30
        let view = try StoredView(self)
        try items { head in
            let item = head.item
            guard [.sold, .atPickup, .pickedUp].contains(item.state), let sale = item.facts.sale else { return true }
            let trip = try sale.trip.flatMap { try view.trip($0) }
            var found: OverdueItem?
            if item.state == .atPickup {
                var end = trip?.departs.adding(hours: OwnRules.portPickupHours)
                if sale.pickup == .return { end = sale.soldAt.adding(months: Int(policy?.modes[.return]?.pickupWithinMonths ?? 3)) }
                if let end, end < moment { found = OverdueItem(kind: .pickup, item: item, seq: head.seq, until: end) }
            } else if trip?.departed == nil || item.state == .pickedUp {
                let end = sale.pickup == .immediate || trip == nil ? sale.soldAt.adding(days: days) : trip?.departs.adding(hours: hours)
                if let end, end < moment { found = OverdueItem(kind: .departure, item: item, seq: head.seq, until: end) }
            }
            return try found.map { try visit($0) } ?? true
        }
    }
}
