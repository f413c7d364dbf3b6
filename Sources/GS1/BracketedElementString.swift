/// The human-readable form `(01)09521234000013(21)A1`; `\(` is a bracket within a value (as the GS1 reference engine has
/// it). Blanks around the brackets are dropped.
package enum BracketedElementString {
    /// The elements as they are written, lengths and characters checked, check digits and partners not.
    package static func structure(_ text: String) throws(CodeFault) -> [Element] {
        try pieces(text, faults: [.badLength, .badCharacter]).map(\.element)
    }

    /// The elements, fully checked.
    package static func parse(_ text: String) throws(CodeFault) -> [Element] {
        // Structure goes before meaning: of a wrong length and a wrong check digit the length is named, wherever they stand.
        _ = try pieces(text, faults: [.badLength, .badCharacter])
        let pieces = try pieces(text, faults: nil)
        let elements = pieces.map(\.element)
        do throws(CodeFault) { try ElementRules.check(elements) } catch {
            throw error.at(pieces.last { $0.element.ai == error.ai }?.place ?? 0..<text.utf8.count)
        }
        return ElementRules.withoutRepetition(elements)
    }

    /// Each element with the bytes it stands on, brackets included. `faults`: those of values that count, nil for all.
    private static func pieces(_ text: String, faults: Set<AnswerCode>?) throws(CodeFault) -> [(element: Element, place: Range<Int>)] {
        // Indices of the slice are places in the text.
        var rest = Array(text.utf8)[...]
        var pieces: [(element: Element, place: Range<Int>)] = []
        skipBlanks(&rest)
        while !rest.isEmpty {
            let start = rest.startIndex
            let ai = try identifier(&rest)
            let valueStart = rest.startIndex
            let value = value(&rest)
            if let fault = ai.format.fault(in: value[...], ai: ai.code, position: valueStart), faults?.contains(fault.code) ?? true {
                // A backslash before a bracket shifts what follows: then the whole value is shown.
                throw value.contains(0x28)
                    ? CodeFault(fault.code, ai: ai.code, position: valueStart, length: rest.startIndex - valueStart, detail: fault.detail) : fault
            }
            pieces.append((Element(ai: ai.code, value: String(decoding: value, as: UTF8.self)), start..<rest.startIndex))
        }
        guard !pieces.isEmpty else { throw CodeFault(.empty) }
        return pieces
    }

    private static func identifier(_ rest: inout ArraySlice<UInt8>) throws(CodeFault) -> ApplicationIdentifier {
        let position = rest.startIndex
        guard rest.first == 0x28, let close = rest.firstIndex(of: 0x29) else {
            throw CodeFault(.notACode, position: position, length: rest.count)
        }
        let code = String(decoding: rest[rest.startIndex..<close].dropFirst().filter { $0 != 0x20 }, as: UTF8.self)
        rest = rest[close...].dropFirst()
        skipBlanks(&rest)
        guard let ai = ApplicationIdentifier.find(code) else {
            throw CodeFault(.unknownAI, ai: code.utf8.count <= 4 ? code : "", position: position, length: close - position + 1)
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
