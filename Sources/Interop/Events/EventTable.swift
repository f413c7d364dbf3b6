import DutyFree
import EPCIS

/// One row of the table of movements and events (docs/epcis.md): which event says a movement, and by what an event of
/// somebody else's is known to be one. References: `shared/gs1-epcis.md`, CBV 2.0 clause 7.
struct EventRow: Sendable {
    /// Where the event was seen.
    enum Place: Sendable {
        /// Nowhere: it is about documents, or the goods were not seen.
        case nowhere
        /// Seen and staying there: readPoint and bizLocation.
        case stays
        /// Seen leaving: readPoint alone.
        case leaves
    }

    /// Which party of sources and destinations changes.
    enum Parties: String, Sendable {
        case none = ""
        case possessing = "possessing_party"
        case owning = "owning_party"
    }

    let type: MovementType
    let kind: EPCISEvent.Kind
    let action: EPCISEvent.Action
    /// Ways to say it: the first is the usual one.
    let words: [(bizStep: String, disposition: String?)]
    let place: Place
    let parties: Parties
    /// Documents that CBV has a word for; the others are named by a URI of ours.
    let papers: [DocumentKind: String]
    /// Types of business transactions of which one must be there, where the words alone fit another row too.
    let marks: Set<String>

    private init(
        _ type: MovementType, _ kind: EPCISEvent.Kind, _ action: EPCISEvent.Action, _ words: [(bizStep: String, disposition: String?)], _ place: Place = .stays,
        _ parties: Parties = .none,
        papers: [DocumentKind: String] = [:], marks: Set<String> = []
    ) {
        self.type = type
        self.kind = kind
        self.action = action
        self.words = words
        self.place = place
        self.parties = parties
        self.papers = papers
        self.marks = marks
    }

    /// What is seen, and neither comes to be nor ends: the usual event.
    private init(
        _ type: MovementType, _ words: [(bizStep: String, disposition: String?)], _ place: Place = .stays, _ parties: Parties = .none,
        papers: [DocumentKind: String] = [:], marks: Set<String> = []
    ) {
        self.init(type, .object, .observe, words, place, parties, papers: papers, marks: marks)
    }

    /// A fact of documents alone.
    private static func paper(_ type: MovementType, marks: Set<String>) -> EventRow {
        EventRow(type, .transaction, .add, [("other", nil)], .nowhere, marks: marks)
    }

