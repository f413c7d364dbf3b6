package import DutyFree
import Ledger
package import Wire

/// One row of an input: where it stands, its bytes, and the movement it says or why it says none.
struct InputRow {
    let line: Int
    let submission: Result<Submission, RowFault>
    /// Why it was refused when it was tried before, where it says so.
    var refusedCode: String?
}

package enum InputFormat: String, CaseIterable, Sendable {
    case csv, jsonl
}

/// What a row takes where it says nothing itself.
package struct RowDefaults: Sendable {
    package var type: MovementType?
    package var by: PartyCode?
    package var occurred: Timestamp?
    package var declaration: DocumentReference?
    /// More fields by name, as texts.
    package var fields: [(field: String, text: String)] = []

    package init(type: MovementType? = nil, by: PartyCode? = nil, occurred: Timestamp? = nil, declaration: DocumentReference? = nil) {
        self.type = type
        self.by = by
        self.occurred = occurred
        self.declaration = declaration
    }

    /// Throws where one of the fields cannot be what it is said to be.
    func draft() throws(RowFault) -> MovementDraft {
        var draft = MovementDraft()
        draft.type = type
        draft.by = by
        draft.occurred = occurred
        if let declaration { draft.set(.declaration, declaration) }
        for (name, text) in fields {
            guard let field = MovementField(name) else { throw .input(InputFault(.unknownField, column: name, facts: ["field": name])) }
            try draft.set(field, text: text)
        }
        return draft
    }

    func says(_ field: MovementField) -> Bool {
        switch field {
        case .type where type != nil, .by where by != nil, .occurred where occurred != nil: true
        default: fields.contains { MovementField($0.field) == field }
        }
    }
}

/// Movements from a file or a pipe, one at a time, in whatever length.
protocol RowSource: AnyObject {
    /// The next row; nil at the end. Throws an `InputFault` where the input as a whole cannot be taken.
    func next() throws -> InputRow?
    /// Bytes read so far, for progress.
    var bytesRead: Int { get }
    /// Rows passed over because an earlier one of the input names the same item.
    var repeated: Int { get }
    /// Copies the last row, with the reason it was refused, in the input's own format.
    func reject(_ code: String, _ message: String, to out: inout [UInt8])
    /// What a file of rejects begins with.
    func rejectsHeader(_ out: inout [UInt8])
}

// MARK: CSV

final class CSVRows: RowSource {
    private let reader: CSVReader
    private let layout: CSVColumns
    private let defaults: RowDefaults
    private let template: FileTemplate?
    private var seen = SeenItems()
    private(set) var repeated = 0

    /// `mapping` names the field for a column called otherwise. Unknown columns are refused, all of them at once: a
    /// misspelt column would otherwise be lost in silence. `isLenient`: they are left out, for a preview.
    init(_ source: ByteSource, mapping: [String: String], template: FileTemplate?, defaults: RowDefaults, isLenient: Bool = false) throws {
        do { reader = try CSVReader(source) } catch { throw InputFault(error) }
        var defaults = defaults
        // What the call says goes before what the template says.
        if let template { defaults.fields = template.rows.filter { row in !defaults.fields.contains { $0.field == row.field } } + defaults.fields }
        self.defaults = defaults
        self.template = template
        layout = CSVColumns(reader.columns, mapping: mapping, template: template, defaults: defaults)
        if !isLenient { try layout.check() }
    }

    var bytesRead: Int { reader.bytesRead }
    var separator: UInt8 { reader.separator }
    var columns: CSVColumns { layout }

    func next() throws -> InputRow? {
        while let row = try nextRow() {
            guard template?.isOncePerItem == true, case .success(let submission) = row.submission, submission.movement.items.count == 1,
                let item = submission.movement.items.first
            else { return row }
            if seen.insert(item) { return row }
            repeated += 1
        }
        return nil
    }

    private func nextRow() throws -> InputRow? {
        let record: CSVRecord?
        do throws(CSVError) { record = try reader.next() } catch {
            let fault = InputFault(error)
            if fault.isOfTheWholeInput { throw fault }
            return InputRow(line: error.line, submission: .failure(.input(fault)))
        }
        guard let record else { return nil }
        do throws(RowFault) {
            var draft = try defaults.draft()
            for (index, column) in layout.columns.enumerated() where !record[index].isEmpty {
                guard let field = column.field else { continue }
                let text = record.string(index)
                do throws(RowFault) {
                    if let written = column.written, let template {
                        try draft.set(field, text: template.text(text, of: written))
                    } else {
                        try draft.set(field, text: text)
                    }
                } catch { throw error.inColumn(column.name) }
            }
            return InputRow(line: record.line, submission: .success(try draft.submission()), refusedCode: draft.refusedCode)
        } catch {
            return InputRow(line: record.line, submission: .failure(error))
        }
    }

    func rejectsHeader(_ out: inout [UInt8]) {
        var writer = CSVWriter(separator: reader.separator)
        let names = layout.columns.filter { $0.field != .remark && $0.field != .refusedCode }.map(\.name)
        writer.append(row: names + ["refusedCode", "refusedMessage"])
        out += writer.bytes
    }

