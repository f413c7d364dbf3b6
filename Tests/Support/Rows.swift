import Foundation
import Wire

extension Reference {
    /// The rows of a JSON file that is one array, each read as `Row`; none, said in one line, where no folder has it.
    package static func rows<Row: Decodable>(_ path: String, as _: Row.Type = Row.self) throws -> [Row] {
        guard let data = try data(path) else { return [] }
        return try JSONDecoder().decode([Row].self, from: data)
    }

    /// The rows of a CSV file by column name.
    package static func table(_ path: String) throws -> [[String: String]] {
        guard let url = find(path) else { return [] }
        let reader = try CSVReader(ByteSource(path: url.path))
        var rows: [[String: String]] = []
        while let record = try reader.next() {
            var row: [String: String] = [:]
            for (index, column) in reader.columns.enumerated() { row[column] = record.string(index) }
            rows.append(row)
        }
        return rows
    }
}

/// Bytes written in hex, as the reference files have them.
package func hex(_ text: String) throws -> [UInt8] {
    guard let bytes = Hex.decode(text) else { throw BadFixture("no hex: \(text)") }
    return bytes
}

package func base64(_ text: String) throws -> [UInt8] {
    guard let bytes = Base64.decode(text) else { throw BadFixture("no base64: \(text)") }
    return bytes
}

/// A reference file that does not have the shape its README names.
package struct BadFixture: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
