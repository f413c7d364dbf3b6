import GS1

/// A read on its way to its item, in 56 bytes.
struct Read {
    enum Code: UInt8 {
        /// `high` and `low` are a `ShortIdentity`.
        case item
        /// `high` and `low` are a tag that is not GS1's.
        case tag
        /// `low` is an index into `ReadBatch.names`.
        case name
        /// A shelf label: somebody was there.
        case label
    }

    static let outside: UInt8 = 1
    static let doubtful: UInt8 = 2
    static let rfid: UInt8 = 4

    var high: UInt64 = 0
    var low: UInt32 = 0
    /// Of whom it is, once that is found.
    var subject = SubjectID.free
    /// `Int64.min` for none.
    var time = Int64.min
    /// A chip's fingerprint, 0 for none.
    var tid: UInt64 = 0
    var place = PlaceID.none
    var line: UInt32 = 0
    var reader: UInt16 = 0
    var antenna: Int16 = -1
    /// Hundredths of dBm, `Int16.min` for none.
    var signal = Int16.min
    var code = Code.item
    /// Number of the condition plus 1, 0 for none.
    var condition: UInt8 = 0
    var flags: UInt8 = 0
}

/// A code that has no 96 bits.
enum ReadName {
    case identity(ReadIdentity)
    case key(String)
    case foreign(String)
    case unreadable(String, UnreadableReason)
}

/// Reads of one file that are handed over together, in the file's order.
final class ReadBatch {
    static let size = 1_024
    let reads = UnsafeMutablePointer<Read>.allocate(capacity: ReadBatch.size)
    @exclusivity(unchecked) var names: [ReadName] = []
    @exclusivity(unchecked) var count = 0
    let file: UInt16
    let round: UInt8

    init(file: UInt16, round: UInt8) {
        self.file = file
        self.round = round
        reads.initialize(repeating: Read(), count: ReadBatch.size)
    }

    deinit { reads.deallocate() }

    func clear() {
        count = 0
        names.removeAll(keepingCapacity: true)
    }
}
