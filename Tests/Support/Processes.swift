package import Foundation

/// A folder that is gone when the test is over.
package final class TemporaryFolder: Sendable {
    package let url: URL

    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "dutyfree-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    package func path(_ name: String) -> String { url.appending(path: name).path }
}

/// What a process printed and how it ended.
package struct Ran: Sendable {
    package let status: Int32
    package let output: String
    package let errors: String
}

/// Runs a program of the `PATH` to its end.
@discardableResult
package func run(
    _ program: String, _ arguments: String..., in folder: URL? = nil, input: Data? = nil, environment: [String: String]? = nil
) throws -> Ran {
    try run([program] + arguments, in: folder, input: input, environment: environment)
}

@discardableResult
package func run(
    _ command: [String], in folder: URL? = nil, input: Data? = nil, environment: [String: String]? = nil
) throws -> Ran {
    let scratch = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = folder
    if let environment { process.environment = environment }
    // Files, not pipes: nothing blocks however much is printed.
    let names = ["in", "out", "err"].map { scratch.path($0) }
    try (input ?? Data()).write(to: URL(filePath: names[0]))
    for name in names[1...] { _ = FileManager.default.createFile(atPath: name, contents: nil) }
    process.standardInput = FileHandle(forReadingAtPath: names[0])
    process.standardOutput = FileHandle(forWritingAtPath: names[1])
    process.standardError = FileHandle(forWritingAtPath: names[2])
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: name)), as: UTF8.self)
    }
    return Ran(status: process.terminationStatus, output: try text(names[1]), errors: try text(names[2]))
}
