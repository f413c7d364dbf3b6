import Cryptography
import DutyFree
import Evidence
import Foundation
import GS1
import Ledger
import SQLiteStore
import Support
import Testing
import TransparencyLog
import Wire

/// What a clerk, an administrator or a mirror could do to commitments, cosignatures and exported tiles.
struct LogAttackTests {
    private static func ledger(
        _ folder: TemporaryFolder, _ name: String, _ signer: LogSigner, price: Int64 = 100, entries: Int = 3
    ) throws -> SQLiteLedger {
        let store = try SQLiteLedger.create(at: folder.path(name))
        let genesis = Genesis(enterprise: "Attack", origin: signer.origin, publicKey: signer.verifierKey.text)
        _ = try Recorder.begin(store, genesis: genesis, signer: signer, at: EvidenceLedger.start)
        try commit(store, signer) { recorder in
            _ = try recorder.record(
                .party, name: "W1", data: ["code": "W1", "name": .string(name), "roles": .array(["warehouse"])], by: nil
            )
            _ = try recorder.record(
                .product, name: EvidenceLedger.serum,
                data: [
                    "gtin": .string(EvidenceLedger.serum), "name": "S", "category": "cosmetics",
                    "unitPriceFen": .integer(price),
                ], by: nil)
            for index in 0..<entries {
                let movement = Movement(
                    type: .declare, by: PartyCode("W1"), occurred: EvidenceLedger.start,
                    items: [EvidenceLedger.item(index * 5)],
                    documents: [.declaration: DocumentReference(number: "D-1", sha256: nil)],
                    data: ["product": .string(EvidenceLedger.serum)])
                guard case .recorded = try recorder.record(Submission(movement)) else { throw BadFixture("refused") }
            }
        }
        return store
    }

    private static func commit(_ store: SQLiteLedger, _ signer: LogSigner, _ body: (Recorder) throws -> Void) throws {
        try store.write { writer in
            let recorder = try Recorder(writer, signer: signer, clock: { EvidenceLedger.later(10) })
            try body(recorder)
            _ = try recorder.finish()
        }
    }

    private func signer() throws -> LogSigner {
        try LogSigner(origin: "attack.example/ledger", key: SigningKey.generate())
    }

