import DutyFree
import Presentation
import Supervision
import Wire

/// The closing of an account beside what was last counted: as part of the account, and count by count.
struct CountView {
    private let statement: CountStatement?

    init(_ statement: CountStatement?) { self.statement = statement }

    static let rule = Text(
        en:
            "Counts: of each place the latest that was approved by the end of the period. What was counted stands beside what the ledger holds there at the end; places, goods in transit and what is not on the balance add up to the closing. --counts lists their entries.",
        zh: "盘点：取各地点截至期末最近一次经批准的盘点。实盘数与该地点期末账面并列；各地点、调拨在途及不计入结存者之和等于期末。--counts 列出其记录。")

    func summary(_ console: Console) throws {
        guard let statement else { return try console.say(Text(en: "Nothing was counted and approved by then.", zh: "截至期末没有经批准的盘点。")) }
        try console.say(Text(en: "\(CountStatement.title.en):", zh: "\(CountStatement.title.zh)："))
        let columns = CountStatement.columns
        var table = Table(
            columns: [.identifier(columns[0]), .words(columns[1], atLeast: 6), .identifier(columns[2])] + columns.dropFirst(3).map { .number($0) })
        for count in statement.counts {
            table.add(
                [.text(count.id), .text(CountView.places(count)), .text(Times.minute(count.at))]
                    + CountStatement.figures(count).map { $0.map { .count($0) } ?? .text("–") })
        }
        try console.show(table)
        try console.say(statement.holds ? .good : .bad, statement.identity)
        try console.say(statement.counts.allSatisfy { $0.difference == 0 && $0.missing == 0 } ? .good : .warning, statement.verdict)
    }

    func list(_ console: Console, csv: Bool) throws {
        if console.json { return try (statement?.counts ?? []).forEach { try console.emit(CountView.json($0)) } }
        guard csv else {
            try summary(console)
            for count in statement?.counts ?? [] {
                let entries = [count.openSeq, count.resultSeq, count.closeSeq].compactMap { $0.map { Figures.grouped(Int64(clamping: $0)) } }.joined(
                    separator: ", ")
                let approvers = count.approvers.map(\.text).joined(separator: ", ")
                try console.say(Text(en: "\(count.id): entries \(entries); approved by \(approvers)", zh: "\(count.id)：记录 \(entries)；批准 \(approvers)"))
            }
            return
        }
        let header = [
            "count", "places", "reconciled", "held", "counted", "difference", "notCounted", "missing", "found", "posted", "heldAtEnd", "since", "openSeq",
            "resultSeq", "closeSeq",
        ]
        var text = CSVText(header: header)
        for count in statement?.counts ?? [] {
            var line = CountView.json(count)
            line["places"] = .string(CountView.places(count))
            text.add(header.map { name in line[name].map { $0.string ?? $0.integer.map(String.init) ?? "" } ?? "" })
        }
        try console.write(text.text)
    }

    static func places(_ count: LastCount) -> String { count.scope.map(\.text).joined(separator: " ") }

    var json: JSONObject {
        guard let statement else { return JSONObject() }
        return [
            "counts": .array(statement.counts.map { .object(CountView.json($0)) }), "heldCounted": .integer(statement.heldCounted),
            "heldElsewhere": .integer(statement.heldElsewhere), "notInBalance": .integer(statement.notInBalance), "inTransit": .integer(statement.inTransit),
            "closing": .integer(statement.closing), "holds": .bool(statement.holds),
        ]
    }

    private static func json(_ count: LastCount) -> JSONObject {
        var line: JSONObject = [
            "count": .string(count.id), "places": .array(count.scope.map { .string($0.text) }), "reconciled": .string(count.at.formatted()),
            "approvers": .array(count.approvers.map { .string($0.text) }), "difference": .integer(count.difference), "notCounted": .integer(count.notCounted),
            "missing": .integer(count.missing), "found": .integer(count.found), "heldAtEnd": .integer(count.heldAtEnd),
            "openSeq": .integer(Int64(clamping: count.openSeq)),
        ]
        line["held"] = count.held.map { .integer($0) }
        line["counted"] = count.counted.map { .integer($0) }
        line["since"] = count.since.map { .integer($0) }
        line["posted"] = count.posted.map { .integer($0) }
        line["resultSeq"] = count.resultSeq.map { .integer(Int64(clamping: $0)) }
        line["closeSeq"] = count.closeSeq.map { .integer(Int64(clamping: $0)) }
        return line
    }
}
