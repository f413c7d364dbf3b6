package import DutyFree

extension LedgerReader {
    /// The entries that an item's life is told by, oldest first: its chain, where what followed from another item's
    /// movement is replaced by that movement's own entry (its carton's).
    package func life(of key: ItemKey) throws -> [Entry] {
        var seen: Set<SequenceNumber> = []
        var life: [Entry] = []
        for (entry, _) in try chain(of: key) {
            for own in try entry.link?.via == nil ? [entry] : owners(of: entry) where seen.insert(own.seq).inserted { life.append(own) }
        }
        return life
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
