/// What gun mode lets the terminal ring: the ear learns it while the eye stays on the shelf.
package enum Sounds: String, Sendable, Hashable, CaseIterable {
    case bell
    case none

    /// What became of a scan.
    package enum Outcome: Hashable, Sendable, CaseIterable {
        case accepted
        /// Scanned before: nothing new, nothing wrong.
        case again
        case refused
    }

    /// What to send to the terminal: one BEL for accepted, two for refused, nothing for again; nothing at all where it
    /// would not reach a terminal, since a bell in a file is a stray byte.
    package func text(for outcome: Outcome, isTerminal: Bool) -> String {
        guard self == .bell, isTerminal else { return "" }
        switch outcome {
        case .accepted: return "\u{07}"
        case .again: return ""
        case .refused: return "\u{07}\u{07}"
        }
    }
}
