package import DutyFree
package import GS1
package import Wire

/// Watches a ledger's movements, one after the other in the order of their entries, and says at each what the rules find. The
/// same entries always give the same alerts, whether they come one by one as they are recorded or all at once years later:
/// nothing else is read than the entries, products and policies. Time is that of the movements: a month's file that is recorded
/// in a minute is judged as the month went.
///
///     entry ─▶ deadlines that passed before it ─▶ the item's place ─▶ the buyer's window ─▶ the site's rates
///
/// What an alert has used up as evidence is spent: the same rule speaks of the same subject again only when the pattern is
/// complete without it. What lies further back than any window is forgotten.
package final class RiskMonitor {
    private let policies: RiskPolicies
    private let raise: (RiskAlert) -> Void
    private var deadlines = DeadlineWatch()
    private var places: PlaceWatch
    private var buyers: BuyerWatch
    private var sites = SiteWatch()
    private var folded = 0
    /// The latest time that anything occurred.
    private var clock: Timestamp?

    /// `kilometres` is how far two sites are apart, where that is known. `raise` is told each alert, when it is due.
    package init(
        _ policies: RiskPolicies, product: @escaping (GTIN) -> Product?, kilometres: @escaping (Substring, Substring) -> Int64? = { _, _ in nil },
        raise: @escaping (RiskAlert) -> Void
    ) {
        self.policies = policies
        self.raise = raise
        places = PlaceWatch(kilometres: kilometres)
        buyers = BuyerWatch(product: product)
    }

    package func fold(_ fact: RiskFact) {
        let now = max(clock ?? fact.occurred, fact.occurred)
        if now != clock { advance(to: now) }
        let thresholds = policies.thresholds(at: fact.occurred)
        deadlines.fold(fact, thresholds)
        if !fact.viaParent { places.fold(fact, thresholds, raise) }
        buyers.fold(fact, policies.policy(at: fact.occurred), thresholds, raise)
        sites.fold(fact, thresholds, raise)
        folded += 1
        if folded % 65_536 == 0 {
            buyers.forget(before: now)
            deadlines.forget(before: now)
        }
    }

    /// The clock goes on although nothing is recorded.
    package func advance(to moment: Timestamp) {
        clock = max(clock ?? moment, moment)
        deadlines.advance(to: moment, raise)
    }
}
