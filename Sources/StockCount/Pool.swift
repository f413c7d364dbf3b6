/// Records by number that are only added: plain memory, no checks, for what is touched once a read.
final class Pool<Record> {
    @exclusivity(unchecked) private(set) var count: Int
    @exclusivity(unchecked) private var capacity: Int
    @exclusivity(unchecked) private(set) var records: UnsafeMutablePointer<Record>

    /// `count` records to begin with, all alike.
    init(_ count: Int, of record: Record, capacity: Int = 1 << 10) {
        self.count = count
        self.capacity = max(count, capacity)
        records = LargeMemory.allocate(Record.self, capacity: self.capacity)
        records.initialize(repeating: record, count: count)
    }

    deinit {
        records.deinitialize(count: count)
        LargeMemory.free(records)
    }

    @inline(__always) func append(_ record: Record) -> UInt32 {
        if count == capacity { grow() }
        (records + count).initialize(to: record)
        count += 1
        return UInt32(count - 1)
    }

    private func grow() {
        let larger = LargeMemory.allocate(Record.self, capacity: capacity * 2)
        larger.moveInitialize(from: records, count: count)
        LargeMemory.free(records)
        records = larger
        capacity *= 2
    }

    /// Leaves the first `kept` of plain records.
    func cut(to kept: Int) { count = min(count, kept) }

    subscript(index: UInt32) -> Record {
        get { records[Int(index)] }
        set { records[Int(index)] = newValue }
    }
}
