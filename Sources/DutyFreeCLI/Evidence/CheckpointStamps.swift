import Cryptography
import Ledger
import Presentation
import SQLiteStore
import Wire

/// Time stamps (RFC 3161) of checkpoints: asked for, kept, handed out for the openssl command. What is stamped is the note as its commit
/// sealed it; lines that others add later are not under it.
struct CheckpointStamps {
    let console: Console

    /// The request for a stamp over the last checkpoint, for any authority.
    func request(_ ledger: SQLiteLedger, output: String?) throws -> Presentation.ExitCode {
        guard let note = try ledger.read({ try $0.lastCheckpoint()?.note }) else { throw CheckpointStamps.none }
        let out = try OutputFile(output)
        try out.write(TimeStamp.request(over: Array(note.utf8)))
        try out.close()
        return .done
    }

    /// Keeps a response with the checkpoint that it stamps, if it holds.
    func attach(_ ledger: SQLiteLedger, file: String, authority: String) throws -> Presentation.ExitCode {
        guard SmallFile.bytes(authority) != nil else { throw TimeStampError.noAuthority(authority) }
        guard let response = SmallFile.bytes(file), response.count <= 65_536 else {
            throw Problem.usage(Text(en: "cannot read \(file)", zh: "无法读取 \(file)"))
        }
        let attached = try ledger.write { writer -> (size: UInt64, at: Timestamp)? in
            var found: CheckpointRow?
            try writer.checkpoints { row in
                if TimeStamp.covers(response, data: Array(row.note.utf8)) { found = row }
                return found == nil
            }
            guard let found else { return nil }
            let stamp = try TimeStamp(verifying: response, over: Array(found.note.utf8), authority: authority)
            try writer.put(timestamp: response, size: found.size)
            return (found.size, Timestamp(millisecondsSince1970: stamp.time * 1_000))
        }
        guard let (size, at) = attached else {
            throw Stop(
                Problem(
                    "bad-timestamp", Text(en: "no time stamp of any checkpoint of this ledger", zh: "不是本账本任何检查点的时间戳"), at: .init(file: file),
                    outcome: Failure.nothingWritten,
                    hint: Text(
                        en: "Ask for one with: dutyfree checkpoint request --timestamp -o FILE", zh: "请用 dutyfree checkpoint request --timestamp -o 文件 生成请求。")),
                exit: .refused)
        }
        if console.json {
            try console.emit(["size": .integer(Int64(clamping: size)), "stamped": .string(at.formatted())])
        } else {
            let entries = Figures.grouped(Int64(clamping: size))
            try console.say(
                .good, Text(en: "the checkpoint of \(entries) entries existed by \(Times.minute(at))", zh: "\(entries) 条记录的检查点在 \(Times.minute(at)) 之前已存在"))
        }
        return .done
    }

    /// Writes STEM.note and STEM.tsr: what the openssl command needs, and nothing of ours.
    func write(_ ledger: SQLiteLedger, asOf: UInt64?, stem: String?) throws -> Presentation.ExitCode {
        guard let stem else { throw Problem.usage(Text(en: "say where: -o NAME", zh: "请用 -o 名称 指定输出")) }
        var found: (row: CheckpointRow, response: [UInt8])?
        try ledger.read { reader in
            try reader.checkpoints { row in
                if let response = try reader.timestamps(row.size).first { found = (row, response) }
                return found == nil || asOf == nil || found.map { $0.row.size <= asOf ?? 0 } ?? true
            }
        }
        guard let found else {
            throw Stop(
                Problem(
                    "no-timestamp", Text(en: "no checkpoint has a time stamp", zh: "没有检查点附有时间戳"),
                    hint: Text(en: "See: dutyfree help checkpoint", zh: "参见：dutyfree help checkpoint")), exit: .answerIsNo)
        }
        for (suffix, bytes) in [(".note", Array(found.row.note.utf8)), (".tsr", found.response)] {
            let out = try OutputFile(stem + suffix)
            try out.write(bytes)
            try out.close()
        }
        if console.json {
            try console.emit(["size": .integer(Int64(clamping: found.row.size)), "note": .string(stem + ".note"), "response": .string(stem + ".tsr")])
        } else {
            try console.say(.same("openssl ts -verify -data \(stem).note -in \(stem).tsr -CAfile CERTIFICATES"))
        }
        return .done
    }

    private static var none: Stop { Stop(Problem("no-checkpoint", Text(en: "there is no such checkpoint", zh: "没有这样的检查点")), exit: .answerIsNo) }
}
