import DutyFree
import GS1
import Testing
import Wire

/// What a replay makes of goods that left a carton with all the others (found by the demo: the item stayed packed).
struct UnpackReplayTests {
    private let carton = ItemKey(trusted: "/00/395246010000000012")
    private let items = ["1", "2"].map { ItemKey(trusted: "/01/09521000200074/21/" + $0) }

    @Test func anItemUnpackedWithItsCartonIsNoLongerPackedAfterAVoid() throws {
        let ledger = InMemoryLedger()
        ledger.parties[PartyCode("W1")] = Party(code: PartyCode("W1"), name: "W1", roles: [.warehouse], site: nil)
        let site = LocationPath("W1")
        ledger.locations[site] = Location(path: site, party: nil, kind: .warehouse, role: nil, isolated: false)
        let gtin = try GTIN("9521000200074")
        ledger.products[gtin] = Product(gtin: gtin, name: "cream", nameZh: nil, category: "cosmetics", unitPriceFen: 80_000)
        var minute: Int64 = 0
        func record(
            _ type: MovementType, _ items: [ItemKey], to: String? = nil, _ documents: [DocumentKind: String] = [:], ref: UInt64? = nil,
            data: JSONObject = JSONObject()
        ) throws -> UInt64 {
            minute += 1
            let moment = Timestamp(millisecondsSince1970: 1_735_700_000_000 + minute * 60_000)
            let movement = Movement(
                type: type, by: PartyCode("W1"), occurred: moment, items: items, to: to.map { LocationPath($0) },
                documents: documents.mapValues { DocumentReference(number: $0, sha256: nil) }, reference: ref, data: data)
            return try #require(try ledger.record(movement, recorded: moment))
        }
        _ = try record(.declare, items, [.declaration: "D"], data: ["product": "09521000200074"])
        _ = try record(.arrive, items, to: "W1/DOCK", [.manifest: "M"])
        _ = try record(.pack, items, data: ["parent": .string(carton.text)])
        _ = try record(.enter, [carton], to: "W1/A", [.receipt: "R"])
        _ = try record(.unpack, [carton], data: ["parent": .string(carton.text)])
        let moved = try record(.relocate, [items[0]], to: "W1/B")
        _ = try record(.void, [], ref: moved, data: ["reason": "wrong shelf"])

        let item = try #require(ledger.item(items[0]))
        #expect(item.parent == nil)
        #expect(item.location == LocationPath("W1/A"))
        #expect(throws: Never.self) { try record(.relocate, [items[0]], to: "W1/C") }
    }
}
