import Support
import Testing
import Wire

/// What a count finds that must not be there becomes an alert when it is closed.
struct CountAlertTests {
    @Test func whatHadLeftAndIsHereIsAnAlert() throws {
        let shop = try Shop.stocked(["A1", "A2"])
        for (code, role) in [("V2", "approver"), ("P-01", "counter")] { try shop.dutyfree("party", "add", code, "--name", code, "--role", role) }
        // Tax was paid, it left our hands; and it is still on the shelf.
        try shop.must("record", "clear", Rows.item("A2"), "--as", "S1", "--doc", "taxbill=TB-1", "--set", "taxFen=16000", "--at", "2026-03-02T10:00:00+08:00")
        try shop.must("count", "open", "--scope", "S1", "--as", "V1")
        try shop.write("read.csv", "code,time\n\(Rows.item("A1")),2026-03-02T11:00:00+08:00\n\(Rows.item("A2")),2026-03-02T11:00:00+08:00\n")
        try shop.must("count", "read", "C-2026-001", "read.csv", "--zone", "S1", "--done", "--as", "P-01")
        let reconciled = try shop.dutyfree("count", "reconcile", "C-2026-001", "--as", "V1")
        #expect(reconciled.status == 1, "\(reconciled.output)\(reconciled.errors)")
        // Above the tolerance a second person.
        for supervisor in ["V1", "V2"] { try shop.must("count", "approve", "C-2026-001", "--as", supervisor, "--reason", "cleared and left behind", "--yes") }
        let closed = try shop.dutyfree("count", "close", "C-2026-001", "--as", "V1", "--json")
        let answer = closed.output.isEmpty ? JSONObject() : try JSON.object(closed.output)
        let seqs = answer["alerts"]?.array?.compactMap(\.integer) ?? []
        #expect(seqs.count == 1, "\(closed.output)\(closed.errors)")
        let alerts = try JSON.lines(try shop.dutyfree("risk", "list", "--json").output)
        #expect(
            alerts.first?["alert"]?.integer == seqs.first && alerts.first?["rule"]?.string == "seen-after-departure"
                && alerts.first?["subject"]?.string == Rows.item("A2"))
        #expect(alerts.first?["facts"]?.object?["count"]?.string == "C-2026-001")
        _ = try shop.standing()
    }
}

/// What is altered is evidence: nothing is derived from it.
struct RepairTests {
    @Test func alteredEntriesAreNotBuiltUpon() throws {
        let shop = try Shop.stocked(["A1"])
        let ledger = shop.path("ledger.dutyfree")
        try run(
            "sqlite3", ledger,
            "DROP TRIGGER IF EXISTS entry_no_update; UPDATE master SET data = replace(data, 'S1', 'S9') WHERE kind = 'location' AND name = 'S1'")
        let triggers =
            try run("sqlite3", ledger, "SELECT group_concat(name) FROM sqlite_master WHERE type = 'trigger'").output.split(separator: "\n").first ?? ""
        for trigger in triggers.split(separator: ",") { try run("sqlite3", ledger, "DROP TRIGGER \(trigger)") }
        try run("sqlite3", ledger, "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), 'M-1', 'M-2') AS BLOB) WHERE CAST(body AS TEXT) LIKE '%M-1%'")
        let repaired = try shop.dutyfree("repair", "--projections")
        #expect(repaired.status == 2 && repaired.errors.contains("entries-damaged"), "\(repaired.output)\(repaired.errors)")
        #expect(try run("sqlite3", ledger, "SELECT count(*) FROM master WHERE data LIKE '%S9%'").output.hasPrefix("1"), "nothing was changed")
    }
}
