package import Wire

/// What the policy in force says of counts (`count` of a policy document, reference/domain/policy-*.json); what it does not
/// say stands as here.
package struct CountPolicy: Hashable, Sendable {
    /// A count that would write off more than this needs a second approver, in fen.
    package var secondApproverAboveFen: Int64 = 1_000_000
    /// No tolerance at all for goods dearer than this, in fen.
    package var zeroAboveFen: Int64 = 1_000_000
    /// Places through which so much of a year's value moves are A, and B; in per cent.
    package var abcPercent: [Int64] = [80, 95]
    /// Days from one count to the next for A, B and C.
    package var abcDays: [Int64] = [30, 91, 365]
    /// After more movements than this a place is counted before its day.
    package var movementsMax = 1_000

    package init() {}

    /// `policy` is the `count` object of a policy document. Members that are absent, or no sensible figures, are left as
    /// they are.
    package init(policy: JSONObject) {
        func fen(_ name: String) -> Int64? { policy[name]?.integer.flatMap { $0 >= 0 ? $0 : nil } }
        func figures(_ name: String, _ count: Int) -> [Int64]? {
            let figures = (policy[name]?.array ?? []).compactMap(\.integer)
            return figures.count == count && figures.allSatisfy { $0 > 0 } && figures == figures.sorted() ? figures : nil
        }
        secondApproverAboveFen = fen("secondApproverAboveFen") ?? secondApproverAboveFen
        zeroAboveFen = fen("zeroAboveFen") ?? zeroAboveFen
        abcPercent = figures("abcPercent", 2) ?? abcPercent
        abcDays = figures("abcDays", 3) ?? abcDays
        movementsMax = fen("movementsMax").map { Int(clamping: $0) } ?? movementsMax
    }

    /// Whether one approver is not enough: above the limit, and always for clones and for what had left the island
    /// (stock-count.md, Recount, tolerance, approval).
    package func needsSecond(_ result: CountResult) -> Bool {
        result.valueFen[CountClass.missing.index] > secondApproverAboveFen || result.dearestMissingFen > zeroAboveFen || result.count(.clone) > 0
            || result.count(.departedPresent) > 0
    }
}
