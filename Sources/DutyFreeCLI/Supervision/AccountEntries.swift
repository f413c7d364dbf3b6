import DutyFree
import GS1
import Ledger
import Presentation
import Supervision
import Wire

/// The entries behind a line of the account: every movement that took an item into the balance or out of it in the period.
struct AccountEntries {
    let line: String
    let type: MovementType?
    let grouping: AccountGrouping
    let period: AccountPeriod
    let size: UInt64

    init(_ line: String, _ type: String?, _ grouping: AccountGrouping, _ period: AccountPeriod, _ size: UInt64) throws {
        self.line = line
        self.type = try type.map { name in
            guard let known = MovementType(rawValue: name) else {
                throw Problem.usage(
                    Text(en: "“\(name)” is no movement", zh: "“\(name)”不是业务类型"), hint: Suggestion.sentence(for: name, in: MovementType.allCases.map(\.rawValue))
                )
            }
            return known
        }
        self.grouping = grouping
        self.period = period
        self.size = size
    }

    private struct Row {
        let item: ItemKey
        let crossing: AccountLife.Crossing
        var comesIn: Bool { crossing.target.isInBalance }
    }

    func show(_ reader: any LedgerReader, _ console: Console) throws -> Presentation.ExitCode {
        let replay = try AccountReplay(reader, size: size) { _ in try Interrupt.check() }
        var rows: [Row] = []
        for (item, life) in replay.lives {
            guard let product = life.product, isOfTheLine(product, life, replay.products) else { continue }
            for crossing in life.crossings where period.days.contains(crossing.day) && (crossing.source?.isInBalance ?? false) != crossing.target.isInBalance {
                if let type, crossing.type != type { continue }
                rows.append(Row(item: item, crossing: crossing))
            }
        }
        rows.sort { ($0.crossing.seq, $0.item) < ($1.crossing.seq, $1.item) }
        if console.json {
            for row in rows { try console.emit(AccountEntries.json(row)) }
            return .done
        }
        var table = Table(columns: [
            .number(Text(en: "Entry", zh: "记录")), .identifier(Text(en: "Day", zh: "日期")), .name(Text(en: "Movement", zh: "业务")),
            .number(Text(en: "Items", zh: "件数")),
            .identifier(Text(en: "Item", zh: "货物")),
        ])
        for row in rows {
            table.add([
                .count(Int64(clamping: row.crossing.seq)), .text(AccountPeriod.text(Day(daysSince1970: Int(row.crossing.day)))),
                .sentence(row.crossing.type.words),
                .text(row.comesIn ? "+1" : "−1"), .text(row.item.text),
            ])
        }
        if !rows.isEmpty { try console.show(table) }
        let entering = rows.count(where: \.comesIn)
        try console.say(
            Text(
                en: "In \(Figures.grouped(entering)), out \(Figures.grouped(rows.count - entering)).",
                zh: "增加 \(Figures.grouped(entering))，减少 \(Figures.grouped(rows.count - entering))。"))
        return .done
    }

    private func isOfTheLine(_ product: GTIN, _ life: AccountLife, _ products: [GTIN: Product]) -> Bool {
        if line == "all" { return true }
        return switch grouping {
        case .category: products[product]?.category ?? "" == line
        case .product: product.digits14 == line || (try? GTIN(line)) == product
        case .declaration: life.declaration == line
        }
    }

    private static func json(_ row: Row) -> JSONObject {
        [
            "seq": .integer(Int64(clamping: row.crossing.seq)), "item": .string(row.item.text), "type": .string(row.crossing.type.rawValue),
            "day": .string(AccountPeriod.text(Day(daysSince1970: Int(row.crossing.day)))), "items": .integer(row.comesIn ? 1 : -1),
        ]
    }
}
