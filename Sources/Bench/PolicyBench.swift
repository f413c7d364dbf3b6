import CSchema
import Cryptography
import DutyFree
import Foundation
import GS1
import Ledger
import SQLiteStore
import Supervision
import Wire

/// `Bench policy [SIZE]`: what policy, quota and limits cost an append. The same movements in two ledgers, one of which has the
/// built-in policies, commit by commit in turn: all of a life up to the pick-up, every item sold, three items a person and trip.
struct PolicyBench {
    let folder: URL

    func run(entries: Int) throws {
        let items = max(1, entries / Life.allCases.count)
        print("bench of policy: \(Bench.grouped(items * Life.allCases.count)) entries, each item sold, \(Bench.grouped(Bench.commit)) a commit")
        var sides = try [false, true].map { try Side(folder.appending(path: $0 ? "with.dutyfree" : "without.dutyfree").path, hasPolicies: $0) }
        var batch: [Submission] = []
        // A commit is one step of many items, so that sales can be timed apart.
        for lot in stride(from: 0, to: items, by: Bench.commit) {
            for step in Life.allCases {
                batch.removeAll(keepingCapacity: true)
                for item in lot..<min(items, lot + Bench.commit) { batch.append(Submission(movement(step, item))) }
                for index in sides.indices { try sides[index].record(batch) }
            }
        }
        for side in sides {
            print(
                "  \(side.hasPolicies ? "with" : "without") policies: \(Bench.grouped(Int(Double(side.count) / side.seconds)))/s; of sales alone \(Bench.grouped(Int(Double(side.sales) / side.saleSeconds)))/s"
            )
        }
        print(
            "  with against without: \(Bench.hundredths(sides[0].seconds / sides[1].seconds)); of sales alone \(Bench.hundredths(sides[0].saleSeconds / sides[1].saleSeconds))"
        )
        try lookups(sides[1].store, persons: items / 3)
        try risk(sides[1])
    }

    /// Every rule over every entry, by one thread, against the append of the same.
    private func risk(_ side: Side) throws {
        let now = Timestamp(millisecondsSince1970: Workload.start.millisecondsSince1970 + 30 * 86_400_000)
        var alerts = 0
        let scan = RiskScan()
        let seconds = try timed {
            try side.store.read { reader in
                scan.watch { _ in alerts += 1 }
                try scan.read(reader, now: now)
            }
        }
        let rate = Double(scan.position) / seconds
        print(
            "  risk rules: \(Bench.grouped(Int(rate)))/s, \(Bench.hundredths(rate / (Double(side.count) / side.seconds))) times the append with policies; \(Bench.grouped(alerts)) alerts"
        )
    }

    /// Median time to answer what is left of a person's quota.
    private func lookups(_ store: SQLiteLedger, persons: Int) throws {
        var times: [Double] = []
        for index in 0..<1_000 {
            let person = PersonCode(PolicyBench.person(Int(UInt64(index) &* 2_654_435_761 % UInt64(max(1, persons)))))
            times.append(
                try timed {
                    guard try store.read({ try $0.master(.person, person.text) }) != nil else { throw BenchFault.notSound }
                })
        }
        print("  quota of one of \(Bench.grouped(persons)) persons: \(Int(times.sorted()[times.count / 2] * 1e6)) µs")
    }

    private enum Life: Int, CaseIterable { case declare, arrive, enter, dispatch, receive, sale, deliver, pickup }

    private struct Side {
        let store: SQLiteLedger
        let signer: LogSigner
        let hasPolicies: Bool
        var seconds = 0.0, saleSeconds = 0.0
        var count = 0, sales = 0

        init(_ path: String, hasPolicies: Bool) throws {
            (store, signer) = try Workload(entries: 8).makeLedger(at: path)
            self.hasPolicies = hasPolicies
            try store.write { writer in
                let recorder = try Recorder(writer, signer: signer, clock: { Workload.start })
                for (code, role) in [("P1", "pickup"), ("V1", "approver")] {
                    _ = try recorder.record(
                        .party, name: code, data: ["code": .string(code), "name": .string(code), "roles": .array([.string(role)])], by: nil)
                }
                _ = try recorder.record(.location, name: "P1", data: ["path": "P1", "kind": "pickup", "party": "P1"], by: nil)
                for bytes in hasPolicies ? PolicyBench.documents : [] {
                    _ = try recorder.record(policy: JSONParser.parse(bytes).object ?? JSONObject(), by: PartyCode("V1"))
                }
                _ = try recorder.finish()
            }
        }

        mutating func record(_ batch: [Submission]) throws {
            let clock = Timestamp(millisecondsSince1970: Workload.start.millisecondsSince1970 + 86_400_000)
            let time = try timed {
                try store.write { writer in
                    let recorder = try Recorder(writer, signer: signer, clock: { clock })
                    for submission in batch {
                        guard case .recorded = try recorder.record(submission) else { throw BenchFault.refused(submission.movement) }
                    }
                    _ = try recorder.finish()
                }
            }
            seconds += time
            count += batch.count
            guard batch.allSatisfy({ $0.movement.type == .sale }) else { return }
            saleSeconds += time
            sales += batch.count
        }
    }

    private static var documents: [UnsafeRawBufferPointer] {
        [
            UnsafeRawBufferPointer(start: schema_policy_2020(), count: schema_policy_2020_length()),
            UnsafeRawBufferPointer(start: schema_policy_2021(), count: schema_policy_2021_length()),
            UnsafeRawBufferPointer(start: schema_policy_2023(), count: schema_policy_2023_length()),
            UnsafeRawBufferPointer(start: schema_policy_2025(), count: schema_policy_2025_length()),
        ]
    }

    private static func person(_ index: Int) -> String {
        let hex = String(UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15, radix: 16)
        return "p:" + String(repeating: "0", count: 64 - hex.utf8.count) + hex
    }

    private func movement(_ step: Life, _ item: Int) -> Movement {
        let occurred = Timestamp(millisecondsSince1970: Workload.start.millisecondsSince1970 + Int64(step.rawValue * 7_200 + item % 7_200) * 1000)
        let document = DocumentReference(number: "T-2026-\(item / Workload.lot)", sha256: nil)
        func movement(
            _ type: MovementType, by: String, to: String? = nil, _ kind: DocumentKind, person: String? = nil, _ data: JSONObject = [:]
        ) -> Movement {
            Movement(
                type: type, by: PartyCode(by), occurred: occurred, items: [Workload.item(item)], to: to.map { LocationPath($0) },
                documents: [kind: document], person: person.map { PersonCode($0) }, data: data)
        }
        let person = PolicyBench.person(item / 3)
        let trip = "T-\(item / 3)"
        switch step {
        case .declare: return movement(.declare, by: "W1", .declaration, ["product": "09521000200074"])
        case .arrive: return movement(.arrive, by: "W1", to: "W1", .manifest)
        case .enter: return movement(.enter, by: "W1", to: "W1/A", .receipt)
        case .dispatch: return movement(.dispatch, by: "W1", to: "S1", .transfer)
        case .receive: return movement(.receive, by: "S1", to: "S1/F1", .transfer)
        case .sale:
            return movement(
                .sale, by: "S1", .receipt, person: person,
                ["age": 30, "priceFen": 80_000, "pickup": "port", "trip": .object(["id": .string(trip), "departs": "2026-01-02T10:00:00.000Z"])])
        case .deliver: return movement(.deliver, by: "P1", to: "P1", .delivery)
        case .pickup: return movement(.pickup, by: "P1", .voucher, person: person, ["trip": .string(trip)])
        }
    }
}
