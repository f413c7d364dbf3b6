internal import CPrefetch
import GS1

/// Subjects by 96 bits: what a tag holds, or the identity of an item whose serial is a number. The key stands beside the
/// answer, so that a look-up touches one place in memory, which `touch` fetches ahead for many at once.
final class SubjectTable {
    private struct Entry {
        var high: UInt64 = 0
        var low: UInt32 = 0
        var subject = SubjectID.free
    }

    @exclusivity(unchecked) private var entries: UnsafeMutablePointer<Entry>
    @exclusivity(unchecked) private var mask: Int
    private var used = 0

    /// Room for as many before it must grow.
    init(expecting count: Int = 0) {
        var size = 1 << 10
        while size * 2 < count * 3 { size *= 2 }
        mask = size - 1
        entries = LargeMemory.allocate(Entry.self, capacity: mask + 1)
        entries.initialize(repeating: Entry(), count: mask + 1)
    }

    deinit { LargeMemory.free(entries) }

    @inline(__always) private func slot(_ high: UInt64, _ low: UInt32) -> Int {
        Int(truncatingIfNeeded: mix(high &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(low) &* 0xC2B2_AE3D_27D4_EB4F)) & mask
    }

    /// Fetches ahead what `find` will look at.
    @inline(__always) func touch(_ high: UInt64, _ low: UInt32) { prefetch(entries + slot(high, low)) }

    @inline(__always) func find(_ high: UInt64, _ low: UInt32) -> SubjectID? {
        var slot = slot(high, low)
        while entries[slot].subject != .free {
            if entries[slot].high == high, entries[slot].low == low { return entries[slot].subject }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Of a key that is not there yet.
    func insert(_ high: UInt64, _ low: UInt32, _ subject: SubjectID) {
        used += 1
        if used * 3 > (mask + 1) * 2 { grow() }
        place(Entry(high: high, low: low, subject: subject))
    }

    private func grow() {
        let old = UnsafeMutableBufferPointer(start: entries, count: mask + 1)
        mask = 2 * old.count - 1
        entries = LargeMemory.allocate(Entry.self, capacity: mask + 1)
        entries.initialize(repeating: Entry(), count: mask + 1)
        for entry in old where entry.subject != .free { place(entry) }
        if let start = old.baseAddress { LargeMemory.free(start) }
    }

    private func place(_ entry: Entry) {
        var slot = slot(entry.high, entry.low)
        while entries[slot].subject != .free { slot = (slot + 1) & mask }
        entries[slot] = entry
    }
}

/// What a code names: an item of the register, a carton of it, or another thing, by number.
struct SubjectID: Hashable {
    let raw: UInt32
    static let free = SubjectID(raw: .max)

    static func item(_ number: UInt32) -> SubjectID { SubjectID(raw: number) }
    static func carton(_ number: UInt32) -> SubjectID { SubjectID(raw: number | 1 << 30) }
    static func other(_ number: UInt32) -> SubjectID { SubjectID(raw: number | 2 << 30) }

    var kind: UInt32 { raw >> 30 }
    var number: UInt32 { raw & (1 << 30 - 1) }
    var isItem: Bool { raw >> 30 == 0 }
}

/// The finalizer of SplitMix64.
@inline(__always) func mix(_ value: UInt64) -> UInt64 {
    var value = value
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
}
