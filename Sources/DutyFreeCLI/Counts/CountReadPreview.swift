import Interop
import Presentation
import StockCount
import Wire

/// `count read --preview`: the first lines of a read file as they are understood. Nothing is entered, and no book is asked.
struct CountReadPreview {
    let console: Console
    let columns: [String: String]
    private static let rows = 10

    /// Whether each of the lines shown names something.
    func show(_ path: String) throws -> Bool {
        let preview: ReadPreview
        do {
            preview = try ReadPreview(try ByteSource(path: path), columns: columns, localOffsetMinutes: 480, rows: CountReadPreview.rows)
        } catch let fault as InputError { throw Failure.stop(InputFault(fault), file: path, outcome: Failure.nothingWritten) }
        guard !preview.rows.isEmpty else { throw Failure.stop(InputFault(.emptyInput), file: path, outcome: Failure.nothingWritten) }
        if console.json { try json(path, preview) } else { try text(path, preview) }
        return preview.rows.allSatisfy { if case .unreadable = $0.code { false } else { $0.code != nil } }
    }

    private func json(_ path: String, _ preview: ReadPreview) throws {
        for row in preview.rows {
            var line: JSONObject = ["file": .string(path), "format": .string(preview.format), "line": .integer(Int64(row.line))]
            switch row.code {
            case .thing(let name): line["subject"] = .string(name)
            case .place(let place): line["place"] = .string(place)
            case .unreadable(let reason): line["unreadable"] = .string(reason.rawValue)
            case nil: line["unreadable"] = .string(UnreadableReason.brokenLine.rawValue)
            }
            line["time"] = row.time.map { .string($0.formatted()) }
            var fields = JSONObject()
            for field in row.fields { fields[field.name] = .string(field.text) }
            line["fields"] = .object(fields)
            try console.emit(line)
        }
    }

    private func text(_ path: String, _ preview: ReadPreview) throws {
        let unread = preview.columns.count { $0 == nil }
        let kind =
            switch preview.format {
            case "csv":
                Text(
                    en: "CSV, \(preview.columns.count) columns" + (unread > 0 ? ", \(unread) of them not read (name them with --map FIELD=COLUMN)" : ""),
                    zh: "CSV，\(preview.columns.count) 列" + (unread > 0 ? "，其中 \(unread) 列未读取（可用 --map 字段=列名 指明）" : ""))
            case "jsonl": Text(en: "JSON lines", zh: "JSON Lines")
            default: Text(en: "a code a line", zh: "每行一码")
            }
        try console.say(Text(en: "\(path): \(kind.en)", zh: "\(path)：\(kind.zh)"))
        var table = Table(columns: [
            .number(Text(en: "Line", zh: "行")), .identifier(Text(en: "Names", zh: "所指")), .identifier(Text(en: "Time", zh: "时间")),
            .words(Text(en: "Other fields", zh: "其他字段"), atLeast: 20),
        ])
        for row in preview.rows {
            let names: Text =
                switch row.code {
                case .thing(let name): .same(Printable.line(name))
                case .place(let place): .same("→ " + Printable.line(place))
                case .unreadable(let reason): Text(en: "✗ " + reason.words.en, zh: "✗ " + reason.words.zh)
                case nil: Text(en: "✗ " + UnreadableReason.brokenLine.words.en, zh: "✗ " + UnreadableReason.brokenLine.words.zh)
                }
            let others = row.fields.filter { $0.name != "time" || row.time == nil }.map { "\($0.name)=\(Printable.line($0.text))" }
            table.add([.count(Int64(row.line)), .sentence(names), .text(row.time.map { Times.minute($0) } ?? ""), .text(others.joined(separator: " "))])
        }
        try console.show(table)
        try console.say(Text(en: "Nothing was entered.", zh: "未登记任何内容。"))
    }
}
