import ArgumentParser
import Cryptography
import Glibc
import Ledger
import Presentation
import SQLiteStore
import Synchronization
import TransparencyLog
import Wire

struct Backup: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "backup")

    @Argument(help: "The copy to make.", completion: .file()) var file: String
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let access = LedgerAccess(common, console.environment)
        return try Copying.copy(from: try access.read(), to: file, Text(en: "Backing up \(access.path)", zh: "正在备份 \(access.path)"), console)
    }

    static let manual = CommandManual(
        name: "backup", abstract: Text(en: "Copy the ledger while it is in use, and verify the copy.", zh: "在使用中备份账本，并核查副本。"),
        example: .init("dutyfree backup /media/usb/2026-03-02.dutyfree", Text(en: "one file", zh: "单个文件")),
        another: .init("dutyfree backup /backup/$(date +%F).dutyfree --json", Text(en: "for a script", zh: "供脚本使用")),
        usage: ["dutyfree backup FILE"],
        discussion: [
            Text(
                en: "The signing key is not in the copy: back it up on its own, and keep it elsewhere. Never overwrites.",
                zh: "副本中没有签名密钥：请另行备份并分开保管。绝不覆盖已有文件。")
        ],
        exits: [.init(.done), .init(.tampered, Text(en: "the copy is damaged, because the ledger is", zh: "副本已损坏，因为账本已损坏")), .init(.cannotRun)],
        seeAlso: ["restore", "verify"])
}

struct Restore: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "restore")

    @Argument(help: "The backup.", completion: .file()) var file: String
    @Option(help: "Where the ledger shall be.", completion: .file()) var to: String
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let code = try Copying.copy(from: SQLiteLedger(opening: file, .readOnly), to: to, Text(en: "Restoring \(file)", zh: "正在恢复 \(file)"), console)
        if code == .done {
            console.note(
                Text(
                    en: "  Entries recorded after the backup are not in it: compare with a checkpoint that somebody else holds before recording on.",
                    zh: "  备份之后的记录不在其中：继续记录之前，请与他人持有的检查点比对。"))
        }
        return code
    }

    static let manual = CommandManual(
        name: "restore", abstract: Text(en: "Make a ledger from a backup, and verify it.", zh: "由备份恢复账本并核查。"),
        example: .init("dutyfree restore 2026-03-02.dutyfree --to ledger.dutyfree", Text(en: "never overwrites", zh: "绝不覆盖")),
        another: .init("dutyfree restore /media/usb/l.dutyfree --to /tmp/look.dutyfree", Text(en: "to look into a backup", zh: "查看备份内容")),
        usage: ["dutyfree restore FILE --to NEW"], exits: [.init(.done), .init(.tampered), .init(.cannotRun)],
        seeAlso: ["backup", "verify"])
}

/// What backup and restore share: a verified copy under a name that was free.
enum Copying {
    static func copy(from ledger: SQLiteLedger, to target: String, _ what: Text, _ console: Console) throws -> Presentation.ExitCode {
        // Finished under another name: a copy cut short must not look like one.
        let partial = target + ".partial"
        guard access(target, F_OK) != 0 else { throw StoreFault.exists(path: target) }
        func removePartial() { for suffix in ["", "-wal", "-shm", "-journal"] { unlink(partial + suffix) } }
        removePartial()
        defer { removePartial() }
        var bar = console.progress(what, Unit(name: "pages", one: "page", many: "pages", zh: "页"), total: nil)
        let copy: SQLiteLedger
        let report: VerificationReport
        let checkpoint: (size: UInt64, note: String)?
        do {
            try ledger.backUp(to: partial) { done, total in
                bar.expect(total: Int64(total))
                bar.update(done: Int64(done))
            }
            bar.finish()
            copy = try SQLiteLedger(opening: partial, .readOnly)
            report = try Verification.run([copy], level: 2, key: nil) { _ in }
            checkpoint = try copy.read { try $0.lastCheckpoint() }
        } catch let fault as StoreFault {
            bar.finish()
            throw stopped(fault, ledger, target, console)
        }
        guard report.isSound else {
            try VerifySentences(report: report, console: console).say()
            return .tampered
        }
        try name(partial, target)
        if console.json {
            var line: JSONObject = ["file": .string(target), "size": .integer(Int64(report.size)), "root": .string(report.root.hex)]
            line["checkpoint"] = checkpoint.map { .string($0.note) }
            try console.emit(line)
        } else {
            try console.say(
                .good,
                Text(
                    en: "\(target): \(Figures.grouped(Int64(report.size))) entries, verified, root \(report.root.hex)",
                    zh: "\(target)：\(Figures.grouped(Int64(report.size))) 条记录，已核查，根 \(report.root.hex)"))
        }
        return .done
    }

    /// Gives the copy its name where that is free still: link(2) fails where it has been taken in the meantime, rename(2) would
    /// replace what is there.
    private static func name(_ partial: String, _ target: String) throws {
        if link(partial, target) == 0 { return }
        var number = errno
        // A stick's file system (FAT) has no links: the name is taken first, by an empty file that is ours to replace. Killed just there, it is
        // left, and empty.
        if [EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS].contains(number) {
            let descriptor = open(target, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o644)
            if descriptor >= 0 {
                close(descriptor)
                if rename(partial, target) == 0 { return }
                number = errno
                unlink(target)
            } else {
                number = errno
            }
        }
        throw number == EEXIST ? StoreFault.exists(path: target) : StoreFault.unreadable(path: target, reason: String(cString: strerror(number)))
    }

    /// What is wrong, said of the copy that somebody asked for and not of the file on the way to it; or of what was to be copied, which
    /// was only read.
    private static func stopped(_ fault: StoreFault, _ ledger: SQLiteLedger, _ target: String, _ console: Console) -> any Error {
        guard case (let problem?, let exit) = Failure.explain(fault, console) else { return fault }
        var hint = problem.hint
        let file =
            switch fault {
            case .diskFull, .readOnly, .unreadable: target
            default: ledger.path
            }
        if case .diskFull = fault {
            var status = stat()
            let size = stat(ledger.path, &status) == 0 ? Figures.bytes(Int64(status.st_size)) : "?"
            hint = Text(
                en: "The copy needs \(size): free that much there, or name another place.", zh: "副本需要 \(size)：请在该处腾出空间，或改用其他位置。")
        }
        return Stop(
            Problem(
                problem.code, problem.message, at: .init(file: file),
                outcome: Text(
                    en: "There is no copy, and nothing half-written is left. What was to be copied was only read, and is as it was.",
                    zh: "没有生成副本，也未留下半成品。被复制的文件只被读取，保持原样。"), hint: hint), exit: exit)
    }
}
