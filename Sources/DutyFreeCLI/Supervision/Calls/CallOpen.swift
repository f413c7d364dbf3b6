import ArgumentParser
import DutyFree
import GS1
import Interop
import Ledger
import Presentation
import SQLiteStore
import Supervision
import Wire

struct CallOpen: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "open")

    @Argument(help: "query, inspection, recall or alarm.", completion: .list(CallKind.allCases.map(\.rawValue))) var kind: String
    @Option(parsing: .upToNextOption, help: "Who must answer; of a recall everybody who holds an item, unless said.", completion: .custom(Completions.parties))
    var to: [String] = []
    @Option(help: "What it is about.") var text: String?
    @Option(help: "By when it must be answered; else as the policy has it.") var due: String?
    @Option(help: "A recall: items of this lot.") var lot: String?
    @Option(help: "A recall: items of this product (GTIN).") var product: String?
    @Option(help: "A recall: items of this declaration.") var declaration: String?
    @Option(parsing: .upToNextOption, help: "A recall: these items.") var item: [String] = []
    @Option(help: "The call's name; else K-YEAR-NNN, with the kind's letter.") var id: String?
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    /// More would not fit in one entry: a lot, a product or a declaration names any number.
    private static let itemsMax = 500

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard let kind = CallKind(rawValue: kind) else {
            throw Problem.usage(
                Text(en: "a call is a query, an inspection, a recall or an alarm, not “\(kind)”", zh: "呼叫类别为 query、inspection、recall 或 alarm，而不是“\(kind)”"),
                hint: Suggestion.sentence(for: kind, in: CallKind.allCases.map(\.rawValue)))
        }
        let desk = try RecordingDesk(common, writing, console)
        let by = try CountDesk.party(desk)
        let now = desk.clock()
        let subject = try subject(kind)
        let (answer, commit) = try desk.commit { recorder -> (CallSession, [RecalledItem], SequenceNumber?) in
            let items = try subject.map { try Recall.items(recorder.stored, $0) } ?? []
            let rules = try CallDesk.rules(recorder, at: now)
            let name = try id.map { try CountOpen.checked($0) } ?? CallNames(kind, recorder.calls(), at: now).first
            let data = try data(kind, subject, items, rules[kind], now: now, size: recorder.size)
            let (session, seq) = try recorder.openCall(name, kind, by: by, data: data)
            return (session, items, seq)
        }
        let (session, items, seq) = answer
        if console.json {
            var line = CallDesk.json(session, now: now)
            line["items"] = subject == nil ? nil : .array(items.map { .object(RecallView.json($0)) })
            line["seq"] = seq.map { .integer(Int64(clamping: $0)) }
            line["checkpoint"] = desk.dryRun ? nil : commit.map { .string($0.note) }
            try console.emit(line)
            return .done
        }
        try console.say(
            .good,
            Text(
                en: "\(session.id): \(kind.words.en) to \(session.to.map(\.text).joined(separator: ", "))",
                zh: "\(session.id)：\(kind.words.zh)，对象 \(session.to.map(\.text).joined(separator: "、"))"))
        try CallDesk.say(session, now: now, console)
        if subject != nil { try RecallView.show(items, try desk.store.read { try $0.products() }, console) }
        return .done
    }

    private func subject(_ kind: CallKind) throws -> RecallSubject? {
        let given = [lot != nil, product != nil, declaration != nil, !item.isEmpty].count { $0 }
        guard kind == .recall else {
            guard given == 0 else {
                throw Problem.usage(Text(en: "--lot, --product, --declaration and --item are for a recall", zh: "--lot、--product、--declaration、--item 仅用于召回"))
            }
            return nil
        }
        guard given == 1 else {
            throw Problem.usage(
                Text(en: "say what is recalled: one of --lot, --product, --declaration, --item", zh: "请指明召回对象：--lot、--product、--declaration、--item 之一"))
        }
        if let lot { return .lot(NFC.normalize(lot)) }
        if let declaration { return .declaration(NFC.normalize(declaration)) }
        if let product {
            do { return .product(try GTIN(product)) } catch { throw Problem.usage(Text(en: "“\(product)” is no GTIN", zh: "“\(product)”不是 GTIN")) }
        }
        guard item.count <= CallOpen.itemsMax else {
            throw Problem.usage(
                Text(en: "at most \(CallOpen.itemsMax) items; name their lot, product or declaration instead", zh: "最多 \(CallOpen.itemsMax) 件；请改用批号、商品或报关单"))
        }
        return .items(try item.map { try ItemCode.key($0) })
    }

    private func data(_ kind: CallKind, _ subject: RecallSubject?, _ items: [RecalledItem], _ rule: CallRule, now: Timestamp, size: UInt64) throws -> JSONObject
    {
        guard let text, !text.isEmpty else { throw Problem.usage(Text(en: "say what it is about with --text", zh: "请用 --text 说明事由")) }
        var addressees = to
        if addressees.isEmpty, kind == .recall {
            addressees = Set(items.compactMap { item in if case .party(let party) = item.holder { party.text } else { nil } }).sorted()
        }
        guard !addressees.isEmpty else {
            throw Problem.usage(
                kind == .recall
                    ? Text(en: "nobody of ours holds an item of it: say who must answer with --to", zh: "我方无人持有相关货物：请用 --to 指明对象")
                    : Text(en: "say who must answer with --to PARTY", zh: "请用 --to 主体 指明对象"))
        }
        func after(_ ms: Int64) -> JSONValue { .string(Timestamp(millisecondsSince1970: now.millisecondsSince1970 + ms).formatted()) }
        var data: JSONObject = [
            "to": .array(addressees.map { .string($0) }), "text": .string(NFC.normalize(text)),
            "due": try due.map { .string(try CallOpen.time($0).formatted()) } ?? after(rule.answerMs),
            "escalateTo": .array(rule.escalateTo.map { .string($0.rawValue) }),
        ]
        data["bookBy"] = rule.bookMs.map(after)
        data["quarantineBy"] = rule.quarantineMs.map(after)
        if let subject {
            var said = subject.data
            // As many as there were then: a list made later can be held against it.
            said["count"] = .integer(Int64(items.count))
            said["size"] = .integer(Int64(clamping: size))
            data["subject"] = .object(said)
        }
        return data
    }

    static func time(_ text: String) throws -> Timestamp {
        guard let time = try? Timestamp(text) else {
            throw Problem.usage(Text(en: "“\(text)” is no time with an offset", zh: "“\(text)”不是带时区的时间"), hint: Text.same("2026-03-02T18:00:00+08:00"))
        }
        return time
    }

    static let manual = CommandManual(
        name: "call open", abstract: Text(en: "Ask somebody for an answer by a time.", zh: "发起呼叫，限时应答。"),
        example: .init("dutyfree call open query --to S1 --text 'Where is receipt 4711?' --as K1", Text(en: "customs ask", zh: "海关问询")),
        another: .init(
            "dutyfree call open recall --lot L042A17 --text 'glass splinters' --as K1",
            Text(en: "every item of a lot, where it is and who holds it", zh: "某批货物的现况与持有人")),
        more: [
            .init(
                "dutyfree call open inspection --to W1 --text 'declaration 6401…31' --as K1", Text(en: "a slot is to be booked, then the result", zh: "预约后回报结果")
            )
        ],
        usage: ["dutyfree call open query|inspection|recall|alarm [--to P…] --text T [--due TIME] [--lot L|--product G|--declaration D|--item I…] [--id NAME]"],
        discussion: [
            Text(
                en:
                    "By when, and who is told where no answer comes, follows from the policy in force: a query 24 hours, an inspection a slot within 24 and its result within 72, a recall 4 and the goods put aside within 24, an alarm 30 minutes.",
                zh: "时限及逾期升级对象依现行政策：问询 24 小时；查检 24 小时内预约、72 小时内回报；召回 4 小时应答、24 小时内隔离；告警 30 分钟。")
        ],
        exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.busy), .init(.usage)], seeAlso: ["call answer", "call list", "call notify"])
}

/// Names that the program gives: a letter, the year in Chinese time, and a number of three digits or more: `K-2026-001`.
struct YearlyNames {
    let prefix: String

    init(_ letter: String, at now: Timestamp) { prefix = "\(letter)-\(Day(inShanghai: now).civil.year)-" }

    subscript(number: Int) -> String {
        let digits = String(number)
        return prefix + String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits
    }
}

/// Names of calls that have none yet, with the kind's letter.
struct CallNames {
    private let names: YearlyNames
    private var last: Int

    init(_ kind: CallKind, _ calls: [CallSession], at now: Timestamp) {
        let names = YearlyNames(kind.letter, at: now)
        self.names = names
        last = calls.compactMap { $0.id.hasPrefix(names.prefix) ? Int($0.id.dropFirst(names.prefix.count)) : nil }.max() ?? 0
    }

    /// The next one, without taking it.
    var first: String { names[last + 1] }

    mutating func next() -> String {
        last += 1
        return names[last]
    }
}
