import Glibc
import Wire

/// Writes the string that an event's hash is made over, into one buffer. What must be sorted is written in the order of the
/// document, piece by piece, and then brought into the order of its bytes.
struct PreHash: ~Copyable {
    private let context: DocumentContext
    /// Most events come to less than a thousand bytes.
    private var text = ByteWriter(capacity: 1_000)
    /// Of the text, what is to be sorted and is not yet; the pieces of one list lie behind one another.
    private var pieces: [Range<Int>] = []

    init(_ context: DocumentContext) {
        self.context = context
        pieces.reserveCapacity(24)
    }

    var bytes: UnsafeRawBufferPointer { text.bytes }

    /// Set where the string would be longer than `bytesMax`, and is cut off: a list says its name with each element, and a prefix
    /// its namespace with each use, so that an event of 1 MiB can come to thousands of them.
    private(set) var isTooLong = false
    private static let bytesMax = 16 << 20

    mutating func write(_ event: EventMembers) {
        text.literal("eventType=")
        text.word(event[.type]?.string ?? "")
        event.each(of: EventField.inOrder) { field, value in write(field, value) }
        let mark = pieces.count
        event.each(of: EventField.sorted) { field, value in
            switch field {
            case .bizTransactionList: typed(field.name, value, "bizTransaction", .transactionType)
            case .ilmd: generic(field.name, value)
            default: typed(field.name, value, field == .sourceList ? "source" : "destination", .sourceType)
            }
        }
        for part in event.extensions where part.name?.isComment != true {
            let member = event.members[part.index]
            if part.name != nil || member.name != "comment" { generic(part.name?.braced ?? member.name, member.value) }
        }
        sort(from: mark)
    }

    private mutating func write(_ field: EventField, _ value: JSONTree) {
        switch field {
        case .eventTime: pair(field.name, time: value)
        case .bizStep: pair(field.name, value, .bizStep)
        case .disposition: pair(field.name, value, .disposition)
        case .certificationInfo: sorted(value.array ?? [value]) { writer, value in writer.pair(EventField.certificationInfo.name, value) }
        case .epcList, .inputEPCList, .childEPCs, .outputEPCList:
            list(field.name, value.array) { writer, value in writer.pair("epc", value) }
        case .quantityList, .childQuantityList, .inputQuantityList, .outputQuantityList:
            list(field.name, value.array) { writer, quantity in
                writer.group("quantityElement") { writer in for name in ["epcClass", "quantity", "uom"] { writer.pair(name, quantity[name]) } }
            }
        case .persistentDisposition:
            group(field.name) { writer in
                for part in ["set", "unset"] { writer.sorted(value[part]?.array ?? []) { $0.pair(part, $1, .disposition) } }
            }
        case .readPoint, .bizLocation:
            group(field.name) { writer in
                // Nearly all have an id and nothing else.
                if let id = value.sole("id") { return writer.pair("id", id) }
                writer.pair("id", value["id"])
                writer.extensions(of: value, besides: ["id"])
            }
        case .sensorElementList: list(field.name, value.array) { writer, element in writer.sensor(element) }
        default: pair(field.name, value)
        }
    }

    // MARK: Groups and lists

    /// A name and what `body` writes behind it; nothing where that is nothing.
    private mutating func group(_ name: String, _ body: (inout PreHash) -> Void) {
        let start = text.count
        text.word(name)
        let inside = text.count
        body(&self)
        if text.count == inside { text.truncate(to: start) }
    }

    private mutating func list(_ name: String, _ values: [JSONTree]?, _ element: (inout PreHash, JSONTree) -> Void) {
        group(name) { writer in writer.sorted(values ?? [], element) }
    }

    private mutating func sorted(_ values: [JSONTree], _ element: (inout PreHash, JSONTree) -> Void) {
        let mark = pieces.count
        for value in values { piece { writer in element(&writer, value) } }
        sort(from: mark)
    }

    private mutating func piece(_ body: (inout PreHash) -> Void) {
        if text.count > PreHash.bytesMax {
            isTooLong = true
            return
        }
        let start = text.count
        body(&self)
        pieces.append(start..<text.count)
    }

