import ArgumentParser
import CSchema
import Glibc
import Presentation
import Wire

/// Help in the reader's language: the list of commands, the page of each, and all of them as man pages.
enum Help {
    /// Every command that works, in the groups of the contract.
    static let groups: [(title: Text, manuals: [CommandManual])] = [
        (
            Text(en: "Daily work", zh: "日常业务"),
            [
                Record.manual, ImportCommand.manual, Scan.manual, Trace.manual, Find.manual, CodeCommand.manual, LabelCommand.manual, TemplateList.manual,
                TemplateShow.manual,
            ]
        ),
        (
            Text(en: "Stock", zh: "库存"),
            [
                Stock.manual, CountPlanCommand.manual, CountOpen.manual, CountRead.manual, CountStatus.manual, CountReconcile.manual, CountRecount.manual,
                CountApprove.manual, CountClose.manual, CountCancel.manual, CountReportCommand.manual, CountVerify.manual, CountList.manual,
            ]
        ),
        (
            Text(en: "Evidence", zh: "证据"),
            [
                Verify.manual, ProveItem.manual, ProveEntry.manual, ProveState.manual, ProveAbsent.manual, ProveStock.manual, ProveExtension.manual,
                Check.manual, Close.manual, CheckpointCommand.manual,
                WitnessInit.manual, WitnessAdd.manual, WitnessSign.manual, WitnessRun.manual, WitnessList.manual, WitnessCompare.manual,
                KeyList.manual, KeyRotate.manual, KeyRevoke.manual, KeyParty.manual, KeyProtect.manual, KeyExportPublic.manual,
                ExportEntries.manual, ExportMovements.manual, ExportTiles.manual, Backup.manual, Restore.manual, Repair.manual,
            ]
        ),
        (
            Text(en: "Supervision", zh: "监管"),
            [
                AccountCommand.manual, CallOpen.manual, CallAnswer.manual, CallEscalate.manual, CallList.manual, CallShow.manual, CallNotify.manual,
                RiskList.manual, RiskShow.manual, RiskRun.manual, RiskAssess.manual, RiskDismiss.manual, RiskAct.manual, RiskBacktest.manual, RiskRules.manual,
                PolicyShow.manual, PolicyDiff.manual, PolicyCheck.manual, PolicyAdd.manual, PolicyTry.manual,
                PersonCodeCommand.manual, PersonShow.manual, PersonKeyCommand.manual, PersonForget.manual, Gate.manual,
            ]
        ),
        (Text(en: "Exchange", zh: "交换"), [EPCISImport.manual, EPCISExport.manual]),
        (
            Text(en: "Setting up", zh: "设置"),
            [
                Init.manual, PartyCommand.Add.manual, PartyCommand.List.manual, LocationCommand.Add.manual,
                LocationCommand.List.manual, ProductCommand.Add.manual, ProductCommand.Import.manual,
                ProductCommand.List.manual, Doctor.manual, Explain.manual, DemoCommand.manual, CompletionsCommand.manual,
            ]
        ),
    ]

    static var manuals: [CommandManual] { groups.flatMap(\.manuals) }

    /// Answers `help …`, `--help`, `-h` and `--version`; nil where the arguments are something else.
    static func answer(_ arguments: [String]) throws -> Int32? {
        let isHelp = arguments.first == "help" || arguments.contains { $0 == "--help" || $0 == "-h" || $0 == "-help" }
        guard isHelp else { return nil }
        var words = arguments
        if words.first == "help" { words.removeFirst() }
        if words.first == "--man", words.count == 2 { return try writeManPages(to: words[1]) }
        let console = try Console((try? CommonOptions.parse(commonOnly(arguments))) ?? CommonOptions.parse([]))
        if words.first == "--schema" {
            try console.write(String(decoding: UnsafeBufferPointer(start: schema_json_answers(), count: schema_json_answers_length()), as: UTF8.self))
            return 0
        }
        let path = commandPath(words)
        let name = path.joined(separator: " ")
        if path.isEmpty {
            if let word = words.first(where: { !$0.hasPrefix("-") }) { return unknown(word, console) }
            try console.page(overview(console))
            return 0
        }
        if let manual = manuals.first(where: { $0.name == name }) {
            try console.page(manual.render(language: console.language, style: console.style, width: console.terminal.columns))
            return 0
        }
        let family = manuals.filter { $0.name.hasPrefix(name + " ") }
        guard !family.isEmpty else { return unknown(name, console) }
        try console.page(family.map { $0.render(language: console.language, style: console.style, width: console.terminal.columns) }.joined(separator: "\n"))
        return 0
    }

