import DutyFree
package import StockCount
import Symbols
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
        var page = "<!DOCTYPE html>\n<html lang=\"\(language == .en ? "en" : "zh-Hans")\"><head><meta charset=\"utf-8\">"
        page += "<meta name=\"viewport\" content=\"width=device-width\"><title>\(CountPage.escaped(title))</title><style>\(CountPage.style)</style></head><body>\n"
        page += "<header><h1>\(CountPage.escaped(title))</h1><p>\(CountPage.escaped(enterprise)) · \(CountPage.escaped(session.scope.map(\.text).joined(separator: ", ")))</p></header>\n"
        page += facts(language) + classes(language) + zones(language) + productivity(language) + items(language) + files(language) + foot(language)
        return page + "</body></html>\n"
    }

    // MARK: Parts

    private func facts(_ language: Language) -> String {
        func card(_ title: Text, _ value: String, _ note: Text = Text(en: "", zh: "")) -> String {
            "<div class=\"card\"><span>\(CountPage.escaped(title[language]))</span><strong>\(CountPage.escaped(value))</strong><em>\(CountPage.escaped(note[language]))</em></div>"
        }
        let percent = Figures.percent(Int64(result.accountedFor), of: Int64(result.expected))
        let missing = result.count(.missing)
        func times(_ factor: Int64?) -> String { factor.map { "× \($0 / 100).\($0 % 100 / 10)" } ?? "–" }
        let factor = times(result.factorX100)
        let whole = times(result.wholeJobFactorX100)
        return "<section class=\"cards\">"
            + card(
                Text(en: "Accounted for", zh: "落实"), percent,
                Text(en: "\(Figures.grouped(result.accountedFor)) of \(Figures.grouped(result.expected))", zh: "\(Figures.grouped(result.accountedFor)) / \(Figures.grouped(result.expected)) 件"))
            + card(
                Text(en: "Missing", zh: "缺失"), Figures.grouped(missing),
                Text(
                    en: "CNY \(Figures.yuan(fen: result.valueFen[CountClass.missing.index])); duty \(Figures.yuan(fen: result.dutyFen[CountClass.missing.index]))",
                    zh: "\(Figures.yuan(fen: result.valueFen[CountClass.missing.index])) 元；税款 \(Figures.yuan(fen: result.dutyFen[CountClass.missing.index])) 元"))
            + card(
                Text(en: "Against the hand tally", zh: "相对手工清点"), factor,
                Text(
                    en: "reading; the whole job \(whole); baseline \(result.tally.setup.isBaselineMeasured ? "measured" : "declared")",
                    zh: "按读取计；全程 \(whole)；基准为\(result.tally.setup.isBaselineMeasured ? "实测值" : "申报值")"))
            + card(
                Text(en: "Book", zh: "账面"), Figures.grouped(Int64(session.snapshot)), Text(en: "entries; opened \(Times.minute(session.opened))", zh: "条记录；\(Times.minute(session.opened)) 开始"))
            + "</section>\n"
    }

    private func classes(_ language: Language) -> String {
        let most = max(1, CountClass.allCases.map { result.count($0) }.max() ?? 1)
        var rows = ""
        for kind in CountClass.allCases where result.count(kind) > 0 {
            rows += "<tr><td>\(CountPage.escaped(kind.words[language]))</td><td class=\"n\">\(Figures.grouped(result.count(kind)))</td><td class=\"n\">\(Figures.yuan(fen: result.valueFen[kind.index]))</td>"
            rows += "<td>\(CountPage.bar(result.count(kind), most, kind.isInOrder))</td><td>\(CountPage.escaped(kind.next[language]))</td></tr>\n"
        }
        return table(
            Text(en: "By class", zh: "按类别"),
            [Text(en: "Class", zh: "类别"), Text(en: "Number", zh: "数量"), Text(en: "Value (CNY)", zh: "金额（元）"), Text(en: "", zh: ""), Text(en: "Next", zh: "下一步")], numbers: [1, 2], rows, language)
    }

    private func zones(_ language: Language) -> String {
        let most = max(1, result.zones.map(\.expected).max() ?? 1)
        var rows = ""
        for zone in result.zones {
            rows += "<tr><td>\(CountPage.escaped(zone.location))</td><td class=\"n\">\(Figures.grouped(zone.expected))</td><td class=\"n\">\(Figures.grouped(zone.accounted))</td>"
            rows += "<td class=\"n\">\(Figures.grouped(zone.missing))</td><td class=\"n\">\(Figures.grouped(zone.notCounted))</td><td>\(CountPage.bar(zone.accounted, most, true))</td><td>\(CountPage.escaped(zone.counters.joined(separator: ", ")))</td></tr>\n"
        }
        return table(
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
        return "<section><h2>\(CountPage.escaped(Text(en: "Productivity", zh: "效率")[language]))</h2><p>\(CountPage.escaped(text[language] + again))</p></section>\n"
    }

    private func items(_ language: Language) -> String {
        var text = ""
        for kind in CountClass.allCases where !kind.isInOrder && result.count(kind) > 0 {
            var rows = ""
            var shown = 0
            result.forEach(kind) { row in
                shown += 1
                guard shown <= CountPage.rowsMax else { return }
                rows += "<tr><td class=\"k\">\(CountPage.escaped(row.subject))</td><td>\(CountPage.escaped(row.expectedLocation)) \(CountPage.escaped(ItemState(rawValue: row.expectedState)?.words[language] ?? row.expectedState))</td>"
                rows += "<td>\(CountPage.escaped(row.seenLocations.joined(separator: ", ")))</td><td class=\"n\">\(row.reads)</td><td>\(CountPage.escaped(row.note))</td></tr>\n"
            }
            if shown > CountPage.rowsMax {
                rows += "<tr><td colspan=\"5\">\(Figures.grouped(shown - CountPage.rowsMax)) \(Text(en: "more in the CSV", zh: "件见 CSV")[language])</td></tr>\n"
            }
            text += table(
                Text(en: "\(kind.words.en): \(kind.next.en)", zh: "\(kind.words.zh)：\(kind.next.zh)"),
                [Text(en: "Subject", zh: "对象"), Text(en: "Book", zh: "账面"), Text(en: "Seen", zh: "实见"), Text(en: "Reads", zh: "读取"), Text(en: "Note", zh: "备注")], numbers: [3], rows, language, wide: true)
        }
        return text
    }

    private func files(_ language: Language) -> String {
        var rows = ""
        for file in result.files {
            rows += "<tr><td>\(CountPage.escaped(file.name))</td><td class=\"n\">\(Figures.grouped(file.lines))</td><td class=\"n\">\(Figures.grouped(file.reads))</td><td class=\"n\">\(Figures.grouped(file.rejected))</td><td class=\"k\">\(file.sha256)</td></tr>\n"
        }
        return table(
            Text(en: "Read files", zh: "读取文件"),
            [Text(en: "File", zh: "文件"), Text(en: "Lines", zh: "行"), Text(en: "Reads", zh: "读取"), Text(en: "Rejected", zh: "拒绝"), Text(en: "SHA-256", zh: "SHA-256")], numbers: [1, 2, 3], rows, language)
    }

    private func foot(_ language: Language) -> String {
        func sign(_ who: Text) -> String { "<div class=\"sign\"><span>\(CountPage.escaped(who[language]))</span></div>" }
        // One code with both: whoever scans it holds the result's hash under the ledger's signature.
        let said = "count \(session.id)\nresult \(hash)\n\n\(checkpoint)"
        let symbol = (try? Symbol.qr(Array(said.utf8)))?.svg(side: "34mm", label: "QR", isInline: true) ?? ""
        return "<section class=\"signs\">" + sign(Text(en: "Counted by", zh: "盘点人")) + sign(Text(en: "Approved by", zh: "批准人")) + sign(Text(en: "Customs", zh: "海关")) + "</section>\n"
            + "<footer>\(symbol)<div><p>\(CountPage.escaped(Text(en: "Result (SHA-256)", zh: "结果（SHA-256）")[language])): <code>\(hash)</code></p><pre>\(checkpoint.split(separator: "\n", omittingEmptySubsequences: false).map { CountPage.escaped(String($0)) }.joined(separator: "\n"))</pre>"
            + "<p>\(CountPage.escaped(Text(en: "Anyone who has the ledger and the read files can repeat this: dutyfree count verify \(session.id)", zh: "持有账本与读取文件者均可复核：dutyfree count verify \(session.id)")[language]))</p></div></footer>\n"
    }

    // MARK: Pieces

    /// `numbers` are the columns that stand right, as their cells do.
    private func table(_ title: Text, _ columns: [Text], numbers: Set<Int>, _ rows: String, _ language: Language, wide: Bool = false) -> String {
        let heads = columns.enumerated().map { "<th\(numbers.contains($0.offset) ? " class=\"n\"" : "")>\(CountPage.escaped($0.element[language]))</th>" }
        return "<section><h2>\(CountPage.escaped(title[language]))</h2><table\(wide ? " class=\"items\"" : "")><thead><tr>" + heads.joined()
            + "</tr></thead><tbody>\n\(rows)</tbody></table></section>\n"
    }

    private static func bar(_ value: Int, _ most: Int, _ isGood: Bool) -> String {
        let width = value == 0 ? 0 : max(1, value * 160 / most)
        return "<svg width=\"160\" height=\"10\" role=\"img\" aria-label=\"\(value)\"><rect width=\"\(width)\" height=\"10\" fill=\"\(isGood ? "#7a8a99" : "#222b33")\"/></svg>"
    }

    /// Text as text, whatever it holds.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in Printable.line(text) {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
        return result
    }

    private static let style = """
        @page{size:A4;margin:14mm}body{font:14px/1.5 system-ui,"Noto Sans CJK SC","PingFang SC",sans-serif;color:#1b2126;margin:24px auto;max-width:900px;padding:0 16px}\
        h1{font-size:24px;margin:0}h2{font-size:16px;margin:28px 0 8px;break-after:avoid}header p{color:#56616b;margin:4px 0 20px}\
        .cards{display:grid;grid-template-columns:repeat(4,1fr);gap:12px}.card{border:1px solid #cfd6dc;border-radius:8px;padding:12px}\
        .card span,.card em{display:block;color:#56616b;font-style:normal;font-size:12px}.card strong{font-size:22px}\
        table{width:100%;border-collapse:collapse;font-size:13px}th{text-align:left;color:#56616b;font-weight:500;border-bottom:1px solid #8b969f}\
        td,th{padding:4px 8px 4px 0;vertical-align:top}th.n{text-align:right}.items{table-layout:fixed}.items th:nth-child(1){width:44%}.items th:nth-child(4){width:9%}tr{break-inside:avoid}td{border-bottom:1px solid #e6eaed}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\
        .k{font-family:ui-monospace,monospace;font-size:11.5px;word-break:break-all}.signs{display:grid;grid-template-columns:repeat(3,1fr);gap:24px;margin-top:56px;break-inside:avoid}\
        .sign{border-top:1px solid #1b2126;padding-top:4px;font-size:12px}footer{display:grid;grid-template-columns:36mm 1fr;gap:12px;break-inside:avoid;margin-top:32px;font-size:11px;color:#56616b}pre,code{font-family:ui-monospace,monospace;white-space:pre-wrap;word-break:break-all}\
        @media(max-width:640px){.cards{grid-template-columns:repeat(2,1fr)}}
        """
}
