import DutyFree
import Foundation
import GS1
import Support
import Testing
import Wire

/// Quota, limits and changes of policy where the scenarios do not go: each test is a small story in a naive ledger.
struct QuotaTests {
    private let one = "p:aa", other = "p:bb"

    /// A store with so many items of a product on its shelf, under the policies of the reference folder.
    private func shop(_ items: Int, category: String = "cosmetics", content: Int64? = nil, isolated: Bool = true) throws -> Counter? {
        guard Reference.find("domain/policy-2025.json") != nil else { return nil }
        return try Counter(items, category: category, content: content, isolated: isolated)
    }

    @Test func theYearEndsAtMidnightInShanghai() throws {
        guard let shop = try shop(3) else { return }
        try shop.sell(0, one, 9_000_000, at: "2025-12-31T23:59:59+08:00", trip: "A")
        try shop.sell(1, one, 9_000_000, at: "2026-01-01T00:00:00+08:00", trip: "A")
        #expect(shop.used(one) == [2025: 9_000_000, 2026: 9_000_000])
        #expect(shop.refusal { try shop.sell(2, one, 1_000_001, at: "2025-12-31T16:00:00Z", trip: "A") } == .quotaExceeded)
    }

    @Test func severalReceiptsOfATripShareItsLimits() throws {
        guard let shop = try shop(31, category: "cosmetics") else { return }
        for index in 0..<30 { try shop.sell(index, one, 1_000, at: "2026-03-01T10:00:\(10 + index)+08:00", trip: "A", receipt: "R-\(index)") }
        #expect(shop.refusal { try shop.sell(30, one, 1_000, at: "2026-03-01T11:00:00+08:00", trip: "A") } == .limitExceeded)
        try shop.sell(30, one, 1_000, at: "2026-03-01T11:00:00+08:00", trip: "B")
    }

    @Test func liquorIsCountedInMillilitresAcrossModes() throws {
        guard let shop = try shop(3, category: "liquor", content: 750) else { return }
        try shop.sell(0, one, 1_000, at: "2026-03-01T10:00:00+08:00", trip: "A")
        try shop.sell(1, one, 1_000, at: "2026-03-01T10:01:00+08:00", trip: "A", mode: "in-zone")
        #expect(shop.refusal { try shop.sell(2, one, 1_000, at: "2026-03-01T10:02:00+08:00", trip: "A") } == .limitExceeded)
    }

    /// A sale is judged by its own moment, also inside a trip that spans a change.
    @Test func aPolicyChangesInMidTrip() throws {
        guard let shop = try shop(3) else { return }
        try shop.sell(0, one, 1_000, at: "2025-10-31T23:59:00+08:00", trip: "A", age: 17)
        #expect(shop.refusal { try shop.sell(1, one, 1_000, at: "2025-11-01T00:00:00+08:00", trip: "A", age: 17) } == .underage)
        try shop.sell(1, one, 1_000, at: "2025-11-01T00:00:00+08:00", trip: "A", age: 18)
        // Late, but judged by when it occurred.
        try shop.sell(2, one, 1_000, at: "2025-10-31T23:59:30+08:00", trip: "A", age: 16)
    }

    @Test func aCorrectionThatRevealsABreachIsAcceptedWithAnAlert() throws {
        guard let shop = try shop(2) else { return }
        try shop.sell(0, one, 6_000_000, at: "2026-03-01T10:00:00+08:00", trip: "A")
        let seq = try shop.sell(1, one, 400_000, at: "2026-03-01T10:01:00+08:00", trip: "A")
        try shop.record(.correct, ref: seq, at: "2026-03-01T11:00:00+08:00", data: ["reason": "a zero", "set": .object(["priceFen": 4_000_001])])
        #expect(shop.ledger.alerts == [.quotaExceeded])
        #expect(shop.used(one) == [2026: 10_000_001])
        let latest = UInt64(shop.ledger.entries.count - 1)
        try shop.record(.correct, ref: latest, at: "2026-03-01T11:01:00+08:00", data: ["reason": "another", "set": .object(["priceFen": 3_000_000])])
        #expect(shop.ledger.alerts == [])
        #expect(shop.used(one) == [2026: 9_000_000])
    }

