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
        if bytes.starts(with: "LOC:".utf8) || bytes.starts(with: "loc:".utf8) { return try label() }
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
            let tag = try EPCTag(urn: text)
            return try identity(tag.epc, tag)
        }
        do {
            return try identity(EPC(urn: bytes))
        } catch  where error.code == .foreignKey {
            return ScannedCode(.foreign, warnings: [.foreignKey])
        }
    }

    private func identity(_ epc: EPC, _ tag: EPCTag? = nil) throws(CodeFault) -> ScannedCode {
        let key = epc.key
        return try ScannedCode(key, elements: key.elements, warnings: [], epc: epc, tag: tag, serials: serials, text: bytes)
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
        guard let code = try? elementString() else {
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
            if isLikeATag, symbology?.isGS1 != true { _ = try EPCTag(hex: text) }
            throw error.moved { ElementString.source(of: $0, in: bytes) }
        }
        return try code(reading.elements, warnings: reading.warnings)
    }

    private var isLikeATag: Bool {
        bytes.count >= 20 && bytes.allSatisfy { Hexadecimal.value($0) != nil } && bytes.contains { !isDigit($0) } && hasKnownHeader(bytes)
    }

    private func code(_ elements: [Element], warnings: [AnswerCode] = []) throws(CodeFault) -> ScannedCode {
        guard let key = GS1Key(elements) else { throw CodeFault(.notACode) }
        let noSerial: [AnswerCode] = ScannedCode.Kind(key) == .product ? [.noSerial] : []
        return try ScannedCode(key, elements: elements, warnings: warnings + noSerial, serials: serials, text: bytes)
    }

    // MARK: Tags

    /// Digits of 96, 128, 200 and 208 bits.
    private static let tagLengths = [24, 32, 50, 52]

    /// Hex of a tag's length, blanks and `0x` allowed. Nil where it is none, or is an element string.
    private func tag() throws(CodeFault) -> ScannedCode? {
        // Most codes are of another length, and neither spaced nor marked.
        guard CodeReader.tagLengths.contains(bytes.count) || bytes.contains(0x20) || bytes.starts(with: "0x".utf8) || bytes.starts(with: "0X".utf8) else {
            return nil
        }
        var hex = bytes.contains(0x20) ? bytes.filter { $0 != 0x20 } : bytes
        let isMarked = hex.starts(with: "0x".utf8) || hex.starts(with: "0X".utf8)
        if isMarked { hex.removeFirst(2) }
        guard isMarked || CodeReader.tagLengths.contains(hex.count), hex.allSatisfy({ Hexadecimal.value($0) != nil }) else { return nil }
        if hex.count == bytes.count {
            if hex.starts(with: "01".utf8), CheckDigit.isRight(hex[2..<16]) { return nil }
            if !hasKnownHeader(hex) || hex.count == 32, let code = try? elementString() { return code }
        }
        do {
            let tag = try EPCTag(hex: hex)
            return try identity(tag.epc, tag)
        } catch {
            switch error.code {
            case .tidNotEPC: return ScannedCode(.tid, warnings: [.tidNotEPC])
            case .foreignTag, .emptyTag: return ScannedCode(.foreign, warnings: [error.code])
            default:
                let places = bytes.indices.filter { bytes[$0] != 0x20 }.dropFirst(isMarked ? 2 : 0)
                throw error.moved { $0 < places.count ? places[places.startIndex + $0] : bytes.count }
            }
        }
    }

    /// A header of ours, of a chip's number, or a tag of zeros.
    private func hasKnownHeader(_ hex: [UInt8]) -> Bool {
        guard let high = Hexadecimal.value(hex[0]), let low = Hexadecimal.value(hex[1]) else { return false }
        let header = high << 4 | low
        return header == 0xE0 || header == 0xE2 || TagScheme.ours.contains { $0.header == header } || hex.allSatisfy { $0 == 0x30 }
    }
}
