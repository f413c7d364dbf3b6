import ArgumentParser
import Cryptography
import Ledger
import Presentation
import SQLiteStore
import TransparencyLog
import Wire

struct CheckpointCommand: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "checkpoint")

    @Argument(help: "show.") var verb = "show"
    @Option(name: .customLong("as-of"), help: "The checkpoint that covers this position.") var asOf: UInt64?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard verb == "show" else {
            throw Problem.usage(Text(en: "checkpoint knows show, not “\(verb)”", zh: "checkpoint 只认 show，不认“\(verb)”"))
        }
        let row = try LedgerAccess(common, console.environment).read().read { reader -> CheckpointRow? in
            guard let asOf else {
                return try reader.lastCheckpoint().map { CheckpointRow(n: 0, size: $0.size, note: $0.note) }
            }
            var found: CheckpointRow?
            try reader.checkpoints { row in
                guard row.size > asOf else { return true }
                found = row
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
        name: "checkpoint", abstract: Text(en: "Print the signed checkpoint: keep it, and nobody can cut the ledger back unseen.", zh: "输出签名检查点：保存它，账本便无法被悄悄截短。"),
        example: .init("dutyfree checkpoint > today.checkpoint", Text(en: "a signed note (C2SP tlog-checkpoint)", zh: "签名文本（C2SP tlog-checkpoint）")),
        another: .init("dutyfree checkpoint --as-of 4211", Text(en: "the first one that covers entry 4211", zh: "首个涵盖第 4211 条的检查点")),
        usage: ["dutyfree checkpoint [show] [--as-of SEQ]"],
        exits: [.init(.done), .init(.answerIsNo), .init(.cannotRun)], seeAlso: ["verify", "backup"])
}
