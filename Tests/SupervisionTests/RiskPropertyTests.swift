import DutyFree
import Foundation
import Supervision
import Support
import Testing
import Wire

enum FileNames {
    static func of(_ path: String) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}

/// A monitor that is fed entry by entry, with the clock looked at in between, says the same as one that reads all at once.
struct RiskPropertyTests {
    @Test func asTheyArriveOrAllAtOnce() {
        for round in 0..<20 {
            var random = SplitMix(seed: UInt64(7_000 + round))
            let trade = Self.trade(&random, movements: 600)
            let whole = trade.alerts(until: 500_000)
            var pieces: [RiskAlert] = []
            let monitor = RiskMonitor(RiskPolicies(PolicyBook()), product: { RiskTrade.products[$0] }) { pieces.append($0) }
            var clock = Int64.min
            for fact in trade.facts {
                monitor.fold(fact)
                clock = max(clock, fact.movement.occurred.millisecondsSince1970)
                if random.below(3) == 0 { monitor.advance(to: Timestamp(millisecondsSince1970: clock)) }
            }
            monitor.advance(to: RiskTrade.at(500_000))
            #expect(pieces == whole, "seed \(7_000 + round)")
            #expect(Set(whole.map(\.event)).count == whole.count, "seed \(7_000 + round): an alert is told once")
            for alert in whole {
                #expect(RiskAlert(data: alert.data) == alert, "seed \(7_000 + round)")
                #expect(!alert.evidence.isEmpty && alert.evidence.count <= RiskAlert.evidenceMax && alert.items.count <= RiskAlert.itemsMax)
            }
        }
    }

    /// No order of facts, however senseless, stops it.
    @Test func anythingIsSurvived() {
        for round in 0..<30 {
            var random = SplitMix(seed: UInt64(9_000 + round))
            var trade = RiskTrade()
            for _ in 0..<400 {
                let type = MovementType.allCases[random.below(MovementType.allCases.count)]
                let state = random.below(5) == 0 ? nil : ItemState.allCases[random.below(ItemState.allCases.count)]
                var data: JSONObject = [
                    "priceFen": .integer([0, -1, 9_007_199_254_740_991, 5_000_000][random.below(4)]),
                    "pickup": .string(PickupMode.allCases[random.below(PickupMode.allCases.count)].rawValue),
                ]
                if random.below(2) == 0 { data["trip"] = .string("T\(random.below(4))") }
                if random.below(3) == 0 { data["set"] = .object(["priceFen": .integer(3), "person": "p:9"]) }
                trade.add(
                    type, random.below(6) == 0 ? nil : RiskTrade.item("X\(random.below(12))", random.below(3)), Int64(random.below(600_000)),
                    from: random.below(2) == 0 ? "S1/F1" : nil,
                    to: random.below(2) == 0 ? "W1" : nil, state: state, person: "p:\(random.below(5))", [.receipt: "R\(random.below(6))"],
                    reference: UInt64(random.below(500)), recorded: Int64(random.below(600_000)), via: random.below(4) == 0, data: data)
            }
            let alerts = trade.alerts(until: 900_000)
            #expect(alerts.allSatisfy { (0...100).contains($0.score) }, "seed \(9_000 + round)")
        }
    }

    /// Sales, departures, transfers and returns of a small trade, in order of time.
    private static func trade(_ random: inout SplitMix, movements: Int) -> RiskTrade {
        var trade = RiskTrade()
        var minutes: Int64 = 0
        var sold: [(serial: String, product: Int, seq: UInt64)] = []
        for index in 0..<movements {
            minutes += Int64(random.below(90))
            let serial = "P\(index)"
            switch random.below(7) {
            case 0: trade.depart("p:\(random.below(9))", "T\(random.below(60))", minutes, serial: sold.last?.serial)
            case 1: trade.add(.dispatch, RiskTrade.item(serial), minutes, by: "W1", from: "W1/A", to: "S1", state: .inTransit, [.transfer: "DB-\(index / 20)"])
            case 2:
                if let last = sold.popLast() {
                    trade.add(.return, RiskTrade.item(last.serial, last.product), minutes, to: "S1/F1", state: .returned, person: "p:1")
                }
            case 3: if let last = sold.popLast() { trade.add(.void, RiskTrade.item(last.serial, last.product), minutes, state: .inStore, reference: last.seq) }
            default:
                let product = random.below(3)
                let seq = trade.sale(
                    serial, "p:\(random.below(9))", minutes - Int64(random.below(3)), fen: Int64(random.below(2_000_000)), product: product,
                    receipt: "R-\(random.below(40))", trip: "T\(random.below(60))", departs: minutes + Int64(random.below(6_000)))
                sold.append((serial, product, seq))
            }
        }
        return trade
    }
}
