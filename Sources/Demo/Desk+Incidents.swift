import DutyFree
import Wire

// What else happens in a year: on the shelf, in the warehouse, by order of customs. Figures are cases in a thousand days.

extension Desk {
    mutating func incidents(on day: Int) {
        let morning = DemoCalendar.at(day, 8, 30)
        if random.chance(150) { damage(.downtown, morning) }
        if random.chance(80) { damage(.warehouse, morning) }
        if random.chance(60) { damageByMistake(morning.plus(minutes: 5)) }
        if random.chance(140) { lose(random.chance(700) ? .downtown : .warehouse, morning.plus(minutes: 10)) }
        if random.chance(130) { relabel(random.chance(600) ? .downtown : .warehouse, morning.plus(minutes: 20)) }
        if random.chance(90) { makeTester(morning.plus(minutes: 25)) }
        if random.chance(60), let goods = takeSingle(random.chance(500) ? .downtown : .warehouse, at: morning) {
            clear(goods, by: "W1", morning.plus(minutes: 32))
        }
        if random.chance(90) { freeze(morning.plus(minutes: 40)) }
        if random.chance(50) { seizeAndGiveBack(morning.plus(minutes: 45)) }
        if random.chance(260) { inspectInStore(morning.plus(minutes: 50)) }
        if random.chance(200) { tidy(morning.plus(minutes: 55)) }
        if [80, 171, 262, 340].contains(day) { sendBack(random.within(8...16), morning) }
        if [55, 150, 290].contains(day) { onPaper(morning) }
        for shelf in [Shelf.downtown, .airport, .warehouse] { expire(shelf, day) }
    }

    private mutating func damage(_ shelf: Shelf, _ moment: Timestamp) {
        guard let goods = takeSingle(shelf, at: moment) else { return }
        let cause = random.pick(["broken in the fall of a tray", "leaking", "box crushed", "seal torn by a customer"]) ?? "broken"
        write(.damage, by: shelf.partyCode, at: moment, [goods.code], docs: [.report: number("CS", moment)], data: ["cause": .string(cause)])
        dispose(goods, from: moment, canExport: true)
    }

    /// The wrong code was read: the record is taken back, never deleted.
    private mutating func damageByMistake(_ moment: Timestamp) {
        guard let goods = takeSingle(.downtown, at: moment) else { return }
        let event = eventID("FLOOR")
        write(.damage, by: "S1", at: moment, [goods.code], docs: [.report: number("CS", moment)], event: event, data: ["cause": "broken"])
        write(.void, by: random.chance(500) ? "S1" : "V1", at: moment.plus(minutes: 25), about: event, data: ["reason": "the neighbour on the shelf was meant"])
        putBack(goods, on: .downtown, after: moment)
    }

    private mutating func lose(_ shelf: Shelf, _ moment: Timestamp) {
        guard let goods = takeSingle(shelf, at: moment) else { return }
        write(
            .loss, by: random.chance(300) ? "V1" : shelf.partyCode, at: moment, [goods.code], docs: [.report: number("MS", moment)],
            data: ["cause": .string(shelf == .warehouse ? "missing at the rack check" : "missing at opening, presumed stolen")])
        settleOrFind(goods, lostAt: moment, shelf: shelf)
    }

    /// 换码: the label cannot be read any more.
    private mutating func relabel(_ shelf: Shelf, _ moment: Timestamp) {
        guard var goods = takeSingle(shelf, at: moment) else { return }
        let code = key(of: goods.article)
        write(.relabel, by: shelf.partyCode, at: moment, [goods.code], data: ["code": .string(code.text), "reason": "code unreadable"])
        goods.code = code
        putBack(goods, on: shelf, after: moment)
    }

    private mutating func makeTester(_ moment: Timestamp) {
        guard let goods = take(.downtown, at: moment, where: { ["cosmetics", "perfume"].contains($1.category) && $0.members.isEmpty })
        else { return }
        write(.tester, by: "S1", at: moment, [goods.code], docs: [.approval: number("PZ", moment)], data: ["reason": "counter display"])
        write(.relocate, by: "S1", at: moment.plus(minutes: 20), [goods.code], from: goods.place, to: house.place("S1/F1-TESTERS"))
        destroy(goods, moment.plus(days: random.within(50...110)))
    }

