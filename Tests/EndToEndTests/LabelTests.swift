import Foundation
import Support
import Testing
import Wire

/// Labels printed and read back by another library (zxing-cpp), through a rasteriser each: poppler for PDF, librsvg for SVG.
@Suite struct LabelTests {
    /// Looks at each label of a sheet as a gun does, at the symbol and not at the page: the whole label, then its upper part.
    /// Arguments after the picture: columns, rows, and in millimetres the page's width, left, top, steps, width and height of a label.
    private static let reader = """
        from sys import argv
        from zxingcpp import read_barcodes
        from numpy import asarray
        from PIL import Image
        picture = Image.open(argv[1]).convert('L')
        columns, rows = int(argv[2]), int(argv[3])
        page, left, top, across, down, width, height = map(float, argv[4:])
        scale = picture.size[0] / page
        for row in range(rows):
            for column in range(columns):
                for part in (1, 0.7, 0.6, 0.5):
                    x, y = left + column * across, top + row * down
                    label = picture.crop(tuple(int(v * scale) for v in (x, y, x + width, y + height * part)))
                    found = read_barcodes(asarray(label))
                    if found:
                        print(found[0].symbology_identifier + found[0].text)
                        break
        """

    private func isThere(_ tools: String...) -> Bool {
        let missing = tools.filter { (try? run("sh", "-c", "command -v \($0)"))?.status != 0 }
        let hasDecoder = (try? run("/usr/bin/python3", "-c", "import zxingcpp, numpy, PIL"))?.status == 0
        if !missing.isEmpty || !hasDecoder { print("left out: no \(missing.joined(separator: ", ")) or no zxing-cpp here") }
        return missing.isEmpty && hasDecoder
    }

    /// The sheets as their makers measure them: columns, rows, page width, left, top, steps, width, height of a label.
    private static let sheets: [String: String] = [
        "A4-24": "3 8 210 0 0.5 70 37 70 37", "A4-21": "3 7 210 7.2 15.15 66 38.1 63.5 38.1", "A4-40": "4 10 210 8 21.5 48.5 25.4 48.5 25.4",
        "A4-65": "5 13 210 4.75 10.7 40.6 21.2 38.1 21.2", "roll": "1 1 60 0 0 60 40 60 40",
    ]

    private func scan(_ picture: String, _ sheet: String = "A4-24") throws -> [String] {
        let geometry = Self.sheets[sheet]?.split(separator: " ").map(String.init) ?? []
        let ran = try run(["/usr/bin/python3", "-c", Self.reader, picture] + geometry)
        return ran.output.split(separator: "\n").map(String.init)
    }

    private static let codes = [
        "(01)09521000200074(21)A1(10)L-7(17)261231", "/01/09521000200074/21/B2", "(00)095212349509034604",
        "https://x.example/01/09521000200074/21/ABCDEFGHIJKLMNOPQRST",
        "3074257BF7194E4000001A85", "/trace/DF-000017",
    ]

