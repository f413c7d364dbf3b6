import Foundation
import Support
import Testing
import Wire

/// A running `dutyfree`, to be killed or kept waiting.
final class Running {
    let process = Process()
    private let out: String
    private let err: String
    let input = Pipe()

    init(_ shop: Shop, _ arguments: [String]) throws {
        let id = UUID().uuidString
        (out, err) = (shop.folder.path("out." + id), shop.folder.path("err." + id))
        for path in [out, err] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        process.executableURL = URL(filePath: Binary.path)
        process.arguments = arguments
        process.currentDirectoryURL = shop.folder.url
        process.environment = shop.environment
        process.standardInput = input
        process.standardOutput = FileHandle(forWritingAtPath: out)
        process.standardError = FileHandle(forWritingAtPath: err)
        try process.run()
    }

    var errors: String { (try? String(decoding: Data(contentsOf: URL(filePath: err)), as: UTF8.self)) ?? "" }
    var output: String { (try? String(decoding: Data(contentsOf: URL(filePath: out)), as: UTF8.self)) ?? "" }

    func end() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Waits until `isSo`, at most ten seconds.
    func wait(until isSo: () -> Bool) {
        for _ in 0..<1000 where process.isRunning && !isSo() { usleep(10_000) }
    }
}

@Suite(.serialized) struct KillTests {
    private static let kills = 26

    /// Some thousand rows; every hundredth has no offset and is refused where `spoilt`.
    private static func day(rows: Int, spoilt: Bool) -> String {
        Rows.header
            + (1...rows).map { row in
                Rows.declare("K\(row)", occurred: spoilt && row % 100 == 0 ? "2026-03-01T10:00:00" : "2026-03-01T10:00:00+08:00")
            }.joined()
    }

