import ArgumentParser
import DutyFree
import Ledger
import Presentation
import SQLiteStore
import Supervision
import Wire

/// 监测、预警、分析、评估、处置: `risk …`.
struct RiskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "risk",
        subcommands: [RiskList.self, RiskShow.self, RiskRun.self, RiskAssess.self, RiskDismiss.self, RiskAct.self, RiskBacktest.self, RiskRules.self],
        defaultSubcommand: RiskList.self)
}

/// What the verbs of `risk` share.
enum RiskDesk {
    static func json(_ session: AlertSession) -> JSONObject {
        let alert = session.alert
        var line: JSONObject = [
            "alert": .integer(Int64(clamping: session.seq)), "rule": .string(alert.rule.rawValue), "score": .integer(session.score),
            "subject": .string(alert.subject),
            "occurred": .string(alert.occurred.formatted()), "raised": .string(session.raised.formatted()), "state": .string(session.status.rawValue),
            "items": .array(alert.items.map { .string($0.text) }), "itemCount": .integer(Int64(alert.itemCount)), "facts": .object(alert.facts),
            "evidence": .array(alert.evidence.map { .integer(Int64(clamping: $0)) }), "steps": .array(session.steps.map { .object($0.data) }),
        ]
        line["site"] = alert.site.map { .string($0) }
        return line
    }

    static func session(_ name: UInt64, _ reader: any LedgerReader) throws -> AlertSession {
        guard let session = try reader.master(.alert, String(name)).flatMap({ AlertSession(row: $0.data) }) else {
            throw Refusal(.unknownAlert, facts: ["alert": String(name)])
        }
        return session
    }

    static func rule(_ name: String) throws -> RiskRule {
        guard let rule = RiskRule(rawValue: name) else {
            throw Problem.usage(
                Text(en: "there is no rule “\(name)”", zh: "没有规则“\(name)”"),
                hint: Suggestion.sentence(for: name, in: RiskRule.allCases.map(\.rawValue)) ?? Text.same("dutyfree risk rules"))
        }
        return rule
    }

    /// What it is about, short enough for a line.
    static func subject(_ alert: RiskAlert) -> String {
        let subject = Printable.line(alert.subject)
        return subject.utf8.count > 60 ? String(subject.prefix(56)) + " …" : subject
    }
}

struct RiskList: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "list")

    @Flag(help: "Those that are done as well.") var all = false
    @Option(help: "Of this rule.", completion: .list(RiskRule.allCases.map(\.rawValue))) var rule: String?
    @Option(help: "Of this score or more.") var minScore: Int64 = 0
    @Option(help: "The first so many.") var limit: Int?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        if let limit, limit < 1 { throw Problem.usage(Text(en: "--limit is 1 or more", zh: "--limit 至少为 1")) }
        let wanted = try rule.map { try RiskDesk.rule($0) }
        let found = try LedgerAccess(common, console.environment).read().read { try $0.alerts() }
            .filter { (all || $0.isOpen) && $0.score >= minScore && (wanted == nil || $0.alert.rule == wanted) }
            .sorted { ($0.isOpen ? 0 : 1, -$0.score, $1.seq) < ($1.isOpen ? 0 : 1, -$1.score, $0.seq) }
        let sessions = found.prefix(limit ?? found.count)
        if console.json {
            for session in sessions { try console.emit(RiskDesk.json(session)) }
            return .done
        }
        guard !sessions.isEmpty else {
            try console.say(all ? Text(en: "There are no alerts.", zh: "没有预警。") : Text(en: "No alert is open.", zh: "没有待处置的预警。"))
            return .done
        }
        var table = Table(columns: [
            .number(Text(en: "Alert", zh: "预警")), .number(Text(en: "Score", zh: "评分")), .identifier(Text(en: "Rule", zh: "规则")),
            .identifier(Text(en: "About", zh: "对象")), .words(Text(en: "Found", zh: "发现"), atLeast: 20), .name(Text(en: "State", zh: "状态")),
        ])
        for session in sessions {
            table.add([
                .text(String(session.seq)), .count(session.score), .text(session.alert.rule.rawValue), .text(RiskDesk.subject(session.alert)),
                .sentence(session.alert.sentence), .sentence(session.status.words),
            ])
        }
        try console.show(table)
        let left = found.count - sessions.count
        if left > 0 { try console.say(Text(en: "and \(Figures.grouped(Int64(left))) more", zh: "另有 \(Figures.grouped(Int64(left))) 条")) }
        return .done
    }

    static let manual = CommandManual(
        name: "risk list", abstract: Text(en: "List alerts, the gravest first.", zh: "列出预警，评分高者在前。"),
        example: .init("dutyfree risk list", Text(en: "what nobody has settled yet", zh: "尚未处置的预警")),
        another: .init("dutyfree risk list --all --rule same-basket --json", Text(en: "everything of one rule, for a script", zh: "某条规则的全部预警，供脚本使用")),
        usage: ["dutyfree risk list [--all] [--rule R] [--min-score N] [--limit N]"],
        discussion: [
            Text(
                en:
                    "An alert is an entry of the ledger, and is named by its number. It comes from dutyfree risk run, from an attempt that was refused (a second sale of one code, goods at the gate that are another's), or from a count.",
                zh: "预警是账本中的一条记录，以其序号为名。来源：dutyfree risk run；被拒的操作（同码再售、闸机人货不符）；盘点。")
        ],
        exits: [.init(.done), .init(.cannotRun), .init(.usage)], seeAlso: ["risk show", "risk run", "risk rules"])
}

