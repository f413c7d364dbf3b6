import Demo
import DutyFree
import Presentation
import Wire

/// The part of the demonstration that supervisors look for: a traveller's year, a sale that the quota refuses, a gate, and a
/// proposed policy against the year's history. All in the first ledger.
struct DemoSupervision {
    let year: DemoYear
    let runner: DemoRunner
    let console: Console

    private var ledger: [String] { ["--ledger", year.firstLedger] }
    private var mark: String { year.firstMark }
    private static let person = "p:5d61c3a7e1f04b2986d0cc71"
    /// The morning after the year.
    private static let morning = Timestamp(millisecondsSince1970: 1_767_232_800_000)

    func run() throws {
        try console.heading(Text(en: "A traveller's year", zh: "一名旅客的一年"))
        try runner.show(["person", "show", year.traveller.text] + ledger, at: Self.morning)
        try sellAndCheck()
        try console.heading(Text(en: "A proposed policy, judged against the year", zh: "以全年历史检验一份政策草案"))
        try DemoFolder.write(try proposal(), to: "input/proposal.json")
        try console.tell(
            Text(
                en: "input/proposal.json is the policy in force with a quota of 30,000 yuan a year, as it was before 2020.",
                zh: "input/proposal.json 与现行政策相同，但年度额度为 3 万元，即 2020 年以前的额度。"))
        try runner.show(["policy", "check", "input/proposal.json"] + ledger)
        try runner.show(["policy", "diff", "hn-offshore-2025", "input/proposal.json"] + ledger, expecting: 1)
        try runner.show(["policy", "try", "input/proposal.json", "--since", "2025-01-01"] + ledger)
    }

    private func sellAndCheck() throws {
        try console.heading(Text(en: "The quota refuses, the gate holds", zh: "额度不足不售，闸机拦下"))
        let shelf = try runner.runQuietly(["find", "--state", "in_store", "--location", mark + "-S2", "--limit", "20"] + ledger)
        let items = shelf.text.split(separator: "\n").compactMap { (try? JSONParser.parse(Array($0.utf8)))?.object?["item"]?.string }
        var sold: [String] = []
        for item in items where sold.count < 2 {
            // What is past its date, or held by customs, is no example.
            if try runner.runQuietly(sale(item, fen: 1) + ["-n"], at: Self.morning, expecting: 0, 3).exit == 0 { sold.append(item) }
        }
        guard sold.count == 2 else { return }
        try runner.show(sale(sold[0], fen: 6_800_000), at: Self.morning)
        try runner.show(sale(sold[1], fen: 3_500_000), at: Self.morning, expecting: 3)
        try runner.show(["gate", Self.person] + sold + ledger, at: Self.morning, expecting: 1)
        try runner.show(
            ["gate", Self.person, sold[0], "--record", "--departure", "DX101-2026-01-01", "--as", mark + "-G1"] + ledger, at: Self.morning)
    }

    private func sale(_ item: String, fen: Int64) -> [String] {
        [
            "record", "sale", item, "--as", mark + "-S2", "--doc", "receipt=RC-\(mark)-20260101-0001", "--person", Self.person, "--set", "age=41", "--set",
            "priceFen=\(fen)", "--set", "pickup=in-zone", "--set", "trip.id=T-DX101-20260101", "--set", "trip.departs=2026-01-01T13:30:00+08:00",
        ] + ledger
    }

    private func proposal() throws -> [UInt8] {
        guard var document = try BuiltInPolicies.documents().last, var parameters = document["parameters"]?.object,
            var quota = parameters["annualQuotaFen"]?.object
        else { return [] }
        quota["value"] = 3_000_000
        parameters["annualQuotaFen"] = .object(quota)
        document["parameters"] = .object(parameters)
        document["id"] = "proposal-2027"
        document["replaces"] = "hn-offshore-2025"
        document["effectiveFrom"] = "2027-01-01T00:00:00+08:00"
        return CanonicalJSON.encode(.object(document)) + [0x0A]
    }
}
