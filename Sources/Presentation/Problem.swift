package import Wire

/// A refusal or an error as people and scripts read it: what and where; what was done; what to do.
package struct Problem: Error, Hashable, Sendable {
    package enum Severity: Hashable, Sendable {
        case error
        /// The work went on.
        case warning

        var word: Text {
            switch self {
            case .error: Text(en: "error", zh: "错误")
            case .warning: Text(en: "warning", zh: "警告")
            }
        }
    }

    /// Where in the input. `file` is a path as it was given, `-` for stdin.
    package struct Place: Hashable, Sendable {
        package let file: String?
        /// Counted from 1.
        package let line: Int?
        /// The name of a column or field, not a number.
        package let column: String?

        package init(file: String? = nil, line: Int? = nil, column: String? = nil) {
            self.file = file
            self.line = line
            self.column = column
        }

        /// `day.csv:17:serial`, what there is of it.
        var words: String {
            [file.map { $0 == "-" ? "stdin" : $0 }, line.map { String($0) }, column]
                .compactMap { $0 }.joined(separator: ":")
        }
    }

    package let severity: Severity
    /// Stable, kebab-case, known to `explain`.
    package let code: String
    package let place: Place
    /// The item's canonical key, where one item is meant. For scripts; `message` names it for people.
    package let item: String?
    /// No full stop, no capital: it follows the place.
    package let message: Text
    /// What was done or not done, a whole sentence.
    package let outcome: Text?
    /// What to do now, a whole sentence.
    package let hint: Text?

    package init(
        _ code: String, _ message: Text, at place: Place = Place(), item: String? = nil, outcome: Text? = nil,
        hint: Text? = nil, severity: Severity = .error
    ) {
        self.code = code
        self.message = Text(en: Problem.shortened(message.en), zh: Problem.shortened(message.zh))
        self.place = place
        self.item = item
        self.outcome = outcome
        self.hint = hint
        self.severity = severity
    }

    /// A sentence that quotes what stands in an input is no longer than a person can read: one field may have a million letters.
    private static func shortened(_ sentence: String) -> String {
        sentence.utf8.count <= sentenceMax || sentence.count <= sentenceMax ? sentence : sentence.prefix(sentenceMax) + "…"
    }

    private static let sentenceMax = 1_000

    /// Up to three lines, for stderr.
    package func render(language: Language, style: Style) -> String {
        let tint: Style.Tint = severity == .error ? .bad : .warning
        var lines = style.paint("\(severity.word[language])[\(code)]", tint) + ": "
        lines += line(language: language, style: style, withCode: false) + "\n"
        for sentence in [outcome, hint] {
            if let sentence { lines += "  " + Printable.line(sentence[language], unicode: style.hasUnicode) + "\n" }
        }
        return lines
    }

    /// `day.csv:17: [bad-state] item …`: one line of a list.
    func line(language: Language, style: Style, withCode: Bool) -> String {
        // A field that stands alone is named by the sentence itself.
        let isSaid = place.file == nil && place.line == nil && message.en.hasPrefix(place.words)
        let head = place.words.isEmpty || isSaid ? "" : place.words + ": "
        let mark = withCode ? "[\(code)] " : ""
        return Printable.line(Problem.shortened(head) + mark + message[language], unicode: style.hasUnicode)
    }

    /// One line for stderr under `--json`. JSON values are never translated, so the sentences are the English ones.
    package var json: String { JSONLine.of(["error": .object(fields)]) }

    /// The members of the error object. What is not known is absent.
    package var fields: JSONObject {
        var fields: JSONObject = ["code": .string(code), "message": .string(message.en)]
        fields["hint"] = hint.map { .string($0.en) }
        fields["file"] = place.file.map { .string($0) }
        fields["line"] = place.line.map { .integer(Int64($0)) }
        fields["column"] = place.column.map { .string(Problem.shortened($0)) }
        fields["item"] = item.map { .string($0) }
        return fields
    }
}
