import DutyFree
import GS1
import Interop
import Ledger
import Presentation
import Wire

/// What `code` says of one text.
struct CodeAnswer {
    let text: String
    /// Nil where the text is wrong.
    let code: ScannedCode?
    let fault: CodeFault?
    let forms: CodeForms?
    let known: LedgerKnowledge?
    private let currentYear: Int

    init(_ text: String, prefixLength: (GS1Key) -> Int?, known: LedgerKnowledge?, currentYear: Int) {
        self.text = text
        self.known = known
        self.currentYear = currentYear
        let read = Result<ScannedCode, CodeFault> { () throws(CodeFault) in try ScannedCode.parse(text) }
        // A serial that we would not take by hand has forms all the same: an import keeps it.
        let meant = (try? read.get()) ?? (try? ScannedCode.parse(text, serials: .any))
        forms = meant.map { CodeForms($0, companyPrefixLength: $0.identity.flatMap(prefixLength)) }
        switch read {
        case .success(let code): (self.code, fault) = (code, nil)
        case .failure(let fault): (code, self.fault) = (nil, fault)
        }
    }

    func show(_ console: Console) throws {
        if console.json { try console.emit(json) } else { try console.write(lines(console).joined(separator: "\n") + "\n") }
    }

    // MARK: For people

    private func lines(_ console: Console) -> [String] {
        let (language, style) = (console.language, console.style)
        var lines: [String] = []
        if let fault { lines += faultLines(fault, language, style) }
        if let code {
            lines.append([Printable.line(code.key, unicode: style.hasUnicode), code.kind.words[language]].filter { !$0.isEmpty }.joined(separator: "  "))
            lines += aligned(
                code.elements.map { element in
                    let reading = element.reading(currentYear: currentYear).map { " = " + $0 } ?? ""
                    return ("(\(element.ai))", element.title[language], Printable.line(element.value) + reading)
                })
            for warning in code.warnings {
                lines.append("  \(style.sign(.warning)) [\(warning.rawValue)] \(warning.words[language])")
            }
        }
        if let forms, !forms.forms.isEmpty {
            lines += aligned(
                forms.forms.filter { $0.name != .key || code == nil }.map { ("", $0.name.words[language], Printable.line($0.text, unicode: style.hasUnicode)) })
            if forms.epc == nil, forms.hasEPCOnceThePrefixIsKnown {
                lines.append(
                    "  "
                        + Text(
                            en: "EPC forms: how long the company prefix is, is not known here (--prefix-length N)",
                            zh: "EPC 写法：此处不知厂商代码长度（可用 --prefix-length N 指明）")[language])
            }
        }
        if let known { lines.append("  " + known.sentence[language]) }
        return lines
    }

    private func faultLines(_ fault: CodeFault, _ language: Language, _ style: Style) -> [String] {
        let place = fault.position.map { $0..<$0 + fault.length } ?? 0..<0
        let (shown, carets) = PointedText.lines(text, at: place, style: style)
        var lines = [style.sign(.bad) + " " + shown]
        if fault.position != nil { lines.append(String(repeating: " ", count: DisplayWidth.of(style.glyph(.bad)) + 1) + carets) }
        lines.append("  [\(fault.code.rawValue)] \(fault.sentence[language])")
        for reading in fault.readings { lines.append("    " + Printable.line(reading, unicode: style.hasUnicode)) }
        lines.append("  " + fault.hint[language])
        return lines
    }

    /// Three columns, the last one free.
    private func aligned(_ rows: [(String, String, String)]) -> [String] {
        let first = rows.map { DisplayWidth.of($0.0) }.max() ?? 0
        let second = rows.map { DisplayWidth.of($0.1) }.max() ?? 0
        return rows.map { row in
            "  " + (first > 0 ? Fitting.padded(row.0, to: first) + " " : "") + Fitting.padded(row.1, to: second) + "  " + row.2
        }
    }

    // MARK: For scripts

    private var json: JSONObject {
        var line: JSONObject = ["text": .string(text), "kind": .string(code?.kind.rawValue ?? "error")]
        if let code {
            if !code.key.isEmpty { line["key"] = .string(code.key) }
            if code.kind == .item || code.kind == .carton { line["item"] = .string(code.key) }
            line["elements"] = .array(
                code.elements.map { element in
                    var object: JSONObject = ["ai": .string(element.ai), "title": .string(element.title.en), "value": .string(element.value)]
                    object["reading"] = element.reading(currentYear: currentYear).map { .string($0) }
                    return .object(object)
                })
            line["warnings"] = .array(code.warnings.map { .object(["code": .string($0.rawValue), "message": .string($0.words.en)]) })
        }
        if let forms, !forms.forms.isEmpty {
            var object = JSONObject()
            for form in forms.forms { object[form.name.rawValue] = .string(form.text) }
            line["forms"] = .object(object)
            if let epc = forms.epc {
                line["companyPrefix"] = .string(epc.company)
                line["filter"] = .integer(Int64(forms.filter))
            }
        }
        line["known"] = known.map { .object($0.json) }
        if let fault {
            var error: JSONObject = ["code": .string(fault.code.rawValue), "message": .string(fault.sentence.en), "hint": .string(fault.hint.en)]
            if !fault.ai.isEmpty { error["ai"] = .string(fault.ai) }
            error["position"] = fault.position.map { .integer(Int64($0)) }
            if fault.position != nil { error["length"] = .integer(Int64(fault.length)) }
            if !fault.detail.isEmpty { error["detail"] = .string(fault.detail) }
            if !fault.readings.isEmpty { error["readings"] = .array(fault.readings.map { .string($0) }) }
            line["error"] = .object(error)
        }
        return line
    }
}

