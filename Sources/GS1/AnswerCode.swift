/// What a code is answered with: an error, a warning, or the name of the drawer it is put apart in. The raw values are
/// stable: they stand in reports, in rejects files and in other people's scripts.
///
/// The order is the order in which warnings are listed.
package enum AnswerCode: String, CaseIterable, Hashable, Sendable {
    // Any text
    case empty
    case notACode = "not-a-code"
    /// Full-width characters of a Chinese keyboard were folded.
    case fullwidth

    // Fields
    case unknownAI = "unknown-ai"
    case badLength = "bad-length"
    /// Two separators in a row.
    case emptyField = "empty-field"
    /// A character outside the field's set; the fault names its code point.
    case badCharacter = "bad-character"
    case badCheckDigit = "bad-check-digit"
    case badDate = "bad-date"
    /// The same AI again, with another value.
    case repeatedAI = "repeated-ai"
    case missingPartner = "missing-partner"
    case excludedPair = "excluded-pair"
    /// A gun ate a group separator: the fault holds the readings, none is chosen.
    case lostSeparator = "lost-separator"

    // Products and serials
    /// A product and not an item: scan the traceability label instead.
    case noSerial = "no-serial"
    /// A number for use inside a shop.
    case restrictedGTIN = "restricted-gtin"
    /// Legal in GS1 but outside our set for serials.
    case serialCharacters = "serial-characters"
    /// The last value ends like an AI with a date.
    case maybeLostSeparator = "maybe-lost-separator"

    // Digital Link
    case gtinPadded = "gtin-padded"
    case shortNames = "short-names"
    case trailingSlash = "trailing-slash"
    case qualifierOrder = "qualifier-order"
    case qualifierInQuery = "qualifier-in-query"
    case compressedLink = "compressed-link"

    // EPC URNs
    case badForm = "bad-form"
    case badEscape = "bad-escape"
    /// A tag or raw URI where an identity is needed.
    case tagNotPureIdentity = "tag-not-pure-identity"

    // Tags
    case notHex = "not-hex"
    case badPartition = "bad-partition"
    case companyTooLarge = "company-too-large"
    case referenceTooLarge = "reference-too-large"
    case nonzeroPadding = "nonzero-padding"
    case characterAfterEnd = "character-after-end"
    case emptySerial = "empty-serial"
    case tidNotEPC = "tid-not-epc"
    case foreignTag = "foreign-tag"
    case emptyTag = "empty-tag"
    case foreignKey = "foreign-key"

    package enum Verdict: Hashable, Sendable {
        case error, warning
        /// Well formed, but nothing of ours: counted apart.
        case apart
    }

    /// The verdict of the general case. `serialCharacters` is an error by hand and a warning on import
    /// (`ScannedCode.Serials`).
    package var verdict: Verdict {
        switch self {
        case .maybeLostSeparator, .noSerial, .restrictedGTIN, .fullwidth, .gtinPadded, .shortNames, .trailingSlash: .warning
        case .tidNotEPC, .foreignTag, .emptyTag, .foreignKey: .apart
        default: .error
        }
    }
}
