import DutyFree
import Wire

// 退货、换货, and what becomes of goods that come back or break.

extension Desk {
    /// Before the goods go anywhere, a few are given back or changed for another.
    mutating func changeMinds(_ basket: inout Basket, at moment: Timestamp) {
        var kept: [Goods] = []
        for (index, goods) in basket.goods.enumerated() {
            let at = moment.plus(seconds: index * 90)
            if !goods.members.isEmpty {
                kept.append(goods)
            } else if random.chance(16) {
                takeBack(goods, basket, at)
            } else if random.chance(9), let other = exchange(goods, basket, at) {
                kept.append(other)
            } else {
                kept.append(goods)
            }
        }
        basket.goods = kept
    }

    private mutating func takeBack(_ goods: Goods, _ basket: Basket, _ moment: Timestamp) {
        let returns = house.place(basket.shelf.partyCode + "/RETURNS")
        write(
            .return, by: basket.shelf.partyCode, at: moment, [goods.code], to: returns, docs: [.refund: number("TK", moment)],
            person: travellers[basket.traveller].person, data: ["reason": .string(random.pick(["changed mind", "wrong shade", "bought twice"]) ?? "")])
        travellers[basket.traveller].spentFen -= article(goods).priceFen
        restock(placed(goods, returns), basket.shelf, after: moment)
    }

    private mutating func exchange(_ goods: Goods, _ basket: Basket, _ moment: Timestamp) -> Goods? {
        let old = article(goods)
        let suiting: (Goods, Catalogue.Article) -> Bool = { other, article in
            article.category == old.category && article.priceFen <= old.priceFen && article.pieces <= old.pieces
                && article.millilitres <= old.millilitres && other.members.isEmpty
        }
        // The guarantee stands for the one watch that it names; a resident without a trip changes nothing either.
        guard basket.mode != .guaranteed, basket.trip != nil, let other = take(basket.shelf, at: moment, where: suiting) else { return nil }
        let party = basket.shelf.partyCode
        let returns = house.place(party + "/RETURNS")
        var data: JSONObject = [
            "with": .string(other.code.text), "priceFen": .integer(article(other).priceFen), "age": .integer(travellers[basket.traveller].age),
        ]
        if travellers[basket.traveller].isResident { data["resident"] = true }
        write(
            .exchange, by: party, at: moment, [goods.code], to: returns,
            docs: [.refund: number("TK", moment), .receipt: number("RC", moment)], person: travellers[basket.traveller].person, data: data)
        restock(placed(goods, returns), basket.shelf, after: moment)
        return other
    }

    /// 验后回库: looked at the next morning, back on display.
    private mutating func restock(_ goods: Goods, _ shelf: Shelf, after moment: Timestamp) {
        let morning = DemoCalendar.at(DemoCalendar.day(of: moment) + 1, 8, 15, random.below(60))
        guard random.chance(880) else {
            write(
                .damage, by: shelf.partyCode, at: morning, [goods.code], docs: [.report: number("CS", morning)], data: ["cause": "seal broken"])
            return dispose(goods, from: morning, canExport: false)
        }
        let display = display(shelf)
        write(.restock, by: shelf.partyCode, at: morning, [goods.code], to: display, docs: [.examination: number("YH", morning)])
        putBack(placed(goods, display), on: shelf, after: morning)
    }

    /// Found faulty at home and brought or sent back: customs approve it.
    mutating func takeBackAfterDeparture(_ goods: Goods, _ basket: Basket) {
        let moment = basket.departs.plus(days: random.within(7...20)).plus(minutes: 45)
        let returns = house.place("S1/RETURNS")
        write(
            .return, by: "S1", at: moment, [goods.code], to: returns, docs: [.refund: number("TK", moment), .approval: number("PZ", moment)],
            person: travellers[basket.traveller].person, data: ["reason": "faulty"])
        let shipped = moment.plus(days: 12)
        write(.export, by: "W1", at: shipped, [goods.code], docs: [.export: number("CK", shipped)], data: ["note": "back to the maker"])
    }

    /// From a pick-up point or the mail centre to the warehouse.
    mutating func toWarehouse(_ goods: Goods, after moment: Timestamp) {
        let sent = DemoCalendar.at(DemoCalendar.day(of: moment) + 1, 9, 20, random.below(60))
        let transfer = number("DB", sent)
        write(.dispatch, by: "W1", at: sent, [goods.code], from: goods.place, to: house.place("W1"), docs: [.transfer: transfer])
        let place = rack()
        write(.receive, by: "W1", at: sent.plus(minutes: 200), [goods.code], to: place, docs: [.transfer: transfer])
        putBack(placed(goods, place), on: .warehouse, after: sent.plus(minutes: 200))
    }

    /// What is damaged is destroyed before customs, sent back or paid for.
    mutating func dispose(_ goods: Goods, from moment: Timestamp, canExport: Bool) {
        let later = moment.plus(days: random.within(9...25))
        switch random.below(10) {
        case 0...1 where canExport: write(.export, by: "W1", at: later, [goods.code], docs: [.export: number("CK", later)])
        case 2: clear(goods, by: "W1", later)
        default: destroy(goods, later)
        }
    }

    mutating func destroy(_ goods: Goods, _ moment: Timestamp) {
        write(
            .destroy, by: "W1", at: moment, [goods.code], docs: [.destruction: number("XH", moment)],
            data: ["witness": .string(house.party("K1").text)])
    }

    mutating func clear(_ goods: Goods, by party: String, _ moment: Timestamp) {
        write(
            .clear, by: party, at: moment, [goods.code], docs: [.taxbill: number("SD", moment)], data: ["taxFen": .integer(article(goods).taxFen)])
    }

    /// 灭失: some are found again, for the others the duty is paid.
    mutating func settleOrFind(_ goods: Goods, lostAt moment: Timestamp, shelf: Shelf) {
        if random.chance(350) {
            let found = DemoCalendar.at(DemoCalendar.day(of: moment) + random.within(2...15), 16, random.below(60))
            let place = shelf == .warehouse ? rack() : display(shelf)
            write(.found, by: shelf.partyCode, at: found, [goods.code], to: place, docs: [.report: number("BG", found)], data: ["note": "behind the rack"])
            putBack(placed(goods, place), on: shelf, after: found)
        } else {
            let settled = DemoCalendar.at(DemoCalendar.day(of: moment) + random.within(18...30), 11, random.below(60))
            write(
                .settle, by: "K1", at: settled, [goods.code], docs: [.taxbill: number("SD", settled)],
                data: ["taxFen": .integer(article(goods).taxFen)])
        }
    }
}
