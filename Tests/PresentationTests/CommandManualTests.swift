import Foundation
import Testing
import Wire

@testable import Presentation

@Suite struct CommandManualTests {
    static let manual = CommandManual(
        name: "count open",
        abstract: Text(
            en: "Opens a stock count of one or more locations on a snapshot of the ledger.",
            zh: "以账本快照为准，对一个或多个位置开始盘点。"),
        example: .init(
            "dutyfree count open --scope S1 --counter P-07",
            Text(en: "Counts all of S1; P-07 reads.", zh: "盘点 S1 全部物品，由 P-07 读取。")),
        another: .init(
            "dutyfree count open --scope S1 --sample 200 --follows C-2026-013",
            Text(
                en: "Counts a sample of 200 items that were in doubt in the count before, and keeps both together.",
                zh: "对上次盘点中存疑的 200 件物品进行抽样盘点，并将两次盘点关联在一起，便于日后核对。")),
        usage: ["dutyfree count open --scope L… [--sample N|--cycle] [--counter P…] [options]"],
        options: [
            .init("--scope L…", Text(en: "the locations to be counted", zh: "要盘点的位置")),
            .init("-n, --dry-run", Text(en: "all checks, no write", zh: "执行全部检查，不写入")),
            .init(
                "--baseline FILE|RATE",
                Text(
                    en: "the read rate of the reader as measured, a number or a file; differences are weighed by it",
                    zh: "实测的读取率，可以是数值或文件；差异按其加权")),
            .init(
                "--an-option-too-long-for=THE-COLUMN",
                Text(en: "its meaning stands below", zh: "含义写在下一行")),
        ],
        discussion: [
            Text(
                en: "The snapshot is the ledger's state at one sequence number. What moves later is not a difference.",
                zh: "快照是账本在某一序号处的状态。此后的移动不算差异。"),
            Text(
                en: "'No figures' are shown: a counter who knows the answer does not count. See C:\\ledger -- or ~/x.",
                zh: "不显示任何数字：知道答案的人不会认真清点。"),
        ],
        exits: [
            .init(.done), .init(.refused, Text(en: "a count of the same scope is open", zh: "同一范围已有未结束的盘点")),
            .init(.busy),
        ],
        seeAlso: ["count read", "count reconcile"])

    @Test(arguments: Language.allCases)
    func theHelpReadsAsKept(language: Language) throws {
        let style = Style(hasColour: false, hasUnicode: true)
        var text = ""
        for width in [80, 50] {
            text += "== \(width) columns\n" + Self.manual.render(language: language, style: style, width: width)
        }
        try Golden.check("manual.\(language.rawValue).txt", text)
        let roff = Self.manual.roff(language: language, version: "0.1", date: Timestamp(millisecondsSince1970: 1_772_420_405_000))
        try Golden.check("manual.\(language.rawValue).1", roff)
    }

    @Test(arguments: Language.allCases, [40, 50, 80, 100])
    func proseFitsAndCommandsStayWhole(language: Language, width: Int) {
        let style = Style(hasColour: false, hasUnicode: true)
        let text = Self.manual.render(language: language, style: style, width: width)
        for example in Self.manual.examples { #expect(text.contains("  \(example.command)\n")) }
        for line in text.split(separator: "\n") where !line.contains("dutyfree") {
            #expect(DisplayWidth.of(String(line)) <= width, "\(line)")
        }
    }

    @Test func helpBeginsWithOneSentenceAndTwoExamples() {
        let text = Self.manual.render(language: .en, style: Style(hasColour: false, hasUnicode: true), width: 100)
        let lines = text.split(separator: "\n")
        #expect(lines[0] == Self.manual.abstract.en)
        #expect(lines[1] == "  " + Self.manual.examples[0].command)
        #expect(lines[3] == "  " + Self.manual.examples[1].command)
    }

    @Test(arguments: Language.allCases)
    func thePageIsASCIIAndNoProseLooksLikeARequest(language: Language) {
        let roff = Self.manual.roff(language: language, version: "0.1", date: Timestamp(millisecondsSince1970: 1_772_420_405_000))
        #expect(roff.utf8.allSatisfy { $0 < 0x7F })
        let requests: Set<Substring> = [
            ".Dd", ".Dt", ".Os", ".Sh", ".Nm", ".Nd", ".Dl", ".Pp", ".Bl", ".It", ".El", ".Xr", ".ds",
        ]
        for line in roff.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
            #expect(requests.contains(line.prefix { $0 != " " }), "\(line)")
        }
    }

    /// groff reads the page without a word of complaint and gives every example back as it is typed.
    @Test(arguments: Language.allCases)
    func groffReadsThePage(language: Language) throws {
        let groff = URL(filePath: "/usr/bin/groff")
        guard FileManager.default.isExecutableFile(atPath: groff.path) else {
            print("left out: no groff here")
            return
        }
        let page = FileManager.default.temporaryDirectory.appending(path: "dutyfree-\(language.rawValue)-\(UUID()).1")
        defer { try? FileManager.default.removeItem(at: page) }
        let roff = Self.manual.roff(language: language, version: "0.1", date: Timestamp(millisecondsSince1970: 1_772_420_405_000))
        try Data(roff.utf8).write(to: page)
        let process = Process()
        process.executableURL = groff
        process.arguments = ["-mdoc", "-Tutf8", "-ww", "-P-cbou", "-rLL=120n", page.path]
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaints = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(complaints == "")
        #expect(text.hasPrefix("DUTYFREE-COUNT-OPEN(1)"))
        #expect(text.contains("March 2, 2026"))
        for example in Self.manual.examples { #expect(text.contains(example.command)) }
        #expect(text.contains(Self.manual.exits[1].says[language]))
        if language == .en { #expect(text.contains(#"C:\ledger -- or ~/x."#)) }
    }
}
