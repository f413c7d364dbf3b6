/// A calendar day as bar codes write it, `YYMMDD` (GS1 General Specifications 3.4, 7.12).
package struct GS1Date: Hashable, Comparable, Sendable {
    package let year: Int
    package let month: Int
    package let day: Int

    /// Reads six digits. The century is the one that brings the year nearest to `currentYear` (51 or more ahead is the
    /// past, 50 or more behind is the future: GenSpecs 7.12); day 00 is the last of the month. Nil where there is no
    /// such day.
    package init?(yymmdd text: String, currentYear: Int) {
        let digits = Array(text.utf8)
        guard GS1Date.isPossible(digits[...], dayMayBeZero: true), currentYear >= 100 else { return nil }
        let short = GS1Date.two(digits[0], digits[1])
        let distance = short - currentYear % 100
        let century = currentYear - currentYear % 100 + (distance >= 51 ? -100 : distance <= -50 ? 100 : 0)
        year = century + short
        month = GS1Date.two(digits[2], digits[3])
        let written = GS1Date.two(digits[4], digits[5])
        let last = GS1Date.daysOfMonth(month, isLeap: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
        guard written <= last else { return nil }
        day = written == 0 ? last : written
    }

    /// `YYYY-MM-DD`.
    package var text: String {
        func padded(_ value: Int, _ width: Int) -> String { String(decoding: decimal(UInt64(max(0, value)), width: width), as: UTF8.self) }
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
    }

    package static func < (left: GS1Date, right: GS1Date) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// Whether six ASCII digits may be a day, in whatever century: 29 February 00 may be that of 2000.
    static func isPossible(_ digits: ArraySlice<UInt8>, dayMayBeZero: Bool) -> Bool {
        guard digits.count == 6, digits.allSatisfy(isDigit) else { return false }
        let start = digits.startIndex
        let month = two(digits[start + 2], digits[start + 3])
        let day = two(digits[start + 4], digits[start + 5])
        guard (1...12).contains(month) else { return false }
        return day >= (dayMayBeZero ? 0 : 1) && day <= daysOfMonth(month, isLeap: two(digits[start], digits[start + 1]) % 4 == 0)
    }

    /// Whether eight ASCII digits `YYYYMMDD` are a day.
    static func isDay(yyyymmdd digits: ArraySlice<UInt8>) -> Bool {
        guard digits.count == 8, digits.allSatisfy(isDigit) else { return false }
        let d = Array(digits)
        let year = two(d[0], d[1]) * 100 + two(d[2], d[3])
        let month = two(d[4], d[5])
        let day = two(d[6], d[7])
        guard (1...12).contains(month), day >= 1 else { return false }
        return day <= daysOfMonth(month, isLeap: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
    }

    static func two(_ tens: UInt8, _ ones: UInt8) -> Int { Int(tens & 0x0F) * 10 + Int(ones & 0x0F) }

    static func daysOfMonth(_ month: Int, isLeap: Bool) -> Int {
        switch month {
        case 2: isLeap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
