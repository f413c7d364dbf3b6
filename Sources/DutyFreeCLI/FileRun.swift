import DutyFree
import EPCIS
import Glibc
import Interop
import Ledger
import Presentation
import Wire

/// Recording a file at the terminal: progress, refused rows, the rejects file and the closing sentence.
final class FileRun: EventObserver {
    private let path: String
    private let console: Console
    private var progress: Progress?
    private var bad = BadRows()
    /// Warnings and notes about events, by code; the first place of each is enough to look.
    private var notes: [EventCode: (count: Int, place: String)] = [:]
    private var unit = Unit.rows
    private var acknowledgedRows = 0
    private var acknowledgedMs = Clock.monotonicMs()
    /// Where the refused rows go.
    private var rejects: String?

    init(path: String, console: Console) {
        self.path = path
        self.console = console
    }

    /// The call as a person would repeat it to record something.
    private static let call = (["dutyfree"] + CommandLine.arguments.dropFirst().filter { !["-n", "--dry-run"].contains($0) }.map(quoted))
        .joined(separator: " ")

    /// As a shell wants it.
    private static func quoted(_ argument: String) -> String {
        let isPlain =
            !argument.isEmpty && argument.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || "0123456789-_./:=,+@%".unicodeScalars.contains($0) }
        return isPlain ? argument : "'" + argument.replacing("'", with: "'\\''") + "'"
    }

    /// Puts the file's name to a fault of the input as a whole.
    func reporting(_ body: () throws -> Presentation.ExitCode) throws -> Presentation.ExitCode {
        do { return try body() } catch let fault as InputFault {
            progress?.finish()
            // A read that a signal ended is no fault of the input.
            try Interrupt.check()
            throw Failure.stop(fault, file: path, outcome: acknowledgedRows > 0 ? kept : Failure.nothingWritten)
        } catch {
            progress?.finish()
            guard acknowledgedRows > 0, case (let problem?, let exit) = Failure.explain(error, console) else { throw error }
            throw Stop(problem.with(outcome: kept), exit: exit)
        }
    }

    /// What is in the ledger although the rest is not.
    private var kept: Text {
        let rows = unit.counted(acknowledgedRows)
        // Refused rows that are written already are not written over: the next call writes them all again.
        let isInTheWay = rejects.map { FileRun.size(of: $0) > 0 } ?? false
        let name = isInTheWay ? Text(en: " with another name for --rejects", zh: "（--rejects 换一个文件名）") : .same("")
        return Text(
            en: "The first \(rows.en) are done; the same call\(name.en) does the rest.", zh: "前 \(rows.zh)已处理；重复同一命令\(name.zh)即可完成其余。")
    }

    /// Events of a document, as `record` does it with rows.
    func record(_ input: EventInput, _ desk: RecordingDesk, rejects: String?) throws -> Presentation.ExitCode {
        unit = .events
        startProgress(.events)
        let started = Clock.monotonicMs()
        let recorder = EventFileRecorder(input, store: desk.store, signer: desk.signer, clock: desk.clock)
        let summary: RecordSummary
        if let rejects {
            let file = try rejectsFile(rejects, desk)
            summary = try recorder.recordOneByOne(dryRun: desk.dryRun, observer: self) { try file?.append($0) }
        } else {
            summary = try recorder.recordWhole(dryRun: desk.dryRun, observer: self)
        }
        return try close(summary, desk, rejects, Clock.monotonicMs() - started)
    }

    private func startProgress(_ unit: Unit) {
        if case let size = FileRun.size(of: path), size > 0 {
            progress = console.progress(Text(en: "Recording \(path)", zh: "正在记录 \(path)"), .bytes, total: size)
        } else {
            progress = console.progress(Text(en: "Recording", zh: "正在记录"), unit, total: nil)
        }
    }

    private func rejectsFile(_ rejects: String, _ desk: RecordingDesk) throws -> RejectsFile? {
        if rejects == "-" && console.json {
            throw Problem.usage(Text(en: "--rejects - and --json would both write to stdout", zh: "--rejects - 与 --json 不能同时写到标准输出"))
        }
        self.rejects = rejects
        return desk.dryRun ? nil : try RejectsFile(rejects)
    }

    func record(_ input: MovementInput, _ desk: RecordingDesk, rejects: String?) throws -> Presentation.ExitCode {
        startProgress(.rows)
        let started = Clock.monotonicMs()
        let recorder = FileRecorder(input, store: desk.store, signer: desk.signer, clock: desk.clock)
        let summary: RecordSummary
        if let rejects {
            let file = try rejectsFile(rejects, desk)
            summary = try recorder.recordRowByRow(dryRun: desk.dryRun, observer: self) { try file?.append($0) }
        } else {
            summary = try recorder.recordWhole(dryRun: desk.dryRun, observer: self)
        }
        return try close(summary, desk, rejects, Clock.monotonicMs() - started)
    }

    private func close(_ summary: RecordSummary, _ desk: RecordingDesk, _ rejects: String?, _ ms: Int64) throws -> Presentation.ExitCode {
        progress?.finish()
        desk.raise(summary.attempts, console)
        let isAllOrNothing = rejects == nil
        console.report(bad)
        if let broken = summary.broken { console.report(Problem(document: broken, file: path, events: summary.rows, isAllOrNothing: isAllOrNothing)) }
        if let encoding = summary.encoding {
            console.note(Text(en: "  Read as \(encoding); --encoding names another.", zh: "  按 \(encoding) 读取；可用 --encoding 另行指定。"))
        }
        if summary.repeated > 0 {
            let count = Figures.grouped(summary.repeated)
            console.note(Text(en: "  Rows that name an item again: \(count); the first of each counts.", zh: "  重复货物的行：\(count)；每件只取首行。"))
        }
        if console.json {
            if !isAllOrNothing || summary.isWhole { try console.emit(json(summary, desk)) }
        } else if let seq = summary.recordedBefore {
            try console.say(
                .good,
                Text(
                    en: "this very file was recorded before, entry \(Figures.grouped(Int64(seq))): nothing to do",
                    zh: "此文件此前已记录（第 \(Figures.grouped(Int64(seq))) 条），无须再做"))
        } else if summary.broken != nil, isAllOrNothing ? summary.refused == 0 : summary.rows == 0 {
            // What there is to say stands with the fault.
        } else if isAllOrNothing && summary.refused > 0 {
            let rows = unit.counted(summary.rows)
            let refused = unit.counted(summary.refused)
            console.note(
                Text(
                    en:
                        "  Nothing was recorded (\(rows.en) read, \(Figures.grouped(summary.refused)) refused).\n  Mend them, or record the others with: \(FileRun.call) --rejects \(freeName)",
                    zh: "  未记录任何内容（已读 \(rows.zh)，其中 \(refused.zh)被拒）。\n  请修改，或先记录其余：\(FileRun.call) --rejects \(freeName)"))
        } else if rejects == "-" {
            // Standard output is the refused rows, and nothing else.
            console.note(sentence(summary, desk, rejects, ms))
        } else {
            try console.say(summary.isWhole ? .good : .warning, sentence(summary, desk, rejects, ms))
            for (alert, count) in summary.alerts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                try console.say(.warning, Text.same("\(alert.rawValue): \(count)"))
            }
            for (code, note) in notes.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                console.note(
                    code == .noEvents
                        ? Text(en: "  \(code.rawValue): \(code.words.en)", zh: "  \(code.rawValue)：\(code.words.zh)")
                        : Text(en: "  \(code.rawValue): \(note.count), first at \(note.place)", zh: "  \(code.rawValue)：\(note.count) 处，首见于 \(note.place)"))
            }
        }
        if unit == .events, summary.kept > 0, summary.recorded == 0, !console.json {
            console.note(
                Text(
                    en:
                        "  None of them moved goods here: nothing tells what they mean in this ledger. Say it with --mapping FILE (docs/epcis.md) and import them again.",
                    zh: "  其中没有事件移动本账本的货物：尚未说明它们在此的含义。请用 --mapping 文件 说明（docs/epcis.md）后再次导入。"))
        }
        if bad.byCodeFields[ReasonCode.lateWithoutReason.rawValue] != nil, !console.json {
            let way = unit == .events ? "--reason TEXT" : "--set lateReason=TEXT"
            console.note(Text(en: "  Say why those of long ago come only now: \(way)", zh: "  请说明久远的业务为何现在才记录：\(way)"))
        }
        if summary.isWhole { return .done }
        return isAllOrNothing ? .refused : .answerIsNo
    }

    /// A name for the refused rows that the next call can take.
    private var freeName: String {
        let ending = path.hasSuffix(".jsonl") || unit == .events ? ".jsonl" : ".csv"
        let names = (1...99).map { $0 == 1 ? "bad\(ending)" : "bad-\($0)\(ending)" }
        return names.first { access($0, F_OK) != 0 } ?? "NAME" + ending
    }

    private func sentence(_ summary: RecordSummary, _ desk: RecordingDesk, _ rejects: String?, _ ms: Int64) -> Text {
        let rows = unit.counted(summary.rows)
        let recorded = Figures.grouped(summary.recorded)
        let already = Figures.grouped(summary.already)
        let refused = Figures.grouped(summary.refused)
        let to = summary.refused > 0 && !desk.dryRun ? rejects.map { $0 == "-" ? "" : " → \($0)" } ?? "" : ""
        let time = Times.span(milliseconds: ms)
        let would = desk.dryRun ? ("would be ", "将") : ("", "")
        let kept =
            summary.kept > 0
            ? Text(en: "\(Figures.grouped(summary.kept)) kept as they came, ", zh: "原样保留 \(Figures.grouped(summary.kept))，") : Text(en: "", zh: "")
        return Text(
            en: "\(rows.en): \(recorded) \(would.0)recorded, \(kept.en)\(already) already, \(refused) refused\(to), \(time.en)",
            zh: "\(rows.zh)：\(would.1)记录 \(recorded)，\(kept.zh)此前已有 \(already)，被拒 \(refused)\(to)，用时 \(time.zh)")
    }

    private func json(_ summary: RecordSummary, _ desk: RecordingDesk) -> JSONObject {
        var byCode = bad.byCodeFields
        if byCode.isEmpty { byCode = JSONObject() }
        var line: JSONObject = [
            "rows": .integer(Int64(summary.rows)), "recorded": .integer(Int64(summary.recorded)),
            "already": .integer(Int64(summary.already)), "refused": .integer(Int64(summary.refused)),
            "entries": .integer(Int64(summary.entries)), "byCode": .object(byCode),
        ]
        line["firstSeq"] = summary.firstSeq.map { .integer(Int64($0)) }
        line["lastSeq"] = summary.lastSeq.map { .integer(Int64($0)) }
        line["encoding"] = summary.encoding.map { .string($0) }
        if summary.repeated > 0 { line["repeated"] = .integer(Int64(summary.repeated)) }
        line["recordedBefore"] = summary.recordedBefore.map { .integer(Int64($0)) }
        line["checkpoint"] = desk.dryRun ? nil : summary.commit.map { .string($0.note) }
        if desk.dryRun { line["dryRun"] = true }
        if unit == .events {
            line["kept"] = .integer(Int64(summary.kept))
            var warnings = JSONObject()
            for (code, note) in notes { warnings[code.rawValue] = .integer(Int64(note.count)) }
            line["warnings"] = .object(warnings)
            line["brokenAt"] = summary.broken.map { .integer(Int64($0.offset)) }
        }
        return line
    }

    func preview(_ input: MovementInput) throws -> Presentation.ExitCode {
        let answer = InputPreviewAnswer(path: path, preview: try input.preview(rows: InputPreviewAnswer.rows), console: console)
        try answer.show()
        return answer.isWhole ? .done : .answerIsNo
    }

    // MARK: RecordingObserver

    func progressed(rows: Int, bytes: Int) throws {
        try Interrupt.check()
        progress?.update(done: Int64(FileRun.size(of: path) > 0 ? bytes : rows))
    }

    func refused(line: Int?, _ fault: RowFault) {
        if bad.showsMore { bad.add(Problem(fault, at: .init(file: path, line: line))) } else { bad.count(fault.code) }
    }

    func noted(_ finding: EventFinding, line: Int?) {
        let known = notes[finding.code]
        let place = [line.map(String.init), finding.pointer.isEmpty ? nil : finding.pointer].compactMap { $0 }.joined(separator: ":")
        notes[finding.code] = ((known?.count ?? 0) + 1, known?.place ?? place)
    }

    func acknowledged(_ summary: RecordSummary) {
        acknowledgedRows = summary.rows
        acknowledgedMs = Clock.monotonicMs()
        if console.showsProgress && !console.json {
            progress?.note(Text(en: "acknowledged: \(summary.rows) rows", zh: "已确认：\(summary.rows) 行")[console.language])
        }
    }

    /// A fourth of a second: what a kill takes back is done again in no time, and commits stay thousands of rows long.
    var wantsAcknowledgement: Bool { Clock.monotonicMs() - acknowledgedMs >= 250 }

    func message(_ fault: RowFault) -> String { Problem(fault, at: .init()).message[console.language] }

    private static func size(of path: String) -> Int64 {
        var status = stat()
        guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return 0 }
        return Int64(status.st_size)
    }
}
