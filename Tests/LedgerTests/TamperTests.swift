import Cryptography
import DutyFree
import Foundation
import Ledger
import SQLiteStore
import Support
import Testing
import TransparencyLog
import Wire

/// What somebody with write access to the file can do to it, done through SQLite itself with the triggers dropped: each
/// alteration is found, and named.
struct TamperTests {
    private static let fixture = Result { try LedgerFixture.traded() }

    private func altered(held: Checkpoint? = nil, _ alter: (RawDatabase) throws -> Void) throws -> VerificationReport {
        let fixture = try TamperTests.fixture.get()
        let copy = fixture.folder.path("\(UUID().uuidString).dutyfree")
        try fixture.open().backUp(to: copy) { _, _ in }
        defer { for suffix in ["", "-wal", "-shm"] { unlink(copy + suffix) } }
        do {
            let database = try RawDatabase(copy)
            try alter(database)
        }
        return try fixture.verify(copy, held: held)
    }

    @Test func theLedgerIsSoundBeforehand() throws {
        let report = try TamperTests.fixture.get().verify()
        #expect(report.isSound, "\(report.findings)")
        #expect(report.size > 256)
        #expect(report.checkpoints >= 6)
    }

    /// Columns whose content means nothing: the store's own row number.
    static let meaningless: Set<String> = ["item.id"]

    @Test(arguments: ["entry", "tile", "checkpoint", "item", "label", "stock", "master", "event"])
    func everyColumnOfEveryTableMatters(table: String) throws {
        var columns: [String] = []
        _ = try altered { columns = try $0.column("SELECT name FROM pragma_table_info('\(table)')") }
        for column in columns where !TamperTests.meaningless.contains("\(table).\(column)") {
            for row in ["first", "last"] {
                var isChanged = false
                let report = try altered { database in
                    let key = table == "item" ? "id" : try database.column("SELECT name FROM pragma_table_info('\(table)') WHERE pk = 1").first ?? ""
                    let (name, order) = (column, row == "first" ? "" : " DESC")
                    let flipped = """
                        CASE typeof(\(name)) WHEN 'integer' THEN \(name) + 1 WHEN 'null' THEN 'x'
                        WHEN 'text' THEN substr(\(name), 1, length(\(name)) - 1) || CASE substr(\(name), -1) WHEN '~' THEN '-' ELSE '~' END
                        ELSE CAST(substr(\(name), 1, length(\(name)) - 1) || CASE substr(\(name), -1) WHEN x'00' THEN x'01' ELSE x'00' END AS BLOB) END
                        """
                    // Stock of none is as good as no stock.
                    let rows = table == "stock" ? "WHERE items <> 0" : ""
                    // A label that the item has to itself is written as no label.
                    try database.run(
                        "UPDATE OR REPLACE \(table) SET \(name) = \(flipped) WHERE (\(key), \(name)) IN (SELECT \(key), \(name) FROM \(table) \(rows) ORDER BY \(key)\(order) LIMIT 1)"
                    )
                    isChanged = try database.column("SELECT changes()").first != "0"
                }
                guard isChanged else { continue }
                #expect(!report.isSound, "\(table).\(column), \(row) row")
                let kinds = Set(report.findings.map(\.kind))
                switch table {
                case "entry": #expect(report.firstBad != nil, "\(column) \(kinds)")
                case "tile": #expect(!kinds.isDisjoint(with: [.damagedTile, .missingTile, .extraTile]), "\(column) \(kinds)")
                case "checkpoint":
                    #expect(!kinds.isDisjoint(with: [.badSignature, .missingCheckpoint, .checkpointSize, .truncated, .unsignedTail]), "\(column) \(kinds)")
                default: #expect(kinds.isSubset(of: [.wrongProjection]), "\(table).\(column) \(kinds)")
                }
            }
        }
    }

    @Test(arguments: ["entry", "tile", "checkpoint", "item", "label", "stock", "master", "event"])
    func aDeletedRowIsMissed(table: String) throws {
        for order in ["ASC", "DESC"] {
            let report = try altered { database in
                let keys = try database.column("SELECT group_concat(name) FROM pragma_table_info('\(table)') WHERE pk > 0").first ?? ""
                let rows = table == "stock" ? "WHERE items <> 0" : ""
                try database.run("DELETE FROM \(table) WHERE (\(keys)) IN (SELECT \(keys) FROM \(table) \(rows) ORDER BY 1 \(order) LIMIT 1)")
            }
            #expect(!report.isSound, "\(table) \(order)")
        }
    }

