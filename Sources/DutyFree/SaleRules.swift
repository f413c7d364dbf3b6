import Wire

/// The sale rules, in the order of domain.md §3; each is asked of all items before the next. What needs a policy's figure
/// is asked where there is a policy.
enum SaleRules {
    static func sell(
        _ movement: Movement, _ items: [Item], _ contents: AggregateRules.Contents, _ policy: Policy?, _ view: some LedgerView
    ) throws -> Effects {
        var effects = Effects()
        let mode = try Judgement(movement, items, policy, Allowance()).judge(view, into: &effects)
        for item in items { try AggregateRules.move(movement, item, mode.stateAfterSale, contents, policy, view, into: &effects) }
        return effects
    }

    /// 换货: the old item comes back, and then the new one is judged as a sale: both or neither. Single items only: of what follows
    /// from an exchange an entry says no more than that it was bought, so a set is returned and another one sold.
    static func exchange(
        _ movement: Movement, _ items: [Item], _ contents: AggregateRules.Contents, _ policy: Policy?, _ view: some LedgerView
    ) throws -> Effects {
        var effects = Effects()
        guard let old = items.first, items.count == 1 else {
            throw Refusal(.missingField, field: "with", facts: ["field": "item"])
        }
        guard let sale = old.facts.sale, sale.person == movement.person else {
            throw Refusal(.personMismatch, item: old.code)
        }
        let code = ItemKey(trusted: movement.data["with"]?.string ?? "")
        let new = try Lifecycle.known(code, movement, view)
        if !contents.all.isEmpty { throw Refusal(.notAnItem, item: old.code) }
        if try !view.members(of: new.key).isEmpty { throw Refusal(.notAnItem, item: new.code) }
        if new.onHold { throw Refusal(.onHold, item: new.code) }
        if let parent = new.parent { throw Refusal(.inAggregate, item: new.code, facts: ["parent": parent.text]) }
        guard new.state == .inStore else {
            throw Refusal(
                .badState, item: new.code, facts: ["state": new.state.rawValue, "movement": "exchange", "needs": "in_store"])
        }
        // The new item goes the old one's way, unless another is named.
        let selling = movement.completed(by: sale)
        effects.completed = selling
        let returning = try QuotaRules.counting(selling, old, viaParent: false, policy, view)
        let back = Transition.apply(selling, to: old, key: old.key, state: .returned, viaParent: false, counting: returning)
        var allowance = Allowance()
        if old.facts.charges != back.facts.charges, let charge = old.facts.charges.last {
            try allowance.count(charge, times: -1, at: movement.occurred, view)
        }
        let mode = try Judgement(selling, [new], policy, allowance).judge(view, into: &effects)
        let charging = try QuotaRules.counting(selling, new, viaParent: true, policy, view)
        let sold = Transition.apply(
            selling, to: new, key: new.key, state: mode.stateAfterSale, viaParent: true, counting: charging)
        effects.steps += [
            Step(before: old, after: back, via: nil), Step(before: new, after: sold, via: old.key),
        ]
        return effects
    }
}

/// One sale before its rules.
private struct Judgement {
    let movement: Movement
    let items: [Item]
    let policy: Policy?
    let allowance: Allowance
    let person: PersonCode

    init(_ movement: Movement, _ items: [Item], _ policy: Policy?, _ allowance: Allowance) {
        self.movement = movement
        self.items = items
        self.policy = policy
        self.allowance = allowance
        person = movement.person ?? PersonCode("")
    }

    /// Throws the first refusal; answers the pick-up mode. Notes the trip.
    func judge(_ view: some LedgerView, into effects: inout Effects) throws -> PickupMode {
        let standing = try view.standing(of: person)
        try checkGoods(view)
        if let until = standing?.bannedUntil, movement.occurred < until {
            throw Refusal(.banned, facts: ["until": until.formatted()])
        }
        try checkAge()
        let trip = try trip(standing, view)
        if let trip, trip.exit, let policy, !policy.parameters.exitTravellers {
            throw Refusal(.travellerNotEligible, item: items.first?.code, facts: ["policy": policy.id.text])
        }
        let rules = try mode(leaving: trip)
        try check(rules, trip, view)
        if let taxed = movement.data["taxedFen"]?.integer, taxed > 0, movement.documents[.taxbill] == nil {
            throw Refusal(
                .missingDocument, item: items.first?.code, field: "doc.taxbill", facts: ["document": "taxbill", "movement": "sale"])
        }
        if let policy {
            let charges = try items.compactMap { try QuotaRules.charge(movement, $0, policy, view) }
            try allowance.check(charges, items: items, under: policy, mode: rules, view)
        }
        if let trip { effects.trips = [trip] }
        return rules.mode
    }

    /// In a store, not past its date, of a category that may be sold.
    private func checkGoods(_ view: some LedgerView) throws {
        for item in items {
            let place = try item.location.flatMap { try view.place($0) }
            guard place?.kind == .store else {
                throw Refusal(.badLocation, item: item.code, facts: ["to": item.location?.text ?? "-", "needs": "store"])
            }
        }
        for item in items {
            if let expiry = item.facts.expiry, movement.occurred.shanghaiDate >= expiry {
                throw Refusal(.expired, item: item.code, facts: ["expiry": expiry])
            }
        }
        guard let policy else { return }
        for item in items {
            guard let product = try item.product.flatMap({ try view.product($0) }) else { continue }
            let category = policy.category(product.category)
            // Six kinds of goods made in China, and no others (notice of 2025-10-17).
            guard let category, !product.domestic || category.domesticAllowed else {
                throw Refusal(
                    .categoryNotAllowed, item: item.code, facts: ["category": product.category, "policy": policy.id.text])
            }
        }
    }

