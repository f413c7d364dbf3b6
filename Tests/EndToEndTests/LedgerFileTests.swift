import Foundation
import Support
import Testing

/// Files that are not what they should be, and disks that have no room.
struct LedgerFileTests {
    private func check(
        _ ran: Ran, _ status: Int32, _ code: String, at place: SourceLocation = #_sourceLocation
    ) {
        #expect(ran.status == status, "\(ran.output)\(ran.errors)", sourceLocation: place)
        #expect(ran.errors.contains("error[\(code)]"), "\(ran.errors)", sourceLocation: place)
    }

    @Test func whatIsNoLedgerIsSaidToBeNone() throws {
        let shop = try Shop()
        try shop.write("text", "this is a text of some length, and not a database\n")
        try shop.write("empty", "")
        try run("sqlite3", shop.path("other"), "CREATE TABLE t (a)")
        for name in ["text", "empty", "other"] {
            check(try shop.dutyfree("stock", "--ledger", name), 4, "not-a-ledger")
            check(try shop.dutyfree("verify", "--ledger", name), 4, "not-a-ledger")
        }
        check(try shop.dutyfree("stock", "--ledger", "absent"), 4, "no-ledger")
        check(try shop.dutyfree("stock", "--ledger", "."), 4, "not-a-ledger")
    }

    @Test func aNewerVersionIsLeftAlone() throws {
        let shop = try Shop()
        try run("sqlite3", shop.path("ledger.dutyfree"), "PRAGMA user_version = 99")
        check(try shop.dutyfree("stock"), 4, "newer-version")
        check(try shop.dutyfree("record", "freeze", Shop.item("A1"), "--as", "K1", "--doc", "order=1", "--set", "reason=x"), 4, "newer-version")
    }

    @Test func withoutItsKeyNothingIsRecorded() throws {
        let shop = try Shop()
        let before = try shop.state()
        try shop.write("in.csv", Shop.declarations(["A1"]))
        let key = shop.path("ledger.key")
        let saved = try Data(contentsOf: URL(filePath: key))
        try FileManager.default.removeItem(atPath: key)
        check(try shop.dutyfree("record", "in.csv"), 4, "no-key")
        try shop.write("ledger.key", "not a key\n")
        chmod(key, 0o600)
        check(try shop.dutyfree("record", "in.csv"), 4, "not-a-key")
        try run("openssl", "genpkey", "-algorithm", "ed25519", "-out", key)
        chmod(key, 0o600)
        check(try shop.dutyfree("record", "in.csv"), 4, "wrong-key")
        try saved.write(to: URL(filePath: key))
        chmod(key, 0o644)
        check(try shop.dutyfree("record", "in.csv"), 4, "key-too-open")
        #expect(try shop.state() == before)
        chmod(key, 0o600)
        #expect(try shop.dutyfree("record", "in.csv").status == 0)
    }

    @Test func aReadOnlyLedgerIsReadAndNotWritten() throws {
        // Root may write anywhere: only another user can be refused.
        guard getuid() != 0 || access("/usr/bin/setpriv", X_OK) == 0 else {
            print("left out: root cannot be refused, and there is no setpriv")
            return
        }
        let shop = try Shop()
        try shop.write("in.csv", Shop.declarations(["A1"]))
        chmod(shop.path("ledger.dutyfree"), 0o444)
        chmod(shop.folder.url.path, 0o555)
        defer { chmod(shop.folder.url.path, 0o755) }
        func asNobody(_ arguments: String...) throws -> Ran {
            let user = getuid() == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
            return try run(
                user + [Shop.program] + arguments, in: shop.folder.url,
                environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "DUTYFREE_NOW": Shop.now])
        }
        let read = try asNobody("verify")
        #expect(read.status == 0, "\(read.output)\(read.errors)")
        let written = try asNobody("record", "in.csv")
        #expect(written.status == 4 && written.errors.contains("error["), "\(written.output)\(written.errors)")
    }

    /// A disk without room: the commit is taken back whole.
    @Test func aFullDiskTakesTheCommitBack() throws {
        let shop = try Shop()
        try shop.write("in.csv", Shop.declarations((0..<8_000).map { "A\($0)" }))
        let before = try shop.state()
        let ran = try run(
            ["sh", "-c", "trap '' XFSZ; ulimit -f 1000; exec \"$0\" \"$@\"", Shop.program, "record", "in.csv"], in: shop.folder.url,
            environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "DUTYFREE_NOW": Shop.now])
        check(ran, 4, "disk-full")
        #expect(try shop.state() == before)
        #expect(try shop.dutyfree("verify", "--quiet").status == 0)
        let again = try shop.dutyfree("record", "in.csv", "--json")
        #expect(again.status == 0 && again.output.contains("\"recorded\":8000"), "\(again.output)\(again.errors)")
    }

    @Test func anAnswerThatCannotBeWrittenIsSaid() throws {
        var status = stat()
        guard stat("/dev/full", &status) == 0, status.st_mode & S_IFMT == S_IFCHR else {
            print("left out: there is no /dev/full here")
            return
        }
        let shop = try Shop()
        let ran = try run(
            ["sh", "-c", "exec \"$0\" checkpoint > /dev/full", Shop.program], in: shop.folder.url,
            environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"])
        #expect(ran.status == 4, "\(ran.status) \(ran.errors)")
    }

    @Test func nothingIsEverOverwritten() throws {
        let shop = try Shop()
        check(try shop.dutyfree("init", "--enterprise", "E", "--origin", "e.example/l"), 4, "file-exists")
        try shop.write("copy", "mine")
        check(try shop.dutyfree("backup", "copy"), 4, "file-exists")
        check(try shop.dutyfree("restore", "ledger.dutyfree", "--to", "copy"), 4, "file-exists")
    }
}
