package import DutyFree
package import Wire

/// What is done in a call once it is open: the `type` of an entry of kind `answer`.
package enum CallStep: String, CaseIterable, Sendable {
    case acknowledge, book, answer, quarantine, accept, reject, escalate
}

/// A call as its entries leave it. Recording and replaying fold the same entries here, so that what may be done next is
/// decided in one place.
///
///     open ─▶ acknowledged ─▶ answered ─▶ accepted, or rejected ─▶ answered …
///
/// Late is what came after its time, and counts all the same; what is overdue may be escalated, one addressee after the
/// other. The clock is the recorder's.
package struct CallSession: Hashable, Sendable {
    package enum Status: String, CaseIterable, Sendable {
        case open, acknowledged, answered, accepted, rejected
    }

    /// A step as it was taken.
    package struct Done: Hashable, Sendable {
        package var seq: UInt64
        package var step: CallStep
        package var by: PartyCode
        package var at: Timestamp
        package var isLate: Bool
    }

    /// What somebody still has to do, and by when.
    package struct Demand: Hashable, Sendable {
        package var step: CallStep
        package var party: PartyCode
        package var due: Timestamp
    }

    package let id: String
    package let kind: CallKind
    /// What opening it said.
    package let data: JSONObject
    package let openSeq: UInt64
    package let by: PartyCode
    package let opened: Timestamp
    package private(set) var status = Status.open
    package private(set) var due: Timestamp
    package private(set) var steps: [Done] = []
    /// Since it was opened or rejected last.
    private var answered: Set<PartyCode> = []

    /// Opens a call. Throws `missing-field` where it says not to whom, by when, or what a recall is about.
    package init(id: String, kind: CallKind, by: PartyCode, data: JSONObject, seq: UInt64, at: Timestamp) throws(Refusal) {
        self.id = id
        self.kind = kind
        self.data = data
        self.by = by
        openSeq = seq
        opened = at
        due = try CallSession.time("due", data)
        if kind == .inspection { _ = try CallSession.time("bookBy", data) }
        if kind == .recall {
            _ = try CallSession.time("quarantineBy", data)
            guard data["subject"]?.object != nil else { throw Refusal(.missingField, field: "subject", facts: ["field": "subject"]) }
        }
        guard !to.isEmpty else { throw Refusal(.missingField, field: "to", facts: ["field": "to"]) }
        guard data["text"]?.string?.isEmpty == false else { throw Refusal(.missingField, field: "text", facts: ["field": "text"]) }
    }

    /// Who must answer, each of them.
    package var to: [PartyCode] { (data["to"]?.array ?? []).compactMap(\.string).map { PartyCode($0) } }
    package var isOpen: Bool { status != .accepted }
    /// Roles that it was escalated to, in order.
    package var escalations: [Done] { steps.filter { $0.step == .escalate } }
    package var escalateTo: [PartyRole] { (data["escalateTo"]?.array ?? []).compactMap { $0.string.flatMap(PartyRole.init(rawValue:)) } }
    /// Whom the next escalation goes to; nil where there is nobody above.
    package var nextRole: PartyRole? { escalations.count < escalateTo.count ? escalateTo[escalations.count] : nil }
    package var isLate: Bool { steps.contains { $0.isLate } }

    /// What is still to be done, soonest first.
    package var demands: [Demand] {
        guard isOpen else { return [] }
        var demands: [Demand] = []
        for party in to {
            if kind == .inspection, !has(.book, party), let by = try? CallSession.time("bookBy", data) {
                demands.append(Demand(step: .book, party: party, due: by))
            }
            if !answered.contains(party) { demands.append(Demand(step: .answer, party: party, due: due)) }
            if kind == .recall, !has(.quarantine, party), let by = try? CallSession.time("quarantineBy", data) {
                demands.append(Demand(step: .quarantine, party: party, due: by))
            }
        }
        return demands.sorted { ($0.due, $0.party) < ($1.due, $1.party) }
    }

    package func overdue(at moment: Timestamp) -> [Demand] { demands.filter { $0.due < moment } }

    private func has(_ step: CallStep, _ party: PartyCode) -> Bool { steps.contains { $0.step == step && $0.by == party } }

    /// Folds a further step in, or says why it may not be. `seq` is its entry.
    package mutating func apply(_ step: CallStep, by: PartyCode, isCustoms: Bool, data: JSONObject, seq: UInt64, at: Timestamp) throws(Refusal) {
        func refuse(_ code: ReasonCode, _ facts: [String: String] = [:]) -> Refusal {
            Refusal(code, facts: ["call": id, "status": status.rawValue, "step": step.rawValue, "party": by.text].merging(facts) { _, new in new })
        }
        guard isOpen else { throw refuse(.callNotAllowed) }
        let needed = demands.first { $0.step == step && $0.party == by }
        switch step {
        case .acknowledge, .book, .answer, .quarantine:
            guard to.contains(by) else { throw refuse(.callOtherParty, ["to": to.map(\.text).joined(separator: ", ")]) }
        case .accept, .reject:
            guard by == self.by || isCustoms else { throw refuse(.callOtherParty, ["to": self.by.text]) }
            guard status == .answered else { throw refuse(.callNotAllowed) }
        case .escalate: break
        }
        switch step {
        case .acknowledge: if status == .open { status = .acknowledged }
        case .book:
            guard kind == .inspection else { throw refuse(.callNotAllowed) }
            _ = try CallSession.time("slot", data)
            _ = try CallSession.text("place", data)
            if status == .open { status = .acknowledged }
        case .answer:
            try requireContent(data) { refuse($0, $1) }
            answered.insert(by)
            status = to.allSatisfy(answered.contains) ? .answered : .acknowledged
        case .quarantine:
            guard kind == .recall else { throw refuse(.callNotAllowed) }
            _ = try CallSession.text("text", data)
        case .accept: status = .accepted
        case .reject:
            _ = try CallSession.text("reason", data)
            due = try CallSession.time("due", data)
            answered = []
            status = .rejected
        case .escalate:
            guard let role = nextRole else { throw refuse(.callNotAllowed) }
            guard let first = demands.first, first.due < at else { throw refuse(.callNotOverdue, ["due": demands.first?.due.formatted() ?? "-"]) }
            guard data["role"]?.string == role.rawValue else { throw Refusal(.missingField, field: "role", facts: ["field": "role"]) }
        }
        steps.append(Done(seq: seq, step: step, by: by, at: at, isLate: needed.map { $0.due < at } ?? false))
    }

    /// What counts as an answer.
    private func requireContent(_ data: JSONObject, _ refuse: (ReasonCode, [String: String]) -> Refusal) throws(Refusal) {
        let hasFiles = data["files"]?.array?.isEmpty == false
        switch kind {
        case .query:
            guard hasFiles || data["entries"]?.array?.isEmpty == false || data["text"]?.string?.isEmpty == false else {
                throw Refusal(.missingField, field: "text", facts: ["field": "text"])
            }
        case .inspection:
            guard steps.contains(where: { $0.step == .book }) else { throw refuse(.callNotAllowed, ["status": "not booked"]) }
            _ = try CallSession.text("result", data)
            guard hasFiles else { throw Refusal(.missingField, field: "files", facts: ["field": "files"]) }
        case .recall: _ = try CallSession.text("text", data)
        case .alarm:
            guard ["assessed", "acted", "dismissed"].contains(try CallSession.text("outcome", data)) else {
                throw Refusal(.missingField, field: "outcome", facts: ["field": "outcome"])
            }
            _ = try CallSession.text("text", data)
        }
    }

    private static func text(_ name: String, _ data: JSONObject) throws(Refusal) -> String {
        guard let text = data[name]?.string, !text.isEmpty else { throw Refusal(.missingField, field: name, facts: ["field": name]) }
        return text
    }

    private static func time(_ name: String, _ data: JSONObject) throws(Refusal) -> Timestamp {
        guard let time = Timestamp(canonical: try text(name, data)) else { throw Refusal(.missingField, field: name, facts: ["field": name]) }
        return time
    }
}

