/// What a code that somebody handed in names: read from element strings (with FNC1 as GS, bracketed, with a symbology
/// prefix), Digital Link URIs, and the keys themselves (GS1 General Specifications 7.8; GS1 Digital Link URI Syntax).
/// EPC URNs and RFID tags are read from the release that brings them.
package struct ScannedCode: Hashable, Sendable {
    /// `/01/{gtin14}/21/{serial}`, `/00/{sscc}` or `/trace/{code}`.
    package let key: String

    package enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
        case notACode
        /// A product's bar code: scan the traceability label instead.
        case noSerial
        case badCheckDigit
        /// At this application identifier.
        case badElementString(ai: String)
        case unknownAI(String)
        case repeatedAI(String)
        /// An EPC: not read yet.
        case epcNotRead

        package var description: String {
            switch self {
            case .notACode: "not-a-code"
            case .noSerial: "no-serial"
            case .badCheckDigit: "bad-check-digit"
            case .badElementString(let ai): "bad-element-string at AI \(ai)"
            case .unknownAI(let ai): "unknown-ai \(ai)"
            case .repeatedAI(let ai): "repeated-ai \(ai)"
            case .epcNotRead: "epc-not-read"
            }
        }
    }

    package static func parse(_ given: String) throws(Fault) -> ScannedCode {
        let text = withoutSymbology(trimmed(given))
        guard !text.isEmpty else { throw .notACode }
        let lower = text.prefix(8).lowercased()
        if lower.hasPrefix("http://") || lower.hasPrefix("https://") { return try digitalLink(text) }
        if lower.hasPrefix("urn:epc:") { throw .epcNotRead }
        if text.hasPrefix("/") { return ScannedCode(key: text) }
        if text.hasPrefix("(") { return try key(from: bracketed(text)) }
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            let digits = Array(text.utf8)
            if digits.count == 18, CheckDigit.isRight(digits) { return ScannedCode(key: "/00/" + text) }
            if [8, 12, 13, 14].contains(digits.count), CheckDigit.isRight(digits) { throw .noSerial }
        }
        return try key(from: elements(text))
    }

    // MARK: Preparation

    private static func trimmed(_ text: String) -> String {
        let blanks: Set<Character> = [" ", "\t", "\r", "\n", "\r\n"]
        guard let first = text.firstIndex(where: { !blanks.contains($0) }),
            let last = text.lastIndex(where: { !blanks.contains($0) })
        else { return "" }
        return String(text[first...last])
    }

    /// ISO/IEC 15424 symbology identifiers: GS1-128, GS1 DataMatrix, GS1 QR, DataBar, DotCode and their plain cousins.
    private static func withoutSymbology(_ text: String) -> String {
        guard text.hasPrefix("]"), text.utf8.count > 3 else { return text }
        return String(text.dropFirst(3))
    }

    // MARK: Element strings

    private struct Element {
        let ai: String
        let value: String
    }

    /// AIs whose values have a fixed length and need no separator, with the length of the value (GenSpecs 7.8.5).
    private static let fixed: [String: Int] = [
        "00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2, "410": 13, "411": 13,
        "412": 13, "413": 13, "414": 13, "415": 13, "416": 13, "417": 13,
    ]
    /// AIs with values up to a length, ended by FNC1 or the end.
    private static let variable: [String: Int] = [
        "10": 20, "21": 20, "22": 20, "235": 28, "240": 30, "241": 30, "242": 6, "243": 20, "250": 30, "251": 30, "254": 20,
        "30": 8, "37": 8, "400": 30, "401": 30, "420": 20, "8004": 30, "8008": 12, "8200": 70, "90": 30, "91": 90, "92": 90,
        "93": 90, "94": 90, "95": 90, "96": 90, "97": 90, "98": 90, "99": 90,
    ]

    private static func elements(_ text: String) throws(Fault) -> [Element] {
        var rest = Substring(separators(text))
        var elements: [Element] = []
        while rest.hasPrefix(gs) { rest = rest.dropFirst() }
        while !rest.isEmpty {
            guard let ai = [2, 3, 4].map({ String(rest.prefix($0)) }).first(where: { fixed[$0] != nil || variable[$0] != nil })
            else {
                if elements.isEmpty { throw .notACode }
                throw .unknownAI(String(rest.prefix(4)))
            }
            rest = rest.dropFirst(ai.count)
            let value: Substring
            if let length = fixed[ai] {
                value = rest.prefix(length)
                guard value.count == length, !value.contains("\u{1D}") else { throw .badElementString(ai: ai) }
            } else {
                value = rest.prefix { $0 != "\u{1D}" }
                guard let most = variable[ai], !value.isEmpty, value.count <= most else { throw .badElementString(ai: ai) }
            }
            elements.append(Element(ai: ai, value: String(value)))
            rest = rest.dropFirst(value.count)
            if rest.hasPrefix(gs) { rest = rest.dropFirst() }
        }
        return elements
    }

    private static let gs = "\u{1D}"

    /// FNC1 as guns and people write it: the byte GS, or a sign for it.
    private static func separators(_ text: String) -> String {
        var text = text
        for sign in ["<GS>", "{GS}", "\\x1d", "\\x1D", "^"] { text = text.split(separator: sign, omittingEmptySubsequences: false).joined(separator: gs) }
        return text
    }

    private static func bracketed(_ text: String) throws(Fault) -> [Element] {
        var elements: [Element] = []
        for part in text.dropFirst().split(separator: "(", omittingEmptySubsequences: false) {
            let halves = part.split(separator: ")", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, !halves[1].isEmpty else { throw .badElementString(ai: String(part.prefix(4))) }
            let ai = String(halves[0])
            let value = String(halves[1])
            if let length = fixed[ai] {
                guard value.count == length else { throw .badElementString(ai: ai) }
            } else if let most = variable[ai] {
                guard value.count <= most else { throw .badElementString(ai: ai) }
            } else {
                throw .unknownAI(ai)
            }
            elements.append(Element(ai: ai, value: value))
        }
        return elements
    }

    private static func key(from elements: [Element]) throws(Fault) -> ScannedCode {
        var values: [String: String] = [:]
        for element in elements {
            if let other = values[element.ai], other != element.value { throw .repeatedAI(element.ai) }
            values[element.ai] = element.value
        }
        if let sscc = values["00"] {
            guard CheckDigit.isRight(Array(sscc.utf8)) else { throw .badCheckDigit }
            return ScannedCode(key: "/00/" + sscc)
        }
        guard let gtin = values["01"] else { throw .notACode }
        guard CheckDigit.isRight(Array(gtin.utf8)) else { throw .badCheckDigit }
        guard let serial = values["21"] else { throw .noSerial }
        return ScannedCode(key: "/01/\(gtin)/21/\(serial)")
    }

    // MARK: Digital Link

    private static func digitalLink(_ text: String) throws(Fault) -> ScannedCode {
        let path = text.prefix { $0 != "?" && $0 != "#" }
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(3).map(String.init)
        if parts.last == "" { parts.removeLast() }
        // The key is the primary key from which the rest of the path parses to its end.
        for start in parts.indices where parts[start] == "01" || parts[start] == "00" || parts[start] == "gtin" || parts[start] == "sscc" {
            guard parts.count > start + 1 else { continue }
            let value = parts[start + 1]
            if parts[start] == "00" || parts[start] == "sscc" { return try key(from: [Element(ai: "00", value: value)]) }
            let padded = String(repeating: "0", count: max(0, 14 - value.count)) + value
            var elements = [Element(ai: "01", value: padded)]
            var index = start + 2
            while index + 1 < parts.count {
                let ai = parts[index] == "ser" ? "21" : parts[index]
                if ai == "21" {
                    guard let serial = percentDecoded(parts[index + 1]) else { throw .badElementString(ai: "21") }
                    elements.append(Element(ai: "21", value: serial))
                }
                index += 2
            }
            return try key(from: elements)
        }
        throw .notACode
    }

    private static func percentDecoded(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var utf8 = Array(text.utf8)[...]
        while let byte = utf8.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard utf8.count >= 2, let value = UInt8(String(decoding: utf8.prefix(2), as: UTF8.self), radix: 16), value != 0 else {
                return nil
            }
            utf8.removeFirst(2)
            bytes.append(value)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
