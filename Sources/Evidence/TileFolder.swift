import Cryptography
import Glibc
package import Ledger
import TransparencyLog
import Wire

/// A ledger as a folder of static files that any client of C2SP tlog-tiles reads: `checkpoint`, `tile/L/N`, `tile/entries/N`.
package enum TileFolder {
    package struct Result: Hashable, Sendable {
        package var size: UInt64
        package var written: Int
        /// Files that were there already and are the same for ever.
        package var kept: Int
    }

    package enum Fault: Error, Hashable, Sendable {
        case noCheckpoint
        case missing(String)
        /// The folder holds a longer log, or another one.
        case otherLog(String)
    }

    /// Writes what is not there yet; the checkpoint last, so that whoever reads meanwhile finds every tile that it names. Full tiles
    /// that are there are left alone.
    /// Without `entries` hashes alone are written, 32 bytes an entry: enough to find what differs, and nothing of what was said.
    package static func write(_ reader: any LedgerReader, to folder: String, entries withEntries: Bool = true, progress: (UInt64) throws -> Void) throws
        -> Result
    {
        guard let (size, note) = try reader.lastCheckpoint(), let checkpoint = try? Checkpoint(note: note) else { throw Fault.noCheckpoint }
        if let there = WitnessStore.read(folder + "/checkpoint").flatMap({ try? Checkpoint(note: $0) }) {
            // Files that are there are kept, so the log that they are of must be the beginning of this one.
            let source = try LogSource(reader)
            guard there.origin == checkpoint.origin, there.size <= size, try source.reader(size: there.size).root(of: there.size) == there.root else {
                throw Fault.otherLog(folder)
            }
        }
        var result = Result(size: size, written: 0, kept: 0)
        for level in 0..<8 {
            let (full, partial) = Tile.count(level: level, size: size)
            for index in 0..<(partial > 0 ? full + 1 : full) {
                let tile = Tile(level: level, index: index, width: index < full ? 256 : partial)
                try put(folder + "/" + tile.path, &result) {
                    guard let bytes = try reader.tile(level: level, index: index), bytes.count >= 32 * tile.width else { throw Fault.missing(tile.path) }
                    return Array(bytes[..<(32 * tile.width)])
                }
                guard level == 0, withEntries else { continue }
                try put(folder + "/" + tile.bundlePath, &result) {
                    var entries: [[UInt8]] = []
                    try reader.scan(index * 256..<index * 256 + UInt64(tile.width)) { _, body in
                        entries.append(Array(body))
                        return true
                    }
                    guard entries.count == tile.width, let bundle = EntryBundle.encode(entries) else { throw Fault.missing(tile.bundlePath) }
                    return bundle
                }
                try progress(index * 256 + UInt64(tile.width))
            }
        }
        try DurableFile.replace(folder + "/checkpoint", Array(reader.cosigned(note, size: size).utf8))
        return result
    }

    private static func put(_ path: String, _ result: inout Result, _ make: () throws -> [UInt8]) throws {
        if access(path, F_OK) == 0 {
            result.kept += 1
            return
        }
        try makeFolders(of: path)
        let begun = path + ".part"
        let bytes = try make()
        guard let file = fopen(begun, "we") else { throw WitnessFault.cannotWrite(begun, reason: String(cString: strerror(errno))) }
        let written = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
        let isWhole = fclose(file) == 0 && written == bytes.count && rename(begun, path) == 0
        guard isWhole else {
            let reason = String(cString: strerror(errno))
            unlink(begun)
            throw WitnessFault.cannotWrite(path, reason: reason)
        }
        result.written += 1
    }

    private static func makeFolders(of path: String) throws {
        var folder = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/").dropLast() {
            folder += "/" + part
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw WitnessFault.cannotWrite(folder, reason: String(cString: strerror(errno))) }
        }
    }
}
