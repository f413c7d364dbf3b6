import DutyFree
import GS1
import Wire

/// Buying for others (代购, 套购): what one traveller buys in a few days and on how many trips, and what many buy alike. Reads
/// codes, products and prices, never a name or a number of a person. A sale that is taken back, or whose goods are returned,
/// counts no longer; one that is corrected counts as it is now.
struct BuyerWatch {
    /// One item sold.
    struct Purchase {
        /// The sale's entry, however often it is corrected.
        var seq: UInt64
        var person: PersonCode
        var at: Timestamp
        var item: ItemKey
        var priceFen: Int64
        var taxedFen: Int64
        /// The site that sold it.
        var site: Substring?
        /// The trip, else the receipt; nil where the sale names neither.
        var basket: String?
        /// Whom it is bought together with: one payment; one minute with one seller, for one departure.
        var groups: [String]

        /// What it takes from the quota.
        var fen: Int64 { max(0, priceFen - max(0, min(taxedFen, priceFen))) }
    }

    /// What a traveller bought for one trip, or on one receipt without a trip.
    private struct BasketKey: Hashable {
        var person: PersonCode
        var name: String
    }

    private struct Basket {
        var purchases: [Purchase] = []
        /// Pieces or ml by limit.
        var taken: [String: Int64] = [:]
        /// Whether it counts already as one that nearly used up a limit.
        var isNearLimit = false
        /// The name under which it is compared with others; whether an alert has told of it.
        var name: String?
        var isTold = false
        var last: Timestamp
    }

    private struct Travels {
        var seen: Set<TripID> = []
        var unspent: [(at: Timestamp, seq: UInt64)] = []
        var last: Timestamp
    }

    /// Sales that hold, by entry; what a return took out, by the return's entry, should that be taken back.
    private var purchases: [UInt64: Purchase] = [:]
    private var returned: [UInt64: Purchase] = [:]
    private var saleOf: [ItemKey: UInt64] = [:]
    private var windows: [PersonCode: QuotaWindow] = [:]
    private var baskets: [BasketKey: Basket] = [:]
    private var nearLimit: [PersonCode: [Purchase]] = [:]
    private var travels: [PersonCode: Travels] = [:]
    private var alike = GroupWatch()
    private let product: (GTIN) -> Product?

    /// A larger one is no traveller's.
    private static let basketMax = 200
    /// No window is longer; backdated entries may come later still and then count for less.
    private static let memoryMs: Int64 = 200 * 86_400_000

    init(product: @escaping (GTIN) -> Product?) { self.product = product }

    /// The site that sold an item.
    func seller(of item: ItemKey) -> Substring? { saleOf[item].flatMap { purchases[$0] }?.site }

    mutating func fold(_ fact: RiskFact, _ policy: Policy?, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void) {
        switch fact.movement.type {
        case .sale where !fact.viaParent, .exchange where fact.viaParent:
            if let purchase = BuyerWatch.purchase(fact) { add(purchase, policy, thresholds, raise) }
        case .exchange, .return, .mailBack:
            if let item = fact.item, let seq = saleOf[item] { returned[fact.seq] = remove(seq, policy, thresholds) }
        case .void:
            guard let seq = fact.movement.reference else { return }
            if let back = returned.removeValue(forKey: seq) { return add(back, policy, thresholds, raise) }
            _ = remove(seq, policy, thresholds)
        case .correct: correct(fact, policy, thresholds, raise)
        case .depart: depart(fact, thresholds, raise)
        default: break
        }
    }

    private static func purchase(_ fact: RiskFact) -> Purchase? {
        let movement = fact.movement
        guard let person = movement.person, let item = fact.item, let fen = movement.data["priceFen"]?.integer else { return nil }
        let receipt = movement.documents[.receipt]?.number
        let seller = movement.by.text
        var groups = receipt.map { ["receipt \(seller) \($0)"] } ?? []
        if let departs = movement.statedTrip?.departs {
            groups.append("till \(seller) \(movement.occurred.formatted().prefix(16))Z, departure \(departs.formatted().prefix(16))Z")
        }
        return Purchase(
            seq: fact.seq, person: person, at: movement.occurred, item: item, priceFen: fen, taxedFen: movement.data["taxedFen"]?.integer ?? 0,
            site: fact.site, basket: movement.tripID?.text ?? receipt, groups: groups)
    }

