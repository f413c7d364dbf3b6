/// What a few dozen names stand for, known beforehand: they lie by length, first and last byte, and to find one costs a
/// fifth of hashing it. Public for the reason that `ByteWriter` gives.
public struct NameShelves<Value: Sendable>: Sendable {
    @usableFromInline let shelves: [[(name: String, value: Value)]]

    package init(_ values: [String: Value]) {
        var shelves: [[(name: String, value: Value)]] = Array(repeating: [], count: 128)
        for (name, value) in values { shelves[NameShelves.shelf(of: name)].append((name, value)) }
        self.shelves = shelves
    }

    /// Equal texts with other bytes (UAX #15) are no match: names are ASCII.
    @inlinable public subscript(name: String) -> Value? {
        for entry in shelves[NameShelves.shelf(of: name)] where entry.name == name && entry.name.utf8.count == name.utf8.count { return entry.value }
        return nil
    }

    @usableFromInline static func shelf(of name: String) -> Int {
        let bytes = name.utf8
        return (bytes.count &* 13 &+ Int(bytes.first ?? 0) &* 3 &+ Int(bytes.last ?? 0)) & 127
    }
}
