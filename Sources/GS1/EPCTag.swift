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
        if text.holds("raw:", at: 8) {
            try self.init(raw: text[12...])
            return
        }
        guard text.holds("tag:", at: 8), let colon = text[12...].firstIndex(of: 0x3A) else { throw CodeFault(.badForm).at(8..<text.count) }
        let name = text[12..<colon]
        guard let scheme = TagScheme(name: name) else {
            throw CodeFault(.foreignTag, detail: String(String(decoding: name, as: UTF8.self).prefix(20))).at(name.indices)
        }
        // The filter, one digit, and a dot.
        let start = colon + 3
        guard start <= text.count, (0x30...0x37).contains(text[start - 2]), text[start - 1] == 0x2E else {
            throw CodeFault(.badForm).at(colon + 1..<text.count)
        }
        let parts = text[start...]
        do throws(CodeFault) { try self.init(EPC(scheme: scheme.identity, parts: parts), filter: Int(text[start - 2] & 7), scheme: scheme) } catch {
            // What a scheme cannot hold is the last part.
            throw error.at(parts.split(separator: 0x2E, maxSplits: 2).last?.indices ?? parts.indices)
        }
    }

    /// Reads what follows `urn:epc:raw:`.
    private init(raw text: ArraySlice<UInt8>) throws(CodeFault) {
        guard let dot = text.firstIndex(of: 0x2E), !text.contains(0x3A) else { throw CodeFault(.badForm).at(text.indices) }
        let value = text[(dot + 1)...]
        guard value.first == 0x78, !value.contains(0x2E) else { throw CodeFault(.badForm).at(text.indices) }
        let hex = value.dropFirst()
        do throws(CodeFault) { try self.init(hex: Array(hex)) } catch { throw error.moved { hex.startIndex + $0 } }
    }

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
        var text = text
        return text.withUTF8 { $0.isEmpty || $0[0] == 0x30 && $0.count > 1 ? nil : number($0) }
    }
}
