/// The EPC schemes that carry GS1 keys (EPC Tag Data Standard 6.3, 8): how company prefix and reference make the key.
package enum EPCScheme: String, CaseIterable, Hashable, Sendable {
    case sgtin, sscc, sgln, pgln, grai, giai, gsrn, gsrnp, gdti, sgcn, ginc, gsin, upui
    /// `urn:epc:class:lgtin:`, a lot of a product.
    case lgtin
    /// `urn:epc:idpat:sgtin:c.i.*`, a product.
    case sgtinClass

    /// What stands before the parts of the URN.
    var prefix: String {
        switch self {
        case .lgtin: "urn:epc:class:lgtin:"
        case .sgtinClass: "urn:epc:idpat:sgtin:"
        default: "urn:epc:id:" + rawValue + ":"
        }
    }

    var ai: String {
        switch self {
        case .sgtin, .lgtin, .sgtinClass, .upui: "01"
        case .sscc: "00"
        case .sgln: "414"
        case .pgln: "417"
        case .grai: "8003"
        case .giai: "8004"
        case .gsrn: "8018"
        case .gsrnp: "8017"
        case .gdti: "253"
        case .sgcn: "255"
        case .ginc: "401"
        case .gsin: "402"
        }
    }

    /// Digits of company prefix and reference together; nil where the reference is text of any length.
    var digits: Int? {
        switch self {
        case .sgtin, .lgtin, .sgtinClass, .upui: 13
        case .sscc, .gsrn, .gsrnp: 17
        case .sgln, .pgln, .grai, .gdti, .sgcn: 12
        case .gsin: 16
        case .giai, .ginc: nil
        }
    }

    /// Whether the first digit of the reference stands first in the key (indicator, extension digit).
    var leadsWithReference: Bool {
        switch self {
        case .sgtin, .lgtin, .sgtinClass, .upui, .sscc: true
        default: false
        }
    }

    enum Tail: Hashable, Sendable {
        case none
        /// Always `*`.
        case star
        /// The value of this AI.
        case qualifier(String)
        /// Written behind the key's digits.
        case appended
    }

    /// What the third part of the URN is.
    var tail: Tail {
        switch self {
        case .sgtin: .qualifier("21")
        case .upui: .qualifier("235")
        case .lgtin: .qualifier("10")
        case .sgln: .qualifier("254")
        case .grai, .gdti, .sgcn: .appended
        case .sgtinClass: .star
        case .sscc, .pgln, .giai, .gsrn, .gsrnp, .ginc, .gsin: .none
        }
    }

    /// The shape of the serial, extension, lot: that of the AI, or of the text behind an appended key.
    var tailFormat: FieldFormat? {
        switch self {
        case .sgtin, .lgtin, .sgln: EPCScheme.serial20
        case .upui: EPCScheme.serial28
        case .grai: EPCScheme.serial16
        case .gdti: EPCScheme.serial17
        case .sgcn: EPCScheme.number12
        default: nil
        }
    }

    /// Text of at most so many characters, 1 to 30; nil beyond.
    static func text(upTo most: Int) -> FieldFormat? { texts.indices.contains(most) ? texts[most] : nil }

    /// The scheme whose URNs begin `urn:epc:` and then as `rest` does.
    static func find(_ rest: ArraySlice<UInt8>) -> (scheme: EPCScheme, length: Int)? {
        for (scheme, name) in names where rest.starts(with: name) { return (scheme, name.count) }
        return nil
    }

    private static let names = allCases.map { (scheme: $0, name: Array($0.prefix.utf8.dropFirst(8))) }
    private static let texts = (0...30).map { FieldFormat("X..\($0)") }
    private static let serial16 = FieldFormat("X..16")
    private static let serial17 = FieldFormat("X..17")
    private static let serial20 = FieldFormat("X..20")
    private static let serial28 = FieldFormat("X..28")
    private static let number12 = FieldFormat("N..12")
}
