import Foundation
import Support
import Testing
import Wire

/// What is recorded long after it occurred, with the real commands: quotas, limits, policies and accounts go by the moment at
/// which it occurred, whatever was recorded in between.
struct LateEntriesTests {
    /// A shop whose clock has moved on to 3 January 2027.
    private struct Later {
        let shop: Shop
        private var environment: [String: String] { shop.environment.merging(["DUTYFREE_NOW": "2027-01-03T10:00:00+08:00"]) { $1 } }

        func dutyfree(_ arguments: [String]) throws -> Ran { try run([Binary.path] + arguments, in: shop.folder.url, environment: environment) }
        func dutyfree(_ arguments: String...) throws -> Ran { try dutyfree(arguments) }

        /// The refusal's code, or nil where it was recorded.
        func sell(_ item: String, to person: String, fen: Int, trip: String = "T1", age: Int = 30, at: String, _ more: String...) throws -> String? {
            let ran = try dutyfree(
                [
                    "record", "sale", Rows.item(item), "--as", "S1", "--at", at, "--doc", "receipt=R-\(item)", "--person", person, "--set", "age=\(age)",
                    "--set",
                    "priceFen=\(fen)", "--set", "pickup=in-zone", "--set", "trip.id=\(trip)", "--set", "trip.departs=2027-01-05T00:00:00+08:00", "--json",
                ] + more)
            return try JSON.errors(ran).first?["code"]?.string
        }

        func used(_ person: String) throws -> [Int64: Int64] {
            let years = try JSON.object(dutyfree("person", "show", person, "--json").output)["years"]?.array ?? []
            return Dictionary(uniqueKeysWithValues: years.compactMap(\.object).map { ($0["year"]?.integer ?? 0, $0["usedFen"]?.integer ?? 0) })
        }

        func account(_ period: String, _ more: String...) throws -> [Int64] {
            let object = try JSON.object(dutyfree(["account", "--period", period, "--json"] + more).output)
            guard object["holds"] == .bool(true) else { throw BadFixture("\(period) does not close") }
            return ["opening", "in", "out", "closing"].compactMap { object[$0]?.integer }
        }

