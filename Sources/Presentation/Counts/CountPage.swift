import DutyFree
package import StockCount
import Wire

/// The report of a count as one page of HTML: no network, no script, A4; bars as SVG with the table beside them, in tones
/// that print in grey; places for signatures, the result's hash and the checkpoint at the foot.
package struct CountPage {
    let session: CountSession
    let result: CountResult
    let hash: String
    let checkpoint: String
    let enterprise: String
    /// Rows of one class that the page shows; the rest stands in the CSV.
    private static let rowsMax = 500

    package init(session: CountSession, result: CountResult, hash: String, checkpoint: String, enterprise: String) {
        self.session = session
        self.result = result
        self.hash = hash
        self.checkpoint = checkpoint
        self.enterprise = enterprise
    }

    package func html(_ language: Language) -> String {
        func say(_ en: String, _ zh: String) -> String { language == .en ? en : zh }
        let title = say("Stock count \(session.id)", "盘点报告 \(session.id)")
        var page = PrintedPage.head(title, under: "\(enterprise) · \(session.scope.map(\.text).joined(separator: ", "))", language)
        page += facts(language) + classes(language) + zones(language) + productivity(language) + items(language) + files(language) + foot(language)
        return page + "</body></html>\n"
    }

    // MARK: Parts

    private func facts(_ language: Language) -> String {
        func card(_ title: Text, _ value: String, _ note: Text) -> String { PrintedPage.card(title, value, note, language) }
        let percent = Figures.percent(Int64(result.accountedFor), of: Int64(result.expected))
        let missing = result.count(.missing)
        func times(_ factor: Int64?) -> String { factor.map { "× \($0 / 100).\($0 % 100 / 10)" } ?? "–" }
        let factor = times(result.factorX100)
        let whole = times(result.wholeJobFactorX100)
        return "<section class=\"cards\">"
            + card(
                Text(en: "Accounted for", zh: "落实"), percent,
                Text(
                    en: "\(Figures.grouped(result.accountedFor)) of \(Figures.grouped(result.expected))",
                    zh: "\(Figures.grouped(result.accountedFor)) / \(Figures.grouped(result.expected)) 件"))
            + card(
                Text(en: "Missing", zh: "缺失"), Figures.grouped(missing),
                Text(
                    en:
                        "CNY \(Figures.yuan(fen: result.valueFen[CountClass.missing.index])); duty \(Figures.yuan(fen: result.dutyFen[CountClass.missing.index]))",
                    zh: "\(Figures.yuan(fen: result.valueFen[CountClass.missing.index])) 元；税款 \(Figures.yuan(fen: result.dutyFen[CountClass.missing.index])) 元")
            )
            + card(
                Text(en: "Against the hand tally", zh: "相对手工清点"), factor,
                Text(
                    en: "reading; the whole job \(whole); baseline \(result.tally.setup.isBaselineMeasured ? "measured" : "declared")",
                    zh: "按读取计；全程 \(whole)；基准为\(result.tally.setup.isBaselineMeasured ? "实测值" : "申报值")"))
            + card(
                Text(en: "Book", zh: "账面"), Figures.grouped(Int64(session.snapshot)),
                Text(en: "entries; opened \(Times.minute(session.opened))", zh: "条记录；\(Times.minute(session.opened)) 开始"))
            + "</section>\n"
    }

    private func classes(_ language: Language) -> String {
        let most = max(1, CountClass.allCases.map { result.count($0) }.max() ?? 1)
        var rows = ""
        for kind in CountClass.allCases where result.count(kind) > 0 {
            rows +=
                "<tr><td>\(PrintedPage.escaped(kind.words[language]))</td><td class=\"n\">\(Figures.grouped(result.count(kind)))</td><td class=\"n\">\(Figures.yuan(fen: result.valueFen[kind.index]))</td>"
            rows += "<td>\(CountPage.bar(result.count(kind), most, kind.isInOrder))</td><td>\(PrintedPage.escaped(kind.next[language]))</td></tr>\n"
        }
        return PrintedPage.table(
            Text(en: "By class", zh: "按类别"),
            [
                Text(en: "Class", zh: "类别"), Text(en: "Number", zh: "数量"), Text(en: "Value (CNY)", zh: "金额（元）"), Text(en: "", zh: ""),
                Text(en: "Next", zh: "下一步"),
            ], numbers: [1, 2], rows, language)
    }

    private func zones(_ language: Language) -> String {
        let most = max(1, result.zones.map(\.expected).max() ?? 1)
        var rows = ""
        for zone in result.zones {
            rows +=
                "<tr><td>\(PrintedPage.escaped(zone.location))</td><td class=\"n\">\(Figures.grouped(zone.expected))</td><td class=\"n\">\(Figures.grouped(zone.accounted))</td>"
            rows +=
                "<td class=\"n\">\(Figures.grouped(zone.missing))</td><td class=\"n\">\(Figures.grouped(zone.notCounted))</td><td>\(CountPage.bar(zone.accounted, most, true))</td><td>\(PrintedPage.escaped(zone.counters.joined(separator: ", ")))</td></tr>\n"
        }
        return PrintedPage.table(
            Text(en: "By zone", zh: "按区域"),
            [
                Text(en: "Zone", zh: "区域"), Text(en: "Expected", zh: "应有"), Text(en: "Accounted", zh: "落实"), Text(en: "Missing", zh: "缺失"),
                Text(en: "Not counted", zh: "未清点"), Text(en: "", zh: ""), Text(en: "Counters", zh: "盘点员"),
            ], numbers: [1, 2, 3, 4], rows, language)
    }

    private func productivity(_ language: Language) -> String {
        guard let rate = result.itemsPerPersonMinuteX100 else { return "" }
        let minutes = result.personMs / 60_000
        let text = Text(
            en: "\(Figures.grouped(result.distinctItemsRead)) items in \(Figures.grouped(minutes)) person-minutes of reading: \(rate / 100) a minute.",
            zh: "读取 \(Figures.grouped(result.distinctItemsRead)) 件，用时 \(Figures.grouped(minutes)) 人分钟：每分钟 \(rate / 100) 件。")
        let again = result.accuracy.flatMap(\.words).map { " " + $0[language] } ?? ""
        return
            "<section><h2>\(PrintedPage.escaped(Text(en: "Productivity", zh: "效率")[language]))</h2><p>\(PrintedPage.escaped(text[language] + again))</p></section>\n"
    }

    private func items(_ language: Language) -> String {
        var text = ""
        for kind in CountClass.allCases where !kind.isInOrder && result.count(kind) > 0 {
            var rows = ""
            var shown = 0
            result.forEach(kind) { row in
                shown += 1
                guard shown <= CountPage.rowsMax else { return }
                rows +=
                    "<tr><td class=\"k\">\(PrintedPage.escaped(row.subject))</td><td>\(PrintedPage.escaped(row.expectedLocation)) \(PrintedPage.escaped(ItemState(rawValue: row.expectedState)?.words[language] ?? row.expectedState))</td>"
                rows +=
                    "<td>\(PrintedPage.escaped(row.seenLocations.joined(separator: ", ")))</td><td class=\"n\">\(row.reads)</td><td>\(PrintedPage.escaped(row.note))</td></tr>\n"
            }
            if shown > CountPage.rowsMax {
                rows += "<tr><td colspan=\"5\">\(Figures.grouped(shown - CountPage.rowsMax)) \(Text(en: "more in the CSV", zh: "件见 CSV")[language])</td></tr>\n"
            }
            text += PrintedPage.table(
                Text(en: "\(kind.words.en): \(kind.next.en)", zh: "\(kind.words.zh)：\(kind.next.zh)"),
                [
                    Text(en: "Subject", zh: "对象"), Text(en: "Book", zh: "账面"), Text(en: "Seen", zh: "实见"), Text(en: "Reads", zh: "读取"),
                    Text(en: "Note", zh: "备注"),
                ], numbers: [3], rows, language, wide: true)
        }
        return text
    }

    private func files(_ language: Language) -> String {
        var rows = ""
        for file in result.files {
            rows +=
                "<tr><td>\(PrintedPage.escaped(file.name))</td><td class=\"n\">\(Figures.grouped(file.lines))</td><td class=\"n\">\(Figures.grouped(file.reads))</td><td class=\"n\">\(Figures.grouped(file.rejected))</td><td class=\"k\">\(file.sha256)</td></tr>\n"
        }
        return PrintedPage.table(
            Text(en: "Read files", zh: "读取文件"),
            [
                Text(en: "File", zh: "文件"), Text(en: "Lines", zh: "行"), Text(en: "Reads", zh: "读取"), Text(en: "Rejected", zh: "拒绝"),
                Text(en: "SHA-256", zh: "SHA-256"),
            ], numbers: [1, 2, 3], rows, language)
    }

    private func foot(_ language: Language) -> String {
        // One code with both: whoever scans it holds the result's hash under the ledger's signature.
        let said = "count \(session.id)\nresult \(hash)\n\n\(checkpoint)"
        return PrintedPage.signs([Text(en: "Counted by", zh: "盘点人"), Text(en: "Approved by", zh: "批准人"), Text(en: "Customs", zh: "海关")], language)
            + PrintedPage.foot(
                code: said, Text(en: "Result (SHA-256)", zh: "结果（SHA-256）"), hash, checkpoint,
                Text(
                    en: "Anyone who has the ledger and the read files can repeat this: dutyfree count verify \(session.id)",
                    zh: "持有账本与读取文件者均可复核：dutyfree count verify \(session.id)"), language)
    }

    // MARK: Pieces

    private static func bar(_ value: Int, _ most: Int, _ isGood: Bool) -> String {
        let width = value == 0 ? 0 : max(1, value * 160 / most)
        return
            "<svg width=\"160\" height=\"10\" role=\"img\" aria-label=\"\(value)\"><rect width=\"\(width)\" height=\"10\" fill=\"\(isGood ? "#7a8a99" : "#222b33")\"/></svg>"
    }
}
