import Foundation
import Support
import Testing

/// The demo as a newcomer runs it, and its ledgers before an auditor's own verifier.
struct DemoLedgerTests {
    @Test func theDemoRunsAndItsLedgersStandBeforeAStranger() throws {
        let folder = try TemporaryFolder()
        let environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        let demo = try run([Binary.path, "demo", folder.path("demo"), "--json"], environment: environment)
        #expect(demo.status == 0, "\(demo.errors)")
        #expect(demo.output.contains("\"found\":true"), "\(demo.output)")
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/verify_ledger.py").path
        let ledgers = try FileManager.default.contentsOfDirectory(atPath: folder.path("demo")).filter { $0.hasSuffix(".dutyfree") }
        #expect(ledgers.count == 4, "\(ledgers)")
        for ledger in ledgers {
            let ran = try run("python3", script, folder.path("demo/\(ledger)"))
            #expect(ran.status == (ledger == "altered.dutyfree" ? 2 : 0), "\(ledger): \(ran.output)\(ran.errors)")
        }
    }
}
