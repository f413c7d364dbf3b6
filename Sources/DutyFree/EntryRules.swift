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
        effects.steps = [Step(before: item, after: after, viaParent: false)]
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
            throw Refusal(.inAggregate, item: item.code, facts: ["parent": item.parent?.text ?? "-"])
        }
        try requireLast(entry.seq, history, item)
        var effects = Effects()
        effects.steps = [
            Step(before: item, after: try replay(history, adding: movement, to: item, view), viaParent: false)
        ]
        guard !entry.movement.type.concernsNamedItemsOnly else { return effects }
        // What moved with a carton goes back with it.
        for member in try view.members(of: item.key) {
            guard let memberItem = try view.item(member) else { continue }
            let memberHistory = try view.history(of: member)
            guard let last = EffectiveHistory(memberHistory).movements.last, last.viaParent,
                last.movement.type == entry.movement.type, last.movement.occurred == entry.movement.occurred
            else { throw Refusal(.notLast, item: memberItem.code, facts: ["ref": String(entry.seq)]) }
            effects.steps.append(
                Step(
                    before: memberItem, after: try replay(memberHistory, adding: movement, to: memberItem, view, viaParent: true),
                    viaParent: true))
        }
        return effects
    }

    private static func requireLast(_ seq: UInt64, _ history: [RecordedMovement], _ item: Item) throws {
        guard EffectiveHistory(history).movements.last?.seq == seq else {
            throw Refusal(.notLast, item: item.code, facts: ["ref": String(seq)])
        }
    }

    /// The item as its history gives it once this movement is added; nil never happens, since an import stays.
    private static func replay(
        _ history: [RecordedMovement], adding movement: Movement, to item: Item, _ view: some LedgerView, viaParent: Bool = false
    ) throws -> Item {
        var own = movement
        own.items = [item.key]
        let entry = RecordedMovement(
            seq: .max, recorded: movement.occurred, movement: own, viaParent: viaParent, state: nil)
        return try Lifecycle.replay(history + [entry], in: view) ?? item
    }
}

extension MovementType {
    /// Movements of a carton that do not move what is in it.
    var concernsNamedItemsOnly: Bool {
        switch self {
        case .pack, .unpack, .relabel: true
        default: false
        }
    }
}