    @Test func aCorrectedBuyerTakesTheChargeAlong() throws {
        guard let shop = try shop(1) else { return }
        let seq = try shop.sell(0, one, 6_000_000, at: "2026-03-01T10:00:00+08:00", trip: "A")
        try shop.record(.correct, ref: seq, at: "2026-03-01T11:00:00+08:00", data: ["reason": "wrong passport", "set": .object(["person": .string(other)])])
        #expect(shop.used(one) == [:])
        #expect(shop.used(other) == [2026: 6_000_000])
    }

    @Test func aCorrectedTimeMovesTheChargeToItsYear() throws {
        guard let shop = try shop(1) else { return }
        let seq = try shop.sell(0, one, 6_000_000, at: "2026-01-01T00:00:01+08:00", trip: "A")
        try shop.record(
            .correct, ref: seq, at: "2026-01-01T01:00:00+08:00", data: ["reason": "clock", "set": .object(["occurred": "2025-12-31T15:59:00.000Z"])])
        #expect(shop.used(one) == [2025: 6_000_000])
    }

    /// Given back before the departure and not after it; taking the return back charges again, and never twice.
    @Test func returnsAndTheirVoidsAlwaysAddUp() throws {
        guard let shop = try shop(1) else { return }
        try shop.sell(0, one, 6_000_000, at: "2026-03-01T10:00:00+08:00", trip: "A", mode: "in-zone")
        var seq = try shop.back(0, one, at: "2026-03-01T11:00:00+08:00")
        #expect(shop.used(one) == [:])
        try shop.record(.void, ref: seq, at: "2026-03-01T11:01:00+08:00", data: ["reason": "x"])
        #expect(shop.used(one) == [2026: 6_000_000])
        try shop.record(.depart, items: [0], person: one, at: "2026-03-01T12:00:00+08:00", by: "G1", [.departure: "D"], data: ["trip": "A"])
        seq = try shop.back(0, one, at: "2026-03-02T11:00:00+08:00", approval: true)
        #expect(shop.used(one) == [2026: 6_000_000])
        try shop.record(.void, ref: seq, at: "2026-03-02T11:01:00+08:00", data: ["reason": "x"])
        #expect(shop.used(one) == [2026: 6_000_000])
        _ = try shop.back(0, one, at: "2026-03-02T12:00:00+08:00", approval: true)
        try shop.record(.restock, items: [0], to: "S1", at: "2026-03-03T12:00:00+08:00", [.examination: "E"])
        // Sold again: both buyers have used theirs.
        seq = try shop.sell(0, other, 5_000_000, at: "2026-03-04T12:00:00+08:00", trip: "B")
        #expect(shop.used(one) == [2026: 6_000_000])
        #expect(shop.used(other) == [2026: 5_000_000])
        try shop.record(.void, ref: seq, at: "2026-03-04T12:01:00+08:00", data: ["reason": "x"])
        #expect(shop.used(one) == [2026: 6_000_000])
        #expect(shop.used(other) == [:])
    }

