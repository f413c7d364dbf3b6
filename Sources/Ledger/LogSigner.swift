package import Cryptography
package import TransparencyLog

/// Signs a ledger's checkpoints: its origin and its Ed25519 key.
package struct LogSigner: Sendable {
    package let origin: String
    private let signer: NoteSigner

    /// Throws where the origin is no key name of a signed note (C2SP signed-note: no white space, no `+`, not empty).
    package init(origin: String, key: SigningKey) throws {
        self.origin = origin
        self.signer = try NoteSigner(name: origin, key: key)
    }

    package var verifierKey: VerifierKey { signer.verifierKey }

    package func sign(size: UInt64, root: Digest32) throws -> String {
        try signer.sign(Checkpoint(origin: origin, size: size, root: root).text)
    }
}
