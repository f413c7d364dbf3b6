import DutyFree
import Foundation
import GS1
import Ledger
import SQLiteStore
import Supervision
import Support
import Testing
import Wire

/// Whatever is recorded, the account of every period closes, from the projections and from the entries alike.
struct AccountPropertyTests {
    @Test(arguments: 0..<5)
    func itAlwaysCloses(round: UInt64) throws {
        let seed = (ProcessInfo.processInfo.environment["DUTYFREE_SEED"].flatMap { UInt64($0) } ?? 20_260_301) &+ round
        print("seed \(seed)")
        var random = RandomTrade(seed: seed)
        let ledger = try TradeLedger()
        var recorded: [MovementType: Int] = [:]
        for _ in 0..<6 {
            try ledger.commit { recorder in
                for _ in 0..<400 {
                    let movement = random.movement(size: recorder.size)
                    if case .recorded = try recorder.record(Submission(movement)) { recorded[movement.type, default: 0] += 1 }
                }
            }
        }
        for type in [MovementType.enter, .sale, .void, .correct, .loss] { #expect(recorded[type] ?? 0 > 0, "seed \(seed): no \(type)") }
        #expect(try ledger.verify().isSound, "seed \(seed)")
        try ledger.store.read { reader in
            let size = try reader.size()
            let replay = try AccountReplay(reader, size: size)
            for period in ["2026-01", "2026-02", "2026-03-05", "2026", "2025", "2027"].compactMap({ AccountPeriod($0) }) {
                for grouping in AccountGrouping.allCases {
                    let kept = try AccountBook.account(reader, period: period, by: grouping)
                    let replayed = Account(
                        period: period, grouping: grouping, flows: replay.totals(period), standings: replay.standings, products: replay.products)
                    #expect(kept.holds && replayed.holds, "seed \(seed), \(period.text), \(grouping)")
                    #expect(AccountPropertyTests.rows(kept) == AccountPropertyTests.rows(replayed), "seed \(seed), \(period.text), \(grouping)")
                }
            }
            for period in ["2026-01", "2026-02", "2026-03-05", "2026"].compactMap({ AccountPeriod($0) }) {
                let kept = try AccountBook.statement(reader, period: period, by: .category)
                let replayed = try AccountBook.statement(reader, period: period, by: .category, asOf: size - 1)
                #expect(kept.losses.holds && replayed.losses.holds, "seed \(seed), \(period.text)")
            }
            // The naive model: each item's state at the end of a day, its chain replayed up to there.
            for day in [20, 40, 59] {
                let naive = try AccountPropertyTests.naiveBalance(reader, endOf: day)
                let first = Day(daysSince1970: Day(inShanghai: TradeLedger.start).daysSince1970)
                let last = Day(daysSince1970: first.daysSince1970 + day)
                let period = try #require(AccountPeriod(first: first, last: last))
                #expect(try AccountBook.account(reader, period: period, by: .product).total.closing.items == naive, "seed \(seed), day \(day)")
            }
            // The figures of any moment before are still there, and close.
            for asOf in [size / 3, size / 2, size - 1] {
                let year = try #require(AccountPeriod("2026"))
                #expect(try AccountBook.account(reader, period: year, by: .category, asOf: asOf).holds, "seed \(seed), as of \(asOf)")
            }
        }
    }

    private static func rows(_ account: Account) -> [[String]] {
        (account.lines + [account.total]).map { line in
            [line.name] + [line.opening, line.entering, line.leaving, line.closing, line.broughtIn].map { "\($0.items) \($0.valueFen) \($0.dutyFen)" }
                + AccountStanding.allCases.map { String(line.standings[$0]?.items ?? 0) }
        }
    }

    /// Items in the balance after the last of their movements that hold and occurred by the end of that day. The test's own
    /// reading of corrections and voids.
    private static func naiveBalance(_ reader: any LedgerReader, endOf day: Int) throws -> Int64 {
        let end = TradeLedger.start.millisecondsSince1970 + Int64(day + 1) * 86_400_000
        var balance: Int64 = 0
        var keys: [ItemKey] = []
        try reader.items { head in
            if head.item.product != nil { keys.append(head.item.key) }
            return true
        }
        for key in keys {
            var effective: [(seq: UInt64, occurred: Int64, state: ItemState)] = []
            var roots: [UInt64: UInt64] = [:]
            for (entry, _) in try reader.chain(of: key) {
                guard let link = entry.link, let occurred = entry.occurred else { continue }
                switch entry.type {
                case "void": _ = effective.popLast()
                case "correct":
                    let root = entry.reference.map { roots[$0] ?? $0 } ?? 0
                    roots[entry.seq] = root
                    if let text = entry.data["set"]?.object?["occurred"]?.string, let time = try? Timestamp(text),
                        let index = effective.firstIndex(where: { $0.seq == root })
                    {
                        effective[index].occurred = time.millisecondsSince1970
                    }
                default: effective.append((entry.seq, occurred.millisecondsSince1970, link.state))
                }
            }
            // By day and not by moment, as the account is; in the order of the chain.
            var before: AccountStanding?
            for step in effective {
                let standing = AccountStanding(step.state)
                if step.occurred < end, standing != before, standing.isInBalance != (before?.isInBalance ?? false) {
                    balance += standing.isInBalance ? 1 : -1
                }
                before = standing
            }
        }
        return balance
    }
}

struct RandomTrade {
    private var numbers: SplitMix
    private var hours = 0

