import ArgumentParser
import Cryptography
import DutyFree
import GS1
import Ledger
import Presentation
import SQLiteStore
import StockCount
import Wire

struct CountReconcile: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "reconcile")

    @Argument(help: "The count.", completion: .custom(Completions.counts)) var id: String
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let desk = try RecordingDesk(common, writing, console)
        let by = try CountDesk.party(desk)
        let (session, size) = try desk.store.read { (try CountDesk.session(id, $0), try $0.size()) }
        let closed = desk.clock()
        let run = CountRun(session: session, folder: CountRun.folder(besides: LedgerAccess(common, console.environment).path), console: console)
        let outcome = try desk.store.read { try run.derive($0, upTo: size, closed: closed) }
        let result = outcome.result
        var classes = JSONObject()
        for kind in CountClass.allCases where result.count(kind) > 0 { classes[kind.rawValue] = .integer(Int64(result.count(kind))) }
        let (step, commit) = try desk.commit {
            try $0.count(
                session.id, .reconcile, by: by,
                data: [
                    "upTo": .integer(Int64(clamping: size)), "closed": .string(closed.formatted()), "resultHash": .string(outcome.hash),
                    "classes": .object(classes), "missingFen": .integer(result.valueFen[CountClass.missing.index]),
                    "needsSecond": .bool(CountReconcile.needsSecond(result)),
                ], mark: outcome.hash)
        }
        if console.json {
            var object = outcome.summary
            object["resultHash"] = .string(outcome.hash)
            object["state"] = .string(step.session.status.rawValue)
            object["needsSecond"] = .bool(step.session.needsSecond)
            object["checkpoint"] = commit.map { .string($0.note) }
            try console.emit(object)
        } else {
            try CountTables(console).show(result, session: step.session)
            let missing = result.count(.missing)
            if missing > 0 {
                try console.say(
                    Text(
                        en: "\(Figures.grouped(missing)) missing: have somebody else look with dutyfree count recount \(session.id) --to PARTY",
                        zh: "缺失 \(Figures.grouped(missing)) 件：请另一人复盘 dutyfree count recount \(session.id) --to 主体"))
            }
        }
        let isClean = CountClass.allCases.allSatisfy { $0.isInOrder || result.count($0) == 0 }
        return isClean ? .done : .answerIsNo
    }

    /// Above 10,000 CNY, and always for clones and for what had left the island (stock-count.md, tolerance).
    private static func needsSecond(_ result: CountResult) -> Bool {
        let limit: Int64 = 1_000_000
        if result.valueFen[CountClass.missing.index] > limit || result.count(.clone) > 0 || result.count(.departedPresent) > 0 { return true }
        return false
    }

    static let manual = CommandManual(
        name: "count reconcile", abstract: Text(en: "Compare what was read with what the ledger says.", zh: "将读取结果与账面核对。"),
        example: .init("dutyfree count reconcile C-2026-001 --as V1", Text(en: "the classes, their number and value", zh: "各类差异的件数与金额")),
        another: .init("dutyfree count reconcile C-2026-001 --as V1 --json", Text(en: "the same as JSON, with the result's hash", zh: "以 JSON 输出，含结果哈希")),
        usage: ["dutyfree count reconcile ID"],
        discussion: [
            Text(
                en: "Every item is in exactly one class. Movements recorded since the count was opened are folded in by the time of the reads. The result's hash becomes an entry: it can be repeated with count verify.",
                zh: "每件货物恰属一类。盘点期间的移动按读取时间折算。结果哈希写入账本，可用 count verify 复核。")
        ],
        exits: [.init(.done), .init(.answerIsNo, Text(en: "there are differences", zh: "有差异")), .init(.refused), .init(.cannotRun), .init(.busy), .init(.usage)],
        seeAlso: ["count recount", "count approve", "count report"])
}