    /// By bytes, not by Unicode.
    private mutating func sort(from mark: Int) {
        defer { pieces.removeSubrange(mark...) }
        guard pieces.count - mark > 1 else { return }
        let (start, end) = (pieces[mark].lowerBound, text.count)
        pieces[mark...].sort { [bytes = text.bytes] in PreHash.precedes(bytes[$0], bytes[$1]) }
        // Behind the pieces first, because the bytes move while the order is that of where they were; then in their place.
        for piece in pieces[mark...] { text.copy(piece) }
        text.remove(start..<end)
    }

    private static func precedes(_ left: Slice<UnsafeRawBufferPointer>, _ right: Slice<UnsafeRawBufferPointer>) -> Bool {
        let (left, right) = (UnsafeRawBufferPointer(rebasing: left), UnsafeRawBufferPointer(rebasing: right))
        guard let one = left.baseAddress, let other = right.baseAddress else { return left.count < right.count }
        let order = memcmp(one, other, min(left.count, right.count))
        return order == 0 ? left.count < right.count : order < 0
    }

    // MARK: Sensors

    private static let metadata = ["time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules"]
    private static let report = [
        "type", "exception", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "time", "microorganism",
        "chemicalSubstance", "value", "component", "stringValue", "booleanValue", "hexBinaryValue", "uriValue", "minValue",
        "maxValue", "meanValue", "sDev", "percRank", "percValue", "uom", "coordinateReferenceSystem",
    ]

    private mutating func sensor(_ element: JSONTree) {
        group("sensorElement") { writer in
            if let metadata = element["sensorMetadata"] {
                writer.group("sensorMetadata") { writer in
                    for name in PreHash.metadata { writer.sensorPair(name, metadata[name]) }
                    writer.extensions(of: metadata, besides: PreHash.metadata)
                }
            }
            writer.sorted(element["sensorReport"]?.array ?? []) { writer, report in
                writer.text.literal("sensorReport")
                for name in PreHash.report { writer.sensorPair(name, report[name]) }
                writer.extensions(of: report, besides: PreHash.report)
            }
            writer.extensions(of: element, besides: ["sensorMetadata", "sensorReport"])
        }
    }

    private mutating func sensorPair(_ name: String, _ value: JSONTree?) {
        switch name {
        case "time", "startTime", "endTime": pair(name, time: value)
        case "type": pair(name, value, .measurement)
        case "exception": pair(name, value, .alert)
        case "component": pair(name, value, .component)
        default: pair(name, value)
        }
    }

    // MARK: What is not in the order: transactions, parties, ilmd, extensions

    /// `type` stands before the id, as partners' tools write it; the prose of CBV has it the other way round.
    private mutating func typed(_ name: String, _ value: JSONTree, _ id: String, _ vocabulary: Vocabulary) {
        piece { writer in
            writer.list(name, value.array) { writer, element in
                writer.pair("type", element["type"], vocabulary)
                writer.pair(id, element[id])
            }
        }
    }

    private mutating func extensions(of value: JSONTree, besides known: [String]) {
        let mark = pieces.count
        for member in value.members ?? [] where !known.contains(member.name) && !PreHash.ignored.contains(member.name) { generic(member) }
        sort(from: mark)
    }

    /// What takes no part: who says so and when, and what people remark.
    private static let ignored: Set<String> = ["type", "eventID", "recordTime", "errorDeclaration", "@context", "rdfs:comment", "comment"]

    private mutating func generic(_ member: JSONTree.Member) {
        generic(context.expanded(member.name)?.braced ?? member.name, member.value)
    }

    /// `{namespace}local=value`; a list is its elements one by one, an object its members in place.
    private mutating func generic(_ name: String, _ value: JSONTree) {
        switch value {
        case .array(let values): for value in values { generic(name, value) }
        case .object(let members):
            piece { writer in
                writer.text.word(name)
                let mark = writer.pieces.count
                for member in members where !PreHash.ignored.contains(member.name) || member.name == "type" { writer.generic(member) }
                writer.sort(from: mark)
            }
        case .null: return
        default:
            piece { writer in
                writer.text.word(name)
                writer.equals { $0.canonical(PreHash.scalar(value) ?? "") }
            }
        }
    }

