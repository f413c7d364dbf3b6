/// The human-readable form `(01)09521234000013(21)A1`; `\(` is a bracket within a value (as the GS1 reference engine has
/// it). Blanks around the brackets are dropped.
package enum BracketedElementString {
    /// The elements as they are written, lengths and characters checked, check digits and partners not.
    package static func structure(_ text: String) throws(CodeFault) -> [Element] {
        var rest = Array(text.utf8)[...]
        var elements: [Element] = []
        skipBlanks(&rest)
        while !rest.isEmpty {
            let ai = try identifier(&rest, length: text.utf8.count)
            let value = value(&rest)
            if let fault = ai.format.fault(in: value[...], ai: ai.code), fault.code == .badLength || fault.code == .badCharacter {
                throw fault
            }
            elements.append(Element(ai: ai.code, value: String(decoding: value, as: UTF8.self)))
        }
        guard !elements.isEmpty else { throw CodeFault(.empty) }
        return elements
    }

    /// The elements, fully checked.
    package static func parse(_ text: String) throws(CodeFault) -> [Element] {
        let elements = try structure(text)
        for element in elements {
            guard let ai = ApplicationIdentifier.find(element.ai) else { throw CodeFault(.unknownAI, ai: element.ai) }
            if let fault = ai.format.fault(in: Array(element.value.utf8)[...], ai: ai.code) { throw fault }
        }
        try ElementRules.check(elements)
        return ElementRules.withoutRepetition(elements)
    }

    private static func identifier(_ rest: inout ArraySlice<UInt8>, length: Int) throws(CodeFault) -> ApplicationIdentifier {
        let position = length - rest.count
        guard rest.first == 0x28, let close = rest.firstIndex(of: 0x29) else { throw CodeFault(.notACode, position: position) }
        let code = String(decoding: rest[rest.startIndex..<close].dropFirst().filter { $0 != 0x20 }, as: UTF8.self)
        rest = rest[close...].dropFirst()
        skipBlanks(&rest)
        guard let ai = ApplicationIdentifier.find(code) else {
            throw CodeFault(.unknownAI, ai: code.utf8.count <= 4 ? code : "", position: position)
        }
        return ai
    }

    /// Up to the next bracket that no backslash stands before.
    private static func value(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
        var value: [UInt8] = []
        while let byte = rest.first, byte != 0x28 {
            rest.removeFirst()
            if byte == 0x5C, rest.first == 0x28 {
                rest.removeFirst()
                value.append(0x28)
            } else {
                value.append(byte)
            }
        }
        while value.last == 0x20 || value.last == 0x09 { value.removeLast() }
        return value
    }

    private static func skipBlanks(_ rest: inout ArraySlice<UInt8>) {
        while rest.first == 0x20 || rest.first == 0x09 { rest.removeFirst() }
    }
}
