import Cryptography
import DutyFree
import Glibc
import Supervision
import Wire

/// Level 3: the meaning. Reads every entry in order, checks its form and its item chain, and lets the rules judge each
/// movement again from what the entries before it left. What comes out is also what the projections must be.
struct MeaningVerifier {
    let reader: any LedgerReader
    /// The hash of each entry, from level 2.
    let leaves: [EntryHash]
    /// Entries that level 2 found altered: nothing that they say is judged, nor what rests on it.
    let altered: Set<SequenceNumber>
    let view: ReplayView
    let progress: (UInt64) -> Void

    private var lastAt: Timestamp?
    private var group: [Entry] = []
    /// Position of the last entry that could be read, and of the first one behind an entry that could not.
    private var lastRead: SequenceNumber?
    private var torn: SequenceNumber?
    private let bytes = EntryWriter()
    private let closes: ClosesToCheck
    private var signatures: PartySignatures
    /// Items whose chain cannot be followed any more: reported once, then left alone.
    private(set) var lost: Set<ItemKey> = []
    private(set) var isWhole = true

    init(
        reader: any LedgerReader, leaves: [EntryHash], altered: Set<SequenceNumber>,
        progress: @escaping (UInt64) -> Void
    ) {
        self.reader = reader
        self.leaves = leaves
        self.altered = altered
        self.progress = progress
        view = ReplayView(reader)
        closes = ClosesToCheck(reader)
        signatures = PartySignatures(reader)
    }

    mutating func verify(into report: inout VerificationReport) throws {
        let size = UInt64(leaves.count)
        var seen: UInt64 = 0
        var copy = self
        try reader.scan(0..<size) { seq, body in
            copy.read(seq, body, into: &report)
            seen += 1
            if seen % 8_192 == 0 { copy.progress(8_192) }
            return true
        }
        copy.closeGroup(into: &report)
        self = copy
    }

    private mutating func read(
        _ seq: SequenceNumber, _ body: UnsafeRawBufferPointer, into report: inout VerificationReport
    ) {
        let entry: Entry
        do {
            entry = try Entry(body)
        } catch {
            isWhole = false
            if altered.contains(seq) { return }
            report.add(Finding(.notAnEntry, seq: seq, facts: ["fault": String(describing: error)]))
            return
        }
        if let lastRead, seq != lastRead + 1 { tear(at: seq) }
        lastRead = seq
        if !altered.contains(seq) { checkForm(entry, seq, body, into: &report) }
        if let last = group.last, last.event != entry.event || entry.kind != .movement { closeGroup(into: &report) }
        switch entry.kind {
        case .movement: group.append(entry)
        case .genesis: break
        case .document: if let event = entry.event { view.note(event: event, at: seq) }
        case .party, .location, .product: noteMaster(entry)
        case .policy: notePolicy(entry, into: &report)
        case .close: noteClose(entry, into: &report)
        case .key:
            let isRevocation = entry.type == KeyStep.revoke.rawValue
            if entry.type.flatMap(KeyStep.init(rawValue:)) == nil || !isRevocation && KeyRing.key(entry) == nil {
                report.add(Finding(.notAnEntry, seq: seq, facts: ["fault": "key"]))
            }
            noteMaster(entry)
        case .count: noteFolded(entry, into: &report) { try view.fold(count: $0) }
        case .call, .answer: noteFolded(entry, into: &report) { try view.fold(call: $0) }
        case .alert: noteFolded(entry, into: &report) { try view.fold(alert: $0) }
        }
        signatures.note(entry, into: &report)
        if altered.contains(seq) { return }
        lastAt = entry.at
        report.at = entry.at
    }

    private mutating func checkForm(
        _ entry: Entry, _ seq: SequenceNumber, _ body: UnsafeRawBufferPointer, into report: inout VerificationReport
    ) {
        // Our own writing gives the bytes back, or (with fields that later versions add) canonical form does.
        if !bytes.writes(entry, as: body), !CanonicalJSON.isCanonical(body) {
            report.add(Finding(.notCanonical, seq: seq, items: entry.link.map { [$0.item] } ?? []))
        } else if body.contains(where: { $0 >= 0x80 }), !NFC.isNormalized(String(decoding: body, as: UTF8.self)) {
            report.add(Finding(.notCanonical, seq: seq, facts: ["form": "NFC"], items: entry.link.map { [$0.item] } ?? []))
        }
        if let lastAt, entry.at < lastAt {
            report.add(Finding(.timeWentBack, seq: seq, facts: ["at": entry.at.formatted(), "before": lastAt.formatted()]))
        }
        if entry.seq != seq { report.add(Finding(.wrongPosition, seq: seq, facts: ["says": String(entry.seq)])) }
        guard let link = entry.link, !lost.contains(link.item) else { return }
        if let previous = link.previous, altered.contains(previous.seq) { return lose(link.item) }
        let before = groupHead(of: link.item) ?? view.heads[link.item].map { ($0.seq, $0.n) }
        let expected = before.map { ItemLink.Previous(seq: $0.seq, hash: leaves[Int($0.seq)]) }
        if link.previous != expected || link.n != (before.map { $0.n + 1 } ?? 0) {
            lose(link.item)
            report.add(
                Finding(
                    .brokenItemChain, seq: seq,
                    facts: ["n": String(link.n), "back": link.previous.map { String($0.seq) } ?? "-"],
                    items: [link.item]))
        }
    }

