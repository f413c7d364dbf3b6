import DutyFree
import Ledger
import Presentation
import SQLiteStore
import StockCount
import Wire

/// `count open --follows`: a closed count is never opened again; a new one goes over the places of its differences.
enum CountFollow {
    /// The zones in which the count left a difference, and the places outside it where its goods were seen.
    static func scope(_ id: String, _ desk: RecordingDesk, folder: String, _ console: Console) throws -> [LocationPath] {
        let first = try desk.store.read { try CountDesk.session(id, $0) }
        guard !first.isOpen else { throw Refusal(.countOverlap, facts: ["count": id, "location": first.scope.first?.text ?? ""]) }
        // Cancelled before there was a result: all of it is open.
        guard let last = first.result else { return first.scope }
        let run = CountRun(session: first, folder: folder, console: console)
        let outcome = try desk.store.read { try run.derive($0, upTo: last.upTo, closed: last.closed) }
        let zones = (first.plan["zones"]?.array ?? []).compactMap { $0.object?["location"]?.string.map { LocationPath($0) } }
        let known = try Set(desk.store.read { try $0.masters(.location) }.map(\.name))
        var places: Set<String> = []
        for kind in CountClass.allCases where !kind.isInOrder {
            outcome.result.forEach(kind) { row in
                for text in [row.expectedLocation, row.ledgerLocation] + row.seenLocations where !text.isEmpty {
                    let place = LocationPath(text)
                    if let zone = zones.first(where: { $0.contains(place) || place.contains($0) }) {
                        places.insert(zone.text)
                    } else if known.contains(text), kind == .misplaced {
                        places.insert(text)
                    }
                }
            }
        }
        guard !places.isEmpty else {
            throw Problem.usage(Text(en: "\(id) left no difference at any place: there is nothing to follow", zh: "\(id) 没有可复查的差异地点"))
        }
        return places.sorted().map { LocationPath($0) }
    }
}
