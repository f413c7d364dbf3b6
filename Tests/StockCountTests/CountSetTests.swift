import Cryptography
import DutyFree
import Foundation
import GS1
import Support
import Testing
import Wire

@testable import StockCount

/// Every set of reference/count gives its result, to the byte.
struct CountSetTests {
    static let folders: [URL] = {
        guard let root = Reference.find("count") else { return [] }
        let found = try? FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)
        return (found ?? []).filter { FileManager.default.fileExists(atPath: $0.appending(path: "count.json").path) }.sorted { $0.path < $1.path }
    }()

    @Test func thereAreSets() { #expect(!CountSetTests.folders.isEmpty) }

    /// With one thread, and with two that share a file.
    @Test(arguments: folders.map(\.lastPathComponent), [1, 2])
    func theSetGivesItsResult(_ name: String, _ threads: Int) throws {
        let folder = try #require(CountSetTests.folders.first { $0.lastPathComponent == name })
        let set = try CountSet(folder)
        let result = try set.reconcile(threads: threads)

        var csv = CSVWriter()
        csv.append(row: CountRow.columns)
        for kind in CountClass.allCases { result.forEach(kind) { csv.append(row: $0.fields) } }
        let lines = String(decoding: csv.bytes, as: UTF8.self).components(separatedBy: "\n")
        let expected = try String(contentsOf: folder.appending(path: "result.csv"), encoding: .utf8).replacingOccurrences(of: "\r\n", with: "\n")
            .components(separatedBy: "\n")
        for (index, line) in expected.enumerated() where index >= lines.count || lines[index] != line {
            Issue.record("\(name) line \(index + 1): expected \(line), got \(index < lines.count ? lines[index] : "nothing")")
        }
        #expect(lines.count == expected.count)
        try set.compare(result)
    }
}

/// A set's files as the engine takes them.
struct CountSet {
    let folder: URL
    let count: [String: Any]
    let setup: CountSetup
    let custody: [String: Custody]

