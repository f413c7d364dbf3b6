package import DutyFree
package import Wire

/// The figures that the rules go by: those of a policy's `risk`, else the standard ones of `RiskRule`.
package struct RiskThresholds: Hashable, Sendable {
    private var figures: [RiskRule: [String: Int64]] = [:]

    package static let standard = RiskThresholds()

    private init() {}

    /// From the `risk` of a policy document. What it does not name, or names beyond what a figure may be, keeps the standard:
    /// `faults` says which.
    package init(policy risk: JSONObject) {
        for rule in RiskRule.allCases {
            guard let said = risk[rule.rawValue]?.object else { continue }
            for parameter in rule.parameters {
                guard let figure = said[parameter.name]?.integer, parameter.range.contains(figure) else { continue }
                figures[rule, default: [:]][parameter.name] = figure
            }
        }
    }

    /// What a policy says of risk and no rule understands, as places in the document.
    package static func faults(policy risk: JSONObject) -> [String] {
        var faults: [String] = []
        for member in risk.members {
            guard let rule = RiskRule(rawValue: member.name), let said = member.value.object else {
                faults.append("risk." + member.name)
                continue
            }
            for figure in said.members {
                let parameter = rule.parameters.first { $0.name == figure.name }
                if parameter.map({ !(figure.value.integer.map($0.range.contains) ?? false) }) ?? true { faults.append("risk.\(member.name).\(figure.name)") }
            }
        }
        return faults
    }

    package func figure(_ rule: RiskRule, _ name: String) -> Int64 {
        figures[rule]?[name] ?? rule.parameters.first { $0.name == name }?.standard ?? 0
    }

    /// One figure otherwise; nil where the rule has no such parameter, or it may not be that.
    package func setting(_ rule: RiskRule, _ name: String, _ value: Int64) -> RiskThresholds? {
        guard let parameter = rule.parameters.first(where: { $0.name == name }), parameter.range.contains(value) else { return nil }
        var changed = self
        changed.figures[rule, default: [:]][name] = value
        return changed
    }
}

/// The thresholds in force at any moment: those of the policy then, with what a backtest changes laid over them.
package final class RiskPolicies {
    package struct Change: Hashable, Sendable {
        package let rule: RiskRule
        package let name: String
        package let value: Int64

        /// Nil where the rule has no such parameter, or it may not be that.
        package init?(_ rule: RiskRule, _ name: String, _ value: Int64) {
            guard RiskThresholds.standard.setting(rule, name, value) != nil else { return nil }
            self.rule = rule
            self.name = name
            self.value = value
        }
    }

    /// What is known of policies so far.
    package var book: PolicyBook {
        didSet { last = nil }
    }
    private let changes: [Change]
    private var last: (policy: Policy?, until: Timestamp?, from: Timestamp, thresholds: RiskThresholds)?

    package init(_ book: PolicyBook, changes: [Change] = []) {
        self.book = book
        self.changes = changes
    }

    package func policy(at moment: Timestamp) -> Policy? { inForce(at: moment).policy }
    package func thresholds(at moment: Timestamp) -> RiskThresholds { inForce(at: moment).thresholds }

    /// One policy is in force for years: the last answer is nearly always the next.
    private func inForce(at moment: Timestamp) -> (policy: Policy?, thresholds: RiskThresholds) {
        if let last, last.policy != nil, last.from <= moment, last.until.map({ moment < $0 }) ?? true { return (last.policy, last.thresholds) }
        let version = book.versions(.offshore).last { $0.isInForce(at: moment) }
        var thresholds = version?.policy.document["risk"]?.object.map { RiskThresholds(policy: $0) } ?? .standard
        for change in changes { thresholds = thresholds.setting(change.rule, change.name, change.value) ?? thresholds }
        last = (version?.policy, version?.until, version?.policy.effectiveFrom ?? moment, thresholds)
        return (version?.policy, thresholds)
    }
}
