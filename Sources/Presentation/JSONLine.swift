package import Wire

/// One answer of `--json`: one object, one line, UTF-8, ended by a line feed.
package enum JSONLine {
    /// `object` with `"v":1`, the version of the shapes in `schema/`.
    package static func of(_ object: JSONObject) -> String {
        var object = object
        object["v"] = 1
        return bare(object)
    }

    /// Without a version: only for progress lines, which the contract gives none.
    package static func bare(_ object: JSONObject) -> String {
        var line = ""
        append(.object(object), to: &line)
        return line + "\n"
    }

    /// RFC 8785: members in the order they have, no white space, the shortest escapes. Written here because an answer
    /// is small and always well formed, where the encoder of entries must refuse and measure.
    private static func append(_ value: JSONValue, to line: inout String) {
        switch value {
        case .null: line += "null"
        case .bool(let flag): line += flag ? "true" : "false"
        case .integer(let number): line += String(number)
        case .string(let text): append(text, to: &line)
        case .array(let values):
            line += "["
            for (index, value) in values.enumerated() {
                if index > 0 { line += "," }
                append(value, to: &line)
            }
            line += "]"
        case .object(let object):
            line += "{"
            for (index, member) in object.members.enumerated() {
                if index > 0 { line += "," }
                append(member.name, to: &line)
                line += ":"
                append(member.value, to: &line)
            }
            line += "}"
        }
    }

    /// RFC 8785 §3.2.2.2.
    private static func append(_ text: String, to line: inout String) {
        line += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": line += "\\\""
            case "\\": line += "\\\\"
            case "\u{08}": line += "\\b"
            case "\u{09}": line += "\\t"
            case "\u{0A}": line += "\\n"
            case "\u{0C}": line += "\\f"
            case "\u{0D}": line += "\\r"
            case "\u{00}"..."\u{1F}":
                let hex = String(scalar.value, radix: 16)
                line += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            default: line.unicodeScalars.append(scalar)
            }
        }
        line += "\""
    }
}
