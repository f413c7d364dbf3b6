import GS1

/// Why a line names nothing: the note of class `unreadable`.
package enum UnreadableReason: String, CaseIterable, Sendable {
    /// A product's bar code, not the item's: scan the traceability label.
    case noSerial = "no-serial"
    case badCheckDigit = "bad-check-digit"
    case badSerial = "bad-serial"
    case badElementString = "bad-element-string"
    case badEPCLength = "bad-epc-length"
    case badPartition = "bad-partition"
    case badEPCValue = "bad-epc-value"
    case badEPCURN = "bad-epc-urn"
    /// Well formed, but of neither an item nor a carton.
    case noItem = "no-item"
    case notACode = "not-a-code"
    /// Half a line, another number of columns, JSON that is none.
    case brokenLine = "broken-line"
}

/// What a code says, brought to one form.
enum ReadCode {
    case item(ReadIdentity)
    /// An item's or a carton's key that is no `ReadIdentity` (a trace code, a serial of other characters).
    case key(String)
    /// Well formed and nothing of ours.
    case foreign(String)
    /// `LOC:{location}`
    case place(String)
    case unreadable(UnreadableReason)

    /// `text` without blanks around it.
    static func of(_ text: UnsafeRawBufferPointer) -> ReadCode {
        if let identity = ReadParser.parseRead(text) { return .item(identity) }
        if text.count > 4, text[3] == 0x3A, text[0] | 0x20 == 0x6C, text[1] | 0x20 == 0x6F, text[2] | 0x20 == 0x63 {
            return .place(FieldText.string(Bytes.trimmed(UnsafeRawBufferPointer(rebasing: text[4...]))))
        }
        if isHex(text), let tag = tag(text) { return tag }
        return slow(FieldText.string(text))
    }

    private static func isHex(_ text: UnsafeRawBufferPointer) -> Bool {
        text.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0) }
    }

    /// 24, 32, 50 or 52 hex digits are an EPC unless they begin with 01 and a valid GTIN.
    private static func tag(_ text: UnsafeRawBufferPointer) -> ReadCode? {
        guard [24, 32, 50, 52].contains(text.count) else { return nil }
        if text[0] == 0x30, text[1] == 0x31, CheckDigit.isRight(Array(text[2..<16])) { return nil }
        let hex = String(decoding: text, as: UTF8.self).uppercased()
        let expected: [String: [Int]] = ["30": [24], "31": [24], "36": [50, 52]]
        guard let lengths = expected[String(hex.prefix(2))] else { return .foreign("epc:" + hex) }
        guard lengths.contains(text.count) else { return .unreadable(.badEPCLength) }
        return slow(hex.count == 50 ? hex + "00" : hex)
    }

    private static func slow(_ text: String) -> ReadCode {
        let code: ScannedCode
        do { code = try ScannedCode.parse(text, serials: .any) } catch { return .unreadable(reason(error, text)) }
        switch code.kind {
        case .item, .carton: return ReadIdentity(key: code.key).map { .item($0) } ?? .key(code.key)
        case .product: return .unreadable(.noSerial)
        case .placeLabel: return .place(code.key)
        case .place, .party, .asset, .foreign, .tid:
            guard let identity = code.identity else { return .foreign(text) }
            return text.utf8.first == 0x5B || code.kind == .foreign ? .foreign(identity.path) : .foreign(code.key)
        }
    }

    private static func reason(_ fault: CodeFault, _ text: String) -> UnreadableReason {
        let isHex = text.utf8.allSatisfy { ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x66) || ($0 >= 0x30 && $0 <= 0x39) }
        let isTag = isHex && [24, 32, 50, 52].contains(text.utf8.count)
        if text.lowercased().hasPrefix("urn:epc:") { return .badEPCURN }
        switch fault.code {
        case .badCheckDigit: return .badCheckDigit
        case .badPartition: return .badPartition
        case .companyTooLarge, .referenceTooLarge, .nonzeroPadding, .characterAfterEnd, .emptySerial: return .badEPCValue
        case .badCharacter, .badLength, .emptyField, .serialCharacters:
            if isTag { return fault.code == .badLength ? .badEPCLength : .badEPCValue }
            if fault.ai == "21" { return .badSerial }
            return isCode(text) ? .badElementString : .notACode
        case .notHex: return .notACode
        case .noSerial: return .noSerial
        case .notACode, .empty, .fullwidth: return isCode(text) && text.contains(where: \.isNumber) ? .noItem : .notACode
        case .badForm, .badEscape, .tagNotPureIdentity: return .badEPCURN
        default: return .badElementString
        }
    }

    /// Looks like an element string or a link.
    private static func isCode(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        return first == 0x28 || first == 0x5D || first == 0x2F || (0x30...0x39).contains(first) || text.lowercased().hasPrefix("http")
    }
}

/// One scan of a gun as its answer needs it: what it names, in one form, and no more.
package enum GunRead: Hashable, Sendable {
    case thing(String)
    case place(String)
    case unreadable(UnreadableReason)

    package static func of(_ text: String) -> GunRead {
        var text = text
        return text.withUTF8 { bytes in
            switch ReadCode.of(Bytes.trimmed(UnsafeRawBufferPointer(bytes))) {
            case .item(let identity): .thing(identity.key)
            case .key(let key), .foreign(let key): .thing(key)
            case .place(let place): .place(place)
            case .unreadable(let reason): .unreadable(reason)
            }
        }
    }
}
