package import GS1

/// What an identifier in an event names, whatever way it is written: URN, Digital Link of any domain, or a URI of
/// somebody else's.
package struct EventIdentifier: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// One thing: a serial, a parcel, an asset.
        case instance
        /// A product or a lot.
        case itemClass
        case place, party
        /// A document, a service, a consignment: one of its kind, and no goods.
        case other
        /// No GS1 key.
        case foreign
    }

    /// As it came.
    package let text: String
    package let kind: Kind
    package let key: GS1Key?
    /// The one spelling of what it names; `text` where it is foreign.
    package let canonical: String
    package let isPadded: Bool
    /// It came as the link that it is named by, of plain characters only: what stands behind the domain is the key's path.
    let isPlainLink: Bool

    /// Throws what is wrong, and at which byte, where the text is of GS1's making.
    package init(_ text: String) throws(CodeFault) {
        if let quick = QuickLink(text) {
            self.text = text
            kind = EventIdentifier.kind(of: quick.key)
            key = quick.key
            canonical = text
            isPadded = false
            isPlainLink = true
            return
        }
        let bytes = Array(text.utf8)
        if let index = bytes.firstIndex(where: { $0 >= 0x80 }) { throw CodeFault.badCharacter(in: bytes, at: index, position: index) }
        if let known = EventIdentifier.places[text] {
            self = known
            return
        }
        self.text = text
        isPlainLink = false
        var isPadded = false
        let key: GS1Key?
        do throws(CodeFault) {
            if EPC.hasScheme(text) {
                key = try EPC(urn: text).key
            } else if DigitalLink.hasScheme(text) {
                let link = try DigitalLink(text)
                isPadded = link.warnings.contains(.gtinPadded)
                key = link.identity
            } else {
                key = nil
            }
        } catch {
            switch error.code {
            // An address that is no link of GS1's, a scheme of another house. At GS1's own address nothing else stands.
            case .notACode, .foreignKey:
                if text.hasPrefix(DigitalLink.canonicalStem + "/") { throw error }
                key = nil
            default: throw error
            }
        }
        self.key = key
        self.isPadded = isPadded
        kind = key.map(EventIdentifier.kind) ?? .foreign
        canonical = key.map(EventIdentifier.canonical) ?? text
        if kind == .place || kind == .party { EventIdentifier.places.keep(self, for: text) }
    }

    /// Places and parties are few and stand in every event, unlike goods.
    private static let places = Memory<EventIdentifier>()

    /// Whether a text is surely a canonical link, by its form and check digit alone.
    static func isCanonicalLink(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { QuickLink.form(bytes) != nil }

    private static func kind(of key: GS1Key) -> Kind {
        switch key.ai {
        case "00", "8004": .instance
        case "01": key.qualifierAI == "21" || key.qualifierAI == "235" ? .instance : .itemClass
        case "8006": key.qualifierAI == "21" ? .instance : .itemClass
        case "8010": key.qualifierAI == "8011" ? .instance : .itemClass
        case "8003": key.value.utf8.count > 14 ? .instance : .itemClass
        case "414": .place
        case "417": .party
        default: .other
        }
    }

    /// What event hashes are made over (CBV 2.0, event identifiers): the canonical link, without qualifiers that no EPC has. Two service relations of one
    /// recipient (AI 8019) share it, and stay two things.
    package var hashed: String {
        guard let key, !key.qualifierAI.isEmpty, !EventIdentifier.hashedQualifiers.contains(key.qualifierAI) else { return canonical }
        return EventIdentifier.canonical(GS1Key(ai: key.ai, value: key.value))
    }

    private static let hashedQualifiers: Set = ["10", "21", "235", "254", "8011"]

    /// GS1's own domain, the finest qualifier, and escapes for what Digital Link (table 7-1) or URNs want escaped, which leaves three characters
    /// more than our item keys do.
    package static func canonical(_ key: GS1Key) -> String {
        var text = DigitalLink.canonicalStem + "/" + key.ai + "/" + escaped(key.value)
        if !key.qualifierAI.isEmpty { text += "/" + key.qualifierAI + "/" + escaped(key.qualifier) }
        return text
    }

    private static func escaped(_ value: String) -> String {
        func standsForItself(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x27, 0x3B, 0x3D: true
            default: false
            }
        }
        if value.utf8.allSatisfy(standsForItself) { return value }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in value.utf8 {
            if standsForItself(byte) { bytes.append(byte) } else { bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension EventFinding {
    /// An identifier that is refused.
    init(_ fault: CodeFault, at place: FieldPlace) {
        let code: EventCode =
            switch fault.code {
            case .badCheckDigit: .badCheckDigit
            case .badLength: .badLength
            case .badCharacter: .badCharacter
            case .tagNotPureIdentity: .tagNotPureIdentity
            default: .badIdentifier
            }
        self.init(code, at: place.pointer, identifier: fault)
    }
}

/// The usual case without a detour: `https://id.gs1.org/01/{gtin14}/21/{serial}` of plain characters, `…/00/{sscc}`, `…/414/{gln}`.
private struct QuickLink {
    let key: GS1Key

    enum Form { case item, parcel, place, party }

    init?(_ text: String) {
        var text = text
        let key: GS1Key? = text.withUTF8 { bytes in
            guard let form = QuickLink.form(bytes) else { return nil }
            func part(_ from: Int, _ to: Int? = nil) -> String {
                String(
                    decoding: UnsafeBufferPointer(rebasing: bytes[QuickLink.stem.count + from..<(to.map { QuickLink.stem.count + $0 } ?? bytes.count)]),
                    as: UTF8.self)
            }
            return switch form {
            case .item: GS1Key(ai: "01", value: part(3, 17), qualifierAI: "21", qualifier: part(21))
            case .parcel: GS1Key(ai: "00", value: part(3))
            case .place: GS1Key(ai: "414", value: part(4))
            case .party: GS1Key(ai: "417", value: part(4))
            }
        }
        guard let key else { return nil }
        self.key = key
    }

    private static let stem = Array("https://id.gs1.org/".utf8)

    /// Nil where it is another link, or a wrong one.
    static func form(_ bytes: UnsafeBufferPointer<UInt8>) -> Form? {
        guard bytes.count >= 36, bytes.count <= 60, bytes.begins(with: stem) else { return nil }
        let path = UnsafeBufferPointer(rebasing: bytes[stem.count...])
        func isKey(_ digits: Range<Int>) -> Bool { CheckDigit.isRight(in: UnsafeBufferPointer(rebasing: path[digits])) }
        switch (path[0], path[1], path[2]) {
        case (0x30, 0x31, 0x2F):
            guard path.count > 21, path[17] == 0x2F, path[18] == 0x32, path[19] == 0x31, path[20] == 0x2F, isKey(3..<17) else { return nil }
            return path[21...].allSatisfy(isPlain) ? .item : nil
        case (0x30, 0x30, 0x2F): return path.count == 21 && isKey(3..<21) ? .parcel : nil
        case (0x34, 0x31, 0x34): return path.count == 17 && path[3] == 0x2F && isKey(4..<17) ? .place : nil
        case (0x34, 0x31, 0x37): return path.count == 17 && path[3] == 0x2F && isKey(4..<17) ? .party : nil
        default: return nil
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }
}
