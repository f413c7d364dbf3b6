import Wire

/// An event of XML as the JSON tree that says the same (EPCIS 2.0, clauses 9 and 10).
struct XMLEventTree {
    private(set) var context = DocumentContext()
    private var prefixes: [String: String] = [:]

    /// Prefixes of EPCIS itself and of XML's own machinery mean nothing in JSON.
    init(declared: [(prefix: String, namespace: String)]) {
        var taken: Set<String> = []
        var count: [String: Int] = [:]
        for (prefix, namespace) in declared where prefixes[namespace] == nil {
            let isOurs =
                ["xsi", "xsd", "gs1", "cbv", "epcis"].contains(prefix) || namespace.hasPrefix("urn:epcglobal:epcis") || EventFields.reserved.contains(prefix)
            if isOurs { continue }
            var name = prefix
            while !taken.insert(name).inserted {
                count[prefix, default: 1] += 1
                name = prefix + String(count[prefix, default: 1])
            }
            prefixes[namespace] = name
        }
        let members = prefixes.map { JSONTree.Member($0.value, .string($0.key)) }.sorted { $0.name < $1.name }
        context = (try? context.adding(.object(members), at: "")) ?? context
    }

    private static let containers: Set<String> = ["extension", "baseExtension"]
    private static let terms: [String: Vocabulary] = ["bizStep": .bizStep, "disposition": .disposition, "reason": .errorReason]

    func event(_ element: EventElement) -> JSONTree {
        var members = GatheredMembers()
        members.add("type", .string(element.name))
        add(flattened(element), to: &members)
        return members.tree
    }

    /// The children, with what versions 1.x put into `extension` and `baseExtension` in its place.
    private func flattened(_ element: EventElement) -> [EventElement] {
        element.children.flatMap { child in
            child.namespace.isEmpty && XMLEventTree.containers.contains(child.name) ? flattened(child) : [child]
        }
    }

    /// Fields first, then what is no field of the standard.
    private func add(_ children: [EventElement], to members: inout GatheredMembers) {
        for child in children where child.namespace.isEmpty {
            // A prefix that nobody declared is refused as that, however often.
            if XMLEventTree.lists.contains(child.name) || child.name.contains(":") {
                members.gather(child.name, field(child))
            } else {
                members.add(child.name, field(child))
            }
        }
        gather(children.filter { !$0.namespace.isEmpty }, into: &members)
    }

    /// What stands an element a value in XML, and may be a list in JSON.
    private static let lists: Set<String> = ["certificationInfo"]

    private func field(_ element: EventElement) -> JSONTree {
        switch element.name {
        case "epcList", "childEPCs", "inputEPCList", "outputEPCList", "correctiveEventIDs":
            .array(flattened(element).map { .string($0.text.withoutBlanksAtEnds) })
        case "quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList":
            .array(flattened(element).map(quantity))
        case "bizTransactionList": typed(element, "bizTransaction", .transactionType)
        case "sourceList": typed(element, "source", .sourceType)
        case "destinationList": typed(element, "destination", .sourceType)
        case "readPoint", "bizLocation": object(element)
        case "errorDeclaration": object(element)
        case "ilmd": extensions(flattened(element))
        case "persistentDisposition": dispositions(element)
        case "sensorElementList": .array(flattened(element).map(sensor))
        case let name:
            if let vocabulary = XMLEventTree.terms[name] { term(element.text, vocabulary) } else { .string(element.text.withoutBlanksAtEnds) }
        }
    }

    private func object(_ element: EventElement) -> JSONTree {
        var members = GatheredMembers()
        add(flattened(element), to: &members)
        return members.tree
    }

    private func quantity(_ element: EventElement) -> JSONTree {
        var members = GatheredMembers()
        for part in flattened(element) { members.add(part.name, part.name == "quantity" ? number(part.text) : .string(part.text.withoutBlanksAtEnds)) }
        return members.tree
    }

    private func typed(_ element: EventElement, _ name: String, _ vocabulary: Vocabulary) -> JSONTree {
        .array(
            flattened(element).map { item in
                let type = item.attributes.first { $0.name == "type" }.map { [JSONTree.Member("type", term($0.value, vocabulary))] } ?? []
                return .object(type + [.init(name, .string(item.text.withoutBlanksAtEnds))])
            })
    }

    private func dispositions(_ element: EventElement) -> JSONTree {
        .object(
            ["set", "unset"].compactMap { part in
                let terms = flattened(element).filter { $0.name == part }.map { term($0.text, .disposition) }
                return terms.isEmpty ? nil : .init(part, .array(terms))
            })
    }

