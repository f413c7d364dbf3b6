import Foundation
import Support
import Testing

/// Every kind of bad input has its own clear answer, names the line, and leaves the ledger as it was.
struct BadInputTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let file: String
        let bytes: [UInt8]
        /// Where the error says it is: `file:line`, or the file alone.
        let place: String
        let code: String
        var testDescription: String { name }

        init(_ name: String, _ text: String, at place: String, _ code: String, file: String = "in.csv") {
            self.init(name, bytes: Array(text.utf8), at: place, code, file: file)
        }

        init(_ name: String, bytes: [UInt8], at place: String, _ code: String, file: String = "in.csv") {
            self.name = name
            self.file = file
            self.bytes = bytes
            self.place = place
            self.code = code
        }
    }

    static let header = "type,by,item,product,occurred,doc.declaration\n"
    static let item = Shop.item("A1")
    static let time = "2026-03-02T09:00:00+08:00"
    static func row(
        type: String = "declare", by: String = "W1", item: String = item, product: String = Shop.gtin, time: String = time, doc: String = "D-1"
    ) -> String { "\(type),\(by),\(item),\(product),\(time),\(doc)\n" }

    static let cases: [Case] = [
        Case("an unknown column", "type,by,item,prodct,occurred\ndeclare,W1,\(item),\(Shop.gtin),\(time)\n", at: "in.csv:1", "unknown-column"),
        Case("a missing column", "by,item,occurred\nW1,\(item),\(time)\n", at: "in.csv", "missing-column"),
        Case("a column twice", "type,by,item,item,occurred\n", at: "in.csv:1", "repeated-column"),
        Case("GBK", bytes: Array(header.utf8) + [0xC9, 0xCC, 0xC6, 0xB7] + Array(row().utf8), at: "in.csv", "bad-encoding"),
        Case("UTF-16", bytes: [0xFF, 0xFE] + Array((header + row()).utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }), at: "in.csv", "bad-encoding"),
        Case("an embedded NUL", header + row() + row(item: Shop.item("A\u{0}2")), at: "in.csv:3", "embedded-nul"),
        Case("a line of 10 MB", header + row() + "declare,W1," + String(repeating: "x", count: 10 << 20) + "\n", at: "in.csv:3", "line-too-long"),
        Case("a wrong check digit", header + row(item: "/01/09521000200075/21/A1"), at: "in.csv:2", "bad-code"),
        Case("a wrong check digit of an SSCC", header + row(type: "relocate", item: "/00/106141412345678909"), at: "in.csv:2", "bad-code"),
        Case("a wrong check digit of a product", header + row(product: "09521000200075"), at: "in.csv:2", "bad-code"),
        Case("a time without offset", header + row(time: "2026-03-02T09:00:00"), at: "in.csv:2", "no-offset"),
        Case("a date that does not exist", header + row(time: "2026-02-30T09:00:00+08:00"), at: "in.csv:2", "no-such-date"),
        Case("negative money", "type,by,item,occurred,priceFen,doc.receipt\nsale,S1,\(item),\(time),-5,R-1\n", at: "in.csv:2", "negative-money"),
        Case("an item twice", header + row() + row(item: Shop.item("A2")) + row(time: "2026-03-02T09:30:00+08:00"), at: "in.csv:4", "item-exists"),
        Case("another content under one event", "type,by,item,product,occurred,doc.declaration,event\ndeclare,W1,\(item),\(Shop.gtin),\(time),D-1,e1\ndeclare,W1,\(Shop.item("A2")),\(Shop.gtin),\(time),D-1,e1\n", at: "in.csv:3", "event-conflict"),
        Case("a file that ends in the middle of a row", header + row() + "declare,W1,\(Shop.item("A2"))", at: "in.csv:3", "ends-mid-row"),
        Case("a file that ends inside quotes", header + row() + "declare,W1,\"\(Shop.item("A2"))", at: "in.csv:3", "ends-mid-row"),
        Case("too many fields", header + "declare,W1,\(item),\(Shop.gtin),\(time),D-1,more\n", at: "in.csv:2", "wrong-field-count"),
        Case("an unknown movement", header + row(type: "sell"), at: "in.csv:2", "unknown-type"),
        Case("JSON that ends early", "{\"type\":\"declare\",\n", at: "in.jsonl:1", "bad-json", file: "in.jsonl"),
        Case("JSON with a member twice", "{\"type\":\"declare\",\"type\":\"sale\"}\n", at: "in.jsonl:1", "bad-json", file: "in.jsonl"),
        Case("JSON with an unknown member", "{\"typ\":\"declare\"}\n", at: "in.jsonl:1", "unknown-field", file: "in.jsonl"),
        Case("an empty file", "", at: "in.csv", "empty-input"),
    ]

    @Test(arguments: cases)
    func isNamedAndLeavesTheLedgerAsItWas(_ input: Case) throws {
        let shop = try Shop()
        try shop.write(input.file, input.bytes)
        let before = try shop.state()
        let ran = try shop.dutyfree("record", input.file, "--json")
        #expect(ran.status != 0 && ran.status < 64, "exit \(ran.status)")
        #expect(ran.errors.contains("\"code\":\"\(input.code)\""), "\(ran.errors.prefix(600))")
        let text = try shop.dutyfree("record", input.file)
        #expect(text.errors.contains(input.place), "\(text.errors.prefix(600))")
        #expect(!text.errors.contains("SQL"), "\(text.errors.prefix(600))")
        #expect(try shop.state() == before)
        #expect(try shop.dutyfree("verify", "--quiet").status == 0)
    }

    @Test func aBOMAndCRLFAreNoFault() throws {
        let shop = try Shop()
        let text = (BadInputTests.header + BadInputTests.row()).replacingOccurrences(of: "\n", with: "\r\n")
        try shop.write("in.csv", [0xEF, 0xBB, 0xBF] + Array(text.utf8))
        let ran = try shop.dutyfree("record", "in.csv", "--json")
        #expect(ran.status == 0 && ran.output.contains("\"recorded\":1"), "\(ran.output)\(ran.errors)")
    }

    /// Refused rows go to a file in the input's own form; mended, it records the rest and nothing twice.
    @Test func rejectsCanBeMendedAndRecordedAgain() throws {
        let shop = try Shop()
        let good = (0..<5).map { BadInputTests.row(item: Shop.item("G\($0)")) }.joined()
        try shop.write("day.csv", BadInputTests.header + good + BadInputTests.row(item: "/01/09521000200142/21/B1", product: "09521000200142"))
        let first = try shop.dutyfree("record", "day.csv", "--rejects", "bad.csv", "--json")
        #expect(first.status == 1 && first.output.contains("\"recorded\":5") && first.output.contains("\"refused\":1"), "\(first.output)\(first.errors)")
        let rejects = try String(contentsOfFile: shop.path("bad.csv"), encoding: .utf8)
        #expect(rejects.contains("unknown-product"))
        try shop.write("mended.csv", rejects.replacingOccurrences(of: "09521000200142", with: Shop.gtin))
        let second = try shop.dutyfree("record", "mended.csv", "--json")
        #expect(second.status == 0 && second.output.contains("\"recorded\":1"), "\(second.output)\(second.errors)")
        let again = try shop.dutyfree("record", "mended.csv", "--json")
        #expect(again.status == 0 && again.output.contains("\"recorded\":0"), "\(again.output)\(again.errors)")
    }
}
