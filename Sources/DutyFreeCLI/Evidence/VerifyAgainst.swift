import Evidence
import Glibc
import Ledger
import Presentation
import SQLiteStore
import TransparencyLog
import Wire

extension LogSource {
    /// A ledger file, or a folder of tiles, open while `body` runs.
    static func with<T>(_ path: String, _ body: (LogSource) throws -> T) throws -> T {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            return try SQLiteLedger(opening: path, .readOnly).read { try body(LogSource($0)) }
        }
        let source: LogSource
        do { source = try LogSource(folder: path) } catch {
            throw Problem(
                "no-tiles", Text(en: "this folder holds no exported ledger", zh: "该目录不含导出的账本"), at: .init(file: path),
                hint: Text(en: "`dutyfree export tiles DIR` makes one.", zh: "可用 dutyfree export tiles 目录 生成。"))
        }
        return try body(source)
    }
}

/// `verify --against`: where this ledger and another copy of it part ways.
struct VerifyAgainst {
    let console: Console

    func run(_ store: SQLiteLedger, path: String) throws -> Presentation.ExitCode {
        let difference: Difference
        do { difference = try LogSource.with(path) { other in try store.read { try Comparison(LogSource($0), other).run() } } } catch let fault
            as ProofMakerFault
        { throw fault.stop }
        if console.json {
            var line: JSONObject = [
                "difference": .string(difference.kind.rawValue), "size": .integer(Int64(clamping: difference.ourSize)),
                "against": .integer(Int64(clamping: difference.theirSize)), "tilesRead": .integer(Int64(difference.tilesRead)),
            ]
            line["first"] = difference.first.map { .integer(Int64(clamping: $0)) }
            line["ours"] = difference.ours.map { .string(String(decoding: $0, as: UTF8.self)) }
            line["theirs"] = difference.theirs.map { .string(String(decoding: $0, as: UTF8.self)) }
            try console.emit(line)
        } else {
            try console.say(difference.kind == .same ? .good : .bad, sentence(difference))
            let versions = [(Text(en: "here: ", zh: "此处："), difference.ours), (Text(en: "there:", zh: "对方："), difference.theirs)]
            if difference.first != nil {
                for (who, bytes) in versions {
                    try console.say(
                        Text(
                            en: "  \(who.en) \(bytes.map { Printable.line(String(decoding: $0, as: UTF8.self)) } ?? "–")",
                            zh: "  \(who.zh)\(bytes.map { Printable.line(String(decoding: $0, as: UTF8.self)) } ?? "–")"))
                }
            }
            try console.say(Text(en: "  Found with \(difference.tilesRead) tiles of each side.", zh: "  每侧读取 \(difference.tilesRead) 个默克尔块。"))
        }
        return difference.kind == .same ? .done : .tampered
    }

    private func sentence(_ difference: Difference) -> Text {
        let at = difference.first.map { Figures.grouped(Int64(clamping: $0)) } ?? "–"
        let (ours, theirs) = (Figures.grouped(Int64(clamping: difference.ourSize)), Figures.grouped(Int64(clamping: difference.theirSize)))
        switch difference.kind {
        case .same:
            return difference.ourSize == difference.theirSize
                ? Text(en: "the same \(ours) entries", zh: "同样的 \(ours) 条记录")
                : Text(en: "the other's \(theirs) entries are the first of the \(ours) here", zh: "对方的 \(theirs) 条即此处 \(ours) 条的前部")
        case .rolledBack:
            return Text(
                en: "ROLLED BACK: here are \(ours) entries, the other has \(theirs); those that are here are the same",
                zh: "被回退：此处 \(ours) 条，对方 \(theirs) 条；现有部分相同")
        case .altered: return Text(en: "ALTERED: entry \(at) is not the same; what follows says the same", zh: "被改动：第 \(at) 条不同，其后内容相同")
        case .inserted: return Text(en: "INSERTED: entry \(at) is one too many here; what follows is shifted by one", zh: "被插入：此处多出第 \(at) 条，其后顺移一位")
        case .removed: return Text(en: "REMOVED: entry \(at) of the other is gone here; what follows is shifted by one", zh: "被删除：此处缺少对方的第 \(at) 条，其后前移一位")
        case .forked: return Text(en: "FORKED: the first \(at) entries are the same; from there on both go their own ways", zh: "分叉：前 \(at) 条相同，其后各不相同")
        case .otherLedger: return Text(en: "OTHER LEDGER: they differ from the first entry on", zh: "不是同一账本：自首条起即不同")
        case .bytes: return Text(en: "ALTERED: the bytes of entry \(at) are not what this file's own tiles were made from", zh: "被改动：第 \(at) 条的字节与本文件自身的默克尔块不符")
        }
    }
}

/// The checkpoint of a ledger's last sound verification, kept for this user outside the ledger's folder.
struct RememberedCheckpoint {
    let path: String

    init(_ environment: Environment, origin: String) {
        let state = environment["XDG_STATE_HOME"] ?? (environment["HOME"] ?? ".") + "/.local/state"
        path =
            state + "/dutyfree/"
            + origin.utf8.map { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2E ? String(UnicodeScalar($0)) : "_" }.joined()
            + ".checkpoint"
    }

    /// Replaces it, never by a smaller one.
    func keep(_ note: String) throws {
        let new = try Checkpoint(note: note)
        if let old = SmallFile.text(path).flatMap({ try? Checkpoint(note: $0) }), old.size >= new.size { return }
        for (index, character) in path.enumerated() where character == "/" && index > 0 { mkdir(String(path.prefix(index)), 0o755) }
        try DurableFile.replace(path, Array(note.utf8))
    }
}
