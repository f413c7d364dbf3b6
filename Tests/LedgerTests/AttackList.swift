import Cryptography
import DutyFree
import Foundation
import Ledger
import Support
import TransparencyLog
import Wire

extension AttackTests {
    /// The entry that an attacker cares about: a loss, which he would rather not have.
    private static func place(_ entries: [JSONObject], _ type: String) throws -> Int {
        guard let place = entries.firstIndex(where: { $0["type"]?.string == type }) else { throw BadFixture("no \(type)") }
        return place
    }

    private static func text(_ database: RawDatabase, _ seq: Int, _ from: String, _ to: String) throws {
        let body = String(decoding: try database.body(seq), as: UTF8.self)
        guard body.contains(from) else { throw BadFixture("\(from) is not in entry \(seq)") }
        try database.set(body: Array(body.replacingOccurrences(of: from, with: to).utf8), at: seq)
    }

    private static func rewrite(
        _ attacker: Attacker, _ name: String, _ detector: Detector, _ finding: String..., signs: Bool = true,
        change: @escaping @Sendable (inout [JSONObject]) throws -> Void
    ) -> Attack {
        let findings = finding
        return Attack(attacker, name, detector, findings: findings) { database, scene in
            try Rewriter(database: database).rewrite(signer: signs ? scene.fixture.signer : nil, change)
        }
    }

    static let attacks: [Attack] = bytes + rows + rehashed + resigned + witnessed

    // MARK: The file: bytes

    private static let bytes: [Attack] = [
        Attack(.file, "a price is lowered", .verify, "altered-entry") { database, _ in
            for seq in 200..<400 where String(decoding: try database.body(seq), as: UTF8.self).contains("\"priceFen\":80000") {
                return try text(database, seq, "\"priceFen\":80000", "\"priceFen\":10000")
            }
        },
        Attack(.file, "the buyer is exchanged", .verify, "altered-entry") { database, _ in
            for seq in 200..<400 where String(decoding: try database.body(seq), as: UTF8.self).contains("p:traveller-1") {
                return try text(database, seq, "p:traveller-1", "p:traveller-2")
            }
        },
        Attack(.file, "a movement is dated back", .verify, "altered-entry") { database, _ in try text(database, 120, "2026-01-01", "2025-01-01") },
        Attack(.file, "another party is made to have done it", .verify, "altered-entry") { database, _ in
            try text(database, 100, "\"by\":\"W1\"", "\"by\":\"S1\"")
        },
        Attack(.file, "a document number is changed", .verify, "altered-entry") { database, _ in try text(database, 40, "D-1", "D-2") },
        Attack(.file, "a blank is put into an entry", .verify, "altered-entry") { database, _ in try text(database, 60, "\"v\":1", "\"v\": 1") },
        Attack(.file, "an entry is emptied", .verify, "altered-entry", "not-an-entry") { database, _ in try database.set(body: Array("{}".utf8), at: 70) },
        Attack(.file, "the first entry names another key", .verify, "altered-entry", "other-ledger") { database, _ in
            try text(database, 0, "\"enterprise\":\"Test\"", "\"enterprise\":\"Text\"")
        },
        Attack(.file, "two entries change places", .verify, "altered-entry", "wrong-position") { database, _ in
            let (a, b) = (try database.body(100), try database.body(101))
            try database.set(body: b, at: 100)
            try database.set(body: a, at: 101)
        },
        Attack(.file, "an entry is copied over another", .verify, "altered-entry") { database, _ in try database.set(body: database.body(90), at: 91) },
    ]

    // MARK: The file: rows

