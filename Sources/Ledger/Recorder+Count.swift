package import DutyFree
package import StockCount
package import Wire

extension Recorder {
    /// Opens a count. `plan` is what `open` says (docs/format.md, Counts). Throws a `Refusal`, or a fault of the store.
    package func openCount(_ id: String, by: PartyCode, plan: JSONObject) throws -> CountSession {
        try requireRole(.open, by)
        let event = CountEvent.id(id, .open, "")
        if try view.event(event) != nil, let known = try count(id) { return known }
        let (at, _) = moment()
        var plan = plan
        plan["count"] = .string(id)
        let session = try CountSession(id: id, by: by, plan: plan, seq: size, at: at, besides: try counts())
        try append(.count, CountStep.open.rawValue, by: by, event: event, reference: nil, data: plan, leaving: session.data, in: .count, id)
        return session
    }

    /// Takes a further step, unless it was taken already: then nothing is written and `seq` is nil.
    package func count(
        _ id: String, _ step: CountStep, by: PartyCode, data: JSONObject, mark: String
    ) throws -> (session: CountSession, seq: SequenceNumber?) {
        guard var session = try count(id) else { throw Refusal(.unknownCount, facts: ["count": id]) }
        try requireRole(step, by)
        let event = CountEvent.id(id, step, mark)
        if try view.event(event) != nil { return (session, nil) }
        var data = data
        data["count"] = .string(id)
        let seq = size
        try session.apply(step, by: by, data: data, seq: seq, at: moment().at)
        try append(.count, step.rawValue, by: by, event: event, reference: session.openSeq, data: data, leaving: session.data, in: .count, id)
        return (session, seq)
    }

    package func count(_ id: String) throws -> CountSession? {
        try view.master(.count, id).flatMap { CountSession(data: $0.data) }
    }

    /// What is in the store, seen from this transaction; what it wrote itself is not.
    package var stored: any LedgerReader { writer }

    /// Master data as it is known in this transaction.
    package func masters(_ kind: MasterKind) throws -> [MasterRow] { try view.masters(kind) }

    package func counts() throws -> [CountSession] { try view.masters(.count).compactMap { CountSession(data: $0.data) } }

    private func requireRole(_ step: CountStep, _ by: PartyCode) throws {
        guard let party = try view.party(by) else { throw Refusal(.unknownParty, facts: ["party": by.text]) }
        try CountEvent.requireRole(step, party)
    }
}

/// What recorder and verifier share of the entries of counts.
enum CountEvent {
    /// A step is one event however often it is sent.
    static func id(_ count: String, _ step: CountStep, _ mark: String) -> String {
        "count:\(count):\(step.rawValue)" + (mark.isEmpty ? "" : ":" + mark)
    }

    static func requireRole(_ step: CountStep, _ party: Party) throws(Refusal) {
        let roles = CountSession.roles(step)
        guard party.roles.isDisjoint(with: roles) else { return }
        throw Refusal(
            .notAuthorised,
            facts: ["party": party.code.text, "movement": "count " + step.rawValue, "needs": roles.map(\.rawValue).sorted().joined(separator: ", ")])
    }
}

extension ReplayView {
    /// Folds an entry of a count in, as the recorder did. Throws the refusal of an entry that it would not have written.
    func fold(count entry: Entry) throws {
        guard let step = entry.type.flatMap(CountStep.init(rawValue:)), let by = entry.by, let id = entry.data["count"]?.string else {
            throw Refusal(.missingField, field: "count", facts: ["field": "count"])
        }
        guard let party = party(by) else { throw Refusal(.unknownParty, facts: ["party": by.text]) }
        try CountEvent.requireRole(step, party)
        let sessions = (masters[.count] ?? [:]).values.compactMap { CountSession(data: $0.data) }
        var session: CountSession
        if step == .open {
            session = try CountSession(id: id, by: by, plan: entry.data, seq: entry.seq, at: entry.at, besides: sessions)
        } else {
            guard let known = sessions.first(where: { $0.id == id }), entry.reference == known.openSeq else {
                throw Refusal(.unknownCount, facts: ["count": id])
            }
            session = known
            try session.apply(step, by: by, data: entry.data, seq: entry.seq, at: entry.at)
        }
        note(.count, MasterRow(name: id, data: session.data, seq: entry.seq))
    }
}
