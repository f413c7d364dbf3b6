import DutyFree
import Foundation
import Ledger
import SQLiteStore
import Support
import Testing
import Wire

/// The SQLite store: durable, append-only, one writer at a time.
struct StoreTests {
    @Test func synchronousIsFullAndTheLogIsWriteAhead() throws {
        let fixture = try LedgerFixture()
        let store = try fixture.open()
        #expect(try store.pragma("synchronous") == "2")
        #expect(try store.pragma("journal_mode") == "wal")
        #expect(try store.pragma("application_id") == String(SQLiteLedger.applicationID))
    }

    @Test(arguments: [
        "UPDATE entry SET body = x'7b7d' WHERE seq = 0", "DELETE FROM entry WHERE seq = 0",
        "UPDATE tile SET hashes = zeroblob(32)", "DELETE FROM tile", "INSERT OR REPLACE INTO tile VALUES (0, 0, zeroblob(32))",
        "UPDATE checkpoint SET note = 'x'", "DELETE FROM checkpoint", "INSERT INTO checkpoint VALUES (0, 1, 'x')",
        "PRAGMA recursive_triggers = ON; INSERT OR REPLACE INTO entry VALUES (0, x'7b7d')",
    ])
    func triggersRefuseToChangeOrRemove(sql: String) throws {
        let fixture = try LedgerFixture()
        let ran = try run("sqlite3", "-bail", fixture.path, sql)
        #expect(ran.status != 0)
        #expect(ran.errors.contains("append-only"), "\(ran.errors)")
        #expect(try fixture.verify().isSound)
    }

    /// Two connections write at once: the second waits, both are recorded.
    @Test func aSecondWriterWaits() async throws {
        let fixture = try LedgerFixture()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let store = try fixture.open()
                    for round in 0..<10 {
                        try fixture.commit(store) { recorder in
                            let item = LedgerFixture.item(writer * 100 + round)
                            try LedgerFixture.mustRecord(
                                recorder,
                                LedgerFixture.movement(
                                    .declare, "W1", [item], 10, [.declaration: "D-1"], data: ["product": .string(LedgerFixture.gtin)]))
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let report = try fixture.verify()
        #expect(report.isSound, "\(report.findings)")
        #expect(report.size == 13 + 40)
    }

    @Test func aBusyLedgerIsSaidAfterTheWait() throws {
        let fixture = try LedgerFixture()
        let store = try fixture.open()
        try fixture.commit(store) { _ in
            let second = try SQLiteLedger(opening: fixture.path, .readWrite, waitMs: 100)
            #expect(throws: StoreFault.self) { try second.write { _ in } }
        }
    }

    @Test func aThrownErrorLeavesNothingBehind() throws {
        let fixture = try LedgerFixture()
        let store = try fixture.open()
        let before = try store.read { try $0.size() }
        #expect(throws: BadFixture.self) {
            try fixture.commit(store) { recorder in
                try LedgerFixture.mustRecord(
                    recorder,
                    LedgerFixture.movement(
                        .declare, "W1", [LedgerFixture.item(1)], 10, [.declaration: "D-1"], data: ["product": .string(LedgerFixture.gtin)]))
                throw BadFixture("stop")
            }
        }
        #expect(try store.read { try $0.size() } == before)
        #expect(try fixture.verify().isSound)
    }

    @Test func aBackupIsTheLedgerAndNeverOverwrites() throws {
        let fixture = try LedgerFixture.traded()
        let copy = fixture.folder.path("copy.dutyfree")
        try fixture.open().backUp(to: copy) { _, _ in }
        let (first, second) = (try fixture.verify(), try fixture.verify(copy))
        #expect(second.isSound && first.root == second.root && first.size == second.size)
        #expect(throws: StoreFault.self) { try fixture.open().backUp(to: copy) { _, _ in } }
    }
}
