import Cryptography
import DutyFree
import EPCIS
import Foundation
import Ledger
import SQLiteStore
import Support
import Testing
import TransparencyLog
import Wire

@testable import Interop

/// Refused rows are held until what stood among them is durable: long ones, for a commit of a few only.
struct RefusedRowsTests {
    private final class Silent: EventObserver {
        var commits = 0
        func progressed(rows: Int, bytes: Int) {}
        func refused(line: Int?, _ fault: RowFault) {}
        func acknowledged(_ summary: RecordSummary) { commits += 1 }
        var wantsAcknowledgement: Bool { false }
        func message(_ fault: RowFault) -> String { fault.code }
        func noted(_ finding: EventFinding, line: Int?) {}
    }

    private static let long = String(repeating: "n", count: 1_000_000)

    /// Twenty refused rows of a megabyte, as `record` and as `epcis import` have them.
    @Test(arguments: [true, false])
    func longRowsAreHandedOutSoon(_ areEvents: Bool) throws {
        let folder = try TemporaryFolder()
        let signer = try LogSigner(origin: "test.example/ledger", key: SigningKey.generate())
        let now = try Timestamp("2026-03-02T03:00:00Z")
        let store = try SQLiteLedger.create(at: folder.path("l.dutyfree"))
        _ = try Recorder.begin(store, genesis: Genesis(enterprise: "Test", origin: signer.origin, publicKey: signer.verifierKey.text), signer: signer, at: now)
        let row = areEvents ? #"{"@context":"\#(DocumentContext.address)","type":"ObjectEvent","x:a":"\#(Self.long)"}"# : #"{"type":"sale","note":"\#(Self.long)"}"#
        let path = folder.path("rows.jsonl")
        try Data(Array(repeating: row + "\n", count: 20).joined().utf8).write(to: URL(filePath: path))
        let observer = Silent()
        var sizes: [Int] = []
        let summary: RecordSummary
        if areEvents {
            let recorder = EventFileRecorder(
                EventInput(path: path, mapping: EventMapping(), by: nil, lateReason: nil), store: store, signer: signer, clock: { now })
            summary = try recorder.recordOneByOne(dryRun: false, observer: observer) { sizes.append($0.count) }
        } else {
            let input = MovementInput(path: path, format: .jsonl, defaults: RowDefaults())
            summary = try FileRecorder(input, store: store, signer: signer, clock: { now }).recordRowByRow(dryRun: false, observer: observer) {
                sizes.append($0.count)
            }
        }
        #expect(summary.refused == 20 && sizes.reduce(0, +) > 20_000_000, "\(summary)")
        #expect((sizes.max() ?? 0) < 12 << 20 && observer.commits > 2, "\(sizes)")
    }
}
