import DutyFree
import GS1
import Wire

// 跨企业调拨: out of one ledger, into the other. What the two have in common is the item's key, the numbers of transfer
// and approval, and the proof that the one ledger gives the other.

/// What left one operator for the other.
struct Consignment {
    let goods: [Goods]
    let transfer: String
    let approval: String
    let proof: String
    let handedOver: Timestamp
}

extension Desk {
    mutating func handOver(_ count: Int, on day: Int) -> Consignment {
        let moment = DemoCalendar.at(day, 13)
        let transfer = number("KQ", moment)
        let approval = number("PZ", moment)
        var sent: [Goods] = []
        let category = catalogue.articles[(day * 7) % catalogue.articles.count].category
        for index in 0..<count {
            guard let goods = take(.warehouse, at: moment, where: { $0.members.isEmpty && !$0.isTakenOver && (index > 4 || $1.category == category) })
            else { continue }
            sent.append(goods)
        }
        let handed = moment.plus(days: 1)
        for (index, goods) in sent.enumerated() {
            write(
                .dispatch, by: "W1", at: moment.plus(seconds: index * 12), [goods.code], from: goods.place, to: house.otherOperator,
                docs: [.transfer: transfer, .approval: approval])
            write(
                .handOver, by: "W1", at: handed.plus(seconds: index * 9), [goods.code], to: house.otherOperator,
                docs: [.transfer: transfer, .approval: approval])
        }
        return Consignment(goods: sent, transfer: transfer, approval: approval, proof: number("ZM", handed), handedOver: handed)
    }

    mutating func takeOver(_ consignment: Consignment) {
        for (index, goods) in consignment.goods.enumerated() {
            let moment = consignment.handedOver.plus(minutes: 90).plus(seconds: index * 11)
            let place = rack()
            var data: JSONObject = ["product": .string(article(goods).gtin.digits14)]
            data["expiry"] = goods.expiry.map { .string($0) }
            write(
                .takeOver, by: "W1", at: moment, [goods.code], to: place,
                docs: [.transfer: consignment.transfer, .approval: consignment.approval, .proof: consignment.proof], data: data)
            var taken = placed(goods, place)
            taken.isTakenOver = true
            putBack(taken, on: .warehouse, after: moment)
        }
    }
}