struct CountRecount: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "recount")

    @Argument(help: "The count.", completion: .custom(Completions.counts)) var id: String
    @Option(help: "Who looks again: nobody who counted.", completion: .custom(Completions.parties)) var to: String
    @Option(parsing: .upToNextOption, help: "Only these classes.", completion: .list(CountClass.allCases.map(\.rawValue))) var `class`: [String] = []
    @Option(help: "Write the list as CSV.", completion: .file()) var print: String?
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    private static let usual: [CountClass] = [.missing, .misplaced, .wrongState, .clone, .unknown]

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let desk = try RecordingDesk(common, writing, console)
        let by = try CountDesk.party(desk)
        let kinds = try self.class.isEmpty ? CountRecount.usual : self.class.map(CountRecount.kind)
        let session = try desk.store.read { try CountDesk.session(id, $0) }
        guard let last = session.result else { throw Refusal(.countNotAllowed, facts: ["count": id, "status": session.status.rawValue, "step": "recount"]) }
        let run = CountRun(session: session, folder: CountRun.folder(besides: LedgerAccess(common, console.environment).path), console: console)
        let outcome = try desk.store.read { try run.derive($0, upTo: last.upTo, closed: last.closed) }
        // By place, for the shortest walk; without figures.
        var subjects: [(place: String, subject: String)] = []
        for kind in kinds {
            outcome.result.forEach(kind) { row in
                let places = ([row.ledgerLocation, row.expectedLocation] + row.seenLocations).filter { !$0.isEmpty }
                subjects.append((places.first ?? "", row.subject))
            }
        }
        subjects.sort { $0 < $1 }
        let (step, _) = try desk.commit {
            try $0.count(
                session.id, .recount, by: by,
                data: ["to": .string(NFC.normalize(to)), "round": .integer(Int64(session.round + 1)), "subjects": .integer(Int64(subjects.count))],
                mark: String(session.round + 1))
        }
        if let print {
            var csv = CSVText(header: ["location", "subject"])
            for subject in subjects { csv.add([subject.place, subject.subject]) }
            let file = try OutputFile(print)
            try file.write(Array(csv.text.utf8))
            try file.close()
        }
        if console.json {
            try console.emit([
                "count": .string(session.id), "round": .integer(Int64(step.session.round)), "to": .string(to),
                "subjects": .array(subjects.map { .object(["location": .string($0.place), "subject": .string($0.subject)]) }),
            ])
            return .done
        }
        var table = Table(columns: [.identifier(Text(en: "Place", zh: "地点")), .identifier(Text(en: "Look for", zh: "查找"))])
        for subject in subjects { table.add([.text(subject.place), .text(subject.subject)]) }
        try console.show(table)
        try console.say(.good, Text(en: "Round \(step.session.round) goes to \(to).", zh: "第 \(step.session.round) 轮交由 \(to)。"))
        return .done
    }

    private static func kind(_ name: String) throws -> CountClass {
        if let kind = CountClass(rawValue: name) { return kind }
        throw Problem.usage(
            Text(en: "“\(name)” is no class of a count", zh: "“\(name)”不是盘点类别"), hint: Suggestion.sentence(for: name, in: CountClass.allCases.map(\.rawValue)))
    }

    static let manual = CommandManual(
        name: "count recount", abstract: Text(en: "Have somebody else look again for the differences.", zh: "由另一人复盘差异。"),
        example: .init("dutyfree count recount C-2026-001 --to P-02 --as V1", Text(en: "the list, in walking order, without figures", zh: "按行走顺序列出，不含数量")),
        another: .init("dutyfree count recount C-2026-001 --class missing --to P-02 --print look.csv --as V1", Text(en: "only what is missing, also as a file", zh: "仅缺失的，并输出文件")),
        usage: ["dutyfree count recount ID --to PARTY [--class C…] [--print FILE]"],
        exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.busy), .init(.usage)], seeAlso: ["count read", "count reconcile"])
}

struct CountApprove: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "approve")

    @Argument(help: "The count.", completion: .custom(Completions.counts)) var id: String
    @Option(help: "Why the differences are accepted.") var reason: String?
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let desk = try RecordingDesk(common, writing, console)
        let by = try CountDesk.party(desk)
        let session = try desk.store.read { try CountDesk.session(id, $0) }
        guard let result = session.result else { throw Refusal(.countNotAllowed, facts: ["count": id, "status": session.status.rawValue, "step": "approve"]) }
        if session.needsSecond, reason == nil {
            throw Problem.usage(Text(en: "what is at stake is above the tolerance: say why it is accepted with --reason", zh: "差异超出容差：请用 --reason 说明接受的理由"))
        }
        var data: JSONObject = ["resultHash": .string(result.hash)]
        data["reason"] = reason.map { .string(NFC.normalize($0)) }
        let (step, commit) = try desk.commit { try $0.count(session.id, .approve, by: by, data: data, mark: result.hash + ":" + by.text) }
        let waits = step.session.needsSecond && step.session.approvers.count < 2
        if console.json {
            var line: JSONObject = [
                "count": .string(session.id), "resultHash": .string(result.hash), "approvers": .array(step.session.approvers.map { .string($0.text) }),
                "needsSecond": .bool(waits),
            ]
            line["checkpoint"] = commit.map { .string($0.note) }
            try console.emit(line)
        } else {
            try console.say(.good, Text(en: "\(by.text) approves result \(result.hash.prefix(12))…", zh: "\(by.text) 批准结果 \(result.hash.prefix(12))…"))
            try console.say(
                waits
                    ? Text(en: "A second person must approve before it can be closed.", zh: "须第二人批准后方可结束。")
                    : Text(en: "Close with: dutyfree count close \(session.id)", zh: "结束：dutyfree count close \(session.id)"))
        }
        return .done
    }

    static let manual = CommandManual(
        name: "count approve", abstract: Text(en: "Approve a count's result.", zh: "批准盘点结果。"),
        example: .init("dutyfree count approve C-2026-001 --as V1", Text(en: "within the tolerance", zh: "容差之内")),
        another: .init("dutyfree count approve C-2026-001 --as V2 --reason \"police report 17\"", Text(en: "above it: the second person, with the reason", zh: "容差之外：第二人，并说明理由")),
        usage: ["dutyfree count approve ID [--reason TEXT]"],
        discussion: [Text(en: "Nobody who counted may approve. A read after an approval takes the approval back.", zh: "参与清点者不得批准。批准后如再有读取，批准即失效。")],
        exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.busy), .init(.usage)], seeAlso: ["count close", "count report"])
}

