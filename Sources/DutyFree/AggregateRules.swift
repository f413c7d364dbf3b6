import Wire

/// Cartons (SSCC) and gift sets: packed together, moved together.
enum AggregateRules {
    /// The item's own step and, where it holds others, one for each of them.
    static func move(
        _ movement: Movement, _ item: Item, _ state: ItemState?, _ policy: Policy?, _ view: some LedgerView, into effects: inout Effects
    ) throws {
        let counting = try QuotaRules.counting(movement, item, viaParent: false, policy, view)
        let after = Transition.apply(movement, to: item, key: item.key, state: state, viaParent: false, counting: counting)
        effects.steps.append(Step(before: item, after: after, viaParent: false))
        guard !movement.type.concernsNamedItemsOnly else { return }
        for key in try view.members(of: item.key) {
            guard let member = try view.item(key) else { continue }
            let moved = Transition.apply(movement, to: member, key: member.key, state: state, viaParent: true)
            effects.steps.append(Step(before: member, after: moved, viaParent: true))
        }
    }

    /// `already-packed`, `mixed-state`. The first `pack` into an SSCC brings the carton into the ledger; a gift set is an
    /// item of its own, and must be there, in the same state and place.
    static func pack(_ movement: Movement, _ items: [Item], _ view: some LedgerView) throws -> Effects {
        let key = try parentKey(movement)
        for item in items where item.parent != nil {
            throw Refusal(.alreadyPacked, item: item.code, facts: ["parent": item.parent?.text ?? "-"])
        }
        guard let first = items.first else { return Effects() }
        let parent = try view.item(key)
        if parent == nil && !key.isAggregate { throw Refusal(.unknownItem, item: key) }
        let members = try view.members(of: key)
        for item in items where item.state != first.state || item.location != first.location || item.key == key {
            throw mixed(item, first)
        }
        // An empty carton takes the state and place of what is put into it; one in use must match.
        if let parent, !members.isEmpty || !key.isAggregate, parent.state != first.state || parent.location != first.location {
            throw mixed(first, parent)
        }
        if let frozen = parent, frozen.onHold { throw Refusal(.onHold, item: frozen.code) }
        var effects = Effects()
        for item in items {
            let after = Transition.apply(movement, to: item, key: item.key, state: nil, viaParent: false)
            effects.steps.append(Step(before: item, after: after, viaParent: false))
        }
        var carton = Transition.apply(movement, to: parent, key: key, state: first.state, viaParent: true)
        carton.location = first.location
        effects.steps.append(Step(before: parent, after: carton, viaParent: true))
        return effects
    }

    /// `not-packed`. Naming the carton itself takes everything out of it.
    static func unpack(_ movement: Movement, _ items: [Item], _ view: some LedgerView) throws -> Effects {
        let key = try parentKey(movement)
        var effects = Effects()
        for item in items {
            if item.key == key {
                for memberKey in try view.members(of: key) {
                    guard let member = try view.item(memberKey) else { continue }
                    let after = Transition.apply(movement, to: member, key: member.key, state: nil, viaParent: true)
                    effects.steps.append(Step(before: member, after: after, viaParent: true))
                }
                let after = Transition.apply(movement, to: item, key: key, state: nil, viaParent: false)
                effects.steps.insert(Step(before: item, after: after, viaParent: false), at: 0)
                continue
            }
            guard item.parent == key else {
                throw Refusal(.notPacked, item: item.code, facts: ["parent": key.text])
            }
            let after = Transition.apply(movement, to: item, key: item.key, state: nil, viaParent: false)
            effects.steps.append(Step(before: item, after: after, viaParent: false))
        }
        if !items.contains(where: { $0.key == key }), let carton = try view.item(key) {
            let after = Transition.apply(movement, to: carton, key: key, state: nil, viaParent: true)
            effects.steps.append(Step(before: carton, after: after, viaParent: true))
        }
        return effects
    }

    private static func parentKey(_ movement: Movement) throws -> ItemKey {
        let key = ItemKey(trusted: movement.data["parent"]?.string ?? "")
        // Check digits are the edge's business, where labels are read; here only the form counts.
        guard key.isValid || key.isAggregate && key.text.utf8.count == 22 else {
            throw Refusal(.badCode, field: "parent", facts: ["code": key.text, "why": "form"])
        }
        return key
    }

    private static func mixed(_ item: Item, _ other: Item) -> Refusal {
        Refusal(
            .mixedState, item: item.code,
            facts: [
                "state": item.state.rawValue, "expected": other.state.rawValue, "location": item.location?.text ?? "-",
                "other": other.location?.text ?? "-",
            ])
    }
}
