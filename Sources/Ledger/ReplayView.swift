import DutyFree
import GS1
import Supervision
import Wire

/// Everything the rules may ask, built from the entries alone and kept in memory: what a verifier believes instead of
/// the projections. Deliberately plain; `RecorderView` is its fast counterpart.
final class ReplayView: LedgerView {
    private let reader: any LedgerReader
    private(set) var heads: [ItemKey: ItemHead] = [:]
    private(set) var labels: [ItemKey: ItemKey] = [:]
    private(set) var masters: [MasterKind: [String: MasterRow]] = [:]
    private(set) var events: [String: SequenceNumber] = [:]
    private var members: [ItemKey: Set<ItemKey>] = [:]
    private var parties: [PartyCode: Party] = [:]
    private var locations: [LocationPath: Location] = [:]
    private(set) var products: [GTIN: Product] = [:]
    private var lives: [ItemKey: AccountLife] = [:]
    private var deltas = Deltas<Flow>()
    private(set) var book = PolicyBook()

    init(_ reader: any LedgerReader) { self.reader = reader }

    /// Judges by these policies, whatever the entries say of policies.
    init(_ reader: any LedgerReader, book: PolicyBook) {
        self.reader = reader
        self.book = book
    }

    func note(_ head: ItemHead) {
        let key = head.item.key
        let before = heads[key]?.item
        heads[key] = head
        for code in [before?.code, head.item.code] { if let code, code != key { labels[code] = key } }
        if before?.parent != head.item.parent {
            if let old = before?.parent { members[old]?.remove(key) }
            if let new = head.item.parent { members[new, default: []].insert(key) }
        }
    }

    /// An entry that may change the account: it took the item to another standing, or is about an entry that did.
    func note(_ entry: RecordedMovement, of item: ItemKey) {
        lives[item, default: AccountLife()].fold(entry) { deltas.add($1, to: $0) }
    }

    func note(_ kind: MasterKind, _ row: MasterRow) {
        masters[kind, default: [:]][row.name] = row
        switch kind {
        case .party: parties[PartyCode(row.name)] = try? Party(code: PartyCode(row.name), data: row.data)
        case .location:
            locations[LocationPath(row.name)] = try? Location(path: LocationPath(row.name), data: row.data)
        case .product: if let gtin = GTIN(digits14: row.name) { products[gtin] = try? Product(gtin: gtin, data: row.data) }
        case .trip, .person, .count, .close, .key, .call, .policy, .alert: break
        }
    }

    /// A policy that may be recorded: `PolicyEntry` has judged it.
    func note(_ policy: Policy, _ book: PolicyBook, seq: SequenceNumber) {
        note(.policy, MasterRow(name: policy.id.text, data: policy.document, seq: seq))
        self.book = book
    }

    func policies() -> PolicyBook { book }

    func note(event id: String, at seq: SequenceNumber) { if events[id] == nil { events[id] = seq } }

    /// Lines of the account.
    var flows: [Flow: Int64] { deltas.lines }

    /// Items by place, product and state.
    var stock: [StockKey: Int64] {
        var stock: [StockKey: Int64] = [:]
        for head in heads.values {
            guard let product = head.item.product else { continue }
            stock[StockKey(location: head.item.location, product: product, state: head.item.state), default: 0] += 1
        }
        return stock
    }

    func party(_ code: PartyCode) -> Party? { parties[code] }
    func location(_ path: LocationPath) -> Location? { locations[path] }
    func product(_ gtin: GTIN) -> Product? { products[gtin] }

    func item(_ code: ItemKey) -> Item? {
        if let head = heads[code] { return head.item }
        guard let item = labels[code].flatMap({ heads[$0] })?.item, item.code == code else { return nil }
        return item
    }

    func successor(ofRetired code: ItemKey) -> ItemKey? {
        guard let item = (heads[code] ?? labels[code].flatMap { heads[$0] })?.item, item.code != code else { return nil }
        return item.code
    }

    func members(of parent: ItemKey) -> [ItemKey] { (members[parent] ?? []).sorted() }

    func trip(_ id: TripID) -> Trip? {
        masters[.trip]?[id.text].flatMap { try? Trip(id: id, data: $0.data) }
    }

    func standing(of person: PersonCode) -> PersonStanding? {
        masters[.person]?[person.text].flatMap { try? PersonStanding(person: person, data: $0.data) }
    }

    func history(of item: ItemKey) throws -> [RecordedMovement] {
        var history: [RecordedMovement] = []
        var next = heads[item]?.seq
        while let seq = next, let body = try reader.body(at: seq), let entry = try? Entry(body) {
            if let recorded = entry.recorded { history.append(recorded) }
            next = entry.link?.previous.flatMap { $0.seq < seq ? $0.seq : nil }
        }
        return history.reversed()
    }

    func recorded(_ seq: SequenceNumber) throws -> RecordedMovement? {
        try reader.body(at: seq).flatMap { try? Entry($0) }?.recorded
    }
}
