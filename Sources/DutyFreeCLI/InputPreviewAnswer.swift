import DutyFree
import Interop
import Ledger
import Presentation
import Wire

/// `--preview`: a file as it would be taken. Nothing is recorded, and no ledger is asked.
struct InputPreviewAnswer {
    let path: String
    let preview: InputPreview
    let console: Console
    static let rows = 10

    /// Whether it could be recorded as far as was seen.
    var isWhole: Bool {
        (preview.columns.map { $0.unknown.isEmpty && $0.missing.isEmpty && !$0.columns.contains(where: \.isRepeated) } ?? true)
            && preview.rows.allSatisfy { if case .success = $0.submission { true } else { false } }
    }

    func show() throws {
        if console.json { try json() } else { try text() }
    }

    private var bad: BadRows {
        var bad = BadRows()
        // What no row says is said once.
        guard preview.columns?.missing.isEmpty ?? true else { return bad }
        for row in preview.rows {
            if case .failure(let fault) = row.submission { bad.add(Problem(fault, at: .init(file: path, line: row.line))) }
        }
        return bad
    }

    // MARK: For people

    private func text() throws {
        let separator = preview.separator.map { $0 == 0x09 ? Text(en: "tabs", zh: "制表符") : Text.same(String(decoding: [$0], as: UTF8.self)) }
        try console.say(
            Text(
                en: "\(path): \(preview.format.rawValue), \(preview.encoding)" + (separator.map { ", fields parted by \($0.en)" } ?? ""),
                zh: "\(path)：\(preview.format.rawValue)，\(preview.encoding)" + (separator.map { "，以 \($0.zh) 分隔" } ?? "")))
        if let columns = preview.columns {
            var table = Table(columns: [.identifier(Text(en: "Column", zh: "列")), .words(Text(en: "Field", zh: "字段"), atLeast: 20)])
            for column in columns.columns {
                let field: Text =
                    if column.isUnknown {
                        Text(en: "✗ unknown: --map \(column.name)=FIELD", zh: "✗ 未知：--map \(column.name)=字段")
                    } else if let field = column.field {
                        column.isRepeated ? Text(en: "✗ \(field.name) again", zh: "✗ 重复：\(field.name)") : .same(field.name)
                    } else {
                        Text(en: "passed over", zh: "略过")
                    }
                table.add([.text(Printable.line(column.name)), .sentence(field)])
            }
            try console.show(table)
            if !columns.missing.isEmpty {
                let names = columns.missing.joined(separator: ", ")
                try console.say(
                    .bad, Text(en: "nothing says \(names): --as PARTY, --at TIME, --set type=TYPE", zh: "未写明 \(names)：可用 --as 主体、--at 时间、--set type=业务"))
            }
        }
        var table = Table(columns: [
            .number(Text(en: "Line", zh: "行")), .identifier(Text(en: "What", zh: "业务")), .identifier(Text(en: "Time", zh: "时间")),
            .identifier(Text(en: "Items", zh: "货物")), .words(Text(en: "Other fields", zh: "其他字段"), atLeast: 20),
        ])
        var isEmpty = true
        for row in preview.rows {
            guard case .success(let submission) = row.submission else { continue }
            isEmpty = false
            let movement = submission.movement
            var others = ["by=\(movement.by.text)"]
            if let to = movement.to { others.append("to=\(to.text)") }
            others += movement.documents.map { "doc.\($0.key.rawValue)=\($0.value.number)" }.sorted()
            if let person = movement.person { others.append("person=\(person.text)") }
            others += movement.data.members.map { "\($0.name)=\($0.value.string ?? JSONLine.bare(["": $0.value]).dropFirst(4).dropLast(2).description)" }
            table.add([
                .count(Int64(row.line)), .text(movement.type.rawValue), .text(Times.second(movement.occurred)),
                .text(movement.items.map(\.text).joined(separator: " ")), .text(Printable.line(others.joined(separator: " "))),
            ])
        }
        if !isEmpty { try console.show(table) }
        console.report(bad)
        try console.say(Text(en: "Nothing was recorded.", zh: "未记录任何内容。"))
    }

    // MARK: For scripts

    private func json() throws {
        var head: JSONObject = ["file": .string(path), "format": .string(preview.format.rawValue), "encoding": .string(preview.encoding)]
        head["separator"] = preview.separator.map { .string(String(decoding: [$0], as: UTF8.self)) }
        if let columns = preview.columns {
            head["columns"] = .array(
                columns.columns.map { column in
                    var object: JSONObject = ["column": .string(column.name)]
                    object["field"] = column.field.map { .string($0.name) }
                    if column.isUnknown { object["unknown"] = true }
                    if column.isRepeated { object["repeated"] = true }
                    return .object(object)
                })
            head["missing"] = .array(columns.missing.map { .string($0) })
        }
        try console.emit(head)
        for row in preview.rows {
            guard case .success(let submission) = row.submission else { continue }
            let movement = submission.movement
            var line: JSONObject = [
                "line": .integer(Int64(row.line)), "type": .string(movement.type.rawValue), "by": .string(movement.by.text),
                "occurred": .string(movement.occurred.formatted()), "items": .array(movement.items.map { .string($0.text) }),
            ]
            line["to"] = movement.to.map { .string($0.text) }
            line["event"] = movement.event.map { .string($0) }
            line["person"] = movement.person.map { .string($0.text) }
            if !movement.data.isEmpty { line["data"] = .object(movement.data) }
            for (kind, document) in movement.documents { line["doc." + kind.rawValue] = .string(document.number) }
            try console.emit(line)
        }
        console.report(bad)
    }
}
