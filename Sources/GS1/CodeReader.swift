/// Tells what form a prepared text has and reads it so.
struct CodeReader {
    private let bytes: [UInt8]
    private let symbology: SymbologyIdentifier?
    private let serials: ScannedCode.Serials

    init(_ prepared: PreparedText, serials: ScannedCode.Serials) {
        bytes = prepared.bytes
        symbology = prepared.symbology
        self.serials = serials
    }

    private var text: String { String(decoding: bytes, as: UTF8.self) }

    func read() throws(CodeFault) -> ScannedCode {
        if EPC.hasScheme(bytes) { return try urn() }
        if let first = bytes.first, first | 0x20 == 0x68, DigitalLink.hasScheme(text) { return try link(DigitalLink(text)) }
        if bytes.first == 0x2F { return try path() }
        if bytes.first == 0x28 { return try code(BracketedElementString.parse(text)) }
        if bytes.holds("LOC:") || bytes.holds("loc:") { return try label() }
        if symbology?.isGS1 != true {
            if let code = try tag() { return code }
            if bytes.allSatisfy(isDigit) {
                if let code = try digits() { return code }
            } else if let code = try composite() {
                return code
            }
        }
        return try elementString()
    }

    // MARK: Forms

    private func link(_ link: DigitalLink) throws(CodeFault) -> ScannedCode {
        try ScannedCode(link.identity, elements: link.elements, warnings: link.warnings, serials: serials, text: bytes)
    }

    /// A count reads tag URIs too; `EPC(urn:)` is for those who need identities only.
    private func urn() throws(CodeFault) -> ScannedCode {
        if EPC.isTag(bytes) {
            return try code(EPCTag(urn: bytes))
        }
        do {
            return try code(EPC(urn: bytes))
        } catch  where error.code == .foreignKey {
            return ScannedCode(.foreign, warnings: [.foreignKey])
        }
    }

    private func code(_ epc: EPC) throws(CodeFault) -> ScannedCode {
        let key = epc.key
        return try ScannedCode(key, elements: key.elements, warnings: [], source: .identity(epc), serials: serials, text: bytes)
    }

    private func code(_ tag: EPCTag) throws(CodeFault) -> ScannedCode {
        let key = tag.epc.key
        return try ScannedCode(key, elements: key.elements, warnings: [], source: .tag(tag), serials: serials, text: bytes)
    }

    private func path() throws(CodeFault) -> ScannedCode {
        let trace = "/trace/"
        guard text.hasPrefix(trace) else { return try link(DigitalLink(path: text)) }
        let code = bytes.dropFirst(trace.utf8.count)
        guard (1...40).contains(code.count) else { throw CodeFault(.badLength).at(code.indices) }
        if let index = code.firstIndex(where: { !SerialCharacters.contains($0) }) { throw .badCharacter(in: bytes, at: index, position: index) }
        return ScannedCode(.item, key: text)
    }

    private func label() throws(CodeFault) -> ScannedCode {
        let location = bytes.dropFirst(4).drop { $0 == 0x20 }
        guard !location.isEmpty else { throw CodeFault(.empty) }
        return ScannedCode(.placeLabel, key: String(decoding: location, as: UTF8.self))
    }

    /// Only digits of a length that a bare GTIN or SSCC has; nil for other lengths and for element strings.
    private func digits() throws(CodeFault) -> ScannedCode? {
        guard [8, 12, 13, 14, 18].contains(bytes.count) else { return nil }
        // A GTIN-8 that begins with 0 is not given out; a UPC-E symbol of number system 0 is everywhere.
        if bytes.count == 8, bytes[0] == 0x30, let gtin = GTIN(upcE: text) { return try product(gtin) }
        if CheckDigit.isRight(bytes) {
            if bytes.count == 18 { return try code([Element(ai: "00", value: text)]) }
            if let gtin = try? GTIN(text) { return try product(gtin) }
        }
        if let gtin = GTIN(upcE: text) { return try product(gtin) }
        guard let code = try? elementString(), code.identity != nil else {
            let digit = String(decoding: [CheckDigit.digit(for: bytes.dropLast())], as: UTF8.self)
            throw CodeFault(.badCheckDigit, position: 0, length: bytes.count, detail: digit)
        }
        return code
    }

    private func product(_ gtin: GTIN) throws(CodeFault) -> ScannedCode { try code([Element(ai: "01", value: gtin.digits14)]) }

    /// EAN/UPC and the composite component beside it: digits, `|]e0`, element string.
    private func composite() throws(CodeFault) -> ScannedCode? {
        guard symbology?.carrier == .ean13 || symbology?.carrier == .ean8, let bar = bytes.firstIndex(of: 0x7C) else { return nil }
        let linear = bytes[..<bar]
        let rest = bytes[bar...]
        guard rest.starts(with: "|]e0".utf8) else { return nil }
        let gtin: GTIN
        do { gtin = try GTIN(String(decoding: linear, as: UTF8.self)) } catch {
            throw CodeFault(error == .checkDigit ? .badCheckDigit : error == .notDigits ? .badCharacter : .badLength).at(linear.indices)
        }
        let reading: ElementString
        do throws(CodeFault) {
            reading = try ElementString(bytes: Array("01".utf8) + Array(gtin.digits14.utf8) + ElementString.separators(Array(rest.dropFirst(4))))
        } catch {
            // 16 bytes of AI and GTIN stand where the linear half and `|]e0` stood.
            throw error.moved { ElementString.source(of: max(0, $0 - 16) + bar + 4, in: bytes) }
        }
        return try code(reading.elements, warnings: reading.warnings)
    }

