/// In whose hands an item is, as the account sees it.
package enum Custody: String, CaseIterable, Sendable {
    case held, transit, sold, gone, lost
}

/// The 21 states of an item (domain.md §3; reference/domain/lifecycle.json is the same as data).
package enum ItemState: String, CaseIterable, Sendable {
    case declared, arrived, bonded
    case inTransit = "in_transit"
    case inStore = "in_store"
    case sold
    case atPickup = "at_pickup"
    case pickedUp = "picked_up"
    case mailed, departed, returned, damaged, expired, tester, seized, lost
    case destroyed, exported, cleared, transferred, confiscated

    package var zh: String { row.zh }
    package var custody: Custody { row.custody }
    package var isFinal: Bool { row.isFinal }
    package var meaning: String { row.meaning }

    private var row: (zh: String, custody: Custody, isFinal: Bool, meaning: String) {
        switch self {
        case .declared: ("已申报", .transit, false, "on an import declaration, not yet at our warehouse")
        case .arrived: ("已到库", .held, false, "in the supervised warehouse, code not active")
        case .bonded: ("在库", .held, false, "in a supervised warehouse, code active")
        case .inTransit: ("调拨在途", .transit, false, "between two of our sites, or to another operator")
        case .inStore: ("在店", .held, false, "in a store, for sale")
        case .sold: ("已售待提", .sold, false, "paid, still at the store, to be delivered or mailed")
        case .atPickup: ("已到提货点", .held, false, "sold, waiting at a pick-up point")
        case .pickedUp: ("已提未离岛", .gone, false, "with the traveller, still on the island")
        case .mailed: ("已寄出", .gone, false, "posted to the traveller off the island")
        case .departed: ("已离岛", .gone, false, "left the island with or to its buyer")
        case .returned: ("退回待验", .held, false, "taken back, to be examined")
        case .damaged: ("残损", .held, false, "broken, opened or unsaleable")
        case .expired: ("过期", .held, false, "past its date")
        case .tester: ("试用样品", .held, false, "opened for trial or display")
        case .seized: ("扣留", .gone, false, "in customs' hands")
        case .lost: ("灭失", .lost, false, "short, stolen or missing; duty at stake until settled")
        case .destroyed: ("已销毁", .gone, true, "destroyed under supervision")
        case .exported: ("已退运", .gone, true, "re-exported")
        case .cleared: ("已完税", .gone, true, "import tax paid, free circulation")
        case .transferred: ("已转出", .gone, true, "handed to another operator's ledger")
        case .confiscated: ("已没收", .gone, true, "forfeited")
        }
    }
}

/// A set of states, as a bit each: what a movement may start from.
package struct ItemStates: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package init(_ states: ItemState...) { self.init(states) }

    package init(_ states: [ItemState]) {
        rawValue = states.reduce(0) { $0 | 1 << $1.bit }
    }

    package func contains(_ state: ItemState) -> Bool { rawValue >> state.bit & 1 == 1 }

    /// In the order of the lifecycle.
    package var states: [ItemState] { ItemState.allCases.filter(contains) }

    /// Things we keep, sold or not.
    package static let held = ItemStates(
        .arrived, .bonded, .inStore, .atPickup, .returned, .damaged, .expired, .tester)
    /// Every state that is not final.
    package static let live = ItemStates(ItemState.allCases.filter { !$0.isFinal })
}

extension ItemState {
    fileprivate var bit: UInt32 {
        switch self {
        case .declared: 0
        case .arrived: 1
        case .bonded: 2
        case .inTransit: 3
        case .inStore: 4
        case .sold: 5
        case .atPickup: 6
        case .pickedUp: 7
        case .mailed: 8
        case .departed: 9
        case .returned: 10
        case .damaged: 11
        case .expired: 12
        case .tester: 13
        case .seized: 14
        case .lost: 15
        case .destroyed: 16
        case .exported: 17
        case .cleared: 18
        case .transferred: 19
        case .confiscated: 20
        }
    }
}
