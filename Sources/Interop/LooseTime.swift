import Wire

/// Times and days as tills, spreadsheets and readers write them, brought to RFC 3339. Order is year, month, day throughout:
/// `03/02/2026` is not read, because nobody knows which of the two it is.
enum LooseTime {
    /// `2026-03-02 11:00`, `2026/3/2 11:00:05`, `2026年3月2日 11:00`, `20260302110005`, with an offset or in `offsetMinutes`; Unix
    /// time in 10, 13 or 16 digits (s, ms, µs). Nil where it is none of these.
    static func time(_ text: String, offsetMinutes: Int) -> String? {
        if (try? Timestamp(text)) != nil { return text }
        let bytes = Array(text.utf8)
        if bytes.allSatisfy(isDigit) {
            switch bytes.count {
            case 10, 13, 16:
                guard let number = Int64(text) else { return nil }
                let ms = bytes.count == 10 ? number * 1000 : bytes.count == 13 ? number : number / 1000
                let moment = Timestamp(millisecondsSince1970: ms)
                return moment.isInRange ? moment.formatted() : nil
            case 14:
                let parts = [0..<4, 4..<6, 6..<8, 8..<10, 10..<12, 12..<14].map { String(decoding: bytes[$0], as: UTF8.self) }
                return "\(parts[0])-\(parts[1])-\(parts[2])T\(parts[3]):\(parts[4]):\(parts[5])" + written(offsetMinutes)
            default: return nil
            }
        }
        guard let (day, rest) = day(bytes[...]) else { return nil }
        var clock = rest
        while let first = clock.first, first == 0x20 || first | 0x20 == 0x74 { clock.removeFirst() }
        guard let hour = number(&clock), clock.first == 0x3A else { return nil }
        clock.removeFirst()
        guard let minute = number(&clock) else { return nil }
        var second = 0
        var fraction: [UInt8] = []
        if clock.first == 0x3A {
            clock.removeFirst()
            guard let value = number(&clock) else { return nil }
            second = value
            if clock.first == 0x2E || clock.first == 0x2C {
                fraction = Array(clock.dropFirst().prefix { isDigit($0) }.prefix(9))
                clock = clock.dropFirst().drop { isDigit($0) }
            }
        }
        let tail = String(decoding: clock, as: UTF8.self).trimmed
        let offset = tail.isEmpty ? offsetMinutes : self.offset(tail)
        guard let offset, hour < 24, minute < 60, second < 60 else { return nil }
        let point = fraction.isEmpty ? "" : "." + String(decoding: fraction, as: UTF8.self)
        return day + "T\(two(hour)):\(two(minute)):\(two(second))\(point)" + written(offset)
    }

    /// `2026-12-31`, `2026/12/31`, `2026.12.31`, `2026年12月31日`, `20261231`, to `YYYY-MM-DD`.
    static func date(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        if bytes.count == 8, bytes.allSatisfy(isDigit) {
            let digits = String(decoding: bytes, as: UTF8.self)
            return "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))"
        }
        guard let (day, rest) = day(bytes[...]) else { return nil }
        // A spreadsheet adds midnight to a day.
        let tail = String(decoding: rest, as: UTF8.self).trimmed
        return tail.isEmpty || ["00:00", "00:00:00", "0:00", "0:00:00"].contains(tail) ? day : nil
    }

    /// `Z`, `+08:00`, `+0800`, `+8`, to minutes.
    static func offset(_ text: String) -> Int? {
        if text == "Z" || text == "z" || text == "UTC" { return 0 }
        var rest = Array(text.utf8)[...]
        guard let sign = rest.popFirst(), sign == 0x2B || sign == 0x2D else { return nil }
        let digits = rest.filter { $0 != 0x3A }
        guard digits.allSatisfy(isDigit), let value = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
        let minutes = digits.count <= 2 ? value * 60 : value / 100 * 60 + value % 100
        return minutes <= 840 ? (sign == 0x2D ? -minutes : minutes) : nil
    }

    // MARK: Pieces

    /// A day at the front, and what follows it.
    private static func day(_ bytes: ArraySlice<UInt8>) -> (String, ArraySlice<UInt8>)? {
        var rest = bytes
        guard let year = number(&rest, digits: 4), year >= 1000, separator(&rest, "年") else { return nil }
        guard let month = number(&rest), separator(&rest, "月"), let day = number(&rest) else { return nil }
        if rest.starts(with: "日".utf8) { rest = rest.dropFirst("日".utf8.count) }
        return ("\(year)-\(two(month))-\(two(day))", rest)
    }

    private static func separator(_ rest: inout ArraySlice<UInt8>, _ chinese: String) -> Bool {
        if rest.starts(with: chinese.utf8) {
            rest = rest.dropFirst(chinese.utf8.count)
            return true
        }
        guard let first = rest.first, first == 0x2D || first == 0x2F || first == 0x2E else { return false }
        rest.removeFirst()
        return true
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, digits: Int = 2) -> Int? {
        let found = rest.prefix { isDigit($0) }.prefix(digits)
        rest = rest.dropFirst(found.count)
        return Int(String(decoding: found, as: UTF8.self))
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }

    private static func written(_ offset: Int) -> String {
        offset == 0 ? "Z" : (offset < 0 ? "-" : "+") + two(abs(offset) / 60) + ":" + two(abs(offset) % 60)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}

extension String {
    /// Without blanks around it, the ideographic ones of a Chinese keyboard among them.
    var trimmed: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{3000}" || $0 == "\u{A0}" }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(self[first...last])
    }
}
