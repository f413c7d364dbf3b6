import ArgumentParser
import DutyFree
import Ledger
import Presentation
import SQLiteStore
import StockCount
import Wire

struct CountReportCommand: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "report")

    @Argument(help: "The count.", completion: .custom(Completions.counts)) var id: String
    @Option(help: "text, json, csv or html.", completion: .list(["text", "json", "csv", "html"])) var format = "text"
    @Option(name: .shortAndLong, help: "Write to this file.", completion: .file()) var output: String?
    @Option(help: "Where the read files are.", completion: .directory) var reads: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard ["text", "json", "csv", "html"].contains(format) else {
            throw Problem.usage(Text(en: "--format is text, json, csv or html, not “\(format)”", zh: "--format 只能是 text、json、csv 或 html"))
        }
        let access = LedgerAccess(common, console.environment)
        let store = try access.read()
        let session = try store.read { try CountDesk.session(id, $0) }
        guard let last = session.result else { throw Refusal(.countNotAllowed, facts: ["count": id, "status": session.status.rawValue, "step": "report"]) }
        let run = CountRun(session: session, folder: reads ?? CountRun.folder(besides: access.path), console: console)
        let outcome = try store.read { try run.derive($0, upTo: last.upTo, closed: last.closed) }
        guard outcome.hash == last.hash else { throw CountVerify.differs(session, last.hash, outcome.hash) }
        let note = try store.read { try $0.lastCheckpoint()?.note } ?? ""
        switch (format, output) {
        case ("text", nil) where !console.json: try CountTables(console).show(outcome.result, session: session)
        case ("csv", _):
            let file = try OutputFile(output)
            try CountReport.rows(outcome.result, differencesOnly: true) { try file.write($0) }
            try file.close()
        case ("html", _):
            let page = CountPage(
                session: session, result: outcome.result, hash: outcome.hash, checkpoint: note, enterprise: try store.read { try Genesis.read($0).enterprise })
            let file = try OutputFile(output)
            try file.write(Array(page.html(console.language).utf8))
            try file.close()
        default:
            let file = try OutputFile(output)
            try file.write(Array(JSONLine.of(CountReportCommand.object(outcome, session, note)).utf8))
            try file.close()
        }
        if let output, !console.json { try console.say(.good, Text(en: "\(output) is written", zh: "已写入 \(output)")) }
        return .done
    }

    private static func object(_ outcome: CountRun.Outcome, _ session: CountSession, _ note: String) -> JSONObject {
        var object = outcome.summary
        object["resultHash"] = .string(outcome.hash)
        object["state"] = .string(session.status.rawValue)
        object["rounds"] = .integer(Int64(session.round))
        object["counters"] = .array(session.counted.sorted().map { .string($0.text) })
        object["approvers"] = .array(session.approvers.map { .string($0.text) })
        object["checkpoint"] = .string(note)
        var items: [JSONValue] = []
        for kind in CountClass.allCases where !kind.isInOrder {
            outcome.result.forEach(kind) { items.append(.object(CountReport.row($0, files: outcome.result.files))) }
        }
        object["items"] = .array(items)
        return object
    }

    static let manual = CommandManual(
        name: "count report", abstract: Text(en: "Show a count's result.", zh: "查看盘点报告。"),
        example: .init("dutyfree count report C-2026-001", Text(en: "on the screen", zh: "屏幕显示")),
        another: .init("dutyfree count report C-2026-001 --format html -o count.html", Text(en: "one page to print and sign", zh: "可打印签字的网页")),
        more: [.init("dutyfree count report C-2026-001 --format csv -o differences.csv", Text(en: "the differences as a table", zh: "差异表"))],
        usage: ["dutyfree count report ID [--format text|json|csv|html] [-o FILE] [--reads DIR]"],
        discussion: [
            Text(
                en: "Derived anew from the ledger and the read files each time, and checked against the hash that was recorded.",
                zh: "每次均由账本与读取文件重新推导，并与已登记的哈希核对。")
        ],
        exits: [.init(.done), .init(.tampered), .init(.refused), .init(.cannotRun), .init(.usage)], seeAlso: ["count verify"])
}
