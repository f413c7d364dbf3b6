import DutyFree
import Foundation
import GS1
import Ledger
import SQLiteStore
import Supervision
import Support
import Testing
import Wire

/// Alerts in a real ledger: raised, handled, verified, rebuilt; and what refused movements tell.
struct RiskLedgerTests {
    private static func run(_ ledger: TradeLedger, at day: Int) throws -> [AlertSession] {
        let scan = RiskScan()
        var found: [RiskAlert] = []
        try ledger.store.read { reader in
            scan.watch { found.append($0) }
            try scan.read(reader, now: TradeLedger.day(day))
        }
        var raised: [AlertSession] = []
        try ledger.commit(at: TradeLedger.day(day)) { recorder in
            raised = try found.compactMap { try recorder.raise($0) }
        }
        return raised
    }

    @Test func anAlertIsRaisedOnceAndHasATrail() throws {
        let ledger = try TradeLedger()
        let items = (0..<3).map { TradeLedger.item($0) }
        try ledger.enter(items, declaration: "D-1", on: 3)
        try ledger.record(TradeLedger.movement(.dispatch, "W1", items, TradeLedger.day(5), to: "S1", [.transfer: "T"]))
        #expect(try Self.run(ledger, at: 6).isEmpty)
        let raised = try Self.run(ledger, at: 8)
        #expect(raised.map(\.alert.rule) == [.inTransitTooLong] && raised.first?.alert.itemCount == 3)
        #expect(try Self.run(ledger, at: 9).isEmpty, "the same again is the same alert")
        let seq = try #require(raised.first?.seq)
        try ledger.commit { recorder in
            func step(_ step: AlertStep, _ by: String, _ data: JSONObject) throws -> AlertSession.Status {
                try recorder.alert(seq, step, by: PartyCode(by), data: data, mark: step.rawValue + by).session.status
            }
            func refused(_ kind: AlertStep, _ by: String, _ data: JSONObject) -> ReasonCode? {
                // Answers the code alone.
                do { _ = try step(kind, by, data) } catch { return (error as? Refusal)?.code }
                return nil
            }
            #expect(refused(.assess, "B1", ["text": "looked"]) == .notAuthorised && refused(.assess, "Z9", ["text": "looked"]) == .unknownParty)
            #expect(refused(.assess, "S1", [:]) == .missingField && refused(.assess, "V1", ["text": "x", "score": 101]) == .missingField)
            // Whom it is about may say something, and neither settle it nor make little of it.
            #expect(refused(.assess, "S1", ["text": "nothing", "score": 0]) == .notAuthorised && refused(.act, "S1", ["text": "done"]) == .notAuthorised)
            #expect(try step(.assess, "S1", ["text": "the van is late"]) == .assessed)
            #expect(try step(.assess, "V1", ["text": "so it is", "score": 10]) == .assessed)
            #expect(refused(.dismiss, "S1", ["reason": "nothing"]) == .notAuthorised)
            #expect(refused(.act, "K1", ["text": "asked", "call": "Q-9"]) == .unknownCall)
            #expect(try step(.dismiss, "V1", ["reason": "road closed"]) == .dismissed)
            #expect(refused(.act, "K1", ["text": "x"]) == .alertNotAllowed && refused(.dismiss, "K1", ["reason": "x"]) == .alertNotAllowed)
            #expect(try step(.assess, "K1", ["text": "once more"]) == .assessed)
            #expect(try step(.act, "K1", ["text": "goods frozen"]) == .acted && refused(.dismiss, "K1", ["reason": "y"]) == .alertNotAllowed)
            do { _ = try recorder.alert(1, .assess, by: PartyCode("K1"), data: ["text": "x"], mark: "") } catch {
                #expect((error as? Refusal)?.code == .unknownAlert)
            }
            let again = try recorder.alert(seq, .act, by: PartyCode("K1"), data: ["text": "goods frozen"], mark: "actK1").seq
            #expect(again == nil)
        }
        let session = try #require(try ledger.store.read { try $0.alerts() }.first)
        #expect(session.steps.map(\.step) == [.assess, .assess, .dismiss, .assess, .act] && session.score == 10)
        #expect(try ledger.verify().isSound)
        try ledger.sql("UPDATE master SET data = replace(data, '\"acted\"', '\"dismissed\"') WHERE kind = 'alert'")
        #expect(try ledger.verify().findings.contains { $0.facts["table"] == "alert" })
        #expect(try Projections.rebuild(SQLiteLedger(opening: ledger.path, .readWrite), dryRun: false).differences == 1)
        #expect(try ledger.verify().isSound)
    }