    private static let rows: [Attack] = [
        .sql("an entry is removed", "missing-entry", sql: "DELETE FROM entry WHERE seq = 150"),
        .sql("the last entries are removed", "truncated", sql: "DELETE FROM entry WHERE seq > (SELECT max(seq) - 5 FROM entry)"),
        .sql("an entry is appended", "unsigned-tail", sql: "INSERT INTO entry SELECT max(seq) + 1, (SELECT body FROM entry WHERE seq = 9) FROM entry"),
        .sql(
            "a tile's hash is changed", "damaged-tile",
            sql: "UPDATE tile SET hashes = CAST(zeroblob(32) || substr(hashes, 33) AS BLOB) WHERE level = 0 AND idx = 0"),
        .sql("a tile is removed", "missing-tile", sql: "DELETE FROM tile WHERE level = 0 AND idx = 0"),
        .sql("a checkpoint is removed", "missing-checkpoint", sql: "DELETE FROM checkpoint WHERE n = 3"),
        .sql("all checkpoints but the first are removed", "unsigned-tail", sql: "DELETE FROM checkpoint WHERE n > 0"),
        .sql(
            "an old checkpoint stands in the place of the last", "checkpoint-size",
            sql: "UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE n = 2) WHERE n = (SELECT max(n) FROM checkpoint)"),
        .sql("an item is moved in the projections", "wrong-projection", sql: "UPDATE item SET location = 'S1/F2' WHERE id = 5"),
        .sql("a lost item is in store again", "wrong-projection", sql: "UPDATE item SET state = 'in_store' WHERE state = 'lost'"),
        .sql("stock is raised", "wrong-projection", sql: "UPDATE stock SET items = items + 3 WHERE state = 'in_store'"),
        .sql("what moved in a month is changed in the projections", "wrong-projection", sql: "UPDATE flow SET items = items + 1"),
        .sql(
            "an item is added to the projections", "wrong-projection",
            sql: "CREATE TEMP TABLE one AS SELECT * FROM item LIMIT 1; UPDATE one SET id = 9999, key = key || 'x'; INSERT INTO item SELECT * FROM one"),
        .sql("an item is dropped from the projections", "wrong-projection", sql: "DELETE FROM item WHERE id = 7"),
        .sql("a freeze is lifted in the projections", "wrong-projection", sql: "UPDATE item SET hold = 0 WHERE hold = 1"),
        .sql("an event is forgotten, to be recorded again", "wrong-projection", sql: "DELETE FROM event WHERE id = 'pack-1'"),
        .sql(
            "a party is given another role", "wrong-projection",
            sql: "UPDATE master SET data = replace(data, 'warehouse', 'customs') WHERE kind = 'party' AND name = 'W1'"),
        .sql(
            "a closed day is changed in the projections", "wrong-projection",
            sql: "UPDATE master SET data = replace(data, '2026-01-02', '2026-01-03') WHERE kind = 'close'"),
        .sql("a party's key is forgotten in the projections", "wrong-projection", sql: "DELETE FROM master WHERE kind = 'key'"),
        Attack(.file, "a witness's line is forged", .witness, "bad-signature") { database, _ in
            let line = try database.column("SELECT line FROM cosignature").first ?? ""
            try database.run("UPDATE cosignature SET line = '\(line.dropLast(6))AAAAA='")
        },
        Attack(.file, "the witness's lines are removed", .witness, "not-witnessed") { database, _ in try database.run("DELETE FROM cosignature") },
    ]

    // MARK: The file: all hashes made anew, but not signed

    private static let rehashed: [Attack] = [
        rewrite(.file, "a loss is taken out and all is hashed anew", .verify, "wrong-root", "truncated", signs: false) { $0.remove(at: try place($0, "loss")) },
        rewrite(.file, "a state is changed and all is hashed anew", .verify, "wrong-root", signs: false) { entries in
            entries[try place(entries, "damage")]["occurred"] = "2026-01-01T00:00:01.000Z"
        },
        Attack(.file, "all is signed anew with another key", .verify, "bad-signature") { database, scene in
            let thief = try LogSigner(origin: scene.fixture.signer.origin, key: SigningKey.generate())
            try Rewriter(database: database).rewrite(signer: thief) { $0.remove(at: try place($0, "loss")) }
        },
        Attack(.file, "the ledger of another enterprise is put in its place", .verify, "other-ledger") { database, scene in
            let other = try LogSigner(origin: "other.example/ledger", key: SigningKey.generate())
            try Rewriter(database: database).rewrite(signer: other) { entries in
                entries[0]["data"] = .object(["enterprise": "Other", "origin": .string(other.origin), "publicKey": .string(other.verifierKey.text)])
            }
        },
        Attack(.file, "an older copy is put back", .held, "rolled-back") { database, scene in try rollBack(database, scene) },
        Attack(.file, "an older copy is put back, seen by the exported tiles", .against, "rolled-back") { database, scene in try rollBack(database, scene) },
    ]

