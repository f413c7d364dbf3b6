import DutyFree

/// Which items hold others, as the store has it. Nearly every movement must ask and nearly every answer is no: after a
/// few questions all that are packed into are read at once.
final class Parents {
    private let reader: any LedgerReader
    private var asked = 0
    private var known: Set<ItemKey>?

    /// A gun's transaction asks once or twice and must not read them all.
    private static let askedMax = 64

    init(_ reader: any LedgerReader) { self.reader = reader }

    /// Identity keys of what is packed into this, in no order.
    func members(of parent: ItemKey) throws -> [ItemKey] {
        if known == nil {
            asked += 1
            if asked > Parents.askedMax { known = try reader.parents() }
        }
        if let known, known.isEmpty || !known.contains(parent) { return [] }
        return try reader.members(of: parent)
    }

    /// After items were packed or unpacked in the store.
    func forget() { known = nil }
}
