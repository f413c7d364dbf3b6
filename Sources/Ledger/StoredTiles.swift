import Cryptography

/// The tiles that a ledger keeps, as they are, for comparison with what its entries give.
struct StoredTiles {
    private var tiles: [Int: [UInt64: [UInt8]]] = [:]
    private let size: UInt64

    init(_ reader: any LedgerReader, size: UInt64) throws {
        self.size = size
        var tiles: [Int: [UInt64: [UInt8]]] = [:]
        try reader.tiles { level, index, bytes in
            tiles[level, default: [:]][index] = Array(bytes)
            return true
        }
        self.tiles = tiles
    }

    /// The hash that the tiles have for an entry.
    func leaf(_ seq: SequenceNumber) -> EntryHash? { hash(level: 0, at: seq) }

    private func hash(level: Int, at position: UInt64) -> EntryHash? {
        guard let tile = tiles[level]?[position / 256] else { return nil }
        let start = Int(position % 256) * 32
        return start + 32 <= tile.count ? EntryHash(tile[start..<start + 32]) : nil
    }

    /// Positions of a level for which the tiles have another hash than the entries give.
    func differing(_ hashes: [EntryHash], level: Int) -> [UInt64] {
        var differing: [UInt64] = []
        for (index, tile) in tiles[level] ?? [:] where index < UInt64(hashes.count) {
            let first = Int(index) * 256
            tile.withUnsafeBytes { tile in
                for place in 0..<max(0, min(tile.count / 32, hashes.count - first)) {
                    let stored = EntryHash(UnsafeRawBufferPointer(rebasing: tile[32 * place..<32 * place + 32]))
                    if stored != hashes[first + place] { differing.append(UInt64(first + place)) }
                }
            }
        }
        return differing.sorted()
    }

    /// Tiles that must be there for `size` entries and are not, that are of the wrong width, or that must not be there
    /// (C2SP tlog-tiles, Merkle Tree).
    func geometryFindings() -> [Finding] {
        var findings: [Finding] = []
        for level in 0..<8 {
            let full = level == 7 ? 0 : size >> (8 * UInt64(level + 1))
            let width = Int((size >> (8 * UInt64(level))) & 255)
            let stored = tiles[level] ?? [:]
            for index in 0..<(width > 0 ? full + 1 : full) {
                let expected = index < full ? 256 : width
                guard let tile = stored[index] else {
                    findings.append(StoredTiles.finding(.missingTile, level, index))
                    continue
                }
                if tile.count != 32 * expected { findings.append(StoredTiles.finding(.damagedTile, level, index)) }
            }
            for index in stored.keys.sorted() where index >= (width > 0 ? full + 1 : full) {
                findings.append(StoredTiles.finding(.extraTile, level, index))
            }
        }
        return findings
    }

    /// Tiles with a hash that the entries do not give, apart from what follows from altered entries. `levels[L]` are the
    /// hashes of level L that the entries give.
    func damagedTiles(_ levels: [[EntryHash]], altered: Set<SequenceNumber>) -> [Finding] {
        var findings: [Finding] = []
        var accused = altered
        for (level, hashes) in levels.enumerated() where level < 8 {
            let damaged = Set(differing(hashes, level: level).filter { !accused.contains($0) }.map { $0 / 256 })
            findings += damaged.sorted().map { StoredTiles.finding(.damagedTile, level, $0) }
            accused = Set(accused.map { $0 / 256 })
        }
        return findings
    }

    private static func finding(_ kind: FindingKind, _ level: Int, _ index: UInt64) -> Finding {
        Finding(kind, facts: ["tile": "\(level)/\(index)"])
    }
}
