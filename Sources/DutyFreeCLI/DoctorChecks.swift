import Cryptography
import DutyFree
import Glibc
import Ledger
import Presentation
import SQLiteStore
import StockCount
import TransparencyLog
import Wire

/// One thing that `doctor` looked at.
struct DoctorCheck {
    enum Status: String {
        case good, warning, bad

        var sign: Sign {
            switch self {
            case .good: .good
            case .warning: .warning
            case .bad: .bad
            }
        }
    }

    let name: String
    let title: Text
    let status: Status
    let detail: Text
    let cure: Text?

    init(_ name: String, _ title: Text, _ status: Status, _ detail: Text, cure: Text? = nil) {
        self.name = name
        self.title = title
        self.status = status
        self.detail = detail
        self.cure = cure
    }
}

/// Looks at what a ledger needs around it. Writes nothing.
struct DoctorChecks {
    private let path: String
    private let keyPath: String
    private let console: Console

    init(_ options: CommonOptions, key: String?, _ console: Console) {
        path = LedgerAccess.path(options.ledger, console.environment)
        keyPath = LedgerAccess.keyPath(key, ledger: path, console.environment)
        self.console = console
    }

    func all() -> [DoctorCheck] { [version()] + ledger() + [key(), disk(), clock(), locale()] }

    private func version() -> DoctorCheck {
        DoctorCheck(
            "version", Text(en: "Version", zh: "版本"), .good,
            Text.same("dutyfree \(Version.text), format \(Entry.formatVersion), schema \(SQLiteLedger.schemaVersion)"))
    }

    private func ledger() -> [DoctorCheck] {
        let title = Text(en: "Ledger", zh: "账本")
        let store: SQLiteLedger
        do { store = try SQLiteLedger(opening: path, .readOnly) } catch {
            let (problem, _) = Failure.explain(error, console)
            return [
                DoctorCheck(
                    "ledger", title, .bad, problem.map { Text(en: "\(path): \($0.message.en)", zh: "\(path)：\($0.message.zh)") } ?? Text.same(path),
                    cure: problem?.hint)
            ]
        }
        var checks: [DoctorCheck] = []
        do {
            let (genesis, size, last) = try store.read { (try Genesis.read($0), try $0.size(), try $0.lastCheckpoint()) }
            checks.append(
                DoctorCheck(
                    "ledger", title, .good,
                    Text(
                        en: "\(path), \(genesis.enterprise), \(Figures.grouped(Int64(size))) entries",
                        zh: "\(path)，\(genesis.enterprise)，\(Figures.grouped(Int64(size))) 条记录")))
            let verified = last.flatMap { row in
                (try? store.read { try KeyRing($0).keys }).flatMap { keys in keys.lazy.compactMap { try? Checkpoint.verify(note: row.note, key: $0) }.first }
            }
            let fits = verified?.size == size
            checks.append(
                DoctorCheck(
                    "checkpoint", Text(en: "Checkpoint", zh: "检查点"), fits ? .good : .bad,
                    fits
                        ? Text(en: "signed, of all \(Figures.grouped(Int64(size))) entries", zh: "已签名，涵盖全部 \(Figures.grouped(Int64(size))) 条记录")
                        : Text(en: "the last one does not cover the entries or is not signed by the ledger's key", zh: "最后的检查点未涵盖全部记录，或不是由账本密钥签名"),
                    cure: fits ? nil : Text(en: "See: dutyfree verify", zh: "参见：dutyfree verify")))
            checks.append(try policies(store))
            if let counts = try openCounts(store) { checks.append(counts) }
            let mode = try store.pragma("journal_mode")
            checks.append(
                DoctorCheck(
                    "wal", Text(en: "Journal", zh: "日志模式"), mode == "wal" ? .good : .warning, Text.same(mode),
                    cure: mode == "wal" ? nil : Text(en: "The next write sets it to WAL.", zh: "下一次写入时会改为 WAL。")))
        } catch {
            let (problem, _) = Failure.explain(error, console)
            checks.append(DoctorCheck("ledger", title, .bad, problem?.message ?? Text.same("?"), cure: problem?.hint))
        }
        let canWrite = access(path, W_OK) == 0
        checks.append(
            DoctorCheck(
                "rights", Text(en: "Rights", zh: "权限"), canWrite ? .good : .warning,
                canWrite ? Text(en: "may be written", zh: "可写") : Text(en: "may only be read", zh: "只读"),
                cure: canWrite ? nil : Text(en: "To record, become the owner of the file and its folder.", zh: "如需记录，请取得文件及目录的写权限。")))
        return checks
    }

    /// Whether anything is in force by which sales are judged.
    private func policies(_ store: SQLiteLedger) throws -> DoctorCheck {
        let title = Text(en: "Policy", zh: "政策")
        let book = try store.read { try $0.policies() }
        if let policy = book.policy(at: try Clock.now(console.environment)(), .offshore) {
            return DoctorCheck("policy", title, .good, Text.same(policy.id.text))
        }
        return DoctorCheck(
            "policy", title, .warning,
            book.isEmpty(.offshore)
                ? Text(en: "none is recorded: sales are not judged by quota and limits", zh: "尚未登记：销售不受额度与限量约束")
                : Text(en: "none is in force now: nothing can be recorded", zh: "当前无有效政策：无法记录业务"),
            cure: Text(en: "Record one: dutyfree policy add FILE --as PARTY", zh: "请登记：dutyfree policy add 文件 --as 主体"))
    }

