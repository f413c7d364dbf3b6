import ArgumentParser
import Cryptography
import DutyFree
import EPCIS
import Glibc
import Interop
import Ledger
import Presentation
import SQLiteStore
import Wire

struct EPCISCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "epcis", subcommands: [EPCISImport.self, EPCISExport.self])
}

extension EventMapping {
    /// The user's own file, where one is named.
    init(file path: String?) throws {
        guard let path else {
            self.init()
            return
        }
        let bytes: [UInt8]
        do throws(InputError) { bytes = try ByteSource.contents(of: path, upTo: 1 << 20) } catch {
            throw Failure.stop(InputFault(error), file: path, outcome: Failure.nothingWritten)
        }
        do throws(InputFault) { try self.init(bytes) } catch { throw Failure.stop(error, file: path, outcome: Failure.nothingWritten) }
    }
}

struct EPCISExport: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "export")

    @Option(help: "Only the life of this item.") var item: String?
    @Option(help: "Only what happened at this place or below it.", completion: .custom(Completions.locations)) var location: String?
    @Option(help: "From this time on (when it happened).") var from: String?
    @Option(help: "Before this time.") var to: String?
    @Option(help: "A year, month or day: 2026, 2026-03, 2026-03-02 (Asia/Shanghai).") var period: String?
    @Flag(name: .customLong("with-persons"), help: "Travellers' codes, trips and ages too.") var withPersons = false
    @Option(help: "GLNs of places and parties.", completion: .file()) var mapping: String?
    @Option(name: [.customShort("o"), .customLong("output")], help: "A file, else stdout.", completion: .file()) var output: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let times = try range()
        let mapping = try EventMapping(file: mapping)
        let key = try item.map { try ItemCode.key($0) }
        let place = location.map { LocationPath(NFC.normalize($0)) }
        let out = try OutputFile(output)
        let ledger = try LedgerAccess(common, console.environment).read()
        var events = 0
        do {
            try ledger.read { reader in
                let exporter = try EventExporter(reader, mapping: mapping, withPersons: withPersons)
                try out.write(try EventDocument.head(reader, created: Clock.now(console.environment)()))
                func put(_ entry: Entry) throws {
                    // A kept event of which nothing was made occurred when it says, at no place of ours.
                    let isKept = entry.kind == .document
                    guard isKept ? place == nil : times.contains(entry.occurred) && place.map({ entry.isAt($0) }) ?? true else { return }
                    for event in try exporter.events(of: entry) {
                        if isKept, !times.contains(event["eventTime"]?.string.flatMap { try? Timestamp($0) } ?? entry.occurred) { continue }
                        try out.write((events > 0 ? [0x2C, 0x0A] : []) + Array(event.text.utf8))
                        events += 1
                    }
                }
                var together = NamedTogether(reader)
                func take(_ entry: Entry) throws { for entry in try together.add(entry) { try put(entry) } }
                if let key {
                    guard let identity = try reader.identity(of: key) else { throw Stop(Problem(Refusal(.unknownItem, item: key)), exit: .answerIsNo) }
                    for entry in try reader.life(of: identity) { try take(entry) }
                } else {
                    let size = try reader.size()
                    var bar = console.progress(Text(en: "Exporting", zh: "正在导出"), .entries, total: Int64(clamping: size))
                    defer { bar.finish() }
                    try reader.scan(0..<size) { seq, body in
                        try take(try Entry(body))
                        if seq % 4096 == 0 {
                            try Interrupt.check()
                            bar.update(done: Int64(clamping: seq))
                        }
                        return true
                    }
                }
                for entry in try together.rest() { try put(entry) }
                try out.write(EventDocument.tail)
            }
            try out.close()
        } catch {
            out.discard()
            throw error
        }
        if let output, output != "-" {
            if console.json {
                try console.emit(["events": .integer(Int64(events)), "file": .string(output)])
            } else {
                let count = Unit.events.counted(events)
                try console.say(.good, Text(en: "\(count.en) → \(output)", zh: "\(count.zh) → \(output)"))
            }
        }
        return .done
    }

    private func range() throws -> TimeRange {
        if period != nil, from != nil || to != nil {
            throw Problem.usage(Text(en: "either --period, or --from and --to", zh: "--period 与 --from、--to 只能选其一"))
        }
        if let period {
            guard let range = TimeRange(period: period) else {
                throw Problem.usage(Text(en: "--period is 2026, 2026-03 or 2026-03-02", zh: "--period 形如 2026、2026-03 或 2026-03-02"))
            }
            return range
        }
        return TimeRange(
            from: try from.map { try Timestamp(option: "--from", $0) }, to: try to.map { try Timestamp(option: "--to", $0) })
    }

    static let manual = CommandManual(
        name: "epcis export", abstract: Text(en: "Write movements as an EPCIS 2.0 document.", zh: "将业务导出为 EPCIS 2.0 文档。"),
        example: .init("dutyfree epcis export -o events.json", Text(en: "the whole ledger", zh: "整个账本")),
        another: .init(
            "dutyfree epcis export --item /01/09521000200074/21/A1 --with-persons", Text(en: "one item's life, with the travellers' codes", zh: "一件货物的全程，含旅客编码")
        ),
        usage: ["dutyfree epcis export [--item K] [--location L] [--from T] [--to T] [--period P] [--with-persons] [--mapping M] [-o FILE]"],
        options: [
            .init("--period P", Text(en: "a year, month or day in Asia/Shanghai, by when it happened", zh: "按发生时间的年、月或日（亚洲/上海）")),
            .init("--with-persons", Text(en: "travellers' codes, trips and ages; without it none leaves the ledger", zh: "含旅客编码、航次和年龄；不加则一概不出账本")),
            .init("--mapping M", Text(en: "GLNs of places and parties; docs/epcis.md has the file's form", zh: "地点与主体的 GLN；文件格式见 docs/epcis.md")),
        ],
        discussion: [
            Text(
                en: "Each event's id is its CBV 2.0 event hash. The document names the ledger, its size and root, and holds the signed checkpoint.",
                zh: "每个事件的编号是其 CBV 2.0 事件哈希。文档注明账本、条数与根哈希，并附签名检查点。"),
            Text(
                en: "With --with-persons, epcis import into an empty ledger with the same parties, places and products gives the same item states.",
                zh: "加 --with-persons 导出后，用 epcis import 导入主体、地点、商品相同的空账本，可得到相同的货物状态。"),
        ],
        exits: [.init(.done), .init(.answerIsNo), .init(.cannotRun), .init(.usage)], seeAlso: ["epcis import", "export", "trace"])
}

