/// The EPC schemes that carry GS1 keys (EPC Tag Data Standard 6.3, 8): how company prefix and reference make the key.
package enum EPCScheme: String, CaseIterable, Hashable, Sendable {
    case sgtin, sscc, sgln, pgln, grai, giai, gsrn, gsrnp, gdti, sgcn, ginc, gsin, upui, cpi, itip
    /// `urn:epc:class:lgtin:`, a lot of a product.
    case lgtin
    /// `urn:epc:idpat:sgtin:c.i.*`, a product; the others likewise are all of a kind, with `*` for their serials (TDS 8).
    case sgtinClass, graiClass, gdtiClass, sgcnClass, upuiClass, cpiClass, itipClass

    /// What stands before the parts of the URN.
    var prefix: String {
        switch self {
        case .lgtin: "urn:epc:class:lgtin:"
        case .sgtinClass: "urn:epc:idpat:sgtin:"
        case .graiClass: "urn:epc:idpat:grai:"
        case .gdtiClass: "urn:epc:idpat:gdti:"
        case .sgcnClass: "urn:epc:idpat:sgcn:"
        case .upuiClass: "urn:epc:idpat:upui:"
        case .cpiClass: "urn:epc:idpat:cpi:"
        case .itipClass: "urn:epc:idpat:itip:"
        default: "urn:epc:id:" + rawValue + ":"
        }
    }

    var ai: String {
        switch self {
        case .sgtin, .lgtin, .sgtinClass, .upui, .upuiClass: "01"
        case .sscc: "00"
        case .sgln: "414"
        case .pgln: "417"
        case .grai, .graiClass: "8003"
        case .giai: "8004"
        case .gsrn: "8018"
        case .gsrnp: "8017"
        case .gdti, .gdtiClass: "253"
        case .sgcn, .sgcnClass: "255"
        case .ginc: "401"
        case .gsin: "402"
        case .cpi, .cpiClass: "8010"
        case .itip, .itipClass: "8006"
        }
    }

    /// Digits of company prefix and reference together; nil where the reference is text of any length.
    var digits: Int? {
        switch self {
        case .sgtin, .lgtin, .sgtinClass, .upui, .upuiClass, .itip, .itipClass: 13
        case .sscc, .gsrn, .gsrnp: 17
        case .sgln, .pgln, .grai, .graiClass, .gdti, .gdtiClass, .sgcn, .sgcnClass: 12
        case .gsin: 16
        case .giai, .ginc, .cpi, .cpiClass: nil
        }
    }

    /// Whether the first digit of the reference stands first in the key (indicator, extension digit).
    var leadsWithReference: Bool {
        switch self {
        case .sgtin, .lgtin, .sgtinClass, .upui, .upuiClass, .itip, .itipClass, .sscc: true
        default: false
        }
    }

    /// Zeros before the digits of the key: a GRAI has one, which weighs nothing in the check digit.
    var zeros: Int { self == .grai || self == .graiClass ? 1 : 0 }

    /// Whether the key is that of one piece of a trade item: piece and total stand behind company prefix and reference, and behind the check
    /// digit of the key (GenSpecs 3.9, AI 8006).
    var hasPieces: Bool { self == .itip || self == .itipClass }

    enum Tail: Hashable, Sendable {
        case none
        /// Always `*`.
        case star
        /// The value of `qualifierAI`.
        case qualifier
        /// Written behind the key's digits.
        case appended
    }

    /// What the last part of the URN is.
    var tail: Tail {
        switch self {
        case .sgtin, .itip, .upui, .lgtin, .sgln, .cpi: .qualifier
        case .grai, .gdti, .sgcn: .appended
        case .sgtinClass, .graiClass, .gdtiClass, .sgcnClass, .upuiClass, .cpiClass, .itipClass: .star
        case .sscc, .pgln, .giai, .gsrn, .gsrnp, .ginc, .gsin: .none
        }
    }

    /// Empty where the tail is no qualifier.
    var qualifierAI: String {
        switch self {
        case .sgtin, .itip: "21"
        case .upui: "235"
        case .lgtin: "10"
        case .sgln: "254"
        case .cpi: "8011"
        default: ""
        }
    }

    /// The shape of the serial, extension, lot: that of the AI, or of the text behind an appended key.
    var tailFormat: FieldFormat? {
        switch self {
        case .sgtin, .lgtin, .sgln, .itip: EPCScheme.serial20
        case .upui: EPCScheme.serial28
        case .grai: EPCScheme.serial16
        case .gdti: EPCScheme.serial17
        case .sgcn: EPCScheme.number12
        case .cpi: EPCScheme.component12
        default: nil
        }
    }

    /// The shape of a reference that is text, behind a company prefix of so many digits: the key has 30 characters at most.
    func reference(behind company: Int) -> FieldFormat? {
        let formats = ai == "8010" ? EPCScheme.components : EPCScheme.texts
        return formats.indices.contains(30 - company) ? formats[30 - company] : nil
    }

    /// The scheme whose URNs begin `urn:epc:` and then as `rest` does.
    static func find(_ rest: ArraySlice<UInt8>) -> (scheme: EPCScheme, length: Int)? {
        for (scheme, name) in names where rest.starts(with: name) { return (scheme, name.count) }
        return nil
    }

    private static let names = allCases.map { (scheme: $0, name: Array($0.prefix.utf8.dropFirst(8))) }
    private static let texts = (0...30).map { FieldFormat("X..\($0)") }
    private static let components = (0...30).map { FieldFormat("Y..\($0)") }
    private static let serial16 = FieldFormat("X..16")
    private static let serial17 = FieldFormat("X..17")
    private static let serial20 = FieldFormat("X..20")
    private static let serial28 = FieldFormat("X..28")
    private static let number12 = FieldFormat("N..12")
    private static let component12 = ApplicationIdentifier.find("8011")?.format
}
