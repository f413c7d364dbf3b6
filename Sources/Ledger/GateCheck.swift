package import DutyFree
package import Supervision
package import Wire

/// 离岛核验: what a traveller carries, item by item, against the ledger. Each item is judged as its departure would be.
package struct GateCheck: Sendable {
    package struct Line: Sendable {
        package let code: ItemKey
        /// Nil where the ledger knows no such item.
        package let item: Item?
        /// Nil: it may pass.
        package let refusal: Refusal?
    }

    package let person: PersonCode
    /// As given, else the one that the items were sold for; nil where they name none, or several.
    package let trip: TripID?
    package let lines: [Line]
    /// What the items that are held tell: alerts that nobody has raised yet.
    package let attempts: [RiskAttempt.Made]

    package var holds: Bool { lines.contains { $0.refusal != nil } }

    /// Judges every item by itself: one that is held says nothing of the others. O(items).
    package init(
        _ codes: [ItemKey], person: PersonCode, trip given: TripID?, by party: PartyCode, at moment: Timestamp, _ view: StoredView
    ) throws {
        let items = try codes.map { try view.item($0) }
        let named = Set(items.compactMap { $0?.facts.sale.flatMap { $0.person == person ? $0.trip : nil } })
        let trip = given ?? (named.count == 1 ? named.first : nil)
        var lines: [Line] = []
        var attempts: [RiskAttempt.Made] = []
        for (code, item) in zip(codes, items) {
            var refusal: Refusal?
            var movement = Movement(
                type: .depart, by: party, occurred: moment, items: [code],
                documents: [.departure: DocumentReference(number: "-", sha256: nil)], person: person)
            movement.data["trip"] = .string(trip?.text ?? "-")
            do {
                // Without a trip only what is wrong with the item itself can be said.
                if trip == nil, let sale = item?.facts.sale, sale.person != person { throw Refusal(.gateMismatch, item: code, facts: ["trip": "-"]) }
                _ = try Lifecycle.admit(movement, recorded: moment, in: view)
            } catch let error as Refusal {
                refusal = error
                if let item, let last = try view.last(of: item.key),
                    let alert = RiskAttempt.alert(movement, error, item: item, last: last, under: view.policies())
                {
                    attempts.append(.init(alert: alert, by: party))
                }
            }
            lines.append(Line(code: code, item: item, refusal: refusal))
        }
        self.person = person
        self.trip = trip
        self.lines = lines
        self.attempts = attempts
    }
}
