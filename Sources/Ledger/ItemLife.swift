package import DutyFree
import Wire

extension LedgerReader {
    /// The entries that an item's life is told by, oldest first: its chain, where what followed from another item's
    /// movement is replaced by that movement's own entry (its carton's), and how its carton was put on the pallet that
    /// moved both.
    package func life(of key: ItemKey) throws -> [Entry] {
        var life: [SequenceNumber: Entry] = [:]
        var waiting = [Stay(holder: key, from: 0, until: .max)]
        var seen: Set<Stay> = []
        while let stay = waiting.popLast() {
            guard seen.insert(stay).inserted else { continue }
            var inside: (holder: ItemKey, from: SequenceNumber)?
            for (entry, _) in try chain(of: stay.holder) where entry.seq >= stay.from && entry.seq <= stay.until {
                let parent = entry.data["parent"]?.string.map(ItemKey.init(trusted:))
                let isPacking = (entry.type == "pack" || entry.type == "unpack") && parent != stay.holder
                guard stay.holder == key || isPacking else { continue }
                for own in try entry.link?.via == nil ? [entry] : owners(of: entry) { life[own.seq] = own }
                guard isPacking, let parent else { continue }
                if let left = inside { waiting.append(Stay(holder: left.holder, from: left.from, until: entry.seq)) }
                inside = entry.type == "pack" ? (parent, entry.seq) : nil
            }
            if let inside { waiting.append(Stay(holder: inside.holder, from: inside.from, until: stay.until)) }
        }
        return life.values.sorted { $0.seq < $1.seq }
    }

    /// The own entries of a movement, of which `entry` only follows. They stand together, the own before what follows:
    /// the carton before its members; of `pack` all its items before the carton.
    private func owners(of entry: Entry) throws -> [Entry] {
        var owners: [Entry] = []
        var seq = entry.seq
        while seq > 0, let body = try body(at: seq - 1) {
            let before = try Entry(body)
            guard before.event == entry.event, before.type == entry.type, owners.isEmpty || before.link?.via == nil else { break }
            if before.link?.via == nil { owners.append(before) }
            if before.type != "pack" && before.type != "unpack" && !owners.isEmpty { break }
            seq -= 1
        }
        return owners.reversed()
    }
}

/// For how long something was in a carton or on a pallet, both entries included.
private struct Stay: Hashable {
    var holder: ItemKey
    var from: SequenceNumber
    var until: SequenceNumber
}
