import Support
import Testing
import Wire

/// Items that one movement names beside the carton that they are in: an event tells of one of them, and must not come too late.
@Suite struct NamedTogetherTests {
    @Test(arguments: [
        ["loss", "--doc", "report=R-1", "--set", "cause=fire"], ["unpack", "--set", "parent=\(NamedTogetherTests.carton)"],
        ["freeze", "--as", "K1", "--doc", "order=O-1", "--set", "reason=a"],
    ])
    func whatIsNamedBesideItsCartonGoesOutBeforeIt(_ movement: [String]) throws {
        let (one, other) = (try Shop(), try Shop())
        let items = [Rows.item("B1"), Rows.item("B2")]
        for arguments in [
            ["declare"] + items + ["--doc", "declaration=D-1", "--set", "product=09521000200074"],
            ["arrive"] + items + ["--to", "W1", "--doc", "manifest=M-1"],
            ["enter"] + items + ["--to", "W1", "--doc", "receipt=E-1"], ["pack"] + items + ["--set", "parent=\(Self.carton)"],
            [movement[0], Self.carton, items[0]] + movement.dropFirst(),
        ] {
            let ran = try one.dutyfree(["record"] + arguments + (arguments.contains("--as") ? [] : ["--as", "W1"]))
            try #require(ran.status == 0, "\(arguments): \(ran.errors)")
        }
        let document = try one.dutyfree("epcis", "export").output
        try other.write("all.json", document)
        let taken = try other.dutyfree("epcis", "import", "all.json", "--as", "W1", "--json")
        #expect(taken.status == 0, "\(taken.errors)")
        for item in items + [Self.carton] {
            func standing(_ shop: Shop) throws -> [String?] {
                let last = try JSON.lines(shop.dutyfree("trace", item, "--json").output).last
                return [last?["state"]?.string, last?["type"]?.string]
            }
            #expect(try standing(one) == standing(other), "\(item)")
        }
        // Rows stay as they were named.
        try one.must("export", "movements", "-o", "rows.jsonl", "--format", "jsonl")
        #expect(try JSON.object(one.dutyfree("record", "rows.jsonl", "--json").output)["already"] == 5)
    }

    static let carton = "/00/195210000000000015"
}
