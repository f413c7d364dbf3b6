import DutyFree
import Wire

/// How often something happens at a site, out of how many: losses, returns, voids, new labels, late records. Counted by day in
/// Asia/Shanghai; an alert uses up what it counted.
struct SiteWatch {
    private struct Counts {
        var movements: Int64 = 0
        var received: Int64 = 0
        var sales: Int64 = 0
        var late: Int64 = 0
    }

    /// One of the cases that a rate counts.
    private struct Case {
        var at: Timestamp
        var seq: UInt64
        var item: ItemKey?
    }

    private struct Site {
        var days: [Int: Counts] = [:]
        var cases: [RiskRule: [Case]] = [:]
        /// The first day that an alert of the rule has not used up.
        var from: [RiskRule: Int] = [:]
    }

    private var sites: [Substring: Site] = [:]
    private static let daysMax = 400

    mutating func fold(_ fact: RiskFact, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void) {
        guard let name = fact.site else { return }
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
        guard !fact.viaParent, fact.at.millisecondsSince1970 - fact.occurred.millisecondsSince1970 > thresholds.figure(.lateRecording, "hours") * 3_600_000 else {
            return
        }
        check(.lateRecording, "percent", 100, "minMovements", \.movements, fact, &site, thresholds, raise, name)
    }

    private static func count(_ fact: RiskFact, _ counts: inout Counts) {
        counts.movements += 1
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
        let first = max(last - window + 1, site.from[rule] ?? .min)
        var cases = site.cases[rule] ?? []
        cases.append(Case(at: fact.occurred, seq: fact.seq, item: fact.item))
        cases.removeAll { Day(inShanghai: $0.at).daysSince1970 < first }
        site.cases[rule] = cases
        let all = site.days.reduce(Int64(0)) { (first...max(first, last)).contains($1.key) ? $0 + $1.value[keyPath: base] : $0 }
        let limit = thresholds.figure(rule, share)
        guard all >= max(1, thresholds.figure(rule, least)), Int64(cases.count) * whole >= limit.multipliedSaturating(by: all) else { return }
        raise(
            RiskAlert(
                rule, String(name), value: Int64(cases.count) * whole / all, threshold: limit, at: fact.occurred,
                facts: ["cases": .integer(Int64(cases.count)), "of": .integer(all), "days": .integer(Int64(window))], items: cases.compactMap(\.item),
                evidence: cases.map(\.seq), site: String(name)))
        site.cases[rule] = nil
        site.from[rule] = last + 1
    }
}
