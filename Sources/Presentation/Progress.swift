internal import Wire

/// How far a long work is, on stderr. Told after each batch; decides itself when to draw.
///
/// On a terminal: one line, first after 300 ms, redrawn at most ten times a second, gone at the end. Elsewhere nothing,
/// or with `--progress` a line a second; with `--json --progress` a JSON line a second. Time is a parameter.
package struct Progress: Sendable {
    package enum Form: Hashable, Sendable {
        case none
        /// A line that is drawn over; `columns` of the terminal.
        case bar(columns: Int)
        case lines
        case json

        /// The form for stderr. A terminal that cannot erase a line (`TERM=dumb`) counts as none.
        package static func chosen(
            errorsAreTerminal: Bool, columns: Int?, asked: Bool, json: Bool, quiet: Bool, in environment: Environment
        ) -> Form {
            if asked && json { return .json }
            if quiet { return .none }
            if errorsAreTerminal && !json && environment["TERM"] != "dumb" { return .bar(columns: columns ?? 80) }
            return asked ? .lines : .none
        }
    }

    /// Milliseconds of a clock that only goes forward; from where does not matter.
    package typealias Clock = @Sendable () -> Int64

    private let what: Text
    private let unit: Unit
    private let form: Form
    private let language: Language
    private let style: Style
    private let sink: Sink
    private let clock: Clock

    private let startedMs: Int64
    private var nextDrawMs: Int64
    private var drawnMs: Int64
    private var drawnDone: Int64 = 0
    private var hasDrawn = false
    private var isOnScreen = false
    private var done: Int64 = 0
    private var total: Int64?
    /// Units a second, smoothed over some seconds so that it neither jumps nor lags.
    private var perSecond: Double = 0

    /// `what` is done, as a phrase: "Recording day.csv". `total` nil: not known, maybe never.
    package init(
        _ what: Text, unit: Unit, total: Int64? = nil, form: Form, language: Language, style: Style, sink: Sink,
        clock: @escaping Clock
    ) {
        self.what = what
        self.unit = unit
        self.total = total.map { max($0, 0) }
        self.form = form
        self.language = language
        self.style = style
        self.sink = sink
        self.clock = clock
        startedMs = clock()
        drawnMs = startedMs
        switch form {
        case .bar: nextDrawMs = startedMs + 300
        case .lines, .json: nextDrawMs = startedMs + 1000
        case .none: nextDrawMs = .max
        }
    }

    /// `done` units so far. One reading of the clock where nothing is due; call it once a batch.
    package mutating func update(done: Int64) {
        self.done = max(done, 0)
        guard nextDrawMs != .max else { return }
        let now = clock()
        if now >= nextDrawMs { draw(at: now) }
    }

    /// The total became known or better known.
    package mutating func expect(total: Int64?) { self.total = total.map { max($0, 0) } }

    /// A line of its own (a warning) above the bar.
    package mutating func note(_ line: String) {
        erase()
        sink.tryWrite(Printable.line(line, unicode: style.hasUnicode) + "\n")
        if hasDrawn, case .bar = form { show(at: clock()) }
    }

    /// The end, good or bad: clears the bar; tells a reader of lines the last figure, if it heard any before.
    package mutating func finish() {
        erase()
        switch form {
        case .lines, .json: if hasDrawn && done != drawnDone { draw(at: clock()) }
        case .bar, .none: break
        }
        nextDrawMs = .max
        hasDrawn = false
    }

    // MARK: Drawing

    private mutating func draw(at now: Int64) {
        learnRate(at: now)
        hasDrawn = true
        show(at: now)
        switch form {
        case .bar: nextDrawMs = now + 100
        case .lines, .json: nextDrawMs = now + 1000
        case .none: nextDrawMs = .max
        }
    }

    /// The first rate is the mean since the start; each later one moves it by its share of three seconds. Before the
    /// first unit is done there is nothing to learn: opening a file is not the pace of its rows.
    private mutating func learnRate(at now: Int64) {
        let seconds = Double(now - drawnMs) / 1000
        guard seconds > 0, done > 0 else { return }
        let latest = max(0, Double(done - drawnDone) / seconds)
        perSecond = drawnDone > 0 ? perSecond + (latest - perSecond) * (seconds / (seconds + 3)) : latest
        drawnMs = now
        drawnDone = done
    }

    private mutating func show(at now: Int64) {
        switch form {
        case .none: break
        case .bar(let columns):
            sink.tryWrite("\r\u{1B}[K" + line(columns: columns))
            isOnScreen = true
        case .lines: sink.tryWrite(line(columns: nil) + "\n")
        case .json: sink.tryWrite(json)
        }
    }

    private mutating func erase() {
        if isOnScreen { sink.tryWrite("\r\u{1B}[K") }
        isOnScreen = false
    }

    /// What, bar, done/total, rate, time left; parts go from the right, the bar first, where the terminal is narrow.
    private func line(columns: Int?) -> String {
        var parts: [String] = []
        if let total {
            let of = unit == .bytes ? Figures.bytes(total) : unit.counted(total)[language]
            let soFar = unit == .bytes ? Figures.bytes(done) : Figures.grouped(done)
            parts.append("\(soFar)/\(of)")
        } else {
            parts.append(unit.counted(done)[language])
        }
        if done > 0 { parts.append(unit.rate(perSecond: ratePerSecond)[language]) }
        if let etaMs, etaMs > 0 {
            let left = Times.rough(milliseconds: etaMs)
            parts.append(Text(en: "\(left.en) left", zh: "还需 \(left.zh)")[language])
        }
        let head = what[language]
        guard let columns else { return ([head] + parts).joined(separator: "  ") }
        // The last column stays free: some terminals wrap when it is written.
        let room = columns - 1
        while parts.count > 1, DisplayWidth.of(([head] + parts).joined(separator: "  ")) > room { parts.removeLast() }
        let text = ([head] + parts).joined(separator: "  ")
        // Few widths, so that the bar does not jump when a figure gets longer.
        let free = room - DisplayWidth.of(text) - 2
        if let total, let barWidth = [24, 16, 8].first(where: { $0 <= free }) {
            let bar = Bar.filled(done, most: max(total, 1), width: barWidth, unicode: style.hasUnicode)
            return ([head, style.paint(bar, .good)] + parts).joined(separator: "  ")
        }
        return Fitting.shortened(text, to: room, ellipsis: style.ellipsis)
    }

    /// `{"progress":{…}}`; `total` and `etaMs` are absent where they are not known.
    private var json: String {
        var progress: JSONObject = [
            "done": .integer(done), "unit": .string(unit.name), "perSecond": .integer(ratePerSecond),
        ]
        progress["total"] = total.map { .integer($0) }
        progress["etaMs"] = etaMs.map { .integer($0) }
        return JSONLine.bare(["progress": .object(progress)])
    }

    /// Rounded; a rate beyond 10^15 a second is a broken clock.
    private var ratePerSecond: Int64 { Int64(min(perSecond, 1e15).rounded()) }

    /// nil where nothing has moved yet, the total is not known or already passed, or the end is beyond a year.
    private var etaMs: Int64? {
        guard let total, total >= done, perSecond > 0 else { return nil }
        let ms = Double(total - done) / perSecond * 1000
        return ms < 365 * 86_400_000 ? Int64(ms.rounded()) : nil
    }
}