struct CountClose: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "close")

    @Argument(help: "The count.", completion: .custom(Completions.counts)) var id: String
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let desk = try RecordingDesk(common, writing, console)
        let by = try CountDesk.party(desk)
        let (session, size) = try desk.store.read { (try CountDesk.session(id, $0), try $0.size()) }
        guard session.status == .approved, let approved = session.result else {
            throw Refusal(.countNotAllowed, facts: ["count": id, "status": session.status.rawValue, "step": "close"])
        }
        let run = CountRun(session: session, folder: CountRun.folder(besides: LedgerAccess(common, console.environment).path), console: console)
        let before = try desk.store.read { try run.derive($0, upTo: approved.upTo, closed: approved.closed) }
        guard before.hash == approved.hash else { throw Refusal(.countChanged, facts: ["count": id]) }
        let at = desk.clock()
        let now = try desk.store.read { try run.derive($0, upTo: size, closed: at) }
        let (plan, dropped) = try desk.store.read { try adjustments(before.result, now.result, session, by, at, $0) }
        var balance = CountBalance(before: now.result.heldAtEnd)
        var refused = dropped
        let scope = session.scope
        let (posted, commit) = try desk.commit { recorder in
            // What was recorded in between would not be in the result.
            guard recorder.size == size else { throw Refusal(.countChanged, facts: ["count": id]) }
            var posted = 0
            for (row, movement) in plan {
                switch try recorder.record(Submission(movement)) {
                case .recorded:
                    posted += 1
                    balance.note(row, scope: scope)
                case .alreadyRecorded: break
                case .refused(let refusal): refused.append((row, refusal.code.rawValue))
                }
            }
            _ = try recorder.count(
                session.id, .close, by: by,
                data: [
                    "resultHash": .string(approved.hash), "adjustments": .integer(Int64(posted)), "balance": .object(balance.data),
                    "dropped": .array(refused.prefix(100).map { .object(["subject": .string($0.0.subject), "why": .string($0.1)]) }),
                ], mark: "")
            return posted
        }
        if console.json {
            var line: JSONObject = ["count": .string(session.id), "adjustments": .integer(Int64(posted)), "balance": .object(balance.data)]
            line["dropped"] = .array(refused.map { .object(["subject": .string($0.0.subject), "class": .string($0.0.kind.rawValue), "why": .string($0.1)]) })
            line["checkpoint"] = commit.map { .string($0.note) }
            try console.emit(line)
        } else {
            try console.say(.good, Text(en: "\(session.id) is closed: \(Unit.adjustments.counted(posted).en).", zh: "\(session.id) 已结束：\(Unit.adjustments.counted(posted).zh)。"))
            try console.say(balance.sentence)
            for (row, why) in refused.prefix(20) {
                try console.say(Text(en: "  ! \(row.subject) (\(row.kind.words.en)): not posted, \(why)", zh: "  ! \(row.subject)（\(row.kind.words.zh)）：未调整，\(why)"))
            }
        }
        return refused.isEmpty ? .done : .answerIsNo
    }

    /// What was approved and still holds; the rest with the reason why not.
    private func adjustments(
        _ approved: CountResult, _ now: CountResult, _ session: CountSession, _ by: PartyCode, _ at: Timestamp, _ reader: any LedgerReader
    ) throws -> (plan: [(CountRow, Movement)], dropped: [(CountRow, String)]) {
        var keepers: [LocationPath: PartyCode] = [:]
        for row in try reader.masters(.location) { keepers[LocationPath(row.name)] = row.data["party"]?.string.map { PartyCode($0) } }
        let desk = CountAdjustments(session: session, approver: by, at: at, keepers: keepers)
        var plan: [(CountRow, Movement)] = []
        var dropped: [(CountRow, String)] = []
        for kind in CountAdjustments.posted where approved.count(kind) > 0 {
            var still: [String: CountRow] = [:]
            now.forEach(kind) { still[$0.subject] = $0 }
            try approved.forEach(kind) { row in
                guard let current = still[row.subject] else { return dropped.append((row, "moved-on")) }
                if let movement = try desk.movement(for: current, reader) { plan.append((current, movement)) } else { dropped.append((current, "no-movement")) }
            }
        }
        return (plan, dropped)
    }

    static let manual = CommandManual(
        name: "count close", abstract: Text(en: "Post the approved adjustments and end the count.", zh: "登记已批准的调整并结束盘点。"),
        example: .init("dutyfree count close C-2026-001 --as V1", Text(en: "losses, relocations, what was found: ordinary entries", zh: "灭失、移位、寻回：均为普通记录")),
        another: .init("dutyfree count close C-2026-001 --as V1 --dry-run", Text(en: "what would be posted", zh: "试运行")),
        usage: ["dutyfree count close ID"],
        discussion: [
            Text(
                en: "The result is derived again up to now: what no longer holds is dropped and listed. Goods that are sold and still here, clones, and goods that had left the island are never adjusted: a person must look.",
                zh: "结束时按最新账面重新核对：已不成立的差异会剔除并列出。已售仍在、重码、已离岛仍在者不作自动调整，须人工处理。")
        ],
        exits: [.init(.done), .init(.answerIsNo, Text(en: "closed, and not everything could be posted", zh: "已结束，但有未能调整的项目")), .init(.refused), .init(.cannotRun), .init(.busy), .init(.usage)],
        seeAlso: ["count report", "count verify"])
}

