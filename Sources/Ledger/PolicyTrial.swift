import Cryptography
package import DutyFree
package import Wire

/// What a count of a trial is about: items, money and travellers.
package struct TrialFigure: Sendable {
    package private(set) var items: Int64 = 0
    package private(set) var fen: Int64 = 0
    private var persons: Set<PersonCode> = []

    package var travellers: Int { persons.count }

    mutating func add(items count: Int, fen: Int64, _ person: PersonCode?) {
        items += Int64(count)
        let (sum, overflow) = self.fen.addingReportingOverflow(fen)
        self.fen = overflow ? .max : sum
        if let person { persons.insert(person) }
    }
}

/// What a ledger's history would have been under a proposed policy (`policy try`).
package struct TrialReport: Sendable {
    package var policy: PolicyID
    package var since: Timestamp
    /// Sales in the ledger that occurred since then.
    package var sales = TrialFigure()
    /// Sales that would have been refused, by rule.
    package var refused: [ReasonCode: TrialFigure] = [:]
    /// What would have been refused of other movements, by rule.
    package var otherRefused: [ReasonCode: TrialFigure] = [:]
    /// Sales of which a part was taxed, and none would have had to be; `fen` is that part.
    package var freed = TrialFigure()
}

/// Replays the ledger's movements under a proposed policy: a fold over the entries that writes nothing. A sale that would
/// have been refused takes nothing from quota and limits afterwards, and its goods go on as the ledger has them without
/// being judged again until they are sold again. Sales that were refused at the time are not in the ledger: only what was
/// taxed can turn out to be allowed.
package struct PolicyTrial {
    private let reader: any LedgerReader
    private let view: ReplayView
    private let since: Timestamp
    private var group: [Entry] = []
    /// Items whose sale the proposal refuses.
    private var outside: Set<ItemKey> = []
    private var report: TrialReport

    package static func run(
        _ policy: Policy, since: Timestamp, _ reader: any LedgerReader, progress: (UInt64) throws -> Void = { _ in }
    ) throws -> TrialReport {
        let book = try reader.policies().trying(policy, since: since)
        var trial = PolicyTrial(reader: reader, view: ReplayView(reader, book: book), since: since, report: TrialReport(policy: policy.id, since: since))
        try reader.scan(0..<reader.size()) { seq, body in
            let entry = try Entry(body)
            if let last = trial.group.last, last.event != entry.event || entry.kind != .movement { try trial.judge() }
            switch entry.kind {
            case .movement: trial.group.append(entry)
            case .party, .location, .product:
                if let kind = MasterKind(rawValue: entry.kind.rawValue), let name = entry.masterName {
                    trial.view.note(kind, MasterRow(name: name, data: entry.data, seq: seq))
                }
            default: break
            }
            if seq % 8_192 == 0 { try progress(seq) }
            return true
        }
        try trial.judge()
        return trial.report
    }

    private init(reader: any LedgerReader, view: ReplayView, since: Timestamp, report: TrialReport) {
        self.reader = reader
        self.view = view
        self.since = since
        self.report = report
    }

    /// The entries of one movement are together.
    private mutating func judge() throws {
        defer { group.removeAll(keepingCapacity: true) }
        guard let first = group.first else { return }
        let named = group.compactMap { $0.link.flatMap { $0.via == nil ? $0.item : nil } }
        guard var movement = first.movement(items: named) else { return }
        let isSale = movement.type == .sale || movement.type == .exchange
        let isJudged = movement.occurred >= since
        let fen = PolicyTrial.times(movement.data["priceFen"]?.integer ?? 0, named.count)
        if isSale, isJudged { report.sales.add(items: named.count, fen: fen, movement.person) }
        if movement.type.isAboutAnEntry {
            if named.contains(where: outside.contains) { return carryOn(group) }
            movement.items = []
        } else if !isSale {
            carryOn(group.filter { $0.link.map { outside.contains($0.item) } ?? false })
            movement.items.removeAll(where: outside.contains)
            // A departure without goods still says that the traveller left.
            if movement.items.isEmpty, !named.isEmpty, movement.type != .depart { return }
        }
        movement.items = movement.items.map { view.item($0)?.code ?? $0 }
        do {
            try note(free(&movement, first.at, isJudged) ?? Lifecycle.admit(movement, recorded: first.at, in: view))
        } catch let refusal as Refusal {
            if isJudged {
                if isSale {
                    report.refused[refusal.code, default: TrialFigure()].add(items: named.count, fen: fen, movement.person)
                } else {
                    report.otherRefused[refusal.code, default: TrialFigure()].add(items: max(1, named.count), fen: 0, movement.person)
                }
            }
            if isSale {
                outside.formUnion(group.compactMap(\.link?.item))
                if let trip = movement.statedTrip, view.trip(trip.id) == nil { view.note(.trip, MasterRow(name: trip.id.text, data: trip.data, seq: first.seq)) }
            }
            carryOn(group)
        }
    }

    /// A taxed sale without its tax: what it becomes where that would have been allowed, else nil.
    private mutating func free(_ movement: inout Movement, _ at: Timestamp, _ isJudged: Bool) throws -> AdmittedMovement? {
        guard isJudged, let taxed = movement.data["taxedFen"]?.integer, taxed > 0 else { return nil }
        var untaxed = movement
        untaxed.data["taxedFen"] = nil
        guard let admitted = try? Lifecycle.admit(untaxed, recorded: at, in: view) else { return nil }
        report.freed.add(items: movement.items.count, fen: PolicyTrial.times(taxed, movement.items.count), movement.person)
        return admitted
    }

    private static func times(_ fen: Int64, _ count: Int) -> Int64 {
        let (product, overflow) = fen.multipliedReportingOverflow(by: Int64(count))
        return overflow ? .max : product
    }

    private mutating func note(_ admitted: AdmittedMovement) {
        for step in admitted.steps {
            guard let after = step.after, let entry = group.first(where: { $0.link?.item == after.key }) else { continue }
            if admitted.movement.type == .sale || admitted.movement.type == .exchange && step.viaParent { outside.remove(after.key) }
            view.note(ItemHead(item: after, latest: after.lastOccurred, n: entry.link?.n ?? 0, seq: entry.seq, hash: .zero, row: nil))
        }
        for trip in admitted.trips { view.note(.trip, MasterRow(name: trip.id.text, data: trip.data, seq: 0)) }
        for standing in admitted.standings { view.note(.person, MasterRow(name: standing.person.text, data: standing.data, seq: 0)) }
    }

    /// Lets items go the way that the ledger says, unjudged; they take nothing from quotas.
    private func carryOn(_ entries: [Entry]) {
        for entry in entries {
            guard let link = entry.link else { continue }
            let before = view.heads[link.item]?.item
            let chain = (try? reader.chain(of: link.item, size: entry.seq + 1)) ?? []
            guard var item = Lifecycle.replay(chain.compactMap(\.entry.recorded)) else { continue }
            item.facts.charges = before?.facts.charges ?? []
            view.note(ItemHead(item: item, latest: item.lastOccurred, n: link.n, seq: entry.seq, hash: .zero, row: nil))
        }
    }
}
