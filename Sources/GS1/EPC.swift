/// A pure identity of the EPC Tag Data Standard: a GS1 key that knows how long its company prefix is.
package struct EPC: Hashable, Sendable {
    package let scheme: EPCScheme
    /// Of an `itip`, and of nothing else.
    package let pieces: Pieces?
    /// 6 to 12 digits.
    package let company: String
    /// Item with its indicator before it, location, asset type…; text in `giai` and `ginc`.
    package let reference: String
    /// Serial, extension or lot, without escapes; empty where there is none.
    package let serial: String

    /// Throws `.badCharacter` and `.badLength` for parts that do not make a key; places count in `company.reference.serial`, with `.piece.total`
    /// before the serial of an `itip`.
    package init(scheme: EPCScheme, company: String, reference: String, pieces: Pieces? = nil, serial: String = "") throws(CodeFault) {
        try EPC.checkDigits(company, from: 0)
        guard (6...12).contains(company.utf8.count) else { throw CodeFault(.badLength, position: 0, length: company.utf8.count) }
        let referenceStart = company.utf8.count + 1
        if let digits = scheme.digits {
            try EPC.checkDigits(reference, from: referenceStart)
            guard company.utf8.count + reference.utf8.count == digits else {
                throw CodeFault(.badLength, position: 0, length: referenceStart + reference.utf8.count)
            }
        } else {
            try EPC.check(reference, scheme.reference(behind: company.utf8.count), ai: scheme.ai, from: referenceStart)
        }
        guard (pieces != nil) == scheme.hasPieces else { throw CodeFault(.badForm) }
        self.init(known: scheme, company: company, reference: reference, pieces: pieces, serial: serial)
        if let format = scheme.tailFormat {
            if scheme != .sgln || !serial.isEmpty {
                try EPC.check(serial, format, ai: "", from: referenceStart + reference.utf8.count + (pieces == nil ? 1 : 7))
            }
        } else if !serial.isEmpty {
            throw CodeFault(.badForm)
        }
    }

    /// Of parts that are known to make a key.
    init(known scheme: EPCScheme, company: String, reference: String, pieces: Pieces? = nil, serial: String) {
        self.scheme = scheme
        self.pieces = pieces
        self.company = company
        self.reference = reference
        self.serial = scheme == .sgln && serial == "0" ? "" : serial
    }

    private static func checkDigits(_ text: String, from position: Int) throws(CodeFault) {
        var text = text
        guard !text.withUTF8({ $0.allSatisfy(isDigit) }) else { return }
        let bytes = Array(text.utf8)
        if let index = bytes.firstIndex(where: { !isDigit($0) }) { throw .badCharacter(in: bytes, at: index, position: position + index) }
    }

    private static func check(_ text: String, _ format: FieldFormat?, ai: String, from position: Int) throws(CodeFault) {
        guard let format else { throw CodeFault(.badForm) }
        if !format.fits(text), let fault = format.fault(in: Array(text.utf8)[...], ai: ai, position: position) { throw fault }
    }

    /// The GS1 key.
    package var key: GS1Key {
        let check = scheme.digits == nil ? 0 : 1
        let lead = scheme.leadsWithReference ? 1 : 0
        let appended = scheme.tail == .appended ? serial : pieces?.digits ?? ""
        let text = JoinedText.string(length: scheme.zeros + company.utf8.count + reference.utf8.count + check + appended.utf8.count) { text in
            if scheme.zeros > 0 { text.add(0x30) }
            if lead > 0, let first = reference.utf8.first { text.add(first) }
            text.add(company)
            text.add(reference, from: min(lead, reference.utf8.count))
            if check > 0 { text.add(CheckDigit.digit(of: text.bytes)) }
            text.add(appended)
        }
        guard scheme.tail == .qualifier, !serial.isEmpty else { return GS1Key(ai: scheme.ai, value: text) }
        return GS1Key(ai: scheme.ai, value: text, qualifierAI: scheme.qualifierAI, qualifier: serial)
    }

    /// The identity of `key`, whose company prefix has `companyPrefixLength` digits. Nil where the key has no EPC: no
    /// scheme, a length outside 6…12, a GTIN-8 (it has no company prefix), a key that needs a serial and has none.
    package init?(_ key: GS1Key, companyPrefixLength: Int) {
        guard (6...12).contains(companyPrefixLength), let scheme = EPC.scheme(of: key) else { return nil }
        var digits = Array(key.value.utf8)
        guard scheme.digits != 13 || !digits.starts(with: "000000".utf8) else { return nil }
        var serial = key.qualifier
        var pieces: Pieces?
        if let length = scheme.digits {
            digits = Array(digits.dropFirst(scheme.zeros))
            guard digits.count >= length + 1 else { return nil }
            if scheme.tail == .appended { serial = String(decoding: digits[(length + 1)...], as: UTF8.self) }
            if scheme.hasPieces { pieces = Pieces(digits[(length + 1)...]) }
            digits.removeLast(digits.count - length)
        }
        let lead = scheme.leadsWithReference ? 1 : 0
        guard digits.count >= lead + companyPrefixLength else { return nil }
        let company = digits[lead..<lead + companyPrefixLength]
        let reference = digits[..<lead] + digits[(lead + companyPrefixLength)...]
        guard
            let epc = try? EPC(
                scheme: scheme, company: String(decoding: company, as: UTF8.self), reference: String(decoding: reference, as: UTF8.self),
                pieces: pieces, serial: serial)
        else { return nil }
        self = epc
    }

    private static func scheme(of key: GS1Key) -> EPCScheme? {
        EPCScheme.allCases.first { scheme in
            guard scheme.ai == key.ai else { return false }
            switch scheme.tail {
            case .qualifier: return key.qualifierAI == scheme.qualifierAI || scheme == .sgln && key.qualifierAI.isEmpty
            // Without a serial behind the 13 digits it is a kind.
            case .appended: return key.qualifierAI.isEmpty && key.value.utf8.count > 13 + scheme.zeros
            case .none, .star: return key.qualifierAI.isEmpty
            }
        }
    }
}
