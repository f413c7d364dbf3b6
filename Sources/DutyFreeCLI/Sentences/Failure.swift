import Cryptography
import DutyFree
import Evidence
import Glibc
import Interop
import Ledger
import Presentation
import SQLiteStore

/// Turns whatever stopped a command into words and an exit code. Every fault a person can act on has its sentence here.
enum Failure {
    static let nothingWritten = Text(en: "Nothing was recorded.", zh: "未记录任何内容。")

    static func explain(_ error: any Error, _ console: Console) -> (Problem?, Presentation.ExitCode) {
        switch error {
        case let problem as Problem:
            return (problem, problem.code == "usage" ? .usage : .cannotRun)
        case let stop as Stop: return (stop.problem, stop.exit)
        case let refusal as Refusal: return (Problem(refusal), .refused)
        case let fault as StoreFault: return explain(fault)
        case let fault as InputFault:
            let stop = stop(fault, file: nil, outcome: nothingWritten)
            return (stop.problem, stop.exit)
        case let fault as RecorderFault: return explain(fault)
        case let fault as KeyFileError: return (explain(fault), .cannotRun)
        case let fault as WitnessFault: return explain(fault)
        case let fault as TimeStampError: return (explain(fault), .refused)
        case let fault as SinkFault: return explain(fault)
        case let fault as OutputFault: return (cannotWrite(fault.reason, file: fault.path), .cannotRun)
        case let stop as Interrupt.Requested:
            let kept = Text(en: "Interrupted; what was acknowledged is kept.", zh: "已中断；已确认的内容均已保存。")
            return (
                Problem("interrupted", kept, severity: .warning), stop.signal == SIGTERM ? .terminated : .interrupted
            )
        default:
            return (
                Problem(
                    "fault", Text(en: "a fault of ours: \(error)", zh: "程序自身的故障：\(error)"),
                    outcome: nothingWritten,
                    hint: Text(en: "Please report this line.", zh: "请把此行报告给我们。")), .fault
            )
        }
    }

    /// An input that cannot be taken as a whole, with its file's name put to it.
    static func stop(_ fault: InputFault, file: String?, outcome: Text) -> Stop {
        Stop(Problem(fault, at: .init(file: file)).with(outcome: outcome), exit: fault.code == .cannotRead ? .cannotRun : .refused)
    }

    private static func explain(_ fault: WitnessFault) -> (Problem, Presentation.ExitCode) {
        switch fault {
        case .notAWitness(let path):
            (
                Problem(
                    "no-witness", Text(en: "this folder is no witness", zh: "该目录不是见证方"), at: .init(file: path),
                    hint: Text(en: "Make one with: dutyfree witness init --name NAME", zh: "请用 dutyfree witness init --name 名称 新建。")), .cannotRun
            )
        case .unreadable(let path, let reason): (Problem("cannot-read", SystemWords.text(reason), at: .init(file: path)), .cannotRun)
        case .cannotWrite(let path, let reason):
            (Problem("cannot-write", SystemWords.text(reason), at: .init(file: path), outcome: Text(en: "Nothing was signed.", zh: "未签署任何内容。")), .cannotRun)
        case .alteredState(let path):
            (
                Problem(
                    "witness-altered", Text(en: "what this witness remembers is not what it signed", zh: "见证方所记内容与其签名不符"), at: .init(file: path),
                    outcome: Text(en: "Nothing was signed.", zh: "未签署任何内容。"),
                    hint: Text(
                        en: "Somebody changed the folder. Keep it as it is, and compare with checkpoints that others hold.", zh: "有人改动了该目录。请保持原样，并与他人持有的检查点比对。")
                ), .tampered
            )
        case .otherKey(let origin): (Problem("other-key", Text(en: "another key of \(origin)", zh: "\(origin) 的另一密钥")), .cannotRun)
        }
    }

