/// The pieces of a help text on a terminal.
struct ManualText {
    let language: Language
    let style: Style
    let width: Int

    func heading(_ section: CommandManual.Section) -> String {
        "\n" + style.paint(section.title[language], .strong) + "\n"
    }

    func paragraph(_ text: Text) -> String { block(text[language], indent: 0) }

    func literal(_ line: String) -> String { "  " + line + "\n" }

    /// A command is never broken: it is there to be copied.
    func example(_ example: CommandManual.Example) -> String {
        "  " + style.paint(example.command, .strong) + "\n" + block(example.says[language], indent: 6)
    }

    /// Terms in a column, their meaning beside them; a term too wide for the column has its meaning below.
    func terms(_ terms: [(term: String, says: Text)]) -> String {
        let column = min(terms.map { DisplayWidth.of($0.term) }.max() ?? 0, 24, width / 3)
        var result = ""
        for (term, says) in terms {
            let lines = Fitting.wrapped(says[language], to: max(width - column - 4, 20))
            let fits = DisplayWidth.of(term) <= column
            result += "  " + (fits ? Fitting.padded(term, to: column) + "  " + lines[0] : term) + "\n"
            for line in fits ? lines.dropFirst() : lines[...] {
                result += String(repeating: " ", count: column + 4) + line + "\n"
            }
        }
        return result
    }

    private func block(_ text: String, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        return Fitting.wrapped(text, to: width - indent).map { margin + $0 + "\n" }.joined()
    }
}
