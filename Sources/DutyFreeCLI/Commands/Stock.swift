import ArgumentParser
import Cryptography
import DutyFree
import GS1
import Ledger
import Presentation
import SQLiteStore
import TransparencyLog
import Wire

struct Stock: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "stock")

    @Option(help: "location, product, state: one or more, with commas.") var by = "location,product,state"
    @Option(help: "Only this place and below.", completion: .custom(Completions.locations)) var location: String?
    @Flag(help: "As CSV.") var csv = false
    @Option(name: .customLong("as-of"), help: "A position or a time.") var asOf: String?
    @OptionGroup var common: CommonOptions

    private enum Dimension: String, CaseIterable {
        case location, product, state
    }

    private struct Row: Hashable {
        var location: String?
        var product: GTIN?
        var state: ItemState?
    }

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let dimensions = try by.split(separator: ",").map { name in
            guard let dimension = Dimension(rawValue: String(name)) else {
                throw Problem.usage(
                    Text(en: "--by knows location, product and state, not “\(name)”", zh: "--by 只认 location、product、state，不认“\(name)”"))
            }
            return dimension
        }
        let moment = try asOf.map { try AsOf(argument: $0) }
        return try LedgerAccess(common, console.environment).read().read { reader in
            let products = try reader.products()
            let scope = location.map { LocationPath(NFC.normalize($0)) }
            var totals: [Row: (items: Int64, valueFen: Int64)] = [:]
            for (key, items) in try reader.stock(asOf: moment) where items != 0 {
                if let scope, !(key.location.map { scope.contains($0) } ?? false) { continue }
                let row = Row(
                    location: dimensions.contains(.location) ? key.location?.text : nil,
                    product: dimensions.contains(.product) ? key.product : nil,
                    state: dimensions.contains(.state) ? key.state : nil)
                let price = products[key.product]?.unitPriceFen ?? 0
                totals[row, default: (0, 0)].items += items
                totals[row, default: (0, 0)].valueFen += items * price
            }
            let rows = totals.sorted { Stock.precedes($0.key, $1.key) }
            if console.json {
                for (row, total) in rows { try console.emit(Stock.json(row, total)) }
            } else if csv {
                var text = CSVText(header: dimensions.map(\.rawValue) + ["items", "valueFen"])
                for (row, total) in rows {
                    text.add(dimensions.map { Stock.text(row, $0) } + [String(total.items), String(total.valueFen)])
                }
                try console.write(text.text)
            } else {
                if rows.isEmpty {
                    try console.say(Text(en: "There are no items here.", zh: "没有货物。"))
                } else {
                    try show(rows, dimensions, products, console)
                }
                try Stock.footer(reader, moment, console)
            }
            return .done
        }
    }

    private func show(
        _ rows: [(key: Row, value: (items: Int64, valueFen: Int64))], _ dimensions: [Dimension], _ products: [GTIN: Product],
        _ console: Console
    ) throws {
        var columns: [Table.Column] = dimensions.map { dimension in
            switch dimension {
            case .location: .identifier(Text(en: "Location", zh: "地点"))
            case .product: .name(Text(en: "Product", zh: "商品"), atLeast: 12)
            case .state: .name(Text(en: "State", zh: "状态"))
            }
        }
        columns += [.number(Text(en: "Items", zh: "件数")), .number(Text(en: "Value", zh: "金额（元）")), .bar(Text(en: "", zh: ""))]
        var table = Table(columns: columns)
        var items: Int64 = 0
        var value: Int64 = 0
        for (row, total) in rows {
            let cells: [Table.Cell] = dimensions.map { dimension in
                switch dimension {
                case .location: row.location.map { .text($0) } ?? .sentence(Text(en: "(no place of ours)", zh: "（不在我方地点）"))
                case .product:
                    .text(
                        row.product.map { gtin in
                            let product = products[gtin]
                            return (console.language == .zhHans ? product?.nameZh ?? product?.name : product?.name) ?? gtin.digits14
                        } ?? "")
                case .state: row.state.map { .sentence($0.words) } ?? .empty
                }
            }
            table.add(cells + [.count(total.items), .fen(total.valueFen), .count(total.items)])
            items += total.items
            value += total.valueFen
        }
        table.totals =
            [.sentence(Text(en: "Total", zh: "合计"))] + dimensions.dropFirst().map { _ in .empty } + [.count(items), .fen(value)]
        try console.show(table)
    }

    /// Which entries an answer stands on.
    static func footer(_ reader: any LedgerReader, _ moment: AsOf?, _ console: Console) throws {
        guard let (size, note) = try reader.lastCheckpoint() else { return }
        let root = (try? Checkpoint(note: note))?.root.hex.prefix(12) ?? ""
        if moment == nil {
            try console.say(
                Text(
                    en: "Stands on the checkpoint of \(Figures.grouped(Int64(size))) entries, root \(root)…",
                    zh: "依据 \(Figures.grouped(Int64(size))) 条记录的检查点，根 \(root)…"))
        } else {
            let upTo = Figures.grouped(Int64(try reader.size(asOf: moment)))
            try console.say(Text(en: "As of the first \(upTo) entries.", zh: "截至前 \(upTo) 条记录。"))
        }
    }

    private static func precedes(_ left: Row, _ right: Row) -> Bool {
        let a = (left.location ?? "\u{10FFFF}", left.product?.digits14 ?? "", left.state?.rawValue ?? "")
        let b = (right.location ?? "\u{10FFFF}", right.product?.digits14 ?? "", right.state?.rawValue ?? "")
        return a < b
    }

    private static func text(_ row: Row, _ dimension: Dimension) -> String {
        switch dimension {
        case .location: row.location ?? ""
        case .product: row.product?.digits14 ?? ""
        case .state: row.state?.rawValue ?? ""
        }
    }

    private static func json(_ row: Row, _ total: (items: Int64, valueFen: Int64)) -> JSONObject {
        var line: JSONObject = ["items": .integer(total.items), "valueFen": .integer(total.valueFen)]
        line["location"] = row.location.map { .string($0) }
        line["product"] = row.product.map { .string($0.digits14) }
        line["state"] = row.state.map { .string($0.rawValue) }
        return line
    }

    static let manual = CommandManual(
        name: "stock", abstract: Text(en: "Show what is where.", zh: "查看库存。"),
        example: .init("dutyfree stock --by location,state", Text(en: "items and value, place by place", zh: "各地点件数与金额")),
        another: .init(
            "dutyfree stock --location S1 --as-of 2026-01-01T00:00:00+08:00", Text(en: "what was in a store at New Year", zh: "元旦时某店的库存")),
        usage: ["dutyfree stock [--by location,product,state] [--location L] [--csv] [--as-of SEQ|TIME]"],
        options: [.init("--by …", Text(en: "the lines of the table; what is left out is added up", zh: "表格的行；未列出的合并计算"))],
        discussion: [
            Text(
                en: "Value is items times today's list price. Items that are in transit, gone or lost stand at no place of ours.",
                zh: "金额为件数乘以现行标价。在途、已离开或灭失的货物不在我方地点。")
        ],
        exits: [.init(.done), .init(.cannotRun), .init(.usage)], seeAlso: ["find", "trace"])
}
