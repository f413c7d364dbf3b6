import Support
import Testing

@testable import GS1

/// Tags and URNs of all schemes and partitions against a slow reconstruction from the tables of the EPC Tag Data Standard (14.6),
/// which shares nothing with the reader: bits as a text of zeros and ones, keys put together from digits.
struct EPCBordersTests {
    struct Row: Sendable {
        let scheme: TagScheme
        let header: String
        /// Bits and digits of the reference by partition.
        let reference: [(bits: Int, digits: Int)]
        /// 0: none; below 64: a number; else characters of seven bits.
        let serialBits: Int
    }

    static let company: [(bits: Int, digits: Int)] = [(40, 12), (37, 11), (34, 10), (30, 9), (27, 8), (24, 7), (20, 6)]
    private static let item = [(4, 1), (7, 2), (10, 3), (14, 4), (17, 5), (20, 6), (24, 7)].map { (bits: $0.0, digits: $0.1) }
    private static let carton = [(18, 5), (21, 6), (24, 7), (28, 8), (31, 9), (34, 10), (38, 11)].map { (bits: $0.0, digits: $0.1) }
    private static let place = [(1, 0), (4, 1), (7, 2), (11, 3), (14, 4), (17, 5), (21, 6)].map { (bits: $0.0, digits: $0.1) }
    private static let asset = [(4, 0), (7, 1), (10, 2), (14, 3), (17, 4), (20, 5), (24, 6)].map { (bits: $0.0, digits: $0.1) }

    static let rows = [
        Row(scheme: .sgtin96, header: "00110000", reference: item, serialBits: 38),
        Row(scheme: .sgtin198, header: "00110110", reference: item, serialBits: 140),
        Row(scheme: .sscc96, header: "00110001", reference: carton, serialBits: 0), Row(scheme: .sgln96, header: "00110010", reference: place, serialBits: 41),
        Row(scheme: .sgln195, header: "00111001", reference: place, serialBits: 140),
        Row(scheme: .grai96, header: "00110011", reference: asset, serialBits: 38),
        Row(scheme: .grai170, header: "00110111", reference: asset, serialBits: 112),
    ]

