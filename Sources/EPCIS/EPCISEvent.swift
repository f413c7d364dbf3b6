package import Cryptography
package import Wire

/// An event whose fields were read and found right: what the mapping to movements asks. The whole of it, with what has
/// no field here, is `tree`.
package struct EPCISEvent: Sendable {
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case object = "ObjectEvent"
        case aggregation = "AggregationEvent"
        case transaction = "TransactionEvent"
        case transformation = "TransformationEvent"
        case association = "AssociationEvent"
        /// A type of somebody else's: kept whole.
        case other
    }

    package enum Action: String, Hashable, Sendable {
        case add = "ADD"
        case observe = "OBSERVE"
        case delete = "DELETE"
    }

    package struct Transaction: Hashable, Sendable {
        package let type: Term?
        package let id: String
    }

    /// A source or a destination.
    package struct Endpoint: Hashable, Sendable {
        package let type: Term
        package let identifier: EventIdentifier
    }

    package struct Declaration: Sendable {
        package let time: EventTime
        package let reason: Term?
        package let correctiveIDs: [String]
        /// What it says in terms of ours.
        package let terms: [LedgerTerm]
    }

    package let tree: JSONTree
    package let context: DocumentContext
    /// What it says in terms of ours.
    package internal(set) var terms: [LedgerTerm] = []
    package internal(set) var kind: Kind
    package internal(set) var time: EventTime
    package internal(set) var eventID: String?
    package internal(set) var declaration: Declaration?
    package internal(set) var action: Action?
    /// epcList; of an aggregation or association its children.
    package internal(set) var epcs: [EventIdentifier] = []
    package internal(set) var parent: EventIdentifier?
    package internal(set) var hasQuantities = false
    package internal(set) var bizStep: Term?
    package internal(set) var disposition: Term?
    package internal(set) var readPoint: EventIdentifier?
    package internal(set) var bizLocation: EventIdentifier?
    package internal(set) var transactions: [Transaction] = []
    package internal(set) var sources: [Endpoint] = []
    package internal(set) var destinations: [Endpoint] = []
    /// Of CBV, without the error declaration.
    package internal(set) var digest: Digest32

    /// A text that it says in terms of ours.
    package func term(_ name: String) -> String? { terms.first { $0.name == name }?.value.string }

    /// Under which it is told from others: its own id, else its hash.
    package var identity: String { eventID ?? EventHash.prefix + digest.hex + EventHash.suffix }
}

/// What became of one event under the rules.
package struct JudgedEvent: Sendable {
    package let raw: RawEvent
    /// Nil where it is refused.
    package let event: EPCISEvent?
    /// Warnings and notes, then the refusal, in the order in which they were found.
    package let findings: [EventFinding]

    package var refusal: EventFinding? { findings.first { $0.verdict == .reject } }
    package var verdict: EventCode.Verdict { findings.map(\.verdict).max() ?? .accept }
}
