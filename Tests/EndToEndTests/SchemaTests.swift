import Foundation
import Support
import Testing
import Wire

/// What `--json` prints has the shape that `dutyfree help --schema` promises.
struct SchemaTests {
    @Test func everyAnswerHasItsShape() throws {
        let shop = try Shop()
        let printed = try shop.dutyfree("help", "--schema")
        let schema = try JSONSchema(printed.output)
        var checked: Set<String> = []
        func check(_ shape: String, _ arguments: [String], input: String = "", on stream: KeyPath<Ran, String> = \.output) throws {
            try judge(shape, shop.dutyfree(arguments + ["--json"], input: Data(input.utf8)), on: stream)
        }
        func judge(_ shape: String, _ ran: Ran, on stream: KeyPath<Ran, String> = \.output) throws {
            let lines = ran[keyPath: stream].split(separator: "\n")
            #expect(!lines.isEmpty, "\(shape): nothing; \(ran.errors)")
            for line in lines {
                let faults = schema.faults(in: try JSONParser.parse(String(line)), of: shape)
                #expect(faults.isEmpty, "\(shape): \(faults) in \(line)")
            }
            checked.insert(shape)
        }
        let (a, b) = (Rows.item("A1"), Rows.item("A2"))
        try shop.write("in.csv", Rows.header + Rows.declare("A1") + Rows.declare("A2"))
        try shop.write("bad.csv", Rows.header + Rows.declare("A1", occurred: "2026-03-01T08:00:00+08:00"))
        try shop.write("goods.csv", "gtin,name,category,unit_price_fen\n09521000200142,Set,cosmetics,420000\n")
        try shop.write("decl.csv", "product,item,occurred\n09521000200074,\(Rows.item("A3")),2026-03-02T09:00:00+08:00\n")
        try check("init", ["init", "other.dutyfree", "--enterprise", "E", "--origin", "e.example/l"])
        try check("status", [])
        try check("status", ["--ledger", "absent"])
        try check("party add", ["party", "add", "P1", "--name", "P", "--role", "pickup", "--site", "P1"])
        try check("party list", ["party", "list"])
        try check("location add", ["location", "add", "P1", "--kind", "pickup", "--party", "P1"])
        try check("location list", ["location", "list"])
        try check("product add", ["product", "add", "09521000200074", "--name", "N", "--category", "cosmetics", "--price", "1"])
        try check("product import", ["product", "import", "goods.csv"])
        try check("product list", ["product", "list"])
        try check("record preview", ["record", "in.csv", "--preview"])
        try check("record file", ["record", "in.csv"])
        try check("record file", ["record", "in.csv"])
        try check("template list", ["template", "list"])
        try check("template show", ["template", "show", "till"])
        try check("export movements", ["export", "movements", "-o", "movements.csv", "--format", "csv"])
        try check("import", ["import", "decl.csv", "--declaration", "D-2", "--as", "W1"])
        let arrive = ["record", "arrive", a, "--to", "W1", "--doc", "manifest=M", "--as", "W1", "--at", "2026-03-02T10:00:00+08:00"]
        try check("record", arrive)
        try check("record", arrive)
        try check("scan", ["scan", "arrive", "--to", "W1", "--doc", "manifest=M", "--as", "W1"], input: "\(b)\n\(b)\nxx\nLOC:W1/A\nUNDO\nDONE\n")
        try check("trace", ["trace", a])
        try check("find", ["find"])
        try check("label", ["label", a, "-o", "label.svg"])
        try check("label", ["scan", "--codes", "-o", "codes.pdf", "-n"])
        try check(
            "code",
            [
                "code", a, "3074257BF7194E4000001A85", "09521000200074", "010952100020007521A1", "0109521054260024240AB1021WaeXXb", "LOC:W1",
                "(01)09521000200074(21)X(17)261231",
            ])
        try check("stock", ["stock"])
        try check("stock", ["stock", "--by", "state"])
        try check("policy show", ["policy", "show"])
        try check("policy show", ["policy", "show", "hn-offshore-2025"])
        try check("policy diff", ["policy", "diff", "hn-offshore-2023", "hn-offshore-2025"])
        try shop.write("proposal.json", try Proposal.document { $0["id"] = "hn-proposal" })
        try check("policy check", ["policy", "check", "proposal.json"])
        try shop.must("party", "add", "V1", "--name", "V1", "--role", "approver")
        try check("policy add", ["policy", "add", "proposal.json", "--as", "V1"])
        try check("policy try", ["policy", "try", "proposal.json", "--since", "2026-01-01"])
        try check("policy try", ["policy", "try", "proposal.json", "--since", "2026-01-01", "--rejects", "bad.csv"])
        try check("person key", ["person", "key"])
        try check("person code", ["person", "code"], input: "11010519491231002X\n")
        try check("person show", ["person", "show", "p:8f3a01"])
        try check("person forget", ["person", "forget", "--yes"])
        try check("gate", ["gate", "p:8f3a01", a, "xx"])
        try check("account", ["account", "--period", "2026"])
        try shop.must("record", "enter", a, "--to", "W1", "--doc", "receipt=R", "--as", "W1", "--at", "2026-03-02T10:30:00+08:00")
        try check("account", ["account", "--by", "declaration"])
        try check("account entries", ["account", "--entries", "all"])
        try checkCalls(shop) { try check($0, $1) }
        try checkRisk(shop) { try check($0, $1) }
        try checkCounts(shop) { try check($0, $1, input: $2, on: $3) }
        try checkEvidence(shop) { try judge($0, $1, on: \.output) }
        try shop.must("record", "damage", a, "--as", "W1", "--doc", "report=R-1", "--set", "cause=dropped", "--at", "2026-03-02T10:40:00+08:00")
        try check("account losses", ["account", "--losses"])
        try check("account counts", ["account", "--counts"])
        try check("account", ["account"])
        try check("verify", ["verify"])
        try check("checkpoint", ["checkpoint"])
        try check("export", ["export"])
        try check("epcis export", ["epcis", "export", "-o", "events.json"])
        try shop.write("sent.json", Supplier.events([Supplier.sensor]))
        try check("epcis import", ["epcis", "import", "sent.json", "--as", "W1"])
        try check("backup", ["backup", "copy.dutyfree"])
        try check("restore", ["restore", "copy.dutyfree", "--to", "back.dutyfree"])
        try check("repair", ["repair"])
        try check("doctor", ["doctor"])
        for word in ["sale", "in_store", "bad-state", "states"] { try check("explain", ["explain", word]) }
        try check("error", ["trace", "/01/09521000200074/21/NONE"], on: \.errors)
        try check("error", ["record", "bad.csv"], on: \.errors)
        try check("error", ["nosuchcommand"], on: \.errors)
        try run("sqlite3", shop.path("ledger.dutyfree"), "UPDATE item SET state = 'lost'")
        try check("verify", ["verify"])
        // `demo` takes its time elsewhere, `progress` needs a long file.
        let shapes = schema.shapes.subtracting(["demo", "progress"])
        #expect(checked == shapes, "\(shapes.symmetricDifference(checked))")
    }

