import ArgumentParser
import DutyFree
import Ledger
import Presentation
import SQLiteStore
import Wire

/// Policy as data: what a ledger is judged by.
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", subcommands: [PolicyShow.self, PolicyDiff.self, PolicyCheck.self, PolicyAdd.self, PolicyTry.self],
        defaultSubcommand: PolicyShow.self)
}

/// The versions of a ledger, or one of them with its figures.
struct PolicyShow: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "show")

    @Argument(help: "A version.", completion: .custom(Completions.policies)) var id: String?
    @Option(help: "The version in force then.") var at: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let moment = try at.map { try Timestamp(option: "--at", $0) }
        let now = try Clock.now(console.environment)()
        let rows = try LedgerAccess(common, console.environment).read().read { try $0.masters(.policy) }
        let book = try PolicyBook(recorded: rows)
        if let id {
            guard let policy = book.policy(PolicyID(id)) else { throw Refusal(.unknownPolicy, facts: ["policy": id]) }
            try show(policy, rows, book, now, console)
        } else if let moment {
            guard let policy = book.policy(at: moment, .offshore) else { throw Refusal(.noPolicy, facts: ["occurred": moment.formatted()]) }
            try show(policy, rows, book, now, console)
        } else {
            try list(rows, book, now, console)
        }
        return .done
    }

    private func list(_ rows: [MasterRow], _ book: PolicyBook, _ now: Timestamp, _ console: Console) throws {
        var table = Table(columns: [
            .identifier(Text(en: "Policy", zh: "政策")), .identifier(Text(en: "Regime", zh: "制度")), .identifier(Text(en: "From", zh: "自")),
            .identifier(Text(en: "Until", zh: "至")), .name(Text(en: "Title", zh: "标题"), atLeast: 20), .number(Text(en: "Entry", zh: "记录")),
        ])
        for regime in book.regimes {
            for version in book.versions(regime) {
                let seq = rows.first { $0.name == version.policy.id.text }?.seq ?? 0
                if console.json {
                    try console.emit(PolicyShow.line(version, seq, now))
                    continue
                }
                let title = console.language == .zhHans ? version.policy.titleZh ?? version.policy.title : version.policy.title
                table.add([
                    .text(version.policy.id.text), .text(regime.text), .text(Times.day(version.policy.effectiveFrom)),
                    version.isInForce(at: now) && version.until == nil
                        ? .judged(.good, Text(en: "in force", zh: "有效"))
                        : .text(version.until.map(Times.day) ?? ""),
                    .text(title), .count(Int64(seq)),
                ])
            }
        }
        guard !console.json else { return }
        if rows.isEmpty {
            return try console.say(
                .warning,
                Text(
                    en: "no policy is recorded: sales are not judged by quota and limits; dutyfree policy add FILE",
                    zh: "尚未登记政策：销售不受额度与限量约束；dutyfree policy add 文件"))
        }
        try console.show(table)
    }

    private static func line(_ version: PolicyBook.Version, _ seq: SequenceNumber, _ now: Timestamp) -> JSONObject {
        var line: JSONObject = [
            "policy": .string(version.policy.id.text), "regime": .string(version.policy.regime.text),
            "from": .string(version.policy.effectiveFrom.formatted()), "inForce": .bool(version.isInForce(at: now)), "seq": .integer(Int64(seq)),
        ]
        line["until"] = version.until.map { .string($0.formatted()) }
        return line
    }

    private func show(_ policy: Policy, _ rows: [MasterRow], _ book: PolicyBook, _ now: Timestamp, _ console: Console) throws {
        let seq = rows.first { $0.name == policy.id.text }?.seq ?? 0
        guard let version = book.versions(policy.regime).first(where: { $0.policy == policy }) else { return }
        if console.json {
            var line = PolicyShow.line(version, seq, now)
            line["document"] = .object(policy.document)
            return try console.emit(line)
        }
        let until = version.until.map(Times.minute)
        try console.say(
            Text(
                en: "\(policy.id.text): \(policy.title)\n\(Times.minute(policy.effectiveFrom)) – \(until ?? "open"), entry \(seq)",
                zh: "\(policy.id.text)：\(policy.titleZh ?? policy.title)\n\(Times.minute(policy.effectiveFrom)) 至 \(until ?? "未定")，第 \(seq) 条"))
        try console.show(parameters(policy, console))
        let domestic = policy.categories.count(where: \.domesticAllowed)
        try console.say(
            Text(
                en: "\(policy.categories.count) categories (\(domestic) with Chinese goods): \(policy.categories.map(\.code).joined(separator: ", "))",
                zh: "\(policy.categories.count) 类（其中 \(domestic) 类含国产品）：\(policy.categories.map(\.zh).joined(separator: "、"))"))
        for limit in policy.limits {
            let unit = limit.unit == .piece ? Text(en: "pieces", zh: "件") : Text(en: "ml", zh: "毫升")
            try console.say(Text(en: "a trip: \(limit.id) at most \(limit.most) \(unit.en)", zh: "每次：\(limit.zh)不超过 \(limit.most) \(unit.zh)"))
        }
        let modes = (policy.document["pickupModes"]?.array ?? []).compactMap(\.object)
        try console.say(
            Text(
                en: "pick-up: \(modes.compactMap { $0["id"]?.string }.joined(separator: ", "))",
                zh: "提货方式：\(modes.compactMap { $0["zh"]?.string }.joined(separator: "、"))"))
    }

    private func parameters(_ policy: Policy, _ console: Console) -> Table {
        var table = Table(columns: [
            .identifier(Text(en: "Parameter", zh: "参数")), .number(Text(en: "Value", zh: "值")), .name(Text(en: "", zh: "")),
            .words(Text(en: "Source", zh: "来源"), atLeast: 24),
        ])
        for rule in ParameterRule.all {
            guard let entry = policy.document["parameters"]?.object?[rule.name]?.object else { continue }
            let source = entry["source"]?.string.flatMap { policy.sources[$0]?.title } ?? ""
            let isConfirmed = entry["confirmed"]?.bool ?? false
            table.add([
                .text(rule.name), PolicyShow.cell(entry["value"], unit: entry["unit"]?.string),
                isConfirmed ? .judged(.good, Text(en: "confirmed", zh: "已确认")) : .judged(.warning, Text(en: "unconfirmed", zh: "未确认")), .text(source),
            ])
        }
        return table
    }

    static func cell(_ value: JSONValue?, unit: String?) -> Table.Cell {
        if case .integer(let number)? = value, unit == "fen" { return .fen(number) }
        guard let value else { return .empty }
        return .text(PolicyShow.words(value) + (unit.map { " " + $0 } ?? ""))
    }

    static func words(_ value: JSONValue) -> String {
        switch value {
        case .null: ""
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .string(let text): text
        case .array(let values): values.map(words).joined(separator: ", ")
        case .object: String(decoding: CanonicalJSON.encode(value), as: UTF8.self)
        }
    }

    static let manual = CommandManual(
        name: "policy show", abstract: Text(en: "Show the policies of the ledger, or one with its figures and sources.", zh: "查看账本的各版政策，或某一版的参数与来源。"),
        example: .init("dutyfree policy show", Text(en: "the versions, and which is in force", zh: "各版本及当前有效者")),
        another: .init("dutyfree policy show --at 2023-04-01T00:00:00+08:00", Text(en: "the figures in force then", zh: "当时有效的参数")),
        usage: ["dutyfree policy [show] [ID] [--at T]"],
        discussion: [
            Text(
                en:
                    "A movement is judged by the version in force when it occurred; its entry names that version. Figures without a confirmed source are marked.",
                zh: "业务按其发生时有效的版本判定，记录中写明该版本。来源未确认的数值均有标注。")
        ],
        exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.usage)], seeAlso: ["policy diff", "policy add", "policy try"])
}

