import Foundation
import Support
import Testing
import Wire

/// A ledger or a key that cannot be used: what is told, under which code, and that nothing is made of it.
struct BadLedger: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let code: String
    /// Of `verify`, which only reads; nil where reading must work as ever.
    var reading: Int32? = 4
    /// What the message names.
    var file = "ledger.dutyfree"
    var options: [String] = []
    /// What happened to the folder.
    let spoil: @Sendable (Shop) throws -> Void

    static let all: [BadLedger] = [
        .init(testDescription: "no ledger", code: "no-ledger") { try FileManager.default.removeItem(atPath: $0.folder.path("ledger.dutyfree")) },
        .init(testDescription: "a text", code: "not-a-ledger") { try $0.write("ledger.dutyfree", "this is a shopping list\n") },
        .init(testDescription: "an empty file", code: "not-a-ledger") { try $0.write("ledger.dutyfree", "") },
        .init(testDescription: "another SQLite database", code: "not-a-ledger") { try $0.patch(at: 68, [0, 0, 0, 1]) },
        .init(testDescription: "a folder", code: "not-a-ledger") { shop in
            try FileManager.default.removeItem(atPath: shop.folder.path("ledger.dutyfree"))
            try FileManager.default.createDirectory(atPath: shop.folder.path("ledger.dutyfree"), withIntermediateDirectories: false)
        },
        .init(testDescription: "a ledger of a newer version", code: "newer-version") { try $0.patch(at: 60, [0, 0, 0x7f, 0xff]) },
        .init(testDescription: "half a file", code: "damaged", reading: 2) {
            try $0.write("ledger.dutyfree", Array($0.read("ledger.dutyfree").prefix(20_000)))
        },
        .init(testDescription: "no key", code: "no-key", reading: nil, file: "ledger.key") {
            try FileManager.default.removeItem(atPath: $0.folder.path("ledger.key"))
        },
        .init(testDescription: "the key of another ledger", code: "wrong-key", reading: nil, file: "other.key", options: ["--key", "other.key"]) {
            let made = try $0.dutyfree("init", "other.dutyfree", "--enterprise", "E", "--origin", "other.example/l", "--key", "other.key")
            guard made.status == 0 else { throw BadFixture(made.errors) }
        },
        .init(testDescription: "a key that others may read", code: "key-too-open", reading: nil, file: "ledger.key") { try $0.chmod("ledger.key", 0o644) },
        .init(testDescription: "a key that is a text", code: "not-a-key", reading: nil, file: "ledger.key") { try $0.write("ledger.key", "no key\n") },
        .init(testDescription: "a file that may not be written", code: "read-only", reading: nil) { try $0.chmod("ledger.dutyfree", 0o444) },
        .init(testDescription: "a folder that may not be written", code: "read-only", reading: nil) { shop in
            // With a log beside it from before, a file can be written although its folder cannot.
            try shop.shell("rm -f ledger.dutyfree-*")
            try shop.chmod(".", 0o555)
        },
    ]
}

extension Shop {
    /// Writes over the file's header: SQLite keeps `user_version` at 60 and `application_id` at 68, big end first.
    func patch(at offset: Int, _ bytes: [UInt8]) throws {
        var all = try read("ledger.dutyfree")
        all.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        try write("ledger.dutyfree", all)
    }

    func chmod(_ name: String, _ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.path(name))
    }
}

@Suite struct BadLedgerTests {
    @Test(arguments: BadLedger.all)
    func isRefusedAndNothingIsWritten(_ bad: BadLedger) throws {
        let shop = try Shop()
        try shop.write("day.csv", Rows.header + Rows.declare("A1"))
        let sound = try shop.standing()
        try shop.chmod("ledger.key", 0o600)
        try bad.spoil(shop)
        if getuid() == 0 { try shop.shell("chown -R 65534 .") }
        let before = shop.exists("ledger.dutyfree") ? try? shop.read("ledger.dutyfree") : nil

        for arguments in [["record", "day.csv"], ["record", "declare", "/01/09521000200074/21/A1", "--as", "W1"]] {
            guard let ran = try shop.asAnybody(arguments + bad.options + ["--json"]) else {
                return print("left out: \(bad.testDescription): setpriv cannot run the binary")
            }
            #expect(ran.status == 4)
            #expect(ran.output.isEmpty)
            let error = try JSON.errors(ran).first
            #expect(error?["code"]?.string == bad.code)
            #expect(error?["file"]?.string?.hasSuffix(bad.file) == true)
        }
        let said = try shop.asAnybody(["record", "day.csv"] + bad.options)?.errors ?? ""
        #expect(said.contains("error[\(bad.code)]") && said.contains(bad.file))
        let read = try shop.asAnybody(["verify", "--json"])
        #expect(read?.status == bad.reading ?? 0, "\(read?.errors ?? "")")

        let after = shop.exists("ledger.dutyfree") ? try? shop.read("ledger.dutyfree") : nil
        #expect(after == before, "not a byte of the file changed")
        if bad.reading == nil {
            for (name, mode) in [(".", 0o755), ("ledger.dutyfree", 0o644)] { try shop.chmod(name, mode) }
            #expect(try shop.standing() == sound)
        }
    }

