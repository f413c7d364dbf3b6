import Cryptography
import DutyFree
import Glibc
import Ledger
import Presentation
import SQLiteStore
import StockCount
import Wire

/// A count's result derived from the ledger and the read files, and its hash: the same for whoever derives it.
struct CountRun {
    let session: CountSession
    /// Where the copies of read files are, by hash; a stranger's folder may have them by name.
    let folder: String
    let console: Console

    struct Outcome {
        let result: CountResult
        let summary: JSONObject
        let hash: String
    }

    /// One thread parses lines, another finds items, where there is a second processor; the result is the same.
    static var threads: Int { sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1 ? 2 : 1 }

    static func folder(besides ledger: String) -> String {
        let parts = ledger.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return (parts.isEmpty ? "" : parts.joined(separator: "/") + "/") + "reads"
    }

    func derive(_ reader: any LedgerReader, upTo: UInt64, closed: Timestamp) throws -> Outcome {
        let setup = CountSetup(session, closed: closed)
        let register = try CountBook.register(reader, setup: setup, snapshot: session.snapshot, upTo: upTo) { _ in try Interrupt.check() }
        let earlier = session.recountClasses.isEmpty ? nil : try result(register, setup, session.files.filter { $0.round < session.round }).look
        var result = try result(register, setup, session.files)
        if let earlier { result.accuracy = result.accuracy(after: earlier, among: session.recountClasses) }
        var summary = CountReport.summary(result, count: session.id, snapshot: session.snapshot, upTo: upTo)
        let hasher = try SHA256Hasher()
        hasher.begin()
        CountReport.rows(result) { bytes in bytes.withUnsafeBytes { hasher.update($0) } }
        summary["rowsSha256"] = .string(hasher.finish().hex)
        return Outcome(result: result, summary: summary, hash: SHA256.hash(CanonicalJSON.encode(summary)).hex)
    }

    private func result(_ register: Register, _ setup: CountSetup, _ files: [CountSession.File]) throws -> CountResult {
        let tally = Tally(register, setup, threads: CountRun.threads)
        for file in files { try read(file, into: tally) }
        return try CountResult(tally) { _ in try Interrupt.check() }
    }

    /// `isChecked` false: the file is taken for what its name says, which a look at the progress may do and a result must not.
    func read(_ file: CountSession.File, into tally: Tally, isChecked: Bool = true) throws {
        let path = try path(of: file)
        let hasher = try SHA256Hasher()
        hasher.begin()
        let source: ByteSource
        do throws(InputError) { source = try ByteSource(path: path, observer: isChecked ? { hasher.update($0) } : nil) } catch { throw CountFault.gone(file) }
        var progress = console.progress(
            Text(en: "reading \(file.name)", zh: "读取 \(file.name)"), .bytes, total: source.size.map { Int64($0) })
        var entry = ReadFile(name: file.name, sha256: file.sha256, round: file.round, zone: file.zone, reader: file.reader)
        entry.person = file.by.text
        entry.columns = file.columns
        try tally.read(entry, source) { bytes in
            try Interrupt.check()
            progress.update(done: Int64(bytes))
        }
        progress.finish()
        // A second entry of the same file is not read again.
        if isChecked, source.bytesRead > 0, hasher.finish().hex != file.sha256 { throw CountFault.changed(file) }
    }

    private func path(of file: CountSession.File) throws -> String {
        for name in [file.sha256, file.name] where access(folder + "/" + name, R_OK) == 0 { return folder + "/" + name }
        throw CountFault.gone(file)
    }
}

/// What a stranger must be told when a count cannot be repeated.
enum CountFault {
    static func gone(_ file: CountSession.File) -> Stop {
        Stop(
            Problem(
                "read-file-gone", Text(en: "the read file is not there; what rests on it cannot be repeated", zh: "读取文件不存在；依据它的结果无法复核"),
                at: .init(file: file.name), outcome: Text(en: "SHA-256 \(file.sha256), entry \(file.seq).", zh: "SHA-256 \(file.sha256)，第 \(file.seq) 条记录。"),
                hint: Text(en: "Name the folder that has it with --reads DIR.", zh: "用 --reads 目录 指定其所在目录。")), exit: .cannotRun)
    }