    @Test(arguments: rows.indices)
    func tagUrnAndKeyAreThoseOfTheTables(_ index: Int) throws {
        let row = EPCBordersTests.rows[index]
        let seed = UInt64(20_250 + index)
        var random = SplitMix(seed: seed)
        for partition in 0..<7 {
            for round in 0..<60 {
                let (company, reference) = (EPCBordersTests.company[partition], row.reference[partition])
                // The first rounds are the borders of each field.
                let prefix = digits(company.digits, round, &random)
                let rest = digits(reference.digits, round, &random)
                let serial = EPCBordersTests.serial(row.serialBits, round, &random)
                let filter = Int.random(in: 0...7, using: &random)
                let fields = [
                    row.header, binary(UInt64(filter), 3), binary(UInt64(partition), 3), binary(UInt64(prefix) ?? 0, company.bits),
                    binary(UInt64(rest) ?? 0, reference.bits), serialBits(serial, row.serialBits),
                ]
                let hex = EPCBordersTests.hex(fields.joined())
                let note = "seed \(seed), \(row.scheme.rawValue), partition \(partition), round \(round): \(hex)"
                let tag = try EPCTag(hex: hex, schemes: [row.scheme])
                let parts = "\(prefix).\(rest)" + (row.serialBits == 0 ? "" : "." + escaped(serial))
                let name = row.scheme.identity.rawValue
                #expect(tag.filter == filter, "\(note)")
                #expect(tag.epc.urn == "urn:epc:id:\(name):\(parts)", "\(note)")
                #expect(tag.hex == hex, "\(note)")
                #expect(tag.urn == "urn:epc:tag:\(row.scheme.rawValue):\(filter).\(parts)", "\(note)")
                #expect(try EPC(urn: tag.epc.urn) == tag.epc, "\(note)")
                #expect(try EPCTag(urn: tag.urn) == tag, "\(note)")
                let key = slowKey(name, prefix, rest, serial)
                #expect(tag.epc.key == key, "\(note)")
                // The standard's GTINs of eight digits have no company prefix.
                if !(name == "sgtin" && key.value.hasPrefix("000000")) { #expect(EPC(key, companyPrefixLength: prefix.count) == tag.epc, "\(note)") }
                guard TagScheme.ours.contains(row.scheme) else { continue }
                for text in [hex, tag.urn] {
                    let code = try ScannedCode.parse(text, serials: .any)
                    #expect(code.tag == tag && code.epc == tag.epc && code.identity == key && code.key == key.path, "\(note)")
                }
            }
        }
    }

    @Test(arguments: rows.indices)
    func aFieldOneBeyondItsDigitsIsRefused(_ index: Int) throws {
        let row = EPCBordersTests.rows[index]
        let tail = serialBits(row.serialBits > 64 ? "A" : "1", row.serialBits)
        for partition in 0..<8 {
            let (company, reference) = (EPCBordersTests.company[min(partition, 6)], row.reference[min(partition, 6)])
            func code(_ prefix: UInt64, _ rest: UInt64) -> AnswerCode? {
                let fields = [row.header, "001", binary(UInt64(partition), 3), binary(prefix, company.bits), binary(rest, reference.bits), tail]
                let bits = fields.joined()
                return fault { _ = try EPCTag(hex: EPCBordersTests.hex(bits), schemes: [row.scheme]) }?.code
            }
            guard partition < 7 else {
                #expect(code(1, 0) == .badPartition)
                continue
            }
            let note = "\(row.scheme.rawValue), partition \(partition)"
            #expect(code(power(company.digits) - 1, power(reference.digits) - 1) == nil, "\(note)")
            #expect(code(power(company.digits), 0) == .companyTooLarge, "\(note)")
            #expect(code(0, power(reference.digits)) == .referenceTooLarge, "\(note)")
            #expect(code(1 << UInt64(company.bits) - 1, 0) == .companyTooLarge, "\(note)")
            #expect(code(0, 1 << UInt64(reference.bits) - 1) == .referenceTooLarge, "\(note)")
        }
    }

    // MARK: The slow way

    private func digits(_ count: Int, _ round: Int, _ random: inout SplitMix) -> String {
        round < 2 ? String(repeating: round == 0 ? "9" : "0", count: count) : random.digits(count)
    }

    private static func serial(_ bits: Int, _ round: Int, _ random: inout SplitMix) -> String {
        if bits == 0 { return "" }
        if bits < 64 { return String(round == 0 ? 1 << UInt64(bits) - 1 : round == 1 ? 1 : UInt64.random(in: 1..<1 << UInt64(bits), using: &random)) }
        let set = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
        return "x" + random.text(set, round == 0 ? bits / 7 - 1 : round == 1 ? 0 : Int.random(in: 0..<bits / 7, using: &random))
    }

    private func slowKey(_ name: String, _ prefix: String, _ rest: String, _ serial: String) -> GS1Key {
        let digits = name == "sgtin" || name == "sscc" ? String(rest.prefix(1)) + prefix + String(rest.dropFirst()) : prefix + rest
        let sum = digits.reversed().enumerated().reduce(0) { $0 + ($1.element.wholeNumberValue ?? 0) * ($1.offset.isMultiple(of: 2) ? 3 : 1) }
        let value = digits + String((10 - sum % 10) % 10)
        return switch name {
        case "sgtin": GS1Key(ai: "01", value: value, qualifierAI: "21", qualifier: serial)
        case "sgln": GS1Key(ai: "414", value: value, qualifierAI: "254", qualifier: serial)
        case "grai": GS1Key(ai: "8003", value: "0" + value + serial)
        default: GS1Key(ai: "00", value: value)
        }
    }

    private func escaped(_ text: String) -> String {
        let escapes: [Character: String] = ["\"": "%22", "%": "%25", "&": "%26", "/": "%2F", "<": "%3C", ">": "%3E", "?": "%3F"]
        return text.map { escapes[$0] ?? String($0) }.joined()
    }

    private func serialBits(_ serial: String, _ bits: Int) -> String {
        guard bits > 64 else { return bits == 0 ? "" : binary(UInt64(serial) ?? 0, bits) }
        let text = serial.utf8.map { binary(UInt64($0), 7) }.joined()
        return text + String(repeating: "0", count: bits - text.count)
    }

    private func binary(_ value: UInt64, _ count: Int) -> String {
        let text = String(value, radix: 2)
        return count == 0 ? "" : String(repeating: "0", count: count - text.count) + text
    }

    private func power(_ exponent: Int) -> UInt64 { (0..<exponent).reduce(1) { value, _ in value * 10 } }

    /// Filled with zeros to 96 bits, or to whole words of 16.
    private static func hex(_ bits: String) -> String {
        let digits = Array(bits + String(repeating: "0", count: max(0, 96 - bits.count) + (16 - bits.count % 16) % 16 * (bits.count > 96 ? 1 : 0)))
        return stride(from: 0, to: digits.count, by: 4).map { String(Int(String(digits[$0..<$0 + 4]), radix: 2) ?? 0, radix: 16, uppercase: true) }.joined()
    }
}
