package import Wire

/// What the `@context` of a document says: which prefix stands for which namespace. Contexts of GS1 are known by their
/// address and never fetched; any other address is refused, because nobody knows what it means today.
package struct DocumentContext: Hashable, Sendable {
    private var facts: ContextFacts

    /// Prefix → namespace, those of the EPCIS context included.
    package var prefixes: [String: String] { facts.prefixes }
    /// Those that the document declared itself.
    package var declared: [String: String] { facts.declared }

    package static func == (left: DocumentContext, right: DocumentContext) -> Bool {
        left.facts === right.facts || left.prefixes == right.prefixes && left.declared == right.declared
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(prefixes)
        hasher.combine(declared)
    }

    package static let address = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

    private static let known: Set<String> = [
        address, "https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld",
        "https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
    ]

    /// The prefixes of the EPCIS context itself.
    private static let standard: [String: String] = [
        "epcis": "https://ref.gs1.org/epcis/", "cbv": "https://ref.gs1.org/cbv/", "cbvmda": "urn:epcglobal:cbv:mda:",
        "gs1": "https://gs1.org/voc/", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "owl": "http://www.w3.org/2002/07/owl#", "xsd": "http://www.w3.org/2001/XMLSchema#",
        "dcterms": "http://purl.org/dc/terms/",
    ]

    /// Only what the EPCIS context itself declares.
    package init() { facts = ContextFacts(prefixes: DocumentContext.standard, declared: [:]) }

    /// Reads the `@context` of a document or of a bare event; nil is a document without one.
    package init(_ context: JSONTree?) throws(EventFinding) {
        self.init()
        guard try add(context, at: "/@context") else { throw EventFinding(.noEPCISContext, at: "/@context") }
    }

    /// This context with that of one event added, where it has one of its own.
    package func adding(_ context: JSONTree?, at pointer: String) throws(EventFinding) -> DocumentContext {
        guard context != nil else { return self }
        var own = self
        _ = try own.add(context, at: pointer)
        return own
    }

    /// Adds what `context` declares; answers whether GS1's own is among it.
    private mutating func add(_ context: JSONTree?, at pointer: String) throws(EventFinding) -> Bool {
        guard let context else { return false }
        var isEPCIS = false
        var own: [String: String] = [:]
        if case .array(let parts) = context {
            for (index, part) in parts.enumerated() where try DocumentContext.read(part, at: pointer + "/" + String(index), into: &own) { isEPCIS = true }
        } else {
            isEPCIS = try DocumentContext.read(context, at: pointer, into: &own)
        }
        if !own.isEmpty { facts = facts.declaring(own) }
        return isEPCIS
    }

    private static func read(_ part: JSONTree, at pointer: String, into own: inout [String: String]) throws(EventFinding) -> Bool {
        switch part {
        case .string(let address):
            guard DocumentContext.known.contains(address) else { throw EventFinding(.remoteContext, at: pointer, address) }
            return true
        case .object(let members):
            for member in members {
                let place = pointer + "/" + JSONPointer.escaped(member.name)
                if EventFields.reserved.contains(member.name) || member.name.hasPrefix("@") {
                    throw EventFinding(.contextRedefines, at: place, member.name)
                }
                switch member.value {
                case .string(let namespace):
                    if ["epcis", "cbv", "gs1"].contains(member.name), DocumentContext.standard[member.name] != namespace {
                        throw EventFinding(.contextRedefines, at: place, member.name)
                    }
                    own[member.name] = namespace
                // How the values of a term are typed: nothing that this reader needs.
                case .object: continue
                default: throw EventFinding(.schema, at: place)
                }
            }
            return false
        default: throw EventFinding(.schema, at: pointer)
        }
    }

    /// As an event that stands alone has it: GS1's address, and what was declared beside it, by name. Of a long one only what may
    /// have a meaning in this event: it stands with each of a document's events, and must not outgrow the document.
    package func tree(neededBy event: JSONTree) -> JSONTree {
        tree { needed in
            event.eachText { text in
                // As the event hash takes it.
                guard let colon = text.utf8.firstIndex(of: 0x3A) else { return }
                needed.insert(String(text[..<colon]).withoutBlanksAtEnds)
            }
        }
    }

    /// The same of an event that is no JSON, or broken: what stands in it before a colon.
    package func tree(neededBy text: String) -> JSONTree { tree { $0 = DocumentContext.prefixes(in: Array(text.utf8)) } }

    /// What stands before each colon, and more than can be a prefix: those that are none are not found.
    static func prefixes(in bytes: [UInt8]) -> Set<String> {
        func isName(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x80...: true
            default: false
            }
        }
        var prefixes: Set<String> = []
        for colon in bytes.indices where bytes[colon] == 0x3A {
            prefixes.insert(String(decoding: bytes[..<colon].reversed().prefix(while: isName).reversed(), as: UTF8.self))
        }
        return prefixes
    }

    /// Of what is longer an event takes only what it uses.
    static let longBytes = 2_048

    private func tree(_ collect: (inout Set<String>) -> Void) -> JSONTree {
        var own = declared
        if facts.declaredBytes > DocumentContext.longBytes {
            var needed: Set<String> = []
            collect(&needed)
            own = [:]
            for prefix in needed { own[prefix] = declared[prefix] }
        }
        let members = own.sorted { $0.key < $1.key }.map { JSONTree.Member($0.key, .string($0.value)) }
        return .array([.string(DocumentContext.address)] + (members.isEmpty ? [] : [.object(members)]))
    }

    // MARK: Names

    /// Namespace and local name of `prefix:local` or of a full URI; nil for a bare word and an unknown prefix.
    package func expand(_ name: String) -> (namespace: String, local: String)? {
        expanded(name).map { ($0.namespace, $0.local) }
    }

    func expanded(_ name: String) -> ExpandedName? {
        guard let colon = name.utf8.firstIndex(of: 0x3A) else { return nil }
        // Texts beyond ASCII can be equal and differ in their bytes, which are hashed.
        let isPlain = name.utf8.allSatisfy { $0 < 0x80 }
        if isPlain, let known = facts.names[name] { return known }
        guard let (namespace, local) = cut(name, at: colon) else { return nil }
        let expanded = ExpandedName(name, namespace: namespace, local: local)
        if isPlain { facts.names.keep(expanded, for: name) }
        return expanded
    }

    /// The members of an event by what their names mean here.
    func members(of event: JSONTree) -> EventMembers {
        facts.order.members(event.members ?? []) { name in
            EventField.byName[name].map(NameMeaning.field) ?? .extension(expanded(name))
        }
    }

    private func cut(_ name: String, at colon: String.Index) -> (namespace: String, local: String)? {
        let rest = name[name.utf8.index(after: colon)...]
        if let namespace = facts.prefixes[String(name[..<colon])] { return (namespace, String(rest)) }
        guard DocumentContext.isFullURI(name) else { return nil }
        // A namespace ends where JSON-LD would cut: behind the last of / # :
        let cut = name.utf8.lastIndex { $0 == 0x2F || $0 == 0x23 || $0 == 0x3A } ?? colon
        let local = name.utf8.index(after: cut)
        return (String(name[..<local]), String(name[local...]))
    }

    /// A value with its prefix written out, where it has a known one: `cbv:BizStep-shipping`, `gs1:Temperature`.
    package func expandValue(_ value: String) -> String {
        var copy = value
        let mayHavePrefix = copy.withUTF8 { bytes in bytes.colon.map { hasPrefix(bytes, before: $0) } ?? false }
        guard mayHavePrefix, let colon = value.utf8.firstIndex(of: 0x3A), let namespace = prefixes[String(value[..<colon])] else { return value }
        return namespace + value[value.utf8.index(after: colon)...]
    }

    /// Whether what stands before the first colon may be a prefix: false says that it surely is none, as where `//` follows.
    func hasPrefix(_ value: UnsafeBufferPointer<UInt8>, before colon: Int) -> Bool {
        guard facts.mayHave(first: value[0], count: colon) else { return false }
        return !(value.count > colon + 2 && value[colon + 1] == 0x2F && value[colon + 2] == 0x2F)
    }

    static func isFullURI(_ name: String) -> Bool {
        name.hasPrefix("urn:") || name.utf8.firstIndex(of: 0x3A).map { name[$0...].hasPrefix("://") } == true
    }
}

