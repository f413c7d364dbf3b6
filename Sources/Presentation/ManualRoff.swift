internal import Wire

/// The pieces of a manual page in mdoc(7).
struct ManualRoff {
    let language: Language

    /// English pages have the section names that man(1) and apropos(1) know.
    func heading(_ section: CommandManual.Section, _ usual: String) -> String {
        ".Sh \(language == .en ? usual : words(section.title[language]))\n"
    }

    /// `March 2, 2026`, the one form every mdoc takes; for another, groff 1.22 prints the day of the reading instead.
    func date(_ moment: Timestamp) -> String {
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        let (year, month, day) = Times.date(moment)
        return "\(months[Int(month) - 1]) \(day), \(year)"
    }

    /// A line of running text, which must not look like a request. Chinese may break between any two characters that
    /// our own wrapping would part; roff is told where by `\:`.
    func paragraph(_ text: Text) -> String {
        var line = ""
        var previous = " "
        for word in Fitting.words(of: text[language]) {
            if previous != " " && word != " " { line += "\\:" }
            line += words(word)
            previous = word
        }
        return (line.hasPrefix(".") || line.hasPrefix("\\(aq") ? "\\&" : "") + line + "\n"
    }

    func terms(_ terms: [(term: String, says: Text)]) -> String {
        var result = ".Bl -tag -width Ds\n"
        for (term, says) in terms { result += ".It Li \(quoted(term))\n" + paragraph(says) }
        return result + ".El\n"
    }

    func example(_ example: CommandManual.Example) -> String {
        ".Dl \(quoted(example.command))\n" + paragraph(example.says)
    }

    /// One argument of a macro. `\&` in front keeps a word like `No` or a lone full stop from being taken for a macro
    /// or for punctuation.
    func quoted(_ text: String) -> String { "\"\\&" + words(text) + "\"" }

    /// Characters roff would read or change are written as their escapes; a hyphen stays the one that is typed.
    func words(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "\"": result += "\\(dq"
            case "'": result += "\\(aq"
            case "`": result += "\\(ga"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "\u{00}"..."\u{1F}", "\u{7F}": result += " "
            case "\u{20}"..."\u{7E}": result.unicodeScalars.append(scalar)
            default:
                let hex = String(scalar.value, radix: 16, uppercase: true)
                result += "\\[u" + String(repeating: "0", count: max(0, 4 - hex.utf8.count)) + hex + "]"
            }
        }
        return result
    }
}
