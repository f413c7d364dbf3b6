package import Cryptography
import Wire

/// Why a signed note is refused (C2SP signed-note).
package enum NoteError: Error, Hashable, Sendable {
    case notUTF8
    case controlCharacter
    case noBlankLine
    case noSignature
    case noFinalNewline
    case malformedSignatureLine
    case tooManySignatures
    /// No signature by a known key.
    case noKnownKey
    /// A signature by a known key does not verify: the whole note is refused.
    case badSignature
    case badName
    case badVerifierKey
}

/// A note: a text and the lines that sign it. Parsed strictly; nothing about it is verified yet.
package struct SignedNote: Hashable, Sendable {
    package struct Signature: Hashable, Sendable {
        package let name: String
        package let keyID: UInt32
        package let bytes: [UInt8]
    }

    /// What is signed: ends with a newline, without the blank line.
    package let text: String
    package let signatures: [Signature]

    static let signatureLinesMax = 100

    package init(_ note: String) throws(NoteError) {
        guard !note.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F }) else {
            throw .controlCharacter
        }
        let bytes = Array(note.utf8)
        guard bytes.last == 0x0A else { throw .noFinalNewline }
        // The last blank line ends the text: a text may hold blank lines itself.
        guard let split = (0..<bytes.count - 1).last(where: { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A }) else {
            throw .noBlankLine
        }
        text = String(decoding: bytes[...split], as: UTF8.self)
        let rest = bytes[(split + 2)...]
        guard !rest.isEmpty else { throw .noSignature }
        var signatures: [Signature] = []
        for line in rest.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false) {
            guard signatures.count < SignedNote.signatureLinesMax else { throw .tooManySignatures }
            signatures.append(try SignedNote.signature(String(decoding: line, as: UTF8.self)))
        }
        self.signatures = signatures
    }

    package init(bytes: [UInt8]) throws(NoteError) {
        guard UTF8Validation.firstInvalid(in: bytes) == nil else { throw .notUTF8 }
        try self.init(String(decoding: bytes, as: UTF8.self))
    }

    private static func signature(_ line: String) throws(NoteError) -> Signature {
        // `— name base64`, the dash is U+2014.
        guard line.hasPrefix("\u{2014} ") else { throw .malformedSignatureLine }
        let parts = line.dropFirst(2).split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let blob = Base64.decode(String(parts[1])), blob.count > 4 else {
            throw .malformedSignatureLine
        }
        let name = String(parts[0])
        guard KeyName.isValid(name) else { throw .malformedSignatureLine }
        let id = blob[0..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Signature(name: name, keyID: id, bytes: Array(blob[4...]))
    }

    /// The signatures by known keys, all of them right. Throws `.badSignature` where one is not, even beside a good one,
    /// and `.noKnownKey` where there is none. Unknown keys are passed over.
    package func verify(_ keys: [VerifierKey]) throws(NoteError) -> [VerifierKey] {
        var verified: [VerifierKey] = []
        for signature in signatures {
            for key in keys where key.keyID == signature.keyID && key.name.utf8.elementsEqual(signature.name.utf8) {
                guard key.verify(text: text, signature: signature.bytes) else { throw .badSignature }
                if !verified.contains(key) { verified.append(key) }
            }
        }
        guard !verified.isEmpty else { throw .noKnownKey }
        return verified
    }
}

enum KeyName {
    /// Not empty, no white space, no `+` (C2SP signed-note, Format).
    static func isValid(_ name: String) -> Bool {
        !name.isEmpty && name.unicodeScalars.allSatisfy { $0 != "+" && !$0.properties.isWhitespace && $0.value >= 0x20 && $0.value != 0x7F }
    }
}

/// A public key with its name, as C2SP writes it: `name+hash+base64(type ‖ key)`.
package struct VerifierKey: Hashable, Sendable {
    package enum Kind: UInt8, Sendable {
        case ed25519 = 0x01
        case cosigner = 0x04
    }

    package let name: String
    package let kind: Kind
    package let keyID: UInt32
    package let publicKey: PublicKey

    package init(name: String, kind: Kind = .ed25519, publicKey: PublicKey) throws(NoteError) {
        guard KeyName.isValid(name) else { throw .badName }
        self.name = name
        self.kind = kind
        self.publicKey = publicKey
        keyID = VerifierKey.keyID(name: name, type: kind.rawValue, key: publicKey.raw)
    }

    /// Reads a verifier key, computes the id anew and refuses a mismatch.
    package init(_ text: String) throws(NoteError) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].utf8.count == 8, let blob = Base64.decode(String(parts[2])), blob.count == 33,
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
            let id = UInt32(parts[1], radix: 16), let kind = Kind(rawValue: blob[0]),
            let key = try? PublicKey(raw: Array(blob[1...]))
        else { throw .badVerifierKey }
        try self.init(name: String(parts[0]), kind: kind, publicKey: key)
        guard id == keyID else { throw .badVerifierKey }
    }

    package var keyIDHex: String {
        let hex = String(keyID, radix: 16)
        return String(repeating: "0", count: 8 - hex.count) + hex
    }

    package var text: String { "\(name)+\(keyIDHex)+\(Base64.encode([kind.rawValue] + publicKey.raw))" }

    /// SHA-256(name ‖ 0x0A ‖ type ‖ key), its first four bytes.
    private static func keyID(name: String, type: UInt8, key: [UInt8]) -> UInt32 {
        let hash = SHA256.hash(Array(name.utf8) + [0x0A, type] + key).bytes
        return hash[0..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }

    func verify(text: String, signature: [UInt8]) -> Bool {
        switch kind {
        case .ed25519: publicKey.verify(Array(text.utf8), signature: signature)
        case .cosigner: Cosignature.verify(text: text, blob: signature, key: publicKey)
        }
    }
}

/// cosignature/v1 (C2SP tlog-cosignature): a witness states when it saw the checkpoint as the largest it knows.
enum Cosignature {
    /// `blob` is time (u64, big-endian) and signature: 72 bytes after the key id.
    static func verify(text: String, blob: [UInt8], key: PublicKey) -> Bool {
        guard blob.count == 72 else { return false }
        let time = blob[0..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard time > 0, time <= UInt64(Int64.max), (try? Checkpoint(text: text)) != nil else { return false }
        return key.verify(Array("cosignature/v1\ntime \(time)\n".utf8) + Array(text.utf8), signature: Array(blob[8...]))
    }
}

/// Signs notes with an Ed25519 key under a name.
package struct NoteSigner: Sendable {
    package let verifierKey: VerifierKey
    private let key: SigningKey

    package init(name: String, key: SigningKey) throws(NoteError) {
        verifierKey = try VerifierKey(name: name, publicKey: key.publicKey)
        self.key = key
    }

    /// The whole note: text, blank line, signature line. `text` ends with a newline.
    package func sign(_ text: String) throws(CryptographyError) -> String {
        var id = verifierKey.keyID.bigEndian
        let blob = withUnsafeBytes(of: &id) { Array($0) } + (try key.sign(Array(text.utf8)))
        return "\(text)\n\u{2014} \(verifierKey.name) \(Base64.encode(blob))\n"
    }
}
