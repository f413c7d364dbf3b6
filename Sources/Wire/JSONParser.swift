/// Strict JSON (RFC 8259 within I-JSON, RFC 7493): the whole text is one value, names are unique, numbers are integers
/// within ±(2^53 − 1), text is well-formed UTF-8 and kept as it is, neither normalised nor repaired.
///
/// A scanner of its own, because `JSONDecoder` reads 40 times fewer rows and forgives duplicate names and fractions.
package enum JSONParser {
    /// Arrays and objects may be nested this deep.
    package static let depthLimit = 64

    package static func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONValue {
        var scanner = JSONScanner(bytes)
        return try scanner.wholeText()
    }

    package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        let result: Result<JSONValue, JSONError> = bytes.withUnsafeBytes { bytes in
            do throws(JSONError) {
                return .success(try parse(bytes))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    package static func parse(_ text: String) throws(JSONError) -> JSONValue {
        try parse(Array(text.utf8))
    }
}

/// One pass over the bytes; `position` is always within 0...count.
struct JSONScanner {
    let base: UnsafeRawPointer
    let count: Int
    var position = 0
    /// Of the string read last: whether it is surely ASCII (false is only "not known").
    var lastStringIsASCII = false
    var depth = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        // An empty buffer may have no address; nothing is ever read from it.
        base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
        count = bytes.count
    }

    @inline(__always)
    func byte(_ index: Int) -> UInt8 { base.load(fromByteOffset: index, as: UInt8.self) }

    mutating func wholeText() throws(JSONError) -> JSONValue {
        let value = try self.value()
        skipSpace()
        if position < count { throw JSONError(.trailingText, at: position) }
        return value
    }

    mutating func value() throws(JSONError) -> JSONValue {
        switch try nextByte() {
        case 0x22: return .string(try string())
        case 0x7B: return .object(try object())
        case 0x5B: return .array(try elements { scanner throws(JSONError) in try scanner.value() })
        case 0x2D, 0x30...0x39: return .integer(try integer())
        case let first: return try constant(first).map { .bool($0) } ?? .null
        }
    }

    @inline(__always)
    mutating func skipSpace() {
        while position < count {
            switch byte(position) {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// The next byte that is not space; it is not consumed.
    @inline(__always)
    mutating func nextByte() throws(JSONError) -> UInt8 {
        skipSpace()
        if position == count { throw JSONError(.endsEarly, at: count) }
        return byte(position)
    }

    /// `true` or `false`, nil for `null`; `first` is the byte that comes next.
    @inline(__always)
    mutating func constant(_ first: UInt8) throws(JSONError) -> Bool? {
        switch first {
        case 0x74: try word("true")
        case 0x66: try word("false")
        case 0x6E: try word("null")
        default: throw JSONError(.unexpected, at: position)
        }
        return first == 0x6E ? nil : first == 0x74
    }

    private mutating func word(_ word: StaticString) throws(JSONError) {
        let start = position
        for index in 0..<word.utf8CodeUnitCount {
            if position == count { throw JSONError(.endsEarly, at: count) }
            if byte(position) != word.utf8Start[index] { throw JSONError(.unexpected, at: start) }
            position += 1
        }
    }

    /// An array from its bracket on, each element read by `element`.
    @inline(__always)
    mutating func elements<Value>(_ element: (inout JSONScanner) throws(JSONError) -> Value) throws(JSONError) -> [Value] {
        try descend()
        defer { depth -= 1 }
        var values: [Value] = []
        if try nextByte() == 0x5D {
            position += 1
            return values
        }
        while true {
            values.append(try element(&self))
            switch try nextByte() {
            case 0x2C: position += 1
            case 0x5D:
                position += 1
                return values
            default: throw JSONError(.unexpected, at: position)
            }
        }
    }

    /// An object from its brace on: `member` is called behind each colon with the name and where it stands, and reads the value.
    /// What `lastStringIsASCII` says is of the name.
    @inline(__always)
    mutating func members(_ member: (inout JSONScanner, _ name: String, _ offset: Int) throws(JSONError) -> Void) throws(JSONError) {
        try descend()
        defer { depth -= 1 }
        if try nextByte() == 0x7D {
            position += 1
            return
        }
        while true {
            if try nextByte() != 0x22 { throw JSONError(.unexpected, at: position) }
            let start = position
            let name = try string()
            if try nextByte() != 0x3A { throw JSONError(.unexpected, at: position) }
            position += 1
            try member(&self, name, start)
            switch try nextByte() {
            case 0x2C:
                position += 1
                skipSpace()
            case 0x7D:
                position += 1
                return
            default: throw JSONError(.unexpected, at: position)
            }
        }
    }

    private mutating func object() throws(JSONError) -> JSONObject {
        let start = position
        var collector = MemberCollector()
        try members { scanner, name, _ throws(JSONError) in
            let nameIsASCII = scanner.lastStringIsASCII
            collector.append(JSONObject.Member(name: name, value: try scanner.value()), nameIsASCII: nameIsASCII)
        }
        if let members = collector.finish() { return JSONObject(canonicalOrder: members) }
        throw JSONError(.duplicateName, at: offsetOfDuplicate(inObjectAt: start))
    }

    mutating func descend() throws(JSONError) {
        if depth == JSONParser.depthLimit { throw JSONError(.tooDeep, at: position) }
        depth += 1
        position += 1
    }

    /// Reads an object that is known to parse once more, to find its first name that stood there before. Only on the way
    /// to an error, so that the usual way keeps no offsets.
    private func offsetOfDuplicate(inObjectAt start: Int) -> Int {
        var scanner = self
        scanner.position = start + 1
        var seen: Set<String> = []
        while true {
            scanner.skipSpace()
            let offset = scanner.position
            guard let name = try? scanner.string(), seen.insert(name).inserted else { return offset }
            scanner.skipSpace()
            scanner.position += 1
            guard (try? scanner.value()) != nil else { return offset }
            scanner.skipSpace()
            scanner.position += 1
        }
    }
}
