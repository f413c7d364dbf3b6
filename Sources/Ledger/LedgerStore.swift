package import DutyFree
package import GS1
package import Supervision
import TransparencyLog
package import Wire

/// What the projections know of an item, and where its chain ends.
package struct ItemHead: Hashable, Sendable {
    package var item: Item
    /// The greatest `occurred` of the chain, corrections and voids included: a movement that occurred later cannot be
    /// in the chain already, so most idempotency checks end here.
    package var latest: Timestamp
    /// Position of the last entry in the item's chain.
    package var n: UInt64
    package var seq: SequenceNumber
    package var hash: EntryHash
    /// The store's own handle of the row; nil for an item that the store has not seen.
    package var row: Int64?

    package init(item: Item, latest: Timestamp, n: UInt64, seq: SequenceNumber, hash: EntryHash, row: Int64?) {
        self.item = item
        self.latest = latest
        self.n = n
        self.seq = seq
        self.hash = hash
        self.row = row
    }
}

/// A line of the stock: how many items of a product are in a state at a place (`nil`: nowhere of ours).
package struct StockKey: Hashable, Sendable {
    package var location: LocationPath?
    package var product: GTIN
    package var state: ItemState

    package init(location: LocationPath?, product: GTIN, state: ItemState) {
        self.location = location
        self.product = product
        self.state = state
    }
}

/// Named facts that are not items: master data, and what the rules know of trips and persons.
package enum MasterKind: String, CaseIterable, Sendable {
    case party, location, product, trip, person
    /// A stock count as its entries leave it.
    case count
    /// State commitments, by the position of their entry.
    case close
    /// Keys that were named or revoked, by the position of their entry.
    case key
    /// A call as its entries leave it.
    case call
    /// Policy documents, by id.
    case policy
    /// An alert as its entries leave it, by the position of the first.
    case alert
}

package struct MasterRow: Hashable, Sendable {
    package var name: String
    package var data: JSONObject
    /// The entry that said it last.
    package var seq: SequenceNumber

    package init(name: String, data: JSONObject, seq: SequenceNumber) {
        self.name = name
        self.data = data
        self.seq = seq
    }
}

/// One commit's checkpoint as it is kept: commits are counted from 0 without gaps.
package struct CheckpointRow: Hashable, Sendable {
    package var n: Int64
    package var size: UInt64
    /// A signed note (C2SP tlog-checkpoint).
    package var note: String

    package init(n: Int64, size: UInt64, note: String) {
        self.n = n
        self.size = size
        self.note = note
    }
}

/// A consistent view of one ledger. Every method throws `StoreFault` where the store cannot answer.
package protocol LedgerReader: AnyObject {
    /// Number of entries.
    func size() throws -> UInt64
    func body(at seq: SequenceNumber) throws -> [UInt8]?
    /// Visits the bodies of a range in order; bytes are valid during the call only. Stops where `visit` returns false.
    func scan(
        _ range: Range<SequenceNumber>, _ visit: (SequenceNumber, UnsafeRawBufferPointer) throws -> Bool
    ) throws
    /// The hashes of a tile, 32 bytes each; nil where there is no such tile.
    func tile(level: Int, index: UInt64) throws -> [UInt8]?
    /// Visits every tile that is there, by level and index; the hashes are valid during the call only.
    func tiles(_ visit: (Int, UInt64, UnsafeRawBufferPointer) throws -> Bool) throws
    /// Visits every checkpoint, oldest first.
    func checkpoints(_ visit: (CheckpointRow) throws -> Bool) throws
    func lastCheckpoint() throws -> (size: UInt64, note: String)?
    /// Signature lines of witnesses under the checkpoint of this size, each with its newline.
    func cosignatures(_ size: UInt64) throws -> [String]
    /// Time-stamp responses (RFC 3161, DER) over the note of the checkpoint of this size.
    func timestamps(_ size: UInt64) throws -> [[UInt8]]

    func head(of key: ItemKey) throws -> ItemHead?
    /// The item that bears or bore a label other than its key.
    func item(labelled code: ItemKey) throws -> ItemKey?
    /// Identity keys of all that hold others.
    func parents() throws -> Set<ItemKey>
    func members(of parent: ItemKey) throws -> [ItemKey]
    func master(_ kind: MasterKind, _ name: String) throws -> MasterRow?
    func masters(_ kind: MasterKind) throws -> [MasterRow]
    /// The first entry with this event id, among those kept in the event table.
    func event(_ id: String) throws -> SequenceNumber?
    func stock() throws -> [StockKey: Int64]
    /// Visits the items of a choice, in order of row.
    func items(_ choice: ItemChoice, _ visit: (ItemHead) throws -> Bool) throws
    /// Visits every item, cartons and pallets among them, in order of row. `begin` is told first how many there are at most.
    func book(begin: (Int) throws -> Void, _ visit: (BookRow) throws -> Void) throws
    func labels() throws -> [ItemKey: ItemKey]
    /// Whether the store keeps flows: a file of an older version that is only read has none.
    func hasFlows() throws -> Bool
    /// Whether there are items and not one flow: so a migration leaves a file of an older version, until it is rebuilt.
    func lacksFlows() throws -> Bool
    func flows() throws -> [Flow: Int64]
    /// Every line of the account without its day: items before the first of these days, within them, and after the last.
    func flows(within days: ClosedRange<Int32>) throws -> [FlowTotal]
    /// How many items of a product and a declaration are in a state, counted from the items.
    func items(_ visit: (GTIN, String, ItemState, Int64) throws -> Void) throws
    func events(_ visit: (String, SequenceNumber) throws -> Bool) throws
}

