import Cryptography
package import DutyFree
package import GS1
package import Supervision
import TransparencyLog
package import Wire

/// The life of an append. Made inside a write transaction, it admits movements one after the other, each judged by what
/// the ones before it left; nothing is durable before the transaction ends, and `finish` seals it with a checkpoint.
///
///     submission ─▶ precheck ─▶ event seen before? ─▶ admit ─▶ entries (bytes, hash, links) ─▶ flush ─▶ finish
package final class Recorder {
    let writer: any LedgerWriter
    private let signer: LogSigner
    private let clock: () -> Timestamp
    let view: RecorderView
    @exclusivity(unchecked) private var edge: TreeEdge
    @exclusivity(unchecked) private var last: LastEntry
    private let sizeBefore: UInt64
    let keyRing: KeyRing
    private let keepsFlows: Bool
    /// Who recorded something in this transaction.
    @exclusivity(unchecked) private var parties: Set<PartyCode> = []
    @exclusivity(unchecked) private var lastParty: PartyCode?
    private let hasher: SHA256Hasher
    /// What refused movements tell, for whoever raises alerts: a refusal itself writes nothing.
    package private(set) var attempts: [RiskAttempt.Made] = []
    @exclusivity(unchecked) private var content = ByteWriter()
    /// How many bytes of entries, and how many changed items, are held before they are handed to the store.
    private static let pendingBytesMax = 1 << 20
    private static let pendingItemsMax = 40_000

    /// Opens the ledger for appending. Throws `RecorderFault` where it has no genesis, where the key is not its own, or
    /// where its tiles and its last checkpoint disagree. Without flows the account does not close any more: only to measure what
    /// they cost. `rememberedMax` is how many items, labels and events are held between two batches.
    package init(
        _ writer: any LedgerWriter, signer: LogSigner, keepsFlows: Bool = true, rememberedMax: Int = 100_000, clock: @escaping () -> Timestamp
    ) throws {
        self.writer = writer
        self.signer = signer
        self.clock = clock
        self.keepsFlows = keepsFlows
        sizeBefore = try writer.size()
        hasher = try SHA256Hasher()
        keyRing = sizeBefore > 0 ? try KeyRing(writer) : KeyRing(only: signer.verifierKey)
        last = try LastEntry.read(writer, size: sizeBefore, signer: signer, ring: keyRing, hasher: hasher)
        edge = try TreeEdge(size: sizeBefore, writer)
        view = RecorderView(writer, flushed: sizeBefore, rememberedMax: rememberedMax)
        try requireSignedEdge()
    }

    /// Entries, those not yet flushed included.
    package var size: UInt64 { edge.size }

    /// Admits and writes one movement, or says why not. Throws only faults of the store.
    package func record(_ submission: Submission) throws -> Outcome {
        try flushIfFull()
        guard let event = submission.referenceEvent else { return try record(submission.movement, naming: nil) }
        // An entry may be named by its event: then `ref` is not missing, whether or not there is such an entry.
        var movement = submission.movement
        let seq = try view.event(event)
        movement.reference = seq ?? 0
        return try record(movement, naming: seq == nil ? event : nil)
    }

    /// `unknownEvent` is the event by which it names an entry that is not there.
    private func record(_ movement: Movement, naming unknownEvent: String?) throws -> Outcome {
        do {
            try Lifecycle.precheck(movement, in: view)
            if let unknownEvent { throw Refusal(.unknownEntry, facts: ["ref": unknownEvent]) }
            let items = try identities(of: movement.items)
            let movement = try withKeyedParent(movement)
            let identity = try eventIdentity(of: movement, items: items)
            if let seq = try alreadyRecorded(movement, items: items, identity: identity) {
                return .alreadyRecorded(seq)
            }
            let (at, _) = moment()
            let admitted = try Lifecycle.admit(movement, recorded: at, in: view)
            return try write(admitted, items: items, identity: identity)
        } catch let refusal as Refusal {
            try note(attempt: movement, refusal)
            return .refused(refusal)
        }
    }

    /// How many of them are kept in one run: a file of nothing else tells no more.
    package static let attemptsMax = 1_000

    private func note(attempt movement: Movement, _ refusal: Refusal) throws {
        guard attempts.count < Recorder.attemptsMax, let code = refusal.item, let key = try view.identity(of: code), let head = try view.head(of: key),
            let alert = try RiskAttempt.alert(movement, refusal, item: head.item, last: head.seq, under: view.policies())
        else { return }
        attempts.append(.init(alert: alert, by: movement.by))
    }

    /// Writes master data unless it is already so. Answers the entry's position, or nil where nothing changed.
    package func record(_ kind: EntryKind, name: String, data: JSONObject, by: PartyCode?) throws -> SequenceNumber? {
        guard kind != .policy, let master = MasterKind(rawValue: kind.rawValue) else { return nil }
        // Its row is as long as its entry: both go together, of a file of products too.
        if view.pendingBytes >= Recorder.pendingBytesMax { try flush() }
        if try view.master(master, name)?.data == data { return nil }
        let seq = size
        try append { entry in
            entry.kind = kind
            entry.by = by
            entry.data = data
        }
        view.note(master, MasterRow(name: name, data: data, seq: seq))
        return seq
    }

    /// Writes entry 0.
    func record(_ genesis: Genesis) throws {
        try append { entry in
            entry.kind = .genesis
            entry.data = genesis.data
        }
    }

    /// Writes that a document was seen: a declaration, or an input file that was recorded.
    package func record(document type: String, event: String, data: JSONObject, by: PartyCode?) throws -> SequenceNumber {
        try flushIfFull()
        let seq = size
        let (at, _) = moment()
        try append { entry in
            entry.kind = .document
            entry.type = type
            entry.by = by
            entry.event = event
            entry.occurred = at
            entry.data = data
        }
        view.note(event: event, at: seq)
        return seq
    }

    /// The first entry with this event id, where one is kept by id.
    package func event(_ id: String) throws -> SequenceNumber? { try view.event(id) }

    /// An entry as it stands, written in this transaction or before it.
    package func entry(at seq: SequenceNumber) throws -> (Entry, EntryHash)? {
        guard let body = try view.body(at: seq) else { return nil }
        return (try Entry(body), SHA256.leaf(body))
    }

    /// An item as it stands, by its key or today's label.
    package func item(_ code: ItemKey) throws -> Item? { try view.item(code) }

    package func product(_ gtin: GTIN) throws -> Product? { try view.product(gtin) }

    package func party(_ code: PartyCode) throws -> Party? { try view.party(code) }

    /// Seals what was written with a signed checkpoint. Answers nil where nothing was.
    package func finish() throws -> Commit? {
        guard edge.size > sizeBefore else { return nil }
        try flush()
        try edge.write(to: writer)
        let root = edge.root
        let own = try parties.sorted().compactMap { party throws -> VerifierKey? in
            guard let key = keyRing.key(of: party, at: sizeBefore) else { return nil }
            guard signer.parties.contains(where: { $0.verifierKey == key }) else { throw RecorderFault.partyKeyNeeded(party, keyID: key.keyIDHex) }
            return key
        }
        let note = try signer.sign(size: edge.size, root: root, parties: own)
        try writer.put(checkpoint: note, size: edge.size)
        return Commit(before: sizeBefore, size: edge.size, root: root, note: note)
    }

    // MARK: Idempotency

    private struct EventIdentity {
        var id: String
        /// Whether the id stands in the event table: given by a source, or of a movement that names no item.
        var isKept: Bool
    }

    private func eventIdentity(of movement: Movement, items: [ItemKey]) throws -> EventIdentity {
        if let given = movement.event {
            guard !MovementContent.isReserved(given) else { throw Refusal(.eventConflict, facts: ["event": given, "seq": "-"]) }
            return EventIdentity(id: given, isKept: true)
        }
        content.removeAll()
        MovementContent.append(movement, items: items, to: &content)
        let digest = hasher.hash(content.bytes)
        return EventIdentity(id: digest.hex(after: MovementContent.derivedPrefix), isKept: items.isEmpty)
    }

    /// The keys for life of what the codes name; most codes are keys.
    private func identities(of codes: [ItemKey]) throws -> [ItemKey] {
        var items = codes
        for (index, code) in codes.enumerated() {
            if let key = try view.identity(of: code), key != code { items[index] = key }
        }
        return items
    }

    /// The set that items are packed into goes by its key for life, like the items: its label may be another one tomorrow.
    private func withKeyedParent(_ movement: Movement) throws -> Movement {
        guard let parent = movement.data["parent"]?.string, let key = try view.identity(of: ItemKey(trusted: parent)), key.text != parent else {
            return movement
        }
        var movement = movement
        movement.data["parent"] = .string(key.text)
        return movement
    }

    private func alreadyRecorded(
        _ movement: Movement, items: [ItemKey], identity: EventIdentity
    ) throws -> SequenceNumber? {
        if identity.isKept {
            guard let seq = try view.event(identity.id) else { return nil }
            if movement.event != nil, try !hasSameContent(movement, items: items, asEntryAt: seq) {
                throw Refusal(.eventConflict, facts: ["event": identity.id, "seq": String(seq)])
            }
            return seq
        }
        guard let first = items.first, let head = try view.head(of: first), movement.occurred <= head.latest else {
            return nil
        }
        return try view.find(event: identity.id, inChainOf: head)
    }

    private func hasSameContent(_ movement: Movement, items: [ItemKey], asEntryAt seq: SequenceNumber) throws -> Bool {
        guard var recorded = try view.submitted(at: seq) else { return false }
        // What the rules completed was not submitted.
        for member in recorded.data.members where movement.type == .exchange && movement.data[member.name] == nil {
            recorded.data[member.name] = nil
        }
        var other = ByteWriter()
        MovementContent.append(recorded, items: recorded.items, to: &other)
        content.removeAll()
        MovementContent.append(movement, items: items, to: &content)
        return content.bytes.elementsEqual(other.bytes)
    }

    // MARK: Writing

    private func write(_ admitted: AdmittedMovement, items: [ItemKey], identity: EventIdentity) throws -> Outcome {
        let movement = admitted.movement
        if admitted.steps.count > 1 { try requireRoom(for: movement, event: identity.id) }
        let first = size
        for step in admitted.steps {
            let before = try step.after.flatMap { try view.head(of: $0.key) }
            var life = try movement.type.isAboutAnEntry ? step.after.map { try view.life(of: $0.key) } : nil
            try append { entry in
                entry.kind = .movement
                entry.type = movement.type.rawValue
                entry.by = movement.by
                entry.event = identity.id
                entry.occurred = movement.occurred
                entry.documents = movement.documents
                entry.person = movement.person
                entry.policy = admitted.policy?.id
                entry.reference = movement.reference
                entry.data = movement.data
                if let after = step.after {
                    entry.link = ItemLink(
                        item: after.key, n: before.map { $0.n + 1 } ?? 0,
                        previous: before.map { .init(seq: $0.seq, hash: $0.hash) }, state: after.state,
                        from: step.before?.location, to: Recorder.destination(of: step, movement),
                        via: step.via)
                }
            }
            if let after = step.after {
                view.note(
                    ItemHead(
                        item: after, latest: max(before?.latest ?? movement.occurred, movement.occurred),
                        n: before.map { $0.n + 1 } ?? 0, seq: last.seq, hash: last.hash, row: before?.row),
                    before: before?.item)
                if life != nil {
                    if let entry = try view.recorded(last.seq) { life?.fold(entry) { view.count($0, $1) } }
                } else if keepsFlows, let flow = Flow(movement, before: step.before, after: after) {
                    view.count(flow, 1)
                }
            }
        }
        for trip in admitted.trips {
            view.note(.trip, MasterRow(name: trip.id.text, data: trip.data, seq: first))
        }
        for standing in admitted.standings {
            view.note(.person, MasterRow(name: standing.person.text, data: standing.data, seq: first))
        }
        if identity.isKept { view.note(event: identity.id, at: first) }
        return .recorded(first: first, count: admitted.steps.count, alerts: admitted.alerts)
    }

    /// Of a movement's entries either all are written or none: where there are several, what they share must leave room
    /// for what differs from item to item.
    private func requireRoom(for movement: Movement, event: String) throws {
        content.removeAll()
        MovementContent.append(movement, items: [], to: &content)
        let longest = content.count + event.utf8.count + Recorder.ownBytesMax
        guard longest > Entry.bodyBytesMax else { return }
        throw Refusal(.tooLarge, facts: ["bytes": String(longest), "max": String(Entry.bodyBytesMax)])
    }

    /// More than what an entry says beside its movement: links, times, positions, keys and places.
    private static let ownBytesMax = 2_048

    /// `to` of an entry: what the movement named; for an entry that follows from another item's, or from `correct` or
    /// `void`, where the item is now or is bound for, if that changed.
    package static func destination(of step: Step, _ movement: Movement) -> LocationPath? {
        if !step.viaParent && !movement.type.isAboutAnEntry { return movement.to }
        guard let after = step.after else { return nil }
        let place = after.location ?? after.destination
        return place == step.before?.location ? nil : place
    }

    /// The recorder's time for an entry: its clock, but never before the entry before; and what the clock said if not.
    func moment() -> (at: Timestamp, clock: Timestamp?) {
        let now = clock()
        guard let previous = last.at, now < previous else { return (now, nil) }
        return (previous, now)
    }

    func append(_ fill: (inout Entry) throws -> Void) throws {
        let (at, clock) = moment()
        var entry = Entry(seq: size, at: at, clock: clock, prev: last.hashIfAny, kind: .movement)
        try fill(&entry)
        if let by = entry.by, by != lastParty {
            parties.insert(by)
            lastParty = by
        }
        let hash = try view.append(entry, hasher: hasher)
        edge.append(hash)
        last = LastEntry(seq: entry.seq, at: at, hash: hash, isEmpty: false)
    }

    /// Writes a step of what is a fold of its entries — a count, a call, an alert — and what they leave of it: the row `name` of
    /// `master`. It occurred now, unless told otherwise.
    func append(
        _ kind: EntryKind, _ type: String, by: PartyCode?, event: String, occurred: Timestamp? = nil, reference: SequenceNumber?, data: JSONObject,
        leaving row: JSONObject, in master: MasterKind, _ name: String
    ) throws {
        let seq = size
        let (at, _) = moment()
        try append { entry in
            entry.kind = kind
            entry.type = type
            entry.by = by
            entry.event = event
            entry.occurred = occurred ?? at
            entry.reference = reference
            entry.data = data
        }
        view.note(event: event, at: seq)
        view.note(master, MasterRow(name: name, data: row, seq: seq))
    }

    /// Only between movements: a movement's entries, heads and events are handed over together. Before each one, not behind what
    /// was written: of an input that is refused, or recorded already, there is nothing but what was looked up for it.
    private func flushIfFull() throws {
        if view.pendingItems >= Recorder.pendingItemsMax || view.remembersMuch {
            try flush()
        } else if view.pendingBytes >= Recorder.pendingBytesMax {
            try view.flushEntries()
            try edge.writeFullTiles(to: writer)
        }
    }

    func flush() throws {
        try view.flush()
        try edge.writeFullTiles(to: writer)
    }

    /// The log signs only what extends the last checkpoint that it signed: tiles and note must agree before we append.
    private func requireSignedEdge() throws {
        guard sizeBefore > 0 else { return }
        guard let (size, note) = try writer.lastCheckpoint() else {
            throw RecorderFault.inconsistent("there is no checkpoint")
        }
        let checkpoint: Checkpoint
        do {
            // A commit that named a new key was itself sealed with the one before.
            checkpoint = try CosignedCheckpoint(note: Array(note.utf8), origin: signer.origin, keys: keyRing.keys).checkpoint
        } catch {
            throw RecorderFault.inconsistent("the last checkpoint is not signed by this ledger's key")
        }
        guard size == sizeBefore, checkpoint.size == sizeBefore, checkpoint.root == edge.root else {
            throw RecorderFault.inconsistent("the last checkpoint is not of the entries that are there")
        }
    }
}

/// What the next entry must follow.
struct LastEntry {
    var seq: SequenceNumber
    var at: Timestamp?
    var hash: EntryHash
    var isEmpty: Bool

    var hashIfAny: EntryHash? { isEmpty ? nil : hash }

    static func read(
        _ reader: any LedgerReader, size: UInt64, signer: LogSigner, ring: KeyRing, hasher: SHA256Hasher
    ) throws -> LastEntry {
        guard size > 0 else { return LastEntry(seq: 0, at: nil, hash: .zero, isEmpty: true) }
        let genesis = try Genesis.read(reader)
        guard ring.key(at: size) == signer.verifierKey, genesis.origin == signer.origin else {
            throw RecorderFault.wrongKey(ledger: ring.key(at: size).text, key: signer.verifierKey.text)
        }
        guard let body = try reader.body(at: size - 1) else {
            throw RecorderFault.inconsistent("entry \(size - 1) is missing")
        }
        let entry: Entry
        do { entry = try Entry(body) } catch { throw RecorderFault.malformedEntry(size - 1, error) }
        let hash = body.withUnsafeBytes { hasher.hash(prefix: 0, $0) }
        return LastEntry(seq: size - 1, at: entry.at, hash: hash, isEmpty: false)
    }
}