    private func elementString() throws(CodeFault) -> ScannedCode {
        let string = ElementString.separators(bytes)
        // Words are no element string at all, unless the symbol says that it holds one.
        let first = string.first { $0 != ElementString.gs } ?? 0
        if !isDigit(first), symbology?.isGS1 != true, string.first != ElementString.gs { throw CodeFault(.notACode) }
        let reading: ElementString
        do { reading = try ElementString(bytes: string) } catch {
            // Tag memory that is cut or torn begins like one AI or another.
            if isLikeATag, symbology?.isGS1 != true { _ = try EPCTag(hex: bytes) }
            throw error.moved { ElementString.source(of: $0, in: bytes) }
        }
        return try code(reading.elements, warnings: reading.warnings)
    }

    private var isLikeATag: Bool {
        guard bytes.count >= 20, bytes.contains(where: { !isDigit($0) }), let memory = try? BitReader(hex: bytes) else { return false }
        return CodeReader.hasKnownHeader(memory)
    }

    private func code(_ elements: [Element], warnings: [AnswerCode] = []) throws(CodeFault) -> ScannedCode {
        guard let key = GS1Key(elements) else { return try keyless(elements, warnings: warnings) }
        let noSerial: [AnswerCode] = ScannedCode.Kind(key) == .product ? [.noSerial] : []
        return try ScannedCode(key, elements: elements, warnings: warnings + noSerial, serials: serials, text: bytes)
    }

    /// An order number, a ship-to place: all is said, and nothing of ours is named. But any number begins like one identifier or another:
    /// without brackets, a symbology or a separator only a check digit tells that it is one.
    private func keyless(_ elements: [Element], warnings: [AnswerCode]) throws(CodeFault) -> ScannedCode {
        let isMarked = symbology?.isGS1 == true || bytes.first == 0x28 || ElementString.separators(bytes).contains(ElementString.gs)
        let isProven = isMarked || elements.contains { ApplicationIdentifier.find($0.ai)?.format.hasCheckDigit ?? false }
        guard isProven else { throw CodeFault(.notACode) }
        return ScannedCode(foreign: elements, warnings: warnings)
    }

    // MARK: Tags

    /// Digits of 96, 128, 200 and 208 bits.
    private static func isTagLength(_ count: Int) -> Bool { count == 24 || count == 32 || count == 50 || count == 52 }

    private static func isMarked(_ hex: [UInt8]) -> Bool { hex.count > 1 && hex[0] == 0x30 && hex[1] | 0x20 == 0x78 }

    /// Hex of a tag's length, blanks and `0x` allowed. Nil where it is none, or is an element string.
    private func tag() throws(CodeFault) -> ScannedCode? {
        var hex = bytes
        var memory = CodeReader.isTagLength(hex.count) ? try? BitReader(hex: hex) : nil
        if memory == nil, bytes.contains(0x20) || CodeReader.isMarked(bytes) {
            hex.removeAll { $0 == 0x20 }
            let isMarked = CodeReader.isMarked(hex)
            if isMarked { hex.removeFirst(2) }
            if isMarked || CodeReader.isTagLength(hex.count) { memory = try? BitReader(hex: hex) }
        }
        if memory == nil, isTagOfAnotherLength { memory = try? BitReader(hex: bytes) }
        guard let memory else { return nil }
        if hex.count == bytes.count {
            if hex.holds("01"), CheckDigit.isRight(hex[2..<16]) { return nil }
            // A tag that was never written is all zeros.
            let isKnown = CodeReader.hasKnownHeader(memory) || memory.restIsZero
            if !isKnown || hex.count == 32, let code = try? elementString(), code.identity != nil { return code }
        }
        do {
            return try code(EPCTag(memory, digits: hex.count))
        } catch {
            switch error.code {
            case .tidNotEPC: return ScannedCode(.tid, warnings: [.tidNotEPC])
            case .foreignTag, .emptyTag: return ScannedCode(.foreign, warnings: [error.code])
            default:
                let places = bytes.indices.filter { bytes[$0] != 0x20 }.suffix(hex.count)
                throw error.moved { $0 < places.count ? places[places.startIndex + $0] : bytes.count }
            }
        }
    }

    /// Tags of other schemes have as many words of 16 bits as they need. What reads as an element string is one.
    private var isTagOfAnotherLength: Bool {
        guard bytes.count > 24, bytes.count.isMultiple(of: 4), bytes.contains(where: { !isDigit($0) }), var memory = try? BitReader(hex: bytes) else {
            return false
        }
        return TagScheme.others[UInt8(memory.read(8))] != nil && (try? elementString()) == nil
    }

    /// A header of ours, or of a chip's number.
    private static func hasKnownHeader(_ memory: BitReader) -> Bool {
        var memory = memory
        let header = memory.read(8)
        return header == 0xE0 || header == 0xE2 || TagScheme.ours.contains { $0.header == header }
    }
}
