import ArgumentParser
import DutyFree
import GS1
import Ledger
import Presentation
import SQLiteStore
import Wire

/// Everything that the ledger says of a traveller.
struct PersonShow: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "show")

    @Argument(help: "The traveller's code.") var code: String
    @Option(name: .customLong("as-of"), help: "A position or a time.") var asOf: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard code.hasPrefix("p:") else {
            // Perhaps a document number: it is not repeated.
            throw Problem.usage(
                Text(en: "a traveller's code begins with p:", zh: "旅客代码以 p: 开头"),
                hint: Text(en: "Make it with: dutyfree person code", zh: "请用 dutyfree person code 生成。"))
        }
        let moment = try asOf.map { try AsOf(argument: $0) }
        return try LedgerAccess(common, console.environment).read().read { reader in
            let size = try reader.size(asOf: moment)
            let now = try PersonShow.time(moment, reader, size) ?? Clock.now(console.environment)()
            var bar = console.progress(Text(en: "Reading entries", zh: "正在读取记录"), .entries, total: Int64(clamping: size))
            let history = try PersonHistory(PersonCode(code), reader, size: size) {
                try Interrupt.check()
                bar.update(done: Int64(clamping: $0))
            }
            bar.finish()
            let view = PersonView(history: history, quota: PersonView.quotas(history, try reader.policies(), now), year: now.shanghaiYear)
            if console.json {
                try console.emit(view.json)
            } else {
                try view.show(console, try reader.products())
            }
            return history.isEmpty ? .answerIsNo : .done
        }
    }

    /// The moment that is asked for, by which the year and its quota are told; nil for now.
    private static func time(_ moment: AsOf?, _ reader: any LedgerReader, _ size: UInt64) throws -> Timestamp? {
        switch moment {
        case nil: nil
        case .time(let time): time
        case .seq: try size > 0 ? reader.body(at: size - 1).map { try Entry($0).at } : nil
        }
    }

    static let manual = CommandManual(
        name: "person show", abstract: Text(en: "Show a traveller's quota, trips, purchases and what became of them.", zh: "查看旅客的额度、行程、购物及去向。"),
        example: .init("dutyfree person show p:8f3a01", Text(en: "by code", zh: "按代码")),
        another: .init("dutyfree person show $(dutyfree person code) --json", Text(en: "by document, for scripts", zh: "按证件，供脚本使用")),
        more: [.init("dutyfree person show p:8f3a01 --as-of 2026-03-01T00:00:00+08:00", Text(en: "as the ledger had it then", zh: "账本当时所载"))],
        usage: ["dutyfree person show CODE [--as-of SEQ|TIME]"],
        discussion: [
            Text(
                en:
                    "The quota is that of the calendar year in Asia/Shanghai, as this ledger knows it: other enterprises' sales are not in it. Exit 1 where nothing names the code; a code made with another key is another code.",
                zh: "额度按 Asia/Shanghai 日历年计算，仅含本账本的销售。没有任何记录提及该代码时退出码为 1；不同密钥生成的是不同代码。")
        ],
        exits: [.init(.done), .init(.answerIsNo), .init(.cannotRun), .init(.usage)], seeAlso: ["person code", "gate", "trace"])
}

/// The same for people and for scripts.
struct PersonView {
    struct Quota {
        let year: Int
        let quota: Int64
        let used: Int64
        var left: Int64 { max(0, quota - used) }
    }

    let history: PersonHistory
    /// The years in which something was used, and this one.
    let quota: [Quota]
    let year: Int

    /// The quota of a year is that in force at its end, or now.
    static func quotas(_ history: PersonHistory, _ book: PolicyBook, _ now: Timestamp) -> [Quota] {
        Set(history.standing.used.years(.offshore) + [now.shanghaiYear]).sorted().map { year in
            let end = (try? Timestamp("\(String(10_000 + year).dropFirst())-12-31T23:59:59+08:00")) ?? now
            let quota = book.policy(at: min(end, now), .offshore)?.parameters.annualQuotaFen ?? 0
            return Quota(year: year, quota: quota, used: history.standing.used.fen(.offshore, year))
        }
    }

    private var shown: [Entry] {
        let types: Set<MovementType> = [
            .sale, .exchange, .pickup, .handback, .depart, .mail, .return, .reschedule, .ban, .verifyGoods, .refundGuarantee, .convertGuarantee,
        ]
        return history.entries.filter { $0.type.flatMap(MovementType.init(rawValue:)).map(types.contains) ?? false }
    }

