import Foundation
import Support
import Testing
import Wire

/// The report of a count in a real browser.
@Suite struct CountPageTests {
    @Test(arguments: [("C.UTF-8", "Stock count C-2026-001", "misplaced"), ("zh_CN.UTF-8", "盘点报告 C-2026-001", "错位")])
    func thePageStandsByItselfAndPrintsOnA4(_ locale: String, _ title: String, _ word: String) throws {
        guard let browser = ["chromium", "chromium-browser", "google-chrome"].first(where: { (try? run("sh", "-c", "command -v \($0)"))?.status == 0 }) else {
            print("left out: no browser here")
            return
        }
        let shop = try Shop(language: locale)
        for (code, role) in [("V1", "approver"), ("P-01", "counter")] { try shop.must("party", "add", code, "--name", "<b>\(code)</b>", "--role", role) }
        try shop.must("location", "add", "W1/A", "--party", "W1", "--kind", "warehouse")
        try shop.must("location", "add", "W1/B", "--party", "W1", "--kind", "warehouse")
        try shop.write("a.csv", Rows.header + (0..<40).map { Rows.declare("P\($0)") }.joined())
        try shop.must("record", "a.csv")
        for (type, to, doc) in [("arrive", "W1", "manifest"), ("enter", "W1/A", "receipt")] {
            for index in 0..<40 {
                try shop.must(
                    "record", type, Rows.item("P\(index)"), "--to", to, "--doc", "\(doc)=D-1", "--as", "W1", "--at",
                    "2026-03-01T1\(type == "arrive" ? 1 : 2):00:00+08:00")
            }
        }
        try shop.must("count", "open", "--scope", "W1", "--as", "V1")
        try shop.write(
            "r.txt", "LOC:W1/A\n" + (0..<30).map { Rows.item("P\($0)") + "\n" }.joined() + "LOC:W1/B\n\(Rows.item("P30"))\n<script>alert(1)</script>\n")
        try shop.must("count", "read", "C-2026-001", "r.txt", "--as", "P-01")
        #expect(try shop.dutyfree("count", "reconcile", "C-2026-001", "--as", "V1").status == 1)
        try shop.must("count", "report", "C-2026-001", "--format", "html", "-o", "page.html")
        let page = String(decoding: try shop.read("page.html"), as: UTF8.self)
        for outside in ["http:", "https:", "src=", "url(", "<script", "@import"] { #expect(!page.contains(outside), "\(outside)") }

        let url = "file://" + shop.path("page.html")
        let options = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + shop.path("browser")]
        let dom = try run(options + ["--dump-dom", url]).output
        #expect(dom.contains("<h1>\(title)</h1>") && dom.contains(word) && dom.contains("/01/09521000200074/21/P31"))
        #expect(dom.contains("&lt;script&gt;"), "text stays text")
        // The code at the foot, read back from a picture of the page by another library.
        try run(options + ["--window-size=900,2600", "--force-device-scale-factor=2", "--screenshot=" + shop.path("page.png"), url])
        let scan = try run(
            "/usr/bin/python3", "-c",
            "import sys,zxingcpp,numpy,PIL.Image as I\nfor r in zxingcpp.read_barcodes(numpy.asarray(I.open(sys.argv[1]).convert('L')), formats=zxingcpp.BarcodeFormat.QRCode): print(r.text)",
            shop.path("page.png"))
        let hash = try #require(JSON.object(shop.dutyfree("count", "report", "C-2026-001", "--format", "json").output)["resultHash"]?.string)
        #expect(scan.output.hasPrefix("count C-2026-001\nresult \(hash)\n\n"), "\(scan.output)\(scan.errors)")
        #expect(scan.output.contains("\n— "), "with the signed checkpoint")
        try run(options + ["--no-pdf-header-footer", "--print-to-pdf=" + shop.path("page.pdf"), url])
        let pdf = String(decoding: try shop.read("page.pdf"), as: UTF8.self)
        // 210 by 297 mm in points.
        let box = try #require(pdf.firstMatch(of: /MediaBox ?\[ ?0 0 ([0-9.]+) ([0-9.]+)/))
        #expect(abs((Double(box.1) ?? 0) - 595.3) < 2 && abs((Double(box.2) ?? 0) - 841.9) < 2, "\(box.0)")
    }
}
