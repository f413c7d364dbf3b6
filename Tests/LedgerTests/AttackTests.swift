import Cryptography
import DutyFree
import Evidence
import Foundation
import Ledger
import SQLiteStore
import Support
import Testing
import TransparencyLog
import Wire

/// Who attacks: docs/security.md has the same rows.
enum Attacker: String, CaseIterable {
    /// Writes to the file, without the key.
    case file
    /// The file and the ledger's signing key.
    case key
    /// Everything of the operator's, against a witness that is elsewhere.
    case all
}

/// What sees it: a command, and what it prints.
enum Detector: String, CaseIterable {
    case verify
    case held = "verify --since"
    case witness = "verify --witness"
    case refusal = "witness sign"
    case against = "verify --against"
    case nothing
}

struct Attack: CustomTestStringConvertible, Sendable {
    let attacker: Attacker
    let name: String
    let detector: Detector
    /// Kinds of findings, of which one at least must be there.
    let finding: [String]
    let alter: @Sendable (RawDatabase, AttackTests.Scene) throws -> Void

    var testDescription: String { "\(attacker.rawValue): \(name)" }

    init(
        _ attacker: Attacker, _ name: String, _ detector: Detector, _ finding: String...,
        alter: @escaping @Sendable (RawDatabase, AttackTests.Scene) throws -> Void
    ) {
        (self.attacker, self.name, self.detector, self.finding, self.alter) = (attacker, name, detector, finding, alter)
    }

    /// Statements of SQL.
    static func sql(_ name: String, _ finding: String..., sql: String) -> Attack {
        Attack(.file, name, .verify, findings: finding) { database, _ in try database.run(sql) }
    }

    init(
        _ attacker: Attacker, _ name: String, _ detector: Detector, findings: [String],
        alter: @escaping @Sendable (RawDatabase, AttackTests.Scene) throws -> Void
    ) {
        (self.attacker, self.name, self.detector, self.finding, self.alter) = (attacker, name, detector, findings, alter)
    }
}

/// Each manipulation is carried out on a real ledger file; what must see it is asked.
struct AttackTests {
    /// A trade, a closed day, a witness that cosigned, tiles that were exported; then a little more trade.
    final class Scene: Sendable {
        let fixture: LedgerFixture
        let witness: WitnessStore
        let tiles: String
        let held: Checkpoint
        let party: NoteSigner

        init() throws {
            let fixture = try LedgerFixture.traded()
            self.fixture = fixture
            let store = try fixture.open()
            let signer = fixture.signer
            // K1 signs for itself from here on.
            party = try NoteSigner(name: KeyRing.name(of: PartyCode("K1"), origin: signer.origin), key: SigningKey.generate())
            let party = party
            try fixture.commit(store) { _ = try $0.note(key: party.verifierKey, of: PartyCode("K1"), by: nil) }
            let full = signer.adding(party)
            try store.write { writer in
                let recorder = try Recorder(writer, signer: full, clock: { LedgerFixture.later(90_100) })
                try LedgerFixture.mustRecord(
                    recorder, LedgerFixture.movement(.freeze, "K1", [LedgerFixture.item(23)], 130, [.order: "O-2"], data: ["reason": "inquiry"]))
                _ = try recorder.finish()
            }
            try fixture.commit(store, at: LedgerFixture.later(90_200)) { _ = try $0.close(date: "2026-01-02", by: nil) }
            witness = try WitnessStore.create(fixture.folder.path("witness"), name: "witness.example")
            try witness.add(signer.verifierKey)
            let request = try store.read { try CheckpointRequest.make($0, old: 0) }
            guard case .cosigned(let line, let state) = try witness.add(request, now: 1_800_000_000) else { throw BadFixture("not cosigned") }
            try store.write { try $0.put(cosignature: line, size: state.size) }
            tiles = fixture.folder.path("tiles")
            _ = try store.read { try TileFolder.write($0, to: fixture.folder.path("tiles")) { _ in } }
            held = try Checkpoint.verify(note: store.read { try $0.lastCheckpoint()?.note } ?? "", key: signer.verifierKey)
            try fixture.commit(store, at: LedgerFixture.later(90_300)) { recorder in
                for index in 24..<30 {
                    try LedgerFixture.mustRecord(recorder, LedgerFixture.movement(.relocate, "S1", [LedgerFixture.item(index)], 140, to: "S1/F1"))
                }
            }
        }
    }

    private static let scene = Result { try Scene() }

    @Test func theSceneIsSoundForEveryDetector() throws {
        let scene = try AttackTests.scene.get()
        let report = try AttackTests.verify(scene, scene.fixture.path, held: scene.held, witness: true)
        #expect(report.isSound, "\(report.findings)")
        #expect(report.commitments == 1 && report.witnessed == scene.held.size)
        #expect(report.notChecked == [.afterWitness])
        #expect(Set(AttackTests.attacks.map(\.testDescription)).count == AttackTests.attacks.count)
        #expect(AttackTests.attacks.count >= 40)
    }

