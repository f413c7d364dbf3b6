import ArgumentParser
import Cryptography
import DutyFree
import Glibc
import Ledger
import Presentation
import SQLiteStore
import TransparencyLog
import Wire

struct Init: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "init")

    @Argument(help: "The ledger file to make.", completion: .file()) var file: String?
    @Option(help: "The enterprise whose ledger this is.") var enterprise: String
    @Option(help: "The ledger's name for the world: HOST/PATH, without a scheme.") var origin: String
    @Option(help: "An Ed25519 key to use, or the file to write a new one to.", completion: .file()) var key: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let path = file ?? LedgerAccess.path(common.ledger, console.environment)
        let keyPath = LedgerAccess.keyPath(key, ledger: path, console.environment)
        guard !enterprise.trimmed.isEmpty else {
            throw Problem.usage(Text(en: "--enterprise must not be empty", zh: "--enterprise 不能为空"))
        }
        guard Origin.isValid(origin) else {
            throw Problem.usage(
                Text(
                    en: "--origin is HOST/PATH without scheme, blanks or +, such as haikou-dfs.example/ledger, not “\(origin)”",
                    zh: "--origin 应为 主机/路径，不含协议、空格或 +，例如 haikou-dfs.example/ledger，而不是“\(origin)”"))
        }
        // Both files are made only if neither is there; the ledger first, so that no key is left without one.
        guard access(path, F_OK) != 0 else { throw StoreFault.exists(path: path) }
        let (signingKey, isNew) = try Init.key(at: keyPath)
        let signer = try LogSigner(origin: origin, key: signingKey)
        let store = try SQLiteLedger.create(at: path)
        let genesis = Genesis(
            enterprise: NFC.normalize(enterprise.trimmed), origin: origin, publicKey: signer.verifierKey.text)
        let commit: Commit
        do {
            commit = try Recorder.begin(
                store, genesis: genesis, signer: signer, at: try Clock.now(console.environment)(), policies: try BuiltInPolicies.documents())
        } catch {
            for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
            if isNew { unlink(keyPath) }
            throw error
        }
        if console.json {
            try console.emit([
                "ledger": .string(path), "origin": .string(origin), "enterprise": .string(genesis.enterprise),
                "key": .string(keyPath), "keyId": .string(signer.verifierKey.keyIDHex),
                "publicKey": .string(signer.verifierKey.text), "checkpoint": .string(commit.note),
            ])
            return .done
        }
        try console.say(.good, Text(en: "Ledger \(path) of \(genesis.enterprise)", zh: "账本 \(path)（\(genesis.enterprise)）"))
        try console.say(
            .good,
            Text(
                en: "\(isNew ? "New key" : "Key") \(keyPath), id \(signer.verifierKey.keyIDHex)",
                zh: "\(isNew ? "新密钥" : "密钥") \(keyPath)，编号 \(signer.verifierKey.keyIDHex)"))
        try console.say(
            Text(
                en: "  Whoever checks this ledger needs only: \(signer.verifierKey.text)",
                zh: "  核查此账本只需要：\(signer.verifierKey.text)"))
        try console.say(
            .warning,
            Text(
                en: "Back up the key now: without it nothing more can be recorded.",
                zh: "请立即备份密钥：丢失后将无法继续记录。"))
        return .done
    }

    private static func key(at path: String) throws -> (SigningKey, isNew: Bool) {
        if access(path, F_OK) == 0 { return (try KeyFile.read(path), false) }
        let key = try SigningKey.generate()
        try KeyFile.write(key, path)
        return (key, true)
    }

    static let manual = CommandManual(
        name: "init", abstract: Text(en: "Make an empty ledger and its signing key.", zh: "新建空账本及其签名密钥。"),
        example: .init(
            "dutyfree init --enterprise \"Haidao Duty Free\" --origin haidao.example/ledger",
            Text(en: "makes ./ledger.dutyfree and ./ledger.key", zh: "生成 ./ledger.dutyfree 和 ./ledger.key")),
        another: .init(
            "dutyfree init shop.dutyfree --enterprise 海岛免税 --origin haidao.example/ledger --key /media/usb/shop.key",
            Text(en: "keeps the key on another medium", zh: "把密钥存放在别的介质上")),
        usage: ["dutyfree init [FILE] --enterprise NAME --origin HOST/PATH [--key FILE]"],
        options: [
            .init("--enterprise NAME", Text(en: "the enterprise whose ledger this is", zh: "账本所属企业")),
            .init("--origin HOST/PATH", Text(en: "the name that stands in every checkpoint", zh: "写入每个检查点的名称")),
            .init("--key FILE", Text(en: "an Ed25519 key in PKCS#8 PEM; made, mode 0600, if it is not there", zh: "Ed25519 密钥（PKCS#8 PEM）；不存在则新建，权限 0600")),
        ],
        discussion: [
            Text(
                en:
                    "The first entry names the enterprise, the origin and the public key; all three are for ever. The key is an ordinary file that the openssl command reads. Behind it stand the policies since 2020-07-01, by which every movement is judged: dutyfree policy show",
                zh: "第一条记录写明企业、名称和公钥，三者永不改变。密钥是 openssl 命令可读的普通文件。其后登记 2020-07-01 以来的各版政策，业务均据此判定：dutyfree policy show")
        ],
        exits: [.init(.done), .init(.cannotRun), .init(.usage)], seeAlso: ["party", "location", "product", "doctor"])
}

/// A C2SP origin: what stands in the first line of every checkpoint.
enum Origin {
    static func isValid(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 200 && !text.contains("://")
            && text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "+" && !$0.properties.isWhitespace && $0.value != 0x7F }
    }
}

extension String {
    /// Without blanks around it.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
            return ""
        }
        return String(self[first...last])
    }
}
