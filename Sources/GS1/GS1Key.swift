/// A GS1 key with its finest qualifier: what the rest of the house calls an identity. `path` is its only spelling:
/// `/01/09521234000013/21/A1`, `/00/…`, `/414/…/254/…` (Digital Link URI Syntax 4.11, canonical form).
package struct GS1Key: Hashable, Sendable {
    package let ai: String
    package let value: String
    /// Empty where there is none.
    package let qualifierAI: String
    package let qualifier: String

    package init(ai: String, value: String, qualifierAI: String = "", qualifier: String = "") {
        self.ai = ai
        self.value = value
        self.qualifierAI = qualifierAI
        self.qualifier = qualifier
    }

    /// The key among `elements`: that of the parcel before that of the product before places, assets and the rest.
    /// Nil where none of them is a key.
    package init?(_ elements: [Element]) {
        let key =
            GS1Key.order.lazy.compactMap { ai in elements.first { $0.ai == ai } }.first
            ?? elements.first { ApplicationIdentifier.find($0.ai)?.isKey ?? false }
        guard let key else { return nil }
        self.init(key: key, among: elements)
    }

    /// Keys themselves, all of them.
    private static let order = ["00", "01", "8003", "414", "417"]

    /// `key` with the finest of its qualifiers among `elements`.
    init(key: Element, among elements: [Element]) {
        let finest = ApplicationIdentifier.find(key.ai)?.qualifiersFinestFirst.lazy.compactMap { ai in elements.first { $0.ai == ai } }.first
        self.init(ai: key.ai, value: key.value, qualifierAI: finest?.ai ?? "", qualifier: finest?.value ?? "")
    }

    package var elements: [Element] {
        let key = Element(ai: ai, value: value)
        return qualifierAI.isEmpty ? [key] : [key, Element(ai: qualifierAI, value: qualifier)]
    }

    /// What is special in a value is percent-encoded with upper-case hex.
    package var path: String {
        let (value, qualifier) = (PercentCoding.segment(value), PercentCoding.segment(qualifier))
        let length = ai.utf8.count + value.utf8.count + (qualifierAI.isEmpty ? 0 : qualifierAI.utf8.count + qualifier.utf8.count + 2) + 2
        return JoinedText.string(length: length) { path in
            path.add(0x2F)
            path.add(ai)
            path.add(0x2F)
            path.add(value)
            guard !qualifierAI.isEmpty else { return }
            path.add(0x2F)
            path.add(qualifierAI)
            path.add(0x2F)
            path.add(qualifier)
        }
    }

    /// Reads `path` back. Throws where it is not that spelling, or a value is wrong.
    package init(path: String) throws(CodeFault) {
        let key = try DigitalLink(path: path).identity
        guard key.path == path else { throw CodeFault(.notACode) }
        self = key
    }
}
