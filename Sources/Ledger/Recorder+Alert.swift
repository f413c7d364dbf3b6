package import DutyFree
package import Supervision
package import Wire

extension Recorder {
    /// Writes what a rule found; nil where the very same was written before, or its evidence is not in the ledger. `by` is who
    /// made the attempt that it speaks of; nobody, where it follows from the entries.
    package func raise(_ alert: RiskAlert, by: PartyCode? = nil) throws -> AlertSession? {
        guard try view.event(alert.event) == nil, alert.through < size else { return nil }
        let session = AlertSession(alert, seq: size, at: moment().at)
        // Attempts are made by anybody, known or not.
        let known = try by.flatMap { try view.party($0) }
        try append(.raise, session, by: known?.code, event: alert.event, occurred: alert.occurred, data: alert.data)
        return session
    }

    /// Takes a further step, unless it was taken already: then nothing is written and `seq` is nil. `mark` is what makes it
    /// this one. Throws a `Refusal`, or a fault of the store.
    package func alert(
        _ name: SequenceNumber, _ step: AlertStep, by: PartyCode, data: JSONObject, mark: String
    ) throws -> (session: AlertSession, seq: SequenceNumber?) {
        guard var session = try alert(name) else { throw Refusal(.unknownAlert, facts: ["alert": String(name)]) }
        let event = AlertEvent.id(name, step, mark)
        if try view.event(event) != nil { return (session, nil) }
        guard let party = try view.party(by) else { throw Refusal(.unknownParty, facts: ["party": by.text]) }
        if let call = data["call"]?.string, try self.call(call) == nil { throw Refusal(.unknownCall, facts: ["call": call]) }
        let seq = size
        try session.apply(step, by: party, data: data, seq: seq, at: moment().at)
        try append(step, session, by: by, event: event, data: data)
        return (session, seq)
    }

    package func alert(_ name: SequenceNumber) throws -> AlertSession? { try view.master(.alert, String(name)).flatMap { AlertSession(row: $0.data) } }

    private func append(_ step: AlertStep, _ session: AlertSession, by: PartyCode?, event: String, occurred: Timestamp? = nil, data: JSONObject) throws {
        try append(
            .alert, step.rawValue, by: by, event: event, occurred: occurred, reference: step == .raise ? nil : session.seq, data: data,
            leaving: session.row, in: .alert, String(session.seq))
    }
}

/// What recorder and verifier share of the entries of alerts.
enum AlertEvent {
    /// A step is one event however often it is sent.
    static func id(_ alert: SequenceNumber, _ step: AlertStep, _ mark: String) -> String {
        "alert:\(alert):\(step.rawValue)" + (mark.isEmpty ? "" : ":" + mark)
    }
}

extension ReplayView {
    /// Folds an entry of an alert in, as the recorder did. Whether a rule would find the same today is not judged: its evidence
    /// lies before it, and anyone can look. Throws the refusal of an entry that the recorder would not have written.
    func fold(alert entry: Entry) throws {
        guard let step = entry.type.flatMap(AlertStep.init(rawValue:)) else { throw Refusal(.missingField, field: "type", facts: ["field": "type"]) }
        if step == .raise {
            guard let alert = RiskAlert(data: entry.data), alert.through < entry.seq, entry.event == alert.event, entry.occurred == alert.occurred else {
                throw Refusal(.missingField, field: "evidence", facts: ["field": "evidence"])
            }
            if let by = entry.by, party(by) == nil { throw Refusal(.unknownParty, facts: ["party": by.text]) }
            return note(.alert, MasterRow(name: String(entry.seq), data: AlertSession(alert, seq: entry.seq, at: entry.at).row, seq: entry.seq))
        }
        guard let reference = entry.reference, var session = masters[.alert]?[String(reference)].flatMap({ AlertSession(row: $0.data) }) else {
            throw Refusal(.unknownAlert, facts: ["alert": entry.reference.map { String($0) } ?? "-"])
        }
        guard let by = entry.by, let party = party(by) else { throw Refusal(.unknownParty, facts: ["party": entry.by?.text ?? "-"]) }
        if let call = entry.data["call"]?.string, masters[.call]?[call] == nil { throw Refusal(.unknownCall, facts: ["call": call]) }
        try session.apply(step, by: party, data: entry.data, seq: entry.seq, at: entry.at)
        note(.alert, MasterRow(name: String(reference), data: session.row, seq: entry.seq))
    }
}
