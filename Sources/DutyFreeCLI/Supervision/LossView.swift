import DutyFree
import GS1
import Presentation
import Supervision
import Wire

/// The losses of a period against the duty on them: as part of the account, and one by one.
struct LossView {
    private let statement: LossStatement

    init(_ statement: LossStatement) { self.statement = statement }

    static let rule = Text(
        en:
            "Losses: goods short, lost, damaged or destroyed. A loss ends with a tax bill (settle, clear), with a document (destruction before customs, re-export, settle without tax), or elsewhere (found, seized, a damaged item lost); until then its duty is at stake. --losses lists each with its entries.",
        zh: "损失：短少、灭失、残损、销毁的货物。凭税单（settle、clear）、单证（海关监销、退运、免税核销）或另作处理（寻回、扣留、残损后灭失）了结，此前税款未结。--losses 逐笔列出及其记录。")

    func summary(_ console: Console) throws {
        guard !statement.isEmpty || !statement.holds else { return }
        try console.say(Text(en: "\(LossStatement.title.en):", zh: "\(LossStatement.title.zh)："))
        let columns = LossStatement.columns
        var table = Table(columns: [.name(columns[0], atLeast: 8)] + columns.dropFirst().map { .number($0) })
        for line in statement.lines { table.add([.sentence(line.type.words)] + LossView.cells(line)) }
        if statement.lines.count > 1 { table.totals = [.sentence(Text(en: "Total", zh: "合计"))] + LossView.cells(statement.total) }
        try console.show(table)
        try console.say(!statement.holds ? .bad : statement.total.open.items > 0 ? .warning : .good, statement.verdict)
    }

    private static func cells(_ line: LossLine) -> [Table.Cell] {
        LossStatement.items(line).map { .count($0) } + [.fen(line.open.dutyFen), .fen(line.paidFen)]
    }

    /// Each loss, with the entry that says it and the one that ends it.
    func list(_ console: Console, csv: Bool) throws {
        if console.json { return try statement.losses.forEach { try console.emit(json($0)) } }
        let header = ["seq", "day", "type", "item", "declaration", "document", "outcome", "endSeq", "endDay", "endDocument", "taxPaidFen"]
        if csv {
            var text = CSVText(header: header)
            for loss in statement.losses {
                let line = json(loss)
                text.add(header.map { name in line[name].map { $0.string ?? $0.integer.map(String.init) ?? "" } ?? "" })
            }
            return try console.write(text.text)
        }
        var table = Table(columns: [
            .number(Text(en: "Entry", zh: "记录")), .identifier(Text(en: "Day", zh: "日期")), .name(Text(en: "Loss", zh: "损失")),
            .identifier(Text(en: "Report", zh: "报告")),
            .identifier(Text(en: "Item", zh: "货物")), .words(Text(en: "Duty", zh: "税款"), atLeast: 14),
        ])
        for loss in statement.losses {
            table.add([
                .count(Int64(clamping: loss.seq)), .text(LossView.day(loss.day)), .sentence(loss.type.words), .text(loss.document), .text(loss.item.text),
                .sentence(words(loss)),
            ])
        }
        if !statement.isEmpty { try console.show(table) }
        try console.say(!statement.holds ? .bad : statement.total.open.items > 0 ? .warning : .good, statement.verdict)
    }

    /// `duty paid: SD-1, 128.00 (entry 41)`
    private func words(_ loss: Loss) -> Text {
        guard let ending = ended(loss) else { return LossStatement.stillOpen }
        let tax = ending.taxFen > 0 ? ", CNY " + Figures.yuan(fen: ending.taxFen) : ""
        let taxZh = ending.taxFen > 0 ? "，" + Figures.yuan(fen: ending.taxFen) + " 元" : ""
        return Text(
            en: "\(ending.outcome.words.en): \(ending.document)\(tax) (entry \(Figures.grouped(Int64(clamping: ending.seq))))",
            zh: "\(ending.outcome.words.zh)：\(ending.document)\(taxZh)（记录 \(Figures.grouped(Int64(clamping: ending.seq)))）")
    }

    /// As at the end of the period: what ended later is open in it.
    private func ended(_ loss: Loss) -> Loss.Ending? {
        loss.ending.flatMap { $0.day <= statement.period.days.upperBound ? $0 : nil }
    }

    private static func day(_ day: Int32) -> String { AccountPeriod.text(Day(daysSince1970: Int(day))) }

    private func json(_ loss: Loss) -> JSONObject {
        var line: JSONObject = [
            "seq": .integer(Int64(clamping: loss.seq)), "day": .string(LossView.day(loss.day)), "type": .string(loss.type.rawValue),
            "item": .string(loss.item.text),
            "declaration": .string(loss.declaration), "document": .string(loss.document),
        ]
        guard let ending = ended(loss) else {
            line["outcome"] = "open"
            return line
        }
        line["outcome"] = .string(ending.outcome.rawValue)
        line["endSeq"] = .integer(Int64(clamping: ending.seq))
        line["endDay"] = .string(LossView.day(ending.day))
        line["endDocument"] = .string(ending.document)
        line["taxPaidFen"] = .integer(ending.taxFen)
        return line
    }

    var json: JSONObject {
        [
            "lines": .array(statement.lines.map { .object(LossView.json($0)) }), "total": .object(LossView.json(statement.total)),
            "holds": .bool(statement.holds),
        ]
    }

    private static func json(_ line: LossLine) -> JSONObject {
        func sum(_ sum: AccountSum) -> JSONValue {
            .object(["items": .integer(sum.items), "valueFen": .integer(sum.valueFen), "dutyFen": .integer(sum.dutyFen)])
        }
        return [
            "type": .string(line.type.rawValue), "opening": sum(line.opening), "new": sum(line.added), "dutyPaid": sum(line.ended(.dutyPaid)),
            "documented": sum(line.ended(.documented)), "elsewhere": sum(line.ended(.elsewhere)), "open": sum(line.open), "taxPaidFen": .integer(line.paidFen),
        ]
    }
}
