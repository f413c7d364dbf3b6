internal import Glibc

/// JSON in the one form that is hashed: RFC 8785 (JCS) for values without fractions. No space, names in the order of
/// their UTF-16 code units, the fewest escapes, integers in plain decimal, UTF-8.
///
/// `ByteWriter` writes it, also member by member where a hot path knows their order.
package enum CanonicalJSON {
    /// 2^53 − 1: beyond it readers that use IEEE 754 doubles lose digits (RFC 7493 §2.2).
    package static let largestInteger: Int64 = 9_007_199_254_740_991

    /// Whether every number in a value can be read back: what is written beyond 2^53 − 1 is refused by whoever reads it.
    package static func canBeRead(_ value: JSONValue) -> Bool {
        switch value {
        case .integer(let number): number >= -largestInteger && number <= largestInteger
        case .array(let values): values.allSatisfy(canBeRead)
        case .object(let object): object.members.allSatisfy { canBeRead($0.value) }
        case .null, .bool, .string: true
        }
    }

    /// Appends the canonical form of an object, as `ByteWriter.object` writes it.
    package static func write(_ object: JSONObject, into bytes: inout [UInt8]) {
        bytes.append(contentsOf: encode(object))
    }

    package static func encode(_ object: JSONObject) -> [UInt8] { encode(.object(object)) }

    package static func encode(_ value: JSONValue) -> [UInt8] {
        var writer = ByteWriter(capacity: 256)
        writer.value(value)
        return Array(writer.bytes)
    }

    /// Whether `bytes` are exactly the canonical form of the value that they hold; false too where they hold none.
    package static func isCanonical(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let value = try? JSONParser.parse(bytes) else { return false }
        return isCanonical(bytes, of: value)
    }

    package static func isCanonical(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { isCanonical($0) } }

    /// Whether `bytes` are exactly the canonical form of `value`.
    package static func isCanonical(_ bytes: UnsafeRawBufferPointer, of value: JSONValue) -> Bool {
        var expected = ByteWriter(capacity: bytes.count + 64)
        expected.value(value)
        guard expected.count == bytes.count, let start = bytes.baseAddress, let ours = expected.bytes.baseAddress else {
            return false
        }
        return memcmp(ours, start, bytes.count) == 0
    }
}

extension CanonicalJSON {
    /// Where the first character stands that must be escaped (RFC 8785 §3.2.2.2).
    static func firstEscaped(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
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
}
