package import Wire

/// Moments and spans for people.
package enum Times {
    /// The offset people in the trade read times in: Asia/Shanghai, eight hours, no summer time since 1991. It is
    /// printed with each time, so a moment before 1991 is still right.
    private static let offsetMs: Int64 = 8 * 3_600_000

    /// `2026-03-02 11:00 +08:00`
    package static func minute(_ moment: Timestamp) -> String {
        let (date, clock) = parts(moment)
        return "\(date) \(Figures.padded(clock / 3600, digits: 2)):\(Figures.padded(clock / 60 % 60, digits: 2)) +08:00"
    }

    /// `2026-03-02 11:00:05 +08:00`
    package static func second(_ moment: Timestamp) -> String {
        let (date, clock) = parts(moment)
        let hour = Figures.padded(clock / 3600, digits: 2)
        let minute = Figures.padded(clock / 60 % 60, digits: 2)
        return "\(date) \(hour):\(minute):\(Figures.padded(clock % 60, digits: 2)) +08:00"
    }

    /// The day in Asia/Shanghai, `2026-03-02`.
    package static func day(_ moment: Timestamp) -> String { parts(moment).date }

    /// A span: `85 ms`, `3.1 s`, `2 min 05 s`, `1 h 02 min`, `3 d 04 h`; `85 毫秒`, `3.1 秒`, `2 分 05 秒` … Each step
    /// begins where the one before it would round up to it. Negative spans count as none.
    package static func span(milliseconds: Int64) -> Text {
        let ms = max(milliseconds, 0)
        if ms < 1000 { return Text(en: "\(ms) ms", zh: "\(ms) 毫秒") }
        if ms < 59_950 {
            let tenths = (ms + 50) / 100
            return Text(en: "\(tenths / 10).\(tenths % 10) s", zh: "\(tenths / 10).\(tenths % 10) 秒")
        }
        let seconds = ms / 1000 + (ms % 1000 >= 500 ? 1 : 0)
        if seconds < 3600 {
            return two(seconds / 60, seconds % 60, Text(en: "min", zh: "分"), Text(en: "s", zh: "秒"))
        }
        let minutes = seconds / 60
        if minutes < 24 * 60 {
            return two(minutes / 60, minutes % 60, Text(en: "h", zh: "小时"), Text(en: "min", zh: "分"))
        }
        let hours = minutes / 60
        return two(hours / 24, hours % 24, Text(en: "d", zh: "天"), Text(en: "h", zh: "小时"))
    }

    /// A span that is still to come: no finer than seconds, rounded up, so that it does not flicker.
    package static func rough(milliseconds: Int64) -> Text {
        let seconds = (min(max(milliseconds, 0), .max - 999) + 999) / 1000
        if seconds < 60 { return Text(en: "\(seconds) s", zh: "\(seconds) 秒") }
        return span(milliseconds: seconds * 1000)
    }

    private static func two(_ big: Int64, _ small: Int64, _ bigUnit: Text, _ smallUnit: Text) -> Text {
        let rest = Figures.padded(small, digits: 2)
        return bigUnit.map { unit, language in "\(Figures.grouped(big)) \(unit) \(rest) \(smallUnit[language])" }
    }

    /// The year at +08:00.
    package static func year(_ moment: Timestamp) -> Int { Int(date(moment).year) }

    /// The civil date at +08:00; month 1…12, day 1…31.
    static func date(_ moment: Timestamp) -> (year: Int64, month: Int64, day: Int64) {
        civil(day: floorDivide(shanghaiSeconds(moment), 86_400))
    }

    /// The date as text and the second of the day at +08:00.
    private static func parts(_ moment: Timestamp) -> (date: String, clock: Int64) {
        let seconds = shanghaiSeconds(moment)
        let (year, month, day) = date(moment)
        let text = "\(Figures.padded(year, digits: 4))-\(Figures.padded(month, digits: 2))-"
        return (text + Figures.padded(day, digits: 2), seconds - floorDivide(seconds, 86_400) * 86_400)
    }

    private static func shanghaiSeconds(_ moment: Timestamp) -> Int64 {
        // Clamped to the years RFC 3339 can write, so that no input can overflow the sum.
        let ms = min(max(moment.millisecondsSince1970, -62_167_219_200_000), 253_402_300_799_999 - offsetMs) + offsetMs
        return floorDivide(ms, 1000)
    }

    /// Day number since 1970-01-01 to the proleptic Gregorian date. Years are counted from 1 March, so that the leap
    /// day is the last of its year; 146,097 days are 400 years.
    static func civil(day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468  // days since 0000-03-01
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
        let quotient = value / by
        return value % by < 0 ? quotient - 1 : quotient
    }
}
