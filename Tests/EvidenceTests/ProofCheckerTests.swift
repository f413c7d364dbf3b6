import Cryptography
import DutyFree
import Evidence
import Foundation
import Ledger
import Support
import Testing
import TransparencyLog
import Wire

/// What a proof shows, and that nothing shows more: by our own checker and by `docs/check_proof.py`, which shares nothing with it but
/// docs/proofs.md. (The page is checked on the same cases in ProofPageTests.)
struct ProofCheckerTests {
    @Test func ourCheckerAgreesWithEachCase() throws {
        for one in try Cases(EvidenceLedger.shared.get()).all() {
            let (name, accept) = (one.name, one.accept)
            switch one.accepted() {
            case .success(let checked): #expect(accept, "\(name): accepted as \(checked.proven)")
            case .failure(let fault): #expect(!accept, "\(name): \(fault)")
            }
        }
    }

    @Test func plainPythonAgreesWithEachCase() throws {
        let cases = try Cases(EvidenceLedger.shared.get()).all()
        let ran = try run(
            ["python3", "-c", ProofCheckerTests.harness, ProofCheckerTests.script],
            input: Data(cases.map { CanonicalJSON.encode($0.json) + [0x0A] }.joined()))
        let verdicts = ran.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(verdicts.count == cases.count, "\(ran.errors)")
        for (one, verdict) in zip(cases, verdicts) {
            #expect(verdict.hasPrefix(one.accept ? "proven" : "nothing"), "\(one.name): \(verdict)")
        }
    }

