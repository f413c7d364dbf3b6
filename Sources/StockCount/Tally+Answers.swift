import DutyFree
package import Wire

// What a tally says of itself, without a book.

extension Tally {
    /// Different things that were named, whatever they are.
    package var distinctSubjects: Int {
        var items = 0
        for item in 0..<self.items.count where self.items.records[item].reads > 0 { items += 1 }
        return items + others.count { $0.kind != .unreadable && $0.reads > 0 } + cartons.count { $0.reads > 0 }
    }

    /// Different tags and codes of somebody else: neither of a product that the register calls ours, nor a trace code.
    package var foreignSubjects: Int {
        others.count { other in
            guard other.kind == .foreign, other.reads > 0 else { return false }
            if case .text(let text) = other.name { return !text.hasPrefix("/trace/") && !text.hasPrefix("/00/") }
            return true
        }
    }

    /// Some of the lines that name nothing, and why.
    package func unreadable(most: Int) -> [(text: String, reason: UnreadableReason)] {
        others.lazy.filter { $0.kind == .unreadable }.prefix(most).compactMap { other in other.reason.map { (other.subject, $0) } }
    }

    /// By place: reads, different things, first and last, who.
    package var coverage: [(location: String, reads: Int64, distinct: Int, first: Timestamp?, last: Timestamp?, persons: [String])] {
        presence.visited.map { place, visit in
            (
                register.places.name(place), visit.reads, visit.distinct, visit.first == .max ? nil : Timestamp(millisecondsSince1970: visit.first),
                visit.last == .min ? nil : Timestamp(millisecondsSince1970: visit.last), persons(place).sorted()
            )
        }.sorted { $0.0 < $1.0 }
    }

    /// Different things a person-minute, times 100; nil without times.
    package var rateX100: Int64? {
        let worked = worked()
        return worked > 0 ? Int64(distinctSubjects) * 6_000_000 / worked : nil
    }

    func readerName(_ reader: UInt16) -> String { readers.names[Int(reader)] }

    func worked() -> Int64 { presence.worked(idle: setup.parameters.idleMs) }

    /// Who read at a place.
    func persons(_ place: PlaceID) -> Set<String> { Set(presence.readers(at: place).compactMap { readers.person($0) }) }
}