struct RiskShow: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "show")

    @Argument(help: "The alert: the number of its entry.", completion: .custom(Completions.alerts)) var alert: UInt64
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        try LedgerAccess(common, console.environment).read().read { reader in
            let session = try RiskDesk.session(alert, reader)
            if console.json {
                try console.emit(RiskDesk.json(session))
                return .done
            }
            let alert = session.alert
            try console.say(
                session.isOpen ? .warning : .good,
                Text(
                    en: "alert \(session.seq), \(alert.rule.rawValue), score \(session.score): \(alert.rule.words.en)",
                    zh: "预警 \(session.seq)，\(alert.rule.rawValue)，评分 \(session.score)：\(alert.rule.words.zh)"))
            try console.say(Text(en: "About: \(Printable.line(alert.subject))", zh: "对象：\(Printable.line(alert.subject))"))
            try console.say(
                Text(en: "Found: \(alert.sentence.en), \(Times.minute(alert.occurred)).", zh: "发现：\(alert.sentence.zh)，\(Times.minute(alert.occurred))。"))
            if let persons = alert.facts["persons"]?.array?.compactMap(\.string).joined(separator: " ") {
                try console.say(Text(en: "Travellers: \(persons)", zh: "旅客：\(persons)"))
            }
            if let person = alert.facts["person"]?.string, person != alert.subject { try console.say(Text(en: "Traveller: \(person)", zh: "旅客：\(person)")) }
            try console.say(Text(en: "State: \(session.status.words.en).", zh: "状态：\(session.status.words.zh)。"))
            try evidence(session, reader, console)
            for step in session.steps {
                let call = step.call.map { " (\($0))" } ?? ""
                try console.say(
                    Text(
                        en: "  \(Times.minute(step.at))  \(step.by.text)  \(step.step.done.en): \(Printable.line(step.text))\(call)  (entry \(step.seq))",
                        zh: "  \(Times.minute(step.at))  \(step.by.text)  \(step.step.done.zh)：\(Printable.line(step.text))\(call)  （第 \(step.seq) 条记录）"))
            }
            return .done
        }
    }

    /// The entries that show it, a line each.
    private func evidence(_ session: AlertSession, _ reader: any LedgerReader, _ console: Console) throws {
        var table = Table(columns: [
            .number(Text(en: "Entry", zh: "记录")), .identifier(Text(en: "Time", zh: "时间")), .name(Text(en: "Movement", zh: "业务")),
            .identifier(Text(en: "By", zh: "主体")),
            .identifier(Text(en: "Item", zh: "货物")), .identifier(Text(en: "Traveller", zh: "旅客")),
        ])
        for seq in session.alert.evidence {
            guard let entry = try reader.body(at: seq).map({ try Entry($0) }) else { continue }
            let type = entry.type.flatMap(MovementType.init(rawValue:))
            table.add([
                .text(String(seq)), .time(entry.occurred ?? entry.at), type.map { .sentence($0.words) } ?? .text(entry.type ?? entry.kind.rawValue),
                .text(entry.by?.text ?? ""),
                .text(entry.link?.item.text ?? ""), .text(entry.person?.text ?? ""),
            ])
        }
        try console.show(table)
    }

    static let manual = CommandManual(
        name: "risk show", abstract: Text(en: "Show an alert, its evidence, and what was done about it.", zh: "查看预警、证据及处置过程。"),
        example: .init("dutyfree risk show 4211", Text(en: "the alert that entry 4211 is", zh: "第 4211 条记录的预警")),
        another: .init("dutyfree risk show 4211 --json", Text(en: "for a script", zh: "供脚本使用")),
        usage: ["dutyfree risk show ALERT"], exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.usage)],
        seeAlso: ["risk list", "risk assess", "trace"])
}

