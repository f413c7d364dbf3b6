package import Cryptography
import Glibc
package import Wire

/// The event hash of CBV 2.0 (clause 8.9): one string over an event, and its SHA-256 as an `ni:` URI. It identifies an
/// event and proves nothing: it has no separators, so different events can share one.
///
/// The order and the spelling are those of the published vectors, which is what partners compute.
package enum EventHash {
    /// `ni:///sha-256;{hex}?ver=CBV2.0`
    package static func id(of event: JSONTree, _ context: DocumentContext) -> String {
        prefix + digest(of: event, context).hex + suffix
    }

    package static func digest(of event: JSONTree, _ context: DocumentContext) -> Digest32 {
        SHA256.hash(Array(preHash(of: event, context).utf8))
    }

    package static let prefix = "ni:///sha-256;"
    package static let suffix = "?ver=CBV2.0"

    /// The digest in an id of this kind; nil for any other id.
    package static func hex(inID id: String) -> String? {
        guard id.hasPrefix(prefix), id.hasSuffix(suffix), id.utf8.count == prefix.utf8.count + 64 + suffix.utf8.count else { return nil }
        return String(id.dropFirst(prefix.count).dropLast(suffix.count))
    }

    /// The string that is hashed.
    package static func preHash(of event: JSONTree, _ context: DocumentContext) -> String {
        var writer = PreHash(context)
        return writer.string(of: event)
    }
}

private struct PreHash {
    private let context: DocumentContext

    init(_ context: DocumentContext) { self.context = context }

    private static let order: [(name: String, shape: Shape)] = [
        ("eventTime", .time), ("eventTimeZoneOffset", .text), ("certificationInfo", .texts), ("epcList", .list("epc")),
        ("parentID", .text), ("inputEPCList", .list("epc")), ("childEPCs", .list("epc")), ("quantityList", .quantities),
        ("childQuantityList", .quantities), ("inputQuantityList", .quantities), ("outputEPCList", .list("epc")),
        ("outputQuantityList", .quantities), ("action", .text), ("transformationID", .text), ("bizStep", .term(.bizStep)),
        ("disposition", .term(.disposition)), ("persistentDisposition", .dispositions), ("readPoint", .place),
        ("bizLocation", .place), ("sensorElementList", .sensors),
    ]
    /// What takes no part: who says so and when, and what people remark.
    private static let ignored: Set<String> = ["type", "eventID", "recordTime", "errorDeclaration", "@context", "rdfs:comment", "comment"]

    /// Of a name in the order; -1 for what takes no part.
    private static let places = Dictionary(
        order.enumerated().map { ($1.name, $0) } + ignored.map { ($0, -1) }, uniquingKeysWith: { first, _ in first })

    private enum Shape {
        case text, texts, time, list(String), quantities, term(Vocabulary), dispositions, place, sensors
    }

    mutating func string(of event: JSONTree) -> String {
        guard case .object(let members) = event else { return "" }
        var text = "eventType=" + (event["type"]?.string ?? "")
        // One look at each member: where it stands in the order, or that it is one of the rest.
        var values = [JSONTree?](repeating: nil, count: PreHash.order.count)
        var rest: [String] = []
        for member in members {
            if let place = PreHash.places[member.name] {
                if place >= 0, values[place] == nil { values[place] = member.value }
            } else {
                parts(member, into: &rest)
            }
        }
        for (place, value) in values.enumerated() {
            if let value { text += field(PreHash.order[place].name, value, PreHash.order[place].shape) }
        }
        rest.sort(by: bytes)
        for part in rest { text += part }
        return text
    }

