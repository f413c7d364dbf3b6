package import DutyFree
package import Wire

/// The steps of a count: the `type` of an entry of kind `count`.
package enum CountStep: String, CaseIterable, Sendable {
    case open, read, visit, reconcile, recount, approve, close, cancel
}

/// A count as its entries leave it. Recording and replaying fold the same entries here, so that what may be done next is
/// decided in one place.
///
///     open ─▶ counting ─▶ reconciled ⇄ counting (recount, further reads) ─▶ approved ─▶ closed, or cancelled
package struct CountSession: Hashable, Sendable {
    package enum Status: String, CaseIterable, Sendable {
        case counting, reconciled, approved, closed, cancelled
    }

    /// A read file as it was entered.
    package struct File: Hashable, Sendable {
        package var seq: UInt64
        package var name: String
        package var sha256: String
        package var round: Int
        package var by: PartyCode
        package var zone: LocationPath?
        package var reader: String?
        /// Column names of its own → field names.
        package var columns: [String: String] = [:]
    }

    package let id: String
    /// What `open` said: scope, zones, readers, parameters, snapshot.
    package let plan: JSONObject
    /// The `open` entry, and who made it.
    package let openSeq: UInt64
    package let planner: PartyCode
    package let opened: Timestamp
    package private(set) var status = Status.counting
    package private(set) var round = 1
    package private(set) var files: [File] = []
    package private(set) var visited: [LocationPath] = []
    /// Of the last `reconcile`: the ledger's size it folded in, when, and the result's hash.
    package private(set) var result: (upTo: UInt64, closed: Timestamp, hash: String)? {
        get { resultHash.map { (resultUpTo, resultClosed, $0) } }
        set {
            resultHash = newValue?.hash
            resultUpTo = newValue?.upTo ?? 0
            resultClosed = newValue?.closed ?? opened
        }
    }
    private var resultHash: String?
    private var resultUpTo: UInt64 = 0
    private var resultClosed: Timestamp
    /// Whether the last result asks for a second approver.
    package private(set) var needsSecond = false
    package private(set) var approvers: [PartyCode] = []
    /// Subjects that an approval left out: nothing is posted for them.
    package private(set) var excepted: Set<String> = []
    /// Rounds that were asked for, to whom.
    package private(set) var recounters: [PartyCode] = []
    /// What the last of them was asked to look at again.
    package private(set) var recountClasses: [CountClass] = []

    package var scope: [LocationPath] { (plan["scope"]?.array ?? []).compactMap(\.string).map { LocationPath($0) } }
    package var snapshot: UInt64 { UInt64(clamping: plan["snapshot"]?.integer ?? 0) }
    /// Empty where anyone with the role may count.
    package var counters: [PartyCode] { (plan["counters"]?.array ?? []).compactMap(\.string).map { PartyCode($0) } }
    package var isOpen: Bool { status != .closed && status != .cancelled }
    /// Everybody who counted.
    package var counted: Set<PartyCode> { Set(files.map(\.by)).union(visitors) }
    private var visitors: Set<PartyCode> = []

    /// Opens a count. Throws `count-overlap` where an open count has a place of this one.
    package init(
        id: String, by: PartyCode, plan: JSONObject, seq: UInt64, at: Timestamp, besides others: some Sequence<CountSession>
    ) throws(Refusal) {
        self.id = id
        self.plan = plan
        openSeq = seq
        planner = by
        opened = at
        resultClosed = at
        guard !scope.isEmpty else { throw Refusal(.missingField, field: "scope", facts: ["field": "scope"]) }
        for other in others where other.isOpen {
            if other.id == id { throw Refusal(.countNotAllowed, facts: ["count": id, "status": other.status.rawValue, "step": "open"]) }
            for place in scope {
                if let shared = other.scope.first(where: { $0.contains(place) || place.contains($0) }) {
                    throw Refusal(.countOverlap, facts: ["count": other.id, "location": shared.text])
                }
            }
        }
    }

    /// Which roles may record a step.
    package static func roles(_ step: CountStep) -> Set<PartyRole> {
        switch step {
        case .open, .reconcile, .recount, .cancel: [.approver, .customs, .warehouse, .store]
        case .read, .visit: [.counter, .warehouse, .store, .pickup, .customs]
        case .approve, .close: [.approver, .customs]
        }
    }

    /// Folds a further step in, or says why it may not be. `seq` is its entry.
    package mutating func apply(_ step: CountStep, by: PartyCode, data: JSONObject, seq: UInt64, at: Timestamp) throws(Refusal) {
        func refuse(_ code: ReasonCode, _ facts: [String: String] = [:]) -> Refusal {
            Refusal(code, facts: ["count": id, "status": status.rawValue, "step": step.rawValue].merging(facts) { _, new in new })
        }
        func text(_ name: String) throws(Refusal) -> String {
            guard let text = data[name]?.string, !text.isEmpty else { throw Refusal(.missingField, field: name, facts: ["field": name]) }
            return text
        }
        guard isOpen else { throw refuse(.countNotAllowed) }
        switch step {
        case .open: throw refuse(.countNotAllowed)
        case .read:
            try allowCounter(by)
            let file = File(
                seq: seq, name: try text("file"), sha256: try text("sha256"), round: Int(data["round"]?.integer ?? Int64(round)), by: by,
                zone: data["zone"]?.string.map { LocationPath($0) }, reader: data["reader"]?.string, columns: CountSession.columns(data))
            files.append(file)
            counting()
        case .visit:
            try allowCounter(by)
            visited.append(LocationPath(try text("zone")))
            visitors.insert(by)
            counting()
        case .reconcile:
            guard !files.isEmpty || !visited.isEmpty else { throw refuse(.countNotAllowed) }
            result = (UInt64(clamping: data["upTo"]?.integer ?? 0), (try? Timestamp(try text("closed"))) ?? at, try text("resultHash"))
            needsSecond = data["needsSecond"]?.bool ?? false
            approvers = []
            excepted = []
            status = .reconciled
        case .recount:
            guard status == .reconciled else { throw refuse(.countNotAllowed) }
            let to = PartyCode(try text("to"))
            guard !counted.contains(to) else { throw refuse(.countSamePerson, ["party": to.text]) }
            recounters.append(to)
            recountClasses = CountSession.classes(data["classes"])
            round += 1
            counting()
        case .approve:
            guard status == .reconciled || status == .approved, let result else { throw refuse(.countNotAllowed) }
            guard !counted.contains(by) else { throw refuse(.countSamePerson, ["party": by.text]) }
            guard try text("resultHash") == result.hash else { throw refuse(.countChanged) }
            if !approvers.contains(by) { approvers.append(by) }
            excepted.formUnion((data["except"]?.array ?? []).compactMap(\.string))
            status = .approved
        case .close:
            guard status == .approved, let result else { throw refuse(.countNotAllowed) }
            guard !counted.contains(by) else { throw refuse(.countSamePerson, ["party": by.text]) }
            guard try text("resultHash") == result.hash else { throw refuse(.countChanged) }
            guard !needsSecond || approvers.count > 1 else { throw refuse(.countNeedsSecond) }
            status = .closed
        case .cancel:
            _ = try text("reason")
            status = .cancelled
        }
    }

    /// A read after a result takes the result back, and its approvals with it.
    private mutating func counting() {
        status = .counting
        approvers = []
        excepted = []
        result = nil
        needsSecond = false
    }

    private static func classes(_ value: JSONValue?) -> [CountClass] { (value?.array ?? []).compactMap { $0.string.flatMap(CountClass.init(rawValue:)) } }

    fileprivate static func columns(_ data: JSONObject) -> [String: String] {
        Dictionary((data["columns"]?.object?.members ?? []).compactMap { member in member.value.string.map { (member.name, $0) } }) { first, _ in first }
    }

    private func allowCounter(_ by: PartyCode) throws(Refusal) {
        guard counters.isEmpty || counters.contains(by) || recounters.contains(by) else {
            throw Refusal(
                .notAuthorised,
                facts: ["party": by.text, "movement": "count", "needs": (counters + recounters).map(\.text).joined(separator: ", ")])
        }
    }

    package static func == (left: CountSession, right: CountSession) -> Bool { left.data == right.data }

    package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

// MARK: As JSON, for the projection

extension CountSession {
    package var data: JSONObject {
        var data: JSONObject = [
            "count": .string(id), "plan": .object(plan), "openSeq": .integer(Int64(clamping: openSeq)), "planner": .string(planner.text),
            "opened": .string(opened.formatted()), "status": .string(status.rawValue), "round": .integer(Int64(round)),
            "files": .array(files.map { .object($0.data) }), "visited": .array(visited.map { .string($0.text) }),
            "visitors": .array(visitors.sorted().map { .string($0.text) }), "approvers": .array(approvers.map { .string($0.text) }),
            "recounters": .array(recounters.map { .string($0.text) }), "needsSecond": .bool(needsSecond),
        ]
        if !recountClasses.isEmpty { data["recountClasses"] = .array(recountClasses.map { .string($0.rawValue) }) }
        if !excepted.isEmpty { data["excepted"] = .array(excepted.sorted().map { .string($0) }) }
        if let result {
            data["result"] = .object([
                "upTo": .integer(Int64(clamping: result.upTo)), "closed": .string(result.closed.formatted()), "hash": .string(result.hash),
            ])
        }
        return data
    }

    /// Reads back `data`; nil where it is nothing of ours.
    package init?(data: JSONObject) {
        guard let id = data["count"]?.string, let plan = data["plan"]?.object, let openSeq = data["openSeq"]?.integer,
            let planner = data["planner"]?.string, let opened = data["opened"]?.string.flatMap({ Timestamp(canonical: $0) }),
            let status = data["status"]?.string.flatMap(Status.init(rawValue:)), let round = data["round"]?.integer
        else { return nil }
        func parties(_ name: String) -> [PartyCode] { (data[name]?.array ?? []).compactMap(\.string).map { PartyCode($0) } }
        self.id = id
        self.plan = plan
        self.openSeq = UInt64(clamping: openSeq)
        self.planner = PartyCode(planner)
        self.opened = opened
        self.status = status
        self.round = Int(round)
        resultClosed = opened
        files = (data["files"]?.array ?? []).compactMap { $0.object.flatMap(File.init(data:)) }
        visited = (data["visited"]?.array ?? []).compactMap(\.string).map { LocationPath($0) }
        visitors = Set(parties("visitors"))
        approvers = parties("approvers")
        recounters = parties("recounters")
        recountClasses = CountSession.classes(data["recountClasses"])
        needsSecond = data["needsSecond"]?.bool ?? false
        excepted = Set((data["excepted"]?.array ?? []).compactMap(\.string))
        if let object = data["result"]?.object, let hash = object["hash"]?.string, let upTo = object["upTo"]?.integer,
            let closed = object["closed"]?.string.flatMap({ Timestamp(canonical: $0) })
        {
            result = (UInt64(clamping: upTo), closed, hash)
        }
    }
}

extension CountSession.File {
    fileprivate var data: JSONObject {
        var data: JSONObject = [
            "seq": .integer(Int64(clamping: seq)), "file": .string(name), "sha256": .string(sha256), "round": .integer(Int64(round)), "by": .string(by.text),
        ]
        data["zone"] = zone.map { .string($0.text) }
        data["reader"] = reader.map { .string($0) }
        if !columns.isEmpty { data["columns"] = .object(CountSession.File.object(columns)) }
        return data
    }

    /// As `read` says it and the projection keeps it.
    package static func object(_ columns: [String: String]) -> JSONObject {
        var object = JSONObject()
        for (name, field) in columns { object[name] = .string(field) }
        return object
    }

    fileprivate init?(data: JSONObject) {
        guard let seq = data["seq"]?.integer, let name = data["file"]?.string, let sha256 = data["sha256"]?.string, let round = data["round"]?.integer,
            let by = data["by"]?.string
        else { return nil }
        self.init(
            seq: UInt64(clamping: seq), name: name, sha256: sha256, round: Int(round), by: PartyCode(by), zone: data["zone"]?.string.map { LocationPath($0) },
            reader: data["reader"]?.string, columns: CountSession.columns(data))
    }
}
