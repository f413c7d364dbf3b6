import DutyFree
import GS1
import Supervision

/// Losses read from a ledger. What an item is now tells whether it was lost, with one exception: what was found again, or
/// came back from customs, is looked for in the entries, where flows say that there is any.
enum LossBook {
    /// States in which a loss is open or has ended. Of goods that left by the others in the end, only their entries say
    /// whether they were damaged.
    private static let states: [ItemState] = [.lost, .damaged, .destroyed, .exported, .cleared, .seized, .confiscated]
    /// By which a loss leaves no trace in the item's state.
    private static let returning: [MovementType] = [.found, .unseize]

    static func losses(_ reader: any LedgerReader, _ flows: [FlowTotal]) throws -> [Loss] {
        var keys: Set<ItemKey> = []
        if try reader.stock().contains(where: { states.contains($0.key.state) && $0.value != 0 }) {
            try reader.items(.states(states)) { head in
                if head.item.product != nil { keys.insert(head.item.key) }
                return true
            }
        }
        if flows.contains(where: { returning.contains($0.type) }) { try addReturned(to: &keys, reader) }
        return try losses(of: keys, reader, size: .max)
    }

    static func losses(of replay: AccountReplay, _ reader: any LedgerReader) throws -> [Loss] {
        let keys = replay.lives.filter { _, life in
            life.state.map(states.contains) ?? false || life.crossings.contains { returning.contains($0.type) }
        }
        return try losses(of: Set(keys.keys), reader, size: replay.size)
    }

    /// Their bytes are looked through, not read.
    private static func addReturned(to keys: inout Set<ItemKey>, _ reader: any LedgerReader) throws {
        let marks = returning.map { Array("\"type\":\"\($0.rawValue)\"".utf8) }
        try reader.scan(0..<reader.size()) { _, body in
            if marks.contains(where: { EntryScan.contains($0, in: body) }), let item = try Entry(body).link?.item { keys.insert(item) }
            return true
        }
    }

    private static func losses(of keys: Set<ItemKey>, _ reader: any LedgerReader, size: UInt64) throws -> [Loss] {
        try keys.flatMap { key in Loss.all(of: key, try reader.chain(of: key, size: size).compactMap(\.entry.recorded)) }
    }
}
