import Foundation
import Support
import Testing

/// What people read of proofs and witnesses, in both languages (`Transcripts/proofs.*.txt`).
@Suite struct ProofChapterTests {
    private static let (a, b) = ("/01/09521000200074/21/A1", "/01/09521000200074/21/A2")

    @Test(arguments: ChapterTests.languages)
    func proofs(_ language: String, _ locale: String) throws {
        let shop = try Shop(language: locale)
        try shop.write(
            "declaration.csv",
            "item,product,expiry\n\(Self.a),9521000200074,2028-12-31\n\(Self.b),9521000200074,2028-12-31\n")
        try shop.must(
            "import", "declaration.csv", "--declaration", "640120261000000031", "--as", "W1", "--at",
            "2026-03-01T08:00:00+08:00")
        try shop.must(
            "record", "arrive", Self.a, Self.b, "--to", "W1", "--doc", "manifest=MA-1", "--as", "W1", "--at",
            "2026-03-01T09:00:00+08:00")
        var page = Chapter(shop)
        // Lengths differ by a few bytes with what is signed.
        func sized(_ line: String) -> String {
            line + " | sed -E 's/[0-9,]+ bytes|, as QR [0-9,]+/LENGTH/g; s/[0-9,]+ 字节/LENGTH/g'"
        }
        try page.run(
            "dutyfree checkpoint > monday.checkpoint; dutyfree key export-public > ledger.vkey",
            "dutyfree prove state \(Self.a)", "dutyfree close --date tomorrow", "dutyfree close -n", "dutyfree close",
            "dutyfree close",
            sized("dutyfree prove item \(Self.a) -o item.proof --qr item.svg"),
            "dutyfree check item.proof --key ledger.vkey", "dutyfree prove item \(Self.a) -o item.proof",
            sized("dutyfree prove state \(Self.b) -o state.proof"), "dutyfree check state.proof --key ledger.vkey",
            "dutyfree check state.proof --key ledger.vkey --json",
            sized("dutyfree prove absent /01/09521000200074/21/FAKE -o absent.proof"),
            "dutyfree check absent.proof --key ledger.vkey", "dutyfree prove absent \(Self.a)",
            "dutyfree prove item /01/09521000200074/21/FAKE",
            sized("dutyfree prove stock --location W1 -o stock.proof"), "dutyfree check stock.proof --key ledger.vkey",
            "dutyfree prove stock --product 09521000200074",
            "dutyfree prove stock --location W1 --product 09521000200074 --state bondd",
            sized("dutyfree prove entry 4 -o entry.proof"), "dutyfree check entry.proof --key ledger.vkey",
            "dutyfree prove entry 999", sized("dutyfree prove extension monday.checkpoint -o since.proof"),
            "dutyfree check since.proof --key ledger.vkey")
        page.say("What proves nothing.")
        try page.run(
            "sed 's/^index .*/index 3/' item.proof > bad.proof; dutyfree check bad.proof --key ledger.vkey",
            "head -c 300 item.proof > half.proof; dutyfree check half.proof --key ledger.vkey --json",
            "dutyfree check nothing.proof --key ledger.vkey", "dutyfree check item.proof --key nothing")
        page.say("Customs follow the ledger.")
        try page.run(
            "dutyfree witness init --name witness.customs.example", "dutyfree witness add ledger.vkey",
            "dutyfree checkpoint request -o request.txt", "dutyfree witness sign request.txt -o answer.txt",
            "dutyfree checkpoint attach answer.txt --witness witness/witness.vkey", "dutyfree checkpoint",
            "dutyfree witness sign request.txt", "dutyfree witness list | sed -E 's/[0-9a-f]{8}$/KEYID/'",
            "dutyfree verify --witness witness/witness.vkey", sized("dutyfree prove entry 4 -o seen.proof"),
            "dutyfree check seen.proof --key ledger.vkey --witness witness/witness.vkey",
            "dutyfree check entry.proof --key ledger.vkey --witness witness/witness.vkey",
            "dutyfree witness compare monday.checkpoint monday.checkpoint --key ledger.vkey")
        try page.check("proofs.\(language)")
    }
}
