@inline(__always) func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

/// The number that ASCII digits write, or nil where one is no digit or there are more than 18.
func number(_ digits: some Collection<UInt8>) -> UInt64? {
    guard digits.count <= 18 else { return nil }
    var value: UInt64 = 0
    for digit in digits {
        guard isDigit(digit) else { return nil }
        value = value * 10 + UInt64(digit - 0x30)
    }
    return value
}

/// How many decimal digits `value` has; 0 has none.
func decimalDigits(_ value: UInt64) -> Int {
    var count = 0
    var rest = value
    while rest > 0 {
        rest /= 10
        count += 1
    }
    return count
}

/// `value` in decimal, padded on the left to `width` digits. Precondition of sense: it has no more.
func decimalText(_ value: UInt64, width: Int) -> String {
    // Up to fifteen bytes a `String` takes no memory of its own, if it is told before how many there will be.
    String(unsafeUninitializedCapacity: width) { digits in
        var rest = value
        for index in stride(from: width - 1, through: 0, by: -1) {
            digits[index] = 0x30 + UInt8(rest % 10)
            rest /= 10
        }
        return width
    }
}

/// `value` in decimal, padded on the left to `width` ASCII digits.
func decimal(_ value: UInt64, width: Int) -> [UInt8] {
    var digits = [UInt8](repeating: 0x30, count: max(width, 0))
    var rest = value
    var index = digits.count
    while rest > 0 {
        let digit = 0x30 + UInt8(rest % 10)
        if index > 0 {
            index -= 1
            digits[index] = digit
        } else {
            digits.insert(digit, at: 0)
        }
        rest /= 10
    }
    return digits
}
