import Wire

/// What a traveller bought in the days up to the latest purchase: a running sum, so that a thousand purchases cost no more
/// each than one.
struct QuotaWindow {
    private struct Part {
        var at: Timestamp
        var seq: UInt64
        var fen: Int64
    }

    /// In the order of time, from `head` on.
    private var parts: [Part] = []
    private var head = 0
    private(set) var fen: Int64 = 0
    private var days: Int64 = 0

    var latest: Timestamp? { parts.last?.at }
    var seqs: [UInt64] { parts[head...].map(\.seq) }

    /// Takes a purchase in. One that lies before the window counts for nothing.
    mutating func add(_ fen: Int64, at: Timestamp, seq: UInt64, days: Int64) {
        guard fen > 0 else { return }
        self.days = days
        let part = Part(at: at, seq: seq, fen: fen)
        if let last = parts.last, at < last.at {
            let index = parts[head...].firstIndex { at < $0.at } ?? parts.count
            parts.insert(part, at: index)
        } else {
            parts.append(part)
        }
        self.fen = self.fen.addingSaturating(fen)
        while head < parts.count, let last = parts.last, !last.at.isWithin(days: days, of: parts[head].at) {
            self.fen = self.fen.addingSaturating(-parts[head].fen)
            head += 1
        }
        if head > 1_024, head * 2 > parts.count {
            parts.removeFirst(head)
            head = 0
        }
    }

    mutating func remove(_ seq: UInt64) {
        guard let index = parts[head...].firstIndex(where: { $0.seq == seq }) else { return }
        fen = fen.addingSaturating(-parts[index].fen)
        parts.remove(at: index)
    }
}

extension Timestamp {
    /// Whether the two are less than so many days apart.
    func isWithin(days: Int64, of other: Timestamp) -> Bool {
        abs(millisecondsSince1970 - other.millisecondsSince1970) < days.multipliedSaturating(by: 86_400_000)
    }
}
