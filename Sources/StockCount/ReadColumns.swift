import Glibc
import Wire

/// The fields of a read, by number.
enum ReadField: Int, CaseIterable {
    case code, time, reader, antenna, signal, tid, zone, condition

    /// Column names, without regard to case, blanks and underscores.
    private var names: [String] {
        switch self {
        case .code: ["epc", "code", "tag", "tagid", "epchex", "条码", "溯源码"]
        case .time: ["time", "timestamp", "firstseen", "firstseentime", "时间"]
        case .reader: ["reader", "readername", "device", "读写器"]
        case .antenna: ["antenna", "ant", "antennaport", "天线"]
        case .signal: ["rssi", "peakrssi"]
        case .tid: ["tid"]
        case .zone: ["zone", "location", "库位"]
        case .condition: ["condition", "状况"]
        }
    }

    static func named(_ column: String) -> ReadField? {
        let plain = plain(column)
        return allCases.first { $0.names.contains(plain) }
    }

    static func plain(_ column: String) -> String {
        String(column.lowercased().unicodeScalars.filter { $0 != " " && $0 != "_" && $0 != "\"" && $0 != "\u{FEFF}" && $0 != "\t" && $0 != "\r" })
    }
}

/// The fields of one line, as bytes of it. Empty where the line does not have them.
struct ReadFields {
    var code = UnsafeRawBufferPointer(start: nil, count: 0)
    var time = UnsafeRawBufferPointer(start: nil, count: 0)
    var reader = UnsafeRawBufferPointer(start: nil, count: 0)
    var antenna = UnsafeRawBufferPointer(start: nil, count: 0)
    var signal = UnsafeRawBufferPointer(start: nil, count: 0)
    var tid = UnsafeRawBufferPointer(start: nil, count: 0)
    var zone = UnsafeRawBufferPointer(start: nil, count: 0)
    var condition = UnsafeRawBufferPointer(start: nil, count: 0)

    subscript(field: ReadField) -> UnsafeRawBufferPointer {
        get { code }
        set {
            switch field {
            case .code: code = newValue
            case .time: time = newValue
            case .reader: reader = newValue
            case .antenna: antenna = newValue
            case .signal: signal = newValue
            case .tid: tid = newValue
            case .zone: zone = newValue
            case .condition: condition = newValue
            }
        }
    }
}

/// How the lines of a file are parted, told from its first line that is not empty.
enum ReadFormat {
    case lines
    case csv(CSVLayout)
    case jsonl

    /// Nil for an empty line. `isHeader` where the line itself names columns.
    static func of(firstLine line: UnsafeRawBufferPointer, columns: [String: ReadField]) -> (format: ReadFormat, isHeader: Bool)? {
        let text = Bytes.trimmed(line)
        guard let first = text.first else { return nil }
        if first == 0x7B { return (.jsonl, false) }
        var header = text
        if header.count >= 2, header[header.startIndex] == 0x2F, header[header.startIndex + 1] == 0x2F {
            header = UnsafeRawBufferPointer(rebasing: header[2...])
        }
        for separator: UInt8 in [0x2C, 0x3B, 0x09] {
            let names = Bytes.split(header, separator).map(FieldText.string)
            let fields = names.map { columns[ReadField.plain($0)] ?? ReadField.named($0) }
            guard fields.contains(.code), names.count > 1 || separator == 0x2C else { continue }
            return (.csv(CSVLayout(separator: separator, fields: fields)), true)
        }
        return (.lines, false)
    }
}

/// Which column is which field.
struct CSVLayout {
    let separator: UInt8
    let fields: [ReadField?]

    init(separator: UInt8, fields: [ReadField?]) {
        self.separator = separator
        // The first column of a name counts.
        var seen: Set<ReadField> = []
        self.fields = fields.map { field in field.flatMap { seen.insert($0).inserted ? $0 : nil } }
    }

