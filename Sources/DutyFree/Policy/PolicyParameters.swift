import Wire

/// In whose year a sale counts against the quota.
package enum QuotaYear: String, CaseIterable, Sendable {
    /// The year of purchase.
    case sale
    /// The year in which the trip departs, as known at the sale.
    case departure
}

/// The figures of a policy, by the names they have in its document. Times and money in the unit that the name gives.
package struct PolicyParameters: Hashable, Sendable {
    package var annualQuotaFen: Int64 = 0
    package var quotaYearBy = QuotaYear.sale
    package var minAge: Int64 = 0
    /// Whether travellers who leave the country may buy, and with which pick-up modes (nil: all).
    package var exitTravellers = false
    package var exitTravellerModes: Set<PickupMode>?
    package var returnRestoresQuotaBeforeDeparture = false
    package var returnRestoresQuotaAfterDeparture = false
    package var banYears: Int64 = 0
    package var terms = Terms.withoutPolicy
}

/// Figures in time that movements other than sales ask for. A ledger that has no policy is judged by `withoutPolicy`.
package struct Terms: Hashable, Sendable {
    package var clockSkewMs: Int64
    package var lateMs: Int64
    package var rescheduleDays: Int64

    /// 5 minutes and 72 hours [d]; 30 days after the first departure (GACC 2020 No. 79).
    package static let withoutPolicy = Terms(clockSkewMs: 300_000, lateMs: 72 * 3_600_000, rescheduleDays: 30)
}

/// One row of the table of parameters: what a document must or may state, in which shape and unit.
package struct ParameterRule: Sendable {
    package enum Shape: Sendable {
        case integer, bool, text
        case modes
        /// One of `QuotaYear`.
        case quotaYear
    }

    package let name: String
    package let shape: Shape
    /// What `unit` must say; nil where a parameter has none.
    package let unit: String?
    package let isRequired: Bool
    /// Puts the value where the rules find it; nil for what is stated but not computed with.
    let assign: (@Sendable (JSONValue, inout PolicyParameters) -> Void)?

    private init(
        _ name: String, _ shape: Shape, unit: String? = nil, isRequired: Bool = true,
        _ assign: (@Sendable (JSONValue, inout PolicyParameters) -> Void)? = nil
    ) {
        self.name = name
        self.shape = shape
        self.unit = unit
        self.isRequired = isRequired
        self.assign = assign
    }

    /// Every parameter that a policy document can have (domain.md §4).
    package static let all: [ParameterRule] = [
        ParameterRule("annualQuotaFen", .integer, unit: "fen") { $1.annualQuotaFen = $0.integer ?? 0 },
        ParameterRule("quotaYearBy", .quotaYear) { $1.quotaYearBy = $0.string.flatMap(QuotaYear.init(rawValue:)) ?? .sale },
        ParameterRule("quotaPriceBasis", .text),
        ParameterRule("minAge", .integer, unit: "year") { $1.minAge = $0.integer ?? 0 },
        ParameterRule("exitTravellers", .bool) { $1.exitTravellers = $0.bool ?? false },
        ParameterRule("tripsPerYear", .text),
        ParameterRule("excessRule", .text),
        ParameterRule("rescheduleDays", .integer, unit: "day") { $1.terms.rescheduleDays = $0.integer ?? 0 },
        ParameterRule("banYears", .integer, unit: "year") { $1.banYears = $0.integer ?? 0 },
        ParameterRule("storeWarningsPerYear", .integer),
        ParameterRule("storeSuspensionMonthsMax", .integer, unit: "month"),
        ParameterRule("returnRestoresQuotaBeforeDeparture", .bool) { $1.returnRestoresQuotaBeforeDeparture = $0.bool ?? false },
        ParameterRule("returnRestoresQuotaAfterDeparture", .bool) { $1.returnRestoresQuotaAfterDeparture = $0.bool ?? false },
        ParameterRule("clockSkewSeconds", .integer, unit: "second") { $1.terms.clockSkewMs = ($0.integer ?? 0) * 1_000 },
        ParameterRule("lateHours", .integer, unit: "hour") { $1.terms.lateMs = ($0.integer ?? 0) * 3_600_000 },
        ParameterRule("exitTravellerModes", .modes, isRequired: false) {
            $1.exitTravellerModes = Set(($0.array ?? []).compactMap { $0.string.flatMap(PickupMode.init(rawValue:)) })
        },
        ParameterRule("residentImmediateUnlimited", .bool, isRequired: false),
    ]

    private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    package static func named(_ name: String) -> ParameterRule? { byName[name] }
}
