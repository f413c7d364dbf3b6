import DutyFree
import Foundation
import Ledger
import SQLiteStore
import Support
import Testing
import Wire

/// Projections are a pure function of the entries, whatever was recorded in whatever order.
struct ProjectionTests {
    /// Random movements of a few items: some are admitted, some refused. Whatever comes out, replay agrees with it, and the
    /// state at each moment is what the entries up to it say.
    @Test(arguments: 0..<6)
    func whateverIsRecordedReplayAgrees(round: UInt64) throws {
        let seed = (ProcessInfo.processInfo.environment["DUTYFREE_SEED"].flatMap { UInt64($0) } ?? 20_260_302) &+ round
        print("seed \(seed)")
        var random = Random(seed: seed)
        let fixture = try LedgerFixture()
        let store = try fixture.open()
        let items = (0..<30).map(LedgerFixture.item)
        var (recorded, refused) = (0, 0)
        for _ in 0..<8 {
            try fixture.commit(store) { recorder in
                for _ in 0..<120 {
                    let movement = random.movement(of: items)
                    switch try recorder.record(Submission(movement)) {
                    case .recorded: recorded += 1
                    case .alreadyRecorded: break
                    case .refused: refused += 1
                    }
                }
            }
        }
        let report = try fixture.verify()
        #expect(report.isSound, "seed \(seed): \(report.findings.prefix(3))")
        #expect(recorded > 100 && refused > 50, "seed \(seed): \(recorded) recorded, \(refused) refused")
        try store.read { reader in
            // `find` and `stock` from projections and from the entries alone agree.
            let size = try reader.size()
            #expect(try reader.stock(asOf: nil) == reader.stock(asOf: .seq(size - 1)), "seed \(seed)")
        }
    }

    /// A rebuilt ledger answers as before; a bent projection is mended, the entries stay as they were.
    @Test func repairRebuildsWhatWasBent() throws {
        let fixture = try LedgerFixture.traded()
        let before = try fixture.verify()
        do {
            let database = try RawDatabase(fixture.path)
            try database.run(
                "UPDATE item SET state = 'lost' WHERE id % 3 = 0; DELETE FROM stock; DELETE FROM event; INSERT INTO label VALUES ('/trace/X1', 'Y')")
        }
        #expect(try !fixture.verify().isSound)
        let result = try Projections.rebuild(fixture.open(), dryRun: false)
        #expect(result.differences > 0)
        let after = try fixture.verify()
        #expect(after.isSound, "\(after.findings)")
        #expect(after.root == before.root && after.size == before.size)
    }
}

private struct Random {
    private var numbers: SplitMix
    /// Seconds since the start: time goes on from movement to movement.
    var clock: Int64 = 0

    init(seed: UInt64) { numbers = SplitMix(seed: seed) }

    mutating func next(_ bound: Int) -> Int { numbers.below(bound) }

    mutating func pick<T>(_ values: [T]) -> T { values[next(values.count)] }

    mutating func movement(of items: [ItemKey]) -> Movement {
        let item = pick(items)
        clock += Int64(next(30))
        // Now and then out of order.
        let seconds = next(20) == 0 ? max(0, clock - 600) : clock
        let (carton, pallet) = (ItemKey(trusted: "/00/106141412345678908"), ItemKey(trusted: "/00/106141412345678915"))
        let holder = pick([carton, carton, pallet, items[0]])
        let place = pick(["W1", "W1/A", "S1", "S1/F1", "S1/F2", "P1"])
        let document = "N-\(next(5))"
        func make(
            _ type: MovementType, _ by: String, to: String? = nil, _ documents: [DocumentKind] = [], person: String? = nil,
            of items: [ItemKey]? = nil, data: JSONObject = [:]
        ) -> Movement {
            LedgerFixture.movement(
                type, by, items ?? [item], seconds, to: to, Dictionary(uniqueKeysWithValues: documents.map { ($0, document) }),
                person: person, data: data)
        }
        switch next(20) {
        case 0, 1: return make(.declare, "W1", [.declaration], data: ["product": .string(LedgerFixture.gtin)])
        case 2, 3: return make(.arrive, "W1", to: "W1", [.manifest])
        case 4, 5: return make(.enter, "W1", to: "W1/A", [.receipt])
        case 6: return make(.dispatch, pick(["W1", "S1"]), to: pick(["S1", "W1"]), [.transfer], of: [pick([item, carton, pallet])])
        case 7: return make(.receive, pick(["W1", "S1"]), to: place, [.transfer], of: [pick([item, carton, pallet])])
        case 8: return make(.relocate, pick(["W1", "S1"]), to: place)
        case 9: return make(.pack, "W1", of: holder == pallet ? [pick([item, carton])] : [item, pick(items)], data: ["parent": .string(holder.text)])
        case 10: return make(.unpack, "W1", of: [pick([item, holder, carton])], data: ["parent": .string(holder.text)])
        case 11, 12:
            return make(
                .sale, "S1", [.receipt], person: "p:\(next(3))",
                data: [
                    "age": 40, "priceFen": 80_000, "pickup": "port",
                    "trip": .object(["departs": .string(LedgerFixture.later(70_000).formatted()), "exit": false, "id": .string("T\(next(3))")]),
                ])
        case 13: return make(.deliver, "P1", to: "P1", [.delivery])
        case 14: return make(.freeze, "K1", [.order], data: ["reason": "check"])
        case 15: return make(.release, "K1", [.order])
        case 16: return make(.loss, "S1", [.report], data: ["cause": "theft"])
        case 17: return make(.found, "S1", to: "S1/F1", [.report])
        case 18:
            var void = make(.void, "W1", of: [], data: ["reason": "mistake"])
            void.reference = UInt64(14 + next(200))
            return void
        default:
            var correct = make(.correct, "W1", of: [], data: ["reason": "typo", "set": .object(["note": "seen again"])])
            correct.reference = UInt64(14 + next(200))
            return correct
        }
    }
}
