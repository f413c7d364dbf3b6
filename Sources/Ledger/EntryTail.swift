import Cryptography

/// What the end of a body says of its place, read without parsing it: in canonical order only texts and integers follow
/// `prev`, so that the last `"prev":"` and `"seq":` outside a text are the entry's own.
struct EntryTail {
    var prev: EntryHash?
    var seq: UInt64?

    init(_ body: UnsafeRawBufferPointer) {
        prev = EntryTail.value(after: "\"prev\":\"", in: body).flatMap { start in
            start + 64 <= body.count ? EntryHash(hexBytes: UnsafeRawBufferPointer(rebasing: body[start..<start + 64])) : nil
        }
        seq = EntryTail.value(after: "\"seq\":", in: body).flatMap { start in
            var value: UInt64 = 0
            var index = start
            while index < body.count, case let digit = body[index] &- 0x30, digit < 10, value < 1 << 58 {
                value = value * 10 + UInt64(digit)
                index += 1
            }
            return index > start ? value : nil
        }
    }

    private static func value(after name: StaticString, in body: UnsafeRawBufferPointer) -> Int? {
        let count = name.utf8CodeUnitCount
        guard body.count >= count + 1 else { return nil }
        let text = name.utf8Start
        var start = body.count - count
        while start > 0 {
            if body[start] == 0x22, body[start + 1] == text[1], body[start - 1] != 0x5C {
                var index = 2
                while index < count, body[start + index] == text[index] { index += 1 }
                if index == count { return start + count }
            }
            start -= 1
        }
        return nil
    }
}
