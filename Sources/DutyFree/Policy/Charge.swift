import Wire

/// What a sale of one item takes from its buyer's quota and limits (domain.md §5). It stays with the item until it is given
/// back (a return before the departure, a void), so that what a person has used is always the sum of the charges.
package struct Charge: Hashable, Sendable {
    package var person: PersonCode
    /// Nil where a resident bought without one: limits then count by receipt.
    package var trip: TripID?
    package var receipt: String?
    package var mode: PickupMode
    /// The policy's code for the category.
    package var category: String
    /// 0 where tax was paid on the whole price: what is taxed is no duty-free purchase.
    package var amount: Amount
    /// The price paid without the part that was taxed.
    package var fen: Int64
    package var regime: Regime
    /// Calendar year in Asia/Shanghai.
    package var year: Int

    package init(
        person: PersonCode, trip: TripID?, receipt: String?, mode: PickupMode, category: String, amount: Amount, fen: Int64,
        regime: Regime, year: Int
    ) {
        self.person = person
        self.trip = trip
        self.receipt = receipt
        self.mode = mode
        self.category = category
        self.amount = amount
        self.fen = fen
        self.regime = regime
        self.year = year
    }

    init?(data: JSONObject) {
        guard let person = data["person"]?.string, let mode = data["mode"]?.string.flatMap(PickupMode.init(rawValue:)),
            let category = data["category"]?.string, let fen = data["fen"]?.integer, let year = data["year"]?.integer
        else { return nil }
        self.init(
            person: PersonCode(person), trip: data["trip"]?.string.map(TripID.init), receipt: data["receipt"]?.string, mode: mode,
            category: category, amount: Amount(data: data), fen: fen, regime: data["regime"]?.string.map(Regime.init) ?? .offshore,
            year: Int(clamping: year))
    }

    var data: JSONObject {
        var data = amount.data
        data["person"] = .string(person.text)
        data["trip"] = trip.map { .string($0.text) }
        data["receipt"] = receipt.map { .string($0) }
        data["mode"] = .string(mode.rawValue)
        data["category"] = .string(category)
        data["fen"] = .integer(fen)
        data["year"] = .integer(Int64(year))
        if regime != .offshore { data["regime"] = .string(regime.text) }
        return data
    }
}

/// Pieces and millilitres.
package struct Amount: Hashable, Sendable {
    package var pieces: Int64 = 0
    package var millilitres: Int64 = 0

    package init(pieces: Int64 = 0, millilitres: Int64 = 0) {
        self.pieces = pieces
        self.millilitres = millilitres
    }

    init(data: JSONObject) {
        pieces = data["pieces"]?.integer ?? 0
        millilitres = data["ml"]?.integer ?? 0
    }

    var data: JSONObject {
        var data = JSONObject()
        if pieces != 0 { data["pieces"] = .integer(pieces) }
        if millilitres != 0 { data["ml"] = .integer(millilitres) }
        return data
    }

    package func counted(in unit: LimitUnit) -> Int64 { unit == .piece ? pieces : millilitres }

    mutating func add(_ other: Amount, times sign: Int64) {
        pieces = Fen.sum(pieces, other.pieces * sign)
        millilitres = Fen.sum(millilitres, other.millilitres * sign)
    }
}

/// What was taken on one trip, or on one receipt without a trip, by mode and category.
package struct Taken: Hashable, Sendable {
    private(set) var byMode: [PickupMode: [String: Amount]] = [:]

    init() {}

    init(data: JSONObject) {
        for mode in data.members {
            guard let name = PickupMode(rawValue: mode.name) else { continue }
            for category in mode.value.object?.members ?? [] {
                byMode[name, default: [:]][category.name] = Amount(data: category.value.object ?? JSONObject())
            }
        }
    }

    var data: JSONObject {
        var data = JSONObject()
        for (mode, categories) in byMode {
            var inner = JSONObject()
            for (category, amount) in categories { inner[category] = .object(amount.data) }
            data[mode.rawValue] = .object(inner)
        }
        return data
    }

    package var isEmpty: Bool { byMode.isEmpty }

    /// Of one category by one mode.
    package func amount(_ category: String, _ mode: PickupMode) -> Amount { byMode[mode]?[category] ?? Amount() }

    /// Of some categories, by whatever mode.
    package func amount(_ categories: [String]) -> Amount {
        var sum = Amount()
        for (_, taken) in byMode { for category in categories { if let amount = taken[category] { sum.add(amount, times: 1) } } }
        return sum
    }

    /// The categories that anything was taken of.
    package var categories: [String] { Set(byMode.values.flatMap(\.keys)).sorted() }

    mutating func add(_ charge: Charge, times sign: Int64) {
        guard charge.amount != Amount() else { return }
        var amount = amount(charge.category, charge.mode)
        amount.add(charge.amount, times: sign)
        byMode[charge.mode, default: [:]][charge.category] = amount == Amount() ? nil : amount
        if byMode[charge.mode]?.isEmpty ?? false { byMode[charge.mode] = nil }
    }
}

/// Sums of money and counts stay what an entry can hold.
enum Fen {
    private static let most: Int64 = 9_007_199_254_740_991

    static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? (right < 0 ? -most : most) : max(-most, min(most, sum))
    }
}
