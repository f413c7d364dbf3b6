import Foundation
import Support
import Testing

/// Real processes, killed: what was acknowledged is there, the ledger is sound, and the same file again records the rest
/// and nothing twice.
struct DurabilityTests {
    static let kills = 52

    @Test func killedAtAnyMomentNothingIsLostAndNothingTwice() throws {
        let seed = ProcessInfo.processInfo.environment["DUTYFREE_SEED"].flatMap { UInt64($0) } ?? 7
        print("seed \(seed)")
        var state = seed
        let shop = try Shop()
        let serials = (0..<12_000).map { "K\($0)" }
        try shop.write("in.csv", Shop.declarations(serials))
        // A row that is refused, so that rows are recorded one by one, in commits of their own.
        let handle = try #require(FileHandle(forWritingAtPath: shop.path("in.csv")))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("declare,W1,\(Shop.item("K0")),\(Shop.gtin),2026-03-02T09:30:00+08:00,D-1\n".utf8))
        try handle.close()
        var killed = 0
        var size = try entries(shop)
        for round in 0..<DurabilityTests.kills {
            let process = Process()
            process.executableURL = URL(filePath: Shop.program)
            // Whole files and row by row in turn.
            process.arguments = ["record", "in.csv"] + (round % 3 == 0 ? [] : ["--rejects", "rejects-\(round).csv"])
            process.currentDirectoryURL = shop.folder.url
            process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "DUTYFREE_NOW": Shop.now]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            usleep(UInt32(5_000 + (state >> 33) % 600_000))
            if process.isRunning {
                kill(process.processIdentifier, SIGKILL)
                killed += 1
            }
            process.waitUntilExit()
            let now = try entries(shop)
            #expect(now >= size, "round \(round), seed \(seed): \(now) entries after \(size)")
            size = now
        }
        let sound = try shop.dutyfree("verify")
        #expect(sound.status == 0, "seed \(seed): \(sound.output)")
        let rest = try shop.dutyfree("record", "in.csv", "--rejects", "rejects.csv", "--json")
        #expect(rest.status == 1, "\(rest.errors)")
        // Each item once: declared, and in no second entry.
        let count = try run("sqlite3", shop.path("ledger.dutyfree"), "SELECT count(*), sum(n) FROM item")
        #expect(count.output == "\(serials.count)|0\n", "seed \(seed), \(killed) killed: \(count.output)")
        #expect(try shop.dutyfree("verify", "--quiet").status == 0)
        print("\(killed) of \(DurabilityTests.kills) killed while running")
        #expect(killed >= 20, "the machine is too fast for the delays: \(killed)")
    }

    /// What a scan session answered is in the file, however the process ends.
    @Test func anAcknowledgedScanSurvivesTheKill() throws {
        let shop = try Shop()
        try shop.write("in.csv", Shop.declarations((0..<40).map { "S\($0)" }))
        try shop.must("record", "in.csv")
        for round in 0..<5 {
            let process = Process()
            let (input, output) = (Pipe(), Pipe())
            process.executableURL = URL(filePath: Shop.program)
            process.arguments = ["scan", "arrive", "--to", "W1", "--doc", "manifest=M-1", "--as", "W1", "--json"]
            process.currentDirectoryURL = shop.folder.url
            process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "DUTYFREE_NOW": Shop.now]
            process.standardInput = input
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            let codes = (0..<8).map { Shop.item("S\(round * 8 + $0)") }
            try input.fileHandleForWriting.write(contentsOf: Data(codes.map { $0 + "\n" }.joined().utf8))
            var answered = ""
            while answered.filter({ $0 == "\n" }).count < 4, let data = try output.fileHandleForReading.read(upToCount: 1), !data.isEmpty {
                answered += String(decoding: data, as: UTF8.self)
            }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            for code in codes.prefix(answered.split(separator: "\n").count) where answered.contains(code) {
                let trace = try shop.dutyfree("trace", code, "--json")
                #expect(trace.output.contains("\"type\":\"arrive\""), "round \(round): \(code) was acknowledged")
            }
        }
        #expect(try shop.dutyfree("verify", "--quiet").status == 0)
    }

    @Test func twoWritersBothSucceed() throws {
        let shop = try Shop()
        var processes: [Process] = []
        for writer in 0..<2 {
            try shop.write("w\(writer).csv", Shop.declarations((0..<3_000).map { "W\(writer)-\($0)" }))
            let process = Process()
            process.executableURL = URL(filePath: Shop.program)
            process.arguments = ["record", "w\(writer).csv"]
            process.currentDirectoryURL = shop.folder.url
            process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "DUTYFREE_NOW": Shop.now]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            processes.append(process)
        }
        for process in processes {
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
        let count = try run("sqlite3", shop.path("ledger.dutyfree"), "SELECT count(*) FROM item")
        #expect(count.output == "6000\n")
        #expect(try shop.dutyfree("verify", "--quiet").status == 0)
    }

    @Test func aBusyLedgerIsExitFive() throws {
        let shop = try Shop()
        try shop.write("in.csv", Shop.declarations(["A1"]))
        let holder = Process()
        let input = Pipe()
        holder.executableURL = URL(filePath: "/usr/bin/env")
        holder.arguments = ["sqlite3", shop.path("ledger.dutyfree")]
        holder.standardInput = input
        holder.standardOutput = FileHandle.nullDevice
        try holder.run()
        try input.fileHandleForWriting.write(contentsOf: Data("BEGIN IMMEDIATE;\n".utf8))
        usleep(300_000)
        let ran = try shop.dutyfree("record", "in.csv", "--wait", "1")
        #expect(ran.status == 5 && ran.errors.contains("error[ledger-busy]"), "\(ran.status) \(ran.errors)")
        try input.fileHandleForWriting.close()
        holder.waitUntilExit()
        #expect(try shop.dutyfree("record", "in.csv").status == 0)
    }

    private func entries(_ shop: Shop) throws -> Int {
        let lines = try shop.state().split(separator: "\n")
        return Int(lines[1]) ?? 0
    }
}
