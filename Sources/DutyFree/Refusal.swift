package import GS1

/// Why the rules refuse, in stable words (domain.md §3). `meaning` is the sentence of the reference data.
package enum ReasonCode: String, CaseIterable, Sendable {
    case missingField = "missing-field"
    case missingDocument = "missing-document"
    case unknownParty = "unknown-party"
    case notAuthorised = "not-authorised"
    case unknownItem = "unknown-item"
    case codeRetired = "code-retired"
    case notAnItem = "not-an-item"
    case itemExists = "item-exists"
    case eventConflict = "event-conflict"
    case unknownProduct = "unknown-product"
    case badCode = "bad-code"
    case inFuture = "in-future"
    case outOfOrder = "out-of-order"
    case lateWithoutReason = "late-without-reason"
    case noPolicy = "no-policy"
    case onHold = "on-hold"
    case inAggregate = "in-aggregate"
    case badState = "bad-state"
    case badLocation = "bad-location"
    case otherSite = "other-site"
    case sameSite = "same-site"
    case wrongDestination = "wrong-destination"
    case approvalNeeded = "approval-needed"
    case alreadyPacked = "already-packed"
    case notPacked = "not-packed"
    case mixedState = "mixed-state"
    case codeInUse = "code-in-use"
    case categoryNotAllowed = "category-not-allowed"
    case expired
    case notExpired = "not-expired"
    case banned
    case underage
    case noDeparture = "no-departure"
    case departurePassed = "departure-passed"
    case travellerNotEligible = "traveller-not-eligible"
    case tripMismatch = "trip-mismatch"
    case unknownTrip = "unknown-trip"
    case modeNotAvailable = "mode-not-available"
    case residentsOnly = "residents-only"
    case modePrice = "mode-price"
    case modeCategory = "mode-category"
    case departsTooLate = "departs-too-late"
    case guaranteeMissing = "guarantee-missing"
    case guaranteeTooLow = "guarantee-too-low"
    case addressOnIsland = "address-on-island"
    case thirdParty = "third-party"
    case limitExceeded = "limit-exceeded"
    case quotaExceeded = "quota-exceeded"
    case personMismatch = "person-mismatch"
    case modeMismatch = "mode-mismatch"
    case pickupOverdue = "pickup-overdue"
    case notDeparted = "not-departed"
    case rescheduleTooLate = "reschedule-too-late"
    case gateMismatch = "gate-mismatch"
    case dutySettled = "duty-settled"
    case noWitness = "no-witness"
    case notVerified = "not-verified"
    case guaranteeClosed = "guarantee-closed"
    case notOverdue = "not-overdue"
    case alreadyOnHold = "already-on-hold"
    case notOnHold = "not-on-hold"
    case unknownEntry = "unknown-entry"
    case alreadyCorrected = "already-corrected"
    case notCorrectable = "not-correctable"
    case notLast = "not-last"
    case notVoidable = "not-voidable"
    // Our own additions.
    /// The movement says where the item comes from, and the ledger has it at another place.
    case otherLocation = "other-location"
    /// An entry would be longer than a tile bundle can hold.
    case tooLarge = "too-large"
    /// A total is beyond what a number of the ledger can be (RFC 7493 §2.2).
    case sumTooLarge = "sum-too-large"
    case unknownCount = "unknown-count"
    /// An open count has a place of the one that is to be opened.
    case countOverlap = "count-overlap"
    /// The count is not at the point where this step may be taken.
    case countNotAllowed = "count-not-allowed"
    /// Who counted may neither approve nor count again.
    case countSamePerson = "count-same-person"
    /// What is approved or closed is not the last result.
    case countChanged = "count-changed"
    case countNeedsSecond = "count-needs-second"
    case unknownCall = "unknown-call"
    /// The call is not at the point where this step may be taken.
    case callNotAllowed = "call-not-allowed"
    /// Only whom the call asks may answer, and only who asked may judge the answer.
    case callOtherParty = "call-other-party"
    case callNotOverdue = "call-not-overdue"
    case unknownAlert = "unknown-alert"
    /// The alert is not at the point where this step may be taken.
    case alertNotAllowed = "alert-not-allowed"
    // What is wrong with a policy document; the field is the place in it.
    /// A field is absent, of another shape, or not one that we know.
    case policyMalformed = "policy-malformed"
    case policyParameterMissing = "policy-parameter-missing"
    case policyParameterUnknown = "policy-parameter-unknown"
    case policyUnit = "policy-unit"
    case policyCategoryUnknown = "policy-category-unknown"
    case policyModeUnknown = "policy-mode-unknown"
    case policySourceUnknown = "policy-source-unknown"
    /// It would end before it begins.
    case policyInterval = "policy-interval"
    /// It would be in force while another of its regime is.
    case policyOverlap = "policy-overlap"
    /// Another policy was recorded under this id.
    case policyExists = "policy-exists"
    case unknownPolicy = "unknown-policy"

    package var meaning: String {
        switch self {
        case .missingField: "a required field is absent"
        case .missingDocument: "a required document number is absent"
        case .unknownParty: "no such party"
        case .notAuthorised: "this party's role may not record this movement (or not for this entry)"
        case .unknownItem: "no item has this code"
        case .codeRetired: "the code was replaced; the answer names the new one"
        case .notAnItem: "a carton cannot be sold; sell its items"
        case .itemExists: "the code is in the ledger already"
        case .eventConflict: "the same event id with other content"
        case .unknownProduct: "no such product"
        case .badCode: "wrong check digit or form"
        case .inFuture: "it occurred later than it is recorded"
        case .outOfOrder: "it occurred before the item's last movement"
        case .lateWithoutReason: "recorded long after it occurred, without a reason"
        case .noPolicy: "no policy was in force then"
        case .onHold: "customs froze the item"
        case .inAggregate: "the item is in a sealed carton or set; move that, or unpack"
        case .badState: "the item's state does not allow this movement"
        case .badLocation: "a location of another kind is needed"
        case .otherSite: "another site: dispatch and receive instead"
        case .sameSite: "the same site: relocate instead"
        case .wrongDestination: "dispatched to another place"
        case .approvalNeeded: "customs' approval number is missing"
        case .alreadyPacked: "it has a parent already"
        case .notPacked: "it is not in this parent"
        case .mixedState: "members differ in state or place"
        case .codeInUse: "the new code belongs to an item"
        case .categoryNotAllowed: "the category is not on the list in force"
        case .expired: "past its date"
        case .notExpired: "its date has not come"
        case .banned: "the person is excluded from the policy"
        case .underage: "younger than the policy's minimum age"
        case .noDeparture: "no departure (ticket) information"
        case .departurePassed: "the departure is over"
        case .travellerNotEligible: "a traveller leaving the country was not entitled then"
        case .tripMismatch: "the trip is another person's, or its time differs"
        case .unknownTrip: "no sale names this trip"
        case .modeNotAvailable: "this pick-up mode is not offered (date, channel or traveller)"
        case .residentsOnly: "only island residents may"
        case .modePrice: "the unit price is outside the mode's bounds"
        case .modeCategory: "the category is not on the mode's list"
        case .departsTooLate: "the departure is later than the mode allows"
        case .guaranteeMissing: "no guarantee was given"
        case .guaranteeTooLow: "the guarantee does not cover the tax"
        case .addressOnIsland: "the address must be outside Hainan"
        case .thirdParty: "buyer, payer and recipient must be one person"
        case .limitExceeded: "more pieces or ml than one trip allows"
        case .quotaExceeded: "more than what is left of the year's quota"
        case .personMismatch: "another person bought it"
        case .modeMismatch: "the item was sold with another pick-up mode"
        case .pickupOverdue: "the time to pick it up is over"
        case .notDeparted: "the buyer has not left the island"
        case .rescheduleTooLate: "beyond the days allowed after the first departure"
        case .gateMismatch: "the item belongs to another person or trip"
        case .dutySettled: "its duty was settled"
        case .noWitness: "no customs witness"
        case .notVerified: "customs have not examined the goods"
        case .guaranteeClosed: "the guarantee was refunded or converted"
        case .notOverdue: "the time to leave has not passed"
        case .alreadyOnHold: "frozen already"
        case .notOnHold: "not frozen"
        case .unknownEntry: "no such entry"
        case .alreadyCorrected: "refer to the latest correction instead"
        case .notCorrectable: "this field is identity, not fact"
        case .notLast: "something came after it"
        case .notVoidable: "this kind of entry cannot be taken back"
        case .otherLocation: "the item is at another place than the one it is said to come from"
        case .tooLarge: "the entry would be longer than 65,535 bytes"
        case .sumTooLarge: "a total is beyond 2^53 − 1"
        case .unknownCount: "no such count"
        case .countOverlap: "an open count has a place of this one"
        case .countNotAllowed: "the count is not at the point where this may be done"
        case .countSamePerson: "who counted may neither approve nor count again"
        case .countChanged: "the result is another one than the last"
        case .countNeedsSecond: "above the tolerance a second person must approve"
        case .unknownCall: "no such call"
        case .callNotAllowed: "the call is not at the point where this may be done"
        case .callOtherParty: "the call asks another party"
        case .callNotOverdue: "nothing in the call is overdue yet"
        case .unknownAlert: "no such alert"
        case .alertNotAllowed: "the alert is not at the point where this may be done"
        case .policyMalformed: "the policy document has a field that is absent, of another shape, or unknown"
        case .policyParameterMissing: "the policy document lacks a parameter"
        case .policyParameterUnknown: "the policy document has a parameter that no rule knows"
        case .policyUnit: "a figure of the policy document is in another unit"
        case .policyCategoryUnknown: "a limit names a category that is not on the policy's list"
        case .policyModeUnknown: "the policy document names a pick-up mode that there is not"
        case .policySourceUnknown: "a parameter names a source that the policy document does not list"
        case .policyInterval: "the policy would end before it begins"
        case .policyOverlap: "the policy would be in force while another of its regime is"
        case .policyExists: "another policy has this id"
        case .unknownPolicy: "no such policy"
        }
    }
}

/// A refusal: an answer, not a fault. Nothing was changed. `facts` are named values for the sentence that people read;
/// never a person's code or number.
package struct Refusal: Error, Hashable, Sendable {
    package let code: ReasonCode
    package let item: ItemKey?
    package let field: String?
    package let facts: [String: String]
    /// What is wrong with the text that was given for a code.
    package let fault: CodeFault?

    package init(_ code: ReasonCode, item: ItemKey? = nil, field: String? = nil, facts: [String: String] = [:], fault: CodeFault? = nil) {
        self.code = code
        self.item = item
        self.field = field
        self.facts = facts
        self.fault = fault
    }
}
