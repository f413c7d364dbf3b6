import Symbols

/// The pieces of a report as one page of HTML: no network, no script, A4, tones that print in grey.
enum PrintedPage {
    /// Everything up to the first section.
    static func head(_ title: String, under subtitle: String, _ language: Language) -> String {
        "<!DOCTYPE html>\n<html lang=\"\(language == .en ? "en" : "zh-Hans")\"><head><meta charset=\"utf-8\">"
            + "<meta name=\"viewport\" content=\"width=device-width\"><title>\(escaped(title))</title><style>\(style)</style></head><body>\n"
            + "<header><h1>\(escaped(title))</h1><p>\(escaped(subtitle))</p></header>\n"
    }

    /// A figure in large, with a title above and a note below.
    static func card(_ title: Text, _ value: String, _ note: Text = Text(en: "", zh: ""), _ language: Language) -> String {
        "<div class=\"card\"><span>\(escaped(title[language]))</span><strong>\(escaped(value))</strong><em>\(escaped(note[language]))</em></div>"
    }

    /// `numbers` are the columns that stand right, as their cells do.
    static func table(_ title: Text, _ columns: [Text], numbers: Set<Int>, _ rows: String, _ language: Language, wide: Bool = false) -> String {
        let heads = columns.enumerated().map { "<th\(numbers.contains($0.offset) ? " class=\"n\"" : "")>\(escaped($0.element[language]))</th>" }
        return "<section><h2>\(escaped(title[language]))</h2><table\(wide ? " class=\"items\"" : "")><thead><tr>" + heads.joined()
            + "</tr></thead><tbody>\n\(rows)</tbody></table></section>\n"
    }

    /// Places for signatures.
    static func signs(_ who: [Text], _ language: Language) -> String {
        "<section class=\"signs\">" + who.map { "<div class=\"sign\"><span>\(escaped($0[language]))</span></div>" }.joined() + "</section>\n"
    }

    /// The foot: a QR code of `code`, a titled figure, the checkpoint as it was signed, and how anyone repeats the page.
    static func foot(code: String, _ title: Text, _ figure: String, _ checkpoint: String, _ again: Text, _ language: Language) -> String {
        let symbol = (try? Symbol.qr(Array(code.utf8)))?.svg(side: "34mm", label: "QR", isInline: true) ?? ""
        let note = checkpoint.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }.joined(separator: "\n")
        return
            "<footer>\(symbol)<div><p>\(escaped(title[language])): <code>\(escaped(figure))</code></p><pre>\(note)</pre><p>\(escaped(again[language]))</p></div></footer>\n"
    }

    /// Text as text, whatever it holds.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in Printable.line(text) {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
        return result
    }

    static let style = """
        @page{size:A4;margin:14mm}body{font:14px/1.5 system-ui,"Noto Sans CJK SC","PingFang SC",sans-serif;color:#1b2126;margin:24px auto;max-width:900px;padding:0 16px}\
        h1{font-size:24px;margin:0}h2{font-size:16px;margin:28px 0 8px;break-after:avoid}header p{color:#56616b;margin:4px 0 20px}\
        .cards{display:grid;grid-template-columns:repeat(4,1fr);gap:12px}.card{border:1px solid #cfd6dc;border-radius:8px;padding:12px}\
        .card span,.card em{display:block;color:#56616b;font-style:normal;font-size:12px}.card strong{font-size:22px}\
        table{width:100%;border-collapse:collapse;font-size:13px}th{text-align:left;color:#56616b;font-weight:500;border-bottom:1px solid #8b969f}\
        td,th{padding:4px 8px 4px 0;vertical-align:top}th.n{text-align:right}.items{table-layout:fixed}.items th:nth-child(1){width:44%}.items th:nth-child(4){width:9%}tr{break-inside:avoid}td{border-bottom:1px solid #e6eaed}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\
        .k{font-family:ui-monospace,monospace;font-size:11.5px;word-break:break-all}.signs{display:grid;grid-template-columns:repeat(3,1fr);gap:24px;margin-top:56px;break-inside:avoid}\
        .sign{border-top:1px solid #1b2126;padding-top:4px;font-size:12px}footer{display:grid;grid-template-columns:36mm 1fr;gap:12px;break-inside:avoid;margin-top:32px;font-size:11px;color:#56616b}pre,code{font-family:ui-monospace,monospace;white-space:pre-wrap;word-break:break-all}\
        @media(max-width:640px){.cards{grid-template-columns:repeat(2,1fr)}}
        """
}
