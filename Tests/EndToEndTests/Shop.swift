import Foundation
import Support

/// The real program, and a ledger made with it.
struct Shop {
    /// The program that was built with these tests, beside the test bundle.
    static let program: String = {
        var candidates = [URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()]
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        candidates += ["debug", "release"].map { root.appending(path: ".build/\($0)") }
        let paths = candidates.map { $0.appending(path: "dutyfree").path }
        return paths.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "dutyfree"
    }()

    /// When everything in a shop is recorded, unless a command says otherwise.
    static let now = "2026-03-02T12:00:00+08:00"
    static let gtin = "09521000200074"

    let folder: TemporaryFolder

    /// Master data through the real commands: two warehouses' worth of places, a product.
    init() throws {
        folder = try TemporaryFolder()
        try must("init", "--enterprise", "Haidao Duty Free 海岛免税", "--origin", "haidao.example/ledger")
        for (code, name, role) in [("W1", "Warehouse 仓库", "warehouse"), ("S1", "Store 门店", "store"), ("K1", "Customs 海关", "customs")] {
            try must("party", "add", code, "--name", name, "--role", role)
        }
        for (path, kind, party) in [("W1", "warehouse", "W1"), ("W1/A", "warehouse", "W1"), ("S1", "store", "S1"), ("S1/F1", "store", "S1")] {
            try must("location", "add", path, "--kind", kind, "--party", party)
        }
        try must("product", "add", Shop.gtin, "--name", "Amberlune Serum 50 ml", "--category", "cosmetics", "--price", "80000")
    }

    static func item(_ serial: String) -> String { "/01/\(gtin)/21/\(serial)" }

    func path(_ name: String) -> String { folder.path(name) }

    @discardableResult
    func dutyfree(_ arguments: [String], input: Data? = nil, environment: [String: String] = [:]) throws -> Ran {
        var variables = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "DUTYFREE_NOW": Shop.now, "TZ": "UTC"]
        variables.merge(environment) { _, new in new }
        return try run([Shop.program] + arguments, in: folder.url, input: input, environment: variables)
    }

    @discardableResult
    func dutyfree(_ arguments: String...) throws -> Ran { try dutyfree(arguments) }

    func must(_ arguments: String...) throws {
        let ran = try dutyfree(arguments)
        guard ran.status == 0 else { throw BadFixture("\(arguments): \(ran.output)\(ran.errors)") }
    }

    func write(_ name: String, _ bytes: some Sequence<UInt8>) throws {
        try Data(bytes).write(to: URL(filePath: path(name)))
    }

    func write(_ name: String, _ text: String) throws { try write(name, text.utf8) }

    /// Entries and root: what must not change where nothing was recorded.
    func state(_ ledger: String = "ledger.dutyfree") throws -> String {
        let ran = try dutyfree("checkpoint", "--ledger", ledger)
        guard ran.status == 0 else { throw BadFixture(ran.errors) }
        return ran.output
    }

    /// A declaration of items with these serials, as CSV for `record`.
    static func declarations(_ serials: [String]) -> String {
        "type,by,item,product,occurred,doc.declaration\n"
            + serials.map { "declare,W1,\(item($0)),\(gtin),2026-03-02T09:00:00+08:00,D-1\n" }.joined()
    }
}
