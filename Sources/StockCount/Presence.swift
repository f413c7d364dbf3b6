/// Who was where, and when: by place the first and last read, by person every moment.
final class Presence {
    // Of the one who settles reads: no checks at run time for what every read asks.
    /// By place number plus 1, so that reads of no place have theirs.
    private let visits = Pool(1, of: Visit())
    @exclusivity(unchecked) private var seenReaders: [Set<UInt16>] = [[]]
    /// By reader number, nil for one that nobody carries; reads of one person's two readers are joined at the end.
    @exclusivity(unchecked) private var moments: [Moments?] = []
    @exclusivity(unchecked) private var personOf: [UInt16: String] = [:]
    /// The reader of the read before, and the bits of its moments.
    @exclusivity(unchecked) private var last: (reader: UInt16?, bits: MomentBits?) = (nil, nil)
    private let window: ClosedRange<Int64>

    init(_ window: ClosedRange<Int64>) { self.window = window }

    /// `time` is `Int64.min` for a read without.
    @inline(__always) func note(_ place: PlaceID, _ time: Int64, reader: UInt16, _ readers: borrowing ReaderTable) {
        let index = Int(place) + 1
        if index >= visits.count { grow(index) }
        let visit = visits.records + index
        visit.pointee.note(time)
        if visit.pointee.lastReader != reader {
            visit.pointee.lastReader = reader
            seenReaders[index].insert(reader)
        }
        guard time != .min else { return }
        if last.reader != reader { last = (reader, bits(reader, readers)) }
        last.bits?.insert(time - window.lowerBound)
    }

    /// A shelf label: somebody was there, and read nothing yet.
    func noteLabel(_ place: PlaceID, _ time: Int64, reader: UInt16, _ readers: borrowing ReaderTable) {
        note(place, time, reader: reader, readers)
        visits.records[Int(place) + 1].reads -= 1
    }

    func noteDistinct(_ place: PlaceID) {
        let index = Int(place) + 1
        if index >= visits.count { grow(index) }
        visits.records[index].distinct += 1
    }

    private func grow(_ index: Int) {
        while visits.count <= index {
            _ = visits.append(Visit())
            seenReaders.append([])
        }
    }

    private func bits(_ reader: UInt16, _ readers: borrowing ReaderTable) -> MomentBits? {
        while moments.count <= Int(reader) {
            let person = readers.person(UInt16(moments.count))
            personOf[UInt16(moments.count)] = person
            moments.append(person == nil ? nil : Moments(window))
        }
        return moments[Int(reader)]?.bits
    }

    func visit(_ place: PlaceID) -> Visit { Int(place) + 1 < visits.count ? visits.records[Int(place) + 1] : Visit() }

    func readers(at place: PlaceID) -> Set<UInt16> { Int(place) + 1 < seenReaders.count ? seenReaders[Int(place) + 1] : [] }

    /// Places that somebody visited, `none` among them.
    var visited: [(place: PlaceID, visit: Visit)] {
        (0..<visits.count).map { (PlaceID($0) - 1, visits.records[$0]) }.filter { $0.1.isAnyTime || $0.1.first <= $0.1.last }
    }

    /// Milliseconds at work, of all persons: from read to read, pauses above `idle` left out.
    func worked(idle: Int64) -> Int64 {
        var total: Int64 = 0
        for person in Set(personOf.values) {
            let own = personOf.filter { $0.value == person }.keys.compactMap { moments[Int($0)] }
            total += Moments.worked(own, idle: idle)
        }
        return total
    }
}

/// When somebody was in a zone.
struct Visit {
    var first = Int64.max
    var last = Int64.min
    /// A visit without a time may have been at any.
    var isAnyTime = false
    var reads: Int64 = 0
    /// Items that were read there, in their latest rounds.
    var distinct = 0
    var lastReader = UInt16.max

    @inline(__always) mutating func note(_ time: Int64) {
        reads &+= 1
        if time == .min {
            isAnyTime = true
            return
        }
        if time < first { first = time }
        if time > last { last = time }
    }
}

/// The moments at which somebody read, a bit a millisecond in pages: ten million reads of a morning are a megabyte, and
/// they come out in order.
final class Moments {
    let bits: MomentBits

    /// No moment is outside of the window.
    init(_ window: ClosedRange<Int64>) { bits = MomentBits(pages: Int((window.upperBound - window.lowerBound) >> 16) + 1) }

    deinit { bits.deallocate() }

    static func worked(_ all: [Moments], idle: Int64) -> Int64 {
        var total: Int64 = 0
        var previous: Int64?
        for page in 0..<(all.map(\.bits.count).max() ?? 0) where all.contains(where: { $0.bits.pages[page] != nil }) {
            for word in 0..<MomentBits.words {
                var rest = all.reduce(0) { $0 | ($1.bits.pages[page]?[word] ?? 0) }
                while rest != 0 {
                    let moment = Int64(page << 16 | word << 6 | rest.trailingZeroBitCount)
                    if let previous, moment - previous <= idle { total += moment - previous }
                    previous = moment
                    rest &= rest - 1
                }
            }
        }
        return total
    }
}

/// Pages of 65,536 bits, made when one is set in them. Owned by `Moments`.
struct MomentBits {
    static let words = 1 << 10
    let count: Int
    let pages: UnsafeMutablePointer<UnsafeMutablePointer<UInt64>?>

    init(pages count: Int) {
        self.count = count
        pages = .allocate(capacity: count)
        pages.initialize(repeating: nil, count: count)
    }

    func deallocate() {
        for page in 0..<count { pages[page]?.deallocate() }
        pages.deallocate()
    }

    /// `moment` is in milliseconds from the window's begin.
    @inline(__always) func insert(_ moment: Int64) {
        let at = Int(moment)
        let page = pages[at >> 16] ?? newPage(at >> 16)
        page[at >> 6 & 1023] |= 1 << UInt64(at & 63)
    }

    private func newPage(_ index: Int) -> UnsafeMutablePointer<UInt64> {
        let page = UnsafeMutablePointer<UInt64>.allocate(capacity: MomentBits.words)
        page.initialize(repeating: 0, count: MomentBits.words)
        pages[index] = page
        return page
    }
}
