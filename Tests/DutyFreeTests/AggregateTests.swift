import DutyFree
import GS1
import Support
import Testing
import Wire

/// Pallets of cartons, cartons of items and sets: what moves along, what holds it back, and what a void takes back.
struct AggregateTests {
    private let pallet = ItemKey(trusted: "/00/395246010000000029")
    private let carton = ItemKey(trusted: "/00/395246010000000012")
    private let other = ItemKey(trusted: "/00/395246010000000036")
    private let items = ["1", "2", "3", "4"].map { ItemKey(trusted: "/01/09521000200074/21/" + $0) }

    /// Two cartons on a pallet: items 1 and 2 in one, item 3 in the other; item 4 beside them.
    private func loaded() throws -> Warehouse {
        let house = Warehouse()
        try house.stock(items)
        try house.record(.pack, Array(items[..<2]), into: carton)
        try house.record(.pack, [items[2]], into: other)
        try house.record(.pack, [carton, other], into: pallet)
        return house
    }

    @Test func aPalletMovesItsCartonsAndTheirItems() throws {
        let house = try loaded()
        let before = house.ledger.entries.count
        try house.record(.dispatch, [pallet], to: "S1", [.transfer: "T"])
        // Itself, and a carton before what is in it; each says whose movement it follows.
        let written = house.ledger.entries[before...]
        #expect(written.map { $0.movement.items.first } == [pallet, carton, items[0], items[1], other, items[2]])
        #expect(written.map(\.via) == [nil, pallet, pallet, pallet, pallet, pallet])
        try house.record(.receive, [pallet], by: "S1", to: "S1/F1", [.transfer: "T"])
        for key in [pallet, carton, other] + items[..<3] {
            #expect(house.ledger.items[key]?.state == .inStore && house.ledger.items[key]?.location == LocationPath("S1/F1"), "\(key.text)")
        }
        #expect(house.ledger.items[items[3]]?.state == .bonded)
        house.expectReplayed()
    }

    @Test func eachCartonIsFollowedByItsOwn() throws {
        let house = try loaded()
        try house.record(.unpack, [pallet], into: pallet)
        let before = house.ledger.entries.count
        try house.record(.relocate, [other, carton], to: "W1/B")
        #expect(house.ledger.entries[before...].map(\.via) == [nil, other, nil, carton, carton])
    }

    @Test func whatIsTakenOffAPalletKeepsWhatIsInIt() throws {
        let house = try loaded()
        house.expect(.inAggregate, carton) { try house.record(.relocate, [carton], to: "W1/B") }
        try house.record(.unpack, [pallet], into: pallet)
        #expect(house.ledger.items[carton]?.parent == nil && house.ledger.items[items[0]]?.parent == carton)
        try house.record(.relocate, [pallet], to: "W1/B")
        #expect(house.ledger.items[items[0]]?.location == LocationPath("W1/A"))
        try house.record(.relocate, [carton], to: "W1/C")
        #expect(house.ledger.items[items[0]]?.location == LocationPath("W1/C"))
        house.expectReplayed()
    }

    @Test func aNewLabelIsOfOneItem() throws {
        let house = Warehouse()
        try house.stock(items)
        house.expect(.codeInUse, items[1]) {
            try house.record(.relabel, Array(items[..<2]), data: ["code": "/01/09521000200074/21/NEW", "reason": "torn"])
        }
    }

    @Test func aSetInACartonTakesItsItemsAlong() throws {
        let house = Warehouse()
        try house.stock(items)
        try house.record(.pack, [items[1]], into: items[0])
        try house.record(.pack, [items[0]], into: carton)
        try house.record(.dispatch, [carton], to: "S1", [.transfer: "T"])
        #expect(house.ledger.items[items[1]]?.state == .inTransit)
        // A set holds items, never a carton.
        house.expect(.notAnItem, other) {
            try house.record(.pack, [items[2]], into: other)
            try house.record(.pack, [other], into: items[3])
        }
    }

    @Test func nothingIsPackedIntoWhatStandsOnIt() throws {
        let house = try loaded()
        house.expect(.alreadyPacked, carton) { try house.record(.pack, [pallet], into: carton) }
        house.expect(.mixedState, pallet) { try house.record(.pack, [pallet], into: pallet) }
        // An empty carton goes where it is filled, unless it stands on a pallet somewhere else.
        try house.record(.unpack, [items[2]], into: other)
        try house.record(.relocate, [items[2]], to: "W1/C")
        house.expect(.mixedState, items[2]) { try house.record(.pack, [items[2]], into: other) }
        try house.record(.unpack, [other], into: pallet)
        try house.record(.pack, [items[2]], into: other)
        #expect(house.ledger.items[other]?.location == LocationPath("W1/C"))
    }

