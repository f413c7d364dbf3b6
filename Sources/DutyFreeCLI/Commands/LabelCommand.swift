import ArgumentParser
import GS1
import Interop
import Presentation
import Symbols
import Wire

struct LabelCommand: DocumentedCommand {
    static let configuration = CommandConfiguration(commandName: "label")

    @Argument(help: "Codes in any form; - reads one a line from stdin.") var items: [String]
    @Option(help: "datamatrix or qr.", completion: .list(["datamatrix", "qr"])) var symbol: String?
    @Option(help: "The division of the paper.", completion: .list(LabelSheet.all.map(\.name))) var sheet = "A4-24"
    @Option(name: .shortAndLong, help: "A name that ends in .svg or .pdf.", completion: .file()) var output: String
    @Option(help: "What a QR code's link begins with.") var link = DigitalLink.canonicalStem
    @Option(help: "A TrueType font whose Chinese a PDF carries with it.", completion: .file()) var font: String?
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "All checks, no file.") var dryRun = false
    @OptionGroup var common: CommonOptions

    func run(_ console: Console) throws -> Presentation.ExitCode {
        let paper = try LabelPaper(sheet: sheet, output: output, font: font)
        let maker = try LabelMaker(symbol: symbol, link: link)
        var labels: [Label] = []
        var bad = BadRows()
        func add(_ text: String, line: Int?) {
            do throws(CodeFault) { labels.append(try maker.label(text)) } catch {
                let said = Text(
                    en: "\(Printable.line(String(text.prefix(60)))): \(error.sentence.en)",
                    zh: "\(Printable.line(String(text.prefix(60))))：\(error.sentence.zh)")
                bad.add(Problem(error.code.rawValue, said, at: .init(file: line == nil ? nil : "-", line: line), hint: error.hint))
            }
        }
        for text in items {
            if text == "-" { try CodeLines.read { add($0, line: $1) } } else { add(text, line: nil) }
        }
        guard bad.isEmpty else {
            console.report(bad)
            console.note(Text(en: "  Nothing was written.", zh: "  未写入任何内容。"))
            return .refused
        }
        return try paper.write(labels, symbol: maker.name, dryRun: dryRun, console)
    }

    static let manual = CommandManual(
        name: "label", abstract: Text(en: "Print item labels: GS1 DataMatrix or a QR code, as SVG or PDF.", zh: "打印货物标签：GS1 DataMatrix 或二维码，输出 SVG 或 PDF。"),
        example: .init("dutyfree label /01/09521000200074/21/A1 -o label.svg", Text(en: "one label", zh: "一张标签")),
        another: .init(
            "dutyfree find --state arrived --json | jq -r .item | dutyfree label - -o labels.pdf",
            Text(en: "of all that arrived, 24 a page", zh: "所有到库货物，每页 24 张")),
        more: [
            .init(
                "dutyfree label - --symbol qr --link https://brand.example --sheet A4-65 -o labels.pdf < items.txt",
                Text(en: "QR codes that open in a traveller's phone", zh: "旅客手机可打开的二维码"))
        ],
        usage: [
            "dutyfree label ITEM…|- [--symbol datamatrix|qr] [--sheet \(LabelSheet.all.map(\.name).joined(separator: "|"))] [--link STEM] [--font FILE] -o FILE.svg|FILE.pdf"
        ],
        options: [
            .init(
                "--symbol",
                Text(
                    en: "datamatrix (what a code says, with FNC1) or qr (its Digital Link); a /trace/ code is always qr",
                    zh: "datamatrix（含 FNC1 的码内数据）或 qr（数字链接）；/trace/ 代码一律用 qr")),
            .init(
                "--sheet",
                Text(
                    en: "A4 divided in 24 (70 × 37 mm), 21, 40 or 65 labels, or roll: 60 × 40 mm, a label a page",
                    zh: "A4 分为 24（70 × 37 mm）、21、40、65 张，或 roll：60 × 40 mm，每页一张")),
            .init("--link STEM", Text(en: "what the link begins with (https://id.gs1.org)", zh: "链接的开头（https://id.gs1.org）")),
            .init("--font FILE", Text(en: "a TrueType font with Chinese, embedded into the PDF", zh: "嵌入 PDF 的中文 TrueType 字体")),
        ],
        discussion: [
            Text(
                en:
                    "Under the symbol stand the code as a person reads it and the sentence of the trace code, 关税未付 禁止倒卖. Lot and expiry are printed where the code given has them. Modules below 0.25 mm are refused: scanners do not read them.",
                zh: "码下方印有可读文字及溯源码用语“关税未付 禁止倒卖”。所给代码含批号、有效期时一并印出。模块小于 0.25 mm 时拒绝：扫描枪无法识读。"),
            Text(
                en:
                    "Without --font a PDF names its Chinese font (SimHei) and does not carry it: a viewer puts its own in its place. An SVG names families; one of them must be there where it is printed.",
                zh: "不加 --font 时，PDF 仅指明中文字体（黑体）而不嵌入，由阅读器代以自身字体。SVG 只列字体名，打印处须装有其中之一。"),
        ],
        exits: [.init(.done), .init(.refused, Text(en: "a code is wrong, or does not fit the label", zh: "代码有误，或标签放不下")), .init(.cannotRun), .init(.usage)],
        seeAlso: ["code", "find", "scan"])
}

