import Cryptography
import DutyFree
package import TransparencyLog
import Wire

/// Verifies only what came after a checkpoint that somebody kept (transparency-log.md, Incremental verification). Its work is that of
/// the new entries, and O(log n) tiles for all the others, which rest on the checkpoint: their bodies are not read.
///
/// Of each new entry: its bytes (hash, chain, tree, signed roots), its form, and that it follows its item's entry before, old ones
/// by their hash in the tiles that the checkpoint covers. Rules are not replayed: that needs the whole history.
package struct SinceVerifier {
    private let reader: any LedgerReader
    private let held: Checkpoint
    private let ring: KeyRing
    private let trusted: VerifierKey?
    private let tiles: TileReader

    /// `trusted` is the key that the verifier holds, if he holds one: it must be one of the ring's.
    package init(_ reader: any LedgerReader, held: Checkpoint, ring: KeyRing, trusted: VerifierKey? = nil) {
        self.trusted = trusted
        self.reader = reader
        self.held = held
        self.ring = ring
        // Tiles as they were at the held size: a tile that has grown since still begins with the same hashes.
        tiles = TileReader(size: held.size) { tile throws(ProofError) in
            guard let bytes = try? reader.tile(level: tile.level, index: tile.index), bytes.count >= 32 * tile.width else { throw .missingHash }
            return Array(bytes[..<(32 * tile.width)])
        }
    }

    package func verify(progress: (UInt64) -> Void) throws -> VerificationReport {
        let size = try reader.size()
        var report = VerificationReport(level: 2, size: size, root: held.root)
        report.genesis = try? Genesis.read(reader)
        report.since = held.size
        report.notChecked = [.oldBodies, .higherLevels]
        if let trusted, try !Verification.vouches(trusted, ring, reader) {
            report.add(Finding(.otherLedger, seq: 0, facts: ["ledger": ring.logKeys[0].key.text, "trusted": trusted.text]))
        }
        let facts = ["held": String(held.size), "size": String(size)]
        guard held.size <= size else {
            report.add(Finding(.rolledBack, seq: size, facts: facts))
            return report
        }
        // The compact tree at the held size, from O(log n) tiles; it must be the one that was signed.
        guard held.size > 0, let stack = try? stack(), var tree = CompactTree(size: held.size, stack: stack), tree.root == held.root else {
            report.add(Finding(.rewritten, facts: facts))
            return report
        }
        report.proven = (held.size, held.root)
        try verifyKeys(into: &report)
        try scan(size, &tree, &report, progress)
        report.root = tree.root
        return report
    }

    /// The entries that say which keys sign, genesis among them, are read although they are old: whoever could alter them unseen could
    /// sign what is new with a key of his own.
    private func verifyKeys(into report: inout VerificationReport) throws {
        for seq in try [0] + reader.masters(.key).map(\.seq).sorted() where seq < held.size {
            guard let body = try reader.body(at: seq), (try? tiles.provenLeaf(seq)) == SHA256.leaf(body) else {
                report.add(Finding(.alteredEntry, seq: seq))
                continue
            }
        }
    }

    private func stack() throws(ProofError) -> [Digest32] {
        var stack: [Digest32] = []
        var start: UInt64 = 0
        while start < held.size {
            let height = 63 - (held.size - start).leadingZeroBitCount
            stack.append(try tiles.hash(height, start >> UInt64(height)))
            start += 1 << UInt64(height)
        }
        return stack
    }

    /// Every new entry in order, each commit's root as it is reached.
    private func scan(_ size: UInt64, _ tree: inout CompactTree, _ report: inout VerificationReport, _ progress: (UInt64) -> Void) throws {
        var commits: [CheckpointRow] = []
        try reader.checkpoints { row in
            if row.size > held.size { commits.append(row) }
            return true
        }
        report.checkpoints = commits.count
        var pending = commits[...]
        var begin = held.size
        var before = try? tiles.provenLeaf(held.size - 1)
        var hashes: [SequenceNumber: EntryHash] = [:]
        var expected = held.size
        let hasher = try SHA256Hasher()
        var compact = tree
        var result = report
        try reader.scan(held.size..<size) { seq, body in
            while expected < seq {
                result.add(Finding(.missingEntry, seq: expected))
                before = nil
                expected += 1
            }
            let hash = hasher.hash(prefix: 0, body)
            let tail = EntryTail(body)
            if tail.seq != seq { result.add(Finding(.wrongPosition, seq: seq)) }
            if let before, tail.prev.flatMap({ EntryHash(hexBytes: $0) }) != before {
                result.add(Finding(.brokenChain, seq: seq, facts: ["before": before.hex]))
            }
            checkForm(body, seq, hashes, &result)
            hashes[seq] = hash
            compact.append(hash)
            before = hash
            expected = seq + 1
            while let next = pending.first, next.size <= expected {
                pending.removeFirst()
                compare(next, ring.key(at: begin), compact.size == next.size ? compact.root : nil, &result)
                begin = next.size
            }
            if seq % 8_192 == 0 { progress(8_192) }
            return true
        }
        for row in pending { result.add(Finding(.truncated, seq: size, facts: ["signed": String(row.size), "size": String(size)])) }
        if let last = commits.last?.size ?? Optional(held.size), last < size {
            result.add(Finding(.unsignedTail, seq: last, facts: ["signed": String(last), "size": String(size)]))
        }
        tree = compact
        report = result
    }

    private func compare(_ row: CheckpointRow, _ key: VerifierKey, _ root: Digest32?, _ report: inout VerificationReport) {
        let facts = ["size": String(row.size), "commit": String(row.n)]
        guard let checkpoint = try? Checkpoint.verify(note: row.note, key: key) else { return report.add(Finding(.badSignature, facts: facts)) }
        guard checkpoint.size == row.size, let root else { return report.add(Finding(.checkpointSize, facts: facts)) }
        guard checkpoint.root == root else {
            return report.add(Finding(.wrongRoot, facts: facts.merging(["signed": checkpoint.root.hex, "root": root.hex]) { a, _ in a }))
        }
        if report.isSound { report.proven = (row.size, root) }
    }

    private func checkForm(_ body: UnsafeRawBufferPointer, _ seq: SequenceNumber, _ hashes: [SequenceNumber: EntryHash], _ report: inout VerificationReport) {
        let entry: Entry
        do { entry = try Entry(body) } catch { return report.add(Finding(.notAnEntry, seq: seq, facts: ["fault": String(describing: error)])) }
        report.at = entry.at
        if !CanonicalJSON.isCanonical(body) { report.add(Finding(.notCanonical, seq: seq)) }
        guard let link = entry.link, let previous = link.previous else { return }
        let hash = previous.seq < held.size ? try? tiles.provenLeaf(previous.seq) : hashes[previous.seq]
        guard hash == previous.hash else {
            return report.add(Finding(.brokenItemChain, seq: seq, facts: ["n": String(link.n), "back": String(previous.seq)], items: [link.item]))
        }
    }
}
