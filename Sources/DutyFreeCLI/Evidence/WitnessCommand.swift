import ArgumentParser
import Cryptography
import Evidence
import Glibc
import Ledger
import Presentation
import SQLiteStore
import TransparencyLog
import Wire

struct WitnessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness", subcommands: [WitnessInit.self, WitnessAdd.self, WitnessSign.self, WitnessRun.self, WitnessList.self, WitnessCompare.self])
}

struct WitnessFolder: ParsableArguments {
    @Option(help: "The witness's folder; else $DUTYFREE_WITNESS, else ./witness.", completion: .directory) var dir: String?

    func path(_ console: Console) -> String { dir ?? console.environment["DUTYFREE_WITNESS"] ?? "./witness" }
    func open(_ console: Console) throws -> WitnessStore { try WitnessStore(path(console)) }
}

struct WitnessInit: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "init")
    @Option(help: "The witness's name for the world, such as witness.customs.example.") var name: String
    @OptionGroup var folder: WitnessFolder
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard Origin.isValid(name) else { throw Problem.usage(Text(en: "--name is HOST/PATH without scheme, blanks or +", zh: "--name 应为 主机/路径，不含协议、空格或 +")) }
        let path = folder.path(console)
        guard access(path + "/witness.vkey", F_OK) != 0 else { throw StoreFault.exists(path: path + "/witness.vkey") }
        let store = try WitnessStore.create(path, name: name)
        if console.json {
            try console.emit(["witness": .string(name), "folder": .string(path), "publicKey": .string(store.cosigner.verifierKey.text)])
            return .done
        }
        try console.say(.good, Text(en: "Witness \(name) in \(path)", zh: "见证方 \(name)，目录 \(path)"))
        try console.say(Text(en: "  Whoever trusts it needs: \(store.cosigner.verifierKey.text)", zh: "  信任它者需要：\(store.cosigner.verifierKey.text)"))
        try console.say(
            .warning,
            Text(
                en: "Keep the folder off the ledger's machine. Never restore it from a backup: a witness that forgets can be deceived.",
                zh: "请勿与账本放在同一机器；切勿从备份恢复：会遗忘的见证方可被欺骗。"))
        return .done
    }

    static let manual = CommandManual(
        name: "witness init", abstract: Text(en: "Become a witness: remember ledgers, and refuse one that changes its past.", zh: "成为见证方：记住账本，拒绝改写历史者。"),
        example: .init("dutyfree witness init --name witness.customs.example", Text(en: "makes ./witness with its key", zh: "生成 ./witness 及其密钥")),
        another: .init("dutyfree witness init --dir /srv/witness --name witness.customs.example", Text(en: "elsewhere", zh: "放在别处")),
        usage: ["dutyfree witness init --name NAME [--dir DIR]"], exits: [.init(.done), .init(.cannotRun), .init(.usage)],
        seeAlso: ["witness add", "witness sign"])
}

struct WitnessAdd: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "add")
    @Argument(help: "A ledger's verifier key, or a file with it.", completion: .file()) var key: String
    @OptionGroup var folder: WitnessFolder
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let key = try TrustedKeys.read(key, named: "")
        let store = try folder.open(console)
        try store.add(key)
        if console.json {
            try console.emit(["origin": .string(key.name), "keyId": .string(key.keyIDHex)])
        } else {
            try console.say(.good, Text(en: "follows \(key.name), key \(key.keyIDHex)", zh: "已跟踪 \(key.name)，密钥 \(key.keyIDHex)"))
            if try store.note(of: key.name) == nil {
                try console.say(
                    .warning,
                    Text(en: "Its first checkpoint will be taken on trust: compare it with one that you got another way.", zh: "首个检查点只能先行信任：请与另途取得的比对。"))
            }
        }
        return .done
    }

    static let manual = CommandManual(
        name: "witness add", abstract: Text(en: "Follow a ledger.", zh: "跟踪一个账本。"),
        example: .init("dutyfree witness add 'haidao.example/ledger+…'", Text(en: "by its verifier key", zh: "用其校验公钥")),
        another: .init("dutyfree witness add new.vkey", Text(en: "a further key, after a rotation", zh: "密钥轮换后追加新公钥")),
        usage: ["dutyfree witness add KEY|FILE [--dir DIR]"], exits: [.init(.done), .init(.cannotRun)], seeAlso: ["witness sign", "witness list"])
}

