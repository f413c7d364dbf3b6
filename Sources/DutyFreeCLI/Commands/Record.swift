import ArgumentParser
import Cryptography
import DutyFree
import Glibc
import Interop
import Ledger
import Presentation
import Supervision
import Wire

struct Record: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "record")

    @Argument(help: "A movement type, or a file (- is stdin).", completion: .custom(Completions.recordWords)) var what: String
    @Argument(help: "Items, where the first word is a movement type.") var items: [String] = []
    @Option(help: "Where they come from; compared with the ledger.", completion: .custom(Completions.locations)) var from: String?
    @Option(help: "Where they go.", completion: .custom(Completions.locations)) var to: String?
    @Option(help: "KIND=NUMBER, as often as needed.") var doc: [String] = []
    @Option(help: "The traveller's code, p:…") var person: String?
    @Option(help: "When it happened; now if not said.") var at: String?
    @Option(name: .customLong("set"), help: "FIELD=VALUE, as often as needed.") var fields: [String] = []
    @Option(help: "csv or jsonl, where the name does not tell.") var format: String?
    @Option(help: "COLUMN=FIELD for columns called otherwise.") var map: [String] = []
    @Option(help: "A template's name, or its file: what the columns are.", completion: .custom(Completions.templates)) var template: String?
    @Option(help: "utf-8, gb18030, utf-16le, utf-16be or windows-1252, where the first bytes do not tell.") var encoding: String?
    @Option(help: "Record what can be; refused rows go to this file.", completion: .file()) var rejects: String?
    @Flag(help: "Show the first rows as they are understood.") var preview = false
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        if MovementType(rawValue: what) != nil { return try recordOne(console) }
        // A word that is no file is most likely a movement misspelt.
        if what != "-", access(what, F_OK) != 0, !what.contains("."), !what.contains("/") {
            throw Problem.usage(
                Text(en: "“\(what)” is neither a movement nor a file", zh: "“\(what)”既不是业务类型也不是文件"),
                hint: Suggestion.sentence(for: what, in: MovementType.allCases.map(\.rawValue)))
        }
        if what != "-", access(what, F_OK) != 0, (try? ItemCode.key(what)) != nil {
            throw Problem.usage(
                Text(en: "which movement is to be recorded is not said", zh: "未说明要记录何种业务"),
                hint: Text(en: "Say it before the items: dutyfree record TYPE \(what)", zh: "请写在货物之前：dutyfree record 业务 \(what)"))
        }
        guard items.isEmpty else {
            throw Problem.usage(Text(en: "one file at a time", zh: "一次只能记录一个文件"))
        }
        return try recordFile(console)
    }

    // MARK: One movement

    private func recordOne(_ console: Console) throws -> Presentation.ExitCode {
        let desk = try RecordingDesk(common, writing, console)
        let submission = try submission(desk)
        var results: [Recorded] = []
        var attempts: [RiskAttempt.Made] = []
        let (outcome, commit) = try desk.commit { recorder -> Outcome in
            let outcome = try recorder.record(submission)
            attempts = recorder.attempts
            if case .recorded(let first, let count, _) = outcome { results = try recorder.written(first, count) }
            return outcome
        }
        switch outcome {
        case .refused(let refusal):
            desk.raise(attempts, console)
            throw Stop(Problem(refusal).with(outcome: Failure.nothingWritten), exit: .refused)
        case .alreadyRecorded(let seq):
            if console.json {
                try console.emit(["results": .array([]), "already": .integer(Int64(seq)), "alerts": .array(["already-recorded"])])
            } else {
                try console.say(.good, Text(en: "already recorded at entry \(Figures.grouped(Int64(seq)))", zh: "此前已记录，第 \(Figures.grouped(Int64(seq))) 条"))
            }
        case .recorded(_, _, let alerts):
            if console.json {
                var line: JSONObject = ["results": .array(results.map { .object($0.json) })]
                if !alerts.isEmpty { line["alerts"] = .array(alerts.map { .string($0.rawValue) }) }
                line["checkpoint"] = desk.dryRun ? nil : commit.map { .string($0.note) }
                try console.emit(line)
            } else {
                try say(results, dryRun: desk.dryRun, console)
                for alert in alerts { try console.say(.warning, alert.alertSentence) }
            }
        }
        return .done
    }

    /// A line for each entry; a whole pallet that moved along is one line.
    private func say(_ results: [Recorded], dryRun: Bool, _ console: Console) throws {
        var rest = results[...]
        while let first = rest.first {
            let along = first.entry.link?.via.map { via in Array(rest.prefix { $0.entry.link?.via == via }) } ?? []
            if along.count <= Record.alongMax {
                try console.say(.good, first.sentence(dryRun: dryRun))
                rest = rest.dropFirst()
            } else {
                let counted = Text.counted(along.compactMap { $0.entry.link?.item })
                let seqs = [first, along[along.count - 1]].map { Figures.grouped(Int64($0.entry.seq)) }
                try console.say(
                    .good,
                    dryRun
                        ? Text(en: "and with it \(counted.en)", zh: "随同：\(counted.zh)")
                        : Text(en: "and with it \(counted.en), seq \(seqs[0]) to \(seqs[1])", zh: "随同：\(counted.zh)，第 \(seqs[0]) 至 \(seqs[1]) 条"))
                rest = rest.dropFirst(along.count)
            }
        }
    }

    /// What moves along is told one by one up to this many.
    private static let alongMax = 12

    private func submission(_ desk: RecordingDesk) throws -> Submission {
        var row: [(String, String)] = [("type", what)]
        guard let party = desk.party else {
            throw Problem.usage(
                Text(en: "who records this is not said", zh: "未说明由谁记录"),
                hint: Text(en: "Say it with --as PARTY or $DUTYFREE_PARTY.", zh: "请用 --as 主体 或 $DUTYFREE_PARTY 指明。"))
        }
        row.append(("by", party.text))
        row.append(("occurred", at ?? desk.clock().formatted()))
        for item in items { row.append(("item", item)) }
        if let from { row.append(("from", from)) }
        if let to { row.append(("to", to)) }
        if let person { row.append(("person", person)) }
        for pair in try doc.map({ try Record.pair($0, "--doc KIND=NUMBER") }) { row.append(("doc." + pair.0, pair.1)) }
        for pair in try fields.map({ try Record.pair($0, "--set FIELD=VALUE") }) { row.append(pair) }
        do throws(RowFault) { return try MovementRow.submission(row) } catch {
            throw Stop(Problem(error, at: .init()).with(outcome: Failure.nothingWritten), exit: .refused)
        }
    }

    static func pair(_ text: String, _ form: String) throws -> (String, String) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw Problem.usage(Text(en: "\(form), not “\(text)”", zh: "应为 \(form)，而不是“\(text)”"))
        }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }

    // MARK: A file

    private func recordFile(_ console: Console) throws -> Presentation.ExitCode {
        var defaults = RowDefaults()
        let party = writing.party ?? console.environment["DUTYFREE_PARTY"]
        if let party, !party.isEmpty { defaults.by = PartyCode(party) }
        if let at { defaults.occurred = try Timestamp(option: "--at", at) }
        if let from { defaults.fields.append(("from", from)) }
        if let to { defaults.fields.append(("to", to)) }
        if let person { defaults.fields.append(("person", person)) }
        for pair in try doc.map({ try Record.pair($0, "--doc KIND=NUMBER") }) { defaults.fields.append(("doc." + pair.0, pair.1)) }
        for pair in try fields.map({ try Record.pair($0, "--set FIELD=VALUE") }) { defaults.fields.append(pair) }
        let run = FileRun(path: what, console: console)
        return try run.reporting {
            var input = MovementInput(
                path: what, format: try what == "-" && format == nil ? .jsonl : MovementInput.format(ofPath: what, given: format),
                defaults: defaults)
            for pair in try map.map({ try Record.pair($0, "--map COLUMN=FIELD") }) { input.mapping[pair.0] = pair.1 }
            try input.read(template: template, encoding: encoding)
            if preview { return try run.preview(input) }
            return try run.record(input, RecordingDesk(common, writing, console), rejects: rejects)
        }
    }

    static let manual = CommandManual(
        name: "record", abstract: Text(en: "Record movements: one by hand, or a file of them.", zh: "记录业务：逐笔录入，或导入文件。"),
        example: .init(
            "dutyfree record receive /01/09521000200074/21/A1 --to S1/F1 --doc transfer=TR-1 --as S1",
            Text(en: "one item received in a store", zh: "一件货物调拨入店")),
        another: .init(
            "dutyfree record day.csv --rejects bad.csv", Text(en: "a day's file; refused rows come back in bad.csv", zh: "一天的文件；被拒的行写入 bad.csv")),
        more: [
            .init(
                "dutyfree record sale /01/09521000200074/21/A1 --as S1 --doc receipt=R-7 --person p:8f3a01 --set age=30 --set priceFen=80000 --set pickup=port --set trip.id=T1 --set trip.departs=2026-03-05T18:00:00+08:00",
                Text(en: "a sale", zh: "一笔销售")),
            .init(
                "dutyfree record gate.csv --template reader-impinj --set type=receive --to S1/F1 --doc transfer=TR-1 --as S1",
                Text(en: "a reader's log: each tag once", zh: "读写器日志：每个标签一次")),
        ],
        usage: [
            "dutyfree record TYPE ITEM… [--from L] [--to L] [--doc KIND=NUMBER…] [--person CODE] [--at TIME] [--set FIELD=VALUE…]",
            "dutyfree record FILE|- [--format csv|jsonl] [--template NAME|FILE] [--map COLUMN=FIELD…] [--encoding E] [--to L] [--doc KIND=NUMBER…] [--set FIELD=VALUE…] [--rejects FILE] [--preview]",
        ],
        options: [
            .init("--template NAME|FILE", Text(en: "what the columns of such a file are: dutyfree template list", zh: "此类文件的列与字段对应：dutyfree template list")),
            .init("--to, --doc, --set", Text(en: "with a file: for each row that does not say it", zh: "用于文件时：适用于未写明的每一行")),
            .init("--rejects FILE", Text(en: "record row by row; without it a file is recorded whole or not at all", zh: "逐行记录；不加则整个文件要么全部记录，要么全不记录")),
            .init("--preview", Text(en: "show the first rows as they are understood, record nothing", zh: "仅显示前几行的理解结果，不记录")),
            .init("--as PARTY", Text(en: "who records; a file's own column by goes first", zh: "由谁记录；文件中的 by 列优先")),
            .init("-n, --dry-run", Text(en: "all checks, no write", zh: "只检查，不写入")),
            .init("--wait SECONDS", Text(en: "how long to wait for another writer (10)", zh: "等待其他写入者的秒数（默认 10）")),
        ],
        discussion: [
            Text(
                en:
                    "Fields of a row, by column or JSON member: type, by, occurred, item (or items), from, to, person, event, ref, doc.KIND, and what the type adds: product, expiry, result, code, reason, parent, cause, age, priceFen, pickup, trip.id, trip.departs, trip.exit, resident, province, taxFen, guaranteeFen, witness, with, departs, decided, years, lateReason, lot, note, set.FIELD. quantity, where there is such a column, must be the number of items that the row names. Of a label that is declared or taken over, lot and expiry are kept.",
                zh:
                    "每行的字段（列名或 JSON 成员）：type、by、occurred、item（或 items）、from、to、person、event、ref、doc.单证种类，以及各类型附加的字段：product、expiry、result、code、reason、parent、cause、age、priceFen、pickup、trip.id、trip.departs、trip.exit、resident、province、taxFen、guaranteeFen、witness、with、departs、decided、years、lateReason、lot、note、set.字段。若有 quantity 列，须等于本行列出的件数。申报或接收时，标签所载批号与有效期一并保存。"
            ),
            Text(
                en: "Tables are read in UTF-8, GB18030 (GBK) and UTF-16, with commas, semicolons or tabs; what was understood, --preview shows.",
                zh: "表格可用 UTF-8、GB18030（GBK）或 UTF-16，以逗号、分号或制表符分隔；--preview 显示理解结果。"),
            Text(
                en: "The same file, or the same row, is recorded once: recording it again says so and writes nothing.",
                zh: "同一文件或同一行只记录一次：再次记录时会说明，且不写入。"),
        ],
        exits: [
            .init(.done), .init(.answerIsNo, Text(en: "some rows were refused (with --rejects)", zh: "部分行被拒（使用 --rejects 时）")),
            .init(.refused), .init(.cannotRun), .init(.busy), .init(.usage),
        ], seeAlso: ["import", "template", "scan", "trace", "explain"])
}

