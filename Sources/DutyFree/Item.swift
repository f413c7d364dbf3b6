package import GS1
package import Wire

/// What the rules know of one item. A value like any other, kept behind one reference: a million of them are looked up,
/// passed from rule to rule and put back while a file is recorded, and copying ten fields each time was a third of that.
package struct Item: Hashable, Sendable {
    private struct Fields: Hashable {
        var key: ItemKey
        var code: ItemKey
        var product: GTIN?
        var declaration: String?
        var state: ItemState
        var location: LocationPath?
        var destination: LocationPath?
        var onHold: Bool
        var parent: ItemKey?
        var lastOccurred: Timestamp
        var facts: ItemFacts
    }

    /// Written only while this value alone refers to it.
    private final class Storage: @unchecked Sendable {
        @exclusivity(unchecked) var fields: Fields
        init(_ fields: Fields) { self.fields = fields }
    }

    private var storage: Storage

    package init(
        key: ItemKey, code: ItemKey, product: GTIN?, declaration: String? = nil, state: ItemState, location: LocationPath?,
        destination: LocationPath?, onHold: Bool, parent: ItemKey?, lastOccurred: Timestamp, facts: ItemFacts
    ) {
        storage = Storage(
            Fields(
                key: key, code: code, product: product, declaration: declaration, state: state, location: location, destination: destination,
                onHold: onHold, parent: parent, lastOccurred: lastOccurred, facts: facts))
    }

    package static func == (left: Item, right: Item) -> Bool {
        left.storage === right.storage || left.storage.fields == right.storage.fields
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(storage.fields) }

    private var fields: Fields {
        _read { yield storage.fields }
        _modify {
            if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.fields) }
            yield &storage.fields
        }
    }

    /// Its key for life: the one it was declared under.
    package var key: ItemKey {
        get { fields.key }
        set { fields.key = newValue }
    }

    /// Today's label; differs from `key` after `relabel`.
    package var code: ItemKey {
        get { fields.code }
        set { fields.code = newValue }
    }

    /// Nil for a carton.
    package var product: GTIN? {
        get { fields.product }
        set { fields.product = newValue }
    }

    /// The declaration that brought it; nil for what another operator handed over, and for a carton.
    package var declaration: String? {
        get { fields.declaration }
        set { fields.declaration = newValue }
    }

    package var state: ItemState {
        get { fields.state }
        set { fields.state = newValue }
    }

    /// Nil where custody is transit, gone or lost.
    package var location: LocationPath? {
        get { fields.location }
        set { fields.location = newValue }
    }

    /// Where it is bound for, while in transit.
    package var destination: LocationPath? {
        get { fields.destination }
        set { fields.destination = newValue }
    }

    /// Frozen by customs.
    package var onHold: Bool {
        get { fields.onHold }
        set { fields.onHold = newValue }
    }

    /// The carton or set it is packed in.
    package var parent: ItemKey? {
        get { fields.parent }
        set { fields.parent = newValue }
    }

    /// When its last effective movement occurred.
    package var lastOccurred: Timestamp {
        get { fields.lastOccurred }
        set { fields.lastOccurred = newValue }
    }

    package var facts: ItemFacts {
        get { fields.facts }
        set { fields.facts = newValue }
    }
}
