import Cryptography
package import Ledger
package import TransparencyLog
import Wire

/// A log that can be asked for tiles and entries: a ledger, a copy of it, or a folder of exported tiles.
package struct LogSource {
    package let checkpoint: Checkpoint
    package let note: String
    fileprivate let tile: (Tile) throws(ProofError) -> [UInt8]
    fileprivate let entry: (SequenceNumber) throws -> [UInt8]?

    package init(_ reader: any LedgerReader) throws {
        guard let (_, note) = try reader.lastCheckpoint() else { throw TileFolder.Fault.noCheckpoint }
        checkpoint = try Checkpoint(note: note)
        self.note = note
        tile = { tile throws(ProofError) in
            guard let bytes = try? reader.tile(level: tile.level, index: tile.index), bytes.count >= 32 * tile.width else { throw .missingHash }
            return Array(bytes[..<(32 * tile.width)])
        }
        entry = { try reader.body(at: $0) }
    }

    /// A folder that `export tiles` wrote, or any mirror of a tlog-tiles log.
    package init(folder: String) throws {
        guard let note = WitnessStore.read(folder + "/checkpoint") else { throw TileFolder.Fault.noCheckpoint }
        let checkpoint = try Checkpoint(note: note)
        self.checkpoint = checkpoint
        self.note = note
        func bytes(_ path: String, _ full: String) -> [UInt8]? { DurableFile.read(folder + "/" + path) ?? DurableFile.read(folder + "/" + full) }
        tile = { tile throws(ProofError) in
            // As it is named; as it is in the exported size; or full by now (C2SP tlog-tiles, Partial Tiles).
            let (full, partial) = Tile.count(level: tile.level, size: checkpoint.size)
            let widths = [tile.width, tile.index < full ? 256 : partial, 256].filter { $0 >= tile.width }
            for width in widths {
                let path = folder + "/" + Tile(level: tile.level, index: tile.index, width: width).path
                if let bytes = DurableFile.read(path), bytes.count >= 32 * tile.width { return Array(bytes[..<(32 * tile.width)]) }
            }
            throw .missingHash
        }
        entry = { seq in
            let width = min(256, checkpoint.size - seq / 256 * 256)
            let place = Tile(level: 0, index: seq / 256, width: Int(width))
            let bundle = bytes(place.bundlePath, Tile(level: 0, index: place.index, width: 256).bundlePath).flatMap(EntryBundle.decode)
            return bundle.flatMap { $0.indices.contains(Int(seq % 256)) ? $0[Int(seq % 256)] : nil }
        }
    }
}

extension LogSource {
    func reader(size: UInt64) -> TileReader { TileReader(size: size, read: tile) }
}

/// Where two logs that should be one part ways.
package struct Difference: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// No difference in what both have.
        case same
        /// Ours has fewer entries, and those it has are the same: cut back, or an old backup.
        case rolledBack = "rolled-back"
        /// One entry differs (or a few), what follows is the same but for the hashes that it names.
        case altered
        case inserted, removed
        /// From here on both go their own ways.
        case forked
        /// Another first entry or origin.
        case otherLedger = "other-ledger"
        /// The bytes of ours are not what its own tiles were made from.
        case bytes
    }

    package var kind: Kind
    package var ourSize: UInt64
    package var theirSize: UInt64
    /// The first entry that differs, and both versions of it.
    package var first: SequenceNumber?
    package var ours: [UInt8]?
    package var theirs: [UInt8]?
    /// Tiles read on each side to find it.
    package var tilesRead: Int
}

