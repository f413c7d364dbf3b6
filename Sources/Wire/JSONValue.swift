/// A JSON value as the ledger knows it: no floating point, integers within ±(2^53 − 1) (I-JSON, RFC 7493 §2.2).
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// A JSON object whose members stand in canonical order (RFC 8785 §3.2.3: by UTF-16 code units), each name once. Names,
/// like all Swift strings, are equal when they are canonically equivalent: two that differ only by Unicode normalisation
/// are one name here, and the parser refuses them as duplicates.
package struct JSONObject: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
        package let name: String
        package var value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// In canonical order.
    package private(set) var members: [Member]

    package init() { members = [] }

    /// `members` are in canonical order and their names unique.
    init(canonicalOrder members: [Member]) { self.members = members }

    package var isEmpty: Bool { members.isEmpty }

    /// Reads, adds, replaces or (with nil) removes a member. O(number of members): our objects are small.
    package subscript(name: String) -> JSONValue? {
        get {
            for member in members where member.name == name { return member.value }
            return nil
        }
        set {
            if let index = members.firstIndex(where: { $0.name == name }) {
                if let newValue { members[index].value = newValue } else { members.remove(at: index) }
            } else if let newValue {
                if members.isEmpty { members.reserveCapacity(8) }
                members.append(Member(name: name, value: newValue))
                var index = members.count - 1
                while index > 0, JSONObject.precedes(name, members[index - 1].name) {
                    members.swapAt(index, index - 1)
                    index -= 1
                }
            }
        }
    }

    /// RFC 8785 §3.2.3: names are ordered by their UTF-16 code units, unsigned.
    ///
    /// UTF-8 bytes have the same order but for one case: a character beyond U+FFFF (lead byte F0 or more) is written in
    /// UTF-16 with surrogates (D800 to DFFF) and so stands before U+E000 to U+FFFF (lead byte EE or EF).
    package static func precedes(_ left: String, _ right: String) -> Bool {
        let decided = left.utf8.withContiguousStorageIfAvailable { left in
            right.utf8.withContiguousStorageIfAvailable { right in
                for index in 0..<min(left.count, right.count) where left[index] != right[index] {
                    let (one, other) = (left[index], right[index])
                    if one >= 0xEE, other >= 0xEE, (one >= 0xF0) != (other >= 0xF0) { return one >= 0xF0 }
                    return one < other
                }
                return left.count < right.count
            }
        }
        return (decided ?? nil) ?? left.utf16.lexicographicallyPrecedes(right.utf16)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init()
        for (name, value) in elements { self[name] = value }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONValue {
    package var string: String? { if case .string(let value) = self { value } else { nil } }
    package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    package var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
}
