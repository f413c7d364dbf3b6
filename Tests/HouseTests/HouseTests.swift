import Foundation
import Testing

/// The rules of the house that a compiler does not hold.
struct HouseTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func files(_ folder: String, _ ending: String) -> [URL] {
        let found = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
        return (found?.compactMap { $0 as? URL } ?? []).filter { $0.lastPathComponent.hasSuffix(ending) }.sorted { $0.path < $1.path }
    }

    static func lines(_ file: URL) throws -> [String] {
        try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
    }

    /// The rooms and what each may import: the table of docs/architecture.md, the second place where it is written. Swift,
    /// Foundation's place and C are named where they are allowed.
    static let arrows: [String: Set<String>] = [
        "Cryptography": ["COpenSSL", "Glibc"],
        // Foundation for Unicode normalisation alone.
        "Wire": ["Glibc", "Foundation"],
        "TransparencyLog": ["Cryptography", "Wire"],
        "GS1": [],
        // Foundation's XML parser, which is libxml2, for XML documents alone.
        "EPCIS": ["Wire", "Cryptography", "GS1", "Glibc", "Foundation", "FoundationXML", "Synchronization"],
        "DutyFree": ["GS1", "Wire"],
        "StockCount": ["CPrefetch", "GS1", "Wire", "DutyFree", "Glibc", "Dispatch"],
        "Supervision": ["GS1", "Wire", "DutyFree"],
        "Ledger": ["Cryptography", "Wire", "TransparencyLog", "GS1", "DutyFree", "StockCount", "Supervision", "Glibc", "Dispatch", "Synchronization"],
        "Evidence": ["CZlib", "Wire", "Cryptography", "TransparencyLog", "GS1", "DutyFree", "Ledger", "Glibc"],
        "Interop": ["Wire", "Cryptography", "GS1", "EPCIS", "DutyFree", "Supervision", "Ledger", "Glibc"],
        "SQLiteStore": [
            "Wire", "Cryptography", "GS1", "DutyFree", "Supervision", "Ledger", "CSchema", "CSQLiteOptions", "GRDB", "GRDBSQLite", "Glibc",
        ],
        "Symbols": ["CZint", "CHaru"],
        "Presentation": ["Wire", "GS1", "DutyFree", "StockCount", "Supervision", "Symbols", "Glibc"],
        "Demo": ["Wire", "GS1", "DutyFree"],
        "DutyFreeCLI": [
            "Wire", "Cryptography", "TransparencyLog", "GS1", "DutyFree", "StockCount", "Supervision", "Ledger", "Evidence", "EPCIS", "Interop", "SQLiteStore",
            "Presentation",
            // Foundation for the webhook's HTTP alone.
            "Symbols", "Demo", "CSchema", "ArgumentParser", "Glibc", "Synchronization", "Dispatch", "Foundation", "FoundationNetworking",
        ],
        "Bench": [
            "Wire", "Cryptography", "TransparencyLog", "GS1", "DutyFree", "StockCount", "Supervision", "Ledger", "EPCIS", "Interop", "SQLiteStore", "CSchema",
            "GRDBSQLite", "Foundation", "Support", "Evidence",
        ],
    ]

    /// SwiftPM lets a file import what its target does not name; this does not.
    @Test func everyImportIsAnArrowOfTheHouse() throws {
        for file in HouseTests.files("Sources", ".swift") {
            let room = file.pathComponents[HouseTests.root.pathComponents.count + 1]
            let allowed = try #require(HouseTests.arrows[room], "\(room) is no room of the table")
            for line in try HouseTests.lines(file) {
                let words = line.split(separator: " ")
                guard words.first == "import" || words.dropFirst().first == "import", let module = words.last else { continue }
                guard words.count <= 3, !line.hasPrefix("//") else { continue }
                #expect(allowed.contains(String(module)), "\(file.lastPathComponent) imports \(module): \(room) may not")
            }
        }
    }

    /// Rooms know only rooms below them.
    @Test func theArrowsPointOneWay() {
        var below: [String: Set<String>] = [:]
        func reach(_ room: String, _ path: [String]) -> Set<String> {
            #expect(!path.contains(room), "a circle: \(path + [room])")
            if path.contains(room) { return [] }
            if let known = below[room] { return known }
            let direct = (HouseTests.arrows[room] ?? []).filter { HouseTests.arrows[$0] != nil }
            let all = direct.reduce(into: direct) { $0.formUnion(reach($1, path + [room])) }
            below[room] = all
            return all
        }
        for room in HouseTests.arrows.keys.sorted() { _ = reach(room, []) }
    }

    /// A new machine has none of them.
    @Test func everyLibraryOfTheSystemIsInstalled() throws {
        let script = try String(contentsOf: HouseTests.root.appending(path: "tools/install-deps"), encoding: .utf8)
        for package in ["libsqlite3-dev", "libssl-dev", "libzint-dev", "libhpdf-dev", "zlib1g-dev", "pkg-config", "openssl", "python3"] {
            #expect(script.contains(package), "tools/install-deps forgets \(package)")
        }
    }

    @Test func oneRoomAloneSpeaksSQLAndOneOpenSSL() throws {
        for file in HouseTests.files("Sources", ".swift") {
            let room = file.pathComponents[HouseTests.root.pathComponents.count + 1]
            let text = try String(contentsOf: file, encoding: .utf8)
            if !["SQLiteStore", "Bench"].contains(room) { #expect(!text.contains("sqlite3_"), "\(file.lastPathComponent)") }
            if room != "Cryptography" { #expect(!text.contains("EVP_"), "\(file.lastPathComponent)") }
        }
    }

    @Test func nothingIsLeftForLater() throws {
        let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
        for file in HouseTests.files("Sources", ".swift") + HouseTests.files("Tests", ".swift") + HouseTests.files("docs", ".md") {
            for (index, line) in try HouseTests.lines(file).enumerated() where marks.contains(where: line.contains) {
                Issue.record("\(file.lastPathComponent):\(index + 1): \(line)")
            }
        }
    }

    /// A crash is no answer to any input.
    @Test func nothingCrashesOnPurpose() throws {
        for file in HouseTests.files("Sources", ".swift") {
            for (index, line) in try HouseTests.lines(file).enumerated()
            where ["fatalError(", "try!", "preconditionFailure("].contains(where: line.contains) {
                Issue.record("\(file.lastPathComponent):\(index + 1): \(line)")
            }
        }
    }

    /// A page is one that a person reads: no heading stands twice in it.
    @Test func everyPageIsWholeAndShort() throws {
        for page in HouseTests.files("docs", ".md") + [HouseTests.root.appending(path: "README.md")] {
            let lines = try HouseTests.lines(page)
            let size = lines.reduce(0) { $0 + $1.utf8.count + 1 }
            #expect(size < 65_536, "\(page.lastPathComponent): \(size) bytes")
            let headings = lines.filter { $0.hasPrefix("#") && !$0.hasPrefix("#!") }
            #expect(Set(headings).count == headings.count, "\(page.lastPathComponent): a heading stands twice")
        }
    }

    /// Functions, types and files that the documents name are there.
    @Test func whatTheDocumentsNameExists() throws {
        let code = try HouseTests.files("Sources", ".swift").map { try String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
        for file in HouseTests.files("docs", ".md") where ["architecture.md"].contains(file.lastPathComponent) {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /`([A-Za-z0-9_\/.+-]+\.(swift|md|py|sql|c))`/) {
                let name = String(match.1)
                let isThere =
                    ["", "Sources/", "docs/", "schema/"].contains { FileManager.default.fileExists(atPath: HouseTests.root.path + "/" + $0 + name) }
                    || HouseTests.files("Sources", "/" + name).count + HouseTests.files("Sources", name).count > 0
                #expect(isThere, "\(file.lastPathComponent) names \(name)")
            }
            for match in text.matches(of: /`([A-Z][A-Za-z0-9]+)\.([a-z][A-Za-z0-9]+)(\([a-z:_]*\))?`/) {
                let (type, function) = (String(match.1), String(match.2))
                guard !["md", "swift", "py", "sql", "c", "json", "csv"].contains(function) else { continue }
                let isThere =
                    code.contains("func \(function)") || code.contains("init(") && function == "init" || code.contains("let \(function)")
                    || code.contains("var \(function)")
                #expect(code.contains(type) && isThere, "\(file.lastPathComponent) names \(type).\(function)")
            }
        }
    }
}
