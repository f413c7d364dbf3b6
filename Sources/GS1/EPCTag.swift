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
        let fields = text.utf8.dropFirst(8).split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
        if fields.count == 2, fields[0].elementsEqual("raw".utf8) {
            let parts = fields[1].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard parts.count == 2, parts[1].first == UInt8(ascii: "x") else { throw CodeFault(.badForm) }
            let base = text.utf8.count - parts[1].count + 1
            do throws(CodeFault) { try self.init(hex: String(decoding: parts[1].dropFirst(), as: UTF8.self)) } catch { throw error.moved { base + $0 } }
            return
        }
        guard fields.count == 3, fields[0].elementsEqual("tag".utf8) else { throw CodeFault(.badForm) }
        let name = String(decoding: fields[1], as: UTF8.self)
        guard let scheme = TagScheme(rawValue: name) else { throw CodeFault(.foreignTag, detail: String(name.prefix(20))) }
        let parts = fields[2].split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == 1, let filter = number(parts[0]), filter <= 7 else { throw CodeFault(.badForm) }
        let base = text.utf8.count - parts[1].count
        do throws(CodeFault) { try self.init(EPC(scheme: scheme.identity, parts: Array(parts[1])[...]), filter: Int(filter), scheme: scheme) } catch {
            throw error.moved { base + $0 }
        }
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
        guard text.utf8.first != 0x30 || text == "0" else { return nil }
        return text.isEmpty ? nil : number(text.utf8)
    }
}
