import Testing
import Wire

@testable import Presentation

@Suite struct FiguresTests {
    static let grouped: [(number: Int64, text: String)] = [
        (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000"), (-999, "-999"),
        (.max, "9,223,372,036,854,775,807"), (.min, "-9,223,372,036,854,775,808"),
    ]

    @Test(arguments: grouped)
    func numbersAreGroupedByThousands(row: (number: Int64, text: String)) {
        #expect(Figures.grouped(row.number) == row.text)
    }

    static let money: [(fen: Int64, text: String)] = [
        (0, "0.00"), (5, "0.05"), (50, "0.50"), (123_450, "1,234.50"), (-5, "-0.05"), (-123_456, "-1,234.56"),
        (.min, "-92,233,720,368,547,758.08"),
    ]

    @Test(arguments: money)
    func fenAreShownAsYuan(row: (fen: Int64, text: String)) { #expect(Figures.yuan(fen: row.fen) == row.text) }

    static let bytes: [(count: Int64, text: String)] = [
        (0, "0 B"), (812, "812 B"), (999, "999 B"), (1000, "1.0 kB"), (1500, "1.5 kB"), (9949, "9.9 kB"),
        (9950, "10 kB"), (999_499, "999 kB"), (999_500, "1.0 MB"), (20_000_000, "20 MB"), (3_200_000_000, "3.2 GB"),
        (.max, "9.2 EB"),
    ]

    @Test(arguments: bytes)
    func bytesHaveTwoOrThreeDigitsAndAUnit(row: (count: Int64, text: String)) {
        #expect(Figures.bytes(row.count) == row.text)
    }

    static let decimals: [(value: Double, places: Int, text: String)] = [
        (1.025, 3, "1.025"), (0, 2, "0.00"), (-0.5, 1, "-0.5"), (2.5, 0, "3"), (-2.5, 0, "-3"), (1234.567, 1, "1,234.6"),
        (-0.001, 2, "0.00"), (.nan, 1, "-"), (.infinity, 1, "-"), (1e30, 1, "-"),
    ]

    @Test(arguments: decimals)
    func ratiosAreRoundedToTheirPlaces(row: (value: Double, places: Int, text: String)) {
        #expect(Figures.decimal(row.value, places: row.places) == row.text)
    }

    @Test func aShareOfNothingIsADash() {
        #expect(Figures.percent(1, of: 8) == "12.5 %")
        #expect(Figures.percent(0, of: 0) == "-")
    }

    static let moments: [(ms: Int64, second: String)] = [
        (0, "1970-01-01 08:00:00 +08:00"),
        (1_772_420_405_999, "2026-03-02 11:00:05 +08:00"),
        (1_772_380_799_999, "2026-03-01 23:59:59 +08:00"),
        (1_772_380_800_000, "2026-03-02 00:00:00 +08:00"),
        (1_709_222_399_999, "2024-02-29 23:59:59 +08:00"),
        (1_709_222_400_000, "2024-03-01 00:00:00 +08:00"),
        (951_753_600_000, "2000-02-29 00:00:00 +08:00"),
        (-1, "1970-01-01 07:59:59 +08:00"),
        (-28_800_001, "1969-12-31 23:59:59 +08:00"),
        (.max, "9999-12-31 23:59:59 +08:00"),
        (.min, "0000-01-01 08:00:00 +08:00"),
    ]

    @Test(arguments: moments)
    func timesAreShownInShanghaiWithTheOffset(row: (ms: Int64, second: String)) {
        let moment = Timestamp(millisecondsSince1970: row.ms)
        #expect(Times.second(moment) == row.second)
        #expect(Times.minute(moment) == row.second.prefix(16) + " +08:00")
        #expect(Times.day(moment) == row.second.prefix(10))
    }

    /// Every day of eight centuries, counted up by the calendar's own rule.
    @Test func theCalendarAgreesWithCountingDays() {
        var (year, month, day) = (Int64(1600), Int64(1), Int64(1))
        for number in Int64(-135_140)..<(-135_140 + 292_194) {
            let civil = Times.civil(day: number)
            guard civil == (year, month, day) else {
                Issue.record("day \(number): \(civil), counted \(year)-\(month)-\(day)")
                return
            }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Int(month) - 1]
            day += 1
            if day > length { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect((year, month, day) == (2400, 1, 1))
    }

    static let spans: [(ms: Int64, en: String, zh: String)] = [
        (-5, "0 ms", "0 毫秒"),
        (85, "85 ms", "85 毫秒"),
        (999, "999 ms", "999 毫秒"),
        (1000, "1.0 s", "1.0 秒"),
        (3_149, "3.1 s", "3.1 秒"),
        (59_949, "59.9 s", "59.9 秒"),
        (59_950, "1 min 00 s", "1 分 00 秒"),
        (125_400, "2 min 05 s", "2 分 05 秒"),
        (3_599_499, "59 min 59 s", "59 分 59 秒"),
        (3_599_500, "1 h 00 min", "1 小时 00 分"),
        (3_725_000, "1 h 02 min", "1 小时 02 分"),
        (86_400_000, "1 d 00 h", "1 天 00 小时"),
        (.max, "106,751,991,167 d 07 h", "106,751,991,167 天 07 小时"),
    ]

    @Test(arguments: spans)
    func spansHaveTheUnitThatFits(row: (ms: Int64, en: String, zh: String)) {
        #expect(Times.span(milliseconds: row.ms) == Text(en: row.en, zh: row.zh))
    }

    @Test func countsHaveTheirNoun() {
        #expect(Unit.rows.counted(1) == Text(en: "1 row", zh: "1 行"))
        #expect(Unit.rows.counted(10_000) == Text(en: "10,000 rows", zh: "10,000 行"))
        #expect(Unit.entries.counted(0)[.en] == "0 entries")
        #expect(Unit.rows.rate(perSecond: 3200) == Text(en: "3,200 rows/s", zh: "3,200 行/秒"))
        #expect(Unit.bytes.rate(perSecond: 20_000_000) == Text(en: "20 MB/s", zh: "20 MB/秒"))
    }

    static let bars: [(value: Int64, most: Int64, unicode: String, ascii: String)] = [
        (0, 8, "", ""), (8, 8, "████", "####"), (9, 8, "████", "####"), (4, 8, "██", "##"), (1, 8, "▌", "#"),
        (1, 1_000_000, "▏", "#"), (3, 32, "▍", "#"), (5, 8, "██▌", "###"), (-1, 8, "", ""), (1, 0, "", ""),
    ]

    @Test(arguments: bars)
    func aBarIsTheShareOfTheLargest(row: (value: Int64, most: Int64, unicode: String, ascii: String)) {
        #expect(Bar.of(row.value, most: row.most, width: 4, unicode: true) == row.unicode)
        #expect(Bar.of(row.value, most: row.most, width: 4, unicode: false) == row.ascii)
    }
}
