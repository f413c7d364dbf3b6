package import Wire

/// A movement that the rules let pass: the only thing that entries of movements are made of. Made by `Lifecycle.admit`
/// alone, inside the write transaction, so that what was checked is what is written.
package struct AdmittedMovement: Sendable {
    /// As submitted, with what the rules completed: an exchange states the pick-up and trip that it takes over.
    package let movement: Movement
    /// One for each entry to be written, in order.
    package let steps: [Step]
    /// Trips and travellers as they stand afterwards, where they changed.
    package let trips: [Trip]
    package let standings: [PersonStanding]
    package let alerts: [ReasonCode]
    /// The version that was in force when it occurred; nil in a ledger without any.
    package let policy: Policy?

    fileprivate init(_ movement: Movement, _ effects: Effects, _ policy: Policy?) {
        self.movement = effects.completed ?? movement
        steps = effects.steps
        trips = effects.trips
        standings = effects.standings
        alerts = effects.alerts
        self.policy = policy
    }
}

/// What a movement does to one item.
package struct Step: Sendable {
    /// Nil where the movement brings the item into the ledger.
    package let before: Item?
    /// Nil where the movement is not about an item.
    package let after: Item?
    /// The item that the movement names and from which this step follows, for a member of a moved carton, the carton of `pack`,
    /// the new item of an exchange; nil for what is named itself.
    package let via: ItemKey?

    package var viaParent: Bool { via != nil }
}

/// What a movement does in all.
struct Effects {
    var steps: [Step] = []
    var trips: [Trip] = []
    var standings: [PersonStanding] = []
    var alerts: [ReasonCode] = []
    /// The movement with what it left to the ledger to say.
    var completed: Movement?
}

