package import DutyFree
import Wire

extension ReasonCode {
    /// What is wrong, with the named facts in place; a fact that is absent leaves a dash, never braces.
    package func sentence(_ facts: [String: String]) -> Text { row.sentence.filled(with: facts) }

    /// What to do next.
    package func hint(_ facts: [String: String]) -> Text { row.hint.filled(with: facts) }

    /// For `explain`: what the code means, and what to do.
    package var explanation: Text {
        let hint = row.hint.filled(with: ["document": "KIND", "field": "FIELD"])
        return Text(en: "\(meaning.prefix(1).uppercased())\(meaning.dropFirst()). \(hint.en)", zh: "\(row.sentence.filled(with: [:]).zh.split(separator: "–", omittingEmptySubsequences: false).joined(separator: "……"))。\(hint.zh)")
    }
}

extension Problem {
    /// A refusal as people and scripts read it.
    package init(_ refusal: Refusal, at place: Place = Place()) {
        let sentence = refusal.code.sentence(refusal.facts)
        let item = refusal.item.map { $0.text + ": " } ?? ""
        let named = refusal.item.map { ["CODE": $0.text] } ?? [:]
        self.init(
            refusal.code.rawValue, Text(en: item + sentence.en, zh: item + sentence.zh), at: place,
            item: refusal.item?.text, hint: refusal.code.hint(refusal.facts.merging(named) { given, _ in given }))
    }
}

extension Text {
    /// Puts facts in the place of `{name}`. States and movements are said in words in Chinese, as codes in English.
    fileprivate func filled(with facts: [String: String]) -> Text {
        Text(en: Text.fill(en, facts) { Text.moment($0) ?? $0 }, zh: Text.fill(zh, facts) { Text.moment($0) ?? Text.chinese($0) })
    }

    private static func fill(_ template: String, _ facts: [String: String], _ say: (String) -> String) -> String {
        var filled = ""
        var rest = Substring(template)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            filled += facts[name].map(say) ?? (name == "CODE" ? name : "–")
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }

    /// Facts hold moments in the ledger's form, UTC; people read them in the time of the trade.
    private static func moment(_ value: String) -> String? {
        Timestamp(canonical: value).map { $0.millisecondsSince1970 % 60_000 == 0 ? Times.minute($0) : Times.second($0) }
    }

    /// Codes of states, movements and roles, one or several with commas, in Chinese words; anything else as it is.
    private static func chinese(_ value: String) -> String {
        value.split(separator: ", ").map { part in
            let code = String(part)
            return ItemState(rawValue: code)?.words.zh ?? MovementType(rawValue: code)?.words.zh
                ?? PartyRole(rawValue: code)?.words.zh ?? code
        }.joined(separator: "、")
    }
}