    private func checkCalls(_ shop: Shop, _ check: (String, [String]) throws -> Void) throws {
        try check("call open", ["call", "open", "query", "--to", "S1", "--text", "where", "--due", "2026-03-01T10:00:00+08:00", "--as", "K1"])
        try check("call open", ["call", "open", "recall", "--item", Rows.item("A1"), "--text", "splinters", "--as", "K1"])
        try check("status", [])
        try check("call escalate", ["call", "escalate", "--as", "K1"])
        try check("call answer", ["call", "answer", "Q-2026-001", "--text", "here", "--as", "S1"])
        try check("call list", ["call", "list", "--all"])
        try check("call show", ["call", "show", "R-2026-001"])
        try check("call notify", ["call", "notify", "-o", "outbox.jsonl"])
    }

    /// Goods that are in Haikou and five minutes later in Sanya.
    private func checkRisk(_ shop: Shop, _ check: (String, [String]) throws -> Void) throws {
        let item = Rows.item("V1")
        try shop.must("location", "add", "S2", "--party", "S1", "--kind", "store")
        for (at, line) in [
            ("10:10", ["declare", item, "--set", "product=09521000200074", "--doc", "declaration=D-3"]),
            ("10:11", ["arrive", item, "--to", "W1", "--doc", "manifest=M"]),
            ("10:12", ["enter", item, "--to", "W1", "--doc", "receipt=R"]), ("10:20", ["dispatch", item, "--to", "S2", "--doc", "transfer=T-9"]),
        ] {
            try shop.dutyfree(["record"] + line + ["--as", "W1", "--at", "2026-03-02T\(at):00+08:00"])
        }
        try shop.must("record", "receive", item, "--to", "S2", "--doc", "transfer=T-9", "--as", "S1", "--at", "2026-03-02T10:25:00+08:00")
        try check("risk run", ["risk", "run", "--alarm", "10", "--as", "V1"])
        try check("risk list", ["risk", "list"])
        let listed = try JSON.lines(shop.dutyfree("risk", "list", "--json").output)
        guard let alert = listed.first?["alert"]?.integer.map(String.init) else { throw BadFixture("no alert: \(listed)") }
        try check("risk show", ["risk", "show", alert])
        try check("risk assess", ["risk", "assess", alert, "--text", "asked", "--score", "70", "--as", "V1"])
        try check("risk act", ["risk", "act", alert, "--text", "the clock was wrong", "--as", "V1"])
        try check("risk assess", ["risk", "assess", alert, "--text", "seen", "--as", "V1"])
        try check("risk dismiss", ["risk", "dismiss", alert, "--reason", "the clock was wrong", "--as", "V1"])
        try check("risk backtest", ["risk", "backtest", "--set", "velocity.minMinutes=5"])
        try check("risk rules", ["risk", "rules"])
    }

