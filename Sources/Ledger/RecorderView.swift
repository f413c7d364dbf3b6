import Cryptography
import DutyFree
import GS1
import Supervision
import Wire

/// What the rules see while a transaction is under way: the store, with what was written since laid over it.
/// Reads of the store are remembered; `flush` hands over what changed and forgets the rest.
final class RecorderView: LedgerView {
    private let writer: any LedgerWriter
    /// Entries below this position are in the store; the rest are in `bytes`.
    private var flushed: SequenceNumber

    // Asked for many times a movement, by this class alone and never while one is being changed: exclusive access needs
    // no check at run time, which was 4 % of an append.

    // Entries not handed over yet: bodies one after the other, and where each ends.
    @exclusivity(unchecked) private var bytes = ByteWriter(capacity: 1 << 16)
    @exclusivity(unchecked) private var ends: [Int] = []

    /// What is known of an item's head: read from the store, or written since. A reference, because one movement asks
    /// for the same item many times; the last one asked for is found without a search.
    private final class Slot {
        var head: ItemHead?
        var isChanged = false
        init(_ head: ItemHead?) { self.head = head }
    }
    @exclusivity(unchecked) private var slots: [ItemKey: Slot] = [:]
    @exclusivity(unchecked) private var lastAsked: (key: ItemKey, slot: Slot)?
    @exclusivity(unchecked) private var changed: [Slot] = []
    private let parents: Parents
    private var labels: [ItemKey: ItemKey] = [:]
    private var newLabels: [(code: ItemKey, item: ItemKey)] = []
    @exclusivity(unchecked) private var joined: [ItemKey: Set<ItemKey>] = [:]
    @exclusivity(unchecked) private var left: [ItemKey: Set<ItemKey>] = [:]
    @exclusivity(unchecked) private var deltas = Deltas<StockKey>()
    @exclusivity(unchecked) private var flows = Deltas<Flow>()
    private var events: [String: SequenceNumber] = [:]
    private var newEvents: [(id: String, seq: SequenceNumber)] = []
    private var changedMasters: [MasterKind: [String: MasterRow]] = [:]

    // Master data as values of the domain; they change rarely and are read for every movement.
    // Only those that there are: an input may name as many others as it has rows.
    private var parties: [PartyCode: Party] = [:]
    private var locations: [LocationPath: Location] = [:]
    @exclusivity(unchecked) private var lastParty: Party?
    @exclusivity(unchecked) private var lastLocation: Location?
    @exclusivity(unchecked) private var products: [GTIN: Product?] = [:]
    @exclusivity(unchecked) private var book: PolicyBook?

    /// Most of each kind that is remembered between two batches.
    private let rememberedMax: Int

    init(_ writer: any LedgerWriter, flushed: SequenceNumber, rememberedMax: Int) {
        self.rememberedMax = rememberedMax
        self.writer = writer
        self.flushed = flushed
        parents = Parents(writer)
    }

    var pendingBytes: Int { bytes.count }
    /// Items that changed; of what names none, like a kept event, the events.
    var pendingItems: Int { max(changed.count, newEvents.count) }
    /// Whether so much was looked up that `flush` would forget some of it.
    var remembersMuch: Bool { remembered > rememberedMax }
    var remembered: Int { max(slots.count, labels.count, events.count, products.count) }

    // MARK: Writing

    /// Encodes the entry behind the pending ones and answers its hash. Throws a `Refusal` where it is longer than an
    /// entry may be, or holds a sum that nobody could read back: in a ledger that only grows it would stay for ever.
    func append(_ entry: Entry, hasher: SHA256Hasher) throws -> EntryHash {
        if entry.kind != .movement, !CanonicalJSON.canBeRead(.object(entry.data)) { throw Refusal(.sumTooLarge, field: "data") }
        let start = bytes.count
        entry.append(to: &bytes)
        let length = bytes.count - start
        guard length <= Entry.bodyBytesMax else {
            bytes.truncate(to: start)
            throw Refusal(.tooLarge, facts: ["bytes": String(length), "max": String(Entry.bodyBytesMax)])
        }
        ends.append(bytes.count)
        return hasher.hash(prefix: 0, UnsafeRawBufferPointer(rebasing: bytes.bytes[start...]))
    }

    func note(_ head: ItemHead, before: Item?) {
        let key = head.item.key
        let slot: Slot
        if let lastAsked, lastAsked.key == key {
            slot = lastAsked.slot
        } else if let known = slots[key] {
            slot = known
        } else {
            slot = Slot(nil)
            slots[key] = slot
        }
        slot.head = head
        if !slot.isChanged {
            slot.isChanged = true
            changed.append(slot)
        }
        if before?.code != head.item.code, head.item.code != key || before != nil {
            relabel(key, from: before?.code ?? key, to: head.item.code)
        }
        if before?.parent != head.item.parent { move(key, from: before?.parent, to: head.item.parent) }
        let after = head.item
        if let before {
            if before.state == after.state, before.location == after.location, before.product == after.product { return }
            count(before, -1)
        }
        count(after, 1)
    }

