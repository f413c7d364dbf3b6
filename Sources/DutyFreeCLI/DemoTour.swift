import Demo
import DutyFree
import Presentation
import Wire

/// What the demonstration does with its files, in the order in which a reader follows it.
final class DemoTour {
    private let year: DemoYear
    private let folder: String
    private let runner: DemoRunner
    private let console: Console
    private var recorded: [Int64]
    private var refused: Int64 = 0
    /// Commands of the year that are shown one by one before the rest is told by months.
    private static let shownSteps = 2

    init(year: DemoYear, folder: String, runner: DemoRunner, console: Console) {
        self.year = year
        self.folder = folder
        self.runner = runner
        self.console = console
        recorded = year.houses.map { _ in 0 }
    }

    /// Answers what `--json` says of it.
    func run() throws -> JSONObject {
        for house in year.houses.indices { try setUp(house) }
        try recordTheYear()
        try recordAgain()
        try look()
        try DemoSupervision(year: year, runner: runner, console: console).run()
        try DemoOversight(year: year, runner: runner, console: console).run()
        try DemoRisk(year: year, runner: runner, console: console).run()
        let sound = try verify()
        let altered = try alter()
        var summary: JSONObject = ["refused": .integer(refused), "altered": .object(altered)]
        summary["ledgers"] = .array(
            year.houses.indices.map { house in
                var line: JSONObject = ["ledger": .string(ledger(house)), "recorded": .integer(recorded[house])]
                line["sound"] = .bool(sound)
                return .object(line)
            })
        return summary
    }

    private func ledger(_ house: Int) -> String { year.houses[house].name + ".dutyfree" }
    private func on(_ house: Int) -> [String] { ["--ledger", ledger(house)] }

    // MARK: Setting up

    private func setUp(_ index: Int) throws {
        let house = year.houses[index]
        if index == 0 { try console.heading(Text(en: "Two operators, a ledger each", zh: "两家经营主体，各一个账本")) }
        let start = DemoTour.start
        let isShown = index == 0
        func run(_ arguments: [String], shown: Bool) throws {
            if shown { try runner.show(arguments, at: start) } else { try runner.runQuietly(arguments, at: start) }
        }
        try run(["init", ledger(index), "--enterprise", house.enterprise, "--origin", house.origin], shown: isShown)
        var commands: [[String]] = house.parties.map { party in
            ["party", "add", party.code.text, "--name", party.name, "--role"] + party.roles.map(\.rawValue) + (party.site.map { ["--site", $0] } ?? [])
        }
        commands += house.places.map { place in
            ["location", "add", place.path.text, "--kind", place.kind.rawValue] + (place.party.map { ["--party", $0.text] } ?? [])
                + (place.role.map { ["--role", $0.rawValue] } ?? []) + (place.isolated ? ["--isolated"] : [])
        }
        let shown = isShown ? [0, house.parties.count] : []
        for (number, command) in commands.enumerated() { try run(command + on(index), shown: shown.contains(number)) }
        let rest = commands.count - shown.count
        if isShown {
            try console.tell(Text(en: "  … and \(rest) more parties and places", zh: "  ……另登记 \(rest) 个主体和地点"))
        }
        try run(["product", "import", "input/products.csv"] + on(index), shown: isShown)
        if !isShown {
            try console.tell(
                Text(
                    en: "\nThe same for \(house.enterprise): \(ledger(index)), \(rest) parties and places, the products.",
                    zh: "\n\(house.enterprise)同样：\(ledger(index))、\(rest) 个主体和地点、商品。"))
        }
    }

    /// The evening before the year.
    private static let start = Timestamp(millisecondsSince1970: 1_735_650_000_000)

    // MARK: The year

    private func command(_ step: DemoYear.Step) -> [String] {
        switch step.kind {
        case .declaration(let number): ["import", step.path, "--declaration", number] + on(step.house)
        case .movements: ["record", step.path] + on(step.house)
        case .refusals: ["record", step.path, "--rejects", rejects(step)] + on(step.house)
        }
    }

    private func rejects(_ step: DemoYear.Step) -> String {
        let form = step.path.split(separator: ".").last ?? "csv"
        return "rejects-\(year.houses[step.house].name).\(form)"
    }

    private func recordTheYear() throws {
        try console.heading(Text(en: "The year, a file for every three days", zh: "全年，每三天一个文件"))
        var shown = Array(repeating: 0, count: year.houses.count)
        var month = Month()
        for step in year.steps {
            let name = String(step.clock.inShanghai.prefix(7))
            if name != month.name {
                try close(month)
                month = Month(name: name, startedMs: Clock.monotonicMs())
            }
            if case .refusals(let count) = step.kind {
                if step.house == 0 {
                    try refuse(step, count)
                    month.add(step.house, rows: Int64(step.rows - count))
                    continue
                }
                let answer = try runner.runQuietly(command(step), at: step.clock, expecting: 1).json
                guard answer["refused"]?.integer == Int64(count) else { throw unexpected(step, answer) }
                note(answer, step, in: &month)
                continue
            }
            if shown[step.house] < DemoTour.shownSteps, step.house == 0 {
                shown[step.house] += 1
                try runner.show(command(step), at: step.clock)
                recorded[step.house] += Int64(step.rows)
                month.add(step.house, rows: Int64(step.rows))
                continue
            }
            let answer = try runner.runQuietly(command(step), at: step.clock).json
            guard answer["recorded"]?.integer == Int64(step.rows) else { throw unexpected(step, answer) }
            note(answer, step, in: &month)
        }
        try close(month)
    }

