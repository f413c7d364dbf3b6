package import DutyFree
package import Wire

/// Entries of kind `policy`: a version's whole document, recorded once and never changed (docs/format.md, Policies).
enum PolicyEntry {
    /// Judges whether a document may be recorded: it is a policy, its interval is free, and an approver or customs say so.
    /// The ledger's founder may record policies right behind entry 0, before there is a party. Answers nil where the very
    /// same document is recorded already.
    static func admit(
        _ document: JSONObject, by party: Party?, code: PartyCode?, isFounding: Bool, in book: PolicyBook
    ) throws(Refusal) -> (policy: Policy, book: PolicyBook)? {
        if code != nil || !isFounding {
            guard let party else { throw Refusal(.unknownParty, facts: ["party": code?.text ?? "-"]) }
            guard !party.allowed.isDisjoint(with: [.k, .v]) else {
                throw Refusal(.notAuthorised, facts: ["party": party.code.text, "movement": "policy", "needs": "customs, approver"])
            }
        }
        let policy = try Policy(document: document)
        if book.policy(policy.id) == policy { return nil }
        return (policy, try book.adding(policy))
    }
}

extension PolicyBook {
    /// As the ledger's rows have it. Throws `RecorderFault.policyNotRead` where one is not a policy that we can judge by.
    package init(recorded rows: [MasterRow]) throws(RecorderFault) {
        do throws(Refusal) {
            var policies: [Policy] = []
            for row in rows { policies.append(try Policy(document: row.data)) }
            self = try PolicyBook(policies)
        } catch {
            throw .policyNotRead(field: error.field ?? "-")
        }
    }
}

extension LedgerReader {
    package func policies() throws -> PolicyBook { try PolicyBook(recorded: masters(.policy)) }
}

extension Recorder {
    /// Records a policy. Answers its position, nil where the same document stands there already. Throws a `Refusal` where it
    /// is not a policy, not the party's to record, or meets another version.
    package func record(policy document: JSONObject, by: PartyCode?) throws -> SequenceNumber? {
        let book = try view.policies()
        let isFounding = by == nil && size == UInt64(book.count) + 1
        guard
            let (policy, _) = try PolicyEntry.admit(
                document, by: try by.flatMap { try view.party($0) }, code: by, isFounding: isFounding, in: book)
        else { return nil }
        let seq = size
        try append { entry in
            entry.kind = .policy
            entry.by = by
            entry.data = document
        }
        view.note(.policy, MasterRow(name: policy.id.text, data: document, seq: seq))
        return seq
    }
}
