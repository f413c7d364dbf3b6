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
            Record.self, ImportCommand.self, Scan.self, Trace.self, Find.self, Stock.self, Verify.self,
            CheckpointCommand.self, Export.self, Backup.self, Restore.self, Repair.self, Init.self, PartyCommand.self,
            LocationCommand.self, ProductCommand.self, Doctor.self, Explain.self, DemoCommand.self, CompletionsCommand.self,
            Status.self,
        ], defaultSubcommand: Status.self)
}

/// What is wrong with the words of a call, in our form.
enum Usage {
    /// The argument parser speaks English only: its common sentences by how they begin.
    private static func chinese(_ sentence: String) -> String {
        let known = [
            ("Unknown option ", "未知的选项 "), ("Missing expected argument ", "缺少参数 "), ("Missing value for ", "缺少值："),
            ("Unexpected argument ", "多余的参数 "), ("Missing one of: ", "缺少其一："),
        ]
        for (en, zh) in known where sentence.hasPrefix(en) { return zh + sentence.dropFirst(en.count) }
        return "用法不对：\(sentence)"
    }

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
        if command.isEmpty, let word = arguments.first(where: { !$0.hasPrefix("-") }),
            let suggestion = Suggestion.sentence(for: word, in: Help.manuals.map { String($0.name.prefix { $0 != " " }) })
        {
            hint = suggestion
        }
        let first = message.split(separator: "\n").first.map(String.init) ?? message
        let sentence = first.hasPrefix("Error: ") ? String(first.dropFirst(7)) : first
        console.report(Problem("usage", Text(en: sentence, zh: chinese(sentence)), hint: hint))
        return Presentation.ExitCode.usage.rawValue
    }
}
