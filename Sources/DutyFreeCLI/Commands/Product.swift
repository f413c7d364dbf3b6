import ArgumentParser
import DutyFree
import GS1
import Interop
import Ledger
import Presentation
import SQLiteStore
import Wire

struct ProductCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "product", subcommands: [Add.self, Import.self, List.self], defaultSubcommand: List.self)

    struct Add: DocumentedCommand {
        static let configuration = CommandConfiguration(commandName: "add")

        @Argument(help: "GTIN of 8, 12, 13 or 14 digits.") var gtin: String
        @Option(help: "Its name.") var name: String
        @Option(name: .customLong("name-zh"), help: "Its Chinese name.") var nameZh: String?
        @Option(help: "Its policy category, such as cosmetics.") var category: String
        @Option(help: "List price in fen.") var price: Int64
        @Option(name: .customLong("tax-fen"), help: "Import tax on one item, in fen.") var taxFen: Int64?
        @OptionGroup var common: CommonOptions
        @OptionGroup var writing: WritingOptions

        func run(_ console: Console) throws -> Presentation.ExitCode {
            var row = ProductRow()
            row["gtin"] = gtin
            row["name"] = name
            row["name_zh"] = nameZh
            row["category"] = category
            row["unit_price_fen"] = String(price)
            row["tax_fen"] = taxFen.map { String($0) }
            let product: Product
            do throws(RowFault) { product = try row.product() } catch { throw Stop(Problem(error, at: .init()), exit: .refused) }
            return try MasterCommand.record(
                .product, product.gtin.digits14, product.data,
                Text(en: "product \(product.gtin.digits14) \(product.name)", zh: "商品 \(product.gtin.digits14) \(product.nameZh ?? product.name)"),
                common, writing, console)
        }

        static let manual = CommandManual(
            name: "product add", abstract: Text(en: "Say what is sold, by its GTIN.", zh: "按 GTIN 登记商品。"),
            example: .init(
                "dutyfree product add 9521000200074 --name \"Amberlune Serum 50 ml\" --category cosmetics --price 80000",
                Text(en: "800.00 yuan a piece", zh: "每件 800.00 元")),
            another: .init("dutyfree product import products.csv", Text(en: "many at once", zh: "批量登记")),
            usage: ["dutyfree product add GTIN --name N --category C --price FEN [--name-zh N] [--tax-fen FEN]"],
            exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.usage)],
            seeAlso: ["product import", "product list", "import"])
    }

    struct Import: DocumentedCommand {
        static let configuration = CommandConfiguration(commandName: "import")

        @Argument(help: "A CSV file, or - for stdin.", completion: .file()) var file: String
        @OptionGroup var common: CommonOptions
        @OptionGroup var writing: WritingOptions

        func run(_ console: Console) throws -> Presentation.ExitCode {
            let desk = try RecordingDesk(common, writing, console)
            var bad = BadRows()
            var recorded = 0
            var already = 0
            let commit: Commit?
            do {
                commit = try desk.commit { recorder in
                    try ProductFile.read(file) { line, product in
                        switch product {
                        case .success(let product):
                            let seq = try recorder.record(
                                .product, name: product.gtin.digits14, data: product.data, by: desk.party)
                            if seq == nil { already += 1 } else { recorded += 1 }
                        case .failure(let fault): bad.add(Problem(fault, at: .init(file: file, line: line)))
                        }
                    }
                    if !bad.isEmpty { throw RefusedWhole() }
                }.commit
            } catch let fault as InputFault {
                throw Failure.stop(fault, file: file, outcome: Failure.nothingWritten)
            } catch is RefusedWhole {
                console.report(bad)
                let rows = Unit.rows.counted(recorded + already + bad.total)
                console.note(Text(en: "  Nothing was recorded (\(rows.en) read).", zh: "  未记录任何内容（已读 \(rows.zh)）。"))
                return .refused
            }
            if console.json {
                var line: JSONObject = [
                    "rows": .integer(Int64(recorded + already)), "recorded": .integer(Int64(recorded)),
                    "already": .integer(Int64(already)), "refused": 0,
                ]
                line["checkpoint"] = desk.dryRun ? nil : commit.map { .string($0.note) }
                try console.emit(line)
            } else {
                let products = Unit(name: "products", one: "product", many: "products", zh: "种商品").counted(recorded)
                let would = desk.dryRun ? Text(en: "would be ", zh: "将") : Text(en: "", zh: "")
                try console.say(
                    .good,
                    Text(
                        en: "\(products.en) \(would.en)recorded" + (already > 0 ? ", \(already) were so already" : ""),
                        zh: "\(would.zh)登记 \(products.zh)" + (already > 0 ? "，\(already) 种已是如此" : "")))
            }
            return .done
        }

        static let manual = CommandManual(
            name: "product import", abstract: Text(en: "Register products from a CSV file.", zh: "从 CSV 文件登记商品。"),
            example: .init("dutyfree product import products.csv", Text(en: "all rows or none", zh: "全部登记或全部不登记")),
            another: .init("dutyfree product import products.csv -n", Text(en: "check only", zh: "仅检查")),
            usage: ["dutyfree product import FILE|-"],
            discussion: [
                Text(
                    en:
                        "Columns: gtin, name, category, unit_price_fen; and if you have them name_zh, content, content_unit, pieces, hs6, origin, shelf_months, tax_percent, tax_fen, domestic, kind, alias.",
                    zh:
                        "列：gtin、name、category、unit_price_fen；可选 name_zh、content、content_unit、pieces、hs6、origin、shelf_months、tax_percent、tax_fen、domestic、kind、alias。"
                )
            ],
            exits: [.init(.done), .init(.refused), .init(.cannotRun)], seeAlso: ["product list", "import"])
    }

    struct List: DocumentedCommand {
        static let configuration = CommandConfiguration(commandName: "list")
        @OptionGroup var common: CommonOptions

        func run(_ console: Console) throws -> Presentation.ExitCode {
            let products = try LedgerAccess(common, console.environment).read().read { try $0.products() }
            let sorted = products.values.sorted { $0.gtin < $1.gtin }
            if console.json {
                for product in sorted {
                    var line = product.data
                    line["gtin"] = .string(product.gtin.digits14)
                    try console.emit(line)
                }
                return .done
            }
            var table = Table(columns: [
                .identifier(Text(en: "GTIN", zh: "GTIN")), .name(Text(en: "Name", zh: "名称"), atLeast: 16),
                .identifier(Text(en: "Category", zh: "类别")), .number(Text(en: "Price", zh: "单价")),
                .number(Text(en: "Tax", zh: "税额")),
            ])
            for product in sorted {
                let name = console.language == .zhHans ? product.nameZh ?? product.name : product.name
                table.add([
                    .text(product.gtin.digits14), .text(name), .text(product.category), .fen(product.unitPriceFen),
                    product.taxFen.map { .fen($0) } ?? .empty,
                ])
            }
            try console.show(table)
            return .done
        }

        static let manual = CommandManual(
            name: "product list", abstract: Text(en: "List the products.", zh: "列出商品。"),
            example: .init("dutyfree product list", Text(en: "a table", zh: "表格")),
            another: .init("dutyfree product list --json", Text(en: "a JSON object a line", zh: "每行一个 JSON 对象")),
            usage: ["dutyfree product [list]"], exits: [.init(.done), .init(.cannotRun)], seeAlso: ["product add"])
    }
}

/// Ends a transaction because rows were refused and all or nothing was asked for.
struct RefusedWhole: Error {}
