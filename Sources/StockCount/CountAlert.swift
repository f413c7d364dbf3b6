/// What a count must tell customs and the risk rules (stock-count.md, Classes; domain.md, section 9): values, to be recorded
/// by whoever records alerts.
package struct CountAlert: Hashable, Sendable {
    /// The risk rule that it belongs to.
    package enum Rule: String, CaseIterable, Sendable {
        /// It left the island or our hands, and is here.
        case seenAfterDeparture = "seen-after-departure"
        /// One code, two places: two things.
        case velocity
    }

    package let rule: Rule
    /// The item's key.
    package let subject: String
    /// Where it was seen; two places of a clone, sorted.
    package let locations: [String]
    /// What the ledger says of it after all movements.
    package let ledgerState: String
    /// Why it is two things: `two-tids`, `two-places`, `two-places-at-once`; empty for what had left.
    package let note: String
    package let evidence: CountEvidence?

    /// All of a result, by rule and then by subject.
    package static func alerts(of result: CountResult) -> [CountAlert] {
        var alerts: [CountAlert] = []
        for (kind, rule) in [(CountClass.departedPresent, Rule.seenAfterDeparture), (.clone, .velocity)] {
            result.forEach(kind) { row in
                alerts.append(
                    CountAlert(
                        rule: rule, subject: row.subject, locations: row.seenLocations, ledgerState: row.ledgerState, note: row.note, evidence: row.evidence))
            }
        }
        return alerts
    }
}
