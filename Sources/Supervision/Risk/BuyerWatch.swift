import DutyFree
import GS1
import Wire

/// Buying for others (代购, 套购): what one traveller buys in a few days and on how many trips, and what many buy alike. Reads
/// codes, products and prices, never a name or a number of a person. A sale that is taken back, or whose goods are returned,
/// counts no longer.
struct BuyerWatch {
    /// One item sold.
    struct Purchase {
        var seq: UInt64
        var person: PersonCode
        var at: Timestamp
        var item: ItemKey
        /// The price without what was taxed: what it takes from the quota.
        var fen: Int64
        /// The receipt, else the trip; nil where the sale names neither.
        var paidOn: String?
        /// Who sold it, and in which minute.
        var till: String
    }

    /// What a traveller bought on one receipt.
    private struct BasketKey: Hashable {
        var person: PersonCode
        var paidOn: String
    }

    private struct Basket {
        var purchases: [Purchase] = []
        /// Pieces or ml by limit.
        var taken: [String: Int64] = [:]
        /// Whether it counts already as one that nearly used up a limit.
        var isNearLimit = false
        /// The name under which it is compared with others.
        var name: String?
        var last: Timestamp
    }

    private struct Travels {
        var seen: Set<TripID> = []
        var unspent: [(at: Timestamp, seq: UInt64)] = []
        var last: Timestamp
    }

    private var sales: [PersonCode: [Purchase]] = [:]
    /// Up to which sale a traveller's purchases were used up by an alert.
    private var spent: [PersonCode: UInt64] = [:]
    private var buyerOf: [UInt64: PersonCode] = [:]
    private var saleOf: [ItemKey: UInt64] = [:]
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

    mutating func fold(_ fact: RiskFact, _ policy: Policy?, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void) {
        switch fact.movement.type {
        case .sale where !fact.viaParent, .exchange where fact.viaParent:
            if let purchase = BuyerWatch.purchase(fact) { add(purchase, policy, thresholds, raise) }
        case .exchange, .return, .mailBack:
            if let item = fact.item, let seq = saleOf[item] { remove(seq) }
        case .void: if let seq = fact.movement.reference { remove(seq) }
        case .correct: correct(fact, policy, thresholds, raise)
        case .depart: depart(fact, thresholds, raise)
        default: break
        }
    }

    private static func purchase(_ fact: RiskFact) -> Purchase? {
        let movement = fact.movement
        guard let person = movement.person, let item = fact.item, let fen = movement.data["priceFen"]?.integer else { return nil }
        let taxed = max(0, min(fen, movement.data["taxedFen"]?.integer ?? 0))
        return Purchase(
            seq: fact.seq, person: person, at: movement.occurred, item: item, fen: fen - taxed,
            paidOn: movement.documents[.receipt]?.number ?? movement.tripID?.text,
            till: movement.by.text + " " + movement.occurred.formatted().prefix(16) + "Z")
    }

    private mutating func add(_ purchase: Purchase, _ policy: Policy?, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void) {
        buyerOf[purchase.seq] = purchase.person
        saleOf[purchase.item] = purchase.seq
        sales[purchase.person, default: []].append(purchase)
        quotaBurst(purchase, policy, thresholds, raise)
        let member = GroupWatch.Member(purchase.person, at: purchase.at, items: [purchase.item], seqs: [purchase.seq])
        let hours = thresholds.figure(.sharedTripBuyers, "windowHours")
        let persons = thresholds.figure(.sharedTripBuyers, "minPersons")
        for key in purchase.groups {
            alike.add(member, to: key, .sharedTripBuyers, windowMs: hours * 3_600_000, persons: persons, facts: ["hours": .integer(hours)], raise)
        }
        guard let paidOn = purchase.paidOn else { return }
        let key = BasketKey(person: purchase.person, paidOn: paidOn)
        var basket = baskets[key] ?? Basket(last: purchase.at)
        basket.last = max(basket.last, purchase.at)
        if basket.purchases.count < BuyerWatch.basketMax { basket.purchases.append(purchase) }
        nearLimit(purchase, &basket, policy, thresholds, raise)
        compare(&basket, thresholds, raise)
        baskets[key] = basket
    }

