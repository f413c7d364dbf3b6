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
        do throws(CodeFault) { try ElementRules.check(reading) } catch {
            throw error.at(ElementString.place(of: error.ai, among: reading, in: bytes))
        }
        if let (readings, index, cut) = LostSeparator.serialReadings(of: reading) {
            let value = ElementString.place(at: index, among: reading, in: bytes)
            throw CodeFault(
                .lostSeparator, ai: "21", position: value.lowerBound + reading[index].ai.utf8.count + cut, length: 0,
                readings: readings.map(Element.bracketed))
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
        case .cut: throw CodeFault(.badLength, position: position, length: rest.count)
        case .unknown(let code): throw CodeFault(.unknownAI, ai: code, position: position, length: code.utf8.count)
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
                throw CodeFault(
                    .lostSeparator, ai: ai.code, position: position, length: value.count, readings: readings.map(Element.bracketed))
            }
        }
        throw fault
    }

    // MARK: Places, looked for once something is wrong

    /// AI and value of the last element with this identifier; all of it where there is none.
    private static func place(of ai: String, among elements: [Element], in bytes: [UInt8]) -> Range<Int> {
        elements.lastIndex { $0.ai == ai }.map { place(at: $0, among: elements, in: bytes) } ?? 0..<bytes.count
    }

    private static func place(at index: Int, among elements: [Element], in bytes: [UInt8]) -> Range<Int> {
        var at = bytes.first == gs ? 1 : 0
        for (number, element) in elements.enumerated() {
            let end = at + element.ai.utf8.count + element.value.utf8.count
            if number == index { return at..<end }
            at = end < bytes.count && bytes[end] == gs ? end + 1 : end
        }
        return 0..<bytes.count
    }

    // MARK: Separators

    private static let signs: [[UInt8]] = ["<GS>", "{GS}", "\\x1d", "\\x1D", "^", "␝"].map { Array($0.utf8) }

    /// Whether one of the signs may begin so.
    private static func isFirst(_ byte: UInt8) -> Bool { byte == 0x3C || byte == 0x7B || byte == 0x5C || byte == 0x5E || byte == 0xE2 }

    /// FNC1 as guns and people write it, made the byte GS.
    static func separators(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: isFirst) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        walk(bytes) { byte, _ in result.append(byte) }
        return result
    }

    /// Where the byte at `index` of `separators(bytes)` stands in `bytes`.
    static func source(of index: Int, in bytes: [UInt8]) -> Int {
        var place = bytes.count
        var count = 0
        walk(bytes) { _, at in
            if count == index { place = at }
            count += 1
        }
        return place
    }

    private static func walk(_ bytes: [UInt8], _ visit: (UInt8, Int) -> Void) {
        var at = 0
        while at < bytes.count {
            if isFirst(bytes[at]), let sign = signs.first(where: { bytes[at...].starts(with: $0) }) {
                visit(gs, at)
                at += sign.count
            } else {
                visit(bytes[at], at)
                at += 1
            }
        }
    }
}