    private static func explain(_ fault: TimeStampError) -> Problem {
        switch fault {
        case .notAResponse: Problem("bad-timestamp", Text(en: "this is no time-stamp response (RFC 3161)", zh: "这不是时间戳应答（RFC 3161）"), outcome: nothingWritten)
        case .otherData: Problem("bad-timestamp", Text(en: "the time stamp is over other bytes", zh: "时间戳所盖的是其他内容"), outcome: nothingWritten)
        case .noAuthority(let path):
            Problem("cannot-read", Text(en: "no certificates can be read here", zh: "无法读取证书"), at: .init(file: path), outcome: nothingWritten)
        case .otherAuthority:
            Problem(
                "bad-timestamp", Text(en: "the time stamp is not by that authority", zh: "时间戳不是该机构签发的"), outcome: nothingWritten,
                hint: Text(en: "--tsa names a PEM file with the authority's root certificate.", zh: "--tsa 指定含机构根证书的 PEM 文件。"))
        case .badSignature(let reason):
            Problem(
                "bad-timestamp", Text(en: "the authority's signature does not hold: \(reason)", zh: "时间戳机构的签名不成立：\(reason)"), outcome: nothingWritten,
                hint: Text(en: "--tsa names a PEM file with the authority's root certificate.", zh: "--tsa 指定含机构根证书的 PEM 文件。"))
        }
    }

    private static func explain(_ fault: StoreFault) -> (Problem, Presentation.ExitCode) {
        switch fault {
        case .notFound(let path):
            (
                Problem(
                    "no-ledger", Text(en: "there is no ledger", zh: "没有账本"), at: .init(file: path),
                    hint: Text(
                        en: "Make one with: dutyfree init, or name yours with --ledger FILE.",
                        zh: "用 dutyfree init 新建，或用 --ledger 文件 指定。")), .cannotRun
            )
        case .exists(let path):
            (
                Problem(
                    "file-exists", Text(en: "there is a file already", zh: "文件已存在"), at: .init(file: path),
                    outcome: Text(en: "Nothing was overwritten.", zh: "未覆盖任何内容。"),
                    hint: Text(en: "Choose another name.", zh: "请另选文件名。")), .cannotRun
            )
        case .notALedger(let path):
            (
                Problem(
                    "not-a-ledger", Text(en: "this is no ledger of ours", zh: "这不是本系统的账本"), at: .init(file: path),
                    outcome: Text(en: "Nothing was read or written.", zh: "未读写任何内容。"),
                    hint: Text(en: "Name the ledger with --ledger FILE.", zh: "用 --ledger 文件 指定账本。")), .cannotRun
            )
        case .newerSchema(let path, let version):
            (
                Problem(
                    "newer-version",
                    Text(
                        en: "written by a newer version of dutyfree (format \(version), this one knows \(SQLiteLedger.schemaVersion))",
                        zh: "由更新版本的 dutyfree 写成（格式 \(version)，本程序只认识 \(SQLiteLedger.schemaVersion)）"),
                    at: .init(file: path), outcome: Text(en: "Nothing was read or written.", zh: "未读写任何内容。"),
                    hint: Text(en: "Install the newer version.", zh: "请安装新版本。")), .cannotRun
            )
        case .unreadable(let path, let reason):
            (
                Problem(
                    "unreadable", Text(en: "cannot be opened: \(SystemWords.text(reason).en)", zh: "无法打开：\(SystemWords.text(reason).zh)"),
                    at: .init(file: path), hint: Text(en: "Check the file's rights and its folder.", zh: "请检查文件权限及所在目录。")), .cannotRun
            )
        case .readOnly(let path):
            (
                Problem(
                    "read-only", Text(en: "may be read but not written", zh: "只能读，不能写"), at: .init(file: path),
                    outcome: nothingWritten,
                    hint: Text(en: "Check who owns the file and its folder.", zh: "请检查文件及目录的属主和权限。")), .cannotRun
            )
        case .busy(let path, let waitedMs):
            (
                Problem(
                    "ledger-busy",
                    Text(
                        en: "another program is writing; waited \(Times.span(milliseconds: waitedMs).en)",
                        zh: "另一程序正在写入；已等待 \(Times.span(milliseconds: waitedMs).zh)"), at: .init(file: path),
                    outcome: nothingWritten,
                    hint: Text(en: "Try again, or wait longer with --wait SECONDS.", zh: "请重试，或用 --wait 秒数 延长等待。")), .busy
            )
        case .diskFull(let path):
            (
                Problem(
                    "disk-full", Text(en: "the disk is full", zh: "磁盘已满"), at: .init(file: path),
                    outcome: Text(
                        en: "This commit was taken back whole; what was acknowledged before is kept.",
                        zh: "本次提交已整体撤回；此前已确认的内容均已保存。"),
                    hint: Text(en: "Free some space and run the command again.", zh: "请腾出空间后重新执行。")), .cannotRun
            )
        case .damaged(let path, let reason):
            (
                Problem(
                    "damaged", Text(en: "the file is damaged: \(reason)", zh: "文件已损坏：\(reason)"), at: .init(file: path),
                    outcome: nothingWritten,
                    hint: Text(en: "See what still holds with: dutyfree verify", zh: "用 dutyfree verify 查看仍然成立的部分。")), .cannotRun
            )
        case .other(let path, let reason):
            (
                Problem(
                    "store-fault", Text(en: "the store failed: \(reason)", zh: "存储出错：\(reason)"), at: .init(file: path),
                    outcome: nothingWritten), .cannotRun
            )
        }
    }

