import ArgumentParser
import Cryptography
import DutyFree
import Glibc
import Ledger
import Presentation
import SQLiteStore
import TransparencyLog
import Wire

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", subcommands: [KeyList.self, KeyRotate.self, KeyRevoke.self, KeyParty.self, KeyProtect.self, KeyExportPublic.self],
        defaultSubcommand: KeyList.self)
}

struct KeyList: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "list")
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let access = LedgerAccess(common, console.environment)
        let (ring, size) = try access.read().read { (try KeyRing($0), try $0.size()) }
        let keys = LedgerKeys(path: LedgerAccess.keyPath(nil, ledger: access.path, console.environment), console: console)
        let current = ring.key(at: size)
        var rows: [(key: VerifierKey, whose: Text, from: UInt64, state: String, words: Text, file: String)] = []
        for log in ring.logKeys {
            let isRevoked = ring.revoked[log.key.keyIDHex] != nil
            let state = isRevoked ? "revoked" : log.key == current ? "current" : "former"
            let words = isRevoked ? Text(en: "revoked", zh: "已吊销") : log.key == current ? Text(en: "signs", zh: "在用") : Text(en: "former", zh: "已停用")
            let file = log.key == current ? keys.path : keys.path + "." + log.key.keyIDHex
            rows.append((log.key, Text(en: "ledger", zh: "账本"), log.seq, state, words, file))
        }
        for party in ring.partyKeys {
            let isLast = ring.partyKeys.last { $0.party == party.party } == party
            rows.append(
                (
                    party.key, .same(party.party.text), party.seq, isLast ? "current" : "former",
                    isLast ? Text(en: "signs", zh: "在用") : Text(en: "former", zh: "已停用"), keys.partyPath(party.party)
                ))
        }
        var table = Table(columns: [
            .identifier(Text(en: "Key", zh: "密钥")), .identifier(Text(en: "Of", zh: "所属")), .number(Text(en: "Entry", zh: "记录")),
            .words(Text(en: "State", zh: "状态"), atLeast: 7),
            .words(Text(en: "Private key file", zh: "私钥文件"), atLeast: 16),
        ])
        for row in rows {
            let isHere = Glibc.access(row.file, F_OK) == 0
            if console.json {
                var line: JSONObject = [
                    "keyId": .string(row.key.keyIDHex), "publicKey": .string(row.key.text), "of": .string(row.whose.en),
                    "seq": .integer(Int64(clamping: row.from)), "state": .string(row.state),
                ]
                line["file"] = isHere ? .string(row.file) : nil
                try console.emit(line)
            } else {
                table.add([
                    .text(row.key.keyIDHex), .sentence(row.whose), .count(Int64(clamping: row.from)), .sentence(row.words),
                    .sentence(isHere ? .same(row.file) : Text(en: "not here", zh: "不在此处")),
                ])
            }
        }
        guard !console.json else { return .done }
        try console.show(table)
        try console.say(Text(en: "Back up every private key that signs, apart from the ledger and from each other.", zh: "请备份所有在用私钥，与账本分开，且互相分开。"))
        return .done
    }

    static let manual = CommandManual(
        name: "key list", abstract: Text(en: "The keys of the ledger, and what to back up.", zh: "账本的密钥及需备份之物。"),
        example: .init("dutyfree key list", Text(en: "the log's keys and those of parties", zh: "账本与各主体的密钥")),
        another: .init("dutyfree key list --json", Text(en: "for a script", zh: "供脚本使用")),
        usage: ["dutyfree key [list]"], exits: [.init(.done), .init(.cannotRun)], seeAlso: ["key rotate", "key export-public"])
}

