import Cryptography
import DutyFree
import Foundation
import GRDBSQLite
import GS1
import Ledger
import SQLiteStore
import Support
import TransparencyLog
import Wire

/// A small trade in a real ledger file: a warehouse, a store, a pick-up point, customs; items that go all the way,
/// cartons, new labels, corrections and voids; several commits; more entries than a tile holds.
final class LedgerFixture: Sendable {
    let folder: TemporaryFolder
    let signer: LogSigner
    let path: String

    static let start = Timestamp(millisecondsSince1970: 1_767_225_600_000)
    static let gtin = "09521000200074"

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("l.dutyfree")
        signer = try LogSigner(origin: "test.example/ledger", key: SigningKey.generate())
        let store = try SQLiteLedger.create(at: path)
        let genesis = Genesis(enterprise: "Test", origin: signer.origin, publicKey: signer.verifierKey.text)
        _ = try Recorder.begin(store, genesis: genesis, signer: signer, at: LedgerFixture.start)
        try commit(store) { recorder in
            for (code, role) in [("W1", "warehouse"), ("S1", "store"), ("P1", "pickup"), ("G1", "gate"), ("K1", "customs")] {
                _ = try recorder.record(
                    .party, name: code, data: ["code": .string(code), "name": .string(code), "roles": .array([.string(role)])], by: nil)
            }
            for (path, kind, party) in [
                ("W1", "warehouse", "W1"), ("W1/A", "warehouse", "W1"), ("S1", "store", "S1"), ("S1/F1", "store", "S1"),
                ("S1/F2", "store", "S1"), ("P1", "pickup", "P1"),
            ] {
                _ = try recorder.record(
                    .location, name: path, data: ["path": .string(path), "kind": .string(kind), "party": .string(party)], by: nil)
            }
            _ = try recorder.record(
                .product, name: LedgerFixture.gtin,
                data: [
                    "gtin": .string(LedgerFixture.gtin), "name": "Serum", "category": "cosmetics", "unitPriceFen": 80_000,
                ], by: nil)
        }
    }

    /// The same with a trade recorded in it: about 400 entries in 6 commits.
    static func traded() throws -> LedgerFixture {
        let fixture = try LedgerFixture()
        let store = try fixture.open()
        let items = (0..<40).map(LedgerFixture.item)
        let script = LedgerFixture.trade(items)
        for part in 0..<5 {
            try fixture.commit(store) { recorder in
                for movement in script[(part * script.count / 5)..<((part + 1) * script.count / 5)] {
                    try LedgerFixture.mustRecord(recorder, movement)
                }
            }
        }
        return fixture
    }

    static func item(_ index: Int) -> ItemKey { ItemKey(trusted: "/01/\(gtin)/21/T\(String(1000 + index))") }

    func open(_ access: SQLiteLedger.Access = .readWrite, at other: String? = nil) throws -> SQLiteLedger {
        try SQLiteLedger(opening: other ?? path, access)
    }

    func commit(_ store: SQLiteLedger, at: Timestamp = LedgerFixture.later(90_000), _ body: (Recorder) throws -> Void) throws {
        try store.write { writer in
            let recorder = try Recorder(writer, signer: signer, clock: { at })
            try body(recorder)
            _ = try recorder.finish()
        }
    }

    static func mustRecord(_ recorder: Recorder, _ movement: Movement) throws {
        let outcome = try recorder.record(Submission(movement))
        guard case .recorded = outcome else { throw BadFixture("\(movement.type.rawValue) of \(movement.items): \(outcome)") }
    }

    func verify(_ path: String? = nil, level: Int = 4, held: Checkpoint? = nil) throws -> VerificationReport {
        try Verification.run([open(.readOnly, at: path)], level: level, key: signer.verifierKey, held: held) { _ in }
    }

    static func later(_ seconds: Int64) -> Timestamp {
        Timestamp(millisecondsSince1970: start.millisecondsSince1970 + seconds * 1000)
    }

    // MARK: The script

    static func movement(
        _ type: MovementType, _ by: String, _ items: [ItemKey], _ seconds: Int64, to: String? = nil,
        _ documents: [DocumentKind: String] = [:], person: String? = nil, event: String? = nil, data: JSONObject = [:]
    ) -> Movement {
        Movement(
            type: type, by: PartyCode(by), occurred: later(seconds), items: items, to: to.map { LocationPath($0) },
            documents: documents.mapValues { DocumentReference(number: $0, sha256: nil) }, person: person.map { PersonCode($0) },
            event: event, data: data)
    }

    /// The life of these items up to a sale of some, one movement an item.
    static func trade(_ items: [ItemKey]) -> [Movement] {
        var script: [Movement] = []
        func each(_ items: some Sequence<ItemKey>, _ make: (ItemKey) -> Movement) { script += items.map(make) }
        each(items) { movement(.declare, "W1", [$0], 10, [.declaration: "D-1"], data: ["product": .string(gtin)]) }
        each(items) { movement(.arrive, "W1", [$0], 20, to: "W1", [.manifest: "M-1"]) }
        each(items) { movement(.enter, "W1", [$0], 30, to: "W1/A", [.receipt: "E-1"]) }
        let carton = "/00/106141412345678908"
        script.append(movement(.pack, "W1", Array(items[0..<6]), 40, event: "pack-1", data: ["parent": .string(carton)]))
        script.append(movement(.dispatch, "W1", [ItemKey(trusted: carton)], 50, to: "S1", [.transfer: "T-1"]))
        script.append(movement(.receive, "S1", [ItemKey(trusted: carton)], 60, to: "S1/F1", [.transfer: "T-1"]))
        script.append(movement(.unpack, "S1", Array(items[0..<3]), 70, data: ["parent": .string(carton)]))
        each(items[6...]) { movement(.dispatch, "W1", [$0], 50, to: "S1", [.transfer: "T-2"]) }
        each(items[6...]) { movement(.receive, "S1", [$0], 60, to: "S1/F1", [.transfer: "T-2"]) }
        each(items[6..<30]) { movement(.relocate, "S1", [$0], 80, to: "S1/F2") }
        script.append(
            movement(.relabel, "S1", [items[7]], 90, data: ["code": .string(item(900).text), "reason": "torn"]))
        each(items[8..<18]) { item in
            movement(
                .sale, "S1", [item], 100, [.receipt: "R-\(item.text.suffix(4))"], person: "p:traveller-1", event: "sale-\(item.text)",
                data: [
                    "age": 30, "priceFen": 80_000, "pickup": "port",
                    "trip": .object(["departs": .string(later(50_000).formatted()), "exit": false, "id": "HU7001/1"]),
                ])
        }
        each(items[8..<12]) { movement(.deliver, "P1", [$0], 110, to: "P1", [.delivery: "L-1"]) }
        script.append(movement(.freeze, "K1", [items[20]], 120, [.order: "O-1"], data: ["reason": "inquiry"]))
        script.append(movement(.damage, "S1", [items[21]], 120, [.report: "X-1"], data: ["cause": "dropped"]))
        script.append(movement(.loss, "S1", [items[22]], 120, [.report: "X-2"], data: ["cause": "theft"]))
        return script
    }
}