    private mutating func add(_ purchase: Purchase, _ policy: Policy?, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void) {
        purchases[purchase.seq] = purchase
        saleOf[purchase.item] = purchase.seq
        quotaBurst(purchase, policy, thresholds, raise)
        let member = GroupWatch.Member(purchase.person, at: purchase.at, items: [purchase.item], seqs: [purchase.seq])
        let hours = thresholds.figure(.sharedTripBuyers, "windowHours")
        let persons = thresholds.figure(.sharedTripBuyers, "minPersons")
        for key in purchase.groups {
            _ = alike.add(member, to: key, .sharedTripBuyers, windowMs: hours * 3_600_000, persons: persons, facts: ["hours": .integer(hours)], raise)
        }
        guard let name = purchase.basket else { return }
        let key = BasketKey(person: purchase.person, name: name)
        var basket = baskets[key] ?? Basket(last: purchase.at)
        basket.last = max(basket.last, purchase.at)
        if basket.purchases.count < BuyerWatch.basketMax { basket.purchases.append(purchase) }
        take(purchase, 1, &basket, policy)
        nearLimit(purchase, &basket, policy, thresholds, raise)
        baskets[key] = basket
        compare(key, thresholds, raise)
    }

    /// As the sale never was. Answers what it was.
    private mutating func remove(_ seq: UInt64, _ policy: Policy?, _ thresholds: RiskThresholds) -> Purchase? {
        guard let purchase = purchases.removeValue(forKey: seq) else { return nil }
        if saleOf[purchase.item] == seq { saleOf[purchase.item] = nil }
        windows[purchase.person]?.remove(seq)
        for key in purchase.groups { alike.remove(seq, of: purchase.person, from: key) }
        guard let name = purchase.basket, var basket = baskets[BasketKey(person: purchase.person, name: name)] else { return purchase }
        basket.purchases.removeAll { $0.seq == seq }
        take(purchase, -1, &basket, policy)
        if basket.isNearLimit, let (limit, _) = limit(of: purchase, policy), !isNear(basket, limit, thresholds) {
            basket.isNearLimit = false
            nearLimit[purchase.person]?.removeAll { $0.basket == name }
        }
        if let name = basket.name { alike.remove(purchase.person, from: name) }
        basket.name = nil
        baskets[BasketKey(person: purchase.person, name: name)] = basket
        return purchase
    }

    /// Another price or another buyer: the sale as it was comes out, as it is goes in.
    private mutating func correct(_ fact: RiskFact, _ policy: Policy?, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void) {
        guard let set = fact.movement.data["set"]?.object, let item = fact.item, let seq = saleOf[item], var purchase = purchases[seq] else { return }
        purchase.priceFen = set["priceFen"]?.integer ?? purchase.priceFen
        purchase.person = set["person"]?.string.map { PersonCode($0) } ?? purchase.person
        guard purchase.priceFen != purchases[seq]?.priceFen || purchase.person != purchases[seq]?.person else { return }
        _ = remove(seq, policy, thresholds)
        add(purchase, policy, thresholds, raise)
    }

    /// Forgets what no window reaches any more.
    mutating func forget(before moment: Timestamp) {
        let end = Timestamp(millisecondsSince1970: moment.millisecondsSince1970 - BuyerWatch.memoryMs)
        purchases = purchases.filter { $0.value.at >= end }
        returned = returned.filter { $0.value.at >= end }
        saleOf = saleOf.filter { purchases[$0.value] != nil }
        windows = windows.filter { ($0.value.latest ?? end) > end }
        baskets = baskets.filter { $0.value.last >= end }
        travels = travels.filter { $0.value.last >= end }
        nearLimit = nearLimit.filter { $0.value.last.map { $0.at >= end } ?? false }
        alike.forget(before: moment)
    }
}

// MARK: One traveller

extension BuyerWatch {
    /// Most of a year's quota within a few days.
    private mutating func quotaBurst(_ purchase: Purchase, _ policy: Policy?, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void) {
        guard let quota = policy?.parameters.annualQuotaFen, quota > 0 else { return }
        let days = thresholds.figure(.quotaBurst, "withinDays")
        let percent = thresholds.figure(.quotaBurst, "percent")
        var window = windows.removeValue(forKey: purchase.person) ?? QuotaWindow()
        window.add(purchase.fen, at: purchase.at, seq: purchase.seq, days: days)
        let share = window.fen.multipliedSaturating(by: 100) / quota
        guard share >= percent else {
            windows[purchase.person] = window
            return
        }
        let seqs = window.seqs
        raise(
            RiskAlert(
                .quotaBurst, purchase.person.text, value: share, threshold: percent, at: purchase.at,
                facts: ["fen": .integer(window.fen), "quotaFen": .integer(quota), "days": .integer(days)], items: seqs.compactMap { purchases[$0]?.item },
                evidence: seqs))
    }

    /// The limit that a product counts towards, and how much of it.
    private func limit(of purchase: Purchase, _ policy: Policy?) -> (limit: TripLimit, amount: Int64)? {
        guard let policy, let product = purchase.item.gtin.flatMap(product), let category = policy.category(product.category)?.code,
            let limit = policy.limits.first(where: { $0.categories.contains(category) }), limit.most > 0, purchase.fen > 0 || purchase.priceFen == 0
        else { return nil }
        return (limit, product.amount.counted(in: limit.unit))
    }

