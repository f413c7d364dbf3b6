import DutyFree

/// A place by number; `none` stands for "no place is known".
typealias PlaceID = Int32

extension PlaceID {
    static let none: PlaceID = -1
}

/// Places and what lies in what, so that a read asks numbers and not texts.
struct PlaceTable {
    private var ids: [String: PlaceID] = [:]
    private var parents: [PlaceID] = []
    private var depths: [UInt8] = []
    private(set) var names: [String] = []
    /// Lies in the scope.
    private(set) var isInScope: [Bool] = []
    /// Agrees with a place of the scope: lies in it, or has it within.
    private(set) var touchesScope: [Bool] = []
    /// Lies in a zone that holds sold goods.
    private(set) var holdsSold: [Bool] = []
    private let scope: [LocationPath]
    private let holds: [LocationPath]

    init(_ setup: CountSetup) {
        scope = setup.scope
        holds = setup.zones.filter(\.holdsSold).map(\.location)
    }

    mutating func id(_ path: LocationPath) -> PlaceID {
        if let known = ids[path.text] { return known }
        let parent = path.parent.map { self.id($0) } ?? PlaceID.none
        let number = PlaceID(names.count)
        ids[path.text] = number
        names.append(path.text)
        parents.append(parent)
        depths.append(parent == .none ? 0 : depths[Int(parent)] &+ 1)
        isInScope.append(scope.contains { $0.contains(path) })
        touchesScope.append(scope.contains { $0.contains(path) || path.contains($0) })
        holdsSold.append(holds.contains { $0.contains(path) })
        return number
    }

    func name(_ place: PlaceID) -> String { place == .none ? "" : names[Int(place)] }

    /// Whether one is the other or lies in it. No place agrees with every place.
    func agree(_ one: PlaceID, _ other: PlaceID) -> Bool {
        if one == other || one == .none || other == .none { return true }
        let (up, down) = (depths[Int(one)], depths[Int(other)])
        return up > down ? lies(one, up - down, above: other) : lies(other, down - up, above: one)
    }

    /// Whether `place` is `other` or lies in it.
    func lies(_ place: PlaceID, in other: PlaceID) -> Bool {
        guard place != .none, other != .none, depths[Int(place)] >= depths[Int(other)] else { return false }
        return lies(place, depths[Int(place)] - depths[Int(other)], above: other)
    }

    private func lies(_ place: PlaceID, _ steps: UInt8, above other: PlaceID) -> Bool {
        var place = place
        for _ in 0..<steps { place = parents[Int(place)] }
        return place == other
    }
}
