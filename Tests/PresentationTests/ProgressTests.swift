import Synchronization
import Testing

@testable import Presentation

/// A clock that a test moves and a sink that keeps what it was given.
final class Stage: Sendable {
    private let nowMs = Mutex(Int64(5_000_000))
    private let kept = Mutex([String]())

    var clock: Progress.Clock { { [self] in nowMs.withLock { $0 } } }
    var sink: Sink { Sink { [self] text throws(SinkFault) in kept.withLock { $0.append(text) } } }
    var writes: [String] { kept.withLock { $0 } }

    func pass(_ milliseconds: Int64) { nowMs.withLock { $0 += milliseconds } }
}

@Suite struct ProgressTests {
    static func progress(
        _ stage: Stage, _ form: Progress.Form, total: Int64? = 10_000, unit: Unit = .rows, language: Language = .en,
        hasUnicode: Bool = true
    ) -> Progress {
        Progress(
            Text(en: "Recording day.csv", zh: "正在记录 day.csv"), unit: unit, total: total, form: form,
            language: language, style: Style(hasColour: false, hasUnicode: hasUnicode), sink: stage.sink,
            clock: stage.clock)
    }

    static let forms: [(terminal: Bool, asked: Bool, json: Bool, quiet: Bool, environment: [String: String], form: Progress.Form)] = [
        (true, false, false, false, [:], .bar(columns: 72)),
        (true, true, false, false, [:], .bar(columns: 72)),
        (true, false, true, false, [:], .none),
        (true, true, true, false, [:], .json),
        (true, true, true, true, [:], .json),
        (true, false, false, true, [:], .none),
        (true, false, false, false, ["TERM": "dumb"], .none),
        (true, true, false, false, ["TERM": "dumb"], .lines),
        (false, false, false, false, [:], .none),
        (false, true, false, false, [:], .lines),
        (false, true, true, false, [:], .json),
        (false, false, true, false, [:], .none),
    ]

    @Test(arguments: forms)
    func theFormFollowsTheTerminalAndTheOptions(
        row: (
            terminal: Bool, asked: Bool, json: Bool, quiet: Bool, environment: [String: String], form: Progress.Form
        )
    ) {
        let form = Progress.Form.chosen(
            errorsAreTerminal: row.terminal, columns: 72, asked: row.asked, json: row.json, quiet: row.quiet,
            in: Environment(row.environment))
        #expect(form == row.form, "\(row)")
    }

    @Test func shortWorkShowsNothing() {
        let stage = Stage()
        var progress = Self.progress(stage, .bar(columns: 80))
        for step in 1...29 {
            stage.pass(10)
            progress.update(done: Int64(step * 100))
        }
        progress.finish()
        #expect(stage.writes == [])
    }

    @Test func theBarIsDrawnAtMostTenTimesASecondAndClearedAtTheEnd() {
        let stage = Stage()
        var progress = Self.progress(stage, .bar(columns: 80))
        for step in 1...1000 {
            stage.pass(3)
            progress.update(done: Int64(step * 10))
        }
        // 3,000 ms, the first 300 without a drawing.
        #expect((25...28).contains(stage.writes.count), "\(stage.writes.count)")
        progress.finish()
        #expect(stage.writes.last == "\r\u{1B}[K")
        #expect(stage.writes.allSatisfy { !$0.contains("\n") })
        let after = stage.writes.count
        stage.pass(5000)
        progress.update(done: 10_000)
        progress.finish()
        #expect(stage.writes.count == after)
    }

    @Test(arguments: Language.allCases, [20, 34, 48, 60, 80, 200])
    func theBarFitsItsTerminal(language: Language, columns: Int) {
        let stage = Stage()
        var progress = Self.progress(stage, .bar(columns: columns), language: language)
        for done in [Int64(1), 2500, 9999, 10_000, 12_000] {
            stage.pass(700)
            progress.update(done: done)
        }
        #expect(stage.writes.count == 5)
        for line in stage.writes {
            #expect(line.hasPrefix("\r\u{1B}[K"))
            #expect(DisplayWidth.of(String(line.dropFirst(4))) < columns, "\(line)")
        }
    }

