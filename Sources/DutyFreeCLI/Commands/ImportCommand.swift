import ArgumentParser
import Cryptography
import DutyFree
import Interop
import Ledger
import Presentation
import Wire

struct ImportCommand: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "import")

    @Argument(help: "The declaration's item list, CSV or JSON Lines; - is stdin.", completion: .file()) var file: String
    @Option(help: "The declaration's number.") var declaration: String
    @Option(help: "When it was declared; now if not said.") var at: String?
    @Option(help: "csv or jsonl, where the name does not tell.") var format: String?
    @Option(help: "COLUMN=FIELD for columns called otherwise.") var map: [String] = []
    @Option(help: "A template's name, or its file: what the columns are.", completion: .custom(Completions.templates)) var template: String?
    @Option(help: "utf-8, gb18030, utf-16le, utf-16be or windows-1252, where the first bytes do not tell.") var encoding: String?
    @Option(help: "Declare what can be; refused rows go to this file.", completion: .file()) var rejects: String?
    @Flag(help: "Show the first rows as they are understood.") var preview = false
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let number = NFC.normalize(declaration.trimmed)
        guard !number.isEmpty else {
            throw Problem.usage(Text(en: "--declaration must not be empty", zh: "--declaration 不能为空"))
        }
        let run = FileRun(path: file, console: console)
        return try run.reporting {
            var defaults = RowDefaults(type: .declare)
            defaults.by = (writing.party ?? console.environment["DUTYFREE_PARTY"]).flatMap { $0.isEmpty ? nil : PartyCode($0) }
            defaults.occurred = try at.map { try Timestamp(option: "--at", $0) } ?? Clock.now(console.environment)()
            var input = MovementInput(
                path: file, format: try MovementInput.format(ofPath: file, given: format), defaults: defaults)
            for pair in try map.map({ try Record.pair($0, "--map COLUMN=FIELD") }) { input.mapping[pair.0] = pair.1 }
            try input.read(template: template, encoding: encoding)
            input.documentKind = DocumentKind.declaration.rawValue
            input.documentNumber = number
            // The declaration that an entry names carries the hash of the file it came from.
            input.defaults.declaration = DocumentReference(number: number, sha256: try input.fileHash()?.hex)
            if preview { return try run.preview(input) }
            return try run.record(input, RecordingDesk(common, writing, console), rejects: rejects)
        }
    }

    static let manual = CommandManual(
        name: "import", abstract: Text(en: "Record an import declaration with its items.", zh: "记录进口报关单及其货物。"),
        example: .init(
            "dutyfree import dec-2026-031.csv --declaration 640120261000000031 --as W1",
            Text(en: "a row an item, all or none", zh: "每件一行，全部记录或全不记录")),
        another: .init(
            "dutyfree import dec.csv --declaration D-31 --as W1 --rejects bad.csv",
            Text(en: "declares what can be, the rest comes back in bad.csv", zh: "能报的先报，其余写入 bad.csv")),
        more: [
            .init(
                "dutyfree import 报关单.csv --template declaration --declaration 640120261000000031 --as W1",
                Text(en: "a list with Chinese headings, as a customs agent sends it", zh: "报关行发来的中文表头清单"))
        ],
        usage: [
            "dutyfree import FILE|- --declaration NO [--as PARTY] [--at TIME] [--template NAME|FILE] [--map COLUMN=FIELD…] [--encoding E] [--rejects FILE] [--preview]"
        ],
        options: [.init("--declaration NO", Text(en: "the number under which customs know it", zh: "海关编号"))],
        discussion: [
            Text(
                en:
                    "Columns: item and product (GTIN); and if you have them expiry (YYYY-MM-DD), lot, by, occurred, note. The file's SHA-256 stands in every entry.",
                zh: "列：item 与 product（GTIN）；可选 expiry（YYYY-MM-DD）、lot、by、occurred、note。文件的 SHA-256 写入每条记录。")
        ],
        exits: [.init(.done), .init(.answerIsNo), .init(.refused), .init(.cannotRun), .init(.busy)],
        seeAlso: ["record", "template", "product import", "trace"])
}
