/// Whether a long answer goes through a pager. The decision only; the caller runs what is returned.
package enum Page: Hashable, Sendable {
    /// Straight to stdout.
    case direct
    /// `sh -c command` with the answer as its stdin and `environment` added to ours.
    case through(command: String, environment: [String: String])

    /// A pager is run only when stdout is a terminal, the person has named one in `PAGER` and the text is longer than
    /// the screen. `cat` is no pager.
    package static func decision(lines: Int, terminal: Terminal, in environment: Environment) -> Page {
        guard terminal.outputIsTerminal, let pager = environment["PAGER"], pager != "cat" else { return .direct }
        guard lines >= terminal.rows ?? 24 else { return .direct }
        // less: quit if it fits after all, keep colours, leave the text on the screen. A person's own LESS goes first.
        return .through(command: pager, environment: environment["LESS"] == nil ? ["LESS": "FRX"] : [:])
    }

    /// Lines of the screen `text` takes in a terminal of `columns`.
    package static func screenLines(_ text: String, columns: Int) -> Int {
        var lines = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            lines += max(1, (DisplayWidth.of(String(line)) + max(columns, 1) - 1) / max(columns, 1))
        }
        return text.hasSuffix("\n") ? lines - 1 : lines
    }
}
