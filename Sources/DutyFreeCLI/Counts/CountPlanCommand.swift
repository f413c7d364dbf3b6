import ArgumentParser
import DutyFree
import Ledger
import Presentation
import SQLiteStore
import StockCount
import Wire

struct CountPlanCommand: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "plan")

    @Option(help: "How far to look ahead.") var days: Int64 = 30
    @Option(help: "Items that can be counted in a day.") var capacity: Int?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard (0...3_660).contains(days), capacity.map({ $0 > 0 }) ?? true else {
            throw Problem.usage(Text(en: "--days is 0 to 3660, --capacity at least 1", zh: "--days 为 0 到 3660，--capacity 至少为 1"))
        }
        let now = try Clock.now(console.environment)()
        let (activity, policy) = try LedgerAccess(common, console.environment).read().read {
            (try CountBook.activity($0, now: now), try $0.countPolicy(at: now))
        }
        let rows = CountPlan.rows(activity, now: now, days: days, capacity: capacity, policy: policy)
        if console.json {
            for row in rows {
                try console.emit([
                    "location": .string(row.location.text), "class": .string(row.rank.rawValue), "score": .integer(row.score),
                    "reason": .string(row.reason.rawValue), "due": .string(row.due.formatted()), "items": .integer(Int64(row.items)),
                ])
            }
            return .done
        }
        if rows.isEmpty {
            try console.say(Text(en: "Nothing falls due within \(days) days.", zh: "\(days) 天内无须盘点。"))
            return .done
        }
        var table = Table(columns: [
            .identifier(Text(en: "Place", zh: "地点")), .identifier(Text(en: "Class", zh: "等级")), .words(Text(en: "Why", zh: "原因")),
            .identifier(Text(en: "Day", zh: "日期")), .number(Text(en: "Items", zh: "件数")),
        ])
        for row in rows {
            table.add([.text(row.location.text), .text(row.rank.rawValue), .sentence(row.reason.words), .text(Times.day(row.due)), .count(Int64(row.items))])
        }
        try console.show(table)
        try console.say(Text(en: "Begin with: dutyfree count open --cycle", zh: "开始：dutyfree count open --cycle"))
        return .done
    }

    static let manual = CommandManual(
        name: "count plan", abstract: Text(en: "Say what to count next, and why.", zh: "建议下一步盘点的地点及原因。"),
        example: .init("dutyfree count plan", Text(en: "what falls due within 30 days", zh: "30 天内到期的地点")),
        another: .init("dutyfree count plan --days 90 --capacity 4000", Text(en: "a quarter, at most 4,000 items a day", zh: "一个季度，每天至多 4,000 件")),
        usage: ["dutyfree count plan [--days N] [--capacity N]"],
        discussion: [
            Text(
                en:
                    "A are the places through which the first 80 % of a year's value moves: monthly. B the next 15 %: quarterly. C the rest: yearly. Earlier after 1,000 movements; what was never counted comes first; what the ledger says is empty needs only a look.",
                zh: "A 类为年流转金额前 80% 的地点，每月一盘；B 类为其后 15%，每季一盘；C 类为其余，每年一盘。移动超过 1,000 次者提前；从未盘点者优先；账面为空者只需到场确认。")
        ],
        exits: [.init(.done), .init(.cannotRun), .init(.usage)], seeAlso: ["count open"])
}
