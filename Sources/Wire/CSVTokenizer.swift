/// What one pass over a line found. Where it has quotes, the fields are void.
struct CSVScan {
    var fieldCount = 0
    var hasQuote = false
    var hasNUL = false
    var hasNonASCII = false
}

/// Splits records into fields. Keeps two buffers between records: the places of the fields, and the text of records with
/// quotes, unquoted.
struct CSVTokenizer: ~Copyable {
    var separator: UInt8 = 0x2C
    /// Fields beyond this many are counted and not kept, so that a line of nothing but separators costs no memory.
    var fieldLimit = Int.max
    private(set) var fields: UnsafeMutablePointer<CSVField>
    private(set) var fieldCount = 0
    private var unquoted = ByteBuffer()
    private var capacity = 32

    private enum State { case fieldStart, plain, quoted, quoteInQuoted }
    private var state = State.fieldStart
    private var fieldStart = 0

    init() { fields = .allocate(capacity: capacity) }

    deinit { fields.deallocate() }

    /// Splits a line at its separators, eight bytes at a time.
    mutating func split(_ line: UnsafeRawBufferPointer) -> CSVScan {
        var quotes: UInt64 = 0
        var nuls: UInt64 = 0
        var high: UInt64 = 0
        var start = 0
        fieldCount = 0
        guard let base = line.baseAddress else { return CSVScan() }
        var index = 0
        while index < line.count {
            // Behind the last whole word the rest is filled up with spaces.
            let word =
                index + 8 <= line.count
                ? ByteScanning.word(base, at: index) : ByteScanning.lastWord(base, at: index, count: line.count)
            quotes |= ByteScanning.equal(word, 0x22)
            nuls |= ByteScanning.equal(word, 0)
            high |= word & ByteScanning.highBits
            var separators = ByteScanning.everyEqual(word, separator)
            while separators != 0 {
                let end = index + ByteScanning.firstMatch(separators)
                keep(CSVField(start: start, count: end - start))
                start = end + 1
                separators &= separators &- 1
            }
            index += 8
        }
        keep(CSVField(start: start, count: line.count - start))
        return CSVScan(fieldCount: fieldCount, hasQuote: quotes != 0, hasNUL: nuls != 0, hasNonASCII: high != 0)
    }

    /// Starts a record that has quotes.
    mutating func beginQuoted() {
        unquoted.removeAll()
        state = .fieldStart
        fieldStart = 0
        fieldCount = 0
    }

    /// Takes a piece of the record. The number of bytes taken is less than all where the next one is a quote, or stands
    /// behind a closing quote, and may not; it is in field `fieldCount`.
    mutating func unquote(_ piece: UnsafeRawBufferPointer) -> Int {
        for (index, byte) in piece.enumerated() {
            switch state {
            case .quoted:
                if byte == 0x22 { state = .quoteInQuoted } else { unquoted.append(byte) }
            case .quoteInQuoted where byte == 0x22:
                unquoted.append(byte)
                state = .quoted
            case .fieldStart where byte == 0x22:
                state = .quoted
            case _ where byte == separator:
                closeField()
            case .plain where byte == 0x22, .quoteInQuoted:
                return index
            case .fieldStart, .plain:
                unquoted.append(byte)
                state = .plain
            }
        }
        return piece.count
    }

    /// Where the fields of the record are, counted from.
    var unquotedBase: UnsafeRawPointer { unquoted.base }

    /// Whether the record goes on behind the end of the line.
    var isInsideQuotes: Bool { state == .quoted }

    /// Takes a byte of an end of line inside of quotes.
    mutating func append(quoted byte: UInt8) { unquoted.append(byte) }

    mutating func endQuoted() { closeField() }

    private mutating func closeField() {
        keep(CSVField(start: fieldStart, count: unquoted.count - fieldStart))
        fieldStart = unquoted.count
        state = .fieldStart
    }

    @inline(__always)
    private mutating func keep(_ field: CSVField) {
        if fieldCount == capacity { grow() }
        if fieldCount < capacity { (fields + fieldCount).initialize(to: field) }
        fieldCount += 1
    }

    private mutating func grow() {
        let larger = min(capacity * 2, max(fieldLimit, capacity))
        guard larger > capacity else { return }
        let moved = UnsafeMutablePointer<CSVField>.allocate(capacity: larger)
        moved.moveInitialize(from: fields, count: capacity)
        fields.deallocate()
        fields = moved
        capacity = larger
    }
}
