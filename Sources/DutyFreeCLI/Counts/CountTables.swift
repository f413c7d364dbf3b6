import DutyFree
import Presentation
import StockCount

/// The result as a table: what a manager asks first, then zones, then what to do.
struct CountTables {
    let console: Console

    init(_ console: Console) { self.console = console }

    func show(_ result: CountResult, session: CountSession) throws {
        let accounted = Figures.percent(Int64(result.accountedFor), of: Int64(result.expected))
        try console.say(
            Text(
                en: "\(session.id): \(Figures.grouped(result.accountedFor)) of \(Figures.grouped(result.expected)) accounted for (\(accounted)).",
                zh: "\(session.id)：应有 \(Figures.grouped(result.expected)) 件，落实 \(Figures.grouped(result.accountedFor)) 件（\(accounted)）。"))
        var classes = Table(columns: [
            .words(Text(en: "Class", zh: "类别")), .number(Text(en: "Number", zh: "数量")), .number(Text(en: "Value", zh: "金额（元）")),
            .words(Text(en: "Next", zh: "下一步"), atLeast: 16),
        ])
        for kind in CountClass.allCases where result.count(kind) > 0 {
            classes.add([.sentence(kind.words), .count(Int64(result.count(kind))), .fen(result.valueFen[kind.index]), .sentence(kind.next)])
        }
        try console.show(classes)
        let duty = result.dutyFen[CountClass.missing.index]
        if duty > 0 {
            try console.say(Text(en: "Duty at stake on what is missing: CNY \(Figures.yuan(fen: duty)).", zh: "缺失货物所涉税款：\(Figures.yuan(fen: duty)) 元。"))
        }
        var zones = Table(columns: [
            .identifier(Text(en: "Zone", zh: "区域")), .number(Text(en: "Expected", zh: "应有")), .number(Text(en: "Accounted", zh: "落实")),
            .number(Text(en: "Missing", zh: "缺失")), .number(Text(en: "Not counted", zh: "未清点")), .bar(Text(en: "", zh: "")),
        ])
        for zone in result.zones {
            zones.add([
                .text(zone.location), .count(Int64(zone.expected)), .count(Int64(zone.accounted)), .count(Int64(zone.missing)), .count(Int64(zone.notCounted)),
                .count(Int64(zone.accounted)),
            ])
        }
        try console.show(zones)
        if let rate = result.itemsPerPersonMinuteX100 {
            let isMeasured = result.tally.setup.isBaselineMeasured
            func times(_ factor: Int64?) -> String? { factor.map { "\($0 / 100).\($0 % 100 / 10)" } }
            let factor = times(result.factorX100).map { reading in (reading, times(result.wholeJobFactorX100) ?? "–") }
            try console.say(
                Text(
                    en: "Read at \(Figures.grouped(rate / 100)) items a person-minute"
                        + (factor.map { ", \($0.0) times the hand tally (\(isMeasured ? "measured" : "declared")); the whole job \($0.1) times." } ?? "."),
                    zh: "读取速度：每人每分钟 \(Figures.grouped(rate / 100)) 件" + (factor.map { "，为手工清点（\(isMeasured ? "实测" : "申报值")）的 \($0.0) 倍；全程为 \($0.1) 倍。" } ?? "。")
                ))
        }
        if let words = result.accuracy.flatMap(\.words) { try console.say(words) }
        for kind in CountClass.allCases where !kind.isInOrder && result.count(kind) > 0 {
            var shown = 0
            result.forEach(kind) { row in
                shown += 1
                guard shown <= 10 else { return }
                let place = row.seenLocations.isEmpty ? row.ledgerLocation : row.seenLocations.joined(separator: ", ")
                let note = row.note.isEmpty ? "" : "  " + row.note
                try? console.say(
                    Text(
                        en: "  \(kind.words.en): \(Printable.line(row.subject))  \(place)\(note)",
                        zh: "  \(kind.words.zh)：\(Printable.line(row.subject))  \(place)\(note)"))
            }
            if shown > 10 { try console.say(Text(en: "  … and \(Figures.grouped(shown - 10)) more", zh: "  …… 另有 \(Figures.grouped(shown - 10)) 件")) }
        }
    }
}
