import Foundation
import Support
import Testing
import Wire

/// `--json` of every command has the members that the binary's own schema (`help --schema`) promises, and no others.
@Suite struct AnswerShapeTests {
    private static let a = "/01/09521000200074/21/A1"

    /// Shape, command. In this order: each works on what the ones before it recorded.
    private static let calls: [(shape: String, line: String)] = [
        ("status", "status"), ("init", "init two.dutyfree --enterprise E --origin e.example/two"),
        ("party add", "party add M1 --name Mail --role mail"), ("party add", "party add M1 --name Mail --role mail"), ("party list", "party list"),
        ("location add", "location add ML --kind mail -n"), ("location add", "location add ML --kind mail"), ("location list", "location list"),
        ("product add", "product add 9521000200142 --name Set --category cosmetics --price 420000"), ("product import", "product import p.csv"), ("product list", "product list"),
        ("import", "import d.csv --declaration 6401 --as W1 -n"), ("import", "import d.csv --declaration 6401 --as W1"), ("import", "import d.csv --declaration 6401 --as W1"),
        ("record", "record arrive \(a) --to W1 --doc manifest=MA-1 --as W1 -n"), ("record", "record arrive \(a) --to W1 --doc manifest=MA-1 --as W1"), ("record", "record arrive \(a) --to W1 --doc manifest=MA-1 --as W1"),
        ("record preview", "record day.csv --preview"), ("record file", "record day.csv --rejects bad.csv"), ("record file", "record day.csv --rejects bad2.csv -n"),
        ("trace", "trace \(a)"), ("trace", "trace \(a) --verify"), ("find", "find"), ("stock", "stock"), ("stock", "stock --by state"),
        ("verify", "verify"), ("verify", "verify --level 1"), ("checkpoint", "checkpoint"), ("export", "export"), ("backup", "backup b.dutyfree"), ("restore", "restore b.dutyfree --to c.dutyfree"),
        ("repair", "repair"), ("doctor", "doctor"), ("explain", "explain sale"), ("explain", "explain bad-state"), ("explain", "explain states"),
    ]

    @Test func everyAnswerHasTheMembersOfItsSchema() throws {
        let shop = try Shop()
        try shop.write("d.csv", "item,product\n\(Self.a),9521000200074\n")
        try shop.write("p.csv", "gtin,name,category,unit_price_fen\n9521000200210,Mask,cosmetics,12000\n")
        try shop.write("day.csv", Rows.header + Rows.declare("A5") + Rows.declare("A6", occurred: "yesterday"))
        let schema = try JSON.object(try shop.dutyfree("help", "--schema").output)
        let shapes = try #require(schema["$defs"]?.object)
        for (shape, line) in Self.calls {
            let ran = try shop.shell("dutyfree \(line) --json")
            let answers = try JSON.lines(ran.output)
            #expect(ran.status <= 1, "\(line): \(ran.errors)")
            #expect(!answers.isEmpty, "\(line) answers nothing: \(ran.errors)")
            for answer in answers { check(answer, shapes[shape]?.object, line) }
            for error in try JSON.lines(ran.errors) { check(error, shapes["error"]?.object, line) }
        }
        // A refusal and wrong usage have the shape of errors too, and nothing else is said.
        for line in ["trace /01/09521000200074/21/ZZ", "record nothing", "init", "verify --ledger none", "frobnicate", "stock --by x"] {
            let ran = try shop.shell("dutyfree \(line) --json")
            #expect(ran.output.isEmpty && ran.status != 0, "\(line)")
            for error in try JSON.lines(ran.errors) { check(error, shapes["error"]?.object, line) }
        }
    }

    private func check(_ answer: JSONObject, _ shape: JSONObject?, _ line: String) {
        let names = Set(answer.members.map(\.name))
        let known = Set(shape?["properties"]?.object?.members.map(\.name) ?? [])
        let required = Set(shape?["required"]?.array?.compactMap(\.string) ?? [])
        #expect(shape != nil && required.isSubset(of: names), "\(line): without \(required.subtracting(names).sorted())")
        // An entry is exported with whatever is in it.
        if shape?["additionalProperties"] == .bool(false) {
            #expect(names.isSubset(of: known), "\(line): \(names.subtracting(known).sorted()) are not in the schema")
        }
        #expect(answer["v"] == .integer(1))
    }
}
