/// The binary schemes (EPC Tag Data Standard 14): header, partition table, serial.
package enum TagScheme: String, CaseIterable, Hashable, Sendable {
    case sgtin96 = "sgtin-96"
    case sgtin198 = "sgtin-198"
    case sscc96 = "sscc-96"
    case sgln96 = "sgln-96"
    case sgln195 = "sgln-195"
    case grai96 = "grai-96"
    case grai170 = "grai-170"
    case giai96 = "giai-96"
    case giai202 = "giai-202"

    /// What a count reads: items, cartons, places, returnable assets. The rest is somebody's, and put apart by its name.
    package static let ours: [TagScheme] = [.sgtin96, .sgtin198, .sscc96, .sgln96, .sgln195, .grai96]

    /// The scheme of that name in a tag URI.
    init?(name: ArraySlice<UInt8>) {
        guard let named = TagScheme.names.first(where: { name.elementsEqual($0.name) }) else { return nil }
        self = named.scheme
    }

    private static let names = allCases.map { (scheme: $0, name: Array($0.rawValue.utf8)) }

    var header: UInt8 {
        switch self {
        case .sgtin96: 0x30
        case .sgtin198: 0x36
        case .sscc96: 0x31
        case .sgln96: 0x32
        case .sgln195: 0x39
        case .grai96: 0x33
        case .grai170: 0x37
        case .giai96: 0x34
        case .giai202: 0x38
        }
    }

    var identity: EPCScheme {
        switch self {
        case .sgtin96, .sgtin198: .sgtin
        case .sscc96: .sscc
        case .sgln96, .sgln195: .sgln
        case .grai96, .grai170: .grai
        case .giai96, .giai202: .giai
        }
    }

    /// Bits of the EPC itself; readers send whole words of 16.
    var bits: Int {
        switch self {
        case .sgtin198: 198
        case .sgln195: 195
        case .grai170: 170
        case .giai202: 202
        default: 96
        }
    }

    var hexDigits: Int { (bits + 15) / 16 * 4 }

    /// Bits of company prefix and reference together.
    var keyBits: Int {
        switch self {
        case .sgtin96, .sgtin198, .grai96, .grai170: 44
        case .sscc96: 58
        case .sgln96, .sgln195: 41
        case .giai96: 82
        case .giai202: 188
        }
    }

    enum Serial: Hashable, Sendable {
        case none
        /// A number in so many bits.
        case number(bits: Int)
        /// So many characters of 7 bits, filled with zero bits behind the last.
        case text(characters: Int)
    }

    var serial: Serial {
        switch self {
        case .sgtin96, .grai96: .number(bits: 38)
        case .sgln96: .number(bits: 41)
        case .sgtin198, .sgln195: .text(characters: 20)
        case .grai170: .text(characters: 16)
        case .sscc96, .giai96, .giai202: .none
        }
    }

    /// Company prefix digits of a partition are 12 − partition; these are their bits.
    static let companyBits = [40, 37, 34, 30, 27, 24, 20]

    /// What a header means that we do not read, for the report.
    static func name(ofHeader header: UInt8) -> String {
        others[header] ?? "header \(String(decoding: [Hexadecimal.digit(header >> 4), Hexadecimal.digit(header & 15)], as: UTF8.self))"
    }

    /// The schemes that are not `ours`, by their headers (TDS 14.2).
    static let others: [UInt8: String] = [
        0x2C: "gdti-96", 0x2D: "gsrn-96", 0x2E: "gsrnp-96", 0x2F: "usdod-96", 0x34: "giai-96", 0x35: "gid-96", 0x37: "grai-170", 0x38: "giai-202",
        0x3A: "gdti-113", 0x3B: "adi-var", 0x3C: "cpi-96", 0x3D: "cpi-var", 0x3E: "gdti-174", 0x3F: "sgcn-96", 0x40: "itip-110", 0x41: "itip-212",
        0xF0: "cpi+", 0xF1: "grai+", 0xF2: "sgln+", 0xF3: "itip+", 0xF4: "gsrn+", 0xF5: "gsrnp+", 0xF6: "gdti+", 0xF7: "sgtin+", 0xF8: "sgcn+",
        0xF9: "sscc+", 0xFA: "giai+", 0xFB: "dsgtin+",
    ]
}
