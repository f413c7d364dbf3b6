package import Wire

/// A fact that somebody wants recorded, not yet judged.
package struct Movement: Hashable, Sendable {
    package var type: MovementType
    package var by: PartyCode
    package var occurred: Timestamp
    /// Items or cartons, by key or by today's label.
    package var items: [ItemKey]
    /// Where the one who records believes the items to be; compared, not recorded.
    package var from: LocationPath?
    package var to: LocationPath?
    package var documents: [DocumentKind: DocumentReference]
    package var person: PersonCode?
    /// Idempotency id given by the source.
    package var event: String?
    /// The entry that is corrected or taken back.
    package var reference: UInt64?
    /// What the type adds, by field name. Times in it are UTC with milliseconds.
    package var data: JSONObject

    package init(
        type: MovementType, by: PartyCode, occurred: Timestamp, items: [ItemKey], from: LocationPath? = nil,
        to: LocationPath? = nil, documents: [DocumentKind: DocumentReference] = [:], person: PersonCode? = nil,
        event: String? = nil, reference: UInt64? = nil, data: JSONObject = JSONObject()
    ) {
        self.type = type
        self.by = by
        self.occurred = occurred
        self.items = items
        self.from = from
        self.to = to
        self.documents = documents
        self.person = person
        self.event = event
        self.reference = reference
        self.data = data
    }
}

/// A movement that the ledger holds, seen from one item.
package struct RecordedMovement: Sendable {
    package var seq: UInt64
    package var recorded: Timestamp
    /// `items` is the entry's item alone.
    package var movement: Movement
    /// The item whose movement the entry follows from: its carton or set, or the item it was exchanged for.
    package var via: ItemKey?
    /// The item's state after it; nil for an entry without an item.
    package var state: ItemState?
    /// The version that it was judged by; nil before the ledger had any.
    package var policy: PolicyID?

    package init(
        seq: UInt64, recorded: Timestamp, movement: Movement, via: ItemKey?, state: ItemState?, policy: PolicyID? = nil
    ) {
        self.seq = seq
        self.recorded = recorded
        self.movement = movement
        self.via = via
        self.state = state
        self.policy = policy
    }

    package var viaParent: Bool { via != nil }
}
