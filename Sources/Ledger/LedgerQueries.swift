package import DutyFree
package import GS1
package import Wire

// What people ask of a ledger, answered from projections for now and from the entries for any moment before.

/// A moment of the ledger: after how many entries.
package enum AsOf: Hashable, Sendable {
    /// After the entry with this position.
    case seq(SequenceNumber)
    /// After the last entry recorded at or before this time.
    case time(Timestamp)
}

/// An item as it stood at a moment.
package struct ItemStanding: Hashable, Sendable {
    package var item: ItemKey
    package var product: GTIN?
    package var location: LocationPath?
    package var state: ItemState
    /// When its last movement occurred.
    package var since: Timestamp
    package var seq: SequenceNumber
}

/// Which items `find` shows; every condition that is set must hold.
package struct ItemQuery: Sendable {
    package var state: ItemState?
    package var location: LocationPath?
    package var product: GTIN?
    package var person: PersonCode?
    package var document: String?
    package var since: Timestamp?
    package var until: Timestamp?

    package init() {}

    fileprivate func matches(_ standing: ItemStanding) -> Bool {
        if let state, standing.state != state { return false }
        if let location, !(standing.location.map { location.contains($0) } ?? false) { return false }
        if let product, standing.product != product { return false }
        if let since, standing.since < since { return false }
        if let until, standing.since >= until { return false }
        return true
    }

    /// Whether anything but the place is asked for.
    package var isNarrowed: Bool { state != nil || product != nil || since != nil || until != nil || needsEntries }

    /// Whether the answer needs what only entries say.
    fileprivate var needsEntries: Bool { person != nil || document != nil }
}

extension LedgerReader {
    /// How many entries stood at that moment. O(log size) reads for a time: `at` never decreases.
    package func size(asOf moment: AsOf?) throws -> UInt64 {
        let size = try size()
        switch moment {
        case nil: return size
        case .seq(let seq): return min(size, seq == .max ? seq : seq + 1)
        case .time(let time):
            var low: UInt64 = 0
            var high = size
            while low < high {
                let middle = low + (high - low) / 2
                guard let body = try body(at: middle) else { break }
                if try Entry(body).at <= time { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    /// The key for life of what bears or bore this code.
    package func identity(of code: ItemKey) throws -> ItemKey? {
        if try head(of: code) != nil { return code }
        return try item(labelled: code)
    }

    /// The chain of an item, oldest first, cut at `size` entries. One read by primary key an entry.
    package func chain(of key: ItemKey, size: UInt64 = .max) throws -> [(entry: Entry, body: [UInt8])] {
        var chain: [(entry: Entry, body: [UInt8])] = []
        var next = try head(of: key)?.seq
        while let seq = next, let body = try body(at: seq) {
            let entry = try Entry(body)
            if seq < size { chain.append((entry, body)) }
            // A chain only leads back; anything else is damage, and would never end.
            next = entry.link?.previous.flatMap { $0.seq < seq ? $0.seq : nil }
        }
        return chain.reversed()
    }

    /// Visits the items that match, as they stood after `size` entries; stops where `visit` returns false.
    package func find(
        _ query: ItemQuery, asOf moment: AsOf? = nil, _ visit: (ItemStanding) throws -> Bool
    ) throws {
        let whole = try size()
        let size = try size(asOf: moment)
        if size == whole && !query.needsEntries {
            try items { head in
                let standing = ItemStanding(head)
                return query.matches(standing) ? try visit(standing) : true
            }
            return
        }
        let snapshot = try Snapshot(self, size: size, document: query.document, person: query.person)
        for standing in snapshot.items.values.sorted(by: { $0.seq < $1.seq }) where query.matches(standing) {
            guard !query.needsEntries || snapshot.named.contains(standing.item) else { continue }
            guard try visit(standing) else { return }
        }
    }

    /// Items by place, product and state as they stood after `size` entries.
    package func stock(asOf moment: AsOf?) throws -> [StockKey: Int64] {
        let size = try size(asOf: moment)
        guard try size < self.size() else { return try stock() }
        var stock: [StockKey: Int64] = [:]
        for standing in try Snapshot(self, size: size, document: nil, person: nil).items.values {
            guard let product = standing.product else { continue }
            stock[StockKey(location: standing.location, product: product, state: standing.state), default: 0] += 1
        }
        return stock
    }

    /// Products by GTIN.
    package func products() throws -> [GTIN: Product] {
        var products: [GTIN: Product] = [:]
        for row in try masters(.product) {
            if let gtin = GTIN(digits14: row.name), let product = try? Product(gtin: gtin, data: row.data) {
                products[gtin] = product
            }
        }
        return products
    }
}

extension ItemStanding {
    init(_ head: ItemHead) { self.init(head.item, seq: head.seq) }

    package init(_ item: Item, seq: SequenceNumber) {
        self.init(
            item: item.key, product: item.product, location: item.location, state: item.state, since: item.lastOccurred, seq: seq)
    }
}

/// Every item as it stood after `size` entries, read from the entries alone: the last one of each item says it all.
struct Snapshot {
    private(set) var items: [ItemKey: ItemStanding] = [:]
    /// Items with an entry that names the document or the person asked for.
    private(set) var named: Set<ItemKey> = []

    init(_ reader: any LedgerReader, size: UInt64, document: String?, person: PersonCode?) throws {
        var items: [ItemKey: ItemStanding] = [:]
        var named: Set<ItemKey> = []
        try reader.scan(0..<size) { seq, body in
            let entry = try Entry(body)
            guard let link = entry.link, let occurred = entry.occurred else { return true }
            var product = items[link.item]?.product
            if product == nil, let text = entry.data["product"]?.string { product = try? GTIN(text) }
            items[link.item] = ItemStanding(
                item: link.item, product: product, location: link.place, state: link.state, since: occurred, seq: seq)
            if let document, entry.documents.values.contains(where: { $0.number == document }) {
                named.insert(link.item)
            }
            if let person, entry.person == person { named.insert(link.item) }
            return true
        }
        self.items = items
        self.named = named
    }
}

extension ItemLink {
    /// Where the item is after the entry (docs/format.md, Movements): nil where it is at no place of ours.
    package var place: LocationPath? {
        switch state.custody {
        case .held, .sold: to ?? from
        case .transit, .gone, .lost: nil
        }
    }
}
