/// What holds between the elements of one code (GenSpecs 4.14, tables of invalid and mandatory pairs).
enum ElementRules {
    /// Element by element in the order of the code: repeated with another value, a partner missing, excluded by an
    /// earlier one or excluding it.
    static func check(_ elements: [Element]) throws(CodeFault) {
        if let only = elements.first, elements.count == 1, ApplicationIdentifier.find(only.ai)?.requires.isEmpty == true { return }
        for (index, element) in elements.enumerated() {
            let earlier = elements[..<index]
            if earlier.contains(where: { $0.ai == element.ai && $0.value != element.value }) {
                throw CodeFault(.repeatedAI, ai: element.ai)
            }
            guard let ai = ApplicationIdentifier.find(element.ai) else { throw CodeFault(.unknownAI, ai: element.ai) }
            guard ai.requires.isEmpty || ai.requires.contains(where: { isThere($0, in: elements) }) else {
                throw CodeFault(.missingPartner, ai: element.ai, detail: ai.requires.map { $0.joined(separator: "+") }.joined(separator: ", "))
            }
            if let other = earlier.first(where: { excludes(ai, $0.ai) || excludes($0.ai, element.ai) }) {
                // Of the two the more special one is named: 02 beside 01, 235 beside 21.
                throw CodeFault(.excludedPair, ai: max(other.ai, element.ai), detail: min(other.ai, element.ai))
            }
        }
    }

    static func withoutRepetition(_ elements: [Element]) -> [Element] {
        elements.indices.filter { index in !elements[..<index].contains { $0.ai == elements[index].ai } }.map { elements[$0] }
    }

    private static func isThere(_ group: [String], in elements: [Element]) -> Bool {
        group.allSatisfy { pattern in elements.contains { ApplicationIdentifier.fits(pattern, $0.ai) } }
    }

    private static func excludes(_ ai: String, _ other: String) -> Bool {
        ApplicationIdentifier.find(ai).map { excludes($0, other) } ?? false
    }

    private static func excludes(_ ai: ApplicationIdentifier, _ other: String) -> Bool {
        ai.code != other && ai.excludes.contains { ApplicationIdentifier.fits($0, other) }
    }
}
