package import Wire

/// A command described once, in both languages: `--help`, `dutyfree help CMD` and the manual page are all made of it.
package struct CommandManual: Hashable, Sendable {
    /// A line that works as it stands, and what it does.
    package struct Example: Hashable, Sendable {
        package let command: String
        package let says: Text

        package init(_ command: String, _ says: Text) {
            self.command = command
            self.says = says
        }
    }

    /// An option or argument as it is typed, `--from L`, and what it means.
    package struct Option: Hashable, Sendable {
        package let form: String
        package let says: Text

        package init(_ form: String, _ says: Text) {
            self.form = form
            self.says = says
        }
    }

    /// An exit code and when this command gives it.
    package struct Exit: Hashable, Sendable {
        package let code: ExitCode
        package let says: Text

        /// `says` nil: the contract's general meaning.
        package init(_ code: ExitCode, _ says: Text? = nil) {
            self.code = code
            self.says = says ?? code.meaning
        }
    }

    /// With its noun: `count open`.
    package let name: String
    /// One sentence.
    package let abstract: Text
    /// Two real examples, and more where they help.
    package let examples: [Example]
    /// How it is called, a line a form.
    package let usage: [String]
    package let options: [Option]
    /// Paragraphs.
    package let discussion: [Text]
    package let exits: [Exit]
    /// Names of other commands.
    package let seeAlso: [String]

    /// Two examples are asked for by name, so that no command goes without.
    package init(
        name: String, abstract: Text, example: Example, another: Example, more: [Example] = [], usage: [String],
        options: [Option] = [], discussion: [Text] = [], exits: [Exit], seeAlso: [String] = []
    ) {
        self.name = name
        self.abstract = abstract
        self.examples = [example, another] + more
        self.usage = usage
        self.options = options
        self.discussion = discussion
        self.exits = exits
        self.seeAlso = seeAlso
    }

    /// The sections after the opening, in the order of `render` and by their usual names in `roff`.
    enum Section {
        case name, usage, discussion, options, exits, examples, seeAlso

        var title: Text {
            switch self {
            case .name: Text(en: "Name", zh: "名称")
            case .usage: Text(en: "Usage", zh: "用法")
            case .discussion: Text(en: "Description", zh: "说明")
            case .options: Text(en: "Options", zh: "选项")
            case .exits: Text(en: "Exit codes", zh: "退出码")
            case .examples: Text(en: "Examples", zh: "示例")
            case .seeAlso: Text(en: "See also", zh: "另见")
            }
        }
    }

    /// The help text: the sentence, the examples, then all else. `width` nil is 80 columns: prose is always broken.
    package func render(language: Language, style: Style, width: Int? = nil) -> String {
        let page = ManualText(language: language, style: style, width: min(max(width ?? 80, 40), 100))
        var text = page.paragraph(abstract) + "\n"
        for example in examples { text += page.example(example) }
        text += page.heading(.usage)
        for line in usage { text += page.literal(line) }
        for paragraph in discussion { text += "\n" + page.paragraph(paragraph) }
        if !options.isEmpty {
            text += page.heading(.options) + page.terms(options.map { ($0.form, $0.says) })
        }
        text += page.heading(.exits) + page.terms(exits.map { (String($0.code.rawValue), $0.says) })
        if !seeAlso.isEmpty {
            text += page.heading(.seeAlso)
            for other in seeAlso { text += page.literal("dutyfree help " + other) }
        }
        return text
    }

    /// `dutyfree(1)`: what there is, group by group, each with its page.
    package static func overview(
        _ abstract: Text, groups: [(title: Text, manuals: [CommandManual])], options: [Option], language: Language,
        version: String, date: Timestamp
    ) -> String {
        let page = ManualRoff(language: language)
        var text = ".Dd \(page.date(date))\n.Dt DUTYFREE 1\n.Os \(page.quoted("dutyfree " + version))\n"
        if language != .en { text += ".ds doc-section-name \(page.words(Section.name.title[language]))\n" }
        text += page.heading(.name, "NAME") + ".Nm dutyfree\n.Nd \(page.quoted(abstract[language]))\n"
        text += page.heading(.usage, "SYNOPSIS") + ".Dl \(page.quoted("dutyfree COMMAND …"))\n"
        text += page.heading(.discussion, "DESCRIPTION")
        for group in groups {
            text += ".Ss \(page.words(group.title[language]))\n.Bl -tag -width Ds\n"
            for manual in group.manuals {
                text += ".It Xr \(page.quoted("dutyfree-" + manual.name.replacing(" ", with: "-"))) 1\n" + page.paragraph(manual.abstract)
            }
            text += ".El\n"
        }
        return text + page.heading(.options, "OPTIONS") + page.terms(options.map { ($0.form, $0.says) })
    }

    /// The manual page in mdoc(7), ASCII only: other characters are escapes, which groff and mandoc both know.
    /// `version` and the day of `date` stand at the foot.
    package func roff(language: Language, version: String, date: Timestamp) -> String {
        let page = ManualRoff(language: language)
        let title = ("dutyfree-" + name.replacing(" ", with: "-")).uppercased()
        var text = ".Dd \(page.date(date))\n.Dt \(page.quoted(title)) 1\n.Os \(page.quoted("dutyfree " + version))\n"
        // groff's mdoc begins the page at the section it knows as NAME, by this string.
        if language != .en { text += ".ds doc-section-name \(page.words(Section.name.title[language]))\n" }
        text += page.heading(.name, "NAME")
        text += ".Nm \(page.quoted("dutyfree " + name))\n.Nd \(page.quoted(abstract[language]))\n"
        text += page.heading(.usage, "SYNOPSIS")
        for line in usage { text += ".Dl \(page.quoted(line))\n" }
        if !discussion.isEmpty { text += page.heading(.discussion, "DESCRIPTION") }
        text += discussion.map { page.paragraph($0) }.joined(separator: ".Pp\n")
        if !options.isEmpty {
            text += page.heading(.options, "OPTIONS") + page.terms(options.map { ($0.form, $0.says) })
        }
        text += page.heading(.exits, "EXIT STATUS") + page.terms(exits.map { (String($0.code.rawValue), $0.says) })
        text += page.heading(.examples, "EXAMPLES")
        text += examples.map { page.example($0) }.joined(separator: ".Pp\n")
        if !seeAlso.isEmpty {
            text += page.heading(.seeAlso, "SEE ALSO")
            for (index, other) in seeAlso.enumerated() {
                let comma = index + 1 < seeAlso.count ? " ," : ""
                text += ".Xr \(page.quoted("dutyfree-" + other.replacing(" ", with: "-"))) 1\(comma)\n"
            }
        }
        return text
    }
}
