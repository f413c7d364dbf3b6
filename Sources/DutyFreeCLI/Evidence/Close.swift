import ArgumentParser
import Cryptography
import DutyFree
import Ledger
import Presentation
import SQLiteStore
import StockCount
import TransparencyLog
import Wire

struct Close: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "close")

    @Option(help: "The day that is closed; today in China unless said.") var date: String?
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let desk = try RecordingDesk(common, writing, console)
        let today = String(desk.clock().formatted(offsetMinutes: 480).prefix(10))
        let date = date ?? today
        guard (try? Timestamp(date + "T00:00:00Z")) != nil, date.utf8.count == 10, date <= today else {
            throw Problem.usage(Text(en: "--date is a day up to today, such as \(today), not “\(date)”", zh: "--date 应为不晚于今日的日期，如 \(today)，而不是“\(date)”"))
        }
        let (closed, commit) = try desk.commit { try $0.close(date: date, by: desk.party) }
        let open = try desk.store.read { try CountDesk.sessions($0) }.filter(\.isOpen)
        let commitment = closed.commitment
        if console.json {
            var line: JSONObject = [
                "seq": .integer(Int64(closed.seq)), "date": .string(commitment.date), "root": .string(commitment.itemsRoot.hex),
                "items": .integer(Int64(commitment.itemCount)), "stockRoot": .string(commitment.stock.hash.hex),
                "valueFen": .integer(Int64(clamping: commitment.stock.valueFen)), "status": .string(closed.isNew ? "recorded" : "already"),
            ]
            line["checkpoint"] = desk.dryRun ? nil : commit.map { .string($0.note) }
            if desk.dryRun { line["dryRun"] = true }
            try console.emit(line)
            return .done
        }
        guard closed.isNew else {
            try console.say(
                .good,
                Text(
                    en: "nothing was recorded since entry \(Figures.grouped(Int64(closed.seq))) closed",
                    zh: "自第 \(Figures.grouped(Int64(closed.seq))) 条日结以来没有新记录"))
            return .done
        }
        let items = Unit.items.counted(Int64(commitment.itemCount))
        try console.say(
            .good,
            Text(
                en:
                    "\(commitment.date) \(desk.dryRun ? "would be closed" : "is closed") at entry \(Figures.grouped(Int64(closed.seq))): \(items.en), stock of CNY \(Figures.yuan(fen: Int64(clamping: commitment.stock.valueFen))) at list prices",
                zh:
                    "\(commitment.date) \(desk.dryRun ? "将在" : "已在")第 \(Figures.grouped(Int64(closed.seq))) 条日结：\(items.zh)，按标价合计 \(Figures.yuan(fen: Int64(clamping: commitment.stock.valueFen))) 元"
            ))
        try console.say(
            Text(
                en: "  items \(commitment.itemsRoot.hex)\n  stock \(commitment.stock.hash.hex)",
                zh: "  货物 \(commitment.itemsRoot.hex)\n  库存 \(commitment.stock.hash.hex)"))
        for session in open {
            let days = (desk.clock().millisecondsSince1970 - session.opened.millisecondsSince1970) / 86_400_000
            if days >= 7 { try console.say(.warning, Text(en: "count \(session.id) has been open for \(days) days", zh: "盘点 \(session.id) 已开放 \(days) 天")) }
        }
        return .done
    }

    static let manual = CommandManual(
        name: "close", abstract: Text(en: "Close the day: commit to the state of every item and to every total.", zh: "日结：对每件货物的状态和各项合计作出承诺。"),
        example: .init("dutyfree close", Text(en: "today; then `prove state`, `prove absent` and `prove stock` can be made", zh: "今日；之后即可出具状态、不存在和库存的证明")),
        another: .init("dutyfree close --date 2026-03-01 --as V1", Text(en: "yesterday, done this morning", zh: "今晨补做昨日日结")),
        usage: ["dutyfree close [--date DAY] [--as PARTY]"],
        discussion: [
            Text(
                en:
                    "A log proves what was recorded; only a commitment to the whole state proves what is the latest, what is not there, and that a total is complete. Whoever verifies the ledger computes it again.",
                zh: "日志证明记录过什么；只有对全部状态的承诺才能证明何为最新、何者不存在、合计是否完整。核查账本者会重新计算。")
        ],
        exits: [.init(.done), .init(.cannotRun), .init(.busy), .init(.usage)], seeAlso: ["prove item", "verify"])
}
