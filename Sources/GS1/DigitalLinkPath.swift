/// The path of a link: something, a primary key, its qualifiers (Digital Link URI Syntax 4.6–4.8).
enum DigitalLinkPath {
    struct Reading {
        var elements: [Element] = []
        /// Name and value of each element, in the indices of the link.
        var places: [Range<Int>] = []
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
                reading.places = pairs.indices.map { parts[start + 2 * $0].startIndex..<parts[start + 2 * $0 + 1].endIndex }
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
        for (ai, part) in zip([key] + qualifiers, values) {
            var value = try decoded(part, ai: ai.code)
            var padding = 0
            if reading.elements.isEmpty, ai.code == "01", [8, 12, 13].contains(value.count), value.allSatisfy(isDigit) {
                padding = 14 - value.count
                value = [UInt8](repeating: 0x30, count: padding) + value
                reading.warnings.append(.gtinPadded)
            }
            if let fault = ai.format.fault(in: value[...], ai: ai.code, position: 0) {
                throw fault.moved { PercentCoding.source(of: $0 - padding, in: part) }
            }
            reading.elements.append(Element(ai: ai.code, value: String(decoding: value, as: UTF8.self)))
        }
        guard fits(qualifiers.map(\.code), key.qualifierOrders) else {
            // The names stand behind the key's value; what order they have is seen only with all of them.
            let start = values[0].endIndex + 1
            throw CodeFault(.qualifierOrder, ai: qualifiers.last?.code ?? "", position: start, length: (values.last?.endIndex ?? start) - start)
        }
        return reading
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
    static func decoded(_ part: ArraySlice<UInt8>, ai: String, plusIsBlank: Bool = false) throws(CodeFault) -> [UInt8] {
        guard let bytes = PercentCoding.decode(plusIsBlank ? ArraySlice(part.map { $0 == 0x2B ? 0x20 : $0 }) : part) else {
            throw CodeFault(.badEscape, ai: ai).at(PercentCoding.badEscape(in: part) ?? part.indices)
        }
        if let index = bytes.firstIndex(of: 0) {
            throw CodeFault.badCharacter(in: bytes, at: index, ai: ai, position: index).moved { PercentCoding.source(of: $0, in: part) }
        }
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
        guard let ai = ApplicationIdentifier.find(code) else { throw CodeFault(.unknownAI, ai: String(code.prefix(4))).at(name.indices) }
        guard !others.contains(where: { $0.ai == code }) else { throw CodeFault(.repeatedAI, ai: code).at(pair.indices) }
        guard ai.isData, !belongsIntoPath(code, path) else { throw CodeFault(.qualifierInQuery, ai: code).at(pair.indices) }
        let part = pair[name.endIndex...].dropFirst()
        // Forms write a blank as +; no field may hold a blank, so such a value is refused by its characters.
        let value = try DigitalLinkPath.decoded(part, ai: code, plusIsBlank: true)
        if let fault = ai.format.fault(in: value[...], ai: code, position: 0) {
            throw fault.moved { PercentCoding.source(of: $0, in: part) }
        }
        return Element(ai: code, value: String(decoding: value, as: UTF8.self))
    }

    /// Whether the path, with this one among its qualifiers, would be in one of the standard's orders.
    private static func belongsIntoPath(_ code: String, _ path: [Element]) -> Bool {
        guard let key = path.first, let orders = ApplicationIdentifier.find(key.ai)?.qualifierOrders else { return false }
        return orders.contains { order in order.contains(code) && path.dropFirst().allSatisfy { order.contains($0.ai) } }
    }
}
