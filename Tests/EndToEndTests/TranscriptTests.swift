import Foundation
import Support
import Testing

/// Whole sessions as a person sees them: each command, what it prints to either stream, and how it ends. The files in
/// `Transcripts/` read as documentation; `DUTYFREE_UPDATE_GOLDEN=1` rewrites them, and a person reviews the difference.
struct TranscriptTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Transcripts")

    @Test(arguments: ["en", "zh-Hans"])
    func aDayAtAShopReadsAsItShould(language: String) throws {
        try play("day", language) { session in
            try session.write(
                "day.csv",
                """
                type,by,item,product,to,occurred,doc.declaration,doc.manifest
                declare,W1,/01/09521000200074/21/A1,09521000200074,,2026-03-02T09:00:00+08:00,D-1,
                declare,W1,/01/09521000200074/21/A2,09521000200074,,2026-03-02T09:00:00+08:00,D-1,
                arrive,W1,/01/09521000200074/21/A1,,W1,2026-03-02T09:30:00+08:00,,M-1
                arrive,W1,/01/09521000200074/21/A9,,W1,2026-03-02T09:30:00+08:00,,M-1

                """)
            for command in [
                "dutyfree", "dutyfree party list", "dutyfree location list --tree", "dutyfree product list",
                "dutyfree record day.csv", "dutyfree record day.csv --rejects bad.csv", "cat bad.csv",
                "dutyfree record enter '(01)09521000200074(21)A1' --as W1 --to W1/A --doc receipt=E-1 --at 2026-03-02T10:00:00+08:00",
                "dutyfree record enter /01/09521000200074/21/A2 --as W1 --to W1/A --doc receipt=E-1",
                "dutyfree record sale /01/09521000200074/21/A1 --as W1",
                "printf '/01/09521000200074/21/A2\\n/01/09521000200074/21/A2\\nnonsense\\nUNDO\\n]d20109521000200074\\nDONE\\n' | dutyfree scan arrive --as W1 --to W1 --doc manifest=M-1 --sound none",
                "dutyfree trace A1", "dutyfree trace /01/09521000200074/21/A1 --verify", "dutyfree find --state bonded",
                "dutyfree find --doc D-1", "dutyfree stock", "dutyfree stock --by state --as-of 12", "dutyfree stock --location Nowhere",
            ] { try session.run(command) }
        }
    }

    @Test(arguments: ["en", "zh-Hans"])
    func evidenceReadsAsItShould(language: String) throws {
        try play("evidence", language) { session in
            try session.write("in.csv", Shop.declarations(["A1", "A2", "A3"]))
            for command in [
                "dutyfree record in.csv", "dutyfree record in.csv", "dutyfree checkpoint", "dutyfree verify", "dutyfree verify --level 1",
                "dutyfree export --from 1 --to 1", "dutyfree backup copy.dutyfree", "dutyfree restore copy.dutyfree --to back.dutyfree",
                "dutyfree repair", "sqlite3 copy.dutyfree \"UPDATE stock SET items = 9\"", "dutyfree verify --ledger copy.dutyfree",
                "DUTYFREE_KEY=ledger.key dutyfree repair --ledger copy.dutyfree",
                "sqlite3 back.dutyfree \"DROP TRIGGER entry_is_never_changed; UPDATE entry SET body = CAST(replace(body, 'A2', 'A7') AS BLOB) WHERE seq = 10\"",
                "dutyfree verify --ledger back.dutyfree", "dutyfree verify --since nothing",
            ] { try session.run(command) }
        }
    }

    @Test(arguments: ["en", "zh-Hans"])
    func helpReadsAsItShould(language: String) throws {
        try play("help", language) { session in
            for command in [
                "dutyfree --help", "dutyfree help record", "dutyfree recrod x", "dutyfree find --stat x", "dutyfree find --state", "dutyfree trace", "dutyfree explain bad-state",
                "dutyfree explain sale", "dutyfree explain in_store", "dutyfree explain nonsense", "dutyfree stock --ledger absent",
                "dutyfree record in.csv", "dutyfree --version",
            ] { try session.run(command) }
        }
    }

    private func play(_ name: String, _ language: String, _ script: (Session) throws -> Void) throws {
        let session = Session(shop: try Shop(), language: language)
        try script(session)
        let file = "\(name).\(language).txt"
        let url = TranscriptTests.folder.appending(path: file)
        let text = session.transcript
        if ProcessInfo.processInfo.environment["DUTYFREE_UPDATE_GOLDEN"] == "1" { try Data(text.utf8).write(to: url) }
        let kept = try #require(FileManager.default.contents(atPath: url.path), "no \(file): DUTYFREE_UPDATE_GOLDEN=1 writes it")
        let (new, old) = (text.components(separatedBy: "\n"), String(decoding: kept, as: UTF8.self).components(separatedBy: "\n"))
        for (index, line) in new.enumerated() where index >= old.count || line != old[index] {
            Issue.record("\(file):\(index + 1): now “\(line)”, kept “\(index < old.count ? old[index] : "")”")
            return
        }
        #expect(new.count == old.count, "\(file)")
    }

    /// Commands run by a shell in the shop's folder, written down.
    private final class Session {
        let shop: Shop
        let language: String
        private(set) var transcript = ""

        init(shop: Shop, language: String) {
            self.shop = shop
            self.language = language
        }

        func write(_ name: String, _ text: String) throws { try shop.write(name, text) }

        func run(_ command: String) throws {
            let bin = URL(filePath: Shop.program).deletingLastPathComponent().path
            let ran = try Support.run(
                ["sh", "-c", command], in: shop.folder.url,
                environment: [
                    "PATH": "\(bin):/usr/bin:/bin", "LC_ALL": language == "en" ? "en_US.UTF-8" : "zh_CN.UTF-8",
                    "DUTYFREE_NOW": Shop.now, "COLUMNS": "100",
                ])
            transcript += "$ \(command)\n" + masked(ran.output) + ran.errors.split(separator: "\n", omittingEmptySubsequences: false)
                .dropLast(ran.errors.hasSuffix("\n") ? 1 : 0).filter { !$0.isEmpty || !ran.errors.isEmpty }.map { "2> \(masked(String($0)))\n" }.joined()
            transcript += "[\(ran.status)]\n\n"
        }

        /// Keys, signatures, hashes and times that differ from run to run.
        private func masked(_ text: String) -> String {
            text.replacing(/[0-9a-f]{64}/, with: "HASH").replacing(/\b[0-9a-f]{12,16}…/, with: "HASH…")
                .replacing(/\+[0-9a-f]{8}\+[A-Za-z0-9+\/=]{44}/, with: "+ID+KEY")
                .replacing(/haidao\.example\/ledger [A-Za-z0-9+\/=]{92}/, with: "haidao.example/ledger SIGNATURE")
                .replacing(/\n[A-Za-z0-9+\/]{43}=\n/, with: "\nROOT\n")
                .replacing(/key [0-9a-f]{8}\b/, with: "key ID").replacing(/密钥 [0-9a-f]{8}/, with: "密钥 ID")
                .replacing(/[0-9]+(\.[0-9]+)? (ms|s|毫秒|秒)\b/, with: "N s").replacing(/[0-9.]+ ?(毫秒|秒)/, with: "N 秒")
                .replacing(shop.folder.url.path, with: "SHOP")
        }
    }
}
