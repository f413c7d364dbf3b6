import Foundation
import Ledger
import SQLiteStore
import TransparencyLog
import Wire

/// `make bench`: ratios against a floor measured in the same run, because machines differ. docs/performance.md says what
/// each ratio means and has figures with the machine they came from.
@main
enum Bench {
    static let commit = 20_000

    /// What can be measured, by its name on the command line: the size and what else was given, and a folder to work in.
    private static let subjects: [String: @Sendable (Int, [Int], URL) throws -> Void] = [
        "ledger": { size, _, folder in try run(size, folder) },
        "account": { size, _, folder in try AccountBench.run(entries: size, folder) },
        "policy": { size, _, folder in try PolicyBench(folder: folder).run(entries: size) },
        "codes": { size, _, folder in try CodeBench.run(codes: size, in: folder) },
        "evidence": { size, _, folder in
            for items in [10_000, 100_000] where items < size { try EvidenceBench(folder: folder, items: items).run() }
            try EvidenceBench(folder: folder, items: size).run()
        },
        "epcis": { size, _, folder in try EPCISBench(folder: folder).run(events: size) },
        "epcis-mutations": { size, more, folder in try EPCISBench(folder: folder).mutate(count: size, seed: more.first.map { UInt64($0.magnitude) } ?? 1) },
        "epcis-characters": { _, more, _ in
            try EPCISBench.characters(seed: more.first.map { UInt64($0.magnitude) } ?? 1, xmlStep: more.count > 1 ? more[1] : 8)
        },
        "fuzz": { size, more, _ in try CodeBench.fuzz(inputs: size, seed: more.first.map { UInt64($0.magnitude) } ?? 7) },
        "count": { size, _, folder in
            // From small to large: flat per item.
            for items in [10_000, 100_000, 1_000_000] where items < size { try CountBench(folder: folder).run(items: items, withSQLite: false) }
            try CountBench(folder: folder).run(items: size, withSQLite: true)
        },
    ]

    static func main() throws {
        var words = Array(CommandLine.arguments.dropFirst())
        let subject = words.first.flatMap { Int($0) == nil ? $0 : nil } ?? "ledger"
        if words.first == subject { words.removeFirst() }
        let numbers = words.compactMap { Int($0) }
        let size = numbers.first ?? 1_000_000
        guard let measure = subjects[subject], numbers.count == words.count, size >= 1_000 else {
            print(
                "usage: Bench [\(subjects.keys.sorted().joined(separator: "|"))] [SIZE]   entries, items, codes or inputs; at least 1000, 1000000 unless told")
            exit(64)
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "dutyfree-bench-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try measure(size, Array(numbers.dropFirst()), folder)
    }

    private static func run(_ entries: Int, _ folder: URL) throws {
        print("bench of \(grouped(entries)) entries, \(Workload.movementsPerItem) an item, \(grouped(commit)) a commit, in \(folder.path)")
        let large = folder.appending(path: "large.dutyfree").path
        let workload = try Workload(entries: entries)
        let (store, signer) = try workload.makeLedger(at: large)
        let first = try store.read { try $0.size() }

        // Commit by commit in turn, so that both meet the same machine.
        let floor = try Floor(store, at: folder.appending(path: "floor.sqlite").path, from: first)
        let append = try workload.record(in: store, signer, commit: commit) { try floor.follow() }
        let count = Int(try store.read { try $0.size() } - first)
        line(
            "append", rate(count, append), floor.seconds / append,
            "of plain inserts of the same bodies and item rows, \(rate(count, floor.seconds)), commit by commit in turn")

        let (scan, bytes) = try Floor.scan(large)
        let hash = try Floor.hash(entries: count, bytes: bytes)
        let limit = max(scan, hash)
        let named = scan >= hash ? "the scan of the bodies" : "SHA-256 of the bodies"
        for threads in Set([1, ProcessInfo.processInfo.activeProcessorCount]).sorted() {
            let stores = try (0..<threads).map { _ in try SQLiteLedger(opening: large, .readOnly) }
            var isSound = false
            let seconds = try timed { isSound = try Verification.run(stores, level: 2, key: signer.verifierKey) { _ in }.isSound }
            guard isSound else { throw BenchFault.notSound }
            line(
                "verify 1-2, \(threads) thread\(threads == 1 ? "" : "s")", rate(count, seconds), limit / seconds,
                "of \(named) on one thread, \(rate(count, limit)) (scan \(milliseconds(scan)), SHA-256 \(milliseconds(hash)))")
        }
        let whole = try [0, 1].map { _ in try SQLiteLedger(opening: large, .readOnly) }
        let seconds = try timed { _ = try Verification.run(whole, level: 4, key: signer.verifierKey) { _ in } }
        line("verify 1-4, 2 threads", rate(count, seconds), limit / seconds, "of the same")

        let smallPath = folder.appending(path: "small.dutyfree").path
        let small = try Workload(entries: 10_000)
        let (smallStore, smallSigner) = try small.makeLedger(at: smallPath)
        _ = try small.record(in: smallStore, smallSigner, commit: commit)
        let atSmall = try trace(smallStore, items: small.items)
        let atLarge = try trace(store, items: workload.items)
        print(
            "  trace of one item: \(microseconds(atSmall)) in \(grouped(small.items * Workload.movementsPerItem)) entries, "
                + "\(microseconds(atLarge)) in \(grouped(count)): \(hundredths(atLarge / atSmall)) times")
    }

    /// Median seconds to read an item's chain of eight entries, over 1,000 items all through the ledger, one transaction
    /// each, as `trace` does it.
    private static func trace(_ store: SQLiteLedger, items: Int) throws -> Double {
        var times: [Double] = []
        for index in 0..<1_000 {
            let item = Workload.item(Int(UInt64(index) &* 2_654_435_761 % UInt64(items)))
            times.append(
                try timed {
                    let chain = try store.read { try $0.chain(of: item) }
                    guard chain.count == Workload.movementsPerItem else { throw BenchFault.notSound }
                })
        }
        return times.sorted()[times.count / 2]
    }

    // MARK: Printing

    private static func line(_ name: String, _ rate: String, _ ratio: Double, _ against: String) {
        print("  \(name): \(rate), \(hundredths(ratio)) \(against)")
    }

    static func rate(_ count: Int, _ seconds: Double) -> String { "\(grouped(Int(Double(count) / seconds)))/s" }
    static func milliseconds(_ seconds: Double) -> String { "\(grouped(Int(seconds * 1e3))) ms" }
    static func microseconds(_ seconds: Double) -> String { "\(grouped(Int(seconds * 1e6))) µs" }

    static func hundredths(_ ratio: Double) -> String {
        let value = Int((ratio * 100).rounded())
        return "\(value / 100).\(value % 100 < 10 ? "0" : "")\(value % 100)"
    }

    static func grouped(_ value: Int) -> String {
        var digits = Array(String(value))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return String(digits)
    }
}
