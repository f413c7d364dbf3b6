/// How good the first look was, told by the second: of the subjects that a recount was asked for, how many were in the class
/// that the look before had put them in (stock-count.md, Time and the ×15).
package struct CountAccuracy: Hashable, Sendable {
    package var recounted = 0
    package var confirmed = 0

    /// Nil where nothing was recounted.
    package var x10000: Int64? { recounted > 0 ? Int64(confirmed) * 10_000 / Int64(recounted) : nil }
}

extension CountResult {
    /// What a look said, small enough to be kept while the next is taken.
    package struct Look {
        fileprivate let classes: [UInt8]
        fileprivate let others: [String: CountClass]
    }

    package var look: Look {
        Look(
            classes: classes,
            others: Dictionary(
                tally.others.filter { $0.reads > 0 && $0.reason == nil }.map { ($0.subject, $0.kind) }, uniquingKeysWith: { first, _ in first }))
    }

    /// Against an earlier look at the same book: only what was then in one of `kinds` was looked at again.
    package func accuracy(after look: Look, among kinds: some Sequence<CountClass>) -> CountAccuracy {
        let kinds = Set(kinds)
        let wanted = Set(kinds.map { UInt8($0.index) })
        var accuracy = CountAccuracy()
        for (before, now) in zip(look.classes, classes) where wanted.contains(before) {
            accuracy.recounted += 1
            if now == before { accuracy.confirmed += 1 }
        }
        let others = self.look.others
        for (subject, kind) in look.others where kinds.contains(kind) {
            accuracy.recounted += 1
            if others[subject] == kind { accuracy.confirmed += 1 }
        }
        return accuracy
    }
}
