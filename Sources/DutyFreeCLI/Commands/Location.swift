import ArgumentParser
import DutyFree
import Ledger
import Presentation
import SQLiteStore
import Wire

struct LocationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "location", subcommands: [Add.self, List.self], defaultSubcommand: List.self)

    struct Add: DocumentedCommand {
        static let configuration = CommandConfiguration(commandName: "add")

        @Argument(help: "Its path, such as S1/F1; the first part is the site.") var path: String
        @Option(help: "The party that keeps it.", completion: .custom(Completions.parties)) var party: String?
        @Option(help: "What it is.", completion: .list(LocationKind.allCases.map(\.rawValue))) var kind: String
        @Option(help: "store or hold.") var role: String?
        @Flag(help: "In the isolation area (隔离区).") var isolated = false
        @Option(help: "Where it lies, as geo:LATITUDE,LONGITUDE.") var geo: String?
        @OptionGroup var common: CommonOptions
        @OptionGroup var writing: WritingOptions

        func run(_ console: Console) throws -> Presentation.ExitCode {
            guard let kind = LocationKind(rawValue: kind) else {
                throw Problem.usage(
                    Text(en: "“\(self.kind)” is no kind of place", zh: "“\(self.kind)”不是地点种类"),
                    hint: Suggestion.sentence(for: self.kind, in: LocationKind.allCases.map(\.rawValue))
                        ?? Words.oneOf(LocationKind.allCases.map(\.rawValue)))
            }
            var locationRole: LocationRole?
            if let role {
                guard let known = LocationRole(rawValue: role) else {
                    throw Problem.usage(Text(en: "--role is store or hold", zh: "--role 只能是 store 或 hold"))
                }
                locationRole = known
            }
            let text = NFC.normalize(path)
            guard !text.isEmpty, !text.split(separator: "/", omittingEmptySubsequences: false).contains(""), !text.contains(" ")
            else {
                throw Problem.usage(
                    Text(en: "a path has parts with / between, no blanks: “\(path)”", zh: "路径由 / 分隔，不含空格：“\(path)”"))
            }
            let location = Location(
                path: LocationPath(text), party: party.map(PartyCode.init), kind: kind, role: locationRole,
                isolated: isolated, point: try geo.map(Add.point))
            return try MasterCommand.record(
                .location, text, location.data, Text(en: "location \(text)", zh: "地点 \(text)"), common, writing, console, keeper: location.party)
        }

        private static func point(_ text: String) throws -> GeoPoint {
            guard let point = GeoPoint(text) else {
                throw Problem.usage(Text(en: "“\(text)” is no point", zh: "“\(text)”不是坐标"), hint: Text.same("geo:20.0174,110.3492"))
            }
            return point
        }

        static let manual = CommandManual(
            name: "location add", abstract: Text(en: "Say where goods can be.", zh: "登记货物可处的地点。"),
            example: .init(
                "dutyfree location add W1 --party W1 --kind warehouse", Text(en: "a supervised warehouse", zh: "监管仓库")),
            another: .init(
                "dutyfree location add S1/HOLD --party S1 --kind store --role hold",
                Text(en: "the shelf for sold goods", zh: "已售货物的存放架")),
            usage: ["dutyfree location add PATH --kind K [--party P] [--role store|hold] [--isolated] [--geo geo:LAT,LON]"],
            options: [
                .init(
                    "--kind K",
                    Text(
                        en: "one of \(LocationKind.allCases.map(\.rawValue).joined(separator: ", "))",
                        zh: "其一：\(LocationKind.allCases.map(\.rawValue).joined(separator: "、"))")),
                .init(
                    "--geo geo:LAT,LON", Text(en: "where a site lies (RFC 5870): risk rules compare times with distances", zh: "场所坐标（RFC 5870）：风险规则据以比较时间与距离")),
            ],
            discussion: [
                Text(
                    en: "A place below a known one is known too: S1/F1/A3 needs no entry of its own once S1 has one.",
                    zh: "已知地点之下的地点无须另行登记：有了 S1，S1/F1/A3 即可使用。")
            ],
            exits: [.init(.done), .init(.cannotRun), .init(.usage)], seeAlso: ["location list", "party add"])
    }

    struct List: DocumentedCommand {
        static let configuration = CommandConfiguration(commandName: "list")
        @Flag(help: "As a tree, a place under the one it lies in.") var tree = false
        @OptionGroup var common: CommonOptions

        func run(_ console: Console) throws -> Presentation.ExitCode {
            let (rows, stock) = try LedgerAccess(common, console.environment).read().read {
                (try $0.masters(.location), try $0.stock())
            }
            // Where goods are need not be registered itself: a shelf below a known place counts as known.
            var items: [String: Int64] = [:]
            for (key, count) in stock { if let path = key.location?.text { items[path, default: 0] += count } }
            let known = Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0.data) })
            let names = Set(known.keys).union(items.keys).sorted()
            if console.json {
                for name in names {
                    var line = known[name] ?? JSONObject()
                    line["path"] = nil
                    line["location"] = .string(name)
                    line["items"] = .integer(items[name] ?? 0)
                    try console.emit(line)
                }
                return .done
            }
            var table = Table(columns: [
                .identifier(Text(en: "Location", zh: "地点")), .name(Text(en: "Kind", zh: "种类")),
                .name(Text(en: "Role", zh: "用途")), .identifier(Text(en: "Party", zh: "主体")),
                .number(Text(en: "Items", zh: "件数")),
            ])
            for name in names {
                let data = known[name] ?? JSONObject()
                let depth = tree ? name.filter { $0 == "/" }.count : 0
                table.add([
                    .text(tree && depth > 0 ? String(repeating: "  ", count: depth) + (name.split(separator: "/").last ?? "") : name),
                    data["kind"]?.string.flatMap(LocationKind.init(rawValue:)).map { .sentence($0.words) } ?? .empty,
                    .text(data["role"]?.string ?? ""), .text(data["party"]?.string ?? ""), .count(items[name] ?? 0),
                ])
            }
            table.totals = [.sentence(Text(en: "Total", zh: "合计")), .empty, .empty, .empty, .count(items.values.reduce(0, +))]
            try console.show(table)
            return .done
        }

        static let manual = CommandManual(
            name: "location list", abstract: Text(en: "List the places and the items in each.", zh: "列出地点及各处件数。"),
            example: .init("dutyfree location list --tree", Text(en: "places under places", zh: "以树形显示")),
            another: .init("dutyfree location list --json", Text(en: "a JSON object a line", zh: "每行一个 JSON 对象")),
            usage: ["dutyfree location [list] [--tree]"], exits: [.init(.done), .init(.cannotRun)], seeAlso: ["location add", "stock"])
    }
}
