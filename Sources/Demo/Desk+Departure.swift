import DutyFree
import Wire

// 离岛: the ways of goods to their buyer and off the island.

extension Desk {
    mutating func carry(_ basket: Basket) {
        switch basket.mode {
        case .port: viaPickUpPoint(basket)
        case .inZone: takenAlong(basket)
        case .immediate: takenAtOnce(basket)
        case .mail: byMail(basket)
        case .return: onReturn(basket)
        case .guaranteed: underGuarantee(basket)
        }
    }

    // MARK: 隔离区提货

    private mutating func viaPickUpPoint(_ sold: Basket) {
        var basket = sold
        changeMinds(&basket, at: basket.sold.plus(minutes: 20))
        let hold = house.place("S1/HOLD")
        if random.chance(600) {
            for index in basket.goods.indices {
                write(
                    .relocate, by: "S1", at: basket.sold.plus(minutes: 100), [basket.goods[index].code], from: basket.goods[index].place, to: hold)
                basket.goods[index].place = hold
            }
        }
        if random.chance(25), !basket.goods.isEmpty { reschedule(&basket, at: basket.sold.plus(minutes: 150)) }
        // For flights before noon on the evening before, else in the morning.
        let departure = DemoCalendar.day(of: basket.departs)
        let delivered = basket.departs < DemoCalendar.at(departure, 12) ? DemoCalendar.at(departure - 1, 23) : DemoCalendar.at(departure, 6, 30)
        let delivery = number("PS", delivered)
        let slot = house.place("PA/" + String(1000 + random.below(80)).dropFirst())
        for (index, goods) in basket.goods.enumerated() {
            write(
                .deliver, by: "P1", at: delivered.plus(seconds: index * 7), [goods.code], to: slot,
                docs: [.delivery: delivery])
        }
        if random.chance(14) { return leftBehind(basket, slot) }
        collect(basket, slot)
    }

    private mutating func collect(_ basket: Basket, _ slot: LocationPath) {
        guard let trip = basket.trip else { return }
        let person = travellers[basket.traveller].person
        let voucher = number("TH", basket.departs)
        let comesBack = random.chance(16)
        var departing = basket
        departing.goods = []
        for (index, goods) in basket.goods.enumerated() {
            let moment = basket.departs.plus(minutes: -85).plus(seconds: index * 11)
            if goods.members.isEmpty, random.chance(4) {
                let dropped = moment.plus(minutes: -5)
                write(.damage, by: "P1", at: dropped, [goods.code], docs: [.report: number("CS", dropped)], data: ["cause": "dropped at the counter"])
                dispose(placed(goods, slot), from: dropped, canExport: false)
                continue
            }
            write(.pickup, by: "P1", at: moment, [goods.code], docs: [.voucher: voucher], person: person, data: ["trip": .string(trip.text)])
            if comesBack {
                // The flight is late and the traveller leaves the isolation area for the night's dinner.
                let custody = number("DG", basket.departs)
                write(
                    .handback, by: "P1", at: moment.plus(minutes: 30), [goods.code], to: house.place("PA/CUSTODY"), docs: [.custody: custody],
                    person: person)
                write(
                    .pickup, by: "P1", at: moment.plus(minutes: 55), [goods.code], docs: [.voucher: voucher], person: person,
                    data: ["trip": .string(trip.text)])
            }
            departing.goods.append(goods)
        }
        depart(departing)
    }

    /// 逾期未提: nobody came within 24 hours; the goods go back.
    private mutating func leftBehind(_ basket: Basket, _ slot: LocationPath) {
        let moment = basket.departs.plus(minutes: 25 * 60)
        let returns = house.place("PA/RETURNS")
        for goods in basket.goods {
            write(
                .return, by: "P1", at: moment, [goods.code], to: returns, docs: [.refund: number("TK", moment)],
                person: travellers[basket.traveller].person, data: ["reason": "not collected in time"])
            if goods.members.isEmpty { toWarehouse(placed(goods, returns), after: moment) }
        }
    }

    private mutating func reschedule(_ basket: inout Basket, at moment: Timestamp) {
        guard let trip = basket.trip else { return }
        basket.departs = basket.departs.plus(days: random.within(1...6))
        write(
            .reschedule, by: "P1", at: moment, person: travellers[basket.traveller].person,
            data: ["trip": .string(trip.text), "departs": .string(basket.departs.inShanghai), "note": "flight changed by the traveller"])
    }

    /// The gate reads what the traveller carries, item by item.
    private mutating func depart(_ basket: Basket) {
        guard let trip = basket.trip, !basket.goods.isEmpty else { return }
        let departure = flight(basket)
        for (index, goods) in basket.goods.enumerated() {
            write(
                .depart, by: "G1", at: basket.departs.plus(minutes: -14).plus(seconds: index * 3), [goods.code], docs: [.departure: departure],
                person: travellers[basket.traveller].person, data: ["trip": .string(trip.text)])
            if goods.members.isEmpty, random.chance(3) { takeBackAfterDeparture(goods, basket) }
        }
        travellers[basket.traveller].departed = basket.departs
    }