    /// Goods that may not move alone do not move with others: they were carried past a customs hold, or came out whole.
    @Test func oneThatMayNotMoveHoldsItsPallet() throws {
        let house = try loaded()
        try house.record(.freeze, [items[1]], by: "K1", [.order: "O"], data: ["reason": "check"])
        house.expect(.onHold, items[1]) { try house.record(.relocate, [pallet], to: "W1/B") }
        try house.record(.release, [items[1]], by: "K1", [.order: "O"])
        try house.record(.damage, [items[1]], [.report: "R"], data: ["cause": "dropped"])
        house.expect(.badState, items[1]) { try house.record(.dispatch, [pallet], to: "S1", [.transfer: "T"]) }
        // Where the carton becomes what its item is already, it may.
        try house.record(.unpack, [pallet], into: pallet)
        try house.record(.damage, [carton], [.report: "R"], data: ["cause": "water"])
        #expect(house.ledger.items[items[0]]?.state == .damaged)
        house.expectReplayed()
    }

    @Test func itsTimeIsLaterThanThatOfWhatItCarries() throws {
        let house = try loaded()
        let moment = house.now
        try house.record(.inspect, [items[0]], by: "K1", [.inspection: "I"], data: ["result": "pass"])
        house.expect(.outOfOrder, items[0]) { try house.record(.relocate, [pallet], to: "W1/B", at: moment) }
    }

    @Test func anItemNamedBesideItsCartonIsMovedOnce() throws {
        let house = try loaded()
        let before = house.ledger.entries.count
        try house.record(.freeze, [pallet, items[0], other], by: "K1", [.order: "O"], data: ["reason": "check"])
        let written = house.ledger.entries[before...].map { $0.movement.items.first }
        #expect(Set(written).count == written.count && written.count == 6)
        try house.record(.release, [pallet], by: "K1", [.order: "O"])
        let count = house.ledger.entries.count
        try house.record(.unpack, [carton, items[1]], into: carton)
        #expect(house.ledger.entries[count...].map(\.via) == [nil, carton, nil])
        #expect(items[..<2].allSatisfy { house.ledger.items[$0]?.parent == nil })
        #expect(house.ledger.items[carton]?.parent == pallet)
    }

    // MARK: Taken back

