import Cryptography
import Foundation
import Ledger
import SQLiteStore
import Support
import Testing
import TransparencyLog

/// `docs/verify_ledger.py`, which shares nothing with us but docs/format.md: it finds sound what we find sound, and what was
/// tampered with it finds too.
struct IndependentVerifierTests {
    private static let fixture = Result { try LedgerFixture.traded() }
    private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/verify_ledger.py").path

    private func check(_ arguments: String...) throws -> Ran {
        try run(["python3", IndependentVerifierTests.script] + arguments)
    }

    private func altered(_ sql: String) throws -> Ran {
        let fixture = try IndependentVerifierTests.fixture.get()
        let copy = fixture.folder.path("\(UUID().uuidString).dutyfree")
        try fixture.open().backUp(to: copy) { _, _ in }
        do { try RawDatabase(copy).run(sql) }
        return try check(copy)
    }

    @Test func aSoundLedgerIsSoundWithTheSameRoot() throws {
        let fixture = try IndependentVerifierTests.fixture.get()
        let root = try fixture.verify().root.hex
        let ran = try check(fixture.path, "--vkey", fixture.signer.verifierKey.text)
        #expect(ran.status == 0, "\(ran.output)\(ran.errors)")
        #expect(ran.output.contains(root))
    }

    @Test(arguments: [
        ("UPDATE entry SET body = CAST(replace(body, 'W1', 'W2') AS BLOB) WHERE seq = 100", "entry 100"),
        ("DELETE FROM entry WHERE seq = 120", "entry 120 is missing"),
        ("DELETE FROM entry WHERE seq > 200", "truncated"),
        ("INSERT INTO entry SELECT max(seq) + 1, (SELECT body FROM entry WHERE seq = 5) FROM entry", "under no signature"),
        ("UPDATE entry SET body = (SELECT body FROM entry WHERE seq = 41) WHERE seq = 40", "entry 40"),
        ("UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 0 AND idx = 1", "tile 0/1"),
        ("DELETE FROM tile WHERE level = 1", "tile 1/0"),
        ("INSERT INTO tile VALUES (2, 0, zeroblob(32))", "tile 2/0 is too much"),
        ("DELETE FROM checkpoint WHERE n = 3", "checkpoint 3 is missing"),
        ("UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE n = 1) WHERE n = 4", "checkpoint 4"),
        ("UPDATE checkpoint SET note = replace(note, 'test.example/ledger' || char(10), 'evil.example/ledger' || char(10)) WHERE n = 4", "not signed"),
        ("UPDATE checkpoint SET size = size + 1 WHERE n = 5", "checkpoint 5"),
    ])
    func whatWasTamperedWithIsNamed(sql: String, names: String) throws {
        let ran = try altered(sql)
        #expect(ran.status == 2, "\(sql): \(ran.output)\(ran.errors)")
        #expect(ran.output.contains(names), "\(sql): \(ran.output)")
    }

    @Test func aRehashedTailFailsTheSignedRoot() throws {
        let fixture = try IndependentVerifierTests.fixture.get()
        let copy = fixture.folder.path("rehashed.dutyfree")
        try fixture.open().backUp(to: copy) { _, _ in }
        do { try TamperTests.rehash(RawDatabase(copy), from: 150, resign: nil) }
        let ran = try check(copy)
        #expect(ran.status == 2 && ran.output.contains("do not give the root"), "\(ran.output)")
    }

    @Test func aHeldCheckpointShowsARollBack() throws {
        let fixture = try IndependentVerifierTests.fixture.get()
        let note = try #require(try fixture.open(.readOnly).read { try $0.lastCheckpoint()?.note })
        let held = fixture.folder.path("held.note")
        try note.write(toFile: held, atomically: true, encoding: .utf8)
        #expect(try check(fixture.path, "--checkpoint", held).status == 0)
        let copy = fixture.folder.path("rolled.dutyfree")
        try fixture.open().backUp(to: copy) { _, _ in }
        do {
            let database = try RawDatabase(copy)
            try database.run("DELETE FROM checkpoint WHERE n > 2; DELETE FROM entry WHERE seq >= (SELECT max(size) FROM checkpoint)")
        }
        let ran = try check(copy, "--checkpoint", held)
        #expect(ran.status == 2 && ran.output.contains("you hold a checkpoint"), "\(ran.output)")
    }

    @Test func whatIsNoLedgerCannotBeChecked() throws {
        let folder = try TemporaryFolder()
        try Data("hello, this is not a database at all, not even nearly".utf8).write(to: URL(filePath: folder.path("text")))
        try Data().write(to: URL(filePath: folder.path("empty")))
        for name in ["text", "empty", "absent"] {
            let ran = try check(folder.path(name))
            #expect(ran.status == 4, "\(name): \(ran.output)\(ran.errors)")
            #expect(!ran.errors.contains("Traceback"), "\(name): \(ran.errors)")
        }
    }
}
