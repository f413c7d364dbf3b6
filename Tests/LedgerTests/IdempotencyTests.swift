import DutyFree
import Foundation
import Ledger
import SQLiteStore
import Support
import Testing
import Wire

/// What was recorded once is not recorded again; what says otherwise under the same name is refused.
struct IdempotencyTests {
    @Test func theWholeTradeAgainWritesNothing() throws {
        let fixture = try LedgerFixture.traded()
        let store = try fixture.open()
        let size = try store.read { try $0.size() }
        let script = LedgerFixture.trade((0..<40).map(LedgerFixture.item))
        try fixture.commit(store) { recorder in
            for movement in script {
                let outcome = try recorder.record(Submission(movement))
                guard case .alreadyRecorded(let seq) = outcome else {
                    Issue.record(Comment(rawValue: "\(movement.type.rawValue) \(movement.items): \(outcome)"))
                    return
                }
                #expect(seq < size)
            }
        }
        #expect(try store.read { try $0.size() } == size)
    }

    /// Where the entry of one item would be too long, none of the movement's is written.
    @Test func aMovementIsWrittenWholeOrNotAtAll() throws {
        let fixture = try LedgerFixture()
        let store = try fixture.open()
        var refused = 0
        try fixture.commit(store) { recorder in
            for (index, length) in stride(from: 62_800, to: 65_600, by: 10).enumerated() {
                let items = ["A\(index)", "B\(index)-and-very-long"].map { ItemKey(trusted: "/01/\(LedgerFixture.gtin)/21/\($0)") }
                let before = recorder.size
                let outcome = try recorder.record(
                    Submission(
                        LedgerFixture.movement(
                            .declare, "W1", items, 10, [.declaration: "D-1"],
                            data: ["note": .string(String(repeating: "x", count: length)), "product": .string(LedgerFixture.gtin)])))
                switch outcome {
                case .recorded: #expect(recorder.size == before + 2)
                case .refused(let refusal):
                    #expect(refusal.code == .tooLarge && recorder.size == before)
                    refused += 1
                case .alreadyRecorded: Issue.record("\(outcome)")
                }
            }
        }
        #expect(refused > 0 && refused < 280)
        #expect(try fixture.verify().isSound)
    }

    /// A set with a new label is still the set: what is packed into it by that label moves with it.
    @Test func aSetIsPackedIntoByWhateverLabel() throws {
        let fixture = try LedgerFixture.traded()
        let store = try fixture.open()
        // Item 7 bears label 900 since it was relabelled, and stands where item 6 does.
        let (set, label, item) = (LedgerFixture.item(7), LedgerFixture.item(900), LedgerFixture.item(6))
        try fixture.commit(store) { recorder in
            let pack = LedgerFixture.movement(.pack, "S1", [item], 200, data: ["parent": .string(label.text)])
            try LedgerFixture.mustRecord(recorder, pack)
            guard case .alreadyRecorded = try recorder.record(Submission(pack)) else { throw BadFixture("packed twice") }
            try LedgerFixture.mustRecord(recorder, LedgerFixture.movement(.relocate, "S1", [label], 210, to: "S1/F1"))
            #expect(try recorder.item(item)?.location == LocationPath("S1/F1") && recorder.item(item)?.parent == set)
            try LedgerFixture.mustRecord(recorder, LedgerFixture.movement(.unpack, "S1", [item], 220, data: ["parent": .string(label.text)]))
        }
        #expect(try fixture.verify().isSound)
    }

    @Test func theSameEventWithOtherContentIsAConflict() throws {
        let fixture = try LedgerFixture.traded()
        let store = try fixture.open()
        var sale = try #require(LedgerFixture.trade((0..<40).map(LedgerFixture.item)).first { $0.type == .sale })
        sale.data["priceFen"] = 79_999
        try fixture.commit(store) { recorder in
            guard case .refused(let refusal) = try recorder.record(Submission(sale)) else {
                Issue.record("not refused")
                return
            }
            #expect(refusal.code == .eventConflict)
        }
    }

    @Test func theSameTwiceInOneBatchIsOnce() throws {
        let fixture = try LedgerFixture()
        let store = try fixture.open()
        let declaration = LedgerFixture.movement(
            .declare, "W1", [LedgerFixture.item(1)], 10, [.declaration: "D-1"], data: ["product": .string(LedgerFixture.gtin)])
        try fixture.commit(store) { recorder in
            guard case .recorded = try recorder.record(Submission(declaration)),
                case .alreadyRecorded = try recorder.record(Submission(declaration))
            else {
                Issue.record("not once")
                return
            }
        }
    }
}
