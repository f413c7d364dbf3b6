import DutyFree
import Foundation
import Supervision
import Support
import Testing
import Wire

struct CallSessionTests {
    private static let start = Timestamp(millisecondsSince1970: 1_772_420_400_000)
    private static func hour(_ hours: Int) -> Timestamp { Timestamp(millisecondsSince1970: start.millisecondsSince1970 + Int64(hours) * 3_600_000) }

    /// A call as the house opens it.
    private static func open(_ kind: CallKind, to: [String] = ["S1"], leaving out: String? = nil) throws -> CallSession {
        let rule = CallRules.standard[kind]
        func after(_ ms: Int64) -> JSONValue { .string(Timestamp(millisecondsSince1970: start.millisecondsSince1970 + ms).formatted()) }
        var data: JSONObject = [
            "to": .array(to.map { .string($0) }), "text": "why", "due": after(rule.answerMs),
            "escalateTo": .array(rule.escalateTo.map { .string($0.rawValue) }),
        ]
        data["bookBy"] = rule.bookMs.map(after)
        data["quarantineBy"] = rule.quarantineMs.map(after)
        if kind == .recall { data["subject"] = .object(["lot": "L1"]) }
        if let out { data[out] = nil }
        return try CallSession(id: "X-1", kind: kind, by: PartyCode("K1"), data: data, seq: 10, at: start)
    }

    private static let file: JSONValue = .array([.object(["name": "r.pdf", "sha256": .string(String(repeating: "0", count: 64))])])

    /// Steps in order: the party, the step, hours after the opening, what it says; the last row's outcome is expected: a
    /// status, `late` added, or the code of the refusal.
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let kind: CallKind
        let steps: [(String, CallStep, Int, JSONObject)]
        let expected: String