    static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "docs/check_proof.py").path

    /// Many proofs in one process, each signature asked of openssl once.
    private static let harness = """
        import base64, functools, importlib.util, json, sys
        spec = importlib.util.spec_from_file_location("check_proof", sys.argv[1])
        module = importlib.util.module_from_spec(spec)
        sys.dont_write_bytecode = True
        spec.loader.exec_module(module)
        ask, known = module.signature_holds, {}
        def remembered(key, message, signature):
            asked = key.raw, message, signature
            if asked not in known: known[asked] = ask(key, message, signature)
            return known[asked]
        module.signature_holds = remembered
        for line in sys.stdin:
            case = json.loads(line)
            try:
                file = module.split_file(base64.b64decode(case["proof"]))
                keys, witnesses = ([module.read_key(text, kind, "") for text in case[name]] for name, kind in (("keys", 1), ("witnesses", 4)))
                print("proven", module.check(file, keys, witnesses, case["quorum"])[0])
            except module.Wrong as why: print("nothing", str(why)[:80].replace("\\n", " "))
            except Exception as fault: print("crash", type(fault).__name__, str(fault)[:200].replace("\\n", " "))
        """

    @Test func theScriptSaysInWordsWhatIsProvenAndWhatNot() throws {
        let ledger = try EvidenceLedger.shared.get()
        for (name, proof) in try ledger.proofs() {
            try Data(proof.text.utf8).write(to: URL(filePath: ledger.folder.path("one.proof")))
            let key = ledger.signer.verifierKey.text
            for (language, proven, not) in [
                ("C.UTF-8", "Proven, of the ledger", "Not proven:"), ("zh_CN.UTF-8", "已证明", "未证明"),
            ] {
                let witnesses = ledger.witnesses.flatMap { ["--witness", $0.verifierKey.text] }
                let ran = try run(
                    ["python3", ProofCheckerTests.script, ledger.folder.path("one.proof"), "--key", key] + witnesses,
                    environment: ["LANG": language, "PATH": "/usr/local/bin:/usr/bin:/bin"])
                #expect(
                    ran.status == 0 && ran.output.contains(proven) && ran.output.contains(not),
                    "\(name): \(ran.output)\(ran.errors)")
            }
        }
        func ended(_ arguments: String...) throws -> Ran { try run(["python3", ProofCheckerTests.script] + arguments) }
        let key = ledger.signer.verifierKey.text
        try Data(ledger.proofs()[0].proof.text.dropLast().utf8).write(
            to: URL(filePath: ledger.folder.path("bad.proof")))
        #expect(try ended(ledger.folder.path("bad.proof"), "--key", key).status == 2)
        let none = try ended(ledger.folder.path("none.proof"), "--key", key)
        #expect(none.status == 4 && !none.errors.contains("Traceback"), "\(none.errors)")
        #expect(try ended(ledger.folder.path("one.proof"), "--key", "nothing").status == 4)
        #expect(try ended(ledger.folder.path("one.proof")).status == 4, "without a key nothing can be checked")
        #expect(try ended(ledger.folder.path("one.proof"), "--key", key, "--quorum", "1").status == 1)
        // A PEM key has no name: it stands for the ledger that the proof is of.
        try Data(ledger.signer.verifierKey.publicKey.pem().utf8).write(to: URL(filePath: ledger.folder.path("key.pem")))
        #expect(try ended(ledger.folder.path("one.proof"), "--key", ledger.folder.path("key.pem")).status == 0)
        let other = try SigningKey.generate().publicKey.pem()
        try Data(other.utf8).write(to: URL(filePath: ledger.folder.path("other.pem")))
        #expect(try ended(ledger.folder.path("one.proof"), "--key", ledger.folder.path("other.pem")).status == 2)
    }

    /// Script and page name kinds, states and movements themselves: ours, all of them.
    @Test func theIndependentCheckersKnowAllKindsStatesAndMovements() throws {
        let script = try String(contentsOfFile: ProofCheckerTests.script, encoding: .utf8)
        let page = try String(
            contentsOfFile: ProofCheckerTests.script.replacingOccurrences(of: ".py", with: ".html"), encoding: .utf8)
        func words(_ text: some StringProtocol) -> Set<String> {
            Set(text.components(separatedBy: CharacterSet(charactersIn: " \n\"")).filter { !$0.isEmpty })
        }
        let kinds = try #require(script.firstMatch(of: /KINDS = set\("([^"]*)"/)).1
        let states = try #require(script.firstMatch(of: /STATES = set\(((?:"[^"]*"\s*)+)/)).1
        #expect(words(kinds) == Set(EntryKind.allCases.map(\.rawValue)))
        #expect(words(states) == Set(ItemState.allCases.map(\.rawValue)))
        func table(_ name: String) throws -> Set<String> {
            let start = try #require(page.range(of: "const \(name) = words(`"))
            return Set(
                page[start.upperBound...].prefix { $0 != "`" }.split(separator: ";").map {
                    String($0.prefix { $0 != "=" }).trimmingCharacters(in: .whitespacesAndNewlines)
                })
        }
        #expect(try table("KINDS") == Set(EntryKind.allCases.map(\.rawValue)))
        #expect(try table("STATES") == Set(ItemState.allCases.map(\.rawValue)))
        #expect(try table("TYPES").isSuperset(of: MovementType.allCases.map(\.rawValue)))
    }

    // MARK: Every byte

    /// Each byte of a proof replaced in turn: nothing is accepted, unless it inflates to the same documents under the same note, and then
    /// the answer is the same. (Of a zlib stream the level hint and the bits behind its end say nothing: RFC 1950 §2.2, RFC 1951 §3.2.3.)
    @Test func noByteOfAProofCanBeAnother() throws {
        let ledger = try EvidenceLedger.shared.get()
        var random = SplitMix(seed: 20_260_302)
        let kinds = ["entry 100", "item sold", "state before it moved on", "absent", "stock of a product"]
        var files = try ledger.proofs().filter { kinds.contains($0.name) }.flatMap {
            [($0.name, Array($0.proof.text.utf8)), ($0.name + ", short", $0.proof.compact)]
        }
        files.append(("extension", Array(try ledger.extensionProof().text.utf8)))
        for (name, bytes) in files {
            let original = try ledger.checker.check(bytes)
            for place in bytes.indices {
                var bent = bytes
                bent[place] ^= UInt8(1 + random.next() % 255)
                guard let checked = try? ledger.checker.check(bent) else { continue }
                let file = try ProofCheckerTests.file(bent)
                let same = try file != nil && file == ProofCheckerTests.file(bytes)
                #expect(
                    same && checked == original, "\(name): byte \(place) as \(bent[place]) was accepted (seed 20260302)"
                )
            }
        }
    }

    private static func file(_ bytes: [UInt8]) throws -> ProofFile? {
        if ProofFile.isCompact(bytes) { return try ProofFile(compact: bytes) }
        return try? ProofFile(text: String(decoding: bytes, as: UTF8.self))
    }

    @Test func noByteOfACheckpointCanBeAnother() throws {
        let ledger = try EvidenceLedger.shared.get()
        let note = Array(ledger.kept.utf8)
        let key = ledger.signer.verifierKey
        _ = try CosignedCheckpoint(note: note, origin: key.name, keys: [key])
        for place in note.indices {
            for value in UInt8.min...UInt8.max where value != note[place] {
                var bent = note
                bent[place] = value
                #expect(
                    (try? CosignedCheckpoint(note: bent, origin: key.name, keys: [key])) == nil,
                    "byte \(place) as \(value)")
            }
        }
    }
}
