import ArgumentParser
import DutyFree
import GS1
import Ledger
import Presentation
import SQLiteStore
import StockCount
import Wire

struct CountStatus: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "status")

    @Argument(help: "The count; else the only one that is open.", completion: .custom(Completions.counts)) var id: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let access = LedgerAccess(common, console.environment)
        let (session, ours) = try access.read().read { (try CountDesk.session(id, $0), try $0.masters(.product).compactMap { GTIN(digits14: $0.name) }) }
        let now = try Clock.now(console.environment)()
        // Blind: what was read, and nothing of the book.
        let setup = CountSetup(session, closed: session.result?.closed ?? now)
        var register = Register(setup)
        for product in ours { register.isOurs(product) }
        register.seal()
        let tally = Tally(register, setup, threads: CountRun.threads)
        let run = CountRun(session: session, folder: CountRun.folder(besides: access.path), console: console)
        for file in session.files { try run.read(file, into: tally, isChecked: false) }
        let covered = tally.coverage
        let zones = setup.zones.map { zone -> (zone: LocationPath, reads: Int64, isVisited: Bool, persons: [String]) in
            let own = covered.filter { zone.location.contains(LocationPath($0.location)) || LocationPath($0.location).contains(zone.location) }
            let isDone = session.visited.contains { $0.contains(zone.location) }
            return (zone.location, own.reduce(0) { $0 + $1.reads }, isDone || !own.isEmpty, Set(own.flatMap(\.persons)).sorted())
        }
        let days = (now.millisecondsSince1970 - session.opened.millisecondsSince1970) / 86_400_000
        if console.json {
            var line: JSONObject = [
                "count": .string(session.id), "state": .string(session.status.rawValue), "round": .integer(Int64(session.round)),
                "opened": .string(session.opened.formatted()), "files": .integer(Int64(session.files.count)),
                "reads": .integer(tally.files.reduce(0) { $0 + $1.reads }), "distinct": .integer(Int64(tally.distinctSubjects)),
                "rejected": .integer(tally.files.reduce(0) { $0 + $1.rejected }), "foreign": .integer(Int64(tally.foreignSubjects)), "daysOpen": .integer(days),
            ]
            line["perMinuteX100"] = tally.rateX100.map { .integer($0) }
            line["zones"] = .array(
                zones.map {
                    .object([
                        "location": .string($0.zone.text), "reads": .integer($0.reads), "visited": .bool($0.isVisited),
                        "counters": .array($0.persons.map { .string($0) }),
                    ])
                })
            try console.emit(line)
            return .done
        }
        let (files, things) = (Unit.files.counted(session.files.count), Unit.things.counted(tally.distinctSubjects))
        try console.say(
            Text(
                en: "\(session.id): \(session.status.words.en), round \(session.round), \(files.en), \(things.en) read.",
                zh: "\(session.id)：\(session.status.words.zh)，第 \(session.round) 轮，\(files.zh)，已读 \(things.zh)。"))
        var table = Table(columns: [
            .identifier(Text(en: "Zone", zh: "区域")), .words(Text(en: "Visited", zh: "到场")), .number(Text(en: "Reads", zh: "读取")),
            .words(Text(en: "By", zh: "人员")),
        ])
        for zone in zones {
            table.add([
                .text(zone.zone.text), zone.isVisited ? .judged(.good, Text(en: "yes", zh: "是")) : .judged(.warning, Text(en: "not yet", zh: "尚未")),
                .count(zone.reads), .text(zone.persons.joined(separator: ", ")),
            ])
        }
        try console.show(table)
        // From three in ten on it is the reader, not a visitor's coat (stock-count.md, Bad input).
        if tally.foreignSubjects >= 10, tally.foreignSubjects * 10 >= tally.distinctSubjects * 3 {
            let share = Figures.percent(Int64(tally.foreignSubjects), of: Int64(tally.distinctSubjects))
            try console.say(
                .warning,
                Text(
                    en: "\(share) of what was read is somebody else's: turn the reader's power down, or see whether these are our goods.",
                    zh: "读到的有 \(share) 是他人的标签：请调低读写器功率，或核对这些货物是否属于我们。"))
        }
        if session.isOpen, days >= 7 {
            try console.say(.warning, Text(en: "It has been open for \(days) days: close or cancel it.", zh: "已开放 \(days) 天：请结束或取消。"))
        }
        try console.say(CountStatus.next(session, unvisited: zones.filter { !$0.isVisited }.map(\.zone)))
        return .done
    }

    /// What to type next, so that nobody has to know the order of the steps.
    private static func next(_ session: CountSession, unvisited: [LocationPath]) -> Text {
        let id = session.id
        switch session.status {
        case .counting:
            guard let zone = unvisited.first else {
                return Text(
                    en: "Every zone was visited. Next, compare with the ledger: dutyfree count reconcile \(id) --as PARTY",
                    zh: "各区域均已到场。下一步，与账面核对：dutyfree count reconcile \(id) --as 主体")
            }
            return Text(
                en:
                    "Next, read what is there: dutyfree count read \(id) - --zone \(zone.text) --as PARTY (a gun), or FILE… instead of -. Nothing is there: --zone \(zone.text) --done",
                zh: "下一步，读取货物：dutyfree count read \(id) - --zone \(zone.text) --as 主体（扫描枪），或以 文件… 代替 -。区域为空：--zone \(zone.text) --done")
        case .reconciled:
            return Text(
                en:
                    "Next, look at it: dutyfree count report \(id). Then have somebody look again: dutyfree count recount \(id) --to PARTY --as PARTY; or accept it, as somebody who did not count: dutyfree count approve \(id) --as PARTY",
                zh: "下一步，查看报告：dutyfree count report \(id)。然后请另一人复盘：dutyfree count recount \(id) --to 主体 --as 主体；或由未参与清点者批准：dutyfree count approve \(id) --as 主体"
            )
        case .approved:
            return session.needsSecond && session.approvers.count < 2
                ? Text(
                    en: "Next, a second person: dutyfree count approve \(id) --reason TEXT --as PARTY",
                    zh: "下一步，第二人批准：dutyfree count approve \(id) --reason 理由 --as 主体")
                : Text(en: "Next, post the adjustments: dutyfree count close \(id) --as PARTY", zh: "下一步，登记调整：dutyfree count close \(id) --as 主体")
        case .cancelled: return Text(en: "It was cancelled: nothing is left to do.", zh: "已取消，无后续步骤。")
        case .closed:
            return Text(en: "Nothing is left to do. The report: dutyfree count report \(id)", zh: "已无后续步骤。报告：dutyfree count report \(id)")
        }
    }

    static let manual = CommandManual(
        name: "count status", abstract: Text(en: "Show how far a count is.", zh: "查看盘点进度。"),
        example: .init("dutyfree count status", Text(en: "of the only one that is open", zh: "唯一进行中的盘点")),
        another: .init("dutyfree count status C-2026-001 --json", Text(en: "as JSON", zh: "以 JSON 输出")), usage: ["dutyfree count [status] [ID]"],
        discussion: [Text(en: "What was read, by zone; never what is expected.", zh: "按区域显示已读取的情况，不显示应有数量。")],
        exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.usage)], seeAlso: ["count list", "count reconcile"])
}

