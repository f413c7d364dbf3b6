import Wire

/// A hand tally that was measured: a CSV of `person, start, end, items`, at least a hundred items in all. What a stock
/// count by reader is compared with.
package enum HandTally {
    package static let itemsMin: Int64 = 100

    /// Items a person-minute, times 100; `items` are all of the file. Throws an `InputFault` with its line.
    package static func measure(_ path: String) throws -> (rateX100: Int64, items: Int64) {
        let source: ByteSource
        do throws(InputError) { source = try ByteSource(path: path) } catch { throw InputFault(error) }
        let reader: CSVReader
        do throws(CSVError) { reader = try CSVReader(source) } catch { throw InputFault(error) }
        guard let start = reader.column("start"), let end = reader.column("end"), let items = reader.column("items") else {
            throw InputFault(
                .missingColumn, line: 1, facts: ["columns": ["start", "end", "items"].filter { reader.column($0) == nil }.joined(separator: ", ")])
        }
        var milliseconds: Int64 = 0
        var counted: Int64 = 0
        while true {
            let next: CSVRecord?
            do throws(CSVError) { next = try reader.next() } catch { throw InputFault(error) }
            guard let row = next else { break }
            let from = try time(row.string(start), "start", row.line)
            let to = try time(row.string(end), "end", row.line)
            guard to > from else { throw InputFault(.badValue, line: row.line, column: "end", facts: ["field": "end", "value": row.string(end)]) }
            guard let number = Int64(row.string(items)), (0...1_000_000).contains(number) else {
                throw InputFault(.badNumber, line: row.line, column: "items", facts: ["field": "items", "value": String(row.string(items).prefix(60))])
            }
            milliseconds += to.millisecondsSince1970 - from.millisecondsSince1970
            counted += number
        }
        return (milliseconds > 0 ? counted * 6_000_000 / milliseconds : 0, counted)
    }

    private static func time(_ text: String, _ field: String, _ line: Int) throws -> Timestamp {
        do { return try Timestamp(text) } catch {
            throw InputFault(error == .noOffset ? .noOffset : .badTime, line: line, column: field, facts: ["field": field, "value": String(text.prefix(60))])
        }
    }
}
