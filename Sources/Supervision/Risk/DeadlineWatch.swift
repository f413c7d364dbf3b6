import DutyFree
import Wire

/// What should have happened by now and did not: goods in transit, goods that arrived and were never entered, goods that were
/// paid for and not delivered, goods whose buyer has not left. Items that wait for the same thing — one transfer, one manifest,
/// one trip — are one alert.
struct DeadlineWatch {
    /// An item in a state that it must leave in time.
    private struct Waiting {
        var state: ItemState
        var since: Timestamp
        var seq: UInt64
        var site: String?
        var sale: Sale?
        var dues: [Group: Due] = [:]
        /// What was said of it already.
        var raised: Set<RiskRule> = []
    }

    private struct Sale {
        var person: PersonCode
        var trip: TripID?
        var mode: PickupMode
        var at: Timestamp
        var seq: UInt64
    }

    /// What an item waits for, with others.
    private struct Group: Hashable {
        var rule: RiskRule
        var subject: String
        /// What makes it this one among those of the subject: the trip, or the day of the purchase.
        var mark: String
    }

    /// A time, or so long after a trip departs: that may still change.
    private enum Due {
        case at(Timestamp)
        case afterDeparture(TripID, ms: Int64)
    }

    private struct Voyage {
        var departs: Timestamp
        var hasLeft = false
    }

    private var waiting: [ItemKey: Waiting] = [:]
    private var groups: [Group: Set<ItemKey>] = [:]
    /// The last sale of what came back: that may have been a mistake.
    private var former: [ItemKey: Sale] = [:]
    private var voyages: [TripID: Voyage] = [:]
    /// What was told: one alert for a transfer, a manifest, a trip.
    private var told: Set<Group> = []
    private var queue = DeadlineQueue<Group>()
    /// When a group is looked at next.
    private var queued: [Group: Int64] = [:]

    private static let sold = ItemStates(.sold, .atPickup, .pickedUp)
    private static let watched = ItemStates(.arrived, .inTransit, .sold, .atPickup, .pickedUp)
    /// What is due so soon after the first is told with it: pieces of one consignment are scanned one after the other.
    private static let togetherMs: Int64 = 12 * 3_600_000

    mutating func fold(_ fact: RiskFact, _ thresholds: RiskThresholds) {
        note(voyageOf: fact)
        // What is in a carton is counted by itself.
        guard let item = fact.item, let state = fact.state, !item.isAggregate else { return }
        let before = waiting[item]
        let newSale = DeadlineWatch.sale(fact) ?? corrected(fact, before?.sale)
        if newSale == nil, before?.state == state { return }
        if before != nil { leave(item) }
        guard DeadlineWatch.watched.contains(state) else { return }
        var now = Waiting(state: state, since: fact.occurred, seq: fact.seq, site: fact.place.map { String($0.site) })
        if DeadlineWatch.sold.contains(state) {
            now.sale = newSale ?? before?.sale ?? former[item]
            if newSale == nil { now.raised = before?.raised ?? [] }
        }
        for (rule, subject, due) in dues(now, fact, thresholds) where !now.raised.contains(rule) {
            let group = Group(rule: rule, subject: subject, mark: mark(now, rule))
            now.dues[group] = due
            groups[group, default: []].insert(item)
            enqueue(group, moment(of: due))
        }
        waiting[item] = now
    }

    /// The sale of another buyer than it was said to be.
    private func corrected(_ fact: RiskFact, _ sale: Sale?) -> Sale? {
        guard fact.movement.type == .correct, var sale, let person = fact.movement.data["set"]?.object?["person"]?.string else { return nil }
        sale.person = PersonCode(person)
        return sale
    }

    private static func sale(_ fact: RiskFact) -> Sale? {
        let movement = fact.movement
        guard movement.type == .sale || movement.type == .exchange && fact.viaParent, let person = movement.person,
            let mode = movement.data["pickup"]?.string.flatMap(PickupMode.init(rawValue:))
        else { return nil }
        return Sale(person: person, trip: movement.tripID, mode: mode, at: movement.occurred, seq: fact.seq)
    }

    private mutating func note(voyageOf fact: RiskFact) {
        guard let id = fact.movement.tripID else { return }
        switch fact.movement.type {
        case .depart: voyages[id, default: Voyage(departs: fact.occurred)].hasLeft = true
        case .reschedule:
            guard let departs = fact.movement.data["departs"]?.string.flatMap({ try? Timestamp($0) }) else { return }
            voyages[id, default: Voyage(departs: departs)].departs = departs
        default: if let trip = fact.movement.statedTrip, voyages[id] == nil { voyages[id] = Voyage(departs: trip.departs) }
        }
    }

