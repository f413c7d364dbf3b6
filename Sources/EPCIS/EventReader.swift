package import Wire

/// One event as it stood in its document, not judged yet.
package struct RawEvent: Sendable {
    /// From 0, in the input.
    package var index: Int
    /// Of the event, from the root of its document; empty for a bare event.
    package var pointer: String
    /// Of its first byte, in the input.
    package var offset: Int
    /// Where a bare event begins, from 1: it has no pointer to tell it by.
    package var line: Int?
    /// As they came; empty where it was longer than the limit, and of XML the same event in JSON.
    package var bytes: [UInt8]
    package var tree: JSONTree
    package var context: DocumentContext
}

/// What an input of events gives, one after the other.
package enum EventReading: Sendable {
    case event(RawEvent)
    /// An event that cannot be read; the next one can.
    case refused(EventFinding, RawEvent)
    /// The document is refused, and what came before it is not the whole of it. Nothing follows.
    case fault(EventFinding, offset: Int)
    /// Something to be said of the document.
    case note(EventFinding)
}

/// Reads events from JSON-LD: EPCISDocument, EPCISQueryDocument, a bare event, or bare events line by line; streamed,
/// with the memory of the longest event.
///
/// Where a document has its `@context` behind the events, they are held back until it comes, up to
/// `EventLimits.heldBytesMax`.
package final class EventReader {
    private let scanner: DocumentScanner
    private let limits: EventLimits
    private var stack: [Frame] = []
    private var header: DocumentHeader
    private var index = 0
    private var hasStarted = false
    private var isFinished = false
    /// The input is bare events, one after the other.
    private var isBare = false
    private var documentOffset = 0
    private var documentLine = 1
    /// The last one first, once the context is known.
    private var held: [RawEvent] = []
    private var heldBytes = 0
    private var isReleasing = false
    /// Of names that stand beside the events, which are kept to tell one that comes twice.
    private var nameBytes = 0

    private struct Frame {
        /// Of the object or array, from the root of the document.
        let pointer: String
        let isList: Bool
        var names: Set<String> = []
        var count = 0
    }

    /// What is held beside the bytes of an event, about.
    private static let heldOverheadBytes = 128

    package init(_ source: ByteSource, limits: EventLimits = EventLimits()) {
        scanner = DocumentScanner(source)
        self.limits = limits
        header = DocumentHeader()
    }

    package var bytesRead: Int { scanner.bytesRead }

    /// The next event, fault or note; nil at the end. Throws only where the source cannot be read.
    package func next() throws(InputError) -> EventReading? {
        while true {
            if isReleasing, let reading = heldEvent() { return reading }
            guard !isFinished else { return nil }
            do throws(Stop) {
                do throws(DocumentScanner.Fault) {
                    if let reading = try step() { return reading }
                } catch {
                    switch error {
                    case .input(let error): throw .input(error)
                    case .endsEarly(let offset): throw .fault(EventFinding(.json, at: stack.last?.pointer ?? "", "ends early"), offset)
                    case .unexpected(let offset): throw .fault(EventFinding(.json, at: stack.last?.pointer ?? "", "unexpected"), offset)
                    }
                }
            } catch {
                isFinished = true
                switch error {
                case .input(let error): throw error
                case .fault(let finding, let offset): return .fault(finding, offset: offset)
                }
            }
        }
    }

    private enum Stop: Error {
        case input(InputError)
        case fault(EventFinding, Int)
    }

    /// One member or one event; nil where there is nothing to hand out yet.
    private func step() throws(DocumentScanner.Fault) -> EventReading? {
        guard hasStarted else { return try begin() }
        guard let isList = stack.last?.isList else { return try isBare ? bareEvent() : afterDocument() }
        return try isList ? element() : member()
    }

    private func fail(_ finding: EventFinding, at offset: Int) -> EventReading {
        isFinished = true
        return .fault(finding, offset: offset)
    }

    // MARK: The document

    private func begin() throws(DocumentScanner.Fault) -> EventReading? {
        hasStarted = true
        try scanner.skipByteOrderMark()
        guard let first = try scanner.peek() else { return fail(EventFinding(.json, at: "", "empty"), at: 0) }
        guard first == 0x7B else { return fail(EventFinding(.json, at: "", first == 0x5B ? "a list" : "not an object"), at: scanner.offset) }
        (documentOffset, documentLine) = (scanner.offset, scanner.line)
        scanner.startRecording(limit: limits.eventBytesMax)
        try scanner.require(0x7B)
        stack = [Frame(pointer: "", isList: false)]
        return nil
    }

    private func afterDocument() throws(DocumentScanner.Fault) -> EventReading? {
        guard try scanner.peek() == nil else { return fail(EventFinding(.json, at: "", "text behind the document"), at: scanner.offset) }
        isFinished = true
        return nil
    }

    private static let lists: Set<String> = ["/epcisBody/eventList", "/epcisBody/queryResults/resultsBody/eventList"]
    private static let containers: Set<String> = ["/epcisBody", "/epcisBody/queryResults", "/epcisBody/queryResults/resultsBody"]

    private func member() throws(DocumentScanner.Fault) -> EventReading? {
        let last = stack.count - 1
        let parent = stack[last].pointer
        guard let next = try scanner.peek() else { throw .endsEarly(offset: scanner.offset) }
        if next == 0x7D {
            try scanner.require(0x7D)
            stack.removeLast()
            return stack.isEmpty ? endOfObject() : nil
        }
        if stack[last].count > 0 { try scanner.require(0x2C) }
        guard try scanner.peek() == 0x22 else { throw .unexpected(offset: scanner.offset) }
        let nameOffset = scanner.offset
        guard let bytes = try scanner.value(limit: limits.stringBytesMax) else {
            return fail(EventFinding(.stringTooLong, at: parent), at: nameOffset)
        }
        guard case .string(let name)? = try? JSONTree.parse(bytes) else {
            return fail(EventFinding(.json, at: parent), at: nameOffset)
        }
        let pointer = parent + "/" + JSONPointer.escaped(name)
        stack[last].count += 1
        guard stack[last].names.insert(name).inserted else {
            return fail(EventFinding(.duplicateKey, at: pointer, name), at: nameOffset)
        }
        nameBytes += bytes.count
        guard nameBytes <= limits.eventBytesMax else { return fail(EventFinding(.eventTooLarge, at: pointer), at: nameOffset) }
        try scanner.require(0x3A)
        let first = try scanner.peek()
        let offset = scanner.offset
        if EventReader.containers.contains(pointer), first == 0x7B {
            scanner.dropRecording()
            header.containers.insert(pointer)
            try scanner.require(0x7B)
            stack.append(Frame(pointer: pointer, isList: false))
            return nil
        }
        if EventReader.lists.contains(pointer), first == 0x5B {
            header.containers.insert(pointer)
            try scanner.require(0x5B)
            stack.append(Frame(pointer: pointer, isList: true))
            return nil
        }
        guard let value = try scanner.value(limit: limits.eventBytesMax) else {
            return fail(EventFinding(.eventTooLarge, at: pointer), at: offset)
        }
        do throws(JSONError) {
            let tree = try JSONTree.parse(value)
            do throws(EventFinding) { try header.note(name, tree, at: pointer, in: parent) } catch {
                return fail(error, at: offset)
            }
        } catch {
            return fail(EventReader.finding(error, in: value, at: pointer), at: offset + error.offset)
        }
        if header.context != nil { release() }
        return nil
    }

    /// The end of the outermost object: of a document, or of the first bare event.
    private func endOfObject() -> EventReading? {
        guard header.containers.isEmpty else {
            do throws(EventFinding) { try header.finish() } catch { return fail(error, at: documentOffset) }
            return index == 0 ? .note(EventFinding(.noEvents, at: header.listPointer)) : nil
        }
        // Whether it was an event shows only now: it has no body, and a type that is one.
        isBare = true
        guard header.hasRejectedEvent || header.type != nil && header.type != "EPCISDocument" && header.type != "EPCISQueryDocument" else {
            return fail(EventFinding(header.type == nil ? .notADocument : .schema, at: ""), at: documentOffset)
        }
        guard let bytes = scanner.takeRecording() else {
            return refuse(EventFinding(.eventTooLarge, at: ""), bareRaw([], documentOffset, documentLine))
        }
        return bare(bareRaw(bytes, documentOffset, documentLine))
    }

    // MARK: Events

    private func element() throws(DocumentScanner.Fault) -> EventReading? {
        let last = stack.count - 1
        guard let next = try scanner.peek() else { throw .endsEarly(offset: scanner.offset) }
        if next == 0x5D {
            try scanner.require(0x5D)
            stack.removeLast()
            return nil
        }
        if stack[last].count > 0 {
            try scanner.require(0x2C)
            _ = try scanner.peek()
        }
        let pointer = stack[last].pointer + "/" + String(stack[last].count)
        stack[last].count += 1
        let offset = scanner.offset
        let context = header.context
        let bytes = try scanner.value(limit: limits.eventBytesMax)
        defer { index += 1 }
        let raw = RawEvent(
            index: index, pointer: pointer, offset: offset, bytes: bytes ?? [], tree: .null, context: context ?? DocumentContext())
        guard bytes != nil else { return refuse(EventFinding(.eventTooLarge, at: pointer), raw) }
        if context != nil { return parse(raw) }
        held.append(raw)
        heldBytes += raw.bytes.count + EventReader.heldOverheadBytes
        guard heldBytes <= limits.heldBytesMax else { return fail(EventFinding(.contextLate, at: "/@context"), at: offset) }
        return nil
    }

    /// What was held back for its context goes out now.
    private func release() {
        guard !isReleasing else { return }
        isReleasing = true
        held.reverse()
    }

    private func heldEvent() -> EventReading? {
        guard var raw = held.popLast(), let context = header.context else { return nil }
        raw.context = context
        return parse(raw)
    }

    private func bareEvent() throws(DocumentScanner.Fault) -> EventReading? {
        guard let next = try scanner.peek() else {
            isFinished = true
            return nil
        }
        let (offset, line) = (scanner.offset, scanner.line)
        guard next == 0x7B else { return fail(EventFinding(.json, at: "", "text behind the event"), at: offset) }
        guard let bytes = try scanner.value(limit: limits.eventBytesMax) else {
            return refuse(EventFinding(.eventTooLarge, at: ""), bareRaw([], offset, line))
        }
        return bare(bareRaw(bytes, offset, line))
    }

    private func bareRaw(_ bytes: [UInt8], _ offset: Int, _ line: Int) -> RawEvent {
        RawEvent(index: index, pointer: "", offset: offset, line: line, bytes: bytes, tree: .null, context: DocumentContext())
    }

    /// A bare event is a document of one: it has its own context.
    private func bare(_ bare: RawEvent) -> EventReading {
        defer { index += 1 }
        var raw = bare
        let reading = parse(raw)
        guard case .event(let event) = reading else { return reading }
        raw.tree = event.tree
        // A line of a rejects file: the event stands beside the reason, as a text where it was no JSON.
        let line = raw.tree
        if line["type"] == nil, line["code"]?.string != nil, let inner = line["event"], inner.members != nil {
            raw.tree = inner
            raw.pointer = "/event"
            raw.bytes = Array(inner.text.utf8)
        } else if line["type"] == nil, line["code"]?.string != nil, let text = line["text"]?.string {
            (raw.tree, raw.pointer, raw.bytes) = (.null, "/text", Array(text.utf8))
            let reading = parse(raw)
            guard case .event(let event) = reading else { return reading }
            raw.tree = event.tree
        }
        if raw.tree["epcisBody"] != nil { return refuse(EventFinding(.json, at: "", "a document among bare events"), raw) }
        do throws(EventFinding) { raw.context = try DocumentContext(raw.tree["@context"] ?? line["@context"]) } catch { return refuse(error, raw) }
        return .event(raw)
    }

    private func refuse(_ finding: EventFinding, _ raw: RawEvent) -> EventReading { .refused(finding, raw) }

    private func parse(_ raw: RawEvent) -> EventReading {
        var raw = raw
        do throws(JSONError) { raw.tree = try JSONTree.parse(raw.bytes) } catch {
            return refuse(EventReader.finding(error, in: raw.bytes, at: raw.pointer), raw)
        }
        guard raw.tree.members != nil else { return refuse(EventFinding(.schema, at: raw.pointer), raw) }
        return .event(raw)
    }

    private static func finding(_ error: JSONError, in bytes: [UInt8], at pointer: String) -> EventFinding {
        let code: EventCode =
            switch error.kind {
            case .duplicateName: .duplicateKey
            case .tooDeep: .tooDeep
            default: .json
            }
        return EventFinding(code, at: pointer + JSONPointer.pointer(toByte: error.offset, in: bytes), error.kind.rawValue)
    }
}

