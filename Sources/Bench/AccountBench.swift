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
        try cost("with one product and one day, as a till writes", entries, folder.appending(path: "plain")) { movement, _ in movement }
        let path = try cost("spread over products, declarations and days", entries, folder.appending(path: "spread"), spread)
        let store = try SQLiteLedger(opening: path, .readOnly)
        let lines = try store.read { try $0.flows().count }
        print("account of a year of \(Bench.grouped(entries)) movements, \(Bench.grouped(lines)) lines of flow")
        guard let year = AccountPeriod("2026") else { throw BenchFault.usage }
        for grouping in AccountGrouping.allCases {
            let reader = try SQLiteLedger(opening: path, .readOnly)
            var holds = false
            var losses = 0
            let seconds = try timed {
                let statement = try reader.read { try AccountBook.statement($0, period: year, by: grouping) }
                (holds, losses) = (statement.holds, statement.losses.losses.count)
            }
            guard holds else { throw BenchFault.notSound }
            print("  by \(grouping.rawValue), with \(Bench.grouped(losses)) losses: \(Int(seconds * 1000)) ms")
        }
        let size = try store.read { try $0.size() }
        let seconds = try timed { _ = try store.read { try AccountBook.statement($0, period: year, by: .category, asOf: size - 1) } }
        print("  from the entries alone: \(Int(seconds * 1000)) ms")
    }

    /// Two ledgers of the same movements, one with flows and one without, commit by commit in turn. Answers the path of
    /// the one with, in which one item in a hundred is then lost, half of those settled and a tenth found again.
    @discardableResult
    private static func cost(_ name: String, _ entries: Int, _ folder: URL, _ shape: (Movement, [GTIN]) -> Movement) throws -> String {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let workload = try Workload(entries: entries)
        let products = try (0..<200).map { try gtin($0) }
        let clock = Timestamp(millisecondsSince1970: Workload.start.millisecondsSince1970 + 366 * 86_400_000)
        let paths = ["with", "without"].map { folder.appending(path: $0 + ".dutyfree").path }
        let ledgers = try paths.map { try workload.makeLedger(at: $0) }
        for (store, signer) in ledgers { try addProducts(products, store, signer) }
        var seconds = [0.0, 0.0]
        var turn = 0
        func record(_ batch: [Submission], in index: Int) throws {
            let (store, signer) = ledgers[index]
            seconds[index] += try timed {
                try store.write { writer in
                    let recorder = try Recorder(writer, signer: signer, keepsFlows: index == 0, clock: { clock })
                    for submission in batch {
                        guard case .recorded = try recorder.record(submission) else { throw BenchFault.refused(submission.movement) }
                    }
                    _ = try recorder.finish()
                }
            }
        }
        var batch: [Submission] = []
        func flush() throws {
            for index in turn % 2 == 0 ? [0, 1] : [1, 0] { try record(batch, in: index) }
            turn += 1
            batch.removeAll(keepingCapacity: true)
        }
        try workload.forEach { movement in
            var movement = shape(movement, products)
            movement.data["lateReason"] = "bench"
            batch.append(Submission(movement))
            if batch.count == Bench.commit { try flush() }
        }
        try flush()
        print(
            "append \(name): \(Bench.rate(entries, seconds[0])) with flows, \(Bench.rate(entries, seconds[1])) without: \(Bench.hundredths(seconds[1] / seconds[0])) of the rate"
        )
        // On the last day of the year.
        let moment = Timestamp(millisecondsSince1970: clock.millisecondsSince1970 - 2 * 86_400_000)
        try lose(workload.items / 100, ledgers[0], moment, record: record)
        return paths[0]
    }

    private static func addProducts(_ products: [GTIN], _ store: SQLiteLedger, _ signer: LogSigner) throws {
        try store.write { writer in
            let recorder = try Recorder(writer, signer: signer, clock: { Workload.start })
            _ = try recorder.record(.party, name: "K1", data: ["code": "K1", "name": "K1", "roles": .array([.string("customs")])], by: nil)
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
    }

    private static func lose(_ count: Int, _ ledger: (SQLiteLedger, LogSigner), _ moment: Timestamp, record: ([Submission], Int) throws -> Void) throws {
        var items: [ItemKey] = []
        try ledger.0.read { reader in
            try reader.items { head in
                if head.item.product != nil, head.item.state == .inStore { items.append(head.item.key) }
                return items.count < count
            }
        }
        var batch: [Submission] = []
        for (index, item) in items.enumerated() {
            func movement(_ type: MovementType, _ by: String, _ kind: DocumentKind, to: String? = nil, _ data: JSONObject = [:]) -> Submission {
                Submission(
                    Movement(
                        type: type, by: PartyCode(by), occurred: moment, items: [item], to: to.map { LocationPath($0) },
                        documents: [kind: DocumentReference(number: "D-\(index)", sha256: nil)], data: data))
            }
            batch.append(movement(.loss, "S1", .report, ["cause": "bench"]))
            if index % 10 == 5 { batch.append(movement(.found, "S1", .report, to: "S1/F1")) }
            if index % 2 == 0 { batch.append(movement(.settle, "K1", .taxbill, ["taxFen": 16_000])) }
        }
        try record(batch, 0)
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
        return movement
    }

    private static func gtin(_ index: Int) throws -> GTIN {
        let twelve = Array("952100\(300_000 + index)".utf8).map { Int($0) - 48 }
        let sum = twelve.reversed().enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 3 : 1) }
        return try GTIN(twelve.map(String.init).joined() + String((10 - sum % 10) % 10))
    }
}