    /// An item named twice in one movement has its earlier entry still in the open group.
    private func groupHead(of item: ItemKey) -> (seq: SequenceNumber, n: UInt64)? {
        group.last { $0.link?.item == item }.flatMap { entry in entry.link.map { (entry.seq, $0.n) } }
    }

    private mutating func lose(_ item: ItemKey) {
        lost.insert(item)
        isWhole = false
    }

    private func noteMaster(_ entry: Entry) {
        guard let kind = MasterKind(rawValue: entry.kind.rawValue), let name = entry.masterName else { return }
        view.note(kind, MasterRow(name: name, data: entry.data, seq: entry.seq))
    }

    /// Judges a policy as the recorder did; what the movements behind it are judged by.
    private mutating func notePolicy(_ entry: Entry, into report: inout VerificationReport) {
        let party = entry.by.flatMap { view.party($0) }
        let isFounding = entry.by == nil && entry.seq == UInt64(view.book.count) + 1
        do throws(Refusal) {
            guard let (policy, book) = try PolicyEntry.admit(entry.data, by: party, code: entry.by, isFounding: isFounding, in: view.book)
            else { throw Refusal(.policyExists, facts: ["policy": entry.data["id"]?.string ?? "-"]) }
            view.note(policy, book, seq: entry.seq)
        } catch {
            isWhole = false
            report.add(Finding(.notAdmissible, seq: entry.seq, facts: error.facts.merging(["code": error.code.rawValue]) { a, _ in a }))
        }
    }

    /// An entry of a count or a call: folded in as the recorder did.
    private func noteFolded(_ entry: Entry, into report: inout VerificationReport, _ fold: (Entry) throws -> Void) {
        if let event = entry.event { view.note(event: event, at: entry.seq) }
        do {
            try fold(entry)
        } catch {
            // What rests on an entry that is in doubt is not judged.
            guard isWhole else { return }
            let refusal = error as? Refusal
            report.add(
                Finding(
                    .notAdmissible, seq: entry.seq,
                    facts: (refusal?.facts ?? [:]).merging(["code": refusal?.code.rawValue ?? "fault"]) { a, _ in a }))
        }
    }

    /// Computes what the day was closed with from what the replay has, and compares.
    private mutating func noteClose(_ entry: Entry, into report: inout VerificationReport) {
        noteMaster(entry)
        guard let commitment = StateCommitment(data: entry.data), commitment.size == entry.seq else {
            report.add(Finding(.notAnEntry, seq: entry.seq, facts: ["fault": "close"]))
            return
        }
        // Damage before it leaves nothing to compare with.
        guard isWhole, closes.wants(entry.seq) else { return }
        let prices = view.products.mapValues(\.unitPriceFen)
        let state = LedgerState(heads: view.heads.values, size: entry.seq, prices: prices)
        guard let own = try? state.commitment(date: commitment.date), own.data == entry.data else {
            report.add(Finding(.wrongCommitment, seq: entry.seq, facts: ["date": commitment.date]))
            return
        }
        report.commitments += 1
    }

    /// An entry between the last and this one is gone or cannot be read. The movement that it may have belonged to, on
    /// either side of the gap, is incomplete and not judged.
    private mutating func tear(at seq: SequenceNumber) {
        abandonGroup()
        torn = seq
    }

    private mutating func abandonGroup() {
        lost.formUnion(group.compactMap(\.link?.item))
        isWhole = false
        keepStated()
        if let first = group.first, let event = first.event, !event.hasPrefix(MovementContent.derivedPrefix) {
            view.note(event: event, at: first.seq)
        }
        group.removeAll(keepingCapacity: true)
    }

    /// The entries of one movement are together: judge it.
    private mutating func closeGroup(into report: inout VerificationReport) {
        guard let first = group.first else { return }
        defer { group.removeAll(keepingCapacity: true) }
        let items = group.compactMap { $0.link.flatMap { $0.via == nil ? $0.item : nil } }
        let all = group.compactMap(\.link?.item)
        if first.seq == torn || group.contains(where: { altered.contains($0.seq) }) { return abandonGroup() }
        guard var movement = first.movement(items: items) else {
            report.add(Finding(.notAnEntry, seq: first.seq, items: all))
            isWhole = false
            return
        }
        if movement.type.isAboutAnEntry { movement.items = [] }
        guard lost.isDisjoint(with: all) else {
            lost.formUnion(all)
            keepStated()
            return
        }
        do {
            movement.items = movement.items.map { view.item($0)?.code ?? $0 }
            try Lifecycle.precheck(movement, in: view)
            let admitted = try Lifecycle.admit(movement, recorded: first.at, in: view)
            compare(admitted, into: &report)
        } catch {
            let refusal = error as? Refusal
            report.add(
                Finding(
                    .notAdmissible, seq: first.seq,
                    facts: (refusal?.facts ?? [:]).merging(["code": refusal?.code.rawValue ?? "fault"]) { a, _ in a },
                    items: all))
            lost.formUnion(all)
            isWhole = false
            keepStated()
        }
    }