    @Test func aVoidTakesBackAllThatMovedAlong() throws {
        let house = try loaded()
        let before = house.ledger.items
        let sent = try house.record(.dispatch, [pallet], to: "S1", [.transfer: "T"])
        try house.record(.void, [], ref: sent, data: ["reason": "wrong pallet"])
        for key in [pallet, carton, other] + items { #expect(house.ledger.items[key]?.state == before[key]?.state, "\(key.text)") }
        #expect(house.ledger.items[items[0]]?.location == LocationPath("W1/A"))
        // Where one of them went its own way since, nothing is taken back.
        let moved = try house.record(.relocate, [pallet], to: "W1/B")
        try house.record(.loss, [items[0]], [.report: "R"], data: ["cause": "theft"])
        house.expect(.notLast, items[0]) { try house.record(.void, [], ref: moved, data: ["reason": "wrong pallet"]) }
        house.expectReplayed()
    }

    @Test func aVoidPutsBackWhatWasTakenOut() throws {
        let house = try loaded()
        let emptied = try house.record(.unpack, [pallet], into: pallet)
        try house.record(.void, [], ref: emptied, data: ["reason": "still sealed"])
        #expect(house.ledger.items[carton]?.parent == pallet && house.ledger.items[other]?.parent == pallet)
        try house.record(.relocate, [pallet], to: "W1/B")
        #expect(house.ledger.items[items[2]]?.location == LocationPath("W1/B"))
        house.expectReplayed()
    }

    @Test func nothingIsPutBackIntoACartonThatWentElsewhere() throws {
        let house = try loaded()
        let unpacked = try house.record(.unpack, [items[0]], into: carton)
        try house.record(.relocate, [pallet], to: "W1/B")
        house.expect(.notLast, carton) { try house.record(.void, [], ref: unpacked, data: ["reason": "it was still in it"]) }
        let lost = try house.record(.loss, [items[1]], [.report: "R"], data: ["cause": "theft"])
        try house.record(.void, [], ref: lost, data: ["reason": "it was there"])
        #expect(house.ledger.items[items[1]]?.parent == carton)
    }

    @Test func aVoidOfAnExchangeTakesBackBoth() throws {
        let house = Warehouse()
        try house.stock(items)
        try house.record(.dispatch, Array(items[..<3]), to: "S1", [.transfer: "T"])
        try house.record(.receive, Array(items[..<3]), by: "S1", to: "S1/F1", [.transfer: "T"])
        let trip: JSONValue = .object(["id": "T1", "departs": .string(house.now.adding(hours: 48).formatted())])
        try house.record(
            .sale, [items[0]], by: "S1", [.receipt: "R"], person: "p:1", data: ["age": 30, "priceFen": 80_000, "pickup": "port", "trip": trip])
        let exchanged = try house.record(
            .exchange, [items[0]], by: "S1", to: "S1/F1", [.receipt: "R2", .refund: "RF"], person: "p:1",
            data: ["with": .string(items[1].text), "priceFen": 80_000])
        #expect(house.ledger.items[items[1]]?.state == .sold)
        try house.record(.void, [], by: "S1", ref: exchanged, data: ["reason": "wrong box"])
        #expect(house.ledger.items[items[0]]?.state == .sold && house.ledger.items[items[1]]?.state == .inStore)
        // A set is not exchanged: its items would stay where they were.
        try house.record(.pack, [items[2]], by: "S1", into: items[1])
        house.expect(.notAnItem, items[1]) {
            try house.record(
                .exchange, [items[0]], by: "S1", to: "S1/F1", [.receipt: "R3", .refund: "RF"], person: "p:1",
                data: ["with": .string(items[1].text), "priceFen": 80_000])
        }
        house.expectReplayed()
    }

    /// Whatever is tried, in whatever order: what is packed is where its carton is, nothing stands in itself, nobody but customs moves
    /// what they froze, and an item folded from its entries is the one that was judged.
    @Test(arguments: [UInt64](1...8)) func whatIsPackedStaysTogether(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let house = Warehouse()
        try house.stock(items)
        let goods = items + [carton, other, pallet]
        var admitted: [MovementType: Int] = [:]
        var deepest = 0
        for step in 0..<2_000 {
            let named = [goods[random.below(goods.count)]] + (random.below(3) == 0 ? [goods[random.below(goods.count)]] : [])
            let parent = ([carton, other, pallet] + items[..<1])[random.below(4)]
            let before = house.ledger.items
            var by = ["W1", "S1", "K1"][random.below(3)]
            let type: MovementType
            do {
                switch random.below(14) {
                case 0...2:
                    type = .pack
                    try house.record(type, named, by: by, into: parent)
                case 3:
                    type = .unpack
                    try house.record(type, named, by: by, into: random.below(2) == 0 ? parent : named[0])
                case 4, 5:
                    type = .relocate
                    try house.record(type, named, by: by, to: ["W1/A", "W1/B", "S1/F1"][random.below(3)])
                case 6:
                    type = .dispatch
                    try house.record(type, named, by: by, to: ["W1", "S1"][random.below(2)], [.transfer: "T"])
                case 7:
                    type = .receive
                    try house.record(type, named, by: by, to: ["W1/A", "S1/F1"][random.below(2)], [.transfer: "T"])
                case 8:
                    (type, by) = (.freeze, "K1")
                    if random.below(4) == 0 { try house.record(type, named, by: by, [.order: "O"], data: ["reason": "check"]) }
                case 9:
                    (type, by) = (.release, "K1")
                    try house.record(type, [named[0]], by: by, [.order: "O"])
                case 10:
                    type = .damage
                    // Nothing leads back from it.
                    if random.below(60) == 0 { try house.record(type, named, by: by, [.report: "R"], data: ["cause": "dropped"]) }
                case 11:
                    type = .loss
                    if random.below(8) == 0 { try house.record(type, named, by: by, [.report: "R"], data: ["cause": "theft"]) }
                case 12:
                    type = .found
                    try house.record(type, named, by: by, to: "W1/A", [.report: "R"])
                default:
                    (type, by) = (.void, "K1")
                    try house.record(type, [], by: by, ref: UInt64(house.ledger.entries.count - 1 - random.below(8)), data: ["reason": "mistake"])
                }
            } catch is Refusal {
                #expect(house.ledger.items == before)
                continue
            }
            admitted[type, default: 0] += 1
            for item in house.ledger.items.values {
                let note: Comment = "seed \(seed), step \(step), \(type.rawValue) of \(named.map { $0.text }): \(item.key.text)"
                if let holder = item.parent.flatMap({ house.ledger.items[$0] }) {
                    #expect(holder.location == item.location && holder.destination == item.destination, note)
                    // One bottle broke, or was mended by a void; the others are as they were.
                    #expect(holder.state == item.state || item.state == .damaged || holder.state == .damaged, note)
                }
                var (outer, depth) = (item.parent, 0)
                while let next = outer, depth < goods.count { (outer, depth) = (house.ledger.items[next]?.parent, depth + 1) }
                #expect(depth < goods.count, note)
                deepest = max(deepest, depth)
                if let was = before[item.key], was.onHold, by != "K1" { #expect((was.state, was.location) == (item.state, item.location), note) }
            }
            if step % 50 == 0 { house.expectReplayed() }
        }
        house.expectReplayed()
        // How many followed at each depth: the carton of a movement, its pallet's cartons, their items.
        let followed = house.ledger.entries.count { $0.via != nil && ![.pack, .unpack].contains($0.movement.type) }
        #expect(followed > 20 && deepest > 0, "seed \(seed): \(followed), \(deepest) deep, \(admitted)")
    }
}

/// A warehouse, a store and customs, and a clock that goes on a minute a movement.
private final class Warehouse {
    let ledger = InMemoryLedger()
    private(set) var now = Timestamp(millisecondsSince1970: 1_735_700_000_000)

    init() {
        for (code, role) in [("W1", PartyRole.warehouse), ("S1", .store), ("K1", .customs)] {
            ledger.parties[PartyCode(code)] = Party(code: PartyCode(code), name: code, roles: [role], site: nil)
        }
        for (path, kind) in [("W1", LocationKind.warehouse), ("S1", .store)] {
            ledger.locations[LocationPath(path)] = Location(path: LocationPath(path), party: nil, kind: kind, role: nil, isolated: false)
        }
        if let gtin = GTIN(digits14: "09521000200074") {
            ledger.products[gtin] = Product(gtin: gtin, name: "cream", nameZh: nil, category: "cosmetics", unitPriceFen: 80_000)
        }
    }

    func stock(_ items: [ItemKey]) throws {
        try record(.declare, items, [.declaration: "D"], data: ["product": "09521000200074"])
        try record(.arrive, items, to: "W1/DOCK", [.manifest: "M"])
        try record(.enter, items, to: "W1/A", [.receipt: "R"])
    }

    @discardableResult func record(
        _ type: MovementType, _ items: [ItemKey], by: String = "W1", to: String? = nil, _ documents: [DocumentKind: String] = [:],
        person: String? = nil, into parent: ItemKey? = nil, ref: UInt64? = nil, at moment: Timestamp? = nil, data: JSONObject = JSONObject()
    ) throws -> UInt64 {
        now = Timestamp(millisecondsSince1970: now.millisecondsSince1970 + 60_000)
        var data = data
        data["parent"] = parent.map { .string($0.text) }
        let movement = Movement(
            type: type, by: PartyCode(by), occurred: moment ?? now, items: items, to: to.map { LocationPath($0) },
            documents: documents.mapValues { DocumentReference(number: $0, sha256: nil) }, person: person.map { PersonCode($0) }, reference: ref, data: data)
        return try #require(try ledger.record(movement, recorded: now))
    }

    func expect(_ code: ReasonCode, _ item: ItemKey, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void) {
        do {
            try body()
            Issue.record("not refused", sourceLocation: sourceLocation)
        } catch let refusal as Refusal {
            #expect(refusal.code == code && refusal.item == item, "\(refusal)", sourceLocation: sourceLocation)
        } catch {
            Issue.record(error, sourceLocation: sourceLocation)
        }
    }

    /// Every item folded from its entries is the one that was judged.
    func expectReplayed(sourceLocation: SourceLocation = #_sourceLocation) {
        for (key, item) in ledger.items {
            let folded = Lifecycle.replay(ledger.history(of: key))
            #expect(
                folded?.parent == item.parent && folded?.state == item.state && folded?.location == item.location, "\(key.text)", sourceLocation: sourceLocation
            )
        }
    }
}
