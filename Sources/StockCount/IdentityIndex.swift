import GS1

/// Item numbers by identity: open addressing over numbers, the identities themselves in one column. A look-up touches
/// two places in memory, which `touch` and `touchIdentity` fetch ahead for many at once.
final class IdentityIndex {
    let identities = Pool(0, of: ReadIdentity.placeholder)
    /// Item number plus 1; 0 is free.
    private var slots: UnsafeMutablePointer<UInt32>
    private var mask = (1 << 10) - 1

    init() {
        slots = LargeMemory.allocate(UInt32.self, capacity: mask + 1)
        slots.initialize(repeating: 0, count: mask + 1)
    }

    deinit { LargeMemory.free(slots) }

    @inline(__always) func touch(_ identity: ReadIdentity) -> UInt32 { slots[Int(truncatingIfNeeded: identity.mixed) & mask] }

    @inline(__always) func touchIdentity(_ slot: UInt32) -> UInt64 { slot == 0 ? 0 : identities.records[Int(slot - 1)].number }

    func find(_ identity: ReadIdentity) -> UInt32? {
        var slot = Int(truncatingIfNeeded: identity.mixed) & mask
        while slots[slot] != 0 {
            let item = slots[slot] - 1
            if identities.records[Int(item)] == identity { return item }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Appends the next item. One that is not to be found by identity only takes its number.
    func append(_ identity: ReadIdentity, isFound: Bool) {
        _ = identities.append(identity)
        guard isFound else { return }
        if identities.count * 2 > mask { grow() } else { insert(identities.count - 1) }
    }

    private func grow() {
        LargeMemory.free(slots)
        mask = 2 * mask + 1
        slots = LargeMemory.allocate(UInt32.self, capacity: mask + 1)
        slots.initialize(repeating: 0, count: mask + 1)
        for item in 0..<identities.count where identities.records[item] != .placeholder { insert(item) }
    }

    private func insert(_ item: Int) {
        var slot = Int(truncatingIfNeeded: identities.records[item].mixed) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = UInt32(item + 1)
    }
}

/// What a tag's 96 bits were found to name, so that the second read of a tag costs no arithmetic.
final class TagCache {
    private struct Entry {
        var high: UInt64 = 0
        var low: UInt32 = 0
        var subject = SubjectID.free
    }

    private var entries: UnsafeMutablePointer<Entry>
    private var mask: Int
    private var used = 0

    /// Room for as many tags before it must grow.
    init(expecting tags: Int) {
        var size = 1 << 12
        while size * 2 < tags * 3 { size *= 2 }
        mask = size - 1
        entries = LargeMemory.allocate(Entry.self, capacity: mask + 1)
        entries.initialize(repeating: Entry(), count: mask + 1)
    }

    deinit { LargeMemory.free(entries) }

    @inline(__always) func slot(_ high: UInt64, _ low: UInt32) -> Int {
        Int(truncatingIfNeeded: mix(high &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(low) &* 0xC2B2_AE3D_27D4_EB4F)) & mask
    }

    @inline(__always) func touch(_ slot: Int) -> UInt64 { entries[slot].high }

    /// `start` is the tag's slot as `slot` gave it; it may be out of date.
    @inline(__always) func find(_ high: UInt64, _ low: UInt32, from start: Int) -> SubjectID? {
        var slot = start & mask
        while entries[slot].subject != .free {
            if entries[slot].high == high, entries[slot].low == low { return entries[slot].subject }
            slot = (slot + 1) & mask
        }
        return nil
    }

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
}

/// The finalizer of SplitMix64.
@inline(__always) func mix(_ value: UInt64) -> UInt64 {
    var value = value
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
}