    func reject(_ code: String, _ message: String, to out: inout [UInt8]) {
        // The reasons stand behind the row as it came; a row that was refused before loses its old reasons only where
        // it could be read at all.
        out += Array(reader.rawOfLast)
        var writer = CSVWriter(separator: reader.separator)
        writer.append(row: [code, message])
        out.append(reader.separator)
        out += writer.bytes
    }
}

// MARK: JSON Lines

final class JSONRows: RowSource {
    private let reader: JSONLinesReader
    private let defaults: RowDefaults

    init(_ source: ByteSource, defaults: RowDefaults) {
        reader = JSONLinesReader(source)
        self.defaults = defaults
    }

    var bytesRead: Int { reader.bytesRead }
    var repeated: Int { 0 }

    func next() throws -> InputRow? {
        let row: (object: JSONObject, line: Int)?
        do throws(JSONLinesError) { row = try reader.next() } catch {
            let fault = InputFault(error)
            if fault.isOfTheWholeInput { throw fault }
            return InputRow(line: error.line, submission: .failure(.input(fault)))
        }
        guard let row else { return nil }
        do throws(RowFault) {
            var draft = try defaults.draft()
            for member in row.object.members { try draft.set(member.name, member.value) }
            return InputRow(line: row.line, submission: .success(try draft.submission()), refusedCode: draft.refusedCode)
        } catch {
            return InputRow(line: row.line, submission: .failure(error))
        }
    }

    func rejectsHeader(_ out: inout [UInt8]) {}

    /// Puts the reasons into the object; a line that is no object comes back as it was.
    func reject(_ code: String, _ message: String, to out: inout [UInt8]) {
        let raw = Array(reader.rawOfLast)
        // Of a line that is too long nothing was kept: the reasons alone stand for it.
        if var object = raw.isEmpty ? JSONObject() : (try? JSONParser.parse(raw))?.object {
            object["refusedCode"] = .string(code)
            object["refusedMessage"] = .string(message)
            CanonicalJSON.write(object, into: &out)
        } else {
            out += raw
        }
        out.append(0x0A)
    }
}

// MARK: Faults of the readers, in our words

extension InputFault {
    /// After these nothing more can be read.
    var isOfTheWholeInput: Bool {
        switch code {
        case .badEncoding, .emptyInput, .unknownFormat, .unknownColumn, .missingColumn, .repeatedColumn, .cannotRead: true
        default: false
        }
    }

    init(_ error: CSVError) {
        self.init(.badCSV, line: error.line, column: error.column)
        switch error.kind {
        case .input(let input): self = InputFault(input)
        case .encoding(let encoding): self = InputFault(.badEncoding, facts: ["encoding": encoding.name])
        case .empty: self = InputFault(.emptyInput)
        case .unnamedColumn(let place): (code, facts) = (.missingColumn, ["place": String(place)])
        case .duplicateColumn(let name): (code, facts) = (.repeatedColumn, ["columns": name])
        case .wrongFieldCount(let expected, let got):
            (code, facts) = (.wrongFieldCount, ["expected": String(expected), "got": String(got)])
        case .bareCR: facts = ["why": "lines end in CR alone"]
        case .strayQuote: facts = ["why": "a quote inside a field"]
        case .endsMidRow(let expected, let got):
            (code, facts) = (.endsMidRow, ["expected": String(expected), "got": String(got)])
        case .endsInsideQuotes: (code, facts) = (.endsMidRow, ["why": "quotes are not closed"])
        case .nul: code = .embeddedNUL
        case .invalidUTF8(let offset, let likely):
            (code, facts) = (.badEncoding, ["encoding": likely.name, "offset": String(offset)])
        case .tooLong(let limit): (code, facts) = (.lineTooLong, ["limit": String(limit)])
        case .openQuotes(let limit): (code, facts) = (.lineTooLong, ["limit": String(limit), "why": "quotes are not closed"])
        }
    }

    init(_ error: JSONLinesError) {
        self.init(.badJSON, line: error.line)
        if let offset = error.offset { facts["offset"] = String(offset + 1) }
        switch error.kind {
        case .input(let input): self = InputFault(input)
        case .encoding(let encoding): self = InputFault(.badEncoding, facts: ["encoding": encoding.name])
        case .json(let kind):
            facts["why"] = kind.rawValue
            if kind == .nul { code = .embeddedNUL }
        case .invalidUTF8(let likely):
            code = .badEncoding
            facts["encoding"] = likely.name
        case .notAnObject: facts["why"] = "not an object"
        case .endsMidRow: code = .endsMidRow
        case .tooLong(let limit): (code, facts) = (.lineTooLong, ["limit": String(limit)])
        }
    }

    package init(_ error: InputError) {
        self.init(.cannotRead, facts: ["why": error.kind == .isADirectory ? "a folder" : error.systemMessage])
    }
}
