/// A GS1 application identifier: what its value looks like and which others it needs or does not bear beside it
/// (GenSpecs 3 and 4.14; Digital Link URI Syntax 4).
package final class ApplicationIdentifier: Sendable {
    /// `01`, `3103`.
    package let code: String
    let format: FieldFormat
    /// One of these groups must be there, each member a pattern with `n` for any digit.
    let requires: [[String]]
    let excludes: [String]
    let isKey: Bool
    /// The orders in which qualifiers may follow in a link.
    let qualifierOrders: [[String]]
    /// The same qualifiers, those that name one piece before those of what it is of: the last of each order first.
    let qualifiersFinestFirst: [String]
    let isData: Bool
    /// Whether the value ends by its length alone, without a separator (GenSpecs 7.8.5.2).
    package let isPredefinedLength: Bool

    /// The identifier written `code`, or nil.
    package static func find(_ code: some StringProtocol) -> ApplicationIdentifier? {
        var number = 0
        var count = 0
        var prefix = 0
        for byte in code.utf8 {
            guard isDigit(byte), count < 4 else { return nil }
            number = number * 10 + Int(byte & 0x0F)
            count += 1
            if count == 2 { prefix = number }
        }
        guard count >= 2, Int(table.lengths[prefix]) == count else { return nil }
        let index = table.slots[number * scale(count)]
        return index >= 0 ? table.all[Int(index)] : nil
    }

    enum Reading {
        case found(ApplicationIdentifier, length: Int)
        /// Digits run out.
        case cut
        case unknown(String)
        case notDigits
    }

    /// The identifier at the front of `bytes`; its first two digits tell how many it has.
    static func read(_ bytes: ArraySlice<UInt8>) -> Reading {
        let start = bytes.startIndex
        guard let first = bytes.first, isDigit(first) else { return .notDigits }
        guard bytes.count >= 2 else { return .cut }
        guard isDigit(bytes[start + 1]) else { return .notDigits }
        let length = Int(table.lengths[GS1Date.two(first, bytes[start + 1])])
        guard length > 0 else { return .unknown(String(decoding: bytes.prefix(2), as: UTF8.self)) }
        guard bytes.count >= length else { return bytes.allSatisfy(isDigit) ? .cut : .notDigits }
        let code = bytes.prefix(length)
        guard let slot = number(code) else { return .unknown(String(decoding: code.prefix(2), as: UTF8.self)) }
        let index = table.slots[Int(slot) * scale(length)]
        guard index >= 0 else { return .unknown(String(decoding: code, as: UTF8.self)) }
        return .found(table.all[Int(index)], length: length)
    }

    /// Whether `pattern`, in which `n` is any digit, fits `code`.
    static func fits(_ pattern: String, _ code: String) -> Bool {
        pattern.utf8.count == code.utf8.count && zip(pattern.utf8, code.utf8).allSatisfy { $0 == $1 || $0 == 0x6E }
    }

    // MARK: The table

    struct Table: Sendable {
        var all: [ApplicationIdentifier] = []
        /// By the first two digits: how many digits the identifier has, 0 where there is none.
        var lengths = [UInt8](repeating: 0, count: 100)
        /// By the identifier, filled with zeros on the right to four digits: its index in `all`, or −1. No two collide,
        /// because identifiers with the same first two digits have the same length.
        var slots = [Int16](repeating: -1, count: 10_000)
    }

    static let table = read(rows: rows)

    private static func read(rows: String) -> Table {
        var table = Table()
        for row in rows.split(separator: "\n") {
            let fields = row.split(separator: ";", omittingEmptySubsequences: false).map { $0.drop { $0 == " " } }
            guard fields.count == 5, let format = FieldFormat(String(fields[1])) else { continue }
            for code in fields[0].split(separator: " ").flatMap(codes) {
                guard let value = Int(code), let prefix = Int(code.prefix(2)) else { continue }
                table.lengths[prefix] = UInt8(code.count)
                table.slots[value * scale(code.count)] = Int16(table.all.count)
                table.all.append(ApplicationIdentifier(code: code, format: format, fields: fields))
            }
        }
        return table
    }

    private init(code: String, format: FieldFormat, fields: [Substring]) {
        self.code = code
        self.format = format
        requires = fields[2].split(separator: ",").map { $0.split(separator: "+").map(String.init) }
        excludes = fields[3].split(separator: ",").map { $0 == "~" ? code.dropLast() + "n" : String($0) }
        let roles = fields[4].split(separator: " ")
        let key = roles.first { $0.hasPrefix("key") }
        isKey = key != nil
        qualifierOrders = (key?.dropFirst(4) ?? "").split(separator: "|").map { $0.split(separator: ",").map(String.init) }
        var finestFirst: [String] = []
        let deepest = qualifierOrders.map(\.count).max() ?? 0
        for depth in 0..<deepest {
            for order in qualifierOrders where order.count > depth { finestFirst.append(order[order.count - 1 - depth]) }
        }
        qualifiersFinestFirst = finestFirst
        isData = roles.contains("data")
        isPredefinedLength = ApplicationIdentifier.isPredefinedLength(code)
    }

    /// `3100-3105` is six identifiers.
    static func codes(_ range: Substring) -> [String] {
        let ends = range.split(separator: "-")
        guard ends.count == 2, let first = UInt64(ends[0]), let last = UInt64(ends[1]), first <= last else { return [String(range)] }
        return (first...last).map { String(decoding: decimal($0, width: ends[0].count), as: UTF8.self) }
    }

    private static func scale(_ length: Int) -> Int { length == 2 ? 100 : length == 3 ? 10 : 1 }

    private static func isPredefinedLength(_ code: String) -> Bool {
        switch Int(code.prefix(2)) ?? 99 {
        case 0...4, 11...20, 31...36, 41: true
        default: false
        }
    }
}
