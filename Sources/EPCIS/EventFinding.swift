package import GS1

/// What a reader of events answers: a reason to refuse one, a warning, or a note. The raw values are stable.
/// `docs/epcis.md` explains each; the numbers are the rules of that page.
package enum EventCode: String, CaseIterable, Hashable, Sendable {
    // The text (13)
    case json
    case duplicateKey = "duplicate-key"
    case tooDeep = "too-deep"
    case stringTooLong = "string-too-long"
    case eventTooLarge = "event-too-large"
    case listTooLong = "list-too-long"
    // XML instead of JSON
    case xml
    case doctypeRefused = "doctype-refused"

    // The document (12, 18)
    case schema
    case noEPCISContext = "no-epcis-context"
    case remoteContext = "remote-context"
    case contextRedefines = "context-redefines"
    /// The context stands behind more events than are held back.
    case contextLate = "context-late"
    case unknownPrefix = "unknown-prefix"
    case schemaVersion = "schema-version"
    case notADocument = "not-a-document"
    case noEvents = "no-events"

    // When (1, 2)
    case badTime = "bad-time"
    case timeInFuture = "time-in-future"
    case timeRounded = "time-rounded"
    case badOffset = "bad-offset"

    // What (3 to 8)
    case noWhat = "no-what"
    case ilmdNotAdd = "ilmd-not-add"
    case missingParent = "missing-parent"
    case noChildren = "no-children"
    case classNotInstance = "class-not-instance"
    case instanceNotClass = "instance-not-class"
    case notAThing = "not-a-thing"
    case notAPlace = "not-a-place"
    case foreignPlace = "foreign-place"
    case badCheckDigit = "bad-check-digit"
    case badLength = "bad-length"
    case badCharacter = "bad-character"
    /// Any other fault of an identifier; `EventFinding.identifier` has the code of GS1's own rules.
    case badIdentifier = "bad-identifier"
    case gtinPadded = "gtin-padded"
    case tagNotPureIdentity = "tag-not-pure-identity"
    case parentInChildren = "parent-in-children"
    case repeatedEPC = "repeated-epc"
    case repeatedClass = "repeated-class"

    // Vocabulary (9, 10)
    case unknownTerm = "unknown-term"
    case foreignTerm = "foreign-term"
    case notCBVCompliant = "not-cbv-compliant"
    case reservingMeansSerials = "reserving-means-serials"
    case dispositionConflict = "disposition-conflict"

    // Error declarations (11)
    case correctionOfNothing = "correction-of-nothing"
    case declaredBeforeEvent = "declared-before-event"
    case correctsItself = "corrects-itself"
    case declarationDiffers = "declaration-differs"
    case unknownEvent = "unknown-event"

    // Parties and quantities (14, 15)
    case partyNotPlace = "party-not-place"
    case placeAsParty = "place-as-party"
    case repeatedType = "repeated-type"
    case badQuantity = "bad-quantity"
    case badUnit = "bad-unit"
    case unspecifiedQuantity = "unspecified-quantity"

    // Identity (16, 17)
    case eventConflict = "event-conflict"
    case hashMismatch = "hash-mismatch"
    case hashUnchecked = "hash-unchecked"
    case halfTransformation = "half-transformation"
    /// Kept, and moves nothing. A warning where it is a whole event of a type that nobody knows.
    case foreign

    package enum Verdict: Int, Hashable, Comparable, Sendable {
        case accept, warn, reject

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    package var verdict: Verdict {
        switch self {
        case .timeRounded, .foreignPlace, .gtinPadded, .repeatedClass, .foreignTerm, .notCBVCompliant, .reservingMeansSerials,
            .unknownEvent, .placeAsParty, .unspecifiedQuantity, .hashMismatch, .hashUnchecked:
            .warn
        case .foreign, .noEvents: .accept
        default: .reject
        }
    }
}

/// One answer about an event: what, and where in the document.
package struct EventFinding: Error, Hashable, Sendable {
    package let code: EventCode
    /// RFC 6901, from the root of the document: `/epcisBody/eventList/0/eventTime`.
    package let pointer: String
    /// What is there, or what it should be; no sentence. Never a person's number.
    package let detail: String
    /// What is wrong with the identifier that stands there.
    package let identifier: CodeFault?
    package let verdict: EventCode.Verdict

    package init(
        _ code: EventCode, at pointer: String, _ detail: String = "", identifier: CodeFault? = nil, verdict: EventCode.Verdict? = nil
    ) {
        self.code = code
        self.pointer = pointer
        self.detail = detail
        self.identifier = identifier
        self.verdict = verdict ?? code.verdict
    }

    /// The same of an event that stands at `pointer` in its document.
    func inEvent(at pointer: String) -> EventFinding {
        EventFinding(code, at: pointer + self.pointer, detail, identifier: identifier, verdict: verdict)
    }
}

/// How much of a document is taken at once. Depth is `JSONParser.depthLimit`, 64.
package struct EventLimits: Hashable, Sendable {
    package var stringBytesMax = 65_536
    package var eventBytesMax = 1 << 20
    package var listCountMax = 100_000
    /// Events held back where the context stands behind them.
    package var heldBytesMax = 16 << 20

    package init() {}
}
