import Wire

/// Pallets and cartons (SSCC) and gift sets: packed together, moved together, however deep they are packed.
enum AggregateRules {
    // MARK: What moves along

    /// What each of the named items holds and this movement moves along, itself or inside something it holds.
    struct Contents {
        fileprivate(set) var all: [Item] = []
        fileprivate var held: [ItemKey: [Item]] = [:]

        subscript(holder: ItemKey) -> [Item] { held[holder] ?? [] }
    }

    /// An item that is named beside its carton is moved as itself, and once.
    static func contents(of items: [Item], _ movement: Movement, _ view: some LedgerView) throws -> Contents {
        var contents = Contents()
        guard !movement.type.concernsNamedItemsOnly else { return contents }
        for item in items {
            let held = try view.contents(of: item.key, beside: items)
            if held.isEmpty { continue }
            contents.held[item.key] = held
            contents.all += held
        }
        return contents
    }

    /// The item's own step, and one for each of what it holds.
    static func move(
        _ movement: Movement, _ item: Item, _ state: ItemState?, _ contents: Contents, _ policy: Policy?, _ view: some LedgerView,
        into effects: inout Effects
    ) throws {
        let counting = try QuotaRules.counting(movement, item, viaParent: false, policy, view)
        effects.apply(movement, to: item, state: state, counting: counting)
        for member in contents[item.key] { effects.apply(movement, to: member, state: state, via: item.key) }
    }

    // MARK: Pack and unpack

    /// `already-packed`, `mixed-state`. The first `pack` into an SSCC brings the carton into the ledger; a gift set is an
    /// item of its own, and must be there, in the same state and place.
    static func pack(_ movement: Movement, _ items: [Item], _ view: some LedgerView) throws -> Effects {
        let key = try parentKey(movement)
        for item in items where item.parent != nil {
            throw Refusal(.alreadyPacked, item: item.code, facts: ["parent": item.parent?.text ?? "-"])
        }
        guard let first = items.first else { return Effects() }
        let parent = try view.item(key)
        if !key.isAggregate {
            if parent == nil { throw Refusal(.unknownItem, item: key) }
            if let carton = items.first(where: { $0.product == nil }) { throw Refusal(.notAnItem, item: carton.code) }
        }
        let isEmpty = try view.members(of: key).isEmpty
        for item in items where item.state != first.state || item.location != first.location || item.key == key {
            throw mixed(item, first)
        }
        try requireOutside(parent, of: items, view)
        // An empty carton takes the state and place of what is put into it; one in use, or on a pallet, must match.
        if let parent, !isEmpty || !key.isAggregate || parent.parent != nil, parent.state != first.state || parent.location != first.location {
            throw mixed(first, parent)
        }
        if let frozen = parent, frozen.onHold { throw Refusal(.onHold, item: frozen.code) }
        var effects = Effects()
        for item in items { effects.apply(movement, to: item) }
        var carton = Transition.apply(movement, to: parent, key: key, state: first.state, viaParent: true)
        carton.location = first.location
        effects.steps.append(Step(before: parent, after: carton, via: first.key))
        return effects
    }

    /// A pallet is not put into a carton that stands on it.
    private static func requireOutside(_ parent: Item?, of items: [Item], _ view: some LedgerView) throws {
        guard var inner = parent else { return }
        for outer in try view.holders(of: inner) {
            if items.contains(where: { $0.key == outer.key }) { throw Refusal(.alreadyPacked, item: inner.code, facts: ["parent": outer.key.text]) }
            inner = outer
        }
    }

    /// `not-packed`. Naming the carton itself takes everything out of it; a carton that stood on a pallet stays packed.
    static func unpack(_ movement: Movement, _ items: [Item], _ view: some LedgerView) throws -> Effects {
        let key = try parentKey(movement)
        for item in items where item.key != key && item.parent != key {
            throw Refusal(.notPacked, item: item.code, facts: ["parent": key.text])
        }
        let named = Set(items.map(\.key))
        var effects = Effects()
        for item in items {
            effects.apply(movement, to: item)
            guard item.key == key else { continue }
            for member in try view.members(of: key) where !named.contains(member) {
                if let member = try view.item(member) { effects.apply(movement, to: member, via: key) }
            }
        }
        if !named.contains(key), let carton = try view.item(key) { effects.apply(movement, to: carton, via: items.first?.key) }
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

extension Effects {
    /// One more item that the movement changes, itself or, with `via`, because what holds it is named.
    fileprivate mutating func apply(_ movement: Movement, to item: Item, state: ItemState? = nil, via: ItemKey? = nil, counting: Counting? = nil) {
        let after = Transition.apply(movement, to: item, key: item.key, state: state, viaParent: via != nil, counting: counting)
        steps.append(Step(before: item, after: after, via: via))
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
