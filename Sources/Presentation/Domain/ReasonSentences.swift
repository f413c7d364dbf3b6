package import DutyFree
import GS1
import Wire

extension ReasonCode {
    /// What is wrong, with the named facts in place; a fact that is absent leaves a dash, never braces.
    package func sentence(_ facts: [String: String]) -> Text { row.sentence.filled(with: facts) }

    /// The same of a code, with what is wrong with it.
    fileprivate func sentence(_ facts: [String: String], _ fault: CodeFault) -> Text {
        let why = Text.why[fault.code.rawValue] ?? fault.placedSentence
        func filled(_ why: String) -> Text { sentence(facts.merging(["why": why]) { $1 }) }
        return Text(en: filled(why.en).en, zh: filled(why.zh).zh)
    }

    /// What a movement that was recorded all the same has brought to light.
    package var alertSentence: Text {
        self == .quotaExceeded
            ? Text(en: "the buyer's quota of the year is now exceeded", zh: "购买人的年度额度现已超出") : row.sentence.filled(with: [:])
    }

    /// What to do next.
    package func hint(_ facts: [String: String]) -> Text { row.hint.filled(with: facts) }

    /// For `explain`: what the code means, and what to do.
    package var explanation: Text {
        let hint = row.hint.filled(with: ["document": "KIND", "field": "FIELD"])
        return Text(
            en: "\(meaning.prefix(1).uppercased())\(meaning.dropFirst()). \(hint.en)", zh: "\(row.sentence.filled(with: [:], unknown: "…").zh)。\(hint.zh)")
    }
}

extension Problem {
    /// A refusal as people and scripts read it.
    package init(_ refusal: Refusal, at place: Place = Place()) {
        let sentence = refusal.fault.map { refusal.code.sentence(refusal.facts, $0) } ?? refusal.code.sentence(refusal.facts)
        let item = refusal.item.map { $0.text + ": " } ?? ""
        let named = refusal.item.map { ["CODE": $0.text] } ?? [:]
        self.init(
            refusal.code.rawValue, Text(en: item + sentence.en, zh: item + sentence.zh), at: place,
            item: refusal.item?.text, hint: refusal.code.hint(refusal.facts.merging(named) { given, _ in given }))
    }
}

extension Text {
    /// Puts facts in the place of `{name}`. States and movements are said in words in Chinese, as codes in English.
    fileprivate func filled(with facts: [String: String], unknown: String = "–") -> Text {
        Text(
            en: Text.fill(en, facts, unknown) { Text.moment($0) ?? Text.why[$0]?.en ?? $0 },
            zh: Text.fill(zh, facts, unknown) { Text.moment($0) ?? Text.why[$0]?.zh ?? Text.chinese($0) })
    }

    /// What the rules and the readers of codes say in a word, for people. A word that is not here stands as it is.
    fileprivate static let why: [String: Text] = [
        "form or check digit": Text(en: "its form or its check digit is wrong", zh: "格式或校验位有误"),
        "GTIN": Text(en: "it is no GTIN, or its check digit is wrong", zh: "不是 GTIN，或校验位有误"),
        "form": Text(en: "its form is wrong", zh: "格式有误"),
        "product": Text(en: "it names no product", zh: "未指明商品"),
        "another product": Text(en: "it names another product", zh: "所指为另一商品"),
        "not-a-code": Text(en: "it is no code that we know", zh: "不是可识别的代码"),
        "no-serial": Text(en: "it names a product, not an item: scan the traceability label, not the EAN", zh: "仅为商品条码，请扫描溯源码而非商品条码"),
        "named twice": Text(en: "it is named twice", zh: "重复列出"),
        "known": Text(en: "a known place", zh: "已知地点"),
        "at least": Text(en: "at least", zh: "不低于"),
        "less than": Text(en: "less than", zh: "低于"),
        "trip": Text(en: "trip", zh: "每次离岛"),
        "piece": Text(en: "pieces", zh: "件"),
        "ml": Text(en: "ml", zh: "毫升"),
    ]

    private static func fill(_ template: String, _ facts: [String: String], _ unknown: String, _ say: (String) -> String) -> String {
        var filled = ""
        var rest = Substring(template)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            filled += facts[name].map(say) ?? money(facts[name + "Fen"]) ?? (name == "CODE" ? name : unknown)
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }

    /// Facts hold money in fen; people read yuan.
    private static func money(_ fen: String?) -> String? { fen.flatMap { Int64($0) }.map(Figures.yuan) }

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
