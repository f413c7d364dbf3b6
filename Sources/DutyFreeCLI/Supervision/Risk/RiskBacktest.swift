import ArgumentParser
import DutyFree
import Ledger
import Presentation
import SQLiteStore
import Supervision
import Wire

struct RiskBacktest: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "backtest")

    @Option(name: .customLong("set"), help: "RULE.FIGURE=VALUE, as often as needed.") var set: [String] = []
    @Option(help: "Only what was found from this day or time on.") var since: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let changes = try set.map(RiskBacktest.change)
        let moment = try since.map { try Timestamp(since: $0) }
        let now = try Clock.now(console.environment)()
        let result = try LedgerAccess(common, console.environment).read().read { reader in
            var bar = console.progress(Text(en: "Reading entries", zh: "正在读取记录"), .entries, total: Int64(clamping: try reader.size()))
            let result = try Ledger.RiskBacktest.run(changes, since: moment, reader, now: now) {
                try Interrupt.check()
                bar.update(done: Int64(clamping: $0))
            }
            bar.finish()
            return result
        }
        let rules = RiskRule.allCases.filter { result.byRule[$0] != nil }
        if console.json {
            try console.emit([
                "entries": .integer(Int64(clamping: result.entries)),
                "rules": .array(rules.map { .object(RiskBacktest.json($0, result.byRule[$0])) }),
            ])
            return .done
        }
        try show(rules, result, console)
        return .done
    }

    private func show(_ rules: [RiskRule], _ result: Ledger.RiskBacktest, _ console: Console) throws {
        guard !rules.isEmpty else { return try console.say(.good, Text(en: "No rule finds anything, either way.", zh: "无论如何，规则均无发现。")) }
        var table = Table(columns: [
            .identifier(Text(en: "Rule", zh: "规则")), .number(Text(en: "In force", zh: "现行")), .number(Text(en: "Changed", zh: "更改后")),
            .number(Text(en: "New", zh: "新增")),
            .number(Text(en: "Gone", zh: "减少")), .words(Text(en: "Of those gone", zh: "减少者的处置"), atLeast: 14),
        ])
        for rule in rules {
            guard let figures = result.byRule[rule] else { continue }
            let handled = figures.goneAs.sorted { $0.key.rawValue < $1.key.rawValue }
            table.add([
                .text(rule.rawValue), .count(Int64(figures.before)), .count(Int64(figures.after)), .count(Int64(figures.new.count)),
                .count(Int64(figures.gone.count)),
                .sentence(
                    Text(
                        en: handled.map { "\($0.value) \($0.key.words.en)" }.joined(separator: ", "),
                        zh: handled.map { "\($0.value) \($0.key.words.zh)" }.joined(separator: "，"))),
            ])
        }
        try console.show(table)
        for rule in rules {
            guard let figures = result.byRule[rule] else { continue }
            for (mark, alerts) in [("+", figures.new), ("-", figures.gone)] {
                for alert in alerts.prefix(5) {
                    try console.say(
                        Text(
                            en: "  \(mark) \(rule.rawValue) \(RiskDesk.subject(alert)): \(alert.sentence.en)",
                            zh: "  \(mark) \(rule.rawValue) \(RiskDesk.subject(alert))：\(alert.sentence.zh)"))
                }
            }
        }
        let entries = Unit.entries.counted(Int64(clamping: result.entries))
        try console.say(
            Text(
                en: "Nothing was written; \(entries.en) read. What was refused at a till or a gate is known by its alert alone, and has no threshold.",
                zh: "未写入任何内容；已读 \(entries.zh)。收银台或闸机的被拒操作仅以其预警为据，且无阈值。"))
    }

    private static func json(_ rule: RiskRule, _ figures: Ledger.RiskBacktest.Figures?) -> JSONObject {
        func list(_ alerts: [RiskAlert]) -> JSONValue {
            .array(
                alerts.prefix(100).map { .object(["subject": .string($0.subject), "score": .integer($0.score), "occurred": .string($0.occurred.formatted())]) })
        }
        var line: JSONObject = [
            "rule": .string(rule.rawValue), "before": .integer(Int64(figures?.before ?? 0)), "after": .integer(Int64(figures?.after ?? 0)),
            "new": .integer(Int64(figures?.new.count ?? 0)), "gone": .integer(Int64(figures?.gone.count ?? 0)), "newAlerts": list(figures?.new ?? []),
            "goneAlerts": list(figures?.gone ?? []),
        ]
        var handled = JSONObject()
        for (status, count) in figures?.goneAs ?? [:] { handled[status.rawValue] = .integer(Int64(count)) }
        line["goneAs"] = .object(handled)
        return line
    }

    private static func change(_ text: String) throws -> RiskPolicies.Change {
        let (name, value) = try Record.pair(text, "--set RULE.FIGURE=VALUE")
        guard let dot = name.firstIndex(of: ".") else {
            throw Problem.usage(Text(en: "--set RULE.FIGURE=VALUE, not “\(text)”", zh: "应为 --set 规则.参数=数值，而不是“\(text)”"))
        }
        let rule = try RiskDesk.rule(String(name[..<dot]))
        let figure = String(name[name.index(after: dot)...])
        guard let parameter = rule.parameters.first(where: { $0.name == figure }) else {
            throw Problem.usage(
                Text(en: "\(rule.rawValue) has no figure “\(figure)”", zh: "\(rule.rawValue) 没有参数“\(figure)”"), hint: Words.oneOf(rule.parameters.map(\.name)))
        }
        guard let number = Int64(value), let change = RiskPolicies.Change(rule, figure, number) else {
            throw Problem.usage(
                Text(
                    en: "\(name) is a number from \(parameter.range.lowerBound) to \(parameter.range.upperBound), not “\(value)”",
                    zh: "\(name) 为 \(parameter.range.lowerBound) 至 \(parameter.range.upperBound) 的整数，而不是“\(value)”"))
        }
        return change
    }

    static let manual = CommandManual(
        name: "risk backtest", abstract: Text(en: "Show what changed thresholds would have raised.", zh: "检验更改阈值会发出哪些预警。"),
        example: .init("dutyfree risk backtest --set same-basket.minPersons=3 --since 2026-01-01", Text(en: "one figure otherwise", zh: "改动一个参数")),
        another: .init(
            "dutyfree risk backtest --set loss-rate.perMille=5 --set loss-rate.minItems=200 --json", Text(en: "several, for a script", zh: "改动多个，供脚本使用")),
        usage: ["dutyfree risk backtest [--set RULE.FIGURE=VALUE…] [--since DATE]"],
        discussion: [
            Text(
                en:
                    "The whole history is read once, under the thresholds that were in force at each moment and under the changed ones. Of alerts that would be gone it says what became of them: a threshold that loses only dismissed ones was too low.",
                zh: "全部历史只读一遍，分别按当时阈值与更改后的阈值评估。对会减少的预警，列出其当时的处置：若只减少已排除者，说明原阈值偏低。")
        ],
        exits: [.init(.done), .init(.cannotRun), .init(.usage)], seeAlso: ["risk rules", "policy try"])
}
