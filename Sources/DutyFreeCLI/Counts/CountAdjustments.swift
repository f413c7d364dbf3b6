import DutyFree
import GS1
import Ledger
import StockCount
import Wire

/// What a count's differences become once they are approved: ordinary movements, each under the event
/// `count:{id}:{item}`, so that anyone can follow them back.
struct CountAdjustments {
    let session: CountSession
    let approver: PartyCode
    let at: Timestamp
    /// Places with the party that keeps them.
    let keepers: [LocationPath: PartyCode]

    /// Classes that are posted. What else there is needs a person: a receipt to be found, customs to be told.
    static let posted: [CountClass] = [.missing, .misplaced, .wrongState, .found, .inTransit]

    /// Nil where no movement mends it: a state that has none, a place of another site.
    func movement(for row: CountRow, _ reader: any LedgerReader) throws -> Movement? {
        let item = ItemKey(trusted: row.subject)
        let seen = row.seenLocations.first.map { LocationPath($0) }
        let keeper = (seen ?? LocationPath(row.ledgerLocation)).keeper(among: keepers)
        let report: [DocumentKind: DocumentReference] = [.report: DocumentReference(number: session.id, sha256: nil)]
        let cause = "\(row.kind.rawValue) in count \(session.id)"
        func movement(
            _ type: MovementType, by: PartyCode, to: LocationPath? = nil, _ documents: [DocumentKind: DocumentReference] = [:],
            _ data: JSONObject = [:]
        ) -> Movement {
            Movement(
                type: type, by: by, occurred: at, items: [item], to: to, documents: documents, event: "count:\(session.id):\(row.subject)", data: data)
        }
        switch row.kind {
        case .missing: return movement(.loss, by: approver, report, ["cause": .string(cause)])
        case .found: return seen.map { movement(.found, by: approver, to: $0, report) }
        case .misplaced:
            guard let seen, let keeper, seen.isAtSite(of: LocationPath(row.ledgerLocation)) else { return nil }
            return movement(.relocate, by: keeper, to: seen)
        case .wrongState:
            guard let keeper, let seen = CountAdjustments.seenState(row) else { return nil }
            switch seen {
            case .damaged: return movement(.damage, by: keeper, report, ["cause": .string(cause)])
            case .expired: return movement(.expire, by: keeper, report)
            case .tester:
                // The count's own approval is the document (domain.md, section 3).
                return movement(.tester, by: keeper, [.approval: DocumentReference(number: session.id, sha256: nil)], ["reason": .string(cause)])
            default: return nil
            }
        case .inTransit:
            guard let seen, let keeper, let key = try reader.identity(of: item), let sent = try reader.chain(of: key).last?.entry,
                let transfer = sent.documents[.transfer]
            else { return nil }
            return movement(.receive, by: keeper, to: seen, [.transfer: transfer])
        default: return nil
        }
    }
}

extension CountAdjustments {
    /// The state that a reader's condition names, in either language: `seen:damaged`, `seen:残损`.
    fileprivate static func seenState(_ row: CountRow) -> ItemState? {
        guard let words = row.note.split(separator: ";").first(where: { $0.hasPrefix("seen:") })?.dropFirst(5) else { return nil }
        return ItemState.allCases.first { $0.rawValue == words.lowercased() || $0.zh == words }
    }
}

extension LocationPath {
    /// The party of this place, or of the nearest one above it.
    fileprivate func keeper(among keepers: [LocationPath: PartyCode]) -> PartyCode? {
        var place: LocationPath? = self
        while let next = place {
            if let keeper = keepers[next] { return keeper }
            place = next.parent
        }
        return nil
    }
}
