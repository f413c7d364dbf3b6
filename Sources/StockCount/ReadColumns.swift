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
    // Where each field stands; -1 where there is none.
    private let code: Int
    private let time: Int
    private let reader: Int
    private let antenna: Int
    private let signal: Int
    private let tid: Int
    private let zone: Int
    private let condition: Int

    init(separator: UInt8, fields: [ReadField?]) {
        self.separator = separator
        // The first column of a name counts.
        var seen: Set<ReadField> = []
        self.fields = fields.map { field in field.flatMap { seen.insert($0).inserted ? $0 : nil } }
        let columns = self.fields
        func column(_ field: ReadField) -> Int { columns.firstIndex(of: field) ?? -1 }
        (code, time, reader, antenna) = (column(.code), column(.time), column(.reader), column(.antenna))
        (signal, tid, zone, condition) = (column(.signal), column(.tid), column(.zone), column(.condition))
    }

    /// False for a line with another number of fields, or with a quote that does not end. Bytes behind the line
    /// can be read (`ReadLines`).
    func part(_ line: UnsafeRawBufferPointer, into result: inout ReadFields, scratch: LineScratch, hasQuotes: Bool = true) -> Bool {
        guard !hasQuotes || !Bytes.contains(line, 0x22) else { return partQuoted(line, into: &result, scratch: scratch) }
        guard let base = line.baseAddress else { return false }
        let count = line.count
        let ends = scratch.ends(fields.count)
        let last = fields.count - 1
        let pattern = SIMD16<UInt8>(repeating: separator)
        var column = 0
        var index = 0
        while index < count {
            // 32 bytes at once: a bit is set where a byte is the separator.
            let raw = base + index
            var matches = CSVLayout.mask(raw, pattern) | CSVLayout.mask(raw + 16, pattern) << 16
            if count &- index < 32 { matches &= 1 &<< UInt32(truncatingIfNeeded: count &- index) &- 1 }
            while matches != 0 {
                guard column < last else { return false }
                ends[column] = index &+ matches.trailingZeroBitCount
                column &+= 1
                matches &= matches &- 1
            }
            index &+= 32
        }
        guard column == last else { return false }
        ends[last] = count
        @inline(__always) func field(_ column: Int) -> UnsafeRawBufferPointer {
            let start = column == 0 ? 0 : ends[column &- 1] &+ 1
            return UnsafeRawBufferPointer(start: base + start, count: ends[column] &- start)
        }
        if code >= 0 { result.code = field(code) }
        if time >= 0 { result.time = field(time) }
        if reader >= 0 { result.reader = field(reader) }
        if antenna >= 0 { result.antenna = field(antenna) }
        if signal >= 0 { result.signal = field(signal) }
        if tid >= 0 { result.tid = field(tid) }
        if zone >= 0 { result.zone = field(zone) }
        if condition >= 0 { result.condition = field(condition) }
        return true
    }

    /// A bit for each of 16 bytes that is `pattern`, the first lowest.
    @inline(__always) private static func mask(_ bytes: UnsafeRawPointer, _ pattern: SIMD16<UInt8>) -> UInt32 {
        let same = bytes.loadUnaligned(as: SIMD16<UInt8>.self) .== pattern
        let weights = SIMD16<UInt8>(1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128)
        let bits = unsafeBitCast(SIMD16<UInt8>(repeating: 0).replacing(with: weights, where: same), to: SIMD2<UInt64>.self)
        // Eight different bits add up to a byte, which the product has at its top.
        let (low, high) = ((bits.x &* 0x0101_0101_0101_0101) >> 56, (bits.y &* 0x0101_0101_0101_0101) >> 56)
        return UInt32(truncatingIfNeeded: low | high << 8)
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
    private var columnEnds = UnsafeMutableBufferPointer<Int>.allocate(capacity: 64)

    deinit {
        memory.deallocate()
        columnEnds.deallocate()
    }

    /// Room for as many bytes, and eight more that can be read.
    func room(_ count: Int) -> UnsafeMutableRawBufferPointer {
        if count + 8 > memory.count {
            memory.deallocate()
            memory = .allocate(byteCount: (count + 8) * 2, alignment: 16)
        }
        return memory
    }

    /// Where each column of a line ends.
    @inline(__always) func ends(_ columns: Int) -> UnsafeMutablePointer<Int> {
        if columns > columnEnds.count { grow(columns) }
        // A buffer of at least 64 has an address.
        return columnEnds.baseAddress.unsafelyUnwrapped
    }

    private func grow(_ columns: Int) {
        columnEnds.deallocate()
        columnEnds = .allocate(capacity: columns * 2)
    }
}

/// Small helps over bytes.
enum Bytes {
    @inline(__always) static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard bytes.count > 0, bytes[0] <= 0x20 || bytes[bytes.count &- 1] <= 0x20 else { return bytes }
        return withoutBlanks(bytes)
    }

    private static func withoutBlanks(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
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

    /// Packed into a number, for telling short names apart; `UInt64.max` for more than seven bytes. Eight bytes from the
    /// first can be read.
    @inline(__always) static func packed(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let count = bytes.count
        guard count < 8 else { return .max }
        guard count > 0, let base = bytes.baseAddress else { return 0 }
        let raw = UInt64(littleEndian: base.loadUnaligned(as: UInt64.self))
        return raw & (1 << UInt64(truncatingIfNeeded: count &* 8) &- 1) | UInt64(truncatingIfNeeded: count) << 56
    }
}
