/// Every spelling of a code that says the same, by its name.
package struct CodeForms: Hashable, Sendable {
    /// The raw values are the members of `forms` in the answer of `code --json`.
    package enum Name: String, CaseIterable, Hashable, Sendable {
        /// `/01/…/21/…`, as the ledger keeps it.
        case key
        /// `(01)…(21)…`
        case bracketed
        /// As a symbol carries it, GS (0x1D) where a separator must stand.
        case elementString
        /// On `id.gs1.org`, key and finest qualifier only.
        case digitalLink
        /// The same with all that the code says.
        case digitalLinkFull
        case epcURN = "epcUrn"
        case tagURN = "tagUrn"
        /// The words of the tag's memory in hex, by the number of bits of the scheme.
        case tagHex96, tagHex195, tagHex198
    }

    package let forms: [(name: Name, text: String)]
    /// Nil where the key has no EPC, or nobody said how long its company prefix is.
    package let epc: EPC?
    /// Of the tags among the forms: that of the tag that was read, else 1 for an item, 2 for a carton, 0 for the rest
    /// (Tag Data Standard 10.2, filter values).
    package let filter: Int

    /// `companyPrefixLength`, 6 to 12, counts only where `code` does not say itself how long it is.
    package init(_ code: ScannedCode, companyPrefixLength: Int? = nil) {
        let epc = code.epc ?? code.identity.flatMap { key in companyPrefixLength.flatMap { EPC(key, companyPrefixLength: $0) } }
        self.epc = epc
        let filter = code.tag?.filter ?? (code.kind == .item ? 1 : code.kind == .carton ? 2 : 0)
        self.filter = filter
        var forms: [(name: Name, text: String)] = []
        if let identity = code.identity {
            let canonical = DigitalLink.text(identity)
            forms.append((.key, identity.path))
            forms += CodeForms.inSymbols(code.elements)
            forms.append((.digitalLink, canonical))
            // Not every element may stand in a link.
            if let full = DigitalLink.text(code.elements), full != canonical, (try? DigitalLink(full)) != nil { forms.append((.digitalLinkFull, full)) }
        } else if code.kind == .item {
            forms.append((.key, code.key))
        } else if !code.elements.isEmpty {
            forms += CodeForms.inSymbols(code.elements)
        }
        if let epc {
            forms.append((.epcURN, epc.urn))
            let tags = TagScheme.ours.compactMap { try? EPCTag(epc, filter: filter, scheme: $0) }
            if let tag = code.tag ?? tags.first { forms.append((.tagURN, tag.urn)) }
            for tag in tags { forms.append((CodeForms.name(ofBits: tag.scheme.bits), tag.hex)) }
        }
        self.forms = forms
    }

    private static func inSymbols(_ elements: [Element]) -> [(name: Name, text: String)] {
        [(.bracketed, Element.bracketed(elements)), (.elementString, Element.string(elements))]
    }

    private static func name(ofBits bits: Int) -> Name { bits == 198 ? .tagHex198 : bits == 195 ? .tagHex195 : .tagHex96 }

    package subscript(name: Name) -> String? { forms.first { $0.name == name }?.text }

    package static func == (left: CodeForms, right: CodeForms) -> Bool {
        left.epc == right.epc && left.filter == right.filter && left.forms.elementsEqual(right.forms) { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(epc)
        for form in forms { hasher.combine(form.text) }
    }
}

extension Element {
    /// What a value says beyond its digits: a day of `YYMMDD` (`2026-12-31`), a number with its point (`1.250`). Nil where
    /// the value speaks for itself. `currentYear`: see `GS1Date`.
    package func reading(currentYear: Int) -> String? {
        guard let identifier = ApplicationIdentifier.find(ai), let first = identifier.format.components.first else { return nil }
        if first.checks.contains(.yymmdd) || first.checks.contains(.yymmd0) {
            let day = GS1Date(yymmdd: String(value.prefix(6)), currentYear: currentYear)?.text
            let rest = value.dropFirst(6)
            if rest.count == 6, ai == "7007" {
                return day.flatMap { from in GS1Date(yymmdd: String(rest), currentYear: currentYear).map { "\(from)/\($0.text)" } }
            }
            return day.map { rest.count >= 2 ? "\($0) \(rest.prefix(2)):\(rest.count >= 4 ? rest.dropFirst(2).prefix(2) : "00")" : $0 }
        }
        // GenSpecs 3.6, 3.9: the last digit of the identifier says how many of the value stand behind the point.
        guard ai.utf8.count == 4, let family = Int(ai.prefix(2)), (31...36).contains(family) || ["390", "392"].contains(ai.prefix(3)),
            let places = ai.last?.wholeNumberValue, places > 0
        else { return nil }
        let digits = String(repeating: "0", count: max(0, places + 1 - value.utf8.count)) + value
        let whole = digits.dropLast(places).drop { $0 == "0" }
        return (whole.isEmpty ? "0" : String(whole)) + "." + digits.suffix(places)
    }
}
