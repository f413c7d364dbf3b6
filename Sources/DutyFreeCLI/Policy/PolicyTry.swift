import ArgumentParser
import DutyFree
import Interop
import Ledger
import Presentation
import SQLiteStore
import Wire

/// A proposal against the ledger's own history.
struct PolicyTry: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "try")

    @Argument(help: "A proposed policy.", completion: .file()) var file: String
    @Option(help: "As if it had been in force from this day or time on.") var since: String
    @Option(help: "Refused rows, as record --rejects wrote them; as often as needed.", completion: .file()) var rejects: [String] = []
    @Option(help: "What the columns of those are: a template's name, or its file.", completion: .custom(Completions.templates)) var template: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let moment = try Timestamp(since: since)
        let refused = try refusedRows()
        let store = try LedgerAccess(common, console.environment).read()
        let report = try store.read { reader in
            let policy = try Policy(document: PolicyFile.document(file, reader.masters(.policy)))
            let size = try reader.size()
            var bar = console.progress(Text(en: "Replaying", zh: "正在重演"), .entries, total: Int64(clamping: size))
            let report = try PolicyTrial.run(policy, since: moment, reader, attempts: refused?.attempts) {
                try Interrupt.check()
                bar.update(done: Int64(clamping: $0))
            }
            bar.finish()
            return report
        }
        if console.json { try console.emit(json(report, refused)) } else { try show(report, refused, console) }
        return .done
    }

    private func refusedRows() throws -> RefusedRows? {
        guard !rejects.isEmpty else { return nil }
        var rows = RefusedRows()
        for path in rejects {
            do {
                var input = MovementInput(path: path, format: try MovementInput.format(ofPath: path, given: nil), defaults: RowDefaults())
                try input.read(template: template, encoding: nil)
                try rows.add(input)
            } catch let fault as InputFault { throw Failure.stop(fault, file: path, outcome: Failure.nothingWritten) }
        }
        return rows
    }

    private func json(_ report: TrialReport, _ refused: RefusedRows?) -> JSONObject {
        var object = report.json
        if var attempts = report.attempts?.json {
            attempts["unreadable"] = .integer(Int64(refused?.unreadable ?? 0))
            object["attempts"] = .object(attempts)
        }
        return object
    }

    private func show(_ report: TrialReport, _ refused: RefusedRows?, _ console: Console) throws {
        try console.say(
            Text(
                en: "\(report.policy.text), as if in force since \(Times.minute(report.since)): \(PolicyTry.words(report.sales).en) were sold in the ledger.",
                zh: "假定 \(report.policy.text) 自 \(Times.minute(report.since)) 起有效：账本中共售出 \(PolicyTry.words(report.sales).zh)。"))
        var table = Table(columns: [
            .name(Text(en: "Would have been", zh: "结果")), .identifier(Text(en: "Rule", zh: "规则")), .number(Text(en: "Items", zh: "件数")),
            .number(Text(en: "Value", zh: "金额")), .number(Text(en: "Travellers", zh: "旅客")),
        ])
        func add(_ what: Text, _ rule: String, _ figure: TrialFigure) {
            table.add([.sentence(what), .text(rule), .count(figure.items), .fen(figure.fen), .count(Int64(figure.travellers))])
        }
        for (code, figure) in report.refused.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            add(Text(en: "refused: sale", zh: "拒绝：销售"), code.rawValue, figure)
        }
        for (code, figure) in report.otherRefused.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            add(Text(en: "refused: other", zh: "拒绝：其他"), code.rawValue, figure)
        }
        if report.freed.items > 0 { add(Text(en: "allowed untaxed", zh: "无须缴税"), "taxedFen", report.freed) }
        for (code, figure) in (report.attempts?.allowed ?? [:]).sorted(by: { $0.key < $1.key }) {
            add(Text(en: "allowed: was refused", zh: "允许：当时被拒"), code, figure)
        }
        for (code, figure) in (report.attempts?.refused ?? [:]).sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            add(Text(en: "refused still", zh: "仍被拒"), code.rawValue, figure)
        }
        if table.rows.isEmpty {
            try console.say(.good, Text(en: "nothing would have been decided otherwise", zh: "判定结果均不变"))
        } else {
            try console.show(table)
        }
        guard let attempts = report.attempts else {
            return try console.say(
                Text(
                    en:
                        "Nothing was written. Sales that were refused at the time are not in the ledger: what else might have been allowed cannot be told from it. Hand their rows in with --rejects.",
                    zh: "未写入任何内容。当时被拒的销售不在账本中，因此无法得知还会允许哪些。可用 --rejects 提供被拒的行。"))
        }
        let (later, other, unreadable) = (attempts.recordedLater, attempts.leftOut, refused?.unreadable ?? 0)
        try console.say(
            Text(
                en:
                    "Of the refused rows, \(PolicyTry.words(attempts.tried).en) were judged; \(later) were mended and recorded later, \(other) are no sales or too early, \(unreadable) cannot be read. Nothing was written. Attempts that no file has are not seen.",
                zh: "被拒的行中，已判定 \(PolicyTry.words(attempts.tried).zh)；\(later) 行其后已修改并记录，\(other) 行非销售或早于起始日，\(unreadable) 行无法读取。未写入任何内容。未保存于文件的尝试无从得知。"))
    }

    private static func words(_ figure: TrialFigure) -> Text {
        let (items, value, people) = (Figures.grouped(figure.items), Figures.yuan(fen: figure.fen), Figures.grouped(figure.travellers))
        return Text(en: "\(items) items for \(value) to \(people) travellers", zh: "\(items) 件、\(value)、\(people) 名旅客")
    }

    static let manual = CommandManual(
        name: "policy try", abstract: Text(en: "Judge the ledger's history by a proposed policy.", zh: "用政策草案重新判定账本的历史。"),
        example: .init("dutyfree policy try proposal.json --since 2026-01-01", Text(en: "what it would have refused, by rule", zh: "会拒绝哪些，按规则列出")),
        another: .init("dutyfree policy try hn-offshore-2023 --since 2025-11-01 --json", Text(en: "had the older version stayed in force", zh: "假如旧版本继续有效")),
        more: [
            .init(
                "dutyfree policy try proposal.json --since 2026-01-01 --rejects bad.csv",
                Text(en: "and what it would have allowed of the rows that were refused", zh: "以及被拒的行中会允许哪些"))
        ],
        usage: ["dutyfree policy try FILE|ID --since DATE [--rejects FILE]… [--template NAME|FILE]"],
        discussion: [
            Text(
                en:
                    "Every movement since that day is judged again, in order, with the quota and limits that follow from the decisions before it. A refused sale takes nothing from the quota afterwards; its goods go on as recorded. Value is what was paid.",
                zh: "自该日起的业务按顺序重新判定，额度与限量随此前判定累计。被拒的销售不占额度，货物按原记录继续。金额为实付价。"),
            Text(
                en:
                    "With --rejects, attempted sales that were refused are judged too, each before the first entry about its goods or its traveller that occurred later; one that would have been allowed takes from the quota, and is named by the rule that refused it. What was mended and recorded later counts once, as the ledger has it.",
                zh: "使用 --rejects 时，被拒的销售尝试也一并判定，各置于其货物或旅客其后首条记录之前；会被允许者占用额度，并按当时拒绝的规则列出。其后修改并记录者按账本计一次。"),
        ],
        exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.usage)], seeAlso: ["policy check", "policy diff", "policy add"])
}

