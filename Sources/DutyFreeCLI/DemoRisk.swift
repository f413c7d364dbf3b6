import Demo
import DutyFree
import Presentation
import Wire

/// The part of the demonstration about risk: what the rules find in the year, three alerts that are handled in three ways, and
/// what another threshold would have raised. All in the first ledger, on the day after the year.
struct DemoRisk {
    let year: DemoYear
    let runner: DemoRunner
    let console: Console

    private var ledger: [String] { ["--ledger", year.firstLedger] }
    private var mark: String { year.firstMark }

    func run() throws {
        try console.heading(Text(en: "Risk: monitored, warned of, assessed, settled", zh: "风险：监测、预警、评估、处置"))
        let shelf = try runner.runQuietly(["find", "--state", "in_store", "--location", mark + "-S2", "--limit", "1"] + ledger)
        if let item = (try? JSONParser.parse(Array(shelf.text.utf8)))?.object?["item"]?.string {
            try runner.show(
                ["gate", year.traveller.text, item, "--record", "--departure", "DX102-2026-01-02", "--as", mark + "-G1"] + ledger, at: DemoOversight.hour(36),
                expecting: 1)
        }
        let run = try runner.runQuietly(["risk", "run"] + ledger, at: DemoOversight.hour(37))
        let raised = run.text.split(separator: "\n").count
        try console.tell(
            Text(
                en: "risk run has read the whole year by twenty rules and raised \(raised) alerts; one more is from the gate.",
                zh: "risk run 以二十条规则读完全年，发出 \(raised) 条预警；另一条来自闸机。"))
        try runner.show(["risk", "list", "--limit", "6"] + ledger)
        try handle()
        try runner.show(
            ["risk", "backtest", "--set", "paid-not-delivered.hoursBeforeDeparture=1", "--set", "loss-rate.perMille=5"] + ledger, at: DemoOversight.hour(38))
    }

    /// One is acted on, one assessed, one dismissed.
    private func handle() throws {
        func first(_ rule: String) throws -> String? {
            let listed = try runner.runQuietly(["risk", "list", "--rule", rule, "--limit", "1"] + ledger)
            return (try? JSONParser.parse(Array(listed.text.utf8)))?.object?["alert"]?.integer.map { String($0) }
        }
        let (supervisor, customs) = (mark + "-V1", mark + "-K1")
        if let alert = try first("departed-unsold") {
            try runner.show(
                ["risk", "act", alert, "--text", "taken from the traveller, back on its shelf; the till is examined", "--as", customs] + ledger,
                at: DemoOversight.hour(37))
        }
        if let alert = try first("loss-rate") {
            try runner.show(
                ["risk", "assess", alert, "--text", "four of them from one rack, by the side door", "--score", "90", "--as", supervisor] + ledger,
                at: DemoOversight.hour(37))
        }
        if let alert = try first("immediate-not-departed") {
            try runner.show(
                ["risk", "dismiss", alert, "--reason", "a resident who was in hospital; leaves next week", "--as", supervisor] + ledger,
                at: DemoOversight.hour(37))
            try runner.show(["risk", "show", alert] + ledger)
        }
    }
}
