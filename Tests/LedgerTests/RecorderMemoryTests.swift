import DutyFree
import SQLiteStore
import Support
import Testing
import Wire

@testable import Ledger

/// What one run holds in memory does not grow with its input, whatever becomes of the rows: measured with 1 GB of them, here with a few.
struct RecorderMemoryTests {
    private func each(of count: Int, _ body: (Recorder, Int) throws -> Void) throws {
        let fixture = try LedgerFixture()
        try fixture.open().write { writer in
            let recorder = try Recorder(writer, signer: fixture.signer, rememberedMax: 100) { LedgerFixture.later(90_000) }
            for index in 0..<count { try body(recorder, index) }
        }
    }

    @Test func whatIsRefusedIsForgotten() throws {
        try each(of: 1_000) { recorder, index in
            let movement = LedgerFixture.movement(.receive, "W1", [LedgerFixture.item(index)], 20, to: "W1", [.transfer: "T-1"])
            guard case .refused(let refusal) = try recorder.record(Submission(movement)) else { throw BadFixture("taken: \(index)") }
            #expect(refusal.code == .unknownItem && recorder.view.remembered <= 102, "\(index): \(recorder.view.remembered)")
        }
    }

    @Test func whatIsRecordedAlreadyIsForgotten() throws {
        let fixture = try LedgerFixture()
        let store = try fixture.open()
        let movements = (0..<500).map {
            LedgerFixture.movement(.declare, "W1", [LedgerFixture.item($0)], 10, [.declaration: "D-1"], data: ["product": .string(LedgerFixture.gtin)])
        }
        try fixture.commit(store) { recorder in for movement in movements { try LedgerFixture.mustRecord(recorder, movement) } }
        try store.write { writer in
            let recorder = try Recorder(writer, signer: fixture.signer, rememberedMax: 100) { LedgerFixture.later(90_000) }
            for movement in movements {
                guard case .alreadyRecorded = try recorder.record(Submission(movement)) else { throw BadFixture("\(movement)") }
                #expect(recorder.view.remembered <= 102)
            }
        }
    }

    /// Events that are kept name no item: they go to the store all the same.
    @Test func whatIsKeptIsHandedOver() throws {
        let text = String(repeating: "k", count: 24_000)
        try each(of: 200) { recorder, index in
            _ = try recorder.record(document: "epcis", event: "epcis:\(index)", data: ["foreign": .string(text)], by: nil)
            #expect(recorder.view.pendingBytes < 1 << 20 + 1 << 15, "\(index): \(recorder.view.pendingBytes)")
            #expect(recorder.view.pendingItems <= 102 && recorder.view.remembered <= 102, "\(index): \(recorder.view.pendingItems)")
        }
    }

    /// A file of products is one commit, and what it says is known behind a hand-over as before it.
    @Test func productsAreHandedOver() throws {
        let text = JSONValue.string(String(repeating: "k", count: 24_000))
        try each(of: 200) { recorder, index in
            let known = try recorder.record(.product, name: "\(index)", data: ["name": text], by: nil)
            #expect(try known != nil && recorder.record(.product, name: "\(index)", data: ["name": text], by: nil) == nil)
            #expect(recorder.view.pendingBytes < 1 << 20 + 1 << 15, "\(index): \(recorder.view.pendingBytes)")
        }
    }
}
