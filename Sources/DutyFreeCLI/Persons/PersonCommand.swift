import ArgumentParser
import Cryptography
import DutyFree
import Glibc
import Ledger
import Presentation
import Wire

/// 一人一码.
struct PersonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person", subcommands: [PersonCodeCommand.self, PersonShow.self, PersonKeyCommand.self, PersonForget.self])
}

/// Where the key of travellers' codes is: never in the ledger.
struct PersonKeyOptions: ParsableArguments {
    @Option(
        name: .customLong("person-key"), help: "The key of travellers' codes; else $DUTYFREE_PERSON_KEY, else the ledger's name with .person.key.",
        completion: .file())
    var path: String?

    func path(_ common: CommonOptions, _ environment: Presentation.Environment) -> String {
        if let path { return path }
        if let named = environment["DUTYFREE_PERSON_KEY"], !named.isEmpty { return named }
        let ledger = LedgerAccess.path(common.ledger, environment)
        return (ledger.hasSuffix(".dutyfree") ? String(ledger.dropLast(9)) : ledger) + ".person.key"
    }

    /// The faults of key files in our words: what is missing is not the signing key.
    static func naming<T>(_ body: () throws -> T) throws -> T {
        do { return try body() } catch KeyFileError.missing(let path) {
            throw Stop(
                Problem(
                    "no-person-key", Text(en: "there is no key for travellers' codes", zh: "没有旅客代码的密钥"), at: .init(file: path), outcome: Failure.nothingWritten,
                    hint: Text(
                        en: "Make one, once: dutyfree person key. Without the old one its codes cannot be made again.",
                        zh: "首次请生成：dutyfree person key。旧密钥若已销毁，原代码无法重现。")),
                exit: .cannotRun)
        } catch KeyFileError.notPEM(let path) {
            throw Stop(
                Problem(
                    "not-a-key", Text(en: "this is no key for travellers' codes", zh: "这不是旅客代码的密钥"), at: .init(file: path), outcome: Failure.nothingWritten,
                    hint: Text(en: "Name the file that `person key` made, with --person-key FILE.", zh: "请用 --person-key 指定 person key 生成的文件。")),
                exit: .cannotRun)
        }
    }
}

/// Makes a traveller's code. The number comes from a prompt that does not echo, or from stdin; never from the command line,
/// where every process of the machine could read it.
struct PersonCodeCommand: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "code")

    @Option(help: "The document.", completion: .list(IdentityDocument.allCases.map(\.rawValue))) var type = IdentityDocument.idCard.rawValue
    @Option(help: "The country that issued it, two letters.") var country = "CN"
    @OptionGroup var personKey: PersonKeyOptions
    /// Taken so that it can be refused without being repeated.
    @Argument(help: .hidden) var words: [String] = []
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard words.isEmpty else {
            throw Problem.usage(
                Text(en: "a document number does not belong on the command line; it is not repeated here", zh: "证件号码不得写在命令行上；此处不予重复"),
                hint: Text(en: "Type it when asked, or hand it in: … | dutyfree person code. Clear your shell's history.", zh: "请在提示后输入，或经标准输入给出；并清除终端历史。"))
        }
        guard let document = IdentityDocument(rawValue: type) else {
            throw Problem.usage(
                Text(en: "“\(type)” is no kind of document", zh: "“\(type)”不是证件种类"), hint: Words.oneOf(IdentityDocument.allCases.map(\.rawValue)))
        }
        let key = try PersonKeyOptions.naming { PersonKey(secret: try SecretFile.read(personKey.path(common, console.environment))) }
        let code: PersonCode
        do throws(DocumentNumberFault) {
            code = key.code(of: try DocumentNumber(try number(console), type: document, country: country))
        } catch {
            throw Stop(Problem(error.rawValue, error.sentence, outcome: Failure.nothingWritten, hint: error.hint), exit: .refused)
        }
        if console.json {
            try console.emit(["code": .string(code.text), "keyId": .string(key.id)])
        } else {
            try console.write(code.text + "\n")
        }
        return .done
    }

    private func number(_ console: Console) throws(DocumentNumberFault) -> String {
        if console.terminal.canAsk, !console.asksNothing {
            guard let typed = getpass(Text(en: "Document number (not shown): ", zh: "证件号码（不显示）：")[console.language]) else { throw .empty }
            defer { memset(typed, 0, strlen(typed)) }
            return String(cString: typed)
        }
        return readLine(strippingNewline: true) ?? ""
    }

    static let manual = CommandManual(
        name: "person code", abstract: Text(en: "Make a traveller's code from a document number, which is kept nowhere.", zh: "由证件号码生成旅客代码；号码不保存。"),
        example: .init("dutyfree person code", Text(en: "an identity card; asks for the number, shows nothing", zh: "身份证；提示输入，不显示")),
        another: .init("reader | dutyfree person code --type passport --country FR", Text(en: "from a document reader", zh: "由证件阅读器输入")),
        usage: ["dutyfree person code [--type id-card|passport|permit|other] [--country CC] [--person-key FILE]"],
        options: [
            .init(
                "--person-key FILE",
                Text(en: "the key, mode 0600, outside the ledger; else $DUTYFREE_PERSON_KEY", zh: "密钥文件（权限 0600，不在账本内）；缺省为 $DUTYFREE_PERSON_KEY"))
        ],
        discussion: [
            Text(
                en:
                    "The code is p: and HMAC-SHA-256 of type|country|NUMBER under the key. Letter case, blanks, hyphens and full-width characters do not matter; the check digit of an identity card is verified (GB 11643). All tills of an enterprise need the same key.",
                zh: "代码为 p: 加上以密钥对 类型|国家|号码 所作的 HMAC-SHA-256。大小写、空格、连字符、全角字符均不影响；身份证校验码按 GB 11643 核验。同一企业各收银点须用同一密钥。")
        ],
        exits: [.init(.done), .init(.refused), .init(.cannotRun), .init(.usage)], seeAlso: ["person show", "person key", "person forget"])
}

