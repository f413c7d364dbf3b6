import CHaru

/// A file of labels, as SVG (one page) or PDF.
package enum LabelFile {
    package enum Fault: Error, Hashable, Sendable {
        /// The label with this place from 0 is too small for its symbol.
        case tooSmall(Int)
        /// SVG has one page.
        case tooManyForSVG(Int)
        /// libharu's number.
        case pdf(Int)
        /// No font of that file can be used.
        case font
    }

    package static func pages(_ labels: Int, on sheet: LabelSheet) -> Int { (labels + sheet.labels - 1) / sheet.labels }

    private static func layouts(_ labels: [Label], on sheet: LabelSheet) throws(Fault) -> [LabelLayout] {
        var layouts: [LabelLayout] = []
        for (index, label) in labels.enumerated() {
            guard let layout = LabelLayout(label, on: sheet) else { throw .tooSmall(index) }
            layouts.append(layout)
        }
        return layouts
    }

    // MARK: SVG

    /// The families that have Chinese on the machines we know; whoever shows the page has one of them.
    private static let families = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',SimHei,sans-serif"

    /// One page.
    package static func svg(_ labels: [Label], on sheet: LabelSheet) throws(Fault) -> [UInt8] {
        guard labels.count <= sheet.labels else { throw .tooManyForSVG(sheet.labels) }
        let layouts = try layouts(labels, on: sheet)
        var text = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(number(sheet.width))mm\" height=\"\(number(sheet.height))mm\" "
        text += "viewBox=\"0 0 \(number(sheet.width)) \(number(sheet.height))\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
        for (place, (label, layout)) in zip(labels, layouts).enumerated() {
            let corner = sheet.corner(place)
            text += "<g transform=\"translate(\(number(corner.x)) \(number(corner.y)))\">"
            text += "<path role=\"img\" aria-label=\"\(escaped(label.name))\" shape-rendering=\"crispEdges\" "
            text += "transform=\"translate(\(number(layout.symbolX)) \(number(layout.symbolY))) scale(\(number(layout.module)))\" d=\"\(label.symbol.path)\"/>"
            for line in layout.lines {
                text += svgText(line.text, x: layout.middle, y: line.baseline, points: layout.linePoints, family: "'Courier New',Courier,monospace")
            }
            if !label.sentence.isEmpty {
                text += svgText(label.sentence, x: layout.middle, y: layout.sentenceBaseline, points: layout.sentencePoints, family: families)
            }
            text += "</g>\n"
        }
        return Array((text + "</svg>\n").utf8)
    }

    private static func svgText(_ text: String, x: Double, y: Double, points: Double, family: String) -> String {
        "<text x=\"\(number(x))\" y=\"\(number(y))\" font-size=\"\(number(points * 25.4 / 72))\" text-anchor=\"middle\" font-family=\"\(family)\">\(escaped(text))</text>"
    }

    /// Micrometres are enough.
    private static func number(_ value: Double) -> String {
        let thousandths = Int((value * 1000).rounded())
        let rest = thousandths % 1000
        if rest == 0 { return String(thousandths / 1000) }
        let digits = String(1000 + abs(rest)).dropFirst()
        return "\(thousandths / 1000).\(digits)"
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }

    // MARK: PDF

    /// `font`: a TrueType file whose Chinese is embedded; nil leaves the font to whoever shows the page.
    package static func pdf(_ labels: [Label], on sheet: LabelSheet, font: String?) throws(Fault) -> [UInt8] {
        let layouts = try layouts(labels, on: sheet)
        guard let document = dutyfree_pdf_create(font) else { throw .pdf(-1) }
        defer { dutyfree_pdf_destroy(document) }
        guard dutyfree_pdf_error(document) == 0 else { throw font == nil ? .pdf(Int(dutyfree_pdf_error(document))) : .font }
        for (index, (label, layout)) in zip(labels, layouts).enumerated() {
            let place = index % sheet.labels
            if place == 0 { dutyfree_pdf_page(document, Float(sheet.width), Float(sheet.height)) }
            let corner = sheet.corner(place)
            for run in label.symbol.runs {
                dutyfree_pdf_rectangle(
                    document, Float(corner.x + layout.symbolX + Double(run.column + Symbol.quiet) * layout.module),
                    Float(corner.y + layout.symbolY + Double(run.row + Symbol.quiet) * layout.module), Float(Double(run.length) * layout.module),
                    Float(layout.module))
            }
            dutyfree_pdf_fill(document)
            let x = Float(corner.x + layout.middle)
            for line in layout.lines {
                let isChinese: Int32 = line.text.utf8.allSatisfy { $0 < 0x80 } ? 0 : 1
                dutyfree_pdf_text(document, x, Float(corner.y + line.baseline), Float(layout.linePoints), isChinese, line.text)
            }
            if !label.sentence.isEmpty {
                dutyfree_pdf_text(document, x, Float(corner.y + layout.sentenceBaseline), Float(layout.sentencePoints), 1, label.sentence)
            }
        }
        var count = 0
        guard let bytes = dutyfree_pdf_bytes(document, &count) else { throw .pdf(Int(dutyfree_pdf_error(document))) }
        defer { dutyfree_pdf_free(bytes) }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }
}
