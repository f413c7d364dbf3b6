import Demo
import Glibc
import Presentation
import Wire

/// Runs the commands of this very program as a person would: another process, its words on the terminal.
final class DemoRunner {
    private let console: Console
    /// What the one who asked for the demonstration said of language and colour holds for its commands too.
    private let options: [String]
    private(set) var script = "#!/bin/sh\n# Every command of this demonstration, in order. Run it in a copy of this folder that has only input/.\n"

    init(_ console: Console, _ common: CommonOptions) {
        self.console = console
        options = (common.lang.map { ["--lang", $0] } ?? []) + (common.noColor ? ["--no-color"] : [])
    }

    struct Answer {
        let exit: Int32
        /// What it printed, where that was not shown.
        let text: String

        /// The answer is the last line; refused rows, if any, stand before it.
        var json: JSONObject {
            let last = text.split(separator: "\n").last.map { Array($0.utf8) } ?? []
            return (try? JSONParser.parse(last))?.object ?? JSONObject()
        }
    }

    /// Shows the command, then runs it in the open. With `--json` nothing is shown.
    @discardableResult
    func show(_ arguments: [String], at clock: Timestamp? = nil, expecting exits: Int32...) throws -> Answer {
        if console.json { return try keep(arguments, at: clock, exits, isJSON: false) }
        try console.write("\n" + console.style.paint("$ " + line(arguments, clock), .strong) + "\n")
        script += line(arguments, clock) + "\n"
        let answer = try spawn(arguments + options, clock, captures: false)
        try check(answer, arguments, exits)
        return answer
    }

    /// For what was done without a command.
    func remark(_ sentence: String) { script += "# " + sentence + "\n" }

    /// Runs one of many: it answers in JSON, which is read and not shown.
    @discardableResult
    func runQuietly(_ arguments: [String], at clock: Timestamp? = nil, expecting exits: Int32...) throws -> Answer {
        try keep(arguments, at: clock, exits, isJSON: true)
    }

    private func keep(_ arguments: [String], at clock: Timestamp?, _ exits: [Int32], isJSON: Bool) throws -> Answer {
        script += line(arguments, clock) + "\n"
        let answer = try spawn(arguments + (isJSON ? ["--json"] : []) + options, clock, captures: true)
        try check(answer, arguments, exits)
        return answer
    }

    private func check(_ answer: Answer, _ arguments: [String], _ exits: [Int32]) throws {
        try Interrupt.check()
        guard exits.contains(answer.exit) || exits.isEmpty && answer.exit == 0 else {
            throw Stop(
                Problem(
                    "demo-failed",
                    Text(
                        en: "a command ended with \(answer.exit): dutyfree \(arguments.joined(separator: " "))",
                        zh: "命令以 \(answer.exit) 结束：dutyfree \(arguments.joined(separator: " "))"),
                    outcome: answer.text.isEmpty ? nil : Text.same(answer.text.trimmed),
                    hint: Text(en: "Please report this line.", zh: "请把此行报告给我们。")),
                exit: .fault)
        }
    }

    /// As a person would type it.
    private func line(_ arguments: [String], _ clock: Timestamp?) -> String {
        let words = arguments.map { word in
            word.contains { $0 == " " || $0 == "(" || $0 == "'" } ? "'" + word + "'" : word
        }
        let time = clock.map { "DUTYFREE_NOW=" + $0.inShanghai + " " } ?? ""
        return time + "dutyfree " + words.joined(separator: " ")
    }

    // MARK: Processes

    private func spawn(_ arguments: [String], _ clock: Timestamp?, captures: Bool) throws -> Answer {
        var environment = DemoRunner.inherited
        if let clock { environment.append("DUTYFREE_NOW=" + clock.inShanghai) }
        var pipes: [Int32] = [-1, -1]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if captures {
            guard pipe(&pipes) == 0 else { throw fault("pipe") }
            for end in pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            posix_spawn_file_actions_adddup2(&actions, pipes[1], 1)
            posix_spawn_file_actions_adddup2(&actions, pipes[1], 2)
        }
        let words = (["dutyfree"] + arguments).map { strdup($0) } + [nil]
        let settings = environment.map { strdup($0) } + [nil]
        defer { for text in words + settings { free(text) } }
        var child: pid_t = 0
        // The program that runs, also where its file was replaced in the meantime.
        let result = posix_spawn(&child, "/proc/self/exe", &actions, nil, words, settings)
        if captures { close(pipes[1]) }
        guard result == 0 else {
            if captures { close(pipes[0]) }
            errno = result
            throw fault("posix_spawn")
        }
        var bytes: [UInt8] = []
        if captures {
            var room = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(pipes[0], &room, room.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                bytes += room[0..<count]
            }
            close(pipes[0])
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        let exit = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
        return Answer(exit: exit, text: String(decoding: bytes, as: UTF8.self))
    }

    /// Our environment, without what would point the commands at another ledger, and without a pager in the middle.
    private static var inherited: [String] {
        var bytes: [UInt8] = []
        if let source = try? ByteSource(path: "/proc/self/environ") {
            var room = [UInt8](repeating: 0, count: 65_536)
            while let count = try? room.withUnsafeMutableBytes({ try source.read(into: $0) }), count > 0 { bytes += room[0..<count] }
        }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.filter { variable in
            !variable.hasPrefix("DUTYFREE_") && !variable.hasPrefix("PAGER=")
        }
    }

    private func fault(_ call: String) -> Problem {
        let reason = String(cString: strerror(errno))
        return Problem(
            "demo-failed", Text(en: "a command could not be run: \(call): \(reason)", zh: "无法执行命令：\(call)：\(reason)"),
            hint: Text(en: "Is /proc mounted?", zh: "/proc 是否已挂载？"))
    }
}

extension Console {
    /// What the demonstration tells between its commands; nothing of it is part of an answer in JSON.
    func tell(_ text: Text) throws { if !json { try say(text) } }

    func heading(_ text: Text) throws {
        if !json { try write("\n" + style.paint("── " + text[language], .strong) + "\n") }
    }
}
