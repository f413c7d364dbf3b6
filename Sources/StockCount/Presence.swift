/// Who was where, and when: by place the first and last read, by person every moment.
struct Presence {
    /// By place number plus 1, so that reads of no place have theirs.
    private(set) var visits: [Visit] = [Visit()]
    private var seenReaders: [Set<UInt16>] = [[]]
    /// By reader number; reads of one person's two readers are joined at the end.
    private var moments: [Moments?] = []
    private let window: ClosedRange<Int64>
    private var personOf: [UInt16: String] = [:]

    init(_ window: ClosedRange<Int64>) { self.window = window }

    /// `time` is `Int64.min` for a read without.
    @inline(__always) mutating func note(_ place: PlaceID, _ time: Int64, reader: UInt16, _ readers: borrowing ReaderTable) {
        let index = Int(place) + 1
        if index >= visits.count { grow(index) }
        visits[index].note(time)
        if visits[index].lastReader != reader {
            visits[index].lastReader = reader
            seenReaders[index].insert(reader)
        }
        guard time != .min, Int(reader) < moments.count || learn(reader, readers) else { return }
        moments[Int(reader)]?.insert(time)
    }

    /// A shelf label: somebody was there, and read nothing yet.
    mutating func noteLabel(_ place: PlaceID, _ time: Int64, reader: UInt16, _ readers: borrowing ReaderTable) {
        note(place, time, reader: reader, readers)
        visits[Int(place) + 1].reads -= 1
    }

    mutating func noteDistinct(_ place: PlaceID) {
        let index = Int(place) + 1
        if index >= visits.count { grow(index) }
        visits[index].distinct += 1
    }

    private mutating func grow(_ index: Int) {
        while visits.count <= index {
            visits.append(Visit())
            seenReaders.append([])
        }
    }

    /// A reader nobody carries has no moments.
    private mutating func learn(_ reader: UInt16, _ readers: borrowing ReaderTable) -> Bool {
        while moments.count <= Int(reader) {
            let person = readers.person(UInt16(moments.count))
            personOf[UInt16(moments.count)] = person
            moments.append(person == nil ? nil : Moments(window))
        }
        return true
    }

    func visit(_ place: PlaceID) -> Visit { Int(place) + 1 < visits.count ? visits[Int(place) + 1] : Visit() }

    func readers(at place: PlaceID) -> Set<UInt16> { Int(place) + 1 < seenReaders.count ? seenReaders[Int(place) + 1] : [] }

    /// Places that somebody visited, `none` among them.
    var visited: [(place: PlaceID, visit: Visit)] {
        visits.enumerated().filter { $0.element.isAnyTime || $0.element.first <= $0.element.last }.map { (PlaceID($0.offset) - 1, $0.element) }
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
        reads += 1
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
    private var pages: [UnsafeMutablePointer<UInt64>?]
    private let start: Int64
    private static let words = 1 << 10

    init(_ window: ClosedRange<Int64>) {
        start = window.lowerBound
        pages = Array(repeating: nil, count: Int((window.upperBound - window.lowerBound) >> 16) + 1)
    }

    deinit { for page in pages { page?.deallocate() } }

    @inline(__always) func insert(_ moment: Int64) {
        let at = Int(moment - start)
        let page = pages[at >> 16] ?? newPage(at >> 16)
        page[at >> 6 & 1023] |= 1 << UInt64(at & 63)
    }

    private func newPage(_ index: Int) -> UnsafeMutablePointer<UInt64> {
        let page = UnsafeMutablePointer<UInt64>.allocate(capacity: Moments.words)
        page.initialize(repeating: 0, count: Moments.words)
        pages[index] = page
        return page
    }

    static func worked(_ all: [Moments], idle: Int64) -> Int64 {
        var total: Int64 = 0
        var previous: Int64?
        for page in 0..<(all.map(\.pages.count).max() ?? 0) where all.contains(where: { $0.pages[page] != nil }) {
            for word in 0..<Moments.words {
                var rest = all.reduce(0) { $0 | ($1.pages[page]?[word] ?? 0) }
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