    private static func explain(_ fault: RecorderFault) -> (Problem, Presentation.ExitCode) {
        let verify = Text(en: "See what still holds with: dutyfree verify", zh: "用 dutyfree verify 查看仍然成立的部分。")
        switch fault {
        case .partyKeyNeeded(let party, let id):
            return (
                Problem(
                    "party-key-needed", Text(en: "\(party.text) signs for itself, and its key \(id) is not here", zh: "\(party.text) 须自行签名，但此处没有其密钥 \(id)"),
                    outcome: nothingWritten,
                    hint: Text(en: "Put its key file beside the ledger as LEDGER.\(party.text).key.", zh: "请把其密钥文件放在账本旁，命名为 账本名.\(party.text).key。")),
                .cannotRun
            )
        case .wrongKey(let ledger, let key):
            return (wrongKey(ledger: ledger, key: key, file: nil), .cannotRun)
        case .inconsistent(let what):
            return (
                Problem(
                    "inconsistent", Text(en: "the ledger contradicts itself: \(what)", zh: "账本自相矛盾：\(what)"),
                    outcome: nothingWritten, hint: verify), .tampered
            )
        case .malformedEntry(let seq, _):
            return (
                Problem(
                    "not-an-entry", Text(en: "entry \(seq) cannot be read", zh: "第 \(seq) 条记录无法读取"),
                    outcome: nothingWritten, hint: verify), .tampered
            )
        case .policyNotRead(let field):
            return (
                Problem(
                    "policy-not-read",
                    Text(en: "a recorded policy cannot be judged by: \(field)", zh: "已登记的政策无法用于判定：\(field)"), outcome: nothingWritten,
                    hint: Text(
                        en: "A newer version of this program recorded it; use that one, or run: dutyfree verify", zh: "该政策由较新版本登记；请使用新版本，或运行：dutyfree verify")),
                .cannotRun
            )
        case .noGenesis:
            return (
                Problem(
                    "no-genesis", Text(en: "the ledger has no first entry", zh: "账本没有第一条记录"),
                    outcome: nothingWritten, hint: verify), .tampered
            )
        }
    }

    static func wrongKey(ledger: String, key: String, file: String?) -> Problem {
        Problem(
            "wrong-key",
            Text(
                en: "the key is not this ledger's: it signs as \(key), the ledger's first entry names \(ledger)",
                zh: "密钥不属于此账本：其身份为 \(key)，而账本第一条记录写明 \(ledger)"),
            at: .init(file: file), outcome: nothingWritten,
            hint: Text(en: "Name the right one with --key FILE.", zh: "用 --key 文件 指定正确的密钥。"))
    }

    private static func explain(_ fault: SinkFault) -> (Problem?, Presentation.ExitCode) {
        switch fault {
        case .closed: (nil, .done)
        case .failed(let number):
            (cannotWrite(number, file: nil), .cannotRun)
        }
    }

    static func cannotWrite(_ number: Int32, file: String?, outcome: Text? = nil) -> Problem {
        let reason = SystemWords.text(String(cString: strerror(number)))
        return Problem(
            "cannot-write", Text(en: "the output cannot be written: \(reason.en)", zh: "无法写出结果：\(reason.zh)"), at: .init(file: file), outcome: outcome,
            hint: Text(en: "Check the disk and the folder, and run the command again.", zh: "请检查磁盘和目录后重新执行。"))
    }
}

/// A problem together with the exit code that goes with it, where the two do not follow from each other.
struct Stop: Error {
    let problem: Problem?
    let exit: Presentation.ExitCode

    init(_ problem: Problem? = nil, exit: Presentation.ExitCode) {
        self.problem = problem
        self.exit = exit
    }
}
