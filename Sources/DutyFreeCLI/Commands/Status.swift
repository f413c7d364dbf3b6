import ArgumentParser
import Cryptography
import DutyFree
import Ledger
import Presentation
import SQLiteStore
import StockCount
import Supervision
import TransparencyLog
import Wire

/// `dutyfree` alone: where you are, and what you probably want.
struct Status: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "status", shouldDisplay: false)

    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let path = LedgerAccess.path(common.ledger, console.environment)
        let store: SQLiteLedger
        do { store = try SQLiteLedger(opening: path, .readOnly) } catch StoreFault.notFound {
            if console.json {
                try console.emit(["ledger": .string(path), "exists": false])
                return .done
            }
            try console.say(Text(en: "There is no ledger at \(path).", zh: "\(path) 处没有账本。"))
            try suggest(["init", "demo"], console)
            return .done
        }
        try store.read { reader in
            let genesis = try Genesis.read(reader)
            let size = try reader.size()
            let stock = try reader.stock()
            let held = stock.filter { $0.key.state.custody == .held || $0.key.state.custody == .sold }.values.reduce(0, +)
            let checkpoint = try reader.lastCheckpoint().flatMap { try? Checkpoint(note: $0.note) }
            let at = try size == 0 ? nil : reader.body(at: size - 1).map { try Entry($0).at }
            let open = try CountDesk.sessions(reader).filter(\.isOpen)
            let now = try Clock.now(console.environment)()
            let calls = try CallDesk.sessions(reader).filter { !$0.demands.isEmpty }
            let alerts = try reader.alerts().filter(\.isOpen)
            if console.json {
                var line: JSONObject = [
                    "ledger": .string(path), "exists": true, "enterprise": .string(genesis.enterprise),
                    "origin": .string(genesis.origin), "entries": .integer(Int64(size)), "itemsHeld": .integer(held),
                ]
                line["root"] = checkpoint.map { .string($0.root.hex) }
                line["at"] = at.map { .string($0.formatted()) }
                line["openCounts"] = .array(open.map { .string($0.id) })
                line["unansweredCalls"] = .array(calls.map { .string($0.id) })
                line["openAlerts"] = .integer(Int64(alerts.count))
                return try console.emit(line)
            }
            try console.say(Text(en: "\(genesis.enterprise)  \(path)", zh: "\(genesis.enterprise)  \(path)"))
            let last = at.map { Times.minute($0) } ?? "–"
            try console.say(
                Text(
                    en: "  \(Figures.grouped(Int64(size))) entries, last \(last); \(Figures.grouped(held)) items with us",
                    zh: "  \(Figures.grouped(Int64(size))) 条记录，最后 \(last)；我方持有 \(Figures.grouped(held)) 件"))
            if let checkpoint {
                try console.say(
                    checkpoint.size == size ? .good : .bad,
                    Text(
                        en: "checkpoint of \(Figures.grouped(Int64(checkpoint.size))) entries, root \(checkpoint.root.hex.prefix(16))…",
                        zh: "检查点涵盖 \(Figures.grouped(Int64(checkpoint.size))) 条记录，根 \(checkpoint.root.hex.prefix(16))…"))
            }
            if !open.isEmpty {
                let names = open.map { "\($0.id) (\($0.scope.map(\.text).joined(separator: ", ")))" }.joined(separator: ", ")
                try console.say(.warning, Text(en: "being counted: \(names)", zh: "正在盘点：\(names)"))
            }
            for call in calls.prefix(5) {
                let overdue = !call.overdue(at: now).isEmpty
                let due = call.demands.first.map { Times.minute($0.due) } ?? "–"
                let to = Set(call.demands.map(\.party.text)).sorted().joined(separator: ", ")
                try console.say(
                    overdue ? .bad : .warning,
                    Text(
                        en: "\(call.id) waits for \(to), due \(due)\(overdue ? ": overdue" : "")",
                        zh: "\(call.id) 等待 \(to) 应答，时限 \(due)\(overdue ? "：已逾期" : "")"))
            }
            if calls.count > 5 {
                try console.say(.warning, Text(en: "and \(calls.count - 5) more calls: dutyfree call list", zh: "另有 \(calls.count - 5) 个呼叫：dutyfree call list"))
            }
            if let worst = alerts.map(\.score).max() {
                let count = Unit.alerts.counted(alerts.count)
                try console.say(
                    .warning,
                    Text(en: "\(count.en) open, the gravest \(worst) of 100: dutyfree risk list", zh: "\(count.zh)待处置，最高评分 \(worst)：dutyfree risk list"))
            }
            try suggest(["record", "scan", "trace", "stock", "verify"], console)
        }
        return .done
    }

    private func suggest(_ names: [String], _ console: Console) throws {
        try console.write("\n")
        for name in names {
            guard let manual = Help.manuals.first(where: { $0.name == name }) else { continue }
            try console.write("  dutyfree " + Fitting.padded(name, to: 9) + manual.abstract[console.language] + "\n")
        }
        try console.write("  dutyfree " + Fitting.padded("help", to: 9) + Text(en: "All commands.", zh: "全部命令。")[console.language] + "\n")
    }

    static let manual = CommandManual(
        name: "status", abstract: Text(en: "Show where you are.", zh: "显示当前状态。"), example: .init("dutyfree", Text(en: "the same", zh: "相同")),
        another: .init("dutyfree --json", Text(en: "for a script", zh: "供脚本使用")), usage: ["dutyfree"], exits: [.init(.done)])
}
