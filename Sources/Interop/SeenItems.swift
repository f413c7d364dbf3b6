import Cryptography
import DutyFree

/// The items that earlier rows of an input named, each by half of its SHA-256: a log may name millions, and so an item takes some 30
/// bytes instead of 120. That two share 128 bits will not happen.
struct SeenItems {
    private var halves: Set<UInt128> = []

    /// Whether it was not there yet.
    mutating func insert(_ item: ItemKey) -> Bool { halves.insert(SHA256.hash(Array(item.text.utf8)).firstHalf).inserted }
}
