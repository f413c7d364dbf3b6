import DutyFree
import Wire

/// Several travellers under one name within a time: a receipt, a minute at a till, a basket. Of each group only as many
/// members are kept as it takes for an alert.
struct GroupWatch {
    struct Member {
        var person: PersonCode
        var at: Timestamp
        var items: [ItemKey]
        var seqs: [UInt64]

        init(_ person: PersonCode, at: Timestamp, items: [ItemKey], seqs: [UInt64]) {
            self.person = person
            self.at = at
            self.items = items
            self.seqs = seqs
        }
    }

    private struct Group {
        var members: [Member] = []
        /// After which nothing of it counts any more.
        var until: Timestamp
    }

    private var groups: [String: Group] = [:]

    mutating func add(
        _ member: Member, to name: String, _ rule: RiskRule, windowMs: Int64, persons: Int64, facts: JSONObject, _ raise: (RiskAlert) -> Void
    ) {
        var group = groups[name] ?? Group(until: member.at)
        // Behind the window comes what is recorded late.
        group.until = max(group.until, Timestamp(millisecondsSince1970: member.at.millisecondsSince1970 + windowMs + 30 * 86_400_000))
        group.members.removeAll { abs($0.at.millisecondsSince1970 - member.at.millisecondsSince1970) >= windowMs }
        if let index = group.members.firstIndex(where: { $0.person == member.person }) {
            // Of one traveller a few items are evidence enough.
            if group.members[index].seqs.count < RiskAlert.itemsMax {
                group.members[index].items += member.items
                group.members[index].seqs += member.seqs
            }
            group.members[index].at = max(group.members[index].at, member.at)
        } else {
            group.members.append(member)
        }
        guard Int64(group.members.count) >= persons else {
            groups[name] = group
            return
        }
        groups[name] = nil
        var facts = facts
        facts["persons"] = .array(group.members.prefix(RiskAlert.itemsMax).map { .string($0.person.text) })
        raise(
            RiskAlert(
                rule, name, value: Int64(group.members.count), threshold: persons, at: member.at, facts: facts, items: group.members.flatMap(\.items),
                evidence: group.members.flatMap(\.seqs)))
    }

    mutating func remove(_ person: PersonCode, from name: String) { groups[name]?.members.removeAll { $0.person == person } }

    mutating func remove(_ seq: UInt64, of person: PersonCode, from name: String) {
        guard let index = groups[name]?.members.firstIndex(where: { $0.person == person }) else { return }
        groups[name]?.members[index].seqs.removeAll { $0 == seq }
        if groups[name]?.members[index].seqs.isEmpty ?? false { groups[name]?.members.remove(at: index) }
    }

    mutating func forget(before moment: Timestamp) { groups = groups.filter { $0.value.until >= moment && !$0.value.members.isEmpty } }
}