    @Test(arguments: [
        "INSERT INTO entry SELECT max(seq) + 1, (SELECT body FROM entry WHERE seq = 9) FROM entry",
        "INSERT INTO entry SELECT max(seq) + 2, (SELECT body FROM entry WHERE seq = 9) FROM entry",
        "INSERT INTO tile SELECT level, idx + 5, hashes FROM tile WHERE level = 0 AND idx = 0",
        "INSERT INTO tile SELECT level + 3, idx, hashes FROM tile WHERE level = 0 AND idx = 0",
        "INSERT INTO checkpoint SELECT max(n) + 1, max(size) + 1, (SELECT note FROM checkpoint WHERE n = 0) FROM checkpoint",
        "CREATE TEMP TABLE one AS SELECT * FROM item LIMIT 1; UPDATE one SET id = 9999, key = key || 'x'; INSERT INTO item SELECT * FROM one",
        "INSERT INTO label VALUES ('/01/09521000200074/21/NEW', '/01/09521000200074/21/T1003')",
        "INSERT INTO stock VALUES ('S9', '09521000200074', 'in_store', 3)",
        "INSERT INTO flow VALUES ('09521000200074', 'D-9', 'enter', 'arrived', 'on_hand', 20000, 1)",
        "INSERT INTO master SELECT kind, name || '9', data, seq FROM master WHERE kind = 'party' LIMIT 1",
        "INSERT INTO event VALUES ('made-up', 40)",
    ])
    func anInsertedRowIsTooMuch(sql: String) throws {
        #expect(!(try altered { try $0.run(sql) }.isSound))
    }

    @Test func swappedEntriesAreNamed() throws {
        let report = try altered { database in
            let (a, b) = (try database.body(100), try database.body(101))
            try database.set(body: b, at: 100)
            try database.set(body: a, at: 101)
        }
        #expect(report.firstBad == 100)
        #expect(report.findings.contains { $0.seq == 101 })
    }

    @Test func oneByteNamesTheEntryItsItemAndWhatStillHolds() throws {
        let report = try altered { database in
            var body = try database.body(150)
            // A digit of a time: still canonical JSON, still an entry.
            let place = try #require(body.firstIndex(of: UInt8(ascii: ":")))
            body[place + 8] ^= 1
            try database.set(body: body, at: 150)
        }
        #expect(report.firstBad == 150)
        #expect(report.findings.first?.kind == .alteredEntry)
        #expect(report.itemsTouched.count >= 1)
        let proven = try #require(report.proven)
        #expect(proven.size > 0 && proven.size <= 150)
    }

    @Test func aTailCutOffIsTruncation() throws {
        let last = try TamperTests.fixture.get().verify().size - 20
        let report = try altered { try $0.run("DELETE FROM entry WHERE seq > \(last)") }
        #expect(report.findings.contains { $0.kind == .truncated })
        #expect(report.firstBad == last + 1)
    }

    /// Cut back to one of its own checkpoints: who holds a later one sees it; who does not is told that nobody looked.
    @Test func aRollBackIsSeenByWhoHoldsALaterCheckpoint() throws {
        let fixture = try TamperTests.fixture.get()
        let note = try #require(try fixture.open(.readOnly).read { try $0.lastCheckpoint()?.note })
        let held = try Checkpoint.verify(note: note, key: fixture.signer.verifierKey)
        let rolledBack = try altered(held: held) { database in
            let size = try #require(Int(database.column("SELECT size FROM checkpoint ORDER BY n DESC LIMIT 1 OFFSET 1").first ?? ""))
            try database.run("DELETE FROM checkpoint WHERE size > \(size); DELETE FROM entry WHERE seq >= \(size)")
        }
        #expect(rolledBack.findings.contains { $0.kind == .rolledBack })
        #expect(!rolledBack.notChecked.contains(.noOutsideCheckpoint))
        #expect(try fixture.verify().notChecked.contains(.noOutsideCheckpoint))
        let same = try altered(held: held) { _ in }
        #expect(same.isSound, "\(same.findings)")
        // Signed anew by the owner of the key: the signature is right, history is not.
        let rewritten = try altered(held: held) { try TamperTests.rehash($0, from: 180, resign: fixture.signer, alter: true) }
        #expect(rewritten.findings.contains { $0.kind == .rewritten }, "\(rewritten.findings)")
    }

    /// Everything after an entry hashed anew: chain and tiles agree, only the signature cannot be made.
    @Test func aRehashedTailFailsTheSignature() throws {
        let report = try altered { try TamperTests.rehash($0, from: 200, resign: nil) }
        let kinds = Set(report.findings.map(\.kind))
        #expect(kinds.contains(.wrongRoot), "\(kinds)")
        #expect(report.findings.contains { $0.kind == .alteredEntry && ($0.seq ?? 0) <= 200 }, "\(report.findings.prefix(5))")
        #expect(report.proven.map { $0.size <= 200 } == true)
    }