/// Held in the scope before, the adjustments, and after.
struct CountBalance {
    let before: Int
    private var missing = 0
    private var found = 0
    private var received = 0
    private var relocated = 0

    init(before: Int) { self.before = before }

    var after: Int { before - missing + found + received + relocated }

    mutating func note(_ row: CountRow, scope: [LocationPath]) {
        func isInScope(_ place: String) -> Bool { scope.contains { $0.contains(LocationPath(place)) } }
        switch row.kind {
        case .missing: missing += 1
        case .found: found += 1
        case .inTransit: received += 1
        case .misplaced:
            let isThere = row.seenLocations.first.map(isInScope) ?? false
            relocated += (isThere ? 1 : 0) - (isInScope(row.ledgerLocation) ? 1 : 0)
        default: break
        }
    }

    var data: JSONObject {
        [
            "before": .integer(Int64(before)), "missing": .integer(Int64(-missing)), "found": .integer(Int64(found)), "received": .integer(Int64(received)),
            "relocated": .integer(Int64(relocated)), "after": .integer(Int64(after)),
        ]
    }

    var sentence: Text {
        Text(
            en: "Held before \(Figures.grouped(before)) − missing \(missing) + found \(found) + received \(received) ± relocated \(relocated) = \(Figures.grouped(after)) after.",
            zh: "盘前 \(Figures.grouped(before)) − 缺失 \(missing) + 寻回 \(found) + 收货 \(received) ± 移位 \(relocated) = 盘后 \(Figures.grouped(after))。")
    }
}

struct CountCancel: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "cancel")

    @Argument(help: "The count.", completion: .custom(Completions.counts)) var id: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let desk = try RecordingDesk(common, writing, console)
        let by = try CountDesk.party(desk)
        let (step, commit) = try desk.commit { try $0.count(id, .cancel, by: by, data: ["reason": .string(NFC.normalize(reason))], mark: "") }
        if console.json {
            var line: JSONObject = ["count": .string(id), "state": .string(step.session.status.rawValue)]
            line["checkpoint"] = commit.map { .string($0.note) }
            try console.emit(line)
        } else {
            try console.say(.good, Text(en: "\(id) is cancelled; nothing was adjusted.", zh: "\(id) 已取消，未作任何调整。"))
        }
        return .done
    }

    static let manual = CommandManual(
        name: "count cancel", abstract: Text(en: "Give a count up.", zh: "取消盘点。"),
        example: .init("dutyfree count cancel C-2026-001 --reason \"wrong scope\" --as V1", Text(en: "its entries stay, nothing is adjusted", zh: "记录保留，不作调整")),
        another: .init("dutyfree count list", Text(en: "what is open", zh: "查看进行中的盘点")),
        usage: ["dutyfree count cancel ID --reason TEXT"], exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.busy), .init(.usage)], seeAlso: ["count open"])
}
