/// "Did you mean": the known words nearest to one that is not known.
package enum Suggestion {
    /// At most three of `candidates`, nearest first, equals in the order given. A word counts as near within a third of
    /// its length (at least one slip), or when what was typed begins it. Upper and lower case are the same.
    package static func nearest(to word: String, in candidates: [String]) -> [String] {
        let typed = Array(word.lowercased())
        guard !typed.isEmpty else { return [] }
        var near: [(distance: Int, order: Int, word: String)] = []
        for (order, candidate) in candidates.enumerated() {
            let known = Array(candidate.lowercased())
            if known == typed { return [candidate] }
            let slips = max(1, max(typed.count, known.count) / 3)
            if abs(typed.count - known.count) <= slips {
                let distance = distance(typed, known)
                // A word with no letter in common is not a slip of the other.
                if distance <= slips && distance < max(typed.count, known.count) {
                    near.append((distance, order, candidate))
                    continue
                }
            }
            if typed.count >= 2, known.starts(with: typed) { near.append((slips + 1, order, candidate)) }
        }
        return near.sorted { ($0.distance, $0.order) < ($1.distance, $1.order) }.prefix(3).map(\.word)
    }

    /// `Did you mean "record"?`, or nil where nothing is near.
    package static func sentence(for word: String, in candidates: [String]) -> Text? {
        let near = nearest(to: word, in: candidates)
        guard !near.isEmpty else { return nil }
        return Text(
            en: "Did you mean " + near.map { "\"\($0)\"" }.joined(separator: " or ") + "?",
            zh: "是不是要输入" + near.map { "“\($0)”" }.joined(separator: "或") + "？")
    }

    /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other, no letter touched
    /// twice: Damerau–Levenshtein in the restricted form (optimal string alignment). O(left × right).
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
