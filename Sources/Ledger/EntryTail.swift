import Cryptography

/// What the end of a body says of its place, read without parsing it: in canonical order only texts and integers follow
/// `prev`, so that the last `"prev":"` and `"seq":` outside a text are the entry's own. The pointers are the body's.
struct EntryTail {
    /// The 64 characters of `prev`, whatever they are.
    let prev: UnsafeRawBufferPointer?
    let seq: UInt64?

    init(_ body: UnsafeRawBufferPointer) {
        guard let name = EntryTail.last("\"seq\":", in: body, before: body.count) else {
            seq = nil
            prev = EntryTail.last("\"prev\":\"", in: body, before: body.count).flatMap { EntryTail.hash(in: body, at: $0 + 8) }
            return
        }
        seq = EntryTail.number(in: body, at: name + 6)
        // `"prev":"…",` stands right before `"seq":` unless there is a `ref` between.
        let near = name - 74
        if near > 0, EntryTail.stands("\"prev\":\"", in: body, at: near) {
            prev = EntryTail.hash(in: body, at: near + 8)
        } else {
            prev = EntryTail.last("\"prev\":\"", in: body, before: name).flatMap { EntryTail.hash(in: body, at: $0 + 8) }
        }
    }

    private static func hash(in body: UnsafeRawBufferPointer, at start: Int) -> UnsafeRawBufferPointer? {
        start + 64 <= body.count ? UnsafeRawBufferPointer(rebasing: body[start..<start + 64]) : nil
    }

    private static func number(in body: UnsafeRawBufferPointer, at start: Int) -> UInt64? {
        var value: UInt64 = 0
        var index = start
        while index < body.count, case let digit = body[index] &- 0x30, digit < 10, value < 1 << 58 {
            value = value * 10 + UInt64(digit)
            index += 1
        }
        return index > start ? value : nil
    }

    private static func stands(_ name: StaticString, in body: UnsafeRawBufferPointer, at start: Int) -> Bool {
        let text = name.utf8Start
        for index in 0..<name.utf8CodeUnitCount where body[start + index] != text[index] { return false }
        return true
    }

    /// Where the name stands last, its quote not escaped.
    private static func last(_ name: StaticString, in body: UnsafeRawBufferPointer, before end: Int) -> Int? {
        let second = name.utf8Start[1]
        var start = end - name.utf8CodeUnitCount
        while start > 0 {
            if body[start] == 0x22, body[start + 1] == second, body[start - 1] != 0x5C, stands(name, in: body, at: start) {
                return start
            }
            start -= 1
        }
        return nil
    }
}
