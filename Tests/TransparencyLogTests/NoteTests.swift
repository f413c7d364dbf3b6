import Cryptography
import Foundation
import Support
import Testing
import TransparencyLog
import Wire

/// Signed notes, checkpoints, proof files and the witness.
struct NoteTests {
    struct Published: Decodable {
        let id, note: String
        let vkeys: [String]
        let accept: Bool
    }

    @Test func publishedNotesVerify() throws {
        for row in try Reference.rows("tlog/notes-published.json", as: Published.self) {
            // Keys of kinds that we do not know are passed over.
            let keys = row.vkeys.compactMap { try? VerifierKey($0) }
            let accepted = (try? SignedNote(row.note).verify(keys)) != nil
            #expect(accepted == row.accept, "\(row.id)")
        }
    }

    struct CheckpointRow: Decodable {
        let id, note_base64, origin: String
        let vkeys: [String]
        let accept: Bool
        let cosigners: Int?
    }

    @Test func checkpointsAreJudgedAsTheVectorsSay() throws {
        for row in try Reference.rows("tlog/checkpoints.json", as: CheckpointRow.self) {
            let keys = try row.vkeys.map { try VerifierKey($0) }
            let cosigned = try? CosignedCheckpoint(note: base64(row.note_base64), origin: row.origin, keys: keys)
            #expect((cosigned != nil) == row.accept, "\(row.id)")
            if let expected = row.cosigners { #expect(cosigned?.cosigners.count == expected, "\(row.id)") }
        }
    }

    struct ProofRow: Decodable {
        let id, vkey, entry, proof: String
        let witnesses: [String]
        let quorum: Int
        let accept: Bool
    }

    @Test func proofFilesAreJudgedAsTheVectorsSay() throws {
        for row in try Reference.rows("tlog/proofs.json", as: ProofRow.self) {
            let log = try VerifierKey(row.vkey)
            let witnesses = try row.witnesses.map { try VerifierKey($0) }
            var accepted = false
            if let proof = try? LogProof(row.proof) {
                #expect(proof.text == row.proof, "\(row.id)")
                accepted = (try? proof.verify(entry: Array(row.entry.utf8), log: log, witnesses: witnesses, quorum: row.quorum)) != nil
            }
            #expect(accepted == row.accept, "\(row.id)")
        }
    }

    struct WitnessFile: Decodable {
        struct Step: Decodable {
            let step, request: String
            let status: Int
            let size_after: UInt64
            let body: String?
        }
        let log_vkey, origin: String
        let steps: [Step]
    }

    @Test func theWitnessAnswersStepByStep() throws {
        guard let data = try Reference.data("tlog/witness.json") else { return }
        let file = try JSONDecoder().decode(WitnessFile.self, from: data)
        let cosigner = try Cosigner(name: "witness.example/w", key: SigningKey.generate())
        let witness = Witness(cosigner: cosigner, logs: [file.origin: [try VerifierKey(file.log_vkey)]])
        var state: WitnessState?
        for (time, step) in file.steps.enumerated() {
            let answer = try witness.add(step.request, now: 1_700_000_000 + UInt64(time)) { _ in state }
            #expect(answer.status == step.status, "\(step.step)")
            if case .cosigned(let line, let next) = answer {
                // What was cosigned verifies under the witness's key.
                let note = next.note + line
                let keys = [try VerifierKey(file.log_vkey), cosigner.verifierKey]
                #expect(try CosignedCheckpoint(note: Array(note.utf8), origin: file.origin, keys: keys).cosigners.count == 1, "\(step.step)")
                state = next
            } else if let body = step.body {
                #expect(answer.body == body, "\(step.step)")
            }
            #expect(state?.size ?? 0 == step.size_after, "\(step.step)")
        }
    }

    @Test func theWitnessesTimeNeverGoesBack() throws {
        let log = try NoteSigner(name: "log.example/l", key: SigningKey.generate())
        let witness = Witness(
            cosigner: try Cosigner(name: "w.example/w", key: SigningKey.generate()), logs: ["log.example/l": [log.verifierKey]])
        let note = try log.sign(Checkpoint(origin: "log.example/l", size: 1, root: MerkleHash.leaf([1])).text)
        guard case .cosigned(_, let first) = try witness.add("old 0\n\n\(note)", now: 100, state: { _ in nil }),
            case .cosigned(_, let second) = try witness.add("old 1\n\n\(note)", now: 50, state: { _ in first })
        else {
            Issue.record("not cosigned")
            return
        }
        #expect(second.time == 100)
    }

    @Test(arguments: [
        "name+00000000+ARRf3M6SUbzIZ23v7LFiJApWMTThW1xXiszvojPoUCY9", "name", "", "na me+aa+bb", "+2bc7f459+AA==",
        "haikou-dfs.example/ledger+2bc7f459+ARRf3M6SUbzIZ23v7LFiJApWMTThW1xXiszvojPoUCY8",
    ])
    func whatIsNoVerifierKeyIsRefused(text: String) {
        #expect(throws: NoteError.self) { _ = try VerifierKey(text) }
    }
}