    /// By bytes, not by Unicode.
    private func bytes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }

    private func field(_ name: String, _ value: JSONTree, _ shape: Shape) -> String {
        switch shape {
        case .text: return pair(name, value)
        case .time: return pair(name, time: value)
        case .term(let vocabulary): return pair(name, value, vocabulary)
        case .texts:
            return (value.array ?? [value]).map { pair(name, $0) }.sorted(by: bytes).joined()
        case .list(let element):
            return list(name, (value.array ?? []).map { pair(element, $0) })
        case .quantities:
            return list(name, (value.array ?? []).map { quantity in
                let text = ["epcClass", "quantity", "uom"].map { pair($0, quantity[$0]) }.joined()
                return text.isEmpty ? "" : "quantityElement" + text
            })
        case .dispositions:
            let parts = ["set", "unset"].map { part in
                (value[part]?.array ?? []).map { pair(part, $0, .disposition) }.sorted(by: bytes).joined()
            }
            return parts.joined().isEmpty ? "" : name + parts.joined()
        case .place:
            let text = pair("id", value["id"]) + extensions(of: value, besides: ["id"])
            return text.isEmpty ? "" : name + text
        case .sensors:
            return list(name, (value.array ?? []).map(sensor))
        }
    }

    private func list(_ name: String, _ parts: [String]) -> String {
        let text = parts.sorted(by: bytes).joined()
        return text.isEmpty ? "" : name + text
    }

    // MARK: Sensors

    private static let metadata = ["time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules"]
    private static let report = [
        "type", "exception", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "time", "microorganism",
        "chemicalSubstance", "value", "component", "stringValue", "booleanValue", "hexBinaryValue", "uriValue", "minValue",
        "maxValue", "meanValue", "sDev", "percRank", "percValue", "uom", "coordinateReferenceSystem",
    ]

    private func sensor(_ element: JSONTree) -> String {
        var text = ""
        if let metadata = element["sensorMetadata"] {
            let inner = PreHash.metadata.map { sensorPair($0, metadata[$0]) }.joined() + extensions(of: metadata, besides: PreHash.metadata)
            if !inner.isEmpty { text += "sensorMetadata" + inner }
        }
        text += (element["sensorReport"]?.array ?? []).map { report in
            "sensorReport" + PreHash.report.map { sensorPair($0, report[$0]) }.joined() + extensions(of: report, besides: PreHash.report)
        }.sorted(by: bytes).joined()
        text += extensions(of: element, besides: ["sensorMetadata", "sensorReport"])
        return text.isEmpty ? "" : "sensorElement" + text
    }

    private func sensorPair(_ name: String, _ value: JSONTree?) -> String {
        switch name {
        case "time", "startTime", "endTime": pair(name, time: value)
        case "type": pair(name, value, .measurement)
        case "exception": pair(name, value, .alert)
        case "component": pair(name, value, .component)
        default: pair(name, value)
        }
    }

    // MARK: What is not in the order: transactions, parties, ilmd, extensions

    private func parts(_ member: JSONTree.Member, into parts: inout [String]) {
        switch member.name {
        case "bizTransactionList": parts.append(typed(member, "bizTransaction", .transactionType))
        case "sourceList": parts.append(typed(member, "source", .sourceType))
        case "destinationList": parts.append(typed(member, "destination", .sourceType))
        default: generic(member, into: &parts)
        }
    }

    /// `type` stands before the id, as partners' tools write it; the prose of CBV has it the other way round.
    private func typed(_ member: JSONTree.Member, _ id: String, _ vocabulary: Vocabulary) -> String {
        list(member.name, (member.value.array ?? []).map { pair("type", $0["type"], vocabulary) + pair(id, $0[id]) })
    }

    private func extensions(of value: JSONTree, besides known: [String]) -> String {
        var parts: [String] = []
        for member in value.members ?? [] where !known.contains(member.name) && !PreHash.ignored.contains(member.name) {
            generic(member, into: &parts)
        }
        return parts.isEmpty ? "" : parts.sorted(by: bytes).joined()
    }

    /// `{namespace}local=value`; a list is its elements one by one, an object its members in place.
    private func generic(_ member: JSONTree.Member, into parts: inout [String]) {
        generic(context.expanded(member.name)?.braced ?? member.name, member.value, into: &parts)
    }

    private func generic(_ name: String, _ value: JSONTree, into parts: inout [String]) {
        switch value {
        case .array(let values): for value in values { generic(name, value, into: &parts) }
        case .object(let members):
            var inner: [String] = []
            for member in members where !PreHash.ignored.contains(member.name) || member.name == "type" { generic(member, into: &inner) }
            parts.append(name + inner.sorted(by: bytes).joined())
        case .null: return
        default:
            let text = canonical(scalar(value) ?? "")
            parts.append(text.isEmpty ? name : name + "=" + text)
        }
    }

    // MARK: Values

    private func scalar(_ value: JSONTree?) -> String? {
        switch value {
        case .string(let text)?: text
        case .number(let digits)?: digits
        case .bool(let flag)?: flag ? "true" : "false"
        default: nil
        }
    }

    private func pair(_ name: String, _ value: JSONTree?) -> String {
        guard let text = scalar(value).map(canonical), !text.isEmpty else { return "" }
        return name + "=" + text
    }

    private func pair(_ name: String, time value: JSONTree?) -> String {
        guard let text = scalar(value), !text.isEmpty else { return "" }
        return name + "=" + ((try? EventTime(text))?.moment.formatted() ?? text)
    }

    private func pair(_ name: String, _ value: JSONTree?, _ vocabulary: Vocabulary) -> String {
        guard let text = scalar(value), !text.isEmpty else { return "" }
        return name + "=" + (Term(text, vocabulary, context)?.uri ?? canonical(text))
    }

    /// Blanks at the ends cut, prefixes written out, numbers without needless zeros, keys as canonical links.
    private func canonical(_ raw: String) -> String {
        var text = raw
        if let first = text.utf8.first, let last = text.utf8.last, first <= 0x20 || last <= 0x20 {
            text = String(Substring(text.unicodeScalars.drop { $0.value <= 0x20 }))
            while let last = text.unicodeScalars.last, last.value <= 0x20 { text.unicodeScalars.removeLast() }
        }
        if let number = Decimal.canonical(text) { return number }
        text = context.expandValue(text)
        if text.utf8.first == 0x75 {
            for (urn, stem) in PreHash.urns where text.hasPrefix(urn) { text = stem + text.dropFirst(urn.count) }
        }
        guard text.hasPrefix("http") || text.hasPrefix("urn:epc:") else { return text }
        return EventIdentifier.canonical(of: text) ?? text
    }

    private static let urns: [(String, String)] = [Vocabulary.bizStep, .disposition, .transactionType, .sourceType, .errorReason].compactMap { vocabulary in
        vocabulary.urn.map { ($0, vocabulary.stem) }
    }
}

