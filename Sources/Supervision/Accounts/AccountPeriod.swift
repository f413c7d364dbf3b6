package import Wire

/// The days of an account in Asia/Shanghai, both included.
package struct AccountPeriod: Hashable, Sendable {
    package let first: Day
    package let last: Day

    package init?(first: Day, last: Day) {
        guard first <= last else { return nil }
        self.first = first
        self.last = last
    }

    /// `2026`, `2026-03`, `2026-03-05`, or one of these, two dots, and another. Nil where it is none of them.
    package init?(_ text: String) {
        let ends = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        switch ends.count {
        case 1:
            guard let span = AccountPeriod.span(ends[0]) else { return nil }
            self.init(first: span.first, last: span.last)
        case 3 where ends[1].isEmpty:
            guard let from = AccountPeriod.span(ends[0]), let to = AccountPeriod.span(ends[2]) else { return nil }
            self.init(first: from.first, last: to.last)
        default: return nil
        }
    }

    /// The month that a moment lies in.
    package init(monthOf moment: Timestamp) {
        let today = Day(inShanghai: moment)
        let (year, month, _) = today.civil
        first = Day(year: year, month: month, day: 1) ?? today
        last = Day(year: year, month: month, day: Day.length(ofMonth: month, year: year)) ?? today
    }

    private static func span(_ text: String) -> (first: Day, last: Day)? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard zip(parts, [4, 2, 2]).allSatisfy({ $0.utf8.count == $1 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else { return nil }
        let numbers = parts.compactMap { Int($0) }
        switch numbers.count {
        case 1:
            guard let first = Day(year: numbers[0], month: 1, day: 1), let last = Day(year: numbers[0], month: 12, day: 31) else { return nil }
            return (first, last)
        case 2:
            guard let first = Day(year: numbers[0], month: numbers[1], day: 1),
                let last = Day(year: numbers[0], month: numbers[1], day: Day.length(ofMonth: numbers[1], year: numbers[0]))
            else { return nil }
            return (first, last)
        case 3 where parts.count == 3: return Day(year: numbers[0], month: numbers[1], day: numbers[2]).map { ($0, $0) }
        default: return nil
        }
    }

    /// As flows count them: days since 1970-01-01.
    package var days: ClosedRange<Int32> {
        let first = Int32(clamping: first.daysSince1970)
        return first...max(first, Int32(clamping: last.daysSince1970))
    }

    /// `2026-03-01..2026-03-31`
    package var text: String { AccountPeriod.text(first) + ".." + AccountPeriod.text(last) }

    package static func text(_ day: Day) -> String {
        String(Timestamp(millisecondsSince1970: Int64(day.daysSince1970) * 86_400_000).formatted().prefix(10))
    }
}
