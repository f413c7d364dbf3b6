import Foundation
import Support
import Testing
import Wire

/// A proposal made from the newest built-in policy: in force from 2027, in place of it.
enum Proposal {
    static func document(_ change: (inout JSONObject) -> Void = { _ in }) throws -> [UInt8] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "schema/policy/hn-offshore-2025.json")
        guard var document = try JSONParser.parse(Array(Data(contentsOf: file))).object else { throw BadFixture("no object") }
        document["id"] = "hn-offshore-2027"
        document["replaces"] = "hn-offshore-2025"
        document["effectiveFrom"] = "2027-01-01T00:00:00+08:00"
        change(&document)
        return CanonicalJSON.encode(.object(document))
    }

    /// Changes a member of a member.
    static func set(_ document: inout JSONObject, _ path: String..., to value: JSONValue?) {
        func set(_ object: inout JSONObject, _ path: ArraySlice<String>) {
            guard let name = path.first else { return }
            if path.count == 1 {
                object[name] = value
                return
            }
            guard var inner = object[name]?.object else { return }
            set(&inner, path.dropFirst())
            object[name] = .object(inner)
        }
        set(&document, path[...])
    }
}

/// A shop with goods on its shelf, and travellers.
extension Shop {
    static func stocked(_ items: [String], language: String = "C.UTF-8") throws -> Shop {
        let shop = try Shop(language: language)
        for command in [
            ["party", "add", "V1", "--name", "V1", "--role", "approver"], ["party", "add", "G1", "--name", "G1", "--role", "gate"],
            ["location", "add", "S1/Z", "--party", "S1", "--kind", "store", "--isolated"],
        ] {
            let ran = try shop.dutyfree(command)
            guard ran.status == 0 else { throw BadFixture("\(command): \(ran.errors)") }
        }
        let header = "type,by,occurred,item,to,product,doc.declaration,doc.manifest,doc.receipt,doc.transfer\n"
        var rows = header
        for (type, by, hour, to, documents) in [
            ("declare", "W1", "01", "", "D-1,,,"), ("arrive", "W1", "02", "W1", ",M-1,,"), ("enter", "W1", "03", "W1", ",,E-1,"),
            ("dispatch", "W1", "04", "S1", ",,,T-1"), ("receive", "S1", "05", "S1/Z", ",,,T-1"),
        ] {
            for item in items {
                rows += "\(type),\(by),2026-03-01T\(hour):00:00+08:00,\(Rows.item(item)),\(to),\(type == "declare" ? "09521000200074" : ""),\(documents)\n"
            }
        }
        try shop.write("stock.csv", rows)
        try shop.must("record", "stock.csv")
        return shop
    }

    func sell(_ item: String, to person: String, fen: Int, trip: String = "T1", mode: String = "in-zone", at: String = "2026-03-01T10:00:00+08:00") throws
        -> Ran
    {
        try dutyfree(
            "record", "sale", Rows.item(item), "--as", "S1", "--at", at, "--doc", "receipt=R-\(item)", "--person", person, "--set", "age=30", "--set",
            "priceFen=\(fen)", "--set", "pickup=\(mode)", "--set", "trip.id=\(trip)", "--set", "trip.departs=2026-03-05T18:00:00+08:00", "--json")
    }
}