    init(seed: UInt64) { numbers = SplitMix(seed: seed) }

    mutating func next(_ bound: Int) -> Int { numbers.below(bound) }

    mutating func pick<T>(_ values: [T]) -> T { values[next(values.count)] }

    /// Time goes on, now and then a few days late.
    mutating func movement(size: UInt64) -> Movement {
        hours += next(2)
        let occurred = TradeLedger.day(0, hour: next(15) == 0 ? max(0, hours - next(60)) : hours)
        let item = TradeLedger.item(next(24))
        let carton = ItemKey(trusted: "/00/106141412345678908")
        let number = "N-\(next(3))"
        func make(
            _ type: MovementType, _ by: String, to: String? = nil, _ documents: [DocumentKind] = [], of items: [ItemKey]? = nil, person: String? = nil,
            reference: UInt64? = nil, data: JSONObject = [:]
        ) -> Movement {
            TradeLedger.movement(
                type, by, items ?? [item], occurred, to: to, Dictionary(uniqueKeysWithValues: documents.map { ($0, number) }), person: person,
                reference: reference, data: data)
        }
        switch next(24) {
        case 0, 1: return make(.declare, "W1", [.declaration], data: ["product": .string(item.gtin?.digits14 ?? "")])
        case 2, 3: return make(.arrive, "W1", to: "W1", [.manifest])
        case 4, 5: return make(.enter, "W1", to: "W1/A", [.receipt])
        case 6, 7: return make(.dispatch, "W1", to: "S1", [.transfer], of: [pick([item, item, carton])])
        case 8, 9: return make(.receive, "S1", to: "S1/F1", [.transfer], of: [pick([item, item, carton])])
        case 10, 11: return RandomTrade.sale(item, occurred, trip: "T\(next(4))")
        case 12: return make(.deliver, "P1", to: "P1", [.delivery])
        case 13: return make(.return, "S1", to: "S1/F1", [.refund], person: "p:1", data: ["reason": "colour"])
        case 14: return make(.restock, "S1", to: "S1/F1", [.examination])
        case 15: return make(.loss, "S1", [.report], data: ["cause": "theft"])
        case 16: return make(.found, "S1", to: "S1/F1", [.report])
        case 17: return make(.damage, "S1", [.report], data: ["cause": "dropped"])
        case 18: return make(.pack, "W1", of: [item, TradeLedger.item(next(24))], data: ["parent": .string(carton.text)])
        case 19: return make(.seize, "K1", [.order], data: ["reason": "check"])
        case 20: return make(.unseize, "K1", to: "S1/F1", [.order])
        case 21, 22:
            // Mostly the latest: what is last may be taken back.
            return make(.void, "K1", of: [], reference: size - UInt64(1 + next(6)), data: ["reason": "mistake"])
        default:
            let set: JSONObject = pick([
                ["occurred": .string(TradeLedger.day(0, hour: max(0, hours - next(200))).formatted())],
                ["docs": .object(["declaration": .string("N-\(next(3))")])],
                ["note": "seen again"],
            ])
            return make(.correct, "K1", of: [], reference: 16 + UInt64(next(Int(max(1, size - 16)))), data: ["reason": "typo", "set": .object(set)])
        }
    }

    private static func sale(_ item: ItemKey, _ occurred: Timestamp, trip: String) -> Movement {
        var sale = TradeLedger.sale(item, on: 0, person: "p:1", trip: trip)
        sale.occurred = occurred
        return sale
    }
}