    /// Where the rules cannot follow, the chain still must: keep what the entries state of their place in it.
    private func keepStated() {
        for entry in group {
            guard let link = entry.link, var head = view.heads[link.item] else { continue }
            head.n = link.n
            head.seq = entry.seq
            head.hash = leaves[Int(entry.seq)]
            view.note(head)
        }
    }

    private mutating func compare(_ admitted: AdmittedMovement, into report: inout VerificationReport) {
        guard admitted.steps.count == group.count else {
            report.add(
                Finding(
                    .wrongEffect, seq: group[0].seq,
                    facts: ["entries": String(group.count), "expected": String(admitted.steps.count)],
                    items: group.compactMap(\.link?.item)))
            lost.formUnion(group.compactMap(\.link?.item))
            isWhole = false
            return
        }
        for (entry, step) in zip(group, admitted.steps) {
            let to = Recorder.destination(of: step, admitted.movement)
            let agrees =
                entry.link?.item == step.after?.key && entry.link?.state == step.after?.state
                && entry.link?.from == step.before?.location && entry.link?.to == to
                && entry.link?.via == step.via && entry.policy == admitted.policy?.id
            if !agrees {
                report.add(
                    Finding(
                        .wrongEffect, seq: entry.seq,
                        facts: [
                            "state": entry.link?.state.rawValue ?? "-", "expected": step.after?.state.rawValue ?? "-",
                            "to": entry.link?.to?.text ?? "-", "expectedTo": to?.text ?? "-",
                            "policy": entry.policy?.text ?? "-", "expectedPolicy": admitted.policy?.id.text ?? "-",
                        ], items: entry.link.map { [$0.item] } ?? []))
            }
            guard let after = step.after else { continue }
            let occurred = admitted.movement.occurred
            let before = view.heads[after.key]
            view.note(
                ItemHead(
                    item: after, latest: max(before?.latest ?? occurred, occurred), n: entry.link?.n ?? 0,
                    seq: entry.seq, hash: leaves[Int(entry.seq)], row: nil))
            let isCrossing = step.before.map { AccountStanding($0.state) } != AccountStanding(after.state)
            if isCrossing || admitted.movement.type.isAboutAnEntry, let recorded = entry.recorded { view.note(recorded, of: after.key) }
        }
        for trip in admitted.trips { view.note(.trip, MasterRow(name: trip.id.text, data: trip.data, seq: group[0].seq)) }
        for standing in admitted.standings {
            view.note(.person, MasterRow(name: standing.person.text, data: standing.data, seq: group[0].seq))
        }
        // Ids given by a source, and those of movements that name no item, are kept by id.
        if let event = group[0].event, !event.hasPrefix(MovementContent.derivedPrefix) || admitted.movement.items.isEmpty {
            view.note(event: event, at: group[0].seq)
        }
    }
}

extension Entry {
    /// What master data is about: a party's code, a location's path, a product's GTIN.
    package var masterName: String? {
        switch kind {
        case .party: data["code"]?.string
        case .location: data["path"]?.string
        case .product: data["gtin"]?.string
        case .count: data["count"]?.string
        case .call, .answer: data["call"]?.string
        case .alert: String(reference ?? seq)
        case .policy: data["id"]?.string
        case .close, .key: String(seq)
        case .genesis, .document, .movement: nil
        }
    }
}

/// Which state commitments are computed again: all of a small ledger; of a large one the latest, as far as the work stays
/// within a few times that of reading the entries.
private struct ClosesToCheck {
    private let wanted: Set<SequenceNumber>?
    private static let rowsMax = 20_000_000

    init(_ reader: any LedgerReader) {
        let rows = (try? reader.masters(.close)) ?? []
        var left = ClosesToCheck.rowsMax
        var wanted: Set<SequenceNumber> = []
        for row in rows.sorted(by: { $0.seq > $1.seq }) {
            left -= Int(clamping: StateCommitment(data: row.data)?.itemCount ?? 0)
            if left < 0, !wanted.isEmpty { break }
            wanted.insert(row.seq)
        }
        self.wanted = wanted.count < rows.count ? wanted : nil
    }

    func wants(_ seq: SequenceNumber) -> Bool { wanted?.contains(seq) ?? true }
}

/// Writes an entry as we do and compares: one buffer for all of them.
private final class EntryWriter {
    private var writer = ByteWriter(capacity: 1 << 16)

    func writes(_ entry: Entry, as body: UnsafeRawBufferPointer) -> Bool {
        writer.removeAll()
        entry.append(to: &writer)
        guard writer.count == body.count, let ours = writer.bytes.baseAddress, let theirs = body.baseAddress else { return false }
        return memcmp(ours, theirs, body.count) == 0
    }
}
