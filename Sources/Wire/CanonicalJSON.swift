internal import Glibc

/// JSON in the one form that is hashed: RFC 8785 (JCS) for values without fractions. No space, names in the order of
/// their UTF-16 code units, the fewest escapes, integers in plain decimal, UTF-8.
///
/// The appenders are for hot paths that know their members' order; `write` is for everything else.
package enum CanonicalJSON {
    /// 2^53 − 1: beyond it readers that use IEEE 754 doubles lose digits (RFC 7493 §2.2).
    package static let largestInteger: Int64 = 9_007_199_254_740_991

    /// Appends the canonical form of `value`. Strings are written as they are (normalising them is the caller's matter);
    /// an integer beyond ±`largestInteger` is written too, and refused by whoever reads it.
    package static func write(_ value: JSONValue, into bytes: inout [UInt8]) {
        switch value {
        case .null: appendLiteral("null", into: &bytes)
        case .bool(true): appendLiteral("true", into: &bytes)
        case .bool(false): appendLiteral("false", into: &bytes)
        case .integer(let integer): appendInteger(integer, into: &bytes)
        case .string(let string): appendString(string, into: &bytes)
        case .object(let object): write(object, into: &bytes)
        case .array(let values):
            bytes.append(0x5B)
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(0x2C) }
                write(value, into: &bytes)
            }
            bytes.append(0x5D)
        }
    }

    package static func write(_ object: JSONObject, into bytes: inout [UInt8]) {
        bytes.append(0x7B)
        for (index, member) in object.members.enumerated() {
            if index > 0 { bytes.append(0x2C) }
            appendString(member.name, into: &bytes)
            bytes.append(0x3A)
            write(member.value, into: &bytes)
        }
        bytes.append(0x7D)
    }

    package static func encode(_ object: JSONObject) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        write(object, into: &bytes)
        return bytes
    }

    package static func encode(_ value: JSONValue) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        write(value, into: &bytes)
        return bytes
    }

    /// Whether `bytes` are exactly the canonical form of the value that they hold; false too where they hold none.
    package static func isCanonical(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let value = try? JSONParser.parse(bytes) else { return false }
        return isCanonical(bytes, of: value)
    }

    package static func isCanonical(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { isCanonical($0) } }

    /// Whether `bytes` are exactly the canonical form of `value`.
    package static func isCanonical(_ bytes: UnsafeRawBufferPointer, of value: JSONValue) -> Bool {
        var expected: [UInt8] = []
        expected.reserveCapacity(bytes.count)
        write(value, into: &expected)
        guard expected.count == bytes.count, let start = bytes.baseAddress else { return false }
        return memcmp(expected, start, expected.count) == 0
    }
}

extension CanonicalJSON {
    /// Appends `"name":`, with a comma before it unless it is the first member after `{`. The name must be ASCII that
    /// needs no escape, and the caller keeps the members' order.
    package static func appendName(_ name: StaticString, into bytes: inout [UInt8]) {
        if let last = bytes.last, last != 0x7B { bytes.append(0x2C) }
        bytes.append(0x22)
        appendLiteral(name, into: &bytes)
        bytes.append(0x22)
        bytes.append(0x3A)
    }

    /// Appends the characters of `literal` as they are.
    package static func appendLiteral(_ literal: StaticString, into bytes: inout [UInt8]) {
        literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Appends plain decimal, `-12`.
    package static func appendInteger(_ integer: Int64, into bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = integer.magnitude
            var start = 20
            repeat {
                start -= 1
                digits[start] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if integer < 0 { bytes.append(0x2D) }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    /// Appends `"…"`, escaped as RFC 8785 §3.2.2.2 has it: `\b \t \n \f \r \" \\`, other control characters as `\u00xx`
    /// in lower-case hex, everything else as it is.
    package static func appendString(_ string: String, into bytes: inout [UInt8]) {
        let done: Void? = string.utf8.withContiguousStorageIfAvailable {
            appendText(UnsafeRawBufferPointer($0), into: &bytes)
        }
        if done == nil { Array(string.utf8).withUnsafeBytes { appendText($0, into: &bytes) } }
    }

    /// As `appendString`, from bytes that are UTF-8.
    package static func appendText(_ text: UnsafeRawBufferPointer, into bytes: inout [UInt8]) {
        bytes.append(0x22)
        var start = 0
        while let index = firstEscaped(in: text, from: start) {
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[start..<index]))
            appendEscape(text[index], into: &bytes)
            start = index + 1
        }
        bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[start...]))
        bytes.append(0x22)
    }

    private static func firstEscaped(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = text.baseAddress else { return nil }
        var index = start
        while index + 8 <= text.count {
            let word = ByteScanning.word(base, at: index)
            let special =
                ByteScanning.equal(word, 0x22) | ByteScanning.equal(word, 0x5C) | ByteScanning.less(word, than: 0x20)
            if special != 0 { return index + ByteScanning.firstMatch(special) }
            index += 8
        }
        while index < text.count {
            let byte = text[index]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { return index }
            index += 1
        }
        return nil
    }

    private static func appendEscape(_ byte: UInt8, into bytes: inout [UInt8]) {
        bytes.append(0x5C)
        switch byte {
        case 0x22, 0x5C: bytes.append(byte)
        case 0x08: bytes.append(0x62)
        case 0x09: bytes.append(0x74)
        case 0x0A: bytes.append(0x6E)
        case 0x0C: bytes.append(0x66)
        case 0x0D: bytes.append(0x72)
        default:
            appendLiteral("u00", into: &bytes)
            bytes.append(byte < 0x10 ? 0x30 : 0x31)
            let low = byte & 0x0F
            bytes.append(low < 10 ? 0x30 + low : 0x61 + low - 10)
        }
    }
}