    @Test func aPageOfLabelsIsReadBack() throws {
        guard isThere("pdftoppm", "pdftotext") else { return }
        let shop = try Shop(empty: true)
        let items = Self.codes + (0..<20).map { "/01/09521000200074/21/S-\($0)" }
        try shop.write("items.txt", items.joined(separator: "\r\n") + "\r\n\r\n")
        let ran = try shop.shell("dutyfree label - -o labels.pdf --json < items.txt")
        #expect(ran.status == 0, "\(ran.errors)")
        let answer = try JSON.object(ran.output)
        #expect(answer["labels"] == .integer(26) && answer["pages"] == .integer(2))
        try run("pdftoppm", "-r", "300", "-gray", "-png", shop.path("labels.pdf"), shop.path("page"))
        let first = try scan(shop.path("page-1.png"))
        #expect(first.count == 24, "\(first)")
        #expect(
            first.prefix(6).elementsEqual([
                "]d2010952100020007421A1\u{1D}10L-7\u{1D}17261231", "]d2010952100020007421B2", "]d200095212349509034604",
                "]d2010952100020007421ABCDEFGHIJKLMNOPQRST", "]d20180614141123458216789", "]Q1/trace/DF-000017",
            ]), "\(first.prefix(6))")
        #expect(try scan(shop.path("page-2.png")) == ["]d2010952100020007421S-18", "]d2010952100020007421S-19"])
        // What a gun sends of a label is the item that it was printed for.
        for (code, item) in zip(first, items) {
            let key = try JSON.object(shop.dutyfree("code", item, "--json").output)["key"]
            #expect(try JSON.object(shop.dutyfree("code", code, "--json").output)["key"] == key, "\(item): \(code)")
        }
        let text = try run("pdftotext", shop.path("labels.pdf"), "-").output
        #expect(text.contains("(21)A1") && text.contains("(17)261231") && text.contains("关税未付 禁止倒卖"), "\(text)")
    }

    @Test(arguments: ["A4-24", "A4-21", "A4-40", "A4-65", "roll"])
    func everySheetIsReadBackFromSVG(_ sheet: String) throws {
        guard isThere("rsvg-convert") else { return }
        let shop = try Shop(empty: true)
        let items = sheet == "roll" ? ["/01/09521000200074/21/R-1"] : ["/01/09521000200074/21/R-1", "/01/09521000200074/21/ABCDEFGHIJKLMNOPQRST"]
        for symbol in ["qr", "datamatrix"] {
            try shop.must(
                "label", items[0], items.last ?? "", "--sheet", sheet, "--symbol", symbol, "--link", "https://b.example/", "-o", "\(symbol).pdf", "-n")
            let ran = try shop.dutyfree(["label"] + items + ["--sheet", sheet, "--symbol", symbol, "--link", "https://b.example/", "-o", "\(symbol).svg"])
            #expect(ran.status == 0, "\(ran.errors)")
            try run("rsvg-convert", "-d", "400", "-p", "400", shop.path("\(symbol).svg"), "-o", shop.path("\(symbol).png"))
            let found = try Set(scan(shop.path("\(symbol).png"), sheet))
            for item in items {
                let serial = item.split(separator: "/").last ?? ""
                #expect(found.contains(symbol == "qr" ? "]Q1https://b.example\(item)" : "]d2010952100020007421\(serial)"), "\(sheet), \(symbol): \(found)")
            }
        }
    }

    /// All the characters that an element may have, in both symbols.
    @Test func hardContentsAreReadToTheLetter() throws {
        guard isThere("pdftoppm") else { return }
        let shop = try Shop(empty: true)
        let (variant, lot, serial, number) = ("!\"%&')*+,-./:;<=>?_a", "ZYX:z0%2F%25&amp;+", "aZ0-._9876543210.-_Q", "1=2?3/4&5+6%7")
        let code = "(01)09521000200074(22)\(variant)(10)\(lot)(21)\(serial)(240)\(number)"
        for symbol in ["datamatrix", "qr"] {
            try shop.must("label", code, "--symbol", symbol, "-o", symbol + ".pdf")
            try run("pdftoppm", "-r", "400", "-gray", "-png", "-singlefile", shop.path(symbol + ".pdf"), shop.path(symbol))
        }
        #expect(
            try scan(shop.path("datamatrix.png"))
                == ["]d20109521000200074" + ["22" + variant, "10" + lot, "21" + serial, "240" + number].joined(separator: "\u{1D}")])
        let link = try #require(scan(shop.path("qr.png")).first)
        #expect(link.removingPercentEncoding == "]Q1https://id.gs1.org/01/09521000200074/22/\(variant)/10/\(lot)/21/\(serial)?240=\(number)", "\(link)")
    }

    @Test(arguments: [
        "https://b.example/%zz", "https://b.example/%4", "https://b.example/?a=b", "https://b.example/#a", "b.example", "https://", "https://b example",
    ])
    func aLinkThatIsNoAddressIsRefused(_ link: String) throws {
        let shop = try Shop(empty: true)
        let ran = try shop.dutyfree("label", "/01/09521000200074/21/R-1", "--symbol", "qr", "--link", link, "-o", "a.svg")
        #expect(ran.status == 64 && ran.errors.contains(link), "\(ran.errors)")
    }

    @Test func theSheetOfControlCodesIsReadBack() throws {
        guard isThere("pdftoppm") else { return }
        let shop = try Shop()
        try shop.must("location", "add", "W1/海口", "--party", "W1", "--kind", "warehouse")
        try shop.must("scan", "--codes", "--doc", "transfer=TR-9", "-o", "codes.pdf")
        try run("pdftoppm", "-r", "200", "-gray", "-png", shop.path("codes.pdf"), shop.path("page"))
        #expect(try scan(shop.path("page-1.png")) == ["]Q1UNDO", "]Q1DONE", "]Q1LOC:S1", "]Q1LOC:W1", "]Q1LOC:W1/海口", "]Q1DOC:transfer=TR-9"])
    }

    @Test func anEmbeddedFontIsInTheFile() throws {
        let fonts = [
            "/usr/share/fonts-droid-fallback/truetype/DroidSansFallback.ttf", "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
            "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
        ]
        guard let font = fonts.first(where: { FileManager.default.fileExists(atPath: $0) }), isThere("pdffonts") else { return }
        let shop = try Shop(empty: true)
        try shop.must("label", "/01/09521000200074/21/A1", "--font", font, "-o", "with.pdf")
        try shop.must("label", "/01/09521000200074/21/A1", "-o", "without.pdf")
        #expect(try run("pdffonts", shop.path("with.pdf")).output.contains(/Identity-H +yes yes/))
        #expect(try run("pdffonts", shop.path("without.pdf")).output.contains(/GBK-EUC-H +no/))
        #expect(try shop.dutyfree("label", "/01/09521000200074/21/A1", "--font", Binary.path, "-o", "no.pdf").status == 64)
        #expect(!FileManager.default.fileExists(atPath: shop.path("no.pdf")))
    }
}
