import DutyFree
import EPCIS
import Ledger
import Testing
import Wire

@testable import Interop

/// What an event says in terms of ours becomes a field of the movement, or a reason to refuse the event: nothing is left out in silence.
struct EventDraftTests {
    @Test(
        arguments: [
            ("priceFen", "80000", "80000"), ("priceFen", #""80000""#, "80000"), ("priceFen", "null", nil), ("priceFen", "80000.5", "bad-number"),
            ("priceFen", "8e4", "bad-number"), ("priceFen", "1e400", "bad-number"), ("priceFen", "9007199254740993", "bad-number"),
            ("priceFen", "-1", "negative-money"), ("priceFen", "true", "bad-number"), ("priceFen", "[1]", "bad-number"), ("age", "30", "30"),
            ("age", "30.0", "bad-number"), ("resident", "true", "true"), ("resident", "1", "bad-value"), ("note", #""更正""#, #""更正""#),
            ("note", "5", "bad-value"),
            ("set", #"{"priceFen":7}"#, #"{"priceFen":7}"#), ("set", #"{"priceFen":7.5}"#, "bad-number"), ("set", #"{"colour":7}"#, "unknown-field"),
        ] as [(String, String, String?)])
    func termsAreFieldsOrReasons(_ name: String, _ value: String, _ expected: String?) throws {
        #expect(try outcome(name, value) == expected, "dfl:\(name): \(value)")
    }

    private func outcome(_ name: String, _ value: String) throws -> String? {
        let text =
            #"{"@context":["\#(DocumentContext.address)",{"dfl":"\#(LedgerTerms.namespace)"}],"type":"ObjectEvent","eventTime":"2026-03-02T03:00:00Z","#
            + #""eventTimeZoneOffset":"+08:00","action":"OBSERVE","bizStep":"retail_selling","epcList":["https://id.gs1.org/01/09521234000013/21/A"],"#
            + #""dfl:movement":"sale","dfl:\#(name)":\#(value)}"#
        let source = EventReader(ByteSource(bytes: Array(text.utf8)))
        guard case .event(let raw)? = try source.next() else { return "not read" }
        let judged = EventRules(now: try Timestamp("2027-01-01T00:00:00Z")).judge(raw, original: { _ in nil }, declared: { _ in nil })
        let event = try #require(judged.event)
        do {
            let data = try #require(try EventDrafter(mapping: EventMapping(), by: PartyCode("S1")).submission(of: event)).movement.data
            return data[name].map { JSONTree($0).text }
        } catch let fault as RowFault { return fault.code }
    }

    /// Every name of a field leads to it, and none that is nearly one.
    @Test func fieldsAreFoundByTheirNamesOnly() {
        for name in MovementField.names {
            let field = MovementField(name)
            #expect(field != nil, "\(name)")
            for other in [name + "s", name.uppercased(), String(name.reversed()), "", name.replacing("e", with: "é")] where !MovementField.names.contains(other)
            {
                #expect(MovementField(other) == nil, "\(other)")
            }
        }
    }
}

struct UnpackTests {
    /// A carton that is named alone is what is unpacked; of items it must be said from where.
    @Test func aCartonNamedAloneIsUnpacked() throws {
        func parent(_ items: String, _ more: (String, String)...) throws -> String? {
            let fields = [("type", "unpack"), ("by", "W1"), ("occurred", "2026-03-02T03:00:00Z"), ("items", items)] + more
            return try MovementRow.submission(fields).movement.data["parent"]?.string
        }
        let (carton, other, item) = ("/00/095212329768089737", "/00/195212329768089734", "/01/09521000200074/21/A1")
        #expect(try parent(carton) == carton)
        #expect(try parent(item) == nil)
        #expect(try parent(carton + " " + item) == nil)
        #expect(try parent(item, ("parent", carton)) == carton)
        #expect(throws: RowFault.self) { try parent(carton, ("parent", other + "9")) }
    }
}
