import Wire

/// What a movement makes of an item, once it is decided: no checks, no questions. Admission and replay share it, so that
/// an item folded from its entries is the one that was judged.
enum Transition {
    /// `state` is the item's state afterwards; nil means that it stays. `counting` is what a sale takes from the quota, and
    /// whether a return gives that back; nil where no policy was in force.
    static func apply(
        _ movement: Movement, to before: Item?, key: ItemKey, state: ItemState?, viaParent: Bool, counting: Counting? = nil
    ) -> Item {
        var item =
            before
            ?? Item(
                key: key, code: key, product: nil, state: state ?? .declared, location: nil, destination: nil,
                onHold: false, parent: nil, lastOccurred: movement.occurred, facts: ItemFacts())
        item.lastOccurred = movement.occurred
        item.state = state ?? item.state
        let to = movement.to
        switch movement.type {
        case .declare, .takeOver:
            item.product = ImportRules.product(of: movement)
            item.declaration = movement.type == .declare ? movement.documents[.declaration]?.number : nil
            item.facts.expiry = movement.data["expiry"]?.string
            item.location = to
        case .dispatch: item.destination = to
        case .inspect: if movement.data["result"]?.string == "fail" { item.onHold = true }
        case .relabel: if let code = movement.data["code"]?.string { item.code = ItemKey(trusted: code) }
        case .pack:
            if viaParent { item.location = to ?? item.location } else { item.parent = parent(of: movement) }
        // Named itself or taken out with all the others; the carton's own place in a larger one stays.
        case .unpack: if item.parent == parent(of: movement) { item.parent = nil }
        case .sale: sell(&item, movement, counting)
        case .exchange:
            if viaParent { sell(&item, movement, counting) } else { takeBack(&item, to, counting) }
        case .return, .mailBack, .unseize: takeBack(&item, to, counting)
        case .depart: if item.facts.sale != nil && item.facts.sale?.trip == nil { item.facts.sale?.trip = movement.tripID }
        case .settle: item.facts.dutySettled = true
        case .verifyGoods: item.facts.verified = movement.data["result"]?.string != "fail"
        case .refundGuarantee: item.facts.guarantee = .refunded
        case .convertGuarantee:
            item.facts.guarantee = .converted
            // Its tax is paid: it was no duty-free purchase after all.
            _ = item.facts.charges.popLast()
        case .freeze: item.onHold = true
        case .release: item.onHold = false
        case .loss, .short, .seize: if !viaParent { item.parent = nil }
        default: break
        }
        // An exchanged item goes where `to` says, the new one stays where it was sold.
        if !(movement.type == .exchange && viaParent), movement.type != .dispatch, let to { item.location = to }
        if item.state != .inTransit { item.destination = nil }
        switch item.state.custody {
        case .held, .sold: break
        case .transit, .gone, .lost: item.location = nil
        }
        return item
    }

    static func parent(of movement: Movement) -> ItemKey? {
        movement.data["parent"]?.string.map(ItemKey.init(trusted:))
    }

    private static func sell(_ item: inout Item, _ movement: Movement, _ counting: Counting?) {
        guard let person = movement.person, let price = movement.data["priceFen"]?.integer,
            let mode = movement.data["pickup"]?.string.flatMap(PickupMode.init(rawValue:))
        else { return }
        item.facts.sale = SaleFacts(
            person: person, trip: movement.tripID, pickup: mode, priceFen: price, soldAt: movement.occurred)
        item.facts.verified = false
        item.facts.guarantee = mode == .guaranteed ? .open : nil
        if let charge = counting?.charge { item.facts.charges.append(charge) }
    }

    private static func takeBack(_ item: inout Item, _ to: LocationPath?, _ counting: Counting?) {
        if item.facts.sale != nil, counting?.restores ?? false { _ = item.facts.charges.popLast() }
        item.facts.sale = nil
        item.location = to ?? item.location
    }
}

extension Movement {
    /// The trip that it names, as an id or as `{id, departs, exit}`.
    package var tripID: TripID? {
        switch data["trip"] {
        case .string(let id)?: TripID(id)
        case .object(let trip)?: trip["id"]?.string.map(TripID.init)
        default: nil
        }
    }

    /// When the trip that it describes departs.
    var tripDeparts: Timestamp? {
        data["trip"]?.object?["departs"]?.string.flatMap { try? Timestamp($0) }
    }

    /// The trip that it describes whole.
    package var statedTrip: Trip? {
        guard let id = tripID, let person, let departs = tripDeparts else { return nil }
        return Trip(id: id, person: person, departs: departs, firstDeparts: departs, exit: tripExit, departed: nil)
    }

    var tripExit: Bool { data["trip"]?.object?["exit"]?.bool ?? false }
}

/// The movements of an item's chain that hold: voided ones left out, corrected ones as corrected.
package struct EffectiveHistory {
    package private(set) var movements: [RecordedMovement] = []
    /// For each entry that was corrected or corrects, the entry whose facts it states.
    package private(set) var subject: [UInt64: UInt64] = [:]
    /// The latest correction of a subject.
    package private(set) var latest: [UInt64: UInt64] = [:]

    package init(_ history: [RecordedMovement]) {
        for entry in history {
            switch entry.movement.type {
            case .void:
                // An entry that followed from a carton's was taken back with it: it was the item's last.
                if entry.viaParent || movements.last?.seq == entry.movement.reference {
                    _ = movements.popLast()
                } else {
                    movements.removeAll { $0.seq == entry.movement.reference }
                }
            case .correct:
                guard let reference = entry.movement.reference else { continue }
                let root = subject[reference] ?? reference
                subject[entry.seq] = root
                latest[root] = entry.seq
                if let index = movements.firstIndex(where: { $0.seq == root }) {
                    movements[index].movement = movements[index].movement.corrected(by: entry.movement)
                }
            default: movements.append(entry)
            }
        }
    }
}

extension Movement {
    /// Facts that `correct` may state anew; everything else is identity (domain.md §3).
    static let correctable: Set<String> = ["priceFen", "person", "occurred", "to", "age", "note"]

    static func isCorrectable(_ field: String) -> Bool { correctable.contains(field) || field.hasPrefix("doc") }

    /// The movement with the facts of a correction in place of its own.
    package func corrected(by correction: Movement) -> Movement {
        var corrected = self
        for member in correction.data["set"]?.object?.members ?? [] {
            switch member.name {
            case "person": corrected.person = member.value.string.map(PersonCode.init)
            case "occurred": corrected.occurred = member.value.string.flatMap { try? Timestamp($0) } ?? occurred
            case "to": corrected.to = member.value.string.map(LocationPath.init)
            case "docs":
                for document in member.value.object?.members ?? [] {
                    corrected.set(document: document.name, document.value.string ?? document.value.object?["number"]?.string)
                }
            case let name where name.hasPrefix("doc."): corrected.set(document: String(name.dropFirst(4)), member.value.string)
            default: corrected.data[member.name] = member.value
            }
        }
        return corrected
    }

    private mutating func set(document name: String, _ number: String?) {
        guard let kind = DocumentKind(rawValue: name), let number else { return }
        documents[kind] = DocumentReference(number: number, sha256: nil)
    }
}
