import CSQLiteOptions
import CSchema
import GRDB
import GRDBSQLite
import Glibc
package import Ledger

/// A ledger in one SQLite file. Opening, locking and backup go through GRDB; rows go through prepared statements on the
/// same connection's raw handle (`SQLiteTransaction`). One writer at a time; a second one waits.
package final class SQLiteLedger: LedgerStore {
    /// `DFU1`: tells our files from other SQLite databases.
    package static let applicationID: Int64 = 0x4446_5531
    package static let schemaVersion = Int64(Schema.migrations.count)

    package enum Access: Sendable {
        case readOnly, readWrite
    }

    package let path: String
    private let queue: DatabaseQueue
    /// Of the file as it was opened, after any migration.
    private var version = schemaVersion
    private let waitMs: Int64

    /// Makes an empty ledger file. Throws `.exists` where there is a file already: nothing is ever overwritten.
    package static func create(at path: String) throws -> SQLiteLedger {
        guard access(path, F_OK) != 0 else { throw StoreFault.exists(path: path) }
        let ledger = try SQLiteLedger(unchecked: path, .readWrite, waitMs: 10_000)
        do {
            try ledger.exclusively { connection in
                try run("BEGIN IMMEDIATE", on: connection, path: path)
                for migration in Schema.migrations { try run(migration, on: connection, path: path) }
                try run("PRAGMA application_id = \(applicationID)", on: connection, path: path)
                try run("PRAGMA user_version = \(schemaVersion)", on: connection, path: path)
                try run("COMMIT", on: connection, path: path)
            }
        } catch {
            for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
            throw error
        }
        return ledger
    }

    /// Opens a ledger. Throws `.notFound`, `.notALedger`, `.newerSchema`, `.readOnly` or `.unreadable`.
    package convenience init(opening path: String, _ access: Access, waitMs: Int64 = 10_000) throws {
        try SQLiteLedger.requireLedgerFile(path)
        try self.init(unchecked: path, access, waitMs: waitMs) { connection in
            // Before any pragma that writes: another program's database stays as it is.
            let id = try SQLiteLedger.integer("PRAGMA application_id", on: connection, path: path)
            guard id == SQLiteLedger.applicationID else { throw StoreFault.notALedger(path: path) }
        }
        try exclusively { connection in
            let version = try SQLiteLedger.integer("PRAGMA user_version", on: connection, path: path)
            guard version <= SQLiteLedger.schemaVersion else {
                throw StoreFault.newerSchema(path: path, version: version)
            }
            if access == .readWrite, version < SQLiteLedger.schemaVersion {
                try SQLiteLedger.migrate(connection, path: path, waitMs: waitMs)
            } else {
                self.version = version
            }
        }
    }

    /// Brings an older file to this version, once, in one transaction. One that is only read stays as it is.
    private static func migrate(_ connection: OpaquePointer, path: String, waitMs: Int64) throws(StoreFault) {
        try run("BEGIN IMMEDIATE", on: connection, path: path, waitedMs: waitMs)
        do throws(StoreFault) {
            // Another writer may have done it meanwhile.
            let version = try integer("PRAGMA user_version", on: connection, path: path)
            for migration in Schema.migrations.dropFirst(Int(version)) { try run(migration, on: connection, path: path) }
            try run("PRAGMA user_version = \(schemaVersion)", on: connection, path: path)
            try run("COMMIT", on: connection, path: path)
        } catch {
            try? run("ROLLBACK", on: connection, path: path)
            throw error
        }
    }

    private init(unchecked path: String, _ access: Access, waitMs: Int64, check: (OpaquePointer) throws -> Void = { _ in }) throws {
        self.path = path
        self.waitMs = waitMs
        var configuration = Configuration()
        configuration.readonly = access == .readOnly
        // Before the first PRAGMA: two connections that open a WAL file at once get SQLITE_BUSY even for reading.
        configuration.busyMode = .timeout(Double(waitMs) / 1000)
        configuration.allowsUnsafeTransactions = true
        do {
            queue = try DatabaseQueue(path: SQLiteLedger.address(of: path, access), configuration: configuration)
            try queue.inDatabase { database in
                guard let connection = database.sqliteConnection else { return }
                guard dutyfree_set_defensive(connection) == SQLITE_OK else { throw StoreFault(connection, path: path) }
                try check(connection)
                if access == .readWrite {
                    try SQLiteLedger.run("PRAGMA journal_mode = WAL", on: connection, path: path)
                    // A large log between checkpoints: 15 to 25 % of the append rate (design.md, Store).
                    try SQLiteLedger.run("PRAGMA wal_autocheckpoint = 10000", on: connection, path: path)
                    // What was reported as recorded survives a power cut. After GRDB's own set-up, which lowers it.
                    try SQLiteLedger.run("PRAGMA synchronous = FULL", on: connection, path: path)
                    // INSERT OR REPLACE removes a row: only so does the trigger against removal see it.
                    try SQLiteLedger.run("PRAGMA recursive_triggers = ON", on: connection, path: path)
                }
                try SQLiteLedger.run("PRAGMA cache_size = -65536", on: connection, path: path)
                try SQLiteLedger.run("PRAGMA temp_store = MEMORY", on: connection, path: path)
            }
        } catch let error as DatabaseError {
            throw StoreFault(
                code: error.extendedResultCode.rawValue, reason: error.message ?? "", path: path, waitedMs: waitMs)
        }
    }

    /// A file on a medium that cannot be written is read as it is, where no log of changes lies beside it.
    private static func address(of path: String, _ access: Access) -> String {
        guard access == .readOnly, Glibc.access(folder(of: path), W_OK) != 0, Glibc.access(path + "-wal", F_OK) != 0
        else { return path }
        var escaped = ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"):
                escaped += "%" + String(byte, radix: 16, uppercase: true)
            default: escaped.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return path.utf8.allSatisfy { $0 < 0x80 } ? "file:\(escaped)?immutable=1" : path
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Tells a missing file, a folder, an empty file, and one we may not read apart, before SQLite (which would make an
    /// empty file, or say only that it cannot). Without opening it: closing any descriptor of a file drops the locks that
    /// another connection of this process holds on it (fcntl(2); "How To Corrupt An SQLite Database File", 2.2).
    private static func requireLedgerFile(_ path: String) throws(StoreFault) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw errno == ENOENT ? .notFound(path: path) : .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { throw .notALedger(path: path) }
        guard access(path, R_OK) == 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
    }

    package func read<T>(_ body: (any LedgerReader) throws -> T) throws -> T {
        try transaction("BEGIN DEFERRED", body)
    }

    package func write<T>(_ body: (any LedgerWriter) throws -> T) throws -> T {
        guard access(path, W_OK) == 0 else { throw StoreFault.readOnly(path: path) }
        return try transaction("BEGIN IMMEDIATE", body)
    }

    private func transaction<T>(_ begin: String, _ body: (SQLiteTransaction) throws -> T) throws -> T {
        try exclusively { connection in
            try SQLiteLedger.run(begin, on: connection, path: path, waitedMs: waitMs)
            do {
                let answer = try body(SQLiteTransaction(connection, path: path, hasFlows: version >= Schema.flowVersion))
                try SQLiteLedger.run("COMMIT", on: connection, path: path, waitedMs: waitMs)
                return answer
            } catch {
                // A transaction that SQLite has ended itself (a full disk, say) has nothing left to roll back.
                if sqlite3_get_autocommit(connection) == 0 {
                    try? SQLiteLedger.run("ROLLBACK", on: connection, path: path)
                }
                throw error
            }
        }
    }

    private func exclusively<T>(_ body: (OpaquePointer) throws -> T) throws -> T {
        try queue.inDatabase { database in
            guard let connection = database.sqliteConnection else {
                throw StoreFault.other(path: path, reason: "the connection is closed")
            }
            return try body(connection)
        }
    }

    /// Copies the ledger as it stands into a new file, while others read and write. Calls `progress` with pages done
    /// and in all. Throws `.exists` where the target is there.
    package func backUp(to target: String, progress: (Int, Int) -> Void) throws {
        guard access(target, F_OK) != 0 else { throw StoreFault.exists(path: target) }
        do {
            let copy = try DatabaseQueue(path: target)
            try withoutActuallyEscaping(progress) { progress in
                try queue.backup(to: copy, pagesPerStep: 2_000) { progress($0.completedPageCount, $0.totalPageCount) }
            }
            try copy.close()
        } catch let error as DatabaseError {
            for suffix in ["", "-wal", "-shm", "-journal"] { unlink(target + suffix) }
            throw StoreFault(code: error.extendedResultCode.rawValue, reason: error.message ?? "", path: target)
        }
    }

    /// A pragma's value, for `doctor` and tests.
    package func pragma(_ name: StaticString) throws -> String {
        try exclusively { connection in
            var statement: OpaquePointer?
            guard sqlite3_prepare_v2(connection, "PRAGMA \(name)", -1, &statement, nil) == SQLITE_OK else {
                throw StoreFault(connection, path: path)
            }
            defer { sqlite3_finalize(statement) }
            guard sqlite3_step(statement) == SQLITE_ROW, let text = sqlite3_column_text(statement, 0) else { return "" }
            return String(cString: text)
        }
    }

    private static func integer(_ sql: String, on connection: OpaquePointer, path: String) throws(StoreFault) -> Int64 {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK else {
            throw StoreFault(connection, path: path)
        }
        defer { sqlite3_finalize(statement) }
        guard sqlite3_step(statement) == SQLITE_ROW else { throw StoreFault(connection, path: path) }
        return sqlite3_column_int64(statement, 0)
    }

    private static func run(
        _ sql: String, on connection: OpaquePointer, path: String, waitedMs: Int64 = 0
    ) throws(StoreFault) {
        guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
            throw StoreFault(connection, path: path, waitedMs: waitedMs)
        }
    }
}

/// The migrations, compiled in from `schema/`.
private enum Schema {
    /// In order; the first makes version 1.
    static let migrations = [
        text(schema_sqlite_v0001(), schema_sqlite_v0001_length()), text(schema_sqlite_v0002(), schema_sqlite_v0002_length()),
        text(schema_sqlite_v0003(), schema_sqlite_v0003_length()),
    ]
    /// The version since which files have the table `flow`, and the declaration of each item.
    static let flowVersion: Int64 = 3

    private static func text(_ start: UnsafePointer<UInt8>, _ count: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }
}