struct WitnessSign: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "sign")
    @Argument(help: "A request (C2SP tlog-witness, add-checkpoint), or - for standard input.", completion: .file()) var request: String
    @Option(name: .shortAndLong, help: "Where to write the answer.", completion: .file()) var output: String?
    @OptionGroup var folder: WitnessFolder
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard let text = SmallFile.text(request) else { throw Problem("cannot-read", Text(en: "cannot read \(request)", zh: "无法读取 \(request)")) }
        let store = try folder.open(console)
        let answer = try store.add(text, now: WitnessClock.now(console))
        let body = answer.body ?? ""
        if !body.isEmpty {
            let file = try OutputFile(output)
            try file.write(Array(body.utf8))
            try file.close()
        }
        let sentence = WitnessSentences.answer(answer)
        if console.json, output != nil || body.isEmpty {
            try console.emit(["status": .integer(Int64(answer.status)), "said": .string(sentence.en)])
        } else if !console.json, output != nil || body.isEmpty || answer.status != 200 {
            if answer.status == 200 { try console.say(.good, sentence) } else { console.note(sentence) }
        }
        return WitnessSentences.exit(answer)
    }

    static let manual = CommandManual(
        name: "witness sign", abstract: Text(en: "Answer a ledger's request for a cosignature, or refuse it.", zh: "应答账本的会签请求，或予以拒绝。"),
        example: .init("dutyfree witness sign request.txt -o answer.txt", Text(en: "bodies as C2SP tlog-witness has them", zh: "请求与应答均按 C2SP tlog-witness")),
        another: .init("cat request.txt | dutyfree witness sign - --dir /srv/witness", Text(en: "behind any transport", zh: "可置于任意传输方式之后")),
        usage: ["dutyfree witness sign REQUEST|- [-o ANSWER] [--dir DIR]"],
        discussion: [
            Text(
                en:
                    "What it cosigns it has stored durably before it answers. A request that is inconsistent with what it remembers is kept in refused/: two signed, inconsistent checkpoints prove misbehaviour.",
                zh: "应答之前已持久保存所会签的检查点。与记忆不一致的请求保存在 refused/：两个签名而不一致的检查点即为作弊的证据。")
        ],
        exits: [
            .init(.done, Text(en: "cosigned (200)", zh: "已会签（200）")),
            .init(.answerIsNo, Text(en: "another size was cosigned last; the answer says which (409)", zh: "上次会签的大小不同，见应答（409）")),
            .init(.tampered, Text(en: "REFUSED: history was changed (422)", zh: "拒绝：历史被改动（422）")),
            .init(.refused, Text(en: "malformed, unknown or unsigned (400, 404, 403)", zh: "格式有误、未知或未签名（400、404、403）")), .init(.cannotRun),
        ], seeAlso: ["checkpoint request", "checkpoint attach", "witness run"])
}

struct WitnessRun: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "run")
    @Argument(help: "Ledger files to look at.", completion: .file()) var ledgers: [String]
    @OptionGroup var folder: WitnessFolder
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let witness = try folder.open(console)
        var worst = Presentation.ExitCode.done
        for path in ledgers {
            let ledger = try SQLiteLedger(opening: path, .readWrite)
            let (origin, size) = try ledger.read { (try Genesis.read($0).origin, try $0.lastCheckpoint()?.size ?? 0) }
            let old = try witness.state(of: origin)?.size ?? 0
            let answer: Witness.Answer
            if old > size {
                answer = .conflict(old)
            } else {
                let request = try ledger.read { try CheckpointRequest.make($0, old: old) }
                answer = try witness.add(request, now: WitnessClock.now(console))
            }
            if case .cosigned(let lines, let state) = answer {
                try ledger.write { writer in
                    for line in lines.split(separator: "\n") { try writer.put(cosignature: String(line), size: state.size) }
                }
                // Only what was cosigned: a ledger that has grown meanwhile waits for the next time.
                try ledger.read { reader in
                    guard try reader.lastCheckpoint()?.size == state.size else { return }
                    _ = try TileFolder.write(reader, to: witness.tilesPath(origin), entries: false) { _ in try Interrupt.check() }
                }
            } else {
                worst = worst == .tampered ? .tampered : WitnessSentences.exit(answer)
            }
            // What was cosigned is at hand as hashes: the first entry that is another one now can be named.
            var difference: Difference?
            if case .inconsistent = answer {
                difference = try? ledger.read { try Comparison(LogSource($0), LogSource(folder: witness.tilesPath(origin))).run() }
            }
            let isRolledBack = old > size
            let sentence =
                isRolledBack
                ? Text(
                    en: "REFUSED: it has \(size) entries, and had \(old) when it was cosigned last: it was rolled back",
                    zh: "拒绝：现有 \(size) 条，上次会签时为 \(old) 条：账本被回退")
                : WitnessSentences.answer(answer)
            if isRolledBack { worst = .tampered }
            if console.json {
                var line: JSONObject = [
                    "ledger": .string(path), "origin": .string(origin), "status": .integer(Int64(answer.status)), "size": .integer(Int64(size)),
                    "said": .string(sentence.en),
                ]
                line["first"] = difference?.first.map { .integer(Int64(clamping: $0)) }
                try console.emit(line)
            } else {
                try console.say(answer.status == 200 ? .good : .bad, Text(en: "\(origin): \(sentence.en)", zh: "\(origin)：\(sentence.zh)"))
                if let difference, let first = difference.first {
                    let at = Figures.grouped(Int64(clamping: first))
                    try console.say(
                        Text(en: "  The first \(at) entries are those that were cosigned; entry \(at) is not:", zh: "  前 \(at) 条与会签时相同；第 \(at) 条不同："))
                    try console.say(.same("  " + (difference.ours.map { Printable.line(String(decoding: $0, as: UTF8.self)) } ?? "–")))
                }
            }
        }
        return worst
    }

    static let manual = CommandManual(
        name: "witness run", abstract: Text(en: "Look at ledgers and cosign their checkpoints, or refuse them.", zh: "查看账本并会签检查点，或予以拒绝。"),
        example: .init("dutyfree witness run /mnt/haidao/ledger.dutyfree", Text(en: "request, cosign and attach in one step", zh: "请求、会签、附加一步完成")),
        another: .init("dutyfree witness run /mnt/*/ledger.dutyfree --json", Text(en: "several, from a timer", zh: "多个账本，可定时运行")),
        usage: ["dutyfree witness run LEDGER… [--dir DIR]"],
        exits: [
            .init(.done), .init(.answerIsNo), .init(.tampered, Text(en: "one of them changed its past", zh: "有账本改动了历史")), .init(.refused), .init(.cannotRun),
        ],
        seeAlso: ["witness sign", "verify"])
}

