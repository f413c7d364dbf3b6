import ArgumentParser
import Presentation

/// A command of the house: it has its page of the manual in both languages, and runs against a console.
protocol DocumentedCommand: ParsableCommand {
    static var manual: CommandManual { get }
    var common: CommonOptions { get }
    /// Answers the exit code; throws a `Problem`, a fault of the store, or a refusal.
    func run(_ console: Console) throws -> Presentation.ExitCode
}

extension DocumentedCommand {
    func run() throws {
        let console: Console
        do { console = try Console(common) } catch let problem as Problem {
            let plain = try Console(CommonOptions.parse([]))
            plain.report(problem)
            throw ArgumentParser.ExitCode(Presentation.ExitCode.usage.rawValue)
        }
        let code: Presentation.ExitCode
        do {
            code = try run(console)
        } catch SinkFault.closed {
            // A reader that has seen enough (`| head`) is no error.
            code = .done
        } catch {
            let (problem, exit) = Failure.explain(error, console)
            if let problem { console.report(problem) }
            code = exit
        }
        throw ArgumentParser.ExitCode(code.rawValue)
    }
}
