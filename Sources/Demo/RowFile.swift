import DutyFree
import GS1
import Wire

/// Rows in the two forms that `dutyfree record` reads.
enum RowFile {
    static func bytes(_ rows: [Row], as form: House.InputForm) -> [UInt8] {
        switch form {
        case .csv: csv(rows)
        case .jsonl: jsonl(rows)
        }
    }

    // MARK: CSV

    /// A column for each field that some row fills, in an order that reads well.
    private static let order: [String] =
        ["type", "by", "occurred", "item", "from", "to", "person"] + DocumentKind.allCases.map { "doc." + $0.rawValue } + [
            "product", "expiry", "parent", "age", "priceFen", "pickup", "channel", "trip.id", "trip.departs", "trip.exit",
            "resident", "province", "selfPaid", "guaranteeFen", "taxFen", "with", "result", "code", "cause", "witness",
            "departs", "decided", "years", "reason", "event", "ref", "set.priceFen", "set.note", "note", "lateReason",
        ]

    private static func csv(_ rows: [Row]) -> [UInt8] {
        let fields = rows.map(fields)
        var used: Set<String> = ["type", "by", "occurred", "item"]
        for row in fields { for (name, _) in row { used.insert(name) } }
        let columns = order.filter(used.contains)
        var place: [String: Int] = [:]
        for (index, name) in columns.enumerated() { place[name] = index }
        var writer = CSVWriter()
        writer.append(row: columns)
        for row in fields {
            var cells = [String](repeating: "", count: columns.count)
            for (name, value) in row { if let index = place[name] { cells[index] = value } }
            writer.append(row: cells)
        }
        return writer.bytes
    }

    private static func fields(_ row: Row) -> [(String, String)] {
        let movement = row.movement
        var fields = [
            ("type", movement.type.rawValue), ("by", movement.by.text), ("occurred", movement.occurred.inShanghai),
            ("item", movement.items.map { label($0, of: movement.type) }.joined(separator: " ")),
        ]
        if let from = movement.from { fields.append(("from", from.text)) }
        if let to = movement.to { fields.append(("to", to.text)) }
        if let person = movement.person { fields.append(("person", person.text)) }
        if let event = movement.event { fields.append(("event", event)) }
        if let about = row.about { fields.append(("ref", "event:" + about)) }
        for (kind, document) in movement.documents { fields.append(("doc." + kind.rawValue, document.number)) }
        for member in movement.data.members {
            switch member.value {
            case .object(let object): for inner in object.members { fields.append((member.name + "." + inner.name, text(inner.value))) }
            case let value: fields.append((member.name == "trip" ? "trip.id" : member.name, text(value)))
            }
        }
        return fields
    }

    /// Tills write down what their guns read, which is the text under the code; the other systems write keys.
    private static func label(_ key: ItemKey, of type: MovementType) -> String {
        guard type == .sale, let gtin = key.gtin else { return key.text }
        return "(01)\(gtin.digits14)(21)\(key.text.dropFirst(22))"
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .bool(let flag): flag ? "true" : "false"
        default: ""
        }
    }

    // MARK: JSON Lines

    private static func jsonl(_ rows: [Row]) -> [UInt8] {
        var bytes: [UInt8] = []
        for row in rows {
            let movement = row.movement
            var line = movement.data
            line["type"] = .string(movement.type.rawValue)
            line["by"] = .string(movement.by.text)
            line["occurred"] = .string(movement.occurred.inShanghai)
            switch movement.items.count {
            case 0: break
            case 1: line["item"] = .string(movement.items[0].text)
            default: line["items"] = .array(movement.items.map { .string($0.text) })
            }
            line["from"] = movement.from.map { .string($0.text) }
            line["to"] = movement.to.map { .string($0.text) }
            line["person"] = movement.person.map { .string($0.text) }
            line["event"] = movement.event.map { .string($0) }
            line["ref"] = row.about.map { .string("event:" + $0) }
            if !movement.documents.isEmpty {
                var documents = JSONObject()
                for (kind, document) in movement.documents { documents[kind.rawValue] = .string(document.number) }
                line["docs"] = .object(documents)
            }
            CanonicalJSON.write(line, into: &bytes)
            bytes.append(0x0A)
        }
        return bytes
    }
}
