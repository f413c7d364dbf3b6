import DutyFree
import Foundation
import GS1
import Ledger
import SQLiteStore
import Supervision
import Wire

/// The account of a year in which everything is spread out: 200 products, a declaration for every 500 items, each day its
/// own movements. The worst case of the projection: hardly two movements share a line of a day.
enum AccountBench {
    static func run(entries: Int, _ folder: URL) throws {
        let workload = try Workload(entries: entries)
        let path = folder.appending(path: "account.dutyfree").path
        let (store, signer) = try workload.makeLedger(at: path)
        let products = try (0..<200).map { try gtin($0) }
        try store.write { writer in
            let recorder = try Recorder(writer, signer: signer, clock: { Workload.start })
            for (index, product) in products.enumerated() {
                _ = try recorder.record(
                    .product, name: product.digits14,
                    data: [
                        "gtin": .string(product.digits14), "name": "Product", "category": .string("category-\(index % 40)"), "unitPriceFen": 80_000,
                        "taxFen": 16_000,
                    ], by: nil)
            }
            _ = try recorder.finish()
        }
        let clock = Timestamp(millisecondsSince1970: Workload.start.millisecondsSince1970 + 366 * 86_400_000)
        var batch: [Submission] = []
        var recorded = 0
        func flush() throws {
            try store.write { writer in
                let recorder = try Recorder(writer, signer: signer, clock: { clock })
                for submission in batch {
                    guard case .recorded = try recorder.record(submission) else { throw BenchFault.refused(submission.movement) }
                }
                _ = try recorder.finish()
            }
            recorded += batch.count
            batch.removeAll(keepingCapacity: true)
        }
        try workload.forEach { movement in
            batch.append(Submission(spread(movement, products)))
            if batch.count == Bench.commit { try flush() }
        }
        try flush()
        let lines = try store.read { try $0.flows().count }
        print("account of a year of \(Bench.grouped(recorded)) movements, \(Bench.grouped(lines)) lines of flow")
        guard let year = AccountPeriod("2026") else { throw BenchFault.usage }
        for grouping in AccountGrouping.allCases {
            let reader = try SQLiteLedger(opening: path, .readOnly)
            var holds = false
            let seconds = try timed { holds = try reader.read { try AccountBook.account($0, period: year, by: grouping) }.holds }
            guard holds else { throw BenchFault.notSound }
            print("  by \(grouping.rawValue): \(Int(seconds * 1000)) ms")
        }
        let size = try store.read { try $0.size() }
        let seconds = try timed { _ = try store.read { try AccountBook.account($0, period: year, by: .category, asOf: size - 1) } }
        print("  from the entries alone: \(Int(seconds * 1000)) ms")
    }

    /// The item's movement as one of another product, on a day of its own.
    private static func spread(_ movement: Movement, _ products: [GTIN]) -> Movement {
        var movement = movement
        let number = movement.items.first.flatMap { Int($0.text.suffix(9)) } ?? 0
        let product = products[number % products.count]
        movement.items = [ItemKey(trusted: "/01/\(product.digits14)/21/A\(number)")]
        if movement.type == .declare {
            movement.data["product"] = .string(product.digits14)
            movement.documents[.declaration] = DocumentReference(number: "46012026100\(1_000_000 + number / 500)", sha256: nil)
        }
        let steps: [MovementType] = [.declare, .arrive, .enter, .dispatch, .receive]
        let step = steps.firstIndex(of: movement.type) ?? 5
        let day = number * 7 % 290 + step * 10
        movement.occurred = Timestamp(
            millisecondsSince1970: Workload.start.millisecondsSince1970 + Int64(day) * 86_400_000 + movement.occurred.millisecondsSince1970 % 86_400_000)
        movement.data["lateReason"] = "bench"
        return movement
    }

    private static func gtin(_ index: Int) throws -> GTIN {
        let twelve = Array("952100\(300_000 + index)".utf8).map { Int($0) - 48 }
        let sum = twelve.reversed().enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 3 : 1) }
        return try GTIN(twelve.map(String.init).joined() + String((10 - sum % 10) % 10))
    }
}
