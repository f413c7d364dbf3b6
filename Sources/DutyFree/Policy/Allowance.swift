import Wire

/// What travellers have used of quota and limits while one movement is judged: read from the ledger once each, changed as
/// charges come and go, and handed back as the standings and trips that the movement leaves.
struct Allowance {
    private(set) var standings: [PersonCode: PersonStanding] = [:]
    private(set) var trips: [TripID: Trip] = [:]

    init() {}

    /// Goes on from what a movement has changed already.
    init(_ effects: Effects) {
        for standing in effects.standings { standings[standing.person] = standing }
        for trip in effects.trips { trips[trip.id] = trip }
    }

    /// Takes a charge from a person's quota and a trip's limits, or (−1) gives it back. `at` is when the movement occurred.
    mutating func count(_ charge: Charge, times sign: Int64, at: Timestamp, _ view: some LedgerView) throws {
        var standing = try standings[charge.person] ?? view.standing(of: charge.person) ?? PersonStanding(person: charge.person)
        standing.used.add(charge.fen * sign, charge.regime, charge.year)
        if let receipt = charge.receipt { standing.note(receipt: receipt, charge, times: sign, at: at) }
        standings[charge.person] = standing
        guard let id = charge.trip, var trip = try trips[id] ?? view.trip(id) else { return }
        trip.taken.add(charge, times: sign)
        trips[id] = trip
    }

    func used(_ person: PersonCode, _ regime: Regime, _ year: Int, _ view: some LedgerView) throws -> Int64 {
        try (standings[person] ?? view.standing(of: person))?.used.fen(regime, year) ?? 0
    }

    /// What was taken so far on the charge's trip or receipt.
    func taken(with charge: Charge, _ view: some LedgerView) throws -> Taken {
        if let id = charge.trip { return try (trips[id] ?? view.trip(id))?.taken ?? Taken() }
        guard let receipt = charge.receipt else { return Taken() }
        return try (standings[charge.person] ?? view.standing(of: charge.person))?.receipts[receipt]?.taken ?? Taken()
    }

    /// `limit-exceeded` (the mode's, then the trip's), `quota-exceeded`, of the charges of one sale together.
    func check(_ charges: [Charge], items: [Item], under policy: Policy, mode: ModeRules, _ view: some LedgerView) throws {
        guard let first = charges.first else { return }
        let taken = try taken(with: first, view)
        var byMode: [String: Int64] = [:]
        for (charge, item) in zip(charges, items) {
            guard charge.amount != Amount(), let limit = mode.limits[charge.category] else { continue }
            let before = taken.amount(charge.category, mode.mode).counted(in: limit.unit)
            let sum = Fen.sum(byMode[charge.category] ?? before, charge.amount.counted(in: limit.unit))
            byMode[charge.category] = sum
            if sum > limit.most { throw exceeded(charge.category, before, limit.most, limit.unit, item, mode.mode) }
        }
        for limit in policy.limits {
            let before = taken.amount(limit.categories).counted(in: limit.unit)
            var sum = before
            for (charge, item) in zip(charges, items) where limit.categories.contains(charge.category) && charge.amount != Amount() {
                sum = Fen.sum(sum, charge.amount.counted(in: limit.unit))
                if sum > limit.most { throw exceeded(limit.id, before, limit.most, limit.unit, item, nil) }
            }
        }
        let quota = policy.parameters.annualQuotaFen
        let before = try used(first.person, first.regime, first.year, view)
        var used = before
        for (charge, item) in zip(charges, items) {
            used = Fen.sum(used, charge.fen)
            guard used > quota, charge.fen > 0 else { continue }
            throw Refusal(
                .quotaExceeded, item: item.code,
                facts: [
                    "usedFen": String(before), "quotaFen": String(quota), "leftFen": String(max(0, quota - before)),
                    "priceFen": String(charge.fen), "year": String(first.year),
                ])
        }
    }

    private func exceeded(
        _ what: String, _ taken: Int64, _ most: Int64, _ unit: LimitUnit, _ item: Item, _ mode: PickupMode?
    ) -> Refusal {
        Refusal(
            .limitExceeded, item: item.code,
            facts: [
                "limit": what, "taken": String(taken), "most": String(most), "left": String(max(0, most - taken)),
                "unit": unit.rawValue, "mode": mode?.rawValue ?? "trip",
            ])
    }
}

/// How a movement counts, where it sells an item or takes one back.
struct Counting {
    /// Of a sale.
    var charge: Charge?
    /// Of a return: whether the buyer gets back what the sale took.
    var restores = false
}

