import DutyFree

/// Readers and their antennas by number, and what the count says of each.
struct ReaderTable: ~Copyable {
    private(set) var names: [String] = [""]
    private var kinds: [CountReader.Kind?] = [nil]
    private var persons: [String?] = [nil]
    private var ids: [String: UInt16] = ["": 0]
    private var carrier: String?
    private var zones: [UInt32: PlaceID] = [:]

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

    static func key(_ reader: UInt16, _ antenna: Int16) -> UInt32 { UInt32(reader) << 16 | UInt32(UInt16(bitPattern: antenna)) }

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

    /// What an antenna looks at.
    func zone(_ reader: UInt16, _ antenna: Int16) -> PlaceID? { zones[ReaderTable.key(reader, antenna)] }

    func person(_ reader: UInt16) -> String? { persons[Int(reader)] }

    /// What the count says of it; nil where it says nothing.
    func kind(_ reader: UInt16) -> CountReader.Kind? { kinds[Int(reader)] }
}
