import ArgumentParser
import Glibc
import Presentation

enum Version {
    static let text = "0.1.0"
}

/// The command line. Help, manuals and a bare `dutyfree` are answered here, in both languages; the rest goes through the
/// argument parser to a command of its own file.
@main
struct DutyFreeMain {
    static func main() {
        Interrupt.listen()
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            if let code = try Help.answer(arguments) { exit(code) }
            var command = try Root.parseAsRoot(arguments)
            try command.run()
            exit(0)
        } catch let code as ArgumentParser.ExitCode {
            exit(code.rawValue)
        } catch SinkFault.closed {
            exit(0)
        } catch {
            exit(Usage.report(error, arguments))
        }
    }
}

struct Root: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dutyfree", version: Version.text,
        subcommands: [
            Record.self, ImportCommand.self, Scan.self, Trace.self, Find.self, CodeCommand.self, LabelCommand.self, TemplateCommand.self, Stock.self,
            CountCommand.self, AccountCommand.self, CallCommand.self, RiskCommand.self,
            PolicyCommand.self, PersonCommand.self, Gate.self, Verify.self,
            Prove.self, Check.self, Close.self, WitnessCommand.self, KeyCommand.self, CheckpointCommand.self, Export.self, EPCISCommand.self, Backup.self,
            Restore.self, Repair.self, Init.self, PartyCommand.self,
            LocationCommand.self, ProductCommand.self, Doctor.self, Explain.self, DemoCommand.self, CompletionsCommand.self,
            Status.self,
        ], defaultSubcommand: Status.self)
}

/// What is wrong with the words of a call, in our form.
enum Usage {
    static func report(_ error: any Error, _ arguments: [String]) -> Int32 {
        let message = Root.message(for: error)
        let code = Root.exitCode(for: error).rawValue
        if code == 0 {
            // --version and the completion scripts of the argument parser.
            print(message)
            return 0
        }
        var options = CommonOptions()
        options = (try? CommonOptions.parse(Help.commonOnly(arguments))) ?? options
        guard let console = try? Console(options) else { return Presentation.ExitCode.usage.rawValue }
        let command = Help.commandPath(arguments).joined(separator: " ")
        var hint = Text(
            en: "See: dutyfree help\(command.isEmpty ? "" : " " + command)", zh: "参见：dutyfree help\(command.isEmpty ? "" : " " + command)")
        if command.isEmpty, let word = arguments.first(where: { !$0.hasPrefix("-") }) {
            if let near = Suggestion.sentence(for: word, in: Help.manuals.map { String($0.name.prefix { $0 != " " }) }) { hint = near }
            console.report(
                Problem("usage", Text(en: "there is no command “\(word)”", zh: "没有命令“\(word)”"), hint: hint))
            return Presentation.ExitCode.usage.rawValue
        }
        let first = message.split(separator: "\n").first.map(String.init) ?? message
        let sentence = first.hasPrefix("Error: ") ? String(first.dropFirst(7)) : first
        console.report(Problem("usage", Text(en: sentence, zh: Usage.inChinese(sentence)), hint: hint))
        return Presentation.ExitCode.usage.rawValue
    }

    /// The argument parser speaks English only: its frequent sentences, recognised by their beginnings.
    private static func inChinese(_ sentence: String) -> String {
        let quoted = sentence.split(separator: "'", omittingEmptySubsequences: false)
        let word = quoted.count > 1 ? String(quoted[1]) : ""
        if sentence.hasPrefix("Unknown option") { return "没有选项 \(word)" }
        if sentence.hasPrefix("Missing value for") { return "选项 \(word) 缺少取值" }
        if sentence.hasPrefix("Missing expected argument") { return "缺少必需的参数 \(word)" }
        if sentence.hasPrefix("The value") { return "取值“\(word)”无效" }
        if sentence.contains("unexpected argument") || sentence.hasPrefix("Unexpected argument") { return "多余的参数 \(word)" }
        return "用法不对：\(sentence)"
    }
}