extension TrialReport {
    var json: JSONObject {
        func rules(_ figures: [ReasonCode: TrialFigure]) -> JSONValue {
            .array(
                figures.sorted { $0.key.rawValue < $1.key.rawValue }.map { code, figure in
                    var line = figure.json
                    line["rule"] = .string(code.rawValue)
                    return .object(line)
                })
        }
        return [
            "policy": .string(policy.text), "since": .string(since.formatted()), "sales": .object(sales.json), "refused": rules(refused),
            "otherRefused": rules(otherRefused), "freed": .object(freed.json),
        ]
    }
}

extension AttemptReport {
    var json: JSONObject {
        func rules(_ figures: [(String, TrialFigure)]) -> JSONValue {
            .array(
                figures.sorted { $0.0 < $1.0 }.map { code, figure in
                    var line = figure.json
                    line["rule"] = .string(code)
                    return .object(line)
                })
        }
        return [
            "tried": .object(tried.json), "allowed": rules(allowed.map { ($0.key, $0.value) }), "refused": rules(refused.map { ($0.key.rawValue, $0.value) }),
            "recordedLater": .integer(Int64(recordedLater)), "leftOut": .integer(Int64(leftOut)),
        ]
    }
}

extension TrialFigure {
    var json: JSONObject { ["items": .integer(items), "valueFen": .integer(fen), "travellers": .integer(Int64(travellers))] }
}
