import DutyFree
import Wire

// A file as it may come from a till on a bad day: three rows are good, the others are refused, each for another reason.

extension Desk {
    /// Written at the end of a day, so that nothing else happens to its goods in the same file of the day.
    mutating func badDay(_ day: Int) {
        let moment = DemoCalendar.at(day, 21)
        var taken: [Goods] = []
        while taken.count < 3, let goods = takeSingle(.warehouse, at: moment) { taken.append(goods) }
        var shown: [Goods] = []
        while shown.count < 12, let goods = takeSingle(.downtown, at: moment) { shown.append(goods) }
        guard taken.count == 3, shown.count == 12 else { return }
        var file: [Row] = []
        func add(
            _ type: MovementType, by party: String, _ items: [ItemKey], at: Timestamp? = nil, to: LocationPath? = nil,
            docs documents: [DocumentKind: String] = [:], person: PersonCode? = nil, event: String? = nil, about: String? = nil, data: JSONObject = JSONObject()
        ) {
            let documents = documents.mapValues { DocumentReference(number: $0, sha256: nil) }
            let movement = Movement(
                type: type, by: house.party(party), occurred: at ?? moment.plus(seconds: file.count * 20), items: items, to: to,
                documents: documents, person: person, event: event, data: data)
            file.append(Row(movement: movement, about: about, filed: moment))
        }
        let buyer = person()
        func sale(_ changes: (inout JSONObject) -> Void = { _ in }) -> JSONObject {
            var data: JSONObject = [
                "age": 34, "priceFen": 80_000, "pickup": "port", "channel": "store",
                "trip": .object(["id": .string("T-FL-\(house.mark)-X\(file.count)"), "departs": .string(moment.plus(days: 2).inShanghai)]),
            ]
            changes(&data)
            return data
        }
        // Good rows.
        for goods in taken {
            let place = rack()
            add(.relocate, by: "W1", [goods.code], to: place)
            putBack(placed(goods, place), on: .warehouse, after: moment.plus(days: 1))
        }
        // Refused rows.
        add(.sale, by: "S1", [taken[0].code], docs: [.receipt: "RC-1"], person: buyer, data: sale())
        add(.sale, by: "S1", [ItemKey(trusted: shown[0].code.text.dropLast(4) + "9999")], docs: [.receipt: "RC-2"], person: buyer, data: sale())
        add(.relocate, by: "S1", [ItemKey(trusted: "/01/09521000200075/21/1")], to: house.place("S1/F1-A"))
        add(.sale, by: "S1", [shown[0].code], person: buyer, data: sale())
        add(.sale, by: "S1", [shown[1].code], docs: [.receipt: "RC-3"], person: buyer, data: sale { $0["pickup"] = "return" })
        add(.sale, by: "S1", [shown[2].code], docs: [.receipt: "RC-4"], person: buyer, data: sale { $0["pickup"] = "guaranteed" })
        add(
            .sale, by: "S1", [shown[3].code], docs: [.receipt: "RC-5"], person: buyer,
            data: sale {
                $0["pickup"] = "mail"
                $0["province"] = "HI"
            })
        add(.sale, by: "S1", [shown[4].code], docs: [.receipt: "RC-6"], person: buyer, data: sale { $0["trip"] = nil })
        add(.sale, by: "S1", [shown[5].code], docs: [.receipt: "RC-7"], person: PersonCode("E00000000"), data: sale())
        if let banned = travellers.first(where: { $0.isBanned && $0.busyUntil < moment }) {
            add(.sale, by: "S1", [shown[6].code], docs: [.receipt: "RC-8"], person: banned.person, data: sale())
        }
        add(.sale, by: "W1", [shown[7].code], docs: [.receipt: "RC-9"], person: buyer, data: sale())
        add(.loss, by: "S9", [shown[8].code], docs: [.report: "MS-1"], data: ["cause": "missing"])
        add(.damage, by: "S1", [shown[9].code], at: moment.plus(days: 4), docs: [.report: "CS-1"], data: ["cause": "broken"])
        add(.dispatch, by: "S1", [shown[10].code], to: house.place("S1/BACK"), docs: [.transfer: "DB-1"])
        add(.relabel, by: "S1", [shown[11].code], data: ["code": .string(shown[10].code.text), "reason": "code unreadable"])
        add(.loss, by: "S1", [shown[8].code], at: moment.plus(days: -6), docs: [.report: "MS-2"], data: ["cause": "missing"])
        add(.void, by: "V1", [], about: "no-such-event", data: ["reason": "rung up twice"])
        for goods in shown { putBack(goods, on: .downtown, after: moment.plus(days: 1)) }
        write(
            refusals: Refusals(day: day, bytes: RowFile.bytes(file, as: house.format), rows: file.count, good: taken.count))
    }
}
