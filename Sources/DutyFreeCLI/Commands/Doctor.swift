import ArgumentParser
import Cryptography
import Glibc
import Ledger
import Presentation
import SQLiteStore
import TransparencyLog
import Wire

struct Doctor: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "doctor")

    @Flag(help: "Show the bytes of what a gun sends.") var gun = false
    @Option(help: "The signing key.", completion: .file()) var key: String?
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        if gun { return try gunTest(console) }
        let checks = DoctorChecks(common, key: key, console).all()
        if console.json {
            try console.emit([
                "checks": .array(
                    checks.map { check in
                        var line: JSONObject = [
                            "name": .string(check.name), "status": .string(check.status.rawValue), "detail": .string(check.detail.en),
                        ]
                        line["cure"] = check.cure.map { .string($0.en) }
                        return .object(line)
                    })
            ])
        }
        for check in checks where !console.json {
            try console.say(check.status.sign, Text(en: "\(check.title.en): \(check.detail.en)", zh: "\(check.title.zh)：\(check.detail.zh)"))
            if let cure = check.cure { try console.say(Text(en: "    \(cure.en)", zh: "    \(cure.zh)")) }
        }
        return checks.contains { $0.status == .bad } ? .answerIsNo : .done
    }

    /// Shows each scan as bytes, so that a lost FNC1 or an odd prefix is seen.
    private func gunTest(_ console: Console) throws -> Presentation.ExitCode {
        console.note(
            Text(
                en: "Scan a GS1 label whose bar code has a lot before the serial; DONE ends.",
                zh: "请扫描批号在序列号之前的 GS1 标签；DONE 结束。"))
        let source: ByteSource
        do throws(InputError) { source = try ByteSource(path: "-") } catch { return .cannotRun }
        let lines = LineReader(source, limit: 4096, ends: .scans)
        var sawSeparator = false
        while true {
            let next: Line?
            do throws(InputError) { next = try lines.next() } catch { break }
            guard let line = next, line.text.trimmed != "DONE" else { break }
            let bytes = Array(line.bytes)
            if bytes.isEmpty { continue }
            if bytes.contains(0x1D) { sawSeparator = true }
            let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
            let shown = Printable.line(line.text.split(separator: "\u{1D}", omittingEmptySubsequences: false).joined(separator: "<GS>"))
            if console.json { try console.emit(["text": .string(shown), "hex": .string(hex)]) } else { try console.write("\(shown)\n    \(hex)\n") }
        }
        if !console.json {
            try console.say(
                sawSeparator ? .good : .warning,
                sawSeparator
                    ? Text(en: "this gun sends the group separator", zh: "此扫码枪会发送组分隔符")
                    : Text(
                        en: "no group separator was seen: if the label has one, switch GS (FNC1) on in the gun's manual",
                        zh: "未见组分隔符：若标签含有，请按说明书打开扫码枪的 GS（FNC1）"))
        }
        return .done
    }

    static let manual = CommandManual(
        name: "doctor", abstract: Text(en: "Check that everything here is in order, with the cure for what is not.", zh: "检查各项是否正常，并给出处理办法。"),
        example: .init("dutyfree doctor", Text(en: "ledger, key, clock, disk, language", zh: "账本、密钥、时钟、磁盘、语言")),
        another: .init("dutyfree doctor --gun", Text(en: "shows what a scanner really sends", zh: "显示扫码枪实际发送的字节")),
        usage: ["dutyfree doctor [--gun]"], exits: [.init(.done), .init(.answerIsNo, Text(en: "something is wrong", zh: "有问题"))],
        seeAlso: ["verify", "init"])
}
