import ArgumentParser
import DutyFree
import Ledger
import Presentation
import SQLiteStore
import StockCount
import TransparencyLog
import Wire

struct CountStatus: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "status")

    @Argument(help: "The count; else the only one that is open.", completion: .custom(Completions.counts)) var id: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let access = LedgerAccess(common, console.environment)
        let session = try access.read().read { try CountDesk.session(id, $0) }
        let now = try Clock.now(console.environment)()
        // Blind: what was read, and nothing of the book.
        let setup = CountSetup(session, closed: session.result?.closed ?? now)
        var register = Register(setup)
        register.seal()
        let tally = Tally(register, setup)
        let run = CountRun(session: session, folder: CountRun.folder(besides: access.path), console: console)
        for file in session.files { try run.read(file, into: tally) }
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
                "rejected": .integer(tally.files.reduce(0) { $0 + $1.rejected }), "daysOpen": .integer(days),
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
            .identifier(Text(en: "Zone", zh: "区域")), .words(Text(en: "Visited", zh: "到场")), .number(Text(en: "Reads", zh: "读取")), .words(Text(en: "By", zh: "人员")),
        ])
        for zone in zones {
            table.add([
                .text(zone.zone.text), zone.isVisited ? .judged(.good, Text(en: "yes", zh: "是")) : .judged(.warning, Text(en: "not yet", zh: "尚未")),
                .count(zone.reads), .text(zone.persons.joined(separator: ", ")),
            ])
        }
        try console.show(table)
        if session.isOpen, days >= 7 { try console.say(.warning, Text(en: "It has been open for \(days) days: close or cancel it.", zh: "已开放 \(days) 天：请结束或取消。")) }
        return .done
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
        example: .init("dutyfree count list", Text(en: "a table", zh: "表格")), another: .init("dutyfree count list --json", Text(en: "a JSON object a line", zh: "每行一个 JSON 对象")),
        usage: ["dutyfree count list"], exits: [.init(.done), .init(.cannotRun)], seeAlso: ["count status"])
}

struct CountReportCommand: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "report")

    @Argument(help: "The count.", completion: .custom(Completions.counts)) var id: String
    @Option(help: "text, json, csv or html.", completion: .list(["text", "json", "csv", "html"])) var format = "text"
    @Option(name: .shortAndLong, help: "Write to this file.", completion: .file()) var output: String?
    @Option(help: "Where the read files are.", completion: .directory) var reads: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard ["text", "json", "csv", "html"].contains(format) else {
            throw Problem.usage(Text(en: "--format is text, json, csv or html, not “\(format)”", zh: "--format 只能是 text、json、csv 或 html"))
        }
        let access = LedgerAccess(common, console.environment)
        let store = try access.read()
        let session = try store.read { try CountDesk.session(id, $0) }
        guard let last = session.result else { throw Refusal(.countNotAllowed, facts: ["count": id, "status": session.status.rawValue, "step": "report"]) }
        let run = CountRun(session: session, folder: reads ?? CountRun.folder(besides: access.path), console: console)
        let outcome = try store.read { try run.derive($0, upTo: last.upTo, closed: last.closed) }
        guard outcome.hash == last.hash else { throw CountVerify.differs(session, last.hash, outcome.hash) }
        let note = try store.read { try $0.lastCheckpoint()?.note } ?? ""
        switch (format, output) {
        case ("text", nil) where !console.json: try CountTables(console).show(outcome.result, session: session)
        case ("csv", _):
            let file = try OutputFile(output)
            try CountReport.rows(outcome.result, differencesOnly: true) { try file.write($0) }
            try file.close()
        case ("html", _):
            let page = CountPage(
                session: session, result: outcome.result, hash: outcome.hash, checkpoint: note, enterprise: try store.read { try Genesis.read($0).enterprise })
            let file = try OutputFile(output)
            try file.write(Array(page.html(console.language).utf8))
            try file.close()
        default:
            let file = try OutputFile(output)
            try file.write(Array(JSONLine.of(CountReportCommand.object(outcome, session, note)).utf8))
            try file.close()
        }
        if let output, !console.json { try console.say(.good, Text(en: "\(output) is written", zh: "已写入 \(output)")) }
        return .done
    }

    private static func object(_ outcome: CountRun.Outcome, _ session: CountSession, _ note: String) -> JSONObject {
        var object = outcome.summary
        object["resultHash"] = .string(outcome.hash)
        object["state"] = .string(session.status.rawValue)
        object["rounds"] = .integer(Int64(session.round))
        object["counters"] = .array(session.counted.sorted().map { .string($0.text) })
        object["approvers"] = .array(session.approvers.map { .string($0.text) })
        object["checkpoint"] = .string(note)
        var items: [JSONValue] = []
        for kind in CountClass.allCases where !kind.isInOrder {
            outcome.result.forEach(kind) { items.append(.object(CountReport.row($0, files: outcome.result.files))) }
        }
        object["items"] = .array(items)
        return object
    }

    static let manual = CommandManual(
        name: "count report", abstract: Text(en: "Show a count's result.", zh: "查看盘点报告。"),
        example: .init("dutyfree count report C-2026-001", Text(en: "on the screen", zh: "屏幕显示")),
        another: .init("dutyfree count report C-2026-001 --format html -o count.html", Text(en: "one page to print and sign", zh: "可打印签字的网页")),
        more: [.init("dutyfree count report C-2026-001 --format csv -o differences.csv", Text(en: "the differences as a table", zh: "差异表"))],
        usage: ["dutyfree count report ID [--format text|json|csv|html] [-o FILE] [--reads DIR]"],
        discussion: [Text(en: "Derived anew from the ledger and the read files each time, and checked against the hash that was recorded.", zh: "每次均由账本与读取文件重新推导，并与已登记的哈希核对。")],
        exits: [.init(.done), .init(.tampered), .init(.refused), .init(.cannotRun), .init(.usage)], seeAlso: ["count verify"])
}

