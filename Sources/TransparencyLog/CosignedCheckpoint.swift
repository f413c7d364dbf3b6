package import Cryptography
import Wire

/// A checkpoint that its log signed, and the witnesses that cosigned it.
package struct CosignedCheckpoint: Hashable, Sendable {
    package let checkpoint: Checkpoint
    /// Distinct keys, the log's own not among them: neither names nor lines count (C2SP tlog-policy).
    package let cosigners: Set<PublicKey>

    /// Verifies a note under the keys that are trusted: log keys, whose name is the origin, and witnesses' keys. Throws a
    /// `NoteError` or a `CheckpointError`; a known key whose signature fails refuses the whole note.
    package init(note: [UInt8], origin: String, keys: [VerifierKey]) throws {
        let signed = try SignedNote(bytes: note)
        let verified = try signed.verify(keys)
        checkpoint = try Checkpoint(text: signed.text)
        guard checkpoint.origin == origin else { throw CheckpointError.otherOrigin }
        let logKeys = verified.filter { $0.kind == .ed25519 && $0.name == origin }
        guard !logKeys.isEmpty else { throw NoteError.noKnownKey }
        let own = Set(logKeys.map(\.publicKey))
        cosigners = Set(verified.filter { $0.kind == .cosigner }.map(\.publicKey)).subtracting(own)
    }
}

/// cosignature/v1 (C2SP tlog-cosignature): a witness states when it saw the checkpoint as the largest it knows.
package struct Cosigner: Sendable {
    package let verifierKey: VerifierKey
    private let key: SigningKey

    package init(name: String, key: SigningKey) throws(NoteError) {
        verifierKey = try VerifierKey(name: name, kind: .cosigner, publicKey: key.publicKey)
        self.key = key
    }

    /// The signature line over a checkpoint's text, `time` in seconds since 1970, 1 to 2^63 − 1.
    package func sign(_ text: String, time: UInt64) throws(CryptographyError) -> String {
        var blob: [UInt8] = []
        withUnsafeBytes(of: verifierKey.keyID.bigEndian) { blob += $0 }
        withUnsafeBytes(of: time.bigEndian) { blob += $0 }
        blob += try key.sign(Array("cosignature/v1\ntime \(time)\n\(text)".utf8))
        return "\u{2014} \(verifierKey.name) \(Base64.encode(blob))\n"
    }
}
