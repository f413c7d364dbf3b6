import ArgumentParser
import DutyFree
import Ledger
import Presentation
import SQLiteStore
import Wire

struct PartyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "party", subcommands: [Add.self, List.self], defaultSubcommand: List.self)

    struct Add: DocumentedCommand {
        static let configuration = CommandConfiguration(commandName: "add")

        @Argument(help: "The party's code.") var code: String
        @Option(help: "Its name.") var name: String
        @Option(parsing: .upToNextOption, help: "Its roles.", completion: .list(PartyRole.allCases.map(\.rawValue))) var role: [String]
        @Option(help: "The site where it works.") var site: String?
        @OptionGroup var common: CommonOptions
        @OptionGroup var writing: WritingOptions

        func run(_ console: Console) throws -> Presentation.ExitCode {
            let roles = try Set(role.flatMap { $0.split(separator: ",").map(String.init) }.map(PartyCommand.role))
            guard !roles.isEmpty else {
                throw Problem.usage(Text(en: "--role needs at least one role", zh: "--role 至少需要一个角色"))
            }
            let party = Party(code: PartyCode(NFC.normalize(code)), name: NFC.normalize(name), roles: roles, site: site)
            return try MasterCommand.record(
                .party, party.code.text, party.data, Text(en: "party \(party.code.text)", zh: "主体 \(party.code.text)"),
                common, writing, console)
        }

        static let manual = CommandManual(
            name: "party add", abstract: Text(en: "Say who may record what.", zh: "登记主体及其角色。"),
            example: .init(
                "dutyfree party add S1 --name \"Haitang Bay store\" --role store --site S1",
                Text(en: "a store that records sales", zh: "记录销售的门店")),
            another: .init(
                "dutyfree party add K1 --name 海口海关 --role customs",
                Text(en: "customs, who may record at any site", zh: "海关，可在任何地点记录")),
            usage: ["dutyfree party add CODE --name N --role R… [--site PATH]"],
            options: [
                .init(
                    "--role R…",
                    Text(
                        en: "one or more of \(PartyRole.allCases.map(\.rawValue).joined(separator: ", "))",
                        zh: "一个或多个：\(PartyRole.allCases.map(\.rawValue).joined(separator: "、"))"))
            ],
            discussion: [
                Text(
                    en: "A party that is added again with other facts is changed from then on; the earlier entry stays.",
                    zh: "再次登记同一主体即更新其信息；旧记录保留。")
            ],
            exits: [.init(.done), .init(.cannotRun), .init(.usage)], seeAlso: ["party list", "location add"])
    }

    struct List: DocumentedCommand {
        static let configuration = CommandConfiguration(commandName: "list")
        @OptionGroup var common: CommonOptions

        func run(_ console: Console) throws -> Presentation.ExitCode {
            let rows = try LedgerAccess(common, console.environment).read().read { try $0.masters(.party) }
            if console.json {
                for row in rows {
                    var line = row.data
                    line["party"] = .string(row.name)
                    line["code"] = nil
                    line["seq"] = .integer(Int64(row.seq))
                    try console.emit(line)
                }
                return .done
            }
            var table = Table(columns: [
                .identifier(Text(en: "Party", zh: "主体")), .name(Text(en: "Name", zh: "名称")),
                .words(Text(en: "Roles", zh: "角色")), .identifier(Text(en: "Site", zh: "地点")),
                .number(Text(en: "Entry", zh: "记录")),
            ])
            for row in rows {
                let roles = (row.data["roles"]?.array ?? []).compactMap(\.string).compactMap(PartyRole.init(rawValue:))
                table.add([
                    .text(row.name), .text(row.data["name"]?.string ?? ""),
                    .sentence(Words.list(roles.map(\.words))), .text(row.data["site"]?.string ?? ""),
                    .count(Int64(row.seq)),
                ])
            }
            try console.show(table)
            return .done
        }

        static let manual = CommandManual(
            name: "party list", abstract: Text(en: "List who may record what.", zh: "列出主体及其角色。"),
            example: .init("dutyfree party list", Text(en: "a table", zh: "表格")),
            another: .init("dutyfree party list --json", Text(en: "a JSON object a line", zh: "每行一个 JSON 对象")),
            usage: ["dutyfree party [list]"], exits: [.init(.done), .init(.cannotRun)], seeAlso: ["party add"])
    }

    static func role(_ name: String) throws -> PartyRole {
        if let role = PartyRole(rawValue: name) { return role }
        throw Problem.usage(
            Text(en: "“\(name)” is no role", zh: "“\(name)”不是角色"),
            hint: Suggestion.sentence(for: name, in: PartyRole.allCases.map(\.rawValue))
                ?? Words.oneOf(PartyRole.allCases.map(\.rawValue)))
    }
}

/// What `party add`, `location add` and `product add` share: one entry of master data. `keeper` is a party that the entry names, which
/// may be added later.
enum MasterCommand {
    static func record(
        _ kind: EntryKind, _ name: String, _ data: JSONObject, _ what: Text, _ common: CommonOptions,
        _ writing: WritingOptions, _ console: Console, keeper: PartyCode? = nil
    ) throws -> Presentation.ExitCode {
        guard !name.isEmpty else { throw Problem.usage(Text(en: "a code must not be empty", zh: "代码不能为空")) }
        let desk = try RecordingDesk(common, writing, console)
        var isKeeperKnown = true
        let (seq, commit) = try desk.commit { recorder in
            isKeeperKnown = try keeper.map { try recorder.party($0) != nil } ?? true
            return try recorder.record(kind, name: name, data: data, by: desk.party)
        }
        if console.json {
            var line = data
            line[kind.rawValue] = .string(name)
            line["seq"] = seq.map { .integer(Int64($0)) }
            line["status"] = .string(seq == nil ? "already" : desk.dryRun ? "would" : "recorded")
            line["checkpoint"] = desk.dryRun ? nil : commit.map { .string($0.note) }
            try console.emit(line)
        } else if let seq {
            let at = Figures.grouped(Int64(seq))
            try console.say(
                .good,
                desk.dryRun
                    ? Text(en: "\(what.en) would be recorded", zh: "将会记录：\(what.zh)")
                    : Text(en: "\(what.en) recorded, entry \(at)", zh: "已记录：\(what.zh)，第 \(at) 条"))
        } else {
            try console.say(.good, Text(en: "\(what.en) is so already", zh: "\(what.zh)已是如此"))
        }
        if let keeper, !isKeeperKnown {
            console.note(
                Text(
                    en: "Party \(keeper.text) is not known yet: until dutyfree party add \(keeper.text) nobody can record as it.",
                    zh: "尚无主体 \(keeper.text)：登记之前（dutyfree party add \(keeper.text)）无人能以其名义记录。"))
        }
        return .done
    }
}
