package import Cryptography
import Wire

/// Why a text is no checkpoint (C2SP tlog-checkpoint).
package enum CheckpointError: Error, Hashable, Sendable {
    case tooFewLines
    case emptyOrigin
    case badSize
    case badRoot
    case emptyExtension
    case noFinalNewline
    /// A right signature under another origin is an attack, not a detail.
    case otherOrigin
    /// The tree of no entries has one root only.
    case wrongEmptyRoot
}

/// What a log signs: its origin, how many entries it has, and the root over them.
package struct Checkpoint: Hashable, Sendable {
    package let origin: String
    package let size: UInt64
    package let root: Digest32
    /// Lines after the three; ours has none.
    package let extensions: [String]

    package init(origin: String, size: UInt64, root: Digest32) {
        self.origin = origin
        self.size = size
        self.root = root
        extensions = []
    }

    /// Parses the text of a note. Throws also where a tree of size 0 has a root: there is only one.
    package init(text: String) throws(CheckpointError) {
        try self.init(parsing: text)
        if size == 0 && root != MerkleHash.empty { throw .wrongEmptyRoot }
    }

    /// The same without a look at the empty tree's root, which a witness answers apart.
    package init(parsing text: String) throws(CheckpointError) {
        guard text.hasSuffix("\n") else { throw .noFinalNewline }
        let lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 3 else { throw .tooFewLines }
        guard !lines[0].isEmpty else { throw .emptyOrigin }
        guard let size = Decimal64.parse(lines[1]), size <= UInt64(Int64.max) else { throw .badSize }
        guard let bytes = Base64.decode(lines[2]), let root = Digest32(bytes) else { throw .badRoot }
        guard !lines[3...].contains("") else { throw .emptyExtension }
        origin = lines[0]
        self.size = size
        self.root = root
        extensions = Array(lines[3...])
    }

    /// Parses a note without verifying it: for showing only.
    package init(note: String) throws { try self.init(text: SignedNote(note).text) }

    package var text: String {
        ([origin, String(size), Base64.encode(root.bytes)] + extensions).joined(separator: "\n") + "\n"
    }

    /// A checkpoint that this log's key signed, of this log: origin and key name agree.
    package static func verify(note: String, key: VerifierKey) throws -> Checkpoint {
        let signed = try SignedNote(note)
        _ = try signed.verify([key])
        let checkpoint = try Checkpoint(text: signed.text)
        guard checkpoint.origin == key.name else { throw CheckpointError.otherOrigin }
        return checkpoint
    }
}

/// ASCII decimal without sign, space or leading zero; `0` itself is allowed.
enum Decimal64 {
    static func parse(_ text: String) -> UInt64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text == "0" || !text.hasPrefix("0") else {
            return nil
        }
        return UInt64(text)
    }
}
