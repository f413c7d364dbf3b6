/// The codes of usual labels, with all that they say. What `ReadParser` is certain of bears no warning and is written in one way
/// only, so that its parts have but to be cut out: ten times faster than asking what kind of code it is.
enum PlainCode {
    /// Nil for whatever else there is, tags and URNs among it: they say more than a key.
    static func read(_ given: String) -> ScannedCode? {
        var given = given
        return given.withUTF8 { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            // `urn:…` and hex of tags (headers 30 to 3F) say more than an identity: they go the longer way at once.
            guard let first = bytes.first, first != 0x75, first != 0x33, let identity = ReadParser.parseRead(bytes) else { return nil }
            let text = ReadParser.trimmed(bytes)
            switch text[0] {
            case 0x2F where identity.isCarton: return code([Element(ai: "00", value: part(text, 4, 22))])
            case 0x2F, 0x28, 0x68:
                // `/21/` or `(21)` stands between GTIN and serial, which ends the text.
                let serial = text.count - identity.serialCount
                return code([Element(ai: "01", value: part(text, serial - 18, serial - 4)), Element(ai: "21", value: part(text, serial, text.count))])
            case 0x30, 0x31: return code(elements(text, from: 0))
            case 0x1D: return code(elements(text, from: 1))
            case 0x5D: return code(elements(text, from: 3))
            default: return nil
            }
        }
    }

    /// Of an element string that was read already: 01, dates, lot and serial.
    private static func elements(_ text: UnsafeRawBufferPointer, from start: Int) -> [Element] {
        var elements: [Element] = []
        elements.reserveCapacity(4)
        var at = start
        while at + 2 < text.count {
            if text[at] == ElementString.gs {
                at += 1
                continue
            }
            let ai = part(text, at, at + 2)
            at += 2
            var end = at
            switch ai {
            case "01": end = at + 14
            case "10", "21": while end < text.count, text[end] != ElementString.gs { end += 1 }
            default: end = at + 6
            }
            elements.append(Element(ai: ai, value: part(text, at, end)))
            at = end
        }
        return elements
    }

    private static func code(_ elements: [Element]) -> ScannedCode? {
        guard let carton = elements.first(where: { $0.ai == "00" }) else {
            guard let gtin = elements.first(where: { $0.ai == "01" }), let serial = elements.first(where: { $0.ai == "21" }) else { return nil }
            return ScannedCode(.item, GS1Key(ai: "01", value: gtin.value, qualifierAI: "21", qualifier: serial.value), elements)
        }
        return ScannedCode(.carton, GS1Key(ai: "00", value: carton.value), elements)
    }

    private static func part(_ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> String {
        String(decoding: UnsafeRawBufferPointer(rebasing: text[start..<end]), as: UTF8.self)
    }
}
