import ArgumentParser
import Cryptography
import DutyFree
import GS1
import Interop
import Ledger
import Presentation
import SQLiteStore
import Wire

struct Trace: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "trace")

    @Argument(help: "The item, in any form of its code.") var item: String
    @Flag(help: "Check the chain and that the signed tree holds its entries.") var verify = false
    @Option(name: .customLong("as-of"), help: "A position or a time.") var asOf: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let key = try ItemCode.key(item)
        let moment = try asOf.map { try AsOf(argument: $0) }
        let ledger = try LedgerAccess(common, console.environment).read()
        return try ledger.read { reader in
            let size = try reader.size(asOf: moment)
            guard let identity = try reader.identity(of: key) else { throw Stop(Problem(Refusal(.unknownItem, item: key)), exit: .answerIsNo) }
            let chain = try reader.chain(of: identity, size: size)
            guard let last = chain.last?.entry, let head = try reader.head(of: identity) else {
                throw Stop(
                    Problem(
                        "unknown-item", Text(en: "\(key.text): not in the ledger at that time yet", zh: "\(key.text)：当时尚未入账"),
                        item: key.text, hint: Text(en: "--as-of asks what was recorded by then, not what had happened.", zh: "--as-of 按记录时间，而非发生时间。")),
                    exit: .answerIsNo)
            }
            let faults = verify ? try ChainCheck.faults(chain, reader) : []
            if console.json {
                for (entry, body) in chain { try console.emit(Trace.line(entry, body)) }
            } else {
                try show(chain.map(\.entry), last, head, isLatest: size == reader.size(), reader, console)
            }
            if verify { try report(faults, chain.count, console) }
            return faults.isEmpty ? .done : .tampered
        }
    }

    private func show(
        _ chain: [Entry], _ last: Entry, _ head: ItemHead, isLatest: Bool, _ reader: any LedgerReader, _ console: Console
    ) throws {
        let product = try head.item.product.flatMap { gtin in
            try reader.master(.product, gtin.digits14).flatMap { try? Product(gtin: gtin, data: $0.data) }
        }
        let name = console.language == .zhHans ? product?.nameZh ?? product?.name : product?.name
        try console.write((name.map { $0 + "  " } ?? "") + head.item.key.text + "\n")
        if isLatest, head.item.code != head.item.key {
            try console.say(Text(en: "label today: \(head.item.code.text)", zh: "现用标签：\(head.item.code.text)"))
        }
        var table = Table(columns: [
            .number(Text(en: "Entry", zh: "记录")), .identifier(Text(en: "Occurred", zh: "发生时间")),
            .name(Text(en: "What", zh: "事项"), atLeast: 10), .identifier(Text(en: "Where", zh: "地点")),
            .name(Text(en: "State after", zh: "之后状态"), atLeast: 8), .identifier(Text(en: "By", zh: "记录人")),
            .words(Text(en: "Documents", zh: "单证")),
        ])
        for entry in chain {
            let type = entry.type.flatMap(MovementType.init(rawValue:))
            table.add([
                .count(Int64(entry.seq)), entry.occurred.map { .time($0) } ?? .empty,
                type.map { .sentence($0.words) } ?? .text(entry.type ?? ""), .text(Trace.place(entry)),
                entry.link.map { .sentence($0.state.words) } ?? .empty, .text(entry.by?.text ?? ""),
                .text(entry.documents.map { "\($0.key.words[console.language]) \($0.value.number)" }.sorted().joined(separator: ", ")),
            ])
        }
        try console.show(table)
        let state = last.link?.state.words ?? Text.same("")
        let at = last.link?.place.map { Text(en: " at \($0.text)", zh: "，在 \($0.text)") } ?? Text.same("")
        let when = isLatest ? Text(en: "now", zh: "现为") : Text(en: "then", zh: "当时")
        try console.say(Text(en: "\(when.en): \(state.en)\(at.en)", zh: "\(when.zh)：\(state.zh)\(at.zh)"))
        if isLatest, head.item.onHold { try console.say(.warning, Text(en: "frozen by customs", zh: "已被海关冻结")) }
        if isLatest { try show(packing: head.item, StoredView(reader), console) }
    }

    /// In what it is packed, and what is packed in it.
    private func show(packing item: Item, _ view: StoredView, _ console: Console) throws {
        let holders = try view.holders(of: item).map(\.key.text)
        if !holders.isEmpty {
            try console.say(Text(en: "packed in " + holders.joined(separator: ", in "), zh: "装于 " + holders.joined(separator: "，再装于 ")))
        }
        let contents = try view.contents(of: item.key)
        if contents.isEmpty { return }
        let counted = Text.counted(contents.map(\.key))
        try console.say(Text(en: "holds \(counted.en)", zh: "内有 \(counted.zh)"))
    }

    static func place(_ entry: Entry) -> String {
        switch (entry.link?.from?.text, entry.link?.to?.text) {
        case (nil, nil): ""
        case (let from?, nil): from
        case (nil, let to?): "→ " + to
        case (let from?, let to?): from == to ? to : from + " → " + to
        }
    }

    private func report(_ faults: [Text], _ count: Int, _ console: Console) throws {
        if console.json {
            guard !faults.isEmpty else { return }
            try console.emit(["verified": false, "faults": .array(faults.map { .string($0.en) })])
        } else if faults.isEmpty {
            try console.say(
                .good,
                Text(en: "chain of \(Unit.entries.counted(count).en), whole, under the signed checkpoint", zh: "共 \(count) 条记录，链条完整，受签名检查点保护"))
        } else {
            for fault in faults { try console.say(.bad, fault) }
        }
    }

    /// `seq at occurred type state from to by docs hash`, as the contract has it.
    static func line(_ entry: Entry, _ body: [UInt8]) -> JSONObject {
        var line: JSONObject = ["seq": .integer(Int64(entry.seq)), "at": .string(entry.at.formatted())]
        line["occurred"] = entry.occurred.map { .string($0.formatted()) }
        line["type"] = entry.type.map { .string($0) }
        line["state"] = entry.link.map { .string($0.state.rawValue) }
        line["from"] = entry.link?.from.map { .string($0.text) }
        line["to"] = entry.link?.to.map { .string($0.text) }
        line["by"] = entry.by.map { .string($0.text) }
        line["item"] = entry.link.map { .string($0.item.text) }
        if !entry.documents.isEmpty {
            var docs = JSONObject()
            for (kind, document) in entry.documents {
                var reference: JSONObject = ["number": .string(document.number)]
                reference["sha256"] = document.sha256.map { .string($0) }
                docs[kind.rawValue] = .object(reference)
            }
            line["docs"] = .object(docs)
        }
        line["hash"] = .string(SHA256.leaf(body).hex)
        return line
    }

    static let manual = CommandManual(
        name: "trace", abstract: Text(en: "Tell the whole life of an item.", zh: "查看一件货物的全程。"),
        example: .init(
            "dutyfree trace \"(01)09521000200074(21)A1\"", Text(en: "the code as it stands on the label", zh: "标签上的代码")),
        another: .init(
            "dutyfree trace /01/09521000200074/21/A1 --verify", Text(en: "and check that nothing in it was altered", zh: "并核查未被改动")),
        more: [
            .init(
                "dutyfree trace /01/09521000200074/21/A1 --as-of 2026-03-01T00:00:00+08:00",
                Text(en: "as it was known then", zh: "当时所知的情况"))
        ],
        usage: ["dutyfree trace ITEM [--verify] [--as-of SEQ|TIME]"],
        options: [
            .init(
                "--verify",
                Text(en: "checks each entry's hash, the item's chain, and the tiles against the signed checkpoint", zh: "核对每条记录的哈希、货物链条，以及默克尔树与签名检查点")),
            .init("--as-of SEQ|TIME", Text(en: "leave out what was recorded later", zh: "不含其后记录的内容")),
        ],
        exits: [.init(.done), .init(.answerIsNo, Text(en: "there is no such item", zh: "没有这件货物")), .init(.tampered), .init(.cannotRun)],
        seeAlso: ["find", "verify", "explain"])
}

extension AsOf {
    /// A position in the ledger, or a time with its offset.
    init(argument: String) throws {
        if let seq = UInt64(argument) {
            self = .seq(seq)
        } else if let time = try? Timestamp(argument) {
            self = .time(time)
        } else {
            throw Problem.usage(
                Text(en: "--as-of is a position or a time with an offset, not “\(argument)”", zh: "--as-of 应为记录序号或带时区的时间，而不是“\(argument)”"),
                hint: Text.same("--as-of 4211, --as-of 2026-03-01T18:00:00+08:00"))
        }
    }
}
