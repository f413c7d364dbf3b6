import Cryptography
import DutyFree
import GRDBSQLite
import Ledger
import SQLiteStore
import Wire

/// What the same rows cost without us: SQLite's C API, the same pragmas, tables, row contents and commits; no rule, no
/// hash, no tree, no signature, no triggers.
final class Floor {
    /// An item's row after a commit.
    private struct Row {
        var key, state: String
        var location: String?
        var occurred, n, seq: Int64
        var hash: [UInt8]
    }

    private let database: Database
    private let store: SQLiteLedger
    private var next: UInt64
    /// Seconds for the inserts alone; what is inserted is read from the ledger in between, outside the clock.
    private(set) var seconds = 0.0

    init(_ store: SQLiteLedger, at path: String, from first: UInt64) throws {
        self.store = store
        next = first
        database = try Database(path)
        try database.run(
            """
            PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 10000; PRAGMA synchronous = FULL;
            PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;
            CREATE TABLE entry (seq INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
            CREATE TABLE item (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, code TEXT, product TEXT, state TEXT NOT NULL,
                location TEXT, destination TEXT, hold INTEGER NOT NULL, parent TEXT, occurred INTEGER NOT NULL,
                latest INTEGER NOT NULL, facts TEXT, n INTEGER NOT NULL, head INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
            CREATE INDEX item_parent ON item (parent) WHERE parent IS NOT NULL;
            """)
    }

    /// Inserts what the ledger's last commit added, in a commit of its own.
    func follow() throws {
        let range = next..<(try store.read { try $0.size() })
        let (bodies, rows) = try chunk(range)
        seconds += try timed { try insert(bodies, rows, from: range.lowerBound) }
        next = range.upperBound
    }

    private func chunk(_ range: Range<UInt64>) throws -> (bodies: [[UInt8]], rows: [Row]) {
        var bodies: [[UInt8]] = []
        var rows: [String: Row] = [:]
        var order: [String] = []
        try store.read { reader in
            try reader.scan(range) { seq, body in
                bodies.append(Array(body))
                let entry = try Entry(Array(body))
                guard let link = entry.link, let occurred = entry.occurred else { return true }
                let key = link.item.text
                if rows[key] == nil { order.append(key) }
                rows[key] = Row(
                    key: key, state: link.state.rawValue, location: link.to?.text, occurred: occurred.millisecondsSince1970,
                    n: Int64(clamping: link.n), seq: Int64(clamping: seq), hash: SHA256.leaf(Array(body)).bytes)
                return true
            }
        }
        return (bodies, order.compactMap { rows[$0] })
    }

    private func insert(_ bodies: [[UInt8]], _ rows: [Row], from first: UInt64) throws {
        try database.run("BEGIN IMMEDIATE")
        let entry = try database.prepare("INSERT INTO entry (seq, body) VALUES (?1, ?2)")
        for (index, body) in bodies.enumerated() {
            sqlite3_bind_int64(entry, 1, Int64(first) + Int64(index))
            body.withUnsafeBytes { _ = sqlite3_bind_blob(entry, 2, $0.baseAddress, Int32($0.count), Database.transient) }
            try database.step(entry)
        }
        sqlite3_finalize(entry)
        let find = try database.prepare("SELECT id FROM item WHERE key = ?1")
        let insert = try database.prepare(
            """
            INSERT INTO item (state, location, occurred, latest, n, head, hash, product, hold, key)
            VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6, '09521000200074', 0, ?7)
            """)
        let update = try database.prepare(
            "UPDATE item SET state = ?1, location = ?2, occurred = ?3, latest = ?3, n = ?4, head = ?5, hash = ?6 WHERE id = ?7")
        for row in rows {
            database.bind(find, 1, row.key)
            let known = sqlite3_step(find) == SQLITE_ROW ? sqlite3_column_int64(find, 0) : nil
            sqlite3_reset(find)
            let put = known == nil ? insert : update
            database.bind(put, 1, row.state)
            database.bind(put, 2, row.location)
            sqlite3_bind_int64(put, 3, row.occurred)
            sqlite3_bind_int64(put, 4, row.n)
            sqlite3_bind_int64(put, 5, row.seq)
            row.hash.withUnsafeBytes { _ = sqlite3_bind_blob(put, 6, $0.baseAddress, Int32($0.count), Database.transient) }
            if let known { sqlite3_bind_int64(put, 7, known) } else { database.bind(put, 7, row.key) }
            try database.step(put)
        }
        for statement in [find, insert, update] { sqlite3_finalize(statement) }
        try database.run("COMMIT")
    }

    /// Seconds to read every body through SQLite, one thread, and do nothing with it; and how many bytes they are.
    static func scan(_ path: String) throws -> (seconds: Double, bytes: Int) {
        let database = try Database(path)
        try database.run("PRAGMA cache_size = -65536")
        var bytes = 0
        let seconds = try timed {
            let select = try database.prepare("SELECT seq, body FROM entry ORDER BY seq")
            while sqlite3_step(select) == SQLITE_ROW {
                if sqlite3_column_blob(select, 1) != nil { bytes += Int(sqlite3_column_bytes(select, 1)) }
            }
            sqlite3_finalize(select)
        }
        return (seconds, bytes)
    }

    /// Seconds for SHA-256 over as many bytes, in pieces of a body's length, one thread.
    static func hash(entries: Int, bytes: Int) throws -> Double {
        let hasher = try SHA256Hasher()
        let body = [UInt8](repeating: 0x5A, count: max(1, bytes / max(1, entries)))
        return body.withUnsafeBytes { body in
            timed { for _ in 0..<entries { _ = hasher.hash(prefix: 0, body) } }
        }
    }
}

/// The C API, with errors as values.
final class Database {
    static nonisolated(unsafe) let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    private var handle: OpaquePointer?

    init(_ path: String) throws {
        guard sqlite3_open(path, &handle) == SQLITE_OK else { throw BenchFault.sqlite("cannot open \(path)") }
    }

    deinit { sqlite3_close(handle) }

    private var fault: BenchFault { .sqlite(sqlite3_errmsg(handle).map { String(cString: $0) } ?? "") }

    func run(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw fault }
    }

    func prepare(_ sql: String) throws -> OpaquePointer? {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { throw fault }
        return statement
    }

    func bind(_ statement: OpaquePointer?, _ index: Int32, _ text: String?) {
        guard let text else {
            sqlite3_bind_null(statement, index)
            return
        }
        sqlite3_bind_text(statement, index, text, Int32(text.utf8.count), Database.transient)
    }

    func step(_ statement: OpaquePointer?) throws {
        guard sqlite3_step(statement) == SQLITE_DONE else { throw fault }
        sqlite3_reset(statement)
    }
}

func timed(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try body()
    let elapsed = clock.now - start
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
}
