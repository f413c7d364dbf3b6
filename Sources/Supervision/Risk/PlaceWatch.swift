import DutyFree
import Wire

/// `velocity`: one code, two sites, and too little time between them. Only the last two days are remembered: what took longer
/// is slow enough anywhere on the island.
struct PlaceWatch {
    private struct Sight {
        var site: Substring
        var at: Timestamp
        var seq: UInt64
    }

    /// Of this stretch of time and of the one before.
    private var now: [ItemKey: Sight] = [:]
    private var before: [ItemKey: Sight] = [:]
    /// Transfers and deliveries that were told of: one alert each, however many items they have.
    private var told: Set<String> = []
    private var since: Timestamp?
    private static let stretchMs: Int64 = 86_400_000
    /// How far apart two sites are, where both say where they are.
    private let kilometres: (Substring, Substring) -> Int64?

    init(kilometres: @escaping (Substring, Substring) -> Int64?) { self.kilometres = kilometres }

    mutating func fold(_ fact: RiskFact, _ thresholds: RiskThresholds, _ raise: (RiskAlert) -> Void) {
        guard let item = fact.item, let place = fact.place else { return }
        if since.map({ fact.occurred.millisecondsSince1970 - $0.millisecondsSince1970 > PlaceWatch.stretchMs }) ?? true {
            before = now
            now = [:]
            told = []
            since = fact.occurred
        }
        let sight = Sight(site: place.site, at: fact.occurred, seq: fact.seq)
        let last = now.updateValue(sight, forKey: item) ?? before[item]
        guard let last, !last.site.utf8.elementsEqual(sight.site.utf8) else { return }
        let minutes = abs(sight.at.millisecondsSince1970 - last.at.millisecondsSince1970) / 60_000
        let distance = kilometres(last.site, sight.site)
        let least = distance.map { max(1, $0 * 60 / thresholds.figure(.velocity, "kmPerHour")) } ?? thresholds.figure(.velocity, "minMinutes")
        guard minutes < least else { return }
        let document = [DocumentKind.transfer, .delivery].lazy.compactMap { kind in fact.movement.documents[kind].map { "\(kind.rawValue) \($0.number)" } }
            .first
        guard document.map({ told.insert($0).inserted }) ?? true else { return }
        var facts: JSONObject = ["minutes": .integer(minutes), "from": .string(String(last.site)), "to": .string(String(sight.site))]
        facts["km"] = distance.map { .integer($0) }
        raise(
            RiskAlert(
                .velocity, document ?? item.text, value: 2 * least - minutes, threshold: least, at: sight.at, facts: facts, items: [item],
                evidence: [last.seq, sight.seq], site: String(sight.site)))
    }
}
