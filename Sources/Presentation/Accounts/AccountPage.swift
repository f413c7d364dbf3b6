import DutyFree
package import Supervision

/// The account of a period as a printed statement: one page of HTML, no network, no script, A4; the identity written out,
/// every line, the ways in and out, where everything stands; the checkpoint at the foot.
package struct AccountPage {
    let statement: AccountStatement
    private var account: Account { statement.account }
    let enterprise: String
    let checkpoint: String
    /// A line's name for people.
    let name: (AccountLine) -> String
    /// How many entries it knows.
    let size: UInt64

    package init(_ statement: AccountStatement, enterprise: String, size: UInt64, checkpoint: String, name: @escaping (AccountLine) -> String) {
        self.statement = statement
        self.enterprise = enterprise
        self.size = size
        self.checkpoint = checkpoint
        self.name = name
    }

    package func html(_ language: Language) -> String {
        let period = "\(AccountPeriod.text(account.period.first)) – \(AccountPeriod.text(account.period.last))"
        let title = Text(en: "Account of duty-free goods", zh: "免税品账册")[language]
        let entries = Text(
            en: "\(Figures.grouped(Int64(clamping: size))) entries, days in Asia/Shanghai", zh: "依据 \(Figures.grouped(Int64(clamping: size))) 条记录，按北京时间计日")
        return PrintedPage.head(title, under: "\(enterprise) · \(period) · \(entries[language])", language)
            + identity(language) + lines(language) + flows(language) + standings(language) + losses(language) + counts(language) + notes(language)
            + foot(language) + "</body></html>\n"
    }

    private func identity(_ language: Language) -> String {
        func card(_ title: Text, _ sum: AccountSum) -> String {
            PrintedPage.card(
                title, Figures.grouped(sum.items),
                Text(
                    en: "CNY \(Figures.yuan(fen: sum.valueFen)); duty \(Figures.yuan(fen: sum.dutyFen))",
                    zh: "\(Figures.yuan(fen: sum.valueFen)) 元；税款 \(Figures.yuan(fen: sum.dutyFen)) 元"), language)
        }
        let total = account.total
        return "<section class=\"cards\">" + card(Text(en: "Opening", zh: "期初"), total.opening) + card(Text(en: "+ In", zh: "＋ 本期增加"), total.entering)
            + card(Text(en: "− Out", zh: "－ 本期减少"), total.leaving) + card(Text(en: "= Closing", zh: "＝ 期末"), total.closing) + "</section>\n"
            + "<p><strong>\(PrintedPage.escaped(AccountPage.verdict(account)[language]))</strong></p>\n"
    }

    /// Whether it closes, in a sentence.
    package static func verdict(_ account: Account) -> Text {
        account.holds
            ? Text(en: "It closes: the balance from the movements is the stock from the items, line by line.", zh: "账目平衡：按业务推算的结存与按货物清点的库存逐行一致。")
            : Text(en: "It does not close: movements and items disagree. See: dutyfree verify", zh: "账目不平：业务与货物不一致。参见：dutyfree verify")
    }

    private func lines(_ language: Language) -> String {
        var rows = ""
        func add(_ line: AccountLine, _ name: String, strong: Bool = false) {
            func cell(_ number: String) -> String { "<td class=\"n\">\(strong ? "<strong>\(number)</strong>" : number)</td>" }
            rows += "<tr><td>\(strong ? "<strong>" : "")\(PrintedPage.escaped(name))\(strong ? "</strong>" : "")</td>"
            for items in [line.opening.items, line.entering.items, line.leaving.items, line.closing.items] { rows += cell(Figures.grouped(items)) }
            rows += cell(Figures.yuan(fen: line.closing.valueFen)) + cell(Figures.yuan(fen: line.closing.dutyFen)) + "<td>\(line.holds ? "✓" : "✗")</td></tr>\n"
        }
        for line in account.lines { add(line, name(line)) }
        add(account.total, Text(en: "Total", zh: "合计")[language], strong: true)
        return PrintedPage.table(
            Text(en: "By \(account.grouping.words.en.lowercased())", zh: "按\(account.grouping.words.zh)"),
            [
                account.grouping.words, Text(en: "Opening", zh: "期初"), Text(en: "In", zh: "增加"), Text(en: "Out", zh: "减少"), Text(en: "Closing", zh: "期末"),
                Text(en: "Value (CNY)", zh: "金额（元）"), Text(en: "Duty at stake (CNY)", zh: "所涉税款（元）"), Text(en: "", zh: ""),
            ], numbers: [1, 2, 3, 4, 5, 6], rows, language)
    }

    private func flows(_ language: Language) -> String {
        var rows = ""
        func add(_ sign: String, _ flows: [MovementType: AccountSum]) {
            for type in MovementType.allCases {
                guard let sum = flows[type] else { continue }
                rows += "<tr><td>\(sign) \(PrintedPage.escaped(type.words[language]))</td><td class=\"n\">\(Figures.grouped(sum.items))</td>"
                rows += "<td class=\"n\">\(Figures.yuan(fen: sum.valueFen))</td><td class=\"n\">\(Figures.yuan(fen: sum.dutyFen))</td></tr>\n"
            }
        }
        add("+", account.total.entered)
        add("−", account.total.left)
        guard !rows.isEmpty else { return "" }
        return PrintedPage.table(
            Text(en: "What came and went", zh: "增减明细"),
            [Text(en: "Movement", zh: "业务"), Text(en: "Items", zh: "件数"), Text(en: "Value (CNY)", zh: "金额（元）"), Text(en: "Duty (CNY)", zh: "税款（元）")],
            numbers: [1, 2, 3], rows, language)
    }

    private func standings(_ language: Language) -> String {
        var rows = ""
        for standing in AccountStanding.allCases {
            guard let sum = account.total.standings[standing], sum.items != 0 else { continue }
            rows += "<tr><td>\(PrintedPage.escaped(standing.words[language]))</td><td class=\"n\">\(Figures.grouped(sum.items))</td>"
            rows += "<td class=\"n\">\(Figures.yuan(fen: sum.valueFen))</td><td class=\"n\">\(Figures.yuan(fen: sum.dutyFen))</td></tr>\n"
        }
        let all = account.total.broughtIn
        rows +=
            "<tr><td><strong>\(PrintedPage.escaped(Text(en: "declared or taken over, in all", zh: "申报及转入合计")[language]))</strong></td><td class=\"n\"><strong>\(Figures.grouped(all.items))</strong></td>"
        rows += "<td class=\"n\">\(Figures.yuan(fen: all.valueFen))</td><td class=\"n\">\(Figures.yuan(fen: all.dutyFen))</td></tr>\n"
        return PrintedPage.table(
            Text(en: "Where everything ever brought in stands at the end", zh: "历来进口及转入货物的期末去向"),
            [Text(en: "Standing", zh: "去向"), Text(en: "Items", zh: "件数"), Text(en: "Value (CNY)", zh: "金额（元）"), Text(en: "Duty (CNY)", zh: "税款（元）")],
            numbers: [1, 2, 3], rows, language)
    }

    private func losses(_ language: Language) -> String {
        let losses = statement.losses
        guard !losses.isEmpty || !losses.holds else { return "" }
        var rows = ""
        for line in losses.lines {
            rows += "<tr><td>\(PrintedPage.escaped(line.type.words[language]))</td>"
            for items in LossStatement.items(line) { rows += "<td class=\"n\">\(Figures.grouped(items))</td>" }
            rows += "<td class=\"n\">\(Figures.yuan(fen: line.open.dutyFen))</td><td class=\"n\">\(Figures.yuan(fen: line.paidFen))</td></tr>\n"
        }
        return PrintedPage.table(LossStatement.title, LossStatement.columns, numbers: Set(1...8), rows, language)
            + "<p><strong>\(PrintedPage.escaped(losses.verdict[language]))</strong></p>\n"
    }

    private func counts(_ language: Language) -> String {
        guard let counts = statement.counts else { return "" }
        var rows = ""
        for count in counts.counts {
            let entries = [count.openSeq, count.resultSeq, count.closeSeq].compactMap { $0.map(String.init) }.joined(separator: ", ")
            let places = count.scope.map(\.text).joined(separator: " ")
            rows += "<tr><td>\(PrintedPage.escaped(count.id)) (\(entries))</td><td>\(PrintedPage.escaped(places))</td><td>\(Times.minute(count.at))</td>"
            for figure in CountStatement.figures(count) { rows += "<td class=\"n\">\(figure.map { Figures.grouped($0) } ?? "–")</td>" }
            rows += "</tr>\n"
        }
        return PrintedPage.table(CountStatement.title, CountStatement.columns, numbers: Set(3...8), rows, language)
            + "<p><strong>\(PrintedPage.escaped(counts.identity[language]))</strong> \(PrintedPage.escaped(counts.verdict[language]))</p>\n"
    }

    private func notes(_ language: Language) -> String {
        "<section><p>\(PrintedPage.escaped(AccountPage.basis[language]))</p></section>\n"
    }

    /// By what rules the figures came about.
    package static let basis = Text(
        en:
            "A movement counts on the day it occurred; what was corrected counts as corrected, what was taken back not at all. Value is the list price, duty the import tax on articles, both as the ledger has them at this moment.",
        zh: "业务按发生之日计入；更正后的按更正内容计，撤销的不计。金额按标价、税款按进境物品进口税，均以账本此刻所载为准。")

    private func foot(_ language: Language) -> String {
        let total = account.total
        let said =
            "account \(account.period.text)\nopening \(total.opening.items)\nin \(total.entering.items)\nout \(total.leaving.items)\nclosing \(total.closing.items)\n\n\(checkpoint)"
        return PrintedPage.signs([Text(en: "For the enterprise", zh: "企业"), Text(en: "Accountant", zh: "会计"), Text(en: "Customs", zh: "海关")], language)
            + PrintedPage.foot(
                code: said, Text(en: "Closing", zh: "期末"), "\(total.closing.items)", checkpoint,
                Text(
                    en: "Anyone who has the ledger can repeat this: dutyfree account --period \(account.period.text) --as-of \(size == 0 ? 0 : size - 1)",
                    zh: "持有账本者均可复核：dutyfree account --period \(account.period.text) --as-of \(size == 0 ? 0 : size - 1)"), language)
    }
}
