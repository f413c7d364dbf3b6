import DutyFree
import GS1
import Supervision
import Wire

/// Level 4: the projections that a store keeps against what the entries give.
struct ProjectionVerifier {
    let reader: any LedgerReader
    let view: ReplayView
    /// Items about which the entries themselves are in doubt: not compared.
    let lost: Set<ItemKey>

    func verify(into report: inout VerificationReport) throws {
        try compare("item", &report, compareItems)
        if lost.isEmpty {
            try compare("stock", &report, compareStock)
            try compare("flow", &report, compareFlows)
        }
        try compare("master", &report, compareMasters)
        try compare("event", &report, compareEvents)
        try compare("label", &report, compareLabels)
    }

    /// A row that cannot even be read ends the comparison of its table, and is a finding like one that differs.
    private func compare(
        _ table: String, _ report: inout VerificationReport, _ body: (inout VerificationReport) throws -> Void
    ) throws {
        do {
            try body(&report)
        } catch StoreFault.damaged(_, let reason) {
            add(&report, table, reason)
        }
    }

    private func compareLabels(_ report: inout VerificationReport) throws {
        let labels = try reader.labels()
        for code in Set(labels.keys).union(view.labels.keys).sorted() where labels[code] != view.labels[code] {
            add(&report, "label", code.text, items: [labels[code], view.labels[code]].compactMap { $0 })
        }
    }

    private func compareItems(_ report: inout VerificationReport) throws {
        var seen = 0
        let hasDeclarations = try reader.hasFlows()
        try reader.items { head in
            guard !lost.contains(head.item.key) else { return true }
            seen += 1
            var expected = view.heads[head.item.key]
            expected?.row = head.row
            if !hasDeclarations { expected?.item.declaration = nil }
            if expected != head { add(&report, "item", head.item.key.text, items: [head.item.key]) }
            return true
        }
        guard seen < view.heads.count - lost.count else { return }
        for key in view.heads.keys.sorted() where try !lost.contains(key) && reader.head(of: key) == nil {
            add(&report, "item", key.text, items: [key])
        }
    }

    private func compareStock(_ report: inout VerificationReport) throws {
        let stock = try reader.stock()
        let expected = view.stock
        let differing = Set(stock.keys).union(expected.keys).filter { stock[$0] ?? 0 != expected[$0] ?? 0 }
        for key in differing.sorted(by: { $0.name < $1.name }) {
            add(&report, "stock", key.name, facts: ["is": String(stock[key] ?? 0), "expected": String(expected[key] ?? 0)])
        }
    }

    /// A file of an older version that is only read has no flows to compare.
    private func compareFlows(_ report: inout VerificationReport) throws {
        guard try reader.hasFlows() else { return }
        let flows = try reader.flows()
        let differing = Set(flows.keys).union(view.flows.keys).filter { flows[$0] ?? 0 != view.flows[$0] ?? 0 }
        for flow in differing.sorted(by: { $0.name < $1.name }) {
            add(&report, "flow", flow.name, facts: ["is": String(flows[flow] ?? 0), "expected": String(view.flows[flow] ?? 0)])
        }
    }

    private func compareMasters(_ report: inout VerificationReport) throws {
        for kind in MasterKind.allCases {
            // Trips and persons are folded from all their movements: one that was not judged leaves them behind.
            if !lost.isEmpty, kind == .trip || kind == .person || kind == .count { continue }
            let rows = try reader.masters(kind)
            var expected = view.masters[kind] ?? [:]
            for row in rows {
                // The entry that said it last is noted by both; a row that the entries do not give is too much.
                if expected.removeValue(forKey: row.name) != row { add(&report, kind.rawValue, row.name) }
            }
            for name in expected.keys.sorted() { add(&report, kind.rawValue, name) }
        }
    }

    private func compareEvents(_ report: inout VerificationReport) throws {
        var expected = view.events
        try reader.events { id, seq in
            if expected.removeValue(forKey: id) != seq { add(&report, "event", id) }
            return true
        }
        for id in expected.keys.sorted() { add(&report, "event", id) }
    }

    private func add(
        _ report: inout VerificationReport, _ table: String, _ name: String, facts: [String: String] = [:],
        items: [ItemKey] = []
    ) {
        // A person's code is no secret of the ledger, but it has no place in a sentence either.
        let shown = table == "person" ? "a person" : name
        report.add(
            Finding(.wrongProjection, facts: facts.merging(["table": table, "row": shown]) { a, _ in a }, items: items))
    }
}

extension Flow {
    fileprivate var name: String {
        "\(AccountPeriod.text(Day(daysSince1970: Int(day)))) \(type.rawValue) \(source?.rawValue ?? "-") \(target.rawValue) \(product.digits14) \(declaration)"
    }
}

extension StockKey {
    package var name: String { "\(location?.text ?? "-") \(product.digits14) \(state.rawValue)" }
}