/// What one context says, and what is remembered of it: shared by all its events, and never changed.
private final class ContextFacts: Sendable {
    let prefixes: [String: String]
    let declared: [String: String]
    /// How long what was declared is, about.
    let declaredBytes: Int
    /// A bit for the first byte and the length of each prefix: what other texts have before a colon is told by it from nearly all.
    private let marks: UInt64
    /// Of the names that were expanded.
    let names = Memory<ExpandedName>()
    let order = MemberOrder()

    init(prefixes: [String: String], declared: [String: String]) {
        self.prefixes = prefixes
        self.declared = declared
        declaredBytes = declared.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        marks = prefixes.keys.reduce(0) { $0 | ContextFacts.mark($1.utf8.first ?? 0x3A, $1.utf8.count) }
    }

    private static func mark(_ first: UInt8, _ count: Int) -> UInt64 { 1 << UInt64((Int(first) * 7 + count) % 64) }

    func mayHave(first: UInt8, count: Int) -> Bool { marks & ContextFacts.mark(first, count) != 0 }

    func declaring(_ own: [String: String]) -> ContextFacts {
        ContextFacts(prefixes: prefixes.merging(own) { $1 }, declared: declared.merging(own) { $1 })
    }
}

/// Names that a context may not give another meaning: fields, types and containers of EPCIS.
package enum EventFields {
    static let reserved: Set<String> = [
        "id", "type", "ObjectEvent", "AggregationEvent", "TransformationEvent", "AssociationEvent", "TransactionEvent",
        "EPCISDocument", "EPCISQueryDocument", "eventTime", "recordTime", "eventTimeZoneOffset", "eventID", "action", "bizStep",
        "disposition", "persistentDisposition", "set", "unset", "readPoint", "bizLocation", "epcList", "quantityList", "epcClass",
        "quantity", "uom", "parentID", "childEPCs", "childQuantityList", "inputEPCList", "outputEPCList", "inputQuantityList",
        "outputQuantityList", "transformationID", "bizTransactionList", "bizTransaction", "sourceList", "source",
        "destinationList", "destination", "sensorElementList", "sensorMetadata", "sensorReport", "ilmd", "certificationInfo",
        "errorDeclaration", "declarationTime", "reason", "correctiveEventIDs", "eventList", "epcisBody", "epcisHeader",
        "queryResults", "resultsBody", "creationDate", "schemaVersion",
    ]
}
