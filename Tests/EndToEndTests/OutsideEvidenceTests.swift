import Foundation
import Support
import Testing
import Wire

/// What others vouch for: a witness that names where history parted, and a time-stamp authority, made and checked by the openssl command.
struct OutsideEvidenceTests {
    private func declare(_ shop: Shop, _ serials: String...) throws {
        for serial in serials {
            try shop.must("record", "declare", Rows.item(serial), "--as", "W1", "--doc", "declaration=D-1", "--set", "product=09521000200074")
        }
    }

    @Test func aWitnessSaysFromWhichEntryOnHistoryIsAnother() throws {
        let shop = try Shop()
        try declare(shop, "A1", "A2")
        try shop.must("backup", "older.dutyfree")
        try declare(shop, "A3")
        let first = try shop.standing().size - 1
        try shop.must("witness", "init", "--name", "customs.example", "--dir", "w")
        let key = try shop.dutyfree("key", "export-public").output.trimmingCharacters(in: .whitespacesAndNewlines)
        try shop.must("witness", "add", key, "--dir", "w")
        try shop.must("witness", "run", "ledger.dutyfree", "--dir", "w")
        #expect(try shop.shell("find w/tiles -path '*entries*'").output.isEmpty, "hashes, and nothing of what was said")

        // The operator goes back behind what was seen …
        try shop.shell("rm ledger.dutyfree*; cp older.dutyfree ledger.dutyfree")
        let back = try shop.dutyfree("witness", "run", "ledger.dutyfree", "--dir", "w")
        #expect(back.status == 2 && back.output.contains("rolled back"))
        // … and goes on another way.
        try declare(shop, "B1", "B2")
        let refused = try shop.dutyfree("witness", "run", "ledger.dutyfree", "--dir", "w", "--json")
        let line = try JSON.object(refused.output)
        #expect(refused.status == 2)
        #expect(line["status"]?.integer == 422)
        #expect(line["first"]?.integer == first)
        #expect(try !shop.shell("ls w/refused").output.isEmpty, "the request is kept: it proves the fork")
        #expect(try shop.dutyfree("witness", "run", "ledger.dutyfree", "--dir", "w").output.contains(Rows.item("B1")))
    }

    /// A root certificate and an authority under it, as `openssl ts` wants them.
    private static let authority = #"""
        set -e
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=Root -days 30
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key -out other.pem -subj /CN=Other -days 30
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tsa.key -out tsa.csr -subj /CN=Stamps
        printf 'extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n' > tsa.ext
        openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.pem -extfile tsa.ext -days 10
        printf '[tsa]\ndefault_tsa=t\n[t]\nserial=serial\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\ness_cert_id_alg=sha256\n' > tsa.cnf
        echo 01 > serial
        """#
    private static let reply = "openssl ts -reply -config tsa.cnf -queryfile q.tsq -signer tsa.pem -inkey tsa.key -out q.tsr"

    @Test func aTimeStampIsKeptCheckedAndHandedOut() throws {
        let shop = try Shop()
        let made = try shop.shell(Self.authority)
        guard made.status == 0 else { throw BadFixture("openssl: \(made.errors)") }
        try declare(shop, "A1")
        try shop.must("checkpoint", "request", "--timestamp", "-o", "q.tsq")
        #expect(try shop.shell(Self.reply).status == 0)
        // The ledger grows while the authority is asked.
        try declare(shop, "A2")
        let size = try shop.standing().size - 1
        let attached = try shop.dutyfree("checkpoint", "attach", "q.tsr", "--tsa", "ca.pem", "--json")
        #expect(try JSON.object(attached.output)["size"]?.integer == size, "\(attached.errors)")

        let verified = try JSON.object(shop.dutyfree("verify", "--tsa", "ca.pem", "--json").output)
        #expect(verified["sound"]?.bool == true)
        #expect(verified["stamped"]?.object?["size"]?.integer == size)
        try shop.must("checkpoint", "stamp", "-o", "out")
        #expect(try shop.shell("openssl ts -verify -data out.note -in out.tsr -CAfile ca.pem").status == 0)

        // Another authority's certificates, other bytes, half a file, none at all.
        let distrusted = try shop.dutyfree("verify", "--tsa", "other.pem", "--json")
        let other = try JSON.object(distrusted.output)
        #expect(distrusted.status == 1 && other["sound"]?.bool == true && other["stamped"] == nil)
        #expect(other["otherStamps"] == .array([.integer(size)]))
        #expect(try shop.dutyfree("verify", "--tsa", "other.pem").output.contains("not by the authority of other.pem"))
        // A stamp with another byte in its signature is by nobody: that is damage.
        try shop.must("backup", "copy.dutyfree")
        #expect(
            try shop.shell(
                "sqlite3 copy.dutyfree \"DROP TRIGGER timestamp_is_never_changed; UPDATE timestamp SET token = CAST(substr(token, 1, length(token) - 1) || x'00' AS BLOB)\""
            ).status == 0)
        let altered = try shop.dutyfree("verify", "--tsa", "ca.pem", "--json", "--ledger", "copy.dutyfree")
        #expect(altered.status == 2, "\(altered.output)")
        #expect(try JSON.object(altered.output)["bad"]?.array?.first?.object?["kind"]?.string == "bad-timestamp")
        #expect(try shop.dutyfree("checkpoint", "attach", "q.tsr", "--tsa", "other.pem").status == 3)
        #expect(try shop.shell("echo x > o; openssl ts -query -data o -sha256 -cert -out q.tsq; \(Self.reply)").status == 0)
        #expect(try shop.dutyfree("checkpoint", "attach", "q.tsr", "--tsa", "ca.pem").status == 3)
        #expect(try shop.shell("head -c 99 out.tsr > half; dutyfree checkpoint attach half --tsa ca.pem").status == 3)
        #expect(try shop.dutyfree("checkpoint", "attach", "nowhere", "--tsa", "ca.pem").status == 64)
    }
}