    @Test(arguments: [
        ["init", "--enterprise", "E", "--origin", "e.example/l"], ["backup", "ledger.dutyfree"],
        ["restore", "copy.dutyfree", "--to", "ledger.dutyfree"], ["export", "-o", "ledger.dutyfree"],
    ])
    func aFileThatIsThereIsNeverReplaced(_ arguments: [String]) throws {
        let shop = try Shop()
        try shop.must("backup", "copy.dutyfree")
        let before = try shop.read("ledger.dutyfree")
        let ran = try shop.dutyfree(arguments + ["--json"])
        #expect(ran.status == 4)
        #expect(try JSON.errors(ran).first?["code"]?.string == "file-exists")
        #expect(try shop.read("ledger.dutyfree") == before)
    }

    /// A small file system of its own where that is possible, else a limit on the size of files.
    @Test func aFullDiskTakesTheCommitBackAndSaysSo() throws {
        let shop = try Shop()
        try shop.write("day.csv", Rows.header + (0..<3000).map { Rows.declare("B\($0)") }.joined())
        let isMounted = try shop.shell("mkdir full && mount -t tmpfs -o size=400k none full").status == 0
        defer { if isMounted { _ = try? shop.shell("umount full") } }
        if !isMounted { print("left out: a full file system (no right to mount one); a limit on files stands for it") }
        try shop.shell("cp ledger.dutyfree ledger.key full/")
        let limit = isMounted ? "" : "ulimit -f 600; "
        let before = try shop.standing("full/ledger.dutyfree")
        for options in ["", "--rejects bad.csv", "--rejects full/bad.csv"] {
            let ran = try shop.shell("\(limit)exec dutyfree record day.csv --ledger full/ledger.dutyfree --json \(options)")
            #expect(ran.status == 4, "\(ran.errors)")
            #expect(try JSON.errors(ran).first?["code"]?.string == "disk-full", "\(ran.errors)")
            // Row by row a first commit may have found room; it is sound and stays.
            #expect(try shop.standing("full/ledger.dutyfree").size >= before.size)
            if options.isEmpty { #expect(try shop.standing("full/ledger.dutyfree") == before) }
        }
        // With room again the same file goes in.
        try shop.shell("cp full/ledger.dutyfree full/ledger.key . && rm -f ledger.dutyfree-*")
        #expect(try shop.dutyfree("record", "day.csv").status == 0)
        #expect(try shop.standing().size == before.size + 3001)
    }

    /// A copy that finds no room says so of itself, leaves nothing behind, and the ledger as it was.
    @Test func aBackupOntoAFullDiskLeavesNothing() throws {
        let shop = try Shop()
        try shop.must("record", "declare", Rows.item("B1"), "--as", "W1", "--doc", "declaration=D-1", "--set", "product=9521000200074")
        let before = try (shop.standing(), shop.read("ledger.dutyfree"))
        for (command, file) in [("backup copy.dutyfree", "copy.dutyfree"), ("restore ledger.dutyfree --to new.dutyfree", "new.dutyfree")] {
            let ran = try shop.shell("ulimit -f 100; exec dutyfree \(command)")
            #expect(ran.status == 4 && ran.errors.contains("error[disk-full]: \(file): "), "\(ran.errors)")
            #expect(ran.errors.contains("nothing half-written is left") && ran.errors.contains("kB") && !ran.errors.contains("commit"), "\(ran.errors)")
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: shop.folder.url.path).sorted()
        #expect(!left.contains { $0.hasPrefix("copy") || $0.hasPrefix("new") }, "\(left)")
        #expect(try shop.standing() == before.0 && shop.read("ledger.dutyfree") == before.1)
        #expect(try shop.dutyfree("backup", "copy.dutyfree").status == 0)
    }

    /// On a stick (FAT) no file has two names: the copy gets its name another way, and still never replaces a file.
    @Test func aBackupGoesWhereFilesHaveNoLinks() throws {
        let shop = try Shop()
        try shop.write("nolink.c", "#include <errno.h>\nint link(const char *a, const char *b) { errno = EPERM; return -1; }\n")
        guard try shop.shell("cc -shared -fPIC -o nolink.so nolink.c || clang -shared -fPIC -o nolink.so nolink.c").status == 0 else {
            return print("left out: a file system without links (no C compiler to stand in for it)")
        }
        let ran = try shop.shell("LD_PRELOAD=./nolink.so dutyfree backup copy.dutyfree")
        #expect(ran.status == 0 && ran.output.contains("copy.dutyfree: "), "\(ran.output)\(ran.errors)")
        #expect(try shop.standing("copy.dutyfree") == shop.standing())
        try shop.write("taken.dutyfree", "x")
        #expect(try shop.shell("LD_PRELOAD=./nolink.so dutyfree backup taken.dutyfree").status == 4)
        #expect(try shop.read("taken.dutyfree") == Array("x".utf8))
        #expect(try !FileManager.default.contentsOfDirectory(atPath: shop.folder.url.path).contains { $0.hasSuffix(".partial") })
    }

    @Test func aLimitOnFileSizesIsAFullDiskToo() throws {
        let shop = try Shop()
        try shop.write("day.csv", Rows.header + (0..<3000).map { Rows.declare("B\($0)") }.joined())
        let before = try shop.standing()
        let ran = try shop.shell("ulimit -f 600; exec dutyfree record day.csv --json")
        #expect(ran.status == 4, "\(ran.errors)")
        #expect(try JSON.errors(ran).first?["code"]?.string == "disk-full")
        #expect(try shop.standing() == before)
    }

    @Test(arguments: ["stock", "export", "find --json", "checkpoint", "verify", "export --format csv"])
    func anAnswerThatCannotBeWrittenIsNoSuccess(_ command: String) throws {
        var status = stat()
        guard stat("/dev/full", &status) == 0, status.st_mode & S_IFMT == S_IFCHR else { return print("left out: there is no /dev/full here") }
        let shop = try Shop()
        let ran = try shop.shell(
            "dutyfree record declare /01/09521000200074/21/A1 --as W1 --set product=9521000200074 --doc declaration=D-1 && exec dutyfree \(command) > /dev/full"
        )
        #expect(ran.status == 4)
        #expect(ran.errors.contains("cannot-write"), "\(ran.errors)")
    }

    /// `| head` is no error, and no signal kills.
    @Test(arguments: ["export", "product list", "help", "explain codes"])
    func aReaderThatHasSeenEnoughEndsItQuietly(_ command: String) throws {
        let ran = try Shop().shell("{ dutyfree \(command); echo $? >&2; } | true")
        #expect(ran.errors == "0\n")
    }

    /// Refused rows that nobody takes are no success, and what is recorded all the same is said; in words, in the reader's language.
    @Test(arguments: [("> /dev/full", "磁盘已满"), ("| true", "读取方已退出")])
    func refusedRowsThatNobodyTakesAreNoSuccess(_ sink: String, _ why: String) throws {
        let shop = try Shop()
        try shop.write("day.csv", Rows.header + Rows.declare("A1") + "x,W1,2026-03-02T01:00:00Z,/01/09521000200074/21/A2,,\n")
        let ran = try shop.shell("(sleep 0.2; dutyfree record day.csv --rejects - --lang zh-Hans; echo exit $? >&2) " + sink)
        #expect(ran.errors.contains("exit 4") && ran.errors.contains(why) && ran.errors.contains("前 2 行已处理"), "\(ran.errors)")
        #expect(try shop.dutyfree("find", "--json").output.contains("/21/A1"))
    }

    @Test func rejectsThatCannotBeWrittenAreToldBeforeAnythingIsRecorded() throws {
        let shop = try Shop()
        try shop.write("day.csv", Rows.header + Rows.declare("A1") + "x\n")
        try shop.write("there.csv", "kept")
        let before = try shop.standing()
        for (name, code) in [("nowhere/bad.csv", "cannot-write"), ("there.csv", "file-exists"), ("/dev/full", "file-exists"), (".", "file-exists")] {
            let ran = try shop.dutyfree("record", "day.csv", "--rejects", name, "--json")
            #expect(ran.status == 4)
            #expect(try JSON.errors(ran).first?["code"]?.string == code)
            #expect(try shop.standing() == before)
        }
        #expect(String(decoding: try shop.read("there.csv"), as: UTF8.self) == "kept")
    }
}

extension Shop {
    /// As a person without special rights: rights on files mean nothing to root. nil where that cannot be had.
    fileprivate func asAnybody(_ arguments: [String]) throws -> Ran? {
        guard getuid() == 0 else { return try dutyfree(arguments) }
        let probe = try run(["setpriv", "--reuid", "65534", "--clear-groups", Binary.path, "--version"], in: folder.url, environment: environment)
        guard probe.status == 0 else { return nil }
        return try run(["setpriv", "--reuid", "65534", "--clear-groups", Binary.path] + arguments, in: folder.url, environment: environment)
    }
}
