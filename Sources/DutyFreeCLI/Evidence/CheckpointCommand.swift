import ArgumentParser
import Cryptography
import Evidence
import Ledger
import Presentation
import SQLiteStore
import TransparencyLog
import Wire

struct CheckpointCommand: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "checkpoint")

    @Argument(help: "show, request, attach or stamp.") var verb = "show"
    @Argument(help: "With attach: a witness's answer, or a time-stamp response.", completion: .file()) var file: String?
    @Option(help: "With request: the size that the witness cosigned last.") var old: UInt64 = 0
    @Option(help: "With attach: the witness's public key.", completion: .file()) var witness: [String] = []
    @Flag(help: "With request: for a time-stamp authority (RFC 3161).") var timestamp = false
    @Option(help: "With attach: certificates of the time-stamp authority (PEM).", completion: .file()) var tsa: String?
    @Option(name: .shortAndLong, help: "Where to write.", completion: .file()) var output: String?
    @Option(name: .customLong("as-of"), help: "The checkpoint that covers this position.") var asOf: UInt64?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        switch verb {
        case "show": return try show(console)
        case "request": return try request(console)
        case "attach": return try attach(console)
        case "stamp":
            return try CheckpointStamps(console: console).write(LedgerAccess(common, console.environment).read(), asOf: asOf, stem: output)
        default:
            throw Problem.usage(
                Text(en: "checkpoint knows show, request, attach and stamp, not “\(verb)”", zh: "checkpoint 只认 show、request、attach、stamp，不认“\(verb)”"))
        }
    }

    /// What a witness is asked with.
    private func request(_ console: Console) throws -> Presentation.ExitCode {
        if timestamp { return try CheckpointStamps(console: console).request(LedgerAccess(common, console.environment).read(), output: output) }
        let text: String
        do { text = try LedgerAccess(common, console.environment).read().read { try CheckpointRequest.make($0, old: old) } } catch let fault as ProofMakerFault
        { throw fault.stop }
        let out = try OutputFile(output)
        try out.write(Array(text.utf8))
        try out.close()
        return .done
    }

    /// Keeps a witness's lines under the checkpoint that they are for.
    private func attach(_ console: Console) throws -> Presentation.ExitCode {
        if let file, let tsa {
            return try CheckpointStamps(console: console).attach(LedgerAccess(common, console.environment).write(waitMs: 10_000), file: file, authority: tsa)
        }
        guard let file, let answer = SmallFile.text(file) else {
            throw Problem.usage(Text(en: "name the answer of the witness", zh: "请给出见证方的应答文件"))
        }
        let keys = try TrustedKeys.witnesses(witness, quorum: 0).keys
        guard !keys.isEmpty else {
            throw Problem.usage(
                Text(en: "--witness KEY says whose lines they are, --tsa CERTIFICATES whose time stamp", zh: "请用 --witness 公钥 指明见证方，或用 --tsa 证书 指明时间戳机构"))
        }
        let ledger = try LedgerAccess(common, console.environment).write(waitMs: 10_000)
        let lines = answer.split(separator: "\n").map { String($0) + "\n" }
        let attached = try ledger.write { writer -> UInt64? in
            var found: UInt64?
            // The ledger may have grown while the witness was asked.
            try writer.checkpoints { row in
                let text = try SignedNote(row.note).text
                let good = lines.filter { line in (try? SignedNote("\(text)\n\(line)").verify(keys)) != nil }
                if good.count == lines.count, !good.isEmpty { found = row.size }
                return true
            }
            guard let found else { return nil }
            for line in lines { try writer.put(cosignature: line, size: found) }
            return found
        }
        guard let attached else {
            throw Stop(
                Problem(
                    "bad-cosignature", Text(en: "not a cosignature of this witness under any checkpoint of this ledger", zh: "不是该见证方对本账本任何检查点的会签"),
                    at: .init(file: file),
                    outcome: Failure.nothingWritten), exit: .refused)
        }
        if console.json {
            try console.emit(["size": .integer(Int64(attached)), "lines": .integer(Int64(lines.count))])
        } else {
            try console.say(
                .good,
                Text(en: "the checkpoint of \(Figures.grouped(Int64(attached))) entries is cosigned", zh: "\(Figures.grouped(Int64(attached))) 条记录的检查点已会签"))
        }
        return .done
    }

    private func show(_ console: Console) throws -> Presentation.ExitCode {
        let row = try LedgerAccess(common, console.environment).read().read { reader -> CheckpointRow? in
            var found: CheckpointRow?
            guard let asOf else {
                return try reader.lastCheckpoint().map { CheckpointRow(n: 0, size: $0.size, note: try reader.cosigned($0.note, size: $0.size)) }
            }
            try reader.checkpoints { row in
                guard row.size > asOf else { return true }
                found = CheckpointRow(n: row.n, size: row.size, note: try reader.cosigned(row.note, size: row.size))
                return false
            }
            return found
        }
        guard let row, let checkpoint = try? Checkpoint(note: row.note), let note = try? SignedNote(row.note) else {
            throw Stop(Problem("no-checkpoint", Text(en: "there is no such checkpoint", zh: "没有这样的检查点")), exit: .answerIsNo)
        }
        if console.json {
            try console.emit([
                "origin": .string(checkpoint.origin), "size": .integer(Int64(checkpoint.size)),
                "root": .string(checkpoint.root.hex), "note": .string(row.note),
                "signatures": .array(note.signatures.map { .string($0.name) }),
            ])
        } else {
            // The note and nothing else: it is what people keep, send and compare.
            try console.write(row.note)
        }
        return .done
    }

    static let manual = CommandManual(
        name: "checkpoint",
        abstract: Text(en: "Print the signed checkpoint: keep it, and nobody can cut the ledger back unseen.", zh: "输出签名检查点：保存它，账本便无法被悄悄截短。"),
        example: .init("dutyfree checkpoint > today.checkpoint", Text(en: "a signed note (C2SP tlog-checkpoint)", zh: "签名文本（C2SP tlog-checkpoint）")),
        another: .init("dutyfree checkpoint --as-of 4211", Text(en: "the first one that covers entry 4211", zh: "首个涵盖第 4211 条的检查点")),
        usage: [
            "dutyfree checkpoint [show] [--as-of SEQ]", "dutyfree checkpoint request [--old SIZE | --timestamp] [-o FILE]",
            "dutyfree checkpoint attach ANSWER (--witness KEY | --tsa CERTIFICATES)",
            "dutyfree checkpoint stamp -o NAME",
        ],
        options: [
            .init(
                "request",
                Text(en: "the question to a witness (C2SP tlog-witness), from the size that it cosigned last", zh: "向见证方的会签请求（C2SP tlog-witness），自其上次会签的大小起")),
            .init("request --timestamp", Text(en: "the question to a time-stamp authority (RFC 3161)", zh: "向时间戳机构的请求（RFC 3161）")),
            .init("attach", Text(en: "keep the answer with the checkpoint, if it holds", zh: "应答成立时附于检查点")),
            .init("stamp -o NAME", Text(en: "write NAME.note and NAME.tsr, which the openssl command checks", zh: "写出 NAME.note 与 NAME.tsr，可由 openssl 命令核查")),
        ],
        exits: [.init(.done), .init(.answerIsNo), .init(.cannotRun)], seeAlso: ["verify", "backup"])
}
