import DutyFree
import Wire

/// Puts every subject in its class, by the rules of reference/count/README.md in their order.
struct Classifier {
    let tally: Tally
    private let register: Register
    private let opened: Int64
    private let closed: Int64
    private let visits: [(place: PlaceID, visit: Visit)]
    private let moments: StrongReads.Moments

    init(_ tally: Tally) {
        self.tally = tally
        visits = tally.presence.visited
        register = tally.register
        opened = tally.setup.opened.millisecondsSince1970
        closed = tally.setup.closed.millisecondsSince1970
        moments = tally.strong.moments(of: Classifier.strongInTwoPlaces(tally))
    }

    /// Items that were read strongly in several zones.
    private static func strongInTwoPlaces(_ tally: Tally) -> Set<UInt32> {
        var items: Set<UInt32> = []
        for item in 0..<tally.items.count where tally.items.records[item].zone.next != 0 {
            let strong = Classifier.zones(UInt32(item), tally).count { $0.strongReads >= 3 }
            if strong > 1 { items.insert(UInt32(item)) }
        }
        return items
    }

    /// Nil for an item that was neither expected nor read.
    func classify(_ item: UInt32) -> CountClass? {
        if register.isAside(item) { return nil }
        return tally.items.records[Int(item)].reads > 0 ? classifyRead(item) : classifyUnread(item)
    }

    // MARK: An item that was read

    private func classifyRead(_ item: UInt32) -> CountClass {
        let state = tally.items.records + Int(item)
        // One zone, where it should be: nearly all are this.
        if state.pointee.zone.next == 0, !state.pointee.hasTwoTIDs, state.pointee.zone.isConsistent {
            if state.pointee.home != .none, state.pointee.condition == 0 { return .matched }
            return inOrder(item, state.pointee)
        }
        if clone(item) != nil { return .clone }
        let zones = kept(item)
        if zones.contains(where: \.isConsistent) { return inOrder(item, state.pointee) }
        guard let strongest = strongest(zones) else { return .misplaced }
        let residence = residence(of: item, at: strongest.latest == .min ? nil : strongest.latest)
        switch register.custody(residence.place, residence.state) {
        case .held: return .misplaced
        case .transit: return .inTransit
        case .sold: return .soldPresent
        case .gone: return .departedPresent
        case .lost: return .found
        }
    }

    private func inOrder(_ item: UInt32, _ reads: ItemReads) -> CountClass {
        if reads.condition != 0 { return .wrongState }
        return register.histories.isEmpty || register.histories[item] == nil ? .matched : .moved
    }

    func zones(_ item: UInt32) -> [ZoneReads] { Classifier.zones(item, tally) }

    private static func zones(_ item: UInt32, _ tally: Tally) -> [ZoneReads] {
        let first = tally.items.records[Int(item)].zone
        guard first.reads > 0 else { return [] }
        var zones = [first]
        var index = first.next
        while index != 0 {
            zones.append(tally.zones.records[Int(index - 1)])
            index = tally.zones.records[Int(index - 1)].next
        }
        return zones
    }

    /// Seen by RFID alone and much weaker than the strongest: read through a wall.
    func isThroughAWall(_ zone: ZoneReads, _ item: UInt32) -> Bool {
        let strongest = tally.items.records[Int(item)].strongest
        guard zone.isRFIDOnly, zone.strongest != .min, strongest != .min else { return false }
        return Int(strongest) - Int(zone.strongest) >= Int(tally.setup.parameters.crossReadX100)
    }

    func kept(_ item: UInt32) -> [ZoneReads] {
        let zones = zones(item)
        return zones.count < 2 ? zones : zones.filter { !isThroughAWall($0, item) }
    }

    /// Where it is, of all zones that saw it: where the ledger can have it, if there is such a zone.
    func strongest(_ zones: [ZoneReads]) -> ZoneReads? {
        let consistent = zones.filter(\.isConsistent)
        return (consistent.isEmpty ? zones : consistent).max { isWeaker($0, $1) }
    }

