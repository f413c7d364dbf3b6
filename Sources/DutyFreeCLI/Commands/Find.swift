import ArgumentParser
import DutyFree
import GS1
import Ledger
import Presentation
import SQLiteStore
import Wire

struct Find: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "find")

    @Option(help: "In this state.", completion: .list(ItemState.allCases.map(\.rawValue))) var state: String?
    @Option(help: "At this place or below it.", completion: .custom(Completions.locations)) var location: String?
    @Option(help: "Of this product (GTIN).") var product: String?
    @Option(help: "With an entry that names this document.") var doc: String?
    @Option(help: "With an entry that names this person's code.") var person: String?
    @Option(help: "Last moved at or after this time.") var since: String?
    @Option(help: "Last moved before this time.") var until: String?
    @Flag(help: "Sold, and not collected or not off the island in time.") var overdue = false
    @Option(help: "No more than this many.") var limit: Int?
    @Option(name: .customLong("as-of"), help: "A position or a time.") var asOf: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let query = try query()
        let moment = try asOf.map { try AsOf(argument: $0) }
        if let limit, limit < 1 { throw Problem.usage(Text(en: "--limit is at least 1", zh: "--limit 至少为 1")) }
        if overdue {
            guard moment == nil, !query.isNarrowed else {
                throw Problem.usage(Text(en: "--overdue stands alone, with --limit and --location", zh: "--overdue 只能与 --limit、--location 合用"))
            }
            return try FindOverdue(location: query.location, limit: limit).run(LedgerAccess(common, console.environment), console)
        }
        var table = Table(columns: [
            .identifier(Text(en: "Item", zh: "货物")), .name(Text(en: "Product", zh: "商品")),
            .identifier(Text(en: "Location", zh: "地点")), .name(Text(en: "State", zh: "状态")),
            .identifier(Text(en: "Since", zh: "自")), .number(Text(en: "Entry", zh: "记录")),
        ])
        var found = 0
        var more = false
        try LedgerAccess(common, console.environment).read().read { reader in
            let products = console.json ? [:] : try reader.products()
            try reader.find(query, asOf: moment) { standing in
                try Interrupt.check()
                if let limit, found == limit {
                    more = true
                    return false
                }
                found += 1
                if console.json {
                    try console.emit(standing.json)
                } else {
                    let product = standing.product.flatMap { products[$0] }
                    let name = console.language == .zhHans ? product?.nameZh ?? product?.name : product?.name
                    table.add([
                        .text(standing.item.text), .text(name ?? standing.product?.digits14 ?? ""),
                        .text(standing.location?.text ?? ""), .sentence(standing.state.words), .time(standing.since),
                        .count(Int64(standing.seq)),
                    ])
                }
                return true
            }
        }
        if !console.json {
            if found > 0 { try console.show(table) }
            let count = Unit.items.counted(found)
            try console.say(
                more ? Text(en: "the first \(count.en); there are more", zh: "仅列前 \(count.zh)，还有更多") : count)
        }
        return .done
    }

    private func query() throws -> ItemQuery {
        var query = ItemQuery()
        if let state {
            guard let known = ItemState(rawValue: state) else {
                throw Problem.usage(
                    Text(en: "“\(state)” is no state", zh: "“\(state)”不是状态"),
                    hint: Suggestion.sentence(for: state, in: ItemState.allCases.map(\.rawValue)))
            }
            query.state = known
        }
        query.location = location.map { LocationPath(NFC.normalize($0)) }
        if let product {
            do { query.product = try GTIN(product) } catch {
                throw Problem.usage(Text(en: "“\(product)” is no GTIN", zh: "“\(product)”不是 GTIN"))
            }
        }
        query.document = doc.map(NFC.normalize)
        query.person = person.map { PersonCode($0) }
        query.since = try since.map { try Timestamp(option: "--since", $0) }
        query.until = try until.map { try Timestamp(option: "--until", $0) }
        return query
    }

    static let manual = CommandManual(
        name: "find", abstract: Text(en: "Find items by what is known of them.", zh: "按已知信息查找货物。"),
        example: .init("dutyfree find --state in_transit", Text(en: "what is on its way", zh: "在途货物")),
        another: .init("dutyfree find --doc RC-20260302-0001", Text(en: "what stands on a receipt", zh: "某张小票上的货物")),
        more: [
            .init(
                "dutyfree find --location S1 --product 9521000200074 --as-of 2026-03-01T00:00:00+08:00",
                Text(en: "what was there then", zh: "当时在那里的货物")),
            .init("dutyfree find --overdue", Text(en: "sold, and not collected or not off the island in time", zh: "逾期未提、售出未离岛的货物")),
        ],
        usage: [
            "dutyfree find [--state S] [--location L] [--product G] [--doc NUMBER] [--person CODE] [--since T] [--until T] [--limit N] [--as-of SEQ|TIME]",
            "dutyfree find --overdue [--location L] [--limit N]",
        ],
        exits: [.init(.done), .init(.cannotRun), .init(.usage)], seeAlso: ["trace", "stock"])
}

extension ItemStanding {
    var json: JSONObject {
        var line: JSONObject = [
            "item": .string(item.text), "state": .string(state.rawValue), "since": .string(since.formatted()),
            "seq": .integer(Int64(seq)),
        ]
        line["product"] = product.map { .string($0.digits14) }
        line["location"] = location.map { .string($0.text) }
        return line
    }
}

extension Timestamp {
    init(option: String, _ text: String) throws {
        do { try self.init(text) } catch {
            throw Problem.usage(
                Text(en: "\(option) is a time with an offset, not “\(text)”", zh: "\(option) 应为带时区的时间，而不是“\(text)”"),
                hint: Text.same("2026-03-01T18:00:00+08:00"))
        }
    }

    /// `--since`: a time, or a day in Asia/Shanghai from its beginning.
    init(since text: String) throws {
        if text.utf8.count == 10, let day = try? Timestamp(text + "T00:00:00+08:00") { self = day } else { try self.init(option: "--since", text) }
    }
}