    @Test func anExchangeIsJudgedAfterTheReturn() throws {
        guard let shop = try shop(3) else { return }
        try shop.sell(0, one, 9_000_000, at: "2026-03-01T10:00:00+08:00", trip: "A")
        try shop.record(
            .exchange, items: [0], to: "S1", person: one, at: "2026-03-01T11:00:00+08:00", [.refund: "F", .receipt: "R"],
            data: ["priceFen": 10_000_000, "with": .string(Counter.key(1).text)])
        #expect(shop.used(one) == [2026: 10_000_000])
        #expect(
            shop.refusal {
                try shop.record(
                    .exchange, items: [1], to: "S1", person: one, at: "2026-03-01T12:00:00+08:00", [.refund: "F", .receipt: "R"],
                    data: ["priceFen": 10_000_001, "with": .string(Counter.key(2).text)])
            } == .quotaExceeded)
        #expect(shop.used(one) == [2026: 10_000_000])
    }

    /// Residents without a trip: limits count by receipt.
    @Test func withoutATripAReceiptIsTheTrip() throws {
        guard let shop = try shop(9, category: "perfume") else { return }
        try shop.sell(8, one, 1_000, at: "2026-03-01T09:00:00+08:00", trip: "A", mode: "in-zone")
        try shop.record(.depart, items: [8], person: one, at: "2026-03-01T10:00:00+08:00", by: "G1", [.departure: "D"], data: ["trip": "A"])
        func sell(_ index: Int, _ receipt: String, at: String) throws {
            try shop.sell(index, one, 1_000, at: at, trip: nil, mode: "immediate", resident: true, receipt: receipt)
        }
        for index in 0..<5 { try sell(index, "R-1", at: "2026-03-05T10:00:0\(index)+08:00") }
        #expect(shop.refusal { try sell(5, "R-1", at: "2026-03-05T10:01:00+08:00") } == .limitExceeded)
        try sell(5, "R-2", at: "2026-03-05T10:02:00+08:00")
        #expect(shop.refusal { try sell(6, "R-1", at: "2026-03-05T10:03:00+08:00") } == .limitExceeded)
        // A departure later in the year is no departure before the sale.
        #expect(shop.refusal { try sell(6, "R-3", at: "2026-03-01T09:30:00+08:00") } == .noDeparture)
    }

    /// Random lives: what persons and trips have used is always the sum of what the items say, and a replay agrees.
    @Test func sumsAreAlwaysThoseOfTheItems() throws {
        guard Reference.find("domain/policy-2025.json") != nil else { return }
        let seed = UInt64.random(in: 0...UInt64.max)
        print("quota property, seed \(seed)")
        var random = SplitMix(seed: seed)
        for _ in 0..<20 {
            let shop = try Counter(6, category: "cosmetics", content: 50, isolated: true)
            for _ in 0..<60 { shop.doSomething(&random, persons: [one, other]) }
            #expect(shop.charged() == shop.allUsed(), "seed \(seed)")
            for item in shop.ledger.items.values {
                #expect(try Lifecycle.replay(shop.ledger.history(of: item.key), in: shop.ledger) == item, "seed \(seed) \(item.key.text)")
            }
        }
    }
}

/// A store, a gate and a shelf of items.
final class Counter {
    let ledger = InMemoryLedger()
    private let count: Int
    private var clock = "2026-03-01T00:00:00+08:00"

    static func key(_ index: Int) -> ItemKey { ItemKey(trusted: "/01/09521000200074/21/Q\(index)") }

    init(_ items: Int, category: String, content: Int64?, isolated: Bool) throws {
        count = items
        ledger.book = try ReferencePolicies.all()
        for (code, role) in [("W1", PartyRole.warehouse), ("S1", .store), ("G1", .gate), ("K1", .customs)] {
            ledger.parties[PartyCode(code)] = Party(code: PartyCode(code), name: code, roles: [role], site: nil)
        }
        for (path, kind) in [("W1", LocationKind.warehouse), ("S1", .store)] {
            ledger.locations[LocationPath(path)] = Location(path: LocationPath(path), party: nil, kind: kind, role: nil, isolated: isolated && kind == .store)
        }
        let gtin = try GTIN("9521000200074")
        ledger.products[gtin] = Product(
            gtin: gtin, name: "P", nameZh: nil, category: category, unitPriceFen: 1_000, content: content, contentUnit: content == nil ? nil : "ml")
        let all = Array(0..<items)
        try record(.declare, items: all, at: "2020-07-02T09:01:00+08:00", by: "W1", [.declaration: "D"], data: ["product": .string(gtin.digits14)])
        try record(.arrive, items: all, to: "W1", at: "2020-07-02T09:02:00+08:00", by: "W1", [.manifest: "M"])
        try record(.enter, items: all, to: "W1", at: "2020-07-02T09:03:00+08:00", by: "W1", [.receipt: "E"])
        try record(.dispatch, items: all, to: "S1", at: "2020-07-02T09:04:00+08:00", by: "W1", [.transfer: "T"])
        try record(.receive, items: all, to: "S1", at: "2020-07-02T09:05:00+08:00", [.transfer: "T"])
    }