/// Raw SQL on a ledger file, as somebody with write access to it has it.
final class RawDatabase {
    private var handle: OpaquePointer?

    init(_ path: String) throws {
        guard sqlite3_open(path, &handle) == SQLITE_OK else { throw BadFixture("cannot open \(path)") }
        try run("PRAGMA ignore_check_constraints = ON")
        for trigger in try column("SELECT name FROM sqlite_schema WHERE type = 'trigger'") { try run("DROP TRIGGER \(trigger)") }
    }

    deinit { sqlite3_close(handle) }

    func run(_ sql: String) throws {
        var message: UnsafeMutablePointer<CChar>?
        guard sqlite3_exec(handle, sql, nil, nil, &message) == SQLITE_OK else {
            let text = message.map { String(cString: $0) } ?? "?"
            sqlite3_free(message)
            throw BadFixture("\(text): \(sql)")
        }
    }

    /// The first column of the answer as text; blobs in hex.
    func column(_ sql: String) throws -> [String] {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { throw BadFixture(sql) }
        defer { sqlite3_finalize(statement) }
        var rows: [String] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            rows.append(sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? "")
        }
        return rows
    }

    func body(_ seq: Int) throws -> [UInt8] { try hex(column("SELECT lower(hex(body)) FROM entry WHERE seq = \(seq)").first ?? "") }

    func set(body: [UInt8], at seq: Int) throws {
        try run("UPDATE entry SET body = x'\(Hex.encode(body))' WHERE seq = \(seq)")
    }
}
