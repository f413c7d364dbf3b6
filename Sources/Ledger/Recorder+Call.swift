package import DutyFree
package import Supervision
package import Wire

extension Recorder {
    /// Opens a call. `data` is what an entry of kind `call` says (docs/format.md, Calls). Throws a `Refusal`, or a fault of the
    /// store. The same call sent again is the one that is open.
    package func openCall(_ id: String, _ kind: CallKind, by: PartyCode, data: JSONObject) throws -> (session: CallSession, seq: SequenceNumber?) {
        let event = CallEvent.id(id)
        var data = data
        data["call"] = .string(id)
        if try view.event(event) != nil, let known = try call(id) {
            guard known.data == data, known.by == by, known.kind == kind else {
                throw Refusal(.eventConflict, facts: ["event": event, "seq": String(known.openSeq)])
            }
            return (known, nil)
        }
        try CallEvent.requireParties(kind, by: by, to: data, in: view)
        let (at, _) = moment()
        let seq = size
        let session = try CallSession(id: id, kind: kind, by: by, data: data, seq: seq, at: at)
        try append(.call, kind.rawValue, by: by, event: event, reference: nil, data: data, leaving: session.row, in: .call, id)
        return (session, seq)
    }

    /// Takes a further step, unless it was taken already: then nothing is written and `seq` is nil. `mark` is what makes it
    /// this one.
    package func call(
        _ id: String, _ step: CallStep, by: PartyCode, data: JSONObject, mark: String
    ) throws -> (session: CallSession, seq: SequenceNumber?) {
        guard var session = try call(id) else { throw Refusal(.unknownCall, facts: ["call": id]) }
        let event = CallEvent.id(id, step, mark)
        if try view.event(event) != nil { return (session, nil) }
        let isCustoms = try CallEvent.requireStep(by, in: view)
        // Evidence is what was there when it was given.
        for entry in (data["entries"]?.array ?? []).compactMap(\.integer) where entry < 0 || UInt64(entry) >= size {
            throw Refusal(.unknownEntry, field: "entries", facts: ["ref": String(entry)])
        }
        var data = data
        data["call"] = .string(id)
        if step == .escalate, let role = session.nextRole { data["role"] = .string(role.rawValue) }
        let seq = size
        try session.apply(step, by: by, isCustoms: isCustoms, data: data, seq: seq, at: moment().at)
        try append(.answer, step.rawValue, by: by, event: event, reference: session.openSeq, data: data, leaving: session.row, in: .call, id)
        return (session, seq)
    }

    package func call(_ id: String) throws -> CallSession? { try view.master(.call, id).flatMap { CallSession(row: $0.data) } }

    package func calls() throws -> [CallSession] { try view.masters(.call).compactMap { CallSession(row: $0.data) } }
}

extension LedgerView {
    /// Throws `unknown-party`, or `not-authorised` where it may not open such a call.
    package func requireOpener(of kind: CallKind, _ by: PartyCode) throws {
        guard let party = try party(by) else { throw Refusal(.unknownParty, facts: ["party": by.text]) }
        guard !party.roles.isDisjoint(with: kind.openers) else {
            throw Refusal(
                .notAuthorised,
                facts: ["party": by.text, "movement": kind.rawValue, "needs": kind.openers.map(\.rawValue).sorted().joined(separator: ", ")])
        }
    }
}

/// What recorder and verifier share of the entries of calls.
enum CallEvent {
    static func id(_ call: String) -> String { "call:\(call):open" }

    /// A step is one event however often it is sent.
    static func id(_ call: String, _ step: CallStep, _ mark: String) -> String { "call:\(call):\(step.rawValue)" + (mark.isEmpty ? "" : ":" + mark) }

    /// Who opens it may, and everyone it goes to is known.
    static func requireParties(_ kind: CallKind, by: PartyCode, to data: JSONObject, in view: some LedgerView) throws {
        try view.requireOpener(of: kind, by)
        for name in (data["to"]?.array ?? []).compactMap(\.string) where try view.party(PartyCode(name)) == nil {
            throw Refusal(.unknownParty, field: "to", facts: ["party": name])
        }
    }

    /// Anyone but those who only look or count. Answers whether it is customs.
    static func requireStep(_ by: PartyCode, in view: some LedgerView) throws -> Bool {
        guard let party = try view.party(by) else { throw Refusal(.unknownParty, facts: ["party": by.text]) }
        guard !party.allowed.isEmpty else {
            throw Refusal(
                .notAuthorised, facts: ["party": by.text, "movement": "call", "needs": PartyRoles.allButAuditor.roles.map(\.rawValue).joined(separator: ", ")])
        }
        return party.roles.contains(.customs)
    }
}

extension ReplayView {
    /// Folds an entry of a call in, as the recorder did. Throws the refusal of an entry that it would not have written.
    func fold(call entry: Entry) throws {
        guard let type = entry.type, let by = entry.by, let id = entry.data["call"]?.string else {
            throw Refusal(.missingField, field: "call", facts: ["field": "call"])
        }
        let known = masters[.call]?[id].flatMap { CallSession(row: $0.data) }
        var session: CallSession
        if entry.kind == .call {
            guard let kind = CallKind(rawValue: type), known == nil else { throw Refusal(.callNotAllowed, facts: ["call": id, "status": "-", "step": type]) }
            try CallEvent.requireParties(kind, by: by, to: entry.data, in: self)
            session = try CallSession(id: id, kind: kind, by: by, data: entry.data, seq: entry.seq, at: entry.at)
        } else {
            guard let known, entry.reference == known.openSeq, let step = CallStep(rawValue: type) else { throw Refusal(.unknownCall, facts: ["call": id]) }
            session = known
            let isCustoms = try CallEvent.requireStep(by, in: self)
            try session.apply(step, by: by, isCustoms: isCustoms, data: entry.data, seq: entry.seq, at: entry.at)
        }
        note(.call, MasterRow(name: id, data: session.row, seq: entry.seq))
    }
}
