/// A GS1 Digital Link URI of any domain (GS1 Digital Link URI Syntax 1.x).
package struct DigitalLink: Hashable, Sendable {
    /// Key and qualifiers in the order of the path, then the data of the query.
    package let elements: [Element]
    /// `gtinPadded`, `shortNames`, `trailingSlash`.
    package let warnings: [AnswerCode]

    /// The primary key of the path with its finest qualifier.
    package let identity: GS1Key

    package static let canonicalStem = "https://id.gs1.org"

    /// Whether `text` begins like a link; scheme all lower or all upper case.
    package static func hasScheme(_ text: String) -> Bool { schemes.contains { text.utf8.starts(with: $0.utf8) } }

    private static let schemes = ["https://", "http://", "HTTPS://", "HTTP://"]

    /// Reads a link. Fragment, query keys that are not numeric, and what stands before the primary key are ignored.
    package init(_ text: String) throws(CodeFault) {
        guard let scheme = DigitalLink.schemes.first(where: { text.utf8.starts(with: $0.utf8) }) else { throw CodeFault(.notACode) }
        let bytes = Array(text.utf8)
        if let index = bytes.firstIndex(where: { !DigitalLink.isURICharacter($0) }) { throw .badCharacter(in: bytes, at: index, position: index) }
        let location = bytes.dropFirst(scheme.utf8.count).prefix { $0 != 0x23 }
        let address = location.prefix { $0 != 0x3F }
        let domain = address.prefix { $0 != 0x2F }
        guard !domain.isEmpty, domain.allSatisfy(DigitalLink.isDomainCharacter) else {
            throw CodeFault(.notACode, position: domain.startIndex, length: domain.count)
        }
        try self.init(path: address[domain.endIndex...], query: location[address.endIndex...].dropFirst())
    }

    /// Reads a path without a domain, such as `/01/09521234000013/21/A1`.
    package init(path: String) throws(CodeFault) {
        let bytes = Array(path.utf8)
        guard bytes.first == 0x2F, !bytes.contains(0x3F), !bytes.contains(0x23) else { throw CodeFault(.notACode) }
        if let index = bytes.firstIndex(where: { !DigitalLink.isURICharacter($0) }) { throw .badCharacter(in: bytes, at: index, position: index) }
        try self.init(path: bytes[...], query: [])
    }

    private init(path: ArraySlice<UInt8>, query: ArraySlice<UInt8>) throws(CodeFault) {
        let read = try DigitalLinkPath.read(path)
        guard let key = read.elements.first else { throw CodeFault(.notACode) }
        var elements = read.elements
        var places = read.places
        for pair in query.split(separator: 0x26) {
            guard let element = try DigitalLinkQuery.element(pair, beside: elements, inPath: read.elements) else { continue }
            elements.append(element)
            places.append(pair.indices)
        }
        do throws(CodeFault) { try ElementRules.check(elements) } catch {
            throw elements.lastIndex { $0.ai == error.ai }.map { error.at(places[$0]) } ?? error
        }
        self.elements = elements
        identity = GS1Key(key: key, among: read.elements)
        warnings = read.warnings
    }

    /// Whether links may begin with `text`: scheme, domain and a path whose escapes are whole.
    package static func isStem(_ text: String) -> Bool {
        hasScheme(text) && PercentCoding.decode(Array(text.utf8)[...]) != nil && (try? DigitalLink(text + "/01/09521000200074")) != nil
    }

    /// The link of a key on `stem`; with `id.gs1.org`, the default, the canonical one.
    package static func text(_ key: GS1Key, stem: String = canonicalStem) -> String { stem + key.path }

    /// The link of all `elements`: the key, its qualifiers in the standard's order, the rest in the query.
    /// Nil where none of them is a key.
    package static func text(_ elements: [Element], stem: String = canonicalStem) -> String? {
        guard let key = GS1Key(elements), let ai = ApplicationIdentifier.find(key.ai) else { return nil }
        let order = ai.qualifierOrders.first { $0.contains(key.qualifierAI) } ?? []
        let qualifiers = order.compactMap { ai in elements.first { $0.ai == ai } }
        let path = [Element(ai: key.ai, value: key.value)] + qualifiers
        let data = elements.filter { !path.contains($0) }
        func join(_ elements: [Element], _ between: String) -> [String] { elements.map { $0.ai + between + PercentCoding.segment($0.value) } }
        let query = data.isEmpty ? "" : "?" + join(data, "=").joined(separator: "&")
        return stem + "/" + join(path, "/").joined(separator: "/") + query
    }

    /// RFC 3986 §2: what may stand in a URI at all.
    private static func isURICharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x23...0x3B, 0x3D, 0x3F...0x5B, 0x5D, 0x5F, 0x61...0x7A, 0x7E: true
        default: false
        }
    }

    private static func isDomainCharacter(_ byte: UInt8) -> Bool {
        SerialCharacters.contains(byte) && byte != 0x5F || byte == 0x3A
    }
}