    /// Counts that are open; a week is long for one. Nil where there is none.
    private func openCounts(_ store: SQLiteLedger) throws -> DoctorCheck? {
        let open = try store.read { try CountDesk.sessions($0) }.filter(\.isOpen)
        guard !open.isEmpty else { return nil }
        let now = try Clock.now(console.environment)().millisecondsSince1970
        let old = open.filter { now - $0.opened.millisecondsSince1970 > 7 * 86_400_000 }
        let names = open.map(\.id).joined(separator: ", ")
        return DoctorCheck(
            "counts", Text(en: "Counts", zh: "盘点"), old.isEmpty ? .good : .warning,
            old.isEmpty
                ? Text(en: "open: \(names)", zh: "进行中：\(names)")
                : Text(en: "open for more than a week: \(old.map(\.id).joined(separator: ", "))", zh: "超过一周未结束：\(old.map(\.id).joined(separator: "、"))"),
            cure: old.isEmpty ? nil : Text(en: "Close or cancel it: dutyfree count status", zh: "请结束或取消：dutyfree count status"))
    }

    private func key() -> DoctorCheck {
        let title = Text(en: "Key", zh: "密钥")
        let key: SigningKey
        do { key = try LedgerKeys(path: keyPath, console: console).read(keyPath) } catch let error as KeyFileError {
            let problem = Failure.explain(error)
            return DoctorCheck("key", title, .bad, Text(en: "\(keyPath): \(problem.message.en)", zh: "\(keyPath)：\(problem.message.zh)"), cure: problem.hint)
        } catch { return DoctorCheck("key", title, .bad, Text.same(keyPath)) }
        guard let current = try? SQLiteLedger(opening: path, .readOnly).read({ try KeyRing($0).key(at: $0.size()) }),
            let signer = try? LogSigner(origin: current.name, key: key)
        else { return DoctorCheck("key", title, .warning, Text(en: "\(keyPath), no ledger to compare it with", zh: "\(keyPath)，没有可对照的账本")) }
        let fits = signer.verifierKey == current
        return DoctorCheck(
            "key", title, fits ? .good : .bad,
            fits
                ? Text(en: "\(keyPath), mode 0600, id \(signer.verifierKey.keyIDHex)", zh: "\(keyPath)，权限 0600，编号 \(signer.verifierKey.keyIDHex)")
                : Text(en: "\(keyPath) is not this ledger's key", zh: "\(keyPath) 不是此账本的密钥"),
            cure: fits ? nil : Text(en: "Name the right one with --key FILE.", zh: "用 --key 文件 指定正确的密钥。"))
    }

    private func disk() -> DoctorCheck {
        var status = statvfs()
        let title = Text(en: "Disk", zh: "磁盘")
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard statvfs(folder, &status) == 0 else { return DoctorCheck("disk", title, .warning, Text.same("?")) }
        let free = Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
        let isLow = free < 1 << 30
        return DoctorCheck(
            "disk", title, isLow ? .warning : .good, Text(en: "\(Figures.bytes(free)) free", zh: "可用 \(Figures.bytes(free))"),
            cure: isLow ? Text(en: "A million movements take about 1.5 GB.", zh: "一百万笔业务约占 1.5 GB。") : nil)
    }

    private func clock() -> DoctorCheck {
        let title = Text(en: "Clock", zh: "时钟")
        guard let now = try? Clock.now(console.environment)() else {
            return DoctorCheck("clock", title, .bad, Text(en: "$DUTYFREE_NOW is no time", zh: "$DUTYFREE_NOW 不是时间"))
        }
        let last = try? SQLiteLedger(opening: path, .readOnly).read { reader -> Timestamp? in
            let size = try reader.size()
            return try size == 0 ? nil : reader.body(at: size - 1).map { try Entry($0).at }
        }
        if let last = last ?? nil, now < last {
            return DoctorCheck(
                "clock", title, .bad,
                Text(en: "\(Times.minute(now)), before the last entry (\(Times.minute(last)))", zh: "\(Times.minute(now))，早于最后一条记录（\(Times.minute(last))）"),
                cure: Text(en: "Set the clock; entries recorded meanwhile will say that it was behind.", zh: "请校准时钟；其间的记录会注明时钟落后。"))
        }
        let isSet = console.environment["DUTYFREE_NOW"] != nil
        return DoctorCheck(
            "clock", title, isSet ? .warning : .good, Text.same(Times.minute(now)),
            cure: isSet ? Text(en: "It is set by $DUTYFREE_NOW, for demonstrations only.", zh: "由 $DUTYFREE_NOW 设定，仅供演示。") : nil)
    }

    private func locale() -> DoctorCheck {
        let isUTF8 = console.environment.isUTF8
        return DoctorCheck(
            "locale", Text(en: "Language", zh: "语言"), isUTF8 ? .good : .warning,
            Text.same("\(console.language.rawValue), \(isUTF8 ? "UTF-8" : "ASCII")"),
            cure: isUTF8
                ? nil : Text(en: "Set LANG to a UTF-8 locale to see Chinese and signs: export LANG=C.UTF-8", zh: "请将 LANG 设为 UTF-8：export LANG=C.UTF-8"))
    }
}
