import EPCIS
import Foundation
import Wire

/// EPCIS documents with one character changed. Whatever stands there now, nothing crashes, every event is accepted or refused with
/// a place, and none is lost on the way.
package struct ChangedDocuments {
    /// A file, or one line of a file of lines, with the name under which it is spoken of.
    package struct Original: Sendable {
        package let name: String
        package let bytes: [UInt8]
    }

    package struct Outcome: Sendable {
        package var changes = 0
        package var accepted = 0
        package var refused = 0
        /// What did not hold, the first few of them.
        package var failures: [String] = []

        package init() {}
    }

    private var random: SplitMix
    private let rules: EventRules
    private let xmlStep: Int

    /// `xmlStep`: of XML, which libxml2 reads a hundred times slower, every so many positions are changed.
    package init(seed: UInt64, xmlStep: Int = 8) throws {
        random = SplitMix(seed: seed)
        self.xmlStep = max(1, xmlStep)
        rules = EventRules(now: try Timestamp("2030-01-01T00:00:00Z"))
    }

    /// Every file below the folder of vectors, whatever it holds, in the order of their names; none where there is no such folder.
    package static func originals() throws -> [Original] {
        guard let folder = Reference.find("epcis"), let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else { return [] }
        var originals: [Original] = []
        for case let url as URL in walk where !url.hasDirectoryPath {
            let name = String(url.path.dropFirst(folder.path.count + 1))
            let bytes = Array(try Data(contentsOf: url))
            guard url.pathExtension == "jsonl" else {
                originals.append(Original(name: name, bytes: bytes))
                continue
            }
            for (index, line) in bytes.split(separator: 0x0A).enumerated() {
                guard let tree = try? JSONTree.parse(Array(line)) else { continue }
                let text = tree["text"]?.string ?? (tree["document"] ?? tree).text
                originals.append(Original(name: "\(name) \(index)", bytes: Array(text.utf8)))
            }
        }
        return originals.sorted { $0.name < $1.name }
    }

    // MARK: Changes

    private static let telling = Array("\"\\{}[],:0-9eE+.u/%&<>!? \u{0}\n".utf8) + [0xC3, 0xFF]

    /// One character at every position, once another sign and once its neighbour in the alphabet; of schemas at some positions,
    /// since a text is read once for each of its bytes.
    package mutating func changeAll(_ original: Original, _ outcome: inout Outcome) {
        guard original.bytes.count <= 32_768 else { return changeSome(original, count: 1_000, &outcome) }
        let step = original.name.hasSuffix(".xml") ? xmlStep : 1
        for place in stride(from: Int(random.below(UInt64(step))), to: original.bytes.count, by: step) {
            change(original, place, to: sign(), &outcome)
            change(original, place, to: original.bytes[place] ^ 1, &outcome)
        }
    }

    /// One character somewhere, `count` times.
    package mutating func changeSome(_ original: Original, count: Int, _ outcome: inout Outcome) {
        guard !original.bytes.isEmpty else { return }
        for _ in 0..<count {
            let place = Int(random.below(UInt64(original.bytes.count)))
            change(original, place, to: random.below(2) == 0 ? sign() : original.bytes[place] ^ 1, &outcome)
        }
    }

    private mutating func sign() -> UInt8 { ChangedDocuments.telling[Int(random.below(UInt64(ChangedDocuments.telling.count)))] }

    private func change(_ original: Original, _ place: Int, to byte: UInt8, _ outcome: inout Outcome) {
        var bytes = original.bytes
        bytes[place] = byte
        outcome.changes += 1
        if let why = judge(bytes, &outcome), outcome.failures.count < 20 {
            outcome.failures.append("\(original.name) with byte \(byte) at \(place): \(why)")
        }
    }

    // MARK: What must hold

    /// Nil where it does.
    package func judge(_ bytes: [UInt8], _ outcome: inout Outcome) -> String? {
        var count = 0
        var isRefused = false
        do {
            let source = try EventSources.open(ByteSource(bytes: bytes))
            while let reading = try source.next() {
                switch reading {
                case .note: continue
                case .fault(let finding, let offset):
                    isRefused = true
                    outcome.refused += 1
                    if let why = ChangedDocuments.misplaced(finding, "", offset, bytes) { return why }
                case .refused(let finding, let raw):
                    if raw.index != count { return "event \(raw.index) comes where \(count) should" }
                    count += 1
                    isRefused = true
                    outcome.refused += 1
                    if let why = ChangedDocuments.misplaced(finding, raw.pointer, raw.offset, bytes) { return why }
                case .event(let raw):
                    if raw.index != count { return "event \(raw.index) comes where \(count) should" }
                    count += 1
                    let judged = rules.judge(raw, original: { _ in nil }, declared: { _ in nil })
                    if let refusal = judged.refusal {
                        isRefused = true
                        outcome.refused += 1
                        if judged.event != nil { return "accepted and refused: \(refusal)" }
                        if let why = ChangedDocuments.misplaced(refusal, raw.pointer, raw.offset, bytes) { return why }
                    } else if judged.event != nil {
                        outcome.accepted += 1
                    } else {
                        return "neither accepted nor refused"
                    }
                }
            }
        } catch {
            return "\(error)"
        }
        return isRefused ? nil : ChangedDocuments.lost(count, in: bytes)
    }

    /// A refusal says where: a pointer from the root that leads into the event, and a byte of the input.
    private static func misplaced(_ finding: EventFinding, _ event: String, _ offset: Int, _ bytes: [UInt8]) -> String? {
        guard finding.verdict == .reject else { return "refused by a code that refuses nothing: \(finding)" }
        guard finding.pointer.hasPrefix(event), finding.pointer.isEmpty || finding.pointer.hasPrefix("/") else { return "no pointer into \(event): \(finding)" }
        return (0...bytes.count).contains(offset) ? nil : "no place in the input: \(offset)"
    }

    /// Nothing was refused: then as many events were met as a reader of the whole text finds.
    private static func lost(_ count: Int, in bytes: [UInt8]) -> String? {
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        if bytes.first(where: { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }) == 0x3C {
            let text = String(decoding: bytes, as: UTF8.self)
            let events = text.matches(of: /<([A-Za-z0-9._-]+:)?(Object|Aggregation|Transaction|Transformation|Association|Quantity)Event[\s\/>]/).count
            return events == count ? nil : "\(count) events of \(events)"
        }
        guard let tree = try? JSONTree.parse(bytes) else { return "no JSON, and nothing was refused" }
        let list = tree["epcisBody"]?["eventList"] ?? tree["epcisBody"]?["queryResults"]?["resultsBody"]?["eventList"]
        let events = list?.array?.count ?? 1
        return events == count ? nil : "\(count) events of \(events)"
    }
}
