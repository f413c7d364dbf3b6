import Foundation
import Support
import Testing
import Wire

/// The built binary, beside the test bundle.
enum Binary {
    /// `$DUTYFREE_BINARY`, else beside the running bundle, else in this package's `.build/debug`.
    static let path: String = {
        let environment = ProcessInfo.processInfo.environment
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let folders =
            [URL(filePath: CommandLine.arguments.first ?? "").deletingLastPathComponent(), Bundle.main.bundleURL]
            + Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() } + [root.appending(path: ".build/debug")]
        let named = environment["DUTYFREE_BINARY"].map { [$0] } ?? []
        let candidates = named + folders.map { $0.appending(path: "dutyfree").path }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "dutyfree-was-not-built"
    }()
}

/// A folder with a ledger in it (`ledger.dutyfree`, `ledger.key`), where the real binary is run under a fixed clock.
final class Shop: Sendable {
    let folder: TemporaryFolder
    let language: String

    /// A copy of a ledger with the parties, places and products of the tests.
    init(language: String = "C.UTF-8", empty: Bool = false) throws {
        folder = try TemporaryFolder()
        self.language = language
        guard !empty else { return }
        for name in ["ledger.dutyfree", "ledger.key"] {
            try FileManager.default.copyItem(atPath: try Shop.template.get().folder.path(name), toPath: folder.path(name))
        }
    }

    /// Made once by the commands themselves, copied for every test.
    private static let template = Result {
        let shop = try Shop(empty: true)
        let setUp = [
            ["init", "--enterprise", "Haidao Duty Free", "--origin", "haidao.example/ledger"],
            ["party", "add", "W1", "--name", "Bonded warehouse", "--role", "warehouse", "--site", "W1"],
            ["party", "add", "S1", "--name", "Haikou store", "--role", "store", "--site", "S1"],
            ["party", "add", "K1", "--name", "海口海关", "--role", "customs"],
            ["location", "add", "W1", "--party", "W1", "--kind", "warehouse"],
            ["location", "add", "S1", "--party", "S1", "--kind", "store"],
            ["product", "add", "9521000200074", "--name", "Amberlune Serum 50 ml", "--category", "cosmetics", "--price", "80000"],
        ]
        for arguments in setUp {
            let ran = try shop.dutyfree(arguments)
            guard ran.status == 0 else { throw BadFixture("\(arguments): \(ran.errors)") }
        }
        return shop
    }

    static let now = "2026-03-02T03:00:00Z"

    var environment: [String: String] {
        let path = URL(filePath: Binary.path).deletingLastPathComponent().path
        return [
            "PATH": path + ":/usr/local/bin:/usr/bin:/bin", "LANG": language, "DUTYFREE_NOW": Shop.now, "HOME": folder.url.path,
            "TERM": "dumb",
        ]
    }

    @discardableResult
    func dutyfree(_ arguments: [String], input: Data? = nil) throws -> Ran {
        try run([Binary.path] + arguments, in: folder.url, input: input, environment: environment)
    }

    @discardableResult
    func dutyfree(_ arguments: String..., input: Data? = nil) throws -> Ran { try dutyfree(arguments, input: input) }

    /// Runs what must go well.
    func must(_ arguments: String...) throws {
        let ran = try dutyfree(arguments)
        guard ran.status == 0 else { throw BadFixture("\(arguments): \(ran.output)\(ran.errors)") }
    }

    /// Runs a line as a person types it.
    @discardableResult
    func shell(_ line: String) throws -> Ran { try run("sh", "-c", line, in: folder.url, environment: environment) }

    func path(_ name: String) -> String { folder.path(name) }

    func write(_ name: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: folder.path(name))) }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: folder.path(name)))) }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.path(name)) }

    /// What `verify --json` says: the ledger's size and root, and that it is sound.
    func standing(_ ledger: String = "ledger.dutyfree") throws -> Standing {
        let ran = try dutyfree("verify", "--json", "--ledger", ledger)
        let object = try JSON.object(ran.output)
        guard ran.status == 0, object["sound"] == .bool(true), case .integer(let size)? = object["size"],
            case .string(let root)? = object["root"]
        else { throw BadFixture("not sound, exit \(ran.status): \(ran.output)\(ran.errors)") }
        return Standing(size: size, root: root)
    }
}

struct Standing: Equatable {
    let size: Int64
    let root: String
}

/// What `--json` printed, as values.
enum JSON {
    static func object(_ line: some StringProtocol) throws -> JSONObject {
        guard let object = try JSONParser.parse(Array(line.utf8)).object else { throw BadFixture("no object: \(line)") }
        return object
    }

    static func lines(_ text: String) throws -> [JSONObject] { try text.split(separator: "\n").map { try object($0) } }

    /// The error objects of stderr.
    static func errors(_ ran: Ran) throws -> [JSONObject] { try lines(ran.errors).compactMap { $0["error"]?.object } }
}

/// Rows of declarations, the shortest movement there is.
enum Rows {
    static func item(_ serial: String) -> String { "/01/09521000200074/21/\(serial)" }

    static let header = "type,by,occurred,item,product,doc.declaration\n"

    static func declare(
        _ serial: String, occurred: String = "2026-03-01T10:00:00+08:00", gtin: String = "09521000200074",
        declaration: String = "D-1"
    ) -> String { "declare,W1,\(occurred),/01/\(gtin)/21/\(serial),09521000200074,\(declaration)\n" }

    static func json(_ serial: String, more: String = "") -> String {
        #"{"type":"declare","by":"W1","occurred":"2026-03-01T10:00:00+08:00","items":["/01/09521000200074/21/\#(serial)"],"#
            + #""product":"09521000200074","docs":{"declaration":"D-1"}\#(more)}"# + "\n"
    }
}
