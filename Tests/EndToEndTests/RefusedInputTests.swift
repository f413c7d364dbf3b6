import Foundation
import Support
import Testing
import Wire

/// A file that cannot be taken as it is, and what a person is told.
struct BadInput: CustomTestStringConvertible, Sendable {
    let name: String
    let file: String
    let bytes: [UInt8]
    let code: String
    /// nil where it is about the file as a whole.
    let line: Int64?
    /// Text that mends the refused row in the rejects file; nil where the whole file is refused, or nothing was kept.
    let mend: (from: String, to: String)?
    /// Rows that are good as they are.
    let good: Int64

    var testDescription: String { name }

    init(
        _ name: String, _ file: String, _ bytes: [UInt8], _ code: String, line: Int64? = nil, mend: (String, String)? = nil,
        good: Int64 = 0
    ) {
        self.name = name
        self.file = file
        self.bytes = bytes
        self.code = code
        self.line = line
        self.mend = mend
        self.good = good
    }
}

extension BadInput {
    private static func csv(_ rows: String...) -> [UInt8] { Array((Rows.header + rows.joined()).utf8) }
    private static func replace(_ bytes: [UInt8], _ from: String, with to: [UInt8]) -> [UInt8] {
        guard let range = Data(bytes).range(of: Data(from.utf8)) else { return bytes }
        return Array(bytes[..<range.lowerBound]) + to + Array(bytes[range.upperBound...])
    }

    private static func utf16(_ text: String, bom: Bool, bigEndian: Bool) -> [UInt8] {
        ((bom ? [0xFEFF] : []) + Array(text.utf16)).flatMap { unit in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            return bigEndian ? [high, low] : [low, high]
        }
    }

    private static let one = Rows.declare("A1")
    private static let three = Rows.declare("A3")
    /// 香水瓶破损, as a spreadsheet on a Chinese Windows saves it.
    private static let gbk: [UInt8] = [0xCF, 0xE3, 0xCB, 0xAE, 0xC6, 0xBF, 0xC6, 0xC6, 0xCB, 0xF0]
    private static let tenMB = String(repeating: "x", count: 10_000_000)
    private static let noted = "type,by,occurred,item,product,doc.declaration,note\n"

