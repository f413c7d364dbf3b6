package import Cryptography
package import DutyFree
package import GS1
package import TransparencyLog
package import Wire

/// What an entry of kind `close` commits to: every item's latest state and every total, by two roots (docs/proofs.md).
package struct StateCommitment: Hashable, Sendable {
    /// The day in Asia/Shanghai, `2026-03-02`.
    package var date: String
    /// The state is that after the first `size` entries; the `close` entry stands at this position.
    package var size: UInt64
    package var itemsRoot: Digest32
    package var itemCount: UInt64
    package var stock: SumNode
    package var stockRows: UInt64

    package var data: JSONObject {
        [
            "date": .string(date), "size": .integer(Int64(clamping: size)),
            "items": .object(["count": .integer(Int64(clamping: itemCount)), "root": .string(itemsRoot.hex)]),
            "stock": .object([
                "items": .integer(Int64(clamping: stock.items)), "root": .string(stock.hash.hex), "rows": .integer(Int64(clamping: stockRows)),
                "valueFen": .integer(Int64(clamping: stock.valueFen)),
            ]),
        ]
    }

    /// Nil for what commits to nothing.
    package init?(data: JSONObject) {
        func number(_ value: JSONValue?) -> UInt64? { value?.integer.flatMap { $0 >= 0 ? UInt64($0) : nil } }
        guard let date = data["date"]?.string, let size = number(data["size"]), let items = data["items"]?.object,
            let stock = data["stock"]?.object, let count = number(items["count"]), let root = items["root"]?.string.flatMap({ Digest32(hex: $0) }),
            let rows = number(stock["rows"]), let stockRoot = stock["root"]?.string.flatMap({ Digest32(hex: $0) }),
            let total = number(stock["items"]), let value = number(stock["valueFen"])
        else { return nil }
        self.date = date
        self.size = size
        itemsRoot = root
        itemCount = count
        self.stock = SumNode(hash: stockRoot, items: total, valueFen: value)
        stockRows = rows
    }

    fileprivate init(date: String, size: UInt64, itemsRoot: Digest32, itemCount: UInt64, stock: SumNode, stockRows: UInt64) {
        self.date = date
        self.size = size
        self.itemsRoot = itemsRoot
        self.itemCount = itemCount
        self.stock = stock
        self.stockRows = stockRows
    }
}

