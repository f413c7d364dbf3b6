package import DutyFree
import GS1
package import StockCount
package import Wire

extension CountBook {
    /// Zones as counts have them: known places with nothing known below.
    package static func zones(_ places: [LocationPath]) -> [LocationPath] {
        places.filter { place in !places.contains { $0 != place && place.contains($0) } }.sorted()
    }

    /// What moved where, and when each zone was last counted: one pass over the entries of the last year, by the
    /// recorder's clock.
    package static func activity(_ reader: any LedgerReader, now: Timestamp) throws -> [CountPlan.Activity] {
        let rows = try reader.masters(.location)
        let held: Set<String> = [
            LocationKind.warehouse.rawValue, LocationKind.store.rawValue, LocationKind.pickup.rawValue, LocationKind.returnPickup.rawValue,
        ]
        let zones = zones(rows.filter { held.contains($0.data["kind"]?.string ?? "") }.map { LocationPath($0.name) })
        var activities = Dictionary(uniqueKeysWithValues: zones.map { ($0, CountPlan.Activity(location: $0)) })
        let sessions = try reader.masters(.count).compactMap { CountSession(data: $0.data) }.filter { $0.status == .closed }
        for session in sessions {
            guard let closed = session.result?.closed else { continue }
            for zone in zones where session.scope.contains(where: { $0.contains(zone) }) {
                let before = activities[zone]?.lastCounted ?? closed
                activities[zone]?.lastCounted = max(before, closed)
            }
        }
        var zoneOf: [LocationPath: LocationPath?] = [:]
        func zone(_ place: LocationPath) -> LocationPath? {
            if let known = zoneOf[place] { return known }
            let found = zones.first { $0.contains(place) }
            zoneOf[place] = .some(found)
            return found
        }
        var prices: [GTIN: Int64] = [:]
        for row in try reader.masters(.product) { if let gtin = GTIN(digits14: row.name) { prices[gtin] = row.data["unitPriceFen"]?.integer } }
        for (key, items) in try reader.stock() where key.state.custody == .held {
            if let place = key.location.flatMap(zone) { activities[place]?.items += Int(items) }
        }
        let year = Timestamp(millisecondsSince1970: now.millisecondsSince1970 - 365 * 86_400_000)
        let first = try reader.size(asOf: .time(year))
        try reader.scan(first..<(try reader.size())) { _, body in
            let entry = try Entry(body)
            guard let link = entry.link, let to = link.to ?? link.from, let place = zone(to) else { return true }
            let price = link.item.gtin.flatMap { prices[$0] } ?? 0
            activities[place]?.movedFen += price
            if let last = activities[place]?.lastCounted, entry.at <= last { return true }
            activities[place]?.movements += 1
            return true
        }
        return zones.compactMap { activities[$0] }
    }
}