    /// An exchange names no age: the buyer's was judged at the sale that it undoes.
    private func checkAge() throws {
        guard let price = movement.data["priceFen"]?.integer, price >= 0 else {
            throw Refusal(.missingField, item: items.first?.code, field: "priceFen", facts: ["field": "priceFen"])
        }
        guard let policy, movement.type == .sale || movement.data["age"] != nil else { return }
        guard let age = movement.data["age"]?.integer else {
            throw Refusal(.missingField, item: items.first?.code, field: "age", facts: ["field": "age"])
        }
        guard age >= policy.parameters.minAge else {
            throw Refusal(.underage, item: items.first?.code, facts: ["minAge": String(policy.parameters.minAge), "policy": policy.id.text])
        }
    }

    /// `no-departure`, `trip-mismatch`, `departure-passed`. Answers the trip as the sale leaves it.
    private func trip(_ standing: PersonStanding?, _ view: some LedgerView) throws -> Trip? {
        guard let id = movement.tripID else {
            if mayGoWithoutTrip(standing) { return nil }
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

    /// Residents who left the island this year buy and take without a ticket, where the policy lets them (notice of
    /// 2025-10-17).
    private func mayGoWithoutTrip(_ standing: PersonStanding?) -> Bool {
        guard let mode = movement.data["pickup"]?.string.flatMap(PickupMode.init(rawValue:)),
            movement.data["resident"]?.bool == true,
            (policy == nil ? ModeRules.withoutPolicy(mode) : policy?.modes[mode])?.residentsWithoutTrip ?? false
        else { return false }
        let year = movement.occurred.shanghaiYear
        guard policy != nil, let first = standing?.firstDeparted[year] else { return standing?.lastDeparted?.shanghaiYear == year }
        return first <= movement.occurred
    }

    /// `mode-not-available`: by date, channel or traveller.
    private func mode(leaving trip: Trip?) throws -> ModeRules {
        let name = movement.data["pickup"]?.string ?? ""
        let channel = movement.data["channel"]?.string ?? SaleChannel.store.rawValue
        guard let mode = PickupMode(rawValue: name), let rules = policy == nil ? ModeRules.withoutPolicy(mode) : policy?.modes[mode],
            policy == nil || SaleChannel(rawValue: channel).map(rules.channels.contains) ?? false,
            !(trip?.exit ?? false) || policy?.parameters.exitTravellerModes?.contains(mode) ?? true
        else { throw Refusal(.modeNotAvailable, item: items.first?.code, facts: ["mode": name, "policy": policy?.id.text ?? "-"]) }
        return rules
    }

    /// What the pick-up mode asks, in order.
    private func check(_ rules: ModeRules, _ trip: Trip?, _ view: some LedgerView) throws {
        if rules.residentsOnly, movement.data["resident"]?.bool != true { throw Refusal(.residentsOnly, item: items.first?.code) }
        if rules.storeIsolated {
            for item in items where !(try item.location.flatMap({ try view.place($0) })?.isolated ?? false) {
                throw Refusal(.badLocation, item: item.code, facts: ["to": item.location?.text ?? "-", "needs": "isolated"])
            }
        }
        try checkPrice(rules)
        if !rules.limits.isEmpty, let policy {
            for item in items {
                let own = try item.product.flatMap { try view.product($0) }?.category ?? "-"
                guard let category = policy.category(own), rules.limits[category.code] != nil else {
                    throw Refusal(.modeCategory, item: item.code, facts: ["category": own, "mode": rules.mode.rawValue])
                }
            }
        }
        if let days = rules.maxDaysToDeparture, let trip, trip.departs > movement.occurred.adding(days: days) {
            throw Refusal(
                .departsTooLate, item: items.first?.code,
                facts: ["days": String(days), "mode": rules.mode.rawValue, "departs": trip.departs.formatted()])
        }
        if rules.guarantee { try checkGuarantee(view) }
        if rules.addressOffIsland, movement.data["province"]?.string == "HI" {
            throw Refusal(.addressOnIsland, item: items.first?.code)
        }
        if rules.sameBuyerPayerRecipient, movement.data["selfPaid"]?.bool == false {
            throw Refusal(.thirdParty, item: items.first?.code)
        }
    }

    private func checkPrice(_ rules: ModeRules) throws {
        let price = movement.data["priceFen"]?.integer ?? 0
        let isTooLow = rules.minUnitPriceFen.map { price < $0 } ?? false
        let isTooHigh = rules.maxUnitPriceFenExclusive.map { price >= $0 } ?? false
        guard isTooLow || isTooHigh else { return }
        throw Refusal(
            .modePrice, item: items.first?.code,
            facts: [
                "mode": rules.mode.rawValue, "priceFen": String(price),
                "boundFen": String((isTooLow ? rules.minUnitPriceFen : rules.maxUnitPriceFenExclusive) ?? 0),
                "bound": isTooLow ? "at least" : "less than",
            ])
    }

    private func checkGuarantee(_ view: some LedgerView) throws {
        for item in items {
            guard let given = movement.data["guaranteeFen"]?.integer, movement.documents[.guarantee] != nil else {
                throw Refusal(.guaranteeMissing, item: item.code)
            }
            if let tax = try item.product.flatMap({ try view.product($0) })?.taxFen, given < tax {
                throw Refusal(.guaranteeTooLow, item: item.code, facts: ["given": String(given), "needs": String(tax)])
            }
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
