/// URNs of pure identities and classes (EPC Tag Data Standard 6.3, 8.1).
extension EPC {
    /// `urn:epc:id:sgtin:0614141.812345.6789`
    package var urn: String { scheme.prefix + parts }

    /// What follows the scheme: `0614141.812345.6789`.
    var parts: String {
        let head = company + "." + PercentCoding.urn(reference)
        switch scheme.tail {
        case .none: return head
        case .star: return head + ".*"
        case .qualifier, .appended: return head + "." + (scheme == .sgln && serial.isEmpty ? "0" : PercentCoding.urn(serial))
        }
    }

    /// Whether `text` begins like an EPC URN of any kind.
    package static func hasScheme(_ text: String) -> Bool {
        text.utf8.count >= 8 && zip(text.utf8, "urn:epc:".utf8).allSatisfy { $0 | ($0 < 0x5B && $0 > 0x40 ? 0x20 : 0) == $1 }
    }

    /// Reads the URN of an identity or class. Throws `.tagNotPureIdentity` for `urn:epc:tag:` and `urn:epc:raw:`,
    /// `.foreignKey` for schemes without a GS1 key of ours (`gid`, `adi`…), `.badForm` where parts are missing.
    package init(urn text: String) throws(CodeFault) {
        guard EPC.hasScheme(text) else { throw CodeFault(.notACode) }
        let rest = text.utf8.dropFirst(8)
        if rest.starts(with: "tag:".utf8) || rest.starts(with: "raw:".utf8) { throw CodeFault(.tagNotPureIdentity, position: 8, length: 3) }
        let fields = rest.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3 else { throw CodeFault(.badForm, position: 8, length: rest.count) }
        let prefix = "urn:epc:" + String(decoding: fields[0], as: UTF8.self) + ":" + String(decoding: fields[1], as: UTF8.self) + ":"
        guard let scheme = EPCScheme.allCases.first(where: { $0.prefix == prefix }) else {
            let isKnownKind = ["id", "class", "idpat"].contains { fields[0].elementsEqual($0.utf8) }
            throw CodeFault(isKnownKind && !fields[1].isEmpty ? .foreignKey : .badForm, position: 8, length: fields[0].count + fields[1].count + 1)
        }
        let base = text.utf8.count - fields[2].count
        do throws(CodeFault) { try self.init(scheme: scheme, parts: Array(fields[2])) } catch { throw error.moved { base + $0 } }
    }

    /// Reads what follows the scheme. A serial may hold dots, company and reference may not.
    init(scheme: EPCScheme, parts: [UInt8]) throws(CodeFault) {
        let hasTail = scheme.tail != .none
        let fields = parts.split(separator: 0x2E, maxSplits: hasTail ? 2 : 1, omittingEmptySubsequences: false)
        guard fields.count == (hasTail ? 3 : 2) else { throw CodeFault(.badForm, position: 0, length: parts.count) }
        let company = String(decoding: fields[0], as: UTF8.self)
        let reference = try EPC.unescaped(fields[1])
        var serial = ""
        if scheme.tail == .star {
            guard fields[2].elementsEqual("*".utf8) else { throw CodeFault(.badForm).at(fields[2].indices) }
        } else if hasTail {
            serial = try EPC.unescaped(fields[2])
            guard !serial.isEmpty else { throw CodeFault(.badLength).at(fields[2].indices) }
        }
        do throws(CodeFault) { try self.init(scheme: scheme, company: company, reference: reference, serial: serial) } catch {
            // Counted in the parts without their escapes.
            throw error.moved { PercentCoding.source(of: $0, in: parts[...]) }
        }
    }

    /// Text without its escapes. The characters that need an escape are refused where they stand for themselves.
    private static func unescaped(_ field: ArraySlice<UInt8>) throws(CodeFault) -> String {
        if let index = field.firstIndex(where: { "\"&/<>?#".utf8.contains($0) }) {
            throw .badCharacter(in: field, at: index - field.startIndex, position: index)
        }
        guard let bytes = PercentCoding.decode(field) else { throw CodeFault(.badEscape).at(PercentCoding.badEscape(in: field) ?? field.indices) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
