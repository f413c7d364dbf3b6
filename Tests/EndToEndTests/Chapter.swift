import Foundation
import Support
import Testing

/// Command lines with all that they print, kept as files in `Transcripts/` that read as a terminal does: `$ ` before a
/// command, `2> ` before a line of stderr, `[exit N]` where N is not 0.
/// `DUTYFREE_UPDATE_GOLDEN=1` rewrites them; a person reviews the difference.
struct Chapter {
    private let shop: Shop
    private var text = ""

    init(_ shop: Shop) { self.shop = shop }

    mutating func run(_ lines: String...) throws {
        for line in lines {
            let ran = try shop.shell(line)
            text += "$ \(line)\n" + ran.output
            if !ran.output.isEmpty && !ran.output.hasSuffix("\n") { text += "\n" }
            for said in ran.errors.split(separator: "\n", omittingEmptySubsequences: false).dropLast() { text += "2> \(said)\n" }
            if ran.status != 0 { text += "[exit \(ran.status)]\n" }
            text += "\n"
        }
    }

    /// A remark between commands.
    mutating func say(_ remark: String) { text += "# \(remark)\n" }

    func check(_ name: String, at location: SourceLocation = #_sourceLocation) throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Transcripts/\(name).txt")
        let shown = Chapter.masked(text, folder: shop.folder.url.path)
        let environment = ProcessInfo.processInfo.environment
        if environment["DUTYFREE_UPDATE_GOLDEN"] == "1" {
            try Data(shown.utf8).write(to: url)
        }
        let kept = FileManager.default.contents(atPath: url.path).map { String(decoding: $0, as: UTF8.self) }
        let expected = try #require(kept, "no Transcripts/\(name).txt: DUTYFREE_UPDATE_GOLDEN=1 writes it", sourceLocation: location)
        let difference = zip(shown.split(separator: "\n"), expected.split(separator: "\n")).first { $0 != $1 }
        #expect(
            shown == expected,
            "differs from Transcripts/\(name).txt, first at: \(difference.map { "\($0.0)" } ?? "its end"); DUTYFREE_UPDATE_GOLDEN=1 rewrites it",
            sourceLocation: location)
    }

    /// What is another every time: keys, what is hashed over them, spans of time, this machine.
    private static func masked(_ text: String, folder: String) -> String {
        var text = text.replacingOccurrences(of: folder, with: "FOLDER")
        let rules = [
            (#"— ([a-z0-9./]+) [A-Za-z0-9+/=]{90,}"#, "— $1 SIGNATURE"),
            (#"([a-z0-9./]+)\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44}"#, "$1+KEYID+PUBLICKEY"),
            (#"(?m)^[A-Za-z0-9+/]{43}=$"#, "ROOT"), (#"\\n[A-Za-z0-9+/]{43}=\\n"#, "\\\\nROOT\\\\n"),
            (#"sha256:[0-9a-f]{64}"#, "sha256:HASH"), (#"\b[0-9a-f]{64}\b"#, "HASH"), (#"\b[0-9a-f]{12,16}…"#, "HASH…"),
            (#"("keyId":")[0-9a-f]{8}"#, "$1KEYID"), (#"(id |编号 |key |密钥 )[0-9a-f]{8}\b"#, "$1KEYID"),
            (#"(, |用时 )[0-9.,]+ (ms|s|毫秒|秒)(?=\n)"#, "$1TIME"), (#"[0-9.,]+ (GB|TB|MB)\b"#, "SIZE"),
        ]
        for (pattern, with) in rules { text = text.replacingOccurrences(of: pattern, with: with, options: .regularExpression) }
        return text
    }
}