/// Adds a version.
struct PolicyAdd: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "add")

    @Argument(help: "A policy document.", completion: .file()) var file: String
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let document = try PolicyFile.read(file)
        let policy = try Policy(document: document)
        let desk = try RecordingDesk(common, writing, console)
        guard let party = desk.party else {
            throw Problem.usage(
                Text(en: "who records this is not said", zh: "未说明由谁记录"),
                hint: Text(en: "Say it with --as PARTY: an approver or customs.", zh: "请用 --as 主体 指明：负责人或海关。"))
        }
        let (seq, commit) = try desk.commit { try $0.record(policy: document, by: party) }
        if console.json {
            var line: JSONObject = ["policy": .string(policy.id.text), "status": .string(seq == nil ? "already" : desk.dryRun ? "would" : "recorded")]
            line["seq"] = seq.map { .integer(Int64($0)) }
            line["unread"] = PolicyFile.unreadJSON(policy)
            line["checkpoint"] = desk.dryRun ? nil : commit.map { .string($0.note) }
            try console.emit(line)
        } else if let seq {
            let from = Times.minute(policy.effectiveFrom)
            try console.say(
                .good,
                desk.dryRun
                    ? Text(en: "\(policy.id.text) would be recorded, in force from \(from)", zh: "将会登记 \(policy.id.text)，自 \(from) 起有效")
                    : Text(en: "\(policy.id.text) recorded, entry \(seq), in force from \(from)", zh: "已登记 \(policy.id.text)，第 \(seq) 条，自 \(from) 起有效"))
            try PolicyFile.warn(policy, console)
        } else {
            try console.say(.good, Text(en: "\(policy.id.text) is recorded already", zh: "\(policy.id.text) 此前已登记"))
        }
        return .done
    }

    static let manual = CommandManual(
        name: "policy add", abstract: Text(en: "Record a new version of a policy.", zh: "登记新版政策。"),
        example: .init("dutyfree policy add hn-offshore-2027.json --as V1", Text(en: "by an approver", zh: "由负责人登记")),
        another: .init("dutyfree policy add hn-offshore-2027.json --as K1 -n", Text(en: "checked, not recorded", zh: "只检查，不登记")),
        usage: ["dutyfree policy add FILE --as PARTY [-n]"],
        discussion: [
            Text(
                en:
                    "Versions of a regime must not be in force at the same time. One without an end is ended by the version that names it in replaces. A recorded version never changes.",
                zh: "同一制度的各版本有效期不得重叠；未定届满日的版本，由以 replaces 指明它的新版本终止。已登记的版本不可更改。")
        ],
        exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.usage)], seeAlso: ["policy check", "policy try"])
}

