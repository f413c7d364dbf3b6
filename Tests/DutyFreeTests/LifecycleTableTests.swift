import DutyFree
import Foundation
import Support
import Testing
import Wire

/// The table in code is the table of reference/domain/lifecycle.json, row by row.
struct LifecycleTableTests {
    private func reference() throws -> JSONObject? {
        try Reference.data("domain/lifecycle.json").flatMap { try JSONParser.parse(Array($0)).object }
    }

    @Test func statesAreThoseOfTheReference() throws {
        guard let reference = try reference() else { return }
        let rows = (reference["states"]?.array ?? []).compactMap(\.object)
        #expect(rows.map { $0["code"]?.string } == ItemState.allCases.map(\.rawValue))
        for row in rows {
            let state = try #require(ItemState(rawValue: row["code"]?.string ?? ""))
            #expect(state.zh == row["zh"]?.string)
            #expect(state.custody.rawValue == row["custody"]?.string)
            #expect(state.isFinal == row["final"]?.bool)
            #expect(state.meaning == row["meaning"]?.string)
        }
    }

    @Test func movementsAreThoseOfTheReference() throws {
        guard let reference = try reference() else { return }
        let rows = (reference["movements"]?.array ?? []).compactMap(\.object)
        #expect(rows.map { $0["type"]?.string } == LifecycleTable.rules.map(\.type.rawValue))
        for row in rows {
            let type = try #require(MovementType(rawValue: row["type"]?.string ?? ""))
            let rule = type.rule
            func texts(_ name: String) -> [String] { (row[name]?.array ?? []).compactMap(\.string) }
            #expect(rule.type == type)
            #expect(rule.zh == row["zh"]?.string)
            #expect(Set(names(rule.from)) == Set(texts("from")), "\(type)")
            #expect(name(rule.to) == row["to"]?.string, "\(type)")
            #expect(Set(rule.by.roles.map(\.rawValue)) == Set(texts("by")), "\(type)")
            #expect(rule.fields == texts("fields"), "\(type)")
            #expect(rule.documents.map(\.rawValue) == texts("documents"), "\(type)")
            let ofASale = ["see the sale rules", "every refusal of sale"]
            #expect(rule.refusals.map(\.rawValue) == texts("refusals").filter { !ofASale.contains($0) }, "\(type)")
            #expect(rule.saleRefusals == texts("refusals").contains { ofASale.contains($0) }, "\(type)")
        }
    }

    @Test func reasonCodesAreThoseOfTheReferenceAndOurOwn() throws {
        guard let reference = try reference() else { return }
        let rows = (reference["reasons"]?.array ?? []).compactMap(\.object)
        let own: Set = [
            "other-location", "too-large", "sum-too-large", "unknown-count", "count-overlap", "count-not-allowed", "count-same-person", "count-changed",
            "count-needs-second", "policy-malformed", "policy-parameter-missing", "policy-parameter-unknown", "policy-unit",
            "policy-category-unknown", "policy-mode-unknown", "policy-source-unknown", "policy-interval", "policy-overlap",
            "policy-exists", "unknown-policy", "unknown-call", "call-not-allowed", "call-other-party", "call-not-overdue", "unknown-alert",
            "alert-not-allowed",
        ]
        #expect(rows.map { $0["code"]?.string } == ReasonCode.allCases.map(\.rawValue).filter { !own.contains($0) })
        for row in rows { #expect(ReasonCode(rawValue: row["code"]?.string ?? "")?.meaning == row["meaning"]?.string) }
    }

    private func names(_ origin: MovementOrigin) -> [String] {
        switch origin {
        case .none: ["-"]
        case .trip: ["(trip)"]
        case .person: ["(person)"]
        case .entry: ["(entry)"]
        case .item(let states): states.states.map(\.rawValue)
        }
    }

    private func name(_ result: MovementResult) -> String {
        switch result {
        case .same: "="
        case .state(let state): state.rawValue
        case .either(let first, let second): "\(first.rawValue)|\(second.rawValue)"
        case .replayed: "replayed"
        case .beforeIt: "before it"
        }
    }
}