// MARK: As JSON, for the projection

extension CallSession {
    package var row: JSONObject {
        [
            "call": .string(id), "kind": .string(kind.rawValue), "data": .object(data), "openSeq": .integer(Int64(clamping: openSeq)), "by": .string(by.text),
            "opened": .string(opened.formatted()), "status": .string(status.rawValue), "due": .string(due.formatted()),
            "steps": .array(steps.map { .object($0.data) }), "answered": .array(answered.sorted().map { .string($0.text) }),
        ]
    }

    /// Reads back `row`; nil where it is nothing of ours.
    package init?(row: JSONObject) {
        guard let id = row["call"]?.string, let kind = row["kind"]?.string.flatMap(CallKind.init(rawValue:)), let data = row["data"]?.object,
            let openSeq = row["openSeq"]?.integer, let by = row["by"]?.string, let opened = row["opened"]?.string.flatMap({ Timestamp(canonical: $0) }),
            let status = row["status"]?.string.flatMap(Status.init(rawValue:)), let due = row["due"]?.string.flatMap({ Timestamp(canonical: $0) })
        else { return nil }
        self.id = id
        self.kind = kind
        self.data = data
        self.openSeq = UInt64(clamping: openSeq)
        self.by = PartyCode(by)
        self.opened = opened
        self.status = status
        self.due = due
        steps = (row["steps"]?.array ?? []).compactMap { $0.object.flatMap(Done.init(data:)) }
        answered = Set((row["answered"]?.array ?? []).compactMap(\.string).map { PartyCode($0) })
    }
}

extension CallSession.Done {
    package var data: JSONObject {
        ["seq": .integer(Int64(clamping: seq)), "step": .string(step.rawValue), "by": .string(by.text), "at": .string(at.formatted()), "late": .bool(isLate)]
    }

    fileprivate init?(data: JSONObject) {
        guard let seq = data["seq"]?.integer, let step = data["step"]?.string.flatMap(CallStep.init(rawValue:)), let by = data["by"]?.string,
            let at = data["at"]?.string.flatMap({ Timestamp(canonical: $0) })
        else { return nil }
        self.init(seq: UInt64(clamping: seq), step: step, by: PartyCode(by), at: at, isLate: data["late"]?.bool ?? false)
    }
}
