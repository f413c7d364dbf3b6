import Cryptography
import TransparencyLog

/// The right edge of the Merkle tree while entries are appended: for each tile level the hashes of its last, unfinished
/// tile. Everything to the left of it is in full tiles, which never change and are not read again.
struct TreeEdge {
    private(set) var size: UInt64
    /// For level L the hashes of tile (L, size >> 8(L+1)), fewer than 256.
    private var levels: [[EntryHash]]
    /// Full tiles that the store does not have yet.
    private var full: [(level: Int, index: UInt64, hashes: [EntryHash])] = []

    /// Reads the edge of a tree of `size` leaves: at most one tile a level. Throws `RecorderFault.inconsistent` where a
    /// tile is absent or not as wide as the size says.
    init(size: UInt64, _ reader: any LedgerReader) throws {
        self.size = size
        levels = []
        for level in 0..<8 where size >> (8 * UInt64(level)) > 0 {
            let width = Int((size >> (8 * UInt64(level))) & 255)
            let index = level == 7 ? 0 : size >> (8 * UInt64(level + 1))
            var hashes: [EntryHash] = []
            hashes.reserveCapacity(256)
            if width > 0 {
                let bytes = try reader.tile(level: level, index: index) ?? []
                guard bytes.count >= 32 * width else {
                    throw RecorderFault.inconsistent("tile \(level)/\(index) is missing or too short")
                }
                for start in stride(from: 0, to: 32 * width, by: 32) {
                    guard let hash = EntryHash(bytes[start..<start + 32]) else { continue }
                    hashes.append(hash)
                }
            }
            levels.append(hashes)
        }
    }

    mutating func append(_ leaf: EntryHash) {
        size += 1
        var carry = leaf
        var level = 0
        while true {
            if level == levels.count { levels.append([]) }
            levels[level].append(carry)
            guard levels[level].count == 256 else { return }
            full.append((level, (size >> (8 * UInt64(level + 1))) - 1, levels[level]))
            carry = MerkleHash.root(ofPerfect: levels[level])
            levels[level].removeAll(keepingCapacity: true)
            level += 1
        }
    }

    /// RFC 6962 §2.1: the edge's subtrees folded from the right.
    var root: EntryHash {
        var root: EntryHash?
        for hashes in levels {
            // Within a tile the set bits of the width give the perfect subtrees, the smallest one rightmost.
            var end = hashes.count
            while end > 0 {
                let width = end & -end
                let subtree = MerkleHash.root(ofPerfect: Array(hashes[end - width..<end]))
                root = root.map { MerkleHash.node(subtree, $0) } ?? subtree
                end -= width
            }
        }
        return root ?? MerkleHash.empty
    }

    mutating func writeFullTiles(to writer: any LedgerWriter) throws {
        for tile in full { try writer.put(tile: TreeEdge.bytes(tile.hashes), level: tile.level, index: tile.index) }
        full.removeAll(keepingCapacity: true)
    }

    /// Writes the full tiles and the unfinished one of each level.
    mutating func write(to writer: any LedgerWriter) throws {
        try writeFullTiles(to: writer)
        for (level, hashes) in levels.enumerated() where !hashes.isEmpty {
            let index = level == 7 ? 0 : size >> (8 * UInt64(level + 1))
            try writer.put(tile: TreeEdge.bytes(hashes), level: level, index: index)
        }
    }

    private static func bytes(_ hashes: [EntryHash]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32 * hashes.count)
        for hash in hashes { hash.append(to: &bytes) }
        return bytes
    }
}

/// The root that the stored tiles give, each read tile checked against the one above it. O(log size) tiles.
package enum StoredRoot {
    package static func of(_ reader: any LedgerReader, size: UInt64) throws -> EntryHash {
        try TreeEdge(size: size, reader).root
    }
}
