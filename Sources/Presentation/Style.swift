/// How the answer may look: with colour or without, with Unicode signs or ASCII. Colour never says anything alone.
package struct Style: Hashable, Sendable {
    package let hasColour: Bool
    /// Signs, bars and rules beyond ASCII.
    package let hasUnicode: Bool

    package init(hasColour: Bool, hasUnicode: Bool) {
        self.hasColour = hasColour
        self.hasUnicode = hasUnicode
    }

    /// For one stream: colour only on a terminal, off by `NO_COLOR`, `TERM=dumb` and `--no-color`; Unicode where the
    /// locale is UTF-8.
    package static func chosen(isTerminal: Bool, noColour: Bool, in environment: Environment) -> Style {
        let mayColour = isTerminal && !noColour && environment["NO_COLOR"] == nil && environment["TERM"] != "dumb"
        return Style(hasColour: mayColour, hasUnicode: environment.isUTF8)
    }

    package enum Tint: Hashable, Sendable, CaseIterable {
        case good, warning, bad, strong, faint

        /// Select Graphic Rendition parameters, ECMA-48 §8.3.117.
        var parameters: String {
            switch self {
            case .good: "32"
            case .warning: "33"
            case .bad: "1;31"
            case .strong: "1"
            case .faint: "2"
            }
        }
    }

    /// `text` in a colour, or as it is. Measure and pad before painting: the escapes have no width.
    package func paint(_ text: String, _ tint: Tint?) -> String {
        guard hasColour, let tint, !text.isEmpty else { return text }
        return "\u{1B}[\(tint.parameters)m\(text)\u{1B}[0m"
    }

    /// The sign without colour: `✓ ! ✗ ·`, else `OK ! X -`.
    package func glyph(_ sign: Sign) -> String {
        switch sign {
        case .good: hasUnicode ? "✓" : "OK"
        case .warning: "!"
        case .bad: hasUnicode ? "✗" : "X"
        case .again: hasUnicode ? "·" : "-"
        }
    }

    /// The sign, coloured where that is allowed.
    package func sign(_ sign: Sign) -> String { paint(glyph(sign), sign.tint) }

    var ellipsis: String { hasUnicode ? "…" : "..." }
    var rule: String { hasUnicode ? "─" : "-" }
}

/// The first thing on a line of judgement; a word follows it always.
package enum Sign: Hashable, Sendable, CaseIterable {
    case good
    case warning
    case bad
    /// Nothing new: the same scan, the same row, once more.
    case again

    package var tint: Style.Tint {
        switch self {
        case .good: .good
        case .warning: .warning
        case .bad: .bad
        case .again: .faint
        }
    }
}
