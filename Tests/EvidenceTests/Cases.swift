import Cryptography
import DutyFree
import Evidence
import Ledger
import Support
import TransparencyLog
import Wire

/// A proof as somebody hands it in, the keys that whoever checks it trusts, and whether it proves anything.
struct Case: Sendable {
    var name: String
    var bytes: [UInt8]
    var keys: [VerifierKey]
    var witnesses: [VerifierKey] = []
    var quorum = 0
    var accept: Bool

    /// For the checkers that are not written in Swift.
    var json: JSONObject {
        [
            "name": .string(name), "proof": .string(Base64.encode(bytes)),
            "keys": .array(keys.map { .string($0.text) }),
            "witnesses": .array(witnesses.map { .string($0.text) }), "quorum": .integer(Int64(quorum)),
        ]
    }

    func accepted() -> Result<CheckedProof, ProofFault> {
        do throws(ProofFault) {
            return .success(try ProofChecker(keys: keys, witnesses: witnesses, quorum: quorum).check(bytes))
        } catch { return .failure(error) }
    }
}

/// Good proofs and bad ones of every kind. Every checker must agree with each.
struct Cases {
    let ledger: EvidenceLedger
    private let witnesses: [VerifierKey]

    init(_ ledger: EvidenceLedger) {
        self.ledger = ledger
        witnesses = ledger.witnesses.map(\.verifierKey)
    }

    func all() throws -> [Case] {
        try good() + altered() + ofTheLog() + witnessed() + extensions() + forgedChains() + forgedAbsence()
            + forgedStock()
    }

    private func of(_ name: String, _ bytes: [UInt8], _ accept: Bool) -> Case {
        Case(name: name, bytes: bytes, keys: [ledger.signer.verifierKey], accept: accept)
    }
    private func of(_ name: String, _ proof: ProofFile, _ accept: Bool) -> Case {
        of(name, Array(proof.text.utf8), accept)
    }

    func good() throws -> [Case] {
        var cases: [Case] = []
        for (name, proof) in try ledger.proofs() {
            cases.append(of(name, proof, true))
            cases.append(of(name + ", short", proof.compact, true))
        }
        cases.append(of("extension", Array(try ledger.extensionProof().text.utf8), true))
        for index in cases.indices where index % 3 == 0 {
            cases[index].witnesses = witnesses
            cases[index].quorum = 2
        }
        return cases
    }

    /// What somebody without the key does to a good proof.
    private func altered() throws -> [Case] {
        var cases: [Case] = []
        for (name, proof) in try ledger.proofs() {
            func altered(_ what: String, _ alter: (inout ProofFile) -> Void) {
                var bent = proof
                alter(&bent)
                if bent != proof { cases.append(of("\(name): \(what)", bent, false)) }
            }
            altered("index + 1") { $0.index += 1 }
            altered("a hash less") { $0.hashes = Array($0.hashes.dropLast()) }
            altered("a hash more") { $0.hashes.append(.zero) }
            altered("another hash") { $0.hashes[0] = .zero }
            altered("a field more") { $0.header["more"] = 1 }
            altered("version 2") { $0.header["v"] = 2 }
            altered("no version") { $0.header["v"] = nil }
            altered("another kind") { $0.header["proof"] = $0.header["proof"] == "entry" ? "item" : "entry" }
            altered("another item") {
                if $0.header["item"] != nil { $0.header["item"] = .string(EvidenceLedger.item(3).text) }
            }
            altered("no documents") { $0.documents = [] }
            altered("a document twice") { $0.documents.append($0.documents[$0.documents.count - 1]) }
            altered("a document of the reader's") { $0.documents.insert(Forger.text("{}"), at: 0) }
            altered("first document gone") { if $0.documents.count > 1 { $0.documents.removeFirst() } }
            altered("one byte of a document") { $0.documents[0][10] ^= 1 }
            altered("next number of items") {
                if let count = $0.header["count"]?.integer { $0.header["count"] = .integer(count + 1) }
            }
            altered("next row") {
                if let index = $0.header["index"]?.integer { $0.header["index"] = .integer(index + 1) }
            }
            altered("wider range") { if let end = $0.header["end"]?.integer { $0.header["end"] = .integer(end + 1) } }
            altered("narrower range") {
                if let end = $0.header["end"]?.integer { $0.header["end"] = .integer(end - 1) }
            }
            altered("another place") { if $0.header["location"] != nil { $0.header["location"] = "W1" } }
            altered("more in a node") {
                guard var nodes = $0.header["nodes"]?.array, var node = nodes.first?.array else { return }
                node[1] = .integer((node[1].integer ?? 0) + 1)
                nodes[0] = .array(node)
                $0.header["nodes"] = .array(nodes)
            }
            let text = Array(proof.text.utf8)
            cases.append(of("\(name): cut in the middle", Array(text[..<(text.count / 2)]), false))
            cases.append(of("\(name): cut at the end", Array(text.dropLast()), false))
            cases.append(of("\(name): more behind", text + Forger.text("x\n"), false))
            cases.append(of("\(name), short: cut", Array(proof.compact.dropLast()), false))
            cases.append(of("\(name), short: more behind", proof.compact + [0], false))
        }
        for (name, twelve) in try ledger.proofs() where name == "item of twelve" {
            for place in twelve.documents.indices {
                var bent = twelve
                bent.documents.remove(at: place)
                cases.append(of("item of twelve: without entry \(place)", bent, false))
            }
        }
        return cases
    }

