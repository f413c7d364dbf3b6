package import Cryptography

/// A tile of a log: up to 256 hashes of one level side by side (C2SP tlog-tiles, Merkle Tree). Its i-th hash is the root
/// of the perfect subtree over the leaves from (256·index + i)·256^level.
package struct Tile: Hashable, Sendable {
    package let level: Int
    package let index: UInt64
    /// How many hashes it has, 1 to 256.
    package let width: Int

    package init(level: Int, index: UInt64, width: Int) {
        self.level = level
        self.index = index
        self.width = width
    }

    /// Tiles that a log of this size has at a level: how many full ones, and how wide the last, unfinished one is (0:
    /// there is none).
    package static func count(level: Int, size: UInt64) -> (full: UInt64, partial: Int) {
        guard level >= 0, level < 8 else { return (0, 0) }
        let full = level == 7 ? 0 : size >> (8 * UInt64(level + 1))
        return (full, Int((size >> (8 * UInt64(level))) & 255))
    }

    /// `tile/0/x001/x234/067`, with `.p/W` behind it where it is not full.
    package var path: String { "tile/\(level)/\(Tile.groups(index))\(width == 256 ? "" : ".p/\(width)")" }

    /// Where the entries of a level-0 tile stand.
    package var bundlePath: String { "tile/entries/\(Tile.groups(index))\(width == 256 ? "" : ".p/\(width)")" }

    /// Reads a path of a tile; nil for anything that the path of no tile is.
    package init?(path: String) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0] == "tile", let level = Decimal64.parse(String(parts[1])), level < 64 else { return nil }
        var width: UInt64 = 256
        if parts.count >= 4, parts[parts.count - 2].hasSuffix(".p") {
            guard let partial = Decimal64.parse(String(parts.removeLast())), (1...255).contains(partial) else { return nil }
            width = partial
            parts[parts.count - 1] = parts[parts.count - 1].dropLast(2)
        }
        var index: UInt64 = 0
        for (place, part) in parts[2...].enumerated() {
            let isLast = place == parts.count - 3
            let digits = isLast ? part : part.dropFirst()
            guard isLast || part.hasPrefix("x"), digits.utf8.count == 3, let group = UInt64(digits),
                digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), isLast || place > 0 || group > 0
            else { return nil }
            let (product, overflow) = index.multipliedReportingOverflow(by: 1_000)
            guard !overflow else { return nil }
            index = product + group
        }
        self.init(level: Int(level), index: index, width: Int(width))
    }

    /// Groups of three digits, all but the last marked with `x`.
    private static func groups(_ index: UInt64) -> String {
        func three(_ group: UInt64) -> String {
            let digits = String(group)
            return String(repeating: "0", count: 3 - digits.utf8.count) + digits
        }
        var text = three(index % 1_000)
        var rest = index / 1_000
        while rest > 0 {
            text = "x\(three(rest % 1_000))/\(text)"
            rest /= 1_000
        }
        return text
    }
}

/// Answers any subtree hash, root or proof of a log from its tiles. Each tile is asked for once.
package final class TileReader {
    package let size: UInt64
    private let read: (Tile) throws(ProofError) -> [UInt8]
    private var tiles: [Tile: [Digest32]] = [:]
    private var proven: Set<Tile> = []
    private let hasher: MerkleHasher?

    /// `read` answers a tile's bytes, 32 a hash; it throws `.missingHash` where there is none.
    package init(size: UInt64, read: @escaping (Tile) throws(ProofError) -> [UInt8]) {
        self.size = size
        self.read = read
        hasher = try? MerkleHasher()
    }

    /// The root of the perfect subtree of 2^height leaves that is the `index`-th of its height.
    package func hash(_ height: Int, _ index: UInt64) throws(ProofError) -> Digest32 {
        let level = height / 8
        let within = height % 8
        let first = index << UInt64(within)
        let count = 1 << within
        let hashes = try tile(level, first >> 8)
        let start = Int(first & 255)
        guard start + count <= hashes.count else { throw .missingHash }
        return hasher?.root(ofPerfect: hashes[start..<start + count]) ?? MerkleHash.root(ofPerfect: Array(hashes[start..<start + count]))
    }

    /// MTH over the first leaves. Throws `.outOfRange` for more than there are.
    package func root(of size: UInt64) throws(ProofError) -> Digest32 {
        guard size <= self.size else { throw .outOfRange }
        return size == 0 ? MerkleHash.empty : try Subtree.root(0..<size, hash)
    }

    /// The hash of a leaf, once the tiles have been followed up from it: for those who compared the root of this size with one that was
    /// signed. `hash` alone takes each tile at its word, and a root of many entries is made of upper tiles only. Throws `.wrongRoot`
    /// where a tile is not what the one above it says.
    package func provenLeaf(_ index: UInt64) throws(ProofError) -> Digest32 {
        var (level, place) = (0, index >> 8)
        var way: [Tile] = []
        // The last, unfinished tile of each level is part of the root itself.
        while place < Tile.count(level: level, size: size).full {
            let tile = Tile(level: level, index: place, width: 256)
            if proven.contains(tile) { break }
            let below = MerkleHash.node(try hash(8 * level + 7, 2 * place), try hash(8 * level + 7, 2 * place + 1))
            guard try hash(8 * (level + 1), place) == below else { throw .wrongRoot }
            way.append(tile)
            (level, place) = (level + 1, place >> 8)
        }
        proven.formUnion(way)
        return try hash(0, index)
    }

    private func tile(_ level: Int, _ index: UInt64) throws(ProofError) -> [Digest32] {
        let (full, partial) = Tile.count(level: level, size: size)
        let width = index < full ? 256 : index == full ? partial : 0
        guard width > 0 else { throw .missingHash }
        let tile = Tile(level: level, index: index, width: width)
        if let known = tiles[tile] { return known }
        let bytes = try read(tile)
        // A full tile in place of a partial one that is gone will do (C2SP tlog-tiles, Partial Tiles).
        guard bytes.count == 32 * width || bytes.count == 32 * 256 else { throw .wrongLength }
        let hashes = (0..<width).compactMap { Digest32(bytes[32 * $0..<32 * $0 + 32]) }
        tiles[tile] = hashes
        return hashes
    }
}

/// The entries of a level-0 tile: each with its length before it, two bytes, big-endian (C2SP tlog-tiles, Log Entries).
package enum EntryBundle {
    /// An entry is at most this long.
    package static let entryBytesMax = 65_535

    /// Nil where an entry is too long.
    package static func encode(_ entries: [[UInt8]]) -> [UInt8]? {
        var bytes: [UInt8] = []
        for entry in entries {
            guard entry.count <= entryBytesMax else { return nil }
            bytes.append(UInt8(entry.count >> 8))
            bytes.append(UInt8(entry.count & 255))
            bytes += entry
        }
        return bytes
    }

    /// Nil where the bytes end inside an entry.
    package static func decode(_ bytes: [UInt8]) -> [[UInt8]]? {
        var entries: [[UInt8]] = []
        var place = 0
        while place < bytes.count {
            guard place + 2 <= bytes.count else { return nil }
            let end = place + 2 + Int(bytes[place]) << 8 + Int(bytes[place + 1])
            guard end <= bytes.count else { return nil }
            entries.append(Array(bytes[place + 2..<end]))
            place = end
        }
        return entries
    }
}