/// What the ledger at hand knows of a code.
struct LedgerKnowledge {
    let json: JSONObject
    let sentence: Text

    /// Nil where the text names nothing that a ledger could know.
    static func of(_ text: String, _ reader: any LedgerReader) throws -> LedgerKnowledge? {
        guard let code = try? ScannedCode.parse(text) else { return nil }
        switch code.kind {
        case .item, .carton: return try item(code, reader)
        case .product: return try GTIN(digits14: code.identity?.value ?? "").flatMap { try product($0, reader) }
        default: return nil
        }
    }

    private static func item(_ code: ScannedCode, _ reader: any LedgerReader) throws -> LedgerKnowledge {
        let key = ItemKey(trusted: code.key)
        if let known = try standing(key, reader) { return known }
        let members = try reader.members(of: key)
        if !members.isEmpty {
            let count = Unit.items.counted(members.count)
            return LedgerKnowledge(
                json: ["members": .integer(Int64(members.count))],
                sentence: Text(en: "the ledger knows it as a parcel of \(count.en)", zh: "账本中为包装，内装 \(count.zh)"))
        }
        // The last value may have swallowed an identifier and a date: the ledger may know the short one.
        if code.warnings.contains(.maybeLostSeparator), let identity = code.identity, identity.qualifierAI == "21" {
            let short = GS1Key(ai: identity.ai, value: identity.value, qualifierAI: "21", qualifier: String(identity.qualifier.dropLast(8)))
            if let known = try standing(ItemKey(trusted: short.path), reader) {
                return LedgerKnowledge(
                    json: ["withSeparator": .string(short.path)],
                    sentence: Text(
                        en: "the ledger does not know it, but \(short.path) it does: a separator is missing; \(known.sentence.en)",
                        zh: "账本中没有它，但有 \(short.path)：缺少分组符；\(known.sentence.zh)"))
            }
        }
        return LedgerKnowledge(json: ["state": "unknown"], sentence: Text(en: "the ledger does not know it", zh: "账本中没有记录"))
    }

    private static func standing(_ key: ItemKey, _ reader: any LedgerReader) throws -> LedgerKnowledge? {
        guard let identity = try reader.identity(of: key), let head = try reader.head(of: identity) else { return nil }
        let product = try head.item.product.flatMap { try master($0, reader) }
        var json: JSONObject = ["state": .string(head.item.state.rawValue), "seq": .integer(Int64(head.seq))]
        json["location"] = head.item.location.map { .string($0.text) }
        json["product"] = head.item.product.map { .string($0.digits14) }
        json["name"] = product.map { .string($0.name) }
        let state = head.item.state.words
        let place = head.item.location.map { Text(en: " at \($0.text)", zh: "，在 \($0.text)") } ?? .same("")
        let name = product.map { Text(en: $0.name + ", ", zh: ($0.nameZh ?? $0.name) + "，") } ?? .same("")
        let seq = Figures.grouped(Int64(head.seq))
        return LedgerKnowledge(
            json: json,
            sentence: Text(en: "the ledger knows it: \(name.en)\(state.en)\(place.en), entry \(seq)", zh: "账本所知：\(name.zh)\(state.zh)\(place.zh)，第 \(seq) 条"))
    }

    private static func master(_ gtin: GTIN, _ reader: any LedgerReader) throws -> Product? {
        try reader.master(.product, gtin.digits14).flatMap { try? Product(gtin: gtin, data: $0.data) }
    }

    private static func product(_ gtin: GTIN, _ reader: any LedgerReader) throws -> LedgerKnowledge {
        guard let product = try master(gtin, reader) else {
            return LedgerKnowledge(json: ["state": "unknown"], sentence: Text(en: "the ledger does not know the product", zh: "账本中没有此商品"))
        }
        return LedgerKnowledge(
            json: ["product": .string(gtin.digits14), "name": .string(product.name)],
            sentence: Text(en: "the ledger knows the product: \(product.name)", zh: "账本中的商品：\(product.nameZh ?? product.name)"))
    }
}

extension CodeForms {
    /// Whether a longer knowledge of the company prefix would give more forms.
    var hasEPCOnceThePrefixIsKnown: Bool {
        guard let key = self[.key], let identity = try? GS1Key(path: key) else { return false }
        return (6...12).contains { EPC(identity, companyPrefixLength: $0) != nil }
    }
}

/// Codes from standard input, one a line, as guns send them.
enum CodeLines {
    /// Longer than any symbol holds.
    private static let bytesMax = 8192

    /// Hands out each line that is not blank, with its number.
    static func read(_ visit: (String, Int) throws -> Void) throws {
        let source: ByteSource
        do throws(InputError) { source = try ByteSource(path: "-") } catch { throw InputFault(error) }
        let lines = LineReader(source, limit: bytesMax, ends: .scans)
        while true {
            try Interrupt.check()
            let next: Line?
            do throws(InputError) { next = try lines.next() } catch { throw InputFault(error) }
            guard let line = next else { return }
            // Of a line that is too long nothing is kept; one byte too much is enough to be told so.
            let text = line.isTooLong ? String(repeating: "?", count: bytesMax + 1) : line.text
            if !text.trimmed.isEmpty { try visit(text, line.number) }
        }
    }
}