    /// A count from open to close, and one that is given up.
    private func checkCounts(
        _ shop: Shop, _ check: (String, [String], String, KeyPath<Ran, String>) throws -> Void
    ) throws {
        for (code, role) in [("V1", "approver"), ("C1", "counter"), ("C2", "counter")] { try shop.must("party", "add", code, "--name", code, "--role", role) }
        try shop.write("reads.csv", "time,reader,antenna,epc,rssi,zone\n2026-03-02T10:59:00+08:00,R1,1,\(Rows.item("A2")),-50.5,W1\nx\n")
        func count(_ verb: String, _ arguments: String..., input: String = "") throws {
            try check("count " + verb, ["count", verb] + arguments, input, \.output)
        }
        try count("open", "--scope", "W1", "--as", "V1", "--baseline", "4.5")
        try count("read", "C-2026-001", "reads.csv", "--as", "C1")
        try count("status", "C-2026-001")
        try count("reconcile", "C-2026-001", "--as", "V1")
        try count("recount", "C-2026-001", "--to", "C2", "--as", "V1")
        try count("read", "C-2026-001", "-", "--zone", "W1", "--as", "C2", input: "\(Rows.item("A1"))\nLOC:W1\nxx\n")
        try count("reconcile", "C-2026-001", "--as", "V1")
        try count("report", "C-2026-001", "--format", "json")
        try count("approve", "C-2026-001", "--as", "V1")
        try count("close", "C-2026-001", "--as", "V1")
        try count("verify", "C-2026-001")
        try count("open", "--scope", "S1", "--as", "V1")
        try count("cancel", "C-2026-002", "--reason", "no time", "--as", "V1")
        try count("list")
        try count("plan")
    }

