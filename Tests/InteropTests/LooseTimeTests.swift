import Testing

@testable import Interop

struct LooseTimeTests {
    @Test(
        arguments: [
            ("2026-03-02T11:00:00+08:00", "2026-03-02T11:00:00+08:00"), ("2026-03-02 11:00", "2026-03-02T11:00:00+08:00"),
            ("2026/3/2 9:05:07", "2026-03-02T09:05:07+08:00"),
            ("2026年3月2日 11:00", "2026-03-02T11:00:00+08:00"), ("2026.03.02T11:00:00.1234567", "2026-03-02T11:00:00.1234567+08:00"),
            ("20260302110005", "2026-03-02T11:00:05+08:00"),
            ("2026-03-02 11:00:00 +0900", "2026-03-02T11:00:00+09:00"), ("2026-03-02 11:00:00Z", "2026-03-02T11:00:00Z"),
            ("1772420400", "2026-03-02T03:00:00.000Z"),
            ("1772420400123", "2026-03-02T03:00:00.123Z"), ("1772420400123456", "2026-03-02T03:00:00.123Z"), ("03/02/2026 11:00", nil), ("2026-03-02", nil),
            ("2026-03-02 25:00", nil),
            ("2026-03-02 11:00 noon", nil), ("11:00", nil), ("", nil), ("123", nil), ("2026-03-02 11", nil), ("9999999999999999999", nil),
        ] as [(String, String?)])
    func timesAreReadAsMachinesWriteThem(_ text: String, _ expected: String?) { #expect(LooseTime.time(text, offsetMinutes: 480) == expected, "\(text)") }

    @Test(
        arguments: [
            ("2028-12-31", "2028-12-31"), ("2028/1/5", "2028-01-05"), ("20281231", "2028-12-31"), ("2028年12月31日", "2028-12-31"), ("2028.12.31", "2028-12-31"),
            ("2028-12-31 00:00:00", "2028-12-31"),
            ("31/12/2028", nil), ("2028-12-31 11:00", nil), ("12月31日", nil), ("", nil), ("2028", nil),
        ] as [(String, String?)])
    func daysAreReadInOneOrderOnly(_ text: String, _ expected: String?) { #expect(LooseTime.date(text) == expected, "\(text)") }

    @Test(
        arguments: [
            ("800", "80000"), ("800.00", "80000"), ("¥1,234.5", "123450"), ("¥ 1,234,567", "123456700"), ("800,50", nil), ("12,34.5", nil), (",800", nil),
            ("8 00", nil), ("￥0.01", "1"), ("12.340", "1234"), ("12.345", nil), ("-5", nil), ("1.2.3", nil),
            ("", nil), (".5", nil), ("1e3", nil),
            ("99999999999999999999", nil),
        ] as [(String, String?)])
    func yuanBecomeWholeFen(_ text: String, _ expected: String?) { #expect(FileTemplate.fen(text) == expected, "\(text)") }

    @Test func headingsAreComparedWithoutTheirDress() {
        for heading in ["// Timestamp", "Time_Stamp", "TIME STAMP (UTC)", "time-stamp", "timestamp（毫秒）"] {
            #expect(FileTemplate.plain(heading) == "timestamp", "\(heading)")
        }
    }
}