    /// As the sale never was.
    private mutating func remove(_ seq: UInt64) {
        guard let person = buyerOf.removeValue(forKey: seq), var all = sales[person], let index = all.index(ofSeq: seq) else { return }
        let purchase = all.remove(at: index)
        sales[person] = all
        if saleOf[purchase.item] == seq { saleOf[purchase.item] = nil }
        nearLimit[person]?.removeAll { $0.seq == seq }
        for key in purchase.groups { alike.remove(seq, of: person, from: key) }
        guard let paidOn = purchase.paidOn, var basket = baskets[BasketKey(person: person, paidOn: paidOn)] else { return }
        basket.purchases.removeAll { $0.seq == seq }
        if let name = basket.name { alike.remove(person, from: name) }
        basket.name = nil
        baskets[BasketKey(person: person, paidOn: paidOn)] = basket
    }

    /// Another price or another buyer: the sale as it was comes out, as it is goes in.
    private mutating func correct(_ fact: RiskFact, _ policy: Policy?, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void) {
        guard let set = fact.movement.data["set"]?.object, let item = fact.item, let seq = saleOf[item], let buyer = buyerOf[seq],
            let all = sales[buyer], let index = all.index(ofSeq: seq)
        else { return }
        var purchase = all[index]
        purchase.fen = set["priceFen"]?.integer ?? purchase.fen
        purchase.person = set["person"]?.string.map { PersonCode($0) } ?? purchase.person
        guard purchase.fen != all[index].fen || purchase.person != buyer else { return }
        remove(seq)
        // Where it stands in the ledger now: behind everything else that the buyer bought.
        purchase.seq = fact.seq
        add(purchase, policy, thresholds, raise)
    }

    /// Forgets what no window reaches any more.
    mutating func forget(before moment: Timestamp) {
        let end = Timestamp(millisecondsSince1970: moment.millisecondsSince1970 - BuyerWatch.memoryMs)
        for (person, all) in sales where all.first.map({ $0.at < end }) ?? true {
            for purchase in all where purchase.at < end {
                buyerOf[purchase.seq] = nil
                if saleOf[purchase.item] == purchase.seq { saleOf[purchase.item] = nil }
            }
            let left = all.filter { $0.at >= end }
            sales[person] = left.isEmpty ? nil : left
            if left.isEmpty { spent[person] = nil }
        }
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
        guard let quota = policy?.parameters.annualQuotaFen, quota > 0, let all = sales[purchase.person] else { return }
        let days = thresholds.figure(.quotaBurst, "withinDays")
        let percent = thresholds.figure(.quotaBurst, "percent")
        let spent = self.spent[purchase.person]
        var window: [Purchase] = []
        var fen: Int64 = 0
        // From the latest back: what was used up lies before everything that was not.
        for one in all.reversed() {
            if let spent, one.seq <= spent { break }
            guard purchase.at.isWithin(days: days, of: one.at) else { continue }
            window.append(one)
            fen = fen.addingSaturating(one.fen)
        }
        let share = fen.multipliedSaturating(by: 100) / quota
        guard share >= percent else { return }
        raise(
            RiskAlert(
                .quotaBurst, purchase.person.text, value: share, threshold: percent, at: purchase.at,
                facts: ["fen": .integer(fen), "quotaFen": .integer(quota), "days": .integer(days)], items: window.map(\.item),
                evidence: window.map(\.seq)))
        self.spent[purchase.person] = purchase.seq
    }

