import GS1

/// Mutated codes against every reader of `GS1`: none crashes, and what is taken reads back from what is written of it.
/// `swift test` runs some thousand of each kind, `Bench fuzz` a million.
package struct CodeFuzz {
    package enum Kind: String, CaseIterable, Sendable {
        case elementStrings = "element strings"
        case digitalLinks = "Digital Links"
        case urns = "EPC URNs"
        case tags = "tags in hex"
        case scans = "scanned text"
    }

    package struct Outcome: Sendable {
        package var inputs = 0
        package var taken = 0
        /// Inputs that did not read back, at most ten.
        package var failures: [String] = []

        package init() {}
    }

    private var random: SplitMix

    package init(seed: UInt64) { random = SplitMix(seed: seed) }

    package mutating func run(_ kind: Kind, inputs: Int) -> Outcome {
        var outcome = Outcome()
        for _ in 0..<inputs {
            let bytes = mutated(sample(kind), kind)
            let text = String(decoding: bytes, as: UTF8.self)
            outcome.inputs += 1
            switch holds(kind, text, bytes) {
            case true?: outcome.taken += 1
            case false?:
                outcome.taken += 1
                if outcome.failures.count < 10 { outcome.failures.append(text.debugDescription) }
            case nil: break
            }
        }
        return outcome
    }

    // MARK: What must hold

    /// Nil where the input is refused.
    private func holds(_ kind: Kind, _ text: String, _ bytes: [UInt8]) -> Bool? {
        switch kind {
        case .elementStrings:
            guard let string = try? ElementString(text) else { return nil }
            return (try? ElementString(Element.string(string.elements)))?.elements == string.elements
        case .digitalLinks:
            guard let link = try? DigitalLink(text) else { return nil }
            return (try? DigitalLink(DigitalLink.text(link.identity)))?.identity == link.identity
        case .urns:
            guard let epc = try? EPC(urn: text) else { return nil }
            return (try? EPC(urn: epc.urn)) == epc && (try? GS1Key(path: epc.key.path)) == epc.key
        case .tags:
            guard let tag = try? EPCTag(hex: text, schemes: TagScheme.allCases) else { return nil }
            let hex = text.uppercased()
            return tag.hex == (hex.utf8.count == 50 ? hex + "00" : hex) && (try? EPCTag(urn: tag.urn)) == tag
        case .scans:
            let read = bytes.withUnsafeBytes { ReadParser.parseRead($0) }
            guard let code = try? ScannedCode.parse(byForm: text, serials: .any) else { return read == nil ? nil : false }
            if let read, read.key != code.key { return false }
            guard (try? ScannedCode.parse(text, serials: .any)) == code else { return false }
            guard !code.key.isEmpty, code.kind != .placeLabel else { return true }
            let forms = CodeForms(code)
            return ([.key, .bracketed, .digitalLink] as [CodeForms.Name]).allSatisfy { name in
                forms[name].map { (try? ScannedCode.parse($0, serials: .any))?.key == code.key } ?? true
            }
        }
    }

    // MARK: Inputs

    private mutating func sample(_ kind: Kind) -> [UInt8] {
        let gtin = CodeFuzz.withCheckDigit(digits(13))
        let serial = letters(Int(random.below(20)) + 1)
        switch kind {
        case .elementStrings: return elementString(gtin, serial)
        case .digitalLinks:
            let path = Array("/01/".utf8) + gtin + (random.below(3) == 0 ? Array("/10/".utf8) + letters(5) : []) + Array("/21/".utf8) + serial
            let query = random.below(3) == 0 ? Array("?17=261231&99=".utf8) + letters(4) : []
            return Array("https://id.example/a".utf8) + path + query
        case .urns:
            let company = 6 + Int(random.below(7))
            let scheme = random.below(4)
            let head = ["urn:epc:id:sgtin:", "urn:epc:id:sscc:", "urn:epc:id:sgln:", "urn:epc:id:grai:"][Int(scheme)]
            let total = [13, 17, 12, 12][Int(scheme)]
            let tail = scheme == 1 ? [] : [0x2E] + (scheme == 3 ? Array(serial.prefix(16)) : serial)
            return Array(head.utf8) + digits(company) + [0x2E] + digits(total - company) + tail
        case .tags: return Array(tag().utf8)
        case .scans:
            switch random.below(6) {
            case 0: return Array("]C1".utf8) + elementString(gtin, serial)
            case 1: return Array("(01)".utf8) + gtin + Array("(21)".utf8) + serial
            case 2: return sample(.digitalLinks)
            case 3: return sample(.urns)
            case 4: return sample(.tags)
            default: return elementString(gtin, serial)
            }
        }
    }

    private mutating func elementString(_ gtin: [UInt8], _ serial: [UInt8]) -> [UInt8] {
        var bytes = Array("01".utf8) + gtin
        if random.below(3) == 0 { bytes += Array("17261231".utf8) }
        if random.below(3) == 0 { bytes += Array("10".utf8) + letters(6) + [0x1D] }
        return bytes + Array("21".utf8) + serial
    }

    private mutating func tag() -> String {
        let company = 6 + Int(random.below(7))
        let head = String(decoding: digits(company), as: UTF8.self)
        let epc =
            switch random.below(4) {
            case 0: try? EPC(scheme: .sscc, company: head, reference: String(decoding: digits(17 - company), as: UTF8.self))
            case 1: try? EPC(scheme: .sgln, company: head, reference: String(decoding: digits(12 - company), as: UTF8.self), serial: "12")
            default:
                try? EPC(
                    scheme: .sgtin, company: head, reference: String(decoding: digits(13 - company), as: UTF8.self),
                    serial: random.below(2) == 0 ? String(random.below(1 << 37)) : String(decoding: letters(12), as: UTF8.self))
            }
        return epc.flatMap { try? EPCTag($0, filter: Int(random.below(8))) }?.hex ?? "3074257BF7194E4000001A85"
    }

    /// Up to three changes: a byte for another, cut, doubled, or a piece taken from elsewhere in it.
    private mutating func mutated(_ sample: [UInt8], _ kind: Kind) -> [UInt8] {
        var bytes = sample
        for _ in 0..<random.below(4) where !bytes.isEmpty {
            let at = Int(random.below(UInt64(bytes.count)))
            switch random.below(8) {
            case 0: bytes[at] = UInt8(random.below(256))
            case 1: bytes[at] = 0x30 + UInt8(random.below(10))
            case 2: bytes.insert(CodeFuzz.special[Int(random.below(UInt64(CodeFuzz.special.count)))], at: at)
            case 3: bytes.remove(at: at)
            case 4: bytes.removeLast(bytes.count - at)
            case 5: bytes += bytes[at...]
            case 6: bytes.insert(contentsOf: Array("О（％".utf8).prefix(2 + Int(random.below(4))), at: at)
            default: bytes[at] = 0x21 + UInt8(random.below(94))
            }
        }
        return Array(bytes.prefix(600))
    }

    private static let special = Array("\u{1D}^/%().?&=:]<>\\{} \n\r\t+#|*-_~".utf8) + [0, 0x7F, 0x80, 0xFF]
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._".utf8)

    private mutating func letters(_ count: Int) -> [UInt8] { (0..<count).map { _ in CodeFuzz.alphabet[Int(random.below(UInt64(CodeFuzz.alphabet.count)))] } }
    private mutating func digits(_ count: Int) -> [UInt8] { (0..<max(0, count)).map { _ in 0x30 + UInt8(random.below(10)) } }
    private static func withCheckDigit(_ digits: [UInt8]) -> [UInt8] { digits + [CheckDigit.digit(for: digits)] }
}
