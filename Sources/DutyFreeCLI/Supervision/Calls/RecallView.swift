import DutyFree
import GS1
import Ledger
import Presentation
import Wire

/// The items of a recall: where each is now and who holds it.
enum RecallView {
    static func json(_ item: RecalledItem) -> JSONObject {
        var line: JSONObject = [
            "item": .string(item.item.text), "state": .string(item.state.rawValue), "holder": .string(words(item.holder).code), "onHold": .bool(item.isOnHold),
            "seq": .integer(Int64(clamping: item.seq)),
        ]
        line["product"] = item.product.map { .string($0.digits14) }
        line["location"] = item.location.map { .string($0.text) }
        return line
    }

    static func show(_ items: [RecalledItem], _ products: [GTIN: Product], _ console: Console) throws {
        guard !items.isEmpty else { return try console.say(Text(en: "No item is concerned.", zh: "没有涉及的货物。")) }
        var table = Table(columns: [
            .identifier(Text(en: "Item", zh: "货物")), .name(Text(en: "Product", zh: "商品")), .name(Text(en: "State", zh: "状态")),
            .identifier(Text(en: "Location", zh: "地点")),
            .name(Text(en: "Held by", zh: "持有人")),
        ])
        var byHolder: [String: (words: Text, items: Int)] = [:]
        for item in items {
            let product = item.product.flatMap { products[$0] }
            let name = console.language == .zhHans ? product?.nameZh ?? product?.name : product?.name
            let holder = words(item.holder)
            byHolder[holder.code, default: (holder.text, 0)].items += 1
            table.add([.text(item.item.text), .text(name ?? ""), .sentence(item.state.words), .text(item.location?.text ?? ""), .sentence(holder.text)])
        }
        try console.show(table)
        let parts = byHolder.sorted { ($1.value.items, $0.key) < ($0.value.items, $1.key) }.map(\.value)
        try console.say(
            Text(
                en: "\(Figures.grouped(items.count)) items: " + parts.map { "\($0.words.en) \(Figures.grouped($0.items))" }.joined(separator: ", ") + ".",
                zh: "共 \(Figures.grouped(items.count)) 件：" + parts.map { "\($0.words.zh) \(Figures.grouped($0.items))" }.joined(separator: "、") + "。"))
    }

    private static func words(_ holder: RecalledItem.Holder) -> (code: String, text: Text) {
        switch holder {
        case .party(let party): (party.text, .same(party.text))
        case .buyer: ("buyer", Text(en: "the buyer", zh: "购买人"))
        case .customs: ("customs", Text(en: "customs", zh: "海关"))
        case .otherOperator: ("other-operator", Text(en: "another operator", zh: "其他经营主体"))
        case .nobody: ("nobody", Text(en: "nobody", zh: "无"))
        }
    }
}
