import ArgumentParser
import DutyFree
import Glibc
import Ledger
import Presentation
import SQLiteStore
import Supervision
import Wire

struct RiskRun: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "run")

    @Flag(help: "Go on: read what is recorded, as it is recorded, until interrupted.") var follow = false
    @Option(help: "Open an alarm for alerts of this score or more, to who keeps the site.") var alarm: Int64?
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        if let alarm, !(0...100).contains(alarm) { throw Problem.usage(Text(en: "--alarm is a score, 0 to 100", zh: "--alarm 为 0 至 100 的评分")) }
        let desk = try RecordingDesk(common, writing, console)
        let alarms = try alarm.map { RiskAlarms(from: $0, by: try RiskAlarms.opener(desk)) }
        let scan = RiskScan()
        let file = FileIdentity(desk.store.path)
        var found: [RiskAlert] = []
        scan.watch { found.append($0) }
        var raised = 0
        // Whether there is something to write: nobody waits for us while nothing happens.
        var isPending = false
        repeat {
            let position = scan.position
            try desk.store.read { reader in
                let size = try reader.size()
                var bar = size > position ? console.progress(Text(en: "Reading entries", zh: "正在读取记录"), .entries, total: Int64(clamping: size)) : nil
                try scan.read(reader, now: desk.clock()) {
                    try Interrupt.check()
                    bar?.update(done: Int64(clamping: $0))
                }
                bar?.finish()
            }
            isPending = isPending || scan.position > position || !found.isEmpty
            do {
                if isPending { raised += try raise(found, desk, alarms, console) }
                found.removeAll()
                isPending = false
            } catch StoreFault.busy where follow {
                // Somebody writes for long: what was found stays, and is written next time.
            }
            if follow {
                guard file == FileIdentity(desk.store.path) else {
                    throw Stop(
                        Problem(
                            "ledger-replaced", Text(en: "there is another file in the place of this ledger now", zh: "该账本文件已被替换"),
                            at: .init(file: desk.store.path),
                            hint: Text(en: "Start again: dutyfree risk run --follow", zh: "请重新运行：dutyfree risk run --follow")), exit: .cannotRun)
                }
                for _ in 0..<10 where !Interrupt.isRequested { usleep(100_000) }
            }
        } while follow && !Interrupt.isRequested
        if !console.json {
            let alerts = Unit.alerts.counted(raised)
            let entries = Unit.entries.counted(Int64(clamping: scan.position))
            try console.say(
                raised > 0 ? .warning : .good,
                desk.dryRun
                    ? Text(en: "\(alerts.en) would be raised (\(entries.en) read)", zh: "将会发出 \(alerts.zh)（已读 \(entries.zh)）")
                    : Text(en: "\(alerts.en) raised (\(entries.en) read)", zh: "发出 \(alerts.zh)（已读 \(entries.zh)）"))
        }
        try Interrupt.check()
        return .done
    }

    /// Writes those that are new, and shows them. One commit, however many.
    private func raise(_ found: [RiskAlert], _ desk: RecordingDesk, _ alarms: RiskAlarms?, _ console: Console) throws -> Int {
        guard !found.isEmpty || alarms != nil else { return 0 }
        let (answer, _) = try desk.commit { recorder in
            let raised = try found.compactMap { try recorder.raise($0) }
            return (raised: raised, calls: try alarms?.open(recorder, at: desk.clock()) ?? [])
        }
        let new = Set(answer.raised.map(\.seq))
        // Alarms of alerts that were raised before, at a till or a gate, are shown too.
        let shown = answer.raised + answer.calls.map(\.alert).filter { !new.contains($0.seq) }
        let calls = Dictionary(uniqueKeysWithValues: answer.calls.map { ($0.alert.seq, $0.call) })
        for session in shown {
            let call = calls[session.seq]
            if console.json {
                var line = RiskDesk.json(session)
                line["call"] = call.map { .string($0.id) }
                try console.emit(line)
                continue
            }
            let alert = session.alert
            let to = call.map { " → \($0.id) (\($0.to.map(\.text).joined(separator: ", ")))" } ?? ""
            try console.say(
                .warning,
                Text(
                    en: "\(session.seq) [\(session.score)] \(alert.rule.rawValue) \(RiskDesk.subject(alert)): \(alert.sentence.en)\(to)",
                    zh: "\(session.seq) [\(session.score)] \(alert.rule.rawValue) \(RiskDesk.subject(alert))：\(alert.sentence.zh)\(to)"))
        }
        return answer.raised.count
    }

    static let manual = CommandManual(
        name: "risk run", abstract: Text(en: "Let the rules judge what was recorded, and raise alerts.", zh: "按规则评估已记录的业务并发出预警。"),
        example: .init("dutyfree risk run", Text(en: "from a timer, or by hand", zh: "可定时或手工运行")),
        another: .init(
            "dutyfree risk run --follow --alarm 75 --as V1", Text(en: "as entries arrive; grave ones become alarms to the site", zh: "随记录到达即时评估，重大者向场所发出告警")),
        more: [.init("dutyfree risk run --dry-run", Text(en: "what would be raised", zh: "试运行"))],
        usage: ["dutyfree risk run [--follow] [--alarm SCORE --as PARTY]"],
        discussion: [
            Text(
                en:
                    "Entries are read from the first one: what the rules say follows from them alone, and an alert that was raised is never raised again. With --follow only what is new is read.",
                zh: "从第一条记录读起：结论完全由记录得出，已发出的预警不会重复。--follow 时只读新增记录。")
        ],
        exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.busy), .init(.usage)], seeAlso: ["risk list", "risk rules", "call list"])
}

