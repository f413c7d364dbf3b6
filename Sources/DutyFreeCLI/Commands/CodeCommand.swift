import ArgumentParser
import DutyFree
import GS1
import Interop
import Ledger
import Presentation
import SQLiteStore
import Wire

/// Explains whatever code a person pastes.
struct CodeCommand: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "code")

    @Argument(help: "Codes in any form; - reads one a line from stdin.") var texts: [String]
    @Option(name: .customLong("prefix-length"), help: "Digits of the company prefix, 6 to 12, where the code does not say.") var prefixLength: Int?
    @Option(help: "GS1's table of company prefix lengths (CSV); else $DUTYFREE_PREFIXES.", completion: .file()) var prefixes: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        if let prefixLength, !(6...12).contains(prefixLength) {
            throw Problem.usage(Text(en: "--prefix-length is 6 to 12", zh: "--prefix-length 为 6 到 12"))
        }
        let table = try PrefixTableFile.read(prefixes, console.environment)
        let year = Times.year(try Clock.now(console.environment)())
        let ledger = try ledger(console)
        var isWhole = true
        func answer(_ text: String) throws {
            let known = try ledger.map { ledger in try ledger.read { try LedgerKnowledge.of(text, $0) } } ?? nil
            let answer = CodeAnswer(text, prefixLength: { prefixLength ?? table?.length(of: $0) }, known: known, currentYear: year)
            isWhole = isWhole && answer.fault == nil
            try answer.show(console)
        }
        for text in texts {
            if text == "-" { try CodeLines.read { text, _ in try answer(text) } } else { try answer(text) }
        }
        return isWhole ? .done : .answerIsNo
    }

    /// The ledger that was named, or the one that lies here; nil where there is none: a code can be explained without.
    private func ledger(_ console: Console) throws -> SQLiteLedger? {
        let access = LedgerAccess(common, console.environment)
        let isNamed = common.ledger != nil || !(console.environment["DUTYFREE_LEDGER"] ?? "").isEmpty
        do { return try access.read() } catch StoreFault.notFound where !isNamed { return nil }
    }

    static let manual = CommandManual(
        name: "code", abstract: Text(en: "Say what a code is, what is wrong with it, and all its other forms.", zh: "说明一个代码是什么、错在哪里，以及所有等价写法。"),
        example: .init("dutyfree code '(01)09521000200074(21)A1'", Text(en: "as it stands on a label", zh: "标签上的写法")),
        another: .init("dutyfree code 3074257BF7194E4000001A85 urn:epc:id:sscc:0614141.1234567890", Text(en: "a tag's memory and a URN", zh: "标签内存与 URN")),
        more: [
            .init("dutyfree code - < scans.txt", Text(en: "a code a line, as guns send them", zh: "每行一码，与扫描枪发送的相同")),
            .init("dutyfree code 09521000200074 --prefix-length 7", Text(en: "with EPC forms", zh: "连同 EPC 写法")),
        ],
        usage: ["dutyfree code TEXT…|- [--prefix-length N] [--prefixes FILE]"],
        options: [
            .init(
                "--prefix-length N",
                Text(en: "how many digits of the key are the company prefix; a tag or an EPC URN says so itself", zh: "键中厂商代码的位数；标签和 EPC URN 自带此信息")),
            .init(
                "--prefixes FILE",
                Text(
                    en: "GS1's table of prefix lengths as CSV: prefix,company_prefix_length; else $DUTYFREE_PREFIXES",
                    zh: "GS1 厂商代码长度表（CSV：prefix,company_prefix_length）；缺省为 $DUTYFREE_PREFIXES")),
        ],
        discussion: [
            Text(
                en:
                    "Reads bar codes as guns send them (]C1 and its kin, GS as the byte, ^, <GS> or {GS}), brackets, Digital Links of any domain, EPC URNs, the hex of RFID tags, bare GTINs and SSCCs, and labels of places. Where a ledger is at hand it says what that knows of the item.",
                zh: "可读：扫描枪发送的条码（]C1 等前缀，GS 可为字节、^、<GS> 或 {GS}）、带括号的文字、任意域名的数字链接、EPC URN、射频标签的十六进制、单独的 GTIN 与 SSCC，以及库位标签。若有账本，还会说明账本所知。"),
            Text(
                en:
                    "In the element string GS stands where a symbol has FNC1; on a screen it is drawn as ␝, which is read back. Without a company prefix length there are no EPC forms: it is never guessed.",
                zh: "码内数据中的 GS 即符号中的 FNC1，屏幕上画作 ␝，粘贴回来同样可读。未知厂商代码长度时不给出 EPC 写法：绝不猜测。"),
        ],
        exits: [.init(.done), .init(.answerIsNo, Text(en: "some of the codes are wrong", zh: "部分代码有误")), .init(.cannotRun), .init(.usage)],
        seeAlso: ["trace", "label", "explain"])
}

/// The table of company prefix lengths that a call names.
enum PrefixTableFile {
    /// Nil where none is named. Throws where it cannot be read.
    static func read(_ given: String?, _ environment: Environment) throws -> CompanyPrefixTable? {
        guard let path = given ?? environment["DUTYFREE_PREFIXES"], !path.isEmpty else { return nil }
        let bytes: [UInt8]
        do throws(InputError) { bytes = try ByteSource.contents(of: path, upTo: 64 << 20) } catch { throw InputFault(error) }
        do throws(CompanyPrefixTable.Fault) { return try CompanyPrefixTable(csv: bytes) } catch {
            let line: Int? = if case .line(let number) = error { number } else { nil }
            throw Stop(
                Problem(
                    "bad-csv", Text(en: "no table of company prefix lengths", zh: "不是厂商代码长度表"), at: .init(file: path, line: line),
                    hint: Text(en: "Each line is prefix,length: 952,7", zh: "每行为 前缀,长度：952,7")), exit: .cannotRun)
        }
    }
}