    static func changed(_ file: CountSession.File) -> Stop {
        Stop(
            Problem(
                "read-file-changed", Text(en: "the read file is not the one that was entered", zh: "读取文件与登记时不一致"),
                at: .init(file: file.name),
                outcome: Text(en: "Entered was SHA-256 \(file.sha256), entry \(file.seq).", zh: "登记的 SHA-256 为 \(file.sha256)，第 \(file.seq) 条记录。"),
                hint: Text(en: "Restore the file as it was read.", zh: "请恢复原始文件。")), exit: .tampered)
    }
}

/// What the verbs of `count` share: which count is meant, and who acts.
enum CountDesk {
    /// The session; without an id the only one that is open.
    static func session(_ id: String?, _ reader: any LedgerReader) throws -> CountSession {
        let sessions = try sessions(reader)
        if let id {
            guard let session = sessions.first(where: { $0.id == id }) else { throw Refusal(.unknownCount, facts: ["count": id]) }
            return session
        }
        let open = sessions.filter(\.isOpen)
        guard open.count == 1, let only = open.first else {
            throw Problem.usage(
                open.isEmpty
                    ? Text(en: "no count is open", zh: "没有进行中的盘点")
                    : Text(en: "several counts are open: \(open.map(\.id).joined(separator: ", "))", zh: "有多个进行中的盘点：\(open.map(\.id).joined(separator: "、"))"),
                hint: open.isEmpty
                    ? Text(
                        en: "Begin one with: dutyfree count open --scope PLACE --as PARTY. Those that ended: dutyfree count list",
                        zh: "开始盘点：dutyfree count open --scope 地点 --as 主体。已结束的：dutyfree count list")
                    : Text(en: "Name one; see: dutyfree count list", zh: "请指明；参见：dutyfree count list"))
        }
        return only
    }

    static func sessions(_ reader: any LedgerReader) throws -> [CountSession] {
        try reader.masters(.count).compactMap { CountSession(data: $0.data) }
    }

    static func party(_ desk: RecordingDesk) throws -> PartyCode {
        guard let party = desk.party else {
            throw Problem.usage(
                Text(en: "who does this is not said", zh: "未说明由谁办理"),
                hint: Text(en: "Say it with --as PARTY or $DUTYFREE_PARTY.", zh: "请用 --as 主体 或 $DUTYFREE_PARTY 指明。"))
        }
        return party
    }
}

/// A step that rests on a derived result: who takes it, in which count, and what it derives it with.
struct CountCall {
    let desk: RecordingDesk
    let by: PartyCode
    let session: CountSession
    /// Entries of the ledger when it was looked at.
    let size: UInt64
    let run: CountRun

    init(_ id: String, _ common: CommonOptions, _ writing: WritingOptions, _ console: Console) throws {
        desk = try RecordingDesk(common, writing, console)
        by = try CountDesk.party(desk)
        (session, size) = try desk.store.read { (try CountDesk.session(id, $0), try $0.size()) }
        run = CountRun(session: session, folder: CountRun.folder(besides: LedgerAccess(common, console.environment).path), console: console)
    }

    /// The last result; a refusal where there is none.
    func result(for step: CountStep) throws -> (upTo: UInt64, closed: Timestamp, hash: String) {
        guard let result = session.result else {
            throw Refusal(.countNotAllowed, facts: ["count": session.id, "status": session.status.rawValue, "step": step.rawValue])
        }
        return result
    }

    func derive(upTo: UInt64, closed: Timestamp) throws -> CountRun.Outcome { try desk.store.read { try run.derive($0, upTo: upTo, closed: closed) } }
}
