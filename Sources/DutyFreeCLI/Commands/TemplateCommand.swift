import ArgumentParser
import Interop
import Presentation
import Wire

/// What columns other programs' files have, and what they mean here.
struct TemplateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "template", subcommands: [TemplateList.self, TemplateShow.self])
}

struct TemplateList: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "list")
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        var table = Table(columns: [.identifier(Text(en: "Template", zh: "模板")), .words(Text(en: "For", zh: "用途"), atLeast: 30)])
        for template in Templates.builtIn {
            if console.json {
                try console.emit(["name": .string(template.name), "says": .string(template.en)])
            } else {
                table.add([.text(template.name), .sentence(Text(en: template.en, zh: template.zh))])
            }
        }
        if !console.json { try console.show(table) }
        return .done
    }

    static let manual = CommandManual(
        name: "template list", abstract: Text(en: "The kinds of files that are known by their columns.", zh: "按列名即可识别的文件种类。"),
        example: .init("dutyfree template list", Text(en: "declaration, till, readers", zh: "报关单、收银、读写器")),
        another: .init("dutyfree record till.csv --template till --as S1 --preview", Text(en: "how one would be read", zh: "查看将如何读取")),
        usage: ["dutyfree template list"], exits: [.init(.done)], seeAlso: ["template show", "record", "import"])
}

struct TemplateShow: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "show")
    @Argument(help: "Its name, or a file.", completion: .custom(Completions.templates)) var name: String
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let template = try Templates.named(name)
        if console.json {
            try console.emit(["template": .object(template.json)])
            return .done
        }
        try console.say(Text(en: "\(template.name): \(template.en)", zh: "\(template.name)：\(template.zh)"))
        var table = Table(columns: [
            .identifier(Text(en: "Field", zh: "字段")), .words(Text(en: "Columns", zh: "列名"), atLeast: 20), .words(Text(en: "Written as", zh: "写法"), atLeast: 8),
        ])
        for column in template.columns {
            let values = column.values.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
            let writing = ([column.writing?.rawValue].compactMap { $0 } + values).joined(separator: ", ")
            table.add([.text(column.field), .text(([column.field] + column.names).joined(separator: ", ")), .text(writing)])
        }
        try console.show(table)
        for row in template.rows { try console.say(Text(en: "every row: \(row.field) = \(row.text)", zh: "每行：\(row.field) = \(row.text)")) }
        if template.isOncePerItem { try console.say(Text(en: "each item once, by its first row", zh: "每件货物只取首行")) }
        let others =
            template.ignoresOthers
            ? Text(en: "other columns are passed over", zh: "其他列略过")
            : Text(en: "passed over: \(template.ignored.joined(separator: ", "))", zh: "略过：\(template.ignored.joined(separator: "、"))")
        try console.say(others)
        return .done
    }

    static let manual = CommandManual(
        name: "template show", abstract: Text(en: "What the columns of such a file are.", zh: "此类文件各列的含义。"),
        example: .init("dutyfree template show till", Text(en: "receipts of a till", zh: "收银小票")),
        another: .init("dutyfree template show till --json | jq .template > mine.json", Text(en: "the beginning of one's own", zh: "以此为起点编写自己的模板")),
        usage: ["dutyfree template show NAME|FILE.json"],
        discussion: [
            Text(
                en:
                    "Columns are matched without regard to case, blanks, underscores and what stands in brackets. A time without an offset is of the template's (+08:00); the order of a date is year, month, day. docs/files.md describes the file.",
                zh: "匹配列名时不计大小写、空格、下划线及括号内文字。无时区的时间按模板时区（+08:00）；日期顺序为年、月、日。文件格式见 docs/files.md。")
        ],
        exits: [.init(.done), .init(.usage)], seeAlso: ["template list", "record", "import"])
}
