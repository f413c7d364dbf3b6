import DutyFree
import EPCIS
import Foundation
import Interop
import Ledger
import Support
import Wire

/// `dutyfree-bench epcis`: a document of sales as `epcis export` writes it, read, judged by all rules, hashed and mapped to movements,
/// beside reading its JSON alone; and a Python baseline where there is one.
struct EPCISBench {
    let folder: URL

    func run(events: Int) throws {
        let path = folder.appending(path: "events.json").path
        let bytes = EPCISBench.document(events: events)
        try Data(bytes).write(to: URL(filePath: path))
        print("EPCIS document of \(Bench.grouped(events)) events, \(Bench.grouped(bytes.count / 1_000_000)) MB, one core")

        // JSON alone: the same reader without rules, so that all split the same stream. In turn, and the best of some rounds by
        // the time of this one thread, so that the work of others on the machine counts little.
        let rules = EventRules(now: try Timestamp("2027-01-01T00:00:00Z"))
        let drafter = EventDrafter(mapping: EventMapping(), by: PartyCode("S1"))
        var (json, judging, mapping) = (Double.infinity, Double.infinity, Double.infinity)
        for _ in 0..<5 {
            json = min(json, try processorTime { try each(path) { _ in } })
            judging = min(
                judging,
                try processorTime {
                    try each(path) { raw in
                        guard rules.judge(raw, original: { _ in nil }, declared: { _ in nil }).event != nil else { throw BenchFault.notSound }
                    }
                })
            mapping = min(
                mapping,
                try processorTime {
                    try each(path) { raw in
                        guard let event = rules.judge(raw, original: { _ in nil }, declared: { _ in nil }).event, try drafter.submission(of: event) != nil
                        else {
                            throw BenchFault.notSound
                        }
                    }
                })
        }
        let tree = try processorTime { _ = try JSONTree.parse(bytes) }
        let foundation = try processorTime { _ = try JSONSerialization.jsonObject(with: Data(bytes)) }
        func line(_ name: String, _ seconds: Double) {
            print("  \(name): \(Bench.grouped(Int(Double(events) / seconds)))/s, \(Bench.hundredths(seconds / json)) times reading the JSON alone")
        }
        line("JSON alone, event by event", json)
        line("JSON alone, as one tree", tree)
        line("JSON alone, by Foundation's JSONSerialization", foundation)
        line("judged by the rules, with its event hash", judging)
        line("judged and mapped to a movement", mapping)
        try python(path, events, mapping)
    }

    private func each(_ path: String, _ body: (RawEvent) throws -> Void) throws {
        let reader = EventReader(try ByteSource(path: path))
        while let reading = try reader.next() {
            guard case .event(let raw) = reading else { throw BenchFault.notSound }
            try body(raw)
        }
    }

