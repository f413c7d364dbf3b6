package import Cryptography
package import TransparencyLog

/// Signs a ledger's checkpoints: its origin and its Ed25519 key.
package struct LogSigner: Sendable {
    package let origin: String
    private let signer: NoteSigner
    /// Parties that sign for themselves, as far as their keys are at hand.
    package let parties: [NoteSigner]

    /// Throws where the origin is no key name of a signed note (C2SP signed-note: no white space, no `+`, not empty).
    package init(origin: String, key: SigningKey, parties: [NoteSigner] = []) throws {
        self.origin = origin
        self.parties = parties
        self.signer = try NoteSigner(name: origin, key: key)
    }

    private init(_ other: LogSigner, _ party: NoteSigner) {
        origin = other.origin
        signer = other.signer
        parties = other.parties + [party]
    }

    /// The same with a further party's key at hand.
    package func adding(_ party: NoteSigner) -> LogSigner { LogSigner(self, party) }

    package var verifierKey: VerifierKey { signer.verifierKey }

    /// The note, with the log's line and those of these parties.
    package func sign(size: UInt64, root: Digest32, parties keys: [VerifierKey] = []) throws -> String {
        let text = Checkpoint(origin: origin, size: size, root: root).text
        let own = try parties.filter { keys.contains($0.verifierKey) }.map { try $0.sign(text).dropFirst(text.count + 1) }
        return try signer.sign(text) + own.joined()
    }
}
