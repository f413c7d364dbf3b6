import Wire

/// What a traveller's entries come to up to some moment: what the projections had then. Checks nothing: what was admitted
/// once is not judged again.
package struct TravellerReplay: Sendable {
    package private(set) var standing: PersonStanding
    /// By departure.
    package var trips: [Trip] { byID.values.filter { $0.person == standing.person }.sorted { ($0.departs, $0.id) < ($1.departs, $1.id) } }
    private var byID: [TripID: Trip] = [:]

    /// `movements` are those that name the traveller, oldest first; `charges` what the items hold that they are about.
    package init(_ person: PersonCode, _ movements: [Movement], charges: [Charge]) {
        standing = PersonStanding(person: person)
        for movement in movements { fold(movement) }
        for charge in charges where charge.person == person {
            standing.used.add(charge.fen, charge.regime, charge.year)
            if let trip = charge.trip { byID[trip]?.taken.add(charge, times: 1) }
        }
    }

    private mutating func fold(_ movement: Movement) {
        switch movement.type {
        case .sale, .exchange:
            if let trip = movement.statedTrip, byID[trip.id] == nil { byID[trip.id] = trip }
        case .reschedule:
            if let id = movement.tripID, let departs = movement.data["departs"]?.string.flatMap({ try? Timestamp($0) }) { byID[id]?.departs = departs }
        case .depart:
            if let id = movement.tripID, byID[id]?.departed == nil { byID[id]?.departed = movement.occurred }
            standing.lastDeparted = max(movement.occurred, standing.lastDeparted ?? movement.occurred)
        case .ban:
            guard let years = movement.data["years"]?.integer, (1...100).contains(years),
                let decided = movement.data["decided"]?.string.flatMap({ try? Timestamp($0) })
            else { return }
            let until = decided.adding(years: Int(years))
            standing.bannedUntil = max(until, standing.bannedUntil ?? until)
        default: break
        }
    }
}