    @discardableResult
    func record(
        _ type: MovementType, items: [Int] = [], to: String? = nil, person: String? = nil, ref: UInt64? = nil, at: String, by: String = "S1",
        _ documents: [DocumentKind: String] = [:], data: JSONObject = [:]
    ) throws -> UInt64 {
        let moment = try Timestamp(at)
        let movement = Movement(
            type: type, by: PartyCode(by), occurred: moment, items: items.map(Counter.key), to: to.map { LocationPath($0) },
            documents: documents.mapValues { DocumentReference(number: $0, sha256: nil) }, person: person.map { PersonCode($0) }, reference: ref, data: data)
        return try ledger.record(movement, recorded: moment) ?? 0
    }

    @discardableResult
    func sell(
        _ item: Int, _ person: String, _ fen: Int64, at: String, trip: String?, mode: String = "port", age: Int64 = 30, resident: Bool = false,
        receipt: String = "R"
    ) throws -> UInt64 {
        var data: JSONObject = ["age": .integer(age), "priceFen": .integer(fen), "pickup": .string(mode)]
        if let trip { data["trip"] = .object(["id": .string(trip), "departs": "2026-04-01T00:00:00+08:00"]) }
        if resident { data["resident"] = true }
        return try record(.sale, items: [item], person: person, at: at, [.receipt: receipt], data: data)
    }

    func back(_ item: Int, _ person: String, at: String, approval: Bool = false) throws -> UInt64 {
        var documents: [DocumentKind: String] = [.refund: "F"]
        if approval { documents[.approval] = "A" }
        return try record(.return, items: [item], to: "S1", person: person, at: at, documents, data: ["reason": "x"])
    }

    func refusal(_ body: () throws -> Void) -> ReasonCode? {
        do { try body() } catch let refusal as Refusal { return refusal.code } catch { return nil }
        return nil
    }

    func used(_ person: String) -> [Int: Int64] { allUsed()[person] ?? [:] }

    func allUsed() -> [String: [Int: Int64]] {
        var used: [String: [Int: Int64]] = [:]
        for (person, standing) in ledger.standings {
            for year in standing.used.years(.offshore) { used[person.text, default: [:]][year] = standing.used.fen(.offshore, year) }
        }
        return used
    }

    func charged() -> [String: [Int: Int64]] {
        var used: [String: [Int: Int64]] = [:]
        for charge in ledger.items.values.flatMap(\.facts.charges) where charge.fen != 0 {
            used[charge.person.text, default: [:]][charge.year, default: 0] += charge.fen
        }
        return used
    }

    private var minute: Int64 = 0

    /// One random movement; most are refused, which must change nothing.
    func doSomething(_ random: inout SplitMix, persons: [String]) {
        minute += Int64.random(in: 1...600, using: &random)
        let at = Timestamp(millisecondsSince1970: 1_767_000_000_000 + minute * 60_000).formatted()
        let item = Int.random(in: 0..<count, using: &random)
        guard let person = persons.randomElement(using: &random) else { return }
        let trip = "T-\(person)"
        let fen = Int64.random(in: 1...40, using: &random) * 100_000
        let last = ledger.entries.last { $0.movement.items == [Counter.key(item)] }?.seq ?? 0
        _ = refusal {
            switch Int.random(in: 0..<9, using: &random) {
            case 0, 1, 2: try sell(item, person, fen, at: at, trip: trip, mode: Bool.random(using: &random) ? "in-zone" : "port")
            case 3: _ = try back(item, person, at: at, approval: Bool.random(using: &random))
            case 4: try record(.restock, items: [item], to: "S1", at: at, [.examination: "E"])
            case 5: try record(.void, ref: last, at: at, by: "K1", data: ["reason": "x"])
            case 6: try record(.correct, ref: last, at: at, by: "K1", data: ["reason": "x", "set": .object(["priceFen": .integer(fen)])])
            case 7:
                let with = Counter.key(Int.random(in: 0..<count, using: &random)).text
                try record(
                    .exchange, items: [item], to: "S1", person: person, at: at, [.refund: "F", .receipt: "R"],
                    data: ["priceFen": .integer(fen), "with": .string(with)])
            default: try record(.depart, items: [item], person: person, at: at, by: "G1", [.departure: "D"], data: ["trip": .string(trip)])
            }
        }
    }
}
