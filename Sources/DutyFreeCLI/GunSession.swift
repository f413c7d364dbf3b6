import DutyFree
import Interop
import Ledger
import Presentation
import Supervision
import Wire

/// One session with a gun: each accepted scan is a commit of its own, so that its answer is the truth.
final class GunSession {
    private let movement: MovementType
    private var template: [(String, String)]
    private let desk: RecordingDesk
    private let console: Console
    private let sounds: Sounds

    private var seen: Set<ItemKey> = []
    /// What was recorded and not taken back, last at the end.
    private var accepted: [(item: ItemKey, seq: SequenceNumber)] = []
    private var again = 0
    private var refused = 0
    private var undone = 0

    init(movement: MovementType, template: [(String, String)], desk: RecordingDesk, console: Console, sounds: Sounds) {
        self.movement = movement
        self.template = template
        self.desk = desk
        self.console = console
        self.sounds = sounds
    }

    func run() throws -> Presentation.ExitCode {
        let source: ByteSource
        do throws(InputError) { source = try ByteSource(path: "-") } catch { throw InputFault(error) }
        let lines = LineReader(source, limit: 4096, ends: .scans)
        console.note(
            Text(
                en: "Scan to record \(movement.words.en). UNDO takes the last back, DONE ends.",
                zh: "扫描即记录“\(movement.words.zh)”。UNDO 撤回上一次，DONE 结束。"))
        while !Interrupt.isRequested {
            let next: Line?
            do throws(InputError) { next = try lines.next() } catch { break }
            guard let line = next else { break }
            if line.isTooLong {
                try refuse(Text(en: "longer than a code can be", zh: "超出代码长度"), code: "line-too-long", given: "")
                continue
            }
            let text = line.text.trimmed
            if text.isEmpty { continue }
            if text == "DONE" { break }
            try take(text)
        }
        try summary()
        try Interrupt.check()
        return refused == 0 ? .done : .answerIsNo
    }

    private func take(_ text: String) throws {
        if text == "UNDO" { return try undo() }
        if text.hasPrefix("LOC:") { return try change("to", String(text.dropFirst(4)), Text(en: "to", zh: "去向")) }
        if text.hasPrefix("DOC:"), let equals = text.firstIndex(of: "=") {
            let kind = text[text.index(text.startIndex, offsetBy: 4)..<equals]
            return try change("doc." + kind, String(text[text.index(after: equals)...]), Text.same(String(kind)))
        }
        let key: ItemKey
        do throws(Refusal) { key = try ItemCode.key(text) } catch { return try refuse(Problem(error), given: text) }
        try record(key, text)
    }

    private func record(_ key: ItemKey, _ code: String) throws {
        if seen.contains(key) {
            again += 1
            return try answer(.again, key, Text(en: "again", zh: "已扫过"), status: "again")
        }
        let fields = template + [("occurred", desk.clock().formatted())]
        let submission: Submission
        do throws(RowFault) { submission = try MovementRow.submission(fields, code: code) } catch {
            return try refuse(Problem(error, at: .init()), given: key.text)
        }
        var written: [Recorded] = []
        var name = ""
        var attempts: [RiskAttempt.Made] = []
        let (outcome, _) = try desk.commit { recorder -> Outcome in
            let outcome = try recorder.record(submission)
            attempts = recorder.attempts
            if case .recorded(let first, let count, _) = outcome { written = try recorder.written(first, count) }
            name = try productName(key, recorder)
            return outcome
        }
        switch outcome {
        case .recorded(let first, _, _):
            seen.insert(key)
            accepted.append((key, first))
            let change = written.first.map { result in
                (result.before.map { "\($0.rawValue)→" } ?? "") + (result.entry.link?.state.rawValue ?? "")
            }
            try answer(
                .accepted, key, Text.same([String(accepted.count), change ?? "", name].filter { !$0.isEmpty }.joined(separator: " ")), status: "recorded",
                seq: first)
        case .alreadyRecorded(let seq):
            again += 1
            try answer(.again, key, Text(en: "recorded before, entry \(seq)", zh: "此前已记录，第 \(seq) 条"), status: "already", seq: seq)
        case .refused(let refusal):
            try refuse(Problem(refusal), given: key.text)
            desk.raise(attempts, console)
        }
    }