    /// In the order in which an event is tried; each with what tells it from those below.
    static let all: [EventRow] = [
        paper(.declare, marks: [own(.declaration)]),
        EventRow(.arrive, [("arriving", nil)]),
        EventRow(.verifyGoods, [("inspecting", "conformant"), ("inspecting", "non_conformant")], .leaves, papers: [.receipt: "inv"], marks: ["inv"]),
        EventRow(.inspect, [("inspecting", "conformant"), ("inspecting", "non_conformant")]),
        EventRow(.enter, .object, .add, [("commissioning", "active"), ("commissioning", nil)]),
        EventRow(.relabel, .object, .add, [("commissioning", "active")]),
        EventRow(.pack, .aggregation, .add, [("packing", nil)]),
        EventRow(.unpack, .aggregation, .delete, [("unpacking", nil)]),
        EventRow(.restock, [("stocking", "sellable_accessible")], marks: [own(.examination)]),
        EventRow(.relocate, [("storing", "sellable_not_accessible"), ("stocking", "sellable_accessible"), ("storing", nil), ("stocking", nil)]),
        EventRow(.mail, [("shipping", "in_transit")], .leaves, papers: [.waybill: "bol"], marks: ["bol"]),
        EventRow(.handOver, [("shipping", "in_transit"), ("shipping", nil)], .leaves, .owning, papers: [.transfer: "desadv"]),
        EventRow(.dispatch, [("shipping", "in_transit"), ("shipping", nil)], .leaves, .possessing, papers: [.transfer: "desadv"]),
        EventRow(.takeOver, [("receiving", nil)], .stays, .owning, papers: [.transfer: "desadv"]),
        EventRow(.receive, [("receiving", nil)], .stays, .possessing, papers: [.transfer: "desadv"]),
        EventRow(.short, [("other", "unknown")], .nowhere, marks: [own(.discrepancy)]),
        EventRow(.sale, [("retail_selling", "retail_sold"), ("retail_selling", nil)], papers: [.receipt: "inv"]),
        EventRow(.deliver, [("receiving", "retail_sold")], .stays, .possessing, papers: [.delivery: "desadv"]),
        EventRow(.pickup, [("dispensing", "dispensed")], .leaves),
        EventRow(.handback, [("storing", "retail_sold")]),
        EventRow(.depart, [("entering_exiting", "dispensed")], .leaves),
        EventRow(.mailDone, [("accepting", "dispensed")], .nowhere),
        EventRow(.mailBack, [("receiving", "returned")], papers: [.waybill: "bol"], marks: ["bol"]),
        EventRow(.return, [("receiving", "returned")], papers: [.refund: "rma"]),
        EventRow(.exchange, [("receiving", "returned")], papers: [.refund: "rma", .receipt: "inv"]),
        EventRow(.damage, [("inspecting", "damaged")]),
        EventRow(.expire, [("inspecting", "expired")]),
        EventRow(.tester, [("other", "non_sellable_other")]),
        EventRow(.destroy, .object, .delete, [("destroying", "destroyed")]),
        EventRow(.loss, [("other", "unknown"), ("other", "stolen")], .nowhere),
        EventRow(.release, [("inspecting", "available")], marks: [own(.order)]),
        EventRow(.found, [("inspecting", "available")]),
        EventRow(.export, [("departing", "in_transit")], .leaves),
        paper(.clear, marks: [own(.taxbill)]),
        paper(.settle, marks: [own(.taxbill)]),
        paper(.convertGuarantee, marks: [own(.taxbill)]),
        paper(.refundGuarantee, marks: [own(.guarantee)]),
        paper(.ban, marks: [own(.order)]),
        paper(.reschedule, marks: [LedgerTerms.namespace + "BTT-trip"]),
        EventRow(.freeze, [("holding", "non_sellable_other")]),
        EventRow(.seize, [("holding", "unavailable")], .stays, .possessing),
        EventRow(.unseize, [("accepting", "returned")], .stays, .possessing),
        EventRow(.confiscate, [("accepting", "unavailable")], .stays, .owning),
        EventRow(.enter, [("accepting", nil)]),
    ]

    private static let byType = Dictionary(all.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })

    static func row(_ type: MovementType) -> EventRow? { byType[type] }

    /// The type of business transaction by which a document of this kind is named, where CBV has no word for it.
    static func own(_ kind: DocumentKind) -> String { LedgerTerms.namespace + "BTT-" + kind.rawValue }

    func transactionType(of kind: DocumentKind) -> String { papers[kind] ?? EventRow.own(kind) }

    /// The kind of document that a type of business transaction means in this movement.
    func documentKind(of term: Term) -> DocumentKind? {
        if let word = term.word { return papers.first { $0.value == word }?.key }
        let stem = LedgerTerms.namespace + "BTT-"
        return term.uri.hasPrefix(stem) ? DocumentKind(rawValue: String(term.uri.dropFirst(stem.count))) : nil
    }

    /// Whether an event that says no movement of ours may be this one.
    func fits(_ event: EPCISEvent) -> Bool {
        guard event.kind == kind, event.action == action, let step = event.bizStep?.word else { return false }
        let disposition = event.disposition?.word == "in_progress" ? nil : event.disposition?.word
        guard event.disposition == nil || event.disposition?.word != nil, words.contains(where: { $0.bizStep == step && $0.disposition == disposition })
        else { return false }
        if !marks.isEmpty, !event.transactions.contains(where: { marks.contains($0.type?.word ?? $0.type?.uri ?? "") }) { return false }
        let changesOwner = (event.sources + event.destinations).contains { $0.type.word == "owning_party" }
        return parties == .owning ? changesOwner : !(parties == .possessing && changesOwner)
    }
}