/// Every item and every total as they stood after some entries: what a commitment is made of, and what proofs are cut from.
package struct LedgerState {
    package let size: UInt64
    /// By the bytes of the key; `leaf` is the hash of the row.
    package private(set) var items: [(key: String, leaf: Digest32)] = []
    /// By place, product and state.
    package private(set) var stock: [StockRow]

    /// From heads of exactly that state.
    package init(heads: some Sequence<ItemHead>, size: UInt64, prices: [GTIN: Int64]) {
        let builder = Builder()
        for head in heads { builder.add(StateRow(head)) }
        self.init(builder, size: size, prices: prices)
    }

    /// From a ledger. Items that moved since are followed back along their chains; one pass over the items otherwise.
    package init(_ reader: any LedgerReader, size: UInt64) throws {
        let builder = Builder()
        try reader.items { head in
            if let row = try StateRow(head, asOf: size, reader) { builder.add(row) }
            return true
        }
        self.init(builder, size: size, prices: try LedgerState.prices(reader, size: size))
    }

    private init(_ builder: Builder, size: UInt64, prices: [GTIN: Int64]) {
        self.size = size
        items = builder.items
        // Keys are ASCII: their order is that of their bytes.
        items.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        stock = builder.stock.map { key, count in
            let (value, overflow) = count.multipliedReportingOverflow(by: prices[key.product] ?? 0)
            return StockRow(location: key.location, product: key.product, state: key.state, items: count, valueFen: overflow ? .max : value)
        }
        stock.sort { $0.precedes($1) }
    }

    private final class Builder {
        var items: [(key: String, leaf: Digest32)] = []
        var stock: [StockKey: Int64] = [:]
        private let hasher = try? SHA256Hasher()
        private var writer = ByteWriter(capacity: 512)

        func add(_ row: StateRow) {
            writer.removeAll()
            row.append(to: &writer)
            items.append((row.item.text, hasher?.hash(prefix: 0, writer.bytes) ?? SHA256.leaf(Array(writer.bytes))))
            guard let product = row.product else { return }
            stock[StockKey(location: row.location, product: product, state: row.state), default: 0] += 1
        }
    }

    /// Unit prices as they stood after `size` entries.
    private static func prices(_ reader: any LedgerReader, size: UInt64) throws -> [GTIN: Int64] {
        var prices: [GTIN: Int64] = [:]
        var isPast = false
        for row in try reader.masters(.product) {
            isPast = isPast || row.seq >= size
            guard row.seq < size, let gtin = GTIN(digits14: row.name), let product = try? Product(gtin: gtin, data: row.data) else { continue }
            prices[gtin] = product.unitPriceFen
        }
        guard isPast else { return prices }
        // A product was changed since: only the entries know what it was.
        try reader.scan(0..<size) { _, body in
            guard EntryScan.contains(Array("\"kind\":\"product\"".utf8), in: Array(body)), let entry = try? Entry(body), entry.kind == .product,
                let gtin = entry.masterName.flatMap({ GTIN(digits14: $0) }), let product = try? Product(gtin: gtin, data: entry.data)
            else { return true }
            prices[gtin] = product.unitPriceFen
            return true
        }
        return prices
    }

    // MARK: Trees

    /// Throws a `Refusal` where a value or the sum of all is beyond the numbers of the ledger.
    package func commitment(date: String) throws -> StateCommitment {
        guard let sum = try? SumTree.root(stock.map(\.leaf)), sum.valueFen <= UInt64(CanonicalJSON.largestInteger) else {
            throw Refusal(.sumTooLarge, field: "valueFen")
        }
        var tree = CompactTree()
        for item in items { tree.append(item.leaf) }
        return StateCommitment(
            date: date, size: size, itemsRoot: tree.root, itemCount: UInt64(items.count), stock: sum, stockRows: UInt64(stock.count))
    }

    /// Leaf to root.
    package func path(of index: Int) throws(ProofError) -> [Digest32] {
        try InclusionProof.make(index: UInt64(index), size: UInt64(items.count)) { (height, position) throws(ProofError) in
            let first = Int(position) << height
            guard first + (1 << height) <= items.count else { throw .missingHash }
            return MerkleHash.root(ofPerfect: items[first..<first + (1 << height)].map(\.leaf))
        }
    }

    /// Where the key stands, or would stand.
    package func index(of key: ItemKey) -> (index: Int, isThere: Bool) {
        var (low, high) = (0, items.count)
        while low < high {
            let middle = low + (high - low) / 2
            if items[middle].key.utf8.lexicographicallyPrecedes(key.text.utf8) { low = middle + 1 } else { high = middle }
        }
        return (low, low < items.count && items[low].key == key.text)
    }
}

extension StateRow {
    package init(_ head: ItemHead) {
        self.init(
            item: head.item.key, hash: head.hash, n: head.n, seq: head.seq, state: head.item.state, location: head.item.location,
            product: head.item.product)
    }

    /// As it stood after `size` entries; nil where there was no such item yet.
    package init?(_ head: ItemHead, asOf size: UInt64, _ reader: any LedgerReader) throws {
        self.init(head)
        guard seq >= size else { return }
        var next: SequenceNumber? = seq
        while let position = next, let body = try reader.body(at: position) {
            let entry: Entry
            do { entry = try Entry(body) } catch { throw RecorderFault.malformedEntry(position, error) }
            guard let link = entry.link else { return nil }
            if position < size {
                hash = SHA256.leaf(body)
                n = link.n
                seq = position
                state = link.state
                location = link.place
                return
            }
            next = link.previous.flatMap { $0.seq < position ? $0.seq : nil }
        }
        return nil
    }
}

extension Recorder {
    /// Commits to the state of all items and totals as they stand, unless nothing was recorded since the last time: then the
    /// position of that entry is answered, and nothing written. `date` is the day in Asia/Shanghai.
    package func close(date: String, by: PartyCode?) throws -> (commitment: StateCommitment, seq: SequenceNumber, isNew: Bool) {
        if let last = try view.masters(.close).max(by: { $0.seq < $1.seq }), last.seq + 1 == size, let commitment = StateCommitment(data: last.data) {
            return (commitment, last.seq, false)
        }
        try flush()
        let seq = size
        let commitment = try LedgerState(stored, size: seq).commitment(date: date)
        try append { entry in
            entry.kind = .close
            entry.by = by
            entry.data = commitment.data
        }
        view.note(.close, MasterRow(name: String(seq), data: commitment.data, seq: seq))
        return (commitment, seq, true)
    }
}