/// Alarms from alerts: whoever keeps the site must answer what became of it (domain.md §8: a rule, to the site).
struct RiskAlarms {
    let from: Int64
    let by: PartyCode

    /// Who opens them: known, and of a role that may.
    static func opener(_ desk: RecordingDesk) throws -> PartyCode {
        let by = try CountDesk.party(desk)
        try desk.store.read { try StoredView($0).requireOpener(of: .alarm, by) }
        return by
    }

    /// Opens an alarm for every open alert of that score that none was opened for yet. Left out is what names no site, or one
    /// that nobody keeps who could answer.
    func open(_ recorder: Recorder, at now: Timestamp) throws -> [(alert: AlertSession, call: CallSession)] {
        let calls = try recorder.calls()
        let known = Set(calls.compactMap { $0.data["alert"]?.integer })
        let waiting = try recorder.masters(.alert).compactMap { AlertSession(row: $0.data) }
            .filter { $0.isOpen && $0.score >= from && !known.contains(Int64(clamping: $0.seq)) }.sorted { $0.seq < $1.seq }
        guard !waiting.isEmpty else { return [] }
        var keepers: [String: PartyCode] = [:]
        for row in try recorder.masters(.location) {
            guard let keeper = row.data["party"]?.string.map({ PartyCode($0) }), let party = try recorder.party(keeper), !party.allowed.isEmpty else {
                continue
            }
            keepers[row.name] = keeper
        }
        let rule = try CallDesk.rules(recorder, at: now)[.alarm]
        let due = Timestamp(millisecondsSince1970: now.millisecondsSince1970 + rule.answerMs)
        var names = CallNames(.alarm, calls, at: now)
        return try waiting.compactMap { session in
            guard let keeper = session.alert.site.flatMap({ keepers[$0] }) else { return nil }
            let data: JSONObject = [
                "to": .array([.string(keeper.text)]), "text": .string("\(session.alert.rule.rawValue): \(session.alert.sentence.en)"),
                "alert": .integer(Int64(clamping: session.seq)), "due": .string(due.formatted()),
                "escalateTo": .array(rule.escalateTo.map { .string($0.rawValue) }),
            ]
            return (session, try recorder.openCall(names.next(), .alarm, by: by, data: data).session)
        }
    }
}

/// Which file a path names: another one in its place is told by this.
struct FileIdentity: Equatable {
    private let device: UInt64
    private let node: UInt64

    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        node = UInt64(status.st_ino)
    }
}

extension RecordingDesk {
    /// Writes what refused movements tell as alerts, in a commit of their own: the movements wrote nothing, and that stays so.
    func raise(_ attempts: [RiskAttempt.Made], _ console: Console) { RecordingDesk.raise(attempts, console) { self } }

    /// The same with a desk that is opened for it. Where that cannot be done the answer stands, and this says so.
    static func raise(_ attempts: [RiskAttempt.Made], _ console: Console, at open: () throws -> RecordingDesk) {
        guard !attempts.isEmpty else { return }
        do {
            let desk = try open()
            guard !desk.dryRun else { return }
            let (raised, _) = try desk.commit { recorder in
                // What was taken back with the rest of a file shows nothing.
                let size = recorder.size
                return try attempts.filter { $0.alert.through < size }.compactMap { try recorder.raise($0.alert, by: $0.by) }
            }
            for session in raised.prefix(20) {
                let alert = session.alert
                console.note(
                    Text(
                        en: "  ! alert \(session.seq), \(alert.rule.rawValue): \(alert.sentence.en). See: dutyfree risk show \(session.seq)",
                        zh: "  ! 预警 \(session.seq)，\(alert.rule.rawValue)：\(alert.sentence.zh)。查看：dutyfree risk show \(session.seq)"))
            }
            if raised.count > 20 {
                console.note(Text(en: "  … \(raised.count - 20) more: dutyfree risk list", zh: "  … 另有 \(raised.count - 20) 条：dutyfree risk list"))
            }
        } catch {
            let code = Failure.explain(error, console).0?.code ?? "fault"
            console.note(
                Text(
                    en: "  ! alerts could not be written [\(code)]: \(attempts.map(\.alert.rule.rawValue).joined(separator: ", "))",
                    zh: "  ! 预警未能写入 [\(code)]：\(attempts.map(\.alert.rule.rawValue).joined(separator: "、"))"))
        }
    }
}