struct PolicyCommandTests {
    @Test func aDocumentIsCheckedByItsSchemaAndByTheRules() throws {
        let shop = try Shop()
        /// The name, the change, the code of `policy check`, and whether the schema sees it, too.
        let rows: [(String, (inout JSONObject) -> Void, String?, Bool)] = [
            ("as it should be", { _ in }, nil, false),
            ("no quota", { Proposal.set(&$0, "parameters", "annualQuotaFen", to: nil) }, "policy-parameter-missing", true),
            ("quota in yuan", { Proposal.set(&$0, "parameters", "annualQuotaFen", "unit", to: "yuan") }, "policy-unit", true),
            ("an unknown parameter", { Proposal.set(&$0, "parameters", "maxTrips", to: 3) }, "policy-parameter-unknown", true),
            (
                "an unknown category",
                { $0["limits"] = .array([.object(["id": "x", "zh": "x", "categories": .array(["x"]), "max": 1, "unit": "piece", "per": "trip"])]) },
                "policy-category-unknown", false
            ),
            (
                "a limit in litres",
                { $0["limits"] = .array([.object(["id": "x", "zh": "x", "categories": .array(["liquor"]), "max": 1, "unit": "litre", "per": "trip"])]) },
                "policy-unit", true
            ),
            ("an unknown source", { Proposal.set(&$0, "parameters", "minAge", "source", to: "hearsay") }, "policy-source-unknown", false),
            ("it overlaps", { $0["effectiveFrom"] = "2025-06-01T00:00:00+08:00" }, "policy-overlap", false),
            ("it replaces nothing", { $0["replaces"] = nil }, "policy-overlap", false),
            ("another under an id that is there", { $0["id"] = "hn-offshore-2023" }, "policy-exists", false),
            ("a field too many", { $0["extra"] = 1 }, "policy-malformed", true),
        ]
        let hasValidator = try run("python3", "-c", "import jsonschema").status == 0
        if !hasValidator { print("python3-jsonschema is missing: documents were not held against schema/json/policy-v1.schema.json") }
        let schema = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(
            path: "schema/json/policy-v1.schema.json"
        ).path
        let validator = """
            import json, sys, jsonschema
            schema = json.load(open(sys.argv[1]))
            sys.exit(1 if list(jsonschema.Draft202012Validator(schema).iter_errors(json.load(open(sys.argv[2])))) else 0)
            """
        for (name, change, code, isSeenBySchema) in rows {
            try shop.write("p.json", try Proposal.document(change))
            let ran = try shop.dutyfree("policy", "check", "p.json", "--json")
            #expect(try JSON.object(ran.output)["code"]?.string == code, "\(name): \(ran.output)\(ran.errors)")
            #expect(ran.status == (code == nil ? 0 : 1), "\(name)")
            if hasValidator {
                #expect(try run("python3", "-c", validator, schema, shop.path("p.json")).status == (isSeenBySchema ? 1 : 0), "\(name): schema")
            }
            // What is not a policy is not recorded, and says why.
            let added = try shop.dutyfree("policy", "add", "p.json", "--as", "K1", "-n", "--json")
            #expect(added.status == (code == nil ? 0 : 3), "\(name): \(added.errors)")
        }
        for (text, line) in [("{\"v\":1.5}", 1), ("{\n\"v\":1,\n}", 3), ("[]", 1), ("", 1)] {
            try shop.write("p.json", text)
            let error = try JSON.errors(try shop.dutyfree("policy", "check", "p.json", "--json")).first
            #expect(error?["code"]?.string == "bad-json" && error?["line"]?.integer == Int64(line), "\(text): \(String(describing: error))")
        }
    }

    @Test func aRecordedPolicyJudgesFromItsDayOn() throws {
        let shop = try Shop.stocked(["A1", "A2"])
        try shop.write(
            "p.json",
            try Proposal.document {
                $0["effectiveFrom"] = "2026-03-01T12:00:00+08:00"
                Proposal.set(&$0, "parameters", "annualQuotaFen", "value", to: 3_000_000)
            })
        #expect(try shop.dutyfree("policy", "add", "p.json", "--as", "S1").status == 3)
        try shop.must("policy", "add", "p.json", "--as", "V1")
        #expect(try shop.sell("A1", to: "p:aa", fen: 4_000_000, at: "2026-03-01T11:59:00+08:00").status == 0)
        let refused = try shop.sell("A2", to: "p:bb", fen: 4_000_000, trip: "T2", at: "2026-03-01T12:00:00+08:00")
        #expect(refused.status == 3)
        #expect(try JSON.errors(refused).first?["code"]?.string == "quota-exceeded")
        #expect(try JSON.errors(refused).first?["message"]?.string?.contains("30,000.00 left of 30,000.00") ?? false)
        _ = try shop.standing()
    }

