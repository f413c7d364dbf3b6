package import DutyFree
import GS1
package import Wire

/// A stock count of ten thousand items: how they came to a store, and what two readers and a gun heard of them while
/// everything went wrong that goes wrong. Pure: the same seed and the same products give the same bytes.
package struct DemoCount: Sendable {
    package static let ledger = "stockroom.dutyfree"
    package static let items = 10_000
    package static let scope = LocationPath("HK-S1")
    /// The evening before the count, and the morning of it (UTC).
    package static let before = Timestamp(millisecondsSince1970: 1_767_009_600_000)
    /// The day on which the goods had come to the store.
    package static let received = before.plus(minutes: -14_000)
    package static let opened = Timestamp(millisecondsSince1970: 1_767_056_400_000)

    package let house: House
    package let files: [DemoYear.File]
    /// Of the goods' way to the store: recorded before the count is opened.
    package let inbound = "input/stockroom/inbound.csv"
    /// What was sold, lost, sent away and exported before.
    package let past = "input/stockroom/past.csv"
    package let movements: Int
    /// The zones of the floor.
    package let zones: [LocationPath]
    /// Each read file with who enters it.
    package let reads: [(path: String, by: String)]
    /// Which antenna looks at which zone, as `count open` takes it.
    package static let antennas = zip(1..., Stockroom.zones).map { "R\(($0 - 1) / 3 + 1):\(($0 - 1) % 3 + 1)=\($1.text)" }

    /// Throws where products.csv cannot be read.
    package init(products: [UInt8], seed: UInt64 = DemoYear.defaultSeed) throws {
        var room = Stockroom(try Catalogue(csv: products), seed: seed)
        house = House.both[0]
        zones = Stockroom.zones
        let inboundRows = room.inbound()
        let pastRows = room.past()
        movements = inboundRows.count + pastRows.count
        let logs = room.logs()
        reads = logs.map { ($0.path, $0.by) }
        files =
            [
                DemoYear.File(path: inbound, bytes: RowFile.bytes(inboundRows, as: .csv)), DemoYear.File(path: past, bytes: RowFile.bytes(pastRows, as: .csv)),
            ] + logs.map { DemoYear.File(path: $0.path, bytes: $0.bytes) }
    }
}

/// The goods of the count, and what became of each.
private struct Stockroom {
    static let zones = ["F1-A", "F1-B", "F2-A", "F2-B", "F3-A", "STOCK"].map { LocationPath("HK-S1/" + $0) }
    static let hold = LocationPath("HK-S1/HOLD")

    /// What is wrong with an item, and so what its reads say.
    enum Trouble {
        case none, missing, elsewhere, damaged, twoTags, soldAndHere, soldOnHold, lostAndHere, leftAndHere, sentAndHere
    }

    struct Thing {
        let key: ItemKey
        let article: Int
        let zone: Int
        var trouble = Trouble.none
    }

    let house = House.both[0]
    let catalogue: Catalogue
    var random: SeededGenerator
    var things: [Thing] = []

    init(_ catalogue: Catalogue, seed: UInt64) {
        self.catalogue = catalogue
        random = SeededGenerator(seed: seed &+ 0x5EED)
        // So many of each, one after the other over all shelves; no serial tells how many there are.
        let troubles: [(Trouble, Int)] = [
            (.missing, 37), (.elsewhere, 24), (.damaged, 9), (.twoTags, 4), (.soldAndHere, 6), (.soldOnHold, 40), (.lostAndHere, 5), (.leftAndHere, 2),
            (.sentAndHere, 8),
        ]
        let units = catalogue.articles.indices.filter {
            !catalogue.articles[$0].isSet && !catalogue.articles[$0].isNewInNovember && catalogue.articles[$0].shelfMonths == nil
        }
        for number in 0..<DemoCount.items {
            let article = units.isEmpty ? 0 : units[random.below(units.count)]
            let serial = 100_000_000 + UInt64(number + 1) &* 7_368_787 % 9_999_991
            let key = ItemKey(trusted: "/01/\(catalogue.articles[article].gtin.digits14)/21/\(serial)")
            things.append(Thing(key: key, article: article, zone: number * Stockroom.zones.count / DemoCount.items))
        }
        for (trouble, count) in troubles {
            var left = count
            for _ in 0..<things.count where left > 0 {
                let index = random.below(things.count)
                // One cheap thing a person: no limit stands in the way of its sale.
                guard things[index].trouble == .none, trouble != .soldAndHere && trouble != .soldOnHold || isEasilySold(things[index]) else { continue }
                things[index].trouble = trouble
                left -= 1
            }
        }
    }