struct KeyRotate: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "rotate")
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let desk = try RecordingDesk(common, writing, console)
        let path = LedgerAccess.keyPath(writing.key, ledger: LedgerAccess(common, console.environment).path, console.environment)
        let keys = LedgerKeys(path: path, console: console)
        // The new key is on disk before the ledger names it: a ledger whose key is lost can never be written again.
        let key = try keys.hasNext ? keys.read(keys.next) : SigningKey.generate()
        let new = try VerifierKey(name: desk.signer.origin, publicKey: key.publicKey)
        if !desk.dryRun, !keys.hasNext { try KeyFile.write(key, keys.next) }
        let (seq, commit) = try desk.commit { try $0.rotate(to: new, by: desk.party) }
        if !desk.dryRun { try keys.promote(former: desk.signer.verifierKey) }
        if console.json {
            var line: JSONObject = [
                "seq": .integer(Int64(clamping: seq)), "keyId": .string(new.keyIDHex), "publicKey": .string(new.text),
                "former": .string(desk.signer.verifierKey.keyIDHex),
            ]
            line["checkpoint"] = desk.dryRun ? nil : commit.map { .string($0.note) }
            try console.emit(line)
            return .done
        }
        try console.say(
            .good,
            Text(
                en:
                    "Entry \(Figures.grouped(Int64(clamping: seq))), sealed with key \(desk.signer.verifierKey.keyIDHex), names key \(new.keyIDHex): it signs from the next commit on.",
                zh: "第 \(Figures.grouped(Int64(clamping: seq))) 条由密钥 \(desk.signer.verifierKey.keyIDHex) 签署，指定新密钥 \(new.keyIDHex)，自下次提交起使用。"))
        try console.say(Text(en: "  Tell whoever checks this ledger: \(new.text)", zh: "  请告知核查方：\(new.text)"))
        try console.say(
            Text(
                en: "  Proof of it under the former key: dutyfree prove entry \(seq) --as-of \(seq)",
                zh: "  以旧密钥出具的证明：dutyfree prove entry \(seq) --as-of \(seq)"))
        try console.say(
            .warning,
            Text(
                en: "Back up \(path) now. The former key is kept as \(path).\(desk.signer.verifierKey.keyIDHex).",
                zh: "请立即备份 \(path)。旧密钥保存为 \(path).\(desk.signer.verifierKey.keyIDHex)。"))
        return .done
    }

    static let manual = CommandManual(
        name: "key rotate", abstract: Text(en: "Change the ledger's signing key: the old one signs the new.", zh: "更换账本签名密钥：由旧密钥签署新密钥。"),
        example: .init("dutyfree key rotate", Text(en: "makes the new key and puts it in the old one's place", zh: "生成新密钥并替换旧密钥")),
        another: .init("dutyfree key rotate -n", Text(en: "tries it without writing", zh: "试运行，不写入")),
        usage: ["dutyfree key rotate [--key FILE]"],
        discussion: [
            Text(
                en: "A stolen key cannot name its own successor in a way that anybody should believe: then tell customs and your witnesses first, on paper.",
                zh: "失窃的密钥无法可信地指定继任者：此时请先以书面告知海关和见证方。")
        ],
        exits: [.init(.done), .init(.cannotRun), .init(.busy)], seeAlso: ["key revoke", "key list"])
}

