/// A moment: milliseconds since 1970-01-01T00:00:00Z, UTC without leap seconds.
/// Written as RFC 3339 with `Z` and exactly three digits of a second, `2026-03-02T03:00:00.000Z`.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let millisecondsSince1970: Int64

    package init(millisecondsSince1970: Int64) { self.millisecondsSince1970 = millisecondsSince1970 }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.millisecondsSince1970 < right.millisecondsSince1970
    }
}
