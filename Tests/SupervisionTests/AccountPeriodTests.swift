import Supervision
import Testing
import Wire

struct AccountPeriodTests {
    @Test(arguments: [
        ("2026", "2026-01-01..2026-12-31"), ("2026-02", "2026-02-01..2026-02-28"), ("2024-02", "2024-02-01..2024-02-29"),
        ("2026-03-05", "2026-03-05..2026-03-05"), ("2026-03-01..2026-03-15", "2026-03-01..2026-03-15"), ("2025..2026-03", "2025-01-01..2026-03-31"),
    ])
    func itIsAYearAMonthADayOrTwoOfThem(_ text: String, _ days: String) throws {
        #expect(try #require(AccountPeriod(text)).text == days)
    }

    @Test(arguments: [
        "", "26", "2026-13", "2026-2", "2026-02-30", "2026-03-02..2026-03-01", "2026..", "..2026", "2026.2027", "2026...2027", "２０２６", "2026-03-05-01", "+026",
        "0000",
    ])
    func nothingElse(_ text: String) { #expect(AccountPeriod(text) == nil) }

    /// The day of the trade begins eight hours before that of UTC.
    @Test func theMonthIsThatOfShanghai() throws {
        #expect(AccountPeriod(monthOf: try Timestamp("2026-02-28T16:00:00Z")).text == "2026-03-01..2026-03-31")
        #expect(AccountPeriod(monthOf: try Timestamp("2026-02-28T15:59:59Z")).text == "2026-02-01..2026-02-28")
    }
}
