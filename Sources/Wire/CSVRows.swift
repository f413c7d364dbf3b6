/// A fault of a record before its columns have names.
struct CSVFault: Error {
    var kind: CSVError.Kind
    var line: Int
    /// The place of the field at fault, from 0.
    var field: Int?
    var isFatal: Bool
}

/// Records of any width from lines: finds where one ends, unquotes it, and checks its bytes.
final class CSVRows {
    let lines: LineReader
    /// Nil until the first line tells it.
    private(set) var separator: UInt8?
    /// The last record as it stands in the input; see `CSVReader.rawOfLast`.
    private(set) var rawOfLast = UnsafeRawBufferPointer(start: nil, count: 0)
    private(set) var lineOfLast = 0
    /// Whether the last record is the end of an input that does not end its last line.
    private(set) var lastIsUnterminated = false
    private var tokenizer = CSVTokenizer()
    /// A record of several lines, put together.
    private var joined = ByteBuffer()
    private var isFinished = false

    init(lines: LineReader, separator: UInt8?) {
        self.lines = lines
        self.separator = separator
        if let separator { tokenizer.separator = separator }
    }

    func keepOnly(fields limit: Int) { tokenizer.fieldLimit = limit }

    func next() throws(CSVFault) -> CSVRecord? {
        while !isFinished, let line = try nextLine(of: nil) {
            rawOfLast = line.bytes
            lineOfLast = line.number
            lastIsUnterminated = line.terminator == .none
            if line.isTooLong {
                throw CSVFault(kind: .tooLong(limit: lines.limit), line: line.number, isFatal: false)
            }
            guard let base = line.bytes.baseAddress, !line.bytes.isEmpty else { continue }
            if separator == nil {
                tokenizer.separator = CSVRows.separator(of: line.bytes)
                separator = tokenizer.separator
            }
            let scan = tokenizer.split(line.bytes)
            if scan.hasNUL || scan.hasNonASCII { try check(line, record: line.number) }
            if scan.hasQuote { return try quotedRecord(from: line) }
            return CSVRecord(
                line: line.number, count: scan.fieldCount, raw: line.bytes, base: base,
                fields: UnsafePointer(tokenizer.fields))
        }
        rawOfLast = UnsafeRawBufferPointer(start: nil, count: 0)
        return nil
    }

    /// Reads on while quotes are open, at most as many bytes as a line may have.
    private func quotedRecord(from first: Line) throws(CSVFault) -> CSVRecord {
        tokenizer.beginQuoted()
        try unquote(first.bytes, record: first.number)
        if tokenizer.isInsideQuotes {
            joined.removeAll()
            joined.append(first.bytes)
            var end = first.terminator
            repeat { end = try joinNextLine(behind: end, record: first.number) } while tokenizer.isInsideQuotes
        }
        tokenizer.endQuoted()
        return CSVRecord(
            line: first.number, count: tokenizer.fieldCount, raw: rawOfLast, base: tokenizer.unquotedBase,
            fields: UnsafePointer(tokenizer.fields))
    }

    /// Adds the end of a line inside of quotes, which belongs to its field, and the line behind it, whose end it returns.
    private func joinNextLine(behind end: Line.Terminator, record: Int) throws(CSVFault) -> Line.Terminator {
        let field = tokenizer.fieldCount
        for byte in end == .carriageReturnLineFeed ? [0x0D, 0x0A] : end == .none ? [] : [0x0A] as [UInt8] {
            joined.append(byte)
            tokenizer.append(quoted: byte)
        }
        rawOfLast = joined.bytes
        guard let line = try nextLine(of: record) else {
            isFinished = true
            throw CSVFault(kind: .endsInsideQuotes, line: record, field: field, isFatal: true)
        }
        if line.isTooLong || joined.count + line.bytes.count > lines.limit {
            isFinished = true
            throw CSVFault(kind: .openQuotes(limit: lines.limit), line: record, field: field, isFatal: true)
        }
        lastIsUnterminated = line.terminator == .none
        joined.append(line.bytes)
        rawOfLast = joined.bytes
        try check(line, record: record)
        try unquote(line.bytes, record: record)
        return line.terminator
    }

    private func unquote(_ piece: UnsafeRawBufferPointer, record: Int) throws(CSVFault) {
        if tokenizer.unquote(piece) < piece.count {
            throw CSVFault(kind: .strayQuote, line: record, field: tokenizer.fieldCount, isFatal: false)
        }
    }

    /// Refuses NUL and what is no UTF-8, whichever comes first.
    private func check(_ line: Line, record: Int) throws(CSVFault) {
        let invalid = UTF8Validation.firstInvalid(in: line.bytes)
        let nul = line.bytes.firstIndex(of: 0)
        guard let position = [invalid, nul].compactMap({ $0 }).min() else { return }
        let kind: CSVError.Kind =
            position == nul
            ? .nul : .invalidUTF8(offset: line.offset + position, likely: TextEncoding.ofInvalidUTF8(line.bytes))
        // On a later line of a record only a whole reading could tell the field.
        let field = line.number == record ? fieldIndex(of: position, in: line.bytes) : nil
        throw CSVFault(kind: kind, line: record, field: field, isFatal: false)
    }

    private func fieldIndex(of position: Int, in line: UnsafeRawBufferPointer) -> Int {
        var isQuoted = false
        var index = 0
        for byte in line[..<position] {
            if byte == 0x22 { isQuoted.toggle() }
            if byte == separator, !isQuoted { index += 1 }
        }
        return index
    }

    private func nextLine(of record: Int?) throws(CSVFault) -> Line? {
        do throws(InputError) {
            return try lines.next()
        } catch {
            isFinished = true
            throw CSVFault(kind: .input(error), line: record ?? lineOfLast + 1, isFatal: true)
        }
    }

    /// The one of comma, semicolon and tab that stands most often outside of quotes; the first of them where none does.
    private static func separator(of header: UnsafeRawBufferPointer) -> UInt8 {
        var counts = [0, 0, 0]
        let candidates: [UInt8] = [0x2C, 0x3B, 0x09]
        var isQuoted = false
        for byte in header {
            if byte == 0x22 { isQuoted.toggle() }
            if !isQuoted, let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
        }
        let most = counts.max() ?? 0
        return zip(candidates, counts).first { $0.1 == most }?.0 ?? 0x2C
    }
}
