import Glibc
import Wire

/// One object a line, as readers and handhelds write them: members that are strings, numbers, true, false or null are
/// read in place; what lies deeper is passed over. Decimal numbers stay text, which the ledger's own JSON does not have.
struct FlatJSON {
    private let line: UnsafeRawBufferPointer
    private let scratch: LineScratch
    private var used = 0
    private var at = 0

    /// False where the line is no JSON object.
    static func read(
        _ line: UnsafeRawBufferPointer, into fields: inout ReadFields, columns: [String: ReadField], scratch: LineScratch
    ) -> Bool {
        var json = FlatJSON(line, scratch)
        return json.object { name, value in
            let text = String(decoding: name, as: UTF8.self)
            if let field = columns[ReadField.plain(text)] ?? ReadField.named(text) { fields[field] = value }
        }
    }

    private init(_ line: UnsafeRawBufferPointer, _ scratch: LineScratch) {
        self.line = line
        self.scratch = scratch
        _ = scratch.room(line.count)
    }

    private mutating func object(_ member: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void) -> Bool {
        blanks()
        guard take(0x7B) else { return false }
        blanks()
        if take(0x7D) { return isAtEnd() }
        while true {
            blanks()
            guard let name = string() else { return false }
            blanks()
            guard take(0x3A) else { return false }
            blanks()
            guard let value = value() else { return false }
            member(name, value)
            blanks()
            if take(0x2C) { continue }
            return take(0x7D) && isAtEnd()
        }
    }

    private mutating func isAtEnd() -> Bool {
        blanks()
        return at == line.count
    }

    private mutating func blanks() {
        while at < line.count, Bytes.isBlank(line[at]) { at += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at < line.count, line[at] == byte else { return false }
        at += 1
        return true
    }

    /// A string's text, a number's digits; empty for null, true, false and what lies deeper.
    private mutating func value() -> UnsafeRawBufferPointer? {
        guard at < line.count else { return nil }
        let empty = UnsafeRawBufferPointer(start: nil, count: 0)
        switch line[at] {
        case 0x22: return string()
        case 0x7B, 0x5B: return deeper() ? empty : nil
        default:
            let start = at
            while at < line.count, line[at] != 0x2C, line[at] != 0x7D, !Bytes.isBlank(line[at]) { at += 1 }
            let text = UnsafeRawBufferPointer(rebasing: line[start..<at])
            if text.elementsEqual("null".utf8) || text.elementsEqual("true".utf8) || text.elementsEqual("false".utf8) { return empty }
            let isNumber = !text.isEmpty && text.allSatisfy { (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }
            return isNumber ? text : nil
        }
    }

    private mutating func deeper() -> Bool {
        var depth = 0
        while at < line.count {
            switch line[at] {
            case 0x22:
                guard string() != nil else { return false }
                continue
            case 0x7B, 0x5B: depth += 1
            case 0x7D, 0x5D: depth -= 1
            default: break
            }
            at += 1
            if depth == 0 { return true }
        }
        return false
    }

    private mutating func string() -> UnsafeRawBufferPointer? {
        guard take(0x22) else { return nil }
        let start = at
        while at < line.count, line[at] != 0x22 {
            guard line[at] >= 0x20 else { return nil }
            if line[at] == 0x5C { return escaped(from: start) }
            at += 1
        }
        guard at < line.count else { return nil }
        at += 1
        return UnsafeRawBufferPointer(rebasing: line[start..<at - 1])
    }

    /// A string with escapes, unescaped into scratch memory.
    private mutating func escaped(from start: Int) -> UnsafeRawBufferPointer? {
        while at < line.count, line[at] != 0x22 { at += line[at] == 0x5C ? 2 : 1 }
        guard at < line.count else { return nil }
        at += 1
        let quoted = UnsafeRawBufferPointer(rebasing: line[start - 1..<at])
        guard case .string(let text)? = try? JSONParser.parse(quoted) else { return nil }
        let room = scratch.room(line.count)
        let begin = used
        guard begin + text.utf8.count <= room.count else { return nil }
        for byte in text.utf8 {
            room[used] = byte
            used += 1
        }
        return UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[begin..<used])
    }
}
