import Glibc

/// Texts that look like numbers, without needless zeros. The tools of partners go through IEEE 754 doubles, and so do we:
/// two numbers beyond 2^53 can become one.
enum Decimal {
    static func canonical(_ text: String) -> String? {
        var text = text
        if text.withUTF8(isShort) { return text }
        let plain: Bool = text.withUTF8 { isNumber($0) }
        guard plain, let value = Double(text.utf8.contains(0x5F) ? text.filter { $0 != "_" } : text), value.isFinite else { return nil }
        guard value == value.rounded(.towardZero) else { return value.description }
        if abs(value) < 9e15 { return String(Int64(value)) }
        // Every digit of the double, as printf(3) gives it.
        var digits = [CChar](repeating: 0, count: 400)
        let count = withVaList([value]) { vsnprintf(&digits, digits.count, "%.0f", $0) }
        return String(decoding: digits.prefix(max(0, Int(count))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A short integer without needless zeros is as it should be.
    static func isShort(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.count > 0 && bytes.count <= 15 && (bytes[0] != 0x30 || bytes.count == 1) && bytes.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// `[+-]digits[.digits][e[+-]digits]`, digits on at least one side of the point, single `_` between digits.
    private static func isNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        func digits() -> Int {
            let start = index
            while index < bytes.count {
                if (0x30...0x39).contains(bytes[index]) {
                    index += 1
                    continue
                }
                let isBetween =
                    bytes[index] == 0x5F && index > start && bytes[index - 1] != 0x5F && index + 1 < bytes.count && (0x30...0x39).contains(bytes[index + 1])
                guard isBetween else { break }
                index += 1
            }
            return index - start
        }
        if index < bytes.count, bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
        var count = digits()
        if index < bytes.count, bytes[index] == 0x2E {
            index += 1
            count += digits()
        }
        guard count > 0 else { return false }
        if index < bytes.count, bytes[index] | 0x20 == 0x65 {
            index += 1
            if index < bytes.count, bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
            guard digits() > 0 else { return false }
        }
        return index == bytes.count
    }
}
