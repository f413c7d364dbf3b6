import DutyFree
import EPCIS
import GS1
import Wire

/// A user's own answers where the table has none: which places and parties bear which GLN, what a sender's events mean,
/// what a sender calls its documents. A JSON file; `docs/epcis.md` has its fields.
package struct EventMapping: Sendable {
    /// How events of a sender are to be taken; tried before the rows of the table.
    struct Rule: Sendable {
        var conditions: [(field: String, value: String)] = []
        /// Nil: kept whole, moves nothing.
        var movement: MovementType?
        /// Fields of the movement that the event has no place for.
        var set = JSONObject()
    }

    private(set) var rules: [Rule] = []
    /// Types of business transactions → kinds of documents.
    private(set) var documents: [String: DocumentKind] = [:]
    private var glnOfPlace: [(path: LocationPath, key: GS1Key)] = []
    private var glnOfParty: [PartyCode: GS1Key] = [:]
    /// Serials come from the brand owner: putting goods in stock is `accepting`, not `commissioning`.
    private(set) var hasSupplierCodes = false

    package init() {}

    /// Reads the file. Throws an `InputFault` that names the member at fault.
    package init(_ bytes: [UInt8]) throws(InputFault) {
        let object: JSONObject
        do throws(JSONError) {
            guard let value = try JSONParser.parse(bytes).object else { throw JSONError(.unexpected, at: 0) }
            object = value
        } catch {
            throw InputFault(.badJSON, facts: ["why": error.kind.rawValue, "offset": String(error.offset)])
        }
        for member in object.members {
            switch member.name {
            case "v": if member.value != 1 { throw EventMapping.fault("v") }
            case "places":
                for (name, text) in try EventMapping.texts(member) {
                    glnOfPlace.append((LocationPath(name), try EventMapping.place(text, member.name + "." + name)))
                }
            case "parties":
                for (name, text) in try EventMapping.texts(member) {
                    guard let key = try? GS1Key(path: "/417/" + text) else { throw EventMapping.fault("parties." + name) }
                    glnOfParty[PartyCode(name)] = key
                }
            case "documents":
                for (name, text) in try EventMapping.texts(member) {
                    guard let kind = DocumentKind(rawValue: text) else { throw EventMapping.fault("documents." + name) }
                    documents[name] = kind
                }
            case "serials":
                guard member.value == "ours" || member.value == "supplier" else { throw EventMapping.fault("serials") }
                hasSupplierCodes = member.value == "supplier"
            case "events":
                guard let values = member.value.array else { throw EventMapping.fault("events") }
                for (index, value) in values.enumerated() { rules.append(try EventMapping.rule(value, "events." + String(index))) }
            default: throw InputFault(.unknownField, column: member.name, facts: ["field": member.name])
            }
        }
        // The nearest place above is the longest path.
        glnOfPlace.sort { $0.path.text.utf8.count > $1.path.text.utf8.count }
    }

    private static func fault(_ field: String) -> InputFault { InputFault(.badValue, column: field, facts: ["field": field]) }

    private static func texts(_ member: JSONObject.Member) throws(InputFault) -> [(String, String)] {
        guard let object = member.value.object else { throw fault(member.name) }
        var pairs: [(String, String)] = []
        for inner in object.members {
            guard let text = inner.value.string else { throw fault(member.name + "." + inner.name) }
            pairs.append((inner.name, text))
        }
        return pairs
    }

    /// `9521234000020`, `9521234000020/F1`: a GLN, with its extension where there is one.
    private static func place(_ text: String, _ field: String) throws(InputFault) -> GS1Key {
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        let path = "/414/" + (parts.first ?? "") + (parts.count > 1 ? "/254/" + PercentCoding.segment(parts[1]) : "")
        guard let key = try? GS1Key(path: path) else { throw fault(field) }
        return key
    }

    private static let conditionFields: Set<String> = ["type", "action", "bizStep", "disposition", "transaction"]

    private static func rule(_ value: JSONValue, _ field: String) throws(InputFault) -> Rule {
        guard let object = value.object else { throw fault(field) }
        var rule = Rule()
        for member in object.members {
            switch member.name {
            case "movement":
                guard let name = member.value.string else { throw fault(field + ".movement") }
                if name != "none" {
                    guard let type = MovementType(rawValue: name), type != .correct, type != .void else { throw fault(field + ".movement") }
                    rule.movement = type
                }
            case "set":
                guard let set = member.value.object else { throw fault(field + ".set") }
                for inner in set.members where MovementField(inner.name) == nil { throw fault(field + ".set." + inner.name) }
                rule.set = set
            case let name where conditionFields.contains(name):
                guard let text = member.value.string else { throw fault(field + "." + name) }
                rule.conditions.append((name, text))
            default: throw InputFault(.unknownField, column: field, facts: ["field": field + "." + member.name])
            }
        }
        guard object["movement"] != nil else { throw fault(field + ".movement") }
        return rule
    }

    /// The first rule of the user's that fits.
    func rule(for event: EPCISEvent) -> Rule? {
        func matches(_ term: Term?, _ text: String) -> Bool { term?.word == text || term?.uri == text }
        return rules.first { rule in
            rule.conditions.allSatisfy { condition in
                switch condition.field {
                case "type": event.kind.rawValue == condition.value || event.tree["type"]?.string == condition.value
                case "action": event.action?.rawValue == condition.value
                case "bizStep": matches(event.bizStep, condition.value)
                case "disposition": matches(event.disposition, condition.value)
                default: event.transactions.contains { matches($0.type, condition.value) }
                }
            }
        }
    }

    // MARK: Places and parties

    /// The URI of a place: its GLN, that of the place it lies in with the rest as extension, else an address of ours.
    func uri(of path: LocationPath) -> String {
        for (known, key) in glnOfPlace where known.contains(path) {
            if known == path { return EventIdentifier.canonical(key) }
            let rest = path.text.dropFirst(known.text.count + 1)
            guard key.qualifierAI.isEmpty, rest.utf8.count <= 20, rest.utf8.allSatisfy(EventMapping.isPlain) else { break }
            return EventIdentifier.canonical(GS1Key(ai: key.ai, value: key.value, qualifierAI: "254", qualifier: String(rest)))
        }
        return LedgerTerms.uri(ofPlace: path.text)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F: true
        default: false
        }
    }

    /// The place that a URI names; nil where nobody said.
    func path(of identifier: EventIdentifier) -> LocationPath? {
        if let own = LedgerTerms.place(identifier) { return LocationPath(own) }
        guard let key = identifier.key, key.ai == "414" else { return nil }
        if let known = glnOfPlace.first(where: { $0.key == key }) { return known.path }
        guard key.qualifierAI == "254", let outer = glnOfPlace.first(where: { $0.key.value == key.value && $0.key.qualifierAI.isEmpty }) else { return nil }
        return LocationPath(outer.path.text + "/" + key.qualifier)
    }

    func uri(of party: PartyCode) -> String { glnOfParty[party].map(EventIdentifier.canonical) ?? LedgerTerms.uri(ofParty: party.text) }

    /// A document of this party under its number.
    func uri(ofDocument number: String, by party: PartyCode) -> String {
        guard let gln = glnOfParty[party]?.value else { return LedgerTerms.uri(ofDocument: number) }
        return "urn:epcglobal:cbv:bt:\(gln):\(PercentCoding.segment(number))"
    }

    /// The number in a transaction's id: what stands behind the GLN, or behind our own address, else all of it.
    func number(inDocument id: String) -> String {
        if let own = LedgerTerms.document(id) { return own }
        let stem = "urn:epcglobal:cbv:bt:"
        guard id.hasPrefix(stem) else { return id }
        guard let colon = id.utf8.dropFirst(stem.utf8.count).firstIndex(of: 0x3A) else { return id }
        let number = String(id[id.utf8.index(after: colon)...])
        return PercentCoding.text(number) ?? number
    }
}
