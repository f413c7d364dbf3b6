import DutyFree
import Glibc
import Interop
import Presentation
import StockCount
import Wire

/// A gun on standard input: every scan is answered at once and written to a read file, flushed each second. Nothing tells
/// what is expected from what is not.
struct LiveReads {
    let console: Console
    let sounds: Sounds
    let folder: String
    let count: String
    let at: Timestamp

    /// The read file that was written.
    func run() throws -> String {
        mkdir(folder, 0o755)
        let path = "\(folder)/live-\(count)-\(at.millisecondsSince1970)-\(getpid()).jsonl"
        let file = try OutputFile(path)
        let source: ByteSource
        do throws(InputError) { source = try ByteSource(path: "-") } catch { throw InputFault(error) }
        let lines = LineReader(source, limit: 4096, ends: .scans)
        console.note(
            Text(
                en: "Scan each label. ✓ taken, · read before, ✗ scan again. A shelf label changes the zone. Type DONE to end.",
                zh: "请逐件扫描。✓ 已读入，· 已读过，✗ 请重扫。扫描货架标签即切换区域。输入 DONE 结束。"))
        var seen: Set<String> = []
        var flushed = Clock.monotonicMs()
        var reads = 0
        while !Interrupt.isRequested {
            let next: Line?
            do throws(InputError) { next = try lines.next() } catch { break }
            guard let line = next else { break }
            let text = line.text.trimmed
            if text.isEmpty { continue }
            if text == "DONE" { break }
            let now = try Clock.now(console.environment)()
            try file.write(Array(JSONLine.of(["code": .string(text), "time": .string(now.formatted())]).utf8))
            if Clock.monotonicMs() - flushed > 1_000 {
                try file.flush()
                flushed = Clock.monotonicMs()
            }
            try answer(text, &seen, &reads)
        }
        try file.close()
        return path
    }

    private func answer(_ text: String, _ seen: inout Set<String>, _ reads: inout Int) throws {
        switch GunRead.of(text) {
        case .thing(let name):
            reads += 1
            let isNew = seen.insert(name).inserted
            if isNew { console.sound(sounds.text(for: .accepted, isTerminal: console.terminal.errorsAreTerminal)) }
            if console.json {
                try console.emit([
                    "code": .string(text), "result": .string(isNew ? "new" : "again"), "reads": .integer(Int64(reads)), "things": .integer(Int64(seen.count)),
                ])
            } else if isNew {
                try console.say(.good, .same(Figures.grouped(Int64(seen.count)) + "  " + Printable.line(name)))
            } else {
                try console.say(Text(en: "· again", zh: "· 已读过"))
            }
        case .place(let place):
            if console.json {
                try console.emit(["code": .string(text), "result": "zone", "zone": .string(place)])
            } else {
                try console.say(Text(en: "→ \(place)", zh: "→ \(place)"))
            }
        case .unreadable(let reason):
            console.sound(sounds.text(for: .refused, isTerminal: console.terminal.errorsAreTerminal))
            if console.json {
                try console.emit(["code": .string(text), "result": "unreadable", "reason": .string(reason.rawValue)])
            } else {
                try console.say(.bad, reason.words)
            }
        }
    }
}
