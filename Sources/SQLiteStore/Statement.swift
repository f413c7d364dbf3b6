import GRDBSQLite
import Ledger

/// A prepared statement on the raw handle. The hot paths use it because GRDB's own statements were measured at 0.7 of
/// the append rate of the raw handle (design.md, Store). Used by one thread at a time, inside one transaction.
final class Statement {
    private let handle: OpaquePointer
    private let path: String

    init(_ sql: StaticString, on connection: OpaquePointer, path: String) throws(StoreFault) {
        var handle: OpaquePointer?
        let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
        let result = sql.withUTF8Buffer { text in
            text.withMemoryRebound(to: CChar.self) {
                sqlite3_prepare_v3(connection, $0.baseAddress, Int32($0.count), flags, &handle, nil)
            }
        }
        guard result == SQLITE_OK, let handle else { throw StoreFault(connection, path: path) }
        self.handle = handle
        self.path = path
    }

    deinit { sqlite3_finalize(handle) }

    // Bound from 1. Text and blobs are copied by SQLite: the cost is a few per cent of a row, the gain is that no
    // pointer of ours outlives its call.

    func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }

    func bind(_ index: Int32, _ value: UInt64) { sqlite3_bind_int64(handle, index, Int64(clamping: value)) }

    func bind(_ index: Int32, _ text: String?) {
        guard var text else {
            sqlite3_bind_null(handle, index)
            return
        }
        _ = text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) {
                sqlite3_bind_text(handle, index, $0.baseAddress ?? emptyText, Int32($0.count), transient)
            }
        }
    }

    func bind(_ index: Int32, blob bytes: UnsafeRawBufferPointer) {
        sqlite3_bind_blob(handle, index, bytes.baseAddress ?? UnsafeRawPointer(emptyText), Int32(bytes.count), transient)
    }

    /// Without a copy: the bytes must stay where they are until `reset`.
    func bind(_ index: Int32, borrowing bytes: UnsafeRawBufferPointer) {
        sqlite3_bind_blob(handle, index, bytes.baseAddress ?? UnsafeRawPointer(emptyText), Int32(bytes.count), nil)
    }

    /// Steps; true where there is a row.
    func step() throws(StoreFault) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let fault = StoreFault(sqlite3_db_handle(handle), path: path)
            sqlite3_reset(handle)
            throw fault
        }
    }

    func run() throws(StoreFault) {
        _ = try step()
        reset()
    }

    /// Ends a pass. Column pointers die here.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    // Columns from 0.

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func text(_ column: Int32) -> String? {
        guard let pointer = sqlite3_column_text(handle, column) else { return nil }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: pointer, count: count), as: UTF8.self)
    }

    /// A text's bytes, empty for null; valid until the next step or reset.
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        guard let pointer = sqlite3_column_text(handle, column) else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(start: pointer, count: Int(sqlite3_column_bytes(handle, column)))
    }

    /// Valid until the next step or reset.
    func blob(_ column: Int32) -> UnsafeRawBufferPointer {
        guard let pointer = sqlite3_column_blob(handle, column) else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(start: pointer, count: Int(sqlite3_column_bytes(handle, column)))
    }
}

/// SQLITE_TRANSIENT: SQLite makes its own copy before the bind returns.
private nonisolated(unsafe) let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
private nonisolated(unsafe) let emptyText: UnsafePointer<CChar> = {
    let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    pointer.initialize(to: 0)
    return UnsafePointer(pointer)
}()

extension StoreFault {
    /// What a connection said last, told apart as far as a person can act on it.
    init(_ connection: OpaquePointer?, path: String, waitedMs: Int64 = 0) {
        let code = connection.map { sqlite3_extended_errcode($0) } ?? SQLITE_NOMEM
        let reason = connection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) } ?? "out of memory"
        self.init(code: code, reason: reason, path: path, waitedMs: waitedMs)
    }

    init(code: Int32, reason: String, path: String, waitedMs: Int64 = 0) {
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy(path: path, waitedMs: waitedMs)
        case SQLITE_FULL: self = .diskFull(path: path)
        case SQLITE_READONLY: self = .readOnly(path: path)
        case SQLITE_NOTADB: self = .notALedger(path: path)
        case SQLITE_CORRUPT: self = .damaged(path: path, reason: reason)
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: self = .unreadable(path: path, reason: reason)
        // A write that the disk refuses is most often a full one; SQLite says IOERR where it could not tell.
        case SQLITE_IOERR where code == SQLITE_IOERR | (3 << 8) || code == SQLITE_IOERR | (19 << 8):
            self = .diskFull(path: path)
        case SQLITE_CONSTRAINT: self = .damaged(path: path, reason: reason)
        default: self = .other(path: path, reason: "\(reason) (SQLite \(code))")
        }
    }
}
