import GS1
import Ledger
import Wire

/// What the labels of a row say of their items beside the key: lot (GenSpecs 3.4, AI 10) and expiry (AI 17, without one the best-before date of
/// AI 15). What brings an item into the ledger keeps them, as it keeps the columns of these names.
struct LabelFacts {
    /// What any label says, and whether they all say it.
    private var facts: [(field: String, value: String, isOfAll: Bool)] = []

    /// `codes` as they were given, of a row of so many `items`; centuries are those nearest to `moment` (GenSpecs 7.12). Throws `contradicts-label`
    /// where the labels do not agree: lot and expiry are said once a row.
    init(of codes: [String], items: Int, at moment: Timestamp) throws(RowFault) {
        guard !codes.isEmpty else { return }
        let year = Day(inShanghai: moment).civil.year
        var lots: [String] = []
        var expiries: [String] = []
        for code in codes {
            guard let label = try? ScannedCode.parseItem(code), label.kind == .item else { continue }
            if let lot = label.value("10") { lots.append(lot) }
            if let expiry = label.expiry(currentYear: year) { expiries.append(expiry.text) }
        }
        try add("lot", lots, of: items)
        try add("expiry", expiries, of: items)
    }

    private mutating func add(_ field: String, _ values: [String], of items: Int) throws(RowFault) {
        let different = Set(values)
        if different.count > 1 { throw LabelFacts.differ(field, different.sorted()) }
        facts += different.map { (field, $0, values.count == items) }
    }

    private static func differ(_ field: String, _ labels: [String]) -> RowFault {
        .input(InputFault(.contradictsLabel, column: field, facts: ["field": field, "labels": labels.prefix(5).joined(separator: ", ")]))
    }

    /// Fills in what `data` does not say. Throws `contradicts-label` where it says something else, or some labels of the row say nothing:
    /// what is on one label is not true of the item beside it.
    func fill(_ data: inout JSONObject) throws(RowFault) {
        for (field, value, isOfAll) in facts {
            guard let given = data[field]?.string else {
                guard isOfAll else { throw LabelFacts.differ(field, [value, "–"]) }
                data[field] = .string(value)
                continue
            }
            guard given == value else {
                throw .input(InputFault(.contradictsLabel, column: field, facts: ["field": field, "value": String(given.prefix(60)), "labels": value]))
            }
        }
    }
}
