/// What the EPC memory of an RFID tag holds: an identity and a filter value, in a binary scheme (EPC Tag Data Standard 14).
package struct EPCTag: Hashable, Sendable {
    package let scheme: TagScheme
    /// 0…7: 1 an item of the point of sale, 2 a full case. No part of the key.
    package let filter: Int
    package let epc: EPC

    /// The tag of `epc`: 96 bits where the serial allows, else the long scheme. Throws `.badLength` where there is no
    /// binary form, or `filter` is not 0…7.
    package init(_ epc: EPC, filter: Int) throws(CodeFault) {
        for scheme in TagScheme.allCases where scheme.identity == epc.scheme {
            if let tag = try? EPCTag(epc, filter: filter, scheme: scheme) {
                self = tag
                return
            }
        }
        throw CodeFault(.badLength)
    }

    /// Throws `.badLength` where `scheme` cannot hold `epc`: a serial with leading zeros, letters or too many bits in a
    /// number, an asset that is no number.
    package init(_ epc: EPC, filter: Int, scheme: TagScheme) throws(CodeFault) {
        guard (0...7).contains(filter), scheme.identity == epc.scheme, EPCTag.fits(epc, scheme) else { throw CodeFault(.badLength) }
        self.scheme = scheme
        self.filter = filter
        self.epc = epc
    }

    /// Reads `urn:epc:tag:sgtin-96:1.0614141.812345.6789` or `urn:epc:raw:96.x3074257BF7194E4000001A85`.
    package init(urn text: String) throws(CodeFault) {
        guard EPC.hasScheme(text) else { throw CodeFault(.notACode) }
        try self.init(urn: Array(text.utf8))
    }

    /// Reads what `EPC.hasScheme`.
    init(urn text: [UInt8]) throws(CodeFault) {
        let rest = text[8...]
        if rest.starts(with: EPCTag.raw) {
            try self.init(raw: rest.dropFirst(4))
            return
        }
        guard rest.starts(with: EPCTag.tag), let colon = rest[12...].firstIndex(of: 0x3A) else { throw CodeFault(.badForm) }
        let name = rest[12..<colon]
        guard let scheme = TagScheme(name: name) else {
            throw CodeFault(.foreignTag, detail: String(String(decoding: name, as: UTF8.self).prefix(20)))
        }
        // A digit and a dot stand before the identity.
        let parts = rest[(colon + 1)...]
        guard parts.count > 1, parts[colon + 2] == 0x2E, (0x30...0x37).contains(parts[colon + 1]) else { throw CodeFault(.badForm) }
        try self.init(EPC(scheme: scheme.identity, parts: parts.dropFirst(2)), filter: Int(parts[colon + 1] & 7), scheme: scheme)
    }

    /// Reads what follows `urn:epc:raw:`.
    private init(raw text: ArraySlice<UInt8>) throws(CodeFault) {
        let parts = text.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].first == 0x78, !text.contains(0x3A) else { throw CodeFault(.badForm) }
        let hex = parts[1].dropFirst()
        do throws(CodeFault) { try self.init(hex: Array(hex)) } catch { throw error.moved { hex.startIndex + $0 } }
    }

    private static let raw = Array("raw:".utf8)
    private static let tag = Array("tag:".utf8)

    /// `urn:epc:tag:sgtin-96:1.0614141.812345.6789`
    package var urn: String { "urn:epc:tag:\(scheme.rawValue):\(filter).\(epc.parts)" }

    // MARK: What a scheme can hold

    private static func fits(_ epc: EPC, _ scheme: TagScheme) -> Bool {
        switch scheme {
        case .giai96: return plainNumber(epc.reference).map { $0 < 1 << UInt64(82 - companyBits(epc)) } ?? false
        case .giai202: return epc.reference.utf8.count <= (188 - companyBits(epc)) / 7
        default: break
        }
        switch scheme.serial {
        case .none: return true
        case .number(let bits): return epc.serial.isEmpty || plainNumber(epc.serial).map { $0 < 1 << UInt64(bits) } ?? false
        case .text(let characters): return epc.serial.utf8.count <= characters
        }
    }

    static func companyBits(_ epc: EPC) -> Int { TagScheme.companyBits[12 - epc.company.utf8.count] }

    /// The number that `text` writes without leading zeros.
    static func plainNumber(_ text: String) -> UInt64? {
        guard text.utf8.first != 0x30 || text == "0" else { return nil }
        return text.isEmpty ? nil : number(text.utf8)
    }
}
