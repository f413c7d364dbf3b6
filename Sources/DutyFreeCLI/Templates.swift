import CSchema
import Interop
import Presentation
import Wire

/// The templates that are compiled in, and those in files.
enum Templates {
    static let builtIn: [FileTemplate] = [
        (schema_template_declaration(), schema_template_declaration_length()), (schema_template_till(), schema_template_till_length()),
        (schema_template_reader(), schema_template_reader_length()), (schema_template_reader_impinj(), schema_template_reader_impinj_length()),
        (schema_template_reader_zebra(), schema_template_reader_zebra_length()),
    ].compactMap { try? FileTemplate(json: Array(UnsafeBufferPointer(start: $0.0, count: $0.1))) }

    /// A name of ours, or a file that ends in .json.
    static func named(_ name: String) throws -> FileTemplate {
        if let known = builtIn.first(where: { $0.name == name }) { return known }
        guard name.hasSuffix(".json") else {
            throw Problem.usage(
                Text(en: "there is no template “\(name)”", zh: "没有模板“\(name)”"),
                hint: Suggestion.sentence(for: name, in: builtIn.map(\.name))
                    ?? Text(en: "dutyfree template list names them; a file of yours ends in .json.", zh: "dutyfree template list 列出全部；自己的模板文件须以 .json 结尾。"))
        }
        do { return try FileTemplate(json: try ByteSource.contents(of: name, upTo: 1 << 20)) } catch FileTemplate.Fault.form(let place) {
            throw Stop(
                Problem(
                    "bad-template", Text(en: "is no template: \(place)", zh: "不是模板：\(place)"), at: .init(file: name),
                    hint: Text(en: "dutyfree template show till is one; docs/files.md describes them.", zh: "可参照 dutyfree template show till 及 docs/files.md。")),
                exit: .usage)
        } catch let fault as InputError { throw Failure.stop(InputFault(fault), file: name, outcome: Failure.nothingWritten) }
    }

    static func encoding(_ name: String) throws -> TextEncoding {
        guard let encoding = TextEncoding.named[name.lowercased()] else {
            throw Problem.usage(
                Text(
                    en: "--encoding is one of \(TextEncoding.named.keys.sorted().joined(separator: ", "))",
                    zh: "--encoding 为 \(TextEncoding.named.keys.sorted().joined(separator: "、")) 之一"))
        }
        return encoding
    }
}

extension MovementInput {
    /// What `--template` and `--encoding` say of a table.
    mutating func read(template: String?, encoding: String?) throws {
        guard format == .csv || template == nil && encoding == nil else {
            throw Problem.usage(
                Text(
                    en: "--template and --encoding are for tables; JSON Lines name their fields, in UTF-8",
                    zh: "--template 与 --encoding 只用于表格；JSON Lines 自带字段名且为 UTF-8"))
        }
        self.template = try template.map { try Templates.named($0) }
        self.encoding = try encoding.map { try Templates.encoding($0) }
    }
}
