/// An application identifier with its value, as text.
package struct Element: Hashable, Sendable {
    package let ai: String
    package let value: String

    package init(ai: String, value: String) {
        self.ai = ai
        self.value = value
    }

    /// Whether anything may follow the value without a separator. Unknown identifiers need one.
    var needsSeparator: Bool { !(ApplicationIdentifier.find(ai)?.isPredefinedLength ?? false) }

    /// `(01)09521234000013(21)A1`; a bracket within a value gets a backslash before it.
    package static func bracketed(_ elements: [Element]) -> String {
        elements.map { "(" + $0.ai + ")" + $0.value.split(separator: "(", omittingEmptySubsequences: false).joined(separator: "\\(") }.joined()
    }

    /// The element string as symbols carry it, GS (0x1D) behind each value that needs a separator and is not the last
    /// (GenSpecs 7.8.6).
    package static func string(_ elements: [Element]) -> String {
        var text = ""
        for (index, element) in elements.enumerated() {
            text += element.ai + element.value
            if index + 1 < elements.count, element.needsSeparator { text += "\u{1D}" }
        }
        return text
    }
}
