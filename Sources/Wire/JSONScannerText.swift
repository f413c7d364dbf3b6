extension JSONScanner {
    /// Reads a string, from its opening quote (known to be there) past its closing one.
    mutating func string() throws(JSONError) -> String {
        let start = position + 1
        var index = start
        var isASCII = true
        while true {
            // Eight bytes at once while nothing stands out; texts of the trade are mostly codes of 20 to 40 bytes.
            while index + 8 <= count {
                let word = ByteScanning.word(base, at: index)
                let special =
                    ByteScanning.equal(word, 0x22) | ByteScanning.equal(word, 0x5C)
                    | ByteScanning.less(word, than: 0x20) | word & ByteScanning.highBits
                if special != 0 {
                    index += ByteScanning.firstMatch(special)
                    break
                }
                index += 8
            }
            if index >= count { throw JSONError(.endsEarly, at: count) }
            switch byte(index) {
            case 0x22:
                position = index + 1
                lastStringIsASCII = isASCII
                return try text(from: start, to: index, isASCII: isASCII)
            case 0x5C:
                return try escapedString(from: start, firstEscape: index)
            case 0: throw JSONError(.nul, at: index)
            case 1..<0x20: throw JSONError(.controlCharacter, at: index)
            case 0x80...:
                isASCII = false
                repeat { index += 1 } while index < count && byte(index) >= 0x80
            default:
                index += 1
            }
        }
    }

    private func text(from start: Int, to end: Int, isASCII: Bool) throws(JSONError) -> String {
        let bytes = UnsafeRawBufferPointer(start: base + start, count: end - start)
        if !isASCII, let bad = UTF8Validation.firstInvalid(in: bytes) { throw JSONError(.invalidUTF8, at: start + bad) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The slow way, for strings with escapes: they are built in a buffer.
    private mutating func escapedString(from start: Int, firstEscape: Int) throws(JSONError) -> String {
        var built: [UInt8] = []
        built.append(contentsOf: UnsafeRawBufferPointer(start: base + start, count: firstEscape - start))
        var index = firstEscape
        while index < count {
            switch byte(index) {
            case 0x22:
                // The parts between escapes were not checked for UTF-8 yet. Escapes put only whole characters between
                // them, so the first fault in the source is the first fault in the text.
                if let bad = UTF8Validation.firstInvalid(
                    in: UnsafeRawBufferPointer(start: base + start, count: index - start))
                {
                    throw JSONError(.invalidUTF8, at: start + bad)
                }
                position = index + 1
                lastStringIsASCII = false
                return String(decoding: built, as: UTF8.self)
            case 0x5C:
                index = try escape(at: index, into: &built)
            case 0: throw JSONError(.nul, at: index)
            case 1..<0x20: throw JSONError(.controlCharacter, at: index)
            case let plain:
                built.append(plain)
                index += 1
            }
        }
        throw JSONError(.endsEarly, at: count)
    }

    /// Reads the escape whose backslash stands at `start` and returns the index after it.
    private func escape(at start: Int, into built: inout [UInt8]) throws(JSONError) -> Int {
        if start + 1 >= count { throw JSONError(.endsEarly, at: count) }
        switch byte(start + 1) {
        case 0x22: built.append(0x22)
        case 0x5C: built.append(0x5C)
        case 0x2F: built.append(0x2F)
        case 0x62: built.append(0x08)
        case 0x66: built.append(0x0C)
        case 0x6E: built.append(0x0A)
        case 0x72: built.append(0x0D)
        case 0x74: built.append(0x09)
        case 0x75: return try unicodeEscape(at: start, into: &built)
        default: throw JSONError(.badEscape, at: start)
        }
        return start + 2
    }

    private func unicodeEscape(at start: Int, into built: inout [UInt8]) throws(JSONError) -> Int {
        let first = try fourHexDigits(at: start + 2, escapeAt: start)
        if first == 0 { throw JSONError(.nul, at: start) }
        var end = start + 6
        var code = first
        if (0xD800...0xDFFF).contains(first) {
            guard first < 0xDC00, end + 1 < count, byte(end) == 0x5C, byte(end + 1) == 0x75 else {
                throw JSONError(.loneSurrogate, at: start)
            }
            let second = try fourHexDigits(at: end + 2, escapeAt: end)
            guard (0xDC00...0xDFFF).contains(second) else { throw JSONError(.loneSurrogate, at: start) }
            code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
            end += 6
        }
        guard let scalar = Unicode.Scalar(code) else { throw JSONError(.loneSurrogate, at: start) }
        built.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        return end
    }

    private func fourHexDigits(at start: Int, escapeAt escape: Int) throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for index in start..<start + 4 {
            if index >= count { throw JSONError(.endsEarly, at: count) }
            let digit = byte(index)
            switch digit {
            case 0x30...0x39: value = value << 4 | UInt32(digit - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(digit - 0x41 + 10)
            case 0x61...0x66: value = value << 4 | UInt32(digit - 0x61 + 10)
            default: throw JSONError(.badEscape, at: escape)
            }
        }
        return value
    }

    /// Reads an integer (RFC 8259 §6 without fraction and exponent); its first byte is a digit or a minus.
    mutating func integer() throws(JSONError) -> Int64 {
        let start = position
        var index = start
        let isNegative = byte(index) == 0x2D
        if isNegative { index += 1 }
        let firstDigit = index
        var magnitude: Int64 = 0
        while index < count, byte(index) &- 0x30 <= 9 {
            // 16 digits hold 2^53 − 1 and never overflow; more are out of range whatever they are.
            if index - firstDigit < 17 { magnitude = magnitude * 10 + Int64(byte(index) - 0x30) }
            index += 1
        }
        let digits = index - firstDigit
        if digits == 0 {
            if index == count { throw JSONError(.endsEarly, at: count) }
            throw JSONError(.malformedNumber, at: start)
        }
        if digits > 1, byte(firstDigit) == 0x30 { throw JSONError(.malformedNumber, at: start) }
        if index < count {
            switch byte(index) {
            case 0x2E, 0x65, 0x45: try refuseFraction(from: start, at: index)
            default: break
            }
        }
        if magnitude > CanonicalJSON.largestInteger { throw JSONError(.outOfRange, at: start) }
        position = index
        return isNegative ? -magnitude : magnitude
    }

    /// Tells a well-formed number that is no integer from one that is no number; `index` is at the point or the exponent.
    private func refuseFraction(from start: Int, at index: Int) throws(JSONError) {
        var index = index
        func digits() throws(JSONError) {
            let first = index
            while index < count, byte(index) &- 0x30 <= 9 { index += 1 }
            if index > first { return }
            throw index == count ? JSONError(.endsEarly, at: count) : JSONError(.malformedNumber, at: start)
        }
        if byte(index) == 0x2E {
            index += 1
            try digits()
        }
        if index < count, byte(index) | 0x20 == 0x65 {
            index += 1
            if index < count, byte(index) == 0x2B || byte(index) == 0x2D { index += 1 }
            try digits()
        }
        throw JSONError(.fraction, at: start)
    }
}

/// Gathers the members of one object into canonical order.
struct MemberCollector {
    /// Beyond this many an unsorted object is sorted at its end: inserting would cost the square of its size.
    private static let insertionLimit = 16

    private var members: [JSONObject.Member] = []
    private var isSorted = true
    private var namesAreASCII = true
    private var hasDuplicate = false

    mutating func append(_ member: JSONObject.Member, nameIsASCII: Bool) {
        if !nameIsASCII { namesAreASCII = false }
        guard let last = members.last else {
            members.reserveCapacity(8)
            members.append(member)
            return
        }
        if isSorted, !precedes(last.name, member.name) {
            if members.count <= MemberCollector.insertionLimit {
                insert(member)
                return
            }
            isSorted = false
        }
        members.append(member)
    }

    /// In canonical order, or nil where a name stands twice.
    mutating func finish() -> [JSONObject.Member]? {
        if !isSorted {
            members.sort { JSONObject.precedes($0.name, $1.name) }
            for index in members.indices.dropFirst() where members[index - 1].name == members[index].name { return nil }
        }
        // Canonically equivalent names need not be neighbours in the order of code units.
        if !namesAreASCII, Set(members.lazy.map(\.name)).count < members.count { return nil }
        return hasDuplicate ? nil : members
    }

    private func precedes(_ left: String, _ right: String) -> Bool {
        // Of ASCII the standard library's order is the order of code units, and faster to get.
        namesAreASCII ? left < right : JSONObject.precedes(left, right)
    }

    private mutating func insert(_ member: JSONObject.Member) {
        var index = members.count
        while index > 0, precedes(member.name, members[index - 1].name) { index -= 1 }
        if index > 0, members[index - 1].name == member.name { hasDuplicate = true }
        members.insert(member, at: index)
    }
}
