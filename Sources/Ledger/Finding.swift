package import DutyFree
package import Wire

/// What a verification found wrong. `docs/format.md` says what must hold; each case is one way in which it does not.
package enum FindingKind: String, CaseIterable, Sendable {
    // Level 1
    /// A checkpoint is no signed note of this ledger, or its signature is not by the ledger's key.
    case badSignature = "bad-signature"
    /// Commits are counted from 0 without gaps: one is gone, or stands twice.
    case missingCheckpoint = "missing-checkpoint"
    /// The note speaks of another size than its row.
    case checkpointSize = "checkpoint-size"
    /// Fewer entries than the ledger has signed for.
    case truncated
    /// Entries that no checkpoint covers.
    case unsignedTail = "unsigned-tail"
    /// The ledger is smaller than a checkpoint that somebody else holds.
    case rolledBack = "rolled-back"
    /// The entries under a checkpoint that somebody else holds are not those that it was signed over.
    case rewritten
    /// The ledger's first entry or the trusted key names another ledger.
    case otherLedger = "other-ledger"
    /// No checkpoint has the cosignatures that were asked for.
    case notWitnessed = "not-witnessed"
    /// Signed with a key that was revoked for that size.
    case revokedKey = "revoked-key"
    /// A time stamp that is kept with a checkpoint is not of it, or its signature does not hold.
    case badTimestamp = "bad-timestamp"
    // Level 2
    case missingEntry = "missing-entry"
    /// The bytes of an entry are not those that were hashed into the chain and the tree.
    case alteredEntry = "altered-entry"
    /// The entry does not name the hash of the entry before it.
    case brokenChain = "broken-chain"
    /// The entry says another position than the one it stands at.
    case wrongPosition = "wrong-position"
    case damagedTile = "damaged-tile"
    case missingTile = "missing-tile"
    case extraTile = "extra-tile"
    /// The entries do not give the root that was signed.
    case wrongRoot = "wrong-root"
    // Level 3
    case notAnEntry = "not-an-entry"
    case notCanonical = "not-canonical"
    case timeWentBack = "time-went-back"
    case brokenItemChain = "broken-item-chain"
    /// The rules would not have admitted it.
    case notAdmissible = "not-admissible"
    /// State or place after the entry are not what the rules give.
    case wrongEffect = "wrong-effect"
    /// A party that signs for itself did not sign the commit that has its entries.
    case unsignedByParty = "unsigned-by-party"
    /// The state that a day was closed with is not the state that the entries give.
    case wrongCommitment = "wrong-commitment"
    // Level 4
    case wrongProjection = "wrong-projection"
}

/// One thing that is wrong, where, and whom it touches.
package struct Finding: Hashable, Sendable {
    package var kind: FindingKind
    /// The entry concerned; nil where it is about a tile, a checkpoint or a projection.
    package var seq: SequenceNumber?
    /// Named facts for the sentence that people read.
    package var facts: [String: String]
    package var items: [ItemKey]

    package init(_ kind: FindingKind, seq: SequenceNumber? = nil, facts: [String: String] = [:], items: [ItemKey] = []) {
        self.kind = kind
        self.seq = seq
        self.facts = facts
        self.items = items
    }
}

/// What a verification did and found.
package struct VerificationReport: Sendable {
    package var level: Int
    package var genesis: Genesis?
    /// Entries that were there.
    package var size: UInt64
    /// Root over all entries as they are; the signed one where all is sound.
    package var root: EntryHash
    /// The checkpoint that everything below it rests on: the greatest one that is signed and whose root the entries
    /// give. Nil where none does.
    package var proven: (size: UInt64, root: EntryHash)?
    /// When the last entry was recorded.
    package var at: Timestamp?
    /// In order of entries; at most `findingsMax` of them.
    package var findings: [Finding] = []
    /// How many there were in all.
    package var findingCount = 0
    package var itemsTouched: Set<ItemKey> = []
    package var notChecked: [NotChecked] = []
    package var checkpoints = 0
    /// Where it began, if it did not begin at the first entry.
    package var since: UInt64?
    /// The greatest checkpoint that enough of the witnesses cosigned.
    package var witnessed: UInt64?
    /// The greatest checkpoint that a trusted authority has stamped: it existed by then.
    package var stamped: (size: UInt64, at: Timestamp)?
    /// Sizes of checkpoints that another authority than the trusted one has stamped.
    package var otherStamps: [UInt64] = []
    /// State commitments that were computed again and agree.
    package var commitments = 0

    package static let findingsMax = 1_000

    package var isSound: Bool { findingCount == 0 }

    /// The first entry that is wrong.
    package var firstBad: SequenceNumber? { findings.compactMap(\.seq).min() }

    mutating func add(_ finding: Finding) {
        findingCount += 1
        itemsTouched.formUnion(finding.items)
        if findings.count < VerificationReport.findingsMax { findings.append(finding) }
    }
}

/// What a verification did not do, so that nobody believes that it did.
package enum NotChecked: String, CaseIterable, Sendable {
    /// Levels above the one asked for.
    case higherLevels = "higher-levels"
    /// The key is the one that the ledger itself names: who can replace the file can replace that.
    case ownKey = "own-key"
    /// Nobody else's checkpoint was compared: a ledger cut back to an earlier checkpoint of its own looks whole.
    case noOutsideCheckpoint = "no-outside-checkpoint"
    case stateCommitments = "state-commitments"
    /// The bodies before the checkpoint that was held: they rest on it.
    case oldBodies = "old-bodies"
    /// Entries behind the last checkpoint that witnesses cosigned.
    case afterWitness = "after-witness"
    /// The lifecycle could not be replayed past entries that cannot be read.
    case afterDamage = "after-damage"
}
