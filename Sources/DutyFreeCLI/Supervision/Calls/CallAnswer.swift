import ArgumentParser
import Cryptography
import DutyFree
import Interop
import Ledger
import Presentation
import SQLiteStore
import Supervision
import Wire

struct CallAnswer: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "answer")

    @Argument(help: "The call.", completion: .custom(Completions.calls)) var id: String
    @Flag(help: "Only say that it was received.") var acknowledge = false
    @Option(help: "An inspection: book this time.") var book: String?
    @Option(help: "Where, with --book.", completion: .custom(Completions.locations)) var place: String?
    @Flag(help: "A recall: say that what is with us was put aside.") var quarantine = false
    @Flag(help: "Who asked takes the answer.") var accept = false
    @Option(help: "Who asked wants another answer, and why.") var reject: String?
    @Option(help: "The answer in words.") var text: String?
    @Option(parsing: .upToNextOption, help: "Entries that answer it.") var entries: [UInt64] = []
    @Option(parsing: .upToNextOption, help: "Files that prove it: their hashes are recorded, never the files.", completion: .file()) var file: [String] = []
    @Option(help: "An inspection's result.") var result: String?
    @Option(help: "An alarm: assessed, acted or dismissed.", completion: .list(["assessed", "acted", "dismissed"])) var outcome: String?
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let step = try step()
        let desk = try RecordingDesk(common, writing, console)
        let by = try CountDesk.party(desk)
        let now = desk.clock()
        var data = try data()
        let (taken, commit) = try desk.commit { recorder in
            if step == .reject, let kind = try recorder.call(id)?.kind {
                let rules = try CallDesk.rules(recorder, at: now)
                data["due"] = .string(Timestamp(millisecondsSince1970: now.millisecondsSince1970 + rules[kind].answerMs).formatted())
            }
            // The same words from the same party are one answer, however often they are sent.
            let mark = by.text + ":" + SHA256.hash(CanonicalJSON.encode(CallAnswer.withoutDue(data))).hex.prefix(16)
            return try recorder.call(id, step, by: by, data: data, mark: mark)
        }
        if console.json {
            var line = CallDesk.json(taken.session, now: now)
            line["seq"] = taken.seq.map { .integer(Int64(clamping: $0)) }
            line["checkpoint"] = desk.dryRun ? nil : commit.map { .string($0.note) }
            try console.emit(line)
            return .done
        }
        // `answered; answered` says one thing twice.
        let done = taken.session.status.words
        let state = done == step.done ? Text(en: "", zh: "") : Text(en: "; \(done.en)", zh: "；\(done.zh)")
        let late = taken.seq != nil && taken.session.steps.last?.isLate == true
        try console.say(
            late ? .warning : .good,
            taken.seq == nil
                ? Text(en: "\(id): recorded already", zh: "\(id)：此前已记录")
                : Text(en: "\(id): \(step.done.en)\(late ? ", late" : "")\(state.en)", zh: "\(id)：\(step.done.zh)\(late ? "（迟到）" : "")\(state.zh)"))
        try CallDesk.say(taken.session, now: now, console)
        return .done
    }

    private func step() throws -> CallStep {
        let chosen: [CallStep] =
            (acknowledge ? [.acknowledge] : []) + (book != nil ? [.book] : []) + (quarantine ? [.quarantine] : []) + (accept ? [.accept] : [])
            + (reject != nil ? [.reject] : [])
        guard chosen.count < 2 else {
            throw Problem.usage(
                Text(en: "one of --acknowledge, --book, --quarantine, --accept, --reject", zh: "--acknowledge、--book、--quarantine、--accept、--reject 只能选一"))
        }
        if book != nil, place == nil { throw Problem.usage(Text(en: "say where with --place", zh: "请用 --place 指明地点")) }
        return chosen.first ?? .answer
    }

    private func data() throws -> JSONObject {
        var data = JSONObject()
        data["slot"] = try book.map { .string(try CallOpen.time($0).formatted()) }
        data["place"] = place.map { .string(NFC.normalize($0)) }
        data["reason"] = reject.map { .string(NFC.normalize($0)) }
        data["text"] = text.map { .string(NFC.normalize($0)) }
        data["result"] = result.map { .string(NFC.normalize($0)) }
        data["outcome"] = outcome.map { .string($0) }
        if !entries.isEmpty { data["entries"] = .array(entries.map { .integer(Int64(clamping: $0)) }) }
        if !file.isEmpty { data["files"] = .array(try file.map { .object(try CallAnswer.hash($0)) }) }
        return data
    }

    /// A new deadline is not what makes a rejection another one.
    private static func withoutDue(_ data: JSONObject) -> JSONObject {
        var data = data
        data["due"] = nil
        return data
    }

    /// Its name and the hash of what is in it.
    private static func hash(_ path: String) throws -> JSONObject {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        do { return ["name": .string(NFC.normalize(name)), "sha256": .string(try FileHash.sha256(path).hex)] } catch let fault as InputFault {
            throw Failure.stop(fault, file: path, outcome: Failure.nothingWritten)
        }
    }

    static let manual = CommandManual(
        name: "call answer", abstract: Text(en: "Answer a call, or judge its answer.", zh: "应答呼叫，或评定应答。"),
        example: .init("dutyfree call answer Q-2026-001 --text 'sold on 2 March' --entries 4211 --as S1", Text(en: "whom it asks answers", zh: "被呼叫方应答")),
        another: .init("dutyfree call answer Q-2026-001 --accept --as K1", Text(en: "who asked takes it", zh: "发起方认可")),
        more: [
            .init("dutyfree call answer I-2026-001 --book 2026-03-04T09:00:00+08:00 --place W1/A --as W1", Text(en: "a slot for an inspection", zh: "预约查检")),
            .init("dutyfree call answer I-2026-001 --result pass --file report.pdf --as W1", Text(en: "and its result", zh: "回报结果")),
        ],
        usage: [
            "dutyfree call answer CALL [--text T] [--entries SEQ…] [--file F…] [--result R] [--outcome assessed|acted|dismissed]",
            "dutyfree call answer CALL --acknowledge | --book TIME --place L | --quarantine --text T | --accept | --reject REASON",
        ],
        discussion: [
            Text(
                en:
                    "A query is answered by words, entries or files; an inspection by a result with its files, once a slot is booked; a recall by words; an alarm by its outcome and words. Only whom it asks may answer. A late answer counts and is marked; a second one adds to the first.",
                zh: "问询以文字、记录或文件应答；查检须先预约，以结果及文件应答；召回以文字应答；告警以处置结果及文字应答。仅被呼叫方可应答。迟到的应答有效但注明；再次应答为补充。")
        ],
        exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.busy), .init(.usage)], seeAlso: ["call show", "call escalate"])
}

