package import DutyFree
package import Wire

/// What to count next: by the value that moves through a place, by how long ago it was counted, and by what happened there
/// since (stock-count.md, What to count next).
package enum CountPlan {
    /// What the ledger says of a place.
    package struct Activity: Hashable, Sendable {
        package var location: LocationPath
        /// Value of what moved there in the last year, in fen.
        package var movedFen: Int64 = 0
        /// Movements since it was last counted.
        package var movements = 0
        package var items = 0
        package var lastCounted: Timestamp?

        package init(location: LocationPath) { self.location = location }
    }

    /// A: the first 80 % of the value moved, B: the next 15 %, C: the rest; the policy may say otherwise.
    package enum Rank: String, CaseIterable, Sendable {
        case a = "A", b = "B", c = "C"

        /// Days from one count to the next.
        package func days(_ policy: CountPolicy) -> Int64 {
            switch self {
            case .a: policy.abcDays[0]
            case .b: policy.abcDays[1]
            case .c: policy.abcDays[2]
            }
        }
    }

    package enum Reason: String, CaseIterable, Sendable {
        case neverCounted = "never-counted"
        /// More movements since than the policy lets pass.
        case busy
        case due
        /// The ledger says that it is empty: a look is enough.
        case zeroConfirmation = "zero-confirmation"
    }

    package struct Row: Hashable, Sendable {
        package var location: LocationPath
        package var rank: Rank
        /// Days overdue, negative for days to go; what was never counted comes first.
        package var score: Int64
        package var reason: Reason
        /// The day for it, filled up to the capacity.
        package var due: Timestamp
        package var items: Int
    }

    private static let day: Int64 = 86_400_000

    /// Places that fall due within `days`, first the most urgent, no day with more than `capacity` items (one place at
    /// least a day).
    package static func rows(_ activities: [Activity], now: Timestamp, days: Int64, capacity: Int?, policy: CountPolicy = CountPolicy()) -> [Row] {
        let ranks = ranks(activities, policy)
        var rows = activities.map { activity -> Row in
            let rank = ranks[activity.location] ?? .c
            let reason: Reason
            let due: Int64
            if activity.items == 0, activity.lastCounted != nil {
                reason = .zeroConfirmation
                due = (activity.lastCounted?.millisecondsSince1970 ?? 0) + rank.days(policy) * day
            } else if let last = activity.lastCounted {
                reason = activity.movements > policy.movementsMax ? .busy : .due
                due = activity.movements > policy.movementsMax ? now.millisecondsSince1970 : last.millisecondsSince1970 + rank.days(policy) * day
            } else {
                reason = .neverCounted
                due = now.millisecondsSince1970 - rank.days(policy) * day
            }
            let score = (now.millisecondsSince1970 - due) / day + (reason == .neverCounted ? 1_000 - rank.days(policy) : 0)
            return Row(location: activity.location, rank: rank, score: score, reason: reason, due: Timestamp(millisecondsSince1970: due), items: activity.items)
        }
        rows = rows.filter { $0.due.millisecondsSince1970 <= now.millisecondsSince1970 + days * day }
        rows.sort { ($0.score, $1.location) > ($1.score, $0.location) }
        return filled(rows, now: now, capacity: capacity)
    }

    private static func ranks(_ activities: [Activity], _ policy: CountPolicy) -> [LocationPath: Rank] {
        let whole = activities.reduce(0) { $0 + $1.movedFen }
        var ranks: [LocationPath: Rank] = [:]
        var sum: Int64 = 0
        for activity in activities.sorted(by: { ($0.movedFen, $1.location) > ($1.movedFen, $0.location) }) {
            // By where its share begins: the one that crosses the line still belongs above it.
            ranks[activity.location] = whole == 0 || sum * 100 >= whole * policy.abcPercent[1] ? .c : sum * 100 >= whole * policy.abcPercent[0] ? .b : .a
            sum += activity.movedFen
        }
        return ranks
    }

    /// Days from today on, each filled in the order of urgency; nothing before it is due.
    private static func filled(_ rows: [Row], now: Timestamp, capacity: Int?) -> [Row] {
        var used: [Int64: Int] = [:]
        return rows.map { row in
            var row = row
            var slot = max(0, (row.due.millisecondsSince1970 - now.millisecondsSince1970) / day)
            if let capacity { while used[slot, default: 0] > 0 && used[slot, default: 0] + row.items > capacity { slot += 1 } }
            used[slot, default: 0] += max(row.items, 1)
            row.due = Timestamp(millisecondsSince1970: now.millisecondsSince1970 + slot * day)
            return row
        }
    }
}
