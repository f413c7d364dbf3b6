package import Cryptography
package import TransparencyLog
package import Wire

/// Why a proof proves nothing (docs/proofs.md).
package enum ProofFault: Error, Hashable, Sendable {
    /// Not a file of this kind, or cut.
    case notAProof(String)
    case note(NoteError)
    case checkpoint(CheckpointError)
    /// The hashes do not lead to the signed root.
    case hashes(ProofError)
    /// A document is not what it must be; the text says which and how.
    case document(String)
    /// Fewer witnesses than were asked for.
    case tooFewCosigners(Int)
}

/// What `prove` writes: documents, the place of one of them in the log, and the signed checkpoint above it.
package struct ProofFile: Hashable, Sendable {
    /// In canonical JSON the first line of the payload: which proof it is, and what belongs to it.
    package var header: JSONObject
    /// Entries and rows, byte for byte.
    package var documents: [[UInt8]]
    package var index: UInt64
    package var hashes: [Digest32]
    package var checkpoint: String

    package init(header: JSONObject, documents: [[UInt8]], index: UInt64, hashes: [Digest32], checkpoint: String) {
        self.header = header
        self.documents = documents
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    // MARK: As text: a C2SP tlog-proof

    package var text: String {
        LogProof(extra: Deflate.compress(payload), index: index, hashes: hashes, checkpoint: checkpoint).text
    }

    package init(text: String) throws(ProofFault) {
        let proof: LogProof
        do { proof = try LogProof(text) } catch { throw .notAProof("\(error)") }
        guard proof.text == text else { throw .notAProof("spelling") }
        guard let payload = proof.extra.flatMap(Deflate.inflate) else { throw .notAProof("extra") }
        try self.init(payload: payload, index: proof.index, hashes: proof.hashes, checkpoint: proof.checkpoint)
    }

    private var payload: [UInt8] {
        ([CanonicalJSON.encode(header)] + documents).reduce(into: []) { lines, line in
            lines += line
            lines.append(0x0A)
        }
    }

    private init(payload: [UInt8], index: UInt64, hashes: [Digest32], checkpoint: String) throws(ProofFault) {
        guard payload.last == 0x0A, hashes.count <= 63 else { throw .notAProof("extra") }
        var lines = payload.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
        let first = lines.removeFirst()
        guard let header = (try? JSONParser.parse(first))?.object, CanonicalJSON.isCanonical(first) else { throw .notAProof("header") }
        self.init(header: header, documents: lines, index: index, hashes: hashes, checkpoint: checkpoint)
    }

    // MARK: In few bytes, for a QR code

    private static let magic = Array("DFP1".utf8)

    /// `DFP1` and a zlib stream of: payload length (u32, big-endian), payload, index (u64), number of hashes (u8), hashes, note.
    package var compact: [UInt8] {
        var bytes: [UInt8] = []
        let payload = payload
        withUnsafeBytes(of: UInt32(clamping: payload.count).bigEndian) { bytes += $0 }
        bytes += payload
        withUnsafeBytes(of: index.bigEndian) { bytes += $0 }
        bytes.append(UInt8(clamping: hashes.count))
        for hash in hashes { hash.append(to: &bytes) }
        return ProofFile.magic + Deflate.compress(bytes + Array(checkpoint.utf8))
    }

    package static func isCompact(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

    package init(compact: [UInt8]) throws(ProofFault) {
        guard ProofFile.isCompact(compact), let bytes = Deflate.inflate(Array(compact.dropFirst(ProofFile.magic.count))) else {
            throw .notAProof("compact")
        }
        func number(_ range: Range<Int>) -> UInt64 { bytes[range].reduce(0) { $0 << 8 | UInt64($1) } }
        guard bytes.count >= 4 else { throw .notAProof("compact") }
        let payloadEnd = 4 + Int(number(0..<4))
        guard payloadEnd <= bytes.count, bytes.count - payloadEnd > 9 else { throw .notAProof("compact") }
        let hashesStart = payloadEnd + 9
        let hashesEnd = hashesStart + 32 * Int(bytes[payloadEnd + 8])
        guard hashesEnd < bytes.count, UTF8Validation.firstInvalid(in: Array(bytes[hashesEnd...])) == nil else { throw .notAProof("compact") }
        let hashes = stride(from: hashesStart, to: hashesEnd, by: 32).compactMap { Digest32(bytes[$0..<$0 + 32]) }
        try self.init(
            payload: Array(bytes[4..<payloadEnd]), index: number(payloadEnd..<payloadEnd + 8), hashes: hashes,
            checkpoint: String(decoding: bytes[hashesEnd...], as: UTF8.self))
    }
}

/// That a later checkpoint holds all of an earlier one, as text.
package struct ExtensionProof: Hashable, Sendable {
    package static let header = "dutyfree-extension-proof@v1"
    package var older: String
    package var newer: String
    package var hashes: [Digest32]

    package init(older: String, newer: String, hashes: [Digest32]) {
        self.older = older
        self.newer = newer
        self.hashes = hashes
    }

    package var text: String {
        let lines = [ExtensionProof.header, "from " + Base64.encode(Array(older.utf8))] + hashes.map { Base64.encode($0.bytes) }
        return lines.joined(separator: "\n") + "\n\n" + newer
    }

    package init(text: String) throws(ProofFault) {
        let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard parts.first == Substring(ExtensionProof.header), let blank = parts.firstIndex(of: ""), blank >= 2, blank - 2 <= 63,
            parts[1].hasPrefix("from "), let older = Base64.decode(String(parts[1].dropFirst(5))), UTF8Validation.firstInvalid(in: older) == nil
        else { throw .notAProof("extension") }
        hashes = []
        for line in parts[2..<blank] {
            guard let hash = Base64.decode(String(line)).flatMap({ Digest32($0) }) else { throw .notAProof("hash") }
            hashes.append(hash)
        }
        self.older = String(decoding: older, as: UTF8.self)
        newer = parts[(blank + 1)...].joined(separator: "\n")
    }
}
