package import Wire

/// What else the rules must know of an item, beside state and place. Kept as JSON; what is default is left out.
package struct ItemFacts: Hashable, Sendable {
    /// Last day of use is the day before; `YYYY-MM-DD`.
    package var expiry: String?
    /// While it is sold, or gone with its buyer.
    package var sale: SaleFacts?
    package var guarantee: GuaranteeState?
    /// Customs have examined it before departure (担保即提).
    package var verified: Bool
    /// Duty for a lost item was paid: it may not come back into the books.
    package var dutySettled: Bool
    /// What its sales have taken from the quotas of their buyers and not given back: none or one, unless goods that came
    /// back after the departure were sold again.
    package var charges: [Charge]

    package init() {
        verified = false
        dutySettled = false
        charges = []
    }

    package init(data: JSONObject) {
        expiry = data["expiry"]?.string
        sale = data["sale"]?.object.flatMap(SaleFacts.init(data:))
        guarantee = data["guarantee"]?.string.flatMap(GuaranteeState.init(rawValue:))
        verified = data["verified"]?.bool ?? false
        dutySettled = data["dutySettled"]?.bool ?? false
        charges = (data["charges"]?.array ?? []).compactMap { $0.object.flatMap(Charge.init(data:)) }
    }

    package var isEmpty: Bool { expiry == nil && sale == nil && guarantee == nil && !verified && !dutySettled && charges.isEmpty }

    package var data: JSONObject {
        var data = JSONObject()
        data["expiry"] = expiry.map { .string($0) }
        data["sale"] = sale.map { .object($0.data) }
        data["guarantee"] = guarantee.map { .string($0.rawValue) }
        if verified { data["verified"] = true }
        if dutySettled { data["dutySettled"] = true }
        if !charges.isEmpty { data["charges"] = .array(charges.map { .object($0.data) }) }
        return data
    }
}

package enum GuaranteeState: String, CaseIterable, Sendable {
    case open, refunded, converted
}

/// To whom an item was sold, and how it reaches the buyer.
package struct SaleFacts: Hashable, Sendable {
    package var person: PersonCode
    /// Nil where a resident bought without one.
    package var trip: TripID?
    package var pickup: PickupMode
    package var priceFen: Int64
    package var soldAt: Timestamp

    package init(person: PersonCode, trip: TripID?, pickup: PickupMode, priceFen: Int64, soldAt: Timestamp) {
        self.person = person
        self.trip = trip
        self.pickup = pickup
        self.priceFen = priceFen
        self.soldAt = soldAt
    }

    init?(data: JSONObject) {
        guard let person = data["person"]?.string, let pickup = data["pickup"]?.string.flatMap(PickupMode.init(rawValue:)),
            let price = data["priceFen"]?.integer, let soldAt = data["soldAt"]?.string.flatMap(Timestamp.init(canonical:))
        else { return nil }
        self.init(
            person: PersonCode(person), trip: data["trip"]?.string.map(TripID.init), pickup: pickup, priceFen: price,
            soldAt: soldAt)
    }

    var data: JSONObject {
        var data: JSONObject = [
            "person": .string(person.text), "pickup": .string(pickup.rawValue), "priceFen": .integer(priceFen),
            "soldAt": .string(soldAt.formatted()),
        ]
        data["trip"] = trip.map { .string($0.text) }
        return data
    }
}

/// A departure from the island that a sale names.
package struct Trip: Hashable, Sendable {
    package var id: TripID
    package var person: PersonCode
    package var departs: Timestamp
    /// Before any rescheduling.
    package var firstDeparts: Timestamp
    /// Whether it leaves the country.
    package var exit: Bool
    /// When the traveller left, once recorded.
    package var departed: Timestamp?
    /// What its sales have taken of the trip's limits.
    package var taken = Taken()

    package init(
        id: TripID, person: PersonCode, departs: Timestamp, firstDeparts: Timestamp, exit: Bool, departed: Timestamp?
    ) {
        self.id = id
        self.person = person
        self.departs = departs
        self.firstDeparts = firstDeparts
        self.exit = exit
        self.departed = departed
    }

    package init(id: TripID, data: JSONObject) throws(Refusal) {
        guard let person = data["person"]?.string, let departs = data["departs"]?.string.flatMap(Timestamp.init(canonical:))
        else { throw Refusal(.unknownTrip, facts: ["trip": id.text]) }
        self.init(
            id: id, person: PersonCode(person), departs: departs,
            firstDeparts: data["firstDeparts"]?.string.flatMap(Timestamp.init(canonical:)) ?? departs,
            exit: data["exit"]?.bool ?? false, departed: data["departed"]?.string.flatMap(Timestamp.init(canonical:)))
        taken = Taken(data: data["taken"]?.object ?? JSONObject())
    }

    package var data: JSONObject {
        var data: JSONObject = ["person": .string(person.text), "departs": .string(departs.formatted())]
        if firstDeparts != departs { data["firstDeparts"] = .string(firstDeparts.formatted()) }
        if exit { data["exit"] = true }
        data["departed"] = departed.map { .string($0.formatted()) }
        if !taken.isEmpty { data["taken"] = .object(taken.data) }
        return data
    }
}
