import Cryptography
import DutyFree
package import TransparencyLog
import Wire

/// Verifies a ledger, level by level (docs/format.md, Verifying).
package enum Verification {
    /// Verifies through `stores`, one a thread. `key` is the key to trust; without one it is what the ledger itself
    /// names, and the report says so. `held` is a checkpoint that somebody kept, verified under that key: the ledger must
    /// be an extension of it (from level 2 on). `progress` is told entries read, from any thread. Throws only where the ledger
    /// cannot be read at all; what is wrong with it is in the report.
    package static func run(
        _ stores: [any LedgerStore], level: Int, key: VerifierKey?, held: Checkpoint? = nil, witnesses: WitnessQuorum = WitnessQuorum(),
        authority: TimeStampAuthority? = nil,
        progress: @escaping @Sendable (UInt64) -> Void
    ) throws -> VerificationReport {
        try withReaders(stores[...], []) { readers in
            try verify(readers, level: level, trusted: key, held: held, witnesses: witnesses, authority: authority, progress: progress)
        }
    }

    /// Opens a read transaction on each store, so that all see one state of the ledger.
    private static func withReaders<T>(
        _ stores: ArraySlice<any LedgerStore>, _ readers: [any LedgerReader], _ body: ([any LedgerReader]) throws -> T
    ) throws -> T {
        guard let store = stores.first else { return try body(readers) }
        return try store.read { try withReaders(stores.dropFirst(), readers + [$0], body) }
    }

    private static func verify(
        _ readers: [any LedgerReader], level: Int, trusted: VerifierKey?, held: Checkpoint?, witnesses: WitnessQuorum,
        authority: TimeStampAuthority?, progress: @escaping @Sendable (UInt64) -> Void
    ) throws -> VerificationReport {
        let reader = readers[0]
        let size = try readers.map { try $0.size() }.min() ?? 0
        var report = VerificationReport(level: level, size: size, root: MerkleHash.empty)
        let genesis = try? Genesis.read(reader)
        report.genesis = genesis
        if genesis == nil { report.add(Finding(.notAnEntry, seq: 0, facts: ["fault": "genesis"])) }
        var ring = try? KeyRing(reader)
        if let trusted, let genesis, try ring == nil || !vouches(trusted, ring, reader) {
            ring = KeyRing(only: trusted)
            report.add(Finding(.otherLedger, seq: 0, facts: ["ledger": genesis.publicKey, "trusted": trusted.text]))
        }
        if trusted == nil { report.notChecked.append(.ownKey) }
        if held == nil || level == 1 { report.notChecked.append(.noOutsideCheckpoint) }

        if level == 1 {
            try verifySignatures(reader, ring: ring, into: &report)
        } else {
            var log = LogVerifier(readers: readers, size: size, progress: progress)
            try log.verify(ring: ring, into: &report)
            if let held { log.compare(held, into: &report) }
            if level >= 3 {
                var meaning = MeaningVerifier(reader: reader, leaves: log.leaves, altered: log.altered) { progress($0) }
                try meaning.verify(into: &report)
                if !meaning.isWhole { report.notChecked.append(.afterDamage) }
                if level >= 4 {
                    try ProjectionVerifier(reader: reader, view: meaning.view, lost: meaning.lost).verify(into: &report)
                }
            }
            try nameItems(reader, in: &report)
        }
        try witnesses.check(reader, keys: ring?.keys ?? [], into: &report)
        let stamped = try authority?.check(reader, into: &report) ?? []
        try verifyRevocations(reader, ring: ring, stamped: stamped, into: &report)
        if level < 4 { report.notChecked.append(.higherLevels) }
        let closes = try reader.masters(.close).count
        if report.commitments < closes { report.notChecked.append(.stateCommitments) }
        return report
    }

    /// Whether the trusted key is one of the ledger's, and has signed for what came before it: a key that was merely named vouches for
    /// nothing.
    package static func vouches(_ trusted: VerifierKey, _ ring: KeyRing?, _ reader: any LedgerReader) throws -> Bool {
        guard let ring, let index = ring.keys.firstIndex(of: trusted) else { return false }
        if index == 0 { return true }
        var isSigned = false
        var before: UInt64 = 0
        try reader.checkpoints { row in
            let signer = ring.index(at: before)
            before = row.size
            isSigned = isSigned || signer >= index && (try? Checkpoint.verify(note: row.note, key: ring.keys[signer])) != nil
            return !isSigned
        }
        return isSigned
    }

    /// What a revoked key signed beyond its last good size holds only as far as witnesses saw it, or as it was stamped before the
    /// key was revoked.
    private static func verifyRevocations(
        _ reader: any LedgerReader, ring: KeyRing?, stamped: [(size: UInt64, at: Timestamp)], into report: inout VerificationReport
    ) throws {
        guard let ring, !ring.revoked.isEmpty else { return }
        var before: UInt64 = 0
        var findings: [Finding] = []
        try reader.checkpoints { row in
            let key = ring.key(at: before)
            before = row.size
            let inTime = ring.revokedAt[key.keyIDHex].flatMap { revoked in stamped.last { $0.at < revoked }?.size } ?? 0
            if !ring.isGood(key, size: row.size), row.size > max(report.witnessed ?? 0, inTime) {
                findings.append(Finding(.revokedKey, facts: ["size": String(row.size), "key": key.keyIDHex]))
            }
            return true
        }
        for finding in findings { report.add(finding) }
    }

    /// Level 1 alone: what was signed, not what it was signed over.
    private static func verifySignatures(
        _ reader: any LedgerReader, ring: KeyRing?, into report: inout VerificationReport
    ) throws {
        var last: Checkpoint?
        var before: UInt64 = 0
        var expected: Int64 = 0
        var findings: [Finding] = []
        try reader.checkpoints { row in
            let facts = ["size": String(row.size), "commit": String(row.n)]
            if row.n != expected { findings.append(Finding(.missingCheckpoint, facts: ["commit": String(expected)])) }
            expected = row.n + 1
            let key = ring?.key(at: before)
            before = row.size
            guard let key, let checkpoint = try? Checkpoint.verify(note: row.note, key: key) else {
                findings.append(Finding(.badSignature, facts: facts))
                return true
            }
            if checkpoint.size != row.size || checkpoint.size <= last?.size ?? 0 {
                findings.append(Finding(.checkpointSize, facts: facts))
            }
            last = checkpoint
            return true
        }
        for finding in findings { report.add(finding) }
        report.checkpoints = Int(expected)
        if let last { report.root = last.root }
        let signed = last?.size ?? 0
        let facts = ["signed": String(signed), "size": String(report.size)]
        if signed > report.size { report.add(Finding(.truncated, seq: report.size, facts: facts)) }
        if signed < report.size { report.add(Finding(.unsignedTail, seq: signed, facts: facts)) }
    }

    /// Findings of the bytes know positions; people ask which items are touched.
    private static func nameItems(_ reader: any LedgerReader, in report: inout VerificationReport) throws {
        for index in report.findings.indices where report.findings[index].items.isEmpty {
            guard let seq = report.findings[index].seq, let body = try reader.body(at: seq),
                let item = (try? Entry(body))?.link?.item ?? EntryScan.item(in: body).flatMap({ try? ItemKey($0) })
            else { continue }
            report.findings[index].items = [item]
            report.itemsTouched.insert(item)
        }
    }
}
