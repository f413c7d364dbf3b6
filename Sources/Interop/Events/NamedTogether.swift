import DutyFree
package import Ledger

/// The entries of a ledger in the order in which their events go out: what was named beside the carton that held it goes before that. An event
/// tells of one item; in the order of the entries it would have moved with the carton before its own event comes.
package struct NamedTogether {
    private let reader: any LedgerReader
    /// Of one movement, without what moved along.
    private var held: [Entry] = []

    package init(_ reader: any LedgerReader) { self.reader = reader }

    /// Takes the next entry, and gives out those before it whose movement is complete.
    package mutating func add(_ entry: Entry) throws -> [Entry] {
        if let first = held.first, first.kind == .movement, entry.kind == .movement, let event = entry.event, event == first.event {
            if entry.link?.via == nil { held.append(entry) }
            return []
        }
        let complete = try rest()
        held = [entry]
        return complete
    }

    /// Gives out those that are left.
    package mutating func rest() throws -> [Entry] {
        defer { held = [] }
        guard held.count > 1, let seq = held.first?.seq, held.count <= NamedTogether.fewMax || held.contains(where: { $0.link?.item.isAggregate == true })
        else { return held }
        let depths = try held.map { try depth(of: $0.link?.item, before: seq) }
        return held.indices.sorted { (-depths[$0], $0) < (-depths[$1], $1) }.map { held[$0] }
    }

    /// A gift set looks like any item: of more than a set holds none is looked for.
    private static let fewMax = 16

    /// In how many things, one in the other, the item was packed.
    private func depth(of item: ItemKey?, before seq: SequenceNumber) throws -> Int {
        var depth = 0
        var outer = item
        while let key = outer, depth < 64 {
            let history = try reader.chain(of: key, size: seq).compactMap { $0.entry.recorded }
            outer = Lifecycle.replay(EffectiveHistory(history).movements)?.parent
            if outer != nil { depth += 1 }
        }
        return depth
    }
}
