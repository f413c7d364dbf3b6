import DutyFree
import Wire

/// An item on a shelf, as the simulation knows it.
struct Goods {
    /// The label it carries.
    var code: ItemKey
    let article: Int
    var place: LocationPath
    /// First day on which it may no longer be sold, `YYYY-MM-DD`.
    let expiry: String?
    /// Taken over from the other operator: it cannot go back there, where its key stands as transferred.
    var isTakenOver = false
    /// What it is packed with, where it is a gift set.
    var members: [Goods] = []
    /// Nothing may happen to it before.
    var ready: Timestamp
}

/// A carton, or a pallet of cartons.
struct Carton {
    let sscc: ItemKey
    var place: LocationPath
    var goods: [Goods]
    var ready: Timestamp
}

/// The three places from which goods are taken.
enum Shelf: Int {
    case downtown, airport, warehouse

    var partyCode: String { ["S1", "S2", "W1"][rawValue] }
}

struct Traveller {
    let person: PersonCode
    let age: Int64
    let isResident: Bool
    var spentFen: Int64 = 0
    var isBanned = false
    var departed: Timestamp?
    /// Shops again only after that.
    var busyUntil: Timestamp
}

/// What one traveller bought on one receipt.
struct Basket {
    var goods: [Goods]
    let traveller: Int
    let mode: PickupMode
    let trip: TripID?
    var departs: Timestamp
    let shelf: Shelf
    let receipt: String
    /// Of the last of them.
    let sold: Timestamp
}

/// A movement as a system of the operator writes it down.
struct Row {
    var movement: Movement
    /// The event that a `correct` or `void` is about.
    var about: String?
    /// When the file it stands in was closed: later than it occurred for what was found on paper.
    var filed: Timestamp
}
