/// The path of a link: something, a primary key, its qualifiers (Digital Link URI Syntax 4.6–4.8).
enum DigitalLinkPath {
    struct Reading {
        var elements: [Element] = []
        var warnings: [AnswerCode] = []
    }

    /// The key is the first primary key from which the rest of the path parses to its end; if none does, the fault of
    /// the last is thrown.
    static func read(_ path: ArraySlice<UInt8>) throws(CodeFault) -> Reading {
        // Split first: a decoded %2F is part of a value.
        var parts = path.dropFirst().split(separator: 0x2F, omittingEmptySubsequences: false)
        let hasTrailingSlash = parts.count > 1 && parts.last?.isEmpty == true
        if hasTrailingSlash { parts.removeLast() }
        var fault = CodeFault(CompressedLink.isOne(parts.last ?? []) ? .compressedLink : .notACode)
        for start in parts.indices where (parts.count - start).isMultiple(of: 2) {
            let pairs = stride(from: start, to: parts.count, by: 2).map { (name: identifier(parts[$0]), value: parts[$0 + 1]) }
            guard let key = pairs[0].name.ai, key.isKey, pairs.allSatisfy({ $0.name.ai != nil }) else { continue }
            do {
                var reading = try read(key, pairs.map(\.value), qualifiers: pairs.dropFirst().compactMap(\.name.ai))
                if pairs.contains(where: \.name.isShort) { reading.warnings.append(.shortNames) }
                if hasTrailingSlash { reading.warnings.append(.trailingSlash) }
                return reading
            } catch {
                fault = error
            }
        }
        throw fault
    }

    private static func read(
        _ key: ApplicationIdentifier, _ values: [ArraySlice<UInt8>], qualifiers: [ApplicationIdentifier]
    ) throws(CodeFault) -> Reading {
        var reading = Reading()
        var value = try decoded(values[0], ai: key.code)
        if key.code == "01", [8, 12, 13].contains(value.count), value.allSatisfy(isDigit) {
            value = [UInt8](repeating: 0x30, count: 14 - value.count) + value
            reading.warnings.append(.gtinPadded)
        }
        for (ai, value) in zip([key] + qualifiers, [value] + (try values.dropFirst().enumerated().map(decodedPair(qualifiers)))) {
            if let fault = ai.format.fault(in: value[...], ai: ai.code) { throw fault }
            reading.elements.append(Element(ai: ai.code, value: String(decoding: value, as: UTF8.self)))
        }
        guard fits(qualifiers.map(\.code), key.qualifierOrders) else {
            throw CodeFault(.qualifierOrder, ai: qualifiers.last?.code ?? "")
        }
        return reading
    }

    private static func decodedPair(_ qualifiers: [ApplicationIdentifier]) -> (Int, ArraySlice<UInt8>) throws(CodeFault) -> [UInt8] {
        { (index, value) throws(CodeFault) in try decoded(value, ai: qualifiers[index].code) }
    }

    /// Whether `qualifiers`, some left out, come in one of the standard's orders.
    static func fits(_ qualifiers: [String], _ orders: [[String]]) -> Bool {
        qualifiers.isEmpty
            || orders.contains { order in
                var rest = order[...]
                return qualifiers.allSatisfy { ai in
                    guard let index = rest.firstIndex(of: ai) else { return false }
                    rest = rest[index...].dropFirst()
                    return true
                }
            }
    }

    /// A value without its escapes; NUL is refused because it ends texts in other people's programs.
    static func decoded(_ part: ArraySlice<UInt8>, ai: String) throws(CodeFault) -> [UInt8] {
        guard let bytes = PercentCoding.decode(part) else { throw CodeFault(.badEscape, ai: ai) }
        if let index = bytes.firstIndex(of: 0) { throw .badCharacter(in: bytes, at: index, ai: ai) }
        return bytes
    }

    private static func identifier(_ part: ArraySlice<UInt8>) -> (ai: ApplicationIdentifier?, isShort: Bool) {
        let name = String(decoding: part, as: UTF8.self)
        if let code = shortNames[name] { return (ApplicationIdentifier.find(code), true) }
        return (ApplicationIdentifier.find(name), false)
    }

    /// The alphabetic names of version 1.0 of the standard, no longer written since 1.1.
    private static let shortNames: [String: String] = [
        "gtin": "01", "itip": "8006", "gmn": "8013", "cpid": "8010", "gln": "414", "payTo": "415", "partyGln": "417",
        "party": "417", "gsrnp": "8017", "gsrn": "8018", "gcn": "255", "sscc": "00", "gdti": "253", "ginc": "401",
        "gsin": "402", "grai": "8003", "giai": "8004", "cpv": "22", "lot": "10", "ser": "21", "tpx": "235", "glnx": "254",
        "cpsn": "8011", "srin": "8019", "refno": "8020",
    ]
}

/// The query of a link (Digital Link URI Syntax 4.9).
enum DigitalLinkQuery {
    /// The element of `key=value`; nil for keys that are not numeric and for keys without a value sign.
    static func element(_ pair: ArraySlice<UInt8>, beside others: [Element], inPath path: [Element]) throws(CodeFault) -> Element? {
        let name = pair.prefix { $0 != 0x3D }
        guard name.endIndex < pair.endIndex, !name.isEmpty, name.allSatisfy(isDigit) else { return nil }
        let code = String(decoding: name, as: UTF8.self)
        // All-numeric keys are reserved for application identifiers.
        guard let ai = ApplicationIdentifier.find(code) else { throw CodeFault(.unknownAI, ai: String(code.prefix(4))) }
        guard !others.contains(where: { $0.ai == code }) else { throw CodeFault(.repeatedAI, ai: code) }
        guard ai.isData, !belongsIntoPath(code, path) else { throw CodeFault(.qualifierInQuery, ai: code) }
        // Forms write a blank as +; no field may hold a blank, so such a value is refused by its characters.
        let value = try DigitalLinkPath.decoded(ArraySlice(pair[name.endIndex...].dropFirst().map { $0 == 0x2B ? 0x20 : $0 }), ai: code)
        if let fault = ai.format.fault(in: value[...], ai: code) { throw fault }
        return Element(ai: code, value: String(decoding: value, as: UTF8.self))
    }

    /// Whether the path, with this one among its qualifiers, would be in one of the standard's orders.
    private static func belongsIntoPath(_ code: String, _ path: [Element]) -> Bool {
        guard let key = path.first, let orders = ApplicationIdentifier.find(key.ai)?.qualifierOrders else { return false }
        return orders.contains { order in order.contains(code) && path.dropFirst().allSatisfy { order.contains($0.ai) } }
    }
}