/// A span of time, half open.
struct TimeRange {
    var from: Timestamp?
    var to: Timestamp?

    init(from: Timestamp?, to: Timestamp?) {
        self.from = from
        self.to = to
    }

    /// `2026`, `2026-03`, `2026-03-02` in Asia/Shanghai, +08:00 all year.
    init?(period: String) {
        let parts = period.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count), parts[0].utf8.count == 4, parts.dropFirst().allSatisfy({ $0.utf8.count == 2 }),
            let year = Int(parts[0]), let month = Int(parts.count > 1 ? parts[1] : "01"), let day = Int(parts.count > 2 ? parts[2] : "01"),
            let first = Day(year: year, month: month, day: day)
        else { return nil }
        let days =
            switch parts.count {
            case 1: Day.length(ofMonth: 2, year: year) == 29 ? 366 : 365
            case 2: Day.length(ofMonth: month, year: year)
            default: 1
            }
        let start = (Int64(first.daysSince1970) * 24 - 8) * 3_600_000
        from = Timestamp(millisecondsSince1970: start)
        to = Timestamp(millisecondsSince1970: start + Int64(days) * 86_400_000)
    }

    func contains(_ time: Timestamp?) -> Bool {
        if from == nil && to == nil { return true }
        guard let time else { return false }
        return from.map { time >= $0 } ?? true && to.map { time < $0 } ?? true
    }
}

extension Entry {
    /// Whether its goods were at the place, or below it, before or after.
    fileprivate func isAt(_ place: LocationPath) -> Bool {
        [link?.from, link?.to].contains { $0.map(place.contains) ?? false }
    }
}

struct EPCISImport: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "import")

    @Argument(help: "An EPCIS document, or bare events line by line; - is stdin.", completion: .file()) var file: String
    @Option(help: "What a sender's places, documents and events mean here.", completion: .file()) var mapping: String?
    @Option(help: "Record what can be; refused events go to this file.", completion: .file()) var rejects: String?
    @Option(help: "Why they are recorded late, for those older than 72 hours.") var reason: String?
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let run = FileRun(path: file, console: console)
        return try run.reporting {
            let desk = try RecordingDesk(common, writing, console)
            let reason = reason.map { NFC.normalize($0.trimmed) }
            let input = EventInput(path: file, mapping: try EventMapping(file: mapping), by: desk.party, lateReason: reason)
            return try run.record(input, desk, rejects: rejects)
        }
    }

    static let manual = CommandManual(
        name: "epcis import", abstract: Text(en: "Record the events of an EPCIS document.", zh: "记录 EPCIS 文档中的事件。"),
        example: .init("dutyfree epcis import events.json --as W1", Text(en: "all of them or none", zh: "全部记录或全不记录")),
        another: .init(
            "dutyfree epcis import supplier.json --as W1 --mapping supplier-map.json --rejects bad.jsonl",
            Text(en: "a supplier's file by rules of one's own; refused events come back in bad.jsonl", zh: "按自定规则导入供应商文件；被拒事件写入 bad.jsonl")),
        usage: ["dutyfree epcis import FILE|- [--mapping M] [--rejects F] [--reason TEXT] [--as PARTY] [-n]"],
        options: [
            .init(
                "--mapping M",
                Text(
                    en: "what a sender's places, documents and events mean here; docs/epcis.md has the file's form", zh: "发送方的地点、单证与事件在此的含义；文件格式见 docs/epcis.md"
                )),
            .init(
                "--rejects F", Text(en: "record event by event; a refused one comes back with code, pointer and byte offset", zh: "逐个事件记录；被拒事件附代码、指针与字节位置写回")),
            .init("--reason TEXT", Text(en: "why events older than 72 hours are recorded only now", zh: "72 小时前的事件为何现在才记录")),
            .init("--as PARTY", Text(en: "who records; what an event of a ledger like ours says goes first", zh: "由谁记录；同类账本导出的事件自带的主体优先")),
        ],
        discussion: [
            Text(
                en:
                    "JSON-LD documents, query documents, bare events line by line, XML 1.2 and 2.0; of any length. Nothing is fetched. An event is recorded once, told by its id (or its event hash) and whether it is an error declaration. What has no meaning here is kept as it came.",
                zh: "支持 JSON-LD 文档、查询文档、逐行事件、XML 1.2 与 2.0，长度不限；不访问网络。事件按其编号（或事件哈希）及是否为错误声明只记录一次。在此没有含义的内容原样保留。")
        ],
        exits: [
            .init(.done), .init(.answerIsNo, Text(en: "some events were refused (with --rejects)", zh: "部分事件被拒（使用 --rejects 时）")), .init(.refused),
            .init(.cannotRun), .init(.busy), .init(.usage),
        ], seeAlso: ["epcis export", "record", "explain"])
}
