import DutyFree
import StockCount
import Supervision
import Wire

extension RiskAlert {
    /// What a count must tell, as the alert that it becomes when the count is closed. `evidence` is the entry that closes it.
    init(_ found: CountAlert, count: String, at: Timestamp, evidence: UInt64) {
        let rule: RiskRule =
            switch found.rule {
            case .seenAfterDeparture: .seenAfterDeparture
            case .velocity: .velocity
            }
        var facts: JSONObject = ["count": .string(count), "places": .string(found.locations.joined(separator: ", ")), "state": .string(found.ledgerState)]
        if !found.note.isEmpty { facts["note"] = .string(found.note) }
        self.init(
            rule, found.subject, value: 1, threshold: 1, at: at, facts: facts, items: [ItemKey(trusted: found.subject)], evidence: [evidence],
            site: found.locations.first.map { String(LocationPath($0).site) })
    }
}