struct CountVerify: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "verify")

    @Argument(help: "The count.", completion: .custom(Completions.counts)) var id: String
    @Option(help: "Where the read files are; else reads/ beside the ledger.", completion: .directory) var reads: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let access = LedgerAccess(common, console.environment)
        let store = try access.read()
        let session = try store.read { try CountDesk.session(id, $0) }
        guard let last = session.result else { throw Refusal(.countNotAllowed, facts: ["count": id, "status": session.status.rawValue, "step": "verify"]) }
        let run = CountRun(session: session, folder: reads ?? CountRun.folder(besides: access.path), console: console)
        let outcome = try store.read { try run.derive($0, upTo: last.upTo, closed: last.closed) }
        guard outcome.hash == last.hash else { throw CountVerify.differs(session, last.hash, outcome.hash) }
        if console.json {
            try console.emit(["count": .string(session.id), "repeated": true, "resultHash": .string(outcome.hash), "files": .integer(Int64(session.files.count))])
        } else {
            try console.say(
                .good,
                Text(
                    en: "Repeated: \(session.id) gives the same result, \(outcome.hash.prefix(12))…, from \(Unit.files.counted(session.files.count).en) of reads and the first \(Figures.grouped(Int64(last.upTo))) entries.",
                    zh: "复核一致：\(session.id) 由 \(session.files.count) 个读取文件和前 \(Figures.grouped(Int64(last.upTo))) 条记录得出相同结果 \(outcome.hash.prefix(12))…"))
            try console.say(Text(en: "Not checked: the ledger itself (dutyfree verify).", zh: "未核查：账本本身（dutyfree verify）。"))
        }
        return .done
    }

    static func differs(_ session: CountSession, _ recorded: String, _ derived: String) -> Stop {
        Stop(
            Problem(
                "count-differs", Text(en: "\(session.id) gives another result than the one that was recorded", zh: "\(session.id) 的结果与已登记的不一致"),
                outcome: Text(en: "Recorded was \(recorded), derived \(derived).", zh: "登记的为 \(recorded)，推导得 \(derived)。"),
                hint: Text(en: "Check the ledger first: dutyfree verify", zh: "请先核查账本：dutyfree verify")), exit: .tampered)
    }

    static let manual = CommandManual(
        name: "count verify", abstract: Text(en: "Derive a count's result again, from the ledger and the read files alone.", zh: "仅凭账本与读取文件复核盘点结果。"),
        example: .init("dutyfree count verify C-2026-001", Text(en: "with the copies beside the ledger", zh: "使用账本旁的副本")),
        another: .init("dutyfree count verify C-2026-001 --reads /media/usb", Text(en: "with the files that the auditor brought", zh: "使用审计员自带的文件")),
        usage: ["dutyfree count verify ID [--reads DIR]"],
        exits: [.init(.done), .init(.tampered, Text(en: "a read file was changed, or the result differs", zh: "读取文件被改动，或结果不一致")), .init(.cannotRun, Text(en: "a read file is gone", zh: "读取文件缺失")), .init(.refused), .init(.usage)],
        seeAlso: ["count report", "verify"])
}