struct CallEscalate: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "escalate")

    @Argument(help: "The call; else every one that is overdue.", completion: .custom(Completions.calls)) var id: String?
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let desk = try RecordingDesk(common, writing, console)
        let by = try CountDesk.party(desk)
        let now = desk.clock()
        let (taken, _) = try desk.commit { recorder in
            let ids = try id.map { [$0] } ?? recorder.calls().filter { CallEscalate.isDue($0, now) }.map(\.id)
            return try ids.map { id in
                let level = try recorder.call(id)?.escalations.count ?? 0
                return try recorder.call(id, .escalate, by: by, data: JSONObject(), mark: String(level)).session
            }
        }
        for session in taken {
            if console.json {
                try console.emit(CallDesk.json(session, now: now))
            } else {
                let role = session.escalateTo.prefix(session.escalations.count).last
                try console.say(.warning, Text(en: "\(session.id): escalated to \(role?.words.en ?? "–")", zh: "\(session.id)：已升级至\(role?.words.zh ?? "–")"))
                try CallDesk.say(session, now: now, console)
            }
        }
        if taken.isEmpty, !console.json { try console.say(.good, Text(en: "Nothing is overdue.", zh: "没有逾期事项。")) }
        return .done
    }

    /// Overdue now, and since the last escalation as long again as the answer was given: it does not go up two steps at once.
    private static func isDue(_ session: CallSession, _ now: Timestamp) -> Bool {
        guard session.nextRole != nil, let first = session.overdue(at: now).first else { return false }
        guard let last = session.escalations.last else { return true }
        let span = first.due.millisecondsSince1970 - session.opened.millisecondsSince1970
        return now.millisecondsSince1970 - last.at.millisecondsSince1970 >= span
    }

    static let manual = CommandManual(
        name: "call escalate", abstract: Text(en: "Tell those above that an answer did not come.", zh: "逾期未应答时升级。"),
        example: .init("dutyfree call escalate --as V1", Text(en: "every call that is overdue, once a run", zh: "所有逾期呼叫，每次运行升级一级")),
        another: .init("dutyfree call escalate Q-2026-001 --as K1", Text(en: "this one", zh: "指定的呼叫")),
        usage: ["dutyfree call escalate [CALL]"],
        discussion: [
            Text(
                en: "Without a name, a call goes to the next above only after as much time again as the answer had: run it from a timer.",
                zh: "不指名时，须再过一个应答时限才升至再上一级：可定时运行。")
        ],
        exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.busy), .init(.usage)], seeAlso: ["call list", "call notify"])
}
