package import Wire

/// Reads events from XML: EPCISDocument and EPCISQueryDocument of versions 1.x and 2.0, or one event alone. Each event
/// becomes the tree that it would be in JSON, and goes the same way from there.
package final class XMLEventReader: EventSource {
    private let cutter: XMLCutter
    private let limits: EventLimits
    /// Start tags of what the cutter is in, from the root.
    private var open: [(name: String, text: [UInt8])] = [] { didSet { around = nil } }
    /// The namespaces that they declare, by the attribute's name, once they were asked for.
    private var around: [String: String]?
    private var index = 0
    private var isFinished = false
    private var hasRoot = false

    package init(_ source: ByteSource, limits: EventLimits = EventLimits()) {
        cutter = XMLCutter(source)
        self.limits = limits
    }

    package var bytesRead: Int { cutter.bytesRead }

    private static let events: Set<String> = [
        "ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent", "QuantityEvent",
    ]

    package func next() throws(InputError) -> EventReading? {
        guard !isFinished else { return nil }
        do throws(XMLCutter.Fault) { return try step() } catch {
            isFinished = true
            switch error {
            case .input(let error): throw error
            case .endsEarly(let offset): return .fault(EventFinding(.xml, at: "", "ends early"), offset: offset)
            case .doctype(let offset): return .fault(EventFinding(.doctypeRefused, at: ""), offset: offset)
            case .comment(let offset): return .fault(EventFinding(.xml, at: "", "-- within a comment"), offset: offset)
            case .text(let offset): return .fault(EventFinding(.xml, at: "", "text behind the document"), offset: offset)
            case .tooLong(let offset): return .fault(EventFinding(.stringTooLong, at: ""), offset: offset)
            }
        }
    }

    private func step() throws(XMLCutter.Fault) -> EventReading? {
        while let tag = try cutter.next() {
            switch tag {
            case .end(let name):
                guard open.last?.name == name else { return fail(EventFinding(.xml, at: "", "</\(name.prefix(60))>")) }
                open.removeLast()
                cutter.refusesText = open.isEmpty
            case .start(let name, let text, let isEmpty, let offset):
                let local = XMLEventReader.local(name)
                if !hasRoot {
                    hasRoot = true
                    if let fault = checkRoot(local, text) { return fail(fault) }
                } else if open.isEmpty {
                    return fail(EventFinding(.xml, at: "", "text behind the document"))
                }
                let isEvent =
                    XMLEventReader.events.contains(local) || open.last.map { XMLEventReader.local($0.name) == "EventList" } == true && local != "extension"
                if isEvent { return try event(text, isEmpty, offset) }
                if !isEmpty { open.append((name, text)) }
                cutter.refusesText = open.isEmpty
                guard open.count <= EventElement.depthLimit else { return fail(EventFinding(.tooDeep, at: "")) }
            }
        }
        isFinished = true
        guard hasRoot, open.isEmpty else { return .fault(EventFinding(.xml, at: "", "ends early"), offset: cutter.offset) }
        return index == 0 ? .note(EventFinding(.noEvents, at: "/epcisBody/eventList")) : nil
    }

    private func fail(_ finding: EventFinding) -> EventReading {
        isFinished = true
        return .fault(finding, offset: cutter.offset)
    }

    private static func local(_ name: String) -> String { name.split(separator: ":").last.map(String.init) ?? name }

    private func checkRoot(_ local: String, _ tag: [UInt8]) -> EventFinding? {
        guard local == "EPCISDocument" || local == "EPCISQueryDocument" || XMLEventReader.events.contains(local) else {
            return EventFinding(.notADocument, at: "", String(local.prefix(60)))
        }
        let attributes = XMLEventReader.attributes(of: tag)
        guard let version = attributes.first(where: { $0.name == "schemaVersion" })?.value else { return nil }
        return ["1", "1.0", "1.1", "1.2", "2.0", "2"].contains(version) ? nil : EventFinding(.schemaVersion, at: "/schemaVersion", String(version.prefix(20)))
    }

    /// Names and values of a start tag; entities in values stay, which no namespace has.
    private static func attributes(of tag: [UInt8]) -> [(name: String, value: String)] {
        var list: [(name: String, value: String)] = []
        var rest = tag[...]
        while let equals = rest.firstIndex(of: 0x3D) {
            let name = String(decoding: rest[..<equals], as: UTF8.self).split(whereSeparator: \.isWhitespace).last.map(String.init) ?? ""
            rest = rest[(equals + 1)...].drop { $0 != 0x22 && $0 != 0x27 }
            guard let quote = rest.first, let end = rest.dropFirst().firstIndex(of: quote) else { break }
            list.append((name, String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)))
            rest = rest[(end + 1)...]
        }
        return list
    }

    // MARK: Events

    private func event(_ startTag: [UInt8], _ isEmpty: Bool, _ offset: Int) throws(XMLCutter.Fault) -> EventReading {
        defer { index += 1 }
        let pointer = "/epcisBody/eventList/" + String(index)
        var raw = RawEvent(index: index, pointer: pointer, offset: offset, bytes: [], tree: .null, context: DocumentContext())
        guard let bytes = try cutter.element(startTag: startTag, isEmpty: isEmpty, limit: limits.eventBytesMax) else {
            return .refused(EventFinding(.eventTooLarge, at: pointer), raw)
        }
        raw.bytes = bytes
        let outer = startTags(around: bytes)
        let element: EventElement
        do throws(EventElement.Fault) { element = try EventElement.parse(bytes, within: outer) } catch {
            switch error {
            case .tooDeep: return .refused(EventFinding(.tooDeep, at: pointer), raw)
            case .malformed(let why): return .refused(EventFinding(.xml, at: pointer, why), raw)
            }
        }
        var namespaces = outer.flatMap(XMLEventReader.attributes)
        namespaces += XMLEventReader.namespaces(in: bytes)
        let tree = XMLEventTree(
            declared: namespaces.compactMap { pair in
                pair.name.hasPrefix("xmlns:") ? (String(pair.name.dropFirst(6)), pair.value) : nil
            })
        raw.tree = tree.event(element)
        raw.context = tree.context
        // What may stand once in JSON may stand once here: else one of the two would count, and nobody could tell which.
        if let inner = raw.tree.pointerToRepeatedName { return .refused(EventFinding(.duplicateKey, at: pointer + inner), raw.asText(bytes)) }
        raw.bytes = Array(raw.tree.text.utf8)
        return .event(raw)
    }

    /// The start tags that an event is read within. Where they are long, one instead, with what the event may use of their namespaces:
    /// what stands in it before a colon. Else each event would cost as much as they all.
    private func startTags(around event: [UInt8]) -> [[UInt8]] {
        let tags = open.map(\.text)
        guard tags.reduce(0, { $0 + $1.count }) > DocumentContext.longBytes else { return tags }
        let namespaces = around ?? Dictionary(tags.flatMap(XMLEventReader.attributes).map { ($0.name, $0.value) }) { $1 }
        around = namespaces
        let names = ["xmlns"] + DocumentContext.prefixes(in: event).sorted().map { "xmlns:" + $0 }
        let needed = names.compactMap { name in
            namespaces[name].map { value in value.contains("\"") ? " \(name)='\(value)'" : " \(name)=\"\(value)\"" }
        }
        return [Array("<around\(needed.joined())>".utf8)]
    }

    /// Declarations within the event; a prefix with two meanings in one event keeps the first, the other gets a new name.
    private static func namespaces(in bytes: [UInt8]) -> [(name: String, value: String)] {
        var list: [(name: String, value: String)] = []
        var rest = bytes[...]
        while let start = rest.firstIndex(of: 0x3C) {
            let tag = rest[start...].prefix { $0 != 0x3E }
            if tag.count > 8 { list += attributes(of: Array(tag)).filter { $0.name.hasPrefix("xmlns:") } }
            rest = rest[tag.endIndex...]
        }
        return list
    }
}

extension RawEvent {
    /// The same, for a text that makes no tree.
    fileprivate func asText(_ bytes: [UInt8]) -> RawEvent {
        var raw = self
        (raw.bytes, raw.tree) = (bytes, .null)
        return raw
    }
}

extension JSONTree {
    /// RFC 6901: the first member whose name stands in its object already.
    fileprivate var pointerToRepeatedName: String? {
        switch self {
        case .array(let values):
            for (index, value) in values.enumerated() { if let inner = value.pointerToRepeatedName { return "/" + String(index) + inner } }
        case .object(let members):
            var names: Set<String> = []
            for member in members {
                if !names.insert(member.name).inserted { return "/" + JSONPointer.escaped(member.name) }
                if let inner = member.value.pointerToRepeatedName { return "/" + JSONPointer.escaped(member.name) + inner }
            }
        default: break
        }
        return nil
    }
}
