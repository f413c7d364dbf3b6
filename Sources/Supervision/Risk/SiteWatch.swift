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
    }

    /// One of the cases that a rate counts.
    private struct Case {
        /// In Asia/Shanghai.
        var day: Int
        var seq: UInt64
        var item: ItemKey?
    }

    /// The cases of a rule at a site.
    private struct Track {
        var cases: [Case] = []
        /// Up to which case an alert has told.
        var told: UInt64 = 0
        /// How many cases there were so far, and at how many the rule is looked at next.
        var seen = 0
        var next = 0
    }

    private struct Site {
        var days: [Int: Counts] = [:]
        var tracks: [RiskRule: Track] = [:]
    }

    /// A share of something, as the policy's figures call it.
    private struct Rate {
        /// The figure that is the limit, and what it is a part of.
        let share: String
        let whole: Int64
        /// The figure that says of how many it is formed at least.
        let least: String
        let base: @Sendable (Counts) -> Int64
    }

    private static let rates: [RiskRule: Rate] = [
        .lossRate: Rate(share: "perMille", whole: 1_000, least: "minItems") { $0.received },
        .returnRate: Rate(share: "percent", whole: 100, least: "minSales") { $0.sales },
        .voidRate: Rate(share: "perMille", whole: 1_000, least: "minMovements") { $0.movements },
        .relabelRate: Rate(share: "perMille", whole: 1_000, least: "minMovements") { $0.movements },
        .lateRecording: Rate(share: "percent", whole: 100, least: "minMovements") { $0.movements },
    ]

    private var sites: [Substring: Site] = [:]
    private static let daysMax = 400
    /// Of so many cases the latest are remembered: a rate that needs more is beyond every threshold.
    private static let casesMax = 10_000

    /// `soldAt` is the site that sold the item of a return: goods come back elsewhere.
    mutating func fold(_ fact: RiskFact, soldAt: Substring?, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void) {
        guard let name = soldAt ?? fact.site else { return }
        let day = Day(inShanghai: fact.occurred).daysSince1970
        var site = sites.removeValue(forKey: name) ?? Site()
        defer { sites[name] = site }
        SiteWatch.count(fact, &site.days[day, default: Counts()])
        if site.days.count > SiteWatch.daysMax, let oldest = site.days.keys.min() { site.days[oldest] = nil }
        if let rule = SiteWatch.rule(fact) { check(rule, fact, &site, thresholds, raise, name) }
        let lateMs = thresholds.figure(.lateRecording, "hours") * 3_600_000
        guard !fact.viaParent, fact.at.millisecondsSince1970 - fact.occurred.millisecondsSince1970 > lateMs else { return }
        check(.lateRecording, fact, &site, thresholds, raise, name)
    }

    /// The rate that a movement is a case of by what it is.
    private static func rule(_ fact: RiskFact) -> RiskRule? {
        switch fact.movement.type {
        case .loss, .short: .lossRate
        case .return: .returnRate
        // What is given for it is a sale.
        case .exchange: fact.viaParent ? nil : .returnRate
        case .void: .voidRate
        case .relabel: .relabelRate
        default: nil
        }
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
        _ rule: RiskRule, _ fact: RiskFact, _ site: inout Site, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void, _ name: Substring
    ) {
        guard let rate = SiteWatch.rates[rule] else { return }
        var track = site.tracks.removeValue(forKey: rule) ?? Track()
        defer { site.tracks[rule] = track }
        let window = Int(thresholds.figure(rule, "windowDays"))
        let last = Day(inShanghai: fact.occurred).daysSince1970
        let days = (last - window + 1)...last
        track.cases.append(Case(day: last, seq: fact.seq, item: fact.item))
        if track.cases.count > SiteWatch.casesMax { track.cases.removeFirst(track.cases.count - SiteWatch.casesMax) }
        track.seen += 1
        guard track.seen >= track.next else { return }
        // Of many cases, not at every one.
        track.next = track.seen + max(1, track.cases.count / 64)
        let all = days.reduce(Int64(0)) { $0 + (site.days[$1].map(rate.base) ?? 0) }
        let limit = thresholds.figure(rule, rate.share)
        guard all >= max(1, thresholds.figure(rule, rate.least)), Int64(track.cases.count) * rate.whole >= limit.multipliedSaturating(by: all) else { return }
        let within = track.cases.filter { days.contains($0.day) }
        let told = within.count { $0.seq <= track.told }
        guard Int64(within.count) * rate.whole >= limit.multipliedSaturating(by: all), within.count - told >= max(1, told) else { return }
        raise(
            RiskAlert(
                rule, String(name), value: Int64(within.count) * rate.whole / all, threshold: limit, at: fact.occurred,
                facts: ["cases": .integer(Int64(within.count)), "of": .integer(all), "days": .integer(Int64(window))], items: within.compactMap(\.item),
                evidence: within.map(\.seq), site: String(name)))
        track.told = fact.seq
    }
}
