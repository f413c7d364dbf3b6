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

/// A real ledger file with a warehouse, a store, a pick-up point, a gate and customs, for movements over several months.
final class TradeLedger {
    static let start = Timestamp(millisecondsSince1970: 1_767_196_800_000)  // 2026-01-01 00:00 in Shanghai
    static let gtins = ["09521000200074", "09521000200142", "09521000200210"]

    let folder: TemporaryFolder
    let path: String
    let signer: LogSigner
    let store: SQLiteLedger

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("l.dutyfree")
        signer = try LogSigner(origin: "test.example/ledger", key: SigningKey.generate())
        store = try SQLiteLedger.create(at: path)
        _ = try Recorder.begin(
            store, genesis: Genesis(enterprise: "Test", origin: signer.origin, publicKey: signer.verifierKey.text), signer: signer, at: TradeLedger.start)
        try commit { recorder in
            for (code, role) in [
                ("W1", "warehouse"), ("S1", "store"), ("P1", "pickup"), ("G1", "gate"), ("K1", "customs"), ("V1", "approver"), ("B1", "auditor"),
            ] {
                _ = try recorder.record(
                    .party, name: code, data: ["code": .string(code), "name": .string(code), "roles": .array([.string(role)])], by: nil)
            }
            for (path, kind, party) in [
                ("W1", "warehouse", "W1"), ("W1/A", "warehouse", "W1"), ("S1", "store", "S1"), ("S1/F1", "store", "S1"), ("P1", "pickup", "P1"),
                ("O2", "other-operator", "W1"),
            ] {
                _ = try recorder.record(
                    .location, name: path, data: ["path": .string(path), "kind": .string(kind), "party": .string(party)], by: nil)
            }
            for (index, gtin) in TradeLedger.gtins.enumerated() {
                _ = try recorder.record(
                    .product, name: gtin,
                    data: [
                        "gtin": .string(gtin), "name": .string("Product \(index)"), "category": .string(index == 2 ? "liquor" : "cosmetics"),
                        "unitPriceFen": .integer(Int64(10_000 * (index + 1))), "taxFen": .integer(Int64(2_000 * (index + 1))),
                    ], by: nil)
            }
        }
    }

    static func day(_ day: Int, hour: Int = 10) -> Timestamp {
        Timestamp(millisecondsSince1970: start.millisecondsSince1970 + Int64(day * 24 + hour) * 3_600_000)
    }

    static func item(_ index: Int) -> ItemKey { ItemKey(trusted: "/01/\(gtins[index % gtins.count])/21/T\(1000 + index)") }

    func commit(at clock: Timestamp = TradeLedger.day(400), _ body: (Recorder) throws -> Void) throws {
        try store.write { writer in
            let recorder = try Recorder(writer, signer: signer, clock: { clock })
            try body(recorder)
            _ = try recorder.finish()
        }
    }

    /// Late entries have a reason: most of these were recorded long after they occurred.
    static func movement(
        _ type: MovementType, _ by: String, _ items: [ItemKey], _ occurred: Timestamp, to: String? = nil,
        _ documents: [DocumentKind: String] = [:], person: String? = nil, reference: UInt64? = nil, data: JSONObject = [:]
    ) -> Movement {
        var data = data
        data["lateReason"] = "test"
        return Movement(
            type: type, by: PartyCode(by), occurred: occurred, items: items, to: to.map { LocationPath($0) },
            documents: documents.mapValues { DocumentReference(number: $0, sha256: nil) }, person: person.map { PersonCode($0) },
            reference: reference, data: data)
    }

    /// Records each in one commit; answers the first entry of each. Throws where one is refused.
    @discardableResult
    func record(at clock: Timestamp = TradeLedger.day(400), _ movements: Movement...) throws -> [UInt64] {
        var seqs: [UInt64] = []
        try commit(at: clock) { recorder in
            for movement in movements {
                guard case .recorded(let first, _, _) = try recorder.record(Submission(movement)) else {
                    throw BadFixture("\(movement.type.rawValue): \(try recorder.record(Submission(movement)))")
                }
                seqs.append(first)
            }
        }
        return seqs
    }

    /// Declares, brings, enters these on one day, and answers the entry of each declaration.
    func enter(_ items: [ItemKey], declaration: String, on day: Int) throws {
        for item in items {
            try record(
                TradeLedger.movement(
                    .declare, "W1", [item], TradeLedger.day(day, hour: 8), [.declaration: declaration], data: ["product": .string(item.gtin?.digits14 ?? "")]),
                TradeLedger.movement(.arrive, "W1", [item], TradeLedger.day(day, hour: 9), to: "W1", [.manifest: "M"]),
                TradeLedger.movement(.enter, "W1", [item], TradeLedger.day(day, hour: 10), to: "W1/A", [.receipt: "R"]))
        }
    }

    func toStore(_ items: [ItemKey], on day: Int) throws {
        try record(
            TradeLedger.movement(.dispatch, "W1", items, TradeLedger.day(day, hour: 8), to: "S1", [.transfer: "T"]),
            TradeLedger.movement(.receive, "S1", items, TradeLedger.day(day, hour: 9), to: "S1/F1", [.transfer: "T"]))
    }

    static func sale(_ item: ItemKey, on day: Int, person: String = "p:1", trip: String = "T1") -> Movement {
        movement(
            .sale, "S1", [item], TradeLedger.day(day, hour: 12), [.receipt: "S-\(item.text.suffix(4))"], person: person,
            data: [
                "age": 40, "priceFen": 10_000, "pickup": "port",
                "trip": .object(["departs": .string(TradeLedger.day(390).formatted()), "exit": false, "id": .string(trip)]),
            ])
    }

    /// As somebody with write access to the file has it.
    func sql(_ text: String) throws {
        var handle: OpaquePointer?
        defer { sqlite3_close(handle) }
        guard sqlite3_open(path, &handle) == SQLITE_OK, sqlite3_exec(handle, text, nil, nil, nil) == SQLITE_OK else { throw BadFixture(text) }
    }

    func verify() throws -> VerificationReport {
        try Verification.run([try SQLiteLedger(opening: path, .readOnly)], level: 4, key: signer.verifierKey) { _ in }
    }
}
