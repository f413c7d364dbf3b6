import Cryptography
import DutyFree
import GRDBSQLite
import GS1
import Ledger
import Supervision
import Wire

/// One transaction on a ledger file: every row that is read or written goes through here, and all SQL stands here.
final class SQLiteTransaction: LedgerWriter {
    private let connection: OpaquePointer
    private let path: String
    /// Whether the file has the table `flow` and the declaration of each item.
    private let fileHasFlows: Bool
    private var statements: [UnsafeRawPointer: Statement] = [:]

    init(_ connection: OpaquePointer, path: String, hasFlows: Bool) {
        self.connection = connection
        self.path = path
        fileHasFlows = hasFlows
    }

    /// A statement prepared once a transaction, found by the address of its text.
    private func statement(_ sql: StaticString) throws(StoreFault) -> Statement {
        let address = UnsafeRawPointer(sql.utf8Start)
        if let known = statements[address] { return known }
        let statement = try Statement(sql, on: connection, path: path)
        statements[address] = statement
        return statement
    }

    // MARK: Entries, tiles, checkpoints

    func size() throws -> UInt64 {
        let select = try statement("SELECT ifnull(max(seq) + 1, 0) FROM entry")
        defer { select.reset() }
        _ = try select.step()
        return UInt64(clamping: select.integer(0))
    }

    func body(at seq: SequenceNumber) throws -> [UInt8]? {
        let select = try statement("SELECT body FROM entry WHERE seq = ?1")
        defer { select.reset() }
        select.bind(1, seq)
        return try select.step() ? Array(select.blob(0)) : nil
    }

    func scan(
        _ range: Range<SequenceNumber>, _ visit: (SequenceNumber, UnsafeRawBufferPointer) throws -> Bool
    ) throws {
        let select = try Statement(
            "SELECT seq, body FROM entry WHERE seq >= ?1 AND seq < ?2 ORDER BY seq", on: connection, path: path)
        select.bind(1, range.lowerBound)
        select.bind(2, range.upperBound)
        while try select.step() {
            guard try visit(UInt64(clamping: select.integer(0)), select.blob(1)) else { return }
        }
    }

    func tile(level: Int, index: UInt64) throws -> [UInt8]? {
        let select = try statement("SELECT hashes FROM tile WHERE level = ?1 AND idx = ?2")
        defer { select.reset() }
        select.bind(1, Int64(level))
        select.bind(2, index)
        return try select.step() ? Array(select.blob(0)) : nil
    }

    func checkpoints(_ visit: (CheckpointRow) throws -> Bool) throws {
        let select = try Statement("SELECT n, size, note FROM checkpoint ORDER BY n", on: connection, path: path)
        while try select.step() {
            let row = CheckpointRow(
                n: select.integer(0), size: UInt64(clamping: select.integer(1)), note: select.text(2) ?? "")
            guard try visit(row) else { return }
        }
    }

    func tiles(_ visit: (Int, UInt64, UnsafeRawBufferPointer) throws -> Bool) throws {
        let select = try Statement("SELECT level, idx, hashes FROM tile ORDER BY level, idx", on: connection, path: path)
        while try select.step() {
            guard try visit(Int(select.integer(0)), UInt64(clamping: select.integer(1)), select.blob(2)) else { return }
        }
    }

    func lastCheckpoint() throws -> (size: UInt64, note: String)? {
        let select = try statement("SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1")
        defer { select.reset() }
        return try select.step() ? (UInt64(clamping: select.integer(0)), select.text(1) ?? "") : nil
    }

    /// A file of version 1 that is only read has no such tables, and nothing in them.
    private func hasVersion2() throws -> Bool {
        let select = try statement("SELECT count(*) FROM sqlite_schema WHERE name IN ('cosignature', 'timestamp') AND type = 'table'")
        defer { select.reset() }
        _ = try select.step()
        return select.integer(0) == 2
    }

    func cosignatures(_ size: UInt64) throws -> [String] {
        guard try hasVersion2() else { return [] }
        let select = try statement("SELECT line FROM cosignature WHERE size = ?1 ORDER BY line")
        defer { select.reset() }
        select.bind(1, size)
        var lines: [String] = []
        while try select.step() { lines.append((select.text(0) ?? "") + "\n") }
        return lines
    }

