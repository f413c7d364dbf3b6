import Testing

@testable import Presentation

@Suite struct LanguageTests {
    static let choices: [(option: String?, environment: [String: String], chosen: Language)] = [
        (nil, [:], .en),
        (nil, ["LANG": "zh_CN.UTF-8"], .zhHans),
        (nil, ["LANG": "zh"], .zhHans),
        (nil, ["LANG": "ZH_cn"], .zhHans),
        (nil, ["LANG": "C.UTF-8"], .en),
        (nil, ["LANG": "de_DE.UTF-8"], .en),
        (nil, ["LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"], .en),
        (nil, ["LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"], .zhHans),
        (nil, ["LANG": "zh_CN.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8", "LC_ALL": "C"], .en),
        (nil, ["LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_CN.UTF-8"], .zhHans),
        ("en", ["LC_ALL": "zh_CN.UTF-8"], .en),
        ("zh-Hans", ["LC_ALL": "C"], .zhHans),
        ("zh", ["LC_ALL": "C"], .zhHans),
        ("zh_CN", [:], .zhHans),
        ("en-GB", [:], .en),
    ]

    @Test(arguments: choices)
    func theOptionThenTheLocaleVariablesInOrderChooseTheLanguage(
        row: (option: String?, environment: [String: String], chosen: Language)
    ) {
        let option = row.option.flatMap { Language(option: $0) }
        #expect((option == nil) == (row.option == nil))
        #expect(Language.chosen(option: option, in: Environment(row.environment)) == row.chosen, "\(row)")
    }

    @Test(arguments: ["", "de", "english", "zhHans", "e"])
    func anUnknownLanguageIsNotGuessed(word: String) { #expect(Language(option: word) == nil) }

    @Test func theRawValueIsWhatTheOptionSays() {
        for language in Language.allCases { #expect(Language(option: language.rawValue) == language) }
    }

    static let locales: [(environment: [String: String], isUTF8: Bool)] = [
        ([:], false),
        (["LANG": "C"], false),
        (["LANG": "C.UTF-8"], true),
        (["LANG": "zh_CN.utf8"], true),
        (["LANG": "zh_CN.GB18030"], false),
        (["LANG": "zh_CN.UTF-8", "LC_ALL": "POSIX"], false),
        (["LANG": "C", "LC_CTYPE": "C.utf8"], true),
        (["LC_ALL": "", "LANG": "C.utf8"], true),
    ]

    @Test(arguments: locales)
    func theFirstLocaleVariableSetTellsWhetherTextIsUTF8(row: (environment: [String: String], isUTF8: Bool)) {
        #expect(Environment(row.environment).isUTF8 == row.isUTF8, "\(row)")
    }
}