        func lastSeq() throws -> Int64 {
            try #require(
                Int64(run("sqlite3", shop.path("ledger.dutyfree"), "SELECT max(seq) FROM entry").output.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
    }

    @Test func aLateSaleCountsInItsOwnYear() throws {
        let later = Later(shop: try Shop.stocked((1...6).map { "A\($0)" }))
        #expect(try later.sell("A1", to: "p:aa", fen: 9_000_000, at: "2026-12-31T23:59:59+08:00") == nil)
        #expect(try later.sell("A2", to: "p:aa", fen: 9_000_000, at: "2027-01-01T00:00:00+08:00") == nil)
        // The old year has 10,000 yuan left, whatever the new one has.
        #expect(try later.sell("A3", to: "p:aa", fen: 1_000_001, at: "2026-12-31T20:00:00+08:00") == "quota-exceeded")
        #expect(try later.sell("A3", to: "p:aa", fen: 1_000_000, at: "2026-12-31T15:59:59Z") == nil)
        #expect(try later.used("p:aa") == [2026: 10_000_000, 2027: 9_000_000])
        // More than three days late it needs a reason; with one it counts where it belongs.
        #expect(try later.sell("A4", to: "p:bb", fen: 100_000, trip: "T2", at: "2026-12-31T09:59:59+08:00") == "late-without-reason")
        #expect(try later.sell("A4", to: "p:bb", fen: 100_000, trip: "T2", at: "2026-12-31T09:59:59+08:00", "--set", "lateReason=paper slips") == nil)
        #expect(try later.used("p:bb") == [2026: 100_000, 2027: 0])
        // A correction of its time takes the charge over the boundary, and says what that reveals.
        let corrected = try later.dutyfree(
            "record", "correct", "--as", "S1", "--set", "ref=\(later.lastSeq() - 2)", "--set", "reason=clock", "--set",
            "set.occurred=2026-12-31T21:00:00+08:00", "--json")
        #expect(try JSON.object(corrected.output)["alerts"] == .array(["quota-exceeded"]), "\(corrected.errors)")
        #expect(try later.used("p:aa") == [2026: 19_000_000, 2027: 0])
        _ = try later.shop.standing()
    }

    @Test func aClosedMonthSaysBothWhatItSaidAndWhatIsSo() throws {
        let later = Later(shop: try Shop.stocked((1...4).map { "A\($0)" }))
        #expect(try later.sell("A1", to: "p:aa", fen: 100_000, at: "2026-12-31T12:00:00+08:00") == nil)
        let closed = try later.lastSeq()
        #expect(try later.account("2026-12") == [4, 0, 1, 3])
        #expect(try later.sell("A2", to: "p:aa", fen: 100_000, at: "2026-12-31T13:00:00+08:00") == nil)
        let loss = try later.dutyfree(
            "record", "loss", Rows.item("A3"), "--as", "S1", "--at", "2026-12-31T14:00:00+08:00", "--doc", "report=L", "--set", "cause=theft", "--json")
        #expect(loss.status == 0, "\(loss.errors)")
        #expect(try later.account("2026-12") == [4, 0, 3, 1])
        #expect(try later.account("2027-01") == [1, 0, 0, 1], "the next opens where it closes now")
        #expect(try later.account("2026-12", "--as-of", String(closed)) == [4, 0, 1, 3])
        // Taken back: as if it had never been, in the month in which it had been.
        let void = try later.dutyfree("record", "void", "--as", "S1", "--set", "ref=\(later.lastSeq())", "--set", "reason=found behind the shelf", "--json")
        #expect(void.status == 0, "\(void.errors)")
        #expect(try later.account("2026-12") == [4, 0, 2, 2])
    }

    /// A version that is recorded after sales of its time: they stay as they were judged, later ones are judged by it.
    @Test func aPolicyRecordedLateJudgesOnlyWhatIsRecordedAfterIt() throws {
        let later = Later(shop: try Shop.stocked((1...4).map { "A\($0)" }))
        #expect(try later.sell("A1", to: "p:aa", fen: 4_000_000, at: "2027-01-02T12:00:00+08:00") == nil)
        try later.shop.write(
            "p.json",
            try Proposal.document {
                $0["effectiveFrom"] = "2027-01-02T00:00:00+08:00"
                Proposal.set(&$0, "parameters", "annualQuotaFen", "value", to: 3_000_000)
            })
        let added = try later.dutyfree("policy", "add", "p.json", "--as", "V1")
        #expect(added.status == 0, "\(added.errors)")
        #expect(try later.sell("A2", to: "p:bb", fen: 4_000_000, trip: "T2", at: "2027-01-02T12:00:00+08:00") == "quota-exceeded")
        #expect(try later.sell("A2", to: "p:bb", fen: 4_000_000, trip: "T2", at: "2027-01-01T23:59:59+08:00") == nil)
        // The first names the version that judged it, and its correction counts under that one.
        let corrected = try later.dutyfree(
            "record", "correct", "--as", "S1", "--set", "ref=\(later.lastSeq() - 2)", "--set", "reason=typo", "--set", "set.priceFen=4100000", "--json")
        #expect(corrected.status == 0, "\(corrected.errors)")
        #expect(try later.used("p:aa") == [2027: 4_100_000])
        _ = try later.shop.standing()
    }

    /// An item's own movements stay in order: what occurred before its last one is refused, not slipped in.
    @Test func aReturnFromBeforeTheDepartureComesTooLate() throws {
        let later = Later(shop: try Shop.stocked(["A1"]))
        #expect(try later.sell("A1", to: "p:aa", fen: 100_000, at: "2027-01-02T12:00:00+08:00") == nil)
        let departed = try later.dutyfree(
            "record", "depart", Rows.item("A1"), "--as", "G1", "--at", "2027-01-02T18:00:00+08:00", "--doc", "departure=D", "--person", "p:aa", "--set",
            "trip.id=T1")
        #expect(departed.status == 0, "\(departed.errors)")
        let back = [
            "record", "return", Rows.item("A1"), "--as", "S1", "--person", "p:aa", "--to", "S1/Z", "--doc", "refund=F", "--set", "reason=colour", "--json",
            "--at",
        ]
        #expect(try JSON.errors(later.dutyfree(back + ["2027-01-02T17:00:00+08:00"])).first?["code"] == "out-of-order")
        #expect(try JSON.errors(later.dutyfree(back + ["2027-01-02T19:00:00+08:00"])).first?["code"] == "approval-needed")
        #expect(try later.used("p:aa") == [2027: 100_000])
    }

    /// An answer names entries that are there.
    @Test func anAnswerThatNamesNoEntryIsRefused() throws {
        let shop = try Shop()
        try shop.must("call", "open", "query", "--to", "S1", "--text", "where", "--as", "K1")
        let refused = try shop.dutyfree("call", "answer", "Q-2026-001", "--entries", "999999", "--as", "S1", "--json")
        #expect(refused.status == 3)
        #expect(try JSON.errors(refused).first?["code"] == "unknown-entry")
        try shop.must("call", "answer", "Q-2026-001", "--entries", "0", "--as", "S1")
    }
}
