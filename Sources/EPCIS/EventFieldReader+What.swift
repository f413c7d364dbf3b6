import GS1
import Wire

/// What an event is about, where it was and who had it: the identifiers.
extension EventFieldReader {
    mutating func what(_ event: inout EPCISEvent) throws(EventFinding) {
        switch event.kind {
        case .object:
            event.action = try action()
            event.epcs = try instances(.epcList)
            event.hasQuantities = try quantities(.quantityList) > 0
            if event.epcs.isEmpty && !event.hasQuantities {
                guard case .array(let sensors)? = self[.sensorElementList], !sensors.isEmpty else { throw EventFinding(.noWhat, at: .event) }
                noteForeign()
            }
            if let ilmd = self[.ilmd] {
                guard event.action == .add else { throw EventFinding(.ilmdNotAdd, at: place(of: .ilmd)) }
                try checkNames(of: ilmd, [], at: place(of: .ilmd))
            }
        case .aggregation, .association:
            event.parent = try parent(mayBePlace: event.kind == .association)
            let isBound = event.kind == .association || ["ADD", "DELETE"].contains(self[.action]?.string)
            if event.parent == nil && isBound { throw EventFinding(.missingParent, at: .event) }
            event.action = try action()
            event.epcs = try instances(.childEPCs)
            event.hasQuantities = try quantities(.childQuantityList) > 0
            if event.epcs.isEmpty && !event.hasQuantities && event.action != .delete { throw EventFinding(.noChildren, at: .event) }
            if let parent = event.parent, let index = event.epcs.firstIndex(where: { $0.canonical == parent.canonical }) {
                throw EventFinding(.parentInChildren, at: place(of: .childEPCs).element(index))
            }
        case .transaction:
            event.action = try action()
            event.parent = try parent(mayBePlace: false)
            event.epcs = try instances(.epcList)
            event.hasQuantities = try quantities(.quantityList) > 0
            if self[.epcList] == nil && !event.hasQuantities && event.action != .delete { throw EventFinding(.noWhat, at: .event) }
        case .transformation:
            let inputs = try instances(.inputEPCList).count + quantities(.inputQuantityList)
            let outputs = try instances(.outputEPCList).count + quantities(.outputQuantityList)
            let id = self[.transformationID]
            if id != nil { _ = try uri(id, at: place(of: .transformationID)) }
            guard inputs > 0 && outputs > 0 || id != nil && inputs + outputs > 0 else { throw EventFinding(.halfTransformation, at: .event) }
            if let ilmd = self[.ilmd] { try checkNames(of: ilmd, [], at: place(of: .ilmd)) }
        case .other: return
        }
        if event.hasQuantities { noteForeign() }
    }

    private func action() throws(EventFinding) -> EPCISEvent.Action {
        guard let value = self[.action] else { throw EventFinding(.schema, at: .event, "action") }
        guard let action = value.string.flatMap(EPCISEvent.Action.init(rawValue:)) else {
            throw EventFinding(.schema, at: place(of: .action), String((value.string ?? "").prefix(40)))
        }
        return action
    }

    private func identifier(_ value: JSONTree?, at place: FieldPlace) throws(EventFinding) -> EventIdentifier {
        guard let text = value?.string else { throw EventFinding(.schema, at: place) }
        let identifier: EventIdentifier
        do throws(CodeFault) { identifier = try EventIdentifier(text) } catch { throw EventFinding(error, at: place) }
        if identifier.kind == .foreign, !URIText.isURI(text) { throw EventFinding(.schema, at: place, String(text.prefix(60))) }
        return identifier
    }

    private mutating func thing(_ value: JSONTree?, at place: FieldPlace) throws(EventFinding) -> EventIdentifier {
        let identifier = try identifier(value, at: place)
        if identifier.isPadded { warn(.gtinPadded, at: place) }
        switch identifier.kind {
        case .instance: break
        case .itemClass: throw EventFinding(.classNotInstance, at: place)
        case .place, .party: throw EventFinding(.notAThing, at: place)
        case .other, .foreign: if LedgerTerms.itemKey(identifier) == nil { noteForeign() }
        }
        return identifier
    }

    private mutating func parent(mayBePlace: Bool) throws(EventFinding) -> EventIdentifier? {
        guard let value = self[.parentID] else { return nil }
        let place = place(of: .parentID)
        if mayBePlace, let identifier = try? identifier(value, at: place), identifier.kind == .place { return identifier }
        return try thing(value, at: place)
    }

    private mutating func instances(_ field: EventField) throws(EventFinding) -> [EventIdentifier] {
        guard let value = self[field] else { return [] }
        let place = place(of: field)
        guard let values = value.array else { throw EventFinding(.schema, at: place) }
        if values.count > rules.limits.listCountMax { throw EventFinding(.listTooLong, at: place, String(values.count)) }
        var list: [EventIdentifier] = []
        list.reserveCapacity(values.count)
        var seen: Set<String> = []
        for (index, value) in values.enumerated() {
            let inner = place.element(index)
            let identifier = try thing(value, at: inner)
            if values.count > 1, !seen.insert(identifier.canonical).inserted { throw EventFinding(.repeatedEPC, at: inner) }
            list.append(identifier)
        }
        return list
    }

