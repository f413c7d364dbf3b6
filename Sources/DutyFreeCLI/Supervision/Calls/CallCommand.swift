import ArgumentParser
import DutyFree
import Ledger
import Presentation
import SQLiteStore
import Supervision
import Wire

/// 一呼一应: `call …`.
struct CallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", subcommands: [CallOpen.self, CallAnswer.self, CallEscalate.self, CallList.self, CallShow.self, CallNotify.self],
        defaultSubcommand: CallList.self)
}

/// What the verbs of `call` share.
enum CallDesk {
    static func session(_ id: String, _ reader: any LedgerReader) throws -> CallSession {
        guard let session = try reader.master(.call, id).flatMap({ CallSession(row: $0.data) }) else { throw Refusal(.unknownCall, facts: ["call": id]) }
        return session
    }

    /// Open ones first and of these the most urgent; then the others, the latest first.
    static func sessions(_ reader: any LedgerReader) throws -> [CallSession] {
        try reader.masters(.call).compactMap { CallSession(row: $0.data) }.sorted { left, right in
            if left.isOpen != right.isOpen { return left.isOpen }
            guard left.isOpen else { return left.openSeq > right.openSeq }
            let (a, b) = (left.demands.first?.due ?? left.due, right.demands.first?.due ?? right.due)
            return (a, left.openSeq) < (b, right.openSeq)
        }
    }

    /// The deadlines of the policy in force, else those of the house.
    static func rules(_ recorder: Recorder, at moment: Timestamp) throws -> CallRules {
        let policy = try PolicyBook(recorded: recorder.masters(.policy)).policy(at: moment, .offshore)
        return policy?.document["calls"]?.object.map { CallRules(policy: $0) } ?? .standard
    }

    static func json(_ session: CallSession, now: Timestamp) -> JSONObject {
        var line: JSONObject = [
            "call": .string(session.id), "kind": .string(session.kind.rawValue), "by": .string(session.by.text),
            "to": .array(session.to.map { .string($0.text) }),
            "opened": .string(session.opened.formatted()), "due": .string(session.due.formatted()), "state": .string(session.status.rawValue),
            "overdue": .bool(!session.overdue(at: now).isEmpty), "late": .bool(session.isLate),
            "escalated": .array(session.escalateTo.prefix(session.escalations.count).map { .string($0.rawValue) }),
            "waiting": .array(
                session.demands.map { .object(["party": .string($0.party.text), "step": .string($0.step.rawValue), "due": .string($0.due.formatted())]) }),
        ]
        line["text"] = session.data["text"]
        return line
    }

    /// Who must do what by when, a line each.
    static func say(_ session: CallSession, now: Timestamp, _ console: Console) throws {
        for demand in session.demands {
            let isOverdue = demand.due < now
            try console.say(
                isOverdue ? .bad : .warning,
                Text(
                    en: "\(demand.party.text) must \(demand.step.words.en) by \(Times.minute(demand.due))\(isOverdue ? ": overdue" : "")",
                    zh: "\(demand.party.text) 须在 \(Times.minute(demand.due)) 前\(demand.step.words.zh)\(isOverdue ? "：已逾期" : "")"))
        }
    }
}

