/// What names stand for, found by their bytes: a text is made where a name is new or was crowded out, not for each row.
struct ByteNames<Value> {
    private var known: [(bytes: [UInt8], value: Value)?] = Array(repeating: nil, count: 256)

    /// `make` gives the same value for the same name, however often it is asked.
    mutating func value(of name: UnsafeRawBufferPointer, _ make: (String) throws -> Value) rethrows -> Value {
        // FNV-1a.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let place = Int(truncatingIfNeeded: (hash ^ hash >> 32) & 255)
        if let entry = known[place], entry.bytes.elementsEqual(name) { return entry.value }
        let value = try make(String(decoding: name, as: UTF8.self))
        known[place] = (Array(name), value)
        return value
    }
}