    // MARK: Values

    private static func scalar(_ value: JSONTree?) -> String? {
        switch value {
        case .string(let text)?: text
        case .number(let digits)?: digits
        case .bool(let flag)?: flag ? "true" : "false"
        default: nil
        }
    }

    /// `=` and the value; nothing where the value is empty.
    private mutating func equals(_ value: (inout PreHash) -> Void) { group("=", value) }

    private mutating func pair(_ name: String, _ value: JSONTree?) {
        guard let value = PreHash.scalar(value) else { return }
        let start = text.count
        text.word(name)
        text.literal("=")
        let inside = text.count
        canonical(value)
        if text.count == inside { text.truncate(to: start) }
    }

    private mutating func pair(_ name: String, time value: JSONTree?) {
        guard let text = PreHash.scalar(value), !text.isEmpty else { return }
        self.text.word(name)
        self.text.literal("=")
        // Most times are written as the hash wants them.
        if Timestamp(canonical: text) == nil, let moment = (try? EventTime(text))?.moment { self.text.timestamp(moment) } else { self.text.word(text) }
    }

    private mutating func pair(_ name: String, _ value: JSONTree?, _ vocabulary: Vocabulary) {
        guard let text = PreHash.scalar(value), !text.isEmpty else { return }
        self.text.word(name)
        self.text.literal("=")
        if let term = Term(text, vocabulary, context) { self.text.word(term.uri) } else { canonical(text) }
    }

    /// Blanks at the ends cut, prefixes written out, numbers without needless zeros, keys as canonical links.
    private mutating func canonical(_ raw: String) {
        if isCanonical(raw) { text.word(raw) } else { text.word(spelledOut(raw)) }
    }

    /// Whether a text surely stands for itself: a word, the link of a thing, a URN of somebody else's.
    private func isCanonical(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            // Beyond ASCII there are blanks too.
            guard let first = bytes.first, let last = bytes.last, 0x21..<0x80 ~= first, 0x21..<0x80 ~= last else { return false }
            guard let colon = bytes.colon else { return 0x61...0x7A ~= first | 0x20 || Decimal.isShort(bytes) }
            if first == 0x68 { return EventIdentifier.isCanonicalLink(bytes) }
            if context.hasPrefix(bytes, before: colon) { return false }
            return first != 0x75 || !bytes.begins(with: PreHash.epc) && !PreHash.urns.contains { bytes.begins(with: $0.0) }
        }
    }

    private func spelledOut(_ raw: String) -> String {
        var text = raw.withoutBlanksAtEnds
        if let number = Decimal.canonical(text) { return number }
        text = context.expandValue(text)
        for (urn, stem) in PreHash.urns where PreHash.has(text, urn) { text = stem + text.dropFirst(urn.count) }
        guard PreHash.has(text, PreHash.http) || PreHash.has(text, PreHash.epc) else { return text }
        return (try? EventIdentifier(text))?.hashed ?? text
    }

    private static func has(_ text: String, _ beginning: [UInt8]) -> Bool {
        var text = text
        return text.withUTF8 { $0.begins(with: beginning) }
    }

    private static let http = Array("http".utf8)
    private static let epc = Array("urn:epc:".utf8)
    private static let urns: [([UInt8], String)] = [Vocabulary.bizStep, .disposition, .transactionType, .sourceType, .errorReason].compactMap { vocabulary in
        vocabulary.urn.map { (Array($0.utf8), vocabulary.stem) }
    }
}

extension EventField {
    /// Those that the hash takes in the order of the standard, and those that it sorts among the extensions.
    fileprivate static let inOrder = EventFieldSet(allCases.prefix { $0 != .bizTransactionList })
    fileprivate static let sorted = EventFieldSet([.bizTransactionList, .sourceList, .destinationList, .ilmd])
}