/// An entry that was just written, for the one who wrote it.
struct Recorded {
    let entry: Entry
    let before: ItemState?
    let hash: String

    var json: JSONObject {
        var line: JSONObject = ["seq": .integer(Int64(entry.seq)), "hash": .string(hash)]
        line["item"] = entry.link.map { .string($0.item.text) }
        line["state"] = entry.link.map { .string($0.state.rawValue) }
        return line
    }

    func sentence(dryRun: Bool) -> Text {
        let what = entry.type.flatMap(MovementType.init(rawValue:))?.words ?? Text.same(entry.type ?? "")
        let seq = Figures.grouped(Int64(entry.seq))
        let item = entry.link.map { " " + $0.item.text } ?? ""
        let change = entry.link.map { link in
            before.map { $0 == link.state ? link.state.rawValue : "\($0.rawValue) → \(link.state.rawValue)" } ?? link.state.rawValue
        }
        let tail = change.map { ", \($0)" } ?? ""
        let zhTail =
            entry.link.map { link in
                let from = before.flatMap { $0 == link.state ? nil : "\($0.words.zh) → " } ?? ""
                return "，" + from + link.state.words.zh
            } ?? ""
        return dryRun
            ? Text(en: "\(what.en)\(item) would be recorded\(tail)", zh: "将会记录\(what.zh)\(item)\(zhTail)")
            : Text(en: "\(what.en)\(item) recorded, seq \(seq)\(tail)", zh: "已记录\(what.zh)\(item)，第 \(seq) 条\(zhTail)")
    }
}

extension Recorder {
    /// The entries of an outcome, read back.
    func written(_ first: SequenceNumber, _ count: Int) throws -> [Recorded] {
        try (first..<first + UInt64(count)).compactMap { seq in
            guard let (entry, hash) = try entry(at: seq) else { return nil }
            let before = try entry.link?.previous.flatMap { try self.entry(at: $0.seq)?.0.link?.state }
            return Recorded(entry: entry, before: before, hash: hash.hex)
        }
    }
}

extension Problem {
    func with(outcome: Text) -> Problem {
        Problem(code, message, at: place, item: item, outcome: outcome, hint: hint, severity: severity)
    }
}
