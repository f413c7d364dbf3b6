import ArgumentParser
import DutyFree
import Ledger
import Presentation
import SQLiteStore
import StockCount
import Wire

struct CountVerify: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "verify")

    @Argument(help: "The count.", completion: .custom(Completions.counts)) var id: String
    @Option(help: "Where the read files are; else reads/ beside the ledger.", completion: .directory) var reads: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let access = LedgerAccess(common, console.environment)
        let store = try access.read()
        let session = try store.read { try CountDesk.session(id, $0) }
        guard let last = session.result else { throw Refusal(.countNotAllowed, facts: ["count": id, "status": session.status.rawValue, "step": "verify"]) }
        let run = CountRun(session: session, folder: reads ?? CountRun.folder(besides: access.path), console: console)
        let outcome = try store.read { try run.derive($0, upTo: last.upTo, closed: last.closed) }
        guard outcome.hash == last.hash else { throw CountVerify.differs(session, last.hash, outcome.hash) }
        if console.json {
            try console.emit([
                "count": .string(session.id), "repeated": true, "resultHash": .string(outcome.hash), "files": .integer(Int64(session.files.count)),
            ])
        } else {
            try console.say(
                .good,
                Text(
                    en:
                        "Repeated: \(session.id) gives the same result, \(outcome.hash.prefix(12))…, from \(Unit.files.counted(session.files.count).en) of reads and the first \(Figures.grouped(Int64(last.upTo))) entries.",
                    zh: "复核一致：\(session.id) 由 \(session.files.count) 个读取文件和前 \(Figures.grouped(Int64(last.upTo))) 条记录得出相同结果 \(outcome.hash.prefix(12))…"))
            try console.say(Text(en: "Not checked: the ledger itself (dutyfree verify).", zh: "未核查：账本本身（dutyfree verify）。"))
        }
        return .done
    }

    static func differs(_ session: CountSession, _ recorded: String, _ derived: String) -> Stop {
        Stop(
            Problem(
                "count-differs", Text(en: "\(session.id) gives another result than the one that was recorded", zh: "\(session.id) 的结果与已登记的不一致"),
                outcome: Text(en: "Recorded was \(recorded), derived \(derived).", zh: "登记的为 \(recorded)，推导得 \(derived)。"),
                hint: Text(en: "Check the ledger first: dutyfree verify", zh: "请先核查账本：dutyfree verify")), exit: .tampered)
    }

    static let manual = CommandManual(
        name: "count verify", abstract: Text(en: "Derive a count's result again, from the ledger and the read files alone.", zh: "仅凭账本与读取文件复核盘点结果。"),
        example: .init("dutyfree count verify C-2026-001", Text(en: "with the copies beside the ledger", zh: "使用账本旁的副本")),
        another: .init("dutyfree count verify C-2026-001 --reads /media/usb", Text(en: "with the files that the auditor brought", zh: "使用审计员自带的文件")),
        usage: ["dutyfree count verify ID [--reads DIR]"],
        exits: [
            .init(.done), .init(.tampered, Text(en: "a read file was changed, or the result differs", zh: "读取文件被改动，或结果不一致")),
            .init(.cannotRun, Text(en: "a read file is gone", zh: "读取文件缺失")), .init(.refused), .init(.usage),
        ],
        seeAlso: ["count report", "verify"])
}