    /// Why it is two things, nil where it is one.
    func clone(_ item: UInt32) -> String? {
        if tally.items.records[Int(item)].hasTwoTIDs { return "two-tids" }
        let zones = zones(item)
        let round = tally.items.records[Int(item)].round
        guard zones.count > 1 else { return nil }
        var isAtOnce = false
        for (index, one) in zones.enumerated() {
            for other in zones[(index + 1)...] where !register.places.agree(one.place, other.place) {
                if one.hasGun, other.hasGun, !(one.isConsistent && other.isConsistent) { return "two-places" }
                if one.strongReads >= 3, other.strongReads >= 3, moments.areNear(item, round, one.place, other.place) { isAtOnce = true }
            }
        }
        return isAtOnce ? "two-places-at-once" : nil
    }

    /// Gun before RFID, then strongest signal, number of reads, latest time, name.
    private func isWeaker(_ one: ZoneReads, _ other: ZoneReads) -> Bool {
        if one.hasGun != other.hasGun { return other.hasGun }
        if one.strongest != other.strongest { return one.strongest < other.strongest }
        if one.reads != other.reads { return one.reads < other.reads }
        if one.latest != other.latest { return one.latest < other.latest }
        return register.places.name(one.place).utf8.lexicographicallyPrecedes(register.places.name(other.place).utf8)
    }

    private func residence(of item: UInt32, at time: Int64?) -> Register.Residence {
        guard let time else { return register.last(item) }
        let residences = register.residences(item)
        return residences.last { $0.start <= time } ?? residences[0]
    }

    // MARK: An item that was not read

    private func classifyUnread(_ item: UInt32) -> CountClass? {
        let hasMoved = !register.histories.isEmpty && register.histories[item] != nil
        if !hasMoved {
            guard register.isHeldInScope(register.place[Int(item)], register.state[Int(item)]) else { return nil }
        } else {
            // Expected, and gone before the window by a movement that was recorded late: that explains it.
            guard wasHeldInScope(item) else {
                return register.isHeldInScope(register.place[Int(item)], register.state[Int(item)]) ? .moved : nil
            }
        }
        let last = register.last(item)
        guard register.isHeldInScope(last.place, last.state) else { return .moved }
        if let holder = holderRead(item) { return register.places.agree(holder.place, last.place) ? .inCarton : .misplaced }
        if somebodyHadTheChance(item, hasMoved) { return .missing }
        return hasMoved ? .moved : .notCounted
    }

    /// The carton, pallet or set that was read with this item unread in it: the innermost, and where.
    func holderRead(_ item: UInt32) -> (carton: UInt32, place: PlaceID)? {
        var carton = register.carton[Int(item)]
        // Only a damaged book goes in a circle.
        for _ in register.cartons where carton != 0 {
            let reads = tally.cartons[Int(carton)]
            if reads.reads > 0 { return (carton, reads.place) }
            if let set = register.set(carton), tally.items.records[Int(set)].reads > 0, let zone = strongest(kept(set)) { return (carton, zone.place) }
            carton = register.outer(carton)
        }
        return nil
    }

    private func wasHeldInScope(_ item: UInt32) -> Bool {
        let residences = register.residences(item)
        for (index, residence) in residences.enumerated() where residence.start <= closed {
            let end = index + 1 < residences.count ? residences[index + 1].start : Int64.max
            if end > opened, register.isHeldInScope(residence.place, residence.state) { return true }
        }
        return false
    }

    private func somebodyHadTheChance(_ item: UInt32, _ hasMoved: Bool) -> Bool {
        if !hasMoved { return visited(register.place[Int(item)]) { _ in true } }
        let grace = tally.setup.parameters.graceMs
        let residences = register.residences(item)
        for (index, residence) in residences.enumerated() where register.isHeldInScope(residence.place, residence.state) {
            let start = residence.start == .min ? Int64.min : residence.start + grace
            let end = index + 1 < residences.count ? residences[index + 1].start - grace : Int64.max
            guard start <= end, start <= closed, end >= opened else { continue }
            if visited(residence.place, { $0.first <= end && $0.last >= start }) { return true }
        }
        return false
    }

    private func visited(_ place: PlaceID, _ overlaps: (Visit) -> Bool) -> Bool {
        for (zone, visit) in visits where register.places.agree(zone, place) {
            if visit.isAnyTime || overlaps(visit) { return true }
        }
        return tally.setup.visited.contains { zone in
            let own = LocationPath(register.places.name(place))
            return zone.contains(own) || own.contains(zone)
        }
    }
}
