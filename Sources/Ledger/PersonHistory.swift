import Cryptography
package import DutyFree
import Wire

/// What a ledger says of a traveller, by code: standing, trips, and every entry that names the code.
package struct PersonHistory {
    package let standing: PersonStanding
    /// Trips of this person, by departure.
    package let trips: [Trip]
    /// Oldest first.
    package let entries: [Entry]
    /// Items that were sold to this person at any time, in that order, each as it stands now.
    package let items: [ItemHead]

    package var isEmpty: Bool { entries.isEmpty }

    /// As after `size` entries. Now, standing and trips are read by primary key; for any moment before, they follow from the
    /// entries and from what the items held then. The entries are found by one pass over their bytes.
    package init(_ person: PersonCode, _ reader: any LedgerReader, size: UInt64, progress: (UInt64) throws -> Void = { _ in }) throws {
        let needle = Array("\"person\":\"\(person.text)\"".utf8)
        var entries: [Entry] = []
        try reader.scan(0..<size) { seq, body in
            if seq % 65_536 == 0 { try progress(seq) }
            if EntryScan.contains(needle, in: body), let entry = try? Entry(body), entry.kind == .movement { entries.append(entry) }
            return true
        }
        let isNow = try size >= reader.size()
        let view = try StoredView(reader)
        var seen: Set<ItemKey> = []
        var items: [ItemHead] = []
        var charges: [Charge] = []
        for entry in entries {
            guard let link = entry.link, entry.isPurchase, seen.insert(link.item).inserted,
                let head = try isNow ? reader.head(of: link.item) : PersonHistory.head(of: link.item, reader, view, size)
            else { continue }
            items.append(head)
            charges += head.item.facts.charges
        }
        self.entries = entries
        self.items = items
        if isNow {
            let trips = Set(entries.compactMap { $0.recorded?.movement.tripID })
            standing = try view.standing(of: person) ?? PersonStanding(person: person)
            self.trips = try trips.compactMap { try view.trip($0) }.filter { $0.person == person }.sorted { ($0.departs, $0.id) < ($1.departs, $1.id) }
        } else {
            let replay = TravellerReplay(person, entries.compactMap(\.recorded?.movement), charges: charges)
            standing = replay.standing
            trips = replay.trips
        }
    }

    /// An item as it stood after so many entries.
    private static func head(of key: ItemKey, _ reader: any LedgerReader, _ view: StoredView, _ size: UInt64) throws -> ItemHead? {
        let chain = try reader.chain(of: key, size: size).map(\.entry)
        guard let last = chain.last, let item = try Lifecycle.replay(chain.compactMap(\.recorded), in: view) else { return nil }
        return ItemHead(item: item, latest: item.lastOccurred, n: last.link?.n ?? 0, seq: last.seq, hash: .zero, row: nil)
    }
}

extension Entry {
    /// Whether it gives an item to the person that it names: a sale, the new item of an exchange, a corrected name.
    fileprivate var isPurchase: Bool {
        switch type.flatMap(MovementType.init(rawValue:)) {
        case .sale, .correct: true
        case .exchange: link?.via != nil
        default: false
        }
    }
}
