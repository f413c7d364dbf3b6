import Foundation
import Support
import Testing
import Wire

/// The life of keys by the commands themselves: rotated, revoked, stolen, a party's own, encrypted, half exchanged.
struct KeyTests {
    private static let verifier = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(
        path: "docs/verify_ledger.py"
    ).path

    private func declare(_ shop: Shop, _ serial: String) throws -> Ran {
        try shop.dutyfree("record", "declare", Rows.item(serial), "--as", "W1", "--doc", "declaration=D-1", "--set", "product=09521000200074")
    }

    private func keys(_ shop: Shop) throws -> [JSONObject] { try JSON.lines(shop.dutyfree("key", "list", "--json").output) }

    private func kinds(_ shop: Shop, _ ledger: String = "ledger.dutyfree") throws -> Set<String> {
        let report = try JSON.object(shop.dutyfree("verify", "--json", "--ledger", ledger).output)
        return Set((report["bad"]?.array ?? []).compactMap { $0.object?["kind"]?.string })
    }

    @Test func aRotatedKeySignsOnAndTheFormerVouchesForWhatItSigned() throws {
        let shop = try Shop()
        let former = try #require(try keys(shop).first?["publicKey"]?.string)
        try shop.shell("dutyfree checkpoint > before.checkpoint")
        let rotated = try JSON.object(shop.dutyfree("key", "rotate", "--json").output)
        #expect(try declare(shop, "A1").status == 0)
        _ = try shop.standing()
        let listed = try keys(shop)
        #expect(listed.map { $0["state"]?.string } == ["former", "current"])
        #expect(listed.allSatisfy { $0["file"] != nil }, "both private keys are here, to be backed up")
        #expect(try shop.shell("stat -c %a ledger.key ledger.key.*").output.split(separator: "\n") == ["600", "600"])

        // Whoever knows the former key alone follows the ledger to the new one, and so does whoever knows only the new one.
        for key in [former, try #require(rotated["publicKey"]?.string)] {
            #expect(try shop.dutyfree("verify", "--key", key, "--since", "before.checkpoint").status == 0, "\(key)")
        }
        // A stranger's verifier follows them too.
        for key in [former, try #require(rotated["publicKey"]?.string)] {
            #expect(try shop.shell("python3 '\(Self.verifier)' ledger.dutyfree --vkey '\(key)' --checkpoint before.checkpoint").status == 0, "\(key)")
        }
        let seq = try #require(rotated["seq"]?.integer)
        try shop.must("prove", "entry", "\(seq)", "--as-of", "\(seq)", "-o", "rotation.proof")
        #expect(try shop.dutyfree("check", "rotation.proof", "--key", former).status == 0)
        // The former key signs nothing any more.
        #expect(
            try shop.shell("dutyfree record declare \(Rows.item("A2")) --as W1 --doc declaration=D-1 --set product=09521000200074 --key ledger.key.*").status
                == 4)
    }

    @Test func aRevokedKeyIsNotBelievedBeyondItsLastGoodSize() throws {
        let shop = try Shop()
        let id = try #require(try keys(shop).first?["keyId"]?.string)
        let refused = try shop.dutyfree("key", "revoke", id, "--reason", "lost")
        #expect(refused.status == 4 && refused.errors.contains("key-in-use"))
        let good = try shop.standing().size
        for serial in ["A1", "A2"] { #expect(try declare(shop, serial).status == 0) }
        try shop.must("key", "rotate")
        try shop.must("key", "revoke", id, "--reason", "stolen on Monday", "--last-good", "\(good)")
        #expect(try kinds(shop) == ["revoked-key"], "what it signed since is named")
        #expect(try keys(shop).first?["state"]?.string == "revoked")
        // A stranger's verifier reads the revocation, too.
        let stranger = try shop.shell("python3 '\(Self.verifier)' ledger.dutyfree")
        #expect(stranger.status == 2 && stranger.output.contains("revoked beyond size \(good)"), "\(stranger.output)\(stranger.errors)")

        // All that it ever signed is good: nothing is wrong.
        let other = try Shop()
        let otherID = try #require(try keys(other).first?["keyId"]?.string)
        try other.must("key", "rotate")
        try other.must("key", "revoke", otherID, "--reason", "laptop lost")
        _ = try other.standing()
        #expect(try other.shell("python3 '\(Self.verifier)' ledger.dutyfree").status == 0)
    }

    @Test func aWitnessedCheckpointOutlivesTheKeyThatSignedIt() throws {
        let shop = try Shop()
        let id = try #require(try keys(shop).first?["keyId"]?.string)
        let good = try shop.standing().size
        #expect(try declare(shop, "A1").status == 0)
        try shop.must("witness", "init", "--name", "customs.example", "--dir", "w")
        try shop.shell("dutyfree witness add \"$(dutyfree key export-public)\" --dir w")
        try shop.must("key", "rotate")
        try shop.must("witness", "run", "ledger.dutyfree", "--dir", "w")
        try shop.must("key", "revoke", id, "--reason", "stolen", "--last-good", "\(good)")
        #expect(try kinds(shop) == ["revoked-key"])
        #expect(try shop.dutyfree("verify", "--witness", "w/witness.vkey").status == 0)
    }

    @Test func aPartysEntriesNeedItsOwnKey() throws {
        let shop = try Shop()
        try shop.must("key", "party", "W1")
        #expect(try declare(shop, "A1").status == 0)
        _ = try shop.standing()
        #expect(try shop.dutyfree("checkpoint").output.contains("— haidao.example/ledger/W1 "))
        try shop.shell("mv ledger.W1.key away")
        let refused = try declare(shop, "A2")
        #expect(refused.status == 4 && refused.errors.contains("party-key-needed"))
        #expect(try shop.dutyfree("key", "party", "X9").status == 3)
        _ = try shop.standing()
    }

    @Test func anEncryptedKeyNeedsItsPassphrase() throws {
        let shop = try Shop()
        #expect(try shop.shell("DUTYFREE_PASSPHRASE=short dutyfree key protect").status == 64)
        #expect(try shop.shell("DUTYFREE_PASSPHRASE='correct horse' dutyfree key protect").status == 0)
        #expect(try shop.shell("head -1 ledger.key").output == "-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
        #expect(try shop.shell("stat -c %a ledger.key").output == "600\n")
        #expect(try declare(shop, "A1").status == 4)
        let line = "dutyfree record declare \(Rows.item("A1")) --as W1 --doc declaration=D-1 --set product=09521000200074"
        #expect(try shop.shell("DUTYFREE_PASSPHRASE=wrong-horse \(line)").status == 4)
        #expect(try shop.shell("DUTYFREE_PASSPHRASE='correct horse' \(line)").status == 0)
        #expect(try shop.shell("openssl pkey -in ledger.key -passin 'pass:correct horse' -noout").status == 0, "a standard format")
        #expect(!String(decoding: try shop.read("ledger.dutyfree"), as: UTF8.self).contains("horse"))
    }

    /// Killed after the entry was committed, before the files changed places.
    @Test func aRotationThatWasKilledIsCompletedByTheNextCommand() throws {
        let shop = try Shop()
        try shop.must("key", "rotate")
        try shop.shell("mv ledger.key ledger.key.next; mv ledger.key.???????? ledger.key")
        #expect(try declare(shop, "A1").status == 0)
        #expect(!shop.exists("ledger.key.next"))
        #expect(try declare(shop, "A2").status == 0)
        _ = try shop.standing()
        // Killed before that: the key that waits is used, none is made anew.
        let waiting = try Shop()
        try waiting.shell("openssl genpkey -algorithm ed25519 -out ledger.key.next; chmod 600 ledger.key.next; cp ledger.key.next kept")
        try waiting.must("key", "rotate")
        #expect(try waiting.read("ledger.key") == waiting.read("kept"))
    }
}
