import Demo
import DutyFree
import Presentation
import Wire

/// The demonstration's stock count, from the goods' way to the store to a report that a stranger repeats.
struct DemoCountTour {
    let count: DemoCount
    let runner: DemoRunner
    let console: Console
    static let id = "C-2025-001"
    static let report = "count-report.html"

    private var on: [String] { ["--ledger", DemoCount.ledger] }

    /// Answers what `--json` says of it.
    func run() throws -> JSONObject {
        if !console.json {
            let heading = Text(en: "A stock count of 10,000 items, with every kind of trouble", zh: "一万件货物的盘点，各种状况俱全")
            try console.write("\n" + console.style.paint("── " + heading[console.language], .strong) + "\n")
        }
        try setUp()
        try open()
        try read()
        let answer = try runner.runQuietly(["count", "reconcile", DemoCountTour.id, "--as", "HK-V1"] + on, at: at(70), expecting: 1).json
        try runner.show(["count", "report", DemoCountTour.id] + on, at: at(71))
        try runner.show(["count", "report", DemoCountTour.id, "--format", "html", "-o", DemoCountTour.report] + on, at: at(71))
        try console.tell(Text(en: "\nAbove the tolerance two persons must accept it, and neither may have counted.", zh: "\n超出容差须两人批准，且均不得参与清点。"))
        for person in ["HK-V1", "HK-V2"] {
            try runner.show(["count", "approve", DemoCountTour.id, "--reason", "searched twice, report RP-STOCK-9", "--as", person] + on, at: at(90))
        }
        try runner.show(["count", "close", DemoCountTour.id, "--as", "HK-V1"] + on, at: at(95), expecting: 1)
        try runner.show(["count", "verify", DemoCountTour.id] + on, at: at(96))
        var summary: JSONObject = ["ledger": .string(DemoCount.ledger), "report": .string(DemoCountTour.report)]
        for name in ["expected", "accountedFor", "reads", "classes", "resultHash"] { summary[name] = answer[name] }
        return summary
    }

    private func at(_ minutes: Int) -> Timestamp {
        Timestamp(millisecondsSince1970: DemoCount.opened.millisecondsSince1970 + Int64(minutes) * 60_000)
    }

    private func setUp() throws {
        let house = count.house
        let start = Timestamp(millisecondsSince1970: DemoCount.before.millisecondsSince1970 - 20 * 86_400_000)
        try runner.runQuietly(["init", DemoCount.ledger, "--enterprise", house.enterprise, "--origin", "stockroom.haikou-dfs.example/ledger"], at: start)
        for party in house.parties where party.site.map({ ["HK-W1", "HK-S1"].contains($0) }) ?? true {
            try runner.runQuietly(
                ["party", "add", party.code.text, "--name", party.name, "--role"] + party.roles.map(\.rawValue) + (party.site.map { ["--site", $0] } ?? [])
                    + on, at: start)
        }
        try runner.runQuietly(["party", "add", "HK-N2", "--name", "Haikou second counter 海口盘点员二", "--role", "counter"] + on, at: start)
        try runner.runQuietly(["party", "add", "HK-V2", "--name", "Haikou store manager 海口店长", "--role", "approver"] + on, at: start)
        for place in house.places where ["HK-W1", "HK-S1", "HK-S1/HOLD"].contains(place.path.text) {
            try add(place.path.text, place.kind.rawValue, place.party?.text, place.role?.rawValue, start)
        }
        for zone in count.zones { try add(zone.text, "store", "HK-S1", nil, start) }
        try runner.runQuietly(["product", "import", "input/products.csv"] + on, at: start)
        try runner.runQuietly(["record", count.inbound] + on, at: DemoCount.received)
        try runner.runQuietly(["record", count.past] + on, at: DemoCount.before)
        let movements = Figures.grouped(count.movements)
        try console.tell(
            Text(
                en: "A store with a ledger of its own, \(DemoCount.ledger): \(movements) movements brought the goods to six zones, and some out again.",
                zh: "一家门店的独立账本 \(DemoCount.ledger)：\(movements) 笔业务把货物送入六个区域，部分又离开。"))
    }

    private func add(_ path: String, _ kind: String, _ party: String?, _ role: String?, _ start: Timestamp) throws {
        try runner.runQuietly(
            ["location", "add", path, "--kind", kind] + (party.map { ["--party", $0] } ?? []) + (role.map { ["--role", $0] } ?? []) + on, at: start)
    }

    private func open() throws {
        let antennas = DemoCount.antennas.flatMap { ["--antenna", $0] }
        try runner.show(
            [
                "count", "open", "--scope", DemoCount.scope.text, "--id", DemoCountTour.id, "--counter", "HK-N1", "HK-N2", "--rfid", "R1=HK-N1", "--rfid",
                "R2=HK-N2",
            ] + antennas
                + ["--baseline", "4", "--as", "HK-V1"] + on, at: DemoCount.opened)
    }

    private func read() throws {
        for (number, file) in count.reads.enumerated() {
            try runner.show(["count", "read", DemoCountTour.id, file.path, "--as", "HK-" + file.by] + on, at: at(56 + number))
        }
        try console.tell(Text(en: "\nUntil it is reconciled nothing tells what is expected: the count is blind.", zh: "\n核对之前不显示应有数量：盲盘。"))
        try runner.show(["count", "status", DemoCountTour.id] + on, at: at(60))
    }
}
