import Foundation
import Support
import Testing
import Wire

/// Looking again: recounts with their accuracy, counts that follow a count, files looked at before they are entered.
extension CountTests {
    private func shelf(_ place: String, _ items: Range<Int>) -> String { "LOC:\(place)\n" + items.map { item($0) + "\n" }.joined() }

    /// Of three differences of the first look the second finds one: the first was right in two of three.
    @Test func aRecountSaysHowGoodTheFirstLookWas() throws {
        let shop = try shop()
        try shop.must("count", "open", "--scope", "W1", "--as", "V1")
        try shop.write("a.txt", shelf("W1/A", 0..<18) + shelf("W1/B", 20..<39))
        try shop.must("count", "read", "C-2026-001", "a.txt", "--as", "P-01")
        let first = try JSON.object(shop.dutyfree("count", "reconcile", "C-2026-001", "--as", "V1", "--json").output)
        #expect(first["accuracyX10000"] == .null, "nothing was looked at again")
        try shop.must("count", "recount", "C-2026-001", "--to", "P-02", "--as", "V1")
        try shop.write("b.txt", "LOC:W1/A\n" + item(18) + "\n")
        try shop.must("count", "read", "C-2026-001", "b.txt", "--as", "P-02")
        let ran = try shop.dutyfree("count", "reconcile", "C-2026-001", "--as", "V1", "--json")
        #expect(try classes(ran) == ["matched": 38, "missing": 2])
        #expect(try JSON.object(ran.output)["accuracyX10000"] == .integer(6_666))
        #expect(try shop.dutyfree("count", "report", "C-2026-001").output.contains("confirmed 2 of 3 differences"))
        #expect(try shop.dutyfree("count", "verify", "C-2026-001").status == 0)
    }

    /// A closed count stays closed; the next goes where it had differences, and nowhere else.
    @Test func aCountFollowsAnother() throws {
        let shop = try shop()
        try shop.must("count", "open", "--scope", "W1", "--as", "V1")
        #expect(try JSON.errors(shop.dutyfree("count", "open", "--follows", "C-2026-001", "--as", "V1", "--json")).first?["code"]?.string == "count-overlap")
        try shop.write("a.txt", shelf("W1/A", 0..<18) + shelf("W1/B", 20..<40))
        try shop.must("count", "read", "C-2026-001", "a.txt", "--as", "P-01")
        _ = try shop.dutyfree("count", "reconcile", "C-2026-001", "--as", "V1")
        try shop.must("count", "cancel", "C-2026-001", "--reason", "look again", "--as", "V1")
        let next = try JSON.object(shop.dutyfree("count", "open", "--follows", "C-2026-001", "--as", "V1", "--json").output)
        #expect(next["scope"] == .array(["W1/A"]))
        try shop.write("b.txt", shelf("W1/A", 0..<20))
        try shop.must("count", "read", "C-2026-002", "b.txt", "--as", "P-01")
        #expect(try shop.dutyfree("count", "reconcile", "C-2026-002", "--as", "V1").status == 0)
        try shop.must("count", "cancel", "C-2026-002", "--reason", "done", "--as", "V1")
        #expect(try shop.dutyfree("count", "open", "--follows", "C-2026-002", "--as", "V1").status == 64, "it left no difference")
        #expect(try shop.dutyfree("count", "open", "--follows", "C-2026-001", "--scope", "W1", "--as", "V1").status == 64)
        #expect(try JSON.errors(shop.dutyfree("count", "open", "--follows", "C-9", "--as", "V1", "--json")).first?["code"]?.string == "unknown-count")
    }

