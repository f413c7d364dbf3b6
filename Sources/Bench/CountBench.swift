import Cryptography
import DutyFree
import Foundation
import GS1
import StockCount
import Wire

/// `dutyfree-bench count`: a reader log of ten reads a tag, in any order, from four antennas, against a book of as many
/// items; beside it what it costs to read the file and count its lines, and what SQLite's own import and EXCEPT cost.
struct CountBench {
    let folder: URL

    func run(items: Int, withSQLite: Bool) throws {
        let log = folder.appending(path: "reads-\(items).csv").path
        let lines = items * 10
        try write(log, items: items, lines: lines)
        let size = try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int ?? 0
        print("count of \(grouped(items)) items, \(grouped(lines)) reads in \(grouped(size / 1_000_000)) MB")

        let book = keys(items)
        let floor = try timed { try CountBench.countLines(log) }
        for threads in 1...2 {
            let run = try reconcile(log, book, items: items, threads: threads)
            let whole = run.loading + run.reading + run.deciding
            print(
                "  \(threads) thread\(threads == 1 ? "" : "s"): \(rate(lines, run.reading)) reads, \(hundredths(floor / run.reading)) of reading the file and counting its lines, \(rate(lines, floor))"
            )
            print(
                "    book of \(grouped(items)) items \(milliseconds(run.loading)), classes \(milliseconds(run.deciding)); \(nanoseconds(whole / Double(items))) an item in all; peak \(CountBench.peakMB()) MB"
            )
            if threads == 1 { print("    classes: \(run.classes)") }
            guard withSQLite, threads == 2 else { continue }
            let peer = try sqlite(log, items: items)
            print(
                "  against sqlite3's .import and EXCEPT both ways, \(milliseconds(peer.elapsed)) (\(milliseconds(peer.cpu)) of processor): \(hundredths(peer.elapsed / whole)) times faster, with \(hundredths(peer.cpu / run.cpu)) times less processor (\(milliseconds(run.cpu)))"
            )
        }
        try FileManager.default.removeItem(atPath: log)
    }

    private struct Run {
        var loading: Double
        var reading: Double
        var deciding: Double
        /// Of all three, of both threads.
        var cpu: Double
        var classes: String
    }

    private func reconcile(_ log: String, _ book: [UInt8], items: Int, threads: Int) throws -> Run {
        let begun = CountBench.cpu(RUSAGE_SELF)
        var register = Register(setup, expecting: items)
        let loading = timed { load(book, into: &register) }
        var tally: Tally?
        let reading = try timed {
            tally = Tally(register, setup, threads: threads)
            try tally?.read(ReadFile(name: "reads.csv", sha256: "-"), ByteSource(path: log))
        }
        guard let tally else { throw BenchFault.usage }
        var result: CountResult?
        let deciding = try timed { result = try CountResult(tally) }
        return Run(
            loading: loading, reading: reading, deciding: deciding, cpu: CountBench.cpu(RUSAGE_SELF) - begun,
            classes: result.map { $0.counts.map(String.init).joined(separator: " ") } ?? "")
    }

