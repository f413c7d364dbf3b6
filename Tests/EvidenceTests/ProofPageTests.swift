import Evidence
import Foundation
import Ledger
import Support
import Testing
import TransparencyLog
import Wire

/// `docs/check_proof.html` in a real browser: the same verdict on every case as our checker's, its own arithmetic for Ed25519 against the
/// published vectors, and what people see.
struct ProofPageTests {
    private static let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "docs/check_proof.html")

    /// The page's document when `script`, put behind it, has come to its end: until then an open frame holds back the `load` event that the
    /// browser waits for. Nil where there is no browser.
    private func visit(_ fragment: String = "", _ script: String) throws -> String? {
        guard
            let browser = ["chromium", "chromium-browser", "google-chrome"].first(where: {
                (try? run("sh", "-c", "command -v \($0)"))?.status == 0
            })
        else {
            print("left out: no browser here")
            return nil
        }
        let folder = try TemporaryFolder()
        let tail =
            "<script>(async () => { const hold = document.createElement('iframe'); document.body.append(hold); hold.contentDocument.open(); try {\n\(script)\n} finally { hold.contentDocument.close() } })()</script>"
        try (Data(contentsOf: ProofPageTests.page) + Data(tail.utf8)).write(to: URL(filePath: folder.path("page.html")))
        return try run([
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + folder.path("browser"),
            "--dump-dom", "file://" + folder.path("page.html") + fragment,
        ]).output
    }

    /// What a script pushes to `answers`.
    private func answers(_ script: String) throws -> [Substring]? {
        let end =
            "const pre = document.createElement('pre'); pre.id = 'answers'; pre.textContent = answers.join('\\n'); document.body.append(pre)"
        guard let dom = try visit("", "const answers = []\n\(script)\n\(end)") else { return nil }
        let found = try #require(
            dom.firstMatch(of: /<pre id="answers">([^<]*)<\/pre>/), "the page came to no end: \(dom.suffix(300))")
        return found.1.split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test func thePageAgreesWithEachCase() throws {
        let cases = try Cases(EvidenceLedger.shared.get()).all()
        let list = String(decoding: CanonicalJSON.encode(.array(cases.map { .object($0.json) })), as: UTF8.self)
        let script = """
            for (const one of \(list)) {
              try { await check(base64(one.proof), one.keys, one.witnesses, one.quorum); answers.push('proven') }
              catch (error) { answers.push((error instanceof Wrong ? 'nothing ' : 'crash ') + error.message.slice(0, 80).replace(/[\\n<&]/g, ' ')) }
            }
            """
        guard let verdicts = try answers(script) else { return }
        #expect(verdicts.count == cases.count)
        for (one, verdict) in zip(cases, verdicts) {
            #expect(verdict.hasPrefix(one.accept ? "proven" : "nothing"), "\(one.name): \(verdict)")
        }
    }

    struct Vector: Decodable {
        let key, sig, msg: String
        let flags: [String]?
        let openssl_accepts: Bool?
    }

    /// For browsers whose WebCrypto has no Ed25519. It refuses what OpenSSL refuses, and keys that are not in their one encoding (RFC 8032
    /// §5.1.3), which OpenSSL takes.
    @Test func itsOwnArithmeticAgreesWithThePublishedVectors() throws {
        guard let data = try Reference.data("tlog/ed25519.json") else { return }
        let rows = try JSONDecoder().decode([Vector].self, from: data)
        let list = String(decoding: data, as: UTF8.self)
        let script = """
            const bytes = text => Uint8Array.from(text.match(/../g) || [], two => parseInt(two, 16))
            for (const one of \(list)) {
              try { answers.push(await Ed25519.slow(bytes(one.key), bytes(one.sig), utf8(one.msg))) } catch (error) { answers.push('crash ' + error.message) }
            }
            """
        guard let answers = try answers(script) else { return }
        #expect(answers.count == rows.count)
        for (index, (row, answer)) in zip(rows, answers).enumerated() {
            let isStrict = row.openssl_accepts == true && row.flags?.contains("non_canonical_A") != true
            #expect(answer == (isStrict ? "true" : "false"), "vector \(index), \(row.flags ?? [])")
        }
    }

    @Test(arguments: [("en", "PROVEN", "PROVES NOTHING", "Not proven"), ("zh", "已证明", "不能证明任何事", "未证明")])
    func peopleSeeWhatIsProvenAndWhatNot(_ language: String, _ proven: String, _ nothing: String, _ not: String) throws {
        let ledger = try EvidenceLedger.shared.get()
        let page = try String(contentsOf: ProofPageTests.page, encoding: .utf8)
        for outside in ["http:", "https:", "src=", "url(", "@import", "fetch(", "XMLHttpRequest"] {
            #expect(!page.contains(outside), "\(outside)")
        }
        for (name, proof) in try ledger.proofs() where ["item of twelve", "stock of a site"].contains(name) {
            func visit(_ text: String) throws -> String? {
                let wait = "while (!at('result').dataset.verdict) await new Promise(done => setTimeout(done, 10))"
                let key = ledger.signer.verifierKey.text
                let encoded = Base64.encode(Array(text.utf8)).replacingOccurrences("+", "-").replacingOccurrences(
                    "/", "_"
                ).replacingOccurrences("=", "")
                return try self.visit("#proof=\(encoded)&key=\(key)&lang=\(language)", wait)
            }
            guard let good = try visit(proof.text),
                let bad = try visit(proof.text.replacingOccurrences("index ", "index 1"))
            else { return }
            #expect(good.contains("data-verdict=\"proven\"") && good.contains(proven) && good.contains(not), "\(name)")
            #expect(
                bad.contains("data-verdict=\"nothing\"") && bad.contains(nothing)
                    && !bad.contains("data-verdict=\"proven\""), "\(name)")
            if name == "item of twelve" { #expect(good.split(separator: "<tr>").count == 14, "a row an entry") }
        }
    }
}
