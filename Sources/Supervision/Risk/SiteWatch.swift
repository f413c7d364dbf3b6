import DutyFree
import Wire

/// How often something happens at a site, out of how many: losses, returns, voids, new labels, late records. Counted by day in
/// Asia/Shanghai. After an alert the same rule speaks again when there are twice as many cases: a site that loses more and more is
/// heard of again and again, but not for every item.
struct SiteWatch {
    private struct Counts {
        var movements: Int64 = 0
        var received: Int64 = 0
        var sales: Int64 = 0
        var late: Int64 = 0
    }

    /// One of the cases that a rate counts.
    private struct Case {
        /// In Asia/Shanghai.
        var day: Int
        var seq: UInt64
        var item: ItemKey?
    }

    private struct Site {
        var days: [Int: Counts] = [:]
        var cases: [RiskRule: [Case]] = [:]
        /// Up to which case an alert has told.
        var told: [RiskRule: UInt64] = [:]
        /// How many cases there were so far, and at how many the rule is looked at next.
        var seen: [RiskRule: Int] = [:]
        var next: [RiskRule: Int] = [:]
    }

    private var sites: [Substring: Site] = [:]
    private static let daysMax = 400
    /// Of so many cases the latest are remembered: a rate that needs more is beyond every threshold.
    private static let casesMax = 10_000

    /// `soldAt` is the site that sold the item of a return: goods come back elsewhere.
    mutating func fold(_ fact: RiskFact, soldAt: Substring?, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void) {
        guard let name = soldAt ?? fact.site else { return }
        let day = Day(inShanghai: fact.occurred).daysSince1970
        let type = fact.movement.type
        var site = sites.removeValue(forKey: name) ?? Site()
        defer { sites[name] = site }
        SiteWatch.count(fact, &site.days[day, default: Counts()])
        if site.days.count > SiteWatch.daysMax, let oldest = site.days.keys.min() { site.days[oldest] = nil }
        switch type {
        case .loss, .short: check(.lossRate, "perMille", 1_000, "minItems", \.received, fact, &site, thresholds, raise, name)
        case .return: check(.returnRate, "percent", 100, "minSales", \.sales, fact, &site, thresholds, raise, name)
        case .exchange where !fact.viaParent: check(.returnRate, "percent", 100, "minSales", \.sales, fact, &site, thresholds, raise, name)
        case .void: check(.voidRate, "perMille", 1_000, "minMovements", \.movements, fact, &site, thresholds, raise, name)
        case .relabel: check(.relabelRate, "perMille", 1_000, "minMovements", \.movements, fact, &site, thresholds, raise, name)
        default: break
        }
        guard !fact.viaParent, fact.at.millisecondsSince1970 - fact.occurred.millisecondsSince1970 > thresholds.figure(.lateRecording, "hours") * 3_600_000
        else {
            return
        }
        check(.lateRecording, "percent", 100, "minMovements", \.movements, fact, &site, thresholds, raise, name)
    }

    private static func count(_ fact: RiskFact, _ counts: inout Counts) {
        // What somebody did: not what follows from a carton, nor goods moved to and fro on a shelf.
        if !fact.viaParent, fact.movement.type != .relocate { counts.movements += 1 }
        switch fact.movement.type {
        case .enter, .receive, .takeOver: counts.received += 1
        case .sale: counts.sales += 1
        case .exchange where fact.viaParent: counts.sales += 1
        default: break
        }
    }

    private func check(
        _ rule: RiskRule, _ share: String, _ whole: Int64, _ least: String, _ base: KeyPath<Counts, Int64>, _ fact: RiskFact, _ site: inout Site,
        _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void, _ name: Substring
    ) {
        let window = Int(thresholds.figure(rule, "windowDays"))
        let last = Day(inShanghai: fact.occurred).daysSince1970
        let days = (last - window + 1)...last
        var cases = site.cases[rule] ?? []
        cases.append(Case(day: last, seq: fact.seq, item: fact.item))
        if cases.count > SiteWatch.casesMax { cases.removeFirst(cases.count - SiteWatch.casesMax) }
        site.cases[rule] = cases
        let seen = site.seen[rule, default: 0] + 1
        site.seen[rule] = seen
        guard seen >= site.next[rule] ?? 0 else { return }
        // Of many cases, not at every one.
        site.next[rule] = seen + max(1, cases.count / 64)
        let all = days.reduce(Int64(0)) { $0 + (site.days[$1]?[keyPath: base] ?? 0) }
        let limit = thresholds.figure(rule, share)
        guard all >= max(1, thresholds.figure(rule, least)), Int64(cases.count) * whole >= limit.multipliedSaturating(by: all) else { return }
        let within = cases.filter { days.contains($0.day) }
        let told = within.count { $0.seq <= site.told[rule] ?? 0 }
        guard Int64(within.count) * whole >= limit.multipliedSaturating(by: all), within.count - told >= max(1, told) else { return }
        raise(
            RiskAlert(
                rule, String(name), value: Int64(within.count) * whole / all, threshold: limit, at: fact.occurred,
                facts: ["cases": .integer(Int64(within.count)), "of": .integer(all), "days": .integer(Int64(window))], items: within.compactMap(\.item),
                evidence: within.map(\.seq), site: String(name)))
        site.told[rule] = fact.seq
    }
}
