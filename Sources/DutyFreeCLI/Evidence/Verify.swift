import ArgumentParser
import Cryptography
import DutyFree
import Evidence
import Ledger
import Presentation
import SQLiteStore
import Synchronization
import TransparencyLog
import Wire

struct Verify: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "verify")

    @Option(help: "1 signatures, 2 bytes, 3 meaning, 4 projections.") var level = 4
    @Option(help: "The public key to trust: a verifier key, or a PEM file.", completion: .file()) var key: String?
    @Option(help: "A checkpoint that you kept, or last: only what came after is read.", completion: .file()) var since: String?
    @Flag(help: "With --since: read everything, and compare with that checkpoint.") var full = false
    @Option(help: "Another copy of this ledger, or a folder of exported tiles.", completion: .file()) var against: String?
    @Option(help: "A witness's public key, as often as needed.", completion: .file()) var witness: [String] = []
    @Option(help: "How many of the witnesses must have cosigned; all unless said.") var quorum: Int?
    @Option(help: "Certificates of a time-stamp authority (PEM).", completion: .file()) var tsa: String?
    @Flag(help: "Remember the checkpoint for `--since last`.") var remember = false
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        do { return try verify(console) } catch let fault as StoreFault {
            guard case .damaged(let path, let reason) = fault else { throw fault }
            // So damaged that not even the rows can be read: that is an answer of this command, not a failure to check.
            throw Stop(
                Problem(
                    "damaged", Text(en: "DAMAGED: the file cannot be read as a database (\(reason))", zh: "已损坏：文件无法作为数据库读取（\(reason)）"),
                    at: .init(file: path),
                    hint: Text(
                        en: "Keep it as it is, and restore the last backup: dutyfree restore FILE --to NEW", zh: "请原样保留，并恢复最近的备份：dutyfree restore 文件 --to 新文件")),
                exit: .tampered)
        }
    }

    private func verify(_ console: Console) throws -> Presentation.ExitCode {
        guard (1...4).contains(level) else {
            throw Problem.usage(Text(en: "--level is 1, 2, 3 or 4", zh: "--level 为 1、2、3 或 4"))
        }
        let access = LedgerAccess(common, console.environment)
        let stores = [try access.read(), try access.read()]
        let size = try stores[0].read { try $0.size() }
        let trusted = try key.map { try TrustedKeys.read($0, named: stores[0].read { try Genesis.read($0).origin }) }
        if let against { return try VerifyAgainst(console: console).run(stores[0], path: against) }
        let witnesses = try TrustedKeys.witnesses(witness, quorum: quorum)
        let memory = RememberedCheckpoint(console.environment, origin: try stores[0].read { try? Genesis.read($0).origin } ?? "")
        let path = since == "last" ? memory.path : since
        if since == "last", SmallFile.text(memory.path) == nil {
            throw Problem(
                "nothing-remembered", Text(en: "no checkpoint of this ledger is remembered", zh: "尚未记住本账本的检查点"),
                hint: Text(en: "Verify it once with: dutyfree verify --remember", zh: "请先运行：dutyfree verify --remember"))
        }
        let held = try path.map { try Verify.heldCheckpoint($0, trusted, stores[0]) }
        if let tsa, SmallFile.bytes(tsa) == nil { throw TimeStampError.noAuthority(tsa) }
        if let held, !full {
            var bar = console.progress(
                Text(en: "Verifying \(access.path)", zh: "正在核查 \(access.path)"), .entries, total: Int64(clamping: size &- min(size, held.size)))
            var read: Int64 = 0
            var report = try stores[0].read { reader in
                try SinceVerifier(reader, held: held, ring: KeyRing(reader), trusted: trusted).verify {
                    read += Int64($0)
                    bar.update(done: read)
                }
            }
            bar.finish()
            if trusted == nil { report.notChecked.append(.ownKey) }
            return try answer(report, memory, stores[0], console)
        }
        let bar = Mutex(console.progress(Text(en: "Verifying \(access.path)", zh: "正在核查 \(access.path)"), .entries, total: Int64(size) * (level >= 3 ? 2 : 1)))
        let done = Mutex<Int64>(0)
        let report = try Verification.run(
            stores, level: level, key: trusted, held: held, witnesses: WitnessQuorum(keys: witnesses.keys, quorum: witnesses.quorum),
            authority: tsa.map { TimeStampAuthority($0) }
        ) { read in
            let total = done.withLock { done -> Int64 in
                done += Int64(read)
                return done
            }
            bar.withLock { $0.update(done: total) }
        }
        bar.withLock { $0.finish() }
        return try answer(report, memory, stores[0], console)
    }

    private func answer(_ report: VerificationReport, _ memory: RememberedCheckpoint, _ store: SQLiteLedger, _ console: Console) throws -> Presentation.ExitCode
    {
        if console.json { try console.emit(json(report)) } else { try VerifySentences(report: report, console: console).say() }
        guard report.isSound else { return .tampered }
        if let tsa, report.since == nil, report.stamped == nil {
            if !console.json {
                try console.say(
                    .bad,
                    report.otherStamps.isEmpty
                        ? Text(en: "No checkpoint has a time stamp.", zh: "没有检查点附有时间戳。")
                        : Text(en: "The time stamp is not by the authority of \(tsa).", zh: "时间戳不是 \(tsa) 所载机构签发的。"))
            }
            return .answerIsNo
        }
        if remember || since == "last", let note = try store.read({ try $0.lastCheckpoint()?.note }) { try memory.keep(note) }
        return .done
    }

    /// A signed note of this ledger, under the trusted key, or the one that the ledger names.
    private static func heldCheckpoint(_ path: String, _ trusted: VerifierKey?, _ store: SQLiteLedger) throws -> Checkpoint {
        guard let note = SmallFile.text(path) else {
            throw Problem(
                "bad-checkpoint", Text(en: "cannot read \(path)", zh: "无法读取 \(path)"),
                hint: Text(en: "A checkpoint is what `dutyfree checkpoint` printed on an earlier day.", zh: "检查点是此前 dutyfree checkpoint 的输出。"))
        }
        // A checkpoint may be older than the key that is trusted now: then the keys count that it vouches for.
        let keys = try store.read { reader in
            let ring = try? KeyRing(reader)
            guard let trusted else { return ring?.keys ?? [] }
            return try [trusted] + (Verification.vouches(trusted, ring, reader) ? ring?.keys ?? [] : [])
        }
        if let held = keys.lazy.compactMap({ try? CosignedCheckpoint(note: Array(note.utf8), origin: $0.name, keys: [$0]).checkpoint }).first { return held }
        guard let key = trusted ?? keys.last else {
            throw Problem(
                "no-ledger-key", Text(en: "the ledger names no key", zh: "账本未指明公钥"), hint: Text(en: "Give yours with --key.", zh: "请用 --key 给出您持有的公钥。"))
        }
        throw Problem(
            "bad-checkpoint",
            Text(en: "\(path) is no checkpoint that \(key.name) signed with key \(key.keyIDHex)", zh: "\(path) 不是 \(key.name) 以密钥 \(key.keyIDHex) 签名的检查点"),
            hint: Text(
                en: "Give the ledger's key with --key; if it is right, the checkpoint is of another ledger, or forged.",
                zh: "请用 --key 给出账本公钥；若公钥无误，则该检查点属于别的账本或系伪造。"))
    }

    private func json(_ report: VerificationReport) -> JSONObject {
        var object: JSONObject = [
            "sound": .bool(report.isSound), "level": .integer(Int64(report.level)), "size": .integer(Int64(report.size)),
            "root": .string(report.root.hex), "checkpoints": .integer(Int64(report.checkpoints)),
            "bad": .array(report.findings.map { .object($0.json) }), "badCount": .integer(Int64(report.findingCount)),
            "notChecked": .array(report.notChecked.map { .string($0.rawValue) }),
        ]
        object["origin"] = report.genesis.map { .string($0.origin) }
        object["at"] = report.at.map { .string($0.formatted()) }
        object["proven"] = report.proven.map { .object(["size": .integer(Int64($0.size)), "root": .string($0.root.hex)]) }
        object["since"] = report.since.map { .integer(Int64(clamping: $0)) }
        object["witnessed"] = report.witnessed.map { .integer(Int64(clamping: $0)) }
        object["stamped"] = report.stamped.map { .object(["size": .integer(Int64(clamping: $0.size)), "at": .string($0.at.formatted())]) }
        if !report.otherStamps.isEmpty { object["otherStamps"] = .array(report.otherStamps.map { .integer(Int64(clamping: $0)) }) }
        object["firstBad"] = report.firstBad.map { .integer(Int64($0)) }
        if !report.itemsTouched.isEmpty { object["items"] = .array(report.itemsTouched.sorted().prefix(1000).map { .string($0.text) }) }
        return object
    }

    static let manual = CommandManual(
        name: "verify", abstract: Text(en: "Check that nothing in the ledger was altered.", zh: "核查账本未被改动。"),
        example: .init("dutyfree verify", Text(en: "all levels, with the key that the ledger names", zh: "全部级别，使用账本自带公钥")),
        another: .init(
            "dutyfree verify --key 'haidao.example/ledger+…' --level 2",
            Text(en: "bytes and signatures only, with a key you hold", zh: "仅字节与签名，使用您持有的公钥")),
        usage: [
            "dutyfree verify [--level 1-4] [--key KEY|FILE] [--since CHECKPOINT|last [--full]] [--witness KEY… [--quorum N]] [--tsa CERTIFICATES] [--remember]",
            "dutyfree verify --against COPY|DIR",
        ],
        options: [
            .init("--level 1", Text(en: "checkpoint signatures", zh: "检查点签名")),
            .init("--level 2", Text(en: "and every entry's bytes: hashes, chain, tree", zh: "以及每条记录的字节：哈希、链、默克尔树")),
            .init("--level 3", Text(en: "and their meaning: form, item chains, the rules replayed", zh: "以及含义：格式、货物链、按规则重演")),
            .init(
                "--since FILE",
                Text(
                    en: "a checkpoint that you kept: only what came after it is read, and that it extends it is proven; with --full everything",
                    zh: "您保存的检查点：只读其后的记录，并证明账本包含它；加 --full 则全部核查")),
            .init("--since last, --remember", Text(en: "the checkpoint that was remembered after the last sound verification", zh: "上次核查完好后记住的检查点")),
            .init("--witness KEY --quorum N", Text(en: "demand cosignatures: a history that was made anew has none", zh: "要求会签：重写的历史没有会签")),
            .init(
                "--tsa FILE",
                Text(
                    en: "check the time stamps (RFC 3161) kept with checkpoints against these certificates; exit 1 where none is by that authority",
                    zh: "以这些证书核查检查点所附的时间戳（RFC 3161）；若无一由该机构签发，退出码为 1")),
            .init("--against COPY|DIR", Text(en: "find the first entry that differs from a copy or from exported tiles", zh: "与副本或导出的默克尔块比对，找出首条不同的记录")),
            .init("--level 4", Text(en: "and the projections that answers come from (default)", zh: "以及用于查询的投影（默认）")),
        ],
        discussion: [
            Text(
                en: "docs/verify_ledger.py does levels 1 and 2 in plain Python, for those who do not trust this program.",
                zh: "docs/verify_ledger.py 用纯 Python 完成第 1、2 级，供不信任本程序者使用。")
        ],
        exits: [.init(.done, Text(en: "sound", zh: "完好")), .init(.tampered), .init(.cannotRun)], seeAlso: ["trace", "checkpoint", "repair"])
}

extension Finding {
    var json: JSONObject {
        var object: JSONObject = ["kind": .string(kind.rawValue), "items": .array(items.map { .string($0.text) })]
        object["seq"] = seq.map { .integer(Int64($0)) }
        if !facts.isEmpty {
            var detail = JSONObject()
            for (name, value) in facts { detail[name] = .string(value) }
            object["detail"] = .object(detail)
        }
        return object
    }
}