    /// False for a line with another number of fields, or with a quote that does not end.
    func part(_ line: UnsafeRawBufferPointer, into result: inout ReadFields, scratch: LineScratch) -> Bool {
        guard !Bytes.contains(line, 0x22) else { return partQuoted(line, into: &result, scratch: scratch) }
        guard let base = line.baseAddress else { return false }
        let count = line.count
        let wanted = 0x0101_0101_0101_0101 &* UInt64(separator)
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        var start = 0
        var column = 0
        var index = 0
        // Eight bytes at once; the highest bit of a byte is set exactly where it is the separator.
        while index + 8 <= count {
            let difference = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ wanted
            var matches = ~(((difference & low) &+ low) | difference | low)
            while matches != 0 {
                let at = index + matches.trailingZeroBitCount >> 3
                guard put(base, start, at, column, &result) else { return false }
                start = at + 1
                column += 1
                matches &= matches - 1
            }
            index += 8
        }
        while index < count {
            if line[index] == separator {
                guard put(base, start, index, column, &result) else { return false }
                start = index + 1
                column += 1
            }
            index += 1
        }
        return put(base, start, count, column, &result) && column + 1 == fields.count
    }

    @inline(__always) private func put(
        _ base: UnsafeRawPointer, _ start: Int, _ end: Int, _ column: Int, _ result: inout ReadFields
    ) -> Bool {
        guard column < fields.count else { return false }
        if let field = fields[column] { result[field] = UnsafeRawBufferPointer(start: base + start, count: end - start) }
        return true
    }

    /// Fields without their quotes go to `scratch`: they are never longer than the line.
    private func partQuoted(_ line: UnsafeRawBufferPointer, into result: inout ReadFields, scratch: LineScratch) -> Bool {
        let room = scratch.room(line.count)
        var (start, end) = (0, 0)
        var column = 0
        var isQuoted = false
        var index = 0
        func close(_ result: inout ReadFields) -> Bool {
            guard column < fields.count else { return false }
            if let field = fields[column] { result[field] = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[start..<end]) }
            column += 1
            start = end
            return true
        }
        while index < line.count {
            let byte = line[index]
            if isQuoted {
                if byte != 0x22 {
                    room[end] = byte
                    end += 1
                } else if index + 1 < line.count, line[index + 1] == 0x22 {
                    room[end] = 0x22
                    end += 1
                    index += 1
                } else {
                    isQuoted = false
                }
            } else if byte == 0x22, start == end {
                isQuoted = true
            } else if byte == separator {
                guard close(&result) else { return false }
            } else {
                room[end] = byte
                end += 1
            }
            index += 1
        }
        return !isQuoted && close(&result) && column == fields.count
    }
}

/// Memory for what a line says once its quotes and escapes are gone; used again for each line.
final class LineScratch {
    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 12, alignment: 16)

    deinit { memory.deallocate() }

    func room(_ count: Int) -> UnsafeMutableRawBufferPointer {
        if count > memory.count {
            memory.deallocate()
            memory = .allocate(byteCount: count * 2, alignment: 16)
        }
        return memory
    }
}

/// Small helps over bytes.
enum Bytes {
    static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var start = 0
        var end = bytes.count
        while start < end, isBlank(bytes[start]) { start += 1 }
        while start < end, isBlank(bytes[end - 1]) { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    @inline(__always) static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0D || byte == 0x09 || byte == 0x0A }

    static func split(_ bytes: UnsafeRawBufferPointer, _ separator: UInt8) -> [UnsafeRawBufferPointer] {
        bytes.split(separator: separator, omittingEmptySubsequences: false).map { trimmed(UnsafeRawBufferPointer(rebasing: $0)) }
    }

    static func contains(_ bytes: UnsafeRawBufferPointer, _ byte: UInt8) -> Bool {
        bytes.baseAddress.map { memchr($0, Int32(byte), bytes.count) != nil } ?? false
    }

    /// Packed into a number, for telling short names apart; nil for more than seven bytes.
    @inline(__always) static func packed(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
        guard bytes.count < 8 else { return nil }
        var value = UInt64(bytes.count)
        for byte in bytes { value = value << 8 | UInt64(byte) }
        return value
    }
}