/// The result as a table: what a manager asks first, then zones, then what to do.
struct CountTables {
    let console: Console

    init(_ console: Console) { self.console = console }

    func show(_ result: CountResult, session: CountSession) throws {
        let accounted = Figures.percent(Int64(result.accountedFor), of: Int64(result.expected))
        try console.say(
            Text(
                en: "\(session.id): \(Figures.grouped(result.accountedFor)) of \(Figures.grouped(result.expected)) accounted for (\(accounted)).",
                zh: "\(session.id)：应有 \(Figures.grouped(result.expected)) 件，落实 \(Figures.grouped(result.accountedFor)) 件（\(accounted)）。"))
        var classes = Table(columns: [
            .words(Text(en: "Class", zh: "类别")), .number(Text(en: "Number", zh: "数量")), .number(Text(en: "Value", zh: "金额（元）")),
            .words(Text(en: "Next", zh: "下一步"), atLeast: 16),
        ])
        for kind in CountClass.allCases where result.count(kind) > 0 {
            classes.add([.sentence(kind.words), .count(Int64(result.count(kind))), .fen(result.valueFen[kind.index]), .sentence(kind.next)])
        }
        try console.show(classes)
        var zones = Table(columns: [
            .identifier(Text(en: "Zone", zh: "区域")), .number(Text(en: "Expected", zh: "应有")), .number(Text(en: "Accounted", zh: "落实")),
            .number(Text(en: "Missing", zh: "缺失")), .number(Text(en: "Not counted", zh: "未清点")), .bar(Text(en: "", zh: "")),
        ])
        for zone in result.zones {
            zones.add([.text(zone.location), .count(Int64(zone.expected)), .count(Int64(zone.accounted)), .count(Int64(zone.missing)), .count(Int64(zone.notCounted)), .count(Int64(zone.accounted))])
        }
        try console.show(zones)
        if let rate = result.itemsPerPersonMinuteX100 {
            func times(_ factor: Int64?) -> String? { factor.map { "\($0 / 100).\($0 % 100 / 10)" } }
            let factor = times(result.factorX100).map { reading in (reading, times(result.wholeJobFactorX100) ?? "–") }
            try console.say(
                Text(
                    en: "Read at \(Figures.grouped(rate / 100)) items a person-minute" + (factor.map { ", \($0.0) times the hand tally (declared); the whole job \($0.1) times." } ?? "."),
                    zh: "读取速度：每人每分钟 \(Figures.grouped(rate / 100)) 件" + (factor.map { "，为手工清点（申报值）的 \($0.0) 倍；全程为 \($0.1) 倍。" } ?? "。")))
        }
        for kind in CountClass.allCases where !kind.isInOrder && result.count(kind) > 0 {
            var shown = 0
            result.forEach(kind) { row in
                shown += 1
                guard shown <= 10 else { return }
                let place = row.seenLocations.isEmpty ? row.ledgerLocation : row.seenLocations.joined(separator: ", ")
                let note = row.note.isEmpty ? "" : "  " + row.note
                try? console.say(Text(en: "  \(kind.words.en): \(Printable.line(row.subject))  \(place)\(note)", zh: "  \(kind.words.zh)：\(Printable.line(row.subject))  \(place)\(note)"))
            }
            if shown > 10 { try console.say(Text(en: "  … and \(Figures.grouped(shown - 10)) more", zh: "  …… 另有 \(Figures.grouped(shown - 10)) 件")) }
        }
    }
}
