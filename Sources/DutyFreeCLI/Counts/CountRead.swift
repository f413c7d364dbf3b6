import ArgumentParser
import Cryptography
import DutyFree
import Glibc
import Interop
import Ledger
import Presentation
import SQLiteStore
import StockCount
import Wire

struct CountRead: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "read")

    @Argument(help: "The count.", completion: .custom(Completions.counts)) var id: String
    @Argument(help: "Read files, or - for a gun.", completion: .file()) var files: [String] = []
    @Option(help: "The zone of lines that name none.", completion: .custom(Completions.locations)) var zone: String?
    @Option(help: "The reader of lines that name none.") var reader: String?
    @Option(help: "FIELD=COLUMN for a column of another name, as often as needed.") var map: [String] = []
    @Flag(help: "The zone is finished, whether or not something was read.") var done = false
    @Flag(help: "Show the first lines as they are understood.") var preview = false
    @Flag(name: .customLong("no-copy"), help: "Keep no copy of the files beside the ledger.") var noCopy = false
    @Option(help: "bell or none.", completion: .list(["bell", "none"])) var sound = "bell"
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard !files.isEmpty || done else {
            throw Problem.usage(Text(en: "name read files, or - for a gun", zh: "请给出读取文件，扫描枪用 -"))
        }
        guard let sounds = Sounds(rawValue: sound) else {
            throw Problem.usage(Text(en: "--sound is bell or none", zh: "--sound 只能是 bell 或 none"))
        }
        if preview {
            let view = CountReadPreview(console: console, columns: try columns())
            return try files.reduce(true) { try view.show($1) && $0 } ? .done : .answerIsNo
        }
        let desk = try RecordingDesk(common, writing, console)
        let by = try CountDesk.party(desk)
        let session = try desk.store.read { try CountDesk.session(id, $0) }
        let folder = CountRun.folder(besides: LedgerAccess(common, console.environment).path)
        for file in files {
            var path = file
            if file == "-" { path = try LiveReads(console: console, sounds: sounds, folder: folder, count: session.id, at: desk.clock()).run() }
            try enter(path, desk, by, session, folder, console)
        }
        if done {
            guard let zone else { throw Problem.usage(Text(en: "--done needs --zone: which zone is finished?", zh: "--done 须同时用 --zone 指明区域")) }
            _ = try desk.commit { try $0.count(session.id, .visit, by: by, data: ["zone": .string(NFC.normalize(zone))], mark: "\(session.round):\(zone)") }
            if !console.json { try console.say(.good, Text(en: "\(zone) is finished", zh: "\(zone) 已清点完毕")) }
        }
        return .done
    }

    /// Reads a file without a book, so that nothing can be shown that a counter must not know, and enters it.
    private func enter(
        _ path: String, _ desk: RecordingDesk, _ by: PartyCode, _ session: CountSession, _ folder: String, _ console: Console
    ) throws {
        let hasher = try SHA256Hasher()
        hasher.begin()
        var bytes = 0
        let source: ByteSource
        do throws(InputError) {
            source = try ByteSource(
                path: path,
                observer: {
                    hasher.update($0)
                    bytes += $0.count
                })
        } catch { throw Failure.stop(InputFault(error), file: path, outcome: Failure.nothingWritten) }
        let setup = CountSetup(session, closed: desk.clock())
        var register = Register(setup)
        register.seal()
        let tally = Tally(register, setup, threads: CountRun.threads)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        var file = ReadFile(name: name, sha256: "", round: session.round, zone: zone.map { LocationPath(NFC.normalize($0)) }, reader: reader)
        file.person = by.text
        file.columns = try columns()
        var progress = console.progress(Text(en: "reading \(name)", zh: "读取 \(name)"), .bytes, total: source.size.map { Int64($0) })
        let report: ReadFileReport
        do {
            report = try tally.read(file, source) { done in
                try Interrupt.check()
                progress.update(done: Int64(done))
            }
        } catch let fault as InputError { throw Failure.stop(InputFault(fault), file: path, outcome: Failure.nothingWritten) }
        progress.finish()
        guard report.lines > 0 else { throw Failure.stop(InputFault(.emptyInput), file: path, outcome: Failure.nothingWritten) }
        guard report.reads + report.control + report.outOfScope > 0 else {
            throw Stop(
                Problem(
                    "no-reads", Text(en: "not one of its \(report.lines) lines is a read", zh: "\(report.lines) 行中没有一条读取"), at: .init(file: path),
                    outcome: Failure.nothingWritten, hint: Text(en: "Is this the reader's file?", zh: "请确认这是读写器的文件。")), exit: .refused)
        }
        let hash = hasher.finish().hex
        if !noCopy { try CountRead.keep(path, as: hash, in: folder) }
        var data: JSONObject = [
            "file": .string(name), "sha256": .string(hash), "bytes": .integer(Int64(bytes)), "round": .integer(Int64(session.round)),
            "lines": .integer(report.lines), "reads": .integer(report.reads), "rejected": .integer(report.rejected),
        ]
        data["zone"] = file.zone.map { .string($0.text) }
        data["reader"] = reader.map { .string($0) }
        if !file.columns.isEmpty { data["columns"] = .object(CountSession.File.object(file.columns)) }
        let (step, commit) = try desk.commit { try $0.count(session.id, .read, by: by, data: data, mark: hash) }
        try tell(report, tally, step.seq, step.session.files.first { $0.sha256 == hash }?.seq, commit, console)
    }

    private func columns() throws -> [String: String] {
        var columns: [String: String] = [:]
        for (field, column) in try map.map({ try Record.pair($0, "--map FIELD=COLUMN") }) {
            guard ReadFile.fields.contains(field) else {
                throw Problem.usage(
                    Text(en: "“\(field)” is no field of a read", zh: "“\(field)”不是读取字段"),
                    hint: Suggestion.sentence(for: field, in: ReadFile.fields) ?? Words.oneOf(ReadFile.fields))
            }
            columns[NFC.normalize(column)] = field
        }
        return columns
    }

    private func tell(
        _ report: ReadFileReport, _ tally: Tally, _ seq: SequenceNumber?, _ before: SequenceNumber?, _ commit: Commit?, _ console: Console
    ) throws {
        if console.json {
            var line = CountReport.file(report)
            line["sha256"] = nil
            line["distinct"] = .integer(Int64(tally.distinctSubjects))
            line["perMinuteX100"] = tally.rateX100.map { .integer($0) }
            line["status"] = .string(seq == nil ? "already" : "recorded")
            line["seq"] = (seq ?? before).map { .integer(Int64($0)) }
            line["checkpoint"] = commit.map { .string($0.note) }
            line["unreadable"] = .array(tally.unreadable(most: 20).map { .object(["text": .string($0.text), "reason": .string($0.reason.rawValue)]) })
            try console.emit(line)
            return
        }
        if seq == nil {
            let at = before.map { Figures.grouped(Int64($0)) } ?? "-"
            try console.say(.warning, Text(en: "\(report.name): already read at entry \(at), counted once", zh: "\(report.name)：已在第 \(at) 条登记，只计一次"))
            return
        }
        let rate = tally.rateX100.map { Figures.grouped($0 / 100) }
        let (reads, things) = (Unit.reads.counted(report.reads), Unit.things.counted(tally.distinctSubjects))
        try console.say(
            .good,
            Text(
                en: "\(report.name): \(reads.en), \(things.en)" + (rate.map { ", \($0) a person-minute" } ?? ""),
                zh: "\(report.name)：\(reads.zh)，\(things.zh)" + (rate.map { "，每人每分钟 \($0) 件" } ?? "")))
        for (text, reason) in tally.unreadable(most: 5) {
            try console.say(Text(en: "  ✗ \(Printable.line(text)): \(reason.words.en)", zh: "  ✗ \(Printable.line(text))：\(reason.words.zh)"))
        }
        if report.rejected > 5 {
            try console.say(Text(en: "  \(Figures.grouped(report.rejected)) lines name nothing.", zh: "  共 \(Figures.grouped(report.rejected)) 行无法识别。"))
        }
        if report.outOfScope > 0 {
            try console.say(
                Text(
                    en: "  \(Unit.reads.counted(report.outOfScope).en) of places that are not in this count.",
                    zh: "  \(Figures.grouped(report.outOfScope)) 次读取不在本次盘点范围内。"))
        }
        if report.clockDoubts > 0 {
            try console.say(
                Text(
                    en: "  \(Unit.reads.counted(report.clockDoubts).en) with a time that cannot be: used without it.",
                    zh: "  \(Figures.grouped(report.clockDoubts)) 次读取的时间不合理，按无时间处理。"))
        }
    }

    /// A copy under its hash, so that the count can be repeated; one that is there is the same.
    private static func keep(_ path: String, as hash: String, in folder: String) throws {
        mkdir(folder, 0o755)
        let target = folder + "/" + hash
        guard access(target, F_OK) != 0 else { return }
        let begun = target + ".part"
        unlink(begun)
        let source: ByteSource
        do throws(InputError) { source = try ByteSource(path: path) } catch {
            throw Failure.stop(InputFault(error), file: path, outcome: Failure.nothingWritten)
        }
        let file = try OutputFile(begun)
        var room = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = try room.withUnsafeMutableBytes { try source.read(into: $0) }
            guard count > 0 else { break }
            try file.write(Array(room[..<count]))
        }
        try file.close()
        guard rename(begun, target) == 0 else { throw OutputFault(path: target, reason: errno) }
    }

    static let manual = CommandManual(
        name: "count read", abstract: Text(en: "Enter read files, or read with a gun.", zh: "登记读取文件，或用扫描枪读取。"),
        example: .init("dutyfree count read C-2026-001 r1.csv r2.csv --as P-01", Text(en: "logs of two RFID readers", zh: "两台 RFID 读写器的记录")),
        another: .init("dutyfree count read C-2026-001 - --zone S1/F1 --as P-02", Text(en: "a gun, line by line", zh: "用扫描枪逐件读取")),
        more: [.init("dutyfree count read C-2026-001 --zone W1/C --done --as P-01", Text(en: "somebody was there and found nothing", zh: "到场清点，未发现货物"))],
        usage: ["dutyfree count read ID FILE…|- [--zone L] [--reader R] [--map FIELD=COLUMN…] [--preview] [--done] [--no-copy]"],
        options: [
            .init("--zone L", Text(en: "where lines were read that do not say it", zh: "未注明区域的读取所在区域")),
            .init("--reader R", Text(en: "the reader of lines that name none", zh: "未注明读写器时的读写器")),
            .init(
                "--map FIELD=COLUMN",
                Text(en: "a column of another name: --map epc=Tag --map time=\"First Seen\"", zh: "列名不同：--map epc=Tag --map time=\"First Seen\"")),
            .init("--preview", Text(en: "show the first lines as they are understood, enter nothing", zh: "仅显示前几行的理解结果，不登记")),
            .init("--done", Text(en: "the zone is finished, also when it is empty", zh: "该区域已清点完毕（即使为空）")),
            .init("--no-copy", Text(en: "keep no copy in reads/ beside the ledger; the hash is recorded either way", zh: "不在账本旁的 reads/ 保留副本；哈希总会登记")),
        ],
        discussion: [
            Text(
                en:
                    "A code a line, CSV with a header, or JSON lines; LOC:PLACE is a shelf label. Columns by name: epc, time, reader, antenna, rssi, tid, zone, condition. Codes in every form: keys, element strings, Digital Links, EPC URNs, tags in hex.",
                zh: "每行一码、带表头的 CSV 或 JSON Lines；LOC:地点 为货架标签。列名：epc、time、reader、antenna、rssi、tid、zone、condition。代码形式不限：溯源码、GS1 码、数字链接、EPC URN、十六进制标签。")
        ],
        exits: [
            .init(.done), .init(.answerIsNo, Text(en: "with --preview: a line names nothing", zh: "用 --preview 时：有一行无法识别")), .init(.refused), .init(.cannotRun),
            .init(.busy), .init(.usage),
        ], seeAlso: ["count status", "count reconcile"])
}