    /// What a refusal tells: the alert, or none.
    @Test func attemptsAreTold() throws {
        let ledger = try TradeLedger()
        let items = (0..<5).map { TradeLedger.item($0) }
        try ledger.enter(items, declaration: "D-1", on: 3)
        try ledger.toStore(Array(items[0..<4]), on: 5)
        try ledger.record(
            TradeLedger.sale(items[0], on: 10), TradeLedger.sale(items[1], on: 10, person: "p:2", trip: "T2"),
            TradeLedger.movement(.deliver, "P1", [items[0]], TradeLedger.day(11), to: "P1", [.delivery: "D"]),
            TradeLedger.movement(.pickup, "P1", [items[0]], TradeLedger.day(12), [.voucher: "V"], person: "p:1", data: ["trip": "T1"]))
        func gate(_ item: ItemKey, _ person: String, _ trip: String, on day: Int = 13) -> Movement {
            TradeLedger.movement(.depart, "G1", [item], TradeLedger.day(day), [.departure: "F"], person: person, data: ["trip": .string(trip)])
        }
        let rows: [(String, Movement, RiskRule?)] = [
            ("sold once more", TradeLedger.sale(items[0], on: 13, person: "p:3", trip: "T3"), .soldTwice),
            ("sold, not yet in a store", TradeLedger.sale(items[4], on: 13), nil),
            ("another's goods at the gate", gate(items[0], "p:2", "T2"), .gateMismatch),
            ("unsold goods at the gate", gate(items[2], "p:1", "T1"), .departedUnsold),
            ("paid for and not collected", gate(items[1], "p:2", "T2"), nil),
            ("moved without need", TradeLedger.movement(.relocate, "S1", [items[0]], TradeLedger.day(13), to: "S1/F1"), nil),
        ]
        for (name, movement, rule) in rows {
            var made: [RiskAttempt.Made] = []
            try ledger.commit { recorder in
                guard case .refused = try recorder.record(Submission(movement)) else { throw BadFixture("\(name): recorded") }
                made = recorder.attempts
            }
            #expect(made.map(\.alert.rule) == (rule.map { [$0] } ?? []), "\(name)")
            let size = try ledger.store.read { try $0.size() }
            // However often it is tried, it is said once.
            for attempt in made { try ledger.commit { _ = try $0.raise(attempt.alert, by: attempt.by) } }
            for attempt in made { try ledger.commit { _ = try $0.raise(attempt.alert, by: attempt.by) } }
            #expect(try ledger.store.read { try $0.size() } == size + UInt64(made.count), "\(name)")
        }
        try ledger.record(gate(items[0], "p:1", "T1"))
        try ledger.commit { recorder in
            for movement in [
                TradeLedger.movement(.receive, "S1", [items[0]], TradeLedger.day(20), to: "S1/F1", [.transfer: "T"]), gate(items[0], "p:1", "T1", on: 20),
            ] {
                _ = try recorder.record(Submission(movement))
            }
            #expect(recorder.attempts.map(\.alert.rule) == [.seenAfterDeparture], "its own buyer coming through the gate again is none")
        }
        #expect(try ledger.verify().isSound)
    }

    /// What an attacker did: an id that is the ledger's own, on a movement of no importance, would have silenced an alert, a call, a count.
    @Test func nobodyTakesTheNamesOfTheLedger() throws {
        let ledger = try TradeLedger()
        let items = [TradeLedger.item(0)]
        try ledger.enter(items, declaration: "D-1", on: 3)
        for event in ["alert:sold-twice:\(items[0].text):9", "call:Q-1:open", "count:C-1:cancel", "epcis:urn:x", "file:aa", "sha256:00"] {
            var movement = TradeLedger.movement(.relocate, "W1", items, TradeLedger.day(4), to: "W1")
            movement.event = event
            try ledger.commit { recorder in
                guard case .refused(let refusal) = try recorder.record(Submission(movement)) else { throw BadFixture(event) }
                #expect(refusal.code == .eventConflict, "\(event)")
            }
        }
    }

