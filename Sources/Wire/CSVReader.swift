/// Tables of RFC 4180, read strictly and streamed: a header with unique names, the same number of fields in every row,
/// quotes only around whole fields. The separator is told from the header line: comma, semicolon or tab. Lines may end
/// in LF or CR LF, empty lines are passed over, spaces belong to their field. Bytes are UTF-8 without NUL.
///
/// A row that is wrong throws, and the next call goes on behind it, so that all of them can be shown; see
/// `CSVError.isFatal`.
package final class CSVReader {
    /// Columns of the header, in the order of the input.
    package let columns: [String]
    package let separator: UInt8
    private let rows: CSVRows
    private var isFinished = false

    /// Reads the header. `limit` is the longest record in bytes.
    package init(
        _ source: ByteSource, separator: UInt8? = nil, limit: Int = LineReader.defaultLimit
    ) throws(CSVError) {
        let lines = LineReader(source, limit: limit)
        rows = CSVRows(lines: lines, separator: separator)
        let encoding: TextEncoding
        do throws(InputError) {
            encoding = try lines.encoding()
        } catch {
            throw CSVError(.input(error), line: 1)
        }
        if !encoding.isReadByLine { throw CSVError(.encoding(encoding), line: 1) }
        columns = try CSVReader.header(from: rows)
        self.separator = rows.separator ?? 0x2C
        // One more, because a field at fault may be the first surplus one.
        rows.keepOnly(fields: columns.count + 1)
    }

    /// The place of a column from 0, nil where the table has none of this name.
    package func column(_ name: String) -> Int? { columns.firstIndex(of: name) }

    /// The last record as it stands in the input, also of one that was refused, without the end of its last line; empty
    /// where it was too long. Gone at the next call of `next()`.
    package var rawOfLast: UnsafeRawBufferPointer { rows.rawOfLast }

    /// How many bytes of the input were read so far, for progress.
    package var bytesRead: Int { rows.lines.source.bytesRead }

    /// The next record, nil at the end and after a fatal error.
    package func next() throws(CSVError) -> CSVRecord? {
        if isFinished { return nil }
        let record: CSVRecord?
        do throws(CSVFault) {
            record = try rows.next()
        } catch {
            isFinished = error.isFatal
            throw CSVError(error.kind, line: error.line, column: columnName(error.field), isFatal: error.isFatal)
        }
        guard let record, record.count != columns.count else { return record }
        if rows.lastIsUnterminated, record.count < columns.count {
            isFinished = true
            throw CSVError(.endsMidRow(expected: columns.count, got: record.count), line: record.line)
        }
        throw CSVError(
            .wrongFieldCount(expected: columns.count, got: record.count), line: record.line, isFatal: false)
    }

    private func columnName(_ field: Int?) -> String? {
        guard let field, columns.indices.contains(field) else { return nil }
        return columns[field]
    }

    private static func header(from rows: CSVRows) throws(CSVError) -> [String] {
        let record: CSVRecord?
        do throws(CSVFault) {
            record = try rows.next()
        } catch {
            throw CSVError(error.kind, line: error.line)
        }
        guard let record else { throw CSVError(.empty, line: 1) }
        var names = record.strings
        // A mark of the encoding that comes twice: a file that was saved again, or two that were put together.
        if let first = names.first { names[0] = String(String.UnicodeScalarView(first.unicodeScalars.drop { $0 == "\u{FEFF}" })) }
        if names.contains(where: { $0.unicodeScalars.contains("\r") && !$0.unicodeScalars.contains("\n") }) { throw CSVError(.bareCR, line: record.line) }
        var seen: Set<String> = []
        for (index, name) in names.enumerated() {
            if name.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
                throw CSVError(.unnamedColumn(index + 1), line: record.line)
            }
            if !seen.insert(name).inserted {
                throw CSVError(.duplicateColumn(name), line: record.line, column: name)
            }
        }
        return names
    }
}
