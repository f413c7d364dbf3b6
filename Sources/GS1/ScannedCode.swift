/// What a code that somebody handed in names: the one door for bar codes, links, URNs, tags and typed keys.
package struct ScannedCode: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// `/01/{gtin14}/21/{serial}` or `/trace/{code}`
        case item
        /// `/01/{gtin14}`
        case product
        /// `/00/{sscc}`
        case carton
        /// `/414/{gln}` or `/414/{gln}/254/{extension}`
        case place
        /// `/417/{gln}`
        case party
        /// `/8003/{0, 13 digits, serial}`
        case asset
        /// The number of an RFID chip; no key.
        case tid
        /// Well formed and nothing of ours; no key.
        case foreign
        /// `LOC:{location}`; the key is the location.
        case placeLabel = "place-label"
    }

    /// How serials outside `A–Z a–z 0–9 - . _` are taken.
    package enum Serials: Hashable, Sendable {
        /// Refused with `.serialCharacters`: entered by an operator or assigned by us.
        case ours
        /// Kept, percent-encoded, with the warning: imports lose nothing.
        case any
    }

    package let kind: Kind
    /// The canonical key, empty for `tid` and `foreign`.
    package let key: String
    /// In the order of `AnswerCode`.
    package private(set) var warnings: [AnswerCode]
    /// All that the code says: lots and dates too. Empty for tags and URNs that are not read, labels and trace codes.
    package let elements: [Element]
    /// Key and finest qualifier, also of foreign keys and lots. Nil where there is no key.
    package let identity: GS1Key?
    private let source: Source

    /// What it was read from, where that says more than a key.
    enum Source: Hashable, Sendable {
        case other
        case identity(EPC)
        case tag(EPCTag)
    }

    package var tag: EPCTag? { if case .tag(let tag) = source { tag } else { nil } }

    /// Where it was read as an EPC URN or a tag: its company prefix is known to be so long.
    package var epc: EPC? {
        switch source {
        case .other: nil
        case .identity(let epc): epc
        case .tag(let tag): tag.epc
        }
    }

    /// Reads `text`, in whatever form it comes. Throws the first fault, whose place is that of `text`.
    package static func parse(_ text: String, serials: Serials = .ours) throws(CodeFault) -> ScannedCode {
        if let plain = PlainCode.read(text) { return plain }
        return try parse(byForm: text, serials: serials)
    }

    /// The same without the short way of `PlainCode`: tests hold the two together.
    package static func parse(byForm text: String, serials: Serials) throws(CodeFault) -> ScannedCode {
        let prepared = try PreparedText(text)
        guard prepared.bytes.contains(where: { $0 != ElementString.gs && $0 != 0x5E }) else { throw CodeFault(.empty) }
        do throws(CodeFault) {
            guard prepared.isFolded else { return try CodeReader(prepared, serials: serials).read() }
            var code = try CodeReader(prepared, serials: serials).read()
            code.warnings.insert(.fullwidth, at: 0)
            return code
        } catch {
            throw error.moved { prepared.source(of: $0, in: text) }
        }
    }

    /// Reads the code of one item or one carton. Throws `.noSerial` for a product, the reason of a foreign code, and
    /// `.notACode` for a place.
    package static func parseItem(_ text: String, serials: Serials = .ours) throws(CodeFault) -> ScannedCode {
        let code = try parse(text, serials: serials)
        switch code.kind {
        case .item, .carton: return code
        case .product: throw CodeFault(.noSerial)
        case .tid, .foreign: throw CodeFault(code.warnings.last ?? .foreignKey)
        case .place, .party, .asset, .placeLabel: throw CodeFault(.notACode)
        }
    }

    /// The expiry (AI 17) or, without one, the best-before date (AI 15); nil where there is none.
    package func expiry(currentYear: Int) -> GS1Date? { date("17", currentYear) ?? date("15", currentYear) }

    package func value(_ ai: String) -> String? { elements.first { $0.ai == ai }?.value }

    private func date(_ ai: String, _ currentYear: Int) -> GS1Date? {
        value(ai).flatMap { GS1Date(yymmdd: $0, currentYear: currentYear) }
    }

    // MARK: Making one

    /// A code without a key of GS1.
    init(_ kind: Kind, key: String = "", warnings: [AnswerCode] = []) {
        self.kind = kind
        self.key = key
        self.warnings = warnings
        elements = []
        identity = nil
        source = .other
    }

    /// What is well formed and has no key among its elements.
    init(foreign elements: [Element], warnings: [AnswerCode]) {
        kind = .foreign
        key = ""
        self.warnings = warnings + [.foreignKey]
        self.elements = elements
        identity = nil
        source = .other
    }

    /// An item or a carton about which there is nothing more to say.
    init(_ kind: Kind, _ identity: GS1Key, _ elements: [Element]) {
        self.kind = kind
        self.identity = identity
        self.elements = elements
        key = identity.path
        warnings = []
        source = .other
    }

    /// A code with the key `identity`, read from `text`.
    init(
        _ identity: GS1Key, elements: [Element], warnings: [AnswerCode], source: Source = .other, serials: Serials, text: [UInt8]
    ) throws(CodeFault) {
        let kind = Kind(identity)
        // A serial of our characters needs no escape.
        let isOurs = kind != .item || SerialCharacters.containAll(of: identity.qualifier)
        guard isOurs || serials == .any else { throw ScannedCode.serialFault(identity.qualifier, in: text) }
        var warnings = warnings
        if kind == .product, GTIN(digits14: identity.value)?.isRestricted == true { warnings.append(.restrictedGTIN) }
        if kind == .foreign { warnings.append(.foreignKey) }
        if !isOurs { warnings.append(.serialCharacters) }
        self.kind = kind
        key =
            switch kind {
            case .product: "/01/" + identity.value
            case .foreign: ""
            default: identity.path
            }
        self.warnings = warnings.count < 2 ? warnings : AnswerCode.allCases.filter(warnings.contains)
        self.identity = identity
        self.elements = elements
        self.source = source
    }
}

extension ScannedCode {
    /// Names the first character of `serial` that is none of ours, and where it stands in `text`, escaped or not.
    private static func serialFault(_ serial: String, in text: [UInt8]) -> CodeFault {
        let bytes = Array(serial.utf8)
        guard let index = bytes.firstIndex(where: { !SerialCharacters.contains($0) }) else { return CodeFault(.serialCharacters, ai: "21") }
        let detail = CodeFault.badCharacter(in: bytes, at: index).detail
        // Of a serial that occurs twice the last is shown: what stands before may be a lot.
        for start in text.indices.reversed() {
            let rest = text[start...]
            if rest.starts(with: bytes) { return CodeFault(.serialCharacters, ai: "21", position: start + index, detail: detail) }
            if let read = PercentCoding.decode(rest), read != Array(rest), read.starts(with: bytes) {
                let place = PercentCoding.source(of: index, in: rest)
                return CodeFault(.serialCharacters, ai: "21", position: place, length: text[place] == 0x25 ? 3 : 1, detail: detail)
            }
        }
        return CodeFault(.serialCharacters, ai: "21", detail: detail)
    }
}

extension ScannedCode.Kind {
    init(_ key: GS1Key) {
        self =
            switch key.ai {
            case "00": .carton
            case "01": key.qualifierAI == "21" ? .item : .product
            case "414": .place
            case "417": .party
            case "8003": .asset
            default: .foreign
            }
    }
}