/// Codes to labels.
struct LabelMaker {
    enum Kind: String, CaseIterable { case datamatrix, qr }

    /// 海南省: what the trace code of every smallest unit says (琼府办〔2021〕40号).
    static let sentence = "关税未付 禁止倒卖"
    private let kind: Kind?
    private let stem: String

    init(symbol: String?, link: String) throws {
        if let symbol {
            guard let kind = Kind(rawValue: symbol) else {
                throw Problem.usage(
                    Text(en: "--symbol is datamatrix or qr", zh: "--symbol 为 datamatrix 或 qr"),
                    hint: Suggestion.sentence(for: symbol, in: Kind.allCases.map(\.rawValue)))
            }
            self.kind = kind
        } else {
            kind = nil
        }
        stem = link.hasSuffix("/") ? String(link.dropLast()) : link
        guard DigitalLink.isStem(stem) else {
            throw Problem.usage(
                Text(en: "--link is no address that a link may begin with: \(link)", zh: "--link 不能作为链接的开头：\(link)"),
                hint: Text(en: "https://, a domain, and a path without ? and # if there is one.", zh: "应为 https://、域名，以及不含 ? 和 # 的路径（可省略）。"))
        }
    }

    var name: String { (kind ?? .datamatrix).rawValue }

    /// Throws what is wrong with the code, or that it does not fit.
    func label(_ text: String) throws(CodeFault) -> Label {
        // Products, places and other people's codes have no label of ours.
        let code = try ScannedCode.parseItem(text)
        guard code.identity != nil else {
            guard kind != .datamatrix else { throw CodeFault(.notACode) }
            return try Label(
                symbol: LabelMaker.symbol { try .qr(Array(code.key.utf8), correction: .medium) }, lines: [code.key], sentence: LabelMaker.sentence,
                name: code.key)
        }
        let symbol = try LabelMaker.symbol {
            switch kind ?? .datamatrix {
            case .qr: try .qr(Array((DigitalLink.text(code.elements, stem: stem) ?? stem + code.key).utf8), correction: .medium)
            case .datamatrix: try .dataMatrix(elements: code.elements.map { "[\($0.ai)]\($0.value)" }.joined())
            }
        }
        return Label(symbol: symbol, lines: code.elements.map { Element.bracketed([$0]) }, sentence: LabelMaker.sentence, name: code.key)
    }

    private static func symbol(_ make: () throws -> Symbol) throws(CodeFault) -> Symbol {
        do { return try make() } catch Symbol.Fault.tooLong { throw CodeFault(.badLength) } catch { throw CodeFault(.notACode) }
    }
}

/// The file that labels are written to.
struct LabelPaper {
    /// A PDF of some 60 MB.
    static let labelsMax = 10_000
    let sheet: LabelSheet
    private let output: String
    private let font: String?
    private var isPDF: Bool { output.lowercased().hasSuffix(".pdf") }

    init(sheet name: String, output: String, font: String?) throws {
        guard let sheet = LabelSheet.named(name) else {
            throw Problem.usage(
                Text(
                    en: "--sheet is one of \(LabelSheet.all.map(\.name).joined(separator: ", "))",
                    zh: "--sheet 为 \(LabelSheet.all.map(\.name).joined(separator: "、")) 之一"),
                hint: Suggestion.sentence(for: name, in: LabelSheet.all.map(\.name)))
        }
        self.sheet = sheet
        self.output = output
        self.font = font
        let lower = output.lowercased()
        guard lower.hasSuffix(".svg") || lower.hasSuffix(".pdf") else {
            throw Problem.usage(Text(en: "-o names a file that ends in .svg or .pdf", zh: "-o 的文件名须以 .svg 或 .pdf 结尾"))
        }
        guard font == nil || isPDF else { throw Problem.usage(Text(en: "--font is for a PDF", zh: "--font 只用于 PDF")) }
    }