    private static func unknown(_ word: String, _ console: Console) -> Int32 {
        console.report(
            Problem.usage(
                Text(en: "there is no command “\(word)”", zh: "没有命令“\(word)”"),
                hint: Suggestion.sentence(for: word, in: manuals.map { String($0.name.prefix { $0 != " " }) })))
        return Presentation.ExitCode.usage.rawValue
    }

    private static let abstract = Text(
        en: "dutyfree keeps the account of duty-free goods, item by item, so that nobody can alter it unseen.",
        zh: "dutyfree 逐件记录免税品的去向，任何改动都会被发现。")

    /// What every command takes.
    private static let commonOptions: [CommandManual.Option] = [
        .init("--ledger FILE", Text(en: "the ledger; else $DUTYFREE_LEDGER, else ledger.dutyfree", zh: "账本文件；缺省为 $DUTYFREE_LEDGER，再缺省为 ledger.dutyfree")),
        .init("--json", Text(en: "answers as JSON, one object a line; errors too, on stderr", zh: "以 JSON 回答，每行一个对象；错误同样，写到标准错误")),
        .init("--lang en|zh-Hans", Text(en: "the language of what is printed; else that of LANG", zh: "输出语言；缺省依 LANG")),
        .init("--quiet", Text(en: "errors only", zh: "只输出错误")),
        .init("--no-color", Text(en: "no colours; NO_COLOR does the same", zh: "不用颜色；NO_COLOR 亦可")),
    ]

    static func overview(_ console: Console) -> String {
        var text = abstract[console.language] + "\n\n"
        text += "  dutyfree record sale ITEM --as S1 …\n  dutyfree trace ITEM --verify\n"
        for (title, manuals) in groups {
            text += "\n" + title[console.language] + "\n"
            for manual in manuals {
                text += "  " + Fitting.padded(manual.name, to: 18) + manual.abstract[console.language] + "\n"
            }
        }
        text +=
            "\n"
            + Text(
                en:
                    "Every command: --ledger FILE, --json, --lang en|zh-Hans, --quiet, --no-color. More: dutyfree help COMMAND\nThe shapes that --json prints, as a JSON Schema: dutyfree help --schema",
                zh: "各命令通用：--ledger 文件、--json、--lang en|zh-Hans、--quiet、--no-color。详见：dutyfree help 命令\n--json 输出的结构（JSON Schema）：dutyfree help --schema")[
                console.language] + "\n"
        return text
    }

    /// The words that name a command, `location add` among them.
    static func commandPath(_ arguments: [String]) -> [String] {
        let words = arguments.filter { !$0.hasPrefix("-") && $0 != "help" }
        for count in [2, 1] where words.count >= count {
            let name = words.prefix(count).joined(separator: " ")
            if manuals.contains(where: { $0.name == name || $0.name.hasPrefix(name + " ") }) { return Array(words.prefix(count)) }
        }
        return []
    }

    /// The common options of a call that may be wrong in every other way.
    static func commonOnly(_ arguments: [String]) -> [String] {
        var kept: [String] = []
        for (index, argument) in arguments.enumerated() {
            if ["--json", "--no-color", "--quiet", "-q"].contains(argument) { kept.append(argument) }
            if argument == "--lang", index + 1 < arguments.count { kept += [argument, arguments[index + 1]] }
            if argument.hasPrefix("--lang=") { kept.append(argument) }
        }
        return kept
    }

    /// `help --man DIR`: a page a command and language, for `make install`.
    private static func writeManPages(to folder: String) throws -> Int32 {
        let date = try Clock.now(Environment.ofProcess())()
        for (language, sub) in [(Language.en, "man1"), (.zhHans, "zh_CN/man1")] {
            for part in ["", "/zh_CN", "/man1", "/zh_CN/man1"] { mkdir(folder + part, 0o755) }
            let overview = CommandManual.overview(
                abstract, groups: groups, options: commonOptions, language: language, version: Version.text, date: date)
            try write(overview, to: "\(folder)/\(sub)/dutyfree.1")
            for manual in manuals {
                let name = "dutyfree-" + manual.name.split(separator: " ").joined(separator: "-")
                try write(
                    manual.roff(language: language, version: Version.text, date: date), to: "\(folder)/\(sub)/\(name).1")
            }
        }
        return 0
    }

    private static func write(_ page: String, to path: String) throws {
        unlink(path)
        let file = try OutputFile(path)
        try file.write(Array(page.utf8))
        try file.close()
    }
}