    /// SIGKILL at random moments: what was acknowledged is there, the ledger is sound, and the same file again records
    /// the rest and nothing twice: in the end the root is, to the bit, that of an undisturbed run.
    @Test(arguments: [true, false])
    func killedAtAnyMomentNothingIsLostAndNothingTwice(_ rowByRow: Bool) throws {
        let named = ProcessInfo.processInfo.environment["DUTYFREE_SEED"].flatMap { UInt64($0) }
        let seed = named ?? UInt64(Date().timeIntervalSince1970 * 1000)
        print("kills: seed \(seed) (DUTYFREE_SEED repeats it), \(rowByRow ? "row by row" : "whole")")
        var dice = SplitMix(seed: seed)
        let rows = rowByRow ? 8000 : 2000
        let text = KillTests.day(rows: rows, spoilt: rowByRow)

        let control = try Shop()
        let empty = try control.standing()
        try control.write("day.csv", text)
        let started = Date()
        let undisturbed = try control.dutyfree(["record", "day.csv", "--json"] + (rowByRow ? ["--rejects", "bad.csv"] : []))
        let runMicroseconds = Int(Date().timeIntervalSince(started) * 1_000_000)
        #expect(undisturbed.status == (rowByRow ? 1 : 0))
        let expected = try control.standing()
        let recorded = try JSON.object(undisturbed.output)["recorded"]
        #expect(recorded == .integer(Int64(rowByRow ? rows - rows / 100 : rows)))

        var kills = 0
        var partial = 0
        while kills < KillTests.kills {
            // A ledger lives until its file is in; then the next one begins.
            let shop = try Shop()
            try shop.write("day.csv", text)
            var least = empty.size
            var runs = 0
            while kills < KillTests.kills && runs < 6 {
                runs += 1
                let run = try Running(
                    shop, ["record", "day.csv", "--progress"] + (rowByRow ? ["--rejects", "bad\(runs).csv"] : []))
                usleep(UInt32(dice.below(runMicroseconds)))
                kill(run.process.processIdentifier, SIGKILL)
                let status = run.end()
                let wasKilled = run.process.terminationReason == .uncaughtSignal
                if wasKilled { kills += 1 } else { #expect(status == (rowByRow ? 1 : 0), "\(run.errors)") }
                // Promised rows count as promised, refused ones aside.
                let promised =
                    run.errors.split(separator: "\n").filter { $0.contains("acknowledged") }.last
                    .flatMap { Int64($0.filter(\.isNumber)) } ?? 0
                least = max(least, empty.size + promised - (rowByRow ? promised / 100 : 0))
                let standing = try shop.standing()
                #expect(standing.size >= least, "seed \(seed): \(promised) rows were acknowledged")
                least = standing.size
                if !rowByRow { #expect(standing == empty || standing == expected, "seed \(seed): all or nothing") }
                if standing.size > empty.size && standing.size < expected.size { partial += 1 }
                if !wasKilled { break }
            }
            let last = try shop.dutyfree(["record", "day.csv", "--json"] + (rowByRow ? ["--rejects", "rest.csv"] : []))
            #expect(last.status == (rowByRow ? 1 : 0), "seed \(seed): \(last.errors)")
            #expect(try shop.standing() == expected, "seed \(seed): the same as an undisturbed run")
            if rowByRow { #expect(try shop.read("rest.csv") == control.read("bad.csv"), "seed \(seed): all refused rows came back") }
        }
        print("kills: \(kills), of which \(partial) between two commits of one file")
    }

    /// What a scan session answered is in the file, however the process ends.
    @Test func anAcknowledgedScanSurvivesTheKill() throws {
        let shop = try Shop()
        try shop.write("a.csv", Rows.header + (0..<40).map { Rows.declare("S\($0)") }.joined())
        try shop.must("record", "a.csv")
        for round in 0..<5 {
            let codes = (0..<8).map { Rows.item("S\(round * 8 + $0)") }
            let run = try Running(shop, ["scan", "arrive", "--to", "W1", "--doc", "manifest=M-1", "--as", "W1", "--json"])
            try run.input.fileHandleForWriting.write(contentsOf: Data(codes.map { $0 + "\n" }.joined().utf8))
            run.wait { run.output.filter { $0 == "\n" }.count >= 4 }
            kill(run.process.processIdentifier, SIGKILL)
            _ = run.end()
            let answered = codes.filter { run.output.contains("\"\($0)\"") }
            #expect(answered.count >= 4, "\(run.output)\(run.errors)")
            for code in answered {
                #expect(try shop.dutyfree("trace", code, "--json").output.contains("\"type\":\"arrive\""), "round \(round): \(code) was acknowledged")
            }
        }
        _ = try shop.standing()
    }

    @Test func twoWritersWaitForEachOther() throws {
        let shop = try Shop()
        let before = try shop.standing()
        let files = ["a", "b", "c"]
        for name in files { try shop.write(name + ".csv", Rows.header + (0..<800).map { Rows.declare("\(name)\($0)") }.joined()) }
        let runs = try files.map { try Running(shop, ["record", $0 + ".csv", "--json", "--wait", "60"]) }
        for run in runs { #expect(run.end() == 0, "\(run.errors)") }
        #expect(try shop.standing().size == before.size + 3 * 801)
    }

    @Test func aWriterThatWaitsTooLongSaysBusy() throws {
        let shop = try Shop()
        try shop.write("a.csv", Rows.header + Rows.declare("A1"))
        let before = try shop.standing()
        // It reads a pipe inside its transaction: as long as the pipe is open, nobody else writes.
        let holder = try Running(shop, ["record", "-", "--format", "csv", "--json"])
        try holder.input.fileHandleForWriting.write(contentsOf: Data((Rows.header + Rows.declare("H1")).utf8))
        holder.wait { shop.isLocked }
        let started = Date()
        let ran = try shop.dutyfree("record", "a.csv", "--wait", "1", "--json")
        #expect(ran.status == 5)
        #expect(Date().timeIntervalSince(started) >= 0.9)
        #expect(try JSON.errors(ran).first?["code"]?.string == "ledger-busy")
        // Reading goes on meanwhile.
        #expect(try shop.standing() == before)
        try holder.input.fileHandleForWriting.close()
        #expect(holder.end() == 0, "\(holder.errors)")
        #expect(try shop.dutyfree("record", "a.csv").status == 0)
        #expect(try shop.standing().size == before.size + 3)
    }

    /// What a person is told to do next can be done: a file of refused rows that was begun is in the way of the same call.
    @Test func theCallThatGoesOnIsSaid() throws {
        let shop = try Shop()
        try shop.must("record", "declare", "/01/09521000200074/21/A0", "--as", "W1", "--set", "product=9521000200074", "--doc", "declaration=D-1")
        let run = try Running(shop, ["record", "-", "--format", "csv", "--rejects", "bad.csv", "--progress"])
        let row = Rows.declare("A0").replacing("D-1", with: "D-2")
        try run.input.fileHandleForWriting.write(contentsOf: Data((Rows.header + String(repeating: row, count: 5_000)).utf8))
        run.wait { (try? shop.read("bad.csv"))?.isEmpty == false }
        kill(run.process.processIdentifier, SIGINT)
        #expect(run.end() == 130 && run.errors.contains("with another name for --rejects"), "\(run.errors)")
        try? run.input.fileHandleForWriting.close()
    }

    /// A scanner at rest, or a pipe that says nothing: Ctrl-C and SIGTERM end it at once.
    @Test(arguments: [SIGINT, SIGTERM])
    func aCommandThatWaitsForInputEndsWhenAsked(_ signal: Int32) throws {
        let shop = try Shop()
        let before = try shop.standing()
        for arguments in [
            ["scan", "declare", "--as", "W1", "--set", "product=9521000200074", "--doc", "declaration=D-1"],
            ["record", "-", "--format", "csv"], ["record", "-", "--format", "csv", "--rejects", "bad.csv"],
        ] {
            let run = try Running(shop, arguments)
            if arguments[0] == "scan" {
                try run.input.fileHandleForWriting.write(contentsOf: Data("/01/09521000200074/21/G\(signal)\n".utf8))
                run.wait { run.output.contains("✓") }
            } else {
                try run.input.fileHandleForWriting.write(contentsOf: Data((Rows.header + Rows.declare("A1")).utf8))
                usleep(400_000)
            }
            kill(run.process.processIdentifier, signal)
            let started = Date()
            #expect(run.end() == 128 + signal, "\(arguments[0]): \(run.output)\(run.errors)")
            #expect(Date().timeIntervalSince(started) < 3)
            #expect(run.errors.contains("interrupted"))
            try? run.input.fileHandleForWriting.close()
        }
        // The scan was answered with ✓, so it is kept; of the files nothing was acknowledged.
        #expect(try shop.standing().size == before.size + 1)
    }
}

extension Shop {
    /// Whether a writer holds the ledger at this moment.
    var isLocked: Bool {
        (try? dutyfree("record", "declare", "/01/09521000200074/21/L1", "--as", "W1", "--dry-run", "--wait", "0"))?.status == 5
    }
}
