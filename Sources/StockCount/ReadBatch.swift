import GS1

/// A read on its way to its item.
struct Read {
    /// The 96 bits of a tag whose subject is not known yet, and their text.
    var high: UInt64 = 0
    var low: UInt32 = 0
    var text: (UInt64, UInt64, UInt64) = (0, 0, 0)
    var slot = 0
    var subject = SubjectID.free
    var place = PlaceID.none
    /// `Int64.min` for none.
    var time = Int64.min
    var tid: UInt64 = 0
    var line: UInt32 = 0
    var file: UInt16 = 0
    var reader: UInt16 = 0
    var antenna: Int16 = -1
    /// Hundredths of dBm, `Int16.min` for none.
    var signal = Int16.min
    /// Number of the condition plus 1, 0 for none.
    var condition: UInt8 = 0
    var round: UInt8 = 1
    var isRFID = false
    var isOutside = false
    var hasDoubt = false
    var isRejected = false

    /// False where the code is not 24 hex digits.
    @inline(__always) mutating func setTag(_ code: UnsafeRawBufferPointer) -> Bool {
        guard code.count == 24, let (high, low) = Hex96.read(code) else { return false }
        self.high = high
        self.low = low
        text = (code.loadUnaligned(as: UInt64.self), code.loadUnaligned(fromByteOffset: 8, as: UInt64.self), code.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
        return true
    }
}

/// Reads that are settled together.
struct ReadBatch: ~Copyable {
    static let size = 256
    let reads = UnsafeMutablePointer<Read>.allocate(capacity: ReadBatch.size)
    /// Of the batch's tags that were never seen before: which read, and its identity.
    var fresh: [(read: Int, identity: ReadIdentity, slot: UInt32)] = []
    var count = 0
    /// Sum of what was touched ahead: written so that the touching is not left out as useless.
    var touched: UInt64 = 0

    init() { reads.initialize(repeating: Read(), count: ReadBatch.size) }

    deinit { reads.deallocate() }

    var isFull: Bool { count == ReadBatch.size }

    /// Room for the next read: it counts once `count` does.
    @inline(__always) var next: UnsafeMutablePointer<Read> { reads + count }
}
