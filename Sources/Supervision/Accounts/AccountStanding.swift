package import DutyFree

/// Where an item stands in the account of its enterprise (一企一账, domain.md §6): coarser than its state, because the
/// account does not move when a bottle goes from shelf to shelf.
package enum AccountStanding: String, CaseIterable, Sendable {
    /// On a declaration, not yet here; then here, its code not active.
    case declared, arrived
    /// With us and unsold, whatever its condition.
    case onHand = "on_hand"
    case inTransit = "in_transit"
    /// Sold, and its buyer not gone yet.
    case sold
    case departed
    case seized, lost, destroyed, exported, cleared, transferred, confiscated

    package init(_ state: ItemState) {
        switch state {
        case .declared: self = .declared
        case .arrived: self = .arrived
        case .bonded, .inStore, .returned, .damaged, .expired, .tester: self = .onHand
        case .inTransit: self = .inTransit
        case .sold, .atPickup, .pickedUp, .mailed: self = .sold
        case .departed: self = .departed
        case .seized: self = .seized
        case .lost: self = .lost
        case .destroyed: self = .destroyed
        case .exported: self = .exported
        case .cleared: self = .cleared
        case .transferred: self = .transferred
        case .confiscated: self = .confiscated
        }
    }

    /// Whether it is in the balance that opens and closes a period. Between two sites it is: dispatch and receipt are
    /// zero in sum.
    package var isInBalance: Bool { self == .onHand || self == .inTransit }
}
