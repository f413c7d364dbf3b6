package import Wire

/// The year of the demonstration: 2025, in Asia/Shanghai (+08:00 all year). On 1 November the policy changes.
enum DemoCalendar {
    static let days = 365
    static let offsetMinutes = 480
    /// Files hold three days: what is recorded at the end of the last is then never later than the 72 hours after which
    /// a reason is asked for.
    static let daysOfAFile = 3
    private static let firstDay = 20_089
    static let policyChange = 304

    /// A moment of a day, counted from 1 January as 0; hours may run over.
    static func at(_ day: Int, _ hour: Int, _ minute: Int = 0, _ second: Int = 0) -> Timestamp {
        let seconds = (firstDay + day) * 86_400 + (hour * 60 + minute - offsetMinutes) * 60 + second
        return Timestamp(millisecondsSince1970: Int64(seconds) * 1000)
    }

    static let end = at(days, 0)

    /// The day on which a moment falls, from 0.
    static func day(of moment: Timestamp) -> Int {
        Day(of: moment, offsetMinutes: offsetMinutes).daysSince1970 - firstDay
    }

    static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) { Day(daysSince1970: firstDay + day).civil }

    /// `2025-03-09`
    static func date(_ day: Int) -> String { String(at(day, 12).formatted(offsetMinutes: offsetMinutes).prefix(10)) }

    /// Monday is 0.
    static func weekday(_ day: Int) -> Int { (day + 2) % 7 }

    /// Shoppers in percent of an ordinary day: Spring Festival (29 January 2025), the summer, the October holidays,
    /// December; Saturdays and Sundays more.
    static func season(_ day: Int) -> Int {
        let (_, month, date) = civil(day)
        var percent = [120, 115, 95, 85, 90, 80, 105, 110, 80, 100, 100, 120][month - 1]
        if (27...40).contains(day) { percent = 190 }
        if month == 10 && date <= 8 { percent = 200 }
        if month == 5 && date <= 5 { percent = 150 }
        return weekday(day) >= 5 ? percent * 5 / 4 : percent
    }
}

extension Timestamp {
    func plus(minutes: Int) -> Timestamp { Timestamp(millisecondsSince1970: millisecondsSince1970 + Int64(minutes) * 60_000) }
    func plus(seconds: Int) -> Timestamp { Timestamp(millisecondsSince1970: millisecondsSince1970 + Int64(seconds) * 1000) }
    func plus(days: Int) -> Timestamp { plus(minutes: days * 1440) }

    /// `2025-03-09T14:05:00+08:00`: as a till or a gate prints it.
    package var inShanghai: String {
        let text = formatted(offsetMinutes: DemoCalendar.offsetMinutes)
        return String(text.prefix(19)) + String(text.suffix(6))
    }
}