struct WitnessList: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "list")
    @OptionGroup var folder: WitnessFolder
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let store = try folder.open(console)
        var table = Table(columns: [
            .identifier(Text(en: "Ledger", zh: "账本")), .number(Text(en: "Entries", zh: "记录数")), .identifier(Text(en: "Cosigned", zh: "会签时间")),
            .identifier(Text(en: "Keys", zh: "密钥")),
        ])
        for log in store.logs() {
            let state = try store.state(of: log.origin)
            let time = state.map { Timestamp(millisecondsSince1970: Int64(clamping: $0.time) * 1_000) }
            if console.json {
                var line: JSONObject = ["origin": .string(log.origin), "keys": .array(log.keys.map { .string($0.keyIDHex) })]
                line["size"] = state.map { .integer(Int64(clamping: $0.size)) }
                line["cosigned"] = time.map { .string($0.formatted()) }
                try console.emit(line)
            } else {
                table.add([
                    .text(log.origin), state.map { .count(Int64(clamping: $0.size)) } ?? .empty, time.map { .time($0) } ?? .empty,
                    .text(log.keys.map(\.keyIDHex).joined(separator: " ")),
                ])
            }
        }
        if !console.json { try console.show(table) }
        return .done
    }

    static let manual = CommandManual(
        name: "witness list", abstract: Text(en: "The ledgers that are followed, and what is remembered of each.", zh: "所跟踪的账本及其最后状态。"),
        example: .init("dutyfree witness list", Text(en: "a line a ledger", zh: "每个账本一行")),
        another: .init("dutyfree witness list --dir /srv/witness --json", Text(en: "for a script", zh: "供脚本使用")),
        usage: ["dutyfree witness list [--dir DIR]"],
        exits: [.init(.done), .init(.tampered, Text(en: "what is remembered was altered", zh: "记忆内容被改动")), .init(.cannotRun)], seeAlso: ["witness run"])
}