    init(_ folder: URL) throws {
        self.folder = folder
        count = try CountSet.object(folder.appending(path: "count.json"))
        func list(_ name: String) -> [[String: Any]] { [] }
        let json = count
        func texts(_ name: String) -> [String] { json[name] as? [String] ?? [] }
        func objects(_ name: String) -> [[String: Any]] { json[name] as? [[String: Any]] ?? [] }
        func number(_ name: String) throws -> Int { try #require(json[name] as? Int, "\(name) of \(folder.lastPathComponent)") }
        var setup = CountSetup(
            scope: texts("scope").map { LocationPath($0) }, opened: try Timestamp(try #require(json["opened"] as? String)),
            closed: try Timestamp(try #require(json["closed"] as? String)))
        setup.parameters.graceMs = Int64(try number("grace_seconds")) * 1000
        setup.parameters.idleMs = Int64(try number("idle_seconds")) * 1000
        setup.parameters.strongX100 = Int16(try number("strong_rssi") * 100)
        setup.parameters.crossReadX100 = Int16(try number("cross_read_db") * 100)
        setup.parameters.cloneMs = Int64(try number("clone_seconds")) * 1000
        setup.zones = objects("zones").map { CountZone(location: LocationPath($0["location"] as? String ?? ""), holdsSold: $0["role"] as? String == "hold") }
        setup.antennas = objects("antennas").map {
            CountAntenna(reader: $0["reader"] as? String ?? "", antenna: $0["antenna"] as? Int ?? -1, zone: LocationPath($0["zone"] as? String ?? ""))
        }
        setup.readers = objects("readers").compactMap { reader in
            guard let kind = (reader["kind"] as? String).flatMap(CountReader.Kind.init(rawValue:)) else { return nil }
            return CountReader(name: reader["reader"] as? String ?? "", kind: kind, person: reader["by"] as? String)
        }
        setup.visited = texts("visited").map { LocationPath($0) }
        setup.localOffsetMinutes = (json["tz"] as? String).map(CountSet.offset)
        setup.baselineRateX100 = (json["baseline_rate_x100"] as? Int).map(Int64.init)
        self.setup = setup
        let states = try CountSet.rows(folder.deletingLastPathComponent().appending(path: "states.csv"))
        custody = Dictionary(uniqueKeysWithValues: try states.map { ($0["state"] ?? "", try #require(Custody(rawValue: $0["custody"] ?? ""))) })
    }

    private static func offset(_ zone: String) -> Int {
        if zone.hasPrefix("+") || zone.hasPrefix("-"), let time = try? Timestamp("1970-01-01T00:00:00" + zone) {
            return -Int(time.millisecondsSince1970 / 60_000)
        }
        return (TimeZone(identifier: zone)?.secondsFromGMT() ?? 0) / 60
    }

    static func object(_ url: URL) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
    }

    static func rows(_ url: URL) throws -> [[String: String]] {
        guard FileManager.default.fileExists(atPath: url.path) else { return [] }
        let lines = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard let header = lines.first else { return [] }
        return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
    }

    func reconcile(threads: Int = 1) throws -> CountResult {
        var register = Register(setup)
        func place(_ text: String?) -> LocationPath? { text.flatMap { $0.isEmpty ? nil : LocationPath($0) } }
        func gtin(_ key: String) -> GTIN? { key.hasPrefix("/01/") ? GTIN(digits14: String(key.dropFirst(4).prefix(14))) : nil }
        for row in try CountSet.rows(folder.appending(path: "expected.csv")) {
            let (key, state) = (row["item"] ?? "", row["state"] ?? "")
            register.add(
                key, location: place(row["location"]), state: state, custody: try #require(custody[state]), gtin: gtin(key),
                priceFen: Int64(row["unit_price_fen"] ?? "") ?? 0, parent: row["parent"])
        }
        for row in try CountSet.rows(folder.appending(path: "movements.csv")) {
            let (key, state) = (row["item"] ?? "", row["state"] ?? "")
            register.move(
                key, occurred: try Timestamp(row["occurred"] ?? ""), seq: try #require(UInt64(row["seq"] ?? "")), to: place(row["to"]), state: state,
                custody: try #require(custody[state]), gtin: gtin(key), priceFen: Int64(row["unit_price_fen"] ?? ""))
        }
        register.seal()
        let tally = Tally(register, setup, threads: threads)
        for read in count["reads"] as? [[String: Any]] ?? [] {
            let name = read["file"] as? String ?? ""
            let url = folder.appending(path: name)
            let hash = SHA256.hash(Array(try Data(contentsOf: url))).hex
            _ = try tally.read(
                ReadFile(
                    name: name, sha256: hash, round: read["round"] as? Int ?? 1, zone: place(read["zone"] as? String), reader: read["reader"] as? String),
                ByteSource(path: url.path))
        }
        return try CountResult(tally)
    }

    func compare(_ result: CountResult) throws {
        let expected = try CountSet.object(folder.appending(path: "result.json"))
        func check(_ name: String, _ value: Int64?) {
            let wanted = (expected[name] as? Int).map(Int64.init)
            #expect(value == wanted, "\(folder.lastPathComponent): \(name)")
        }
        check("lines", result.files.reduce(0) { $0 + $1.lines })
        check("reads", result.files.reduce(0) { $0 + $1.reads })
        check("rejected", result.files.reduce(0) { $0 + $1.rejected })
        check("distinctItemsRead", Int64(result.distinctItemsRead))
        check("expected", Int64(result.expected))
        check("personMs", result.personMs)
        check("itemsPerPersonMinuteX100", result.itemsPerPersonMinuteX100)
        check("factorX100", result.factorX100)
        for (name, values) in [("classes", result.counts.map(Int64.init)), ("valueFen", result.valueFen)] {
            let wanted = try #require(expected[name] as? [String: Int])
            #expect(Set(wanted.keys) == Set(CountClass.allCases.map(\.rawValue)))
            for kind in CountClass.allCases {
                #expect(values[kind.index] == wanted[kind.rawValue].map(Int64.init), "\(folder.lastPathComponent): \(name) \(kind.rawValue)")
            }
        }
        let zones = try #require(expected["zones"] as? [[String: Any]])
        #expect(zones.count == result.zones.count)
        for (zone, mine) in zip(zones, result.zones) {
            #expect(zone["location"] as? String == mine.location)
            #expect(
                [zone["expected"] as? Int, zone["accounted"] as? Int, zone["missing"] as? Int, zone["notCounted"] as? Int] == [
                    mine.expected, mine.accounted, mine.missing, mine.notCounted,
                ], "\(folder.lastPathComponent) \(mine.location)")
        }
        let files = try #require(expected["files"] as? [[String: Any]])
        #expect(files.count == result.files.count)
        for (file, mine) in zip(files, result.files) {
            #expect(file["file"] as? String == mine.name && file["sha256"] as? String == mine.sha256 && file["duplicateOf"] as? String == mine.duplicateOf)
            let names = ["lines", "reads", "control", "rejected", "outOfScope", "clockDoubts"]
            #expect(
                names.map { file[$0] as? Int } == [mine.lines, mine.reads, mine.control, mine.rejected, mine.outOfScope, mine.clockDoubts].map(Int.init),
                "\(folder.lastPathComponent) \(mine.name)")
        }
    }
}