/// What stands in a document beside its events.
struct DocumentHeader {
    private(set) var type: String?
    private(set) var context: DocumentContext?
    private var hasVersion = false
    private var hasCreationDate = false
    private var extensions: [String] = []
    /// It is no document but a line of a rejects file.
    private(set) var hasRejectedEvent = false
    /// Pointers of the containers that were met.
    var containers: Set<String> = []

    private static let fields: Set<String> = [
        "id", "instanceIdentifier", "sender", "receiver", "epcisHeader", "@context", "type", "schemaVersion", "creationDate",
    ]

    var listPointer: String {
        type == "EPCISQueryDocument" ? "/epcisBody/queryResults/resultsBody/eventList" : "/epcisBody/eventList"
    }

    mutating func note(_ name: String, _ value: JSONTree, at pointer: String, in parent: String) throws(EventFinding) {
        guard parent.isEmpty else { return try noteInside(name, value, at: pointer, in: parent) }
        switch name {
        case "@context": context = try DocumentContext(value)
        case "type":
            guard let text = value.string else { throw EventFinding(.schema, at: pointer) }
            type = text
        case "schemaVersion":
            guard let text = value.string else { throw EventFinding(.schema, at: pointer) }
            guard text == "2.0" || text.hasPrefix("2.0.") else { throw EventFinding(.schemaVersion, at: pointer, String(text.prefix(20))) }
            hasVersion = true
        case "creationDate":
            guard let text = value.string, (try? Timestamp(text)) != nil else { throw EventFinding(.schema, at: pointer) }
            hasCreationDate = true
        case "event": hasRejectedEvent = value.members != nil
        case "text": hasRejectedEvent = hasRejectedEvent || value.string != nil
        case "epcisBody": throw EventFinding(.schema, at: pointer)
        default: if !DocumentHeader.fields.contains(name), type?.hasSuffix("Document") == true { extensions.append(name) }
        }
    }

    /// Within the body only the lists and containers matter, and their names are the standard's.
    private func noteInside(_ name: String, _ value: JSONTree, at pointer: String, in parent: String) throws(EventFinding) {
        if name == "eventList" || name == "resultsBody" || name == "queryResults" { throw EventFinding(.schema, at: pointer) }
    }

    /// The document is at its end.
    func finish() throws(EventFinding) {
        guard let context else { throw EventFinding(.noEPCISContext, at: "/@context") }
        switch type {
        case "EPCISDocument": if !hasVersion || !hasCreationDate { throw EventFinding(.schema, at: "", "schemaVersion, creationDate") }
        case "EPCISQueryDocument": break
        case nil: throw EventFinding(.schema, at: "", "type")
        default: throw EventFinding(.schema, at: "/type")
        }
        if !containers.contains(listPointer) { throw EventFinding(.schema, at: "/epcisBody", "eventList") }
        for name in extensions {
            guard name.utf8.contains(0x3A) else { throw EventFinding(.schema, at: "", name) }
            guard context.expand(name) != nil else { throw EventFinding(.unknownPrefix, at: "/" + JSONPointer.escaped(name), name) }
        }
    }
}