/// Whether a document is a policy that the ledger could record.
struct PolicyCheck: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "check")

    @Argument(help: "A policy document.", completion: .file()) var file: String
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let document = try PolicyFile.read(file)
        let rows = try? LedgerAccess(common, console.environment).read().read { try $0.masters(.policy) }
        do {
            let policy = try Policy(document: document)
            if let rows {
                let book = try PolicyBook(recorded: rows)
                if book.policy(policy.id) != policy { _ = try book.adding(policy) }
            }
            if console.json {
                var line: JSONObject = ["policy": .string(policy.id.text), "ok": true, "againstLedger": .bool(rows != nil)]
                line["unread"] = PolicyFile.unreadJSON(policy)
                try console.emit(line)
            } else {
                try console.say(
                    .good,
                    rows == nil
                        ? Text(en: "\(policy.id.text) is a policy; there was no ledger to compare it with", zh: "\(policy.id.text) 是有效的政策文件；没有账本可供比对")
                        : Text(en: "\(policy.id.text) is a policy, and its time is free in the ledger", zh: "\(policy.id.text) 是有效的政策文件，且与账本各版本不重叠"))
                try PolicyFile.warn(policy, console)
            }
            return .done
        } catch let refusal as Refusal {
            let problem = Problem(refusal, at: .init(file: file, column: refusal.field))
            if console.json {
                var line: JSONObject = ["ok": false, "code": .string(refusal.code.rawValue), "againstLedger": .bool(rows != nil)]
                line["path"] = refusal.field.map { .string($0) }
                try console.emit(line)
            } else {
                console.report(problem)
            }
            return .answerIsNo
        }
    }

    static let manual = CommandManual(
        name: "policy check", abstract: Text(en: "Check a policy document.", zh: "检查政策文件。"),
        example: .init(
            "dutyfree policy check proposal.json", Text(en: "its shape, figures, units and sources, and its time in the ledger", zh: "检查结构、数值、单位、来源及有效期")),
        another: .init("dutyfree policy check proposal.json --json", Text(en: "with the reason code and the place", zh: "给出原因代码与位置")),
        usage: ["dutyfree policy check FILE"],
        discussion: [
            Text(
                en: "The shape is schema/json/policy-v1.schema.json. Nothing is guessed: a field that no rule reads is refused.",
                zh: "结构见 schema/json/policy-v1.schema.json。没有规则读取的字段将被拒绝。")
        ],
        exits: [.init(.done), .init(.answerIsNo), .init(.cannotRun), .init(.usage)], seeAlso: ["policy add", "policy diff"])
}

