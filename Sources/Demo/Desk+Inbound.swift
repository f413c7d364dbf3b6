import DutyFree
import Wire

// 进口: from the declaration to the rack.

extension Desk {
    /// A shipment of about so many items is declared, and arrives some days later. The declaration itself is a file of
    /// its own, recorded with `dutyfree import`.
    mutating func order(_ count: Int, on day: Int) {
        let declared = DemoCalendar.at(day, 9, 30)
        let number = "\(house.serialPrefix)2025100\(String(100_000 + day * 10 + 1).dropFirst())"
        let arrival = day + random.within(2...4)
        var lines: [(Goods, lot: String)] = []
        while lines.count < count {
            let article = random.weighted(catalogue.articles.map { $0.isNewInNovember && day < DemoCalendar.policyChange ? 0 : $0.weight })
            let product = catalogue.articles[article]
            let pieces = product.priceFen >= 1_500_000 ? random.within(1...4) : random.within(8...30)
            let lot = "L\(String(1000 + day).dropFirst())\(["A", "B", "C", "D"][random.below(4)])\(random.within(10...99))"
            // What is left of the shelf life when it comes off the ship.
            let expiry = product.shelfMonths.map { DemoCalendar.date(day + $0 * 30 * random.within(35...70) / 100) }
            var line: [Goods] = []
            for _ in 0..<pieces {
                line.append(Goods(code: key(of: article), article: article, place: house.place("W1/DOCK"), expiry: expiry, ready: declared))
            }
            lines += line.map { ($0, lot) }
            unload(line, on: arrival, hour: 9 + lines.count * 6 / max(count, 1), declaration: number)
        }
        write(declaration: Declaration(number: number, day: day, goods: lines))
    }

    /// A line of the declaration is unloaded, looked at, entered.
    private mutating func unload(_ line: [Goods], on day: Int, hour: Int, declaration: String) {
        let manifest = "MN-" + declaration
        var moment = DemoCalendar.at(day, hour, random.below(40))
        let dock = house.place("W1/DOCK")
        var landed: [Goods] = []
        for goods in line {
            moment = moment.plus(seconds: random.within(4...20))
            if random.chance(3) {
                write(.short, by: "W1", at: moment, [goods.code], docs: [.discrepancy: number("DF", moment)], data: ["cause": "not in the container"])
                settleOrFind(goods, lostAt: moment, shelf: .warehouse)
                continue
            }
            write(.arrive, by: "W1", at: moment, [goods.code], to: dock, docs: [.manifest: manifest])
            landed.append(goods)
        }
        moment = moment.plus(minutes: 40)
        let receipt = number("RK", moment)
        if landed.count >= 12, random.chance(400) {
            var rest = landed[...]
            while rest.count >= 6 {
                enterAsCarton(Array(rest.prefix(12)), &moment, receipt)
                rest = rest.dropFirst(12)
            }
            landed = Array(rest)
        }
        for goods in landed {
            moment = moment.plus(seconds: random.within(10...40))
            enter(goods, moment, receipt)
        }
    }

    private mutating func enterAsCarton(_ goods: [Goods], _ moment: inout Timestamp, _ receipt: String) {
        let carton = sscc()
        write(.pack, by: "W1", at: moment, goods.map(\.code), data: ["parent": .string(carton.text)])
        moment = moment.plus(minutes: 3)
        let place = rack()
        write(.enter, by: "W1", at: moment.plus(minutes: 60), [carton], to: place, docs: [.receipt: receipt])
        cartons.append(
            Carton(sscc: carton, place: place, goods: goods.map { placed($0, place) }, ready: moment.plus(minutes: 120)))
    }

    private mutating func enter(_ goods: Goods, _ moment: Timestamp, _ receipt: String) {
        var entered = moment.plus(minutes: 60)
        if random.chance(70) {
            // 属地查检. What fails is frozen by that alone, and waits for its release.
            let fails = random.chance(40)
            write(
                .inspect, by: "K1", at: moment, [goods.code], docs: [.inspection: number("CJ", moment)],
                data: ["result": fails ? "fail" : "pass", "note": fails ? "label in Chinese missing" : "as declared"])
            if fails {
                entered = moment.plus(days: 2)
                write(.release, by: "K1", at: entered, [goods.code], docs: [.order: number("OD", entered)], data: ["note": "label added"])
                entered = entered.plus(minutes: 30)
            }
        }
        let place = rack()
        write(.enter, by: "W1", at: entered, [goods.code], to: place, docs: [.receipt: receipt])
        putBack(placed(goods, place), on: .warehouse, after: entered)
    }

    func placed(_ goods: Goods, _ place: LocationPath) -> Goods {
        var goods = goods
        goods.place = place
        for index in goods.members.indices { goods.members[index].place = place }
        return goods
    }
}