    var json: JSONObject {
        var line: JSONObject = ["person": .string(history.standing.person.text), "year": .integer(Int64(year))]
        if let now = quota.last(where: { $0.year == year }) {
            line["usedFen"] = .integer(now.used)
            line["leftFen"] = .integer(now.left)
        }
        line["years"] = .array(
            quota.map {
                .object(["year": .integer(Int64($0.year)), "quotaFen": .integer($0.quota), "usedFen": .integer($0.used), "leftFen": .integer($0.left)])
            })
        line["bannedUntil"] = history.standing.bannedUntil.map { .string($0.formatted()) }
        line["trips"] = .array(
            history.trips.map { trip in
                var row: JSONObject = ["trip": .string(trip.id.text), "departs": .string(trip.departs.formatted())]
                row["departed"] = trip.departed.map { .string($0.formatted()) }
                row["taken"] = .array(
                    trip.taken.categories.map { category in
                        let amount = trip.taken.amount([category])
                        return .object(["category": .string(category), "pieces": .integer(amount.pieces), "ml": .integer(amount.millilitres)])
                    })
                return .object(row)
            })
        line["items"] = .array(
            history.items.map { head in
                var row = ItemStanding(head.item, seq: head.seq).json
                if let sale = head.item.facts.sale, sale.person == history.standing.person {
                    row["priceFen"] = .integer(sale.priceFen)
                    row["pickup"] = .string(sale.pickup.rawValue)
                    row["soldAt"] = .string(sale.soldAt.formatted())
                    row["trip"] = sale.trip.map { .string($0.text) }
                }
                return .object(row)
            })
        line["entries"] = .array(
            shown.map { entry in
                var row: JSONObject = ["seq": .integer(Int64(entry.seq)), "type": .string(entry.type ?? "")]
                row["occurred"] = entry.occurred.map { .string($0.formatted()) }
                row["item"] = entry.link.map { .string($0.item.text) }
                row["policy"] = entry.policy.map { .string($0.text) }
                return .object(row)
            })
        return line
    }

    func show(_ console: Console, _ products: [GTIN: Product]) throws {
        if history.isEmpty {
            return try console.say(
                Text(
                    en: "Nothing in this ledger names \(history.standing.person.text). A code made with another key is another code.",
                    zh: "此账本中没有记录提及 \(history.standing.person.text)。不同密钥生成的是不同代码。"))
        }
        try console.say(Text.same(history.standing.person.text))
        if let until = history.standing.bannedUntil {
            try console.say(.warning, Text(en: "excluded until \(Times.minute(until))", zh: "停止享受政策至 \(Times.minute(until))"))
        }
        for quota in quota {
            let (used, left, all) = (Figures.yuan(fen: quota.used), Figures.yuan(fen: quota.left), Figures.yuan(fen: quota.quota))
            try console.say(Text(en: "\(quota.year): \(used) used of \(all), \(left) left", zh: "\(quota.year) 年：额度 \(all)，已用 \(used)，剩余 \(left)"))
        }
        for trip in history.trips {
            let taken = trip.taken.categories.map { category in
                let amount = trip.taken.amount([category])
                return category + " \(amount.pieces)" + (amount.millilitres > 0 ? " (\(amount.millilitres) ml)" : "")
            }.joined(separator: ", ")
            let left =
                trip.departed.map { Text(en: "departed \(Times.minute($0))", zh: "已于 \(Times.minute($0)) 离岛") }
                ?? Text(en: "departs \(Times.minute(trip.departs))", zh: "\(Times.minute(trip.departs)) 离岛")
            try console.say(Text(en: "trip \(trip.id.text): \(left.en); \(taken)", zh: "行程 \(trip.id.text)：\(left.zh)；\(taken)"))
        }
        try showEntries(console, products)
    }

    private func showEntries(_ console: Console, _ products: [GTIN: Product]) throws {
        var table = Table(columns: [
            .number(Text(en: "Entry", zh: "记录")), .identifier(Text(en: "Occurred", zh: "发生时间")), .name(Text(en: "What", zh: "业务")),
            .name(Text(en: "Product", zh: "商品"), atLeast: 12), .identifier(Text(en: "Item", zh: "货物")), .number(Text(en: "Price", zh: "价格")),
        ])
        for entry in shown {
            let product = entry.link.flatMap { $0.item.gtin }.flatMap { products[$0] }
            let price = entry.data["priceFen"]?.integer
            table.add([
                .count(Int64(entry.seq)), entry.occurred.map { .time($0) } ?? .empty,
                entry.type.flatMap(MovementType.init(rawValue:)).map { .sentence($0.words) } ?? .empty,
                .text(console.language == .zhHans ? product?.nameZh ?? product?.name ?? "" : product?.name ?? ""), .text(entry.link?.item.text ?? ""),
                price.map { .fen($0) } ?? .empty,
            ])
        }
        try console.show(table)
        let now = Dictionary(grouping: history.items, by: \.item.state).sorted { $0.key.rawValue < $1.key.rawValue }
        try console.say(
            Text(
                en: "now: " + now.map { "\($0.value.count) \($0.key.words.en)" }.joined(separator: ", "),
                zh: "现状：" + now.map { "\($0.key.words.zh) \($0.value.count) 件" }.joined(separator: "，")))
    }
}