    /// A pallet's label stands for its cartons' items, a set's for its own: as they stood when the count began.
    @Test func aPalletsLabelStandsForAllThatIsOnIt() throws {
        let shop = try shop()
        let (one, two, pallet) = ("/00/095212340000000013", "/00/095212340000000020", "/00/095212340000000037")
        func pack(_ goods: [String], _ parent: String) throws {
            let ran = try shop.dutyfree(["record", "pack"] + goods + ["--set", "parent=" + parent, "--as", "W1"])
            #expect(ran.status == 0, "\(ran.errors)")
        }
        try pack((0..<5).map(item), one)
        try pack((5..<10).map(item), two)
        try pack([one, two], pallet)
        try pack((10..<13).map(item), item(13))
        #expect(try at("2026-03-02T04:00:00Z", shop, "count", "open", "--scope", "W1/A", "--as", "V1").status == 0)
        #expect(try at("2026-03-02T04:30:00Z", shop, "record", "unpack", two, "--set", "parent=" + pallet, "--as", "W1").status == 0)
        try shop.write("a.txt", "LOC:W1/A\n" + pallet + "\n" + (13..<20).map { item($0) + "\n" }.joined())
        #expect(try at("2026-03-02T05:00:00Z", shop, "count", "read", "C-2026-001", "a.txt", "--as", "P-01").status == 0)
        let ran = try at("2026-03-02T05:20:00Z", shop, "count", "reconcile", "C-2026-001", "--as", "V1", "--json")
        #expect(try classes(ran) == ["matched": 7, "in-carton": 13], "\(ran.output)")
    }

    /// What the first lines say, and what is wrong with them, before anything is entered.
    @Test func aFileIsLookedAtBeforeItIsEntered() throws {
        let shop = try shop()
        try shop.must("count", "open", "--scope", "W1", "--as", "V1")
        let size = try shop.standing().size
        try shop.write("own.csv", "Label,When,Shelf,Mood\n\(item(1)),2026-03-02T11:00:00+08:00,W1/A,good\n6901234567892,,W1/A,\nhalf a line\n")
        let ran = try shop.dutyfree(
            "count", "read", "C-2026-001", "own.csv", "--map", "epc=Label", "--map", "time=When", "--map", "zone=Shelf", "--preview", "--json")
        #expect(ran.status == 1)
        let rows = try ran.output.split(separator: "\n").map { try JSON.object(String($0)) }
        #expect(rows.map { $0["line"]?.integer } == [2, 3, 4])
        #expect(
            rows[0]["subject"]?.string == item(1) && rows[0]["time"]?.string == "2026-03-02T03:00:00.000Z"
                && rows[0]["fields"]?.object?["zone"]?.string == "W1/A")
        #expect(rows[1]["unreadable"]?.string == "no-serial" && rows[2]["unreadable"]?.string == "broken-line")
        let text = try shop.dutyfree("count", "read", "C-2026-001", "own.csv", "--map", "epc=Label", "--preview").output
        #expect(text.contains("4 columns, 3 of them not read") && text.contains("Nothing was entered."))
        #expect(try shop.standing().size == size)
        #expect(try shop.dutyfree("count", "read", "C-2026-001", "none.csv", "--preview").status == 4)
    }

    @Test(arguments: ["missing", "sold-present", "no-serial"]) func aClassIsExplained(_ word: String) throws {
        let ran = try Shop().dutyfree("explain", word)
        #expect(ran.status == 0 && ran.output.hasPrefix(word))
    }

    /// What customs would ask for what is gone: the duty of each product, summed by class.
    @Test func whatIsMissingHasItsDuty() throws {
        let shop = try shop()
        try shop.write("goods.csv", "gtin,name,category,unit_price_fen,tax_fen\n09521000200142,Scent,cosmetics,80000,12345\n")
        try shop.must("product", "import", "goods.csv")
        var text = "type,by,occurred,item,product,to,doc.declaration,doc.manifest,doc.receipt\n"
        for (type, product, to) in [("declare", "09521000200142", ""), ("arrive", "", "W1"), ("enter", "", "W1/A")] {
            for index in 0..<3 { text += "\(type),W1,2026-03-01T11:00:00+08:00,/01/09521000200142/21/S\(index),\(product),\(to),D,M,R\n" }
        }
        try shop.write("more.csv", text)
        try shop.must("record", "more.csv")
        try shop.must("count", "open", "--scope", "W1/A", "--product", "09521000200142", "--as", "V1")
        try shop.write("a.txt", "LOC:W1/A\n/01/09521000200142/21/S0\n")
        try shop.must("count", "read", "C-2026-001", "a.txt", "--as", "P-01")
        let answer = try JSON.object(shop.dutyfree("count", "reconcile", "C-2026-001", "--as", "V1", "--json").output)
        #expect(answer["dutyFen"]?.object?["missing"] == .integer(24_690))
        #expect(answer["valueFen"]?.object?["missing"] == .integer(160_000))
    }
}
