/// Where a field lies behind its record's base.
struct CSVField {
    var start: Int
    var count: Int
}

/// One row of a table. Its bytes belong to the reader and are gone at the next call of `next()`: take out what is needed
/// as strings or copies.
package struct CSVRecord {
    /// The line on which the record begins, from 1.
    package let line: Int
    /// The number of fields, which is the number of columns.
    package let count: Int
    /// The record as it stands in the input, without the end of its last line.
    package let raw: UnsafeRawBufferPointer
    let base: UnsafeRawPointer
    let fields: UnsafePointer<CSVField>

    /// The bytes of a field, unquoted. `index` is a column's place from 0.
    package subscript(index: Int) -> UnsafeRawBufferPointer {
        precondition(index >= 0 && index < count)
        let field = fields[index]
        return UnsafeRawBufferPointer(start: base + field.start, count: field.count)
    }

    package func string(_ index: Int) -> String { String(decoding: self[index], as: UTF8.self) }

    package var strings: [String] { (0..<count).map { string($0) } }
}
