package import Cryptography
import Wire

/// Why a proof file is none (C2SP tlog-proof, Format).
package enum LogProofError: Error, Hashable, Sendable {
    case notAProof
    case badExtra
    case badIndex
    case badHash
    case noCheckpoint
    /// Fewer witnesses cosigned than were asked for.
    case tooFewCosigners(Int)
}

/// That an entry is in a log, in one text file that needs nothing else: `c2sp.org/tlog-proof@v1`.
package struct LogProof: Hashable, Sendable {
    static let header = "c2sp.org/tlog-proof@v1"

    /// Whatever the maker added. Not authenticated: never shown as proven.
    package var extra: [UInt8]?
    package var index: UInt64
    /// From leaf to root.
    package var hashes: [Digest32]
    /// The signed note, as it was.
    package var checkpoint: String

    package init(extra: [UInt8]? = nil, index: UInt64, hashes: [Digest32], checkpoint: String) {
        self.extra = extra
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    package init(_ text: String) throws(LogProofError) {
        let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard parts.first == Substring(LogProof.header), let blank = parts.firstIndex(of: "") else { throw .notAProof }
        var lines = parts[1..<blank]
        if let first = lines.first, first.hasPrefix("extra ") {
            guard let bytes = Base64.decode(first.dropFirst(6)) else { throw .badExtra }
            extra = bytes
            lines = lines.dropFirst()
        }
        guard let first = lines.first, first.hasPrefix("index "), let index = Decimal64.parse(String(first.dropFirst(6)))
        else { throw .badIndex }
        self.index = index
        hashes = []
        for line in lines.dropFirst() {
            guard let bytes = Base64.decode(line), let hash = Digest32(bytes) else { throw .badHash }
            hashes.append(hash)
        }
        checkpoint = parts[(blank + 1)...].joined(separator: "\n")
        guard !checkpoint.isEmpty else { throw .noCheckpoint }
    }

    package var text: String {
        let extra = extra.map { ["extra " + Base64.encode($0)] } ?? []
        let lines = [LogProof.header] + extra + ["index \(index)"] + hashes.map { Base64.encode($0.bytes) }
        return lines.joined(separator: "\n") + "\n\n" + checkpoint
    }

    /// Verifies that these bytes are the entry at `index`, under a checkpoint of the log that at least `quorum` of the
    /// witnesses cosigned. The leaf hash comes from the bytes, never from the file. Throws what is wrong.
    package func verify(
        entry: [UInt8], log: VerifierKey, witnesses: [VerifierKey], quorum: Int
    ) throws -> CosignedCheckpoint {
        let cosigned = try CosignedCheckpoint(note: Array(checkpoint.utf8), origin: log.name, keys: [log] + witnesses)
        guard cosigned.cosigners.count >= quorum else { throw LogProofError.tooFewCosigners(cosigned.cosigners.count) }
        try InclusionProof.verify(
            leaf: MerkleHash.leaf(entry), index: index, size: cosigned.checkpoint.size, proof: hashes,
            root: cosigned.checkpoint.root)
        return cosigned
    }
}