struct CountList: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "list")
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let sessions = try LedgerAccess(common, console.environment).read().read { try CountDesk.sessions($0) }
        if console.json {
            for session in sessions {
                try console.emit([
                    "count": .string(session.id), "state": .string(session.status.rawValue), "opened": .string(session.opened.formatted()),
                    "scope": .array(session.scope.map { .string($0.text) }), "snapshot": .integer(Int64(session.snapshot)),
                    "planner": .string(session.planner.text), "files": .integer(Int64(session.files.count)),
                ])
            }
            return .done
        }
        if sessions.isEmpty {
            try console.say(Text(en: "There are no counts. Begin with: dutyfree count open --scope PLACE", zh: "尚无盘点。开始：dutyfree count open --scope 地点"))
            return .done
        }
        var table = Table(columns: [
            .identifier(Text(en: "Count", zh: "盘点")), .words(Text(en: "State", zh: "状态")), .words(Text(en: "Scope", zh: "范围")),
            .identifier(Text(en: "Opened", zh: "开始")), .number(Text(en: "Files", zh: "文件")),
        ])
        for session in sessions {
            table.add([
                .text(session.id), .sentence(session.status.words), .text(session.scope.map(\.text).joined(separator: ", ")), .time(session.opened),
                .count(Int64(session.files.count)),
            ])
        }
        try console.show(table)
        return .done
    }

    static let manual = CommandManual(
        name: "count list", abstract: Text(en: "List the stock counts.", zh: "列出盘点。"),
        example: .init("dutyfree count list", Text(en: "a table", zh: "表格")),
        another: .init("dutyfree count list --json", Text(en: "a JSON object a line", zh: "每行一个 JSON 对象")),
        usage: ["dutyfree count list"], exits: [.init(.done), .init(.cannotRun)], seeAlso: ["count status"])
}