/// Compares two logs by their tiles: ⌈log256 n⌉ + 1 of them a side find the first entry that differs (transparency-log.md, Finding the
/// first altered entry). Whose is right, the signatures and whoever holds an older checkpoint say.
package struct Comparison {
    private let ours: LogSource
    private let theirs: LogSource
    private let reads = Counter()
    private let ourTiles: TileReader
    private let theirTiles: TileReader

    private final class Counter { var tiles = 0 }

    package init(_ ours: LogSource, _ theirs: LogSource) {
        self.ours = ours
        self.theirs = theirs
        let reads = reads
        // Counted on one side: both sides are asked for the same ones.
        ourTiles = TileReader(size: ours.checkpoint.size) { tile throws(ProofError) in
            reads.tiles += 1
            return try ours.tile(tile)
        }
        theirTiles = TileReader(size: theirs.checkpoint.size) { tile throws(ProofError) in try theirs.tile(tile) }
    }

    package func run() throws -> Difference {
        let (ourSize, theirSize) = (ours.checkpoint.size, theirs.checkpoint.size)
        var difference = Difference(kind: .same, ourSize: ourSize, theirSize: theirSize, tilesRead: 0)
        let common = min(ourSize, theirSize)
        let first: SequenceNumber?
        do throws(ProofError) { first = try firstDifference(common) } catch { throw ProofMakerFault.damaged(error) }
        difference.tilesRead = reads.tiles
        if ours.checkpoint.origin != theirs.checkpoint.origin || first == 0 { difference.kind = .otherLedger }
        guard let first else {
            if difference.kind == .same, ourSize < theirSize { difference.kind = .rolledBack }
            return difference
        }
        difference.first = first
        difference.ours = try ours.entry(first)
        difference.theirs = try theirs.entry(first)
        if let body = difference.ours, (try? ourTiles.hash(0, first)) != MerkleHash.leaf(body) {
            difference.kind = .bytes
            return difference
        }
        if difference.kind == .same { difference.kind = try shape(first, common) }
        return difference
    }

    /// Perfect subtrees of the common part, from the left; the first that differs is gone down into.
    private func firstDifference(_ common: UInt64) throws(ProofError) -> SequenceNumber? {
        var start: UInt64 = 0
        while start < common {
            let height = 63 - (common - start).leadingZeroBitCount
            if try differs(height, start >> UInt64(height)) {
                var (height, index) = (height, start >> UInt64(height))
                while height > 0 {
                    height -= 1
                    index *= 2
                    if try !differs(height, index) { index += 1 }
                }
                // A hash above differs and none below it: one side's tiles contradict each other.
                guard try differs(0, index) else { throw .wrongRoot }
                return index
            }
            start += 1 << UInt64(height)
        }
        return nil
    }

    private func differs(_ height: Int, _ index: UInt64) throws(ProofError) -> Bool { try ourTiles.hash(height, index) != theirTiles.hash(height, index) }

    /// What an entry says, but for its place: two entries that say the same are one that was shifted.
    private func content(_ body: [UInt8]?) -> JSONObject? {
        guard let body, var object = (try? JSONParser.parse(body))?.object else { return nil }
        for name in ["seq", "prev", "n", "back", "itemPrev", "at", "clock"] { object[name] = nil }
        return object
    }

    /// Whether what follows is the same, moved by one, or not the same at all.
    private func shape(_ first: SequenceNumber, _ common: UInt64) throws -> Difference.Kind {
        let (ourNext, theirNext) = (content(try ours.entry(first + 1)), content(try theirs.entry(first + 1)))
        let (our, their) = (content(try ours.entry(first)), content(try theirs.entry(first)))
        if let their, their == ourNext, our != their { return .inserted }
        if let our, our == theirNext, our != their { return .removed }
        if first + 1 >= common { return ours.checkpoint.size == theirs.checkpoint.size ? .altered : .forked }
        return ourNext != nil && ourNext == theirNext ? .altered : .forked
    }
}

extension DurableFile {
    /// A file of at most 32 MiB; nil where it cannot be read.
    static func read(_ path: String) -> [UInt8]? {
        guard let source = try? ByteSource(path: path) else { return nil }
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= 1 << 25 {
            guard let count = try? room.withUnsafeMutableBytes({ try source.read(into: $0) }) else { return nil }
            if count == 0 { return bytes }
            bytes += room[..<count]
        }
        return nil
    }
}
