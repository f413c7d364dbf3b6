import GS1

/// Keys of the items of a book, by number and back. A million keys are 32 MB: identities of 96 bits stand in the table
/// itself, longer ones in a column of their own, and keys that are no GS1 keys as texts.
final class ItemKeys {
    /// Where an item's key is kept: 96 bits, or `long` or `text` above and a number below.
    private struct Place {
        var high: UInt64
        var low: UInt32

        static let long: UInt64 = 1 << 63
        static let text: UInt64 = 1 << 63 | 1
    }

    let short: SubjectTable
    private let places: Pool<Place>
    private let longs = IdentityIndex()
    private var itemsOfLongs: [UInt32] = []
    private var texts: [String] = []
    private var itemsOfTexts: [String: UInt32] = [:]

    init(expecting items: Int) {
        short = SubjectTable(expecting: items)
        places = Pool(0, of: Place(high: 0, low: 0), capacity: max(items, 1_024))
    }

    var count: Int { places.count }

    func find(_ identity: ReadIdentity) -> UInt32? {
        if let key = identity.short { return short.find(key.high, key.low)?.number }
        return longs.find(identity).map { itemsOfLongs[Int($0)] }
    }

    func find(_ key: String) -> UInt32? { ReadIdentity(key: key).map(find) ?? itemsOfTexts[key] }

    /// The item of a key, and whether it is a new one.
    func number(of key: UnsafeRawBufferPointer) -> (item: UInt32, isNew: Bool) {
        guard let identity = ReadParser.identity(ofKey: key) else { return number(of: String(decoding: key, as: UTF8.self)) }
        if let key = identity.short { return number(of: key) }
        if let known = longs.find(identity) { return (itemsOfLongs[Int(known)], false) }
        let item = places.append(Place(high: Place.long, low: longs.append(identity)))
        itemsOfLongs.append(item)
        return (item, true)
    }

    @inline(__always) func number(of key: ShortIdentity) -> (item: UInt32, isNew: Bool) {
        if let known = short.find(key.high, key.low) { return (known.number, false) }
        let item = places.append(Place(high: key.high, low: key.low))
        short.insert(key.high, key.low, .item(item))
        return (item, true)
    }

    private func number(of key: String) -> (item: UInt32, isNew: Bool) {
        if let known = itemsOfTexts[key] { return (known, false) }
        let item = UInt32(places.count)
        _ = places.append(Place(high: Place.text, low: UInt32(texts.count)))
        itemsOfTexts[key] = item
        texts.append(key)
        return (item, true)
    }

    /// Another key of an item; one that an item has already stays its own.
    func alias(_ key: String, of item: UInt32) {
        guard find(key) == nil else { return }
        guard let identity = ReadIdentity(key: key) else {
            itemsOfTexts[key] = item
            return
        }
        if let short = identity.short {
            self.short.insert(short.high, short.low, .item(item))
        } else {
            _ = longs.append(identity)
            itemsOfLongs.append(item)
        }
    }

    /// Nil for an item whose key is no GS1 key.
    func identity(_ item: UInt32) -> ReadIdentity? {
        let place = places[item]
        if place.high < Place.long { return ShortIdentity(high: place.high, low: place.low).identity }
        return place.high == Place.long ? longs.identities[place.low] : nil
    }

    func key(_ item: UInt32) -> String { identity(item)?.key ?? texts[Int(places[item].low)] }

    /// The GTIN of its key as a number; nil for a key of another kind.
    func gtin(_ item: UInt32) -> UInt64? {
        let place = places[item]
        if place.high < Place.long { return place.high >> 16 }
        guard let identity = identity(item), !identity.isCarton else { return nil }
        return identity.number
    }
}
