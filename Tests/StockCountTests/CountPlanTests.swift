import DutyFree
import StockCount
import Testing
import Wire

/// What to count next.
struct CountPlanTests {
    private static let now = Timestamp(millisecondsSince1970: 1_772_413_200_000)
    private static let day: Int64 = 86_400_000

    private func place(_ name: String, moved: Int64 = 0, movements: Int = 0, items: Int = 10, counted daysAgo: Int64? = nil) -> CountPlan.Activity {
        var activity = CountPlan.Activity(location: LocationPath(name))
        activity.movedFen = moved
        activity.movements = movements
        activity.items = items
        activity.lastCounted = daysAgo.map { Timestamp(millisecondsSince1970: Self.now.millisecondsSince1970 - $0 * Self.day) }
        return activity
    }

    private func plan(_ activities: [CountPlan.Activity], days: Int64 = 30, capacity: Int? = nil) -> [CountPlan.Row] {
        CountPlan.rows(activities, now: Self.now, days: days, capacity: capacity)
    }

    @Test func ranksFollowTheValueThatMoves() {
        let rows = plan([place("A", moved: 700), place("B", moved: 200), place("C", moved: 60), place("D", moved: 40)], days: 400)
        let ranks = Dictionary(uniqueKeysWithValues: rows.map { ($0.location.text, $0.rank.rawValue) })
        #expect(ranks == ["A": "A", "B": "A", "C": "B", "D": "C"])
    }

    @Test func whatWasNeverCountedComesFirstAndWhatIsBusyBeforeItsDay() {
        let rows = plan([
            place("old", moved: 900, counted: 40), place("fresh", moved: 50, counted: 1), place("never", moved: 1),
            place("busy", moved: 49, movements: 1_001, counted: 2),
            place("empty", items: 0, counted: 400),
        ])
        #expect(rows.map(\.location.text) == ["never", "empty", "old", "busy"])
        #expect(rows.map(\.reason) == [.neverCounted, .zeroConfirmation, .due, .busy])
    }

    @Test func noDayHoldsMoreThanItsCapacity() {
        let rows = plan((0..<5).map { place("P\($0)", items: 40) }, capacity: 100)
        let days = rows.map { ($0.due.millisecondsSince1970 - Self.now.millisecondsSince1970) / Self.day }
        #expect(days == [0, 0, 1, 1, 2])
        #expect(plan([place("huge", items: 1_000)], capacity: 100).count == 1, "one place a day at least")
    }

    @Test func nothingWithoutPlaces() { #expect(plan([]).isEmpty) }
}
