import Wire

/// The sale rules, in the order of domain.md §3. Those that need a policy's figures (category list, age, mode prices,
/// quota, limits) come with the policy; `PolicyRules` is where they will stand, and it is asked at their place already.
enum SaleRules {
    static func sell(_ movement: Movement, _ items: [Item], _ view: some LedgerView) throws -> Effects {
        var effects = Effects()
        let mode = try judge(movement, items, view, into: &effects)
        for item in items { try AggregateRules.move(movement, item, mode.stateAfterSale, view, into: &effects) }
        return effects
    }

    /// 换货: the old item comes back, and then the new one is judged as a sale: both or neither.
    static func exchange(_ movement: Movement, _ items: [Item], _ view: some LedgerView) throws -> Effects {
        var effects = Effects()
        guard let old = items.first, items.count == 1 else {
            throw Refusal(.missingField, field: "with", facts: ["field": "item"])
        }
        guard let sale = old.facts.sale, sale.person == movement.person else {
            throw Refusal(.personMismatch, item: old.code)
        }
        let code = ItemKey(trusted: movement.data["with"]?.string ?? "")
        let new = try Lifecycle.known(code, movement, view)
        if new.onHold { throw Refusal(.onHold, item: new.code) }
        if let parent = new.parent { throw Refusal(.inAggregate, item: new.code, facts: ["parent": parent.text]) }
        guard new.state == .inStore else {
            throw Refusal(
                .badState, item: new.code, facts: ["state": new.state.rawValue, "movement": "exchange", "needs": "in_store"])
        }
        // The new item goes the old one's way, unless another is named.
        let selling = movement.completed(by: sale)
        effects.completed = selling
        let mode = try judge(selling, [new], view, into: &effects)
        let back = Transition.apply(selling, to: old, key: old.key, state: .returned, viaParent: false)
        let sold = Transition.apply(selling, to: new, key: new.key, state: mode.stateAfterSale, viaParent: true)
        effects.steps += [
            Step(before: old, after: back, viaParent: false), Step(before: new, after: sold, viaParent: true),
        ]
        return effects
    }

    /// Throws the first refusal; answers the pick-up mode. Notes the trip.
    private static func judge(
        _ movement: Movement, _ items: [Item], _ view: some LedgerView, into effects: inout Effects
    ) throws -> PickupMode {
        let person = movement.person ?? PersonCode("")
        let standing = try view.standing(of: person)
        for item in items {
            let place = try item.location.flatMap { try view.place($0) }
            guard place?.kind == .store else {
                throw Refusal(.badLocation, item: item.code, facts: ["to": item.location?.text ?? "-", "needs": "store"])
            }
            if let expiry = item.facts.expiry, movement.occurred.shanghaiDate >= expiry {
                throw Refusal(.expired, item: item.code, facts: ["expiry": expiry])
            }
        }
        // Category: policy.
        if let until = standing?.bannedUntil, movement.occurred < until {
            throw Refusal(.banned, facts: ["until": until.formatted()])
        }
        // Age: policy.
        let trip = try trip(of: movement, person, standing, view)
        let name = movement.data["pickup"]?.string ?? ""
        guard let mode = PickupMode(rawValue: name) else { throw Refusal(.modeNotAvailable, facts: ["mode": name]) }
        for item in items { try check(mode, movement, item, view) }
        if let taxed = movement.data["taxedFen"]?.integer, taxed > 0, movement.documents[.taxbill] == nil {
            throw Refusal(.missingDocument, item: items.first?.code, field: "doc.taxbill", facts: ["document": "taxbill", "movement": "sale"])
        }
        // Limits and quota: policy.
        if let trip { effects.trips = [trip] }
        return mode
    }

    /// `no-departure`, `trip-mismatch`, `departure-passed`. Answers the trip as the sale leaves it.
    private static func trip(
        of movement: Movement, _ person: PersonCode, _ standing: PersonStanding?, _ view: some LedgerView
    ) throws -> Trip? {
        guard let id = movement.tripID else {
            // Residents who left the island this year buy and take without a ticket (notice of 2025-10-17).
            let mayGoWithout =
                movement.data["pickup"]?.string == PickupMode.immediate.rawValue
                && movement.data["resident"]?.bool == true
                && standing?.lastDeparted?.shanghaiYear == movement.occurred.shanghaiYear
            if mayGoWithout { return nil }
            throw Refusal(.noDeparture, item: movement.items.first, field: "trip")
        }
        if let known = try view.trip(id) {
            guard known.person == person, movement.tripDeparts.map({ $0 == known.departs }) ?? true else {
                throw Refusal(.tripMismatch, item: movement.items.first, facts: ["trip": id.text])
            }
            guard known.departs >= movement.occurred, known.departed == nil else {
                throw Refusal(.departurePassed, item: movement.items.first, facts: ["trip": id.text, "departs": known.departs.formatted()])
            }
            return known
        }
        guard let departs = movement.tripDeparts else {
            throw Refusal(.noDeparture, item: movement.items.first, field: "trip")
        }
        guard departs >= movement.occurred else {
            throw Refusal(.departurePassed, item: movement.items.first, facts: ["trip": id.text, "departs": departs.formatted()])
        }
        return Trip(id: id, person: person, departs: departs, firstDeparts: departs, exit: movement.tripExit, departed: nil)
    }

    /// What a pick-up mode asks, as far as no policy figure is needed.
    private static func check(_ mode: PickupMode, _ movement: Movement, _ item: Item, _ view: some LedgerView) throws {
        switch mode {
        case .port, .immediate: break
        case .return:
            guard movement.data["resident"]?.bool == true else { throw Refusal(.residentsOnly, item: item.code) }
        case .inZone:
            guard try item.location.flatMap({ try view.place($0) })?.isolated ?? false else {
                throw Refusal(.badLocation, item: item.code, facts: ["to": item.location?.text ?? "-", "needs": "isolated"])
            }
        case .guaranteed:
            guard let given = movement.data["guaranteeFen"]?.integer, movement.documents[.guarantee] != nil else {
                throw Refusal(.guaranteeMissing, item: item.code)
            }
            if let tax = try item.product.flatMap({ try view.product($0) })?.taxFen, given < tax {
                throw Refusal(.guaranteeTooLow, item: item.code, facts: ["given": String(given), "needs": String(tax)])
            }
        case .mail:
            if movement.data["province"]?.string == "HI" { throw Refusal(.addressOnIsland, item: item.code) }
            if movement.data["selfPaid"]?.bool == false { throw Refusal(.thirdParty, item: item.code) }
        }
    }
}

extension Movement {
    /// An exchange that names no pick-up or trip takes those of the sale that it undoes.
    fileprivate func completed(by sale: SaleFacts) -> Movement {
        var completed = self
        if completed.data["pickup"] == nil { completed.data["pickup"] = .string(sale.pickup.rawValue) }
        if completed.data["trip"] == nil, let trip = sale.trip { completed.data["trip"] = .string(trip.text) }
        return completed
    }
}
