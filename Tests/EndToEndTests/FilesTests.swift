import Foundation
import Support
import Testing
import Wire

/// Files as this trade has them: encodings, templates, previews, and what is exported read in again.
@Suite struct FilesTests {
    private static let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/templates")

    private func copy(_ name: String, to shop: Shop) throws {
        try FileManager.default.copyItem(at: Self.samples.appending(path: name), to: URL(filePath: shop.path(name)))
    }

    /// Two items of the samples on their way to the store.
    private func onTheWay() throws -> Shop {
        let shop = try Shop()
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.samples.path) { try copy(name, to: shop) }
        let items = [Rows.item("T1"), Rows.item("T2")]
        try shop.must("import", "declaration.csv", "--template", "declaration", "--declaration", "D-1", "--as", "W1", "--at", "2026-02-27T12:00:00+08:00")
        for (type, more) in [
            ("arrive", ["--to", "W1", "--doc", "manifest=M-1"]), ("inspect", ["--doc", "inspection=I-1", "--set", "result=pass", "--as", "K1"]),
            ("enter", ["--to", "W1", "--doc", "receipt=E-1"]), ("dispatch", ["--to", "S1", "--doc", "transfer=TR-1"]),
        ].enumerated().map({
            ($0.element.0, $0.element.1 + ["--at", "2026-02-28T1\($0.offset):00:00+08:00"] + ($0.element.1.contains("--as") ? [] : ["--as", "W1"]))
        }) {
            let ran = try shop.dutyfree(["record", type] + items + more)
            guard ran.status == 0 else { throw BadFixture("\(type): \(ran.errors)") }
        }
        return shop
    }

    @Test(arguments: ["UTF-8", "GB18030", "GBK", "UTF-16LE", "UTF-16BE", "UTF-16", "UTF-8-SIG"])
    func aTableIsReadInEachEncoding(_ encoding: String) throws {
        let shop = try Shop()
        let text =
            "type,by,occurred,item,product,doc.declaration,note\r\n"
            + (0..<3000).map { index in
                "declare,W1,2026-03-01T10:00:00+08:00,\(Rows.item("E\(index)")),09521000200074,D-1,香水瓶\(index % 2 == 0 ? "破损" : "𠀀完好")\r\n"
            }.joined()
        try shop.write("utf8.csv", encoding == "GBK" ? text.replacingOccurrences(of: "𠀀", with: "") : text)
        let turn = encoding == "UTF-8-SIG" ? "printf '\\357\\273\\277' | cat - utf8.csv > a.csv" : "iconv -f UTF-8 -t \(encoding) utf8.csv > a.csv"
        #expect(try shop.shell(turn).status == 0)
        let ran = try shop.dutyfree("record", "a.csv", "--json")
        #expect(ran.status == 0, "\(ran.errors)")
        #expect(try JSON.object(ran.output)["recorded"] == .integer(3000))
        let notes = try shop.shell("dutyfree export --format jsonl | grep -c '香水瓶破损\\|香水瓶\\(𠀀\\|\\)完好'").output
        #expect(notes == "3000\n", "\(notes)")
        // From a pipe too, a few bytes at a time.
        #expect(try shop.shell("(head -c 3 a.csv; sleep 0.1; tail -c +4 a.csv) | dutyfree record - --format csv --json").output.contains("\"already\":3000"))
    }

    @Test func aWrongGuessIsSetRightByHand() throws {
        let shop = try Shop()
        try shop.write(
            "a.csv",
            Rows.header + (0..<4000).map { Rows.declare("G\($0)") }.joined() + "declare,W1,2026-03-01T10:00:00+08:00,\(Rows.item("GX")),09521000200074,")
        _ = try shop.shell("printf '\\317\\343\\313\\256\\n' >> a.csv")
        let refused = try shop.dutyfree("record", "a.csv", "--json")
        #expect(refused.status == 3 && refused.errors.contains("bad-encoding") && refused.errors.contains("GB18030"), "\(refused.errors)")
        #expect(try shop.dutyfree("record", "a.csv", "--encoding", "gbk").status == 0)
        #expect(try shop.dutyfree("record", "a.csv", "--encoding", "ebcdic").status == 64)
    }

    @Test func everySampleIsUnderstoodWhole() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.samples.path) where name.hasSuffix(".csv") {
            let shop = try Shop(empty: true)
            try copy(name, to: shop)
            let template = name == "reader-impinj-connect.csv" ? "reader-impinj" : String(name.dropLast(4))
            let ran = try shop.dutyfree(
                "record", name, "--template", template, "--preview", "--json", "--as", "S1", "--set", "type=receive", "--at", "2026-03-01T00:00:00Z")
            #expect(ran.status == 0, "\(name): \(ran.output)\(ran.errors)")
            let lines = try JSON.lines(ran.output)
            #expect(lines.count > 1 && lines[0]["missing"] == .array([]), "\(name): \(ran.output)")
            #expect(lines.dropFirst().allSatisfy { $0["items"]?.array?.isEmpty == false }, "\(name)")
        }
    }

    @Test func fromTheDeclarationToTheTillByFiles() throws {
        for log in ["reader", "reader-impinj", "reader-zebra"] {
            let shop = try onTheWay()
            let read = try shop.dutyfree(
                "record", "\(log).csv", "--template", log, "--set", "type=receive", "--to", "S1", "--doc", "transfer=TR-1", "--as", "S1", "--json")
            #expect(read.status == 0, "\(log): \(read.errors)")
            #expect(try JSON.object(read.output)["recorded"] == .integer(2))
            #expect(try JSON.object(read.output)["repeated"] == (log == "reader-zebra" ? nil : .integer(1)))
            let till = try shop.dutyfree("record", "till.csv", "--template", "till", "--as", "S1", "--json")
            #expect(till.status == 0, "\(till.output)\(till.errors)")
            #expect(try JSON.object(till.output)["encoding"]?.string == "GB18030 (GBK)")
            let life = try JSON.lines(shop.dutyfree("trace", Rows.item("T1"), "--json").output)
            #expect(life.last?["state"]?.string == "sold" && life.last?["type"]?.string == "sale", "\(life)")
            #expect(life.last?["occurred"]?.string == "2026-03-02T02:30:00.000Z")
            #expect(life.last?["docs"]?.object?["receipt"]?.object?["number"]?.string == "RC-1")
        }
    }

    @Test func aTemplateOfOnesOwnIsReadAndABadOneNamed() throws {
        let shop = try Shop()
        try shop.write(
            "mine.json",
            #"{"name":"mine","columns":[{"field":"item","names":["Artikel"]},{"field":"product","names":["EAN"]}],"ignore":["Farbe"],"rows":{"type":"declare","doc.declaration":"D-9"}}"#
        )
        try shop.write("a.csv", "Artikel;EAN;Farbe\n\(Rows.item("M1"));9521000200074;rot\n")
        #expect(try shop.dutyfree("record", "a.csv", "--template", "mine.json", "--as", "W1", "--at", "2026-03-01T00:00:00Z").status == 0)
        try shop.write("b.csv", "Artikel;EAN;Colour\n\(Rows.item("M2"));9521000200074;rot\n")
        let unknown = try shop.dutyfree("record", "b.csv", "--template", "mine.json", "--as", "W1", "--at", "2026-03-01T00:00:00Z", "--json")
        #expect(unknown.status == 3 && unknown.errors.contains("unknown-column") && unknown.errors.contains("Colour"))
        let preview = try shop.dutyfree("record", "b.csv", "--template", "mine.json", "--as", "W1", "--at", "2026-03-01T00:00:00Z", "--preview", "--json")
        #expect(preview.status == 1 && preview.output.contains(#"{"column":"Colour","unknown":true}"#), "\(preview.output)")
        for bad in [
            #"{"name":"x"}"#, "[]", "{", #"{"name":"x","columns":[{"field":"colour"}]}"#, #"{"name":"x","columns":[{"field":"item","as":"feet"}]}"#,
            #"{"name":"x","columns":[{"field":"item"}],"more":1}"#,
        ] {
            try shop.write("bad.json", bad)
            let ran = try shop.dutyfree("record", "a.csv", "--template", "bad.json", "--json")
            #expect(ran.status == 64 && ran.errors.contains("bad-template"), "\(bad): \(ran.errors)")
        }
        #expect(try shop.dutyfree("template", "show", "tills").status == 64)
    }

    /// Lot and expiry of a label come in with it, in whatever form it was read; a sale is refused by them later.
    @Test func whatALabelSaysBesideTheKeyIsKept() throws {
        let shop = try Shop()
        try shop.write(
            "a.csv",
            Rows.header
                + [
                    ("A1", "(01)09521000200074(10)L-7(17)281200(21)A1"), ("A2", "]d2010952100020007417281231\u{1D}21A2\u{1D}10L-7"),
                    ("A3", "https://a.example/01/09521000200074/10/L-7/21/A3?17=281231"), ("A4", "(01)09521000200074(15)281231(21)A4"),
                    ("A5", "(01)09521000200074(21)A5"),
                ].map { serial, code in Rows.declare(serial).replacingOccurrences(of: Rows.item(serial), with: code) }.joined())
        let ran = try shop.dutyfree("record", "a.csv", "--json")
        #expect(ran.status == 0, "\(ran.errors)")
        let gun = try shop.shell(
            "printf '010952100020007410L-9\\03517281231\\03521A6\\n' | dutyfree scan declare --as W1 --doc declaration=D-2 --set product=09521000200074 --json")
        #expect(gun.status == 0, "\(gun.output)\(gun.errors)")
        for (serial, lot, expiry) in [
            ("A1", "L-7", "2028-12-31"), ("A2", "L-7", "2028-12-31"), ("A3", "L-7", "2028-12-31"), ("A4", nil, "2028-12-31"), ("A5", nil, nil),
            ("A6", "L-9", "2028-12-31"),
        ] as [(String, String?, String?)] {
            let entry = try #require(try JSON.lines(shop.dutyfree("export", "--item", Rows.item(serial), "--format", "jsonl").output).first)
            #expect(entry["data"]?.object?["lot"]?.string == lot && entry["data"]?.object?["expiry"]?.string == expiry, "\(serial): \(entry)")
        }
        for (second, said) in [("(01)09521000200074(10)B(21)B2", "A, B"), ("(01)09521000200074(21)B2", "A, –"), (Rows.item("B2"), "A, –")] {
            let differ = try shop.dutyfree(
                "record", "declare", "(01)09521000200074(10)A(21)B1", second, "--as", "W1", "--doc", "declaration=D-2", "--set",
                "product=09521000200074", "--json")
            #expect(differ.status == 3 && differ.errors.contains("contradicts-label") && differ.errors.contains(said), "\(differ.errors)")
        }
    }

    /// Corrections, takings back, cartons, new labels: into an empty ledger, and every item stands as it stood.
    @Test(arguments: ["jsonl", "csv"])
    func whatIsExportedIsRecordedAgain(_ format: String) throws {
        let shop = try onTheWay()
        let (a, b) = (Rows.item("T1"), Rows.item("T2"))
        try shop.write("more.csv", Rows.header + (0..<6).map { Rows.declare("X\($0)", occurred: "2026-02-27T12:00:00+08:00") }.joined())
        try shop.must("record", "more.csv")
        let carton = "(00)095212349509034604"
        let steps = [
            "record receive \(a) \(b) --to S1 --doc transfer=TR-1 --as S1 --at 2026-03-01T09:00:00+08:00",
            "record damage \(b) --set cause=dropped --doc report=R-1 --as S1 --at 2026-03-01T10:00:00+08:00",
            "record void --set ref=SEQ --set reason=mistake --as S1 --at 2026-03-01T11:00:00+08:00", "record till.csv --template till --as S1",
            "record correct --set ref=SALE --set set.age=31 --set reason=typo --as S1 --at 2026-03-02T10:40:00+08:00",
            "record arrive \((0..<6).map { Rows.item("X\($0)") }.joined(separator: " ")) --to W1 --doc manifest=M-2 --as W1 --at 2026-02-27T13:00:00+08:00",
            "record pack \(Rows.item("X0")) \(Rows.item("X1")) --set parent='\(carton)' --as W1 --at 2026-02-27T14:00:00+08:00",
            "record enter '\(carton)' --to W1 --doc receipt=E-2 --as W1 --at 2026-02-27T15:00:00+08:00",
            "record unpack \(Rows.item("X1")) --set parent='\(carton)' --as W1 --at 2026-02-27T16:00:00+08:00",
            "record enter \(Rows.item("X2")) --to W1 --doc receipt=E-3 --as W1 --at 2026-02-27T15:30:00+08:00",
            "record relabel \(Rows.item("X2")) --set code=\(Rows.item("NEW")) --set reason=torn --as W1 --at 2026-02-27T17:00:00+08:00",
            "record damage \(Rows.item("NEW")) --set cause=dropped --doc report=R-3 --as W1 --at 2026-02-27T18:00:00+08:00",
            "record reschedule --person p:8f3a01 --set trip=HU7001 --set departs=2026-03-05T18:00:00+08:00 --as S1 --at 2026-03-02T10:50:00+08:00",
        ]
        for step in steps {
            let named = step.replacingOccurrences(of: "SEQ", with: try last(shop, b)).replacingOccurrences(of: "SALE", with: try last(shop, a))
            let ran = try shop.shell("dutyfree " + named)
            #expect(ran.status == 0, "\(named): \(ran.output)\(ran.errors)")
        }
        try shop.must("export", "movements", "--format", format, "-o", "movements.\(format)")
        let other = try Shop()
        try FileManager.default.copyItem(atPath: shop.path("movements.\(format)"), toPath: other.path("movements.\(format)"))
        let again = try other.dutyfree("record", "movements.\(format)")
        #expect(again.status == 0, "\(again.output)\(again.errors)")
        let (before, after) = (try standings(shop), try standings(other))
        #expect(before == after && !before.isEmpty, "\(before)\n\(after)")
        #expect(try shop.dutyfree("stock", "--json").output == other.dutyfree("stock", "--json").output)
        #expect(try other.dutyfree("verify").status == 0)
        // And once more: nothing is new.
        #expect(try other.dutyfree("record", "movements.\(format)", "--rejects", "bad.\(format)").status == 0)
    }

    private func last(_ shop: Shop, _ item: String) throws -> String {
        guard case .integer(let seq)? = try JSON.lines(shop.dutyfree("trace", item, "--json").output).last?["seq"] else { throw BadFixture("no \(item)") }
        return String(seq)
    }

    /// Item, state and place, without where in the ledger it stands.
    private func standings(_ shop: Shop) throws -> [String] {
        try JSON.lines(shop.dutyfree("find", "--json").output).map { line in
            ["item", "state", "location", "product", "since"].map { line[$0]?.string ?? "-" }.joined(separator: " ")
        }.sorted()
    }

    /// What a heading hides is said: a mark of the encoding twice, a letter of another script, a slip, an amount that two columns give.
    @Test func headingsThatDeceive() throws {
        let shop = try Shop()
        try shop.write("marks.csv", "\u{FEFF}\u{FEFF}" + Rows.header + Rows.declare("B1"))
        #expect(try shop.dutyfree("record", "marks.csv").status == 0)
        try shop.write("letter.csv", Rows.header.replacing("item", with: "\u{456}tem") + Rows.declare("B2"))
        let letter = try shop.dutyfree("record", "letter.csv")
        #expect(letter.errors.contains("U+0456 looks like i") && letter.errors.contains("Did you mean \"item\""), "\(letter.errors)")
        try shop.write("till.csv", "小票号,销售时间,溯源码,实付金额,金额\nR-1,2026-03-02 10:30,\(Rows.item("B1")),800.00,900.00\n")
        let till = try shop.dutyfree("record", "till.csv", "--template", "till", "--as", "S1", "--lang", "zh-Hans")
        #expect(till.status == 3 && till.errors.contains("有多列对应 priceFen：实付金额, 金额"), "\(till.errors)")
        let preview = try shop.dutyfree("record", "till.csv", "--template", "till", "--as", "S1", "--preview")
        #expect(preview.status == 1 && preview.output.contains("✗ priceFen again"), "\(preview.output)")
        try shop.write("comma.csv", "小票号,销售时间,溯源码,实付金额\nR-1,2026-03-02 10:30,\(Rows.item("B1")),\"800,50\"\n")
        let comma = try shop.dutyfree("record", "comma.csv", "--template", "till", "--as", "S1")
        #expect(comma.status == 3 && comma.errors.contains("comma.csv:2:实付金额: [bad-number] priceFen “800,50” is no amount of yuan"), "\(comma.errors)")
    }

    /// The list of one declaration has no items of another.
    @Test func aListThatDisagreesWithItsDeclarationIsRefused() throws {
        let shop = try Shop()
        try shop.write("list.csv", "溯源码,商品条码,doc.declaration\n\(Rows.item("B1")),9521000200074,D-1\n\(Rows.item("B2")),9521000200074,D-2\n")
        let ran = try shop.dutyfree("import", "list.csv", "--template", "declaration", "--declaration", "D-1", "--as", "W1")
        #expect(ran.status == 3 && ran.errors.contains("list.csv:3:doc.declaration: [bad-value]") && ran.errors.contains("1 refused"), "\(ran.errors)")
        #expect(try !shop.dutyfree("find", "--json").output.contains("/21/B"))
    }

    @Test func hostileTablesAreAnswered() throws {
        let shop = try Shop()
        let header = "type,by,occurred,item,product,doc.declaration,note\n"
        let cases: [(String, [UInt8], Int32, String)] = [
            ("odd.csv", [0xFF, 0xFE] + Array("type,by".utf8), 3, "bad-encoding"), ("bom.csv", [0xEF, 0xBB, 0xBF], 3, "empty-input"),
            ("half.csv", [0xFF, 0xFE, 0x74], 3, "bad-encoding"),
            (
                "lone.csv",
                [0xFF, 0xFE] + Array((header + Rows.declare("L1").dropLast() + ",").utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }) + [
                    0x00, 0xD8, 0x0A, 0x00,
                ], 3, "bad-encoding"
            ),
            (
                "ends.csv", Array((header.dropLast() + "\r\n" + Rows.declare("E1").dropLast() + ",a\n" + Rows.declare("E2").dropLast() + ",b\r\n\r\n").utf8), 0,
                ""
            ),
            ("homo.csv", Array((Rows.header + Rows.declare("A\u{41E}1")).utf8), 3, "bad-code"),
            ("long.csv", Array((header + String(repeating: "x", count: 10_000_000)).utf8), 3, "line-too-long"),
            (
                "tags.csv",
                Array(
                    "type\tby\toccurred\titem\tproduct\tdoc.declaration\ndeclare\tW1\t2026-03-01T10:00:00+08:00\t\(Rows.item("TAB"))\t09521000200074\tD-1\n"
                        .utf8), 0, ""
            ),
        ]
        for (name, bytes, status, code) in cases {
            try shop.write(name, bytes)
            for more in [["--json"], ["--preview", "--json"]] {
                let ran = try shop.dutyfree(["record", name] + more)
                if more.count == 1 {
                    #expect(ran.status == status && (code.isEmpty || ran.errors.contains("\"\(code)\"")), "\(name): \(ran.status) \(ran.errors.prefix(400))")
                } else {
                    #expect([0, 1, 3].contains(ran.status), "\(name): \(ran.status) \(ran.errors.prefix(400))")
                }
            }
        }
    }
}
