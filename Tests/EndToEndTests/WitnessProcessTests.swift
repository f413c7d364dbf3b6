import Foundation
import Support
import Testing
import Wire

/// The witness as real processes: killed at any moment, and several at once.
struct WitnessProcessTests {
    private func shop() throws -> Shop {
        let shop = try Shop()
        for line in ["key export-public -o ledger.vkey", "witness init --name w.example", "witness add ledger.vkey"] {
            let ran = try shop.shell("dutyfree " + line)
            guard ran.status == 0 else { throw BadFixture("\(line): \(ran.errors)") }
        }
        return shop
    }

    private func size(_ shop: Shop) throws -> Int64 {
        let listed = try shop.dutyfree("witness", "list", "--json")
        guard listed.status == 0 else {
            throw BadFixture("the witness cannot read what it remembers: \(listed.errors)")
        }
        return try JSON.object(listed.output)["size"]?.integer ?? 0
    }

    /// What it answered it remembers, whenever it was killed; and what it remembers it can read.
    @Test func whatItAnsweredItRemembersWheneverItIsKilled() throws {
        let shop = try shop()
        var (answered, killed) = (0, 0)
        var random = SplitMix(seed: 20_260_303)
        for round in 0..<24 {
            try shop.must("party", "add", "P\(round)", "--name", "P", "--role", "pickup")
            let old = try size(shop)
            try shop.shell("rm -f request.txt answer.txt; dutyfree checkpoint request --old \(old) -o request.txt")
            let wanted = try #require(
                shop.shell("sed -n '/^$/,$p' request.txt | sed -n 3p").output.split(separator: "\n").first.flatMap {
                    Int64($0)
                })
            let milliseconds = 20 + random.next() % 230
            let ran = try shop.shell(
                "timeout -s KILL 0.\(String(1_000 + milliseconds).suffix(3)) dutyfree witness sign request.txt > answer.txt; echo $?"
            )
            let isAnswered = String(decoding: try shop.read("answer.txt"), as: UTF8.self).hasSuffix("\n")
            let remembered = try size(shop)
            #expect(remembered == old || remembered == wanted, "round \(round)")
            if isAnswered { #expect(remembered == wanted, "round \(round): answered and forgotten") }
            if isAnswered { answered += 1 }
            if ran.output.contains("137") { killed += 1 }
        }
        print("witness: \(answered) answered, \(killed) killed of 24")
    }

    /// Eight at once with the same request, while a fork of the same size is asked for: each gets a cosignature of one history.
    @Test func manyAtOnceCosignOneHistory() throws {
        let shop = try shop()
        try shop.must("witness", "run", "ledger.dutyfree")
        // Two futures of the same past, both signed with the ledger's key.
        try shop.must("backup", "fork.dutyfree")
        try shop.shell("cp ledger.key fork.key")
        try shop.must("party", "add", "P1", "--name", "here", "--role", "pickup")
        try shop.must("party", "add", "P1", "--name", "there", "--role", "pickup", "--ledger", "fork.dutyfree")
        let old = try size(shop)
        for (ledger, request) in [("ledger.dutyfree", "here.txt"), ("fork.dutyfree", "there.txt")] {
            try shop.must("checkpoint", "request", "--old", String(old), "-o", request, "--ledger", ledger)
        }
        try shop.shell(
            "printf '%s\\n' here.1 there.1 here.2 there.2 here.3 there.3 here.4 there.4 | xargs -P 8 -I@ sh -c 'dutyfree witness sign $(echo @ | cut -d. -f1).txt > @.answer 2> @.said'"
        )
        func cosigned(_ name: String) throws -> Int {
            try (1...4).count {
                String(decoding: try shop.read("\(name).\($0).answer"), as: UTF8.self).hasPrefix("\u{2014} ")
            }
        }
        let (here, there) = (try cosigned("here"), try cosigned("there"))
        // Who comes later names an old size that is no longer the last: 409, whichever history it is of.
        #expect(here + there == 1, "\(here) here, \(there) there")
    }
}
