import DutyFree
import GS1
package import Ledger
import Wire

/// A row on its way to a movement: fields are set one after the other, each brought to the ledger's form at once (codes
/// canonical, times UTC, text NFC), and `submission` puts them together.
struct MovementDraft {
    var type: MovementType?
    var by: PartyCode?
    var occurred: Timestamp?
    private var items: [ItemKey] = []
    /// The codes of items that were given as labels have them, not as keys.
    private var labels: [String] = []
    /// How many items the row says that it names.
    private var quantity: Int64?
    private var from: LocationPath?
    private var to: LocationPath?
    private var documents: [DocumentKind: DocumentReference] = [:]
    private var hashes: [DocumentKind: String] = [:]
    private var person: PersonCode?
    private var event: String?
    private var reference: UInt64?
    private var referenceEvent: String?
    private var data = JSONObject()
    private var trip = JSONObject()
    private var corrections = JSONObject()
    /// Why the row was refused before, where it comes from a file of refused rows.
    private(set) var refusedCode: String?

    /// A movement without one of the three facts that make it one is refused before the rules are asked.
    consuming func submission() throws(RowFault) -> Submission {
        guard let type else { throw missing("type") }
        guard let by else { throw missing("by") }
        guard let occurred else { throw missing("occurred") }
        // What a carton holds is counted by whoever opens it.
        if let quantity, !items.isEmpty, quantity != items.count, !items.contains(where: \.isAggregate) {
            throw .input(InputFault(.wrongQuantity, column: "quantity", facts: ["field": "quantity", "value": String(quantity), "items": String(items.count)]))
        }
        if type == .declare || type == .takeOver { try LabelFacts(of: labels, items: items.count, at: occurred).fill(&data) }
        // A carton that is named alone is what is unpacked, with all that is in it.
        if type == .unpack, data["parent"] == nil, items.count == 1, let carton = items.first, carton.isAggregate { data["parent"] = .string(carton.text) }
        // The id alone is a text, as the movements after the sale give it.
        if let id = trip["id"], trip.members.count == 1 { data["trip"] = id } else if !trip.isEmpty { data["trip"] = .object(trip) }
        if !corrections.isEmpty { data["set"] = .object(corrections) }
        for (kind, hash) in hashes {
            guard let document = documents[kind] else { throw missing("doc." + kind.rawValue) }
            documents[kind] = DocumentReference(number: document.number, sha256: hash)
        }
        let movement = Movement(
            type: type, by: by, occurred: occurred, items: items, from: from, to: to, documents: documents,
            person: person, event: event, reference: reference, data: data)
        return Submission(movement, referenceEvent: referenceEvent)
    }

    private func missing(_ field: String) -> RowFault {
        .refusal(Refusal(.missingField, field: field, facts: ["field": field]))
    }

    mutating func add(_ item: ItemKey) { items.append(item) }

    /// A code in whatever form.
    mutating func add(code: String) throws(RowFault) {
        items.append(try key(code))
        if !code.hasPrefix("/") { labels.append(code) }
    }

    mutating func set(_ kind: DocumentKind, _ document: DocumentReference) { documents[kind] = document }

    // MARK: Text, as CSV and the command line give it

    mutating func set(_ field: MovementField, text raw: String) throws(RowFault) {
        guard !raw.isEmpty else { return }
        let text = NFC.normalize(raw)
        switch field {
        case .type:
            guard let known = MovementType(rawValue: text) else { throw fault(.unknownType, "type", text) }
            type = known
        case .by: by = PartyCode(text)
        case .occurred: occurred = try time(text, "occurred")
        case .items: for code in text.split(whereSeparator: { $0 == " " || $0 == ";" }) { try add(code: String(code)) }
        case .from: from = LocationPath(text)
        case .to: to = LocationPath(text)
        case .person: person = try personCode(text)
        case .event: event = try eventID(text)
        case .reference: try setReference(text)
        case .document(let kind): documents[kind] = DocumentReference(number: text, sha256: nil)
        case .documentHash(let kind): hashes[kind] = try hash(text, field.name)
        case .tripID: trip["id"] = .string(text)
        case .tripDeparts: trip["departs"] = .string(try time(text, field.name).formatted())
        case .tripExit: trip["exit"] = .bool(try flag(text, field.name))
        case .quantity: quantity = try pieces(text)
        case .remark: break
        case .refusedCode: refusedCode = text
        case .set(let inner): put(field, try value(inner, text))
        case .text, .integer, .money, .flag, .time, .date, .code: put(field, try value(field, text))
        }
    }