    private func count(_ item: Item, _ by: Int64) {
        guard let product = item.product else { return }
        deltas.add(by, to: StockKey(location: item.location, product: product, state: item.state))
    }

    /// What a movement adds to a line of the account.
    func count(_ flow: Flow, _ items: Int64) { flows.add(items, to: flow) }

    private func relabel(_ key: ItemKey, from old: ItemKey, to new: ItemKey) {
        for code in [old, new] where code != key {
            labels[code] = key
            newLabels.append((code, key))
        }
    }

    private func move(_ key: ItemKey, from old: ItemKey?, to new: ItemKey?) {
        if let old {
            joined[old]?.remove(key)
            left[old, default: []].insert(key)
        }
        if let new {
            left[new]?.remove(key)
            joined[new, default: []].insert(key)
        }
    }

    func note(_ kind: MasterKind, _ row: MasterRow) {
        changedMasters[kind, default: [:]][row.name] = row
        switch kind {
        case .party:
            parties[PartyCode(row.name)] = nil
            lastParty = nil
        case .location:
            locations[LocationPath(row.name)] = nil
            lastLocation = nil
        case .product: products.removeAll()
        case .policy: book = nil
        case .trip, .person, .count, .close, .key, .call, .alert: break
        }
    }

    func note(event id: String, at seq: SequenceNumber) {
        events[id] = seq
        newEvents.append((id, seq))
    }

    /// Hands over the entries alone: they are written once each, while an item's row is written once however often the
    /// item moves before `flush`.
    func flushEntries() throws {
        guard !ends.isEmpty else { return }
        try writer.append(from: flushed, bytes: bytes.bytes, ends: ends)
        flushed += UInt64(ends.count)
        bytes.removeAll()
        ends.removeAll(keepingCapacity: true)
    }

    /// Hands over all that changed.
    func flush() throws {
        try flushEntries()
        let rows = try writer.put(changed.compactMap(\.head))
        for (slot, row) in zip(changed, rows) {
            slot.head?.row = row
            slot.isChanged = false
        }
        for label in newLabels { try writer.put(label: label.code, of: label.item) }
        try writer.add(deltas.take())
        try writer.add(flows.take())
        for (kind, rows) in changedMasters { for row in rows.values { try writer.put(kind, row) } }
        for event in newEvents { try writer.put(event: event.id, at: event.seq) }
        forget()
    }

    private func forget() {
        changed.removeAll(keepingCapacity: true)
        newLabels.removeAll()
        newEvents.removeAll(keepingCapacity: true)
        changedMasters.removeAll()
        if !joined.isEmpty || !left.isEmpty { parents.forget() }
        joined.removeAll()
        left.removeAll()
        // What was read stays useful for the next batch, as long as it stays small.
        lastAsked = nil
        if slots.count > rememberedMax { slots.removeAll(keepingCapacity: true) }
        if labels.count > rememberedMax { labels.removeAll() }
        if events.count > rememberedMax { events.removeAll() }
        if products.count > rememberedMax { products.removeAll() }
    }

    // MARK: What the rules ask

    func party(_ code: PartyCode) throws -> Party? {
        if let lastParty, lastParty.code == code { return lastParty }
        let party: Party?
        if let known = parties[code] {
            party = known
        } else {
            party = try master(.party, code.text).flatMap { try? Party(code: code, data: $0.data) }
            parties[code] = party
        }
        lastParty = party
        return party
    }

    func location(_ path: LocationPath) throws -> Location? {
        if let lastLocation, lastLocation.path == path { return lastLocation }
        let location: Location?
        if let known = locations[path] {
            location = known
        } else {
            location = try master(.location, path.text).flatMap { try? Location(path: path, data: $0.data) }
            locations[path] = location
        }
        lastLocation = location
        return location
    }

    func product(_ gtin: GTIN) throws -> Product? {
        if let known = products[gtin] { return known }
        let product = try master(.product, gtin.digits14).flatMap { try? Product(gtin: gtin, data: $0.data) }
        products[gtin] = .some(product)
        return product
    }

    func masters(_ kind: MasterKind) throws -> [MasterRow] {
        var rows: [String: MasterRow] = [:]
        for row in try writer.masters(kind) { rows[row.name] = row }
        return rows.merging(changedMasters[kind] ?? [:]) { _, changed in changed }.values.sorted { $0.name < $1.name }
    }

