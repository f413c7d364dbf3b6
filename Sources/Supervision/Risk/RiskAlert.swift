package import DutyFree
package import Wire

/// What a rule has found: a value, not yet an entry. Persons are codes.
package struct RiskAlert: Hashable, Sendable {
    package let rule: RiskRule
    /// Whom or what it is about: an item's key, a traveller's code, a site, a document, a basket.
    package let subject: String
    /// 0 to 100.
    package let score: Int64
    /// When the pattern was complete.
    package let occurred: Timestamp
    /// What was measured and what it was measured against, by name (docs/format.md, Alerts).
    package let facts: JSONObject
    /// Items it concerns, the first ones by key; `itemCount` is how many there are.
    package let items: [ItemKey]
    package let itemCount: Int
    /// The entries that show it, oldest first: the last ones where there are more than `evidenceMax`.
    package let evidence: [UInt64]
    /// The last of them. The same rule speaks of the same subject again only for what came after.
    package let through: UInt64
    /// The site where it happened, where there is one.
    package let site: String?

    package static let itemsMax = 20
    package static let evidenceMax = 50

    /// `value` and `threshold` make the score; both stand among the facts. `evidence` is in no particular order.
    package init(
        _ rule: RiskRule, _ subject: String, value: Int64, threshold: Int64, at occurred: Timestamp, facts: JSONObject = JSONObject(),
        items: some Collection<ItemKey>, evidence: some Collection<UInt64>, site: String? = nil
    ) {
        self.rule = rule
        self.subject = subject
        score = rule.score(value, threshold: threshold)
        self.occurred = occurred
        var facts = facts
        facts["value"] = .integer(value)
        facts["threshold"] = .integer(threshold)
        self.facts = facts
        let all = Set(items)
        self.items = Array(all.sorted().prefix(RiskAlert.itemsMax))
        itemCount = all.count
        let seqs = Set(evidence).sorted()
        self.evidence = Array(seqs.suffix(RiskAlert.evidenceMax))
        through = seqs.last ?? 0
        self.site = site
    }

    /// The same alert however often it is found.
    package var event: String { "alert:\(rule.rawValue):\(subject):\(through)" }

    /// What its entry says (docs/format.md, Alerts).
    package var data: JSONObject {
        var data: JSONObject = [
            "rule": .string(rule.rawValue), "subject": .string(subject), "score": .integer(score), "occurred": .string(occurred.formatted()),
            "facts": .object(facts), "items": .array(items.map { .string($0.text) }), "itemCount": .integer(Int64(itemCount)),
            "evidence": .array(evidence.map { .integer(Int64(clamping: $0)) }),
        ]
        data["site"] = site.map { .string($0) }
        return data
    }

    /// Reads back `data`; nil where it is nothing of ours.
    package init?(data: JSONObject) {
        guard let rule = data["rule"]?.string.flatMap(RiskRule.init(rawValue:)), let subject = data["subject"]?.string, !subject.isEmpty,
            let score = data["score"]?.integer, (0...100).contains(score), let occurred = data["occurred"]?.string.flatMap({ Timestamp(canonical: $0) }),
            let facts = data["facts"]?.object, let items = data["items"]?.array, let count = data["itemCount"]?.integer, count >= Int64(items.count),
            let evidence = data["evidence"]?.array, items.count <= RiskAlert.itemsMax, evidence.count <= RiskAlert.evidenceMax
        else { return nil }
        let seqs = evidence.compactMap { $0.integer.flatMap { UInt64(exactly: $0) } }
        guard seqs.count == evidence.count, let last = seqs.last, zip(seqs, seqs.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        self.rule = rule
        self.subject = subject
        self.score = score
        self.occurred = occurred
        self.facts = facts
        self.items = items.compactMap(\.string).map { ItemKey(trusted: $0) }
        itemCount = Int(clamping: count)
        self.evidence = seqs
        through = last
        site = data["site"]?.string
    }
}
