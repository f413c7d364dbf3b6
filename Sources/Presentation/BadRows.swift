package import Wire

/// The refused rows of one input: the first twenty as they are, the rest as a count by code. Holds no more than that,
/// however many are added; all of them go to `--rejects` as they are found.
package struct BadRows: Sendable {
    package static let shown = 20

    package private(set) var first: [Problem] = []
    package private(set) var total = 0
    private var counts: [String: Int] = [:]

    package init() {}

    package var isEmpty: Bool { total == 0 }

    /// O(1).
    package mutating func add(_ problem: Problem) {
        if first.count < Self.shown { first.append(problem) }
        count(problem.code)
    }

    /// One more than can be shown: its sentence would be made for nothing.
    package mutating func count(_ code: String) {
        total += 1
        counts[code, default: 0] += 1
    }

    /// Whether there is room to show one more.
    package var showsMore: Bool { first.count < Self.shown }

    /// The most frequent first; equals by code.
    package var byCode: [(code: String, count: Int)] {
        counts.map { (code: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.code) < ($0.count, $1.code) }
    }

    /// The value of `byCode` in an answer.
    package var byCodeFields: JSONObject {
        var fields = JSONObject()
        for (code, count) in counts { fields[code] = .integer(Int64(count)) }
        return fields
    }

    /// A line a row; when not all are shown, how many are not and a count of all by code.
    package func render(language: Language, style: Style) -> String {
        var result = ""
        for problem in first {
            result += "\(style.sign(.bad)) \(problem.line(language: language, style: style, withCode: true))\n"
        }
        guard total > first.count else { return result }
        let figure = Figures.grouped(total - first.count)
        result += Text(en: "and \(figure) more; in all, by code:", zh: "另有 \(figure) 行；全部按代码计：")[language] + "\n"
        let byCode = byCode
        let widest = byCode.map { DisplayWidth.of(Figures.grouped($0.count)) }.max() ?? 0
        for (code, count) in byCode {
            result += "  \(Fitting.padded(Figures.grouped(count), to: widest, alignRight: true))  \(code)\n"
        }
        return result
    }
}