        init(_ text: String, _ kind: CallKind, _ steps: [(String, CallStep, Int, JSONObject)], _ expected: String) {
            testDescription = text
            self.kind = kind
            self.steps = steps
            self.expected = expected
        }
    }

    static let rows = [
        Row("answered", .query, [("S1", .answer, 1, ["text": "here"])], "answered"),
        Row("acknowledged", .query, [("S1", .acknowledge, 1, [:])], "acknowledged"),
        Row("answered and accepted", .query, [("S1", .answer, 1, ["text": "here"]), ("K1", .accept, 2, [:])], "accepted"),
        Row("a second answer adds", .query, [("S1", .answer, 1, ["text": "here"]), ("S1", .answer, 2, ["entries": .array([4])])], "answered"),
        Row("late counts", .query, [("S1", .answer, 25, ["text": "here"])], "answered late"),
        Row("on the minute is not late", .query, [("S1", .answer, 24, ["text": "here"])], "answered"),
        Row("the wrong party", .query, [("S2", .answer, 1, ["text": "here"])], "call-other-party"),
        Row("who asked does not answer", .query, [("K1", .answer, 1, ["text": "here"])], "call-other-party"),
        Row("nothing is no answer", .query, [("S1", .answer, 1, [:])], "missing-field"),
        Row("empty words are no answer", .query, [("S1", .answer, 1, ["text": ""])], "missing-field"),
        Row("accepted before answered", .query, [("K1", .accept, 1, [:])], "call-not-allowed"),
        Row("accepted by whom it asks", .query, [("S1", .answer, 1, ["text": "here"]), ("S1", .accept, 2, [:])], "call-other-party"),
        Row(
            "after the end", .query, [("S1", .answer, 1, ["text": "here"]), ("K1", .accept, 2, [:]), ("S1", .answer, 3, ["text": "more"])], "call-not-allowed"),
        Row(
            "rejected", .query, [("S1", .answer, 1, ["text": "here"]), ("K1", .reject, 2, ["reason": "no", "due": .string(hour(26).formatted())])], "rejected"),
        Row(
            "rejected and answered late", .query,
            [
                ("S1", .answer, 1, ["text": "here"]), ("K1", .reject, 2, ["reason": "no", "due": .string(hour(26).formatted())]),
                ("S1", .answer, 27, ["text": "there"]),
            ],
            "answered late"),
        Row(
            "rejected without a reason", .query, [("S1", .answer, 1, ["text": "here"]), ("K1", .reject, 2, ["due": .string(hour(26).formatted())])],
            "missing-field"),
        Row("escalated before its time", .query, [("V1", .escalate, 24, ["role": "approver"])], "call-not-overdue"),
        Row("escalated", .query, [("V1", .escalate, 25, ["role": "approver"])], "open"),
        Row("escalated past somebody", .query, [("V1", .escalate, 25, ["role": "customs"])], "missing-field"),
        Row("escalated twice", .query, [("V1", .escalate, 25, ["role": "approver"]), ("V1", .escalate, 26, ["role": "customs"])], "open"),
        Row(
            "nobody above", .query,
            [("V1", .escalate, 25, ["role": "approver"]), ("V1", .escalate, 26, ["role": "customs"]), ("V1", .escalate, 27, ["role": "customs"])],
            "call-not-allowed"),
        Row(
            "escalated and answered all the same", .query, [("V1", .escalate, 25, ["role": "approver"]), ("S1", .answer, 26, ["text": "here"])], "answered late"
        ),
        Row("escalated although answered", .query, [("S1", .answer, 1, ["text": "here"]), ("V1", .escalate, 30, ["role": "approver"])], "call-not-overdue"),
        Row("a slot first", .inspection, [("S1", .answer, 1, ["result": "pass", "files": file])], "call-not-allowed"),
        Row(
            "a slot, then the result", .inspection,
            [("S1", .book, 1, ["slot": .string(hour(40).formatted()), "place": "S1/F1"]), ("S1", .answer, 42, ["result": "pass", "files": file])], "answered"),
        Row("a slot without a place", .inspection, [("S1", .book, 1, ["slot": .string(hour(40).formatted())])], "missing-field"),
        Row("a slot booked late", .inspection, [("S1", .book, 30, ["slot": .string(hour(40).formatted()), "place": "S1"])], "acknowledged late"),
        Row(
            "a result without its files", .inspection,
            [("S1", .book, 1, ["slot": .string(hour(40).formatted()), "place": "S1"]), ("S1", .answer, 42, ["result": "pass"])], "missing-field"),
        Row("no slot for a query", .query, [("S1", .book, 1, ["slot": .string(hour(4).formatted()), "place": "S1"])], "call-not-allowed"),
        Row("inspection overdue for want of a slot", .inspection, [("K1", .escalate, 25, ["role": "customs"])], "open"),
        Row("a recall answered", .recall, [("S1", .answer, 3, ["text": "all found"])], "answered"),
        Row("a recall answered late", .recall, [("S1", .answer, 5, ["text": "all found"])], "answered late"),
        Row(
            "answered, not put aside in time", .recall, [("S1", .answer, 3, ["text": "all found"]), ("V1", .escalate, 25, ["role": "approver"])], "answered"),
        Row(
            "put aside in time", .recall,
            [("S1", .answer, 3, ["text": "all found"]), ("S1", .quarantine, 20, ["text": "cage 4"]), ("V1", .escalate, 25, ["role": "approver"])],
            "call-not-overdue"),
        Row("an alarm dismissed", .alarm, [("S1", .answer, 0, ["outcome": "dismissed", "text": "a test"])], "answered"),
        Row("an alarm answered with another word", .alarm, [("S1", .answer, 0, ["outcome": "ignored", "text": "a test"])], "missing-field"),
        Row("an alarm after half an hour", .alarm, [("S1", .answer, 1, ["outcome": "acted", "text": "stopped"])], "answered late"),
    ]

    @Test(arguments: rows)
    func aStepIsTakenOrRefused(_ row: Row) throws {
        var session = try Self.open(row.kind)
        var outcome = ""
        for (index, step) in row.steps.enumerated() {
            do {
                try session.apply(step.1, by: PartyCode(step.0), isCustoms: step.0 == "K1", data: step.3, seq: UInt64(11 + index), at: Self.hour(step.2))
                outcome = session.status.rawValue + (session.steps.last?.isLate == true ? " late" : "")
            } catch {
                #expect(index == row.steps.count - 1, "step \(index): \(error)")
                outcome = error.code.rawValue
            }
            // What the projection keeps is the session.
            #expect(CallSession(row: session.row) == session)
        }
        #expect(outcome == row.expected)
    }

    /// Each of several must answer.
    @Test func aCallToTwoWaitsForBoth() throws {
        var session = try Self.open(.recall, to: ["S1", "W1"])
        #expect(session.demands.count == 4)
        try session.apply(.answer, by: PartyCode("W1"), isCustoms: false, data: ["text": "x"], seq: 11, at: Self.hour(1))
        #expect(session.status == .acknowledged)
        #expect(session.overdue(at: Self.hour(5)).map(\.party.text) == ["S1"])
        try session.apply(.answer, by: PartyCode("S1"), isCustoms: false, data: ["text": "x"], seq: 12, at: Self.hour(2))
        #expect(session.status == .answered)
    }

    @Test(arguments: ["to", "text", "due", "bookBy", "quarantineBy", "subject"])
    func whatItMustSay(_ field: String) {
        let kind: CallKind = field == "bookBy" ? .inspection : field == "quarantineBy" || field == "subject" ? .recall : .query
        #expect(throws: Refusal(.missingField, field: field, facts: ["field": field])) { _ = try Self.open(kind, leaving: field) }
    }

    /// The deadlines are the policy's, where it has them.
    @Test func aPolicyMayGiveOtherTimes() throws {
        let rules = CallRules(policy: [
            "query": .object(["answerHours": 2, "escalateTo": .array(["customs"])]), "alarm": .object(["answerMinutes": 5]),
            "recall": .object(["answerHours": -1]),
        ])
        #expect(rules[.query].answerMs == 7_200_000 && rules[.query].escalateTo == [.customs])
        #expect(rules[.alarm].answerMs == 300_000 && rules[.alarm].escalateTo == [.approver, .customs])
        #expect(rules[.recall] == CallRules.standard[.recall] && rules[.inspection] == CallRules.standard[.inspection])
    }

    /// The policies of the reference data have the times of the house.
    @Test func theReferencePolicySaysTheSame() throws {
        guard let bytes = try Reference.data("domain/policy-2025.json") else { return }
        let document = try #require(try JSONParser.parse(Array(bytes)).object)
        #expect(CallRules(policy: try #require(document["calls"]?.object)) == CallRules.standard)
    }
}
