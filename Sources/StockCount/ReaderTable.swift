import DutyFree

/// Readers, antennas, zones and signal strengths of lines, by number: names are read once.
struct ReaderTable: ~Copyable {
    private(set) var names: [String] = [""]
    private var kinds: [CountReader.Kind?] = [nil]
    private var persons: [String?] = [nil]
    private var ids: [String: UInt16] = ["": 0]
    private var carrier: String?
    private var zones: [UInt32: PlaceID] = [:]
    private var packed: [UInt64: UInt16] = [:]
    private var packedPlaces: [UInt64: PlaceID] = [:]
    private var recent: [(key: UInt32, zone: PlaceID?)] = Array(repeating: (.max, nil), count: 64)
    private var lastReader: (key: UInt64, id: UInt16) = (.max, 0)
    private var lastPlace: (key: UInt64, id: PlaceID) = (.max, .none)

    init(_ setup: CountSetup, _ places: inout PlaceTable) {
        for reader in setup.readers {
            let id = Int(id(reader.name))
            kinds[id] = reader.kind
            persons[id] = reader.person
        }
        for antenna in setup.antennas {
            let id = id(antenna.reader)
            zones[ReaderTable.key(id, Int16(clamping: antenna.antenna))] = places.id(antenna.zone)
        }
    }

    private static func key(_ reader: UInt16, _ antenna: Int16) -> UInt32 { UInt32(reader) << 16 | UInt32(UInt16(bitPattern: antenna)) }

    /// The reader of lines that name none; readers that nobody is known to carry are its person's from here on.
    mutating func begin(_ file: ReadFile) -> UInt16 {
        carrier = file.person
        if let name = file.reader { return id(name) }
        return file.person.map { id("(\($0))") } ?? 0
    }

    mutating func id(_ name: String) -> UInt16 {
        if let known = ids[name] { return known }
        let id = UInt16(clamping: names.count)
        guard id < .max else { return 0 }
        ids[name] = id
        names.append(name)
        kinds.append(nil)
        persons.append(carrier)
        return id
    }

    mutating func id(_ name: UnsafeRawBufferPointer) -> UInt16 {
        guard let key = Bytes.packed(name) else { return id(FieldText.string(name)) }
        if lastReader.key == key { return lastReader.id }
        let found: UInt16
        if let known = packed[key] { found = known } else {
            found = id(FieldText.string(name))
            packed[key] = found
        }
        lastReader = (key, found)
        return found
    }

    /// Nil for a name of blanks.
    mutating func place(_ name: UnsafeRawBufferPointer, _ places: inout PlaceTable) -> PlaceID? {
        guard !name.isEmpty else { return nil }
        guard let key = Bytes.packed(name) else { return places.id(LocationPath(FieldText.string(name))) }
        if lastPlace.key == key { return lastPlace.id }
        let found: PlaceID
        if let known = packedPlaces[key] { found = known } else {
            found = places.id(LocationPath(FieldText.string(name)))
            packedPlaces[key] = found
        }
        lastPlace = (key, found)
        return found
    }

    /// Antennas of the last lines are kept out of the dictionary.
    @inline(__always) mutating func zone(_ reader: UInt16, _ antenna: Int16) -> PlaceID? {
        guard !zones.isEmpty, antenna >= 0 else { return nil }
        let key = ReaderTable.key(reader, antenna)
        let place = Int((key >> 16 ^ key) & 63)
        if recent[place].key == key { return recent[place].zone }
        let zone = zones[key]
        recent[place] = (key, zone)
        return zone
    }

    func person(_ reader: UInt16) -> String? { persons[Int(reader)] }

    /// What the count says of the reader; without that, what has a signal strength is a tag's read.
    func isRFID(_ reader: UInt16, hasSignal: Bool) -> Bool { kinds[Int(reader)].map { $0 == .rfid } ?? hasSignal }

    /// An antenna's number, -1 for none.
    @inline(__always) func number(_ text: UnsafeRawBufferPointer) -> Int16 {
        var value: Int16 = 0
        guard !text.isEmpty, text.count <= 4 else { return -1 }
        for byte in text {
            let digit = byte &- 0x30
            guard digit < 10 else { return -1 }
            value = value * 10 + Int16(digit)
        }
        return value
    }

    /// Hundredths of dBm.
    @inline(__always) func signal(_ text: UnsafeRawBufferPointer) -> Int16? {
        var index = 0
        while index < text.count, Bytes.isBlank(text[index]) { index += 1 }
        guard index < text.count else { return nil }
        let isNegative = text[index] == 0x2D
        if isNegative || text[index] == 0x2B { index += 1 }
        var value = 0
        var decimals = -1
        var digits = 0
        while index < text.count {
            let digit = text[index] &- 0x30
            if digit < 10 {
                digits += 1
                if decimals < 2 {
                    value = value * 10 + Int(digit)
                    if decimals >= 0 { decimals += 1 }
                }
                guard value < 100_000 else { return nil }
            } else if text[index] == 0x2E, decimals < 0 {
                decimals = 0
            } else if Bytes.isBlank(text[index]) {
                break
            } else {
                return nil
            }
            index += 1
        }
        guard digits > 0 else { return nil }
        for _ in max(decimals, 0)..<2 { value *= 10 }
        return Int16(clamping: isNegative ? -value : value)
    }
}