    /// Refused whole: nothing of the file can be taken.
    static let files: [BadInput] = [
        .init("unknown columns", "a.csv", Array((Rows.header.dropLast() + ",colour,size\n" + one.dropLast() + ",red,L\n").utf8), "unknown-column", line: 1),
        .init("missing columns", "a.csv", Array("item,product\n/01/09521000200074/21/A1,09521000200074\n".utf8), "missing-column", line: 1),
        .init("the same column twice", "a.csv", Array("type,by,occurred,item,item\n".utf8), "repeated-column", line: 1),
        .init("a column without a name", "a.csv", Array((Rows.header.dropLast() + ",\n" + one.dropLast() + ",\n").utf8), "missing-column", line: 1),
        .init("lines that end in CR alone", "a.csv", Array((Rows.header + one).replacing("\n", with: "\r").utf8), "bad-csv", line: 1),
        .init("GBK in the header", "a.csv", gbk + Array(",type\n".utf8), "unknown-column", line: 1),
        .init(
            "half a character of GBK", "a.csv", Array((noted + one.dropLast() + ",").utf8) + gbk + [0xCF, 0x0A] + Array((three.dropLast() + ",\n").utf8),
            "bad-encoding", line: 2),
        .init("a workbook", "a.csv", [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 26) + Array("[Content_Types].xml".utf8), "bad-encoding"),
        .init("GBK in JSON", "a.jsonl", Array(#"{"note":""#.utf8) + gbk + Array("\"}\n".utf8), "bad-encoding", line: 1),
        .init("UTF-16 in JSON", "a.jsonl", utf16(Rows.json("A1"), bom: true, bigEndian: false), "bad-encoding"),
        .init("an empty file", "a.csv", [], "empty-input"),
        .init("a header and no row", "a.csv", Array(Rows.header.utf8), "empty-input"),
        .init("a name that tells no format", "rows", csv(one), "unknown-format"),
    ]

    /// One bad row among good ones.
    static let rows: [BadInput] = [
        .init("NUL", "a.csv", replace(csv(one, Rows.declare("A?2"), three), "?", with: [0]), "embedded-nul", line: 3, mend: ("A\02", "A2"), good: 2),
        .init(
            "NUL in JSON", "a.jsonl", Array((Rows.json("A1") + Rows.json("A2", more: #","note":"a\u0000b""#)).utf8), "embedded-nul", line: 2,
            mend: (#"\u0000"#, "0"), good: 1),
        .init("a line of 10 MB", "a.csv", csv(one, tenMB + "\n", three), "line-too-long", line: 3, good: 2),
        .init("a field of 10 MB", "a.csv", csv(one, Rows.declare("A2", declaration: tenMB), three), "line-too-long", line: 3, good: 2),
        .init(
            "a line of 10 MB in JSON", "a.jsonl", Array((Rows.json("A1") + Rows.json("A2", more: #","note":"\#(tenMB)""#) + Rows.json("A3")).utf8),
            "line-too-long", line: 2, good: 2),
        .init(
            "wrong check digit of a GTIN", "a.csv", csv(one, Rows.declare("A2", gtin: "09521000200075"), three), "bad-code", line: 3,
            mend: ("200075", "200074"), good: 2),
        .init(
            "wrong check digit of an SSCC", "a.csv",
            csv(one, Rows.declare("A2").replacingOccurrences(of: "/01/09521000200074/21/A2", with: "(00)195210000000000018")), "bad-code", line: 3,
            mend: ("(00)195210000000000018", "/01/09521000200074/21/A2"), good: 1),
        .init(
            "a time without offset", "a.csv", csv(one, Rows.declare("A2", occurred: "2026-03-01T10:00:00"), three), "no-offset", line: 3,
            mend: ("T10:00:00,/01", "T10:00:00+08:00,/01"), good: 2),
        .init(
            "a date that does not exist", "a.csv", csv(one, Rows.declare("A2", occurred: "2026-02-30T10:00:00+08:00"), three), "no-such-date", line: 3,
            mend: ("2026-02-30T", "2026-02-28T"), good: 2),
        .init(
            "no time at all", "a.csv", csv(one, Rows.declare("A2", occurred: "yesterday"), three), "bad-time", line: 3,
            mend: ("yesterday,/01", "2026-03-01T10:00:00+08:00,/01"), good: 2),
        .init(
            "negative money", "a.jsonl", Array((Rows.json("A1") + Rows.json("A2", more: #","taxFen":-5"#)).utf8), "negative-money", line: 2,
            mend: (#""taxFen":-5"#, #""taxFen":5"#), good: 1),
        .init(
            "two items said, one named", "a.csv", Array(("quantity," + Rows.header + "1," + one + "2," + Rows.declare("A2") + "1.00," + three).utf8),
            "wrong-quantity", line: 3, mend: ("2,declare", "1 瓶,declare"), good: 2),
        .init(
            "a return among sales", "a.csv", Array(("quantity," + Rows.header + "1," + one + "-1," + Rows.declare("A2") + "," + three).utf8),
            "wrong-quantity", line: 3, mend: ("-1,declare", "1,declare"), good: 2),
        .init(
            "half an item", "a.csv", Array(("quantity," + Rows.header + "1," + one + "0.5," + Rows.declare("A2") + "1," + three).utf8),
            "bad-number", line: 3, mend: ("0.5,declare", "1,declare"), good: 2),
        .init(
            "more said than named in JSON", "a.jsonl",
            Array((Rows.json("A1", more: #","quantity":1"#) + Rows.json("A2", more: #","quantity":12"#)).utf8), "wrong-quantity", line: 2,
            mend: (#""quantity":12"#, #""quantity":1"#), good: 1),
        .init(
            "another expiry than that of the label", "a.csv",
            Array(
                ("expiry," + Rows.header + "2028-12-31," + one + "2028-12-30,"
                    + Rows.declare("A2").replacingOccurrences(of: "/01/09521000200074/21/A2", with: "(01)09521000200074(17)281231(21)A2") + "," + three).utf8),
            "contradicts-label", line: 3, mend: ("2028-12-30", "2028-12-31"), good: 2),
        .init(
            "the least of all integers", "a.csv",
            Array(("age," + Rows.header + "1," + one + "-9223372036854775808," + Rows.declare("A2") + "3," + three).utf8), "bad-number", line: 3,
            mend: ("-9223372036854775808", "2"), good: 2),
        .init(
            "money with a point", "a.jsonl", Array((Rows.json("A1") + Rows.json("A2", more: #","taxFen":5.5"#)).utf8), "bad-json", line: 2, mend: ("5.5", "5"),
            good: 1),
        .init(
            "an event again with other content", "a.jsonl", Array((Rows.json("A1", more: #","event":"E-1""#) + Rows.json("A2", more: #","event":"E-1""#)).utf8),
            "event-conflict", line: 2, mend: ("E-1", "E-2"), good: 1),
        .init(
            "an item twice in one file", "a.csv", csv(one, Rows.declare("A1", declaration: "D-2"), three), "item-exists", line: 3, mend: ("21/A1", "21/A2"),
            good: 2),
        .init(
            "a file that ends in a row", "a.csv", csv(one, "declare,W1,2026-03-01T10:"), "ends-mid-row", line: 3,
            mend: ("declare,W1,2026-03-01T10:", String(Rows.declare("A2").dropLast())), good: 1),
        .init(
            "a file that ends inside quotes", "a.csv", csv(one, Rows.declare("A2").dropLast(4) + "\"D-"), "ends-mid-row", line: 3, mend: ("\"D-", "D-1"),
            good: 1),
        .init(
            "a file that ends inside an object", "a.jsonl", Array((Rows.json("A1") + #"{"type":"declare","by":"W1""#).utf8), "ends-mid-row", line: 2,
            mend: (#"{"type":"declare","by":"W1""#, String(Rows.json("A2").dropLast())), good: 1),
        .init(
            "too few fields", "a.csv", csv(one, "declare,W1\n", three), "wrong-field-count", line: 3,
            mend: ("declare,W1,", Rows.declare("A2").dropLast() + ","), good: 2),
        .init("a quote inside a field", "a.csv", csv(one, Rows.declare("A\"2"), three), "bad-csv", line: 3, mend: ("A\"2", "A2"), good: 2),
        .init(
            "an unknown movement", "a.csv", csv(one, Rows.declare("A2").replacingOccurrences(of: "declare", with: "declaer"), three), "unknown-type", line: 3,
            mend: ("declaer", "declare"), good: 2),
        .init(
            "an unknown field", "a.jsonl", Array((Rows.json("A1") + Rows.json("A2", more: #","colour":"red""#)).utf8), "unknown-field", line: 2,
            mend: ("colour", "note"), good: 1),
        .init(
            "the same name twice", "a.jsonl", Array((Rows.json("A1") + Rows.json("A2", more: #","by":"W1""#)).utf8), "bad-json", line: 2,
            mend: (#""},"by":"W1""#, #""}"#), good: 1),
    ]
}

@Suite struct RefusedInputTests {
    @Test(arguments: BadInput.files + BadInput.rows)
    func isRefusedWithItsPlaceAndTheLedgerStaysAsItWas(_ bad: BadInput) throws {
        let shop = try Shop()
        try shop.write(bad.file, bad.bytes)
        let before = try shop.standing()
        let ran = try shop.dutyfree("record", bad.file, "--json")
        #expect(ran.status == 3)
        #expect(ran.output.isEmpty, "stdout holds answers only: \(ran.output)")
        let errors = try JSON.errors(ran)
        #expect(errors.count == 1)
        #expect(errors.first?["code"]?.string == bad.code)
        #expect(errors.first?["file"]?.string == bad.file)
        #expect(errors.first?["line"] == bad.line.map { .integer($0) })
        #expect(errors.first?["message"]?.string?.isEmpty == false)
        // The same for people, in both languages: the place and the code, no rest of a program's own words.
        for language in ["en", "zh-Hans"] {
            let said = try shop.dutyfree("record", bad.file, "--lang", language).errors
            #expect(said.contains("[\(bad.code)]"))
            #expect(said.contains(bad.line.map { "\(bad.file):\($0):" } ?? "\(bad.file): "))
            #expect(!said.contains("Error") && !said.contains("Optional"), "\(said)")
            #expect(said.utf8.count < 1000, "a 10 MB line is not repeated")
        }
        #expect(try shop.dutyfree("explain", bad.code).status == 0)
        #expect(try shop.standing() == before)
    }

    @Test(arguments: BadInput.files)
    func aFileThatIsRefusedWholeLeavesNoRejects(_ bad: BadInput) throws {
        let shop = try Shop()
        try shop.write(bad.file, bad.bytes)
        let before = try shop.standing()
        let ran = try shop.dutyfree("record", bad.file, "--rejects", "bad.csv", "--json")
        #expect(ran.status == 3)
        #expect(try JSON.errors(ran).first?["code"]?.string == bad.code)
        #expect(!shop.exists("bad.csv"))
        #expect(try shop.standing() == before)
    }

    @Test(arguments: BadInput.rows)
    func aRefusedRowComesBackAndCanBeMendedAndRecorded(_ bad: BadInput) throws {
        let shop = try Shop()
        try shop.write(bad.file, bad.bytes)
        let before = try shop.standing()
        let rejects = bad.file.hasSuffix(".csv") ? "bad.csv" : "bad.jsonl"
        let ran = try shop.dutyfree("record", bad.file, "--rejects", rejects, "--json")
        #expect(ran.status == 1)
        let answer = try JSON.object(ran.output)
        #expect(answer["recorded"] == .integer(bad.good))
        #expect(answer["refused"] == .integer(1))
        #expect(answer["byCode"]?.object?[bad.code] == .integer(1))
        #expect(try shop.standing().size == before.size + bad.good)

        var text = String(decoding: try shop.read(rejects), as: UTF8.self)
        guard let mend = bad.mend else {
            #expect(text.contains(bad.code), "the reason stands where the row could not be kept")
            #expect(text.utf8.count < 1000)
            return
        }
        #expect(text.contains(mend.from))
        text = text.replacingOccurrences(of: mend.from, with: mend.to)
        try shop.write("mended." + rejects, text)
        let again = try shop.dutyfree("record", "mended." + rejects, "--json")
        #expect(again.status == 0, "\(again.errors)\(text)")
        #expect(try JSON.object(again.output)["recorded"] == .integer(1))
        // The row and the note that the mended file was recorded.
        #expect(try shop.standing().size == before.size + bad.good + 2)
    }

    /// What looks odd and is no fault.
    @Test(arguments: [
        ("a byte order mark", [0xEF, 0xBB, 0xBF] + Array((Rows.header + Rows.declare("A1")).utf8), "a.csv"),
        ("a byte order mark in JSON", [0xEF, 0xBB, 0xBF] + Array(Rows.json("A1").utf8), "a.jsonl"),
        ("CRLF", Array((Rows.header + Rows.declare("A1")).replacingOccurrences(of: "\n", with: "\r\n").utf8), "a.csv"),
        ("CRLF in JSON", Array(Rows.json("A1").replacingOccurrences(of: "\n", with: "\r\n").utf8), "a.jsonl"),
        ("no end of line at the end", Array((Rows.header + Rows.declare("A1").dropLast()).utf8), "a.csv"),
        ("the same row twice", Array((Rows.header + Rows.declare("A1") + Rows.declare("A1")).utf8), "a.csv"),
    ])
    func isTaken(_ name: String, _ bytes: [UInt8], _ file: String) throws {
        let shop = try Shop()
        try shop.write(file, bytes)
        let ran = try shop.dutyfree("record", file, "--json")
        #expect(ran.status == 0, "\(ran.errors)")
        #expect(try JSON.object(ran.output)["recorded"] == .integer(1))
        let after = try shop.standing()
        // And again: nothing twice.
        #expect(try shop.dutyfree("record", file, "--json").status == 0)
        #expect(try shop.standing() == after)
    }

    @Test func aPipeIsReadOnceAndRecorded() throws {
        let shop = try Shop()
        try shop.write("a.csv", Rows.header + Rows.declare("A1"))
        let ran = try shop.shell("cat a.csv | dutyfree record /dev/stdin --format csv --json")
        #expect(ran.status == 0, "\(ran.errors)")
        #expect(try JSON.object(ran.output)["recorded"] == .integer(1))
    }

    /// Every code that a fault is named by in our sources is one that `explain` knows.
    @Test func everyCodeIsExplained() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
        var codes: Set<String> = []
        for case let file as URL in FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) ?? .init() where file.pathExtension == "swift" {
            for match in try String(contentsOf: file, encoding: .utf8).matches(of: #/Problem\(\s*"([a-z-]+)"/#) { codes.insert(String(match.1)) }
        }
        #expect(codes.count > 40)
        let shop = try Shop()
        let list = try shop.dutyfree("explain", "codes").output.split(separator: "\n").map(String.init)
        for code in codes.sorted() where !list.contains(code) { #expect(try shop.dutyfree("explain", code).status == 0, "\(code)") }
        for code in ["bad-template", "label-too-small"] { #expect(list.contains(code)) }
        #expect(Set(list).count == list.count, "each once")
    }
}
