package import DutyFree
package import GS1
import Wire

/// One item's entries, folded oldest first, as far as the account is concerned: what of them holds (corrected as
/// corrected, without what was taken back), and what each changed.
package struct AccountLife: Sendable {
    /// A movement that took the item from one standing to another, and holds.
    package struct Crossing: Hashable, Sendable {
        package var seq: UInt64
        /// Days since 1970-01-01 in Asia/Shanghai.
        package var day: Int32
        package var type: MovementType
        package var source: AccountStanding?
        package var target: AccountStanding
    }

    package private(set) var product: GTIN?
    package private(set) var declaration = ""
    package private(set) var state: ItemState?
    package private(set) var crossings: [Crossing] = []
    private var first: UInt64?
    /// For each correction, the entry whose facts it states.
    private var subject: [UInt64: UInt64] = [:]

    package init() {}

    private var standing: AccountStanding? { state.map { AccountStanding($0) } }

    /// Takes the item's next entry in. `change` hears of every item that a line gains (1) or loses (−1).
    package mutating func fold(_ entry: RecordedMovement, _ change: (Flow, Int64) -> Void) {
        guard let after = entry.state else { return }
        if first == nil { begin(entry) }
        let before = standing
        state = after
        switch entry.movement.type {
        case .correct: correct(entry, change)
        // What is taken back is the last that holds: where the standing goes back, that was a crossing.
        case .void where AccountStanding(after) != before && !crossings.isEmpty:
            let taken = crossings.removeLast()
            tell(taken, -1, change)
        default:
            guard AccountStanding(after) != before else { return }
            let crossing = Crossing(
                seq: entry.seq, day: Flow.day(entry.movement.occurred), type: entry.movement.type, source: before, target: AccountStanding(after))
            crossings.append(crossing)
            tell(crossing, 1, change)
        }
    }

    private mutating func begin(_ entry: RecordedMovement) {
        first = entry.seq
        guard let text = entry.movement.data["product"]?.string else { return }
        product = GTIN(digits14: text) ?? (try? GTIN(text))
        if entry.movement.type == .declare { declaration = entry.movement.documents[.declaration]?.number ?? "" }
    }

    private mutating func correct(_ entry: RecordedMovement, _ change: (Flow, Int64) -> Void) {
        guard let reference = entry.movement.reference else { return }
        let root = subject[reference] ?? reference
        subject[entry.seq] = root
        // Which facts it states, seen on a movement that has none of its own.
        let never = Timestamp(millisecondsSince1970: .min)
        let stated = Movement(type: .declare, by: entry.movement.by, occurred: never, items: []).corrected(by: entry.movement)
        if stated.occurred != never, let index = crossings.firstIndex(where: { $0.seq == root }) {
            tell(crossings[index], -1, change)
            crossings[index].day = Flow.day(stated.occurred)
            tell(crossings[index], 1, change)
        }
        if root == first, crossings.first?.type == .declare, let number = stated.documents[.declaration]?.number, number != declaration {
            for crossing in crossings { tell(crossing, -1, change) }
            declaration = number
            for crossing in crossings { tell(crossing, 1, change) }
        }
    }

    private func tell(_ crossing: Crossing, _ items: Int64, _ change: (Flow, Int64) -> Void) {
        guard let product else { return }
        change(
            Flow(day: crossing.day, type: crossing.type, source: crossing.source, target: crossing.target, product: product, declaration: declaration),
            items)
    }
}