    @Test func aTailSignedAnewByAnotherKeyIsNotOurs() throws {
        let thief = try LogSigner(origin: "test.example/ledger", key: SigningKey.generate())
        let report = try altered { try TamperTests.rehash($0, from: 200, resign: thief) }
        #expect(report.findings.contains { $0.kind == .badSignature })
    }

    @Test func anOlderCheckpointInPlaceOfTheLastIsSeen() throws {
        let report = try altered {
            try $0.run("UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE n = 2) WHERE n = (SELECT max(n) FROM checkpoint)")
        }
        #expect(report.findings.contains { $0.kind == .checkpointSize })
    }

    @Test func theTrustedKeyTellsAnotherLedger() throws {
        let fixture = try TamperTests.fixture.get()
        let other = try LogSigner(origin: "test.example/ledger", key: SigningKey.generate())
        let report = try Verification.run([fixture.open(.readOnly)], level: 4, key: other.verifierKey) { _ in }
        #expect(report.findings.contains { $0.kind == .otherLedger })
    }

    /// A rule broken inside a well-formed, well-signed history: only replaying the rules can see it.
    @Test func anEntryThatTheRulesForbidIsFoundByReplay() throws {
        let fixture = try TamperTests.fixture.get()
        let report = try altered { database in
            // The state after a receipt says that the item was sold.
            let text = "\"state\":\"in_store\",\"to\":\"S1/F1\",\"type\":\"receive\""
            for seq in 200..<260 {
                let body = String(decoding: try database.body(seq), as: UTF8.self)
                guard body.contains(text) else { continue }
                try database.set(
                    body: Array(body.replacingOccurrences(of: text, with: text.replacingOccurrences(of: "in_store", with: "returned")).utf8), at: seq)
                try TamperTests.rehash(database, from: seq, resign: fixture.signer)
                return
            }
            throw BadFixture("no receipt found")
        }
        #expect(report.findings.contains { $0.kind == .wrongEffect }, "\(report.findings.prefix(4))")
    }

    /// Rewrites `prev`, item links, tiles and, with a signer, all checkpoints after `first` so that they fit its bytes.
    static func rehash(_ database: RawDatabase, from first: Int, resign signer: LogSigner?, alter: Bool = false) throws {
        let size = try #require(Int(database.column("SELECT count(*) FROM entry").first ?? ""))
        if signer == nil || alter {
            var body = String(decoding: try database.body(first), as: UTF8.self)
            body = body.replacingOccurrences(of: "\"by\":\"W1\"", with: "\"by\":\"W2\"").replacingOccurrences(of: "\"by\":\"S1\"", with: "\"by\":\"S2\"")
            try database.set(body: Array(body.utf8), at: first)
        }
        var leaves: [Digest32] = []
        for seq in 0..<size {
            var body = String(decoding: try database.body(seq), as: UTF8.self)
            if seq > first {
                let entry = try Entry(Array(body.utf8))
                if let prev = entry.prev { body = body.replacingOccurrences(of: "\"prev\":\"\(prev.hex)\"", with: "\"prev\":\"\(leaves[seq - 1].hex)\"") }
                if let previous = entry.link?.previous {
                    body = body.replacingOccurrences(of: "\"itemPrev\":\"\(previous.hash.hex)\"", with: "\"itemPrev\":\"\(leaves[Int(previous.seq)].hex)\"")
                }
                try database.set(body: Array(body.utf8), at: seq)
            }
            leaves.append(SHA256.leaf(Array(body.utf8)))
        }
        for (level, hashes) in [leaves, [MerkleHash.root(ofPerfect: Array(leaves[0..<256]))]].enumerated() {
            for start in stride(from: 0, to: hashes.count, by: 256) {
                let bytes = hashes[start..<min(start + 256, hashes.count)].flatMap(\.bytes)
                try database.run("UPDATE tile SET hashes = x'\(Hex.encode(bytes))' WHERE level = \(level) AND idx = \(start / 256)")
            }
        }
        guard let signer else { return }
        for size in try database.column("SELECT size FROM checkpoint WHERE size > \(first)").compactMap(Int.init) {
            var tree = CompactTree()
            for leaf in leaves[0..<size] { tree.append(leaf) }
            let note = try signer.sign(size: UInt64(size), root: tree.root)
            try database.run("UPDATE checkpoint SET note = '\(note)' WHERE size = \(size)")
        }
    }
}
