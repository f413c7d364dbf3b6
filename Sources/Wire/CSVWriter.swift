/// Writes RFC 4180 with LF (or CR LF) ends, quotes only where a reader needs them.
package struct CSVWriter: Sendable {
    package let separator: UInt8
    package let endsInCRLF: Bool
    /// What was written and not taken away yet: write it out and remove it as it grows.
    package var bytes: [UInt8] = []

    package init(separator: UInt8 = 0x2C, endsInCRLF: Bool = false) {
        self.separator = separator
        self.endsInCRLF = endsInCRLF
    }

    package mutating func append(row fields: some Sequence<String>) {
        var isFirst = true
        let start = bytes.count
        for field in fields {
            if !isFirst { bytes.append(separator) }
            isFirst = false
            var field = field
            field.withUTF8 { append(field: UnsafeRawBufferPointer($0)) }
        }
        endRow(from: start)
    }

    /// As `append(row:)` from a record, which may be of a table with another separator, and fields behind it.
    package mutating func append(record: CSVRecord, and more: [String] = []) {
        let start = bytes.count
        for index in 0..<record.count {
            if index > 0 { bytes.append(separator) }
            append(field: record[index])
        }
        for var field in more {
            bytes.append(separator)
            field.withUTF8 { append(field: UnsafeRawBufferPointer($0)) }
        }
        endRow(from: start)
    }

    private mutating func endRow(from start: Int) {
        // A single empty field would be an empty line, which readers pass over.
        if bytes.count == start { bytes.append(contentsOf: [0x22, 0x22]) }
        if endsInCRLF { bytes.append(0x0D) }
        bytes.append(0x0A)
    }

    private mutating func append(field: UnsafeRawBufferPointer) {
        guard field.contains(where: { $0 == separator || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else {
            bytes.append(contentsOf: field)
            return
        }
        bytes.append(0x22)
        for byte in field {
            if byte == 0x22 { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }
}
