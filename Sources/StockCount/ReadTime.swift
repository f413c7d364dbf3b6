import Wire

/// Moments of reads: RFC 3339, local time where the count has an offset for it, or Unix time in 10, 13 or 16 digits; cut
/// to milliseconds. The day of the line before is kept: a log has few.
struct ReadTime {
    private let localOffsetMinutes: Int?
    private var day: (UInt64, UInt16) = (0, 0)
    private var dayStart: Int64 = 0

    init(localOffsetMinutes: Int?) { self.localOffsetMinutes = localOffsetMinutes }

    private var minute: (UInt64, UInt64) = (0, 0)
    private var minuteStart: Int64 = .min

    /// Milliseconds since 1970, nil where it is no time.
    @inline(__always) mutating func milliseconds(_ text: UnsafeRawBufferPointer) -> Int64? {
        // `2026-03-02T01:10:15.428Z`, as nearly every reader writes it, of the minute of the line before.
        if text.count == 24, minuteStart != .min {
            let key = (text.loadUnaligned(as: UInt64.self), text.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            let rest = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            if key == minute, let inMinute = ReadTime.inMinute(rest) { return minuteStart + inMinute }
        }
        return other(text)
    }

    /// `:15.428Z`, eight bytes at once; nil where it is not that.
    @inline(__always) private static func inMinute(_ text: UInt64) -> Int64? {
        // Bytes from the lowest: `:`, two digits, `.`, three digits, `Z`.
        guard text & 0xFF00_0000_FF00_00FF == 0x5A00_0000_2E00_003A else { return nil }
        let digits = text & 0x00FF_FFFF_00FF_FF00 ^ 0x0030_3030_0030_3000
        // A digit is at most 9: adding 0x76 to it sets no highest bit.
        guard (digits &+ 0x0076_7676_0076_7600 | digits) & 0x0080_8080_0080_8000 == 0 else { return nil }
        let seconds = Int64(truncatingIfNeeded: (digits >> 8 & 0xFF) &* 10 &+ (digits >> 16 & 0xFF))
        let parts = (digits >> 32 & 0xFF) &* 100 &+ (digits >> 40 & 0xFF) &* 10 &+ (digits >> 48 & 0xFF)
        return seconds < 61 ? seconds &* 1_000 &+ Int64(truncatingIfNeeded: parts) : nil
    }

    private mutating func other(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard let whole = parse(text) else { return nil }
        if text.count == 24 {
            let rest = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            if let inMinute = ReadTime.inMinute(rest) {
                minute = (text.loadUnaligned(as: UInt64.self), text.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                minuteStart = whole - inMinute
            }
        }
        return whole
    }

    private mutating func parse(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard text.count >= 19, text[4] == 0x2D, text[7] == 0x2D else { return unix(text) }
        let key = (text.loadUnaligned(as: UInt64.self), text.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
        if key != day || dayStart == 0 {
            let date = String(decoding: text[..<10], as: UTF8.self) + "T00:00:00Z"
            guard let start = try? Timestamp(date) else { return nil }
            day = key
            dayStart = start.millisecondsSince1970
        }
        guard text[10] == 0x54 || text[10] == 0x20 || text[10] == 0x74, text[13] == 0x3A, text[16] == 0x3A, let hour = two(text, 11), hour < 24,
            let minute = two(text, 14), minute < 60, let second = two(text, 17), second < 61
        else { return nil }
        var time = dayStart + Int64(hour) * 3_600_000 + Int64(minute) * 60_000 + Int64(second) * 1_000
        var at = 19
        if at < text.count, text[at] == 0x2E || text[at] == 0x2C {
            at += 1
            var weight: Int64 = 100
            let start = at
            while at < text.count, let digit = digit(text[at]) {
                time += Int64(digit) * weight
                weight /= 10
                at += 1
            }
            guard at > start else { return nil }
        }
        guard let offset = offset(text, at) else { return nil }
        return time - Int64(offset) * 60_000
    }

    /// Minutes east of UTC from the rest of the text.
    private func offset(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
        guard start < text.count else { return localOffsetMinutes }
        if text.count == start + 1, text[start] == 0x5A || text[start] == 0x7A { return 0 }
        guard text[start] == 0x2B || text[start] == 0x2D, let hours = two(text, start + 1) else { return nil }
        let rest = text.count - start
        let minutes: Int?
        switch rest {
        case 3: minutes = 0
        case 5: minutes = two(text, start + 3)
        case 6 where text[start + 3] == 0x3A: minutes = two(text, start + 4)
        default: return nil
        }
        guard let minutes, hours < 24, minutes < 60 else { return nil }
        return (text[start] == 0x2D ? -1 : 1) * (hours * 60 + minutes)
    }

    private func unix(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard text.count == 10 || text.count == 13 || text.count == 16 else { return nil }
        var value: Int64 = 0
        for byte in text {
            guard let digit = digit(byte) else { return nil }
            value = value * 10 + Int64(digit)
        }
        return text.count == 10 ? value * 1_000 : text.count == 13 ? value : value / 1_000
    }

    @inline(__always) private func digit(_ byte: UInt8) -> Int? {
        let digit = byte &- 0x30
        return digit < 10 ? Int(digit) : nil
    }

    @inline(__always) private func two(_ text: UnsafeRawBufferPointer, _ at: Int) -> Int? {
        guard at + 1 < text.count, let tens = digit(text[at]), let ones = digit(text[at + 1]) else { return nil }
        return tens * 10 + ones
    }
}
