import ArgumentParser
import DutyFree
import GS1
import Glibc
import Ledger
import Presentation
import SQLiteStore
import Supervision
import Wire

/// 一企一账.
struct AccountCommand: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "account")

    @Option(help: "2026, 2026-03, 2026-03-05, or FROM..TO; else this month.") var period: String?
    @Option(help: "What the lines are: category, product or declaration.", completion: .list(AccountGrouping.allCases.map(\.rawValue))) var by = "category"
    @Flag(help: "As CSV.") var csv = false
    @Option(help: "Write a statement to print to this file.", completion: .file()) var html: String?
    @Option(help: "List the entries behind a line, by its name; “all” for every line.") var entries: String?
    @Flag(help: "List the losses, each with its duty and what became of it.") var losses = false
    @Flag(help: "List the last approved counts beside the closing.") var counts = false
    @Option(help: "With --entries: only movements of this type.") var type: String?
    @Option(help: "Another enterprise's ledger, to match transfers with; as often as needed.", completion: .file()) var with: [String] = []
    @Option(name: .customLong("as-of"), help: "A position or a time.") var asOf: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard let grouping = AccountGrouping(rawValue: by) else {
            throw Problem.usage(Text(en: "--by is category, product or declaration, not “\(by)”", zh: "--by 只能是 category、product 或 declaration，不能是“\(by)”"))
        }
        guard [entries != nil, losses, counts, html != nil].count(where: { $0 }) < 2, !csv || html == nil && entries == nil else {
            throw Problem.usage(
                Text(
                    en: "one of --entries, --losses, --counts, --html; --csv goes with losses, counts or none",
                    zh: "--entries、--losses、--counts、--html 只能选一；--csv 只可用于 --losses、--counts 或单独使用"))
        }
        let period = try span(console)
        let moment = try asOf.map { try AsOf(argument: $0) }
        let store = try LedgerAccess(common, console.environment).read()
        return try store.read { reader in
            let size = try reader.size(asOf: moment)
            if let entries { return try AccountEntries(entries, type, grouping, period, size).show(reader, console) }
            var bar = console.progress(Text(en: "Reading entries", zh: "正在读取记录"), .entries, total: Int64(clamping: size))
            let statement = try AccountBook.statement(reader, period: period, by: grouping, asOf: moment == nil ? nil : size) {
                try Interrupt.check()
                bar.update(done: Int64(clamping: $0))
            }
            bar.finish()
            let open = try with.isEmpty ? [] : transfers(reader, period, with[...], [])
            let names = AccountNames(try reader.products(), console.language)
            let view = AccountView(statement: statement, open: open, enterprise: try Genesis.read(reader).enterprise, size: size, names: names)
            if losses {
                try LossView(statement.losses).list(console, csv: csv)
            } else if counts {
                try CountView(statement.counts).list(console, csv: csv)
            } else if let html {
                try view.write(html, checkpoint: AccountCommand.note(reader, size: size), console)
            } else if console.json {
                try console.emit(view.json)
            } else if csv {
                try console.write(view.csv)
            } else {
                try view.show(console)
                try Stock.footer(reader, moment, console)
            }
            return statement.holds && open.isEmpty ? .done : .answerIsNo
        }
    }

    private func span(_ console: Console) throws -> AccountPeriod {
        guard let text = period else { return AccountPeriod(monthOf: try Clock.now(console.environment)()) }
        guard let known = AccountPeriod(text) else {
            throw Problem.usage(
                Text(en: "--period is a year, a month, a day or two of them, not “\(text)”", zh: "--period 应为年、月、日或其区间，而不是“\(text)”"),
                hint: Text.same("--period 2026, --period 2026-03, --period 2026-03-01..2026-03-15"))
        }
        return known
    }

    /// Opens each of the other ledgers, so that all are read at one moment.
    private func transfers(_ own: any LedgerReader, _ period: AccountPeriod, _ left: ArraySlice<String>, _ others: [any LedgerReader]) throws -> [OpenTransfer]
    {
        guard let path = left.first else { return try AccountTransfers.open(own, with: others, until: period) }
        return try SQLiteLedger(opening: path, .readOnly).read { try transfers(own, period, left.dropFirst(), others + [$0]) }
    }

    /// The checkpoint of this size; the last one where entries after it were left out.
    private static func note(_ reader: any LedgerReader, size: UInt64) throws -> String {
        var note = ""
        try reader.checkpoints { row in
            guard row.size <= size || note.isEmpty else { return false }
            note = row.note
            return true
        }
        return note
    }

    static let manual = CommandManual(
        name: "account", abstract: Text(en: "Show the account of a period: opening + in − out = closing.", zh: "查看一企一账：期初＋增加－减少＝期末。"),
        example: .init("dutyfree account --period 2026-03", Text(en: "a month, by category", zh: "一个月，按品类")),
        another: .init("dutyfree account --period 2026 --by declaration --csv", Text(en: "a year, declaration by declaration", zh: "一年，逐份报关单")),
        more: [
            .init("dutyfree account --period 2026-03 --entries liquor --type sale", Text(en: "the entries behind a figure", zh: "某数字背后的记录")),
            .init("dutyfree account --period 2026-03 --html march.html", Text(en: "a statement to print and sign", zh: "可打印签字的账册")),
            .init("dutyfree account --period 2026 --losses --csv", Text(en: "every loss with its duty, its tax bill or document", zh: "每笔损失及其税款、税单或单证")),
            .init("dutyfree account --counts", Text(en: "the closing beside what was last counted", zh: "期末与最近盘点对照")),
            .init("dutyfree account --with other.dutyfree", Text(en: "transfers out that the other enterprise never took in", zh: "对方企业未转入的转出")),
        ],
        usage: [
            "dutyfree account [--period P] [--by category|product|declaration] [--csv|--html FILE] [--entries LINE [--type T]|--losses|--counts] [--with LEDGER]… [--as-of SEQ|TIME]"
        ],
        discussion: [
            Text(
                en:
                    "The balance is what is with us unsold or in transit between our sites. Closing is counted from the items as they stand, not computed from the movements: that both agree is checked, in every line and every standing. Exit 1 where it does not, or where a transfer has only one half.",
                zh: "结存为在我方未售及调拨在途的货物。期末由货物现状清点得出，而非由业务推算：逐行逐项核对二者一致。不一致，或转移只有一方记录时，退出码为 1。"),
            AccountPage.basis, LossView.rule, CountView.rule,
        ],
        exits: [.init(.done), .init(.answerIsNo), .init(.cannotRun), .init(.usage)], seeAlso: ["stock", "count report", "verify"])
}

/// What lines are called.
struct AccountNames {
    let products: [GTIN: Product]
    let language: Language

    init(_ products: [GTIN: Product], _ language: Language) {
        self.products = products
        self.language = language
    }

    func text(_ line: AccountLine, _ grouping: AccountGrouping) -> String {
        switch grouping {
        case .category: line.name
        case .declaration: line.name.isEmpty ? AccountLine.takenOver[language] : line.name
        case .product:
            GTIN(digits14: line.name).flatMap { products[$0] }.map { language == .zhHans ? $0.nameZh ?? $0.name : $0.name } ?? line.name
        }
    }
}
