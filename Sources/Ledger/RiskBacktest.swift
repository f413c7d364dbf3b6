import DutyFree
package import Supervision
package import Wire

/// What the rules would have raised over a ledger's history under other thresholds, beside what they raise under those in
/// force (`risk backtest`). Nothing is written.
package struct RiskBacktest: Sendable {
    /// Of one rule.
    package struct Figures: Sendable {
        package fileprivate(set) var before = 0
        package fileprivate(set) var after = 0
        /// Found only under the changed thresholds, and only under those in force.
        package fileprivate(set) var new: [RiskAlert] = []
        package fileprivate(set) var gone: [RiskAlert] = []
        /// What became of those that would be gone, where they stand in the ledger.
        package fileprivate(set) var goneAs: [AlertSession.Status: Int] = [:]
    }

    package fileprivate(set) var byRule: [RiskRule: Figures] = [:]
    package let since: Timestamp?
    package fileprivate(set) var entries: UInt64 = 0

    /// One pass over the entries with both. `since` leaves out what was complete before.
    package static func run(
        _ changes: [RiskPolicies.Change], since: Timestamp?, _ reader: any LedgerReader, now: Timestamp, progress: (UInt64) throws -> Void = { _ in }
    ) throws -> RiskBacktest {
        let scan = RiskScan()
        var before: [String: RiskAlert] = [:]
        var after: [String: RiskAlert] = [:]
        scan.watch { before[$0.event] = $0 }
        scan.watch(changing: changes) { after[$0.event] = $0 }
        try scan.read(reader, now: now, progress: progress)
        var handled: [String: AlertSession.Status] = [:]
        for session in try reader.alerts() { handled[session.alert.event] = session.status }
        var result = RiskBacktest(since: since)
        result.entries = scan.position
        func isWanted(_ alert: RiskAlert) -> Bool { since.map { alert.occurred >= $0 } ?? true }
        for (event, alert) in before where isWanted(alert) {
            result.byRule[alert.rule, default: Figures()].before += 1
            guard after[event] == nil else { continue }
            result.byRule[alert.rule, default: Figures()].gone.append(alert)
            if let status = handled[event] { result.byRule[alert.rule, default: Figures()].goneAs[status, default: 0] += 1 }
        }
        for (event, alert) in after where isWanted(alert) {
            result.byRule[alert.rule, default: Figures()].after += 1
            if before[event] == nil { result.byRule[alert.rule, default: Figures()].new.append(alert) }
        }
        for rule in result.byRule.keys {
            result.byRule[rule]?.new.sort { ($0.occurred, $0.through) < ($1.occurred, $1.through) }
            result.byRule[rule]?.gone.sort { ($0.occurred, $0.through) < ($1.occurred, $1.through) }
        }
        return result
    }
}