    /// docs/security.md names every one of them.
    @Test func theThreatTableNamesEachAttack() throws {
        let table = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(
                path: "docs/security.md"), encoding: .utf8)
        for attack in AttackTests.attacks {
            #expect(table.contains("| \(attack.name) |"), "| \(attack.name) | `\(attack.detector.rawValue)` | \(attack.finding.joined(separator: ", ")) |")
        }
    }

    /// Old bodies are not read when only what is new is verified; those that name keys are, or a thief could name his own.
    @Test func aRotationForgedBehindTheHeldCheckpointIsSeen() throws {
        let scene = try AttackTests.scene.get()
        let copy = scene.fixture.folder.path("\(UUID().uuidString).dutyfree")
        try scene.fixture.open(.readOnly).backUp(to: copy) { _, _ in }
        let thief = try LogSigner(origin: scene.fixture.signer.origin, key: SigningKey.generate())
        do {
            let database = try RawDatabase(copy)
            let seq = try #require(Int(database.column("SELECT min(seq) FROM master WHERE kind = 'key'").first ?? ""))
            var entry = try #require(try JSONParser.parse(database.body(seq)).object)
            entry["type"] = "rotate"
            entry["data"] = .object(["publicKey": .string(thief.verifierKey.text)])
            try database.set(body: CanonicalJSON.encode(entry), at: seq)
            let last = try Checkpoint(note: database.column("SELECT note FROM checkpoint ORDER BY n DESC LIMIT 1").first ?? "")
            let note = try thief.sign(size: last.size, root: last.root)
            try database.run("UPDATE checkpoint SET note = '\(note)' WHERE size > \(scene.held.size)")
        }
        let report = try scene.fixture.open(.readOnly, at: copy).read { reader in
            try SinceVerifier(reader, held: scene.held, ring: KeyRing(reader), trusted: scene.fixture.signer.verifierKey).verify { _ in }
        }
        #expect(report.findings.map(\.kind) == [.alteredEntry], "\(report.findings)")
    }

    private static func verify(_ scene: Scene, _ path: String, held: Checkpoint? = nil, witness: Bool = false) throws -> VerificationReport {
        let quorum = witness ? WitnessQuorum(keys: [scene.witness.cosigner.verifierKey], quorum: 1) : WitnessQuorum()
        return try Verification.run([scene.fixture.open(.readOnly, at: path)], level: 4, key: scene.fixture.signer.verifierKey, held: held, witnesses: quorum) {
            _ in
        }
    }

    @Test(arguments: attacks) func itIsCarriedOutAndSeen(_ attack: Attack) throws {
        let scene = try AttackTests.scene.get()
        let copy = scene.fixture.folder.path("\(UUID().uuidString).dutyfree")
        try scene.fixture.open(.readOnly).backUp(to: copy) { _, _ in }
        defer { for suffix in ["", "-wal", "-shm"] { unlink(copy + suffix) } }
        do {
            let database = try RawDatabase(copy)
            try attack.alter(database, scene)
        }
        switch attack.detector {
        case .verify, .held, .witness:
            let report = try AttackTests.verify(scene, copy, held: attack.detector == .held ? scene.held : nil, witness: attack.detector == .witness)
            let kinds = Set(report.findings.map(\.kind.rawValue))
            #expect(!kinds.isDisjoint(with: attack.finding), "\(report.findings.prefix(3))")
            if attack.detector == .held {
                // The same, at the cost of what is new alone.
                let since = try scene.fixture.open(.readOnly, at: copy).read {
                    try SinceVerifier($0, held: scene.held, ring: KeyRing(only: scene.fixture.signer.verifierKey)).verify { _ in }
                }
                #expect(!since.isSound)
            }
            // What one needs an outside view for: from inside all hashes and the ledger's own signatures are right; only what somebody
            // else signed, or the day's commitment, may still give the attacker away.
            if attack.detector != .verify, attack.attacker != .file {
                let inside = try AttackTests.verify(scene, copy)
                let allowed: Set<FindingKind> = [.wrongProjection, .unsignedByParty, .wrongCommitment, .notAdmissible, .wrongEffect]
                #expect(inside.findings.allSatisfy { allowed.contains($0.kind) }, "\(inside.findings.prefix(3))")
            }
        case .refusal:
            let request = try scene.fixture.open(.readOnly, at: copy).read { reader -> String in
                let size = try reader.lastCheckpoint()?.size ?? 0
                return try CheckpointRequest.make(reader, old: min(size, scene.held.size))
            }
            let answer = try scene.witness.add(request, now: 1_800_000_100)
            #expect(attack.finding.contains(String(answer.status)), "\(answer)")
        case .against:
            let difference = try scene.fixture.open(.readOnly, at: copy).read { reader in
                try Comparison(LogSource(reader), LogSource(folder: scene.tiles)).run()
            }
            #expect(attack.finding.contains(difference.kind.rawValue), "\(difference)")
            #expect(difference.tilesRead <= 3)
        case .nothing:
            let report = try AttackTests.verify(scene, copy)
            #expect(report.findings.allSatisfy { $0.kind == .wrongProjection }, "\(report.findings.prefix(3))")
        }
    }
}