    /// By when something must happen, under which rule, and what it is one of.
    private func dues(_ item: Waiting, _ fact: RiskFact, _ thresholds: RiskThresholds) -> [(RiskRule, String, Due)] {
        func document(_ kind: DocumentKind) -> String { "\(kind.rawValue) \(fact.movement.documents[kind]?.number ?? "-")" }
        switch item.state {
        case .arrived: return [(.activeUnreceived, document(.manifest), .at(item.since.adding(hours: thresholds.figure(.activeUnreceived, "hours"))))]
        case .inTransit: return [(.inTransitTooLong, document(.transfer), .at(item.since.adding(hours: thresholds.figure(.inTransitTooLong, "hours"))))]
        default: break
        }
        guard let sale = item.sale else { return [] }
        guard sale.mode != .immediate, let trip = sale.trip, let voyage = voyages[trip] else {
            return [(.immediateNotDeparted, sale.person.text, .at(sale.at.adding(days: thresholds.figure(.immediateNotDeparted, "days"))))]
        }
        var dues: [(RiskRule, String, Due)] = []
        let hour: Int64 = 3_600_000
        let before = thresholds.figure(.paidNotDelivered, "hoursBeforeDeparture") * hour
        // Bought later than that, nobody could have delivered it in time.
        if item.state == .sold, sale.mode == .port, sale.at.millisecondsSince1970 < voyage.departs.millisecondsSince1970 - before {
            dues.append((.paidNotDelivered, "trip " + trip.text, .afterDeparture(trip, ms: -before)))
        }
        dues.append((.soldNotDeparted, sale.person.text, .afterDeparture(trip, ms: thresholds.figure(.soldNotDeparted, "hoursAfterDeparture") * hour)))
        return dues
    }

    /// A transfer's or a manifest's number is used once in a year; whose goods are late again on the same trip is told once.
    private func mark(_ item: Waiting, _ rule: RiskRule) -> String {
        switch rule {
        case .soldNotDeparted: "trip " + (item.sale?.trip?.text ?? "-")
        case .immediateNotDeparted: AccountPeriod.text(Day(inShanghai: item.sale?.at ?? item.since))
        default: String(item.since.shanghaiYear)
        }
    }

    private func moment(of due: Due) -> Int64 {
        switch due {
        case .at(let moment): moment.millisecondsSince1970
        case .afterDeparture(let trip, let ms): (voyages[trip]?.departs.millisecondsSince1970 ?? .max / 2).addingSaturating(ms)
        }
    }

    private mutating func enqueue(_ group: Group, _ at: Int64) {
        if let next = queued[group], next <= at { return }
        queued[group] = at
        queue.push(group, at: at)
    }

    private mutating func leave(_ item: ItemKey) {
        guard let before = waiting.removeValue(forKey: item) else { return }
        former[item] = before.sale
        for group in before.dues.keys { drop(item, from: group) }
    }

    private mutating func drop(_ item: ItemKey, from group: Group) {
        groups[group]?.remove(item)
        if groups[group]?.isEmpty ?? false { groups[group] = nil }
    }

    /// Raises what was due before that moment, in the order of time.
    mutating func advance(to moment: Timestamp, _ raise: (RiskAlert) -> Void) {
        while let (group, at) = queue.pop(before: moment.millisecondsSince1970) {
            if queued[group] == at { queued[group] = nil }
            settle(group, at, raise)
        }
    }

    private mutating func settle(_ group: Group, _ at: Int64, _ raise: (RiskAlert) -> Void) {
        var due: [(item: ItemKey, waiting: Waiting)] = []
        var isDue = false
        var next: Int64?
        for item in (groups[group] ?? []).sorted() {
            guard let one = waiting[item], let own = one.dues[group].map(moment(of:)) else { continue }
            if own <= at { isDue = true }
            if own <= at + DeadlineWatch.togetherMs { due.append((item, one)) } else { next = min(next ?? own, own) }
        }
        guard isDue else {
            if let soonest = (due.compactMap { $0.waiting.dues[group].map(moment(of:)) } + [next].compactMap(\.self)).min() { enqueue(group, soonest) }
            return
        }
        if let next { enqueue(group, next) }
        for (item, _) in due {
            waiting[item]?.dues[group] = nil
            waiting[item]?.raised.insert(group.rule)
            drop(item, from: group)
        }
        // What is posted, or waits for an islander's return, stays behind when its buyer leaves.
        due.removeAll { hasLeftAlone($0.waiting, group.rule) }
        guard let first = due.map(\.waiting).min(by: { ($0.since, $0.seq) < ($1.since, $1.seq) }), told.insert(group).inserted else { return }
        var facts: JSONObject = ["since": .string(first.since.formatted()), "state": .string(first.state.rawValue)]
        facts["person"] = first.sale.map { .string($0.person.text) }
        let hours = max(1, (at - first.since.millisecondsSince1970) / 3_600_000)
        facts["hours"] = .integer(hours)
        raise(
            RiskAlert(
                group.rule, group.subject, value: Int64(due.count), threshold: Int64(due.count), at: Timestamp(millisecondsSince1970: at), facts: facts,
                items: due.map(\.item), evidence: due.map { $0.waiting.sale?.seq ?? $0.waiting.seq }, site: first.site, mark: group.mark))
    }

    private func hasLeftAlone(_ item: Waiting, _ rule: RiskRule) -> Bool {
        guard rule == .soldNotDeparted, item.state != .pickedUp, let sale = item.sale, [.mail, .return].contains(sale.mode), let trip = sale.trip else {
            return false
        }
        return voyages[trip]?.hasLeft ?? false
    }

    /// Trips long over that nothing waits for.
    mutating func forget(before moment: Timestamp) {
        let end = Timestamp(millisecondsSince1970: moment.millisecondsSince1970 - 200 * 86_400_000)
        let needed = Set(waiting.values.compactMap { $0.sale?.trip })
        voyages = voyages.filter { $0.value.departs >= end || needed.contains($0.key) }
        former = former.filter { $0.value.at >= end }
    }
}
