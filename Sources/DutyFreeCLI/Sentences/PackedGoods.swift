import DutyFree
import Presentation

extension Text {
    /// `2 cartons and 48 items`: what is packed in something, or moves along with it.
    static func counted(_ goods: [ItemKey]) -> Text {
        let cartons = goods.count { $0.isAggregate }
        let counted = [(Unit.cartons, cartons), (.items, goods.count - cartons)].filter { $0.1 > 0 }.map { $0.0.counted($0.1) }
        return Text(en: counted.map(\.en).joined(separator: " and "), zh: counted.map(\.zh).joined(separator: "、"))
    }
}
