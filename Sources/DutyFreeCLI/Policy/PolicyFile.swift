import DutyFree
import Ledger
import Presentation
import Supervision
import Wire

/// A policy document from outside: a file, or an id of the ledger.
enum PolicyFile {
    private static let bytesMax = 1 << 20

    /// Reads a file (`-`: stdin) as a JSON object, texts in NFC as entries want them.
    static func read(_ path: String) throws -> JSONObject {
        let source = try ByteSource(path: path)
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try room.withUnsafeMutableBytes { try source.read(into: $0) }
            guard count > 0 else { break }
            bytes += room[0..<count]
            guard bytes.count <= bytesMax else { throw problem(path, line: nil, Text(en: "it is too large for a policy", zh: "文件过大，不是政策文件")) }
        }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(bytes)
        } catch {
            let line = 1 + bytes.prefix(error.offset).count { $0 == 0x0A }
            throw problem(path, line: line, Text(en: "it is not JSON as we read it: \(error.kind.rawValue)", zh: "不是可读的 JSON：\(error.kind.rawValue)"))
        }
        guard let object = normalized(value).object else { throw problem(path, line: 1, Text(en: "it is no JSON object", zh: "不是 JSON 对象")) }
        return object
    }

    /// Places in `risk` that no rule reads, or that are beyond what a figure may be: the standard holds there. The rest of a
    /// document is refused where it is not understood; who watches with other programs may have figures for them.
    static func unread(_ policy: Policy) -> [String] { policy.document["risk"]?.object.map { RiskThresholds.faults(policy: $0) } ?? [] }

    /// The same for `--json`: absent where there are none.
    static func unreadJSON(_ policy: Policy) -> JSONValue? {
        let places = unread(policy)
        return places.isEmpty ? nil : .array(places.map { .string($0) })
    }

    static func warn(_ policy: Policy, _ console: Console) throws {
        for place in unread(policy) {
            try console.say(
                .warning,
                Text(
                    en: "\(place): no risk rule reads this, or not this figure; the standard holds (dutyfree risk rules)",
                    zh: "\(place)：没有风险规则读取此项，或数值超出范围；采用标准值（dutyfree risk rules）"))
        }
    }

    /// A version of the ledger by its id, else a file.
    static func document(_ name: String, _ rows: [MasterRow]) throws -> JSONObject {
        if let row = rows.first(where: { $0.name == name }) { return row.data }
        guard name.contains(".") || name.contains("/") || name == "-" else {
            throw Refusal(.unknownPolicy, facts: ["policy": name])
        }
        return try read(name)
    }

    private static func problem(_ path: String, line: Int?, _ message: Text) -> Problem {
        Problem(
            "bad-json", message, at: .init(file: path, line: line), outcome: Failure.nothingWritten,
            hint: Text(en: "See a policy as it must be: dutyfree policy show ID --json", zh: "查看样式：dutyfree policy show 编号 --json"))
    }

    private static func normalized(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): return .string(NFC.normalize(text))
        case .array(let values): return .array(values.map(normalized))
        case .object(let object):
            var result = JSONObject()
            for member in object.members { result[NFC.normalize(member.name)] = normalized(member.value) }
            return .object(result)
        default: return value
        }
    }
}
