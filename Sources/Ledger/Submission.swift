package import DutyFree

/// A movement as it is handed to the recorder.
package struct Submission: Sendable {
    package var movement: Movement
    /// Where the entry to correct or take back is named by its event id instead of its position.
    package var referenceEvent: String?

    package init(_ movement: Movement, referenceEvent: String? = nil) {
        self.movement = movement
        self.referenceEvent = referenceEvent
    }
}

/// What became of a submission.
package enum Outcome: Sendable {
    /// Entries `first ..< first + count` were written.
    case recorded(first: SequenceNumber, count: Int, alerts: [ReasonCode])
    /// The same event with the same content stands in the ledger, from this entry on. Nothing was written.
    case alreadyRecorded(SequenceNumber)
    /// Nothing was written.
    case refused(Refusal)
}

/// A signed state of the ledger at the end of a commit.
package struct Commit: Hashable, Sendable {
    /// Entries before and after.
    package var before: UInt64
    package var size: UInt64
    package var root: EntryHash
    /// The signed note (C2SP tlog-checkpoint).
    package var note: String

    package init(before: UInt64, size: UInt64, root: EntryHash, note: String) {
        self.before = before
        self.size = size
        self.root = root
        self.note = note
    }
}

/// Why a ledger cannot be written although the store could.
package enum RecorderFault: Error, Hashable, Sendable {
    /// The key is not the one that the ledger's first entry names.
    case wrongKey(ledger: String, key: String)
    /// A party that signs for itself recorded something, and its key is not at hand.
    case partyKeyNeeded(PartyCode, keyID: String)
    /// The last checkpoint is not about the tree that the store has: damaged, run `verify`.
    case inconsistent(String)
    case malformedEntry(SequenceNumber, EntryFault)
    case noGenesis
    /// A recorded policy is not one that this program can judge by: written by a newer one, or damaged.
    case policyNotRead(field: String)
}
