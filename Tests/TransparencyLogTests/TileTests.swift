import Cryptography
import Foundation
import Support
import Testing
import TransparencyLog
import Wire

/// C2SP tlog-tiles: which tiles there are, where they stand, what is in them.
struct TileTests {
    struct Geometry: Decodable {
        struct Level: Decodable {
            let level: Int
            let full: UInt64
            let partial: Int
        }
        let id: String
        let size: UInt64
        let levels: [Level]
    }

    @Test func aSizeNeedsTheseTiles() throws {
        for row in try Reference.rows("tlog/tile-geometry.json", as: Geometry.self) {
            for level in 0..<8 {
                let expected = row.levels.first { $0.level == level }
                let (full, partial) = Tile.count(level: level, size: row.size)
                #expect(full == expected?.full ?? 0 && partial == expected?.partial ?? 0, "\(row.id) level \(level)")
            }
        }
    }

    enum Level: Decodable {
        case number(Int)
        case entries

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) { self = .number(number) } else { self = .entries }
        }
    }

    struct Path: Decodable {
        let id: String
        let level: Level
        let index: UInt64
        let width: Int
        let path: String
    }

    @Test func pathsAreWrittenAndReadBack() throws {
        for row in try Reference.rows("tlog/tile-paths.json", as: Path.self) {
            switch row.level {
            case .entries: #expect(Tile(level: 0, index: row.index, width: row.width).bundlePath == row.path, "\(row.id)")
            case .number(let level):
                let tile = Tile(level: level, index: row.index, width: row.width)
                #expect(tile.path == row.path, "\(row.id)")
                #expect(Tile(path: row.path) == tile, "\(row.id)")
            }
        }
    }

    @Test(arguments: [
        "tile/0/0", "tile/0/1000", "tile/0/x000/001", "tile/00/000", "tile/0/000.p/256", "tile/0/000.p/0", "tile/0/000.p/01",
        "tile/0/001/002", "tile/64/000", "tile/0/-01", "tile/0/000/", "/tile/0/000", "", "tile/0/x999/x999/x999/x999/x999/x999/999/999",
    ])
    func otherPathsAreNoTile(path: String) {
        #expect(Tile(path: path) == nil)
    }

    struct Hash: Decodable {
        let id: String
        let size: UInt64
        let path: String
        let bytes: Int
        let sha256: String
    }

    /// Tiles of the tree over `entry-i`, made by the tree that grows.
    private func levels(_ size: UInt64) -> [[Digest32]] {
        var tree = CompactTree()
        var levels: [[Digest32]] = []
        for index in 0..<size {
            tree.append(MerkleHash.leaf(Array("entry-\(index)".utf8)), height: 0) { height, hash in
                guard height % 8 == 0 else { return }
                if levels.count <= height / 8 { levels.append([]) }
                levels[height / 8].append(hash)
            }
        }
        return levels
    }

    private func bytes(_ tile: Tile, _ levels: [[Digest32]]) throws(ProofError) -> [UInt8] {
        guard tile.level < levels.count else { throw .missingHash }
        let start = Int(tile.index) * 256
        guard start + tile.width <= levels[tile.level].count else { throw .missingHash }
        return levels[tile.level][start..<start + tile.width].flatMap(\.bytes)
    }

    @Test func tilesHoldTheseBytes() throws {
        var known: [UInt64: [[Digest32]]] = [:]
        for row in try Reference.rows("tlog/tile-hashes.json", as: Hash.self) {
            let levels = known[row.size] ?? levels(row.size)
            known[row.size] = levels
            let tile = try #require(Tile(path: row.path), "\(row.id)")
            let bytes = try bytes(tile, levels)
            #expect(bytes.count == row.bytes && SHA256.hash(bytes).hex == row.sha256, "\(row.id)")
        }
    }

    @Test func rootsAndProofsComeFromTilesAlone() throws {
        let size: UInt64 = 1_000
        let levels = levels(size)
        let reader = TileReader(size: size) { tile throws(ProofError) in try bytes(tile, levels) }
        var tree = CompactTree()
        for index in 0..<size {
            tree.append(levels[0][Int(index)])
            if index % 97 == 0 || index == size - 1 { #expect(try reader.root(of: tree.size) == tree.root, "size \(tree.size)") }
        }
        for index in [0, 255, 256, 511, 512, 999] as [UInt64] {
            let proof = try InclusionProof.make(index: index, size: size, reader.hash)
            try InclusionProof.verify(leaf: levels[0][Int(index)], index: index, size: size, proof: proof, root: tree.root)
        }
        for old in [1, 2, 255, 256, 257, 700, 999] as [UInt64] {
            let proof = try ConsistencyProof.make(from: old, to: size, reader.hash)
            try ConsistencyProof.verify(old: old, oldRoot: try reader.root(of: old), new: size, newRoot: tree.root, proof: proof)
        }
        #expect(throws: ProofError.outOfRange) { _ = try reader.root(of: size + 1) }
    }

    /// The root of 70,000 entries is made of upper tiles: a lower one that was altered leaves it as it is, and only who follows it up sees.
    @Test(arguments: [(level: 0, index: 3 as UInt64), (level: 0, index: 272), (level: 1, index: 0), (level: 1, index: 1), (level: 0, index: 273)])
    func anAlteredTileProvesNoLeaf(level: Int, index: UInt64) throws {
        let size: UInt64 = 70_000
        let levels = levels(size)
        var isAltered = false
        func reader() -> TileReader {
            TileReader(size: size) { tile throws(ProofError) in
                var bytes = try bytes(tile, levels)
                if isAltered, tile.level == level, tile.index == index { bytes[32 * 5] ^= 1 }
                return bytes
            }
        }
        let root = try reader().root(of: size)
        let leaf = level == 0 ? 256 * index + 5 : 65_536 * index + 256 * 5
        #expect(try reader().provenLeaf(leaf) == levels[0][Int(leaf)])
        isAltered = true
        // Either the root itself is another, or the leaf is not proven; a leaf elsewhere still is.
        let altered = reader()
        #expect(try altered.root(of: size) != root || (try? altered.provenLeaf(leaf)) == nil, "tile \(level)/\(index)")
        #expect((try? altered.provenLeaf(leaf)) == nil || (level, index) == (1, 1) || index == 273, "asked twice")
        if level == 0, try altered.root(of: size) == root { #expect(try altered.provenLeaf((leaf + 0x8000) % size) == levels[0][Int((leaf + 0x8000) % size)]) }
    }

    @Test func aTileOfAnotherLengthIsRefused() {
        let reader = TileReader(size: 300) { _ in [UInt8](repeating: 0, count: 31) }
        #expect(throws: ProofError.wrongLength) { _ = try reader.root(of: 300) }
    }

    @Test func bundlesOfEntriesAreWrittenAndReadBack() throws {
        let entries: [[UInt8]] = [[], [1], Array(repeating: 7, count: 65_535)]
        let bytes = try #require(EntryBundle.encode(entries))
        #expect(EntryBundle.decode(bytes) == entries)
        #expect(EntryBundle.decode(Array(bytes.dropLast())) == nil)
        #expect(EntryBundle.decode([0]) == nil)
        #expect(EntryBundle.encode([Array(repeating: 7, count: 65_536)]) == nil)
    }

    /// A real log, written by Tessera: entries, tiles and checkpoints agree.
    @Test func aPublishedLogIsRead() throws {
        guard let folder = Reference.find("tlog/tessera-log"), let readme = try Reference.data("tlog/README.md") else { return }
        // The key stands in the README beside it.
        let line = try #require(String(decoding: readme, as: UTF8.self).split(separator: "\n").first { $0.contains("tessera-log/") })
        let key = try VerifierKey(String(#require(line.firstMatch(of: /[^`\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+\/]{44}/)).0))
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() where name.hasPrefix("checkpoint.") {
            let note = try Data(contentsOf: folder.appending(path: name))
            let checkpoint = try CosignedCheckpoint(note: Array(note), origin: key.name, keys: [key]).checkpoint
            let reader = TileReader(size: checkpoint.size) { tile throws(ProofError) in
                guard let data = try? Data(contentsOf: folder.appending(path: tile.path)) else { throw .missingHash }
                return Array(data)
            }
            #expect(try reader.root(of: checkpoint.size) == checkpoint.root, "\(name)")
            var entries: [[UInt8]] = []
            for index in 0..<(checkpoint.size + 255) / 256 {
                let tile = Tile(level: 0, index: index, width: Int(min(256, checkpoint.size - 256 * index)))
                let bundle = try Data(contentsOf: folder.appending(path: tile.bundlePath))
                entries += try #require(EntryBundle.decode(Array(bundle)), "\(name)")
            }
            #expect(UInt64(entries.count) == checkpoint.size, "\(name)")
            for (index, entry) in entries.enumerated() { #expect(try reader.hash(0, UInt64(index)) == MerkleHash.leaf(entry), "\(name) \(index)") }
        }
    }
}
