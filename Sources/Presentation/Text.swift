/// A sentence for people: both languages side by side, so that neither can be forgotten or go stale alone.
///
/// A sentence with values is a function of them that returns a `Text`:
///
///     static func refusedRows(_ count: Int) -> Text {
///         Text(en: "\(count) rows refused", zh: "拒收 \(count) 行")
///     }
package struct Text: Hashable, Sendable {
    package let en: String
    package let zh: String

    package init(en: String, zh: String) {
        self.en = en
        self.zh = zh
    }

    /// What reads alike in both languages: a code, an identifier, a name someone gave.
    package static func same(_ words: String) -> Text { Text(en: words, zh: words) }

    package subscript(language: Language) -> String {
        switch language {
        case .en: en
        case .zhHans: zh
        }
    }

    /// Both languages through one change each, for sentences that are built around another.
    package func map(_ change: (String, Language) -> String) -> Text {
        Text(en: change(en, .en), zh: change(zh, .zhHans))
    }
}
