import DutyFree
import Foundation
import GS1
import Supervision
import Support
import Testing
import Wire

/// Every rule says what it is there for, at its threshold and not one short of it.
struct RiskMonitorTests {
    private typealias Trade = RiskTrade
    private static let day = RiskTrade.day

    private static func found(_ alerts: [RiskAlert], _ rule: RiskRule) -> [String] {
        alerts.filter { $0.rule == rule }.map { "\($0.subject) \($0.facts["value"]?.integer ?? 0)" }
    }

    // MARK: Buyers

    @Test func manyBuyersOnOnePaymentOrInOneMinute() {
        let least = Int(RiskThresholds.standard.figure(.sharedTripBuyers, "minPersons"))
        for (count, receipt, apart, isFound) in [
            (least, "R-1", Int64(3), true), (least - 1, "R-1", 3, false), (least, "", 0, true), (least - 1, "", 0, false), (least, "", 1, false),
            // One receipt, but a day between.
            (least, "R-1", 400, false),
        ] {
            var trade = Trade()
            for buyer in 0..<count { trade.sale("A\(buyer)", "p:\(buyer)", Int64(buyer) * apart, receipt: receipt.isEmpty ? nil : receipt, trip: "T\(buyer)") }
            let alerts = trade.alerts().filter { $0.rule == .sharedTripBuyers }
            #expect(alerts.count == (isFound ? 1 : 0), "\(count) buyers, \(apart) minutes apart, receipt \(receipt)")
            if isFound {
                #expect(alerts.first?.evidence.count == count && alerts.first?.itemCount == count && alerts.first?.facts["persons"]?.array?.count == count)
            }
        }
        // The same buyer again and again is one buyer.
        var trade = Trade()
        for index in 0..<20 { trade.sale("B\(index)", "p:1", 0, receipt: "R-1") }
        #expect(trade.alerts().isEmpty)
    }

    @Test func theSameBasketOfSeveralBuyers() {
        let (persons, items) = (Int(RiskThresholds.standard.figure(.sameBasket, "minPersons")), Int(RiskThresholds.standard.figure(.sameBasket, "minItems")))
        func alerts(persons: Int, items: Int, days: Int64 = 1, other: Int? = nil, takenBack: Bool = false) -> [RiskAlert] {
            var trade = Trade()
            for person in 0..<persons {
                var last: UInt64 = 0
                for index in 0..<items {
                    // Alternating goods, in another order for each buyer.
                    let product = (index + person) % items % 2
                    last = trade.sale(
                        "\(person)x\(index)", "p:\(person)", Int64(person) * days * Self.day, product: person == other ? 2 : product, receipt: "R-\(person)")
                }
                if takenBack, person == 0 {
                    trade.add(.void, Trade.item("\(person)x\(items - 1)", (items - 1) % 2), Int64(5), state: .inStore, reference: last)
                }
            }
            return trade.alerts().filter { $0.rule == .sameBasket }
        }
        let full = alerts(persons: persons, items: items)
        #expect(full.count == 1 && full.first?.evidence.count == persons * items && full.first?.itemCount == persons * items)
        #expect(alerts(persons: persons - 1, items: items).isEmpty)
        #expect(alerts(persons: persons, items: items - 1).isEmpty)
        #expect(alerts(persons: persons, items: items, other: 0).isEmpty)
        #expect(alerts(persons: persons, items: items, days: 7).isEmpty)
        #expect(alerts(persons: persons, items: items, takenBack: true).isEmpty)
        // What was used up does not count again.
        #expect(alerts(persons: 2 * persons - 1, items: items, days: 0).count == 1)
        #expect(alerts(persons: 2 * persons, items: items, days: 0).count == 2)
    }

    @Test func frequentTrips() {
        let least = Int(RiskThresholds.standard.figure(.frequentTrips, "minTrips"))
        func alerts(_ trips: Int, every days: Int64, itemsEach: Int = 3) -> [RiskAlert] {
            var trade = Trade()
            for trip in 0..<trips { for item in 0..<itemsEach { trade.depart("p:1", "T\(trip)", Int64(trip) * days * Self.day, serial: "D\(trip)-\(item)") } }
            return trade.alerts().filter { $0.rule == .frequentTrips }
        }
        #expect(Self.found(alerts(least, every: 7), .frequentTrips) == ["p:1 \(least)"])
        #expect(alerts(least - 1, every: 7).isEmpty && alerts(least, every: 11).isEmpty)
        #expect(alerts(2 * least, every: 1).count == 2)
    }

