import Cryptography
import Evidence
import Foundation
import Ledger
import Support
import Symbols
import Testing
import TransparencyLog
import Wire

/// How long proofs are, and what fits a QR code.
struct ProofSizeTests {
    /// A hash for each doubling of the ledger: what this one lacks to a million entries is added, and still it is under 4 KB. (A real
    /// million: `make bench-evidence`, docs/performance.md.)
    @Test func anItemOfTwelveEntriesStaysUnderFourKilobytesInAMillion() throws {
        let ledger = try EvidenceLedger.shared.get()
        let proof = try #require(try ledger.proofs().first { $0.name == "item of twelve" }).proof
        #expect(proof.documents.count == 12)
        let missing = 20 - proof.hashes.count
        #expect(
            proof.text.utf8.count + 45 * max(0, missing) < 4_096,
            "\(proof.text.utf8.count) bytes with \(proof.hashes.count) hashes")
    }

    @Test func aProofHasAHashForEachDoublingOfTheLedger() throws {
        for size in [1, 2, 3, 100, 255, 256, 257, 1_000, 4_095] as [UInt64] {
            let most = size == 1 ? 0 : 64 - (size - 1).leadingZeroBitCount
            for index in Set([0, size / 2, size - 1]) {
                #expect(
                    try InclusionProof.make(index: index, size: size) { (_, _) throws(ProofError) in .zero }.count
                        <= most, "\(index) of \(size)")
            }
        }
    }

    /// Every proof that fits goes into one code, and another library reads the same bytes back from the picture.
    @Test func aCodeIsReadBackByteForByte() throws {
        let ledger = try EvidenceLedger.shared.get()
        let folder = try TemporaryFolder()
        var read = 0
        for (place, (name, proof)) in try ledger.proofs().enumerated() where proof.compact.count <= 2_900 {
            let compact = proof.compact
            try Data(Symbol.qr(compact).svg(side: "400mm", label: "proof").utf8).write(
                to: URL(filePath: folder.path("\(place).svg")))
            let page =
                "<!DOCTYPE html><body style=\"margin:40px;background:#fff\">"
                + String(decoding: try Data(contentsOf: URL(filePath: folder.path("\(place).svg"))), as: UTF8.self)
            try Data(page.utf8).write(to: URL(filePath: folder.path("\(place).html")))
            guard let bytes = try ProofSizeTests.decode(folder, place) else { return }
            #expect(bytes == compact, "\(name)")
            #expect(throws: Never.self, "\(name)") { _ = try ledger.checker.check(bytes) }
            read += 1
            if read == 3 { return }
        }
        Issue.record("no proof fits a code")
    }

    /// Photographed by a browser, read by zxing: as QR only, because among random modules it finds a bar code now and then.
    private static func decode(_ folder: TemporaryFolder, _ place: Int) throws -> [UInt8]? {
        guard
            let browser = ["chromium", "chromium-browser", "google-chrome"].first(where: {
                (try? run("sh", "-c", "command -v \($0)"))?.status == 0
            })
        else {
            print("left out: no browser here")
            return nil
        }
        let picture = folder.path("\(place).png")
        try run([
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + folder.path("browser"),
            "--window-size=1700,1700", "--screenshot=" + picture, "file://" + folder.path("\(place).html"),
        ])
        let ran = try run(
            "/usr/bin/python3", "-c",
            "import sys,zxingcpp,numpy,PIL.Image as I\nfor r in zxingcpp.read_barcodes(numpy.asarray(I.open(sys.argv[1]).convert('L')), formats=zxingcpp.BarcodeFormat.QRCode): print(r.bytes.hex())",
            picture)
        return try hex(ran.output.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