    private static func rollBack(_ database: RawDatabase, _ scene: Scene) throws {
        let size = try Int(database.column("SELECT max(size) FROM checkpoint WHERE size < \(scene.held.size)").first ?? "") ?? 0
        try database.run("DELETE FROM cosignature; DELETE FROM checkpoint WHERE size > \(size); DELETE FROM entry WHERE seq >= \(size)")
        try database.run("UPDATE tile SET hashes = substr(hashes, 1, \(32 * (size % 256))) WHERE level = 0 AND idx = \(size / 256)")
        try database.run("DELETE FROM tile WHERE level = 0 AND idx > \(size / 256)")
    }

    // MARK: The file and the key: history made anew and signed

    private static let resigned: [Attack] = [
        rewrite(.key, "an entry that the rules forbid is signed", .verify, "wrong-effect", "not-admissible") { entries in
            entries[try place(entries, "damage")]["state"] = "in_store"
        },
        rewrite(.key, "a sale by nobody's store is signed", .verify, "not-admissible") { entries in entries[try place(entries, "sale")]["by"] = "G1" },
        rewrite(.key, "goods are sold twice", .verify, "not-admissible") { entries in
            let sale = try place(entries, "sale")
            var again = entries[sale]
            again["event"] = "again"
            entries.insert(again, at: sale + 1)
        },
        rewrite(.key, "times run backwards", .verify, "time-went-back") { entries in entries[entries.count - 1]["at"] = "2025-01-01T00:00:00.000Z" },
        rewrite(.key, "a day is closed with a false total", .verify, "wrong-commitment") { entries in
            let place = entries.firstIndex { $0["kind"]?.string == "close" } ?? 0
            var data = entries[place]["data"]?.object ?? JSONObject()
            data["items"] = .object(["count": 39, "root": data["items"]?.object?["root"] ?? "-"])
            entries[place]["data"] = .object(data)
        },
        rewrite(.key, "customs' freeze is invented", .verify, "unsigned-by-party") { entries in
            var freeze = entries[try place(entries, "freeze")]
            freeze["item"] = .string(LedgerFixture.item(35).text)
            freeze["event"] = "invented"
            freeze["from"] = "S1/F1"
            freeze["at"] = entries[entries.count - 1]["at"]
            entries.append(freeze)
        },
        rewrite(.key, "a loss is taken out of history and all is signed anew", .held, "rewritten") { $0.remove(at: try place($0, "loss")) },
        rewrite(.key, "a loss is taken out, seen by the exported tiles", .against, "removed") { $0.remove(at: try place($0, "loss")) },
        rewrite(.key, "a buyer is exchanged in history and all is signed anew", .held, "rewritten") { entries in
            for place in entries.indices where entries[place]["person"] != nil { entries[place]["person"] = "p:traveller-9" }
        },
        rewrite(.key, "a buyer is exchanged, seen by the exported tiles", .against, "altered", "forked") { entries in
            entries[try place(entries, "sale")]["person"] = "p:traveller-9"
        },
        rewrite(.key, "a movement is slipped into history, seen by the exported tiles", .against, "inserted") { entries in
            let place = try place(entries, "relocate")
            var extra = entries[place]
            extra["event"] = "slipped-in"
            extra["to"] = "S1/F1"
            extra["from"] = "S1/F1"
            entries.insert(extra, at: place)
        },
        rewrite(.key, "history is made anew, and no witness has seen it", .witness, "not-witnessed", "bad-signature") { $0.remove(at: try place($0, "loss")) },
        rewrite(.key, "what came after the last held checkpoint is made anew", .nothing) { entries in
            entries[entries.count - 1]["occurred"] = "2026-01-01T00:02:21.000Z"
        },
    ]

    // MARK: Everything but the witness

    private static let witnessed: [Attack] = [
        rewrite(.all, "the witness is asked to cosign a history without the loss", .refusal, "422") { $0.remove(at: try place($0, "loss")) },
        rewrite(.all, "the witness is asked to cosign another buyer", .refusal, "422") { entries in
            entries[try place(entries, "sale")]["person"] = "p:traveller-9"
        },
        Attack(.all, "the witness is asked to cosign a ledger that was cut back", .refusal, "409") { database, scene in try rollBack(database, scene) },
        Attack(.all, "the witness is asked to cosign under another key", .refusal, "403") { database, scene in
            let thief = try LogSigner(origin: scene.fixture.signer.origin, key: SigningKey.generate())
            try Rewriter(database: database).rewrite(signer: thief) { $0.remove(at: try place($0, "loss")) }
        },
        Attack(.all, "facts are false when they are recorded", .nothing) { _, _ in },
    ]
}