    @Test func theSchemaSeesWhatIsWrong() throws {
        let schema = try JSONSchema(try Shop().dutyfree("help", "--schema").output)
        func faults(_ text: String) throws -> [String] { schema.faults(in: try JSONParser.parse(text), of: "repair") }
        #expect(try faults("{\"differences\":0,\"items\":1,\"rebuilt\":true,\"v\":1}").isEmpty)
        #expect(try !faults("{\"differences\":0,\"items\":1,\"v\":1}").isEmpty)
        #expect(try !faults("{\"differences\":0,\"items\":\"1\",\"rebuilt\":true,\"v\":1}").isEmpty)
        #expect(try !faults("{\"differences\":0,\"items\":1,\"rebuilt\":true,\"v\":2}").isEmpty)
        #expect(try !faults("{\"differences\":0,\"items\":1,\"rebuilt\":true,\"v\":1,\"more\":1}").isEmpty)
    }
}

/// As much of JSON Schema 2020-12 as our own schema uses.
struct JSONSchema {
    private let definitions: JSONObject

    init(_ text: String) throws {
        guard let definitions = try JSONParser.parse(text).object?["$defs"]?.object else { throw BadFixture("no $defs") }
        self.definitions = definitions
    }

    /// Shapes of answers: objects, or a choice of them.
    var shapes: Set<String> {
        Set(
            definitions.members.filter { member in
                let shape = member.value.object
                return !["docs", "accountLine", "accountMoney", "accountSum", "accountLoss", "accountCount", "recalledItem"].contains(member.name)
                    && (shape?["oneOf"] != nil || shape?["type"]?.string == "object")
            }.map(\.name))
    }

    func faults(in value: JSONValue, of name: String) -> [String] {
        guard let shape = definitions[name] else { return ["no shape \(name)"] }
        return faults(value, shape, "")
    }

    private func faults(_ value: JSONValue, _ shape: JSONValue, _ path: String) -> [String] {
        guard let shape = shape.object else { return [] }
        if let reference = shape["$ref"]?.string, let name = reference.split(separator: "/").last {
            return faults(in: value, of: String(name)).map { path + $0 }
        }
        if let choices = shape["oneOf"]?.array {
            return choices.contains { faults(value, $0, path).isEmpty } ? [] : ["\(path): none of the choices: \(choices.map { faults(value, $0, path) })"]
        }
        if let constant = shape["const"] { return constant == value ? [] : ["\(path): not \(constant)"] }
        if let values = shape["enum"]?.array { return values.contains(value) ? [] : ["\(path): not one of \(values)"] }
        switch shape["type"]?.string {
        case "string":
            guard let text = value.string else { return ["\(path): no text"] }
            guard let pattern = shape["pattern"]?.string, let regex = try? Regex(pattern) else { return [] }
            return text.contains(regex) ? [] : ["\(path): \(text) is not \(pattern)"]
        case "integer": return value.integer == nil ? ["\(path): no integer"] : []
        case "boolean": return value.bool == nil ? ["\(path): no boolean"] : []
        case "array":
            guard let values = value.array else { return ["\(path): no list"] }
            guard let items = shape["items"] else { return [] }
            return values.flatMap { faults($0, items, path + "[]") }
        case "object":
            guard let object = value.object else { return ["\(path): no object"] }
            let properties = shape["properties"]?.object ?? JSONObject()
            let missing = (shape["required"]?.array ?? []).compactMap(\.string).filter { object[$0] == nil }.map { "\(path).\($0) is missing" }
            return missing
                + object.members.flatMap { member -> [String] in
                    if let property = properties[member.name] { return faults(member.value, property, "\(path).\(member.name)") }
                    switch shape["additionalProperties"] {
                    case .bool(false): return ["\(path).\(member.name) is too much"]
                    case let other?: return faults(member.value, other, "\(path).\(member.name)")
                    case nil: return []
                    }
                }
        default: return []
        }
    }
}