struct RiskRules: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "rules")

    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let now = try Clock.now(console.environment)()
        let book = try LedgerAccess(common, console.environment).read().read { try $0.policies() }
        let policies = RiskPolicies(book)
        let thresholds = policies.thresholds(at: now)
        if console.json {
            for rule in RiskRule.allCases {
                var figures = JSONObject()
                for parameter in rule.parameters { figures[parameter.name] = .integer(thresholds.figure(rule, parameter.name)) }
                var line: JSONObject = [
                    "rule": .string(rule.rawValue), "weight": .integer(rule.weight), "figures": .object(figures),
                    "fromEntries": .bool(rule.isFoldedFromEntries),
                ]
                line["policy"] = policies.policy(at: now).map { .string($0.id.text) }
                try console.emit(line)
            }
            return .done
        }
        var table = Table(columns: [
            .identifier(Text(en: "Rule", zh: "规则")), .words(Text(en: "What it watches for", zh: "监测内容"), atLeast: 20),
            .words(Text(en: "Thresholds", zh: "阈值"), atLeast: 16),
            .number(Text(en: "Score from", zh: "起始评分")),
        ])
        for rule in RiskRule.allCases {
            let figures = rule.parameters.map { "\($0.name) \(thresholds.figure(rule, $0.name))" }.joined(separator: ", ")
            table.add([
                .text(rule.rawValue), .sentence(rule.words), .sentence(figures.isEmpty ? Text(en: "one case", zh: "一例即报") : Text.same(figures)),
                .count(rule.weight),
            ])
        }
        try console.show(table)
        let source = policies.policy(at: now)?.id.text
        try console.say(
            source.map { Text(en: "Thresholds as \($0) has them.", zh: "阈值依 \($0)。") }
                ?? Text(en: "No policy is in force: standard thresholds.", zh: "无现行政策：采用标准阈值。"))
        return .done
    }

    static let manual = CommandManual(
        name: "risk rules", abstract: Text(en: "List the risk rules and their thresholds in force.", zh: "列出风险规则与现行阈值。"),
        example: .init("dutyfree risk rules", Text(en: "what is watched for", zh: "监测哪些情形")),
        another: .init("dutyfree risk rules --json", Text(en: "for a script", zh: "供脚本使用")),
        usage: ["dutyfree risk rules"],
        discussion: [
            Text(
                en:
                    "Thresholds are parameters of the policy (risk): another policy version, recorded with policy add, changes them. No rule reads a name or number of a person, only codes.",
                zh: "阈值是政策参数（risk）：以 policy add 记录新版本即可修改。规则只读代码，不读任何人的姓名或证件号码。")
        ],
        exits: [.init(.done), .init(.cannotRun)], seeAlso: ["risk backtest", "policy show"])
}
