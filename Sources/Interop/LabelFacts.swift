import GS1
import Ledger
import Wire

/// What the labels of a row say of their items beside the key: lot (GenSpecs 3.4, AI 10) and expiry (AI 17, without one the best-before date of
/// AI 15). What brings an item into the ledger keeps them, as it keeps the columns of these names.
struct LabelFacts {
    private(set) var facts: [(field: String, value: String)] = []

    /// `codes` as they were given; centuries are those nearest to `moment` (GenSpecs 7.12). Throws `contradicts-label` where the labels do not
    /// agree: lot and expiry are said once a row.
    init(of codes: [String], at moment: Timestamp) throws(RowFault) {
        guard !codes.isEmpty else { return }
        let year = Day(inShanghai: moment).civil.year
        var lots: Set<String> = []
        var expiries: Set<String> = []
        for code in codes {
            guard let label = try? ScannedCode.parseItem(code), label.kind == .item else { continue }
            if let lot = label.value("10") { lots.insert(lot) }
            if let expiry = label.expiry(currentYear: year) { expiries.insert(expiry.text) }
        }
        try add("lot", lots)
        try add("expiry", expiries)
    }

    private mutating func add(_ field: String, _ values: Set<String>) throws(RowFault) {
        guard values.count <= 1 else {
            throw .input(InputFault(.contradictsLabel, column: field, facts: ["field": field, "labels": values.sorted().prefix(5).joined(separator: ", ")]))
        }
        facts += values.map { (field, $0) }
    }

    /// Fills in what `data` does not say. Throws `contradicts-label` where it says something else.
    func fill(_ data: inout JSONObject) throws(RowFault) {
        for (field, value) in facts {
            guard let given = data[field]?.string else {
                data[field] = .string(value)
                continue
            }
            guard given == value else {
                throw .input(InputFault(.contradictsLabel, column: field, facts: ["field": field, "value": String(given.prefix(60)), "labels": value]))
            }
        }
    }
}