    /// What `json.loads` and epcpy's check digits take for the same file: no rules, no hash, no mapping.
    private func python(_ path: String, _ events: Int, _ ours: Double) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let script = """
            import json, sys, time
            from epcpy.utils.common import calculate_checksum
            start = time.perf_counter()
            for event in json.load(open(sys.argv[1], encoding="utf-8"))["epcisBody"]["eventList"]:
                for uri in event["epcList"]:
                    key = uri.split("/")[4]
                    assert calculate_checksum(key[:-1]) == int(key[-1])
            print(time.perf_counter() - start)
            """
        let candidates = [ProcessInfo.processInfo.environment["DUTYFREE_PYTHON"], root.path + "/.build/python/bin/python3", "/usr/bin/python3"]
        guard let python = candidates.compactMap({ $0 }).first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else { return }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: python)
        process.arguments = ["-c", script, path]
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard let seconds = Double(output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            return print("  left out: Python with epcpy is not there (tools/install-deps pypi:epcpy)")
        }
        print(
            "  Python, json and check digits by epcpy alone: \(Bench.grouped(Int(Double(events) / seconds)))/s; all of ours takes "
                + "\(Bench.hundredths(ours / seconds)) of its time")
    }

    private static func document(events: Int) -> [UInt8] {
        var text =
            #"{"@context":["\#(DocumentContext.address)",{"dfl":"\#(LedgerTerms.namespace)"}],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-03-02T04:00:00.000Z","epcisBody":{"eventList":["#
        for index in 0..<events {
            let minute = index % 60 < 10 ? "0\(index % 60)" : "\(index % 60)"
            let event =
                #"{"type":"ObjectEvent","eventTime":"2026-03-02T03:\#(minute):00.000Z","eventTimeZoneOffset":"+08:00","epcList":["https://id.gs1.org/01/09521234000013/21/DF-\#(index)"],"action":"OBSERVE","bizStep":"retail_selling","disposition":"retail_sold","readPoint":{"id":"https://id.gs1.org/414/9521234000020"},"bizLocation":{"id":"https://id.gs1.org/414/9521234000020"},"bizTransactionList":[{"type":"inv","bizTransaction":"urn:epcglobal:cbv:bt:9521234000099:R-\#(index)"}],"dfl:movement":"sale","dfl:by":"S1","dfl:person":"p:8f3a01","dfl:age":30,"dfl:priceFen":80000,"dfl:pickup":"port","dfl:trip.id":"T1","dfl:trip.departs":"2026-03-05T10:00:00.000Z"}"#
            text += (index > 0 ? ",\n" : "\n") + event
        }
        return Array((text + "\n]}}\n").utf8)
    }

    /// Seeded mutations of a document, each read and judged: nothing may crash. Prints how many were still taken.
    func mutate(count: Int, seed: UInt64 = 1) throws {
        let original = EPCISBench.document(events: 2)
        let rules = EventRules(now: try Timestamp("2027-01-01T00:00:00Z"))
        let drafter = EventDrafter(mapping: EventMapping(), by: PartyCode("S1"))
        var random = SplitMix(seed: seed)
        let telling = Array("\"\\{}[],:0-9eE+.u/%&<>é\u{0}".utf8)
        var taken = 0
        let seconds = try timed {
            for _ in 0..<count {
                var bytes = original
                for _ in 0...random.below(3) {
                    let place = Int(random.below(UInt64(bytes.count)))
                    switch random.below(4) {
                    case 0: bytes[place] = UInt8(truncatingIfNeeded: random.below(256))
                    case 1: bytes[place] = telling[Int(random.below(UInt64(telling.count)))]
                    case 2: bytes.remove(at: place)
                    default: bytes.insert(telling[Int(random.below(UInt64(telling.count)))], at: place)
                    }
                }
                let source = try EventSources.open(ByteSource(bytes: bytes))
                while let reading = try source.next() {
                    guard case .event(let raw) = reading, let event = rules.judge(raw, original: { _ in nil }, declared: { _ in nil }).event else { continue }
                    if (try? drafter.submission(of: event)) != nil { taken += 1 }
                }
            }
        }
        print(
            "  \(Bench.grouped(count)) mutations of a document of two events, seed \(seed): no crash, \(Bench.grouped(taken)) events still taken, \(Int(seconds)) s"
        )
    }

    /// Every file of the vectors with one character changed, at every place.
    static func characters(seed: UInt64, xmlStep: Int) throws {
        var documents = try ChangedDocuments(seed: seed, xmlStep: xmlStep)
        var outcome = ChangedDocuments.Outcome()
        let originals = try ChangedDocuments.originals()
        let seconds = timed {
            for original in originals { documents.changeAll(original, &outcome) }
        }
        print(
            "  \(Bench.grouped(outcome.changes)) changes of one character in \(Bench.grouped(originals.count)) vectors, seed \(seed): no crash, "
                + "\(Bench.grouped(outcome.accepted)) events accepted, \(Bench.grouped(outcome.refused)) refusals, each with its place; \(Int(seconds)) s")
        for failure in outcome.failures { print("    \(failure)") }
        guard outcome.failures.isEmpty else { throw BenchFault.notSound }
    }
}

/// Seconds that this thread had a processor.
func processorTime(_ body: () throws -> Void) rethrows -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    try body()
    return now() - start
}