    /// Again and again as much as one trip may take.
    private mutating func nearLimit(
        _ purchase: Purchase, _ basket: inout Basket, _ policy: Policy?, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void
    ) {
        guard let policy, !basket.isNearLimit, let product = purchase.item.gtin.flatMap(product), let category = policy.category(product.category)?.code,
            let limit = policy.limits.first(where: { $0.categories.contains(category) }), limit.most > 0
        else { return }
        let taken = (basket.taken[limit.id] ?? 0).addingSaturating(product.amount.counted(in: limit.unit))
        basket.taken[limit.id] = taken
        let percent = thresholds.figure(.nearLimitRepeat, "percent")
        guard taken.multipliedSaturating(by: 100) >= limit.most.multipliedSaturating(by: percent) else { return }
        basket.isNearLimit = true
        let days = thresholds.figure(.nearLimitRepeat, "windowDays")
        let trips = thresholds.figure(.nearLimitRepeat, "minTrips")
        let window = (nearLimit[purchase.person] ?? []).filter { purchase.at.isWithin(days: days, of: $0.at) } + [purchase]
        guard Int64(window.count) >= trips else {
            nearLimit[purchase.person] = window
            return
        }
        nearLimit[purchase.person] = nil
        raise(
            RiskAlert(
                .nearLimitRepeat, purchase.person.text, value: Int64(window.count), threshold: trips, at: purchase.at,
                facts: ["percent": .integer(percent), "limit": .string(limit.id), "days": .integer(days)], items: window.map(\.item),
                evidence: window.map(\.seq)))
    }

    private mutating func depart(_ fact: RiskFact, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void) {
        guard let person = fact.movement.person, let trip = fact.movement.tripID else { return }
        var travels = self.travels[person] ?? Travels(last: fact.occurred)
        // One entry an item: the trip counts once.
        guard travels.seen.insert(trip).inserted else { return }
        travels.last = max(travels.last, fact.occurred)
        let days = thresholds.figure(.frequentTrips, "windowDays")
        let least = thresholds.figure(.frequentTrips, "minTrips")
        let window = travels.unspent.filter { fact.occurred.isWithin(days: days, of: $0.at) } + [(fact.occurred, fact.seq)]
        let isReached = Int64(window.count) >= least
        travels.unspent = isReached ? [] : window
        self.travels[person] = travels
        guard isReached else { return }
        raise(
            RiskAlert(
                .frequentTrips, person.text, value: Int64(window.count), threshold: least, at: fact.occurred, facts: ["days": .integer(days)],
                items: [ItemKey](), evidence: window.map(\.seq)))
    }
}

// MARK: Many travellers

extension BuyerWatch {
    /// The same goods in the same numbers on receipts of several travellers.
    private mutating func compare(_ basket: inout Basket, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void) {
        guard let last = basket.purchases.last else { return }
        if let name = basket.name { alike.remove(last.person, from: name) }
        let least = thresholds.figure(.sameBasket, "minItems")
        guard Int64(basket.purchases.count) >= least, basket.purchases.count < BuyerWatch.basketMax else {
            basket.name = nil
            return
        }
        var counts: [String: Int] = [:]
        for one in basket.purchases { counts[one.item.gtin?.digits14 ?? one.item.text, default: 0] += 1 }
        let name = counts.sorted { $0.key < $1.key }.map { "\($0.value)×\($0.key)" }.joined(separator: " ")
        basket.name = name
        let days = thresholds.figure(.sameBasket, "windowDays")
        alike.add(
            GroupWatch.Member(last.person, at: last.at, items: basket.purchases.map(\.item), seqs: basket.purchases.map(\.seq)), to: name, .sameBasket,
            windowMs: days * 86_400_000, persons: thresholds.figure(.sameBasket, "minPersons"),
            facts: ["goods": .integer(Int64(basket.purchases.count)), "days": .integer(days)], raise)
    }
}

extension BuyerWatch.Purchase {
    /// Whom it is bought together with: one payment, one minute at a till.
    fileprivate var groups: [String] { (paidOn.map { ["receipt " + $0] } ?? []) + ["till " + till] }
}

extension [BuyerWatch.Purchase] {
    /// By halving: they stand in the order of their entries.
    fileprivate func index(ofSeq seq: UInt64) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].seq < seq { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].seq == seq ? low : nil
    }
}

extension Timestamp {
    /// Whether the two are less than so many days apart.
    func isWithin(days: Int64, of other: Timestamp) -> Bool {
        abs(millisecondsSince1970 - other.millisecondsSince1970) < days.multipliedSaturating(by: 86_400_000)
    }
}