    private mutating func put(_ field: MovementField, _ value: JSONValue) {
        if case .set(let inner) = field { corrections[inner.name] = value } else { data[field.name] = value }
    }

    private func value(_ field: MovementField, _ text: String) throws(RowFault) -> JSONValue {
        switch field {
        case .integer(let name): .integer(try integer(text, name))
        case .money(let name): .integer(try money(integer(text, name), name))
        case .flag(let name): .bool(try flag(text, name))
        case .time(let name): .string(try time(text, name).formatted())
        case .occurred: .string(try time(text, "occurred").formatted())
        case .date(let name): .string(try date(text, name))
        case .code: .string(try key(text).text)
        case .text("product"): .string(try product(text))
        default: .string(text)
        }
    }

    // MARK: JSON

    mutating func set(_ name: String, _ json: JSONValue) throws(RowFault) {
        switch (name, json) {
        case (_, .null): return
        case ("docs", .object(let object)): for member in object.members { try setDocument(member.name, member.value) }
        case ("trip", .object(let object)): for member in object.members { try set("trip." + member.name, member.value) }
        case ("set", .object(let object)): for member in object.members { try set("set." + member.name, member.value) }
        case ("item", .array(let values)), ("items", .array(let values)):
            for value in values {
                guard let code = value.string else { throw fault(.badValue, name, nil) }
                try add(code: NFC.normalize(code))
            }
        default:
            guard let field = MovementField(name) else { throw fault(.unknownField, name, nil) }
            try set(field, json)
        }
    }

    private mutating func setDocument(_ name: String, _ json: JSONValue) throws(RowFault) {
        guard let kind = DocumentKind(rawValue: name) else { throw fault(.unknownField, "doc." + name, nil) }
        switch json {
        case .string(let number): try set(.document(kind), text: number)
        case .object(let object):
            for member in object.members {
                guard let text = member.value.string else { throw fault(.badValue, "doc." + name, nil) }
                switch member.name {
                case "number": try set(.document(kind), text: text)
                case "sha256": try set(.documentHash(kind), text: text)
                default: throw fault(.unknownField, "doc.\(name).\(member.name)", nil)
                }
            }
        case .null: return
        default: throw fault(.badValue, "doc." + name, nil)
        }
    }

    /// JSON says of itself whether a value is a number: it must then be of the field's kind.
    mutating func set(_ field: MovementField, _ json: JSONValue) throws(RowFault) {
        let shape: MovementField
        if case .set(let inner) = field { shape = inner } else { shape = field }
        switch (shape, json) {
        case (_, .null): return
        case (.integer, .integer(let value)): put(field, .integer(value))
        case (.money(let name), .integer(let value)): put(field, .integer(try money(value, name)))
        case (.flag, .bool(let value)), (.tripExit, .bool(let value)): try set(field, text: value ? "true" : "false")
        case (.reference, .integer(let value)), (.quantity, .integer(let value)): try set(field, text: String(value))
        case (.integer, _), (.money, _): throw fault(.badNumber, field.name, nil)
        case (.flag, _), (.tripExit, _): throw fault(.badValue, field.name, nil)
        case (_, .string(let text)): try set(field, text: text)
        default: throw fault(.badValue, field.name, nil)
        }
    }

    private mutating func setReference(_ text: String) throws(RowFault) {
        if text.hasPrefix("event:") {
            referenceEvent = String(text.dropFirst(6))
        } else if let seq = UInt64(text), seq <= UInt64(CanonicalJSON.largestInteger) {
            reference = seq
        } else {
            throw fault(.badNumber, "ref", text)
        }
    }
}

/// One movement as names and texts: what the command line and the gun have.
package enum MovementRow {
    /// A name may come more than once where there are several items. `code` is one more, as the gun read it.
    package static func submission(_ fields: [(String, String)], code: String? = nil) throws(RowFault) -> Submission {
        var draft = MovementDraft()
        if let code { try draft.add(code: code) }
        for (name, text) in fields {
            guard let field = MovementField(name) else {
                throw .input(InputFault(.unknownField, column: name, facts: ["field": name]))
            }
            try draft.set(field, text: text)
        }
        return try draft.submission()
    }
}