    private func ofTheLog() throws -> [Case] {
        let entry = try ledger.proofs()[1].proof
        let other = try VerifierKey(name: EvidenceLedger.origin, publicKey: SigningKey.generate().publicKey)
        let elsewhere = try VerifierKey(name: "other.example/ledger", publicKey: ledger.signer.verifierKey.publicKey)
        let bomb = LogProof(
            extra: Deflate.compress([UInt8](repeating: 0x0A, count: Deflate.inflatedMax + 1)), index: 1, hashes: [],
            checkpoint: entry.checkpoint
        ).text
        let forger = try Forger()
        let underOther = try forger.proof(["proof": "entry"], [Forger.entry()], origin: "other.example/ledger")
        let good = try forger.proof(["proof": "entry"], [Forger.entry()])
        var cases = [
            Case(name: "another key", bytes: Array(entry.text.utf8), keys: [other], accept: false),
            Case(name: "another origin", bytes: Array(entry.text.utf8), keys: [elsewhere], accept: false),
            Case(
                name: "a key of two", bytes: Array(entry.text.utf8),
                keys: [other, elsewhere, ledger.signer.verifierKey], accept: true),
            of("what inflates without end", Array(bomb.utf8), false), of("nothing", [UInt8](), false),
            of("the first line", Forger.text("c2sp.org/tlog-proof@v1\n"), false),
            of("a magic", Forger.text("DFP1"), false), of("no UTF-8", [0xFF, 0xFE, 0x0A, 0x0A], false),
            of("CR LF", Forger.text(entry.text.replacingOccurrences("\n", "\r\n")), false),
            Case(name: "forged, sound", bytes: Array(good.text.utf8), keys: [forger.signer.verifierKey], accept: true),
            Case(
                name: "signed for another origin", bytes: Array(underOther.text.utf8),
                keys: [forger.signer.verifierKey], accept: false),
        ]
        for (name, documents) in [
            ("not at its place", [Forger.entry(seq: 3)]), ("two documents", [Forger.entry(), Forger.entry()]),
            ("no JSON", [Forger.text("{")]), ("a name twice", [Forger.entry(#","seq":2"#)]),
            ("a fraction", [Forger.entry(#","n":0.5"#)]),
            ("a number beyond 2^53", [Forger.entry(#","n":9007199254740993"#)]),
            ("nested deeply", [Forger.entry(#","data":"# + String(repeating: "[", count: 20_000))]),
            ("no UTF-8", [Forger.entry() + [0xFF]]),
            ("an unknown kind", [Forger.text(#"{"at":"2026-01-01T00:00:00.000Z","kind":"whatever","seq":2,"v":1}"#)]),
            ("an empty line", [[]]),
            ("blanks between", [Forger.text(#"{"at":"2026-01-01T00:00:00.000Z","kind":"movement", "seq":2,"v":1}"#)]),
            (
                "names out of order",
                [Forger.text(#"{"kind":"movement","at":"2026-01-01T00:00:00.000Z","seq":2,"v":1}"#)]
            ), ("half a character", [Forger.entry(#","n":"\ud800""#)]),
        ] as [(String, [[UInt8]])] {
            cases.append(
                Case(
                    name: "forged entry: \(name)",
                    bytes: Array(try forger.proof(["proof": "entry"], documents).text.utf8),
                    keys: [forger.signer.verifierKey], accept: false))
        }
        for (name, version) in [("true", true), ("text", "1"), ("list", .array([1]))] as [(String, JSONValue)] {
            cases.append(
                Case(
                    name: "version \(name)",
                    bytes: Array(try forger.proof(["proof": "entry"], [Forger.entry()], version: version).text.utf8),
                    keys: [forger.signer.verifierKey], accept: false))
        }
        return cases
    }

    private func witnessed() throws -> [Case] {
        let key = try SigningKey.generate()
        let signer = try NoteSigner(name: "two.example/ledger", key: key)
        let body = Forger.entry(seq: 0)
        let note = try signer.sign(Checkpoint(origin: "two.example/ledger", size: 1, root: MerkleHash.leaf(body)).text)
        let text = try SignedNote(note).text
        let (first, second) = (
            try Cosigner(name: "w1.example", key: SigningKey.generate()),
            try Cosigner(name: "w2.example", key: SigningKey.generate())
        )
        let own = try Cosigner(name: "w3.example", key: key)
        let again = try Cosigner(name: "w4.example", key: key)
        func with(_ name: String, _ lines: [String], _ witnesses: [Cosigner], _ quorum: Int, _ accept: Bool) -> Case {
            let file = ProofFile(
                header: ["proof": "entry", "v": 1], documents: [body], index: 0, hashes: [],
                checkpoint: note + lines.joined())
            return Case(
                name: "witnesses: " + name, bytes: Array(file.text.utf8), keys: [signer.verifierKey],
                witnesses: witnesses.map(\.verifierKey), quorum: quorum, accept: accept)
        }
        let (one, two) = (try first.sign(text, time: 5), try second.sign(text, time: 6))
        let bad = try first.sign(text + "x\n", time: 5)
        return [
            with("one of one", [one], [first], 1, true), with("two of two", [two, one], [first, second], 2, true),
            with("one of two", [one], [first, second], 1, true),
            with("one where two are asked for", [one], [first, second], 2, false),
            with("one twice", [one, try first.sign(text, time: 7)], [first, second], 2, false),
            with("of one that is not trusted", [two], [first], 1, false),
            with("the log itself", [try own.sign(text, time: 5)], [own], 1, false),
            with(
                "the log under two names", [try own.sign(text, time: 5), try again.sign(text, time: 5)], [own, again],
                1, false),
            with("over another text", [one, bad], [first], 1, false),
            with("over another text, not asked for", [bad], [first], 0, false),
            with("unknown lines", [bad], [second], 0, true),
            with("as time 0", [try first.sign(text, time: 0)], [first], 1, false),
        ]
    }

    private func extensions() throws -> [Case] {
        let proof = try ledger.extensionProof()
        func altered(_ what: String, _ accept: Bool = false, _ alter: (inout ExtensionProof) throws -> Void) rethrows
            -> Case
        {
            var bent = proof
            try alter(&bent)
            return of("extension: " + what, Array(bent.text.utf8), accept)
        }
        let forger = try Forger()
        func forged(
            _ what: String, _ accept: Bool, old: (UInt64, Digest32), new: (UInt64, Digest32), _ hashes: [Digest32] = [],
            origin: String = Forger.name
        ) throws -> Case {
            let notes = try [(Forger.name, old), (origin, new)].map {
                try forger.signer.sign(Checkpoint(origin: $0, size: $1.0, root: $1.1).text)
            }
            let bytes = Array(ExtensionProof(older: notes[0], newer: notes[1], hashes: hashes).text.utf8)
            return Case(
                name: "extension forged: " + what, bytes: bytes, keys: [forger.signer.verifierKey], accept: accept)
        }
        let (a, b) = (MerkleHash.leaf([1]), MerkleHash.leaf([2]))
        return [
            altered("swapped") { ($0.older, $0.newer) = ($0.newer, $0.older) },
            altered("a hash less") { $0.hashes.removeLast() }, altered("a hash more") { $0.hashes.append(.zero) },
            altered("another hash") { $0.hashes[0] = .zero }, altered("no hashes") { $0.hashes = [] },
            altered("no older note") { $0.older = "" }, altered("no newer note") { $0.newer = "" },
            altered("with itself", true) {
                $0.older = $0.newer
                $0.hashes = []
            },
            try forged("equal sizes and roots", true, old: (1, a), new: (1, a)),
            try forged("equal sizes, two roots", false, old: (1, a), new: (1, b)),
            try forged("of two", true, old: (1, a), new: (2, MerkleHash.node(a, b)), [b]),
            try forged("from nothing", false, old: (0, MerkleHash.empty), new: (2, MerkleHash.node(a, b))),
            try forged("from nothing to nothing", false, old: (0, MerkleHash.empty), new: (0, MerkleHash.empty)),
            try forged("from a wrong nothing", false, old: (0, a), new: (1, a)),
            try forged("backwards", false, old: (2, MerkleHash.node(a, b)), new: (1, a), [b]),
            try forged("other origin", false, old: (1, a), new: (2, MerkleHash.node(a, b)), [b], origin: "x.example/y"),
            try forged(
                "2^63 − 1 entries", false, old: (1, a), new: (UInt64(Int64.max), b), Array(repeating: b, count: 62)),
            try forged("beyond 2^63", false, old: (1, a), new: (UInt64.max, b), [b]),
        ]
    }

    private func forgedChains() throws -> [Case] {
        let forger = try Forger()
        func of(
            _ name: String, _ kind: String, _ item: String, _ documents: [[UInt8]], _ accept: Bool = false,
            _ more: JSONObject = [:]
        ) throws -> Case {
            var header: JSONObject = ["proof": .string(kind), "item": .string(item)]
            for member in more.members { header[member.name] = member.value }
            return Case(
                name: "forged \(kind): \(name)", bytes: Array(try forger.proof(header, documents).text.utf8),
                keys: [forger.signer.verifierKey], accept: accept)
        }
        let (a, b) = ("/trace/a", "/trace/b")
        let first = Forger.link(0, n: 0, item: a)
        let second = Forger.link(1, n: 1, item: a, after: (0, first))
        let third = Forger.link(2, n: 2, item: a, after: (1, second))
        func state(_ name: String, _ row: String, _ accept: Bool = false, count: Int64 = 1, close: [UInt8]? = nil)
            throws -> Case
        {
            let row = Forger.text(row)
            return try of(
                name, "state", a, [first, second, row, close ?? Forger.close(items: [row])], accept,
                ["count": .integer(count), "index": 0, "path": .array([])])
        }
        let hash = MerkleHash.leaf(second).hex
        let good = #"{"hash":"\#(hash)","item":"/trace/a","n":1,"seq":1,"state":"bonded"}"#
        return [
            try of("sound", "item", a, [first, second, third], true),
            try of("begins late", "item", a, [Forger.link(2, n: 1, item: a, after: (0, first))]),
            try of("another item's", "item", b, [first, second, third]),
            try of("one left out", "item", a, [first, third]),
            try of("one twice", "item", a, [first, second, second, third]),
            try of("wrong number", "item", a, [first, Forger.link(2, n: 2, item: a, after: (0, first))]),
            try of("wrong back", "item", a, [first, Forger.link(2, n: 1, item: a, after: (1, first))]),
            try of("wrong hash", "item", a, [first, Forger.link(2, n: 1, item: a, after: (0, second))]),
            try of("from out of order", "item", a, [second, first, third]),
            try of("no key", "item", "/trace/ a", [first, second, third]),
            try of("a GTIN with a wrong check digit", "item", "/01/09521000200075/21/A", [first, second, third]),
            try state("sound", good, true),
            try state(
                "an older entry's row",
                #"{"hash":"\#(MerkleHash.leaf(first).hex)","item":"/trace/a","n":0,"seq":0,"state":"bonded"}"#),
            try state("another item's row", good.replacingOccurrences("/trace/a", "/trace/b")),
            try state("another state's row", good.replacingOccurrences("bonded", "sold")),
            try state("another number of items", good, count: 2),
            try state("a close of another size", good, close: Forger.close(items: [Forger.text(good)], size: 1)),
            try state("no close", good, close: Forger.entry()),
            try state("a path too much", good, close: Forger.close(items: [Forger.text(good), Forger.text(good)])),
        ]
    }

    private func forgedAbsence() throws -> [Case] {
        let forger = try Forger()
        func of(_ name: String, _ proof: ProofFile, _ accept: Bool = false) -> Case {
            Case(
                name: "forged absent: " + name, bytes: Array(proof.text.utf8), keys: [forger.signer.verifierKey],
                accept: accept)
        }
        let rows = ["/trace/b", "/trace/d", "/trace/f"]
        return [
            of("between", try forger.absent("/trace/c", rows: rows, index: 1, shown: [0, 1]), true),
            of("before", try forger.absent("/trace/a", rows: rows, index: 0, shown: [0]), true),
            of("behind", try forger.absent("/trace/g", rows: rows, index: 3, shown: [2]), true),
            of("of nothing", try forger.absent("/trace/g", rows: [], index: 0, shown: []), true),
            of("it is there", try forger.absent("/trace/d", rows: rows, index: 1, shown: [0, 1])),
            of("it is there, second", try forger.absent("/trace/d", rows: rows, index: 2, shown: [1, 2])),
            of("not side by side", try forger.absent("/trace/d", rows: rows, index: 1, shown: [0, 2])),
            of("one neighbour", try forger.absent("/trace/d", rows: rows, index: 1, shown: [0])),
            of("at an edge where it is not", try forger.absent("/trace/d", rows: rows, index: 0, shown: [0])),
            of("behind, where it is not", try forger.absent("/trace/d", rows: rows, index: 3, shown: [2])),
            of("beyond the end", try forger.absent("/trace/g", rows: rows, index: 4, shown: [])),
            of("fewer items than there are", try forger.absent("/trace/d", rows: rows, index: 1, shown: [0], count: 1)),
            of(
                "nothing, under a root of something",
                try forger.absent("/trace/g", rows: rows, index: 0, shown: [], count: 0)),
            of(
                "something, under the root of nothing",
                try forger.absent("/trace/g", rows: ["/trace/a"], index: 1, shown: [0], root: MerkleHash.empty)),
            of("a code that is no key", try forger.absent("/TRACE/C", rows: rows, index: 0, shown: [0])),
            of("a key with a blank", try forger.absent("/trace/c ", rows: rows, index: 1, shown: [0, 1])),
            of("a line in a key", try forger.absent("/trace/c\n", rows: rows, index: 1, shown: [0, 1])),
            of(
                "a negative index", try forger.absent("/trace/a", rows: rows, index: 0, shown: [0], more: ["index": -1])
            ),
        ]
    }

    private func forgedStock() throws -> [Case] {
        let forger = try Forger()
        func of(_ name: String, _ proof: ProofFile, _ accept: Bool = false) -> Case {
            Case(
                name: "forged stock: " + name, bytes: Array(proof.text.utf8), keys: [forger.signer.verifierKey],
                accept: accept)
        }
        typealias Row = Forger.Row
        let rows = ["A", "S1", "S1/F1", "S1/F2", "S10", "S1é", "Z"].map { Row(place: $0) }
        let most = UInt64(CanonicalJSON.largestInteger)
        // 2,048 rows of 2^53 − 1 and one of 2,048 come to 2^64: to nothing, for whoever does not look at what is carried.
        let wrap = (0..<2_048).map { Row(place: "A\(10_000 + $0)", items: most) } + [Row(place: "B", items: 2_048)]
        return [
            of("all", try forger.stock(rows, location: nil, first: 0, end: 7), true),
            of("a site", try forger.stock(rows, location: "S1", first: 1, end: 4), true),
            of("one place", try forger.stock(rows, location: "S1/F2", first: 3, end: 4), true),
            of("nothing there", try forger.stock(rows, location: "S2", first: 6, end: 6), true),
            of(
                "no rows",
                try forger.proof(
                    ["proof": "stock", "rows": 0, "first": 0, "end": 0, "shown": .array([]), "nodes": .array([])],
                    [Forger.close()]), true),
            of("a site with its neighbour", try forger.stock(rows, location: "S1", first: 1, end: 5)),
            of("half of a site", try forger.stock(rows, location: "S1", first: 1, end: 3)),
            of("without its first", try forger.stock(rows, location: "S1", first: 2, end: 4)),
            of("nothing, where there is something", try forger.stock(rows, location: "S1", first: 1, end: 1)),
            of("all but the last", try forger.stock(rows, location: nil, first: 0, end: 6)),
            of("backwards", try forger.stock(rows, location: "S1", first: 1, end: 4, tell: ["first": 4, "end": 1])),
            of("a name that begins alike", try forger.stock(rows, location: "S", first: 1, end: 6)),
            of("no row shown", try forger.stock(rows, location: "S1", first: 1, end: 4, shown: [])),
            of("an edge hidden", try forger.stock(rows, location: "S1", first: 1, end: 4, shown: [0, 1, 3])),
            of("an edge hidden inside", try forger.stock(rows, location: "S1", first: 1, end: 4, shown: [0, 3, 4])),
            of("one twice", try forger.stock(rows, location: "S1", first: 1, end: 4, shown: [0, 1, 1, 3, 4])),
            of("out of order", try forger.stock(rows, location: "S1", first: 1, end: 4, shown: [1, 0, 3, 4])),
            of(
                "more shown than needed",
                try forger.stock(rows, location: "S1", first: 1, end: 4, shown: [0, 1, 2, 3, 4, 6]), true),
            of(
                "fewer rows told", try forger.stock(rows, location: nil, first: 0, end: 7, tell: ["rows": 6, "end": 6])),
            of("more rows told", try forger.stock(rows, location: nil, first: 0, end: 7, tell: ["rows": 8, "end": 8])),
            of(
                "a row that does not exist",
                try forger.stock(rows, location: nil, first: 0, end: 7, tell: ["shown": .array([0, 7])])),
            of("no nodes", try forger.stock(rows, location: nil, first: 0, end: 7, tell: ["nodes": .array([])])),
            of("fewer items committed to", try forger.stock(rows, location: nil, first: 0, end: 7, sums: ("6", "700"))),
            of("less value committed to", try forger.stock(rows, location: nil, first: 0, end: 7, sums: ("7", "600"))),
            of(
                "sums that wrap around",
                try forger.stock(
                    wrap, location: nil, first: 0, end: wrap.count, sums: ("0", String(UInt64(wrap.count) * 100)))),
            of(
                "sums that wrap around, rows shown",
                try forger.stock(
                    wrap, location: nil, first: 0, end: wrap.count, shown: Array(wrap.indices),
                    sums: ("0", String(UInt64(wrap.count) * 100)))),
            of(
                "a row of less than nothing",
                try forger.stock(
                    [
                        Row(
                            place: "A",
                            text:
                                #"{"items":-1,"location":"A","product":"09521000200074","state":"bonded","valueFen":100}"#
                        )
                    ], location: nil, first: 0, end: 1)),
            of(
                "a row of less value than nothing",
                try forger.stock(
                    [
                        Row(
                            place: "A",
                            text:
                                #"{"items":1,"location":"A","product":"09521000200074","state":"bonded","valueFen":-100}"#
                        )
                    ], location: nil, first: 0, end: 1)),
            of(
                "a row of true items",
                try forger.stock(
                    [
                        Row(
                            place: "A",
                            text:
                                #"{"items":true,"location":"A","product":"09521000200074","state":"bonded","valueFen":100}"#
                        )
                    ], location: nil, first: 0, end: 1)),
            of(
                "a node of less than nothing",
                try forger.stock(
                    rows, location: nil, first: 0, end: 7,
                    tell: [
                        "nodes": .array([.array([.string(Base64.encode([UInt8](repeating: 0, count: 32))), -1, 100])])
                    ])),
            of(
                "a product without a place",
                try forger.stock(
                    rows, location: nil, first: 0, end: 7, tell: ["product": .string(EvidenceLedger.serum)])),
            of(
                "a state without a product",
                try forger.stock(rows, location: "S1", first: 1, end: 4, tell: ["state": "bonded"])),
            of(
                "a state that is none",
                try forger.stock(
                    rows, location: "Q", first: 1, end: 1,
                    tell: ["product": .string(EvidenceLedger.serum), "state": "everywhere"])),
            of(
                "a place that is a number",
                try forger.stock(rows, location: nil, first: 0, end: 7, tell: ["location": 1])),
            of("null for a place", try forger.stock(rows, location: nil, first: 0, end: 7, tell: ["location": .null])),
            // What no proof shows, and docs/proofs.md says so: rows that were not sorted when they were committed to. `verify` finds it.
            of(
                "a commitment out of order",
                try forger.stock(
                    ["A", "S1", "S10", "S1/F1", "Z"].map { Row(place: $0) }, location: "S1", first: 1, end: 4), true),
        ]
    }
}

extension String {
    func replacingOccurrences(_ old: String, _ new: String) -> String {
        split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
}
