package import DutyFree
package import GS1
import Wire

/// An item that went without being sold, and what became of the duty on it (domain.md §3, §6): short, lost, damaged or
/// destroyed. Until duty is paid or a document relieves of it, it is at stake.
package struct Loss: Hashable, Sendable {
    package enum Outcome: String, CaseIterable, Sendable {
        /// A tax bill was paid: `settle`, or `clear` of damaged goods.
        case dutyPaid = "duty-paid"
        /// Destroyed before customs, re-exported, or written off by them without tax.
        case documented
        /// Found again; seized; damaged goods that were lost, which are a loss of that kind from then on.
        case elsewhere
    }

    /// How it ended.
    package struct Ending: Hashable, Sendable {
        package var outcome: Outcome
        package var seq: UInt64
        package var day: Int32
        package var type: MovementType
        /// Number of the document that settles it; empty where there is none.
        package var document: String
        /// What was paid, in fen.
        package var taxFen: Int64
    }

    package var item: ItemKey
    package var product: GTIN
    package var declaration: String
    /// `short`, `loss`, `damage`, or `destroy` of goods that were not damaged before.
    package var type: MovementType
    package var seq: UInt64
    /// Days since 1970-01-01 in Asia/Shanghai, on which it occurred.
    package var day: Int32
    /// Number of the report.
    package var document: String
    package var ending: Ending?
    /// The day on which an item that was lost was so no longer: found, or in customs' hands.
    package var reappeared: Int32?

    /// Every loss of an item, from its entries, oldest first: corrected as corrected, without what was taken back.
    package static func all(of item: ItemKey, _ history: [RecordedMovement]) -> [Loss] {
        var losses: [Loss] = []
        var product: GTIN?
        var declaration = ""
        func end(_ outcome: Outcome, _ entry: RecordedMovement) {
            guard let last = losses.indices.last, losses[last].ending == nil else { return }
            losses[last].ending = Ending(
                outcome: outcome, seq: entry.seq, day: Flow.day(entry.movement.occurred), type: entry.movement.type, document: number(entry.movement),
                taxFen: entry.movement.data["taxFen"]?.integer ?? 0)
        }
        func begin(_ entry: RecordedMovement) {
            guard let product else { return }
            losses.append(
                Loss(
                    item: item, product: product, declaration: declaration, type: entry.movement.type, seq: entry.seq,
                    day: Flow.day(entry.movement.occurred), document: number(entry.movement)))
        }
        for entry in EffectiveHistory(history).movements {
            switch entry.movement.type {
            case .declare, .takeOver:
                product = entry.movement.data["product"]?.string.flatMap { GTIN(digits14: $0) ?? (try? GTIN($0)) }
                declaration = entry.movement.documents[.declaration]?.number ?? ""
            case .short, .loss, .damage:
                end(.elsewhere, entry)
                begin(entry)
            case .settle: end(entry.movement.data["taxFen"]?.integer ?? 0 > 0 ? .dutyPaid : .documented, entry)
            case .clear: end(.dutyPaid, entry)
            case .export: end(.documented, entry)
            case .destroy:
                if losses.last.map({ $0.ending != nil }) ?? true { begin(entry) }
                end(.documented, entry)
            case .found, .seize:
                if let last = losses.indices.last, losses[last].type != .damage, losses[last].reappeared == nil {
                    losses[last].reappeared = Flow.day(entry.movement.occurred)
                }
                end(.elsewhere, entry)
            default: break
            }
        }
        return losses
    }

    /// Of the documents that its movement asks for, the first that is there.
    private static func number(_ movement: Movement) -> String {
        let kinds = movement.type.rule.documents + DocumentKind.allCases
        return kinds.lazy.compactMap { movement.documents[$0]?.number }.first ?? ""
    }

    /// Whether its duty was still at stake when a day began.
    func isOpen(before day: Int32) -> Bool { self.day < day && ending.map { $0.day >= day } ?? true }
}