    // MARK: Quantities

    private mutating func quantities(_ field: EventField) throws(EventFinding) -> Int {
        guard let value = self[field] else { return 0 }
        let place = place(of: field)
        guard let values = value.array else { throw EventFinding(.schema, at: place) }
        if values.count > rules.limits.listCountMax { throw EventFinding(.listTooLong, at: place, String(values.count)) }
        var seen: Set<String> = []
        for (index, value) in values.enumerated() {
            let inner = place.element(index)
            guard let members = value.members, members.allSatisfy({ ["epcClass", "quantity", "uom"].contains($0.name) }), value["epcClass"] != nil else {
                throw EventFinding(.schema, at: inner)
            }
            let itemClass = try identifier(value["epcClass"], at: inner.member("epcClass"))
            switch itemClass.kind {
            case .instance: throw EventFinding(.instanceNotClass, at: inner.member("epcClass"))
            case .place, .party: throw EventFinding(.notAThing, at: inner.member("epcClass"))
            case .itemClass, .other, .foreign: break
            }
            if itemClass.isPadded { warn(.gtinPadded, at: inner.member("epcClass")) }
            try quantity(of: value, at: inner)
            if !seen.insert(itemClass.canonical + " " + (value["uom"]?.string ?? "")).inserted { warn(.repeatedClass, at: inner) }
        }
        return values.count
    }

    private mutating func quantity(of value: JSONTree, at place: FieldPlace) throws(EventFinding) {
        if let unit = value["uom"] {
            guard let text = unit.string, EventShape.isUnit(text) else {
                throw EventFinding(.badUnit, at: place.member("uom"), String((unit.string ?? "").prefix(20)))
            }
        }
        guard let quantity = value["quantity"] else { return warn(.unspecifiedQuantity, at: place) }
        guard case .number(let digits) = quantity else { throw EventFinding(.schema, at: place.member("quantity")) }
        guard let number = Double(digits), number.isFinite, number > 0, value["uom"] != nil || number == number.rounded() else {
            throw EventFinding(.badQuantity, at: place.member("quantity"), String(digits.prefix(40)))
        }
    }

    // MARK: Places and parties

    mutating func whereAndWho(_ event: inout EPCISEvent) throws(EventFinding) {
        event.readPoint = try place(in: .readPoint)
        event.bizLocation = try place(in: .bizLocation, known: event.readPoint)
        event.sources = try endpoints(.sourceList, "source")
        event.destinations = try endpoints(.destinationList, "destination")
    }

    /// Where it stays is mostly where it was read: `known` is not read twice.
    private mutating func place(in field: EventField, known: EventIdentifier? = nil) throws(EventFinding) -> EventIdentifier? {
        guard let value = self[field] else { return nil }
        let outer = place(of: field)
        // Nearly all have an id and nothing else.
        let id: JSONTree
        if let sole = value.sole("id") {
            id = sole
        } else {
            try checkNames(of: value, ["id"], at: outer)
            guard let named = value["id"] else { throw EventFinding(.schema, at: outer, "id") }
            noteForeign()
            id = named
        }
        if let known, known.kind == .place, case .string(let text) = id, text == known.text { return known }
        return try self.place(id, at: outer.member("id"))
    }

    private mutating func place(_ value: JSONTree?, at place: FieldPlace) throws(EventFinding) -> EventIdentifier {
        let identifier = try identifier(value, at: place)
        switch identifier.kind {
        case .place: break
        case .foreign: if LedgerTerms.place(identifier) == nil { warn(.foreignPlace, at: place) }
        default: throw EventFinding(.notAPlace, at: place)
        }
        return identifier
    }

    private mutating func endpoints(_ list: EventField, _ name: StaticString) throws(EventFinding) -> [EPCISEvent.Endpoint] {
        guard let value = self[list] else { return [] }
        let outer = place(of: list)
        let field = String(describing: name)
        guard let values = value.array else { throw EventFinding(.schema, at: outer) }
        var found: [EPCISEvent.Endpoint] = []
        var seen: Set<String> = []
        for (index, value) in values.enumerated() {
            let inner = outer.element(index)
            guard let members = value.members, members.allSatisfy({ $0.name == "type" || $0.name == field }), value["type"] != nil, value[field] != nil
            else { throw EventFinding(.schema, at: inner) }
            let type = try term(value["type"], .sourceType, at: inner.member("type"))
            guard seen.insert(type.uri).inserted else { throw EventFinding(.repeatedType, at: inner) }
            found.append(.init(type: type, identifier: try endpoint(value[field], type, at: inner.member(name))))
        }
        return found
    }

    private mutating func endpoint(_ value: JSONTree?, _ type: Term, at place: FieldPlace) throws(EventFinding) -> EventIdentifier {
        let identifier = try identifier(value, at: place)
        switch (type.word, identifier.kind) {
        case ("location", .party): throw EventFinding(.partyNotPlace, at: place)
        case ("location", _): return try self.place(value, at: place)
        case (_, .place): warn(.placeAsParty, at: place)
        default: break
        }
        return identifier
    }
}
