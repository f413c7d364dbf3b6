import ArgumentParser
import Cryptography
import DutyFree
import GS1
import Glibc
import Interop
import Ledger
import Presentation
import SQLiteStore
import StockCount
import Wire

struct CountOpen: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "open")

    @Option(parsing: .upToNextOption, help: "Places to count, with all below them.", completion: .custom(Completions.locations)) var scope: [String] = []
    @Flag(help: "The places that the plan has for today.") var cycle = false
    @Option(help: "The places where an ended count had differences.", completion: .custom(Completions.counts)) var follows: String?
    @Option(name: .customLong("id"), help: "The count's name; else C-YEAR-NNN.") var id: String?
    @Option(parsing: .upToNextOption, help: "Who may count; anyone with the role unless said.", completion: .custom(Completions.parties)) var counter:
        [String] = []
    @Option(parsing: .upToNextOption, help: "Only these products.") var product: [String] = []
    @Option(parsing: .upToNextOption, help: "Only products of these categories.") var category: [String] = []
    @Option(help: "Only so many items, drawn at random.") var sample: Int?
    @Option(help: "The seed of the draw, to repeat one.") var seed: Int64?
    @Option(help: "Write what the sample asks to look up as CSV.", completion: .file()) var print: String?
    @Option(help: "READER:NUMBER=ZONE, an antenna and what it looks at; as often as needed.") var antenna: [String] = []
    @Option(help: "READER=PARTY, an RFID reader and who carries it; as often as needed.") var rfid: [String] = []
    @Option(help: "Items a person-minute by hand, as 4 or 4.25, or a file of a hand tally.", completion: .file()) var baseline: String?
    @Option(name: .customLong("as-of"), help: "Count against the book after this entry.") var asOf: UInt64?
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let desk = try RecordingDesk(common, writing, console)
        let by = try CountDesk.party(desk)
        var scope = self.scope.flatMap { $0.split(separator: ",").map { LocationPath(NFC.normalize(String($0))) } }
        if cycle {
            let now = desk.clock()
            scope += try desk.store.read {
                CountPlan.rows(try CountBook.activity($0, now: now), now: now, days: 0, capacity: nil, policy: try $0.countPolicy(at: now))
            }.map(\.location)
        }
        if let follows {
            guard scope.isEmpty else {
                throw Problem.usage(
                    Text(en: "--follows takes its places from the count: leave out --scope and --cycle", zh: "--follows 的地点取自该盘点，请勿同时用 --scope 或 --cycle"))
            }
            scope = try CountFollow.scope(follows, desk, folder: CountRun.folder(besides: LedgerAccess(common, console.environment).path), console)
        }
        guard !scope.isEmpty else {
            throw Problem.usage(
                cycle
                    ? Text(en: "nothing is due today", zh: "今日无到期地点")
                    : Text(en: "say what to count with --scope, or --cycle for what is due", zh: "请用 --scope 指明范围，或用 --cycle 盘点到期地点"))
        }
        let (session, commit) = try desk.commit { recorder in
            let name = try id.map(CountOpen.checked) ?? CountOpen.nextID(recorder.counts(), at: desk.clock())
            let snapshot =
                try asOf.map { seq in
                    guard seq < recorder.size else {
                        throw Problem.usage(Text(en: "--as-of \(seq): the ledger has \(recorder.size) entries", zh: "--as-of \(seq)：账本只有 \(recorder.size) 条记录"))
                    }
                    return seq + 1
                } ?? recorder.size
            let plan = try plan(scope, snapshot: snapshot, recorder)
            return try recorder.openCount(name, by: by, plan: plan)
        }
        let look = try desk.dryRun ? [] : lookUp(session, desk.store)
        if let print {
            var csv = CSVText(header: ["location", "item"])
            for row in look { csv.add([row.location, row.item]) }
            let file = try OutputFile(print)
            try file.write(Array(csv.text.utf8))
            try file.close()
        }
        if console.json {
            var line: JSONObject = [
                "count": .string(session.id), "snapshot": .integer(Int64(session.snapshot)), "scope": .array(session.scope.map { .string($0.text) }),
                "zones": session.plan["zones"] ?? .array([]),
            ]
            line["checkpoint"] = desk.dryRun ? nil : commit.map { .string($0.note) }
            if sample != nil { line["lookUp"] = .array(look.map { .object(["location": .string($0.location), "item": .string($0.item)]) }) }
            try console.emit(line)
        } else {
            let places = session.scope.map(\.text).joined(separator: ", ")
            let snapshot = Figures.grouped(Int64(session.snapshot))
            try console.say(
                .good,
                Text(en: "Count \(session.id) of \(places): against the first \(snapshot) entries.", zh: "盘点 \(session.id)（\(places)）：以前 \(snapshot) 条记录为准。"))
            if !look.isEmpty, print == nil {
                var table = Table(columns: [.identifier(Text(en: "Place", zh: "地点")), .identifier(Text(en: "Look for", zh: "查找"))])
                for row in look { table.add([.text(row.location), .text(row.item)]) }
                try console.show(table)
            }
            try console.say(
                Text(
                    en: "Read with: dutyfree count read \(session.id) FILE… --as PARTY, or - for a gun.",
                    zh: "读取：dutyfree count read \(session.id) 文件… --as 主体，扫描枪用 -。"))
        }
        return .done
    }

    private func plan(_ scope: [LocationPath], snapshot: UInt64, _ recorder: Recorder) throws -> JSONObject {
        let locations = try recorder.masters(.location)
        let places = locations.map { LocationPath($0.name) }
        for place in scope where !places.contains(where: { $0.contains(place) }) {
            throw Refusal(.badLocation, field: "scope", facts: ["to": place.text, "needs": "known"])
        }
        // Shelves before the rooms that they stand in: a zone is what lies in the scope and has nothing known below it.
        let inScope = places.filter { place in scope.contains { $0.contains(place) } }
        var zones = CountBook.zones(inScope)
        for place in scope where !zones.contains(where: { place.contains($0) }) { zones.append(place) }
        let holds = Set(locations.filter { $0.data["role"]?.string == LocationRole.hold.rawValue }.map(\.name))
        var plan: JSONObject = [
            "scope": .array(scope.map { .string($0.text) }), "snapshot": .integer(Int64(snapshot)), "plan": cycle ? "cycle" : "full",
            "zones": .array(
                zones.sorted().map { zone in
                    .object(["location": .string(zone.text), "role": .string(holds.contains { LocationPath($0).contains(zone) } ? "hold" : "store")])
                }),
            "parameters": .object(CountSetup.plan(CountParameters())),
        ]
        plan["follows"] = follows.map { .string($0) }
        let counters = counter.flatMap { $0.split(separator: ",").map(String.init) }
        if !counters.isEmpty { plan["counters"] = .array(counters.map { .string($0) }) }
        let products = try products(recorder.masters(.product))
        if !products.isEmpty { plan["products"] = .array(products.map { .string($0) }) }
        if let sample {
            guard sample > 0 else { throw Problem.usage(Text(en: "--sample is at least 1", zh: "--sample 至少为 1")) }
            plan["plan"] = "sample"
            plan["sample"] = .object(["size": .integer(Int64(sample)), "seed": .integer(try seed ?? CountOpen.freshSeed())])
        }
        if !rfid.isEmpty { plan["readers"] = .array(try rfid.map(CountOpen.reader)) }
        if !antenna.isEmpty { plan["antennas"] = .array(try antenna.map(CountOpen.antenna)) }
        if let baseline {
            let isFile = access(baseline, R_OK) == 0
            plan["baselineX100"] = .integer(try isFile ? CountOpen.measured(baseline) : CountOpen.rateX100(baseline))
            plan["baseline"] = isFile ? "measured" : "declared"
        }
        return plan
    }

    /// The GTINs that are counted; empty for all.
    private func products(_ rows: [MasterRow]) throws -> [String] {
        var chosen: Set<String> = []
        for text in product.flatMap({ $0.split(separator: ",").map(String.init) }) {
            guard let gtin = try? GTIN(text), rows.contains(where: { $0.name == gtin.digits14 }) else {
                throw Refusal(.unknownProduct, facts: ["product": text])
            }
            chosen.insert(gtin.digits14)
        }
        for name in category.flatMap({ $0.split(separator: ",").map(String.init) }) {
            let found = rows.filter { $0.data["category"]?.string == name }.map(\.name)
            guard !found.isEmpty else {
                throw Problem.usage(
                    Text(en: "no product is of the category “\(name)”", zh: "没有属于“\(name)”类别的商品"),
                    hint: Suggestion.sentence(for: name, in: Set(rows.compactMap { $0.data["category"]?.string }).sorted()))
            }
            chosen.formUnion(found)
        }
        guard chosen.count <= 3_000 else {
            throw Problem.usage(
                Text(en: "a count by product names at most 3,000 of them; this would be \(chosen.count)", zh: "按商品盘点至多 3,000 种，此处为 \(chosen.count) 种"))
        }
        return chosen.sorted()
    }

    private static func freshSeed() throws -> Int64 {
        try Randomness.bytes(4).reduce(Int64(0)) { $0 << 8 | Int64($1) }
    }

    /// What a sample asks for, without figures.
    private func lookUp(_ session: CountSession, _ store: SQLiteLedger) throws -> [(location: String, item: String)] {
        guard sample != nil else { return [] }
        let setup = CountSetup(session, closed: session.opened)
        return try store.read { try CountBook.register($0, setup: setup, snapshot: session.snapshot, upTo: session.snapshot) }.sampled
    }

    // MARK: Words of the call

    static func checked(_ id: String) throws -> String {
        guard (1...40).contains(id.utf8.count), id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x2F }) else {
            throw Problem.usage(Text(en: "--id is 1 to 40 plain characters without blanks", zh: "--id 为 1 到 40 个不含空格的字符"))
        }
        return id
    }

    /// The next of the year, in Chinese time.
    private static func nextID(_ sessions: [CountSession], at now: Timestamp) -> String {
        let names = YearlyNames("C", at: now)
        let used = Set(sessions.map(\.id))
        // Of one name more than there are counts, one is free.
        return (1...used.count + 1).lazy.map { names[$0] }.first { !used.contains($0) } ?? names[used.count + 1]
    }

    private static func reader(_ text: String) throws -> JSONValue {
        let (name, party) = try Record.pair(text, "--rfid READER=PARTY")
        return .object(["reader": .string(name), "kind": "rfid", "by": .string(party)])
    }

    private static func antenna(_ text: String) throws -> JSONValue {
        let (left, zone) = try Record.pair(text, "--antenna READER:NUMBER=ZONE")
        let parts = left.split(separator: ":")
        guard parts.count == 2, let number = Int64(parts[1]), (0...9999).contains(number) else {
            throw Problem.usage(Text(en: "“\(text)” is not READER:NUMBER=ZONE", zh: "“\(text)”不是 读写器:天线号=区域"))
        }
        return .object(["reader": .string(String(parts[0])), "antenna": .integer(number), "zone": .string(zone)])
    }

    private static func measured(_ path: String) throws -> Int64 {
        let (rate, items): (Int64, Int64)
        do { (rate, items) = try HandTally.measure(path) } catch let fault as InputFault {
            throw Failure.stop(fault, file: path, outcome: Failure.nothingWritten)
        }
        guard items >= HandTally.itemsMin else {
            throw Stop(
                Problem(
                    "short-tally", Text(en: "a tally of \(items) items is too short to compare with", zh: "仅 \(items) 件，不足以比较"), at: .init(file: path),
                    outcome: Failure.nothingWritten,
                    hint: Text(en: "Tally at least \(HandTally.itemsMin) items by hand.", zh: "请至少手工清点 \(HandTally.itemsMin) 件。")),
                exit: .refused)
        }
        return rate
    }

    private static func rateX100(_ text: String) throws -> Int64 {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let wrong = Problem.usage(Text(en: "--baseline is a number of items a minute, such as 4 or 4.25", zh: "--baseline 为每分钟件数，如 4 或 4.25"))
        guard (1...2).contains(parts.count), let whole = Int64(parts[0]), (0...100_000).contains(whole) else { throw wrong }
        guard parts.count == 2 else { return whole * 100 }
        guard (1...2).contains(parts[1].count), let decimals = Int64(parts[1]), decimals >= 0 else { throw wrong }
        return whole * 100 + (parts[1].count == 1 ? decimals * 10 : decimals)
    }

    static let manual = CommandManual(
        name: "count open", abstract: Text(en: "Open a stock count.", zh: "开始盘点。"),
        example: .init("dutyfree count open --scope S1 --as V1", Text(en: "everything at site S1, against the book as it is now", zh: "对 S1 全部地点按当前账面盘点")),
        another: .init(
            "dutyfree count open --scope W1/A W1/B --counter P-01 P-02 --rfid R1=P-01 --antenna R1:1=W1/A --baseline 4 --as V1",
            Text(en: "two zones, who may count, a reader, and the rate of the hand tally", zh: "两个区域，指定盘点员、读写器和手工清点速度")),
        usage: [
            "dutyfree count open --scope L…|--cycle|--follows ID [--product G…] [--category C…] [--sample N [--seed S] [--print FILE]] [--counter P…] [--rfid R=P…] [--antenna R:N=ZONE…] [--baseline RATE|FILE] [--as-of SEQ] [--id ID]"
        ],
        options: [
            .init("--scope L…", Text(en: "places, each with all below it", zh: "地点，含其下级")),
            .init("--cycle", Text(en: "the places that count plan has for today", zh: "count plan 安排在今日的地点")),
            .init("--follows ID", Text(en: "the places where a closed or cancelled count had differences", zh: "已结束盘点中有差异的地点")),
            .init("--product G…, --category C…", Text(en: "only these goods; others are neither expected nor judged", zh: "仅盘点这些商品，其余不计")),
            .init(
                "--sample N",
                Text(
                    en:
                        "N items drawn at random from the book, to be looked up; 294 of 10,000 without a difference mean less than 1 % wrong with 95 % certainty",
                    zh: "从账面随机抽取 N 件查验；1 万件中抽 294 件无差异，即有 95% 把握差错率低于 1%")),
            .init(
                "--baseline RATE|FILE",
                Text(
                    en: "items a person-minute by hand, declared; or measured: a CSV of person, start, end, items with at least 100 items",
                    zh: "手工清点每人每分钟件数（申报值）；或实测文件：含 person、start、end、items 列，至少 100 件")),
            .init("--as-of SEQ", Text(en: "against the book as it was after that entry", zh: "以该条记录之后的账面为准")),
        ],
        discussion: [
            Text(
                en:
                    "Nothing is frozen: what moves while the count runs is folded in by the time of the reads. The count is blind: until it is reconciled nothing shows what is expected.",
                zh: "盘点期间业务照常：期间的移动按读取时间折算。盲盘：核对之前不显示应有数量。")
        ],
        exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.busy), .init(.usage)], seeAlso: ["count read", "count reconcile"])
}
