import Cryptography
import DutyFree
import GS1
import Ledger
import SQLiteStore
import TransparencyLog
import Wire

/// What is recorded: items by the lot, each through eight movements (declared, arrived, entered, moved to a store, moved
/// about in it), a lot's movements one type after the other as a warehouse has them.
struct Workload {
    static let movementsPerItem = 8
    static let lot = 5_000
    let items: Int
    let product: GTIN

    static let start = Timestamp(millisecondsSince1970: 1_767_225_600_000)

    init(entries: Int) throws {
        items = max(1, entries / Workload.movementsPerItem)
        product = try GTIN("9521000200074")
    }

    static func item(_ index: Int) -> ItemKey {
        let digits = String(index)
        return ItemKey(trusted: "/01/09521000200074/21/A" + String(repeating: "0", count: 9 - digits.utf8.count) + digits)
    }

    /// Every movement, in order.
    func forEach(_ body: (Movement) throws -> Void) rethrows {
        var lower = 0
        while lower < items {
            let lot = lower..<min(items, lower + Workload.lot)
            for step in 0..<Workload.movementsPerItem {
                for item in lot { try body(movement(step, of: item)) }
            }
            lower = lot.upperBound
        }
    }

    func movement(_ step: Int, of item: Int) -> Movement {
        let occurred = Timestamp(millisecondsSince1970: Workload.start.millisecondsSince1970 + Int64(step * 7_200 + item % 7_200) * 1000)
        func movement(
            _ type: MovementType, by: String, to: String? = nil, _ documents: [DocumentKind: DocumentReference] = [:],
            _ data: JSONObject = [:]
        ) -> Movement {
            Movement(
                type: type, by: PartyCode(by), occurred: occurred, items: [Workload.item(item)], to: to.map { LocationPath($0) },
                documents: documents, data: data)
        }
        let document = DocumentReference(number: "T-2026-\(item / Workload.lot)", sha256: nil)
        return switch step {
        case 0: movement(.declare, by: "W1", [.declaration: document], ["product": .string(product.digits14)])
        case 1: movement(.arrive, by: "W1", to: "W1", [.manifest: document])
        case 2: movement(.enter, by: "W1", to: "W1/A", [.receipt: document])
        case 3: movement(.dispatch, by: "W1", to: "S1", [.transfer: document])
        case 4: movement(.receive, by: "S1", to: "S1/F1", [.transfer: document])
        case 5: movement(.relocate, by: "S1", to: "S1/F2")
        case 6: movement(.relocate, by: "S1", to: "S1/F1")
        default: movement(.relocate, by: "S1", to: "S1/F2")
        }
    }

    /// A ledger with the parties, places and the product that the movements name.
    func makeLedger(at path: String) throws -> (SQLiteLedger, LogSigner) {
        let signer = try LogSigner(origin: "bench.example/ledger", key: SigningKey.generate())
        let store = try SQLiteLedger.create(at: path)
        let genesis = Genesis(enterprise: "Bench", origin: signer.origin, publicKey: signer.verifierKey.text)
        _ = try Recorder.begin(store, genesis: genesis, signer: signer, at: Workload.start)
        try store.write { writer in
            let recorder = try Recorder(writer, signer: signer, clock: { Workload.start })
            for (code, role) in [("W1", "warehouse"), ("S1", "store")] {
                _ = try recorder.record(
                    .party, name: code, data: ["code": .string(code), "name": .string(code), "roles": .array([.string(role)])], by: nil)
            }
            for (path, kind) in [("W1", "warehouse"), ("W1/A", "warehouse"), ("S1", "store"), ("S1/F1", "store"), ("S1/F2", "store")] {
                _ = try recorder.record(
                    .location, name: path,
                    data: ["path": .string(path), "kind": .string(kind), "party": .string(String(path.prefix(2)))], by: nil)
            }
            _ = try recorder.record(
                .product, name: product.digits14,
                data: [
                    "gtin": .string(product.digits14), "name": "Serum", "category": "cosmetics", "unitPriceFen": 80_000,
                ], by: nil)
            _ = try recorder.finish()
        }
        return (store, signer)
    }

    /// Records all of it in commits of `commit` movements, and answers the seconds that took; making the movements is
    /// outside the clock, and so is `afterwards`, done after each commit. Throws where one is refused.
    func record(
        in store: SQLiteLedger, _ signer: LogSigner, commit: Int, afterwards: () throws -> Void = {}
    ) throws -> Double {
        var seconds = 0.0
        var batch: [Submission] = []
        batch.reserveCapacity(commit)
        let clock = Timestamp(millisecondsSince1970: Workload.start.millisecondsSince1970 + 86_400_000)
        func flush() throws {
            seconds += try timed {
                try store.write { writer in
                    let recorder = try Recorder(writer, signer: signer, clock: { clock })
                    for submission in batch {
                        guard case .recorded = try recorder.record(submission) else {
                            throw BenchFault.refused(submission.movement)
                        }
                    }
                    _ = try recorder.finish()
                }
            }
            batch.removeAll(keepingCapacity: true)
            try afterwards()
        }
        try forEach { movement in
            batch.append(Submission(movement))
            if batch.count == commit { try flush() }
        }
        if !batch.isEmpty { try flush() }
        return seconds
    }
}

enum BenchFault: Error {
    case refused(Movement)
    case sqlite(String)
    case notSound
    case usage
}
