// Codes by which the trade names things: each a type, so that one is not taken for another.

/// A party's code, unique in its ledger.
package struct PartyCode: Hashable, Comparable, Sendable {
    package let text: String
    package init(_ text: String) { self.text = text }
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// A place, as a path of names with `/` between: `S1/F1`. The first is the site.
package struct LocationPath: Hashable, Comparable, Sendable {
    package let text: String
    package init(_ text: String) { self.text = text }
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    /// The first name.
    package var site: Substring { text.utf8.firstIndex(of: 0x2F).map { text[..<$0] } ?? text[...] }

    /// Whether the other is this place or lies below it.
    package func contains(_ other: LocationPath) -> Bool {
        other.text.utf8.starts(with: text.utf8)
            && (other.text.utf8.count == text.utf8.count
                || other.text.utf8[other.text.utf8.index(other.text.startIndex, offsetBy: text.utf8.count)] == 0x2F)
    }

    package func isAtSite(of other: LocationPath) -> Bool { site.utf8.elementsEqual(other.site.utf8) }

    /// The place that this one lies in, nil for a site.
    package var parent: LocationPath? {
        text.utf8.lastIndex(of: 0x2F).map { LocationPath(String(text[..<$0])) }
    }
}

/// 一人一码: a traveller's code, `p:` and the hex of a keyed hash. Never a document number.
package struct PersonCode: Hashable, Comparable, Sendable {
    package let text: String
    package init(_ text: String) { self.text = text }
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// A trip off the island: one departure.
package struct TripID: Hashable, Comparable, Sendable {
    package let text: String
    package init(_ text: String) { self.text = text }
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}