/// Judges movements. The order of checks is that of domain.md §3: the first that fails is the answer.
package enum Lifecycle {
    /// `unknown-party`, `not-authorised`, `missing-field`: what comes before the question whether the event is known.
    package static func precheck(_ movement: Movement, in view: some LedgerView) throws {
        let rule = movement.type.rule
        guard let party = try view.party(movement.by) else {
            throw Refusal(.unknownParty, facts: ["party": movement.by.text])
        }
        guard !rule.by.isDisjoint(with: party.allowed) else {
            throw Refusal(
                .notAuthorised,
                facts: [
                    "party": movement.by.text, "movement": movement.type.rawValue,
                    "needs": rule.by.roles.map(\.rawValue).joined(separator: ", "),
                ])
        }
        for field in rule.fields where !movement.has(field) {
            throw Refusal(.missingField, item: movement.items.first, field: field, facts: ["field": field])
        }
        if movement.items.isEmpty && rule.needsItems {
            throw Refusal(.missingField, field: "item", facts: ["field": "item"])
        }
    }

    /// Everything after that. Throws a `Refusal`, or what the view throws where it cannot answer.
    package static func admit(_ movement: Movement, recorded: Timestamp, in view: some LedgerView) throws -> AdmittedMovement {
        let scene = Scene(policies: try view.policies(), movement: movement, recorded: recorded)
        var effects: Effects
        switch movement.type.rule.from {
        case .none: effects = try admitNew(movement, scene, view)
        case .item: effects = try admitItems(movement, scene, view)
        case .trip, .person:
            try scene.requirePolicy(nil)
            try checkTime(movement, scene, last: nil, item: nil)
            try checkDocuments(movement)
            effects = try TravellerRules.effects(of: movement, scene, view)
        case .entry: effects = try EntryRules.effects(of: movement, scene, view)
        }
        try QuotaRules.settle(&effects, of: movement, scene.policy, view)
        return AdmittedMovement(movement, effects, scene.policy)
    }

    // MARK: Items that come into the ledger

    private static func admitNew(_ movement: Movement, _ scene: Scene, _ view: some LedgerView) throws -> Effects {
        var seen: Set<ItemKey> = []
        for code in movement.items {
            guard seen.insert(code).inserted else { throw Refusal(.itemExists, item: code) }
            try ImportRules.checkCode(code, movement, view)
        }
        try scene.requirePolicy(movement.items.first)
        try checkTime(movement, scene, last: nil, item: movement.items.first)
        let place = try destination(movement, view)
        try checkDocuments(movement)
        if movement.type == .declare, let policy = scene.policy {
            try ImportRules.checkCategory(movement, policy, view)
        }
        var effects = Effects()
        for code in movement.items {
            let state = try ImportRules.state(of: movement, at: place)
            let after = Transition.apply(movement, to: nil, key: code, state: state, viaParent: false)
            effects.steps.append(Step(before: nil, after: after, via: nil))
        }
        return effects
    }

    // MARK: Items that are in the ledger

    private static func admitItems(_ movement: Movement, _ scene: Scene, _ view: some LedgerView) throws -> Effects {
        let rule = movement.type.rule
        var items: [Item] = []
        items.reserveCapacity(movement.items.count)
        var seen: Set<ItemKey> = []
        for code in movement.items {
            let item = try known(code, movement, view)
            // An item twice in one movement is one item: the second would find it moved already.
            guard movement.items.count == 1 || seen.insert(item.key).inserted else {
                throw Refusal(.badState, item: code, facts: ["state": item.state.rawValue, "why": "named twice"])
            }
            items.append(item)
        }
        try scene.requirePolicy(movement.items.first)
        // What moves along in a carton must be as fit to move as if it were named.
        let contents = try AggregateRules.contents(of: items, movement, view)
        let moved = contents.all.isEmpty ? items : items + contents.all
        for item in moved { try checkTime(movement, scene, last: item.lastOccurred, item: item.code) }
        if items.isEmpty { try checkTime(movement, scene, last: nil, item: nil) }
        // Customs pass; everybody else waits for their release.
        let isCustoms = try view.party(movement.by)?.allowed.contains(.k) ?? false
        if !isCustoms, let frozen = moved.first(where: \.onHold) { throw Refusal(.onHold, item: frozen.code) }
        if !movement.type.reachesIntoAggregates {
            for item in items {
                if let parent = item.parent { throw Refusal(.inAggregate, item: item.code, facts: ["parent": parent.text]) }
            }
        }
        if case .item(let from) = rule.from {
            // What is in a carton may already be what the carton becomes: one item of it was damaged before all the others.
            let unfit = items.first { !from.contains($0.state) } ?? contents.all.first { !from.contains($0.state) && rule.to != .state($0.state) }
            if let unfit {
                throw Refusal(
                    .badState, item: unfit.code,
                    facts: [
                        "state": unfit.state.rawValue, "movement": movement.type.rawValue,
                        "needs": from.states.map(\.rawValue).joined(separator: ", "),
                    ])
            }
        }
        let place = try destination(movement, view)
        try checkDocuments(movement)
        if let from = movement.from {
            for item in items where !(item.location.map { from.contains($0) } ?? false) {
                throw Refusal(
                    .otherLocation, item: item.code,
                    facts: ["from": from.text, "location": item.location?.text ?? "-"])
            }
        }
        return try OwnRules.effects(of: movement, items, contents, place, scene.policy, view)
    }

    /// `unknown-item`, `code-retired`, `not-an-item`.
    static func known(_ code: ItemKey, _ movement: Movement, _ view: some LedgerView) throws -> Item {
        guard let item = try view.item(code), item.code == code else {
            if let successor = try view.successor(ofRetired: code) {
                throw Refusal(.codeRetired, item: code, facts: ["successor": successor.text])
            }
            throw Refusal(.unknownItem, item: code)
        }
        if item.product == nil && movement.type.isOfItemsOnly { throw Refusal(.notAnItem, item: code) }
        return item
    }

    // MARK: Common checks

    static func checkTime(_ movement: Movement, _ scene: Scene, last: Timestamp?, item: ItemKey?) throws {
        let rules = scene.policy?.parameters.terms ?? Terms.withoutPolicy
        let occurred = movement.occurred.millisecondsSince1970
        let now = scene.recorded.millisecondsSince1970
        if occurred > now + rules.clockSkewMs {
            throw Refusal(
                .inFuture, item: item, field: "occurred",
                facts: ["occurred": movement.occurred.formatted(), "recorded": scene.recorded.formatted()])
        }
        if now - occurred > rules.lateMs, movement.data["lateReason"] == nil {
            throw Refusal(
                .lateWithoutReason, item: item, field: "lateReason",
                facts: ["occurred": movement.occurred.formatted(), "hours": String(rules.lateMs / 3_600_000)])
        }
        if let last, movement.occurred < last {
            throw Refusal(
                .outOfOrder, item: item, field: "occurred",
                facts: ["occurred": movement.occurred.formatted(), "last": last.formatted()])
        }
    }

    /// `to` must be a place that the ledger knows, or lie below one.
    private static func destination(_ movement: Movement, _ view: some LedgerView) throws -> Location? {
        guard let to = movement.to else { return nil }
        guard let place = try view.place(to) else {
            throw Refusal(.badLocation, item: movement.items.first, field: "to", facts: ["to": to.text, "needs": "known"])
        }
        return place
    }

    static func checkDocuments(_ movement: Movement) throws {
        for kind in movement.type.rule.documents where movement.documents[kind] == nil {
            throw Refusal(
                .missingDocument, item: movement.items.first, field: "doc." + kind.rawValue,
                facts: ["document": kind.rawValue, "movement": movement.type.rawValue])
        }
    }

    // MARK: Replay

    /// Rebuilds an item from its chain, oldest first, corrections and voids included, but not what it has taken from
    /// quotas. Checks nothing: what was admitted once is not judged again here. Nil where nothing is left of it.
    package static func replay(_ history: [RecordedMovement]) -> Item? {
        replay(history) { _, _ in nil }
    }

    /// The same with quotas; `view` names products and policies. Each movement counts under the version that its own
    /// entry names, so that one that came later changes nothing.
    package static func replay(_ history: [RecordedMovement], in view: some LedgerView) throws -> Item? {
        let policies = try view.policies()
        return try replay(history) { entry, item throws in
            let policy = entry.policy.flatMap { policies.policy($0) }
            return try QuotaRules.counting(entry.movement, item, viaParent: entry.viaParent, policy, view)
        }
    }

    private static func replay(_ history: [RecordedMovement], _ counting: (RecordedMovement, Item) throws -> Counting?) rethrows -> Item? {
        guard let key = history.first?.movement.items.first else { return nil }
        var item: Item?
        for entry in EffectiveHistory(history).movements {
            let counts = try item.flatMap { try counting(entry, $0) }
            item = Transition.apply(
                entry.movement, to: item, key: key, state: entry.state, viaParent: entry.viaParent, counting: counts)
        }
        return item
    }
}

