/// Element strings as scanners send them (GenSpecs 7.8): AI, value, AI, value…, with GS (0x1D) for FNC1.
package struct ElementString: Hashable, Sendable {
    package let elements: [Element]
    /// `maybeLostSeparator` or nothing.
    package let warnings: [AnswerCode]

    /// Reads one element string. GS may also be written `^`, `<GS>`, `{GS}`, `\x1d` or `␝`. Throws the first fault:
    /// syntax from left to right, then repetitions, partners and exclusions.
    package init(_ text: String) throws(CodeFault) {
        try self.init(bytes: ElementString.separators(Array(text.utf8)))
    }

    init(bytes: [UInt8]) throws(CodeFault) {
        let reading = try ElementString.read(bytes[...], mending: true)
        try ElementRules.check(reading)
        let readings = LostSeparator.serialReadings(of: reading)
        guard readings.isEmpty else {
            throw CodeFault(.lostSeparator, ai: "21", readings: readings.map(Element.bracketed))
        }
        elements = ElementRules.withoutRepetition(reading)
        warnings = bytes.last != ElementString.gs && LostSeparator.endsLikeADate(reading) ? [.maybeLostSeparator] : []
    }

    static let gs: UInt8 = 0x1D

    /// The elements, each checked by itself. With `mending`, a value that one separator would bring to its length is
    /// `lostSeparator` instead of `badLength`.
    static func read(_ bytes: ArraySlice<UInt8>, mending: Bool) throws(CodeFault) -> [Element] {
        guard bytes.contains(where: { $0 != gs }) else { throw CodeFault(.empty) }
        var elements: [Element] = []
        var rest = bytes
        if rest.first == gs { rest.removeFirst() }
        while !rest.isEmpty {
            let at = rest.startIndex - bytes.startIndex
            let (ai, length) = try identifier(at: rest, position: at)
            let value = try value(of: ai, in: rest.dropFirst(length), position: at + length, before: mending ? elements : nil)
            elements.append(Element(ai: ai.code, value: String(decoding: value, as: UTF8.self)))
            rest = rest[value.endIndex...]
            if rest.first == gs { rest.removeFirst() }
        }
        return elements
    }

    private static func identifier(at rest: ArraySlice<UInt8>, position: Int) throws(CodeFault) -> (ApplicationIdentifier, Int) {
        if rest.first == gs { throw CodeFault(.emptyField, position: position) }
        switch ApplicationIdentifier.read(rest) {
        case .found(let ai, let length): return (ai, length)
        case .cut: throw CodeFault(.badLength, position: position)
        case .unknown(let code): throw CodeFault(.unknownAI, ai: code, position: position)
        case .notDigits:
            throw CodeFault(.unknownAI, ai: String(decoding: rest.prefix(2).filter { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self), position: position)
        }
    }

    /// The value at the front of `rest`. `before`: the elements read so far, where a lost separator is to be told.
    private static func value(
        of ai: ApplicationIdentifier, in rest: ArraySlice<UInt8>, position: Int, before: [Element]?
    ) throws(CodeFault) -> ArraySlice<UInt8> {
        let value = ai.isPredefinedLength ? rest.prefix(ai.format.most).prefix { $0 != gs } : rest.prefix { $0 != gs }
        guard let fault = ai.format.fault(in: value, ai: ai.code, position: position) else { return value }
        if fault.code == .badLength, value.count > ai.format.most, let before {
            let readings = LostSeparator.readings(of: ai, value: value, after: rest[value.endIndex...], before: before)
            if !readings.isEmpty {
                throw CodeFault(.lostSeparator, ai: ai.code, position: position, readings: readings.map(Element.bracketed))
            }
        }
        throw fault
    }

    /// FNC1 as guns and people write it, made the byte GS.
    static func separators(_ bytes: [UInt8]) -> [UInt8] {
        let signs: [[UInt8]] = ["<GS>", "{GS}", "\\x1d", "\\x1D", "^", "␝"].map { Array($0.utf8) }
        let firsts: Set<UInt8> = Set(signs.compactMap(\.first))
        guard bytes.contains(where: firsts.contains) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let byte = rest.first {
            if firsts.contains(byte), let sign = signs.first(where: { rest.starts(with: $0) }) {
                result.append(gs)
                rest = rest.dropFirst(sign.count)
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
