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

    /// Standing and trips by primary key; the entries by one pass over their bytes.
    package init(_ person: PersonCode, _ reader: any LedgerReader, size: UInt64, progress: (UInt64) throws -> Void = { _ in }) throws {
        let needle = Array("\"person\":\"\(person.text)\"".utf8)
        var entries: [Entry] = []
        try reader.scan(0..<size) { seq, body in
            if seq % 65_536 == 0 { try progress(seq) }
            if EntryScan.contains(needle, in: body), let entry = try? Entry(body), entry.kind == .movement { entries.append(entry) }
            return true
        }
        let view = try StoredView(reader)
        var trips: Set<TripID> = []
        var seen: Set<ItemKey> = []
        var items: [ItemHead] = []
        for entry in entries {
            if let trip = entry.recorded?.movement.tripID { trips.insert(trip) }
            guard let link = entry.link, entry.type == MovementType.sale.rawValue || entry.type == MovementType.exchange.rawValue && link.via != nil,
                seen.insert(link.item).inserted, let head = try reader.head(of: link.item)
            else { continue }
            items.append(head)
        }
        self.standing = try view.standing(of: person) ?? PersonStanding(person: person)
        self.trips = try trips.compactMap { try view.trip($0) }.filter { $0.person == person }.sorted { $0.departs < $1.departs }
        self.entries = entries
        self.items = items
    }
}
