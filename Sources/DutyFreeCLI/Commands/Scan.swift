import ArgumentParser
import DutyFree
import Interop
import Ledger
import Presentation
import SQLiteStore
import Symbols
import Wire

/// Gun mode: a line is a scan, and every scan is answered at once.
struct Scan: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "scan")

    @Argument(help: "The movement that every scan records.", completion: .list(MovementType.allCases.map(\.rawValue))) var type: String?
    @Option(help: "Where they come from.", completion: .custom(Completions.locations)) var from: String?
    @Option(help: "Where they go.", completion: .custom(Completions.locations)) var to: String?
    @Option(help: "KIND=NUMBER, as often as needed.") var doc: [String] = []
    @Option(help: "The traveller's code, p:…") var person: String?
    @Option(name: .customLong("set"), help: "FIELD=VALUE, as often as needed.") var fields: [String] = []
    @Option(help: "bell or none.", completion: .list(["bell", "none"])) var sound = "bell"
    @Flag(help: "Print the control codes as a sheet.") var codes = false
    @Option(name: .shortAndLong, help: "With --codes: a sheet of QR codes, .svg or .pdf.", completion: .file()) var output: String?
    @OptionGroup var common: CommonOptions
    @OptionGroup var writing: WritingOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        if codes { return try printCodes(console) }
        guard output == nil else { throw Problem.usage(Text(en: "-o goes with --codes", zh: "-o 须与 --codes 同用")) }
        guard let type else {
            throw Problem.usage(Text(en: "say which movement the scans record", zh: "请说明扫描记录何种业务"))
        }
        guard let movement = MovementType(rawValue: type) else {
            throw Problem.usage(
                Text(en: "“\(type)” is no movement", zh: "“\(type)”不是业务类型"),
                hint: Suggestion.sentence(for: type, in: MovementType.allCases.map(\.rawValue)))
        }
        guard let sounds = Sounds(rawValue: sound) else {
            throw Problem.usage(Text(en: "--sound is bell or none", zh: "--sound 只能是 bell 或 none"))
        }
        let desk = try RecordingDesk(common, writing, console)
        guard let party = desk.party else {
            throw Problem.usage(
                Text(en: "who scans is not said", zh: "未说明由谁扫描"),
                hint: Text(en: "Say it with --as PARTY or $DUTYFREE_PARTY.", zh: "请用 --as 主体 或 $DUTYFREE_PARTY 指明。"))
        }
        var template: [(String, String)] = [("type", movement.rawValue), ("by", party.text)]
        if let from { template.append(("from", from)) }
        if let to { template.append(("to", to)) }
        if let person { template.append(("person", person)) }
        for pair in try doc.map({ try Record.pair($0, "--doc KIND=NUMBER") }) { template.append(("doc." + pair.0, pair.1)) }
        for pair in try fields.map({ try Record.pair($0, "--set FIELD=VALUE") }) { template.append(pair) }
        let session = GunSession(movement: movement, template: template, desk: desk, console: console, sounds: sounds)
        return try session.run()
    }

    private func printCodes(_ console: Console) throws -> Presentation.ExitCode {
        let codes: [(String, Text)] =
            [
                ("UNDO", Text(en: "take the last scan back", zh: "撤回上一次扫描")),
                ("DONE", Text(en: "end, with the summary", zh: "结束并显示汇总")),
            ] + (try places(console)).map { ("LOC:" + $0, Text(en: "from now on to this place", zh: "此后的去向为该地点")) }
            + (try documents()).map { ("DOC:" + $0, Text(en: "from now on with this document", zh: "此后使用该单证")) }
        if let output {
            let labels = try codes.map { code, means in
                Label(symbol: try Symbol.qr(Array(code.utf8), correction: .medium), lines: Scan.wrapped(code), sentence: means[console.language], name: code)
            }
            return try LabelPaper(sheet: "A4-24", output: output, font: nil).write(labels, symbol: "qr", dryRun: writing.dryRun, console)
        }
        for (code, says) in codes {
            if console.json {
                try console.emit(["code": .string(code), "means": .string(says.en)])
            } else {
                try console.write("\(code)\n    \(says[console.language])\n")
            }
        }
        return .done
    }

    /// With `--to` that place alone, else all of the ledger at hand; an example where there is none.
    private func places(_ console: Console) throws -> [String] {
        if let to { return [to] }
        do {
            let names = try LedgerAccess(common, console.environment).read().read { try $0.masters(.location).map(\.name) }
            return names.isEmpty ? ["S1/F1"] : names.sorted()
        } catch StoreFault.notFound { return ["S1/F1"] }
    }

    private func documents() throws -> [String] {
        for pair in doc { _ = try Record.pair(pair, "--doc KIND=NUMBER") }
        return doc.isEmpty ? ["transfer=TR-1"] : doc
    }

    /// A line under a symbol is short.
    private static func wrapped(_ code: String) -> [String] {
        stride(from: 0, to: code.count, by: 36).map { String(code.dropFirst($0).prefix(36)) }
    }

    static let manual = CommandManual(
        name: "scan", abstract: Text(en: "Record with a barcode gun: every scan is answered at once.", zh: "扫码枪记录：每次扫描立即应答。"),
        example: .init(
            "dutyfree scan receive --to S1/F1 --doc transfer=TR-1 --as S1", Text(en: "receive a transfer, item by item", zh: "逐件接收调拨")),
        another: .init(
            "dutyfree scan relocate --to S1/HOLD --as S1 --sound none", Text(en: "without a bell", zh: "不响铃")),
        usage: [
            "dutyfree scan TYPE [--from L] [--to L] [--doc KIND=NUMBER…] [--person CODE] [--set FIELD=VALUE…] [--sound bell|none]",
            "dutyfree scan --codes [--to L] [--doc KIND=NUMBER…] [-o FILE.svg|FILE.pdf]",
        ],
        options: [
            .init(
                "--codes",
                Text(
                    en: "the control codes UNDO, DONE, LOC: of each place, DOC:; with -o as a sheet of QR codes",
                    zh: "控制码 UNDO、DONE、各地点的 LOC:、DOC:；加 -o 打印成一页二维码"))
        ],
        discussion: [
            Text(
                en:
                    "A line of input is a scan (keyboard wedge, ended by Enter, Tab or CR). ✓ and one bell: recorded. ·: scanned before. ✗ and two bells: refused, with the reason. An accepted scan is on disk before its answer is shown. The end of input, or DONE, prints the summary.",
                zh: "每行输入为一次扫描（以回车、Tab 或 CR 结束）。✓ 响一声：已记录。·：已扫过。✗ 响两声：被拒并说明原因。显示应答之前，已接受的扫描已写入磁盘。输入结束或扫到 DONE 时显示汇总。")
        ],
        exits: [.init(.done), .init(.answerIsNo, Text(en: "some scans were refused", zh: "部分扫描被拒")), .init(.cannotRun), .init(.usage)],
        seeAlso: ["record", "doctor"])
}