    @Test func aTrialSaysWhatTheHistoryWouldHaveBeen() throws {
        let shop = try Shop.stocked(["A1", "A2", "A3", "A4"])
        for (item, person, fen, trip) in [
            ("A1", "p:aa", 2_000_000, "T1"), ("A2", "p:aa", 2_000_000, "T1"), ("A3", "p:aa", 900_000, "T1"), ("A4", "p:bb", 3_100_000, "T2"),
        ] {
            #expect(try shop.sell(item, to: person, fen: fen, trip: trip).status == 0)
        }
        try shop.must(
            "record", "depart", Rows.item("A1"), Rows.item("A2"), "--as", "G1", "--at", "2026-03-01T10:30:00+08:00", "--doc", "departure=D", "--person", "p:aa",
            "--set", "trip.id=T1")
        let before = try shop.standing()
        // Of the one who bought three, the second is too much, and then the third is not; the other's is.
        try shop.write("p.json", try Proposal.document { Proposal.set(&$0, "parameters", "annualQuotaFen", "value", to: 3_000_000) })
        let answer = try JSON.object(try shop.dutyfree("policy", "try", "p.json", "--since", "2026-01-01", "--json").output)
        #expect(answer["sales"]?.object?["items"] == 4 && answer["sales"]?.object?["travellers"] == 2)
        let refused = try #require(answer["refused"]?.array?.first?.object)
        #expect(refused["rule"] == "quota-exceeded" && refused["items"] == 2 && refused["valueFen"] == 5_100_000 && refused["travellers"] == 2)
        #expect(answer["otherRefused"] == .array([]))
        // What is in force decides as it did.
        let same = try JSON.object(try shop.dutyfree("policy", "try", "hn-offshore-2025", "--since", "2025-11-01", "--json").output)
        #expect(same["refused"] == .array([]) && same["otherRefused"] == .array([]))
        #expect(try shop.standing() == before)
    }

