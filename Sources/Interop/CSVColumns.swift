package import Ledger

/// The columns of a CSV file and the fields that they are.
package struct CSVColumns: Sendable {
    package struct Column: Sendable {
        package let name: String
        /// Nil for a column that is not read.
        package let field: MovementField?
        /// The template's word on it.
        let written: FileTemplate.Column?
        /// Neither read nor passed over on purpose.
        package let isUnknown: Bool
        /// An earlier column is the same field: which of the two counts, nobody could tell.
        package var isRepeated = false
    }

    package private(set) var columns: [Column]
    /// Columns that the call maps and the file does not have, with their fields.
    private let absent: [(column: String, field: String)]
    /// Fields that every movement needs and neither file nor call says.
    package let missing: [String]

    /// The call's mapping goes before the template, the template before our own names.
    init(_ names: [String], mapping: [String: String], template: FileTemplate?, defaults: RowDefaults) {
        columns = names.map { name in
            if let mapped = mapping[name] { return Column(name: name, field: MovementField(mapped), written: nil, isUnknown: MovementField(mapped) == nil) }
            if let written = template?.column(name) { return Column(name: name, field: MovementField(written.field), written: written, isUnknown: false) }
            if template?.passesOver(name) == true { return Column(name: name, field: nil, written: nil, isUnknown: false) }
            let field = MovementField(name)
            return Column(name: name, field: field, written: nil, isUnknown: field == nil)
        }
        absent = mapping.filter { !names.contains($0.key) }.map { ($0.key, $0.value) }.sorted { $0.column < $1.column }
        var fields: [MovementField: Bool] = [:]
        for index in columns.indices {
            guard let field = columns[index].field else { continue }
            // Two names of our own for one field (`trip`, `trip.id`) are for different movements: what `export` writes has both.
            let isOwn = mapping[columns[index].name] == nil && columns[index].written == nil
            columns[index].isRepeated = fields[field].map { !($0 && isOwn) } ?? false
            fields[field] = isOwn && fields[field] ?? true
        }
        let needed: [(String, MovementField)] = [("type", .type), ("by", .by), ("occurred", .occurred)]
        missing = needed.filter { !defaults.says($0.1) && fields[$0.1] == nil }.map(\.0)
    }

    package var unknown: [String] { columns.filter(\.isUnknown).map(\.name) }

    /// Throws an `InputFault` where the file cannot be taken as it is.
    func check() throws {
        if let first = unknown.first {
            throw InputFault(.unknownColumn, line: 1, column: first, facts: ["columns": unknown.joined(separator: ", ")])
        }
        if let again = columns.first(where: \.isRepeated), let field = again.field {
            let names = columns.filter { $0.field == field }.map(\.name)
            throw InputFault(.repeatedColumn, line: 1, column: again.name, facts: ["columns": names.joined(separator: ", "), "field": field.name])
        }
        if let first = absent.first {
            throw InputFault(.missingColumn, line: 1, column: first.column, facts: ["columns": first.column, "field": first.field])
        }
        if let first = missing.first {
            throw InputFault(.missingColumn, line: 1, column: first, facts: ["columns": missing.joined(separator: ", ")])
        }
    }
}

/// An input as it is understood, before anything is recorded: no ledger is asked.
package struct InputPreview {
    package var format: InputFormat
    /// `UTF-8`, `GB18030 (GBK)`…
    package var encoding: String
    /// Of CSV: the byte between fields.
    package var separator: UInt8?
    /// Of CSV.
    package var columns: CSVColumns?
    package var rows: [(line: Int, submission: Result<Submission, RowFault>)]
}
