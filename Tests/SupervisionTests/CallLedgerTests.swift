import DutyFree
import Foundation
import GS1
import Ledger
import SQLiteStore
import Supervision
import Support
import Testing
import Wire

/// Calls in a real ledger: recorded, verified, rebuilt.
struct CallLedgerTests {
    private static func data(_ to: [String], subject: JSONObject? = nil) -> JSONObject {
        var data: JSONObject = [
            "to": .array(to.map { .string($0) }), "text": "why", "due": .string(TradeLedger.day(101).formatted()),
            "escalateTo": .array(["approver", "customs"]),
            "quarantineBy": .string(TradeLedger.day(102).formatted()),
        ]
        data["subject"] = subject.map { .object($0) }
        return data
    }

    @Test func aCallIsAChainOfEntriesThatTheVerifierFollows() throws {
        let ledger = try TradeLedger()
        var first: UInt64?
        try ledger.commit(at: TradeLedger.day(100)) { recorder in
            let (session, seq) = try recorder.openCall("Q-1", .query, by: PartyCode("K1"), data: Self.data(["S1"]))
            first = seq
            #expect(session.status == .open)
            // The same again is the same call; other words under its name are not.
            #expect(try recorder.openCall("Q-1", .query, by: PartyCode("K1"), data: Self.data(["S1"])).seq == nil)
            #expect(throws: Refusal.self) { _ = try recorder.openCall("Q-1", .query, by: PartyCode("K1"), data: Self.data(["W1"])) }
            for (by, to, code) in [("S1", "S1", ReasonCode.notAuthorised), ("K1", "S9", .unknownParty), ("K9", "S1", .unknownParty)] {
                do {
                    _ = try recorder.openCall("Q-2", .query, by: PartyCode(by), data: Self.data([to]))
                    Issue.record("opened by \(by) to \(to)")
                } catch { #expect((error as? Refusal)?.code == code) }
            }
        }
        try ledger.commit(at: TradeLedger.day(101)) { recorder in
            let once = try recorder.call("Q-1", .answer, by: PartyCode("S1"), data: ["text": "here"], mark: "1").seq
            let twice = try recorder.call("Q-1", .answer, by: PartyCode("S1"), data: ["text": "here"], mark: "1").seq
            #expect(once != nil && twice == nil)
            #expect(throws: Refusal.self) { _ = try recorder.call("Q-1", .answer, by: PartyCode("B1"), data: ["text": "here"], mark: "2") }
            #expect(throws: Refusal.self) { _ = try recorder.call("Q-9", .answer, by: PartyCode("S1"), data: ["text": "here"], mark: "3") }
        }
        #expect(try ledger.verify().isSound)
        try ledger.sql("UPDATE master SET data = replace(data, '\"answered\"', '\"accepted\"') WHERE kind = 'call'")
        #expect(try ledger.verify().findings.contains { $0.facts["table"] == "call" })
        #expect(try Projections.rebuild(SQLiteLedger(opening: ledger.path, .readWrite), dryRun: false).differences == 1)
        #expect(try ledger.verify().isSound)
        #expect(first != nil)
    }

    /// Every item of a lot, a product, a declaration: where it is and who holds it.
    @Test func aRecallNamesEveryItem() throws {
        let ledger = try TradeLedger()
        let items = (0..<9).map { TradeLedger.item($0) }
        try ledger.enter(items, declaration: "D-1", on: 3)
        try ledger.toStore(Array(items[0..<6]), on: 5)
        try ledger.record(TradeLedger.sale(items[0], on: 10), TradeLedger.sale(items[1], on: 10))
        try ledger.record(
            TradeLedger.movement(.deliver, "P1", [items[0]], TradeLedger.day(11), to: "P1", [.delivery: "L"]),
            TradeLedger.movement(.loss, "S1", [items[2]], TradeLedger.day(12), [.report: "X"], data: ["cause": "theft"]),
            TradeLedger.movement(.dispatch, "W1", [items[6]], TradeLedger.day(12), to: "S1", [.transfer: "T2"]),
            TradeLedger.movement(
                .declare, "W1", [TradeLedger.item(20)], TradeLedger.day(12), [.declaration: "D-2"],
                data: ["product": .string(TradeLedger.gtins[2]), "lot": "L7"]))
        func recalled(_ subject: RecallSubject) throws -> [String] {
            try ledger.store.read { try Recall.items($0, subject) }.map { item in
                let holder = if case .party(let party) = item.holder { party.text } else { "\(item.holder)" }
                return "\(item.item.text.suffix(4)) \(holder)"
            }
        }
        #expect(
            try recalled(.declaration("D-1")) == [
                "1000 P1", "1001 S1", "1002 nobody", "1003 S1", "1004 S1", "1005 S1", "1006 S1", "1007 W1", "1008 W1",
            ])
        #expect(try recalled(.product(try #require(GTIN(digits14: TradeLedger.gtins[1])))) == ["1001 S1", "1004 S1", "1007 W1"])
        #expect(try recalled(.lot("L7")) == ["1020 nobody"], "declared and not here yet")
        #expect(try recalled(.items([items[8]])) == ["1008 W1"])
        #expect(throws: Refusal.self) { try recalled(.items([TradeLedger.item(99)])) }
        for subject in [RecallSubject.lot("L7"), .declaration("D"), .items(items), .product(try GTIN(TradeLedger.gtins[0]))] {
            #expect(RecallSubject(data: subject.data) == subject)
        }
    }

    /// The same entries give the same notices; each concerns whom it should.
    @Test func noticesFollowFromTheEntries() throws {
        let ledger = try TradeLedger()
        try ledger.commit(at: TradeLedger.day(100)) { recorder in
            _ = try recorder.openCall("Q-1", .query, by: PartyCode("K1"), data: Self.data(["S1"]))
            _ = try recorder.openCall("A-1", .alarm, by: PartyCode("G1"), data: Self.data(["W1"]))
            _ = try recorder.call("Q-1", .answer, by: PartyCode("S1"), data: ["text": "here"], mark: "1")
        }
        try ledger.commit(at: TradeLedger.day(103)) { recorder in _ = try recorder.call("A-1", .escalate, by: PartyCode("G1"), data: [:], mark: "0") }
        func notices(_ code: String?, from first: UInt64 = 0) throws -> [String] {
            try ledger.store.read { reader in
                let party = try code.flatMap { try reader.master(.party, $0) }.map { try Party(code: PartyCode($0.name), data: $0.data) }
                var ids: [String] = []
                let next = try Outbox.messages(reader, from: first, for: party) { message in
                    ids.append(message.id)
                    let object = try #require(try JSONParser.parse(message.body).object)
                    #expect(object["seq"]?.integer == Int64(message.seq) && object["to"] != nil || object["data"]?.object?["to"] != nil)
                    return true
                }
                #expect(try next == reader.size())
                return ids
            }
        }
        let all = try notices(nil)
        #expect(all.count == 4 && Set(all).count == 4)
        #expect(try notices(nil) == all)
        #expect(try notices("K1").count == 4, "customs hear everything")
        #expect(try notices("S1").count == 2 && notices("W1").count == 2 && notices("G1").count == 2)
        #expect(try notices("V1").count == 1, "to whom it went up")
        #expect(try notices("P1").isEmpty)
        let size = try ledger.store.read { try $0.size() }
        #expect(try notices(nil, from: size - 1) == [all[3]])
    }
}
