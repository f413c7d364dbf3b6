import Foundation
import Support
import Testing
import Wire

/// What goes wrong while people count, each with the sentence that is said.
extension CountTests {
    private func tag(_ number: Int) -> String { "E280116060000" + String(String(0x100_0000_0000 + number, radix: 16, uppercase: true)) }

    @Test func threeInTenForeignTagsAreSaid() throws {
        let shop = try shop()
        try shop.must("count", "open", "--scope", "W1", "--as", "V1")
        try shop.write("a.csv", "epc,zone\n" + (0..<20).map { "\(item($0)),W1/A\n" }.joined() + (0..<12).map { "\(tag($0)),W1/A\n" }.joined())
        try shop.must("count", "read", "C-2026-001", "a.csv", "--as", "P-01")
        let status = try shop.dutyfree("count", "status", "C-2026-001")
        #expect(status.output.contains("is somebody else's: turn the reader's power down"), "\(status.output)")
        #expect(try JSON.object(shop.dutyfree("count", "status", "C-2026-001", "--json").output)["foreign"] == .integer(12))
        #expect(try classes(shop.dutyfree("count", "reconcile", "C-2026-001", "--as", "V1", "--json"))["foreign"] == 12)
    }

    /// The sentences of a file in which everything is wrong that can be.
    @Test func everyTroubleHasItsSentence() throws {
        let shop = try shop()
        try shop.must("count", "open", "--scope", "W1/A", "--as", "V1")
        try shop.write(
            "a.csv",
            "time,code,zone\n2026-03-02T03:00:00Z,\(item(0)),W1/A\n2019-01-01T00:00:00Z,\(item(1)),W1/A\n2026-03-02T03:00:00Z,\(item(2)),W1/B\n2026-03-02T03:0\n"
        )
        let read = try shop.dutyfree("count", "read", "C-2026-001", "a.csv", "--as", "P-01").output
        #expect(
            read.contains("1 read with a time that cannot be") && read.contains("1 read of places that are not in this count")
                && read.contains("✗ 2026-03-02T03:0"), "\(read)")
        #expect(try shop.dutyfree("count", "read", "C-2026-001", "a.csv", "--as", "P-02").output.contains("already read at entry"))
        _ = try shop.dutyfree("count", "reconcile", "C-2026-001", "--as", "V1")
        try shop.must("party", "add", "P-09", "--name", "both", "--role", "counter", "approver")
        try shop.write("b.txt", item(3) + "\n")
        try shop.must("count", "read", "C-2026-001", "b.txt", "--as", "P-09")
        _ = try shop.dutyfree("count", "reconcile", "C-2026-001", "--as", "V1")
        #expect(
            try JSON.errors(shop.dutyfree("count", "approve", "C-2026-001", "--reason", "fine", "--as", "P-09", "--json")).first?["code"]?.string
                == "count-same-person")
        try shop.shell("rm reads/*")
        #expect(try JSON.errors(shop.dutyfree("count", "reconcile", "C-2026-001", "--as", "V1", "--json")).first?["code"]?.string == "read-file-gone")
    }

    /// Relabelled while the count went on: whoever read the old label and whoever read the new one read the same thing.
    @Test func aRelabelledItemIsOneThing() throws {
        let shop = try shop()
        #expect(try at("2026-03-02T04:00:00Z", shop, "count", "open", "--scope", "W1/A", "--as", "V1").status == 0)
        let relabel = try at(
            "2026-03-02T04:30:00Z", shop, "record", "relabel", item(0), "--set", "code=\(Rows.item("NEW0"))", "--set", "reason=torn", "--as", "W1")
        #expect(relabel.status == 0, "\(relabel.errors)")
        try shop.write("a.txt", "LOC:W1/A\n" + Rows.item("NEW0") + "\n" + (1..<20).map { item($0) + "\n" }.joined())
        #expect(try at("2026-03-02T05:00:00Z", shop, "count", "read", "C-2026-001", "a.txt", "--as", "P-01").status == 0)
        let ran = try at("2026-03-02T05:10:00Z", shop, "count", "reconcile", "C-2026-001", "--as", "V1", "--json")
        #expect(try classes(ran) == ["matched": 19, "moved": 1], "\(ran.output)")
        #expect(try at("2026-03-02T05:11:00Z", shop, "count", "verify", "C-2026-001").status == 0)
    }

    /// A state that was seen is posted where a movement leads to it.
    @Test func statesThatWereSeenArePosted() throws {
        let shop = try shop()
        try shop.must("count", "open", "--scope", "W1/A", "--as", "V1")
        try shop.write(
            "a.csv", "code,zone,condition\n" + (0..<20).map { "\(item($0)),W1/A,\($0 == 0 ? "damaged" : $0 == 1 ? "残损" : $0 == 2 ? "opened" : "")\n" }.joined())
        try shop.must("count", "read", "C-2026-001", "a.csv", "--as", "P-01")
        #expect(try classes(shop.dutyfree("count", "reconcile", "C-2026-001", "--as", "V1", "--json")) == ["matched": 17, "wrong-state": 3])
        try shop.must("count", "approve", "C-2026-001", "--reason", "seen", "--as", "V1")
        let closed = try JSON.object(shop.dutyfree("count", "close", "C-2026-001", "--as", "V1", "--json").output)
        #expect(closed["adjustments"] == .integer(2))
        #expect(closed["dropped"]?.array?.first?.object?["why"]?.string == "no-movement")
        _ = try shop.standing()
    }
}
