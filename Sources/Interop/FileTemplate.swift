package import Wire

/// How the files of one kind are read: which column is which field, how its values are written, and what every row takes
/// that does not say it. Declared as a JSON file (docs/files.md); the house's own stand in `schema/templates`.
package struct FileTemplate: Sendable {
    package enum Fault: Error, Hashable, Sendable {
        /// No JSON object of the shape that docs/files.md describes, and where.
        case form(String)
    }

    /// How a column's values are written where they are not in the ledger's own form.
    package enum Writing: String, CaseIterable, Sendable {
        /// A time with or without offset, see `LooseTime`.
        case time
        /// A day, see `LooseTime`.
        case date
        /// Yuan with up to two decimals, to fen.
        case yuan
    }

    package struct Column: Sendable {
        package let field: String
        /// Without regard to case, blanks, underscores and what stands in brackets.
        package let names: [String]
        package let writing: Writing?
        /// Other words for values: `机场提货` for `port`.
        package let values: [String: String]
    }

    package let name: String
    /// What it is for, in both languages.
    package let en: String
    package let zh: String
    package let columns: [Column]
    /// Columns that are known and say nothing to a ledger.
    package let ignored: [String]
    /// Whether columns that are not named are passed over too: logs of machines have many, and none is misspelt.
    package let ignoresOthers: Bool
    /// Fields of rows that do not say them.
    package let rows: [(field: String, text: String)]
    /// Of several rows of one item the first counts: a reader sees a tag many times.
    package let isOncePerItem: Bool
    /// Minutes east of UTC, for times without an offset.
    package let offsetMinutes: Int
    /// The template as it was given.
    package let json: JSONObject

    package init(json bytes: [UInt8]) throws(Fault) {
        guard let json = (try? JSONParser.parse(bytes))?.object else { throw .form("a JSON object") }
        self.json = json
        let known = ["name", "en", "zh", "columns", "ignore", "others", "rows", "once", "offset"]
        if let stranger = json.members.first(where: { !known.contains($0.name) }) { throw .form(stranger.name) }
        guard let name = json["name"]?.string, !name.isEmpty else { throw .form("name") }
        self.name = name
        en = json["en"]?.string ?? name
        zh = json["zh"]?.string ?? en
        guard let columns = json["columns"]?.array, !columns.isEmpty else { throw .form("columns") }
        var read: [Column] = []
        for (index, column) in columns.enumerated() { read.append(try Column(column, "columns[\(index)]")) }
        self.columns = read
        ignored = (json["ignore"]?.array ?? []).compactMap(\.string)
        ignoresOthers = json["others"]?.string == "ignore"
        var rows: [(field: String, text: String)] = []
        for member in json["rows"]?.object?.members ?? [] {
            guard MovementField(member.name) != nil, let text = member.value.string else { throw .form("rows.\(member.name)") }
            rows.append((member.name, text))
        }
        self.rows = rows
        isOncePerItem = json["once"]?.string == "item"
        guard let offset = LooseTime.offset(json["offset"]?.string ?? "+08:00") else { throw .form("offset") }
        offsetMinutes = offset
    }

    /// What a column called `header` is: nil for one that the template does not know.
    func column(_ header: String) -> Column? {
        let plain = FileTemplate.plain(header)
        return columns.first { $0.field == header || $0.names.contains { FileTemplate.plain($0) == plain } }
    }

    func passesOver(_ header: String) -> Bool {
        let plain = FileTemplate.plain(header)
        return ignoresOthers || ignored.contains { FileTemplate.plain($0) == plain }
    }

    /// `"// Time Stamp (UTC)"` and `timestamp` are one.
    static func plain(_ header: String) -> String {
        var plain = ""
        var depth = 0
        for character in header.lowercased() {
            switch character {
            case "(", "（", "[": depth += 1
            case ")", "）", "]": depth = max(0, depth - 1)
            case " ", "_", "-", "/", "\t", "\u{3000}", "\u{FEFF}", ".": break
            default: if depth == 0 { plain.append(character) }
            }
        }
        return plain
    }

    /// A value of `column` in the ledger's form. A time or day that cannot be understood stays, and the field refuses it; an amount
    /// would be taken for fen.
    func text(_ given: String, of column: Column) throws(RowFault) -> String {
        let text = given.trimmed
        if let known = column.values[text] { return known }
        switch column.writing {
        case .time: return LooseTime.time(text, offsetMinutes: offsetMinutes) ?? text
        case .date: return LooseTime.date(text) ?? text
        case .yuan:
            if let fen = FileTemplate.fen(text) { return fen }
            throw .input(
                InputFault(
                    text.hasPrefix("-") ? .negativeMoney : .badNumber, column: column.field,
                    facts: ["field": column.field, "value": String(text.prefix(60)), "written": Writing.yuan.rawValue]))
        case nil: return text
        }
    }

    /// `1,234.5` yuan is 123450 fen; nil where it is no amount of whole fen. A comma parts thousands only: elsewhere `800,50` is 800.50.
    static func fen(_ text: String) -> String? {
        var digits = Array(text.utf8)[...]
        for sign in ["¥", "￥", "CNY", "RMB"] where digits.starts(with: sign.utf8) { digits = digits.dropFirst(sign.utf8.count).drop { $0 == 0x20 } }
        let parts = digits.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let groups = parts.first?.split(separator: 0x2C, omittingEmptySubsequences: false), let head = groups.first,
            groups.count == 1 || head.count <= 3 && groups.dropFirst().allSatisfy({ $0.count == 3 })
        else { return nil }
        let whole = groups.flatMap { $0 }
        guard !head.isEmpty, whole.count <= 13 else { return nil }
        var cents = parts.count == 2 ? Array(parts[1]) : []
        while cents.count > 2, cents.last == 0x30 { cents.removeLast() }
        guard cents.count <= 2, (whole + cents).allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let all = String(decoding: Array(whole) + cents + [UInt8](repeating: 0x30, count: 2 - cents.count), as: UTF8.self)
        return Int64(all).map(String.init)
    }
}

extension FileTemplate.Column {
    fileprivate init(_ json: JSONValue, _ place: String) throws(FileTemplate.Fault) {
        guard let object = json.object, let field = object["field"]?.string else { throw .form(place + ".field") }
        guard MovementField(field) != nil else { throw .form(place + ".field: " + field) }
        self.field = field
        names = (object["names"]?.array ?? []).compactMap(\.string)
        if let word = object["as"]?.string {
            guard let writing = FileTemplate.Writing(rawValue: word) else { throw .form(place + ".as: " + word) }
            self.writing = writing
        } else {
            writing = nil
        }
        var values: [String: String] = [:]
        for member in object["values"]?.object?.members ?? [] {
            guard let text = member.value.string else { throw .form(place + ".values.\(member.name)") }
            values[member.name] = text
        }
        self.values = values
    }
}