    /// A price with a few digits too many, and the day is closed: the entry would hold a number that nobody reads back, for ever.
    @Test func aTotalBeyondTheLedgersNumbersIsRefusedAndTheLedgerStaysReadable() throws {
        let (folder, signer) = (try TemporaryFolder(), try signer())
        let store = try LogAttackTests.ledger(folder, "l", signer, price: CanonicalJSON.largestInteger)
        let size = try store.read { try $0.size() }
        #expect(throws: Refusal(.sumTooLarge, field: "valueFen")) {
            try LogAttackTests.commit(store, signer) { _ = try $0.close(date: "2026-01-01", by: nil) }
        }
        #expect(try store.read { try $0.size() } == size)
        #expect(try Verification.run([store], level: 4, key: signer.verifierKey) { _ in }.isSound)
        // The price is put right, and the day can be closed.
        try LogAttackTests.commit(store, signer) { recorder in
            _ = try recorder.record(
                .product, name: EvidenceLedger.serum,
                data: ["gtin": .string(EvidenceLedger.serum), "name": "S", "category": "cosmetics", "unitPriceFen": 1],
                by: nil)
            _ = try recorder.close(date: "2026-01-01", by: nil)
        }
        #expect(try Verification.run([store], level: 4, key: signer.verifierKey) { _ in }.isSound)
    }

    /// No entry that cannot be read back is written, whatever fills it.
    @Test func anEntryWithANumberThatNobodyReadsIsRefused() throws {
        let (folder, signer) = (try TemporaryFolder(), try signer())
        let store = try LogAttackTests.ledger(folder, "l", signer)
        #expect(throws: Refusal(.sumTooLarge, field: "data")) {
            try LogAttackTests.commit(store, signer) { recorder in
                _ = try recorder.record(
                    document: "input", event: "e-1",
                    data: ["number": "n", "rows": .integer(CanonicalJSON.largestInteger + 1)], by: nil)
            }
        }
    }

    /// A witness that is asked every day says the same again; a note has room for a hundred lines.
    @Test func twoHundredCosignaturesOfOneWitnessAreOneLineOfAProof() throws {
        let (folder, signer) = (try TemporaryFolder(), try signer())
        let store = try LogAttackTests.ledger(folder, "l", signer)
        let cosigner = try Cosigner(name: "w.example", key: SigningKey.generate())
        try store.write { writer in
            guard let (size, note) = try writer.lastCheckpoint() else { return }
            for day in 1...200 {
                try writer.put(
                    cosignature: cosigner.sign(SignedNote(note).text, time: UInt64(day) * 86_400), size: size)
            }
        }
        let proof = try store.read { try ProofMaker($0).entry(1) }
        let checked = try ProofChecker(keys: [signer.verifierKey], witnesses: [cosigner.verifierKey], quorum: 1).check(
            Array(proof.text.utf8))
        #expect(checked.cosigners == 1)
        let line = try #require(SignedNote(proof.checkpoint).signatures.first { $0.name == "w.example" })
        #expect(
            try SignedNote(proof.checkpoint).signatures.count == 2
                && line.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } == 200 * 86_400, "the newest")
        let report = try Verification.run(
            [store], level: 1, key: signer.verifierKey,
            witnesses: WitnessQuorum(keys: [cosigner.verifierKey], quorum: 1)
        ) { _ in }
        #expect(report.isSound, "\(report.findings)")
    }

    /// Files that are there are kept: a ledger that was made anew must not be laid over the tiles of the old one.
    @Test func tilesOfARewrittenLedgerAreNotMixedWithThoseOfTheOld() throws {
        let (folder, signer) = (try TemporaryFolder(), try signer())
        let old = try LogAttackTests.ledger(folder, "old", signer)
        let new = try LogAttackTests.ledger(folder, "new", signer, entries: 300)
        let tiles = folder.path("tiles")
        _ = try old.read { try TileFolder.write($0, to: tiles) { _ in } }
        #expect(throws: TileFolder.Fault.otherLog(tiles)) {
            _ = try new.read { try TileFolder.write($0, to: tiles) { _ in } }
        }
        // What only grew is laid on.
        try LogAttackTests.commit(old, signer) { _ = try $0.close(date: "2026-01-01", by: nil) }
        #expect(try old.read { try TileFolder.write($0, to: tiles) { _ in } }.written > 0)
    }

    /// A mirror whose upper tiles do not follow from its lower ones: no entry is accused for it.
    @Test func tilesThatContradictEachOtherAccuseNoEntry() throws {
        let (folder, signer) = (try TemporaryFolder(), try signer())
        let store = try LogAttackTests.ledger(folder, "l", signer, entries: 600)
        let tiles = folder.path("tiles")
        _ = try store.read { try TileFolder.write($0, to: tiles) { _ in } }
        #expect(try store.read { try Comparison(LogSource($0), LogSource(folder: tiles)).run() }.kind == .same)
        let upper = URL(filePath: tiles + "/tile/1/000.p/2")
        var bytes = try Data(contentsOf: upper)
        bytes[40] ^= 1
        try bytes.write(to: upper)
        #expect(throws: ProofMakerFault.damaged(.wrongRoot)) {
            _ = try store.read { try Comparison(LogSource($0), LogSource(folder: tiles)).run() }
        }
    }

    /// An administrator without the key writes his own into entry 0, and its hash into the lowest tile: the root of the held checkpoint is
    /// made of upper tiles and stays as it was. Whoever verifies only what is new must not take his key for the ledger's.
    @Test func aKeyWrittenIntoTheFirstEntryIsSeenSinceACheckpoint() throws {
        let (folder, signer) = (try TemporaryFolder(), try signer())
        let store = try LogAttackTests.ledger(folder, "l", signer, entries: 600)
        let held = try Checkpoint(note: try store.read { try $0.lastCheckpoint()?.note ?? "" })
        func since() throws -> VerificationReport {
            try SQLiteLedger(opening: folder.path("l"), .readOnly).read {
                try SinceVerifier($0, held: held, ring: KeyRing($0)).verify { _ in }
            }
        }
        #expect(try since().isSound)
        let own = try VerifierKey(name: signer.origin, publicKey: SigningKey.generate().publicKey)
        let alter = """
            import hashlib, sqlite3, sys
            ledger = sqlite3.connect(sys.argv[1])
            for (name,) in ledger.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall(): ledger.execute(f"DROP TRIGGER {name}")
            body = bytes(ledger.execute("SELECT body FROM entry WHERE seq = 0").fetchone()[0]).replace(sys.argv[2].encode(), sys.argv[3].encode())
            tile = bytes(ledger.execute("SELECT hashes FROM tile WHERE level = 0 AND idx = 0").fetchone()[0])
            ledger.execute("UPDATE entry SET body = ? WHERE seq = 0", (body,))
            ledger.execute("UPDATE tile SET hashes = ? WHERE level = 0 AND idx = 0", (hashlib.sha256(b"\\0" + body).digest() + tile[32:],))
            ledger.commit()
            """
        let ran = try run("python3", "-c", alter, folder.path("l"), signer.verifierKey.text, own.text)
        #expect(ran.status == 0, "\(ran.errors)")
        let findings = try since().findings
        #expect(findings.contains { $0.kind == .alteredEntry && $0.seq == 0 }, "\(findings)")
    }
}
