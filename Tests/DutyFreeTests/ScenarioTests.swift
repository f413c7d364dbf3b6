import DutyFree
import Foundation
import GS1
import Support
import Testing
import Wire

/// Every scenario of reference/domain/scenarios.jsonl against the rules, under the policies beside it.
struct ScenarioTests {
    @Test func scenariosGiveTheExpectedAnswers() throws {
        guard let text = try Reference.data("domain/scenarios.jsonl"), let fixtures = try Reference.data("domain/fixtures.json"),
            let products = try Reference.data("domain/products.csv")
        else { return }
        let policies = try ReferencePolicies.all()
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        var steps = 0
        for line in lines {
            let scenario = try #require(try JSONParser.parse(String(line)).object)
            let run = try ScenarioRun(scenario, fixtures: fixtures, products: products, policies: policies)
            try run.run()
            steps += run.stepsRun
        }
        print("scenarios: \(lines.count), steps run: \(steps)")
        #expect(steps > 0)
    }
}

/// The policy documents of the reference folder.
enum ReferencePolicies {
    static func documents() throws -> [JSONObject] {
        guard let folder = Reference.find("domain") else { return [] }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("policy-") && $0.hasSuffix(".json") }
        return try names.sorted().map { name in
            try #require(try JSONParser.parse(Array(Data(contentsOf: folder.appending(path: name)))).object, "\(name)")
        }
    }

    static func all() throws -> PolicyBook { try PolicyBook(documents().map { try Policy(document: $0) }) }
}

private final class ScenarioRun {
    let id: String
    let scenario: JSONObject
    let ledger = InMemoryLedger()
    var stepsRun = 0
    private var entries: [String: UInt64] = [:]

    init(_ scenario: JSONObject, fixtures: Data, products: Data, policies: PolicyBook) throws {
        self.scenario = scenario
        ledger.book = policies
        id = scenario["id"]?.string ?? "?"
        let fixture = try #require(try JSONParser.parse(Array(fixtures)).object)
        for value in fixture["parties"]?.array ?? [] {
            let data = try #require(value.object)
            let code = PartyCode(data["code"]?.string ?? "")
            ledger.parties[code] = try Party(code: code, data: data)
        }
        for value in fixture["locations"]?.array ?? [] {
            let data = try #require(value.object)
            let path = LocationPath(data["path"]?.string ?? "")
            ledger.locations[path] = try Location(path: path, data: data)
        }
        let reader = try CSVReader(ByteSource(bytes: Array(products)))
        while let record = try reader.next() {
            func field(_ name: String) -> String? { reader.column(name).map { record.string($0) } }
            let gtin = try GTIN(field("gtin") ?? "")
            ledger.products[gtin] = Product(
                gtin: gtin, name: field("name") ?? "", nameZh: field("name_zh"), category: field("category") ?? "",
                unitPriceFen: Int64(field("unit_price_fen") ?? "") ?? 0, content: Int64(field("content") ?? ""),
                contentUnit: field("content_unit"), pieces: Int64(field("pieces") ?? "") ?? 1, taxFen: Int64(field("tax_fen") ?? ""),
                domestic: field("domestic") == "1")
        }
    }

