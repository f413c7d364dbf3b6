/// How the value of an application identifier is written: components one after the other (GenSpecs 3.2, table of AIs).
struct FieldFormat: Sendable {
    struct Component: Sendable {
        let characters: FieldCharacters
        let least: Int
        let most: Int
        let isOptional: Bool
        let checks: [FieldCheck]
        var isFixed: Bool { least == most }
    }

    let components: [Component]
    let least: Int
    let most: Int
    /// As the rows have it.
    let text: String

    /// Reads `N13,csum [X..17]`. Nil where a row is written wrong: tests read all of them.
    init?(_ text: String) {
        var components: [Component] = []
        for part in text.split(separator: " ") {
            let fields = part.split(separator: ",")
            guard var shape = fields.first else { return nil }
            let isOptional = shape.hasPrefix("[") && shape.hasSuffix("]")
            if isOptional { shape = shape.dropFirst().dropLast() }
            guard let letter = shape.utf8.first, let characters = FieldCharacters(rawValue: letter) else { return nil }
            let isVariable = shape.dropFirst().hasPrefix("..")
            guard let most = Int(shape.dropFirst(isVariable ? 3 : 1)) else { return nil }
            var checks: [FieldCheck] = []
            for name in fields.dropFirst() {
                guard let check = FieldCheck(rawValue: String(name)) else { return nil }
                // A key of digits begins with a prefix's digits as it is.
                if characters != .digits || check != .gcppos1 && check != .gcppos2 { checks.append(check) }
            }
            components.append(
                Component(characters: characters, least: isVariable ? 1 : most, most: most, isOptional: isOptional, checks: checks))
        }
        guard !components.isEmpty else { return nil }
        self.components = components
        self.text = text
        least = components.reduce(0) { $0 + ($1.isOptional ? 0 : $1.least) }
        most = components.reduce(0) { $0 + $1.most }
    }

    var hasCheckDigit: Bool { components.contains { $0.checks.contains(.csum) } }

    /// Whether nothing is wrong with a value of a format of one component that has nothing but length and characters; false also for
    /// formats of which `fault` alone can tell.
    func fits(_ value: String) -> Bool {
        guard components.count == 1, components[0].checks.isEmpty, value.utf8.count >= least, value.utf8.count <= most else { return false }
        let characters = components[0].characters
        var value = value
        return value.withUTF8 { $0.allSatisfy { characters.contains($0) } }
    }

    /// Says what is wrong with `value`, length before characters before the components' own checks; the fault's place counts
    /// from `position` of the value's first byte, where that is given. Nil: nothing is.
    func fault(in value: ArraySlice<UInt8>, ai: String, position: Int? = nil) -> CodeFault? {
        let length = value.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        let wrongLength = CodeFault(.badLength, ai: ai, position: position, length: value.count)
        guard length >= least, length <= most else { return wrongLength }
        // Most formats are of one component; then its bytes are all of the value.
        if components.count == 1, length == value.count {
            return charactersFault(components[0], value, in: value, ai, position) ?? checksFault(components[0], value, in: value, ai, position)
        }
        var parts: [(component: Component, bytes: ArraySlice<UInt8>)] = []
        var rest = value
        for component in components {
            if component.isOptional, rest.isEmpty { break }
            let bytes = rest.prefix(component.most)
            guard bytes.count >= component.least else { return wrongLength }
            parts.append((component, bytes))
            rest = rest.dropFirst(bytes.count)
        }
        for (component, bytes) in parts {
            if let fault = charactersFault(component, bytes, in: value, ai, position) { return fault }
        }
        guard rest.isEmpty else { return .badCharacter(in: value, at: rest.startIndex - value.startIndex, ai: ai, position: position) }
        for (component, bytes) in parts {
            if let fault = checksFault(component, bytes, in: value, ai, position) { return fault }
        }
        return nil
    }

    private func charactersFault(
        _ component: Component, _ bytes: ArraySlice<UInt8>, in value: ArraySlice<UInt8>, _ ai: String, _ position: Int?
    ) -> CodeFault? {
        guard let index = bytes.firstIndex(where: { !component.characters.contains($0) }) else { return nil }
        let offset = index - value.startIndex
        return .badCharacter(in: value, at: offset, ai: ai, position: position.map { $0 + offset })
    }

    private func checksFault(
        _ component: Component, _ bytes: ArraySlice<UInt8>, in value: ArraySlice<UInt8>, _ ai: String, _ position: Int?
    ) -> CodeFault? {
        for check in component.checks {
            guard let code = check.fault(in: bytes) else { continue }
            // Which of the digits was misread nobody knows: all of them are shown, with the one that would end them.
            let detail = check == .csum ? String(decoding: [CheckDigit.digit(for: bytes.dropLast())], as: UTF8.self) : ""
            return CodeFault(code, ai: ai, position: position.map { $0 + bytes.startIndex - value.startIndex }, length: bytes.count, detail: detail)
        }
        return nil
    }
}
