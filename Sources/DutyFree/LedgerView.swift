package import GS1

/// What the rules may ask, answered inside the write transaction. Every answer is of what the ledger holds at that moment.
package protocol LedgerView {
    func party(_ code: PartyCode) throws -> Party?
    /// This very place; that a place below a known one is known too is the rules' business.
    func location(_ path: LocationPath) throws -> Location?
    func product(_ gtin: GTIN) throws -> Product?
    /// By identity or by today's label. An identity whose label was replaced still answers: its `code` then differs.
    func item(_ code: ItemKey) throws -> Item?
    /// The label that replaced a retired code.
    func successor(ofRetired code: ItemKey) throws -> ItemKey?
    /// Identity keys, sorted.
    func members(of parent: ItemKey) throws -> [ItemKey]
    func trip(_ id: TripID) throws -> Trip?
    func standing(of person: PersonCode) throws -> PersonStanding?
    /// Every policy that was recorded so far.
    func policies() throws -> PolicyBook
    /// An item's chain, oldest first.
    func history(of item: ItemKey) throws -> [RecordedMovement]
    func recorded(_ seq: UInt64) throws -> RecordedMovement?
}

extension LedgerView {
    /// Everything that is packed in this, at any depth, a carton before what is in it; without what is `named` itself and what that holds.
    package func contents(of key: ItemKey, beside named: [Item] = []) throws -> [Item] {
        var waiting = Array(try members(of: key).reversed())
        if waiting.isEmpty { return [] }
        var contents: [Item] = []
        var seen = Set(named.map(\.key) + [key])
        while let next = waiting.popLast() {
            guard seen.insert(next).inserted, let member = try item(next) else { continue }
            contents.append(member)
            waiting += try members(of: next).reversed()
        }
        return contents
    }

    /// What an item is packed in, from the innermost on.
    package func holders(of item: Item) throws -> [Item] {
        var holders: [Item] = []
        var seen: Set<ItemKey> = [item.key]
        var next = item.parent
        while let key = next, seen.insert(key).inserted, let holder = try self.item(key) {
            holders.append(holder)
            next = holder.parent
        }
        return holders
    }

    /// A place, or the nearest known one above it under the given path (domain.md §1).
    func place(_ path: LocationPath) throws -> Location? {
        var candidate: LocationPath? = path
        while let next = candidate {
            if var location = try location(next) {
                location.path = path
                return location
            }
            candidate = next.parent
        }
        return nil
    }
}