/// Which items are read from the projections.
package enum ItemChoice: Hashable, Sendable {
    case all
    case states([ItemState])
    /// Those with a movement that occurred at this moment or later, as recorded or as corrected.
    case movedSince(Timestamp)
}

extension LedgerReader {
    /// Visits every item, in order of row.
    package func items(_ visit: (ItemHead) throws -> Bool) throws { try items(.all, visit) }

    /// A checkpoint's note with what witnesses said of it, the newest line of each.
    package func cosigned(_ note: String, size: UInt64) throws -> String { try note + CosignatureLines.newest(cosignatures(size)).joined() }
}

/// An item as a count's book needs it: bytes of its row, valid during the call only, empty where there is nothing. A million
/// items are read without a text for each.
package struct BookRow {
    /// Its key for life.
    package var key: UnsafeRawBufferPointer
    /// Today's label, where it is no longer the key.
    package var label: UnsafeRawBufferPointer
    /// 14 digits; empty for a carton or pallet.
    package var product: UnsafeRawBufferPointer
    package var state: UnsafeRawBufferPointer
    package var location: UnsafeRawBufferPointer
    package var parent: UnsafeRawBufferPointer
    /// Its last entry.
    package var seq: SequenceNumber

    package init(
        key: UnsafeRawBufferPointer, label: UnsafeRawBufferPointer, product: UnsafeRawBufferPointer, state: UnsafeRawBufferPointer,
        location: UnsafeRawBufferPointer, parent: UnsafeRawBufferPointer, seq: SequenceNumber
    ) {
        self.key = key
        self.label = label
        self.product = product
        self.state = state
        self.location = location
        self.parent = parent
        self.seq = seq
    }
}

/// The same inside a write transaction.
package protocol LedgerWriter: LedgerReader {
    /// Appends entries: `bytes` holds their bodies one after the other, `ends` where each ends.
    func append(from first: SequenceNumber, bytes: UnsafeRawBufferPointer, ends: [Int]) throws
    /// Writes a tile, or the longer form of one that is there.
    func put(tile hashes: [UInt8], level: Int, index: UInt64) throws
    func put(checkpoint note: String, size: UInt64) throws
    /// Keeps what others say of a checkpoint that is there; what is there already stays once.
    func put(cosignature line: String, size: UInt64) throws
    func put(timestamp token: [UInt8], size: UInt64) throws
    /// Inserts (`row` nil) or updates items; answers the row of each.
    func put(_ heads: [ItemHead]) throws -> [Int64]
    func put(label code: ItemKey, of item: ItemKey) throws
    func add(_ deltas: [StockKey: Int64]) throws
    func add(_ deltas: [Flow: Int64]) throws
    func put(_ kind: MasterKind, _ row: MasterRow) throws
    func put(event id: String, at seq: SequenceNumber) throws
    /// Removes every row of the projections; only `repair` does that.
    func clearProjections() throws
}

/// Where a ledger is kept.
package protocol LedgerStore: AnyObject {
    func read<T>(_ body: (any LedgerReader) throws -> T) throws -> T
    /// Everything in `body` or nothing; on return it is durable. A second writer waits its turn.
    func write<T>(_ body: (any LedgerWriter) throws -> T) throws -> T
}

/// What a store cannot do, told apart as far as a person can act on it.
package enum StoreFault: Error, Hashable, Sendable {
    case notFound(path: String)
    case exists(path: String)
    case notALedger(path: String)
    case newerSchema(path: String, version: Int64)
    case unreadable(path: String, reason: String)
    case readOnly(path: String)
    case busy(path: String, waitedMs: Int64)
    case diskFull(path: String)
    case damaged(path: String, reason: String)
    /// Anything else the database said, in its own words, for the report of a fault.
    case other(path: String, reason: String)
}
