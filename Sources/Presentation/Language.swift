/// The two languages of everything people read. Codes, field names and JSON values have none.
package enum Language: String, Sendable, Hashable, CaseIterable {
    case en
    case zhHans = "zh-Hans"

    /// What `--lang` may say: `en`, `zh-Hans`, and the forms people type for them (`zh`, `zh_CN`, `zh-CN`); nil for
    /// anything else, which is wrong usage.
    package init?(option: String) {
        let word = option.lowercased()
        if word == "en" || word.hasPrefix("en-") || word.hasPrefix("en_") {
            self = .en
        } else if word == "zh" || word.hasPrefix("zh-") || word.hasPrefix("zh_") {
            self = .zhHans
        } else {
            return nil
        }
    }

    /// The language of a locale name: `zh*` is 简体中文, all else, also `C`, is English.
    package init(locale: String) {
        self = locale.lowercased().hasPrefix("zh") ? .zhHans : .en
    }

    /// `option` where `--lang` was given and understood, else the first of `LC_ALL`, `LC_MESSAGES`, `LANG` that is set
    /// and not empty (POSIX.1-2017 §8.2), else English.
    package static func chosen(option: Language?, in environment: Environment) -> Language {
        if let option { return option }
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            if let locale = environment[name] { return Language(locale: locale) }
        }
        return .en
    }
}
