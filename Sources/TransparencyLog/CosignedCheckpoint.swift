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
        guard checkpoint.origin.utf8.elementsEqual(origin.utf8) else { throw CheckpointError.otherOrigin }
        let logKeys = verified.filter { $0.kind == .ed25519 && $0.name.utf8.elementsEqual(origin.utf8) }
        guard !logKeys.isEmpty else { throw NoteError.noKnownKey }
        // Former keys of the log are the log's too.
        let own = Set(keys.filter { $0.kind == .ed25519 }.map(\.publicKey))
        cosigners = Set(verified.filter { $0.kind == .cosigner }.map(\.publicKey)).subtracting(own)
    }
}

/// Lines of witnesses under one checkpoint.
package enum CosignatureLines {
    /// The newest of each key: one that is asked every day says the same again, and a note has room for a hundred lines.
    package static func newest(_ lines: [String]) -> [String] {
        var newest: [String: (time: UInt64, line: String)] = [:]
        for line in lines {
            let parts = line.split(separator: " ")
            guard parts.count == 3, let blob = Base64.decode(parts[2].filter { $0 != "\n" }), blob.count >= 12 else { continue }
            let who = parts[1] + "+" + Base64.encode(Array(blob[..<4]))
            let time = blob[4..<12].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            if newest[who].map({ $0.time < time }) ?? true { newest[who] = (time, line) }
        }
        return newest.sorted { $0.key < $1.key }.prefix(SignedNote.signatureLinesMax - 1).map(\.value.line)
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
