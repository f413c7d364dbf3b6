import Foundation
import Support
import Testing
import Wire

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
        try shop.must(
            "record", "arrive", Rows.item("A1"), Rows.item("A2"), "--to", "W1", "--doc", "manifest=M", "--as", "W1", "--at", "2026-03-01T11:00:00+08:00")
        try shop.must(
            "record", "enter", Rows.item("A1"), Rows.item("A2"), "--to", "W1", "--doc", "receipt=R", "--as", "W1", "--at", "2026-03-01T12:00:00+08:00")
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

    /// Losses and the last count stand on it too, with the entries that they come from.
    @Test(arguments: [("C.UTF-8", "Losses and the duty on them", "Closing against the last count"), ("zh_CN.UTF-8", "损失与税款", "期末与最近盘点对照")])
    func lossesAndCountsStandOnIt(_ locale: String, _ losses: String, _ counts: String) throws {
        let shop = try Shop(language: locale)
        for (code, role) in [("V1", "approver"), ("C1", "counter")] { try shop.must("party", "add", code, "--name", code, "--role", role) }
        try shop.write("a.csv", Rows.header + Rows.declare("A1") + Rows.declare("A2"))
        try shop.must("record", "a.csv")
        try shop.must(
            "record", "arrive", Rows.item("A1"), Rows.item("A2"), "--to", "W1", "--doc", "manifest=M", "--as", "W1", "--at", "2026-03-01T11:00:00+08:00")
        try shop.must(
            "record", "enter", Rows.item("A1"), Rows.item("A2"), "--to", "W1", "--doc", "receipt=R", "--as", "W1", "--at", "2026-03-01T12:00:00+08:00")
        try shop.must("count", "open", "--scope", "W1", "--as", "V1", "--baseline", "4")
        try shop.write("reads.txt", Rows.item("A1") + "\n")
        try shop.must("count", "read", "C-2026-001", "reads.txt", "--zone", "W1", "--as", "C1")
        #expect(try shop.dutyfree("count", "reconcile", "C-2026-001", "--as", "V1").status == 1)
        try shop.must("count", "approve", "C-2026-001", "--as", "V1", "--reason", "seen on video")
        try shop.must("count", "close", "C-2026-001", "--as", "V1")
        try shop.must("account", "--period", "2026-03", "--html", "page.html")
        let page = String(decoding: try shop.read("page.html"), as: UTF8.self)
        #expect(page.contains("<h2>\(losses)</h2>") && page.contains("<h2>\(counts)</h2>"))
        let object = try JSON.object(shop.dutyfree("account", "--period", "2026-03", "--json").output)
        let count = try #require(object["counts"]?.object?["counts"]?.array?.first?.object)
        let entries = ["openSeq", "resultSeq", "closeSeq"].compactMap { count[$0]?.integer.map(String.init) }.joined(separator: ", ")
        #expect(page.contains("C-2026-001 (\(entries))"))
        #expect(count["held"] == 2 && count["counted"] == 1 && count["difference"] == -1 && count["since"] == 0 && count["posted"] == 1)
        let loss = try JSON.object(shop.dutyfree("account", "--period", "2026-03", "--losses", "--json").output)
        #expect(loss["outcome"] == "open" && loss["document"] == "C-2026-001")
    }
}
