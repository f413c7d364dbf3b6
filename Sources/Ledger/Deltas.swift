/// What the movements of a transaction add to and take from lines of stock or of the account. Lots move together, from one
/// line to another: the last two are kept out of the dictionary.
struct Deltas<Line: Hashable> {
    private var first: (key: Line, items: Int64)?
    private var second: (key: Line, items: Int64)?
    private var others: [Line: Int64] = [:]

    mutating func add(_ items: Int64, to key: Line) {
        if first?.key == key {
            first?.items += items
        } else if second?.key == key {
            second?.items += items
        } else {
            if let second { others[second.key, default: 0] += second.items }
            second = first
            first = (key, items)
        }
    }

    /// What is not zero.
    var lines: [Line: Int64] {
        var lines = others
        for (key, items) in [first, second].compactMap({ $0 }) { lines[key, default: 0] += items }
        return lines.filter { $0.value != 0 }
    }

    /// What is not zero, and forgets it.
    mutating func take() -> [Line: Int64] {
        defer { self = Deltas() }
        return lines
    }
}
