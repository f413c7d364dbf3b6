import DutyFree
import EPCIS
package import Ledger
package import Wire

/// Makes events of entries. One event for each entry that is a movement's own (what moved with its carton is said by the
/// carton's): an event that was handed out once keeps its id for ever, also when one of several items is corrected later.
package final class EventExporter {
    private let reader: any LedgerReader
    private let mapping: EventMapping
    /// Facts of a person go out only where they are asked for.
    private let withPersons: Bool
    private var parties: [PartyCode: Party] = [:]
    private var locations: [LocationPath: Location] = [:]
    /// The kept event handed out last: the entries made of one stand together.
    private var lastKept: SequenceNumber?
    private let labels: PastLabels

    package init(_ reader: any LedgerReader, mapping: EventMapping, withPersons: Bool) throws {
        self.reader = reader
        self.mapping = mapping
        self.withPersons = withPersons
        for row in try reader.masters(.location) {
            let path = LocationPath(row.name)
            locations[path] = try? Location(path: path, data: row.data)
        }
        labels = try PastLabels(reader)
    }

    /// The events of an entry: none where it is no movement's own, two for an exchange, a new label, a correction.
    package func events(of entry: Entry) throws -> [JSONTree] {
        if entry.kind == .document { return try keptAlone(entry) }
        guard entry.kind == .movement, entry.link?.via == nil, let recorded = entry.recorded else { return [] }
        // What came in as an event of somebody else's goes out as it came, at the first entry asked for of those made of it.
        if let event = entry.event, !event.hasPrefix(MovementContent.derivedPrefix), let seq = try keptEntry(of: event, recorded.movement.type) {
            defer { lastKept = seq }
            return try lastKept == seq ? [] : reader.body(at: seq).map { try kept(Entry($0)) } ?? []
        }
        switch recorded.movement.type {
        case .correct, .void: return try declaration(recorded)
        default: return try events(recorded.movement, at: entry.seq, from: entry.link?.from)
        }
    }

    // MARK: Kept events

    /// Where the event is kept that a movement was made of; nil for a movement of our own.
    private func keptEntry(of event: String, _ type: MovementType) throws -> SequenceNumber? {
        if let seq = try reader.event(KeptEvent.id(event)) { return seq }
        // A declaration that took several entries back: they are numbered from the second on.
        guard type == .void, let end = event.lastIndex(of: " "), event[end...].dropFirst().allSatisfy(\.isNumber) else { return nil }
        return try reader.event(KeptEvent.id(String(event[..<end])))
    }

    /// An event of which nothing was made; the others go out with what was.
    private func keptAlone(_ entry: Entry) throws -> [JSONTree] {
        guard entry.type == KeptEvent.documentType, entry.data["part"]?.integer ?? 1 == 1, let name = entry.data["number"]?.string,
            try reader.event(name) == nil
        else { return [] }
        return try kept(entry)
    }

    private func kept(_ entry: Entry) throws -> [JSONTree] {
        var text = entry.data["foreign"]?.string ?? ""
        let parts = entry.data["parts"]?.integer ?? 1
        for offset in 1..<max(1, UInt64(clamping: parts)) {
            guard let body = try reader.body(at: entry.seq + offset) else { break }
            text += try Entry(body).data["foreign"]?.string ?? ""
        }
        guard let tree = try? JSONTree.parse(Array(text.utf8)) else { return [] }
        return [BareWords.spelled(tree)]
    }

    // MARK: Corrections

    /// The events that are taken back, unchanged and under their ids, with the declaration; then those that hold.
    private func declaration(_ recorded: RecordedMovement) throws -> [JSONTree] {
        guard let item = recorded.movement.items.first, let reference = recorded.movement.reference else { return [] }
        let history = try reader.chain(of: item, size: recorded.seq).compactMap { $0.entry.recorded }
        let before = EffectiveHistory(history)
        let root = before.subject[reference] ?? reference
        guard let wrong = before.movements.first(where: { $0.seq == root }), let body = try reader.body(at: root) else { return [] }
        let from = try Entry(body).link?.from
        let original = try events(wrong.movement, at: root, from: from)
        let isVoid = recorded.movement.type == .void
        let right =
            isVoid
            ? []
            : try EffectiveHistory(history + [recorded]).movements.filter { $0.seq == root }
                .flatMap { try events($0.movement, at: root, from: from) }
        var declaration: [JSONTree.Member] = [
            .init("declarationTime", .string(recorded.movement.occurred.formatted())),
            .init("reason", .string(isVoid ? "did_not_occur" : "incorrect_data")),
        ]
        declaration += terms(of: recorded.movement)
        var taken: [JSONTree] = []
        var holding: [JSONTree] = []
        for (index, event) in original.enumerated() {
            guard case .object(var members) = event else { continue }
            var declaration = declaration
            // Corrected into itself: the fact is of ours alone (a person left out), and EPCIS has no other event for it.
            if index < right.count, let id = right[index]["eventID"], id != event["eventID"] {
                declaration.insert(.init("correctiveEventIDs", .array([id])), at: 2)
                holding.append(right[index])
            }
            members.append(.init("errorDeclaration", .object(declaration)))
            taken.append(.object(members))
        }
        return taken + holding
    }

    // MARK: One movement

    private func events(_ movement: Movement, at seq: SequenceNumber, from: LocationPath?) throws -> [JSONTree] {
        guard let row = EventRow.row(movement.type) else { return [] }
        let item = try movement.items.first.map { try labels.label(of: $0, before: seq) }
        var facts = EventFacts(row: row, movement: movement, item: item, from: from)
        switch movement.type {
        case .relabel:
            var old = facts
            old.action = .delete
            old.word = ("decommissioning", "inactive")
            facts.item = movement.data["code"]?.string.map(ItemKey.init(trusted:))
            return [
                event(old, terms: [.init("dfl:movement", "relabel")]), event(facts, terms: terms(of: movement) + [.init("dfl:replaces", .string(uri(item)))]),
            ]
        case .exchange:
            var sold = facts
            sold.item = movement.data["with"]?.string.map(ItemKey.init(trusted:))
            sold.word = ("retail_selling", "retail_sold")
            sold.documents = movement.documents.filter { $0.key == .receipt }
            facts.documents[.receipt] = nil
            var receipt: [JSONTree.Member] = []
            if let number = movement.documents[.receipt]?.number { receipt = [.init("dfl:doc.receipt", .string(number))] }
            return [event(facts, terms: terms(of: movement) + receipt), event(sold, terms: [.init("dfl:movement", "exchange")])]
        default: return [event(facts, terms: terms(of: movement))]
        }
    }

    /// Puts an event together, fields in the order of the standard's examples, and its id over all of them.
    private func event(_ facts: EventFacts, terms: [JSONTree.Member]) -> JSONTree {
        var kind = facts.row.kind
        // Without goods there is nothing to observe: the papers are all there is.
        let isPaper = facts.item == nil
        if isPaper { kind = .transaction }
        var members: [JSONTree.Member] = [
            .init("type", .string(kind.rawValue)), .init("eventTime", .string(facts.movement.occurred.formatted())),
            .init("eventTimeZoneOffset", "+08:00"),
        ]
        switch kind {
        case .aggregation:
            let parent = facts.movement.data["parent"]?.string.map(ItemKey.init(trusted:))
            members.append(.init("parentID", .string(uri(parent))))
            if parent != facts.item { members.append(.init("childEPCs", .array([.string(uri(facts.item))]))) }
        default: members.append(.init("epcList", .array(isPaper ? [] : [.string(uri(facts.item))])))
        }
        let word = word(facts)
        members.append(.init("action", .string(isPaper ? "ADD" : facts.action.rawValue)))
        members.append(.init("bizStep", .string(isPaper ? "other" : word.bizStep)))
        if let disposition = word.disposition, !isPaper { members.append(.init("disposition", .string(disposition))) }
        members += places(facts)
        members += papers(facts, mustHave: kind == .transaction)
        members += endpoints(facts)
        members += terms
        let tree = JSONTree.object(members)
        members.insert(.init("eventID", .string(EventHash.id(of: tree, EventDocument.context))), at: 1)
        return .object(members)
    }

    private func uri(_ item: ItemKey?) -> String { LedgerTerms.uri(ofItem: item?.text ?? "") }

    private func word(_ facts: EventFacts) -> (bizStep: String, disposition: String?) {
        if let word = facts.word { return word }
        let words = facts.row.words
        let movement = facts.movement
        switch movement.type {
        case .inspect, .verifyGoods: return words[movement.data["result"]?.string == "fail" ? 1 : 0]
        case .relocate:
            let place = movement.to.flatMap(location)
            return words[place?.kind == .store && place?.role != .hold ? 1 : 0]
        case .loss: return words[["theft", "stolen", "盗失"].contains(movement.data["cause"]?.string) ? 1 : 0]
        case .enter where mapping.hasSupplierCodes: return ("accepting", nil)
        default: return words[0]
        }
    }

    /// A known place, or the nearest one that it lies in.
    private func location(_ path: LocationPath) -> Location? {
        var next: LocationPath? = path
        while let candidate = next {
            if let known = locations[candidate] { return known }
            next = candidate.parent
        }
        return nil
    }

    private func places(_ facts: EventFacts) -> [JSONTree.Member] {
        guard facts.item != nil, facts.row.place != .nowhere else { return [] }
        let leaves = facts.row.place == .leaves
        guard let path = leaves ? facts.from ?? (facts.movement.type == .depart ? facts.movement.to : nil) : facts.movement.to ?? facts.from else { return [] }
        let place = JSONTree.object([.init("id", .string(mapping.uri(of: path)))])
        return leaves ? [.init("readPoint", place)] : [.init("readPoint", place), .init("bizLocation", place)]
    }

    private func papers(_ facts: EventFacts, mustHave: Bool) -> [JSONTree.Member] {
        var list: [JSONTree] = facts.documents.sorted { $0.key.rawValue < $1.key.rawValue }.map { kind, document in
            .object([
                .init("type", .string(facts.row.transactionType(of: kind))),
                .init("bizTransaction", .string(mapping.uri(ofDocument: document.number, by: facts.movement.by))),
            ])
        }
        if list.isEmpty && mustHave {
            let trip = facts.movement.data["trip"]
            let id = withPersons ? trip?.string ?? trip?.object?["id"]?.string ?? "-" : "-"
            list = [
                .object([
                    .init("type", .string(LedgerTerms.namespace + "BTT-trip")),
                    .init("bizTransaction", .string(mapping.uri(ofDocument: id, by: facts.movement.by))),
                ])
            ]
        }
        return list.isEmpty ? [] : [.init("bizTransactionList", .array(list))]
    }

    private func endpoints(_ facts: EventFacts) -> [JSONTree.Member] {
        guard facts.row.parties != .none, facts.item != nil else { return [] }
        func list(_ name: String, _ path: LocationPath?, _ party: PartyCode?) -> [JSONTree.Member] {
            var ends: [JSONTree] = []
            func add(_ type: String, _ uri: String) { ends.append(.object([.init("type", .string(type)), .init(name, .string(uri))])) }
            if let path { add("location", mapping.uri(of: path)) }
            if let party = party ?? path.flatMap({ location($0)?.party }) { add(facts.row.parties.rawValue, mapping.uri(of: party)) }
            return ends.isEmpty ? [] : [.init(name + "List", .array(ends))]
        }
        switch facts.movement.type {
        // Customs take what somebody had.
        case .seize, .confiscate: return list("source", facts.from, nil) + list("destination", nil, facts.movement.by)
        case .unseize: return list("source", nil, facts.movement.by) + list("destination", facts.movement.to, nil)
        default: return list("source", facts.from, nil) + list("destination", facts.movement.to, nil)
        }
    }

    // MARK: Terms of ours

    private static let personal: Set<String> = ["person", "trip", "age", "resident", "province"]

    /// What the movement says and EPCIS has no field for, under the names that a row of `record` has.
    private func terms(of movement: Movement) -> [JSONTree.Member] {
        var terms: [JSONTree.Member] = [.init("dfl:movement", .string(movement.type.rawValue)), .init("dfl:by", .string(movement.by.text))]
        if let to = movement.to { terms.append(.init("dfl:to", .string(to.text))) }
        if withPersons, let person = movement.person { terms.append(.init("dfl:person", .string(person.text))) }
        for (kind, document) in movement.documents.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            if movement.type.isAboutAnEntry { terms.append(.init("dfl:doc." + kind.rawValue, .string(document.number))) }
            if let hash = document.sha256 { terms.append(.init("dfl:doc." + kind.rawValue + ".sha256", .string(hash))) }
        }
        for member in movement.data.members where withPersons || !EventExporter.personal.contains(member.name) {
            terms += EventExporter.term(member.name, member.value)
        }
        return terms
    }

    /// A trip is parted into its facts; truth is a word, because tools disagree on how to spell it in a hash.
    private static func term(_ name: String, _ value: JSONValue) -> [JSONTree.Member] {
        switch value {
        case .object(let object) where name == "trip": object.members.flatMap { term("trip." + $0.name, $0.value) }
        case .bool(let flag): [.init("dfl:" + name, .string(flag ? "true" : "false"))]
        default: [.init("dfl:" + name, JSONTree(value))]
        }
    }
}

/// What an event is made from; `word`, `item`, `documents` and `action` differ where a movement is two events.
private struct EventFacts {
    let row: EventRow
    let movement: Movement
    var item: ItemKey?
    let from: LocationPath?
    var action: EPCISEvent.Action
    var word: (bizStep: String, disposition: String?)?
    var documents: [DocumentKind: DocumentReference]

    init(row: EventRow, movement: Movement, item: ItemKey?, from: LocationPath?) {
        self.row = row
        self.movement = movement
        self.item = item
        self.from = from
        action = row.action
        documents = movement.documents
    }
}
