import ArgumentParser
import Presentation

struct DemoCommand: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "demo")
    @Argument(help: "A folder to make.", completion: .directory) var folder: String = "demo"
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode { .done }

    static let manual = CommandManual(
        name: "demo", abstract: Text(en: "A year of two operators, each command shown before it runs.", zh: "两家经营主体的一年，逐条显示所执行的命令。"),
        example: .init("dutyfree demo", Text(en: "in ./demo", zh: "写入 ./demo")), another: .init("dutyfree demo /tmp/d", Text(en: "elsewhere", zh: "写入别处")),
        usage: ["dutyfree demo [DIR]"], exits: [.init(.done), .init(.cannotRun)])
}
