import DutyFree
import Foundation
import GS1
import StockCount
import Support
import Testing
import Wire

/// What policy documents say of counts, and what a count must tell others.
struct CountPolicyTests {
    @Test func aPolicyDocumentSaysWhoMustApprove() throws {
        let folder = try #require(Reference.find("domain"), "no reference")
        let documents = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).filter {
            $0.lastPathComponent.hasPrefix("policy-") && $0.pathExtension == "json"
        }
        #expect(!documents.isEmpty)
        for document in documents {
            let json = try #require(try JSONParser.parse(Array(Data(contentsOf: document))).object)
            guard let count = json["count"]?.object else { continue }
            let policy = CountPolicy(policy: count)
            #expect(policy.secondApproverAboveFen == count["secondApproverAboveFen"]?.integer ?? CountPolicy().secondApproverAboveFen)
            #expect(policy.zeroAboveFen == count["zeroAboveFen"]?.integer ?? CountPolicy().zeroAboveFen)
        }
    }

    @Test func figuresWithoutSenseAreLeftAside() {
        let odd: JSONObject = [
            "secondApproverAboveFen": -1, "abcPercent": .array([.integer(95), .integer(80)]), "abcDays": .array([.integer(30), .integer(91)]),
            "movementsMax": "many",
        ]
        #expect(CountPolicy(policy: odd) == CountPolicy())
        let own = CountPolicy(policy: [
            "abcPercent": .array([.integer(50), .integer(90)]), "abcDays": .array([.integer(7), .integer(30), .integer(90)]), "movementsMax": 10,
        ])
        #expect(own.abcPercent == [50, 90] && own.abcDays == [7, 30, 90] && own.movementsMax == 10)
    }

    private func result() throws -> CountResult {
        var setup = CountSetup(
            scope: [LocationPath("W1")], opened: Timestamp(millisecondsSince1970: 1_772_413_200_000),
            closed: Timestamp(millisecondsSince1970: 1_772_416_800_000))
        setup.zones = [CountZone(location: LocationPath("W1/A"), holdsSold: false)]
        var register = Register(setup)
        for (serial, state, custody) in [("1", "bonded", Custody.held), ("2", "departed", .gone), ("3", "bonded", .held)] {
            register.add(
                "/01/09521000200074/21/\(serial)", location: custody == .held ? LocationPath("W1/A") : nil, state: state, custody: custody,
                gtin: GTIN(digits14: "09521000200074"),
                priceFen: 2_000, parent: nil)
        }
        register.seal()
        let tally = Tally(register, setup)
        let text = "code,tid,zone\n/01/09521000200074/21/1,AA,W1/A\n/01/09521000200074/21/1,BB,W1/A\n/01/09521000200074/21/2,CC,W1/A\n"
        try tally.read(ReadFile(name: "r.csv", sha256: "r"), ByteSource(bytes: Array(text.utf8)))
        return try CountResult(tally)
    }

    @Test func whatMustBeToldIsAValue() throws {
        let alerts = CountAlert.alerts(of: try result())
        #expect(alerts.map(\.rule) == [.seenAfterDeparture, .velocity])
        #expect(alerts.map(\.subject) == ["/01/09521000200074/21/2", "/01/09521000200074/21/1"])
        #expect(alerts[0].ledgerState == "departed" && alerts[1].note == "two-tids" && alerts[1].evidence?.line == 2)
    }

    @Test func aSecondPersonIsNeededAboveTheLimits() throws {
        let result = try result()
        #expect(CountPolicy().needsSecond(result), "a clone, and what had left")
        #expect(result.dearestMissingFen == 2_000)
    }
}
