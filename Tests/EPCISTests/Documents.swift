import Foundation
import Support
import Wire

@testable import EPCIS

/// A document, read and judged as a whole.
struct Judged {
    var events: [JudgedEvent] = []
    /// Of the document itself, and of events that could not be read.
    var findings: [EventFinding] = []
    /// How many events were met.
    var count = 0

    init(_ bytes: [UInt8], now: String = "2026-03-02T06:00:00Z", chunk: @escaping () -> Int = { .max }) throws {
        let reader = EventReader(ByteSource(bytes: bytes, chunk: chunk))
        let rules = EventRules(now: try Timestamp(now))
        let memory = EventMemory()
        while let reading = try reader.next() {
            switch reading {
            case .event(let raw):
                count += 1
                events.append(memory.judge(raw, rules))
            case .refused(let finding, _):
                count += 1
                findings.append(finding)
            case .fault(let finding, _): findings.append(finding)
            case .note(let finding): findings.append(finding)
            }
        }
    }

    var all: [EventFinding] { findings + events.flatMap(\.findings) }
    var verdict: String {
        switch all.map(\.verdict).max() ?? .accept {
        case .accept: "accept"
        case .warn: "warn"
        case .reject: "reject"
        }
    }

    /// The findings as text, for a failing row.
    var description: String { all.map { "\($0.code.rawValue) at \($0.pointer) \($0.detail)" }.joined(separator: "; ") }
}

extension Reference {
    /// The lines of a JSON Lines file as trees.
    static func lines(_ path: String) throws -> [JSONTree] {
        guard let data = try data(path) else { return [] }
        return try data.split(separator: 0x0A).map { try JSONTree.parse(Array($0)) }
    }
}