    /// The traveller leaves, the goods do not go along.
    private mutating func departWithoutGoods(_ basket: Basket) {
        guard let trip = basket.trip else { return }
        write(
            .depart, by: "G1", at: basket.departs.plus(minutes: -14), docs: [.departure: flight(basket)],
            person: travellers[basket.traveller].person, data: ["trip": .string(trip.text)])
        travellers[basket.traveller].departed = basket.departs
    }

    private mutating func flight(_ basket: Basket) -> String {
        "DX\(100 + random.below(80))-" + DemoCalendar.date(DemoCalendar.day(of: basket.departs))
    }

    // MARK: 隔离区内即购即提, 即购即提

    private mutating func takenAlong(_ sold: Basket) {
        var basket = sold
        changeMinds(&basket, at: basket.sold.plus(minutes: 15))
        depart(basket)
    }

    private mutating func takenAtOnce(_ sold: Basket) {
        var basket = sold
        changeMinds(&basket, at: basket.sold.plus(minutes: 30))
        guard basket.trip != nil else { return }
        if random.chance(28) { return resold(basket) }
        if random.chance(930) { depart(basket) }
    }

    /// 套代购: bought to be sold on the island. Customs find the goods, and the buyer is excluded for three years.
    private mutating func resold(_ basket: Basket) {
        let found = basket.departs.plus(days: random.within(31...45)).plus(minutes: 90)
        let order = number("OD", found)
        travellers[basket.traveller].isBanned = true
        for goods in basket.goods {
            write(
                .seize, by: "K1", at: found, [goods.code], docs: [.order: order], data: ["reason": "offered for resale on the island"])
            let decided = found.plus(days: 30)
            write(.confiscate, by: "K1", at: decided, [goods.code], docs: [.order: number("OD", decided)])
        }
        write(
            .ban, by: "K1", at: found.plus(minutes: 60), docs: [.order: order], person: travellers[basket.traveller].person,
            data: ["decided": .string(found.plus(minutes: 45).inShanghai), "years": 3, "note": "resale"])
    }

    // MARK: 邮寄

    private mutating func byMail(_ sold: Basket) {
        var basket = sold
        changeMinds(&basket, at: basket.sold.plus(minutes: 30))
        guard let trip = basket.trip, !basket.goods.isEmpty else { return }
        departWithoutGoods(basket)
        let posted = basket.departs.plus(minutes: random.within(300...1500))
        let waybill = number("YD", posted)
        let arrived = posted.plus(days: random.within(2...5))
        let isRefused = random.chance(35)
        for goods in basket.goods {
            write(
                .mail, by: "M1", at: posted, [goods.code], docs: [.waybill: waybill], person: travellers[basket.traveller].person,
                data: ["trip": .string(trip.text)])
            if isRefused {
                let returns = house.place("ML/RETURNS")
                write(
                    .mailBack, by: "M1", at: arrived.plus(days: 3), [goods.code], to: returns, docs: [.waybill: waybill + "-R"],
                    data: ["note": "addressee not found"])
                toWarehouse(placed(goods, returns), after: arrived.plus(days: 3))
            } else {
                write(.mailDone, by: "M1", at: arrived, [goods.code], docs: [.signature: "QS-" + waybill])
            }
        }
    }

    // MARK: 返岛提取

    private mutating func onReturn(_ sold: Basket) {
        var basket = sold
        changeMinds(&basket, at: basket.sold.plus(minutes: 30))
        guard let trip = basket.trip, !basket.goods.isEmpty else { return }
        let slot = house.place("PR/" + String(1000 + random.below(40)).dropFirst())
        let delivered = DemoCalendar.at(DemoCalendar.day(of: sold.sold) + 1, 9, 15)
        let delivery = number("PS", delivered)
        for goods in basket.goods { write(.deliver, by: "P2", at: delivered, [goods.code], to: slot, docs: [.delivery: delivery]) }
        // The traveller may leave before the goods are at the point, not before they are bought.
        departWithoutGoods(basket)
        let home = max(delivered, basket.departs).plus(days: random.within(3...45)).plus(minutes: 30)
        let voucher = number("TH", home)
        for goods in basket.goods {
            write(
                .pickup, by: "P2", at: home, [goods.code], docs: [.voucher: voucher], person: travellers[basket.traveller].person,
                data: ["trip": .string(trip.text)])
        }
    }

    // MARK: 担保即提

    private mutating func underGuarantee(_ basket: Basket) {
        guard let trip = basket.trip, let goods = basket.goods.first else { return }
        let person = travellers[basket.traveller].person
        guarantees += 1
        // One in five is not off the island in time.
        if guarantees % 5 == 2 {
            let overdue = basket.sold.plus(days: 32)
            return write(
                .convertGuarantee, by: "K1", at: overdue, [goods.code], docs: [.taxbill: number("SD", overdue)], person: person,
                data: ["taxFen": .integer(article(goods).taxFen), "note": "not left within 30 days"])
        }
        write(
            .verifyGoods, by: "K1", at: basket.departs.plus(minutes: -70), [goods.code], docs: [.receipt: basket.receipt], person: person,
            data: ["trip": .string(trip.text), "result": "pass"])
        depart(basket)
        let refunded = basket.departs.plus(days: 3)
        write(.refundGuarantee, by: "K1", at: refunded, [goods.code], docs: [.guarantee: number("GR", refunded)], person: person)
    }
}
