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
    /// last entry. The same party trying again on the same day says nothing new.
    package static func alert(_ movement: Movement, _ refusal: Refusal, item: Item, last: UInt64, under policies: PolicyBook) -> RiskAlert? {
        guard !isAgain(movement, item), let rule = rule(movement, refusal, item) ?? elsewhere(movement, refusal, item, policies) else { return nil }
        var facts: JSONObject = [
            "movement": .string(movement.type.rawValue), "by": .string(movement.by.text), "code": .string(refusal.code.rawValue),
            "state": .string(item.state.rawValue),
        ]
        facts["person"] = movement.person.map { .string($0.text) }
        return RiskAlert(
            rule, item.key.text, value: 1, threshold: 1, at: movement.occurred, facts: facts, items: [item.key], evidence: [last],
            site: (movement.to ?? item.location).map { String($0.site) },
            mark: "\(last):\(movement.by.text):\(AccountPeriod.text(Day(inShanghai: movement.occurred)))")
    }

    /// In hand at another site than the ledger has it at, so soon after that it cannot have come there.
    private static func elsewhere(_ movement: Movement, _ refusal: Refusal, _ item: Item, _ policies: PolicyBook) -> RiskRule? {
        guard [.badState, .otherSite, .wrongDestination, .otherLocation].contains(refusal.code), movement.type.isSight,
            let place = movement.to ?? movement.from,
            let known = item.location, !known.isAtSite(of: place)
        else { return nil }
        let minutes = abs(movement.occurred.millisecondsSince1970 - item.lastOccurred.millisecondsSince1970) / 60_000
        return minutes < RiskPolicies(policies).thresholds(at: movement.occurred).figure(.velocity, "minMinutes") ? .velocity : nil
    }

    private static func rule(_ movement: Movement, _ refusal: Refusal, _ item: Item) -> RiskRule? {
        switch (movement.type, refusal.code) {
        case (.depart, .gateMismatch), (.depart, .personMismatch), (.depart, .tripMismatch):
            item.facts.sale != nil ? .gateMismatch : unsold.contains(item.state) ? .departedUnsold : nil
        case (.depart, .badState) where unsold.contains(item.state): .departedUnsold
        // Paid for and not collected: by its buyer that is a mistake, by another it is not.
        case (.depart, .badState) where item.facts.sale.map({ $0.person != movement.person }) ?? false && !gone.contains(item.state): .gateMismatch
        case (.sale, .badState) where sold.contains(item.state), (.exchange, .badState) where sold.contains(item.state): .soldTwice
        // Goods that left are brought in as new.
        case (.declare, .itemExists) where gone.contains(item.state), (.takeOver, .itemExists) where gone.contains(item.state): .seenAfterDeparture
        case (let type, .badState) where gone.contains(item.state) && type.isSight: .seenAfterDeparture
        default: nil
        }
    }

    /// The buyer again: through the gate once more, or under another of the own trips; a receipt that a till sends twice.
    private static func isAgain(_ movement: Movement, _ item: Item) -> Bool {
        guard [.depart, .sale].contains(movement.type), let sale = item.facts.sale else { return false }
        return sale.person == movement.person
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
        case .arrive, .inspect, .enter, .relabel, .pack, .unpack, .relocate, .dispatch, .receive, .sale, .deliver, .pickup, .handback, .depart, .mail,
            .exchange,
            .restock, .damage, .tester, .expire, .destroy, .export, .clear:
            true
        default: false
        }
    }
}