    /// What was refused at the time is judged in its place: it takes from the quota from then on, and what was mended and
    /// recorded later counts once.
    @Test(arguments: ["csv", "jsonl"])
    func refusedAttemptsAreJudgedToo(_ format: String) throws {
        let shop = try Shop.stocked(["A1", "A2", "A3", "A4", "A5"])
        func sales(_ rows: [(item: String, person: String, fen: String, age: String, at: String)]) -> String {
            let names = ["type", "by", "occurred", "item", "person", "doc.receipt", "age", "priceFen", "pickup", "trip.id", "trip.departs"]
            let lines = rows.map { row in
                [
                    "sale", "S1", "2026-03-01T\(row.at):00+08:00", Rows.item(row.item), row.person, "R-\(row.item)", row.age, row.fen, "in-zone",
                    "T-\(row.person.suffix(2))", "2026-03-05T18:00:00+08:00",
                ]
            }
            if format == "csv" { return ([names] + lines).map { $0.joined(separator: ",") + "\n" }.joined() }
            return lines.map { line in
                "{" + zip(names, line).map { "\"\($0)\":" + (["age", "priceFen"].contains($0) ? $1 : "\"\($1)\"") }.joined(separator: ",") + "}\n"
            }.joined()
        }
        try shop.write(
            "day." + format,
            sales([
                ("A1", "p:aa", "6000000", "30", "10:00"), ("A2", "p:aa", "6000000", "30", "10:05"), ("A3", "p:aa", "5000000", "30", "10:10"),
                ("A4", "p:aa", "2000000", "30", "10:15"), ("A5", "p:bb", "100000", "16", "10:20"), ("A4", "p:cc", "100000", "1.5", "10:25"),
            ]))
        #expect(try shop.dutyfree("record", "day." + format, "--rejects", "bad." + format).status == 1)
        // Later the goods of one go to somebody else, and another's age is set right.
        try shop.write("later." + format, sales([("A2", "p:dd", "6000000", "30", "10:40"), ("A5", "p:bb", "100000", "18", "10:45")]))
        try shop.must("record", "later." + format)
        let before = try shop.standing()
        try shop.write("p.json", try Proposal.document { Proposal.set(&$0, "parameters", "annualQuotaFen", "value", to: 15_000_000) })
        func trial(_ since: String, _ more: String...) throws -> JSONObject {
            try JSON.object(try shop.dutyfree(["policy", "try", "p.json", "--since", since, "--json"] + more).output)
        }
        #expect(try trial("2026-01-01")["attempts"] == nil)
        let answer = try trial("2026-01-01", "--rejects", "bad." + format)
        #expect(answer["refused"] == .array([]) && answer["sales"]?.object?["items"] == 4)
        let attempts = try #require(answer["attempts"]?.object)
        func figure(_ name: String) -> [String] {
            (attempts[name]?.array ?? []).compactMap(\.object).map {
                "\($0["rule"]?.string ?? "") \($0["items"]?.integer ?? 0) \($0["valueFen"]?.integer ?? 0) \($0["travellers"]?.integer ?? 0)"
            }
        }
        #expect(figure("allowed") == ["quota-exceeded 1 6000000 1"], "of the two refused, the first takes what the second would have needed")
        #expect(figure("refused") == ["quota-exceeded 1 5000000 1"])
        #expect(attempts["recordedLater"] == 1 && attempts["unreadable"] == 1 && attempts["leftOut"] == 0)
        #expect(
            try trial("2026-01-01", "--rejects", "bad." + format, "--rejects", "bad." + format)["attempts"]?.object?["allowed"] == attempts["allowed"],
            "a row counts once")
        #expect(try trial("2026-03-02", "--rejects", "bad." + format)["attempts"]?.object?["leftOut"] == 3)
        // Under the rules that were in force everything is refused as it was.
        let same = try JSON.object(
            try shop.dutyfree("policy", "try", "hn-offshore-2025", "--since", "2026-01-01", "--rejects", "bad." + format, "--json").output)
        #expect(same["attempts"]?.object?["allowed"] == .array([]) && same["attempts"]?.object?["refused"]?.array?.first?.object?["items"] == 2)
        #expect(try shop.standing() == before)
        #expect(try shop.dutyfree("policy", "try", "p.json", "--since", "2026-01-01", "--rejects", "none.csv").status == 4)
        // A file that was never refused says no reasons.
        #expect(try trial("2026-01-01", "--rejects", "later." + format)["attempts"]?.object?["unreadable"] == 2)
    }

    /// What `person show` said after each step of a traveller's life is what `--as-of` says of that step afterwards.
    @Test func aTravellerIsShownAsTheLedgerHadIt() throws {
        let shop = try Shop.stocked(["A1", "A2", "A3", "A4"])
        var answers: [(seq: Int64, people: [JSONObject])] = []
        func lastSeq() throws -> Int64 {
            try #require(
                Int64(run("sqlite3", shop.path("ledger.dutyfree"), "SELECT max(seq) FROM entry").output.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
        func people(_ more: String...) throws -> [JSONObject] {
            try ["p:aa", "p:bb"].map { try JSON.object(try shop.dutyfree(["person", "show", $0, "--json"] + more).output) }
        }
        func step(_ arguments: String...) throws {
            let ran = try shop.dutyfree(["record"] + arguments)
            guard ran.status == 0 else { throw BadFixture("\(arguments): \(ran.errors)") }
            answers.append((try lastSeq(), try people()))
        }
        func sell(_ item: String, _ person: String, _ fen: Int, _ trip: String, at: String) throws {
            #expect(try shop.sell(item, to: person, fen: fen, trip: trip, mode: "in-zone", at: "2026-03-01T\(at):00+08:00").status == 0)
            answers.append((try lastSeq(), try people()))
        }
        try sell("A1", "p:aa", 2_000_000, "T1", at: "10:00")
        try sell("A2", "p:aa", 1_000_000, "T1", at: "10:01")
        try sell("A3", "p:bb", 500_000, "T2", at: "10:02")
        let a2 = try lastSeq() - 1
        try step(
            "reschedule", "--as", "S1", "--at", "2026-03-01T10:05:00+08:00", "--person", "p:aa", "--set", "trip.id=T1", "--set",
            "departs=2026-03-06T18:00:00+08:00")
        try step(
            "return", Rows.item("A1"), "--as", "S1", "--at", "2026-03-01T10:06:00+08:00", "--person", "p:aa", "--to", "S1/Z", "--doc", "refund=F", "--set",
            "reason=colour")
        // The second was bought by the other, and for less.
        try step("correct", "--as", "S1", "--at", "2026-03-01T10:07:00+08:00", "--set", "ref=\(a2)", "--set", "reason=typo", "--set", "set.priceFen=900000")
        try step("void", "--as", "S1", "--at", "2026-03-01T10:08:00+08:00", "--set", "ref=\(a2 + 1)", "--set", "reason=mistake")
        try sell("A3", "p:aa", 700_000, "T3", at: "10:09")
        try step(
            "depart", Rows.item("A2"), "--as", "G1", "--at", "2026-03-01T10:30:00+08:00", "--doc", "departure=D", "--person", "p:aa", "--set", "trip.id=T1")
        try step(
            "ban", "--as", "K1", "--at", "2026-03-01T10:40:00+08:00", "--doc", "order=O", "--person", "p:bb", "--set", "decided=2026-03-01T10:40:00+08:00",
            "--set", "years=3")
        for (seq, said) in answers { #expect(try people("--as-of", String(seq)) == said, "as of \(seq)") }
        #expect(try people("--as-of", "5").allSatisfy { $0["items"] == .array([]) })
        #expect(try shop.dutyfree("person", "show", "p:aa", "--as-of", "yesterday").status == 64)
    }

    /// Thresholds that no rule knows are said, not swallowed.
    @Test func riskFiguresThatNobodyReadsAreNamed() throws {
        let shop = try Shop()
        try shop.must("party", "add", "V1", "--name", "V1", "--role", "approver")
        try shop.write(
            "odd.json",
            try Proposal.document {
                $0["id"] = "odd"
                $0["risk"] = .object(["velocity": .object(["minMinutes": -5]), "loss-rat": .object(["perMille": 1]), "void-rate": .object(["perMille": 7])])
            })
        let places: JSONValue = .array(["risk.loss-rat", "risk.velocity.minMinutes"])
        let checked = try JSON.object(try shop.dutyfree("policy", "check", "odd.json", "--json").output)
        #expect(checked["unread"] == places && checked["ok"] == true)
        #expect(try shop.dutyfree("policy", "check", "odd.json").output.contains("risk.loss-rat:"))
        #expect(try JSON.object(try shop.dutyfree("policy", "add", "odd.json", "--as", "V1", "-n", "--json").output)["unread"] == places)
    }

    @Test func theGateHoldsWhatDoesNotGoAndRecordsWhatDoes() throws {
        let shop = try Shop.stocked(["A1", "A2", "A3"])
        for item in ["A1", "A2"] { #expect(try shop.sell(item, to: "p:aa", fen: 80_000).status == 0) }
        #expect(try shop.sell("A3", to: "p:bb", fen: 80_000, trip: "T2").status == 0)
        func gate(_ arguments: String..., input: String = "") throws -> (Ran, JSONObject) {
            let ran = try shop.dutyfree(["gate", "p:aa"] + arguments + ["--at", "2026-03-01T11:00:00+08:00", "--json"], input: Data(input.utf8))
            return (ran, try JSON.object(ran.output))
        }
        let (held, why) = try gate("-", input: "\(Rows.item("A1"))\n(01)09521000200074(21)A3\n\(Rows.item("ZZ"))\n")
        #expect(held.status == 1)
        #expect(why["items"]?.array?.compactMap { $0.object?["code"]?.string } == ["gate-mismatch", "unknown-item"])
        // A hold records no departure, also when told to: only that it was tried, once.
        let before = try shop.standing()
        for _ in 0..<2 { #expect(try gate(Rows.item("A1"), Rows.item("A3"), "--record", "--departure", "D", "--as", "G1").0.status == 1) }
        #expect(try shop.standing().size == before.size + 1)
        let alerts = try JSON.lines(try shop.dutyfree("risk", "list", "--json").output)
        #expect(alerts.map { $0["rule"]?.string } == ["gate-mismatch"] && alerts.first?["items"]?.array?.first?.string == Rows.item("A3"))
        // Where nothing can be written the gate still answers, and says what it could not do.
        try FileManager.default.moveItem(atPath: shop.path("ledger.key"), toPath: shop.path("away.key"))
        let keyless = try shop.dutyfree("gate", "p:aa", Rows.item("A3"), "--record", "--departure", "D", "--as", "G1")
        #expect(keyless.status == 1 && keyless.output.contains("gate-mismatch") && keyless.errors.contains("no-key"), "\(keyless.errors)")
        try FileManager.default.moveItem(atPath: shop.path("away.key"), toPath: shop.path("ledger.key"))
        // A code made with another key is another person.
        let other = try shop.dutyfree("gate", "p:cc", Rows.item("A1"), "--json")
        #expect(other.status == 1 && other.output.contains("gate-mismatch"))
        // A copy that nobody may write is enough to check.
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: shop.path("ledger.dutyfree"))
        #expect(try gate(Rows.item("A1"), Rows.item("A2"), Rows.item("A1")).0.status == 0)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: shop.path("ledger.dutyfree"))
        let (passed, pass) = try gate(Rows.item("A1"), Rows.item("A2"), "--record", "--departure", "D", "--as", "G1")
        #expect(passed.status == 0 && pass["lastSeq"]?.integer == (pass["firstSeq"]?.integer ?? 0) + 1, "\(passed.output)\(passed.errors)")
        #expect(try shop.dutyfree("find", "--state", "departed", "--json").output.split(separator: "\n").count == 2)
        #expect(try gate(Rows.item("A1")).1["items"]?.array?.first?.object?["code"] == "bad-state")
    }

    @Test func whatIsNotCollectedOrNotGoneIsFound() throws {
        let shop = try Shop.stocked(["A1", "A2"])
        #expect(try shop.sell("A1", to: "p:aa", fen: 80_000).status == 0)
        #expect(try shop.dutyfree("find", "--overdue", "--json").output == "")
        let later = try run(
            [Binary.path, "find", "--overdue", "--json"], in: shop.folder.url,
            environment: shop.environment.merging(["DUTYFREE_NOW": "2026-03-08T00:00:00Z"]) { $1 })
        #expect(try JSON.lines(later.output).map { $0["overdue"]?.string } == ["sold-not-departed"])
    }
}

/// 一人一码: the number that goes in is found nowhere afterwards.
struct PersonCodeTests {
    private static let number = "11010519491231002X"

    @Test func theNumberIsNowhere() throws {
        let shop = try Shop.stocked(["A1"])
        var printed = ""
        func dutyfree(_ arguments: String..., input: String = "") throws -> Ran {
            let ran = try shop.dutyfree(arguments, input: Data(input.utf8))
            printed += ran.output + ran.errors
            return ran
        }
        #expect(try dutyfree("person", "key").status == 0)
        let code = try dutyfree("person", "code", input: Self.number + "\n").output.trimmingCharacters(in: .newlines)
        #expect(code.count == 66 && code.hasPrefix("p:"))
        let sale = try shop.sell("A1", to: code, fen: 80_000)
        printed += sale.output + sale.errors
        #expect(sale.status == 0, "\(sale.errors)")
        #expect(try dutyfree("person", "show", code).output.contains("800.00"))
        // Wrong ones, too, are not repeated: a wrong check digit, the number where it does not belong.
        #expect(try dutyfree("person", "code", input: "110105194912310021\n").status == 3)
        #expect(try dutyfree("person", "code", Self.number).status == 64)
        #expect(try dutyfree("person", "show", Self.number).status == 64)
        #expect(try dutyfree("gate", Self.number, Rows.item("A1")).status == 64)
        #expect(try dutyfree("record", "sale", Rows.item("A1"), "--as", "S1", "--person", Self.number).status == 3)
        #expect(try dutyfree("trace", Rows.item("A1")).status == 0)
        // The file's log of changes is still beside it while a reader has it open: look at every file of the folder.
        let files = try FileManager.default.contentsOfDirectory(atPath: shop.folder.url.path)
        #expect(files.contains("ledger.dutyfree") && files.contains("ledger.person.key"))
        for needle in [Self.number, String(Self.number.dropLast()), "110105194912310021", Self.number.lowercased()] {
            #expect(!printed.contains(needle))
            for file in files { #expect(try Data(shop.read(file)).range(of: Data(needle.utf8)) == nil, "\(file)") }
        }
    }

    /// The search itself must be able to find something.
    @Test func theSearchFindsWhatIsThere() throws {
        let shop = try Shop()
        try shop.write("x", "…\(Self.number)…")
        #expect(try Data(shop.read("x")).range(of: Data(Self.number.utf8)) != nil)
    }

    @Test func oneDocumentOneCodeAndAnotherKeyAnotherCode() throws {
        let shop = try Shop()
        try shop.must("person", "key")
        func code(_ text: String, _ arguments: String...) throws -> String {
            try shop.dutyfree(["person", "code"] + arguments, input: Data((text + "\n").utf8)).output.trimmingCharacters(in: .newlines)
        }
        let one = try code(Self.number)
        for text in ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", " 110105 19491231-002X ", "110105\u{3000}19491231 002X"] {
            #expect(try code(text) == one, "\(text.count)")
        }
        #expect(try code("E1234567", "--type", "passport") != code("E1234567", "--type", "permit"))
        #expect(try code("E1234567", "--type", "passport", "--country", "FR") != code("E1234567", "--type", "passport", "--country", "DE"))
        #expect(try shop.dutyfree("person", "key", "--person-key", "other.key").status == 0)
        #expect(try code(Self.number, "--person-key", "other.key") != one)
        try shop.must("person", "forget", "--yes")
        #expect(!shop.exists("ledger.person.key"))
        #expect(try shop.dutyfree("person", "code", input: Data(Self.number.utf8)).status == 4)
    }

    @Test(arguments: [
        ("", "number-empty"), ("1101051949123100", "number-length"), ("11010519491331002X", "number-birthday"), ("110105194912310029", "number-check-digit"),
        ("11010519491231X02X", "number-characters"), ("1101051949123100é1", "number-characters"),
    ])
    func whatIsNoNumberIsRefusedByItsFault(_ text: String, _ code: String) throws {
        let shop = try Shop()
        try shop.must("person", "key")
        let ran = try shop.dutyfree("person", "code", "--json", input: Data((text + "\n").utf8))
        #expect(ran.status == 3)
        #expect(try JSON.errors(ran).first?["code"]?.string == code)
        if !text.isEmpty { #expect(!(ran.output + ran.errors).contains(text)) }
    }

    @Test func aKeyThatOthersMayReadIsNotUsed() throws {
        let shop = try Shop()
        try shop.must("person", "key")
        #expect(try FileManager.default.attributesOfItem(atPath: shop.path("ledger.person.key"))[.posixPermissions] as? Int == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: shop.path("ledger.person.key"))
        #expect(try JSON.errors(try shop.dutyfree("person", "code", "--json", input: Data(Self.number.utf8))).first?["code"]?.string == "key-too-open")
    }
}