    /// An attempt is said once a day for each who makes it; the buyer's own is none.
    @Test func attemptsOfOthersAndOnOtherDaysAreOthers() throws {
        let ledger = try TradeLedger()
        let item = TradeLedger.item(0)
        try ledger.enter([item], declaration: "D-1", on: 3)
        try ledger.toStore([item], on: 5)
        try ledger.record(TradeLedger.sale(item, on: 10))
        var events: Set<String> = []
        for (day, person) in [(11, "p:2"), (11, "p:3"), (12, "p:2"), (12, "p:1")] {
            try ledger.commit { recorder in
                _ = try recorder.record(Submission(TradeLedger.sale(item, on: day, person: person, trip: "T-\(person)")))
                events.formUnion(recorder.attempts.map(\.alert.event))
                #expect(recorder.attempts.count == (person == "p:1" ? 0 : 1), "\(day) \(person)")
            }
        }
        #expect(events.count == 2)
    }

    /// Alerts that a recorder would not have written are found: without evidence before it, of a step that may not be.
    @Test func madeUpAlertsAreFound() throws {
        let ledger = try TradeLedger()
        let alert = RiskAlert(.soldTwice, "x", value: 1, threshold: 1, at: TradeLedger.day(3), items: [ItemKey](), evidence: [UInt64(2)])
        #expect(alert.through == 2 && RiskAlert(data: alert.data) == alert)
        try ledger.commit { recorder in
            let later = RiskAlert(.soldTwice, "y", value: 1, threshold: 1, at: TradeLedger.day(3), items: [ItemKey](), evidence: [UInt64(99_999)])
            let (none, one) = (try recorder.raise(later), try recorder.raise(alert))
            #expect(none == nil && one?.seq != nil)
        }
        let changes: [JSONObject] = [
            ["rule": "no-rule"], ["evidence": .array([3, 2])], ["evidence": .array([])], ["score": 101], ["subject": ""], ["itemCount": -1],
        ]
        for change in changes {
            var data = alert.data
            for member in change.members { data[member.name] = member.value }
            #expect(RiskAlert(data: data) == nil, "\(change.members.map(\.name))")
        }
        #expect(try ledger.verify().isSound)
    }

    @Test func backtestSaysWhatWouldBeOtherwise() throws {
        let ledger = try TradeLedger()
        let items = (0..<2).map { TradeLedger.item($0) }
        try ledger.enter(items, declaration: "D-1", on: 3)
        try ledger.record(
            TradeLedger.movement(.dispatch, "W1", [items[0]], TradeLedger.day(5), to: "S1", [.transfer: "T-1"]),
            TradeLedger.movement(.receive, "S1", [items[0]], TradeLedger.day(8), to: "S1/F1", [.transfer: "T-1"]),
            TradeLedger.movement(.dispatch, "W1", [items[1]], TradeLedger.day(9), to: "S1", [.transfer: "T-2"]),
            TradeLedger.movement(.receive, "S1", [items[1]], TradeLedger.day(10, hour: 12), to: "S1/F1", [.transfer: "T-2"]))
        #expect(try Self.run(ledger, at: 20).count == 1)
        func test(_ hours: Int64, since: Int? = nil) throws -> RiskBacktest.Figures? {
            let change = try #require(RiskPolicies.Change(.inTransitTooLong, "hours", hours))
            return try ledger.store.read { try RiskBacktest.run([change], since: since.map { TradeLedger.day($0) }, $0, now: TradeLedger.day(20)) }.byRule[
                .inTransitTooLong]
        }
        let stricter = try #require(try test(12))
        #expect(stricter.before == 1 && stricter.after == 2 && stricter.new.map(\.subject) == ["transfer T-2"] && stricter.gone.isEmpty)
        let milder = try #require(try test(200))
        #expect(milder.before == 1 && milder.after == 0 && milder.goneAs == [.open: 1])
        #expect(try test(12, since: 9)?.before == 0)
    }
}
