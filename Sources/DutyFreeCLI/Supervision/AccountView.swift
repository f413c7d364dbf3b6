import DutyFree
import Ledger
import Presentation
import Supervision
import Wire

/// An account as a table, as CSV, as JSON, as a page.
struct AccountView {
    let statement: AccountStatement
    let open: [OpenTransfer]
    let enterprise: String
    let size: UInt64
    let names: AccountNames
    private var account: Account { statement.account }

    // MARK: For people

    func show(_ console: Console) throws {
        let from = AccountPeriod.text(account.period.first)
        let to = AccountPeriod.text(account.period.last)
        try console.say(Text(en: "Account of \(enterprise), \(from) to \(to) (Asia/Shanghai)", zh: "\(enterprise) 账册，\(from) 至 \(to)（北京时间）"))
        if account.lines.isEmpty { return try console.say(Text(en: "Nothing came, went or was there.", zh: "本期无货物，亦无增减。")) }
        var table = Table(columns: [
            .name(account.grouping.words, atLeast: 10), .number(Text(en: "Opening", zh: "期初")), .number(Text(en: "In", zh: "增加")),
            .number(Text(en: "Out", zh: "减少")),
            .number(Text(en: "Closing", zh: "期末")), .number(Text(en: "Value (CNY)", zh: "金额（元）")), .number(Text(en: "Duty at stake", zh: "所涉税款（元）")),
            .name(Text(en: "", zh: "")),
        ])
        for line in account.lines { table.add([.text(names.text(line, account.grouping))] + AccountView.cells(line)) }
        table.totals = [.sentence(Text(en: "Total", zh: "合计"))] + AccountView.cells(account.total)
        try console.show(table)
        let total = account.total
        try console.say(Text(en: "In: \(total.enteredWords.en). Out: \(total.leftWords.en).", zh: "增加：\(total.enteredWords.zh)。减少：\(total.leftWords.zh)。"))
        let brought = Figures.grouped(total.broughtIn.items)
        try console.say(
            Text(en: "Of \(brought) ever declared or taken over: \(total.standingWords.en).", zh: "历来申报及转入 \(brought) 件，其中：\(total.standingWords.zh)。"))
        try console.say(account.holds ? .good : .bad, AccountPage.verdict(account))
        try LossView(statement.losses).summary(console)
        try CountView(statement.counts).summary(console)
        try showTransfers(console)
    }

    private static func cells(_ line: AccountLine) -> [Table.Cell] {
        [
            .count(line.opening.items), .count(line.entering.items), .count(line.leaving.items), .count(line.closing.items), .fen(line.closing.valueFen),
            .fen(line.closing.dutyFen), line.holds ? .judged(.good, Text(en: "", zh: "")) : .judged(.bad, Text(en: "differs", zh: "不平")),
        ]
    }

    private func showTransfers(_ console: Console) throws {
        guard !open.isEmpty else { return }
        var table = Table(columns: [
            .identifier(Text(en: "Item", zh: "货物")), .identifier(Text(en: "Transfer", zh: "调拨单")), .identifier(Text(en: "Occurred", zh: "发生时间")),
            .words(Text(en: "Missing", zh: "缺少"), atLeast: 16),
        ])
        for transfer in open {
            table.add([
                .text(transfer.item.text), .text(transfer.number), .time(transfer.occurred),
                .sentence(transfer.isOut ? Text(en: "its take-over", zh: "对方转入") : Text(en: "its hand-over", zh: "对方转出")),
            ])
        }
        try console.show(table)
        try console.say(.bad, Text(en: "Transfers that only one ledger has: \(open.count)", zh: "仅一方账本有记录的转移：\(open.count)"))
    }

    // MARK: For programs

    var json: JSONObject {
        var object = AccountView.json(account.total)
        object["name"] = nil
        object["enterprise"] = .string(enterprise)
        object["from"] = .string(AccountPeriod.text(account.period.first))
        object["to"] = .string(AccountPeriod.text(account.period.last))
        object["by"] = .string(account.grouping.rawValue)
        object["size"] = .integer(Int64(clamping: size))
        object["holds"] = .bool(statement.holds)
        object["lines"] = .array(account.lines.map { .object(AccountView.json($0)) })
        object["losses"] = .object(LossView(statement.losses).json)
        object["counts"] = statement.counts.map { .object(CountView($0).json) }
        object["openTransfers"] = .array(
            open.map { transfer in
                .object([
                    "item": .string(transfer.item.text), "transfer": .string(transfer.number), "occurred": .string(transfer.occurred.formatted()),
                    "seq": .integer(Int64(clamping: transfer.seq)), "missing": .string((transfer.isOut ? MovementType.takeOver : .handOver).rawValue),
                ])
            })
        return object
    }

    private static func json(_ line: AccountLine) -> JSONObject {
        func flows(_ sums: [MovementType: AccountSum]) -> JSONValue {
            var object = JSONObject()
            for (type, sum) in sums { object[type.rawValue] = .integer(sum.items) }
            return .object(object)
        }
        func money(_ value: KeyPath<AccountSum, Int64>) -> JSONValue {
            .object([
                "openingFen": .integer(line.opening[keyPath: value]), "inFen": .integer(line.entering[keyPath: value]),
                "outFen": .integer(line.leaving[keyPath: value]), "closingFen": .integer(line.closing[keyPath: value]),
            ])
        }
        var standings = JSONObject()
        for (standing, sum) in line.standings where sum.items != 0 { standings[standing.rawValue] = .integer(sum.items) }
        return [
            "name": .string(line.name), "opening": .integer(line.opening.items), "in": .integer(line.entering.items), "out": .integer(line.leaving.items),
            "closing": .integer(line.closing.items), "valueFen": .integer(line.closing.valueFen), "dutyFen": .integer(line.closing.dutyFen),
            "holds": .bool(line.holds), "inByType": flows(line.entered), "outByType": flows(line.left), "value": money(\.valueFen), "duty": money(\.dutyFen),
            "broughtIn": .integer(line.broughtIn.items), "standings": .object(standings),
        ]
    }

    var csv: String {
        var text = CSVText(
            header: [account.grouping.rawValue, "opening", "in", "out", "closing", "valueFen", "dutyFen", "holds", "broughtIn"]
                + AccountStanding.allCases.map(\.rawValue))
        for line in account.lines {
            let figures: [Int64] = [
                line.opening.items, line.entering.items, line.leaving.items, line.closing.items, line.closing.valueFen, line.closing.dutyFen,
            ]
            let standings = AccountStanding.allCases.map { String(line.standings[$0]?.items ?? 0) }
            text.add([line.name] + figures.map { String($0) } + [line.holds ? "true" : "false", String(line.broughtIn.items)] + standings)
        }
        return text.text
    }

    func write(_ path: String, checkpoint: String, _ console: Console) throws {
        let page = AccountPage(statement, enterprise: enterprise, size: size, checkpoint: checkpoint) { names.text($0, account.grouping) }
        let file = try OutputFile(path)
        try file.write(Array(page.html(console.language).utf8))
        try file.close()
        if console.json { try console.emit(json) } else { try console.say(.good, Text(en: "\(path) is written", zh: "已写入 \(path)")) }
    }
}
