import DutyFree
import Foundation
import GS1
import Ledger
import SQLiteStore
import Supervision
import Support
import Testing
import Wire

struct AccountTests {
    private func account(_ ledger: TradeLedger, _ period: String, by grouping: AccountGrouping = .category, asOf size: UInt64? = nil) throws -> Account {
        let period = try #require(AccountPeriod(period))
        return try ledger.store.read { try AccountBook.account($0, period: period, by: grouping, asOf: size) }
    }

    private func figures(_ line: AccountLine) -> [Int64] { [line.opening.items, line.entering.items, line.leaving.items, line.closing.items] }

    /// Three months of a small trade, line by line.
    @Test func aMonthOpensWhereTheOneBeforeClosed() throws {
        let ledger = try TradeLedger()
        let items = (0..<6).map { TradeLedger.item($0) }
        try ledger.enter(items, declaration: "D-1", on: 3)
        try ledger.toStore(items, on: 20)
        try ledger.record(TradeLedger.sale(items[0], on: 25), TradeLedger.sale(items[2], on: 40))
        try ledger.record(
            TradeLedger.movement(.return, "S1", [items[2]], TradeLedger.day(65), to: "S1/F1", [.refund: "F"], person: "p:1", data: ["reason": "colour"]),
            TradeLedger.movement(.loss, "S1", [items[1]], TradeLedger.day(70), [.report: "X"], data: ["cause": "theft"]))
        let (january, february, march) = (try account(ledger, "2026-01"), try account(ledger, "2026-02"), try account(ledger, "2026-03"))
        #expect(figures(january.total) == [0, 6, 1, 5])
        #expect(figures(february.total) == [5, 0, 1, 4])
        #expect(figures(march.total) == [4, 1, 1, 4])
        #expect(january.holds && february.holds && march.holds)
        #expect(march.total.entered[.return]?.items == 1 && march.total.left[.loss]?.items == 1)
        #expect(march.total.standings.filter { $0.value.items != 0 }.mapValues(\.items) == [.onHand: 4, .sold: 1, .lost: 1])
        #expect(february.total.standings[.sold]?.items == 2, "what came later is not in February's closing")
        #expect(try account(ledger, "2026-01..2026-03").total.opening.items == 0)
        // 2 of each product came; a cosmetic was sold and one lost.
        #expect(march.lines.map(\.name) == ["cosmetics", "liquor"])
        #expect(march.lines.map(\.closing.items) == [2, 2])
        #expect(march.total.closing.valueFen == 10_000 + 20_000 + 2 * 30_000)
        #expect(march.total.closing.dutyFen == 2_000 + 4_000 + 2 * 6_000)
        #expect(try account(ledger, "2026-03", by: .product).lines.count == 3)
        #expect(try account(ledger, "2026-03", by: .declaration).lines.map(\.name) == ["D-1"])
        #expect(try ledger.verify().isSound)
    }

    /// The rule: a movement counts on the day it occurred, corrected as corrected, taken back not at all, whenever that was
    /// recorded. What the account said before is still there for who asks as of then.
    @Test func whatIsRecordedLaterLandsWhereItHappened() throws {
        let ledger = try TradeLedger()
        let items = (0..<3).map { TradeLedger.item($0) }
        try ledger.enter(items, declaration: "D-1", on: 3)
        try ledger.toStore(items, on: 4)
        let sales = try ledger.record(TradeLedger.sale(items[0], on: 30), TradeLedger.sale(items[1], on: 33))
        let before = try ledger.store.read { try $0.size() }
        #expect(figures(try account(ledger, "2026-01").total) == [0, 3, 1, 2])

        // It occurred a day later than was written: in February. And the other never happened.
        try ledger.record(
            TradeLedger.movement(
                .correct, "S1", [], TradeLedger.day(50), reference: sales[0],
                data: ["reason": "typo", "set": .object(["occurred": .string(TradeLedger.day(31).formatted())])]),
            TradeLedger.movement(.void, "S1", [], TradeLedger.day(51), reference: sales[1], data: ["reason": "mistake"]))
        #expect(figures(try account(ledger, "2026-01").total) == [0, 3, 0, 3])
        #expect(figures(try account(ledger, "2026-02").total) == [3, 0, 1, 2])
        // Recorded in the end, occurred in January.
        try ledger.record(TradeLedger.sale(items[2], on: 20))
        #expect(figures(try account(ledger, "2026-01").total) == [0, 3, 1, 2])
        #expect(try account(ledger, "2026-01").holds && account(ledger, "2026-02").holds)
        let then = try account(ledger, "2026-01", asOf: before)
        #expect(figures(then.total) == [0, 3, 1, 2] && then.holds)

        // A declaration's number set right moves everything that it brought.
        let chain = try ledger.store.read { try $0.chain(of: items[0]) }
        try ledger.record(
            TradeLedger.movement(
                .correct, "W1", [], TradeLedger.day(60), reference: chain[0].entry.seq,
                data: ["reason": "typo", "set": .object(["docs": .object(["declaration": "D-2"])])]))
        let byDeclaration = try account(ledger, "2026-02", by: .declaration)
        #expect(byDeclaration.lines.map(\.name) == ["D-1", "D-2"] && byDeclaration.holds)
        #expect(byDeclaration.lines.map { figures($0) } == [[1, 0, 0, 1], [1, 0, 1, 0]])
        #expect(try ledger.verify().isSound)
    }