struct WitnessCompare: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "compare")
    @Argument(help: "Two checkpoints of one ledger.", completion: .file()) var checkpoints: [String]
    @Option(help: "The ledger's public key.", completion: .file()) var key: [String]
    @Option(help: "A ledger or a folder of tiles that has both.", completion: .file()) var with: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard checkpoints.count == 2 else { throw Problem.usage(Text(en: "name two checkpoints", zh: "请给出两个检查点")) }
        let keys = try key.map { try TrustedKeys.read($0, named: "") }
        let notes = try checkpoints.map { path -> Checkpoint in
            guard let note = SmallFile.text(path) else { throw Problem("cannot-read", Text(en: "cannot read \(path)", zh: "无法读取 \(path)")) }
            for key in keys {
                if let checkpoint = try? CosignedCheckpoint(note: Array(note.utf8), origin: key.name, keys: [key]).checkpoint { return checkpoint }
            }
            throw Problem("bad-checkpoint", Text(en: "\(path) is no checkpoint signed with this key", zh: "\(path) 不是以该密钥签名的检查点"))
        }
        let (older, newer) = notes[0].size <= notes[1].size ? (notes[0], notes[1]) : (notes[1], notes[0])
        guard older.origin == newer.origin else { throw Problem("bad-checkpoint", Text(en: "they are of two ledgers", zh: "分属两个账本")) }
        let verdict: (String, Text, Presentation.ExitCode)
        if older.size == newer.size {
            verdict =
                older.root == newer.root
                ? ("same", Text(en: "the same ledger at \(older.size) entries", zh: "同一账本，\(older.size) 条记录"), .done)
                : (
                    "fork",
                    Text(
                        en:
                            "FORK: two signed roots over \(older.size) entries. The ledger shows different people different histories; both notes together prove it.",
                        zh: "分叉：对同样的 \(older.size) 条记录有两个签名的根。账本向不同的人出示不同的历史，两份文本即为证据。"), .tampered
                )
        } else if let with {
            let proof = try? LogSource.with(with) { try $0.extends(older, newer) }
            verdict =
                proof == true
                ? ("extends", Text(en: "the later one holds all of the earlier", zh: "后者包含前者的全部"), .done)
                : (
                    "fork", Text(en: "FORK: no proof leads from \(older.size) to \(newer.size) entries", zh: "分叉：无法证明 \(newer.size) 条包含 \(older.size) 条"),
                    .tampered
                )
        } else {
            verdict = (
                "unknown",
                Text(
                    en: "sizes differ (\(older.size) and \(newer.size)): ask for `prove extension` from the older, or name tiles with --with",
                    zh: "大小不同（\(older.size) 与 \(newer.size)）：请索取 prove extension 证明，或用 --with 指定导出目录"), .answerIsNo
            )
        }
        if console.json {
            try console.emit([
                "verdict": .string(verdict.0), "sizes": .array([.integer(Int64(clamping: older.size)), .integer(Int64(clamping: newer.size))]),
                "origin": .string(older.origin),
            ])
        } else {
            try console.say(verdict.2 == .done ? .good : verdict.2 == .tampered ? .bad : .warning, verdict.1)
        }
        return verdict.2
    }

    static let manual = CommandManual(
        name: "witness compare", abstract: Text(en: "Tell whether two checkpoints can be of one history.", zh: "判断两个检查点是否同属一个历史。"),
        example: .init(
            "dutyfree witness compare mine.checkpoint theirs.checkpoint --key ledger.vkey",
            Text(en: "a split view is told at once where the sizes are equal", zh: "大小相同时立即判明")),
        another: .init(
            "dutyfree witness compare a.checkpoint b.checkpoint --key ledger.vkey --with tiles/",
            Text(en: "of different sizes, by exported tiles", zh: "大小不同时借助导出的默克尔块")),
        usage: ["dutyfree witness compare CHECKPOINT CHECKPOINT --key KEY [--with LEDGER|DIR]"],
        exits: [
            .init(.done), .init(.answerIsNo, Text(en: "cannot be told without tiles", zh: "没有默克尔块无法判断")), .init(.tampered, Text(en: "fork", zh: "分叉")),
            .init(.cannotRun),
        ], seeAlso: ["prove extension", "verify"])
}

enum WitnessClock {
    static func now(_ console: Console) throws -> UInt64 { UInt64(max(1, try Clock.now(console.environment)().millisecondsSince1970 / 1_000)) }
}

enum WitnessSentences {
    static func answer(_ answer: Witness.Answer) -> Text {
        switch answer {
        case .cosigned(_, let state):
            Text(
                en: "cosigned \(Figures.grouped(Int64(clamping: state.size))) entries, root \(state.root.hex)",
                zh: "已会签 \(Figures.grouped(Int64(clamping: state.size))) 条记录，根 \(state.root.hex)")
        case .malformed: Text(en: "refused: not a request of the form that C2SP tlog-witness has", zh: "拒绝：不是 C2SP tlog-witness 格式的请求")
        case .unknownOrigin: Text(en: "refused: this ledger is not followed (witness add)", zh: "拒绝：未跟踪该账本（witness add）")
        case .notSigned: Text(en: "refused: not signed by a key that is trusted for this ledger", zh: "拒绝：未由所信任的密钥签名")
        case .conflict(let size):
            Text(
                en: "refused: what was cosigned last has \(Figures.grouped(Int64(clamping: size))) entries; ask again from there",
                zh: "拒绝：上次会签为 \(Figures.grouped(Int64(clamping: size))) 条，请从该处重新请求")
        case .inconsistent:
            Text(
                en:
                    "REFUSED: nothing shows that the new checkpoint holds all that was cosigned before: history was changed, or the proof is wrong. The request is kept; `witness compare` tells.",
                zh: "拒绝：无法证明新检查点包含此前会签的全部内容：历史被改动，或证明有误。请求已保存；可用 witness compare 判断。")
        }
    }

    static func exit(_ answer: Witness.Answer) -> Presentation.ExitCode {
        switch answer {
        case .cosigned: .done
        case .conflict: .answerIsNo
        case .inconsistent: .tampered
        case .malformed, .unknownOrigin, .notSigned: .refused
        }
    }
}
