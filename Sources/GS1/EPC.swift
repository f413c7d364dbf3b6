/// A pure identity of the EPC Tag Data Standard: a GS1 key that knows how long its company prefix is.
package struct EPC: Hashable, Sendable {
    package let scheme: EPCScheme
    /// 6 to 12 digits.
    package let company: String
    /// Item with its indicator before it, location, asset type…; text in `giai` and `ginc`.
    package let reference: String
    /// Serial, extension or lot, without escapes; empty where there is none.
    package let serial: String

    /// Throws `.badCharacter` and `.badLength` for parts that do not make a key; places count in `company.reference.serial`.
    package init(scheme: EPCScheme, company: String, reference: String, serial: String = "") throws(CodeFault) {
        let companyBytes = Array(company.utf8)
        let referenceBytes = Array(reference.utf8)
        if let index = companyBytes.firstIndex(where: { !isDigit($0) }) { throw .badCharacter(in: companyBytes, at: index, position: index) }
        guard (6...12).contains(companyBytes.count) else { throw CodeFault(.badLength, position: 0, length: companyBytes.count) }
        let referenceStart = companyBytes.count + 1
        if let digits = scheme.digits {
            if let index = referenceBytes.firstIndex(where: { !isDigit($0) }) {
                throw .badCharacter(in: referenceBytes, at: index, position: referenceStart + index)
            }
            guard companyBytes.count + referenceBytes.count == digits else {
                throw CodeFault(.badLength, position: 0, length: referenceStart + referenceBytes.count)
            }
        } else {
            guard let format = FieldFormat("X..\(30 - companyBytes.count)") else { throw CodeFault(.badForm) }
            if let fault = format.fault(in: referenceBytes[...], ai: scheme.ai, position: referenceStart) { throw fault }
        }
        var serial = serial
        if scheme == .sgln, serial == "0" { serial = "" }
        if let format = scheme.tailFormat, !(scheme == .sgln && serial.isEmpty) {
            let start = referenceStart + referenceBytes.count + 1
            if let fault = format.fault(in: Array(serial.utf8)[...], ai: "", position: start) { throw fault }
        } else if scheme.tailFormat == nil, !serial.isEmpty {
            throw CodeFault(.badForm)
        }
        self.scheme = scheme
        self.company = company
        self.reference = reference
        self.serial = serial
    }

    /// The GS1 key.
    package var key: GS1Key {
        let value: String
        if scheme.digits == nil {
            value = company + reference
        } else {
            let first = scheme.leadsWithReference ? reference.prefix(1) : ""
            let digits = first + company + reference.dropFirst(first.count)
            let check = CheckDigit.digit(for: Array(digits.utf8))
            value = (scheme == .grai ? "0" : "") + digits + String(decoding: [check], as: UTF8.self)
        }
        switch scheme.tail {
        case .qualifier(let ai) where !serial.isEmpty: return GS1Key(ai: scheme.ai, value: value, qualifierAI: ai, qualifier: serial)
        case .appended: return GS1Key(ai: scheme.ai, value: value + serial)
        default: return GS1Key(ai: scheme.ai, value: value)
        }
    }

    /// The identity of `key`, whose company prefix has `companyPrefixLength` digits. Nil where the key has no EPC: no
    /// scheme, a length outside 6…12, a GTIN-8 (it has no company prefix), a key that needs a serial and has none.
    package init?(_ key: GS1Key, companyPrefixLength: Int) {
        guard (6...12).contains(companyPrefixLength), let scheme = EPC.scheme(of: key) else { return nil }
        var digits = Array(key.value.utf8)
        guard scheme.ai != "01" || !digits.starts(with: "000000".utf8) else { return nil }
        var serial = key.qualifier
        if let length = scheme.digits {
            if scheme == .grai { digits.removeFirst() }
            guard digits.count >= length + 1 else { return nil }
            if scheme.tail == .appended { serial = String(decoding: digits[(length + 1)...], as: UTF8.self) }
            digits.removeLast(digits.count - length)
        }
        let lead = scheme.leadsWithReference ? 1 : 0
        guard digits.count >= lead + companyPrefixLength else { return nil }
        let company = digits[lead..<lead + companyPrefixLength]
        let reference = digits[..<lead] + digits[(lead + companyPrefixLength)...]
        guard
            let epc = try? EPC(
                scheme: scheme, company: String(decoding: company, as: UTF8.self), reference: String(decoding: reference, as: UTF8.self),
                serial: serial)
        else { return nil }
        self = epc
    }

    private static func scheme(of key: GS1Key) -> EPCScheme? {
        EPCScheme.allCases.first { scheme in
            guard scheme.ai == key.ai else { return false }
            switch scheme.tail {
            case .qualifier(let ai): return key.qualifierAI == ai || scheme == .sgln && key.qualifierAI.isEmpty
            default: return key.qualifierAI.isEmpty
            }
        }
    }
}
