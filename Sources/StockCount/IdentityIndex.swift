import GS1

/// Identities that do not fit into 96 bits, by number from 0: open addressing over numbers, the identities themselves in
/// one column.
final class IdentityIndex {
    let identities = Pool(0, of: ReadIdentity.placeholder)
    /// Number plus 1; 0 is free.
    private var slots: UnsafeMutablePointer<UInt32>
    private var mask = (1 << 10) - 1

    init() {
        slots = LargeMemory.allocate(UInt32.self, capacity: mask + 1)
        slots.initialize(repeating: 0, count: mask + 1)
    }

    deinit { LargeMemory.free(slots) }

    var count: Int { identities.count }

    func find(_ identity: ReadIdentity) -> UInt32? {
        var slot = Int(truncatingIfNeeded: identity.mixed) & mask
        while slots[slot] != 0 {
            let number = slots[slot] - 1
            if identities.records[Int(number)] == identity { return number }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Of one that is not there yet.
    func append(_ identity: ReadIdentity) -> UInt32 {
        let number = identities.append(identity)
        if identities.count * 2 > mask { grow() } else { insert(Int(number)) }
        return number
    }

    private func grow() {
        LargeMemory.free(slots)
        mask = 2 * mask + 1
        slots = LargeMemory.allocate(UInt32.self, capacity: mask + 1)
        slots.initialize(repeating: 0, count: mask + 1)
        for number in 0..<identities.count { insert(number) }
    }

    private func insert(_ number: Int) {
        var slot = Int(truncatingIfNeeded: identities.records[number].mixed) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = UInt32(number + 1)
    }
}
