import Cryptography
import DutyFree
import Foundation
import Ledger
import Support
import TransparencyLog
import Wire

/// Somebody who makes history anew: entries as objects, changed at will, numbered, chained, hashed and sealed again.
struct Rewriter {
    let database: RawDatabase

    /// Changes the entries and writes everything that follows from them; with a signer all checkpoints are signed again, else they
    /// stay as they were. Entries keep their own `seq` as a name until they are numbered anew.
    func rewrite(signer: LogSigner?, _ change: (inout [JSONObject]) throws -> Void) throws {
        let size = try Int(database.column("SELECT count(*) FROM entry").first ?? "") ?? 0
        var entries = try (0..<size).map { try JSONParser.parse(database.body($0)).object ?? JSONObject() }
        try change(&entries)
        var places: [Int64: Int] = [:]
        for (place, entry) in entries.enumerated() { if let seq = entry["seq"]?.integer, places[seq] == nil { places[seq] = place } }
        var leaves: [Digest32] = []
        var heads: [String: (n: Int64, seq: Int)] = [:]
        try database.run("DELETE FROM entry")
        for (place, old) in entries.enumerated() {
            var entry = old
            entry["seq"] = .integer(Int64(place))
            entry["prev"] = place == 0 ? nil : .string(leaves[place - 1].hex)
            if let reference = old["ref"]?.integer, let moved = places[reference] { entry["ref"] = .integer(Int64(moved)) }
            if old["kind"]?.string == "close", var data = old["data"]?.object {
                data["size"] = .integer(Int64(place))
                entry["data"] = .object(data)
            }
            if let item = old["item"]?.string {
                let before = heads[item]
                entry["n"] = .integer((before?.n ?? -1) + 1)
                entry["back"] = before.map { .integer(Int64($0.seq)) }
                entry["itemPrev"] = before.map { .string(leaves[$0.seq].hex) }
                heads[item] = ((before?.n ?? -1) + 1, place)
            }
            let body = CanonicalJSON.encode(entry)
            leaves.append(SHA256.leaf(body))
            try database.run("INSERT INTO entry (seq, body) VALUES (\(place), x'\(Hex.encode(body))')")
        }
        try database.run("DELETE FROM tile")
        var level = leaves
        for number in 0..<3 where !level.isEmpty {
            for start in stride(from: 0, to: level.count, by: 256) {
                let bytes = level[start..<min(start + 256, level.count)].flatMap(\.bytes)
                try database.run("INSERT INTO tile (level, idx, hashes) VALUES (\(number), \(start / 256), x'\(Hex.encode(bytes))')")
            }
            level = (0..<level.count / 256).map { MerkleHash.root(ofPerfect: Array(level[256 * $0..<256 * $0 + 256])) }
        }
        guard let signer else { return }
        let sizes = try database.column("SELECT size FROM checkpoint ORDER BY n").compactMap(Int.init)
        let notes = try database.column("SELECT note FROM checkpoint ORDER BY n")
        try database.run("DELETE FROM checkpoint")
        let kept = sizes.filter { $0 < leaves.count } + [leaves.count]
        for (n, size) in kept.enumerated() {
            var tree = CompactTree()
            for leaf in leaves[0..<size] { tree.append(leaf) }
            // What is the same needs no new signature, and keeps those that the attacker could not make.
            let same = zip(sizes, notes).first { $0.0 == size && (try? Checkpoint(note: $0.1).root) == tree.root }?.1
            let note = try same ?? signer.sign(size: UInt64(size), root: tree.root)
            try database.run("INSERT INTO checkpoint (n, size, note) VALUES (\(n), \(size), '\(note)')")
        }
    }
}
