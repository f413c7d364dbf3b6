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
    /// What refused attempts would have come to; nil where none were handed in: the ledger has none.
    package var attempts: AttemptReport?
}

/// What became of attempted sales that were refused at the time.
package struct AttemptReport: Sendable {
    /// Those that occurred since then and were never recorded.
    package var tried = TrialFigure()
    /// Allowed now, by the rule that refused it then.
    package var allowed: [String: TrialFigure] = [:]
    /// Refused still, by the rule that would refuse it now.
    package var refused: [ReasonCode: TrialFigure] = [:]
    /// Mended and recorded later: the ledger has it.
    package var recordedLater = 0
    /// Movements other than sales, and sales before that moment.
    package var leftOut = 0
}

/// A movement that was handed in and refused, with the reason that was given.
package struct RefusedAttempt: Sendable {
    package var movement: Movement
    package var code: String

    package init(_ movement: Movement, code: String) {
        self.movement = movement
        self.code = code
    }
}

/// Replays the ledger's movements under a proposed policy: a fold over the entries that writes nothing. A sale that would
/// have been refused takes nothing from quota and limits afterwards, and its goods go on as the ledger has them without
/// being judged again until they are sold again. Sales that were refused at the time are not in the ledger: who has them
/// hands them in. Each is judged before the first entry about its goods or its traveller that occurred later; where it
/// would have been allowed it takes from quota and limits from then on, and its goods too go on as the ledger has them.
package struct PolicyTrial {
    private let reader: any LedgerReader
    private let view: ReplayView
    private let since: Timestamp
    private var group: [Entry] = []
    /// Items whose sale the proposal refuses.
    private var outside: Set<ItemKey> = []
    private var report: TrialReport
    private var attempts: PendingAttempts

    package static func run(
        _ policy: Policy, since: Timestamp, _ reader: any LedgerReader, attempts: [RefusedAttempt]? = nil, progress: (UInt64) throws -> Void = { _ in }
    ) throws -> TrialReport {
        let book = try reader.policies().trying(policy, since: since)
        var trial = PolicyTrial(reader: reader, view: ReplayView(reader, book: book), since: since, report: TrialReport(policy: policy.id, since: since))
        if let attempts { try trial.handIn(attempts) }
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
        try trial.judge(trial.attempts.takeAll())
        return trial.report
    }

    private init(reader: any LedgerReader, view: ReplayView, since: Timestamp, report: TrialReport) {
        self.reader = reader
        self.view = view
        self.since = since
        self.report = report
        attempts = PendingAttempts()
    }

    /// The entries of one movement are together.
    private mutating func judge() throws {
        defer { group.removeAll(keepingCapacity: true) }
        guard let first = group.first else { return }
        let named = group.compactMap { $0.link.flatMap { $0.via == nil ? $0.item : nil } }
        guard var movement = first.movement(items: named) else { return }
        if !attempts.isEmpty { try judge(attempts.take(before: movement, of: group.compactMap(\.link?.item))) }
        let isSale = movement.type == .sale || movement.type == .exchange
        let isJudged = movement.occurred >= since
        let fen = PolicyTrial.fen(movement)
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
                if let trip = movement.statedTrip, view.trip(trip.id) == nil {
                    view.note(.trip, MasterRow(name: trip.id.text, data: trip.data, seq: first.seq))
                }
            }
            carryOn(group)
        }
    }

    // MARK: What was refused at the time

    private mutating func handIn(_ refused: [RefusedAttempt]) throws {
        var report = AttemptReport()
        var seen: Set<Movement> = []
        // The same row in two files is one attempt.
        for attempt in refused where seen.insert(attempt.movement).inserted {
            let movement = attempt.movement
            guard movement.type == .sale || movement.type == .exchange, movement.occurred >= since else {
                report.leftOut += 1
                continue
            }
            let items = try movement.items.map { try reader.identity(of: $0) ?? $0 }
            if try isRecorded(movement, items) {
                report.recordedLater += 1
            } else {
                attempts.add(attempt, items: items)
                report.tried.add(items: items.count, fen: PolicyTrial.fen(movement), movement.person)
            }
        }
        self.report.attempts = report
    }

    /// Whether the same goods were sold to the same traveller after all.
    private func isRecorded(_ movement: Movement, _ items: [ItemKey]) throws -> Bool {
        if let event = movement.event, try reader.event(event) != nil { return true }
        guard let person = movement.person, !items.isEmpty else { return false }
        return try items.allSatisfy { item in
            EffectiveHistory(try reader.chain(of: item).compactMap(\.entry.recorded)).movements.contains {
                ($0.movement.type == .sale || $0.movement.type == .exchange) && $0.movement.person == person && $0.movement.occurred >= movement.occurred
            }
        }
    }

    private mutating func judge(_ due: [RefusedAttempt]) throws {
        for attempt in due {
            let movement = attempt.movement
            let fen = PolicyTrial.fen(movement)
            do {
                try Lifecycle.precheck(movement, in: view)
                // As at the till: recorded when it occurred.
                let admitted = try Lifecycle.admit(movement, recorded: movement.occurred, in: view)
                noteTravellers(admitted)
                report.attempts?.allowed[attempt.code, default: TrialFigure()].add(items: movement.items.count, fen: fen, movement.person)
            } catch let refusal as Refusal {
                report.attempts?.refused[refusal.code, default: TrialFigure()].add(items: movement.items.count, fen: fen, movement.person)
            }
        }
    }

    private static func fen(_ movement: Movement) -> Int64 { times(movement.data["priceFen"]?.integer ?? 0, movement.items.count) }

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
        noteTravellers(admitted)
    }

    private func noteTravellers(_ admitted: AdmittedMovement) {
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

/// Attempts that wait for their moment.
private struct PendingAttempts {
    private struct Waiting {
        let attempt: RefusedAttempt
        let items: [ItemKey]
        let place: Int
    }

    private var waiting: [Int: Waiting] = [:]
    private var byItem: [ItemKey: [Int]] = [:]
    private var byPerson: [PersonCode: [Int]] = [:]
    private var count = 0

    var isEmpty: Bool { waiting.isEmpty }

    mutating func add(_ attempt: RefusedAttempt, items: [ItemKey]) {
        waiting[count] = Waiting(attempt: attempt, items: items, place: count)
        for item in items { byItem[item, default: []].append(count) }
        if let person = attempt.movement.person { byPerson[person, default: []].append(count) }
        count += 1
    }

    /// Those that occurred before this movement of the same goods or the same traveller, oldest first.
    mutating func take(before movement: Movement, of items: [ItemKey]) -> [RefusedAttempt] {
        var places: Set<Int> = []
        for item in items { places.formUnion(byItem[item] ?? []) }
        if let person = movement.person { places.formUnion(byPerson[person] ?? []) }
        return take(places.filter { waiting[$0].map { $0.attempt.movement.occurred < movement.occurred } ?? false })
    }

    mutating func takeAll() -> [RefusedAttempt] { take(Set(waiting.keys)) }

    private mutating func take(_ places: Set<Int>) -> [RefusedAttempt] {
        let due = places.compactMap { waiting.removeValue(forKey: $0) }
        for each in due {
            for item in each.items { byItem[item]?.removeAll { $0 == each.place } }
            if let person = each.attempt.movement.person { byPerson[person]?.removeAll { $0 == each.place } }
        }
        return due.sorted { ($0.attempt.movement.occurred, $0.place) < ($1.attempt.movement.occurred, $1.place) }.map(\.attempt)
    }
}
