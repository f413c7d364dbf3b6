import ArgumentParser
import DutyFree
import Evidence
import Ledger
import Presentation
import TransparencyLog
import Wire

struct Check: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "check")

    @Argument(help: "A proof.", completion: .file()) var file: String
    @Option(help: "The ledger's public key: a verifier key, or a file; several after a rotation.", completion: .file()) var key: [String]
    @Option(help: "A witness's public key, as often as needed.", completion: .file()) var witness: [String] = []
    @Option(help: "How many of the witnesses must have cosigned; all unless said.") var quorum: Int?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard let bytes = SmallFile.bytes(file) else {
            throw Problem("cannot-read", Text(en: "there is no such file, or it cannot be read", zh: "文件不存在或无法读取"), at: .init(file: file))
        }
        let text = String(decoding: bytes, as: UTF8.self)
        // A PEM key has no name: it is taken for the key of whatever log the proof is of.
        let keys = try key.map { try TrustedKeys.read($0, named: Check.origin(in: text, bytes)) }
        let witnesses = try TrustedKeys.witnesses(witness, quorum: quorum)
        let checked: CheckedProof
        do throws(ProofFault) {
            checked = try ProofChecker(keys: keys, witnesses: witnesses.keys, quorum: witnesses.quorum).check(bytes)
        } catch {
            throw Stop(
                Problem(
                    "not-proven", Text(en: "proves nothing: \(error.words.en)", zh: "不能证明任何事：\(error.words.zh)"), at: .init(file: file),
                    hint: Text(en: "Ask whoever gave it to you, and show them this line.", zh: "请向提供者出示此行并询问。")), exit: .tampered)
        }
        let sentences = ProofSentences(checked, language: console.language)
        if console.json {
            try console.emit(sentences.json)
            return .done
        }
        try console.say(.good, sentences.proven)
        for line in sentences.history { try console.write("    " + line + "\n") }
        if let document = sentences.document { try console.write("    " + document + "\n") }
        try console.say(sentences.signed)
        for line in sentences.notProven { try console.say(line) }
        return .done
    }

    /// The origin that a proof's checkpoint names.
    private static func origin(in text: String, _ bytes: [UInt8]) throws -> String {
        let note: String?
        if ProofFile.isCompact(bytes) {
            note = try? ProofFile(compact: bytes).checkpoint
        } else if let proof = try? ExtensionProof(text: text) {
            note = proof.newer
        } else {
            note = try? ProofFile(text: text).checkpoint
        }
        return note?.split(separator: "\n").first.map(String.init) ?? "-"
    }

    static let manual = CommandManual(
        name: "check", abstract: Text(en: "Check a proof with the public key and nothing else.", zh: "仅凭公钥核验证明。"),
        example: .init("dutyfree check item.proof --key 'haidao.example/ledger+…'", Text(en: "says what is proven, and what is not", zh: "说明证明了什么、没有证明什么")),
        another: .init(
            "dutyfree check stock.proof --key ledger.pem --witness customs.key --quorum 1", Text(en: "and that customs' witness has seen it", zh: "且须有海关见证方的签名")
        ),
        usage: ["dutyfree check FILE --key KEY… [--witness KEY… [--quorum N]]"],
        discussion: [
            Text(
                en:
                    "No ledger is needed. docs/check_proof.py does the same in plain Python, docs/check_proof.html in a browser, for those who do not trust this program.",
                zh: "无需账本。不信任本程序者可用 docs/check_proof.py（Python）或 docs/check_proof.html（浏览器）核验。")
        ],
        exits: [.init(.done, Text(en: "proven", zh: "已证明")), .init(.tampered, Text(en: "proves nothing", zh: "不能证明")), .init(.cannotRun), .init(.usage)],
        seeAlso: ["prove item", "verify"])
}
