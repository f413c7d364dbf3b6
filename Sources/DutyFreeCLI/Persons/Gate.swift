import ArgumentParser
import DutyFree
import GS1
import Interop
import Ledger
import Presentation
import SQLiteStore
import Wire

/// 离岛核验: one scan of what a traveller carries, one answer.
struct Gate: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "gate")

    @Argument(help: "The traveller's code.") var person: String
    @Argument(help: "What is carried: any form of code; - for stdin, a code a line.") var items: [String] = []
    @Option(help: "The trip; else the one that the items were sold for.") var trip: String?
    @Option(help: "When; else now.") var at: String?
    @Flag(help: "Record the departure of all, if all may pass.") var record = false
    @Option(help: "With --record: the number of the departure (flight, train, ship).") var departure: String?
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard person.hasPrefix("p:") else {
            throw Problem.usage(
                Text(en: "a traveller's code begins with p:", zh: "旅客代码以 p: 开头"),
                hint: Text(en: "Make it with: dutyfree person code", zh: "请用 dutyfree person code 生成。"))
        }
        guard !record || departure != nil else {
            throw Problem.usage(Text(en: "--record needs --departure NUMBER", zh: "--record 需要 --departure 编号"))
        }
        let codes = try items == ["-"] ? Gate.lines() : items
        guard !codes.isEmpty else { throw Problem.usage(Text(en: "name what is carried, or - for stdin", zh: "请列出所携货物，或用 - 由标准输入给出")) }
        let moment = try at.map { try Timestamp(option: "--at", $0) } ?? Clock.now(console.environment)()
        let party = writing.party ?? console.environment["DUTYFREE_PARTY"] ?? "-"
        let (keys, unread) = Gate.keys(codes)
        let (check, names) = try LedgerAccess(common, console.environment).read().read { reader in
            let view = try StoredView(reader)
            let check = try GateCheck(keys, person: PersonCode(person), trip: trip.map { TripID($0) }, by: PartyCode(party), at: moment, view)
            let names = try check.lines.map { line in try line.item?.product.flatMap { try view.product($0) } }
            return (check, names)
        }
        let passes = !check.holds && unread.isEmpty
        var seqs: ClosedRange<SequenceNumber>?
        if record, passes { seqs = try recordAll(check, moment, console) }
        try answer(check, names, unread, passes, seqs, console)
        if record, !passes { RecordingDesk.raise(check.attempts, console) { try RecordingDesk(common, writing, console) } }
        return passes ? .done : .answerIsNo
    }

    /// All departures in one commit: one movement of every item.
    private func recordAll(_ check: GateCheck, _ moment: Timestamp, _ console: Console) throws -> ClosedRange<SequenceNumber>? {
        let desk = try RecordingDesk(common, writing, console)
        guard let party = desk.party, let trip = check.trip, let departure else {
            throw Problem.usage(
                Text(en: "who records this is not said", zh: "未说明由谁记录"),
                hint: Text(en: "Say it with --as PARTY: a gate or customs.", zh: "请用 --as 主体 指明：闸机或海关。"))
        }
        let movement = Movement(
            type: .depart, by: party, occurred: moment, items: check.lines.map(\.code),
            documents: [.departure: DocumentReference(number: NFC.normalize(departure), sha256: nil)], person: check.person,
            data: ["trip": .string(trip.text)])
        let (outcome, _) = try desk.commit { try $0.record(Submission(movement)) }
        switch outcome {
        case .recorded(let first, let count, _): return first...(first + UInt64(max(count, 1) - 1))
        case .alreadyRecorded: return nil
        case .refused(let refusal): throw refusal
        }
    }

    private func answer(
        _ check: GateCheck, _ names: [Product?], _ unread: [(text: String, refusal: Refusal)], _ passes: Bool, _ seqs: ClosedRange<SequenceNumber>?,
        _ console: Console
    ) throws {
        if console.json {
            var line: JSONObject = ["decision": .string(passes ? "pass" : "hold")]
            line["trip"] = check.trip.map { .string($0.text) }
            line["items"] = .array(
                check.lines.map { line in
                    var row: JSONObject = ["item": .string(line.code.text), "decision": .string(line.refusal == nil ? "pass" : "hold")]
                    row["code"] = line.refusal.map { .string($0.code.rawValue) }
                    row["state"] = line.item.map { .string($0.state.rawValue) }
                    return .object(row)
                } + unread.map { .object(["item": .string($0.text), "decision": "hold", "code": .string($0.refusal.code.rawValue)]) })
            if let seqs, !writing.dryRun {
                line["firstSeq"] = .integer(Int64(seqs.lowerBound))
                line["lastSeq"] = .integer(Int64(seqs.upperBound))
            }
            return try console.emit(line)
        }
        let held = check.lines.count { $0.refusal != nil } + unread.count
        let all = check.lines.count + unread.count
        let items = Unit.items.counted(all)
        try console.say(
            passes ? .good : .bad,
            passes ? Text(en: "PASS: \(items.en)", zh: "放行：\(items.zh)") : Text(en: "HOLD: \(held) of \(items.en)", zh: "拦下：\(items.zh)中 \(held) 件"))
        for (line, product) in zip(check.lines, names) {
            let name = (console.language == .zhHans ? product?.nameZh ?? product?.name : product?.name) ?? ""
            let text = [name, line.code.text].filter { !$0.isEmpty }.joined(separator: " ")
            guard let refusal = line.refusal else {
                if console.verbose { try console.say(.good, Text.same(text)) }
                continue
            }
            let why = refusal.code.sentence(refusal.facts)
            try console.say(.bad, Text(en: "\(text): [\(refusal.code.rawValue)] \(why.en)", zh: "\(text)：[\(refusal.code.rawValue)] \(why.zh)"))
        }
        for (text, refusal) in unread {
            let why = refusal.code.sentence(refusal.facts)
            try console.say(.bad, Text(en: "\(text): [\(refusal.code.rawValue)] \(why.en)", zh: "\(text)：[\(refusal.code.rawValue)] \(why.zh)"))
        }
        if let seqs, passes {
            try console.say(
                .good,
                writing.dryRun
                    ? Text(en: "departure would be recorded", zh: "将会记录离岛")
                    : Text(en: "departure recorded, entries \(seqs.lowerBound) to \(seqs.upperBound)", zh: "已记录离岛，第 \(seqs.lowerBound) 至 \(seqs.upperBound) 条"))
        }
    }

    /// Each code once, in order; a gate reads some twice.
    private static func keys(_ codes: [String]) -> ([ItemKey], [(text: String, refusal: Refusal)]) {
        var keys: [ItemKey] = []
        var seen: Set<ItemKey> = []
        var unread: [(text: String, refusal: Refusal)] = []
        for text in codes {
            do throws(Refusal) {
                let key = try ItemCode.key(NFC.normalize(text))
                if seen.insert(key).inserted { keys.append(key) }
            } catch {
                unread.append((String(text.prefix(80)), error))
            }
        }
        return (keys, unread)
    }

    private static func lines() throws -> [String] {
        var lines: [String] = []
        while let line = readLine() {
            let text = line.trimmed
            if !text.isEmpty { lines.append(text) }
        }
        return lines
    }

    static let manual = CommandManual(
        name: "gate", abstract: Text(en: "Check what a departing traveller carries: pass, or hold and why.", zh: "离岛核验：放行，或拦下并说明原因。"),
        example: .init("dutyfree gate p:8f3a01 /01/09521000200074/21/A1 /01/09521000200074/21/A2", Text(en: "the ledger is only read", zh: "只读账本")),
        another: .init(
            "gun | dutyfree gate p:8f3a01 - --record --departure HU7001-2026-03-05 --as G1",
            Text(en: "and record the departure of all, if all may pass", zh: "全部放行时一并记录离岛")),
        usage: ["dutyfree gate CODE ITEM…|- [--trip ID] [--at T] [--record --departure NUMBER --as PARTY]"],
        discussion: [
            Text(
                en:
                    "Each item is judged as its departure would be: bought by this person, for this trip, collected, not frozen. It works on a copy of the ledger, read-only and without a network. With --record all departures are one commit, or none.",
                zh: "逐件按离岛规则核验：本人所购、本次行程、已提货、未冻结。可用账本副本，只读、离线。--record 时全部一次记录，或都不记录。")
        ],
        exits: [
            .init(.done, Text(en: "all may pass", zh: "全部放行")), .init(.answerIsNo, Text(en: "something is held", zh: "有货物被拦下")), .init(.refused),
            .init(.cannotRun), .init(.usage),
        ],
        seeAlso: ["person show", "record", "find"])
}
