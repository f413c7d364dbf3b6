package import Cryptography

/// The hashes of RFC 6962 §2.1. A leaf can never pose as a node: the first byte differs.
package enum MerkleHash {
    /// MTH of the empty list: SHA-256 of nothing.
    package static let empty = SHA256.hash([])

    /// SHA-256(0x00 ‖ entry).
    package static func leaf(_ entry: [UInt8]) -> Digest32 { SHA256.leaf(entry) }

    /// SHA-256(0x01 ‖ left ‖ right). For many, use a `MerkleHasher`.
    package static func node(_ left: Digest32, _ right: Digest32) -> Digest32 {
        var bytes: [UInt8] = [1]
        left.append(to: &bytes)
        right.append(to: &bytes)
        return SHA256.hash(bytes)
    }

    /// Root of a perfect subtree: the number of hashes is a power of two.
    package static func root(ofPerfect hashes: [Digest32]) -> Digest32 {
        guard let hasher = try? MerkleHasher() else { return empty }
        return hasher.root(ofPerfect: hashes)
    }
}

/// The same with one context for many hashes. For one thread at a time.
package final class MerkleHasher {
    private let hasher: SHA256Hasher

    package init() throws(CryptographyError) { hasher = try SHA256Hasher() }

    package func leaf(_ entry: UnsafeRawBufferPointer) -> Digest32 { hasher.hash(prefix: 0, entry) }

    package func node(_ left: Digest32, _ right: Digest32) -> Digest32 { hasher.hash(prefix: 1, left, right) }

    package func root(ofPerfect hashes: some Collection<Digest32>) -> Digest32 {
        var level = Array(hashes)
        while level.count > 1 {
            for index in 0..<level.count / 2 { level[index] = node(level[2 * index], level[2 * index + 1]) }
            level.removeLast(level.count - level.count / 2)
        }
        return level.first ?? MerkleHash.empty
    }
}

/// A tree that only grows, as the hashes of its perfect subtrees: one for each set bit of the size, the largest first.
/// Append and root cost O(log size) and no allocation to speak of.
package struct CompactTree {
    package private(set) var size: UInt64 = 0
    /// Largest subtree first.
    package private(set) var stack: [Digest32] = []
    private let hasher: MerkleHasher?

    package init() { hasher = try? MerkleHasher() }

    /// From a saved stack; nil unless it has one hash for each set bit of the size.
    package init?(size: UInt64, stack: [Digest32]) {
        guard stack.count == size.nonzeroBitCount else { return nil }
        self.init()
        self.size = size
        self.stack = stack
    }

    private func node(_ left: Digest32, _ right: Digest32) -> Digest32 {
        hasher?.node(left, right) ?? MerkleHash.node(left, right)
    }

    package mutating func append(_ leaf: Digest32) { append(leaf, height: 0) { _, _ in } }

    /// Appends the root of a perfect subtree of 2^height leaves; the size must be a multiple of that. Each perfect
    /// subtree that this completes is told to `completed`, its height and root, itself included.
    package mutating func append(_ root: Digest32, height: Int, completed: (Int, Digest32) -> Void) {
        var hash = root
        var height = height
        completed(height, hash)
        let leaves: UInt64 = 1 << UInt64(height)
        while size >> UInt64(height) & 1 == 1, let left = stack.popLast() {
            hash = node(left, hash)
            height += 1
            completed(height, hash)
        }
        stack.append(hash)
        size += leaves
    }

    /// MTH over all leaves (RFC 6962 §2.1).
    package var root: Digest32 {
        guard var root = stack.last else { return MerkleHash.empty }
        for left in stack.dropLast().reversed() { root = node(left, root) }
        return root
    }
}
