package import Cryptography

/// Why a proof proves nothing.
package enum ProofError: Error, Hashable, Sendable {
    /// The index or a size is not one that a proof exists for.
    case outOfRange
    /// More or fewer hashes than the sizes ask for.
    case wrongLength
    /// The hashes lead to another root.
    case wrongRoot
    /// The tiles at hand do not hold a hash that the proof needs.
    case missingHash
}

/// The largest tree that proofs are made and verified for: sizes are below 2^63.
package let treeSizeMax = UInt64(Int64.max)

/// Hashes of a tree by place: root of the perfect subtree of 2^height leaves that is the `index`-th of its height.
/// Throws `.missingHash` where the source does not have it.
package typealias SubtreeHash = (_ height: Int, _ index: UInt64) throws(ProofError) -> Digest32

/// Proofs of RFC 6962 §2.1.1 and §2.1.2, made from subtree hashes and verified as RFC 9162 §2.1.3.2 and §2.1.4.2 have it.
package enum InclusionProof {
    /// The hashes from leaf to root. O(log size) hashes are asked for. Throws `.outOfRange` unless index < size.
    package static func make(index: UInt64, size: UInt64, _ hash: SubtreeHash) throws(ProofError) -> [Digest32] {
        guard index < size, size <= treeSizeMax else { throw .outOfRange }
        var proof: [Digest32] = []
        var (low, high) = (UInt64(0), size)
        while high - low > 1 {
            let split = low + Subtree.split(high - low)
            if index < split {
                proof.append(try Subtree.root(split..<high, hash))
                high = split
            } else {
                proof.append(try Subtree.root(low..<split, hash))
                low = split
            }
        }
        return proof.reversed()
    }

    /// Verifies that `leaf` is the hash at `index` of the tree of `size` leaves with this root. What is proven does not
    /// include the size: only a signature over size and root does.
    package static func verify(
        leaf: Digest32, index: UInt64, size: UInt64, proof: [Digest32], root: Digest32
    ) throws(ProofError) {
        guard index < size, size <= treeSizeMax else { throw .outOfRange }
        var (first, second) = (index, size - 1)
        var hash = leaf
        for sibling in proof {
            guard second != 0 else { throw .wrongLength }
            if first & 1 == 1 || first == second {
                hash = MerkleHash.node(sibling, hash)
                while first & 1 == 0 && first != 0 {
                    first >>= 1
                    second >>= 1
                }
            } else {
                hash = MerkleHash.node(hash, sibling)
            }
            first >>= 1
            second >>= 1
        }
        guard second == 0 else { throw .wrongLength }
        guard hash == root else { throw .wrongRoot }
    }
}

package enum ConsistencyProof {
    /// The hashes that show that the tree of `old` leaves is the beginning of that of `new`; none where they are equal.
    /// Throws `.outOfRange` unless 0 < old ≤ new.
    package static func make(from old: UInt64, to new: UInt64, _ hash: SubtreeHash) throws(ProofError) -> [Digest32] {
        guard old > 0, old <= new, new <= treeSizeMax else { throw .outOfRange }
        var proof: [Digest32] = []
        var (low, high) = (UInt64(0), new)
        // Whether what is left of the old tree is the whole of it: its root is then known to who asks.
        var isWhole = true
        while old != high {
            let split = low + Subtree.split(high - low)
            if old <= split {
                proof.append(try Subtree.root(split..<high, hash))
                high = split
            } else {
                proof.append(try Subtree.root(low..<split, hash))
                low = split
                isWhole = false
            }
        }
        if !isWhole { proof.append(try Subtree.root(low..<high, hash)) }
        return proof.reversed()
    }

    package static func verify(
        old: UInt64, oldRoot: Digest32, new: UInt64, newRoot: Digest32, proof: [Digest32]
    ) throws(ProofError) {
        guard old > 0, old <= new, new <= treeSizeMax else { throw .outOfRange }
        if old == new {
            guard proof.isEmpty else { throw .wrongLength }
            guard oldRoot == newRoot else { throw .wrongRoot }
            return
        }
        guard !proof.isEmpty else { throw .wrongLength }
        // A perfect old tree is a node of the new one: its root is left out of the proof.
        var hashes = old & (old - 1) == 0 ? [oldRoot] + proof : proof
        var (first, second) = (old - 1, new - 1)
        while first & 1 == 1 {
            first >>= 1
            second >>= 1
        }
        var (oldHash, newHash) = (hashes[0], hashes[0])
        hashes.removeFirst()
        for hash in hashes {
            guard second != 0 else { throw .wrongLength }
            if first & 1 == 1 || first == second {
                oldHash = MerkleHash.node(hash, oldHash)
                newHash = MerkleHash.node(hash, newHash)
                while first & 1 == 0 && first != 0 {
                    first >>= 1
                    second >>= 1
                }
            } else {
                newHash = MerkleHash.node(newHash, hash)
            }
            first >>= 1
            second >>= 1
        }
        guard second == 0 else { throw .wrongLength }
        guard oldHash == oldRoot, newHash == newRoot else { throw .wrongRoot }
    }
}

enum Subtree {
    /// Where a tree of `count` > 1 leaves is split: the largest power of two below it.
    static func split(_ count: UInt64) -> UInt64 { 1 << UInt64(63 - (count - 1).leadingZeroBitCount) }

    /// MTH of the leaves of a range that a split of some tree gives.
    static func root(_ range: Range<UInt64>, _ hash: SubtreeHash) throws(ProofError) -> Digest32 {
        let count = UInt64(range.count)
        if count & (count - 1) == 0 {
            let height = count.trailingZeroBitCount
            return try hash(height, range.lowerBound >> UInt64(height))
        }
        let split = range.lowerBound + split(count)
        return MerkleHash.node(try root(range.lowerBound..<split, hash), try root(split..<range.upperBound, hash))
    }
}
