/// Records by number that are only added: plain memory, no checks, for what is touched once a read.
final class Pool<Record> {
    private(set) var count: Int
    private var capacity: Int
    private(set) var records: UnsafeMutablePointer<Record>

    /// `count` records to begin with, all alike.
    init(_ count: Int, of record: Record, capacity: Int = 1 << 10) {
        self.count = count
        self.capacity = max(count, capacity)
        records = .allocate(capacity: self.capacity)
        records.initialize(repeating: record, count: count)
    }

    deinit {
        records.deinitialize(count: count)
        records.deallocate()
    }

    func append(_ record: Record) -> UInt32 {
        if count == capacity {
            let larger = UnsafeMutablePointer<Record>.allocate(capacity: capacity * 2)
            larger.moveInitialize(from: records, count: count)
            records.deallocate()
            records = larger
            capacity *= 2
        }
        (records + count).initialize(to: record)
        count += 1
        return UInt32(count - 1)
    }

    subscript(index: UInt32) -> Record {
        get { records[Int(index)] }
        set { records[Int(index)] = newValue }
    }
}

/// The moments at which somebody read, a bit a millisecond in pages: ten million reads of a morning are two megabytes,
/// and they come out in order.
struct Moments {
    private var pages: [Int64: [UInt64]] = [:]
    private var lastPage: Int64 = .min
    private var last: [UInt64] = []
    private static let words = 1 << 10

    mutating func insert(_ moment: Int64) {
        let page = moment >> 16
        if page != lastPage {
            keep()
            last = pages.removeValue(forKey: page) ?? Array(repeating: 0, count: Moments.words)
            lastPage = page
        }
        let bit = Int(moment & 0xFFFF)
        last[bit >> 6] |= 1 << UInt64(bit & 63)
    }

    private mutating func keep() {
        if lastPage != .min { pages[lastPage] = last }
        lastPage = .min
        last = []
    }

    /// The time between consecutive moments, pauses above `idle` left out.
    mutating func worked(idle: Int64) -> Int64 {
        keep()
        var total: Int64 = 0
        var previous: Int64?
        for page in pages.keys.sorted() {
            for (index, word) in (pages[page] ?? []).enumerated() where word != 0 {
                var rest = word
                while rest != 0 {
                    let moment = page << 16 | Int64(index << 6 | rest.trailingZeroBitCount)
                    if let previous, moment - previous <= idle { total += moment - previous }
                    previous = moment
                    rest &= rest - 1
                }
            }
        }
        return total
    }
}