    /// A term of CBV as its bare word, as JSON has it; any other as it is.
    private func term(_ text: String, _ vocabulary: Vocabulary) -> JSONTree {
        let text = text.withoutBlanksAtEnds
        if text.hasPrefix("gs1:"), vocabulary.words.contains(String(text.dropFirst(4))) { return .string(String(text.dropFirst(4))) }
        return .string(Term(text, vocabulary, context)?.word ?? text)
    }

    // MARK: Sensors

    private static let sensorNumbers: Set<String> = ["value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"]
    private static let sensorTerms: [String: Vocabulary] = ["type": .measurement, "exception": .alert, "component": .component]

    private func sensor(_ element: EventElement) -> JSONTree {
        let children = flattened(element)
        var members = GatheredMembers()
        for metadata in children where metadata.name == "sensorMetadata" {
            members.add("sensorMetadata", .object(metadata.attributes.map(attribute)))
        }
        members.add("sensorReport", .array(children.filter { $0.name == "sensorReport" }.map { .object($0.attributes.map(attribute)) }))
        gather(children.filter { !$0.namespace.isEmpty }, into: &members)
        return members.tree
    }

    private func attribute(_ pair: (name: String, value: String)) -> JSONTree.Member {
        if XMLEventTree.sensorNumbers.contains(pair.name) { return .init(pair.name, number(pair.value)) }
        if let vocabulary = XMLEventTree.sensorTerms[pair.name] { return .init(pair.name, term(pair.value, vocabulary)) }
        if pair.name == "booleanValue" { return .init(pair.name, boolean(pair.value)) }
        return .init(pair.name, .string(pair.value.withoutBlanksAtEnds))
    }

    // MARK: Extensions

    private func extensions(_ elements: [EventElement], besides attributes: [JSONTree.Member] = []) -> JSONTree {
        var members = GatheredMembers()
        for attribute in attributes { members.add(attribute.name, attribute.value) }
        gather(elements, into: &members)
        return members.tree
    }

    private func gather(_ elements: [EventElement], into members: inout GatheredMembers) {
        for element in elements { members.gather(name(of: element), value(of: element)) }
    }

    private func name(of element: EventElement) -> String {
        if element.namespace.isEmpty { return element.name }
        return (prefixes[element.namespace].map { $0 + ":" } ?? element.namespace) + element.name
    }

    private func value(of element: EventElement) -> JSONTree {
        // Attributes have no place of their own in JSON: they become members beside the text.
        let attributes = element.attributes.filter { $0.name != "xsi:type" }.map { JSONTree.Member($0.name, .string($0.value)) }
        if !element.children.isEmpty { return extensions(element.children, besides: attributes) }
        if !attributes.isEmpty {
            let text = element.text.withoutBlanksAtEnds
            return .object(attributes + (text.isEmpty ? [] : [.init("#text", .string(text))]))
        }
        switch element.attributes.first(where: { $0.name == "xsi:type" })?.value {
        case "xsd:integer"?, "xsd:double"?, "xsd:decimal"?, "xsd:float"?, "xsd:int"?: return number(element.text)
        case "xsd:boolean"?: return boolean(element.text)
        default: return .string(element.text.withoutBlanksAtEnds)
        }
    }

    // MARK: Values

    /// A number as JSON writes it, or the text where it is none, for the rules to refuse.
    private func number(_ text: String) -> JSONTree {
        let text = text.withoutBlanksAtEnds
        let digits = text.hasPrefix("+") ? String(text.dropFirst()) : text
        if case .number(let number)? = try? JSONTree.parse(Array(digits.utf8)) { return .number(number) }
        return .string(text)
    }

    private func boolean(_ text: String) -> JSONTree {
        switch text.withoutBlanksAtEnds {
        case "true", "1": .bool(true)
        case "false", "0": .bool(false)
        case let other: .string(other)
        }
    }
}

/// Members of an object in their order.
private struct GatheredMembers {
    private var gathered: [(name: String, values: [JSONTree])] = []
    private var lists: [String: Int] = [:]

    /// A field that may stand once. Where it stands twice the object has it twice, and is refused for that.
    mutating func add(_ name: String, _ value: JSONTree) { gathered.append((name, [value])) }

    /// Elements of one name are a list, in JSON one member.
    mutating func gather(_ name: String, _ value: JSONTree) {
        if let place = lists[name] { return gathered[place].values.append(value) }
        lists[name] = gathered.count
        gathered.append((name, [value]))
    }

    var tree: JSONTree {
        .object(gathered.map { name, values in JSONTree.Member(name, values.count == 1 ? values[0] : .array(values)) })
    }
}
