import Wire

/// What each movement refuses of its own, after all the common checks, and what it does. One function a movement or a
/// family of them; the order within is the order of domain.md §3.
package enum OwnRules {
    static func effects(
        of movement: Movement, _ items: [Item], _ contents: AggregateRules.Contents, _ place: Location?, _ policy: Policy?, _ view: some LedgerView
    ) throws -> Effects {
        switch movement.type {
        case .sale: return try SaleRules.sell(movement, items, contents, policy, view)
        case .exchange: return try SaleRules.exchange(movement, items, contents, policy, view)
        case .pack: return try AggregateRules.pack(movement, items, view)
        case .unpack: return try AggregateRules.unpack(movement, items, view)
        case .depart: return try depart(movement, items, contents, policy, view)
        default: break
        }
        var effects = Effects()
        for item in items {
            let state = try resultingState(movement, item, place, policy, view)
            try AggregateRules.move(movement, item, state, contents, policy, view, into: &effects)
        }
        return effects
    }

    /// Checks one item and answers its state afterwards, nil where that stays.
    private static func resultingState(
        _ movement: Movement, _ item: Item, _ place: Location?, _ policy: Policy?, _ view: some LedgerView
    ) throws -> ItemState? {
        switch movement.type {
        case .arrive, .enter: try require(place, in: [.warehouse], movement, item)
        case .restock, .found:
            if movement.type == .found && item.facts.dutySettled { throw Refusal(.dutySettled, item: item.code) }
            try require(place, in: [.warehouse, .store], movement, item)
            return place?.stateOfGoods
        case .relabel: try relabel(movement, item, view)
        case .relocate:
            if let to = movement.to, let location = item.location, !to.isAtSite(of: location) {
                throw Refusal(.otherSite, item: item.code, facts: ["to": to.text, "location": location.text])
            }
        case .dispatch: try dispatch(movement, item, place)
        case .receive: return try receive(movement, item, place)
        case .handOver:
            guard place?.kind == .otherOperator, let to = movement.to, item.destination?.contains(to) ?? false else {
                throw Refusal(.wrongDestination, item: item.code, facts: ["expected": item.destination?.text ?? "-", "to": movement.to?.text ?? "-"])
            }
        case .deliver: try deliver(movement, item, place, policy, view)
        case .pickup: return try pickUp(movement, item, policy, view)
        case .handback:
            try requireBuyer(movement, item)
            try requireMode([.port], movement, item)
        case .mail:
            try requireMode([.mail], movement, item)
            try requireBuyer(movement, item)
            try requireTrip(movement, item)
            try requireDeparted(item, view)
        case .return:
            try requireBuyer(movement, item)
            if item.state == .departed && movement.documents[.approval] == nil {
                throw Refusal(.approvalNeeded, item: item.code, field: "doc.approval")
            }
        case .settle: if item.facts.dutySettled { throw Refusal(.dutySettled, item: item.code) }
        case .expire:
            guard let expiry = item.facts.expiry, movement.occurred.shanghaiDate >= expiry else {
                throw Refusal(.notExpired, item: item.code, facts: ["expiry": item.facts.expiry ?? "-"])
            }
        case .destroy: try requireWitness(movement, item, view)
        case .verifyGoods:
            try requireBuyer(movement, item)
            try requireMode([.guaranteed], movement, item)
        case .refundGuarantee, .convertGuarantee: try settleGuarantee(movement, item, policy, view)
        case .freeze: if item.onHold { throw Refusal(.alreadyOnHold, item: item.code) }
        case .release: if !item.onHold { throw Refusal(.notOnHold, item: item.code) }
        default: break
        }
        if case .state(let state) = movement.type.rule.to { return state }
        return nil
    }

    // MARK: Warehouse and store

    private static func require(_ place: Location?, in kinds: [LocationKind], _ movement: Movement, _ item: Item) throws {
        guard let place, kinds.contains(place.kind) else {
            throw Refusal(
                .badLocation, item: item.code, field: "to",
                facts: ["to": movement.to?.text ?? "-", "needs": kinds.map(\.rawValue).joined(separator: ", ")])
        }
    }

    private static func relabel(_ movement: Movement, _ item: Item, _ view: some LedgerView) throws {
        let code = ItemKey(trusted: movement.data["code"]?.string ?? "")
        // A label is of one item: of several that are named the first would have it.
        let isTaken = try movement.items.first != item.code || view.item(code) != nil || view.successor(ofRetired: code) != nil
        if isTaken { throw Refusal(.codeInUse, item: item.code, facts: ["code": code.text]) }
        guard code.isValid, !code.isAggregate, code.gtin == item.key.gtin else {
            throw Refusal(.badCode, item: item.code, field: "code", facts: ["code": code.text, "why": "another product"])
        }
    }

    private static func dispatch(_ movement: Movement, _ item: Item, _ place: Location?) throws {
        if let to = movement.to, let location = item.location, to.isAtSite(of: location) {
            throw Refusal(.sameSite, item: item.code, facts: ["to": to.text, "location": location.text])
        }
        if place?.kind == .otherOperator && movement.documents[.approval] == nil {
            throw Refusal(.approvalNeeded, item: item.code, field: "doc.approval")
        }
    }

    private static func receive(_ movement: Movement, _ item: Item, _ place: Location?) throws -> ItemState {
        guard let to = movement.to, let destination = item.destination, to.isAtSite(of: destination),
            let state = place?.stateOfGoods
        else {
            throw Refusal(
                .wrongDestination, item: item.code, field: "to",
                facts: ["expected": item.destination?.text ?? "-", "to": movement.to?.text ?? "-"])
        }
        return state
    }

    private static func requireWitness(_ movement: Movement, _ item: Item, _ view: some LedgerView) throws {
        let witness = movement.data["witness"]?.string ?? ""
        guard try view.party(PartyCode(witness))?.roles.contains(.customs) ?? false else {
            throw Refusal(.noWitness, item: item.code, field: "witness", facts: ["witness": witness])
        }
    }

    // MARK: Pick-up and departure

    /// Port goods are collected within this time of the trip's departure: a decision of this project, no policy's figure.
    package static let portPickupHours: Int64 = 24

    /// What the policy in force asks of the mode of the item's sale; where it no longer has that mode, the one under which
    /// the item was sold.
    private static func mode(of item: Item, _ policy: Policy?, _ view: some LedgerView) throws -> ModeRules? {
        guard let sale = item.facts.sale else { return nil }
        guard let policy else { return ModeRules.withoutPolicy(sale.pickup) }
        return try policy.modes[sale.pickup] ?? view.policies().policy(at: sale.soldAt, policy.regime)?.modes[sale.pickup]
            ?? ModeRules.withoutPolicy(sale.pickup)
    }

    private static func deliver(
        _ movement: Movement, _ item: Item, _ place: Location?, _ policy: Policy?, _ view: some LedgerView
    ) throws {
        try require(place, in: [.pickup, .returnPickup], movement, item)
        try requireMode([.port, .return], movement, item)
        let kinds = try mode(of: item, policy, view)?.pickupLocations ?? []
        try require(place, in: LocationKind.allCases.filter(kinds.contains), movement, item)
    }

    private static func pickUp(_ movement: Movement, _ item: Item, _ policy: Policy?, _ view: some LedgerView) throws -> ItemState {
        try requireBuyer(movement, item)
        try requireTrip(movement, item)
        guard let sale = item.facts.sale else { return .pickedUp }
        if let rules = try mode(of: item, policy, view), rules.needsDeparted {
            if let months = rules.pickupWithinMonths {
                let end = sale.soldAt.adding(months: Int(months))
                if movement.occurred > end { throw Refusal(.pickupOverdue, item: item.code, facts: ["until": end.formatted()]) }
            }
            try requireDeparted(item, view)
            return .departed
        }
        if let trip = try sale.trip.flatMap({ try view.trip($0) }) {
            let end = trip.departs.adding(hours: portPickupHours)
            if movement.occurred > end { throw Refusal(.pickupOverdue, item: item.code, facts: ["until": end.formatted()]) }
        }
        return .pickedUp
    }

    private static func depart(
        _ movement: Movement, _ items: [Item], _ contents: AggregateRules.Contents, _ policy: Policy?, _ view: some LedgerView
    ) throws -> Effects {
        let id = movement.tripID ?? TripID("")
        guard var trip = try view.trip(id), let person = movement.person else {
            throw Refusal(.unknownTrip, item: movement.items.first, facts: ["trip": id.text])
        }
        guard trip.person == person else { throw Refusal(.tripMismatch, item: movement.items.first, facts: ["trip": id.text]) }
        var effects = Effects()
        for item in items {
            guard let sale = item.facts.sale, sale.person == person, sale.trip == nil || sale.trip == id else {
                throw Refusal(.gateMismatch, item: item.code, facts: ["trip": id.text])
            }
            try AggregateRules.move(movement, item, .departed, contents, policy, view, into: &effects)
        }
        if items.isEmpty { effects.steps = [Step(before: nil, after: nil, via: nil)] }
        trip.departed = trip.departed ?? movement.occurred
        effects.trips = [trip]
        var standing = try view.standing(of: person) ?? PersonStanding(person: person)
        standing.lastDeparted = max(movement.occurred, standing.lastDeparted ?? movement.occurred)
        if policy != nil {
            let year = movement.occurred.shanghaiYear
            standing.firstDeparted[year] = min(movement.occurred, standing.firstDeparted[year] ?? movement.occurred)
        }
        effects.standings = [standing]
        return effects
    }

    private static func requireBuyer(_ movement: Movement, _ item: Item) throws {
        guard item.facts.sale?.person == movement.person else { throw Refusal(.personMismatch, item: item.code) }
    }

    private static func requireTrip(_ movement: Movement, _ item: Item) throws {
        guard item.facts.sale?.trip == movement.tripID else {
            throw Refusal(.tripMismatch, item: item.code, facts: ["trip": movement.tripID?.text ?? "-"])
        }
    }

    private static func requireMode(_ modes: [PickupMode], _ movement: Movement, _ item: Item) throws {
        guard let mode = item.facts.sale?.pickup, modes.contains(mode) else {
            throw Refusal(
                .modeMismatch, item: item.code,
                facts: [
                    "mode": item.facts.sale?.pickup.rawValue ?? "-",
                    "needs": modes.map(\.rawValue).joined(separator: ", "),
                ])
        }
    }

    private static func requireDeparted(_ item: Item, _ view: some LedgerView) throws {
        guard let trip = try item.facts.sale?.trip.flatMap({ try view.trip($0) }), trip.departed != nil else {
            throw Refusal(.notDeparted, item: item.code, facts: ["trip": item.facts.sale?.trip?.text ?? "-"])
        }
    }

    // MARK: Guarantee

    private static func settleGuarantee(_ movement: Movement, _ item: Item, _ policy: Policy?, _ view: some LedgerView) throws {
        try requireMode([.guaranteed], movement, item)
        if movement.type == .refundGuarantee {
            if !item.facts.verified { throw Refusal(.notVerified, item: item.code) }
            if item.facts.guarantee != .open { throw Refusal(.guaranteeClosed, item: item.code) }
            return
        }
        if item.facts.guarantee != .open { throw Refusal(.guaranteeClosed, item: item.code) }
        // The time to leave is the mode's (notice of 2023-03-21: 30 days).
        if let sale = item.facts.sale {
            let days = try mode(of: item, policy, view)?.maxDaysToDeparture ?? ModeRules.guaranteeDays
            let end = sale.soldAt.adding(days: days)
            if movement.occurred <= end { throw Refusal(.notOverdue, item: item.code, facts: ["until": end.formatted()]) }
        }
    }
}
