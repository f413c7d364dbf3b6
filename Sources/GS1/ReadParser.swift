/// The hot path of a count: plain keys, 96-bit and 198-bit tags in hex, and the element strings, brackets, Digital Links and
/// EPC URNs of usual labels, from bytes to a `ReadIdentity` without an allocation.
///
/// It knows less than `ScannedCode.parse` and never answers otherwise: where it is not certain, or a warning would be
/// due, it returns nil and the caller asks `ScannedCode.parseItem`. A property test holds the two together.
package enum ReadParser {
    /// The item or carton that `bytes` name, blanks and line ends around them allowed.
    package static func parseRead(_ bytes: UnsafeRawBufferPointer) -> ReadIdentity? {
        let text = trimmed(bytes)
        guard text.count >= 18 else { return nil }
        switch text[0] {
        case 0x2F: return key(text)
        case 0x33 where text.count == 24 || text.count == 52: return TagParser.read(text)
        case 0x30, 0x31: return ElementParser.read(text, from: 0)
        case 0x1D: return ElementParser.read(text, from: 1)
        case 0x28: return TextParser.bracketed(text)
        case 0x68: return TextParser.link(text)
        case 0x75: return TextParser.urn(text)
        case 0x5D: return isGS1Symbol(text) ? ElementParser.read(text, from: text[3] == 0x1D ? 4 : 3) : nil
        default: return nil
        }
    }

    /// `/01/{gtin14}/21/{serial}` or `/00/{sscc}`.
    static func key(_ text: UnsafeRawBufferPointer) -> ReadIdentity? {
        guard text.count >= 22, text[0] == 0x2F, text[1] == 0x30, text[3] == 0x2F else { return nil }
        if text[2] == 0x30 {
            guard text.count == 22, let sscc = checkedNumber(text, 4, 18) else { return nil }
            return ReadIdentity(sscc: sscc)
        }
        guard text[2] == 0x31, text.count >= 23, text.count <= 42, text[18] == 0x2F, text[19] == 0x32, text[20] == 0x31, text[21] == 0x2F,
            let gtin = checkedNumber(text, 4, 14)
        else { return nil }
        let serial = UnsafeRawBufferPointer(rebasing: text[22...])
        guard isSerial(serial) else { return nil }
        return ReadIdentity(gtin: gtin, serial: serial)
    }

    // MARK: Pieces

    /// Without blanks and line ends around it.
    @inline(__always) static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var start = 0
        var end = bytes.count
        while start < end, isBlank(bytes[start]) { start += 1 }
        while start < end, isBlank(bytes[end - 1]) { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    /// `count` digits with a right check digit as a number.
    @inline(__always) static func checkedNumber(_ text: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> UInt64? {
        guard start + count <= text.count else { return nil }
        var value: UInt64 = 0
        var sum = 0
        // Weights 3 and 1 by turns, the check digit weighs 1; counts are even, so the first digit weighs 3.
        var weight = 3
        for index in start..<start + count {
            let digit = text[index] &- 0x30
            guard digit < 10 else { return nil }
            value = value &* 10 &+ UInt64(digit)
            sum &+= Int(digit) &* weight
            weight = 4 - weight
        }
        return sum % 10 == 0 ? value : nil
    }

    @inline(__always) static func isSerial(_ bytes: UnsafeRawBufferPointer) -> Bool {
        for byte in bytes where !SerialCharacters.contains(byte) { return false }
        return true
    }

    @inline(__always) private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0D || byte == 0x0A || byte == 0x09 }

    private static func isGS1Symbol(_ text: UnsafeRawBufferPointer) -> Bool {
        switch (text[1], text[2]) {
        case (0x43, 0x31), (0x64, 0x32), (0x51, 0x33), (0x65, 0x30), (0x4A, 0x31): true
        default: false
        }
    }
}

/// SGTIN-96, SGTIN-198 and SSCC-96 in hex.
enum TagParser {
    /// Companies' and references' greatest values by digits.
    private static let powers: [UInt64] = (0...12).map { exponent in (0..<exponent).reduce(1) { power, _ in power * 10 } }

    static func read(_ text: UnsafeRawBufferPointer) -> ReadIdentity? {
        let isLong = text.count == 52
        guard isLong == (text[1] == 0x36), isLong || text[1] == 0x30 || text[1] == 0x31 else { return nil }
        // 208 bits in four words; of 96 bits the second word is half full.
        guard let first = word(text, 0, 16) else { return nil }
        let partition = Int(first >> 50 & 7)
        guard partition < 7 else { return nil }
        let companyBits = UInt64(TagScheme.companyBits[partition])
        if text[1] == 0x31 {
            guard let second = word(text, 16, 8) else { return nil }
            return carton(first, second, partition, companyBits)
        }
        guard let second = word(text, 16, isLong ? 16 : 8), let gtin = gtin(first >> 6) else { return nil }
        if !isLong { return ReadIdentity(gtin: gtin, serialNumber: (first & 63) << 32 | second) }
        guard let third = word(text, 32, 16), let fourth = word(text, 48, 4) else { return nil }
        return item198(gtin, first, second, third, fourth)
    }

    /// `head` holds header, filter, partition, and 44 bits of company and item.
    static func gtin(_ head: UInt64) -> UInt64? {
        let partition = Int(head >> 44 & 7)
        guard partition < 7 else { return nil }
        let companyBits = UInt64(TagScheme.companyBits[partition])
        let both = head & (1 << 44 - 1)
        let company = both >> (44 - companyBits)
        let item = both & (1 << (44 - companyBits) - 1)
        guard company < powers[12 - partition], item < powers[1 + partition] else { return nil }
        let body = item / powers[partition] * powers[12] + company * powers[partition] + item % powers[partition]
        return CheckDigit.appended(to: body)
    }

    private static func carton(_ first: UInt64, _ second: UInt64, _ partition: Int, _ companyBits: UInt64) -> ReadIdentity? {
        // 58 bits of company and serial: 50 in this word, 8 in the next, then 24 of zeros.
        guard second & 0xFF_FFFF == 0 else { return nil }
        let both = (first & (1 << 50 - 1)) << 8 | second >> 24
        let company = both >> (58 - companyBits)
        let reference = both & (1 << (58 - companyBits) - 1)
        let digits = 5 + partition
        guard company < powers[12 - partition], reference < powers[digits] else { return nil }
        let rest = powers[digits - 1]
        let body = reference / rest * powers[12] * powers[4] + company * rest + reference % rest
        return ReadIdentity(sscc: CheckDigit.appended(to: body))
    }

    /// 20 characters of 7 bits from bit 58 on, zeros behind the last and in the ten bits left over.
    private static func item198(_ gtin: UInt64, _ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) -> ReadIdentity? {
        guard fourth & 0x3FF == 0 else { return nil }
        return withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { buffer -> ReadIdentity? in
            // A window of 64 bits that slides over the 140.
            var high = first << 58 | second >> 6
            var middle = second << 58 | third >> 6
            var low = third << 58 | fourth << 42
            var count = 0
            for index in 0..<20 {
                let byte = UInt8(high >> 57)
                if byte != 0 {
                    guard count == index, SerialCharacters.contains(byte) else { return nil }
                    buffer[index] = byte
                    count += 1
                }
                high = high << 7 | middle >> 57
                middle = middle << 7 | low >> 57
                low <<= 7
            }
            return ReadIdentity(gtin: gtin, serial: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    @inline(__always) private static func word(_ text: UnsafeRawBufferPointer, _ start: Int, _ digits: Int) -> UInt64? {
        if digits == 16 {
            guard let high = Hexadecimal.eight(text, start), let low = Hexadecimal.eight(text, start + 8) else { return nil }
            return UInt64(high) << 32 | UInt64(low)
        }
        if digits == 8 { return Hexadecimal.eight(text, start).map(UInt64.init) }
        var value: UInt64 = 0
        for index in start..<start + digits {
            guard let digit = Hexadecimal.value(text[index]) else { return nil }
            value = value << 4 | UInt64(digit)
        }
        return value
    }
}

/// Element strings of 01, 21, 10 and dates, whose serial is of our characters.
enum ElementParser {
    static func read(_ text: UnsafeRawBufferPointer, from start: Int) -> ReadIdentity? {
        var at = start
        var gtin: UInt64?
        var serial: Range<Int>?
        var seen: UInt32 = 0
        while at < text.count {
            guard at + 2 < text.count, isDigit(text[at]), isDigit(text[at + 1]) else { return nil }
            let ai = Int(text[at] - 0x30) * 10 + Int(text[at + 1] - 0x30)
            at += 2
            // Repetitions are judged by the slow path.
            guard ai < 32, seen & 1 << ai == 0 else { return nil }
            seen |= 1 << ai
            switch ai {
            case 1:
                gtin = ReadParser.checkedNumber(text, at, 14)
                guard gtin != nil else { return nil }
                at += 14
            case 11, 13, 15, 17:
                guard isDate(text, at) else { return nil }
                at += 6
            case 10, 21:
                var end = at
                while end < text.count, text[end] != 0x1D { end += 1 }
                guard isPlain(text, at, end) else { return nil }
                if ai == 21 { serial = at..<end }
                at = end
            default: return nil
            }
            if at < text.count, text[at] == 0x1D { at += 1 }
        }
        guard let gtin, let serial else { return nil }
        return ReadIdentity(gtin: gtin, serial: UnsafeRawBufferPointer(rebasing: text[serial]))
    }

    /// 1 to 20 characters of ours; at the end of the text not such as end in an AI and a date.
    private static func isPlain(_ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
        guard end > start, end - start <= 20, ReadParser.isSerial(UnsafeRawBufferPointer(rebasing: text[start..<end])) else { return false }
        guard end == text.count, end - start > 8, text[end - 8] == 0x31 else { return true }
        switch text[end - 7] {
        case 0x31, 0x33, 0x35, 0x37: return !isDate(text, end - 6)
        default: return true
        }
    }

    private static func isDate(_ text: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        guard start + 6 <= text.count else { return false }
        for index in start..<start + 6 where !isDigit(text[index]) { return false }
        let month = GS1Date.two(text[start + 2], text[start + 3])
        guard month >= 1, month <= 12 else { return false }
        return GS1Date.two(text[start + 4], text[start + 5])
            <= GS1Date.daysOfMonth(month, isLeap: GS1Date.two(text[start], text[start + 1]) % 4 == 0)
    }
}