    private func isEasilySold(_ thing: Thing) -> Bool { catalogue.articles[thing.article].priceFen <= 200_000 }

    private func row(
        _ type: MovementType, by party: String, minute: Int, _ items: [ItemKey], to: LocationPath? = nil, docs: [DocumentKind: String] = [:],
        person: PersonCode? = nil,
        data: JSONObject = JSONObject()
    ) -> Row {
        let moment = DemoCount.before.plus(minutes: minute)
        let movement = Movement(
            type: type, by: house.party(party), occurred: moment, items: items, to: to,
            documents: docs.mapValues { DocumentReference(number: $0, sha256: nil) },
            person: person, data: data)
        return Row(movement: movement, about: nil, filed: moment)
    }

    // MARK: What the ledger knows

    /// Declared, arrived, entered, sent to the store, received there.
    func inbound() -> [Row] {
        let (day, store) = (-10 * 1_440, LocationPath("HK-S1"))
        return things.map {
            row(
                .declare, by: "W1", minute: day, [$0.key], docs: [.declaration: "D-STOCK-1"],
                data: ["product": .string(catalogue.articles[$0.article].gtin.digits14)])
        }
            + things.map { row(.arrive, by: "W1", minute: day + 60, [$0.key], to: house.place("W1"), docs: [.manifest: "MF-STOCK-1"]) }
            + things.map { row(.enter, by: "W1", minute: day + 120, [$0.key], to: house.place("W1"), docs: [.receipt: "RK-STOCK-1"]) }
            + things.map { row(.dispatch, by: "W1", minute: day + 180, [$0.key], to: store, docs: [.transfer: "TR-STOCK-1"]) }
            + things.map { row(.receive, by: "S1", minute: day + 300, [$0.key], to: Stockroom.zones[$0.zone], docs: [.transfer: "TR-STOCK-1"]) }
    }

    /// The week before the count.
    mutating func past() -> [Row] {
        var rows: [Row] = []
        var minute = -4_000
        for thing in things {
            minute += thing.trouble == .none ? 0 : 7
            switch thing.trouble {
            case .soldAndHere, .soldOnHold:
                let article = catalogue.articles[thing.article]
                rows.append(
                    row(
                        .sale, by: "S1", minute: minute, [thing.key], docs: [.receipt: "RC-STOCK-\(rows.count + 1)"], person: person(),
                        data: [
                            "age": 34, "priceFen": .integer(article.priceFen), "pickup": "port", "channel": "store",
                            "trip": .object(["id": .string("T-STOCK-\(rows.count)"), "departs": .string(DemoCount.opened.plus(minutes: 4 * 1_440).inShanghai)]),
                        ]))
                if thing.trouble == .soldOnHold { rows.append(row(.relocate, by: "S1", minute: minute + 1, [thing.key], to: Stockroom.hold)) }
            case .lostAndHere:
                rows.append(row(.loss, by: "S1", minute: minute, [thing.key], docs: [.report: "RP-STOCK-1"], data: ["cause": "not found at the last look"]))
            case .sentAndHere: rows.append(row(.dispatch, by: "S1", minute: minute, [thing.key], to: house.place("W1"), docs: [.transfer: "TR-STOCK-2"]))
            case .leftAndHere:
                rows.append(
                    row(
                        .clear, by: "S1", minute: minute, [thing.key], docs: [.taxbill: "TX-STOCK-1"],
                        data: ["taxFen": .integer(catalogue.articles[thing.article].taxFen)]))
            default: break
            }
        }
        return rows
    }

    private mutating func person() -> PersonCode {
        var bytes: [UInt8] = []
        for _ in 0..<4 { withUnsafeBytes(of: random.next().bigEndian) { bytes += $0 } }
        return PersonCode("p:" + Hex.encode(bytes))
    }

    // MARK: What was heard

    struct Log {
        let path: String
        let by: String
        let bytes: [UInt8]
    }

