package import Cryptography
package import DutyFree
package import Wire

/// Position of an entry in its ledger, from 0: the leaf index of the Merkle tree.
package typealias SequenceNumber = UInt64

/// Hash of an entry: SHA-256(0x00 ‖ body), the RFC 6962 §2.1 leaf hash. One hash serves chain, item chain and tree.
package typealias EntryHash = Digest32

/// What an entry is about. Later kinds are added, never renamed.
package enum EntryKind: String, CaseIterable, Sendable {
    case genesis, party, location, product, document, movement, count, close, key
    /// A call to somebody (一呼一应), and what was done about it.
    case call, answer
    /// A version of a policy: its whole document.
    case policy
    /// What a risk rule found, and what was done about it.
    case alert
}

/// What ties an entry to an item and to the entry before it in that item's chain.
package struct ItemLink: Hashable, Sendable {
    package var item: ItemKey
    /// Position in the item's chain, from 0.
    package var n: UInt64
    /// The item's entry before; nil exactly when `n` is 0.
    package var previous: Previous?
    /// The item's state after the entry.
    package var state: ItemState
    package var from: LocationPath?
    package var to: LocationPath?
    /// The item whose movement this entry follows from: its carton or set, or the item it was exchanged for.
    package var via: ItemKey?

    package struct Previous: Hashable, Sendable {
        package var seq: SequenceNumber
        package var hash: EntryHash

        package init(seq: SequenceNumber, hash: EntryHash) {
            self.seq = seq
            self.hash = hash
        }
    }

    package init(
        item: ItemKey, n: UInt64, previous: Previous?, state: ItemState, from: LocationPath?, to: LocationPath?,
        via: ItemKey?
    ) {
        self.item = item
        self.n = n
        self.previous = previous
        self.state = state
        self.from = from
        self.to = to
        self.via = via
    }
}

/// One entry of the ledger as fields. `docs/format.md` has the meaning of each; `Entry+Bytes.swift` writes and reads it.
package struct Entry: Hashable, Sendable {
    package static let formatVersion: Int64 = 1
    /// A tile bundle gives an entry's length in 16 bits (C2SP tlog-tiles, Log entries).
    package static let bodyBytesMax = 65_535

    package var seq: SequenceNumber
    package var at: Timestamp
    /// The recorder's clock, where it was behind `at`.
    package var clock: Timestamp?
    /// Hash of the entry before; nil in genesis only.
    package var prev: EntryHash?
    package var kind: EntryKind
    /// The movement type or the document kind.
    package var type: String?
    package var by: PartyCode?
    package var event: String?
    package var occurred: Timestamp?
    package var link: ItemLink?
    package var documents: [DocumentKind: DocumentReference]
    package var person: PersonCode?
    /// The policy that the movement was judged by: the version in force when it occurred. Nil before the first policy.
    package var policy: PolicyID?
    package var reference: SequenceNumber?
    package var data: JSONObject

    package init(
        seq: SequenceNumber, at: Timestamp, clock: Timestamp? = nil, prev: EntryHash?, kind: EntryKind,
        type: String? = nil, by: PartyCode? = nil, event: String? = nil, occurred: Timestamp? = nil,
        link: ItemLink? = nil, documents: [DocumentKind: DocumentReference] = [:], person: PersonCode? = nil,
        policy: PolicyID? = nil, reference: SequenceNumber? = nil, data: JSONObject = JSONObject()
    ) {
        self.seq = seq
        self.at = at
        self.clock = clock
        self.prev = prev
        self.kind = kind
        self.type = type
        self.by = by
        self.event = event
        self.occurred = occurred
        self.link = link
        self.documents = documents
        self.person = person
        self.policy = policy
        self.reference = reference
        self.data = data
    }
}
