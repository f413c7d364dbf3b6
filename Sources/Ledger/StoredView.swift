package import DutyFree
package import GS1
import Wire

/// What the rules ask, answered from a ledger that is only read: for a gate, and for questions what would be. Everything is
/// looked up when asked for, by primary key.
package final class StoredView: LedgerView {
    private let reader: any LedgerReader
    private let book: PolicyBook

    package init(_ reader: any LedgerReader) throws {
        self.reader = reader
        book = try reader.policies()
    }

    package func party(_ code: PartyCode) throws -> Party? { try reader.master(.party, code.text).flatMap { try? Party(code: code, data: $0.data) } }

    package func location(_ path: LocationPath) throws -> Location? {
        try reader.master(.location, path.text).flatMap { try? Location(path: path, data: $0.data) }
    }

    package func product(_ gtin: GTIN) throws -> Product? {
        try reader.master(.product, gtin.digits14).flatMap { try? Product(gtin: gtin, data: $0.data) }
    }

    package func item(_ code: ItemKey) throws -> Item? {
        if let head = try reader.head(of: code) { return head.item }
        guard let key = try reader.item(labelled: code), let item = try reader.head(of: key)?.item, item.code == code else { return nil }
        return item
    }

    /// An item's last entry, by its key for life.
    package func last(of key: ItemKey) throws -> SequenceNumber? { try reader.head(of: key)?.seq }

    package func successor(ofRetired code: ItemKey) throws -> ItemKey? {
        guard let key = try reader.identity(of: code), let item = try reader.head(of: key)?.item, item.code != code else { return nil }
        return item.code
    }

    package func members(of parent: ItemKey) throws -> [ItemKey] { try reader.members(of: parent) }
    package func trip(_ id: TripID) throws -> Trip? { try reader.master(.trip, id.text).flatMap { try? Trip(id: id, data: $0.data) } }

    package func standing(of person: PersonCode) throws -> PersonStanding? {
        try reader.master(.person, person.text).flatMap { try? PersonStanding(person: person, data: $0.data) }
    }

    package func policies() -> PolicyBook { book }
    package func history(of item: ItemKey) throws -> [RecordedMovement] { try reader.chain(of: item).compactMap(\.entry.recorded) }
    package func recorded(_ seq: UInt64) throws -> RecordedMovement? { try reader.body(at: seq).flatMap { try? Entry($0) }?.recorded }
}