    @Test(arguments: Language.allCases)
    func progressReadsAsKept(language: Language) throws {
        var text = ""
        for (name, form, total, unit, hasUnicode) in [
            ("bar, 80 columns", .bar(columns: 80), 10_000, .rows, true),
            ("bar, 40 columns", .bar(columns: 40), 10_000, .rows, true),
            ("bar, ASCII", .bar(columns: 80), 10_000, .rows, false),
            ("bar, unknown total", .bar(columns: 80), nil, .rows, true),
            ("bar, bytes", .bar(columns: 80), 50_000_000, .bytes, true), ("lines", .lines, 10_000, .rows, true),
            ("lines, unknown total", .lines, nil, .rows, true), ("JSON", .json, 10_000, .rows, true),
            ("JSON, unknown total", .json, nil, .rows, true),
        ] as [(String, Progress.Form, Int64?, Unit, Bool)] {
            let stage = Stage()
            var progress = Self.progress(
                stage, form, total: total, unit: unit, language: language, hasUnicode: hasUnicode)
            let factor: Int64 = unit == .bytes ? 5000 : 1
            for done in [Int64(0), 1600, 3200, 6000, 10_000] {
                stage.pass(1000)
                progress.update(done: done * factor)
            }
            stage.pass(400)
            progress.update(done: 10_000 * factor)
            progress.finish()
            text += "== \(name)\n"
            for write in stage.writes {
                let shown = write.replacing("\r\u{1B}[K", with: "<erase>")
                text += shown.hasSuffix("\n") ? shown : shown + "\n"
            }
        }
        try Golden.check("progress.\(language.rawValue).txt", text)
    }

    @Test func jsonHasTheContractsShape() {
        let stage = Stage()
        var progress = Self.progress(stage, .json)
        stage.pass(999)
        progress.update(done: 100)
        stage.pass(1)
        progress.update(done: 2500)
        #expect(
            stage.writes == [
                #"{"progress":{"done":2500,"etaMs":3000,"perSecond":2500,"total":10000,"unit":"rows"}}"# + "\n"
            ])
    }

    @Test func linesComeOnceASecondAndTheLastFigureIsTold() {
        let stage = Stage()
        var progress = Self.progress(stage, .lines)
        for step in 1...250 {
            stage.pass(10)
            progress.update(done: Int64(step * 40))
        }
        #expect(stage.writes.count == 2)
        progress.finish()
        #expect(stage.writes.count == 3)
        #expect(stage.writes.last?.contains("10,000/10,000 rows") == true)
    }

    @Test func aNoteStandsAboveTheBar() {
        let stage = Stage()
        var progress = Self.progress(stage, .bar(columns: 80))
        progress.note("early")
        stage.pass(400)
        progress.update(done: 1)
        progress.note("a\nb")
        #expect(stage.writes.count == 5)
        #expect(stage.writes[0] == "early\n")
        #expect(stage.writes[2...3] == ["\r\u{1B}[K", "a␊b\n"])
        #expect(stage.writes[4] == stage.writes[1])
    }

    @Test func aTotalLearnedLateBringsTheBar() {
        let stage = Stage()
        var progress = Self.progress(stage, .bar(columns: 80), total: nil)
        stage.pass(400)
        progress.update(done: 100)
        progress.expect(total: 200)
        stage.pass(400)
        progress.update(done: 150)
        #expect(!stage.writes[0].contains("█"))
        #expect(stage.writes[1].contains("█") && stage.writes[1].contains("150/200 rows"))
    }

    @Test func noFigureAndNoClockBringsItDown() {
        for form in [Progress.Form.bar(columns: 80), .bar(columns: 0), .bar(columns: 1), .lines, .json] {
            for total in [nil, 0, 1, .max, -5] as [Int64?] {
                let stage = Stage()
                var progress = Self.progress(stage, form, total: total)
                for done in [Int64(0), .max, 5, -3, .min] {
                    progress.update(done: done)
                    stage.pass(1500)
                    progress.update(done: done)
                    stage.pass(-4000)
                    progress.update(done: done)
                    stage.pass(9000)
                }
                progress.finish()
            }
        }
    }
}
