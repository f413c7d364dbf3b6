import DutyFree
import Foundation
import GS1
import Ledger
import SQLiteStore
import StockCount
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

    /// Lost and found, lost and settled, damaged and destroyed, damaged and lost: each month says what was still at stake.
    @Test func lossesStandAgainstTheDutyOnThem() throws {
        let ledger = try TradeLedger()
        let items = (0..<7).map { TradeLedger.item($0) }
        try ledger.enter(items, declaration: "D-1", on: 3)
        try ledger.toStore(Array(items[..<6]), on: 4)
        func loss(_ index: Int, _ type: MovementType, _ day: Int, _ number: String) -> Movement {
            TradeLedger.movement(type, index == 6 ? "W1" : "S1", [items[index]], TradeLedger.day(day), [.report: number], data: ["cause": "test"])
        }
        // January: 0 lost for good, 1 lost and found in February, 2 damaged and destroyed in February, 3 damaged and lost in
        // March, 4 lost and taken back, 6 damaged in the warehouse and tax paid on it at once.
        try ledger.record(
            loss(0, .loss, 10, "L-0"), loss(1, .loss, 11, "L-1"), loss(2, .damage, 12, "L-2"), loss(3, .damage, 13, "L-3"), loss(6, .damage, 14, "L-6"),
            TradeLedger.movement(.clear, "W1", [items[6]], TradeLedger.day(15), [.taxbill: "B-6"], data: ["taxFen": 1_500]))
        let mistake = try ledger.record(loss(4, .loss, 16, "L-4"))
        try ledger.record(TradeLedger.movement(.void, "S1", [], TradeLedger.day(17), reference: mistake[0], data: ["reason": "mistake"]))
        let before = try ledger.store.read { try $0.size() }
        try ledger.record(
            TradeLedger.movement(.found, "S1", [items[1]], TradeLedger.day(35), to: "S1/F1", [.report: "F-1"]),
            TradeLedger.movement(.dispatch, "S1", [items[5]], TradeLedger.day(36), to: "W1", [.transfer: "T-2"]),
            TradeLedger.movement(.settle, "K1", [items[0]], TradeLedger.day(40), [.taxbill: "B-0"], data: ["taxFen": 2_100]),
            loss(3, .loss, 65, "L-3b"))
        func statement(_ period: String, asOf size: UInt64? = nil) throws -> LossStatement {
            let period = try #require(AccountPeriod(period))
            let statement = try ledger.store.read { try AccountBook.statement($0, period: period, by: .category, asOf: size) }
            #expect(statement.holds, "\(period.text)")
            return statement.losses
        }
        func figures(_ losses: LossStatement) -> [String] {
            losses.lines.map { line in
                "\(line.type.rawValue) \(line.opening.items) \(line.added.items) \(line.ended(.dutyPaid).items) \(line.ended(.documented).items) \(line.ended(.elsewhere).items) \(line.open.items)"
            }
        }
        #expect(try figures(statement("2026-01")) == ["damage 0 3 1 0 0 2", "loss 0 2 0 0 0 2"])
        #expect(try figures(statement("2026-02")) == ["damage 2 0 0 0 0 2", "loss 2 0 1 0 1 0"])
        #expect(try figures(statement("2026-03")) == ["damage 2 0 0 0 1 1", "loss 0 1 0 0 0 1"])
        #expect(try figures(statement("2025")) == [])
        let february = try statement("2026-02")
        #expect(february.total.paidFen == 2_100 && february.total.open.dutyFen == 6_000 + 2_000, "paid is what the bill says, at stake what the list says")
        #expect(february.losses.map(\.document) == ["L-0", "L-1", "L-2", "L-3"])
        #expect(february.losses[0].ending?.document == "B-0")
        // As was known then: nothing found, nothing paid.
        #expect(try figures(statement("2026-02", asOf: before)) == ["damage 2 0 0 0 0 2", "loss 2 0 0 0 0 2"])
        #expect(try figures(statement("2026", asOf: ledger.store.read { try $0.size() } - 1)) == ["damage 0 3 1 0 0 2", "loss 0 2 1 0 1 0"])

        // A lost item that the projections forget is missed.
        try ledger.sql("UPDATE item SET state = 'bonded' WHERE key = '\(items[0].text)'")
        let period = try #require(AccountPeriod("2026-03"))
        #expect(try !ledger.store.read { try AccountBook.statement($0, period: period, by: .category) }.losses.holds)
    }

    /// What was counted stands beside what is there at the end of the period, and the places add up to the closing.
    @Test func theClosingStandsBesideTheLastCount() throws {
        let ledger = try TradeLedger()
        let items = (0..<6).map { TradeLedger.item($0) }
        try ledger.enter(items, declaration: "D-1", on: 3)
        try ledger.toStore(Array(items[..<4]), on: 4)
        // The count of 10 January finds three of four; the loss is posted as its adjustment.
        let upTo = try ledger.store.read { try $0.size() }
        try ledger.commit { recorder in
            _ = try recorder.openCount("C-1", by: PartyCode("V1"), plan: ["scope": .array([.string("S1")]), "snapshot": .integer(Int64(upTo))])
            _ = try recorder.count("C-1", .visit, by: PartyCode("S1"), data: ["zone": "S1/F1"], mark: "S1/F1")
            _ = try recorder.count(
                "C-1", .reconcile, by: PartyCode("V1"),
                data: [
                    "upTo": .integer(Int64(upTo)), "closed": .string(TradeLedger.day(9).formatted()), "resultHash": "h", "held": 4,
                    "classes": .object(["matched": 3, "missing": 1]),
                ], mark: "h")
        }
        func counts(_ period: String, asOf size: UInt64? = nil) throws -> CountStatement? {
            let period = try #require(AccountPeriod(period))
            return try ledger.store.read { try AccountBook.statement($0, period: period, by: .category, asOf: size) }.counts
        }
        #expect(try counts("2026-01") == nil, "not approved")
        try ledger.commit { _ = try $0.count("C-1", .approve, by: PartyCode("V1"), data: ["resultHash": "h"], mark: "V1") }
        let approved = try ledger.store.read { try $0.size() }
        try ledger.record(TradeLedger.movement(.loss, "V1", [items[0]], TradeLedger.day(9), [.report: "C-1"], data: ["cause": "missing in count C-1"]))
        try ledger.commit { _ = try $0.count("C-1", .close, by: PartyCode("V1"), data: ["resultHash": "h", "adjustments": 1], mark: "") }
        let sale = TradeLedger.sale(items[1], on: 20)
        try ledger.record(
            sale, TradeLedger.movement(.dispatch, "S1", [items[2]], TradeLedger.day(40), to: "W1", [.transfer: "T-9"]), TradeLedger.sale(items[3], on: 45))

        let january = try #require(try counts("2026-01"))
        let count = try #require(january.counts.first)
        #expect(january.holds && january.closing == 4 && january.heldCounted == 2 && january.heldElsewhere == 2)
        #expect(count.counted == 3 && count.difference == -1 && count.heldAtEnd == 2 && count.since == -1 && count.posted == 1)
        #expect(count.openSeq == upTo && count.resultSeq == upTo + 2 && count.closeSeq == approved + 1)
        let february = try #require(try counts("2026-02"))
        #expect(february.holds && february.closing == 3 && february.heldCounted == 0 && february.inTransit == 1)
        #expect(try counts("2026-01-09") == nil, "it was reconciled the day after")
        // Before the count was closed, from the entries alone.
        let then = try #require(try counts("2026-01", asOf: approved))
        #expect(then.holds && then.heldCounted == 4 && then.counts.first?.posted == nil)
        #expect(try counts("2026-01", asOf: upTo) == nil)
        // An item whose later sale is forgotten: places and movements disagree.
        try ledger.sql("UPDATE item SET latest = 0, occurred = 0 WHERE key = '\(items[3].text)'")
        #expect(try counts("2026-01")?.holds == false)
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