/// What differs between two versions.
struct PolicyDiff: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "diff")

    @Argument(help: "A version or a file.", completion: .custom(Completions.policies)) var one: String
    @Argument(help: "Another.", completion: .custom(Completions.policies)) var other: String
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let rows = (try? LedgerAccess(common, console.environment).read().read { try $0.masters(.policy) }) ?? []
        let left = PolicyDiff.places(.object(try PolicyFile.document(one, rows)))
        let right = PolicyDiff.places(.object(try PolicyFile.document(other, rows)))
        var table = Table(columns: [
            .identifier(Text(en: "What", zh: "内容")), .words(Text.same(one), atLeast: 12), .words(Text.same(other), atLeast: 12),
        ])
        var differences = 0
        for path in Set(left.keys).union(right.keys).sorted() where left[path] != right[path] {
            differences += 1
            if console.json {
                var line: JSONObject = ["path": .string(path)]
                line["one"] = left[path]
                line["other"] = right[path]
                try console.emit(line)
            } else {
                func cell(_ value: JSONValue?) -> Table.Cell {
                    path.hasSuffix("Fen") || path.hasSuffix("Fen.value")
                        ? PolicyShow.cell(value, unit: "fen") : value.map { .text(PolicyShow.words($0)) } ?? .text("–")
                }
                table.add([.text(path), cell(left[path]), cell(right[path])])
            }
        }
        if !console.json {
            if differences > 0 { try console.show(table) }
            try console.say(Text(en: "\(differences) differences", zh: "\(differences) 处不同"))
        }
        return differences == 0 ? .done : .answerIsNo
    }

    /// Leaves by their path. Members of a list are named by their code or id, so that an inserted one shifts no other.
    static func places(_ value: JSONValue, at path: String = "") -> [String: JSONValue] {
        var places: [String: JSONValue] = [:]
        func add(_ name: String, _ inner: JSONValue) {
            places.merge(self.places(inner, at: path.isEmpty ? name : path + "." + name)) { a, _ in a }
        }
        switch value {
        case .object(let object) where !object.isEmpty: for member in object.members { add(member.name, member.value) }
        case .array(let values) where values.contains { $0.object != nil }:
            for (index, inner) in values.enumerated() {
                let object = inner.object
                add(["code", "id", "category"].lazy.compactMap { object?[$0]?.string }.first ?? String(index), inner)
            }
        default: places[path] = value
        }
        return places
    }

    static let manual = CommandManual(
        name: "policy diff", abstract: Text(en: "Show what differs between two policies.", zh: "比较两版政策。"),
        example: .init("dutyfree policy diff hn-offshore-2023 hn-offshore-2025", Text(en: "two versions of the ledger", zh: "账本中的两个版本")),
        another: .init("dutyfree policy diff hn-offshore-2025 proposal.json", Text(en: "a version and a proposal", zh: "现行版本与草案")),
        usage: ["dutyfree policy diff A B"],
        exits: [.init(.done, Text(en: "no difference", zh: "没有不同")), .init(.answerIsNo), .init(.refused), .init(.cannotRun), .init(.usage)],
        seeAlso: ["policy show", "policy try"])
}
