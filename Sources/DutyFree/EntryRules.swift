import Wire

/// `correct` and `void`: about an entry, and through it about the item of that entry.
enum EntryRules {
    static func effects(of movement: Movement, _ scene: Scene, _ view: some LedgerView) throws -> Effects {
        let number = movement.reference.map { String($0) } ?? "-"
        guard let reference = movement.reference, let entry = try view.recorded(reference) else {
            throw Refusal(.unknownEntry, facts: ["ref": number])
        }
        guard let key = entry.movement.items.first, let item = try view.item(key) else {
            // An entry without an item (a ban, a trip) is not taken back, and has no facts to set right here.
            throw Refusal(movement.type == .void ? .notVoidable : .notCorrectable, facts: ["ref": number])
        }
        try scene.requirePolicy(item.code)
        try Lifecycle.checkTime(movement, scene, last: item.lastOccurred, item: item.code)
        let history = try view.history(of: item.key)
        try requireAuthority(movement, over: entry, view)
        return movement.type == .void
            ? try takeBack(movement, entry, item, history, view) : try correct(movement, entry, item, history, view)
    }

    /// Its own party, an approver, or customs.
    private static func requireAuthority(_ movement: Movement, over entry: RecordedMovement, _ view: some LedgerView) throws {
        if movement.by == entry.movement.by { return }
        let allowed = try view.party(movement.by)?.allowed ?? []
        if !allowed.isDisjoint(with: [.k, .v]) { return }
        throw Refusal(
            .notAuthorised,
            facts: ["party": movement.by.text, "movement": movement.type.rawValue, "needs": entry.movement.by.text])
    }

    private static func correct(
        _ movement: Movement, _ entry: RecordedMovement, _ item: Item, _ history: [RecordedMovement], _ view: some LedgerView
    ) throws -> Effects {
        let effective = EffectiveHistory(history)
        let root = effective.subject[entry.seq] ?? entry.seq
        if let latest = effective.latest[root], latest != entry.seq {
            throw Refusal(.alreadyCorrected, item: item.code, facts: ["latest": String(latest)])
        }
        guard effective.movements.contains(where: { $0.seq == root }), entry.movement.type != .void else {
            throw Refusal(.notCorrectable, item: item.code, field: "ref", facts: ["field": "ref"])
        }
        let set = movement.data["set"]?.object ?? JSONObject()
        for member in set.members where !Movement.isCorrectable(member.name) {
            throw Refusal(.notCorrectable, item: item.code, field: member.name, facts: ["field": member.name])
        }
        if set.isEmpty { throw Refusal(.missingField, item: item.code, field: "set", facts: ["field": "set"]) }
        let after = try replay(history, adding: movement, to: item, view)
        var effects = Effects()
        effects.steps = [Step(before: item, after: after, via: nil)]
        return effects
    }

    private static func takeBack(
        _ movement: Movement, _ entry: RecordedMovement, _ item: Item, _ history: [RecordedMovement], _ view: some LedgerView
    ) throws -> Effects {
        switch entry.movement.type {
        case .declare, .takeOver, .depart, .ban, .correct, .void:
            throw Refusal(.notVoidable, item: item.code, facts: ["movement": entry.movement.type.rawValue])
        default: break
        }
        if entry.viaParent {
            throw Refusal(.inAggregate, item: item.code, facts: ["parent": entry.via?.text ?? "-"])
        }
        try requireLast(entry.seq, history, item)
        var effects = Effects()
        effects.steps = [
            Step(before: item, after: try replay(history, adding: movement, to: item, view), via: nil)
        ]
        for (seq, follower) in try followers(of: entry, view) {
            let history = try view.history(of: follower.key)
            try requireLast(seq, history, follower)
            effects.steps.append(
                Step(before: follower, after: try replay(history, adding: movement, to: follower, view, via: item.key), via: item.key))
        }
        try requireTogether(effects, entry.seq, view)
        return effects
    }

    /// Nothing is put back into a carton that has gone elsewhere since, and no carton taken back from under what came into it.
    private static func requireTogether(_ effects: Effects, _ seq: UInt64, _ view: some LedgerView) throws {
        let after = Dictionary(effects.steps.compactMap { step in step.after.map { ($0.key, $0) } }) { _, last in last }
        func require(_ item: Item, in holder: Item, naming one: Item) throws {
            let isThere = holder.location == item.location && holder.destination == item.destination
            // One of them may have broken alone.
            if isThere, holder.state == item.state || holder.state == .damaged || item.state == .damaged { return }
            throw Refusal(.notLast, item: one.code, facts: ["ref": String(seq)])
        }
        for item in after.values {
            if let key = item.parent, after[key] == nil, let holder = try view.item(key) { try require(item, in: holder, naming: holder) }
            var (outer, seen) = (item.parent, Set([item.key]))
            while let key = outer, let holder = try after[key] ?? view.item(key) {
                // What it stood in was put into it meanwhile.
                guard seen.insert(key).inserted else { throw Refusal(.notLast, item: holder.code, facts: ["ref": String(seq)]) }
                outer = holder.parent
            }
            for key in try view.members(of: item.key) where after[key] == nil {
                if let member = try view.item(key) { try require(member, in: item, naming: member) }
            }
        }
    }

    /// What went back and forth with it: the contents of a carton, the new item of an exchange. They stand right behind it. Only the
    /// carton into which single items were packed stays as it is.
    private static func followers(of entry: RecordedMovement, _ view: some LedgerView) throws -> [(UInt64, Item)] {
        let item = entry.movement.items.first
        if entry.movement.type == .pack || entry.movement.type == .unpack && item != Transition.parent(of: entry.movement) { return [] }
        var followers: [(UInt64, Item)] = []
        var seq = entry.seq + 1
        while let next = try view.recorded(seq), let via = next.via, via == item, next.movement.event == entry.movement.event,
            let follower = try next.movement.items.first.flatMap({ try view.item($0) })
        {
            followers.append((seq, follower))
            seq += 1
        }
        return followers
    }

    private static func requireLast(_ seq: UInt64, _ history: [RecordedMovement], _ item: Item) throws {
        guard EffectiveHistory(history).movements.last?.seq == seq else {
            throw Refusal(.notLast, item: item.code, facts: ["ref": String(seq)])
        }
    }

    /// The item as its history gives it once this movement is added; nil never happens, since an import stays.
    private static func replay(
        _ history: [RecordedMovement], adding movement: Movement, to item: Item, _ view: some LedgerView, via: ItemKey? = nil
    ) throws -> Item {
        var own = movement
        own.items = [item.key]
        let entry = RecordedMovement(
            seq: .max, recorded: movement.occurred, movement: own, via: via, state: nil)
        return try Lifecycle.replay(history + [entry], in: view) ?? item
    }
}
