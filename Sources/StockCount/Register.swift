package import DutyFree
package import GS1
package import Wire

/// Of whom the ledger says what at the snapshot, and what moved since: the book side of a count. Columns, not objects: a
/// million items stand in some 60 bytes each. Filled by one owner, and then only read.
package struct Register {
    /// A place of an item from a moment on.
    struct Residence {
        /// `Int64.min` for the snapshot's.
        var start: Int64
        var place: PlaceID
        var state: UInt8
    }

    var places: PlaceTable
    // States by number.
    private(set) var states: [String] = []
    private(set) var custodies: [Custody] = []
    private var stateIDs: [String: UInt8] = [:]

    // Items by number.
    let keys: ItemKeys
    /// At the snapshot; state 255 where it was not there yet.
    private(set) var place: [PlaceID] = []
    private(set) var state: [UInt8] = []
    private(set) var priceFen: [Int64] = []
    /// What customs would ask for it, where the product says.
    private(set) var dutyFen: [Int64] = []
    private(set) var carton: [UInt32] = []
    private(set) var gtins: Set<UInt64> = []

    // Cartons by number, from 1; 0 is none.
    private var cartonIDs: [String: UInt32] = [:]
    private(set) var cartons: [String] = [""]
    /// What a carton stands in or on, by its number; of a gift set, which is an item itself, the item. Complete once sealed.
    private var outer: [UInt32: UInt32] = [:]
    private var sets: [UInt32: UInt32] = [:]

    private var moves: [(item: UInt32, occurred: Int64, seq: UInt64, place: PlaceID, state: UInt8)] = []
    /// Residences of the items that moved, the snapshot's first.
    private(set) var histories: [UInt32: [Residence]] = [:]

    static let absent: UInt8 = 255

    /// An item's columns.
    private struct Row {
        var place: PlaceID
        var state: UInt8
        var priceFen: Int64
        var dutyFen: Int64
        var carton: UInt32
    }

    private var shortKeys = ShortKeys()
    private static let ahead = 64
    /// Added, in their order, and not numbered yet; none after `seal`.
    private let waiting = Pool<(key: ShortIdentity, row: Row)>(
        0, of: (ShortIdentity(high: 0, low: 0), Row(place: .none, state: Register.absent, priceFen: 0, dutyFen: 0, carton: 0)), capacity: Register.ahead)

    private let products: Set<String>
    private let sample: CountSample?
    /// Items that this count is not about, one for each item; empty where it is about all.
    private var aside: [Bool] = []

    /// `items` is about how many there will be.
    package init(_ setup: CountSetup, expecting items: Int = 0) {
        places = PlaceTable(setup)
        products = setup.products
        sample = setup.sample
        keys = ItemKeys(expecting: items)
        place.reserveCapacity(items)
        state.reserveCapacity(items)
        priceFen.reserveCapacity(items)
        dutyFen.reserveCapacity(items)
        carton.reserveCapacity(items)
    }

    package var count: Int { place.count }

    /// Adds an item as it stood at the snapshot. `parent` is the sealed carton or set that it was packed in.
    package mutating func add(
        _ key: String, location: LocationPath?, state name: String, custody: Custody, gtin: GTIN?, priceFen price: Int64, dutyFen duty: Int64 = 0,
        parent: String?
    ) {
        let place = location.map { placeNumber($0) } ?? .none
        let carton = parent.flatMap { $0.isEmpty ? nil : cartonNumber($0) } ?? 0
        if let gtin { isOurs(gtin) }
        var key = key
        key.withUTF8 { add(UnsafeRawBufferPointer($0), place: place, state: stateNumber(name, custody), priceFen: price, dutyFen: duty, carton: carton) }
    }

    /// The same by numbers, as `placeNumber`, `stateNumber` and `cartonNumber` gave them, and by the key's bytes: a book of a
    /// million items is read without a text for each. Its product is named with `isOurs`.
    package mutating func add(_ key: UnsafeRawBufferPointer, place: Int32, state: UInt8, priceFen price: Int64, dutyFen duty: Int64, carton: UInt32) {
        let row = Row(place: place, state: state, priceFen: price, dutyFen: duty, carton: carton)
        guard let short = shortKeys.identity(of: key) else {
            enter()
            let (item, isNew) = keys.number(of: key)
            return set(item, isNew, row)
        }
        keys.short.touch(short.high, short.low)
        if waiting.append((short, row)) == Register.ahead - 1 { enter() }
    }

    /// Numbers the items that wait for their place in the table to be fetched: one after the other, each would wait for memory.
    private mutating func enter() {
        for index in 0..<waiting.count {
            let (key, row) = waiting.records[index]
            let (item, isNew) = keys.number(of: key)
            set(item, isNew, row)
        }
        waiting.cut(to: 0)
    }

    @inline(__always) private mutating func set(_ item: UInt32, _ isNew: Bool, _ row: Row) {
        if isNew {
            place.append(row.place)
            state.append(row.state)
            priceFen.append(row.priceFen)
            dutyFen.append(row.dutyFen)
            carton.append(row.carton)
        } else {
            place[Int(item)] = row.place
            state[Int(item)] = row.state
            priceFen[Int(item)] = row.priceFen
            dutyFen[Int(item)] = row.dutyFen
            if row.carton != 0 { carton[Int(item)] = row.carton }
        }
    }

    /// Adds a movement after the snapshot: where the item is from `occurred` on. `price` is for an item that the snapshot
    /// does not have.
    package mutating func move(
        _ key: String, occurred: Timestamp, seq: UInt64, to location: LocationPath?, state name: String, custody: Custody, gtin: GTIN?,
        priceFen price: Int64?
    ) {
        var key = key
        let item = key.withUTF8 { number(of: UnsafeRawBufferPointer($0)) }
        if let gtin { isOurs(gtin) }
        if let price { priceFen[Int(item)] = price }
        let place = location.map { placeNumber($0) } ?? .none
        moves.append((item, occurred.millisecondsSince1970, seq, place, stateNumber(name, custody)))
    }

    /// Another label of an item, unless that is an item's own.
    package mutating func alias(_ label: String, of key: String) {
        enter()
        guard let item = keys.find(key) else { return }
        keys.alias(label, of: item)
    }

    /// Puts the movements in order of their time. Called once, before the first read.
    package mutating func seal() {
        enter()
        for (number, key) in cartons.enumerated().dropFirst() {
            guard let set = keys.find(key) else { continue }
            sets[UInt32(number)] = set
            if carton[Int(set)] != 0 { outer[UInt32(number)] = carton[Int(set)] }
        }
        moves.sort { ($0.item, $0.occurred, $0.seq) < ($1.item, $1.occurred, $1.seq) }
        for move in moves {
            let residence = Residence(start: move.occurred, place: move.place, state: move.state)
            if histories[move.item] == nil {
                let first = Residence(start: .min, place: place[Int(move.item)], state: state[Int(move.item)])
                histories[move.item] = state[Int(move.item)] == Register.absent ? [] : [first]
            }
            histories[move.item]?.append(residence)
        }
        moves = []
        if !products.isEmpty { setProductsAside() }
        if let sample { draw(sample) }
    }

    // MARK: What the count is about

    /// Of another product than those that are counted, or not in the sample: neither expected nor judged.
    @inline(__always) func isAside(_ item: UInt32) -> Bool { !aside.isEmpty && aside[Int(item)] }

    private mutating func setProductsAside() {
        let counted = Set(products.compactMap { UInt64($0) })
        aside = (0..<UInt32(count)).map { item in !(keys.gtin(item).map(counted.contains) ?? false) }
    }

    /// Draws from the expected items in the order of their keys (a partial Fisher–Yates shuffle over SplitMix64).
    private mutating func draw(_ sample: CountSample) {
        var expected = (0..<UInt32(count)).filter { !isAside($0) && isHeldInScope(place[Int($0)], state[Int($0)]) }
        expected.sort { key($0).utf8.lexicographicallyPrecedes(key($1).utf8) }
        var generator = sample.seed
        let size = min(max(sample.size, 0), expected.count)
        for index in 0..<size {
            generator &+= 0x9E37_79B9_7F4A_7C15
            expected.swapAt(index, index + Int(mix(generator) % UInt64(expected.count - index)))
        }
        aside = Array(repeating: true, count: count)
        for item in expected[..<size] { aside[Int(item)] = false }
    }

    /// What a sample asks to look up: place and key, for the shortest walk.
    package var sampled: [(location: String, item: String)] {
        guard sample != nil else { return [] }
        return (0..<UInt32(count)).filter { !isAside($0) }.map { (places.name(place[Int($0)]), key($0)) }.sorted { $0 < $1 }
    }

    // MARK: Asking

    func key(_ item: UInt32) -> String { keys.key(item) }

    func carton(_ key: String) -> UInt32? { cartonIDs[key] }

    /// What a carton or set stands in or on; 0 is nothing.
    func outer(_ carton: UInt32) -> UInt32 { outer[carton] ?? 0 }

    /// The item that holds others, if it is one: a gift set.
    func set(_ carton: UInt32) -> UInt32? { sets[carton] }

    /// In our hands and in the scope: held, or sold and in a zone that holds sold goods.
    func isHeldInScope(_ place: PlaceID, _ state: UInt8) -> Bool {
        guard place != .none, state != Register.absent, places.isInScope[Int(place)] else { return false }
        return custody(place, state) == .held
    }

    /// Whose hands it is in, sold goods on a hold shelf counting as ours.
    func custody(_ place: PlaceID, _ state: UInt8) -> Custody {
        let custody = custodies[Int(state)]
        return custody == .sold && place != .none && places.holdsSold[Int(place)] ? .held : custody
    }

    func residences(_ item: UInt32) -> [Residence] {
        if !histories.isEmpty, let history = histories[item] { return history }
        return [Residence(start: .min, place: place[Int(item)], state: state[Int(item)])]
    }

    /// After all movements.
    func last(_ item: UInt32) -> Residence {
        if !histories.isEmpty, let last = histories[item]?.last { return last }
        return Residence(start: .min, place: place[Int(item)], state: state[Int(item)])
    }

    func stateName(_ state: UInt8) -> String { state == Register.absent ? "" : states[Int(state)] }

    /// A record for each item to note reads in.
    func reads() -> Pool<ItemReads> {
        // Asked once of each place and state, not of each item.
        let isHeld = places.names.indices.flatMap { place in states.indices.map { isHeldInScope(PlaceID(place), UInt8($0)) } }
        let records = Pool(0, of: ItemReads(), capacity: max(count, 1))
        for (place, state) in zip(place, state) {
            var record = ItemReads()
            if place != .none, state != Register.absent, isHeld[Int(place) * states.count + Int(state)] { record.home = place }
            _ = records.append(record)
        }
        for item in histories.keys { records.records[Int(item)].home = .none }
        return records
    }

    // MARK: Numbers

    // Neighbours in a book are alike: the last place, state and product are known without a search.
    private var lastPlace: (path: LocationPath, id: PlaceID)?
    private var lastState: (name: String, id: UInt8)?
    private var lastGTIN: GTIN?

    package mutating func placeNumber(_ path: LocationPath) -> Int32 {
        if let lastPlace, lastPlace.path == path { return lastPlace.id }
        let id = places.id(path)
        lastPlace = (path, id)
        return id
    }

    /// A product of the book: a serial of it that no item has is ours and unknown, not foreign.
    package mutating func isOurs(_ gtin: GTIN) {
        guard gtin != lastGTIN, let number = UInt64(gtin.digits14) else { return }
        gtins.insert(number)
        lastGTIN = gtin
    }

    private mutating func number(of key: UnsafeRawBufferPointer) -> UInt32 {
        enter()
        let (item, isNew) = keys.number(of: key)
        if isNew { set(item, true, Row(place: .none, state: Register.absent, priceFen: 0, dutyFen: 0, carton: 0)) }
        return item
    }

    package mutating func stateNumber(_ name: String, _ custody: Custody) -> UInt8 {
        if let lastState, lastState.name == name { return lastState.id }
        if let known = stateIDs[name] {
            lastState = (name, known)
            return known
        }
        let id = UInt8(truncatingIfNeeded: states.count)
        stateIDs[name] = id
        states.append(name)
        custodies.append(custody)
        return id
    }

    /// A carton on a pallet, as at the snapshot.
    package mutating func put(_ carton: UInt32, into outer: UInt32) { self.outer[carton] = outer }

    package mutating func cartonNumber(_ key: String) -> UInt32 {
        if let known = cartonIDs[key] { return known }
        let id = UInt32(cartons.count)
        cartonIDs[key] = id
        cartons.append(key)
        return id
    }
}