    @Test func mostOfTheQuotaInAFewDays() throws {
        guard let book = try Trade.policy("policy-2025"), let policy = book.policy(at: Trade.at(0), .offshore) else { return }
        let policies = RiskPolicies(book)
        let thresholds = policies.thresholds(at: Trade.at(0))
        let (quota, percent, days) = (policy.parameters.annualQuotaFen, thresholds.figure(.quotaBurst, "percent"), thresholds.figure(.quotaBurst, "withinDays"))
        let share = quota * percent / 100
        func alerts(_ parts: [(fen: Int64, at: Int64)], _ more: (inout RiskTrade) -> Void = { _ in }) -> [String] {
            var trade = Trade()
            for (index, part) in parts.enumerated() { trade.sale("Q\(index)", "p:1", part.at, fen: part.fen, product: 1) }
            more(&trade)
            return Self.found(trade.alerts(policies), .quotaBurst)
        }
        #expect(alerts([(share / 2, 0), (share - share / 2, days * Self.day - 1)]) == ["p:1 \(percent)"])
        #expect(alerts([(share / 2, 0), (share - share / 2, days * Self.day)]).isEmpty)
        #expect(alerts([(share / 2, 0), (share - share / 2 - quota / 100, 1)]).isEmpty)
        // Recorded in another order than it occurred.
        #expect(alerts([(share / 2, 60), (share - share / 2, 0)]).count == 1)
        // What came back counts no longer; what a correction adds does.
        #expect(
            alerts([(share / 2, 0)]) {
                $0.add(.return, Trade.item("Q0", 1), 10, state: .returned, person: "p:1")
                $0.sale("Z", "p:1", 20, fen: share - share / 2, product: 1)
            }.isEmpty)
        #expect(
            alerts([(share / 2, 0)]) {
                $0.add(.correct, Trade.item("Q0", 1), 10, state: .sold, reference: 101, data: ["set": .object(["priceFen": .integer(share)])])
            }.count == 1)
        #expect(alerts([(share / 2, 0)]) { $0.sale("Z", "p:2", 1, fen: share, product: 1) } == ["p:2 \(percent)"])
    }

    @Test func limitsUsedUpOnSeveralTrips() throws {
        guard let book = try Trade.policy("policy-2025"), let policy = book.policy(at: Trade.at(0), .offshore) else { return }
        let policies = RiskPolicies(book)
        let thresholds = policies.thresholds(at: Trade.at(0))
        guard let category = policy.category("cosmetics")?.code,
            let limit = policy.limits.first(where: { $0.categories.contains(category) && $0.unit == .piece })
        else { return }
        let (percent, trips) = (thresholds.figure(.nearLimitRepeat, "percent"), Int(thresholds.figure(.nearLimitRepeat, "minTrips")))
        let near = Int((limit.most * percent + 99) / 100)
        func alerts(trips: Int, pieces: Int) -> [String] {
            var trade = Trade()
            for trip in 0..<trips {
                for piece in 0..<pieces { trade.sale("L\(trip)-\(piece)", "p:1", Int64(trip) * 5 * Self.day, fen: 1, receipt: "R-\(trip)") }
            }
            return Self.found(trade.alerts(policies), .nearLimitRepeat)
        }
        #expect(alerts(trips: trips, pieces: near) == ["p:1 \(trips)"])
        #expect(alerts(trips: trips, pieces: near + 2) == ["p:1 \(trips)"])
        #expect(alerts(trips: trips - 1, pieces: near).isEmpty && alerts(trips: trips, pieces: near - 1).isEmpty)
    }

    // MARK: Places and times

    @Test func oneCodeAtTwoSitesTooSoon() {
        let least = RiskThresholds.standard.figure(.velocity, "minMinutes")
        let kmPerHour = RiskThresholds.standard.figure(.velocity, "kmPerHour")
        func alerts(_ minutes: Int64, to site: String = "S1/F1", km: Int64? = nil) -> Int {
            var trade = Trade()
            trade.add(.dispatch, Trade.item("V"), 0, by: "W1", from: "W1/A", to: site, state: .inTransit, [.transfer: "T"])
            trade.add(.receive, Trade.item("V"), minutes, from: nil, to: site, state: .inStore, [.transfer: "T"])
            return trade.alerts(kilometres: km).count { $0.rule == .velocity }
        }
        #expect(alerts(least - 1) == 1 && alerts(least) == 0 && alerts(1, to: "W1/B") == 0)
        // As far as one drives in an hour.
        #expect(alerts(59, km: kmPerHour) == 1 && alerts(60, km: kmPerHour) == 0 && alerts(2, km: 1) == 0)
    }

    @Test func whatShouldHaveHappenedByNow() {
        let standard = RiskThresholds.standard
        let transit = standard.figure(.inTransitTooLong, "hours") * 60
        let arrived = standard.figure(.activeUnreceived, "hours") * 60
        var trade = Trade()
        for index in 0..<3 {
            trade.add(.dispatch, Trade.item("T\(index)"), Int64(index), by: "W1", from: "W1/A", to: "S1", state: .inTransit, [.transfer: "DB-1"])
        }
        trade.add(.receive, Trade.item("T2"), 500, to: "S1/F1", state: .inStore, [.transfer: "DB-1"])
        trade.add(.arrive, Trade.item("U"), 0, by: "W1", to: "W1", state: .arrived, [.manifest: "MN-1"])
        #expect(trade.alerts(until: transit).isEmpty)
        // One transfer, one alert, of those that are still missing.
        let late = trade.alerts(until: transit + 1)
        #expect(late.map(\.rule) == [.inTransitTooLong] && late.first?.subject == "transfer DB-1" && late.first?.itemCount == 2)
        #expect(trade.alerts(until: arrived + 1).map(\.rule) == [.inTransitTooLong, .activeUnreceived])
        #expect(trade.alerts(until: 100 * arrived).count == 2)
    }

    @Test func goodsWhoseBuyerDoesNotLeave() {
        let standard = RiskThresholds.standard
        let after = standard.figure(.soldNotDeparted, "hoursAfterDeparture") * 60
        let before = standard.figure(.paidNotDelivered, "hoursBeforeDeparture") * 60
        let departs: Int64 = 3_000
        func rules(_ until: Int64, pickup: PickupMode = .port, _ more: (inout RiskTrade) -> Void = { _ in }) -> [RiskRule] {
            var trade = Trade()
            trade.sale("N", "p:1", 0, trip: "T1", departs: departs, pickup: pickup)
            more(&trade)
            return trade.alerts(until: until).map(\.rule)
        }
        let picked: (inout RiskTrade) -> Void = {
            $0.add(.deliver, Trade.item("N"), 100, by: "P1", from: "S1/F1", to: "P1", state: .atPickup, [.delivery: "D"])
            $0.add(.pickup, Trade.item("N"), 200, by: "P1", from: "P1", state: .pickedUp, person: "p:1", [.voucher: "V"], data: ["trip": "T1"])
        }
        #expect(rules(departs - before).isEmpty && rules(departs - before + 1) == [.paidNotDelivered])
        #expect(rules(departs + after + 1) == [.paidNotDelivered, .soldNotDeparted])
        #expect(rules(departs + after, picked).isEmpty && rules(departs + after + 1, picked) == [.soldNotDeparted])
        #expect(
            rules(departs + after + 1) {
                picked(&$0)
                $0.depart("p:1", "T1", departs, serial: "N")
            }.isEmpty)
        // The trip was put off.
        #expect(
            rules(departs + after + 1) {
                picked(&$0)
                $0.add(.reschedule, nil, 300, person: "p:1", data: ["trip": "T1", "departs": .string(Trade.at(departs + 600).formatted())])
            }.isEmpty)
        #expect(
            rules(departs + 600 + after + 1) {
                picked(&$0)
                $0.add(.reschedule, nil, 300, person: "p:1", data: ["trip": "T1", "departs": .string(Trade.at(departs + 600).formatted())])
            } == [.soldNotDeparted])
        // Posted once its buyer has left.
        #expect(rules(departs + after + 1, pickup: .mail) { $0.depart("p:1", "T1", departs) }.isEmpty)
        #expect(rules(departs + after + 1, pickup: .mail) == [.soldNotDeparted])
        let days = standard.figure(.immediateNotDeparted, "days") * Self.day
        #expect(rules(days, pickup: .immediate).isEmpty && rules(days + 1, pickup: .immediate) == [.immediateNotDeparted])
        // Returned in time, or the sale taken back.
        #expect(rules(10 * days) { $0.add(.return, Trade.item("N"), 50, to: "S1/F1", state: .returned, person: "p:1") }.isEmpty)
        #expect(rules(10 * days) { $0.add(.void, Trade.item("N"), 50, state: .inStore, reference: 101) }.isEmpty)
    }

    // MARK: Rates

    @Test(arguments: [
        (RiskRule.lossRate, MovementType.loss, MovementType.receive, "perMille", Int64(1_000), "minItems"),
        (.returnRate, .return, .sale, "percent", 100, "minSales"), (.voidRate, .void, .inspect, "perMille", 1_000, "minMovements"),
        (.relabelRate, .relabel, .inspect, "perMille", 1_000, "minMovements"),
    ])
    func ratesOfASite(_ rule: RiskRule, _ type: MovementType, _ base: MovementType, _ share: String, _ whole: Int64, _ least: String) {
        let standard = RiskThresholds.standard
        let (limit, least, window) = (standard.figure(rule, share), standard.figure(rule, least), standard.figure(rule, "windowDays") * Self.day)
        func alerts(of count: Int64, cases: Int64, apart: Int64 = 0, old: Int64 = 0) -> [RiskAlert] {
            var trade = Trade()
            for index in 0..<old { trade.add(type, Trade.item("O\(index)"), -apart, from: "S1/F1", state: .inStore) }
            for index in 0..<count { trade.add(base, Trade.item("B\(index)"), 0, from: "S1/F1", to: "S1/F2", state: .inStore) }
            for index in 0..<cases { trade.add(type, Trade.item("C\(index)"), old > 0 ? 0 : apart, from: "S1/F1", state: .inStore) }
            return trade.alerts().filter { $0.rule == rule }
        }
        // Cases are movements themselves, where those are counted.
        let count = max(least, 10 * whole / limit)
        let all = base == .inspect ? count * 2 : count
        let enough = (all * limit + whole - 1) / whole
        let found = alerts(of: count, cases: base == .inspect ? 2 * enough : enough)
        #expect((1...2).contains(found.count) && found.first?.subject == "S1" && found.first?.site == "S1", "\(rule.rawValue)")
        #expect(alerts(of: count, cases: count * limit / whole / 2).isEmpty, "\(rule.rawValue): half the rate")
        #expect(alerts(of: max(0, least / 2 - 20), cases: 3).isEmpty, "\(rule.rawValue): too few")
        #expect(alerts(of: count, cases: 3, apart: window + Self.day).isEmpty, "\(rule.rawValue): out of its window")
        #expect(alerts(of: count, cases: 1, apart: window + Self.day, old: 2 * enough).isEmpty, "\(rule.rawValue): cases of another time")
    }

    @Test func recordsThatComeLate() {
        let standard = RiskThresholds.standard
        let (hours, least) = (standard.figure(.lateRecording, "hours"), standard.figure(.lateRecording, "minMovements"))
        func alerts(late: Int64, by minutes: Int64) -> Int {
            var trade = Trade()
            for index in 0..<least { trade.add(.inspect, Trade.item("B\(index)"), 0, from: "S1/F1", state: .inStore) }
            for index in 0..<late { trade.add(.inspect, Trade.item("C\(index)"), 1, from: "S1/F1", to: "S1/F2", state: .inStore, recorded: 1 + minutes) }
            return trade.alerts().count { $0.rule == .lateRecording }
        }
        let enough = least * standard.figure(.lateRecording, "percent") / 90
        #expect(alerts(late: enough, by: hours * 60 + 1) == 1 && alerts(late: enough, by: hours * 60) == 0 && alerts(late: 2, by: hours * 60 + 1) == 0)
    }

    /// A site that loses more and more is heard of again.
    @Test func aRateIsToldAgainWhenItDoubles() {
        let least = RiskThresholds.standard.figure(.lossRate, "minItems")
        var trade = Trade()
        for index in 0..<least { trade.add(.receive, Trade.item("B\(index)"), 0, to: "S1/F1", state: .inStore) }
        for index in 0..<64 { trade.add(.loss, Trade.item("C\(index)"), 1, from: "S1/F1", state: .lost) }
        #expect(trade.alerts().map { $0.facts["cases"]?.integer } == [1, 2, 4, 8, 16, 32, 64])
    }

    // MARK: What was mended: each of these was shown by an attacker

    @Test func mistakesAndDecoysChangeNothing() throws {
        guard let book = try Trade.policy("policy-2025"), let policy = book.policy(at: Trade.at(0), .offshore) else { return }
        let policies = RiskPolicies(book)
        let quota = policy.parameters.annualQuotaFen
        func rules(_ build: (inout RiskTrade) -> Void, until: Int64 = 0) -> [RiskRule] {
            var trade = Trade()
            build(&trade)
            return trade.alerts(policies, until: until).map(\.rule)
        }
        // A sale corrected and then taken back; one that was taxed whole and corrected.
        #expect(
            rules {
                $0.sale("A", "p:1", 0, fen: quota / 2, product: 1)
                $0.add(.correct, Trade.item("A", 1), 1, state: .sold, reference: 101, data: ["set": .object(["priceFen": .integer(quota / 3)])])
                $0.add(.void, Trade.item("A", 1), 2, state: .inStore, reference: 101)
                $0.sale("B", "p:1", 3, fen: quota * 7 / 10, product: 1)
            }.isEmpty)
        // A return that was a mistake.
        #expect(
            rules {
                $0.sale("A", "p:1", 0, fen: quota / 2, product: 1)
                let back = $0.add(.return, Trade.item("A", 1), 1, to: "S1/F1", state: .returned, person: "p:1")
                $0.add(.void, Trade.item("A", 1), 2, state: .sold, reference: back)
                $0.sale("B", "p:1", 3, fen: quota / 2, product: 1)
            } == [.quotaBurst])
        // A return taken back leaves the goods with a buyer who must leave; another buyer than was said is the one who must.
        var trade = Trade()
        trade.sale("N", "p:1", 0, trip: "T1", departs: 3_000)
        let back = trade.add(.return, Trade.item("N"), 50, to: "S1/F1", state: .returned, person: "p:1")
        trade.add(.void, Trade.item("N"), 60, state: .sold, reference: back)
        trade.add(.correct, Trade.item("N"), 70, state: .sold, reference: 101, data: ["set": .object(["person": "p:2"])])
        #expect(trade.alerts(until: 100_000).filter { $0.rule == .soldNotDeparted }.map(\.subject) == ["p:2"])
        // One dated long ago, in between.
        let trips = RiskThresholds.standard.figure(.frequentTrips, "minTrips")
        #expect(
            rules {
                for trip in 0..<trips {
                    if trip == trips - 1 { $0.depart("p:1", "old", -60 * Self.day) }
                    $0.depart("p:1", "T\(trip)", trip * Self.day)
                }
            } == [.frequentTrips])
        // Nearly the limit, and nearly all of it back.
        guard let category = policy.category("cosmetics")?.code,
            let limit = policy.limits.first(where: { $0.categories.contains(category) && $0.unit == .piece })
        else { return }
        #expect(
            rules {
                for trip in 0..<Int64(4) {
                    for piece in 0..<limit.most { $0.sale("L\(trip)-\(piece)", "p:1", trip * 5 * Self.day, fen: 1, receipt: "R-\(trip)") }
                    for piece in 0..<limit.most - 1 {
                        $0.add(.return, Trade.item("L\(trip)-\(piece)"), trip * 5 * Self.day + 1, to: "S1/F1", state: .returned, person: "p:1")
                    }
                }
            }.contains(.nearLimitRepeat) == false)
        // Two receipts of one trip are one trip.
        #expect(
            rules {
                for trip in 0..<Int64(3) {
                    for piece in 0..<limit.most {
                        $0.sale("L\(trip)-\(piece)", "p:1", trip * 5 * Self.day, fen: 1, receipt: "R-\(trip)-\(piece % 2)", trip: "T\(trip)")
                    }
                }
            }.contains(.nearLimitRepeat))
    }

    /// A basket that is told of is not told of again when it grows.
    @Test func aGrowingBasketIsToldOnce() {
        var trade = Trade()
        for piece in 0..<9 { for person in 0..<4 { trade.sale("\(person)x\(piece)", "p:\(person)", Int64(piece), receipt: "R-\(person)") } }
        #expect(trade.alerts().filter { $0.rule == .sameBasket }.count == 1)
    }

    /// One traveller with very many purchases costs no more each than one with a few.
    @Test func oneTravellerWithManyPurchases() throws {
        guard let book = try Trade.policy("policy-2025") else { return }
        var trade = Trade()
        for index in 0..<50_000 { trade.sale("M\(index)", "p:1", Int64(index), fen: 1, receipt: "R-\(index)") }
        #expect(!trade.alerts(RiskPolicies(book)).contains { $0.rule == .quotaBurst })
    }

    // MARK: Thresholds

    @Test func thresholdsAreThoseOfThePolicyInForceThen() throws {
        guard let bytes = try Reference.data("domain/policy-2025.json"), var document = try JSONParser.parse(Array(bytes)).object else { return }
        document["risk"] = .object([
            "frequent-trips": .object(["minTrips": 2]), "velocity": .object(["minMinutes": -1, "speed": 3]), "unheard-of": .object([:]),
        ])
        document["effectiveFrom"] = .string(Trade.at(10 * Self.day).formatted())
        document["effectiveUntil"] = nil
        document["replaces"] = nil
        let policies = RiskPolicies(try PolicyBook([Policy(document: document)]))
        let risk = try #require(document["risk"]?.object)
        #expect(RiskThresholds.faults(policy: risk).sorted() == ["risk.unheard-of", "risk.velocity.minMinutes", "risk.velocity.speed"])
        #expect(policies.thresholds(at: Trade.at(0)).figure(.frequentTrips, "minTrips") == RiskThresholds.standard.figure(.frequentTrips, "minTrips"))
        #expect(policies.thresholds(at: Trade.at(10 * Self.day)).figure(.frequentTrips, "minTrips") == 2)
        #expect(policies.thresholds(at: Trade.at(11 * Self.day)).figure(.velocity, "minMinutes") == RiskThresholds.standard.figure(.velocity, "minMinutes"))
        func alerts(_ first: Int64) -> Int {
            var trade = Trade()
            for trip in 0..<Int64(2) { trade.depart("p:1", "T\(trip)", (first + trip) * Self.day, serial: "D\(trip)") }
            return trade.alerts(policies).count
        }
        #expect(alerts(1) == 0 && alerts(10) == 1)
        let change = try #require(RiskPolicies.Change(.frequentTrips, "minTrips", 3))
        #expect(RiskPolicies(PolicyBook(), changes: [change]).thresholds(at: Trade.at(0)).figure(.frequentTrips, "minTrips") == 3)
        #expect(RiskPolicies.Change(.frequentTrips, "minTrips", 1) == nil && RiskPolicies.Change(.frequentTrips, "minTrip", 3) == nil)
    }

    /// The thresholds of every policy at hand are figures that a rule knows.
    @Test func everyPolicyIsUnderstood() throws {
        for folder in Reference.folders {
            let path = folder.appending(path: "domain").path
            for name in (try? FileNames.of(path)) ?? [] where name.hasPrefix("policy-") && name.hasSuffix(".json") {
                guard let risk = try Reference.data("domain/\(name)").flatMap({ try JSONParser.parse(Array($0)).object })?["risk"]?.object else { continue }
                #expect(RiskThresholds.faults(policy: risk).isEmpty, "\(name)")
            }
        }
    }

    @Test func aScoreGrowsWithTheExcessAndStaysWithinAHundred() {
        for rule in RiskRule.allCases {
            #expect(
                rule.score(5, threshold: 5) == rule.weight && rule.score(10, threshold: 5) == min(100, rule.weight + 20)
                    && rule.score(.max, threshold: 1) == 100)
            #expect(rule.score(1, threshold: 0) == rule.weight && (0...100).contains(rule.weight))
        }
    }
}
