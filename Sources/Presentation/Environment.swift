/// The environment variables a decision may look at, as a value. A variable that is set to nothing counts as not set,
/// as `NO_COLOR` (no-color.org) and POSIX.1-2017 §8.2 (locale variables) both ask.
package struct Environment: Hashable, Sendable {
    /// Every variable the program reads; `Environment.ofProcess()` fetches these and no others.
    package static let names = [
        "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LANG", "NO_COLOR", "TERM", "COLUMNS", "PAGER", "LESS",
        "DUTYFREE_LEDGER", "DUTYFREE_KEY", "DUTYFREE_PARTY", "DUTYFREE_NOW", "DUTYFREE_WITNESS", "DUTYFREE_PASSPHRASE", "HOME", "XDG_STATE_HOME",
    ]

    private let values: [String: String]

    package init(_ values: [String: String]) { self.values = values }

    package subscript(name: String) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        return value
    }

    /// Whether text may leave the ASCII range: the first of `LC_ALL`, `LC_CTYPE`, `LANG` names UTF-8.
    package var isUTF8: Bool {
        for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
            if let locale = self[name] {
                let charset = locale.lowercased()
                return charset.contains("utf-8") || charset.contains("utf8")
            }
        }
        return false
    }
}
