package import Wire

/// What the rules know of a traveller: bans, departures, and what was used of the quota of each year.
package struct PersonStanding: Hashable, Sendable {
    package var person: PersonCode
    package var bannedUntil: Timestamp?
    package var lastDeparted: Timestamp?
    /// Calendar year (Asia/Shanghai) → the first departure in it, under a policy.
    package var firstDeparted: [Int: Timestamp]
    package var used: QuotaUsed
    /// Receipts without a trip, as long as something may still be added to them.
    package private(set) var receipts: [String: ReceiptUse] = [:]

    package init(person: PersonCode, bannedUntil: Timestamp? = nil, lastDeparted: Timestamp? = nil) {
        self.person = person
        self.bannedUntil = bannedUntil
        self.lastDeparted = lastDeparted
        firstDeparted = [:]
        used = QuotaUsed()
    }

    package init(person: PersonCode, data: JSONObject) throws(Refusal) {
        self.init(
            person: person, bannedUntil: data["bannedUntil"]?.string.flatMap(Timestamp.init(canonical:)),
            lastDeparted: data["lastDeparted"]?.string.flatMap(Timestamp.init(canonical:)))
        for member in data["firstDeparted"]?.object?.members ?? [] {
            if let year = Int(member.name) { firstDeparted[year] = member.value.string.flatMap(Timestamp.init(canonical:)) }
        }
        used = QuotaUsed(data: data["usedFen"]?.object ?? JSONObject())
        for member in data["receipts"]?.object?.members ?? [] { receipts[member.name] = member.value.object.flatMap(ReceiptUse.init(data:)) }
    }

    package var data: JSONObject {
        var data = JSONObject()
        data["bannedUntil"] = bannedUntil.map { .string($0.formatted()) }
        data["lastDeparted"] = lastDeparted.map { .string($0.formatted()) }
        if !firstDeparted.isEmpty {
            var years = JSONObject()
            for (year, moment) in firstDeparted { years[String(year)] = .string(moment.formatted()) }
            data["firstDeparted"] = .object(years)
        }
        if !used.isEmpty { data["usedFen"] = .object(used.data) }
        if !receipts.isEmpty {
            var numbers = JSONObject()
            for (number, use) in receipts { numbers[number] = .object(use.data) }
            data["receipts"] = .object(numbers)
        }
        return data
    }

    /// Counts on a receipt without a trip. A till closes a receipt long before a day is over: older ones are forgotten.
    mutating func note(receipt: String, _ charge: Charge, times sign: Int64, at moment: Timestamp) {
        var use = receipts[receipt] ?? ReceiptUse(at: moment, taken: Taken())
        use.at = max(use.at, moment)
        use.taken.add(charge, times: sign)
        receipts[receipt] = use
        receipts = receipts.filter { !$0.value.taken.isEmpty && $0.value.at.adding(hours: 24) >= moment }
    }
}

/// What was bought on a receipt without a trip, and when last.
package struct ReceiptUse: Hashable, Sendable {
    package var at: Timestamp
    package var taken: Taken

    init(at: Timestamp, taken: Taken) {
        self.at = at
        self.taken = taken
    }

    init?(data: JSONObject) {
        guard let at = data["at"]?.string.flatMap(Timestamp.init(canonical:)) else { return nil }
        self.init(at: at, taken: Taken(data: data["taken"]?.object ?? JSONObject()))
    }

    var data: JSONObject { ["at": .string(at.formatted()), "taken": .object(taken.data)] }
}

/// Fen used of the quota, by regime and calendar year (Asia/Shanghai).
package struct QuotaUsed: Hashable, Sendable {
    package private(set) var byRegime: [Regime: [Int: Int64]] = [:]

    init() {}

    init(data: JSONObject) {
        for regime in data.members {
            for year in regime.value.object?.members ?? [] {
                if let number = Int(year.name), let fen = year.value.integer { byRegime[Regime(regime.name), default: [:]][number] = fen }
            }
        }
    }

    var data: JSONObject {
        var data = JSONObject()
        for (regime, years) in byRegime {
            var inner = JSONObject()
            for (year, fen) in years { inner[String(year)] = .integer(fen) }
            data[regime.text] = .object(inner)
        }
        return data
    }

    package var isEmpty: Bool { byRegime.isEmpty }
    package func fen(_ regime: Regime, _ year: Int) -> Int64 { byRegime[regime]?[year] ?? 0 }

    /// Years in which something is used.
    package func years(_ regime: Regime) -> [Int] { (byRegime[regime] ?? [:]).keys.sorted() }

    mutating func add(_ fen: Int64, _ regime: Regime, _ year: Int) {
        let sum = Fen.sum(self.fen(regime, year), fen)
        byRegime[regime, default: [:]][year] = sum == 0 ? nil : sum
        if byRegime[regime]?.isEmpty ?? false { byRegime[regime] = nil }
    }
}
