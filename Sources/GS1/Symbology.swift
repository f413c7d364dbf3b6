/// Symbology identifiers of ISO/IEC 15424, `]C1` and its kin, which a scanner may send before the data.
package struct SymbologyIdentifier: Hashable, Sendable {
    /// The carrier, by the names of the GS1 reference engine.
    package enum Carrier: String, Hashable, Sendable {
        case gs1128 = "GS1_128_CCA"
        case dataBar = "DataBarExpanded"
        case dataMatrix = "DM"
        case qr = "QR"
        case dotCode = "DotCode"
        case ean13 = "EAN13"
        case ean8 = "EAN8"
        case other = "NONE"
    }

    package let carrier: Carrier
    /// Whether the data are an element string and nothing else.
    package let isGS1: Bool

    /// Takes an identifier off the front of `bytes`. Nil, and nothing taken, where there is none.
    static func take(from bytes: inout ArraySlice<UInt8>) -> SymbologyIdentifier? {
        let start = bytes.startIndex
        guard bytes.count >= 3, bytes[start] == 0x5D, isLetter(bytes[start + 1]), isLetter(bytes[start + 2]) || isDigit(bytes[start + 2]) else {
            return nil
        }
        let name = String(decoding: bytes[start + 1...start + 2], as: UTF8.self)
        bytes = bytes.dropFirst(3)
        switch name {
        case "C1": return SymbologyIdentifier(carrier: .gs1128, isGS1: true)
        case "e0": return SymbologyIdentifier(carrier: .dataBar, isGS1: true)
        case "d2": return SymbologyIdentifier(carrier: .dataMatrix, isGS1: true)
        case "Q3": return SymbologyIdentifier(carrier: .qr, isGS1: true)
        case "J1": return SymbologyIdentifier(carrier: .dotCode, isGS1: true)
        case "d1": return SymbologyIdentifier(carrier: .dataMatrix, isGS1: false)
        case "Q1": return SymbologyIdentifier(carrier: .qr, isGS1: false)
        case "J0": return SymbologyIdentifier(carrier: .dotCode, isGS1: false)
        case "E0": return SymbologyIdentifier(carrier: .ean13, isGS1: false)
        case "E4": return SymbologyIdentifier(carrier: .ean8, isGS1: false)
        default: return SymbologyIdentifier(carrier: .other, isGS1: false)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & ~0x20) }
}

/// One message of a scanner that sends symbology identifiers, read to the letter: what the symbol holds, without any
/// leniency towards people. `ScannedCode.parse` is the lenient door.
package struct ScanData: Hashable, Sendable {
    package let carrier: SymbologyIdentifier.Carrier
    /// Plain data; of GS1 symbols `^` and the element string with `^` for FNC1; of a composite both, `|` between them.
    /// Plain data that begin like FNC1 get a backslash.
    package let data: String

    package init(_ message: String) throws(CodeFault) {
        var rest = Array(message.utf8)[...]
        guard let identifier = SymbologyIdentifier.take(from: &rest), identifier.carrier != .other else { throw CodeFault(.notACode) }
        carrier = identifier.carrier
        if identifier.isGS1 {
            data = try ScanData.elementString(rest)
        } else if identifier.carrier == .ean13 || identifier.carrier == .ean8 {
            data = try ScanData.retail(rest, digits: identifier.carrier == .ean13 ? 13 : 8)
        } else {
            let text = String(decoding: rest, as: UTF8.self)
            if DigitalLink.hasScheme(text) { _ = try DigitalLink(text) }
            data = rest.drop { $0 == 0x5C }.first == 0x5E ? "\\" + text : text
        }
    }

    private static func elementString(_ bytes: ArraySlice<UInt8>) throws(CodeFault) -> String {
        let elements = try ElementString.read(bytes, mending: false)
        try ElementRules.check(elements)
        return "^" + Element.string(elements).split(separator: "\u{1D}", omittingEmptySubsequences: false).joined(separator: "^")
    }

    private static func retail(_ bytes: ArraySlice<UInt8>, digits: Int) throws(CodeFault) -> String {
        let linear = bytes.prefix(digits)
        guard linear.count == digits else { throw CodeFault(.badLength) }
        if let index = linear.firstIndex(where: { !isDigit($0) }) { throw .badCharacter(in: bytes, at: index - bytes.startIndex) }
        guard CheckDigit.isRight(linear) else { throw CodeFault(.badCheckDigit) }
        let text = String(decoding: linear, as: UTF8.self)
        let rest = bytes.dropFirst(digits)
        if rest.isEmpty { return text }
        guard rest.starts(with: "|]e0".utf8) else { throw CodeFault(.badLength) }
        return text + "|" + (try elementString(rest.dropFirst(4)))
    }
}