/// Which movements count, and how (domain.md §4, §5).
enum QuotaRules {
    /// What the item's sale takes, under the policy that it is judged by.
    static func charge(_ movement: Movement, _ item: Item, _ policy: Policy, _ view: some LedgerView) throws -> Charge? {
        guard let person = movement.person, let price = movement.data["priceFen"]?.integer,
            let mode = movement.data["pickup"]?.string.flatMap(PickupMode.init(rawValue:))
        else { return nil }
        let product = try item.product.flatMap { try view.product($0) }
        let taxed = max(0, min(price, movement.data["taxedFen"]?.integer ?? 0))
        var amount = product?.amount ?? Amount(pieces: 1)
        // Taxed whole it is no duty-free purchase; in part, it is one above the quota.
        if taxed > 0, taxed == price { amount = Amount() }
        let year: Int
        switch policy.parameters.quotaYearBy {
        case .sale: year = movement.occurred.shanghaiYear
        case .departure:
            let departs = try movement.tripDeparts ?? movement.tripID.flatMap { try view.trip($0)?.departs }
            year = (departs ?? movement.occurred).shanghaiYear
        }
        return Charge(
            person: person, trip: movement.tripID, receipt: movement.tripID == nil ? movement.documents[.receipt]?.number : nil,
            mode: mode, category: product.map { policy.category($0.category)?.code ?? $0.category } ?? "-", amount: amount,
            fen: price - taxed, regime: policy.regime, year: year)
    }

    /// Whether taking this item back gives the quota back.
    static func restores(_ movement: Movement, _ item: Item, _ policy: Policy, _ view: some LedgerView) throws -> Bool {
        var hasLeft = item.state == .departed || item.state == .mailed
        if !hasLeft, let trip = try item.facts.sale?.trip.flatMap({ try view.trip($0) }), let departed = trip.departed {
            hasLeft = departed <= movement.occurred
        }
        return hasLeft ? policy.parameters.returnRestoresQuotaAfterDeparture : policy.parameters.returnRestoresQuotaBeforeDeparture
    }

    /// How one step of a movement counts; nil where it does not, as before the first policy.
    static func counting(
        _ movement: Movement, _ item: Item, viaParent: Bool, _ policy: Policy?, _ view: some LedgerView
    ) throws -> Counting? {
        guard let policy else { return nil }
        // A set is what was sold and paid for, not what is in it.
        if viaParent, movement.type != .exchange { return nil }
        switch movement.type {
        case .sale: return Counting(charge: try charge(movement, item, policy, view))
        case .exchange:
            return viaParent
                ? Counting(charge: try charge(movement, item, policy, view))
                : Counting(restores: try restores(movement, item, policy, view))
        case .return, .mailBack: return Counting(restores: try restores(movement, item, policy, view))
        default: return nil
        }
    }

    /// Counts what the steps have added and taken away, and notes the standings and trips that this leaves. A correction is
    /// accepted even if it reveals a breach, and answers with an alert.
    static func settle(_ effects: inout Effects, of movement: Movement, _ policy: Policy?, _ view: some LedgerView) throws {
        guard movement.type.counts else { return }
        var allowance = Allowance(effects)
        var hasChanged = false
        var charged: [Charge] = []
        for step in effects.steps {
            let (before, after) = (step.before?.facts.charges ?? [], step.after?.facts.charges ?? [])
            guard before != after else { continue }
            hasChanged = true
            for charge in before.without(after) { try allowance.count(charge, times: -1, at: movement.occurred, view) }
            for charge in after.without(before) {
                try allowance.count(charge, times: 1, at: movement.occurred, view)
                charged.append(charge)
            }
        }
        guard hasChanged else { return }
        effects.standings = allowance.standings.values.sorted { $0.person < $1.person }
        effects.trips = allowance.trips.values.sorted { $0.id < $1.id }
        guard movement.type == .correct, let policy else { return }
        for charge in charged where charge.fen > 0 {
            let used = try allowance.used(charge.person, charge.regime, charge.year, view)
            if used > policy.parameters.annualQuotaFen { effects.alerts = [.quotaExceeded] }
        }
    }
}

extension MovementType {
    /// Whether it can change what somebody has used.
    fileprivate var counts: Bool {
        switch self {
        case .sale, .exchange, .return, .mailBack, .convertGuarantee, .correct, .void: true
        default: false
        }
    }
}

extension [Charge] {
    /// Without one for each of the others: a difference of lists in which the same may stand twice.
    fileprivate func without(_ others: [Charge]) -> [Charge] {
        var left = self
        for other in others { if let index = left.firstIndex(of: other) { left.remove(at: index) } }
        return left
    }
}

extension Product {
    /// What one of it takes of a limit.
    package var amount: Amount { Amount(pieces: pieces, millilitres: millilitres) }

    /// What a limit in millilitres counts; 0 for what is not sold by volume.
    private var millilitres: Int64 {
        switch contentUnit {
        case "ml", "mL", "ML": content ?? 0
        case "cl": (content ?? 0).multipliedClamping(by: 10)
        case "l", "L": (content ?? 0).multipliedClamping(by: 1_000)
        default: 0
        }
    }
}

extension Int64 {
    fileprivate func multipliedClamping(by factor: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max / 1_024 : product
    }
}