    private mutating func freeze(_ moment: Timestamp) {
        let shelf: Shelf = random.chance(500) ? .downtown : .warehouse
        guard let goods = takeSingle(shelf, at: moment) else { return }
        write(.freeze, by: "K1", at: moment, [goods.code], docs: [.order: number("OD", moment)], data: ["reason": "lot under examination"])
        let released = moment.plus(days: random.within(3...9)).plus(minutes: 200)
        write(.release, by: "K1", at: released, [goods.code], docs: [.order: number("OD", released)])
        putBack(goods, on: shelf, after: released)
    }

    private mutating func seizeAndGiveBack(_ moment: Timestamp) {
        guard let goods = takeSingle(.warehouse, at: moment) else { return }
        write(.seize, by: "K1", at: moment, [goods.code], docs: [.order: number("OD", moment)], data: ["reason": "origin in doubt"])
        let given = moment.plus(days: random.within(10...30))
        let returns = house.place("W1/RETURNS")
        write(.unseize, by: "K1", at: given, [goods.code], to: returns, docs: [.order: number("OD", given)])
        let place = rack()
        write(.restock, by: "W1", at: given.plus(minutes: 190), [goods.code], to: place, docs: [.examination: number("YH", given)])
        putBack(placed(goods, place), on: .warehouse, after: given.plus(minutes: 190))
    }

    private mutating func inspectInStore(_ moment: Timestamp) {
        let shelf: Shelf = random.chance(600) ? .downtown : .airport
        let sheet = number("CJ", moment)
        for index in 0..<random.within(2...6) {
            guard let goods = takeSingle(shelf, at: moment) else { return }
            write(.inspect, by: "K1", at: moment.plus(seconds: index * 70), [goods.code], docs: [.inspection: sheet], data: ["result": "pass"])
            putBack(goods, on: shelf, after: moment)
        }
    }

    private mutating func tidy(_ moment: Timestamp) {
        for index in 0..<random.within(2...8) {
            guard let goods = takeSingle(.warehouse, at: moment) else { return }
            let place = rack()
            write(.relocate, by: "W1", at: moment.plus(seconds: index * 45), [goods.code], from: goods.place, to: place)
            putBack(placed(goods, place), on: .warehouse, after: moment)
        }
    }

    private mutating func expire(_ shelf: Shelf, _ day: Int) {
        let expired = takeExpired(shelf, on: day)
        guard !expired.isEmpty else { return }
        let moment = DemoCalendar.at(day, 8, 5)
        let report = number("GQ", moment)
        let destroyed = moment.plus(days: random.within(6...20))
        for goods in expired {
            write(.expire, by: shelf.partyCode, at: moment, [goods.code], docs: [.report: report])
            guard goods.members.isEmpty else { continue }
            if random.chance(120) {
                write(.export, by: "W1", at: destroyed, [goods.code], docs: [.export: number("CK", destroyed)])
            } else {
                destroy(goods, destroyed)
            }
        }
    }

    /// 退运: the maker takes a line back.
    private mutating func sendBack(_ count: Int, _ moment: Timestamp) {
        let paper = number("CK", moment)
        for index in 0..<count {
            guard let goods = takeSingle(.warehouse, at: moment) else { return }
            write(
                .export, by: "W1", at: moment.plus(minutes: 300).plus(seconds: index * 30), [goods.code], docs: [.export: paper],
                data: ["note": "line withdrawn by the maker"])
        }
    }

    /// A power cut: moves were noted on paper, and recorded nine days later, with the reason.
    private mutating func onPaper(_ moment: Timestamp) {
        for index in 0..<8 {
            guard let goods = takeSingle(.warehouse, at: moment) else { return }
            let place = rack()
            write(
                .relocate, by: "W1", at: moment.plus(seconds: index * 60), [goods.code], from: goods.place, to: place,
                filed: moment.plus(days: 9), data: ["lateReason": "power cut, noted on paper"])
            putBack(placed(goods, place), on: .warehouse, after: moment.plus(days: 10))
        }
    }
}
