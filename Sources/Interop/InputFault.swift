package import DutyFree
package import EPCIS

/// Why a row, or a whole input, cannot be taken, before the rules of the trade are asked.
package enum InputCode: String, CaseIterable, Sendable {
    // The input as a whole.
    case cannotRead = "cannot-read"
    case emptyInput = "empty-input"
    case badEncoding = "bad-encoding"
    case unknownFormat = "unknown-format"
    case unknownColumn = "unknown-column"
    case missingColumn = "missing-column"
    case repeatedColumn = "repeated-column"
    // One row.
    case badJSON = "bad-json"
    case badCSV = "bad-csv"
    case wrongFieldCount = "wrong-field-count"
    case lineTooLong = "line-too-long"
    case embeddedNUL = "embedded-nul"
    case endsMidRow = "ends-mid-row"
    case unknownField = "unknown-field"
    case badValue = "bad-value"
    case unknownType = "unknown-type"
    case badTime = "bad-time"
    case noOffset = "no-offset"
    case noSuchDate = "no-such-date"
    case badNumber = "bad-number"
    /// The row says that it is of more or fewer items than it names.
    case wrongQuantity = "wrong-quantity"
    /// The row says something else than the labels whose codes it gives.
    case contradictsLabel = "contradicts-label"
    case negativeMoney = "negative-money"
    case badPerson = "bad-person"
    case badEvent = "bad-event"
}

/// One fault of an input: where it is and what a person needs to mend it. Never holds a person's number.
package struct InputFault: Error, Hashable, Sendable {
    package var code: InputCode
    /// From 1; nil where it is about the input as a whole.
    package var line: Int?
    package var column: String?
    package var facts: [String: String]

    package init(_ code: InputCode, line: Int? = nil, column: String? = nil, facts: [String: String] = [:]) {
        self.code = code
        self.line = line
        self.column = column
        self.facts = facts
    }
}

/// Why a row was not recorded: it cannot be read, or the rules refuse it.
package enum RowFault: Error, Hashable, Sendable {
    case input(InputFault)
    case refusal(Refusal)
    case event(EventFault)

    /// The same, said of the column as the file names it.
    func inColumn(_ name: String) -> RowFault {
        switch self {
        case .input(var fault):
            fault.column = name
            return .input(fault)
        case .refusal(let refusal):
            return .refusal(Refusal(refusal.code, item: refusal.item, field: name, facts: refusal.facts, fault: refusal.fault))
        case .event: return self
        }
    }

    /// The stable code that people and scripts see.
    package var code: String {
        switch self {
        case .input(let fault): fault.code.rawValue
        case .refusal(let refusal): refusal.code.rawValue
        case .event(let fault): fault.code
        }
    }
}

/// Why an event was not recorded, and where in its document it stands.
package struct EventFault: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        /// By the rules for events.
        case finding(EventFinding)
        /// By the rules of the trade, or for want of a field.
        indirect case row(RowFault)
    }

    package let reason: Reason
    /// Of what is wrong where the rules for events say so, else of the event.
    package let pointer: String
    /// Of the event's first byte in the input.
    package let offset: Int

    package var code: String {
        switch reason {
        case .finding(let finding): finding.code.rawValue
        case .row(let fault): fault.code
        }
    }
}
