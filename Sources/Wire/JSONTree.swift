/// A JSON value with nothing lost: members in the order of the text, numbers as they are written. For documents of
/// others, which may hold fractions and numbers beyond 2^53; the ledger's own values are `JSONValue`. Public for the reason that
/// `ByteWriter` gives.
public enum JSONTree: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The digits as written, a number by RFC 8259 §6.
    case number(String)
    case string(String)
    case array([JSONTree])
    case object([Member])

    public struct Member: Hashable, Sendable {
        public var name: String
        public var value: JSONTree

        package init(_ name: String, _ value: JSONTree) {
            self.name = name
            self.value = value
        }
    }

    /// Reads a whole text, as strictly as `JSONParser` but for numbers: any of RFC 8259 is kept.
    package static func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONTree {
        var scanner = JSONScanner(bytes)
        let tree = try scanner.tree()
        scanner.skipSpace()
        if scanner.position < scanner.count { throw JSONError(.trailingText, at: scanner.position) }
        return tree
    }

    package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONTree {
        let result: Result<JSONTree, JSONError> = bytes.withUnsafeBytes { bytes in
            do throws(JSONError) { return .success(try parse(bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    // MARK: Looking into it

    @inlinable public var string: String? { if case .string(let value) = self { value } else { nil } }
    @inlinable public var array: [JSONTree]? { if case .array(let values) = self { values } else { nil } }
    @inlinable public var members: [Member]? { if case .object(let members) = self { members } else { nil } }

    /// A member of an object; nil where there is none, or this is no object.
    @inlinable public subscript(name: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        for member in members where member.name == name { return member.value }
        return nil
    }

    /// Every name and text in it, in no order that means anything.
    package func eachText(_ body: (String) -> Void) {
        switch self {
        case .string(let text): body(text)
        case .array(let values): for value in values { value.eachText(body) }
        case .object(let members):
            for member in members {
                body(member.name)
                member.value.eachText(body)
            }
        default: return
        }
    }

    // MARK: Writing

    /// Appends the value without blanks, members in their order, numbers as they were written.
    package func write(to writer: inout ByteWriter) {
        switch self {
        case .null: writer.literal("null")
        case .bool(true): writer.literal("true")
        case .bool(false): writer.literal("false")
        case .number(let digits): writer.word(digits)
        case .string(let text): writer.string(text)
        case .array(let values):
            writer.byte(0x5B)
            for (index, value) in values.enumerated() {
                if index > 0 { writer.byte(0x2C) }
                value.write(to: &writer)
            }
            writer.byte(0x5D)
        case .object(let members):
            writer.byte(0x7B)
            for (index, member) in members.enumerated() {
                if index > 0 { writer.byte(0x2C) }
                writer.string(member.name)
                writer.byte(0x3A)
                member.value.write(to: &writer)
            }
            writer.byte(0x7D)
        }
    }

    /// The same as text.
    package var text: String {
        var writer = ByteWriter(capacity: 512)
        write(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension JSONTree {
    /// A value of the ledger's own.
    package init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .number(String(number))
        case .string(let text): self = .string(text)
        case .array(let values): self = .array(values.map { JSONTree($0) })
        case .object(let object): self = .object(object.members.map { Member($0.name, JSONTree($0.value)) })
        }
    }

    /// As a value of the ledger's own; nil where a number is no integer within ±(2^53 − 1), or a name comes twice.
    package var ledgerValue: JSONValue? {
        switch self {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .number(let digits):
            guard let number = Int64(digits), number.magnitude <= CanonicalJSON.largestInteger.magnitude else { return nil }
            return .integer(number)
        case .string(let text): return .string(text)
        case .array(let values):
            var result: [JSONValue] = []
            for value in values {
                guard let value = value.ledgerValue else { return nil }
                result.append(value)
            }
            return .array(result)
        case .object(let members):
            var object = JSONObject()
            for member in members {
                guard object[member.name] == nil, let value = member.value.ledgerValue else { return nil }
                object[member.name] = value
            }
            return .object(object)
        }
    }
}

extension JSONScanner {
    mutating func tree() throws(JSONError) -> JSONTree {
        switch try nextByte() {
        case 0x22: return .string(try string())
        case 0x7B: return .object(try treeMembers())
        case 0x5B: return .array(try elements { scanner throws(JSONError) in try scanner.tree() })
        case 0x2D, 0x30...0x39: return .number(try numberText())
        case let first: return try constant(first).map { .bool($0) } ?? .null
        }
    }

    private mutating func treeMembers() throws(JSONError) -> [JSONTree.Member] {
        var list: [JSONTree.Member] = []
        // Beyond a handful of members, looking each name up in the list would cost the square of their number.
        var names: Set<String> = []
        try members { scanner, name, offset throws(JSONError) in
            if list.count < 16 {
                for member in list where member.name == name { throw JSONError(.duplicateName, at: offset) }
            } else {
                if names.isEmpty { names = Set(list.map(\.name)) }
                if !names.insert(name).inserted { throw JSONError(.duplicateName, at: offset) }
            }
            list.append(JSONTree.Member(name, try scanner.tree()))
        }
        return list
    }

    /// A number of RFC 8259 §6 as it is written.
    private mutating func numberText() throws(JSONError) -> String {
        let start = position
        func digits() throws(JSONError) {
            let first = position
            while position < count, byte(position) &- 0x30 <= 9 { position += 1 }
            if position > first { return }
            throw position == count ? JSONError(.endsEarly, at: count) : JSONError(.malformedNumber, at: start)
        }
        if byte(position) == 0x2D { position += 1 }
        let first = position
        try digits()
        if position - first > 1, byte(first) == 0x30 { throw JSONError(.malformedNumber, at: start) }
        if position < count, byte(position) == 0x2E {
            position += 1
            try digits()
        }
        if position < count, byte(position) | 0x20 == 0x65 {
            position += 1
            if position < count, byte(position) == 0x2B || byte(position) == 0x2D { position += 1 }
            try digits()
        }
        return String(decoding: UnsafeRawBufferPointer(start: base + start, count: position - start), as: UTF8.self)
    }
}

extension JSONTree: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
}
