/// When items were read strongly, and where: what tells two things with one code from one that was carried. A log that is
/// only added to, because nearly every item is in one place and is never asked for: so a read touches no memory for it but
/// the log's end.
final class StrongReads {
    private struct Entry {
        var time: Int64
        var item: UInt32
        /// Place number plus 1 above, round in the lowest byte.
        var spot: UInt32
    }

    private let log: Pool<Entry>
    private let limit: Int64
    /// Entries before those near one another are joined, so that a tag that is read a million times does not grow it.
    private var most: Int

    /// Reads at most `limit` milliseconds apart are near.
    init(limit: Int64, expecting items: Int) {
        self.limit = limit
        most = items * 8 + (1 << 16)
        log = Pool(0, of: Entry(time: 0, item: 0, spot: 0), capacity: most)
    }

    @inline(__always) func note(_ item: UInt32, _ place: PlaceID, _ round: UInt8, _ time: Int64) {
        if log.count >= most { join() }
        _ = log.append(Entry(time: time, item: item, spot: UInt32(bitPattern: place &+ 1) << 8 | UInt32(round)))
    }

    /// Of the reads of an item in a place within one span as wide as the limit, only the first and the last decide: all of
    /// them are near whatever else is in the span, and nobody outside is nearer to those between.
    private func join() {
        var entries = UnsafeMutableBufferPointer(start: log.records, count: log.count)
        entries.sort { ($0.item, $0.spot, $0.time) < ($1.item, $1.spot, $1.time) }
        var kept = 0
        for index in 0..<entries.count {
            let entry = entries[index]
            if kept >= 2, isOneSpan(entries[kept - 1], entry), isOneSpan(entries[kept - 2], entry) { kept -= 1 }
            entries[kept] = entry
            kept += 1
        }
        log.cut(to: kept)
        if kept * 2 > most { most *= 2 }
    }

    private func isOneSpan(_ one: Entry, _ other: Entry) -> Bool {
        guard one.item == other.item, one.spot == other.spot else { return false }
        return limit > 0 ? one.time.flooredQuotient(limit) == other.time.flooredQuotient(limit) : one.time == other.time
    }

    /// The strong reads of some items, by time.
    func moments(of items: Set<UInt32>) -> Moments {
        guard !items.isEmpty else { return Moments(limit: limit, byItem: [:]) }
        var byItem: [UInt32: [UInt32: [Int64]]] = [:]
        for index in 0..<log.count {
            let entry = log.records[index]
            if items.contains(entry.item) { byItem[entry.item, default: [:]][entry.spot, default: []].append(entry.time) }
        }
        return Moments(limit: limit, byItem: byItem.mapValues { $0.mapValues { $0.sorted() } })
    }

    struct Moments {
        fileprivate let limit: Int64
        fileprivate let byItem: [UInt32: [UInt32: [Int64]]]

        /// Whether an item was read in both places so near in time that it must be two things.
        func areNear(_ item: UInt32, _ round: UInt8, _ one: PlaceID, _ other: PlaceID) -> Bool {
            func times(_ place: PlaceID) -> [Int64] { byItem[item]?[UInt32(bitPattern: place &+ 1) << 8 | UInt32(round)] ?? [] }
            let (left, right) = (times(one), times(other))
            var (at, beside) = (0, 0)
            while at < left.count, beside < right.count {
                if abs(left[at] - right[beside]) <= limit { return true }
                if left[at] < right[beside] { at += 1 } else { beside += 1 }
            }
            return false
        }
    }
}

extension Int64 {
    /// By a positive divisor, towards the past.
    func flooredQuotient(_ divisor: Int64) -> Int64 {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}
