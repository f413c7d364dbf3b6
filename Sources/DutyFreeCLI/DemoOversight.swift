import Demo
import DutyFree
import GS1
import Presentation
import Wire

/// The part of the demonstration for customs and auditors: an account that closes, a recall answered in time and a query that is
/// not, and proofs that are checked without the ledger. All in the first ledger, on the day after the year.
struct DemoOversight {
    let year: DemoYear
    let runner: DemoRunner
    let console: Console

    private var ledger: [String] { ["--ledger", year.firstLedger] }
    private var mark: String { year.firstMark }

    /// 2026-01-01 in Asia/Shanghai, and so many hours on.
    static func hour(_ hours: Int64) -> Timestamp { Timestamp(millisecondsSince1970: 1_767_196_800_000 + hours * 3_600_000) }

    func run() throws {
        try console.heading(Text(en: "A month's account", zh: "一个月的账"))
        try runner.show(["account", "--period", "2025-11"] + ledger)
        try call()
        try prove()
    }

    private func call() throws {
        try console.heading(Text(en: "A recall, and a question that nobody answers", zh: "一次召回，一个无人应答的问询"))
        let shelf = try runner.runQuietly(["find", "--state", "in_store", "--location", mark + "-S1", "--limit", "1"] + ledger)
        guard let item = (try? JSONParser.parse(Array(shelf.text.utf8)))?.object?["item"]?.string, let product = ItemKey(trusted: item).gtin?.digits14 else {
            return
        }
        func opened(_ arguments: [String], at hour: Int64) throws {
            _ = try runner.show(["call", "open"] + arguments + ["--as", mark + "-K1"] + ledger, at: Self.hour(hour))
        }
        try opened(["recall", "--id", "R-2026-001", "--product", product, "--text", "the cap may leak", "--to", mark + "-S1"], at: 9)
        try runner.show(["call", "answer", "R-2026-001", "--text", "all found; buyers are written to", "--as", mark + "-S1"] + ledger, at: Self.hour(11))
        try runner.show(
            ["call", "answer", "R-2026-001", "--quarantine", "--text", "behind the counter of the back room", "--as", mark + "-S1"] + ledger, at: Self.hour(12))
        try opened(["query", "--id", "Q-2026-001", "--to", mark + "-P1", "--text", "who opened the cage on 31 December?"], at: 9)
        try runner.show(["call", "list"] + ledger, at: Self.hour(34))
        try runner.show(["call", "escalate", "Q-2026-001", "--as", mark + "-V1"] + ledger, at: Self.hour(34))
    }

    private func prove() throws {
        try console.heading(Text(en: "Evidence for a stranger", zh: "给外人的证据"))
        let seen = try runner.runQuietly(["find", "--state", "departed", "--limit", "1"] + ledger)
        guard let item = (try? JSONParser.parse(Array(seen.text.utf8)))?.object?["item"]?.string else { return }
        try runner.show(["close", "--date", "2026-01-02"] + ledger, at: Self.hour(35))
        try runner.show(["prove", "state", item, "-o", "life.proof"] + ledger)
        try runner.show(["key", "export-public", "-o", "ledger.vkey"] + ledger)
        try runner.show(["check", "life.proof", "--key", "ledger.vkey"])
        try console.tell(
            Text(
                en: "docs/check_proof.py and docs/check_proof.html check the same file without this program.",
                zh: "docs/check_proof.py 与 docs/check_proof.html 不用本程序即可核验同一文件。"))
        try runner.show(["witness", "init", "--name", "customs.example", "--dir", "witness"])
        try runner.show(["witness", "add", "ledger.vkey", "--dir", "witness"])
        try runner.show(["witness", "run", year.firstLedger, "--dir", "witness"], at: Self.hour(36))
    }
}
