/// A day of the proleptic Gregorian calendar, as days since 1970-01-01.
package struct Day: Hashable, Comparable, Sendable {
    package let daysSince1970: Int

    package init(daysSince1970: Int) { self.daysSince1970 = daysSince1970 }

    /// Nil where the calendar has no such day. Years 1 to 9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Day.length(ofMonth: month, year: year)
        else { return nil }
        daysSince1970 = Day.count(year: year, month: month, day: day)
    }

    /// The day on which `moment` falls at the given offset from UTC.
    package init(of moment: Timestamp, offsetMinutes: Int = 0) {
        let local = moment.millisecondsSince1970.addingSaturating(Int64(offsetMinutes) &* 60_000)
        daysSince1970 = Int(local.flooredQuotient(by: 86_400_000))
    }

    /// The day on which the trade lives at `moment`: Asia/Shanghai, eight hours ahead, no summer time since 1991.
    package init(inShanghai moment: Timestamp) { self.init(of: moment, offsetMinutes: 480) }

    package static func < (left: Day, right: Day) -> Bool { left.daysSince1970 < right.daysSince1970 }

    package static func isLeap(_ year: Int) -> Bool {
        year & 3 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// `month` in 1...12.
    package static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Year, month 1...12 and day 1...31. The year is counted from 1 March, so that the leap day is its last, in cycles
    /// of 400 years (146,097 days); days are shifted to 0000-03-01 (719,468 days before 1970-01-01).
    package var civil: (year: Int, month: Int, day: Int) {
        let shifted = daysSince1970 &+ 719_468
        let cycle = shifted >= 0 ? shifted / 146_097 : (shifted &- 146_096) / 146_097
        let dayOfCycle = shifted &- cycle &* 146_097
        let yearOfCycle =
            (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (cycle &* 400 &+ yearOfCycle &+ (month <= 2 ? 1 : 0), month, day)
    }

    /// The inverse of `civil`, for a day that exists and a year from 0 on.
    static func count(year: Int, month: Int, day: Int) -> Int {
        let fromMarch = month <= 2 ? year - 1 : year
        let cycle = fromMarch >= 0 ? fromMarch / 400 : (fromMarch - 399) / 400
        let yearOfCycle = fromMarch - cycle * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
        return cycle * 146_097 + dayOfCycle - 719_468
    }
}

extension Int64 {
    func flooredQuotient(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The sum, or the greatest or least number where that is beyond it.
    package func addingSaturating(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    /// The product, or the greatest or least number where that is beyond it.
    package func multipliedSaturating(by factor: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? ((self < 0) != (factor < 0) ? .min : .max) : product
    }
}
