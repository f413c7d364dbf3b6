/// URNs of pure identities and classes (EPC Tag Data Standard 6.3, 8.1).
extension EPC {
    /// `urn:epc:id:sgtin:0614141.812345.6789`
    package var urn: String { scheme.prefix + parts }

    /// What follows the scheme: `0614141.812345.6789`.
    var parts: String {
        var head = company + "." + PercentCoding.urn(reference)
        if let pieces { head += "." + pieces.text(between: ".") }
        switch scheme.tail {
        case .none: return head
        case .star: return head + ".*"
        case .qualifier, .appended: return head + "." + (scheme == .sgln && serial.isEmpty ? "0" : PercentCoding.urn(serial))
        }
    }

    /// Whether `text` begins like an EPC URN of any kind.
    package static func hasScheme(_ text: String) -> Bool { hasScheme(text.utf8) }

    static func hasScheme(_ text: some Collection<UInt8>) -> Bool {
        var beginning: UInt64 = 0
        for byte in text.prefix(8) { beginning = beginning << 8 | UInt64(byte | (byte < 0x5B && byte > 0x40 ? 0x20 : 0)) }
        // `urn:epc:`, in either case.
        return beginning == 0x7572_6E3A_6570_633A
    }

    /// Whether what begins like one says what a tag holds: `urn:epc:tag:` or `urn:epc:raw:`.
    static func isTag(_ text: [UInt8]) -> Bool { text.holds("tag:", at: 8) || text.holds("raw:", at: 8) }

    /// Reads the URN of an identity or class. Throws `.tagNotPureIdentity` for `urn:epc:tag:` and `urn:epc:raw:`,
    /// `.foreignKey` for schemes without a GS1 key of ours (`gid`, `adi`…), `.badForm` where parts are missing.
    package init(urn text: String) throws(CodeFault) {
        guard EPC.hasScheme(text) else { throw CodeFault(.notACode) }
        try self.init(urn: Array(text.utf8))
    }

    /// Reads what `hasScheme`.
    init(urn text: [UInt8]) throws(CodeFault) {
        let rest = text[8...]
        guard let (scheme, length) = EPCScheme.find(rest) else { throw EPC.schemeFault(text) }
        try self.init(scheme: scheme, parts: rest.dropFirst(length))
    }

    /// Why there is no scheme of ours behind `urn:epc:`.
    private static func schemeFault(_ text: [UInt8]) -> CodeFault {
        let rest = text[8...]
        if isTag(text) { return CodeFault(.tagNotPureIdentity, position: 8, length: 3) }
        let fields = rest.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3 else { return CodeFault(.badForm, position: 8, length: rest.count) }
        let isKnownKind = ["id", "class", "idpat"].contains { fields[0].elementsEqual($0.utf8) }
        return CodeFault(isKnownKind && !fields[1].isEmpty ? .foreignKey : .badForm, position: 8, length: fields[0].count + fields[1].count + 1)
    }

    /// Reads what follows the scheme; places of faults are indices of `parts`. A serial may hold dots, what stands before it may not.
    init(scheme: EPCScheme, parts: ArraySlice<UInt8>) throws(CodeFault) {
        let hasTail = scheme.tail != .none
        let dot = parts.firstIndex(of: 0x2E) ?? parts.endIndex
        let rest = parts[dot...].dropFirst()
        let end = hasTail ? rest.firstIndex(of: 0x2E) : rest.endIndex
        guard dot < parts.endIndex, let end else { throw CodeFault(.badForm).at(parts.indices) }
        var tail = rest[end...].dropFirst()
        let pieces = scheme.hasPieces ? try EPC.pieces(&tail) : nil
        let company = String(decoding: parts[..<dot], as: UTF8.self)
        let reference = try EPC.unescaped(rest[..<end])
        var serial = ""
        if scheme.tail == .star {
            guard tail.elementsEqual("*".utf8) else { throw CodeFault(.badForm).at(tail.indices) }
        } else if hasTail {
            serial = try EPC.unescaped(tail)
            guard !serial.isEmpty else { throw CodeFault(.badLength).at(tail.indices) }
        }
        do throws(CodeFault) { try self.init(scheme: scheme, company: company, reference: reference, pieces: pieces, serial: serial) } catch {
            // Counted in the parts without their escapes.
            throw error.moved { PercentCoding.source(of: $0, in: parts) }
        }
    }

    /// Takes `01.03.` off the front of `rest`.
    private static func pieces(_ rest: inout ArraySlice<UInt8>) throws(CodeFault) -> Pieces {
        let fields = rest.split(separator: 0x2E, maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3 else { throw CodeFault(.badForm).at(rest.indices) }
        let place = rest.startIndex..<fields[1].endIndex
        guard fields[0].count == 2, fields[1].count == 2 else { throw CodeFault(.badLength, ai: "8006").at(place) }
        if let index = place.first(where: { rest[$0] != 0x2E && !isDigit(rest[$0]) }) {
            throw .badCharacter(in: rest, at: index - rest.startIndex, ai: "8006", position: index)
        }
        guard let pieces = Pieces((fields[0] + fields[1])[...]) else {
            throw CodeFault(.badCharacter, ai: "8006", detail: String(decoding: rest[place], as: UTF8.self)).at(place)
        }
        rest = fields[2]
        return pieces
    }

    /// Text without its escapes. The characters that need an escape are refused where they stand for themselves.
    private static func unescaped(_ field: ArraySlice<UInt8>) throws(CodeFault) -> String {
        guard let special = field.firstIndex(where: PercentCoding.isSpecial) else { return String(decoding: field, as: UTF8.self) }
        if let index = field[special...].firstIndex(where: { PercentCoding.isSpecial($0) && $0 != 0x25 }) {
            throw .badCharacter(in: field, at: index - field.startIndex, position: index)
        }
        guard let bytes = PercentCoding.decode(field) else { throw CodeFault(.badEscape).at(PercentCoding.badEscape(in: field) ?? field.indices) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
