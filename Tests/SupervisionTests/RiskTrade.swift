import DutyFree
import GS1
import Supervision
import Support
import Wire

/// Facts as a ledger's entries give them, one after the other, and what a monitor says of them.
struct RiskTrade {
    /// A serum, a perfume, a bottle of 500 ml.
    static let products: [GTIN: Product] = {
        var products: [GTIN: Product] = [:]
        for (digits, category, content) in [("09521000200074", "cosmetics", 50), ("09521000200142", "perfume", 50), ("09521000200210", "liquor", 500)] {
            guard let gtin = GTIN(digits14: digits) else { continue }
            products[gtin] = Product(
                gtin: gtin, name: digits, nameZh: nil, category: category, unitPriceFen: 10_000, content: Int64(content), contentUnit: "ml")
        }
        return products
    }()

    private(set) var facts: [RiskFact] = []
    private var seq: UInt64 = 100

    /// Minutes after the beginning of 2026-03-01 in Asia/Shanghai.
    static func at(_ minutes: Int64) -> Timestamp { Timestamp(millisecondsSince1970: 1_772_294_400_000 + minutes * 60_000) }
    static let day: Int64 = 1_440

    static func item(_ serial: String, _ product: Int = 0) -> ItemKey {
        ItemKey(trusted: "/01/\(["09521000200074", "09521000200142", "09521000200210"][product])/21/\(serial)")
    }

    /// Answers the entry's position.
    @discardableResult
    mutating func add(
        _ type: MovementType, _ item: ItemKey?, _ minutes: Int64, by: String = "S1", from: String? = nil, to: String? = nil, state: ItemState? = nil,
        person: String? = nil, _ documents: [DocumentKind: String] = [:], reference: UInt64? = nil, recorded: Int64? = nil, via: Bool = false,
        data: JSONObject = JSONObject()
    ) -> UInt64 {
        seq += 1
        let movement = Movement(
            type: type, by: PartyCode(by), occurred: RiskTrade.at(minutes), items: [], to: to.map { LocationPath($0) },
            documents: documents.mapValues { DocumentReference(number: $0, sha256: nil) }, person: person.map { PersonCode($0) }, reference: reference,
            data: data)
        facts.append(
            RiskFact(
                seq: seq, at: RiskTrade.at(recorded ?? minutes), movement: movement, item: item, viaParent: via, state: state,
                from: from.map { LocationPath($0) }, to: to.map { LocationPath($0) }))
        return seq
    }

    @discardableResult
    mutating func sale(
        _ serial: String, _ person: String, _ minutes: Int64, fen: Int64 = 10_000, product: Int = 0, receipt: String? = nil, trip: String? = nil,
        departs: Int64 = 100_000, pickup: PickupMode = .port, till: String = "S1"
    ) -> UInt64 {
        var data: JSONObject = ["priceFen": .integer(fen), "pickup": .string(pickup.rawValue)]
        data["trip"] = trip.map { .object(["id": .string($0), "departs": .string(RiskTrade.at(departs).formatted())]) }
        return add(
            .sale, RiskTrade.item(serial, product), minutes, by: till, from: till + "/F1", state: pickup.stateAfterSale, person: person,
            [.receipt: receipt ?? "R-\(serial)"], data: data)
    }

    mutating func depart(_ person: String, _ trip: String, _ minutes: Int64, serial: String? = nil) {
        add(
            .depart, serial.map { RiskTrade.item($0) }, minutes, by: "G1", state: serial.map { _ in .departed }, person: person, [.departure: "F"],
            data: ["trip": .string(trip)])
    }

    /// What the monitor finds in all of it, the clock going on to `until`.
    func alerts(_ policies: RiskPolicies = RiskPolicies(PolicyBook()), until: Int64 = 0, kilometres: Int64? = nil) -> [RiskAlert] {
        var found: [RiskAlert] = []
        let monitor = RiskMonitor(policies, product: { RiskTrade.products[$0] }, kilometres: { _, _ in kilometres }) { found.append($0) }
        for fact in facts { monitor.fold(fact) }
        monitor.advance(to: RiskTrade.at(until))
        return found
    }

    /// A policy of the reference, where it is at hand.
    static func policy(_ name: String) throws -> PolicyBook? {
        guard let bytes = try Reference.data("domain/\(name).json"), let document = try JSONParser.parse(Array(bytes)).object else { return nil }
        return try PolicyBook([Policy(document: document)])
    }
}
