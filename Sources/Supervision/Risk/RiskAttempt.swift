package import DutyFree
import Wire

/// What a refused movement tells (domain.md §9: any scan, refused sale, gate): the refusal alone writes nothing, and the goods
/// may be gone a minute later.
package enum RiskAttempt {
    /// An attempt that gives rise to an alert, and who made it.
    package struct Made: Hashable, Sendable {
        package let alert: RiskAlert
        package let by: PartyCode

        package init(alert: RiskAlert, by: PartyCode) {
            self.alert = alert
            self.by = by
        }
    }

    /// The alert that a refusal gives rise to, if any. `item` is what it was refused for, as the ledger has it, and `last` its
    /// last entry: as long as that stays the last, trying again says nothing new.
    package static func alert(_ movement: Movement, _ refusal: Refusal, item: Item, last: UInt64) -> RiskAlert? {
        guard let rule = rule(movement, refusal, item), !isAgain(movement, item) else { return nil }
        var facts: JSONObject = [
            "movement": .string(movement.type.rawValue), "by": .string(movement.by.text), "code": .string(refusal.code.rawValue),
            "state": .string(item.state.rawValue),
        ]
        facts["person"] = movement.person.map { .string($0.text) }
        return RiskAlert(
            rule, item.key.text, value: 1, threshold: 1, at: movement.occurred, facts: facts, items: [item.key], evidence: [last],
            site: (movement.to ?? item.location).map { String($0.site) })
    }

    private static func rule(_ movement: Movement, _ refusal: Refusal, _ item: Item) -> RiskRule? {
        switch (movement.type, refusal.code) {
        case (.depart, .gateMismatch), (.depart, .personMismatch), (.depart, .tripMismatch):
            item.facts.sale != nil ? .gateMismatch : unsold.contains(item.state) ? .departedUnsold : nil
        case (.depart, .badState) where unsold.contains(item.state): .departedUnsold
        case (.sale, .badState) where sold.contains(item.state), (.exchange, .badState) where sold.contains(item.state): .soldTwice
        case (let type, .badState) where gone.contains(item.state) && type.isSight: .seenAfterDeparture
        default: nil
        }
    }

    /// The buyer comes through the gate once more with what has left: on the way out, not back.
    private static func isAgain(_ movement: Movement, _ item: Item) -> Bool {
        guard movement.type == .depart, let sale = item.facts.sale else { return false }
        return item.state == .departed && sale.person == movement.person && sale.trip == movement.tripID
    }

    /// In our hands and nobody's purchase.
    private static let unsold = ItemStates(.declared, .arrived, .bonded, .inTransit, .inStore, .returned, .damaged, .expired, .tester)
    private static let sold = ItemStates(.sold, .atPickup, .pickedUp, .mailed, .departed)
    /// Nobody of ours can have it in hand.
    private static let gone = ItemStates(.mailed, .departed, .exported, .transferred, .destroyed, .confiscated)
}

extension MovementType {
    /// Whether somebody has the goods before them who records it.
    fileprivate var isSight: Bool {
        switch self {
        case .arrive, .inspect, .enter, .relabel, .pack, .unpack, .relocate, .dispatch, .receive, .sale, .deliver, .pickup, .handback, .depart, .mail, .exchange,
            .restock, .damage, .tester, .expire, .destroy, .export, .clear:
            true
        default: false
        }
    }
}