    private func productName(_ key: ItemKey, _ recorder: Recorder) throws -> String {
        guard let gtin = try recorder.item(key)?.product, let product = try recorder.product(gtin) else { return "" }
        return console.language == .zhHans ? product.nameZh ?? product.name : product.name
    }

    /// UNDO voids the last accepted scan: a new entry, since nothing is ever removed.
    private func undo() throws {
        guard let last = accepted.last else {
            return try refuse(Text(en: "nothing to take back", zh: "没有可撤回的扫描"), code: "nothing-to-undo", given: "UNDO")
        }
        let fields = [
            ("type", "void"), ("by", desk.party?.text ?? ""), ("occurred", desk.clock().formatted()),
            ("ref", String(last.seq)), ("reason", "UNDO"),
        ]
        let submission: Submission
        do throws(RowFault) { submission = try MovementRow.submission(fields) } catch {
            return try refuse(Problem(error, at: .init()), given: "UNDO")
        }
        let (outcome, _) = try desk.commit { try $0.record(submission) }
        if case .refused(let refusal) = outcome { return try refuse(Problem(refusal), given: "UNDO") }
        accepted.removeLast()
        seen.remove(last.item)
        undone += 1
        try answer(.again, last.item, Text(en: "taken back", zh: "已撤回"), status: "undone")
    }

    private func change(_ field: String, _ value: String, _ name: Text) throws {
        template.removeAll { $0.0 == field }
        template.append((field, value))
        if console.json {
            try console.emit(["status": "set", "field": .string(field), "value": .string(value)])
        } else {
            try console.say(Text(en: "→ \(name.en) \(value)", zh: "→ \(name.zh) \(value)"))
        }
    }

    // MARK: Answers

    private func answer(
        _ outcome: Sounds.Outcome, _ key: ItemKey, _ text: Text, status: String, seq: SequenceNumber? = nil
    ) throws {
        if console.json {
            var line: JSONObject = ["status": .string(status), "item": .string(key.text)]
            line["seq"] = seq.map { .integer(Int64($0)) }
            try console.emit(line)
        } else {
            let sign = outcome == .accepted ? console.style.sign(.good) : console.style.hasUnicode ? "·" : "-"
            try console.write("\(sign) \(text[console.language]) \(key.text)\n")
        }
        console.sound(sounds.text(for: outcome, isTerminal: console.terminal.errorsAreTerminal))
    }

    private func refuse(_ problem: Problem, given: String) throws {
        try refuse(problem.message, code: problem.code, given: given)
    }

    private func refuse(_ message: Text, code: String, given: String) throws {
        refused += 1
        if console.json {
            try console.emit(["status": "refused", "code": .string(code), "given": .string(Printable.line(given)), "message": .string(message.en)])
        } else {
            let shown = Printable.line(given)
            let tail = message.en.contains(shown) ? "" : " " + shown
            try console.say(.bad, Text(en: "\(message.en) [\(code)]\(tail)", zh: "\(message.zh) [\(code)]\(tail)"))
        }
        console.sound(sounds.text(for: .refused, isTerminal: console.terminal.errorsAreTerminal))
    }

    private func summary() throws {
        if console.json {
            try console.emit([
                "status": "done", "recorded": .integer(Int64(accepted.count)), "again": .integer(Int64(again)),
                "refused": .integer(Int64(refused)), "undone": .integer(Int64(undone)),
            ])
        } else {
            try console.say(
                refused == 0 ? .good : .warning,
                Text(
                    en: "\(accepted.count) recorded, \(again) again, \(refused) refused, \(undone) taken back",
                    zh: "记录 \(accepted.count)，重复 \(again)，被拒 \(refused)，撤回 \(undone)"))
        }
    }
}