struct CallList: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "list")

    @Flag(help: "Those that are done as well.") var all = false
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let now = try Clock.now(console.environment)()
        let sessions = try LedgerAccess(common, console.environment).read().read { try CallDesk.sessions($0) }.filter { all || $0.isOpen }
        if console.json {
            for session in sessions { try console.emit(CallDesk.json(session, now: now)) }
            return .done
        }
        guard !sessions.isEmpty else {
            try console.say(all ? Text(en: "There are no calls.", zh: "没有呼叫。") : Text(en: "No call is open.", zh: "没有待办的呼叫。"))
            return .done
        }
        var table = Table(columns: [
            .identifier(Text(en: "Call", zh: "呼叫")), .name(Text(en: "Kind", zh: "类别")), .identifier(Text(en: "To", zh: "对象")),
            .identifier(Text(en: "Next due", zh: "最近时限")),
            .name(Text(en: "State", zh: "状态")), .words(Text(en: "About", zh: "事由"), atLeast: 16),
        ])
        for session in sessions {
            let next = session.demands.first
            let isOverdue = next.map { $0.due < now } ?? false
            let escalated = session.escalations.isEmpty ? Text(en: "", zh: "") : Text(en: ", escalated", zh: "，已升级")
            let words = session.status.words
            table.add([
                .text(session.id), .sentence(session.kind.words), .text(session.to.map(\.text).joined(separator: " ")), next.map { .time($0.due) } ?? .empty,
                isOverdue
                    ? .judged(.bad, Text(en: "overdue\(escalated.en)", zh: "已逾期\(escalated.zh)"))
                    : .sentence(Text(en: words.en + escalated.en, zh: words.zh + escalated.zh)),
                .text(session.data["text"]?.string ?? ""),
            ])
        }
        try console.show(table)
        return .done
    }

    static let manual = CommandManual(
        name: "call list", abstract: Text(en: "List who must answer what by when, overdue first.", zh: "列出谁须在何时前应答何事，逾期者在前。"),
        example: .init("dutyfree call list", Text(en: "what is open", zh: "待办的呼叫")),
        another: .init("dutyfree call list --all --json", Text(en: "everything, for a script", zh: "全部，供脚本使用")),
        usage: ["dutyfree call list [--all]"], exits: [.init(.done), .init(.cannotRun)], seeAlso: ["call show", "call answer"])
}

struct CallShow: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "show")

    @Argument(help: "The call.", completion: .custom(Completions.calls)) var id: String
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let now = try Clock.now(console.environment)()
        return try LedgerAccess(common, console.environment).read().read { reader in
            let session = try CallDesk.session(id, reader)
            let items = try session.data["subject"]?.object.flatMap(RecallSubject.init(data:)).map { try Recall.items(reader, $0) }
            if console.json {
                var line = CallDesk.json(session, now: now)
                line["steps"] = .array(session.steps.map { .object($0.data) })
                line["items"] = items.map { .array($0.map { .object(RecallView.json($0)) }) }
                try console.emit(line)
                return .done
            }
            let about = session.data["text"]?.string ?? ""
            try console.say(
                Text(
                    en: "\(session.id), \(session.kind.words.en) by \(session.by.text), \(Times.minute(session.opened)): \(about)",
                    zh: "\(session.id)，\(session.by.text) 发起的\(session.kind.words.zh)，\(Times.minute(session.opened))：\(about)"))
            try console.say(Text(en: "State: \(session.status.words.en).", zh: "状态：\(session.status.words.zh)。"))
            for step in session.steps {
                let late = step.isLate ? Text(en: ", late", zh: "，迟到") : Text(en: "", zh: "")
                let said = try CallShow.words(reader, step.seq)
                try console.say(
                    Text(
                        en: "  \(Times.minute(step.at))  \(step.by.text)  \(step.step.done.en)\(late.en)\(said)  (entry \(step.seq))",
                        zh: "  \(Times.minute(step.at))  \(step.by.text)  \(step.step.done.zh)\(late.zh)\(said)  （第 \(step.seq) 条记录）"))
            }
            try CallDesk.say(session, now: now, console)
            if let items { try RecallView.show(items, try reader.products(), console) }
            return .done
        }
    }

    /// What a step's entry says for people.
    private static func words(_ reader: any LedgerReader, _ seq: SequenceNumber) throws -> String {
        guard let data = try reader.body(at: seq).map({ try Entry($0).data }) else { return "" }
        let texts = ["role", "place", "result", "outcome", "text", "reason"].compactMap { data[$0]?.string }
        let files = (data["files"]?.array ?? []).compactMap { $0.object?["name"]?.string }
        let all = texts + files
        return all.isEmpty ? "" : ": " + Printable.line(all.joined(separator: "; "))
    }

    static let manual = CommandManual(
        name: "call show", abstract: Text(en: "Show a call and all that was done about it.", zh: "查看一次呼叫及其全部处理。"),
        example: .init("dutyfree call show R-2026-001", Text(en: "of a recall: where every item is now", zh: "召回：每件货物的现况")),
        another: .init("dutyfree call show Q-2026-004 --json", Text(en: "for a script", zh: "供脚本使用")),
        usage: ["dutyfree call show CALL"], exits: [.init(.done), .init(.refused), .init(.cannotRun)], seeAlso: ["call list", "trace"])
}
