import Wire

/// What is watched for (domain.md §9), by the name that policies and entries have. Each rule is data: what its thresholds are
/// called, what they are where a policy does not say [d], and how much an alert of it weighs.
package enum RiskRule: String, CaseIterable, Sendable {
    // Buying for others.
    case sharedTripBuyers = "shared-trip-buyers"
    case sameBasket = "same-basket"
    case frequentTrips = "frequent-trips"
    case quotaBurst = "quota-burst"
    case nearLimitRepeat = "near-limit-repeat"
    // What was tried and refused, or seen where it cannot be.
    case soldTwice = "sold-twice"
    case seenAfterDeparture = "seen-after-departure"
    case departedUnsold = "departed-unsold"
    case gateMismatch = "gate-mismatch"
    case velocity
    // What should have happened by now.
    case soldNotDeparted = "sold-not-departed"
    case immediateNotDeparted = "immediate-not-departed"
    case paidNotDelivered = "paid-not-delivered"
    case inTransitTooLong = "in-transit-too-long"
    case activeUnreceived = "active-unreceived"
    // How often something happens at a site.
    case lossRate = "loss-rate"
    case returnRate = "return-rate"
    case voidRate = "void-rate"
    case relabelRate = "relabel-rate"
    case lateRecording = "late-recording"

    /// A figure that a policy may set.
    package struct Parameter: Hashable, Sendable {
        package let name: String
        /// Where the policy does not name it.
        package let standard: Int64
        /// What it may be.
        package let range: ClosedRange<Int64>

        init(_ name: String, _ standard: Int64, _ range: ClosedRange<Int64> = 1...100_000) {
            self.name = name
            self.standard = standard
            self.range = range
        }
    }

    /// None: one case is enough.
    package var parameters: [Parameter] {
        switch self {
        case .sharedTripBuyers: [Parameter("windowHours", 24), Parameter("minPersons", 5, 2...100_000)]
        case .sameBasket: [Parameter("windowDays", 7), Parameter("minPersons", 4, 2...100_000), Parameter("minItems", 5)]
        case .frequentTrips: [Parameter("windowDays", 30), Parameter("minTrips", 4, 2...100_000)]
        case .quotaBurst: [Parameter("percent", 95), Parameter("withinDays", 3)]
        case .nearLimitRepeat: [Parameter("percent", 90), Parameter("minTrips", 3), Parameter("windowDays", 90)]
        case .soldTwice, .seenAfterDeparture, .departedUnsold, .gateMismatch: []
        case .velocity: [Parameter("kmPerHour", 300), Parameter("minMinutes", 20, 0...100_000)]
        case .soldNotDeparted: [Parameter("hoursAfterDeparture", 48, 0...100_000)]
        case .immediateNotDeparted: [Parameter("days", 30)]
        case .paidNotDelivered: [Parameter("hoursBeforeDeparture", 2, 0...100_000)]
        case .inTransitTooLong: [Parameter("hours", 48)]
        case .activeUnreceived: [Parameter("hours", 72)]
        case .lossRate: [Parameter("perMille", 2), Parameter("minItems", 500), Parameter("windowDays", 90)]
        case .returnRate: [Parameter("percent", 20), Parameter("minSales", 10), Parameter("windowDays", 30)]
        case .voidRate: [Parameter("perMille", 10), Parameter("windowDays", 7), RiskRule.sample]
        case .relabelRate: [Parameter("perMille", 5), Parameter("windowDays", 30), RiskRule.sample]
        case .lateRecording: [Parameter("hours", 72), Parameter("percent", 5), Parameter("windowDays", 30), RiskRule.sample]
        }
    }

    /// Of how many movements a rate is formed at least: one case among ten says nothing.
    private static let sample = Parameter("minMovements", 200)

    /// The score of an alert that only just reaches its threshold, of 100.
    package var weight: Int64 {
        switch self {
        case .seenAfterDeparture, .departedUnsold: 85
        case .soldTwice, .gateMismatch: 75
        case .velocity, .sharedTripBuyers, .sameBasket: 60
        case .quotaBurst, .nearLimitRepeat, .soldNotDeparted, .immediateNotDeparted, .lossRate: 50
        case .frequentTrips, .paidNotDelivered, .inTransitTooLong, .returnRate, .voidRate, .relabelRate: 40
        case .activeUnreceived, .lateRecording: 30
        }
    }

    /// Whether it follows from entries alone: then history can be judged again under other thresholds.
    package var isFoldedFromEntries: Bool {
        switch self {
        case .soldTwice, .seenAfterDeparture, .departedUnsold, .gateMismatch: false
        default: true
        }
    }

    /// A fifth of 100 more for each time that the threshold is exceeded by its own size.
    package func score(_ value: Int64, threshold: Int64) -> Int64 {
        guard threshold > 0, value > threshold else { return weight }
        let excess = Double(value - threshold) / Double(threshold)
        return min(100, weight + Int64(min(100, excess * 20)))
    }
}