    private func take(_ purchase: Purchase, _ sign: Int64, _ basket: inout Basket, _ policy: Policy?) {
        guard let (limit, amount) = limit(of: purchase, policy) else { return }
        basket.taken[limit.id] = max(0, (basket.taken[limit.id] ?? 0).addingSaturating(sign * amount))
    }

    private func isNear(_ basket: Basket, _ limit: TripLimit, _ thresholds: RiskThresholds) -> Bool {
        (basket.taken[limit.id] ?? 0).multipliedSaturating(by: 100) >= limit.most.multipliedSaturating(by: thresholds.figure(.nearLimitRepeat, "percent"))
    }

    /// Again and again as much as one trip may take.
    private mutating func nearLimit(
        _ purchase: Purchase, _ basket: inout Basket, _ policy: Policy?, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void
    ) {
        guard !basket.isNearLimit, let (limit, _) = limit(of: purchase, policy), isNear(basket, limit, thresholds) else { return }
        basket.isNearLimit = true
        let days = thresholds.figure(.nearLimitRepeat, "windowDays")
        let trips = thresholds.figure(.nearLimitRepeat, "minTrips")
        let all = (nearLimit[purchase.person] ?? []) + [purchase]
        let latest = all.map(\.at).max() ?? purchase.at
        let window = all.filter { latest.isWithin(days: days, of: $0.at) }
        let together = window.filter { purchase.at.isWithin(days: days, of: $0.at) }
        guard Int64(together.count) >= trips else {
            nearLimit[purchase.person] = window
            return
        }
        nearLimit[purchase.person] = nil
        raise(
            RiskAlert(
                .nearLimitRepeat, purchase.person.text, value: Int64(together.count), threshold: trips, at: purchase.at,
                facts: ["percent": .integer(thresholds.figure(.nearLimitRepeat, "percent")), "limit": .string(limit.id), "days": .integer(days)],
                items: together.map(\.item), evidence: together.map(\.seq)))
    }

    private mutating func depart(_ fact: RiskFact, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void) {
        guard let person = fact.movement.person, let trip = fact.movement.tripID else { return }
        var travels = self.travels[person] ?? Travels(last: fact.occurred)
        // One entry an item: the trip counts once.
        guard travels.seen.insert(trip).inserted else { return }
        travels.last = max(travels.last, fact.occurred)
        let days = thresholds.figure(.frequentTrips, "windowDays")
        let least = thresholds.figure(.frequentTrips, "minTrips")
        travels.unspent = travels.unspent.filter { travels.last.isWithin(days: days, of: $0.at) } + [(fact.occurred, fact.seq)]
        let together = travels.unspent.filter { fact.occurred.isWithin(days: days, of: $0.at) }
        let isReached = Int64(together.count) >= least
        if isReached { travels.unspent = [] }
        self.travels[person] = travels
        guard isReached else { return }
        raise(
            RiskAlert(
                .frequentTrips, person.text, value: Int64(together.count), threshold: least, at: fact.occurred, facts: ["days": .integer(days)],
                items: [ItemKey](), evidence: together.map(\.seq)))
    }
}

// MARK: Many travellers

extension BuyerWatch {
    /// The same goods in the same numbers for several travellers; a basket that was told of is not told of again.
    private mutating func compare(_ key: BasketKey, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void) {
        guard var basket = baskets[key], let last = basket.purchases.last, !basket.isTold else { return }
        if let name = basket.name { alike.remove(key.person, from: name) }
        let least = thresholds.figure(.sameBasket, "minItems")
        guard Int64(basket.purchases.count) >= least, basket.purchases.count < BuyerWatch.basketMax else {
            basket.name = nil
            baskets[key] = basket
            return
        }
        var counts: [String: Int] = [:]
        for one in basket.purchases { counts[one.item.gtin?.digits14 ?? one.item.text, default: 0] += 1 }
        let name = counts.sorted { $0.key < $1.key }.map { "\($0.value)×\($0.key)" }.joined(separator: " ")
        basket.name = name
        baskets[key] = basket
        let days = thresholds.figure(.sameBasket, "windowDays")
        let told = alike.add(
            GroupWatch.Member(key.person, at: last.at, items: basket.purchases.map(\.item), seqs: basket.purchases.map(\.seq), basket: key.name), to: name,
            .sameBasket,
            windowMs: days * 86_400_000, persons: thresholds.figure(.sameBasket, "minPersons"),
            facts: ["goods": .integer(Int64(basket.purchases.count)), "days": .integer(days)], raise)
        for member in told {
            guard let name = member.basket else { continue }
            baskets[BasketKey(person: member.person, name: name)]?.isTold = true
            baskets[BasketKey(person: member.person, name: name)]?.name = nil
        }
    }
}