    func write(_ labels: [Label], symbol: String, dryRun: Bool, _ console: Console) throws -> Presentation.ExitCode {
        guard !labels.isEmpty else { throw InputFault(.emptyInput) }
        guard labels.count <= LabelPaper.labelsMax else {
            throw Problem.usage(
                Text(en: "more than \(Figures.grouped(LabelPaper.labelsMax)) labels in a file", zh: "一个文件最多 \(Figures.grouped(LabelPaper.labelsMax)) 张标签"))
        }
        let bytes: [UInt8]
        do throws(LabelFile.Fault) {
            bytes = try isPDF ? LabelFile.pdf(labels, on: sheet, font: font) : LabelFile.svg(labels, on: sheet)
        } catch { throw Stop(problem(error, labels), exit: error.isOfTheCall ? .usage : .refused) }
        if !dryRun {
            let file = try OutputFile(output)
            do {
                try file.write(bytes)
                try file.close()
            } catch {
                file.discard()
                throw error
            }
        }
        let pages = LabelFile.pages(labels.count, on: sheet)
        if console.json {
            var line: JSONObject = [
                "labels": .integer(Int64(labels.count)), "file": .string(output), "pages": .integer(Int64(pages)), "sheet": .string(sheet.name),
                "symbol": .string(symbol),
            ]
            if dryRun { line["dryRun"] = true }
            try console.emit(line)
        } else {
            let count = Figures.grouped(labels.count) + (labels.count == 1 ? " label" : " labels")
            let on = Figures.grouped(pages) + (pages == 1 ? " page" : " pages")
            let said = Text(
                en: "\(count) on \(on) of \(sheet.name)" + (dryRun ? " would be written" : "") + " → \(output)",
                zh: (dryRun ? "将写入 " : "") + "\(Figures.grouped(labels.count)) 张标签，共 \(Figures.grouped(pages)) 页（\(sheet.name)）→ \(output)")
            try console.say(.good, said)
        }
        return .done
    }

    private func problem(_ fault: LabelFile.Fault, _ labels: [Label]) -> Problem {
        let outcome = Text(en: "Nothing was written.", zh: "未写入任何内容。")
        switch fault {
        case .tooSmall(let index):
            return Problem(
                "label-too-small",
                Text(
                    en: "\(labels[index].name): its modules would be smaller than 0.25 mm on \(sheet.name)",
                    zh: "\(labels[index].name)：在 \(sheet.name) 上模块将小于 0.25 mm"),
                item: labels[index].name, outcome: outcome,
                hint: Text(en: "Take a sheet with larger labels, or datamatrix instead of qr.", zh: "请换用更大的标签，或以 datamatrix 代替 qr。"))
        case .tooManyForSVG(let most):
            return Problem(
                "usage", Text(en: "an SVG has one page, of \(most) labels on \(sheet.name)", zh: "SVG 只有一页，\(sheet.name) 每页 \(most) 张"), outcome: outcome,
                hint: Text(en: "Name a file that ends in .pdf.", zh: "请使用 .pdf 结尾的文件名。"))
        case .font:
            return Problem(
                "cannot-read", Text(en: "no TrueType font that can be embedded", zh: "不是可嵌入的 TrueType 字体"), at: .init(file: font), outcome: outcome,
                hint: Text(
                    en: "A .ttf, or a .ttc with TrueType outlines (not .otf): DroidSansFallback, WenQuanYi Micro Hei.",
                    zh: "须为 .ttf，或 TrueType 轮廓的 .ttc（不支持 .otf）：如 DroidSansFallback、文泉驿微米黑。"))
        case .pdf(let number):
            return Problem("fault", Text(en: "the PDF library gave up (\(number))", zh: "PDF 库出错（\(number)）"), outcome: outcome)
        }
    }
}

extension LabelFile.Fault {
    fileprivate var isOfTheCall: Bool {
        switch self {
        case .tooManyForSVG, .font: true
        case .tooSmall, .pdf: false
        }
    }
}