    func run() throws {
        for given in scenario["given"]?.array ?? [] { try bring(try #require(given.object)) }
        for step in scenario["steps"]?.array ?? [] { try take(try #require(step.object)) }
        try compareFinal()
    }

    // MARK: Given

    /// The canonical path: declare, arrive, enter, dispatch, receive, a minute each from 2020-07-02 09:01 +08:00.
    private func bring(_ given: JSONObject) throws {
        let location = LocationPath(given["location"]?.string ?? "W1")
        let state = try #require(ItemState(rawValue: given["state"]?.string ?? ""))
        let keys = (given["items"]?.array ?? []).compactMap(\.string).map(ItemKey.init(trusted:))
        let isWarehouse = state != .inStore
        let warehouse = isWarehouse ? location : LocationPath("W1")
        let store = PartyCode(String(location.site))
        var minute: Int64 = 0
        func step(_ type: MovementType, _ by: PartyCode, _ item: ItemKey, to: LocationPath?, _ data: JSONObject = [:]) throws {
            minute += 1
            let at = try Timestamp("2020-07-02T09:00:00+08:00").millisecondsSince1970 + minute * 60_000
            var documents: [DocumentKind: DocumentReference] = [:]
            for kind in type.rule.documents { documents[kind] = DocumentReference(number: "DEC-0", sha256: nil) }
            let time = Timestamp(millisecondsSince1970: at)
            _ = try ledger.record(
                Movement(type: type, by: by, occurred: time, items: [item], to: to, documents: documents, data: data),
                recorded: time)
        }
        let w1 = PartyCode("W1")
        for key in keys {
            minute = 0
            var data: JSONObject = ["product": .string(try #require(key.gtin).digits14)]
            data["expiry"] = given["expiry"]
            try step(.declare, w1, key, to: nil, data)
            if state == .declared { continue }
            try step(.arrive, w1, key, to: warehouse)
            if state == .arrived { continue }
            try step(.enter, w1, key, to: warehouse)
            if state == .bonded { continue }
            try step(.dispatch, w1, key, to: LocationPath(String(location.site)))
            if state == .inTransit { continue }
            try step(.receive, store, key, to: location)
        }
    }

    // MARK: Steps

    private func take(_ step: JSONObject) throws {
        let name = "\(id) \(step["id"]?.string ?? "?")"
        let expect = try #require(step["expect"]?.object)
        let code = expect["code"]?.string
        stepsRun += 1
        let movement = try movement(step)
        let recorded = try Timestamp(step["recorded"]?.string ?? step["occurred"]?.string ?? "")
        let answer: String
        do {
            let first = try ledger.record(movement, recorded: recorded)
            if let first, let stepID = step["id"]?.string { entries[stepID] = first }
            answer = (["ok"] + (first == nil ? ["already-recorded"] : ledger.alerts.map(\.rawValue))).joined(separator: " ")
        } catch let refusal as Refusal {
            answer = refusal.code.rawValue
        }
        let expected = code ?? (["ok"] + (expect["alerts"]?.array ?? []).compactMap(\.string)).joined(separator: " ")
        #expect(answer == expected, "\(name)")
    }

    private func movement(_ step: JSONObject) throws -> Movement {
        var data = step["data"]?.object ?? JSONObject()
        let person = data["person"]?.string
        data["person"] = nil
        for member in data.members where member.value == .null { data[member.name] = nil }
        var documents: [DocumentKind: DocumentReference] = [:]
        for member in step["docs"]?.object?.members ?? [] {
            let kind = try #require(DocumentKind(rawValue: member.name))
            documents[kind] = DocumentReference(number: member.value.string ?? "", sha256: nil)
        }
        var reference: UInt64?
        if let ref = step["ref"]?.string { reference = entries[ref] ?? 999_999 }
        return Movement(
            type: try #require(MovementType(rawValue: step["type"]?.string ?? "")), by: PartyCode(step["by"]?.string ?? ""),
            occurred: try Timestamp(step["occurred"]?.string ?? ""),
            items: (step["items"]?.array ?? []).compactMap(\.string).map(ItemKey.init(trusted:)),
            to: step["to"]?.string.map(LocationPath.init), documents: documents, person: person.map(PersonCode.init),
            event: step["event"]?.string, reference: reference, data: data)
    }

    // MARK: Final

    private func compareFinal() throws {
        for member in scenario["final"]?.object?["items"]?.object?.members ?? [] {
            let item = ledger.items[ItemKey(trusted: member.name)]
            let expected = try #require(member.value.object)
            #expect(item?.state.rawValue == expected["state"]?.string, "\(id) \(member.name)")
            if let hold = expected["hold"]?.bool { #expect(item?.onHold == hold, "\(id) \(member.name) hold") }
            if let code = expected["code"]?.string { #expect(item?.code.text == code, "\(id) \(member.name) code") }
            if let guarantee = expected["guarantee"]?.string {
                #expect(item?.facts.guarantee?.rawValue == guarantee, "\(id) \(member.name) guarantee")
            }
            // What was folded step by step is what the chain alone gives.
            #expect(try item.map { try Lifecycle.replay(ledger.history(of: $0.key), in: ledger) } == item, "\(id) \(member.name) replay")
        }
        try comparePersons()
    }

    /// Quotas: as expected, of nobody else, and always what the items' charges add up to.
    private func comparePersons() throws {
        var expected: [String: [String: Int64]] = [:]
        for member in scenario["final"]?.object?["persons"]?.object?.members ?? [] {
            for year in member.value.object?["quotaUsedFen"]?.object?.members ?? [] {
                expected[member.name, default: [:]][year.name] = year.value.integer
            }
        }
        var used: [String: [String: Int64]] = [:]
        for (person, standing) in ledger.standings {
            for year in standing.used.years(.offshore) { used[person.text, default: [:]][String(year)] = standing.used.fen(.offshore, year) }
        }
        #expect(used == expected, "\(id) quota")
        var charged: [String: [String: Int64]] = [:]
        for charge in ledger.items.values.flatMap(\.facts.charges) where charge.fen != 0 {
            charged[charge.person.text, default: [:]][String(charge.year), default: 0] += charge.fen
        }
        #expect(charged == used, "\(id) charges")
    }
}
