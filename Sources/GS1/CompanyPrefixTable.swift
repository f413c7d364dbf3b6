/// How long the GS1 company prefix at the front of a key is: the GS1 GCP length table.
///
/// The table is data of GS1 that changes every week and may not be ours to give away: it is no part of this module, the
/// caller hands it over, as the CSV or in the compact form. In memory it is the borders of runs of twelve-digit numbers
/// with the same answer, neighbours joined: 170,843 prefixes become 62,443 borders, 0.5 MB; compact, 126 KB.
package struct CompanyPrefixTable: Hashable, Sendable {
    package enum Fault: Error, Hashable, Sendable {
        /// A line of the CSV, counted from 1, is not `prefix,length`.
        case line(Int)
        /// The compact form is cut or out of order.
        case compact
    }

    /// First number of a run, times 16, plus its length; 15 stands for unknown. Ascending; the first begins at 0.
    private var borders: [UInt64] = [CompanyPrefixTable.unknown]

    private static let unknown: UInt64 = 15
    private static let end: UInt64 = 1_000_000_000_000

    /// The digits of the company prefix that `digits` begin with, by the longest match. Nil where the table does not
    /// know it or says that none is issued (0). `digits`: of a GTIN or SSCC those behind the indicator or extension
    /// digit, of other keys all; those behind the twelfth do not matter. O(log of the table).
    package func length(_ digits: some Collection<UInt8>) -> Int? {
        let front = digits.prefix(12)
        guard front.count == 12, let number = number(front) else { return nil }
        var low = 0
        var high = borders.count
        while low < high {
            let middle = (low + high) / 2
            if borders[middle] >> 4 <= number { low = middle + 1 } else { high = middle }
        }
        let length = low > 0 ? borders[low - 1] & 15 : CompanyPrefixTable.unknown
        return (6...12).contains(length) ? Int(length) : nil
    }

    /// The length for `key`: which digits count is known by its AI. Nil also for GTIN-8, which has no company prefix.
    package func length(of key: GS1Key) -> Int? {
        switch key.ai {
        case "00": length(key.value.utf8.dropFirst())
        case "01", "8006": key.value.hasPrefix("000000") ? nil : length(key.value.utf8.dropFirst())
        case "8003": length(key.value.utf8.dropFirst())
        default: length(key.value.utf8)
        }
    }

    // MARK: CSV

    /// Reads lines `prefix,length`, in any order; a header line and empty lines are passed over.
    package init(csv: some Collection<UInt8>) throws(Fault) {
        var runs: [(start: UInt64, size: UInt64, length: UInt64)] = []
        for (index, line) in csv.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let fields = line.split(separator: 0x2C, omittingEmptySubsequences: false)
            let isHeader = index == 0 && line.contains { (0x61...0x7A).contains($0) }
            if isHeader || line.allSatisfy({ $0 == 0x0D }) { continue }
            guard fields.count == 2, (1...12).contains(fields[0].count), let prefix = number(fields[0]),
                let length = number(fields[1].filter { $0 != 0x0D }), length == 0 || (4...12).contains(length)
            else { throw .line(index + 1) }
            var size: UInt64 = 1
            for _ in fields[0].count..<12 { size *= 10 }
            runs.append((prefix * size, size, length))
        }
        // A longer prefix lies within a shorter one or beside it: from outside in.
        runs.sort { ($0.start, $1.size) < ($1.start, $0.size) }
        var open: [(end: UInt64, length: UInt64)] = [(CompanyPrefixTable.end, CompanyPrefixTable.unknown)]
        for run in runs {
            close(&open, upTo: run.start)
            add(run.start, run.length)
            open.append((run.start + run.size, run.length))
        }
        close(&open, upTo: CompanyPrefixTable.end)
    }

    private mutating func close(_ open: inout [(end: UInt64, length: UInt64)], upTo start: UInt64) {
        while open.count > 1, let run = open.last, run.end <= start {
            open.removeLast()
            add(run.end, open.last?.length ?? CompanyPrefixTable.unknown)
        }
    }

    private mutating func add(_ start: UInt64, _ length: UInt64) {
        guard start < CompanyPrefixTable.end else { return }
        if let last = borders.last, last >> 4 == start { borders.removeLast() }
        if let last = borders.last, last & 15 == length { return }
        borders.append(start << 4 | length)
    }

    // MARK: Compact form

    /// For each border a byte (zeros to append × 16 + length) and the distance to the one before without them, as LEB128.
    package var compact: [UInt8] {
        var bytes: [UInt8] = []
        var before: UInt64 = 0
        for border in borders {
            var distance = border >> 4 - before
            before = border >> 4
            var zeros: UInt8 = 0
            while distance > 0, distance % 10 == 0 {
                distance /= 10
                zeros += 1
            }
            bytes.append(zeros << 4 | UInt8(border & 15))
            repeat {
                bytes.append(UInt8(distance & 0x7F) | (distance > 0x7F ? 0x80 : 0))
                distance >>= 7
            } while distance > 0
        }
        return bytes
    }

    package init(compact bytes: [UInt8]) throws(Fault) {
        borders = []
        var rest = bytes[...]
        var start: UInt64 = 0
        while let head = rest.popFirst() {
            var distance: UInt64 = 0
            var shift: UInt64 = 0
            var byte: UInt8
            repeat {
                guard shift < 42, let next = rest.popFirst() else { throw .compact }
                byte = next
                distance |= UInt64(byte & 0x7F) << shift
                shift += 7
            } while byte & 0x80 != 0
            for _ in 0..<(head >> 4) {
                distance *= 10
                guard distance < CompanyPrefixTable.end else { throw .compact }
            }
            start += distance
            guard start < CompanyPrefixTable.end, borders.isEmpty == (start == 0), distance > 0 || borders.isEmpty else { throw .compact }
            borders.append(start << 4 | UInt64(head & 15))
        }
        guard !borders.isEmpty else { throw .compact }
    }
}
