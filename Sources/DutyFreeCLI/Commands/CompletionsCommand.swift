import ArgumentParser
import Presentation

struct CompletionsCommand: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "completions")

    @Argument(help: "bash, zsh or fish.", completion: .list(["bash", "zsh", "fish"])) var shell: String
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        guard let shell = CompletionShell(rawValue: shell) else {
            throw Problem.usage(Text(en: "completions are for bash, zsh and fish", zh: "补全支持 bash、zsh 和 fish"))
        }
        try console.write(Root.completionScript(for: shell) + "\n")
        return .done
    }

    static let manual = CommandManual(
        name: "completions", abstract: Text(en: "Print what the shell needs to complete commands.", zh: "输出 shell 补全脚本。"),
        example: .init("dutyfree completions bash > ~/.local/share/bash-completion/completions/dutyfree", Text(en: "for bash", zh: "用于 bash")),
        another: .init("dutyfree completions zsh > ~/.zfunc/_dutyfree", Text(en: "for zsh", zh: "用于 zsh")),
        usage: ["dutyfree completions bash|zsh|fish"],
        discussion: [Text(en: "Parties and locations are completed from the ledger.", zh: "主体和地点取自账本。")],
        exits: [.init(.done), .init(.usage)])
}
