package import DutyFree
package import Wire

/// The `type` of an entry of kind `alert`: that a rule found something, and what people made of it (评估, 处置).
package enum AlertStep: String, CaseIterable, Sendable {
    case raise, assess, dismiss, act

    /// Who settles an alert, or says what it weighs.
    static let settlers: Set<PartyRole> = [.customs, .approver]

    /// Who may take it; nobody but the ledger itself raises.
    package var roles: Set<PartyRole> {
        switch self {
        case .raise: []
        case .assess: Set(PartyRoles.allButAuditor.roles)
        // Whoever was at the till does not settle what happened there.
        case .dismiss, .act: AlertStep.settlers
        }
    }
}

/// An alert as its entries leave it. Recording and replaying fold the same entries here.
///
///     open ─▶ assessed ─▶ dismissed, or acted ─▶ acted …
///
/// A further look, `assess`, opens again what was closed: what was said stays said.
package struct AlertSession: Hashable, Sendable {
    package enum Status: String, CaseIterable, Sendable {
        case open, assessed, dismissed, acted
    }

    /// A step as it was taken.
    package struct Done: Hashable, Sendable {
        package var seq: UInt64
        package var step: AlertStep
        package var by: PartyCode
        package var at: Timestamp
        /// What was said.
        package var text: String
        /// What was done about it: the call that it led to.
        package var call: String?
    }

    package let alert: RiskAlert
    /// Its entry: an alert is named by it.
    package let seq: UInt64
    package let raised: Timestamp
    package private(set) var status = Status.open
    /// The rule's, or what somebody thought of it later.
    package private(set) var score: Int64
    package private(set) var steps: [Done] = []

    package init(_ alert: RiskAlert, seq: UInt64, at: Timestamp) {
        self.alert = alert
        self.seq = seq
        raised = at
        score = alert.score
    }

    package var isOpen: Bool { status == .open || status == .assessed }

    /// Folds a further step in. Throws `not-authorised`, `missing-field`, or `alert-not-allowed` where it was dismissed, or
    /// acted on and now to be dismissed. `seq` is its entry.
    package mutating func apply(_ step: AlertStep, by party: Party, data: JSONObject, seq: UInt64, at: Timestamp) throws(Refusal) {
        let roles = data["score"] == nil ? step.roles : AlertStep.settlers
        guard !party.roles.isDisjoint(with: roles) else {
            throw Refusal(
                .notAuthorised,
                facts: [
                    "party": party.code.text, "movement": "risk " + step.rawValue + (data["score"] == nil ? "" : " --score"),
                    "needs": roles.map(\.rawValue).sorted().joined(separator: ", "),
                ])
        }
        let name = step == .dismiss ? "reason" : "text"
        guard let text = data[name]?.string, !text.isEmpty else { throw Refusal(.missingField, field: name, facts: ["field": name]) }
        switch step {
        case .raise: throw refused(step)
        case .assess:
            if let said = data["score"] {
                guard let figure = said.integer, (0...100).contains(figure) else { throw Refusal(.missingField, field: "score", facts: ["field": "score"]) }
                score = figure
            }
            status = .assessed
        case .dismiss:
            guard isOpen else { throw refused(step) }
            status = .dismissed
        case .act:
            guard status != .dismissed else { throw refused(step) }
            status = .acted
        }
        steps.append(Done(seq: seq, step: step, by: party.code, at: at, text: text, call: data["call"]?.string))
    }

    private func refused(_ step: AlertStep) -> Refusal {
        Refusal(.alertNotAllowed, facts: ["alert": String(seq), "status": status.rawValue, "step": step.rawValue])
    }
}

// MARK: As JSON, for the projection

extension AlertSession {
    package var row: JSONObject {
        [
            "alert": .object(alert.data), "seq": .integer(Int64(clamping: seq)), "raised": .string(raised.formatted()), "status": .string(status.rawValue),
            "score": .integer(score), "steps": .array(steps.map { .object($0.data) }),
        ]
    }

    /// Reads back `row`; nil where it is nothing of ours.
    package init?(row: JSONObject) {
        guard let alert = row["alert"]?.object.flatMap(RiskAlert.init(data:)), let seq = row["seq"]?.integer,
            let raised = row["raised"]?.string.flatMap({ Timestamp(canonical: $0) }), let status = row["status"]?.string.flatMap(Status.init(rawValue:)),
            let score = row["score"]?.integer
        else { return nil }
        self.init(alert, seq: UInt64(clamping: seq), at: raised)
        self.status = status
        self.score = score
        steps = (row["steps"]?.array ?? []).compactMap { $0.object.flatMap(Done.init(data:)) }
    }
}

extension AlertSession.Done {
    package var data: JSONObject {
        var data: JSONObject = [
            "seq": .integer(Int64(clamping: seq)), "step": .string(step.rawValue), "by": .string(by.text), "at": .string(at.formatted()), "text": .string(text),
        ]
        data["call"] = call.map { .string($0) }
        return data
    }

    fileprivate init?(data: JSONObject) {
        guard let seq = data["seq"]?.integer, let step = data["step"]?.string.flatMap(AlertStep.init(rawValue:)), let by = data["by"]?.string,
            let at = data["at"]?.string.flatMap({ Timestamp(canonical: $0) }), let text = data["text"]?.string
        else { return nil }
        self.init(seq: UInt64(clamping: seq), step: step, by: PartyCode(by), at: at, text: text, call: data["call"]?.string)
    }
}
