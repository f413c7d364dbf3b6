import ArgumentParser
import DutyFree
import Interop
import Ledger
import Presentation
import SQLiteStore
import Wire

struct ExportMovements: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "movements")

    @Option(help: "The first entry.") var from: UInt64?
    @Option(help: "The last entry.") var to: UInt64?
    @Option(help: "jsonl or csv.", completion: .list(["jsonl", "csv"])) var format = "jsonl"
    @Option(name: .shortAndLong, help: "A file, else stdout.", completion: .file()) var output: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard let format = InputFormat(rawValue: format) else {
            throw Problem.usage(Text(en: "--format is jsonl or csv", zh: "--format 为 jsonl 或 csv"))
        }
        if let from, let to, from > to { throw Problem.usage(Text(en: "--from is after --to", zh: "--from 在 --to 之后")) }
        let out = try OutputFile(output)
        var rows = 0
        do {
            try LedgerAccess(common, console.environment).read().read { reader in
                let size = try reader.size()
                let end = min(size, to.map { $0 == .max ? $0 : $0 + 1 } ?? size)
                let range = min(from ?? 0, end)..<end
                let export = try MovementExport(reader, range)
                let columns = format == .csv ? try ExportMovements.columns(export, reader, range) : []
                if format == .csv { try out.write(ExportMovements.line(columns)) }
                try export.rows(reader, range) { row in
                    if rows % 4096 == 0 { try Interrupt.check() }
                    rows += 1
                    guard format == .csv else { return try out.write(CanonicalJSON.encode(row) + [0x0A]) }
                    let fields = Dictionary(MovementExport.flat(row).map { ($0.column, $0.text) }, uniquingKeysWith: { first, _ in first })
                    try out.write(ExportMovements.line(columns.map { fields[$0] ?? "" }))
                }
            }
            try out.close()
        } catch {
            out.discard()
            throw error
        }
        if let output {
            if console.json {
                try console.emit(["movements": .integer(Int64(rows)), "file": .string(output)])
            } else {
                try console.say(.good, Text(en: "\(Figures.grouped(rows)) movements → \(output)", zh: "\(Figures.grouped(rows)) 笔业务 → \(output)"))
            }
        }
        return .done
    }

    /// Every column that some row has: what each has first, the rest by name.
    private static func columns(_ export: MovementExport, _ reader: any LedgerReader, _ range: Range<SequenceNumber>) throws -> [String] {
        var names: Set<String> = []
        try export.rows(reader, range) { row in for field in MovementExport.flat(row) { names.insert(field.column) } }
        let first = ["type", "by", "occurred", "item", "to"]
        return first + names.subtracting(first).sorted()
    }

    private static func line(_ fields: [String]) -> [UInt8] {
        var writer = CSVWriter()
        writer.append(row: fields)
        return writer.bytes
    }

    static let manual = CommandManual(
        name: "export movements", abstract: Text(en: "Write movements as rows that record takes again.", zh: "导出可再次导入的业务行。"),
        example: .init("dutyfree export movements -o movements.jsonl", Text(en: "all of them", zh: "全部业务")),
        another: .init("dutyfree export movements --format csv --from 100 -o tail.csv", Text(en: "a table of the later ones", zh: "后面部分的表格")),
        more: [
            .init(
                "dutyfree record movements.jsonl --ledger other.dutyfree",
                Text(en: "into a ledger with the same parties, places and products", zh: "导入具有相同主体、地点和商品的账本"))
        ],
        usage: ["dutyfree export movements [--from SEQ] [--to SEQ] [--format jsonl|csv] [-o FILE]"],
        discussion: [
            Text(
                en:
                    "What moved with its carton has no row of its own. An entry that a later one corrects or takes back is named by an event id, ORIGIN#SEQ. The bytes that were hashed and signed are those of dutyfree export.",
                zh: "随箱移动的货物不单列。被更正或撤销的记录以事件编号 来源#序号 指明。参与哈希与签名的原始字节请用 dutyfree export。")
        ],
        exits: [.init(.done), .init(.cannotRun)], seeAlso: ["export", "record"])
}
