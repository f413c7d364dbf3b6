import Cryptography
package import Ledger
package import TransparencyLog
import Wire

/// What a ledger asks a witness with: the body of add-checkpoint (C2SP tlog-witness).
package enum CheckpointRequest {
    /// From the size that the witness cosigned last, 0 if never.
    package static func make(_ reader: any LedgerReader, old: UInt64) throws -> String {
        guard let (size, note) = try reader.lastCheckpoint() else { throw ProofMakerFault.noCheckpoint }
        guard old <= size else { throw ProofMakerFault.longer(old) }
        let tiles = TileReader(size: size) { tile throws(ProofError) in
            guard let bytes = try? reader.tile(level: tile.level, index: tile.index), bytes.count >= 32 * tile.width else { throw .missingHash }
            return Array(bytes[..<(32 * tile.width)])
        }
        var hashes: [Digest32] = []
        if old > 0 {
            do throws(ProofError) { hashes = try ConsistencyProof.make(from: old, to: size, tiles.hash) } catch { throw ProofMakerFault.damaged(error) }
        }
        return "old \(old)\n" + hashes.map { Base64.encode($0.bytes) + "\n" }.joined() + "\n" + note
    }
}

extension LogSource {
    /// Whether this log shows that the newer of two checkpoints holds all of the older.
    package func extends(_ older: Checkpoint, _ newer: Checkpoint) throws -> Bool {
        guard newer.size <= checkpoint.size else { return false }
        let tiles = reader(size: newer.size)
        let proof = try ConsistencyProof.make(from: older.size, to: newer.size, tiles.hash)
        do throws(ProofError) {
            try ConsistencyProof.verify(old: older.size, oldRoot: older.root, new: newer.size, newRoot: newer.root, proof: proof)
            return true
        } catch { return false }
    }
}
