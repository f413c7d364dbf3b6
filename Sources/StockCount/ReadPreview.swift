package import Wire

/// The first lines of a read file as they are understood: nothing is counted, no book is asked.
package struct ReadPreview {
    package struct Row: Hashable, Sendable {
        /// From 1, as an editor counts.
        package var line: Int
        /// What the code names; nil for a line that is broken.
        package var code: GunRead?
        /// Milliseconds of UTC; nil without a time, or where it is none.
        package var time: Timestamp?
        /// The fields as they stand, by field: `reader`, `antenna`, `rssi`, `tid`, `zone`, `condition`, `time`.
        package var fields: [(name: String, text: String)] = []

        package static func == (left: Row, right: Row) -> Bool { left.line == right.line && left.code == right.code && left.time == right.time }
        package func hash(into hasher: inout Hasher) { hasher.combine(line) }
    }

    /// `lines`, `csv` or `jsonl`.
    package private(set) var format = "lines"
    /// Of a CSV file: each column's field, nil for one that is not read.
    package private(set) var columns: [String?] = []
    package private(set) var rows: [Row] = []

    /// Reads at most `count` lines. Throws what the source throws.
    package init(_ source: ByteSource, columns names: [String: String], localOffsetMinutes: Int, rows count: Int) throws {
        let named = Dictionary(
            names.compactMap { name, field in ReadField.named(field).map { (ReadField.plain(name), $0) } }, uniquingKeysWith: { first, _ in first })
        let clock = ReadTime(localOffsetMinutes: localOffsetMinutes)
        let scratch = LineScratch()
        var lines = ReadLines(source)
        var found: ReadFormat?
        var number = 0
        while rows.count < count, let (whole, isCut) = try lines.next() {
            number += 1
            let line = whole.last == 0x0D ? UnsafeRawBufferPointer(rebasing: whole.dropLast()) : whole
            if found == nil {
                guard let (format, isHeader) = ReadFormat.of(firstLine: line, columns: named) else { continue }
                found = format
                switch format {
                case .lines: break
                case .jsonl: self.format = "jsonl"
                case .csv(let layout):
                    self.format = "csv"
                    columns = layout.fields.map { $0?.name }
                }
                if isHeader { continue }
            }
            guard !Bytes.trimmed(line).isEmpty else { continue }
            var fields = ReadFields()
            let isGood: Bool
            switch found {
            case .csv(let layout): isGood = layout.part(line, into: &fields, scratch: scratch)
            case .jsonl: isGood = FlatJSON.read(line, into: &fields, columns: named, scratch: scratch)
            case .lines, nil:
                fields.code = line
                isGood = true
            }
            rows.append(isGood && !isCut ? ReadPreview.row(number, fields, clock) : Row(line: number))
        }
    }

    private static func row(_ number: Int, _ fields: ReadFields, _ clock: ReadTime) -> Row {
        var clock = clock
        var row = Row(line: number, code: GunRead.of(FieldText.string(fields.code)))
        row.time = clock.milliseconds(Bytes.trimmed(fields.time)).map { Timestamp(millisecondsSince1970: $0) }
        for (name, text) in [
            ("time", fields.time), ("zone", fields.zone), ("reader", fields.reader), ("antenna", fields.antenna), ("rssi", fields.signal), ("tid", fields.tid),
            ("condition", fields.condition),
        ] where !text.isEmpty { row.fields.append((name, FieldText.string(Bytes.trimmed(text)))) }
        return row
    }
}

extension ReadField {
    /// As `--map` and the JSON have it.
    var name: String {
        switch self {
        case .code: "epc"
        case .signal: "rssi"
        case .time: "time"
        case .reader: "reader"
        case .antenna: "antenna"
        case .tid: "tid"
        case .zone: "zone"
        case .condition: "condition"
        }
    }
}
