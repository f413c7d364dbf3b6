import Cryptography
import Dispatch
import DutyFree
import Synchronization
import TransparencyLog
import Wire

/// Levels 1 and 2: the bytes. Hashes every body, follows the chain, rebuilds the tree and compares it with the tiles and
/// with every signed root. Shares nothing with the recorder but hash functions and formats.
struct LogVerifier {
    /// One store a thread; the work is cut into segments of entries that the threads take in turn.
    let readers: [any LedgerReader]
    let size: UInt64
    let progress: @Sendable (UInt64) -> Void

    /// Entries of a segment.
    static let segment: UInt64 = 32_768

    /// What the scan saw, by position.
    private(set) var leaves: [EntryHash] = []
    private(set) var missing: Set<SequenceNumber> = []
    /// Entries whose bytes are not those that were recorded.
    private(set) var altered: Set<SequenceNumber> = []

    init(readers: [any LedgerReader], size: UInt64, progress: @escaping @Sendable (UInt64) -> Void) {
        self.readers = readers
        self.size = size
        self.progress = progress
    }

    mutating func verify(ring: KeyRing?, into report: inout VerificationReport) throws {
        let scan = try scanBodies()
        leaves = scan.leaves
        missing = Set(scan.missing)
        let tiles = try StoredTiles(readers[0], size: size)
        // Where an entry is gone its tile still knows its hash: the rest can be verified around the hole.
        for seq in scan.missing { if let hash = tiles.leaf(seq) { leaves[Int(seq)] = hash } }
        report.size = size
        var found = tiles.geometryFindings()
        found += scan.missing.map { Finding(.missingEntry, seq: $0) }
        found += scan.misplaced.map { Finding(.wrongPosition, seq: $0) }
        var tree = LeafTree(leaves: leaves, tiles: scan.tiles)
        found += try compareRoots(&tree, ring: ring, into: &report)
        let proven = report.proven?.size ?? 0
        // Below the greatest root that is signed and that the entries give, the entries are right and a tile that
        // differs is wrong. Above it, the tile is the witness against the entry.
        let differing = tiles.differing(leaves, level: 0).filter { !missing.contains($0) }
        altered = Set(differing.filter { $0 >= proven })
        found += altered.map { alteredFinding($0, scan, tiles) }
        found += tiles.damagedTiles([leaves] + tree.upper, altered: altered.union(missing))
        for (seq, named) in scan.breaks where !altered.contains(seq) && !altered.contains(seq - 1) {
            let facts = ["named": named?.hex ?? "-", "before": leaves[Int(seq - 1)].hex]
            found.append(Finding(.brokenChain, seq: seq, facts: facts))
        }
        let accused = found.contains { $0.seq != nil && $0.kind != .unsignedTail && $0.kind != .truncated }
        if !accused, proven < size, found.contains(where: { $0.kind == .wrongRoot }) {
            // Entries, chain and tiles agree with each other and only the signature does not: all was made anew.
            found.append(Finding(.alteredEntry, seq: proven, facts: ["how": "rewritten"]))
        }
        for finding in found.sorted(by: { ($0.seq ?? .max, $0.kind.rawValue) < ($1.seq ?? .max, $1.kind.rawValue) }) {
            report.add(finding)
        }
    }

    /// The ledger must hold what somebody's checkpoint was signed over, and more: a signature says who, not that history is
    /// unchanged.
    func compare(_ held: Checkpoint, into report: inout VerificationReport) {
        let facts = ["held": String(held.size), "size": String(size)]
        guard held.size <= size else { return report.add(Finding(.rolledBack, seq: size, facts: facts)) }
        var tree = LeafTree(leaves: leaves, tiles: [])
        let root = tree.root(held.size)
        if root != held.root {
            report.add(Finding(.rewritten, facts: facts.merging(["signed": held.root.hex, "root": root.hex]) { a, _ in a }))
        }
    }

    private func alteredFinding(_ seq: SequenceNumber, _ scan: Scan, _ tiles: StoredTiles) -> Finding {
        let recorded = tiles.leaf(seq)
        // The next entry still names what was recorded: only these bytes were touched.
        let how = scan.breaks[seq + 1].flatMap { $0 } == recorded ? "bytes" : "rehashed"
        return Finding(
            .alteredEntry, seq: seq,
            facts: ["how": how, "hash": leaves[Int(seq)].hex, "recorded": recorded?.hex ?? "-"])
    }

    // MARK: Bodies

    /// Readers are used by one thread each, never by two.
    private struct Threads: @unchecked Sendable {
        let readers: [any LedgerReader]
    }

    private struct Scan: Sendable {
        var leaves: [EntryHash]
        var missing: [SequenceNumber] = []
        /// Entries whose `prev` is not the hash of the entry before as it is, with what they name.
        var breaks: [SequenceNumber: EntryHash?] = [:]
        var misplaced: [SequenceNumber] = []
        var firsts: [(seq: SequenceNumber, prev: EntryHash?)] = []
        /// Roots of the segment's whole tiles; none where an entry is missing.
        var tiles: [EntryHash?] = []
    }

