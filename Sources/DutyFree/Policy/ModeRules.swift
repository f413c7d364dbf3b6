/// How a sale reached the till.
package enum SaleChannel: String, CaseIterable, Sendable {
    case store, online
}

/// What a policy asks of one pick-up mode.
package struct ModeRules: Hashable, Sendable {
    package let mode: PickupMode
    package var channels: Set<SaleChannel> = Set(SaleChannel.allCases)
    /// The kinds of place to which its goods may be delivered; empty: none.
    package var pickupLocations: Set<LocationKind> = []
    /// The store must lie in the isolation area.
    package var storeIsolated = false
    package var residentsOnly = false
    /// The traveller must have left before goods are handed over or posted.
    package var needsDeparted = false
    package var addressOffIsland = false
    package var sameBuyerPayerRecipient = false
    package var guarantee = false
    package var minUnitPriceFen: Int64?
    package var maxUnitPriceFenExclusive: Int64?
    /// From the sale to the trip's time; also the time after which a guarantee may be converted.
    package var maxDaysToDeparture: Int64?
    package var pickupWithinMonths: Int64?
    /// Category → what one trip may take with this mode. Where there is any, other categories may not use it.
    package var limits: [String: ModeLimit] = [:]
    /// Residents may buy without a trip, once they have left in the year; limits then count by receipt.
    package var residentsWithoutTrip = false

    package init(_ mode: PickupMode) { self.mode = mode }

    /// What each mode asks in a ledger that has no policy: no figure of a policy, only what the mode is
    /// (MOF 2021 No. 2: three months; notice of 2023-03-21: thirty days).
    static func withoutPolicy(_ mode: PickupMode) -> ModeRules {
        var rules = ModeRules(mode)
        switch mode {
        case .port: rules.pickupLocations = [.pickup]
        case .inZone: rules.storeIsolated = true
        case .immediate: rules.residentsWithoutTrip = true
        case .return:
            rules.pickupLocations = [.returnPickup]
            rules.residentsOnly = true
            rules.needsDeparted = true
            rules.pickupWithinMonths = 3
        case .guaranteed: rules.guarantee = true
        case .mail:
            rules.needsDeparted = true
            rules.addressOffIsland = true
            rules.sameBuyerPayerRecipient = true
        }
        return rules
    }

    /// After this many days a guarantee may be converted, where the policy does not say.
    static let guaranteeDays: Int64 = 30
}

/// What a pick-up mode allows of one category.
package struct ModeLimit: Hashable, Sendable {
    package let most: Int64
    package let unit: LimitUnit
}