    /// Somebody who writes into the file cannot make it close.
    @Test func itDoesNotCloseOverAlteredFigures() throws {
        let ledger = try TradeLedger()
        try ledger.enter([TradeLedger.item(0), TradeLedger.item(1)], declaration: "D-1", on: 3)
        #expect(try account(ledger, "2026-01").holds)
        for change in ["UPDATE flow SET items = items + 1 WHERE type = 'enter'", "UPDATE flow SET day = day + 40, items = items WHERE type = 'enter'"] {
            try ledger.sql(change)
            let report = try ledger.verify()
            #expect(report.findings.contains { $0.facts["table"] == "flow" }, "\(change)")
        }
        #expect(try !account(ledger, "2026-01").holds)
        let result = try Projections.rebuild(SQLiteLedger(opening: ledger.path, .readWrite), dryRun: false)
        #expect(result.differences > 0)
        #expect(try account(ledger, "2026-01").holds && ledger.verify().isSound)
    }

    @Test func aTransferThatOneLedgerAloneHasIsShown() throws {
        let (own, other) = (try TradeLedger(), try TradeLedger())
        let items = (0..<3).map { TradeLedger.item($0) }
        try own.enter(items, declaration: "D-1", on: 3)
        try own.record(
            TradeLedger.movement(.dispatch, "W1", items, TradeLedger.day(5), to: "O2", [.transfer: "X-1", .approval: "A-1"]),
            TradeLedger.movement(.handOver, "W1", items, TradeLedger.day(6), to: "O2", [.transfer: "X-1", .approval: "A-1"]))
        let stray = TradeLedger.item(7)
        for item in [items[0], items[1], stray] {
            try other.record(
                TradeLedger.movement(
                    .takeOver, "W1", [item], TradeLedger.day(7), to: "W1/A", [.transfer: "X-1", .approval: "A-1", .proof: "P-1"],
                    data: ["product": .string(item.gtin?.digits14 ?? "")]))
        }
        let month = try #require(AccountPeriod("2026-01"))
        func open(_ ledger: TradeLedger, with other: TradeLedger, _ period: AccountPeriod) throws -> [String] {
            try ledger.store.read { own in
                try other.store.read { try AccountTransfers.open(own, with: [$0], until: period) }
            }.map { "\($0.item.text) \($0.isOut)" }
        }
        #expect(try open(own, with: other, month) == ["\(items[2].text) true"])
        #expect(try open(other, with: own, month) == ["\(stray.text) false"])
        #expect(try open(own, with: other, try #require(AccountPeriod("2026-01-05"))) == [], "not handed over yet")
        let account = try account(other, "2026-01", by: .declaration)
        #expect(account.lines.map(\.name) == [""] && account.holds && account.total.entered[.takeOver]?.items == 3)
        #expect(try self.account(own, "2026-01").total.left[.handOver]?.items == 3)
    }

    /// A file of a version that kept no account: read-only it is derived from the entries; opened for writing it is made.
    @Test func anOlderFileGetsItsAccount() throws {
        let ledger = try TradeLedger()
        try ledger.enter([TradeLedger.item(0), TradeLedger.item(1)], declaration: "D-1", on: 3)
        try ledger.sql("DROP TABLE flow; ALTER TABLE item DROP COLUMN declaration; PRAGMA user_version = 2")
        let old = try SQLiteLedger(opening: ledger.path, .readOnly)
        let month = try #require(AccountPeriod("2026-01"))
        let before = try old.read { try AccountBook.account($0, period: month, by: .declaration) }
        #expect(before.holds && before.lines.map(\.name) == ["D-1"])
        #expect(try Verification.run([old], level: 4, key: ledger.signer.verifierKey) { _ in }.isSound)
        let now = try SQLiteLedger(opening: ledger.path, .readWrite)
        #expect(try now.read { try $0.lacksFlows() })
        _ = try Projections.rebuild(now, dryRun: false)
        #expect(try !now.read { try $0.lacksFlows() })
        let after = try now.read { try AccountBook.account($0, period: month, by: .declaration) }
        #expect(after.holds && after.lines.map(\.name) == ["D-1"])
    }
}