/// Texts that look like numbers, without needless zeros. The tools of partners go through IEEE 754 doubles, and so do we:
/// two numbers beyond 2^53 can become one.
enum Decimal {
    static func canonical(_ text: String) -> String? {
        var text = text
        // A short integer without needless zeros is as it should be.
        let isShort = text.withUTF8 { bytes in
            bytes.count > 0 && bytes.count <= 15 && (bytes[0] != 0x30 || bytes.count == 1) && bytes.allSatisfy { (0x30...0x39).contains($0) }
        }
        if isShort { return text }
        let plain: Bool = text.withUTF8 { isNumber($0) }
        guard plain, let value = Double(text.utf8.contains(0x5F) ? text.filter { $0 != "_" } : text), value.isFinite else { return nil }
        guard value == value.rounded(.towardZero) else { return value.description }
        if abs(value) < 9e15 { return String(Int64(value)) }
        // Every digit of the double, as printf(3) gives it.
        var digits = [CChar](repeating: 0, count: 400)
        let count = withVaList([value]) { vsnprintf(&digits, digits.count, "%.0f", $0) }
        return String(decoding: digits.prefix(max(0, Int(count))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// `[+-]digits[.digits][e[+-]digits]`, digits on at least one side of the point, single `_` between digits.
    private static func isNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        func digits() -> Int {
            let start = index
            while index < bytes.count {
                if (0x30...0x39).contains(bytes[index]) { index += 1; continue }
                let isBetween = bytes[index] == 0x5F && index > start && bytes[index - 1] != 0x5F && index + 1 < bytes.count && (0x30...0x39).contains(bytes[index + 1])
                guard isBetween else { break }
                index += 1
            }
            return index - start
        }
        if index < bytes.count, bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
        var count = digits()
        if index < bytes.count, bytes[index] == 0x2E {
            index += 1
            count += digits()
        }
        guard count > 0 else { return false }
        if index < bytes.count, bytes[index] | 0x20 == 0x65 {
            index += 1
            if index < bytes.count, bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
            guard digits() > 0 else { return false }
        }
        return index == bytes.count
    }
}
