import DutyFree
import Wire

// 销售: a shopper, a basket, a receipt.

extension Desk {
    mutating func shop(on day: Int) {
        let count = DemoCalendar.season(day) * 5 * (80 + random.below(41)) / 10_000
        for _ in 0..<count {
            let moment = DemoCalendar.at(day, random.within(10...19), random.below(60), random.below(60))
            serve(at: moment, on: random.chance(340) ? .airport : .downtown)
        }
    }

    private mutating func serve(at moment: Timestamp, on shelf: Shelf) {
        let traveller = shopper(at: moment)
        let person = travellers[traveller]
        let room = 9_500_000 - person.spentFen
        guard let first = take(shelf, at: moment, where: { _, article in article.priceFen <= room }) else { return }
        let mode = mode(for: first, person, shelf, moment)
        var goods = [first]
        if mode != .guaranteed {
            let wanted = random.within(1...5)
            var spent = article(first).priceFen
            while goods.count < wanted {
                let basket = goods.map { article($0) }
                let leftFen = min(room, 8_000_000) - spent
                guard let next = take(shelf, at: moment, where: { Desk.suits($0, $1, basket, mode, leftFen: leftFen) }) else { break }
                spent += article(next).priceFen
                goods.append(next)
            }
        }
        ringUp(goods, mode, traveller, shelf, moment)
    }

    private mutating func shopper(at moment: Timestamp) -> Int {
        if random.chance(180), !travellers.isEmpty {
            let known = random.below(travellers.count)
            if !travellers[known].isBanned, travellers[known].busyUntil < moment, travellers[known].spentFen < 4_000_000 { return known }
        }
        travellers.append(
            Traveller(
                person: person(), age: Int64(random.within(18...74)), isResident: random.chance(160),
                busyUntil: Timestamp(millisecondsSince1970: 0)))
        return travellers.count - 1
    }

    private mutating func mode(for goods: Goods, _ person: Traveller, _ shelf: Shelf, _ moment: Timestamp) -> PickupMode {
        let price = article(goods).priceFen
        if shelf == .airport { return .inZone }
        if price >= 5_000_000 { return random.chance(700) ? .guaranteed : .port }
        if person.isResident, random.chance(400) { return .return }
        if price < 2_000_000, goods.members.isEmpty, let most = Catalogue.immediatePieces[article(goods).category],
            article(goods).pieces <= most, random.chance(260)
        {
            return .immediate
        }
        return random.chance(170) && goods.members.isEmpty ? .mail : .port
    }

    /// Whether something more may lie in the basket: quota, the limits of a trip, those of the mode.
    private static func suits(
        _ goods: Goods, _ article: Catalogue.Article, _ basket: [Catalogue.Article], _ mode: PickupMode, leftFen: Int64
    ) -> Bool {
        guard article.priceFen <= leftFen, article.priceFen < 5_000_000 else { return false }
        let all = basket + [article]
        let bottles = all.reduce(0) { $0 + $1.millilitres }
        let phones = all.count { $0.category == "phones" }
        let cosmetics = all.reduce(0) { $0 + ($1.category == "cosmetics" ? $1.pieces : 0) }
        guard bottles <= 1500, phones <= 4, cosmetics <= 30 else { return false }
        guard mode == .immediate else { return goods.members.isEmpty || mode == .port }
        guard goods.members.isEmpty, article.priceFen < 2_000_000, let most = Catalogue.immediatePieces[article.category] else { return false }
        return all.reduce(0) { $0 + ($1.category == article.category ? $1.pieces : 0) } <= most
    }

    private mutating func ringUp(_ goods: [Goods], _ mode: PickupMode, _ traveller: Int, _ shelf: Shelf, _ moment: Timestamp) {
        let person = travellers[traveller]
        let receipt = number("RC", moment)
        let mayGoWithout = mode == .immediate && person.isResident && DemoCalendar.day(of: moment) >= DemoCalendar.policyChange
        // Residents who left the island this year buy and take without a ticket since November.
        let goesWithout = mayGoWithout && (person.departed.map { $0 < moment } ?? false)
        let departs = departure(mode, moment)
        let trip = goesWithout ? nil : TripID("T-" + number("FL", departs))
        var base: JSONObject = ["age": .integer(person.age), "pickup": .string(mode.rawValue)]
        if let trip {
            base["trip"] = .object(["id": .string(trip.text), "departs": .string(departs.inShanghai), "exit": false])
        }
        if person.isResident { base["resident"] = true }
        if mode == .mail {
            base["province"] = .string(random.pick(["GD", "SH", "BJ", "ZJ", "SC", "HB", "JS", "HL"]) ?? "GD")
            base["selfPaid"] = true
        }
        base["channel"] = .string((mode == .port || mode == .mail) && random.chance(350) ? "online" : "store")
        var at = moment
        var sold: [Goods] = []
        for item in goods {
            var data = base
            let price = article(item).priceFen
            data["priceFen"] = .integer(price)
            var documents: [DocumentKind: String] = [.receipt: receipt]
            if mode == .guaranteed {
                data["guaranteeFen"] = .integer(article(item).taxFen)
                documents[.guarantee] = number("GU", moment)
            }
            at = at.plus(seconds: random.within(3...9))
            sell(item, at, shelf, person.person, docs: documents, data: data)
            travellers[traveller].spentFen += price
            sold.append(item)
        }
        travellers[traveller].busyUntil = departs.plus(days: 40)
        carry(
            Basket(goods: sold, traveller: traveller, mode: mode, trip: trip, departs: departs, shelf: shelf, receipt: receipt, sold: at.plus(minutes: 12)))
    }

    /// Rings up one item; now and then at a wrong price, which is set right, or the wrong item, which is taken back and
    /// rung up once more.
    private mutating func sell(
        _ goods: Goods, _ moment: Timestamp, _ shelf: Shelf, _ person: PersonCode, docs documents: [DocumentKind: String], data: JSONObject
    ) {
        let party = shelf.partyCode
        guard goods.members.isEmpty, random.chance(14) else {
            return write(.sale, by: party, at: moment, [goods.code], docs: documents, person: person, data: data)
        }
        let event = eventID("TILL")
        if random.chance(500) {
            var wrong = data
            wrong["priceFen"] = .integer(article(goods).priceFen * 11 / 10)
            write(.sale, by: party, at: moment, [goods.code], docs: documents, person: person, event: event, data: wrong)
            let price: JSONValue = .integer(article(goods).priceFen)
            write(
                .correct, by: random.chance(500) ? party : "V1", at: moment.plus(minutes: 6), about: event,
                data: ["set": .object(["priceFen": price]), "reason": "the day's offer was not in the till"])
        } else {
            write(.sale, by: party, at: moment, [goods.code], docs: documents, person: person, event: event, data: data)
            write(.void, by: party, at: moment.plus(minutes: 4), about: event, data: ["reason": "receipt printed twice"])
            write(.sale, by: party, at: moment.plus(minutes: 5), [goods.code], docs: documents, person: person, data: data)
        }
    }

    private mutating func departure(_ mode: PickupMode, _ moment: Timestamp) -> Timestamp {
        let today = DemoCalendar.day(of: moment)
        switch mode {
        case .inZone: return moment.plus(minutes: random.within(80...240))
        case .port, .mail: return DemoCalendar.at(today + random.within(1...6), random.within(8...22), random.below(12) * 5)
        case .return: return DemoCalendar.at(today + random.within(1...10), random.within(8...22), random.below(12) * 5)
        case .immediate, .guaranteed: return DemoCalendar.at(today + random.within(1...18), random.within(8...22), random.below(12) * 5)
        }
    }
}
