import DutyFree
import Wire

// 调拨: from the warehouse to the stores, between them, and onto the display.

extension Desk {
    /// Fills a store up to what it should hold: whole cartons first, then single items.
    mutating func replenish(_ shelf: Shelf, to target: Int, on day: Int) {
        var missing = target - shelves[shelf.rawValue].count
        guard missing > 15 else { return }
        let transfer = number("DB", DemoCalendar.at(day, 7))
        let store = house.place(shelf.partyCode)
        var moment = DemoCalendar.at(day, 7, 30)
        var load: [Carton] = []
        while missing > 12, let index = cartons.firstIndex(where: { $0.ready < moment }) {
            load.append(cartons.remove(at: index))
            missing -= load.last?.goods.count ?? 0
        }
        ship(load, to: shelf, &moment, transfer)
        while missing > 0, let goods = take(.warehouse, at: moment) {
            missing -= 1
            moment = moment.plus(seconds: random.within(5...15))
            write(.dispatch, by: "W1", at: moment, [goods.code], from: goods.place, to: store, docs: [.transfer: transfer])
            receive(goods, shelf, moment.plus(minutes: 100), transfer)
        }
    }

    /// One carton goes as it is, more of them on a pallet.
    private mutating func ship(_ load: [Carton], to shelf: Shelf, _ moment: inout Timestamp, _ transfer: String) {
        guard let first = load.first else { return }
        var unit = first
        if load.count > 1 { unit = palletize(load, &moment) }
        moment = moment.plus(seconds: 50)
        write(.dispatch, by: "W1", at: moment, [unit.sscc], from: unit.place, to: house.place(shelf.partyCode), docs: [.transfer: transfer])
        var there = moment.plus(minutes: 100)
        write(.receive, by: shelf.partyCode, at: there, [unit.sscc], to: house.place(shelf.partyCode + "/BACK"), docs: [.transfer: transfer])
        there = there.plus(minutes: 15)
        if load.count > 1 { write(.unpack, by: shelf.partyCode, at: there, [unit.sscc]) }
        for carton in load {
            there = there.plus(minutes: 2)
            unpack(carton, shelf, there)
        }
    }

    /// From the racks to the dock, and onto one pallet.
    private mutating func palletize(_ load: [Carton], _ moment: inout Timestamp) -> Carton {
        let dock = house.place("W1/DOCK")
        for carton in load {
            moment = moment.plus(seconds: 50)
            write(.relocate, by: "W1", at: moment, [carton.sscc], from: carton.place, to: dock)
        }
        let pallet = Carton(sscc: sscc(), place: dock, goods: [], ready: moment)
        moment = moment.plus(minutes: 2)
        write(.pack, by: "W1", at: moment, load.map(\.sscc), data: ["parent": .string(pallet.sscc.text)])
        return pallet
    }

    private mutating func unpack(_ carton: Carton, _ shelf: Shelf, _ moment: Timestamp) {
        write(.unpack, by: shelf.partyCode, at: moment, [carton.sscc], data: ["parent": .string(carton.sscc.text)])
        for goods in carton.goods { putOnDisplay(placed(goods, house.place(shelf.partyCode + "/BACK")), shelf, moment.plus(minutes: 5)) }
    }

    private mutating func receive(_ goods: Goods, _ shelf: Shelf, _ moment: Timestamp, _ transfer: String) {
        if random.chance(4) {
            write(
                .short, by: shelf.partyCode, at: moment, [goods.code], docs: [.discrepancy: number("DF", moment)],
                data: ["cause": "not in the cage, seal intact"])
            return settleOrFind(goods, lostAt: moment, shelf: .warehouse)
        }
        let back = house.place(shelf.partyCode + "/BACK")
        write(.receive, by: shelf.partyCode, at: moment, [goods.code], to: back, docs: [.transfer: transfer])
        putOnDisplay(placed(goods, back), shelf, moment.plus(minutes: 20))
    }

    mutating func putOnDisplay(_ goods: Goods, _ shelf: Shelf, _ moment: Timestamp) {
        let display = display(shelf)
        let moment = moment.plus(minutes: random.within(0...90))
        write(.relocate, by: shelf.partyCode, at: moment, [goods.code], from: goods.place, to: display)
        putBack(placed(goods, display), on: shelf, after: moment)
    }

    /// What sells better at the airport goes there.
    mutating func exchangeBetweenStores(on day: Int) {
        let transfer = number("DB", DemoCalendar.at(day, 8))
        var moment = DemoCalendar.at(day, 8, 10)
        for _ in 0..<random.within(3...6) {
            guard let goods = takeSingle(.downtown, at: moment) else { return }
            moment = moment.plus(seconds: 20)
            write(.dispatch, by: "S1", at: moment, [goods.code], from: goods.place, to: house.place("S2"), docs: [.transfer: transfer])
            receive(goods, .airport, moment.plus(minutes: 120), transfer)
        }
    }

    /// 组套: gift sets for a festival, put together on one shelf. Some are sold, the rest is taken apart again.
    mutating func makeGiftSets(_ count: Int, on day: Int) {
        let place = house.place("S1/F1-GIFT")
        var moment = DemoCalendar.at(day, 8, 20)
        for index in 0..<count {
            guard let basket = take(.downtown, at: moment, where: { $1.isSet && $0.members.isEmpty && $1.priceFen < 400_000 }),
                let first = takeSingle(.downtown, at: moment), let second = takeSingle(.downtown, at: moment)
            else { continue }
            for goods in [basket, first, second] {
                moment = moment.plus(seconds: 30)
                write(.relocate, by: "S1", at: moment, [goods.code], from: goods.place, to: place)
            }
            moment = moment.plus(minutes: 2)
            write(.pack, by: "S1", at: moment, [first.code, second.code], data: ["parent": .string(basket.code.text), "note": "gift set"])
            var set = placed(basket, place)
            if index % 2 == 0 {
                set.members = [placed(first, place), placed(second, place)]
                putBack(set, on: .downtown, after: moment)
            } else {
                let apart = DemoCalendar.at(day + 12, 8, 5, index)
                write(.unpack, by: "S1", at: apart, [basket.code], data: ["parent": .string(basket.code.text), "note": "festival over"])
                for goods in [basket, first, second] { putBack(placed(goods, place), on: .downtown, after: apart) }
            }
        }
    }
}