    private func note(_ answer: JSONObject, _ step: DemoYear.Step, in month: inout Month) {
        let rows = answer["recorded"]?.integer ?? 0
        recorded[step.house] += rows
        refused += answer["refused"]?.integer ?? 0
        month.add(step.house, rows: rows)
    }

    private func unexpected(_ step: DemoYear.Step, _ answer: JSONObject) -> Problem {
        Problem(
            "demo-failed", Text(en: "other rows were recorded than expected", zh: "记录的行数与预期不符"), at: .init(file: step.path),
            outcome: Text.same(JSONLine.of(answer).trimmed),
            hint: Text(en: "Please report this line.", zh: "请把此行报告给我们。"))
    }

    private struct Month {
        var name = ""
        var startedMs: Int64 = 0
        var files: [Int: Int64] = [:]
        var rows: [Int: Int64] = [:]

        mutating func add(_ house: Int, rows count: Int64) {
            files[house, default: 0] += 1
            rows[house, default: 0] += count
        }
    }

    private func close(_ month: Month) throws {
        guard !month.name.isEmpty, !console.json else { return }
        let time = Times.span(milliseconds: Clock.monotonicMs() - month.startedMs)
        func part(_ house: Int) -> Text {
            let rows = Figures.grouped(month.rows[house] ?? 0)
            let files = month.files[house] ?? 0
            let name = year.houses[house].name
            return Text(en: "\(name) \(files) files, \(rows) movements", zh: "\(name) \(files) 个文件、\(rows) 笔业务")
        }
        let parts = year.houses.indices.map(part)
        try console.say(
            .good,
            Text(
                en: "\(month.name)  \(parts.map(\.en).joined(separator: "; ")); \(time.en)",
                zh: "\(month.name)  \(parts.map(\.zh).joined(separator: "；"))；\(time.zh)"))
    }

    // MARK: Refusals, and the same once more

    /// What the rules refuse is shown where it happens.
    private func refuse(_ step: DemoYear.Step, _ count: Int) throws {
        try console.tell(
            Text(
                en: "\n\(step.clock.inShanghai.prefix(10)) was a bad day: of \(step.rows) rows \(count) must be refused, each for another reason.",
                zh: "\n\(step.clock.inShanghai.prefix(10)) 是糟糕的一天：\(step.rows) 行中应有 \(count) 行被拒，原因各异。"))
        try runner.show(command(step), at: step.clock, expecting: 1)
        try console.tell(Text.same(""))
        recorded[step.house] += Int64(step.rows - count)
        refused += Int64(count)
    }

    private func recordAgain() throws {
        guard let first = year.steps.first(where: { $0.house == 0 && $0.kind == .movements }) else { return }
        try console.heading(Text(en: "The same file once more is recorded once", zh: "同一文件重复提交只记录一次"))
        try runner.show(command(first), at: first.clock)
    }

    // MARK: Stock, an item's life, verification

    private func look() throws {
        try console.heading(Text(en: "What is where", zh: "库存"))
        try runner.show(["stock", "--by", "state"] + on(0))
        try runner.show(["find", "--state", "lost", "--limit", "4"] + on(0))
        try console.heading(Text(en: "The life of one item", zh: "一件货物的全程"))
        try runner.show(["trace", year.story.text, "--verify"] + on(0))
    }

    private func verify() throws -> Bool {
        try console.heading(Text(en: "Is it all sound?", zh: "账本是否完好？"))
        for house in year.houses.indices { try runner.show(["verify"] + on(house)) }
        return true
    }

    // MARK: One byte

    private func alter() throws -> JSONObject {
        try console.heading(Text(en: "One byte is altered in a copy", zh: "在副本中改动一个字节"))
        let copy = "altered.dutyfree"
        try runner.show(["backup", copy] + on(0))
        let change = try DemoAlteration.make(in: copy, receipt: year.receipt)
        let sentence = change.sentence(copy)
        runner.remark(sentence.en)
        try console.tell(Text(en: "\n" + sentence.en, zh: "\n" + sentence.zh))
        try runner.show(["verify", "--ledger", copy], expecting: 2)
        if !console.json {
            try console.say(
                .good, Text(en: "Found: verify ended with 2, evidence of tampering.", zh: "已发现：verify 以 2 结束，即发现篡改证据。"))
        }
        return change.json
    }
}

extension DemoYear {
    /// The ledger that supervision is shown with.
    var firstLedger: String { houses[0].name + ".dutyfree" }

    /// What the codes of its house begin with: `HK`.
    var firstMark: String { String(houses[0].places[0].path.text.prefix { $0 != "-" }) }
}
