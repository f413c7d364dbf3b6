import Foundation
import Support
import Testing

/// The statement of an account in a real browser.
@Suite struct AccountPageTests {
    @Test(arguments: [("C.UTF-8", "Account of duty-free goods", "It closes"), ("zh_CN.UTF-8", "免税品账册", "账目平衡")])
    func thePageStandsByItselfAndPrintsOnA4(_ locale: String, _ title: String, _ word: String) throws {
        guard let browser = ["chromium", "chromium-browser", "google-chrome"].first(where: { (try? run("sh", "-c", "command -v \($0)"))?.status == 0 }) else {
            print("left out: no browser here")
            return
        }
        let shop = try Shop(language: locale)
        try shop.write("a.csv", Rows.header + Rows.declare("A1", declaration: "<script>alert(1)</script>") + Rows.declare("A2"))
        try shop.must("record", "a.csv")
        try shop.must("record", "arrive", Rows.item("A1"), Rows.item("A2"), "--to", "W1", "--doc", "manifest=M", "--as", "W1", "--at", "2026-03-01T11:00:00+08:00")
        try shop.must("record", "enter", Rows.item("A1"), Rows.item("A2"), "--to", "W1", "--doc", "receipt=R", "--as", "W1", "--at", "2026-03-01T12:00:00+08:00")
        try shop.must("account", "--period", "2026-03", "--by", "declaration", "--html", "page.html")
        let page = String(decoding: try shop.read("page.html"), as: UTF8.self)
        for outside in ["http:", "https:", "src=", "url(", "<script", "@import"] { #expect(!page.contains(outside), "\(outside)") }

        let url = "file://" + shop.path("page.html")
        let options = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + shop.path("browser")]
        let dom = try run(options + ["--dump-dom", url]).output
        #expect(dom.contains("<h1>\(title)</h1>") && dom.contains(word))
        #expect(dom.contains("&lt;script&gt;"), "text stays text")
        try run(options + ["--no-pdf-header-footer", "--print-to-pdf=" + shop.path("page.pdf"), url])
        let pdf = String(decoding: try shop.read("page.pdf"), as: UTF8.self)
        // 210 by 297 mm in points.
        let box = try #require(pdf.firstMatch(of: /MediaBox ?\[ ?0 0 ([0-9.]+) ([0-9.]+)/))
        #expect(abs((Double(box.1) ?? 0) - 595.3) < 2 && abs((Double(box.2) ?? 0) - 841.9) < 2, "\(box.0)")
    }
}