    func timestamps(_ size: UInt64) throws -> [[UInt8]] {
        guard try hasVersion2() else { return [] }
        let select = try statement("SELECT token FROM timestamp WHERE size = ?1 ORDER BY token")
        defer { select.reset() }
        select.bind(1, size)
        var tokens: [[UInt8]] = []
        while try select.step() { tokens.append(Array(select.blob(0))) }
        return tokens
    }

    func put(cosignature line: String, size: UInt64) throws {
        let put = try statement("INSERT INTO cosignature (size, line) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
        put.bind(1, size)
        put.bind(2, line.hasSuffix("\n") ? String(line.dropLast()) : line)
        try put.run()
    }

    func put(timestamp token: [UInt8], size: UInt64) throws {
        let put = try statement("INSERT INTO timestamp (size, token) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
        put.bind(1, size)
        token.withUnsafeBytes { put.bind(2, blob: $0) }
        try put.run()
    }

    func append(from first: SequenceNumber, bytes: UnsafeRawBufferPointer, ends: [Int]) throws {
        let insert = try statement("INSERT INTO entry (seq, body) VALUES (?1, ?2)")
        var start = 0
        var seq = first
        for end in ends {
            insert.bind(1, seq)
            insert.bind(2, borrowing: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            try insert.run()
            start = end
            seq += 1
        }
    }

    func put(tile hashes: [UInt8], level: Int, index: UInt64) throws {
        let sql: StaticString =
            try tile(level: level, index: index) == nil
            ? "INSERT INTO tile (hashes, level, idx) VALUES (?1, ?2, ?3)"
            : "UPDATE tile SET hashes = ?1 WHERE level = ?2 AND idx = ?3 AND hashes <> ?1"
        let put = try statement(sql)
        hashes.withUnsafeBytes { put.bind(1, blob: $0) }
        put.bind(2, Int64(level))
        put.bind(3, index)
        try put.run()
    }

    func put(checkpoint note: String, size: UInt64) throws {
        let insert = try statement(
            "INSERT INTO checkpoint (n, size, note) VALUES ((SELECT ifnull(max(n) + 1, 0) FROM checkpoint), ?1, ?2)")
        insert.bind(1, size)
        insert.bind(2, note)
        try insert.run()
    }

    // MARK: Items

    func head(of key: ItemKey) throws -> ItemHead? {
        let select = try statement(
            fileHasFlows
                ? """
                SELECT id, key, code, product, state, location, destination, hold, parent, occurred, latest, facts,
                       n, head, hash, declaration FROM item WHERE key = ?1
                """
                : """
                SELECT id, key, code, product, state, location, destination, hold, parent, occurred, latest, facts,
                       n, head, hash, NULL FROM item WHERE key = ?1
                """)
        defer { select.reset() }
        select.bind(1, key.text)
        return try select.step() ? head(select) : nil
    }

    func items(_ choice: ItemChoice, _ visit: (ItemHead) throws -> Bool) throws {
        let select = try Statement(
            fileHasFlows
                ? """
                SELECT id, key, code, product, state, location, destination, hold, parent, occurred, latest, facts,
                       n, head, hash, declaration FROM item
                WHERE (?1 IS NULL OR instr(?1, ',' || state || ',') > 0) AND (?2 IS NULL OR latest >= ?2 OR occurred >= ?2) ORDER BY id
                """
                : """
                SELECT id, key, code, product, state, location, destination, hold, parent, occurred, latest, facts,
                       n, head, hash, NULL FROM item
                WHERE (?1 IS NULL OR instr(?1, ',' || state || ',') > 0) AND (?2 IS NULL OR latest >= ?2 OR occurred >= ?2) ORDER BY id
                """, on: connection, path: path)
        switch choice {
        case .all: break
        case .states(let states): select.bind(1, "," + states.map(\.rawValue).joined(separator: ",") + ",")
        case .movedSince(let moment): select.bind(2, moment.millisecondsSince1970)
        }
        while try select.step() {
            guard try visit(head(select)) else { return }
        }
    }

    func book(begin: (Int) throws -> Void, _ visit: (BookRow) throws -> Void) throws {
        let most = try statement("SELECT ifnull(max(id), 0) FROM item")
        defer { most.reset() }
        try begin(try most.step() ? Int(clamping: most.integer(0)) : 0)
        let select = try Statement(
            "SELECT key, code, product, state, location, parent, head FROM item ORDER BY id", on: connection, path: path)
        while try select.step() {
            try visit(
                BookRow(
                    key: select.bytes(0), label: select.bytes(1), product: select.bytes(2), state: select.bytes(3), location: select.bytes(4),
                    parent: select.bytes(5), seq: UInt64(clamping: select.integer(6))))
        }
    }

    private func head(_ row: Statement) throws -> ItemHead {
        let key = ItemKey(trusted: row.text(1) ?? "")
        func damaged(_ column: String) -> StoreFault {
            .damaged(path: path, reason: "item \(key.text): column \(column) is not what a ledger writes")
        }
        guard let state = ItemState(rawValue: row.text(4) ?? "") else { throw damaged("state") }
        guard let hash = EntryHash(Array(row.blob(14))) else { throw damaged("hash") }
        var product: GTIN?
        if let digits = row.text(3) {
            guard let gtin = GTIN(digits14: digits) else { throw damaged("product") }
            product = gtin
        }
        var facts = ItemFacts()
        if let text = row.text(11) {
            guard let object = (try? JSONParser.parse(Array(text.utf8)))?.object else { throw damaged("facts") }
            facts = ItemFacts(data: object)
        }
        let item = Item(
            key: key, code: row.text(2).map(ItemKey.init(trusted:)) ?? key, product: product, declaration: row.text(15), state: state,
            location: row.text(5).map(LocationPath.init), destination: row.text(6).map(LocationPath.init),
            onHold: row.integer(7) != 0, parent: row.text(8).map(ItemKey.init(trusted:)),
            lastOccurred: Timestamp(millisecondsSince1970: row.integer(9)), facts: facts)
        return ItemHead(
            item: item, latest: Timestamp(millisecondsSince1970: row.integer(10)), n: UInt64(clamping: row.integer(12)),
            seq: UInt64(clamping: row.integer(13)), hash: hash, row: row.integer(0))
    }

    func put(_ heads: [ItemHead]) throws -> [Int64] {
        let insert = try statement(
            """
            INSERT INTO item (code, product, state, location, destination, hold, parent, occurred, latest, facts,
                              n, head, hash, declaration, key)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
            """)
        let update = try statement(
            """
            UPDATE item SET code = ?1, product = ?2, state = ?3, location = ?4, destination = ?5, hold = ?6,
                            parent = ?7, occurred = ?8, latest = ?9, facts = ?10, n = ?11, head = ?12, hash = ?13,
                            declaration = ?14
            WHERE id = ?15
            """)
        var rows: [Int64] = []
        rows.reserveCapacity(heads.count)
        for head in heads {
            let item = head.item
            let put = head.row == nil ? insert : update
            put.bind(1, item.code == item.key ? nil : item.code.text)
            put.bind(2, item.product?.digits14)
            put.bind(3, item.state.rawValue)
            put.bind(4, item.location?.text)
            put.bind(5, item.destination?.text)
            put.bind(6, Int64(item.onHold ? 1 : 0))
            put.bind(7, item.parent?.text)
            put.bind(8, item.lastOccurred.millisecondsSince1970)
            put.bind(9, head.latest.millisecondsSince1970)
            if item.facts.isEmpty {
                put.bind(10, nil)
            } else {
                put.bind(10, String(decoding: CanonicalJSON.encode(item.facts.data), as: UTF8.self))
            }
            put.bind(11, head.n)
            put.bind(12, head.seq)
            withHash(head.hash) { put.bind(13, blob: $0) }
            put.bind(14, item.declaration)
            if let row = head.row { put.bind(15, row) } else { put.bind(15, item.key.text) }
            try put.run()
            rows.append(head.row ?? sqlite3_last_insert_rowid(connection))
        }
        return rows
    }

    private func withHash(_ hash: EntryHash, _ body: (UnsafeRawBufferPointer) -> Void) {
        hash.withUnsafeBytes { body($0) }
    }

    func parents() throws -> Set<ItemKey> {
        let select = try statement("SELECT DISTINCT parent FROM item WHERE parent IS NOT NULL")
        defer { select.reset() }
        var parents: Set<ItemKey> = []
        while try select.step() { parents.insert(ItemKey(trusted: select.text(0) ?? "")) }
        return parents
    }

    func members(of parent: ItemKey) throws -> [ItemKey] {
        let select = try statement("SELECT key FROM item WHERE parent = ?1 ORDER BY key")
        defer { select.reset() }
        select.bind(1, parent.text)
        var members: [ItemKey] = []
        while try select.step() { members.append(ItemKey(trusted: select.text(0) ?? "")) }
        return members
    }

    func item(labelled code: ItemKey) throws -> ItemKey? {
        let select = try statement("SELECT item FROM label WHERE code = ?1")
        defer { select.reset() }
        select.bind(1, code.text)
        return try select.step() ? select.text(0).map(ItemKey.init(trusted:)) : nil
    }

    func labels() throws -> [ItemKey: ItemKey] {
        let select = try statement("SELECT code, item FROM label")
        defer { select.reset() }
        var labels: [ItemKey: ItemKey] = [:]
        while try select.step() {
            labels[ItemKey(trusted: select.text(0) ?? "")] = ItemKey(trusted: select.text(1) ?? "")
        }
        return labels
    }

    func put(label code: ItemKey, of item: ItemKey) throws {
        let put = try statement("INSERT INTO label (code, item) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET item = ?2")
        put.bind(1, code.text)
        put.bind(2, item.text)
        try put.run()
    }

    // MARK: Stock, master data, events

    func stock() throws -> [StockKey: Int64] {
        let select = try statement("SELECT location, product, state, items FROM stock WHERE items <> 0")
        defer { select.reset() }
        var stock: [StockKey: Int64] = [:]
        while try select.step() {
            guard let gtin = GTIN(digits14: select.text(1) ?? ""), let state = ItemState(rawValue: select.text(2) ?? "")
            else { throw StoreFault.damaged(path: path, reason: "a row of stock names no product or no state") }
            let location = select.text(0) ?? ""
            let key = StockKey(location: location.isEmpty ? nil : LocationPath(location), product: gtin, state: state)
            stock[key] = select.integer(3)
        }
        return stock
    }

    func add(_ deltas: [StockKey: Int64]) throws {
        let put = try statement(
            """
            INSERT INTO stock (location, product, state, items) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET items = items + ?4
            """)
        for (key, delta) in deltas {
            put.bind(1, key.location?.text ?? "")
            put.bind(2, key.product.digits14)
            put.bind(3, key.state.rawValue)
            put.bind(4, delta)
            try put.run()
        }
    }

    // MARK: The account

    func hasFlows() -> Bool { fileHasFlows }

    func lacksFlows() throws -> Bool {
        guard fileHasFlows else { return false }
        let select = try statement(
            "SELECT EXISTS (SELECT 1 FROM item WHERE product IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM flow)")
        defer { select.reset() }
        _ = try select.step()
        return select.integer(0) != 0
    }

    func flows() throws -> [Flow: Int64] {
        guard fileHasFlows else { return [:] }
        let select = try statement("SELECT product, declaration, type, source, target, day, items FROM flow WHERE items <> 0")
        defer { select.reset() }
        var flows: [Flow: Int64] = [:]
        while try select.step() {
            let line = try line(select)
            let flow = Flow(
                day: Int32(clamping: select.integer(5)), type: line.type, source: line.source, target: line.target, product: line.product,
                declaration: select.text(1) ?? "")
            flows[flow] = select.integer(6)
        }
        return flows
    }

    func flows(within days: ClosedRange<Int32>) throws -> [FlowTotal] {
        guard fileHasFlows else { return [] }
        // In the order of the primary key: nothing is sorted.
        let select = try statement(
            """
            SELECT product, declaration, type, source, target, sum(CASE WHEN day < ?1 THEN items ELSE 0 END),
                   sum(CASE WHEN day >= ?1 AND day <= ?2 THEN items ELSE 0 END), sum(CASE WHEN day > ?2 THEN items ELSE 0 END)
            FROM flow GROUP BY product, declaration, type, source, target
            """)
        defer { select.reset() }
        select.bind(1, Int64(days.lowerBound))
        select.bind(2, Int64(days.upperBound))
        var totals: [FlowTotal] = []
        while try select.step() {
            let line = try line(select)
            totals.append(
                FlowTotal(
                    type: line.type, source: line.source, target: line.target, product: line.product, declaration: select.text(1) ?? "",
                    before: select.integer(5), within: select.integer(6), after: select.integer(7)))
        }
        return totals
    }

    private func line(_ row: Statement) throws -> (product: GTIN, type: MovementType, source: AccountStanding?, target: AccountStanding) {
        let source = row.text(3) ?? ""
        guard let product = GTIN(digits14: row.text(0) ?? ""), let type = MovementType(rawValue: row.text(2) ?? ""),
            let target = AccountStanding(rawValue: row.text(4) ?? ""), source.isEmpty || AccountStanding(rawValue: source) != nil
        else { throw StoreFault.damaged(path: path, reason: "a row of flow names no product, no movement or no standing") }
        return (product, type, AccountStanding(rawValue: source), target)
    }

    func add(_ deltas: [Flow: Int64]) throws {
        let put = try statement(
            """
            INSERT INTO flow (product, declaration, type, source, target, day, items) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT DO UPDATE SET items = items + ?7
            """)
        for (flow, items) in deltas {
            put.bind(1, flow.product.digits14)
            put.bind(2, flow.declaration)
            put.bind(3, flow.type.rawValue)
            put.bind(4, flow.source?.rawValue ?? "")
            put.bind(5, flow.target.rawValue)
            put.bind(6, Int64(flow.day))
            put.bind(7, items)
            try put.run()
        }
    }

    func items(_ visit: (GTIN, String, ItemState, Int64) throws -> Void) throws {
        let select = try Statement(
            fileHasFlows
                ? """
                SELECT product, ifnull(declaration, ''), state, count(*) FROM item WHERE product IS NOT NULL
                GROUP BY product, declaration, state
                """
                : "SELECT product, '', state, count(*) FROM item WHERE product IS NOT NULL GROUP BY product, state", on: connection, path: path)
        while try select.step() {
            guard let product = GTIN(digits14: select.text(0) ?? ""), let state = ItemState(rawValue: select.text(2) ?? "")
            else { throw StoreFault.damaged(path: path, reason: "an item names no product or no state") }
            try visit(product, select.text(1) ?? "", state, select.integer(3))
        }
    }

    func master(_ kind: MasterKind, _ name: String) throws -> MasterRow? {
        let select = try statement("SELECT name, data, seq FROM master WHERE kind = ?1 AND name = ?2")
        defer { select.reset() }
        select.bind(1, kind.rawValue)
        select.bind(2, name)
        return try select.step() ? master(select) : nil
    }

    func masters(_ kind: MasterKind) throws -> [MasterRow] {
        let select = try statement("SELECT name, data, seq FROM master WHERE kind = ?1 ORDER BY name")
        defer { select.reset() }
        select.bind(1, kind.rawValue)
        var rows: [MasterRow] = []
        while try select.step() { rows.append(try master(select)) }
        return rows
    }

    private func master(_ row: Statement) throws -> MasterRow {
        let name = row.text(0) ?? ""
        guard let object = (try? JSONParser.parse(Array((row.text(1) ?? "").utf8)))?.object else {
            throw StoreFault.damaged(path: path, reason: "master data of \(name) is not a JSON object")
        }
        return MasterRow(name: name, data: object, seq: UInt64(clamping: row.integer(2)))
    }

    func put(_ kind: MasterKind, _ row: MasterRow) throws {
        let put = try statement(
            """
            INSERT INTO master (kind, name, data, seq) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET data = ?3, seq = ?4
            """)
        put.bind(1, kind.rawValue)
        put.bind(2, row.name)
        put.bind(3, String(decoding: CanonicalJSON.encode(row.data), as: UTF8.self))
        put.bind(4, row.seq)
        try put.run()
    }

    func event(_ id: String) throws -> SequenceNumber? {
        let select = try statement("SELECT seq FROM event WHERE id = ?1")
        defer { select.reset() }
        select.bind(1, id)
        return try select.step() ? UInt64(clamping: select.integer(0)) : nil
    }

    func events(_ visit: (String, SequenceNumber) throws -> Bool) throws {
        let select = try Statement("SELECT id, seq FROM event ORDER BY id", on: connection, path: path)
        while try select.step() {
            guard try visit(select.text(0) ?? "", UInt64(clamping: select.integer(1))) else { return }
        }
    }

    func put(event id: String, at seq: SequenceNumber) throws {
        let put = try statement("INSERT INTO event (id, seq) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
        put.bind(1, id)
        put.bind(2, seq)
        try put.run()
    }

    func clearProjections() throws {
        for sql: StaticString in [
            "DELETE FROM item", "DELETE FROM label", "DELETE FROM stock", "DELETE FROM flow", "DELETE FROM master", "DELETE FROM event",
        ] {
            try statement(sql).run()
        }
    }
}