    /// Two readers over six zones, three to five reads an item, and a gun on the hold shelf.
    mutating func logs() -> [Log] {
        var lines: [[(time: Int64, text: String)]] = [[], []]
        let start = DemoCount.opened.millisecondsSince1970 + 300_000
        for (index, thing) in things.enumerated() where ![.missing, .soldOnHold].contains(thing.trouble) {
            guard let tag = tag(thing.key) else { continue }
            let zone = thing.trouble == .elsewhere ? (thing.zone + 1 + random.below(4)) % Stockroom.zones.count : thing.zone
            for number in 0..<random.within(3...5) {
                let time = start + Int64(index) * 240 + Int64(number) * 41 + Int64(random.below(2_000))
                let (reader, antenna) = (zone / 3, zone % 3 + 1)
                let tid = thing.trouble == .twoTags && number % 2 == 1 ? "E280AAAA" : "E280" + String(index)
                let condition = thing.trouble == .damaged && number == 0 ? "damaged" : ""
                lines[reader].append((time, line(time, reader, antenna, tag, -(38 + random.below(14)), tid, condition)))
                // Through the wall, and weak.
                if random.chance(30) { lines[reader].append((time + 3, line(time + 3, reader, antenna % 3 + 1, tag, -(66 + random.below(6)), tid, ""))) }
            }
        }
        for number in 0..<60 { add(foreign: number, to: &lines, start) }
        // A clock that jumped by a year, half a line at the end of the power.
        lines[1].append((.max - 1, line(DemoCount.opened.plus(minutes: -525_600).millisecondsSince1970, 1, 1, tag(things[9_000].key) ?? "", -41, "", "")))
        var logs: [Log] = []
        for reader in 0..<2 {
            var text = "time,reader,antenna,epc,rssi,tid,condition\n" + lines[reader].sorted { ($0.time, $0.text) < ($1.time, $1.text) }.map(\.text).joined()
            if reader == 1 { text += "2025-12-30T01:48:31.2" }
            logs.append(Log(path: "input/stockroom/reader-\(reader + 1).csv", by: reader == 0 ? "N1" : "N2", bytes: Array(text.utf8)))
        }
        logs.append(Log(path: "input/stockroom/reader-1-again.csv", by: "N1", bytes: logs[0].bytes))
        logs.append(Log(path: "input/stockroom/gun.txt", by: "N2", bytes: Array(gun().utf8)))
        return logs
    }

    private func line(_ time: Int64, _ reader: Int, _ antenna: Int, _ tag: String, _ signal: Int, _ tid: String, _ condition: String) -> String {
        "\(Timestamp(millisecondsSince1970: time).formatted()),R\(reader + 1),\(antenna),\(tag),\(signal).0,\(tid),\(condition)\n"
    }

    /// Tags of others: trolleys, uniforms, a neighbour's goods.
    private mutating func add(foreign number: Int, to lines: inout [[(time: Int64, text: String)]], _ start: Int64) {
        let digits = String(random.next() & 0xFFFF_FFFF, radix: 16, uppercase: true)
        let tag = "E2806894" + String(repeating: "0", count: 16 - digits.utf8.count) + digits
        let time = start + Int64(random.below(2_400_000))
        lines[number % 2].append((time, line(time, number % 2, 1 + number % 3, tag, -58, "", "")))
    }

    private func tag(_ key: ItemKey) -> String? {
        // The fictional company 9521000; the item reference begins with the indicator (GS1 General Specifications, 2.1.1).
        let digits = key.text.dropFirst(4).prefix(14)
        let reference = String(digits.prefix(1)) + String(digits.dropFirst(8).prefix(5))
        guard let epc = try? EPC(scheme: .sgtin, company: "9521000", reference: reference, serial: String(key.text.dropFirst(22))) else { return nil }
        return (try? EPCTag(epc, filter: 1))?.hex
    }

    /// The hold shelf, a label without a serial, a code that nobody declared, one mis-scanned, and half a code.
    private func gun() -> String {
        var text = "LOC:HK-S1/HOLD\n"
        for thing in things where thing.trouble == .soldOnHold { text += "(01)\(thing.key.text.dropFirst(4).prefix(14))(21)\(thing.key.text.dropFirst(22))\n" }
        let gtin = things[0].key.text.dropFirst(4).prefix(14)
        text += "\(gtin.dropFirst())\n(01)\(gtin)(21)7777777\n(01)\(gtin.dropLast())x\nLOC:HK-S2/F1-A\n(01)\(gtin)(21)8888888\n"
        return text
    }
}