    private func scanBodies() throws -> Scan {
        let segments = (size + LogVerifier.segment - 1) / LogVerifier.segment
        let next = Mutex<UInt64>(0)
        let results = Mutex<[UInt64: Result<Scan, any Error>]>([:])
        let threads = Threads(readers: readers)
        let (size, progress) = (size, progress)
        DispatchQueue.concurrentPerform(iterations: readers.count) { thread in
            while let segment = next.withLock({ next -> UInt64? in
                guard next < segments else { return nil }
                next += 1
                return next - 1
            }) {
                let lower = segment * LogVerifier.segment
                let range = lower..<min(size, lower + LogVerifier.segment)
                let part = Result { try LogVerifier.scan(range, threads.readers[thread]) }
                results.withLock { $0[segment] = part }
                progress(range.upperBound - range.lowerBound)
            }
        }
        let parts = results.withLock { $0 }
        var whole = Scan(leaves: [])
        whole.leaves.reserveCapacity(Int(size))
        for segment in 0..<segments {
            guard let part = try parts[segment]?.get() else { continue }
            if let first = part.firsts.first, first.seq > 0 {
                let before = whole.leaves.last
                if !whole.missing.contains(first.seq - 1), first.prev != before { whole.breaks[first.seq] = .some(first.prev) }
            }
            whole.leaves += part.leaves
            let tilesOfPart = part.leaves.count / 256
            whole.tiles += part.tiles.isEmpty ? Array(repeating: nil, count: tilesOfPart) : part.tiles
            whole.missing += part.missing
            whole.breaks.merge(part.breaks) { _, new in new }
            whole.misplaced += part.misplaced
        }
        return whole
    }

    private static func scan(_ range: Range<SequenceNumber>, _ reader: any LedgerReader) throws -> Scan {
        let hasher = try SHA256Hasher()
        var part = Scan(leaves: [])
        part.leaves.reserveCapacity(Int(range.count))
        var expected = range.lowerBound
        var before: EntryHash?
        try reader.scan(range) { seq, body in
            while expected < seq {
                part.missing.append(expected)
                part.leaves.append(.zero)
                before = nil
                expected += 1
            }
            let hash = hasher.hash(prefix: 0, body)
            let tail = EntryTail(body)
            if tail.seq != seq { part.misplaced.append(seq) }
            if seq == range.lowerBound {
                part.firsts.append((seq, tail.prev.flatMap { EntryHash(hexBytes: $0) }))
            } else if let before, !(tail.prev.map { before.isWritten(as: $0) } ?? false) {
                part.breaks[seq] = .some(tail.prev.flatMap { EntryHash(hexBytes: $0) })
            }
            part.leaves.append(hash)
            before = hash
            expected = seq + 1
            return true
        }
        while expected < range.upperBound {
            part.missing.append(expected)
            part.leaves.append(.zero)
            expected += 1
        }
        let merkle = try MerkleHasher()
        if part.missing.isEmpty {
            part.tiles = stride(from: 0, to: part.leaves.count / 256 * 256, by: 256).map {
                merkle.root(ofPerfect: part.leaves[$0..<$0 + 256])
            }
        }
        return part
    }

    // MARK: Roots

    /// Compares every checkpoint with the tree, and answers what is wrong. Sets what is proven.
    private func compareRoots(
        _ tree: inout LeafTree, ring: KeyRing?, into report: inout VerificationReport
    ) throws -> [Finding] {
        var findings: [Finding] = []
        var expectedN: Int64 = 0
        var lastSize: UInt64 = 0
        var lastSigned: UInt64 = 0
        var begin: UInt64 = 0
        var proven: (size: UInt64, root: EntryHash)?
        var count = 0
        var broken = false
        try readers[0].checkpoints { row in
            count += 1
            let facts = ["size": String(row.size), "commit": String(row.n)]
            if row.n != expectedN { findings.append(Finding(.missingCheckpoint, facts: ["commit": String(expectedN)])) }
            expectedN = row.n + 1
            let key = ring?.key(at: begin)
            begin = row.size
            guard let key, let checkpoint = try? Checkpoint.verify(note: row.note, key: key) else {
                findings.append(Finding(.badSignature, facts: facts))
                return true
            }
            guard checkpoint.size == row.size, row.size > lastSize else {
                findings.append(Finding(.checkpointSize, facts: facts))
                return true
            }
            lastSize = row.size
            lastSigned = checkpoint.size
            guard checkpoint.size <= size else { return true }
            let root = tree.root(checkpoint.size)
            if root == checkpoint.root {
                if !broken { proven = (checkpoint.size, checkpoint.root) }
            } else if !broken {
                broken = true
                findings.append(
                    Finding(
                        .wrongRoot,
                        facts: facts.merging(["signed": checkpoint.root.hex, "root": root.hex]) { a, _ in a }))
            }
            return true
        }
        report.root = tree.root(size)
        report.proven = proven
        report.checkpoints = count
        if lastSigned > size {
            findings.append(Finding(.truncated, seq: size, facts: ["signed": String(lastSigned), "size": String(size)]))
        } else if lastSigned < size {
            findings.append(
                Finding(.unsignedTail, seq: lastSigned, facts: ["signed": String(lastSigned), "size": String(size)]))
        }
        return findings
    }
}