struct KeyRevoke: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "revoke")
    @Argument(help: "The key's id: eight hex digits.") var id: String
    @Option(help: "Why.") var reason: String
    @Option(name: .customLong("last-good"), help: "The last size that its signatures are good for; else all that it signed.") var lastGood: UInt64?
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let desk = try RecordingDesk(common, writing, console)
        let (ring, size) = try desk.store.read { (try KeyRing($0), try $0.size()) }
        guard let key = ring.keys.first(where: { $0.keyIDHex == id }) else {
            throw Problem.usage(Text(en: "the ledger has no key \(id)", zh: "账本没有密钥 \(id)"), hint: Suggestion.sentence(for: id, in: ring.keys.map(\.keyIDHex)))
        }
        guard key != ring.key(at: size) else {
            throw Problem(
                "key-in-use", Text(en: "key \(id) still signs this ledger", zh: "密钥 \(id) 仍在使用"), outcome: Failure.nothingWritten,
                hint: Text(en: "Replace it first: dutyfree key rotate", zh: "请先更换：dutyfree key rotate"))
        }
        let (seq, commit) = try desk.commit { try $0.revoke(key, lastGood: lastGood ?? size, reason: NFC.normalize(reason), by: desk.party) }
        if console.json {
            var line: JSONObject = ["seq": .integer(Int64(clamping: seq)), "keyId": .string(id), "lastGood": .integer(Int64(clamping: lastGood ?? size))]
            line["checkpoint"] = desk.dryRun ? nil : commit.map { .string($0.note) }
            try console.emit(line)
        } else {
            try console.say(
                .good,
                Text(
                    en:
                        "key \(id) is revoked: what it signed beyond \(Figures.grouped(Int64(clamping: lastGood ?? size))) entries holds only where witnesses saw it",
                    zh: "密钥 \(id) 已吊销：其对 \(Figures.grouped(Int64(clamping: lastGood ?? size))) 条之后的签名仅在见证方已见时有效"))
        }
        return .done
    }

    static let manual = CommandManual(
        name: "key revoke", abstract: Text(en: "Say that a former key is not to be believed beyond a size.", zh: "声明旧密钥在某一大小之后不可信。"),
        example: .init("dutyfree key revoke c689b45a --reason \"laptop lost\"", Text(en: "whatever it signs from now on counts for nothing", zh: "此后其签名一概无效")),
        another: .init(
            "dutyfree key revoke c689b45a --last-good 4100 --reason \"stolen on Monday\"", Text(en: "verify names what it signed since", zh: "核查会指出此后由其签署的内容")),
        usage: ["dutyfree key revoke KEYID --reason TEXT [--last-good SIZE]"], exits: [.init(.done), .init(.cannotRun), .init(.usage)],
        seeAlso: ["key rotate", "verify"])
}

struct KeyParty: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "party")
    @Argument(help: "The party.", completion: .custom(Completions.parties)) var party: String
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let desk = try RecordingDesk(common, writing, console)
        let code = PartyCode(NFC.normalize(party))
        let keys = LedgerKeys(
            path: LedgerAccess.keyPath(writing.key, ledger: LedgerAccess(common, console.environment).path, console.environment), console: console)
        let path = keys.partyPath(code)
        guard try desk.store.read({ try $0.master(.party, code.text) }) != nil else { throw Refusal(.unknownParty, facts: ["party": code.text]) }
        let isNew = access(path, F_OK) != 0
        let key = try isNew ? SigningKey.generate() : keys.read(path)
        let verifier = try VerifierKey(name: KeyRing.name(of: code, origin: desk.signer.origin), publicKey: key.publicKey)
        if isNew, !desk.dryRun { try KeyFile.write(key, path) }
        let (seq, commit) = try desk.commit { try $0.note(key: verifier, of: code, by: desk.party) }
        if console.json {
            var line: JSONObject = [
                "seq": .integer(Int64(clamping: seq)), "party": .string(code.text), "publicKey": .string(verifier.text), "file": .string(path),
            ]
            line["checkpoint"] = desk.dryRun ? nil : commit.map { .string($0.note) }
            try console.emit(line)
        } else {
            try console.say(
                .good,
                Text(
                    en: "from the next commit on every entry by \(code.text) needs its signature, key \(verifier.keyIDHex)",
                    zh: "自下次提交起，\(code.text) 的每条记录均须其密钥 \(verifier.keyIDHex) 签名"))
            try console.say(.warning, Text(en: "Give \(path) to \(code.text), and back it up.", zh: "请把 \(path) 交给 \(code.text) 并备份。"))
        }
        return .done
    }

    static let manual = CommandManual(
        name: "key party", abstract: Text(en: "Let a party sign its own commits beside the ledger.", zh: "让主体对自己的记录另行签名。"),
        example: .init("dutyfree key party W1 --as V1", Text(en: "nobody without W1's key can record as W1 from now on", zh: "此后没有 W1 的密钥便不能以 W1 名义记录")),
        another: .init("dutyfree key party W1 -n", Text(en: "tries it without writing", zh: "试运行，不写入")),
        usage: ["dutyfree key party PARTY [--as PARTY]"], exits: [.init(.done), .init(.refused), .init(.cannotRun)], seeAlso: ["key list", "verify"])
}

