import Cryptography
import DutyFree
package import Ledger
package import Wire

/// The movements of a ledger as rows that `record` takes: recorded in this order into a ledger with the same parties, places
/// and products, they leave every item in the same state.
///
/// A movement of several items is one row, its followers (what moved with its carton) none. An entry that a later one corrects or
/// takes back gets an event id to be named by, `{origin}#{seq}`, because positions differ from ledger to ledger; its movement is
/// then written item by item, for the reference is to one of them.
package struct MovementExport {
    private let origin: String
    /// Entries that a `correct` or `void` of the range names.
    private let referenced: Set<SequenceNumber>
    private let labels: PastLabels

    /// Reads all of `range` once to see which entries are named by later ones.
    package init(_ reader: any LedgerReader, _ range: Range<SequenceNumber>) throws {
        origin = try Genesis.read(reader).origin
        var referenced: Set<SequenceNumber> = []
        try reader.scan(range) { _, body in
            if let seq = try Entry(body).reference { referenced.insert(seq) }
            return true
        }
        self.referenced = referenced
        labels = try PastLabels(reader)
    }

    /// Hands out the rows of `range`, in the ledger's order.
    package func rows(_ reader: any LedgerReader, _ range: Range<SequenceNumber>, _ visit: (JSONObject) throws -> Void) throws {
        var group: [Entry] = []
        func close() throws {
            defer { group = [] }
            let isNamed = group.contains { referenced.contains($0.seq) }
            if !isNamed, let first = group.first { return try visit(row(first, items: group.compactMap(item(of:)), isNamed: false)) }
            for entry in group { try visit(row(entry, items: [item(of: entry)].compactMap { $0 }, isNamed: referenced.contains(entry.seq))) }
        }
        try reader.scan(range) { _, body in
            let entry = try Entry(body)
            guard entry.kind == .movement, entry.link?.via == nil else { return true }
            if let last = group.last, last.event != entry.event { try close() }
            group.append(entry)
            return true
        }
        if !group.isEmpty { try close() }
    }

    private func item(of entry: Entry) throws -> ItemKey? { try entry.link.map { try labels.label(of: $0.item, before: entry.seq) } }

    private func row(_ entry: Entry, items: [ItemKey], isNamed: Bool) -> JSONObject {
        let isAboutAnEntry = entry.type.flatMap(MovementType.init(rawValue:))?.isAboutAnEntry == true
        var row: JSONObject = ["type": .string(entry.type ?? "")]
        row["by"] = entry.by.map { .string($0.text) }
        row["occurred"] = entry.occurred.map { .string($0.formatted()) }
        if !isAboutAnEntry {
            if !items.isEmpty { row["items"] = .array(items.map { .string($0.text) }) }
            row["to"] = entry.link?.to.map { .string($0.text) }
        }
        if !entry.documents.isEmpty {
            var docs = JSONObject()
            for (kind, document) in entry.documents {
                var object: JSONObject = ["number": .string(document.number)]
                object["sha256"] = document.sha256.map { .string($0) }
                docs[kind.rawValue] = .object(object)
            }
            row["docs"] = .object(docs)
        }
        row["person"] = entry.person.map { .string($0.text) }
        if isNamed {
            row["event"] = .string(name(entry.seq))
        } else if let event = entry.event, !event.hasPrefix(MovementContent.derivedPrefix) {
            row["event"] = .string(event)
        }
        row["ref"] = entry.reference.map { .string("event:" + name($0)) }
        for member in entry.data.members { row[member.name] = member.value }
        return row
    }

    private func name(_ seq: SequenceNumber) -> String { "\(origin)#\(seq)" }

    /// A row's fields by the names of CSV columns: `doc.receipt`, `trip.departs`, `set.priceFen`.
    package static func flat(_ row: JSONObject) -> [(column: String, text: String)] {
        var fields: [(column: String, text: String)] = []
        func add(_ name: String, _ value: JSONValue) {
            switch value {
            case .null: break
            case .string(let text): fields.append((name, text))
            case .integer(let number): fields.append((name, String(number)))
            case .bool(let flag): fields.append((name, flag ? "true" : "false"))
            case .array(let values): fields.append((name, values.compactMap(\.string).joined(separator: " ")))
            case .object(let object):
                for member in object.members {
                    // A document is its number, its hash stands beside it.
                    add(name + (member.name == "number" && name.hasPrefix("doc.") ? "" : "." + member.name), member.value)
                }
            }
        }
        for member in row.members { add(member.name == "docs" ? "doc" : member.name == "items" ? "item" : member.name, member.value) }
        return fields
    }
}
