import DutyFree
import Glibc
import Ledger
import Presentation
import Wire

/// What a command has to do with the world: its streams, its language, its clock, its questions.
struct Console {
    let environment: Environment
    let terminal: Terminal
    let language: Language
    let style: Style
    let errorStyle: Style
    let json: Bool
    let quiet: Bool
    let verbose: Bool
    let answersYes: Bool
    let asksNothing: Bool
    let showsProgress: Bool
    private let out = Sink.descriptor(1)
    private let err = Sink.descriptor(2)

    init(_ options: CommonOptions) throws {
        let environment = Environment.ofProcess()
        self.environment = environment
        terminal = Terminal.ofProcess(environment)
        var chosen: Language?
        if let name = options.lang {
            guard let language = Language(option: name) else {
                throw Problem.usage(Text(en: "--lang is en or zh-Hans, not “\(name)”", zh: "--lang 只能是 en 或 zh-Hans，不能是“\(name)”"))
            }
            chosen = language
        }
        language = Language.chosen(option: chosen, in: environment)
        style = Style.chosen(isTerminal: terminal.outputIsTerminal && !options.json, noColour: options.noColor, in: environment)
        errorStyle = Style.chosen(isTerminal: terminal.errorsAreTerminal, noColour: options.noColor, in: environment)
        json = options.json
        quiet = options.quiet
        verbose = options.verbose
        answersYes = options.yes
        asksNothing = options.noInput
        showsProgress = options.progress
    }

    // MARK: The answer (stdout)

    /// A sentence of the answer.
    func say(_ text: Text) throws { try write(text[language] + "\n") }

    /// A sentence with a sign before it.
    func say(_ sign: Sign, _ text: Text) throws { try write(style.sign(sign) + " " + text[language] + "\n") }

    func show(_ table: Table) throws {
        try page(table.render(language: language, style: style, width: terminal.tableWidth))
    }

    /// One JSON object on a line, `"v":1` added.
    func emit(_ object: JSONObject) throws { try write(JSONLine.of(object)) }

    func write(_ text: String) throws { try out.write(text) }

    /// Long text goes through the pager, on a terminal only.
    func page(_ text: String) throws {
        let lines = Page.screenLines(text, columns: terminal.columns ?? 80)
        guard case .through(let command, let additions) = Page.decision(lines: lines, terminal: terminal, in: environment)
        else { return try write(text) }
        for (name, value) in additions { setenv(name, value, 1) }
        guard let pipe = popen(command, "w") else { return try write(text) }
        fputs(text, pipe)
        pclose(pipe)
    }

    // MARK: Everything else (stderr)

    func note(_ text: Text) { if !quiet && !json { err.tryWrite(text[language] + "\n") } }

    func warn(_ problem: Problem) { report(problem) }

    func report(_ problem: Problem) {
        err.tryWrite(json ? problem.json : problem.render(language: language, style: errorStyle))
    }

    func report(_ rows: BadRows) {
        guard !rows.isEmpty else { return }
        if json {
            for problem in rows.first { err.tryWrite(problem.json) }
        } else {
            err.tryWrite(rows.render(language: language, style: errorStyle))
        }
    }

    func sound(_ text: String) { if !text.isEmpty { err.tryWrite(text) } }

    func progress(_ what: Text, _ unit: Unit, total: Int64?) -> Progress {
        let form = Progress.Form.chosen(
            errorsAreTerminal: terminal.errorsAreTerminal, columns: terminal.columns, asked: showsProgress, json: json,
            quiet: quiet, in: environment)
        return Progress(
            what, unit: unit, total: total, form: form, language: language, style: errorStyle, sink: err,
            clock: { Clock.monotonicMs() })
    }

    /// Asks a yes-or-no question. Throws a usage problem that names `--yes` where nobody can be asked.
    func confirm(_ question: Text) throws -> Bool {
        if answersYes { return true }
        guard terminal.canAsk, !asksNothing else {
            throw Problem.usage(
                Text(en: "\(question.en) needs an answer, and nobody can be asked", zh: "\(question.zh) 需要回答，但此处无法询问"),
                hint: Text(en: "Say yes with --yes.", zh: "用 --yes 表示同意。"))
        }
        err.tryWrite(question[language] + " [y/N] ")
        let answer = readLine() ?? ""
        return ["y", "yes", "是", "好"].contains(answer.lowercased())
    }
}

/// The two clocks: the one people live by, and the one that only goes forward.
enum Clock {
    /// The recorder's clock. `$DUTYFREE_NOW` sets it, for demonstrations and tests: the ledger's times are the
    /// recorder's word in any case.
    static func now(_ environment: Environment) throws -> () -> Timestamp {
        guard let text = environment["DUTYFREE_NOW"], !text.isEmpty else {
            return {
                var time = timespec()
                clock_gettime(CLOCK_REALTIME, &time)
                return Timestamp(millisecondsSince1970: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
            }
        }
        do {
            let fixed = try Timestamp(text)
            return { fixed }
        } catch {
            throw Problem.usage(
                Text(en: "$DUTYFREE_NOW is no time with an offset: “\(text)”", zh: "$DUTYFREE_NOW 不是带时区的时间：“\(text)”"))
        }
    }

    static func monotonicMs() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

extension Problem {
    static func usage(_ message: Text, hint: Text? = nil) -> Problem {
        Problem("usage", message, hint: hint ?? Text(en: "See: dutyfree --help", zh: "参见：dutyfree --help"))
    }
}
