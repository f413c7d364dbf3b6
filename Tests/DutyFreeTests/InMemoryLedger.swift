import DutyFree
import Foundation
import GS1
import Wire

/// A ledger as naive as can be: everything in dictionaries, nothing hashed. What the rules are tested against.
final class InMemoryLedger: LedgerView {
    var parties: [PartyCode: Party] = [:]
    var locations: [LocationPath: Location] = [:]
    var products: [GTIN: Product] = [:]
    var items: [ItemKey: Item] = [:]
    var labels: [ItemKey: ItemKey] = [:]
    var trips: [TripID: Trip] = [:]
    var standings: [PersonCode: PersonStanding] = [:]
    var book = PolicyBook()
    var entries: [RecordedMovement] = []
    var events: [String: Movement] = [:]

    func party(_ code: PartyCode) -> Party? { parties[code] }
    func location(_ path: LocationPath) -> Location? { locations[path] }
    func product(_ gtin: GTIN) -> Product? { products[gtin] }
    func item(_ code: ItemKey) -> Item? {
        if let item = items[code] { return item }
        guard let item = labels[code].flatMap({ items[$0] }), item.code == code else { return nil }
        return item
    }
    func successor(ofRetired code: ItemKey) -> ItemKey? {
        guard let item = items[code] ?? labels[code].flatMap({ items[$0] }), item.code != code else { return nil }
        return item.code
    }
    func members(of parent: ItemKey) -> [ItemKey] { items.values.filter { $0.parent == parent }.map(\.key).sorted() }
    func trip(_ id: TripID) -> Trip? { trips[id] }
    func standing(of person: PersonCode) -> PersonStanding? { standings[person] }
    func policies() -> PolicyBook { book }
    func history(of item: ItemKey) -> [RecordedMovement] { entries.filter { $0.movement.items == [item] } }
    func recorded(_ seq: UInt64) -> RecordedMovement? { seq < UInt64(entries.count) ? entries[Int(seq)] : nil }

    /// What the last movement revealed.
    private(set) var alerts: [ReasonCode] = []

    /// Records a movement; answers its first entry, or nil where the same event is recorded already.
    func record(_ movement: Movement, recorded: Timestamp) throws -> UInt64? {
        alerts = []
        try Lifecycle.precheck(movement, in: self)
        if let event = movement.event, let known = events[event] {
            if known == movement { return nil }
            throw Refusal(.eventConflict)
        }
        let admitted = try Lifecycle.admit(movement, recorded: recorded, in: self)
        let first = UInt64(entries.count)
        for step in admitted.steps {
            var own = admitted.movement
            own.items = step.after.map { [$0.key] } ?? []
            // An entry that follows says where that leaves its item.
            if step.viaParent, let place = step.after?.location ?? step.after?.destination, place != step.before?.location { own.to = place }
            entries.append(
                RecordedMovement(
                    seq: UInt64(entries.count), recorded: recorded, movement: own, via: step.via,
                    state: step.after?.state, policy: admitted.policy?.id))
            guard let after = step.after else { continue }
            items[after.key] = after
            for code in [step.before?.code, after.code] { if let code, code != after.key { labels[code] = after.key } }
        }
        for trip in admitted.trips { trips[trip.id] = trip }
        for standing in admitted.standings { standings[standing.person] = standing }
        if let event = movement.event { events[event] = movement }
        alerts = admitted.alerts
        return first
    }
}