    /// A row as a store hands it out: a key's bytes, the rest by numbers.
    private func load(_ book: [UInt8], into register: inout Register) {
        let places = [register.placeNumber(LocationPath("W1/A")), register.placeNumber(LocationPath("W1/B"))]
        let state = register.stateNumber("bonded", .held)
        if let gtin = CountBench.gtin { register.isOurs(gtin) }
        book.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count, let base = bytes.baseAddress, let end = memchr(base + start, 0x0A, bytes.count - start) {
                let count = UnsafeRawPointer(end) - base - start
                let isOdd = bytes[start + count - 1] & 1 == 1
                register.add(
                    UnsafeRawBufferPointer(start: base + start, count: count), place: places[isOdd ? 1 : 0], state: state, priceFen: 80_000, dutyFen: 0,
                    carton: 0)
                start += count + 1
            }
        }
        register.seal()
    }

    private func keys(_ items: Int) -> [UInt8] {
        var text = ByteWriter(capacity: items * 32)
        for item in 0..<items where item % 100 != 7 { text.word("/01/09521000200074/21/\(item)\n") }
        return Array(text.bytes)
    }

    private var setup: CountSetup {
        var setup = CountSetup(
            scope: [LocationPath("W1")], opened: Timestamp(millisecondsSince1970: CountBench.start),
            closed: Timestamp(millisecondsSince1970: CountBench.start + 7_200_000))
        setup.zones = [CountZone(location: LocationPath("W1/A"), holdsSold: false), CountZone(location: LocationPath("W1/B"), holdsSold: false)]
        for antenna in 1...4 { setup.antennas.append(CountAntenna(reader: "R1", antenna: antenna, zone: LocationPath(antenna < 3 ? "W1/A" : "W1/B"))) }
        setup.readers = [CountReader(name: "R1", kind: .rfid, person: "P-01")]
        return setup
    }

    private static let start: Int64 = 1_772_413_200_000
    private static let gtin = GTIN(digits14: "09521000200074")

    /// SGTIN-96 of the fictional company 9521000: partition 5, item 020007.
    private func epc(_ item: Int) -> String {
        let head: UInt64 = 0x30 << 56 | 1 << 53 | 5 << 50 | 9_521_000 << 26 | 20_007 << 6 | UInt64(item) >> 32
        return CountBench.hex(head, 16) + CountBench.hex(UInt64(item) & 0xFFFF_FFFF, 8)
    }

    private static func hex(_ value: UInt64, _ width: Int) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: width - digits.count) + digits
    }

    /// Every item but one in a hundred, ten times, in an order that jumps through them all.
    private func write(_ path: String, items: Int, lines: Int) throws {
        var text = ByteWriter(capacity: 1 << 21)
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        guard let file = FileHandle(forWritingAtPath: path) else { throw BenchFault.usage }
        text.word("time,reader,antenna,epc,rssi\n")
        var step = 7_368_787 % lines
        while gcd(step, lines) != 1 { step += 1 }
        var at = 0
        for line in 0..<lines {
            at = (at + step) % lines
            let item = at % items
            if item % 100 == 3 { continue }
            text.timestamp(Timestamp(millisecondsSince1970: CountBench.start + Int64(line) * 7_000_000 / Int64(lines)))
            text.word(",R1,\(item % 2 == 0 ? 1 + line % 2 : 3 + line % 2),\(epc(item)),-\(40 + line % 30).\(line % 10)\n")
            if text.count > 1 << 20 {
                try file.write(contentsOf: Data(text.bytes))
                text.removeAll()
            }
        }
        try file.write(contentsOf: Data(text.bytes))
        try file.close()
    }

    private func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }

    private static func countLines(_ path: String) throws {
        let source = try ByteSource(path: path)
        var room = [UInt8](repeating: 0, count: 1 << 20)
        var lines = 0
        while true {
            let count = try room.withUnsafeMutableBytes { try source.read(into: $0) }
            guard count > 0 else { break }
            lines += room.withUnsafeBytes { bytes in
                var (found, at) = (0, 0)
                while at < count, let start = bytes.baseAddress, let next = memchr(start + at, 0x0A, count - at) {
                    found += 1
                    at = UnsafeRawPointer(next) - start + 1
                }
                return found
            }
        }
        guard lines > 0 else { throw BenchFault.usage }
    }

    /// Both tables imported with all columns, warm, and the two questions asked: how long, and how much of it at work.
    private func sqlite(_ log: String, items: Int) throws -> (elapsed: Double, cpu: Double) {
        let book = folder.appending(path: "book.csv").path
        var text = ""
        for item in 0..<items where item % 100 != 7 { text += epc(item) + "\n" }
        try text.write(toFile: book, atomically: false, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "sqlite3", folder.appending(path: "peer.sqlite").path, ".mode csv", "CREATE TABLE book (epc TEXT)", ".import '\(book)' book",
            ".import '\(log)' reads",
            "SELECT count(*) FROM (SELECT epc FROM book EXCEPT SELECT epc FROM reads)",
            "SELECT count(*) FROM (SELECT epc FROM reads EXCEPT SELECT epc FROM book)",
        ]
        process.standardOutput = FileHandle.nullDevice
        let before = CountBench.cpu(RUSAGE_CHILDREN)
        let elapsed = try timed {
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw BenchFault.usage }
        }
        return (elapsed, CountBench.cpu(RUSAGE_CHILDREN) - before)
    }

    private static func cpu(_ who: __rusage_who) -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(who.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    static func peakMB() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1024
    }

    // MARK: Printing

    private func rate(_ count: Int, _ seconds: Double) -> String { Bench.grouped(Int(Double(count) / seconds)) + "/s" }
    private func grouped(_ value: Int) -> String { Bench.grouped(value) }
    private func milliseconds(_ seconds: Double) -> String { Bench.grouped(Int(seconds * 1_000)) + " ms" }
    private func nanoseconds(_ seconds: Double) -> String { Bench.grouped(Int(seconds * 1e9)) + " ns" }
    private func hundredths(_ value: Double) -> String { Bench.hundredths(value) }
}