struct KeyProtect: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "protect")
    @Option(help: "The key file; else the ledger's.", completion: .file()) var key: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let path = LedgerAccess.keyPath(key, ledger: LedgerAccess(common, console.environment).path, console.environment)
        let keys = LedgerKeys(path: path, console: console)
        let signing = try KeyFile.read(path)
        guard let phrase = keys.passphrase(Text(en: "New passphrase: ", zh: "新口令：")), phrase.utf8.count >= 8 else {
            throw Problem.usage(
                Text(en: "a passphrase has at least 8 characters", zh: "口令至少 8 个字符"),
                hint: Text(en: "Give it in $DUTYFREE_PASSPHRASE, or run this at a terminal.", zh: "请用 $DUTYFREE_PASSPHRASE 给出，或在终端运行。"))
        }
        if console.environment["DUTYFREE_PASSPHRASE"] == nil, keys.passphrase(Text(en: "Again: ", zh: "再次输入：")) != phrase {
            throw Problem.usage(Text(en: "the two are not the same", zh: "两次输入不一致"))
        }
        let begun = path + ".part"
        unlink(begun)
        try KeyFile.write(signing, begun, passphrase: phrase)
        guard rename(begun, path) == 0 else { throw KeyFileError.cannotWrite(path, reason: String(cString: strerror(errno))) }
        if console.json {
            try console.emit(["key": .string(path), "encrypted": true])
        } else {
            try console.say(.good, Text(en: "\(path) is encrypted; whoever records needs the passphrase", zh: "\(path) 已加密；记录时需要口令"))
            try console.say(.warning, Text(en: "A forgotten passphrase is a lost key: keep a backup of both.", zh: "忘记口令等于丢失密钥：请备份密钥与口令。"))
        }
        return .done
    }

    static let manual = CommandManual(
        name: "key protect", abstract: Text(en: "Encrypt a private key with a passphrase.", zh: "用口令加密私钥。"),
        example: .init("dutyfree key protect", Text(en: "the ledger's key, asking for the passphrase", zh: "加密账本密钥，并询问口令")),
        another: .init("dutyfree key protect --key ledger.W1.key", Text(en: "a party's key", zh: "加密主体密钥")),
        usage: ["dutyfree key protect [--key FILE]"],
        discussion: [
            Text(
                en: "PKCS#8 with AES-256 and PBKDF2, as the openssl command reads it. The passphrase comes from the terminal or $DUTYFREE_PASSPHRASE.",
                zh: "PKCS#8，AES-256 与 PBKDF2，openssl 命令可读。口令由终端输入或取自 $DUTYFREE_PASSPHRASE。")
        ],
        exits: [.init(.done), .init(.cannotRun), .init(.usage)], seeAlso: ["key list"])
}

struct KeyExportPublic: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "export-public")
    @Flag(help: "As PEM, for the openssl command.") var pem = false
    @Option(name: .shortAndLong, help: "Where to write.", completion: .file()) var output: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let (ring, size) = try LedgerAccess(common, console.environment).read().read { (try KeyRing($0), try $0.size()) }
        let key = ring.key(at: size)
        if console.json {
            try console.emit(["publicKey": .string(key.text), "keyId": .string(key.keyIDHex), "pem": .string(try key.publicKey.pem())])
            return .done
        }
        let file = try OutputFile(output)
        try file.write(Array((pem ? try key.publicKey.pem() : key.text + "\n").utf8))
        try file.close()
        return .done
    }

    static let manual = CommandManual(
        name: "key export-public", abstract: Text(en: "Print the public key that auditors need.", zh: "输出审计所需的公钥。"),
        example: .init("dutyfree key export-public > ledger.vkey", Text(en: "a C2SP verifier key", zh: "C2SP 校验公钥")),
        another: .init("dutyfree key export-public --pem -o ledger.pem", Text(en: "for openssl", zh: "供 openssl 使用")),
        usage: ["dutyfree key export-public [--pem] [-o FILE]"], exits: [.init(.done), .init(.cannotRun)], seeAlso: ["check", "verify"])
}
