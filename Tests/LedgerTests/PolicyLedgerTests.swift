import DutyFree
import Foundation
import Ledger
import SQLiteStore
import Support
import Testing
import Wire

/// Policies as entries: who may record them, what they judge, and that the verifier judges by the same.
struct PolicyLedgerTests {
    private func documents() throws -> [JSONObject]? {
        guard let folder = Reference.find("domain") else { return nil }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("policy-") && $0.hasSuffix(".json") }
        return try names.sorted().map { name in
            try #require(try JSONParser.parse(Array(Data(contentsOf: folder.appending(path: name)))).object)
        }
    }

    /// A ledger of before there were policies, to which an approver then adds them all.
    private func withPolicies(_ documents: [JSONObject]) throws -> LedgerFixture {
        let fixture = try LedgerFixture.traded()
        try fixture.commit(try fixture.open()) { recorder in
            _ = try recorder.record(.party, name: "V1", data: ["code": "V1", "name": "V1", "roles": .array(["approver"])], by: nil)
            for document in documents {
                let seq = try recorder.record(policy: document, by: PartyCode("V1"))
                #expect(seq != nil)
            }
        }
        return fixture
    }

    private func sale(_ item: Int, _ fen: Int64, at seconds: Int64, person: String = "p:traveller-2") -> Movement {
        LedgerFixture.movement(
            .sale, "S1", [LedgerFixture.item(item)], seconds, [.receipt: "R-\(item)"], person: person,
            data: [
                "age": 30, "priceFen": .integer(fen), "pickup": "port",
                "trip": .object(["departs": .string(LedgerFixture.later(80_000).formatted()), "exit": false, "id": .string("T/" + person)]),
            ])
    }

    @Test func entriesNameTheVersionAndTheVerifierJudgesByIt() throws {
        guard let documents = try documents(), let last = documents.last?["id"]?.string else { return }
        let fixture = try withPolicies(documents)
        let store = try fixture.open()
        try fixture.commit(store) { recorder in
            try LedgerFixture.mustRecord(recorder, sale(30, 6_000_000, at: 200))
            guard case .refused(let refusal) = try recorder.record(Submission(sale(31, 6_000_000, at: 210))) else { throw BadFixture("sold") }
            #expect(refusal.code == .quotaExceeded)
            #expect(refusal.facts["leftFen"] == "4000000")
        }
        let (entry, standing) = try store.read { reader in
            (try #require(try reader.chain(of: LedgerFixture.item(30)).last?.entry), try reader.master(.person, "p:traveller-2"))
        }
        #expect(entry.policy?.text == last)
        #expect(standing?.data["usedFen"]?.object?["offshore"]?.object?.members.first?.value == 6_000_000)
        #expect(try fixture.verify().isSound)
        // What was recorded before the first policy names none, and stays valid.
        let before = try store.read { try $0.chain(of: LedgerFixture.item(8)).last?.entry }
        #expect(before?.policy == nil)
    }

    @Test func onlyAnApproverOrCustomsAddAPolicyAndItsIntervalMustBeFree() throws {
        guard let documents = try documents(), let last = documents.last else { return }
        let fixture = try withPolicies(documents)
        try fixture.commit(try fixture.open()) { recorder in
            let again = try recorder.record(policy: last, by: PartyCode("V1"))
            #expect(again == nil)
            var other = last
            other["id"] = "p2"
            func refused(_ document: JSONObject, by party: String?) -> ReasonCode? {
                do { _ = try recorder.record(policy: document, by: party.map { PartyCode($0) }) } catch { return (error as? Refusal)?.code }
                return nil
            }
            #expect(refused(other, by: "S1") == .notAuthorised)
            #expect(refused(other, by: nil) == .unknownParty)
            #expect(refused(other, by: "Z9") == .unknownParty)
            #expect(refused(other, by: "K1") == .policyOverlap)
        }
        #expect(try fixture.verify().isSound)
    }

    /// A person's row is a projection: verify finds one that was changed, repair makes it again.
    @Test func usedQuotaIsComparedAndRebuilt() throws {
        guard let documents = try documents() else { return }
        let fixture = try withPolicies(documents)
        try fixture.commit(try fixture.open()) { try LedgerFixture.mustRecord($0, sale(30, 6_000_000, at: 200)) }
        try RawDatabase(fixture.path).run("UPDATE master SET data = replace(data, '6000000', '600') WHERE kind = 'person'")
        let report = try fixture.verify()
        #expect(report.findings.map(\.kind) == [.wrongProjection])
        #expect(!report.findings.contains { $0.facts.values.contains { $0.contains("p:") } })
        #expect(try Projections.rebuild(fixture.open(), dryRun: false).differences == 1)
        #expect(try fixture.verify().isSound)
    }

    /// Whoever writes entries past the program is found out by the rules: a sale above the quota, an entry that names
    /// another version or none.
    @Test(arguments: ["another", "none", "above"])
    func aSaleThatThePolicyForbidsIsFoundByTheVerifier(_ what: String) throws {
        guard let documents = try documents(), let first = documents.first?["id"]?.string else { return }
        let fixture = try withPolicies(documents)
        try fixture.commit(try fixture.open()) { try LedgerFixture.mustRecord($0, sale(30, 6_000_000, at: 200)) }
        try Rewriter(database: RawDatabase(fixture.path)).rewrite(signer: fixture.signer) { entries in
            for (index, entry) in entries.enumerated() where entry["type"] == "sale" && entry["policy"] != nil {
                switch what {
                case "another": entries[index]["policy"] = .string(first)
                case "none": entries[index]["policy"] = nil
                default:
                    var data = entry["data"]?.object ?? JSONObject()
                    data["priceFen"] = 10_000_001
                    entries[index]["data"] = .object(data)
                }
            }
        }
        let kinds = try fixture.verify().findings.map(\.kind)
        #expect(kinds.contains(what == "above" ? .notAdmissible : .wrongEffect), "\(kinds)")
    }
}