    func master(_ kind: MasterKind, _ name: String) throws -> MasterRow? {
        if let changed = changedMasters[kind]?[name] { return changed }
        return try writer.master(kind, name)
    }

    func head(of key: ItemKey) throws -> ItemHead? { try slot(of: key).head }

    private func slot(of key: ItemKey) throws -> Slot {
        if let lastAsked, lastAsked.key == key { return lastAsked.slot }
        let slot: Slot
        if let known = slots[key] {
            slot = known
        } else {
            slot = Slot(try writer.head(of: key))
            slots[key] = slot
        }
        lastAsked = (key, slot)
        return slot
    }

    /// The key for life of whatever bears or bore this code; nil where nothing does.
    func identity(of code: ItemKey) throws -> ItemKey? {
        if try slot(of: code).head != nil { return code }
        return try labelled(code)
    }

    private func labelled(_ code: ItemKey) throws -> ItemKey? {
        if let known = labels[code] { return known }
        guard let key = try writer.item(labelled: code) else { return nil }
        labels[code] = key
        return key
    }

    func item(_ code: ItemKey) throws -> Item? {
        if let item = try slot(of: code).head?.item { return item }
        guard let key = try labelled(code), let item = try slot(of: key).head?.item, item.code == code else { return nil }
        return item
    }

    func successor(ofRetired code: ItemKey) throws -> ItemKey? {
        guard let key = try identity(of: code), let item = try head(of: key)?.item, item.code != code else { return nil }
        return item.code
    }

    func members(of parent: ItemKey) throws -> [ItemKey] {
        let stored = try parents.members(of: parent)
        if left.isEmpty && joined.isEmpty { return stored.count < 2 ? stored : stored.sorted() }
        var members = Set(stored)
        if let left = left[parent] { members.subtract(left) }
        if let joined = joined[parent] { members.formUnion(joined) }
        return members.sorted()
    }

    func trip(_ id: TripID) throws -> Trip? {
        try master(.trip, id.text).flatMap { try? Trip(id: id, data: $0.data) }
    }

    func standing(of person: PersonCode) throws -> PersonStanding? {
        try master(.person, person.text).flatMap { try? PersonStanding(person: person, data: $0.data) }
    }

    func policies() throws -> PolicyBook {
        if let book { return book }
        let read = try PolicyBook(recorded: masters(.policy))
        book = read
        return read
    }

    func history(of item: ItemKey) throws -> [RecordedMovement] {
        var history: [RecordedMovement] = []
        var next = try head(of: item)?.seq
        while let seq = next, let entry = try entry(at: seq) {
            if let recorded = entry.recorded { history.append(recorded) }
            next = entry.link?.previous?.seq
        }
        return history.reversed()
    }

    /// The item's entries so far as the account sees them.
    func life(of item: ItemKey) throws -> AccountLife {
        var life = AccountLife()
        for entry in try history(of: item) { life.fold(entry) { _, _ in } }
        return life
    }

    func recorded(_ seq: SequenceNumber) throws -> RecordedMovement? { try entry(at: seq)?.recorded }

    // MARK: Entries and events

    func event(_ id: String) throws -> SequenceNumber? {
        if let known = events[id] { return known }
        return try writer.event(id)
    }

    /// Looks for an event id in an item's chain, from its end. One read by primary key an entry, no parsing.
    func find(event id: String, inChainOf head: ItemHead) throws -> SequenceNumber? {
        let needle = Array("\"event\":\"\(id)\"".utf8)
        var next: SequenceNumber? = head.seq
        while let seq = next, let body = try body(at: seq) {
            if EntryScan.contains(needle, in: body) { return seq }
            next = EntryScan.back(in: body)
        }
        return nil
    }

    /// The movement that was submitted with the event of this entry, put together again from its entries.
    func submitted(at first: SequenceNumber) throws -> Movement? {
        guard let entry = try entry(at: first), entry.kind == .movement else { return nil }
        var items: [ItemKey] = []
        var seq = first
        while let member = try self.entry(at: seq), member.event == entry.event {
            if let link = member.link, link.via == nil { items.append(link.item) }
            seq += 1
        }
        // An entry of `correct` or `void` names the item it concerns, which the submission did not.
        let named = entry.type.flatMap(MovementType.init(rawValue:))?.isAboutAnEntry == true ? [] : items
        return entry.movement(items: named)
    }

    func entry(at seq: SequenceNumber) throws -> Entry? {
        guard let body = try body(at: seq) else { return nil }
        do { return try Entry(body) } catch { throw RecorderFault.malformedEntry(seq, error) }
    }

    func body(at seq: SequenceNumber) throws -> [UInt8]? {
        guard seq >= flushed else { return try writer.body(at: seq) }
        let index = Int(seq - flushed)
        guard index < ends.count else { return nil }
        return Array(bytes.bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]])
    }
}
