import Wire

/// A small table as CSV.
struct CSVText {
    private var writer = CSVWriter()

    init(header: [String]) { writer.append(row: header) }

    mutating func add(_ row: [String]) { writer.append(row: row) }

    var text: String { String(decoding: writer.bytes, as: UTF8.self) }
}