/// When a movement is judged, and by which policy.
struct Scene {
    let recorded: Timestamp
    /// Nil in a ledger without any policy, and where none was in force then.
    let policy: Policy?
    private let isPolicyNeeded: Bool
    private let occurred: Timestamp

    init(policies: PolicyBook, movement: Movement, recorded: Timestamp) {
        self.recorded = recorded
        occurred = movement.occurred
        isPolicyNeeded = !policies.isEmpty(.offshore)
        policy = isPolicyNeeded ? policies.policy(at: movement.occurred, .offshore) : nil
    }

    /// `no-policy`. A ledger that never recorded one is judged without (docs/decisions/0009-policies.md).
    func requirePolicy(_ item: ItemKey?) throws(Refusal) {
        guard isPolicyNeeded, policy == nil else { return }
        throw Refusal(.noPolicy, item: item, field: "occurred", facts: ["occurred": occurred.formatted()])
    }
}

extension MovementRule {
    /// Whether it must name at least one item.
    var needsItems: Bool {
        switch from {
        case .none: true
        case .item: type != .depart
        case .trip, .person, .entry: false
        }
    }
}

extension MovementType {
    /// What reaches an item although it is packed (domain.md §3).
    var reachesIntoAggregates: Bool {
        switch self {
        case .pack, .unpack, .inspect, .freeze, .release, .seize, .loss, .damage: true
        default: false
        }
    }

    /// What is done to single items, never to a carton: it has no product, no price and no buyer.
    var isOfItemsOnly: Bool {
        switch self {
        case .sale, .exchange, .pickup, .handback, .mail, .mailDone, .return, .tester, .expire, .relabel, .settle,
            .clear, .verifyGoods, .refundGuarantee, .convertGuarantee:
            true
        default: false
        }
    }
}

extension Movement {
    /// Whether a required field is there: `to` and `person` are the movement's own, the rest stands in `data`.
    func has(_ field: String) -> Bool {
        switch field {
        case "to": return to != nil
        case "person": return person != nil
        case "ref": return reference != nil
        default:
            guard let value = data[field] else { return false }
            return value != .null
        }
    }
}
