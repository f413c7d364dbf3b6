package import Wire

/// `reschedule` and `ban`: about a trip or a person, not about an item.
enum TravellerRules {
    static func effects(of movement: Movement, _ scene: Scene, _ view: some LedgerView) throws -> Effects {
        movement.type == .ban ? try ban(movement, view) : try reschedule(movement, scene, view)
    }

    /// 改签: at most `rescheduleDays` of the policy after the first departure (GACC 2020 No. 79).
    private static func reschedule(_ movement: Movement, _ scene: Scene, _ view: some LedgerView) throws -> Effects {
        let rescheduleDays = (scene.policy?.parameters.terms ?? .withoutPolicy).rescheduleDays
        let id = movement.tripID ?? TripID("")
        guard var trip = try view.trip(id) else { throw Refusal(.unknownTrip, facts: ["trip": id.text]) }
        guard trip.person == movement.person else { throw Refusal(.tripMismatch, facts: ["trip": id.text]) }
        guard let departs = movement.data["departs"]?.string.flatMap({ try? Timestamp($0) }) else {
            throw Refusal(.missingField, field: "departs", facts: ["field": "departs"])
        }
        guard departs > movement.occurred, trip.departed == nil else {
            throw Refusal(.departurePassed, facts: ["trip": id.text, "departs": departs.formatted()])
        }
        guard departs <= trip.firstDeparts.adding(days: rescheduleDays) else {
            throw Refusal(
                .rescheduleTooLate,
                facts: ["first": trip.firstDeparts.formatted(), "days": String(rescheduleDays), "departs": departs.formatted()])
        }
        trip.departs = departs
        var effects = Effects()
        effects.steps = [Step(before: nil, after: nil, via: nil)]
        effects.trips = [trip]
        return effects
    }

    private static func ban(_ movement: Movement, _ view: some LedgerView) throws -> Effects {
        guard let person = movement.person, let years = movement.data["years"]?.integer, (1...100).contains(years),
            let decided = movement.data["decided"]?.string.flatMap({ try? Timestamp($0) })
        else { throw Refusal(.missingField, field: "decided", facts: ["field": "decided, years"]) }
        var standing = try view.standing(of: person) ?? PersonStanding(person: person)
        let until = decided.adding(years: Int(years))
        standing.bannedUntil = max(until, standing.bannedUntil ?? until)
        var effects = Effects()
        effects.steps = [Step(before: nil, after: nil, via: nil)]
        effects.standings = [standing]
        return effects
    }
}

// Calendars of the trade run in Asia/Shanghai, +08:00 all year.

extension Timestamp {
    private static let shanghaiMinutes = 480

    package func adding(hours: Int64) -> Timestamp { Timestamp(millisecondsSince1970: millisecondsSince1970 + hours * 3_600_000) }

    package func adding(days: Int64) -> Timestamp { adding(hours: 24 * days) }

    /// The same day and time of day, so many years on; 29 February becomes 1 March.
    func adding(years: Int) -> Timestamp { moved(years: years, months: 0) }

    /// The same day and time of day, so many months on; a day that the month does not have becomes the next month's first.
    package func adding(months: Int) -> Timestamp { moved(years: 0, months: months) }

    private func moved(years: Int, months: Int) -> Timestamp {
        let day = Day(of: self, offsetMinutes: Timestamp.shanghaiMinutes)
        let (year, month, date) = day.civil
        let count = (month - 1) + months
        let toYear = year + years + count / 12
        let toMonth = count % 12 + 1
        let length = Day.length(ofMonth: toMonth, year: toYear)
        guard let first = Day(year: toYear, month: toMonth, day: 1) else { return self }
        let target = first.daysSince1970 + (date <= length ? date - 1 : length)
        return Timestamp(millisecondsSince1970: millisecondsSince1970 + Int64(target - day.daysSince1970) * 86_400_000)
    }

    /// `YYYY-MM-DD` in Asia/Shanghai: sorts as it reads.
    var shanghaiDate: String { String(formatted(offsetMinutes: Timestamp.shanghaiMinutes).prefix(10)) }

    package var shanghaiYear: Int { Day(of: self, offsetMinutes: Timestamp.shanghaiMinutes).civil.year }
}
