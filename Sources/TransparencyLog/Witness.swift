package import Cryptography
import Wire

/// What a witness keeps of a log: the largest checkpoint that it cosigned. To be stored before the answer is given.
package struct WitnessState: Hashable, Sendable {
    package var size: UInt64
    package var root: Digest32
    package var note: String
    /// Seconds since 1970 of the last cosignature: the next one is never before it.
    package var time: UInt64

    package init(size: UInt64, root: Digest32, note: String, time: UInt64) {
        self.size = size
        self.root = root
        self.note = note
        self.time = time
    }
}

/// A log that a witness follows, and the rule by which it cosigns (C2SP tlog-witness, add-checkpoint). Pure: the caller
/// stores the state durably, in one transaction with the comparison, before it sends the answer.
package struct Witness: Sendable {
    package enum Answer: Hashable, Sendable {
        /// 200: cosignature lines.
        case cosigned(String, WitnessState)
        /// 400
        case malformed
        /// 404
        case unknownOrigin
        /// 403
        case notSigned
        /// 409, with the size that was last cosigned.
        case conflict(UInt64)
        /// 422: the note is to be kept. Two signed, inconsistent checkpoints are proof of misbehaviour.
        case inconsistent(note: String)

        package var status: Int {
            switch self {
            case .cosigned: 200
            case .malformed: 400
            case .notSigned: 403
            case .unknownOrigin: 404
            case .conflict: 409
            case .inconsistent: 422
            }
        }

        /// What is sent back, beside the status.
        package var body: String? {
            switch self {
            case .cosigned(let lines, _): lines
            case .conflict(let size): "\(size)\n"
            default: nil
            }
        }
    }

    static let proofHashesMax = 63

    package let cosigner: Cosigner
    /// The log's keys by origin.
    package let logs: [String: [VerifierKey]]

    package init(cosigner: Cosigner, logs: [String: [VerifierKey]]) {
        self.cosigner = cosigner
        self.logs = logs
    }

    /// Answers a request. `state` answers what is kept of an origin, nil before the first. `now` is in seconds.
    package func add(_ request: String, now: UInt64, state: (String) -> WitnessState?) throws(CryptographyError) -> Answer {
        guard let (old, proof, note) = Witness.parse(request), let signed = try? SignedNote(note),
            let checkpoint = try? Checkpoint(parsing: signed.text), old <= checkpoint.size
        else { return .malformed }
        guard let keys = logs[checkpoint.origin] else { return .unknownOrigin }
        guard let verified = try? signed.verify(keys), !verified.isEmpty else { return .notSigned }
        let before = state(checkpoint.origin)
        guard old == before?.size ?? 0 else { return .conflict(before?.size ?? 0) }
        if checkpoint.size == 0, checkpoint.root != MerkleHash.empty { return .inconsistent(note: note) }
        if let before, before.size > 0 {
            do {
                try ConsistencyProof.verify(
                    old: before.size, oldRoot: before.root, new: checkpoint.size, newRoot: checkpoint.root, proof: proof)
            } catch { return .inconsistent(note: note) }
        } else if !proof.isEmpty {
            return .inconsistent(note: note)
        }
        let time = max(now, before?.time ?? 1)
        let line = try cosigner.sign(signed.text, time: time)
        return .cosigned(line, WitnessState(size: checkpoint.size, root: checkpoint.root, note: note, time: time))
    }

    /// The origin that a request is about; nil where it is none.
    package static func origin(of request: String) -> String? {
        guard let (_, _, note) = parse(request), let signed = try? SignedNote(note) else { return nil }
        return try? Checkpoint(parsing: signed.text).origin
    }

    /// `old N`, proof lines, a blank line, the note.
    private static func parse(_ request: String) -> (old: UInt64, proof: [Digest32], note: String)? {
        let parts = request.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = parts.first, first.hasPrefix("old "), let old = Decimal64.parse(String(first.dropFirst(4))),
            let blank = parts.firstIndex(of: ""), blank - 1 <= proofHashesMax
        else { return nil }
        var proof: [Digest32] = []
        for line in parts[1..<blank] {
            guard let bytes = Base64.decode(line), let hash = Digest32(bytes) else { return nil }
            proof.append(hash)
        }
        return (old, proof, parts[(blank + 1)...].joined(separator: "\n"))
    }
}