/// Makes the key, once.
struct PersonKeyCommand: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "key")

    @OptionGroup var personKey: PersonKeyOptions
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let path = personKey.path(common, console.environment)
        let isNew = access(path, F_OK) != 0
        let key = try PersonKeyOptions.naming { PersonKey(secret: isNew ? try SecretFile.create(path) : try SecretFile.read(path)) }
        if console.json {
            try console.emit(["key": .string(path), "keyId": .string(key.id), "isNew": .bool(isNew)])
        } else {
            try console.say(.good, Text(en: "\(isNew ? "New key" : "Key") \(path), id \(key.id)", zh: "\(isNew ? "新密钥" : "密钥") \(path)，编号 \(key.id)"))
            if isNew {
                try console.say(
                    .warning,
                    Text(en: "Every till of the enterprise needs this one, and a backup; the ledger never holds it.", zh: "企业各收银点均须使用此密钥，并请备份；账本中不含此密钥。"))
            }
        }
        return .done
    }

    static let manual = CommandManual(
        name: "person key", abstract: Text(en: "Make the key of travellers' codes, or show its id.", zh: "生成旅客代码的密钥，或显示其编号。"),
        example: .init("dutyfree person key", Text(en: "beside the ledger, ledger.person.key", zh: "位于账本旁：ledger.person.key")),
        another: .init("dutyfree person key --person-key /media/usb/person.key", Text(en: "on another medium", zh: "存放在别的介质上")),
        usage: ["dutyfree person key [--person-key FILE]"],
        discussion: [
            Text(
                en: "32 random bytes in hex, mode 0600. Two keys give two codes for one person: the id tells whether two tills use the same.",
                zh: "32 个随机字节的十六进制，权限 0600。两把密钥会给同一人两个代码：以编号核对各收银点是否一致。")
        ],
        exits: [.init(.done), .init(.cannotRun), .init(.usage)], seeAlso: ["person code", "person forget"])
}

/// Forgetting: the key is destroyed, and with it what any code meant.
struct PersonForget: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "forget")

    @OptionGroup var personKey: PersonKeyOptions
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Check only.") var dryRun = false
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let path = personKey.path(common, console.environment)
        let key = try PersonKeyOptions.naming { PersonKey(secret: try SecretFile.read(path)) }
        if !dryRun {
            guard
                try console.confirm(
                    Text(
                        en: "Destroy \(path) (id \(key.id))? No code made with it can ever be made or traced to a person again.",
                        zh: "销毁 \(path)（编号 \(key.id)）？此后无法再生成或还原其代码。"))
            else { return .answerIsNo }
            try SecretFile.destroy(path)
        }
        if console.json {
            try console.emit(["key": .string(path), "keyId": .string(key.id), "destroyed": .bool(!dryRun)])
        } else {
            try console.say(
                .good,
                dryRun
                    ? Text(en: "\(path), id \(key.id), would be destroyed", zh: "将会销毁 \(path)（编号 \(key.id)）")
                    : Text(
                        en: "\(path), id \(key.id), is destroyed; the ledger is as it was, and its codes name nobody",
                        zh: "已销毁 \(path)（编号 \(key.id)）；账本未变，其中代码不再指向任何人"))
            if !dryRun { try console.say(.warning, Text(en: "Destroy its backups, too.", zh: "请同时销毁其备份。")) }
        }
        return .done
    }

    static let manual = CommandManual(
        name: "person forget",
        abstract: Text(en: "Destroy the key of travellers' codes: nobody can tell any more whose they are.", zh: "销毁旅客代码的密钥：代码不再可还原到个人。"),
        example: .init("dutyfree person forget", Text(en: "asks once", zh: "确认一次")),
        another: .init("dutyfree person forget --yes", Text(en: "asks nothing", zh: "不再确认")),
        usage: ["dutyfree person forget [--person-key FILE] [-n]"],
        discussion: [
            Text(
                en:
                    "Erasure of personal data (PIPL art. 47) without touching an entry: the chain stays whole, codes become meaningless. Quotas start anew with a new key, so do this for closed years. The file is overwritten and removed; copies are yours to find.",
                zh: "在不改动任何记录的情况下删除个人信息（个人信息保护法第47条）：链条完整，代码失去意义。新密钥下额度重新累计，请在年度结清后办理。文件先覆盖后删除；其副本须自行清除。")
        ],
        exits: [.init(.done), .init(.answerIsNo), .init(.cannotRun), .init(.usage)], seeAlso: ["person key", "person code"])
}

extension DocumentNumberFault {
    var sentence: Text {
        switch self {
        case .empty: Text(en: "no document number was given", zh: "未给出证件号码")
        case .characters: Text(en: "the document number has characters other than letters and digits", zh: "证件号码含有字母、数字以外的字符")
        case .length: Text(en: "the document number has another length; an identity card has 18 characters", zh: "证件号码长度不符；身份证为 18 位")
        case .birthday: Text(en: "the day of birth in the identity card's number does not exist", zh: "身份证号码中的出生日期不存在")
        case .checkDigit: Text(en: "the last character of the identity card's number does not fit the others (GB 11643)", zh: "身份证号码末位校验码不符（GB 11643）")
        case .country: Text(en: "the country is two letters, and CN for an identity card", zh: "国家应为两个字母；身份证为 CN")
        }
    }

    var hint: Text { Text(en: "Read it again from the document; it is not repeated here.", zh: "请对照证件重新输入；此处不重复号码。") }
}
