/// The GS1 modulo-10 check digit (GS1 General Specifications 7.9).
package enum CheckDigit {
    /// Whether the last of these ASCII digits is the check digit of the others. False where there is another character.
    package static func isRight(_ digits: some Collection<UInt8>) -> Bool {
        digits.withContiguousStorageIfAvailable(isRight(in:)) ?? Array(digits).withUnsafeBufferPointer(isRight(in:))
    }

    /// The same for bytes in place. Every row of every file comes through here: a generic loop across modules took 20,000
    /// instructions for a GTIN.
    package static func isRight(in digits: UnsafeBufferPointer<UInt8>) -> Bool {
        var sum = 0
        var weight = 1
        for index in stride(from: digits.count - 1, through: 0, by: -1) {
            let digit = digits[index] &- 0x30
            guard digit < 10 else { return false }
            sum += Int(digit) * weight
            weight = 4 - weight
        }
        return sum % 10 == 0 && !digits.isEmpty
    }

    /// The ASCII check digit that these ASCII digits need behind them. Precondition of sense: only digits.
    package static func digit(for digits: some Collection<UInt8>) -> UInt8 {
        digits.withContiguousStorageIfAvailable(digit(of:)) ?? Array(digits).withUnsafeBufferPointer(digit(of:))
    }

    static func digit(of digits: UnsafeBufferPointer<UInt8>) -> UInt8 {
        var sum = 0
        var weight = 3
        for index in stride(from: digits.count - 1, through: 0, by: -1) {
            sum += Int(digits[index] & 0x0F) * weight
            weight = 4 - weight
        }
        return 0x30 + UInt8((10 - sum % 10) % 10)
    }

    /// `number` with its check digit behind it.
    package static func appended(to number: UInt64) -> UInt64 {
        var rest = number
        var sum: UInt64 = 0
        var weight: UInt64 = 3
        while rest > 0 {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            sum += digit * weight
            weight = 4 - weight
            rest = quotient
        }
        return number * 10 + (10 - sum % 10) % 10
    }
}

/// The pair of check characters of a Global Model Number (GS1 General Specifications 7.9.5).
enum CheckCharacters {
    private static let primes = [
        2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83,
    ]
    private static let letters = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)

    static func areRight(_ value: ArraySlice<UInt8>) -> Bool {
        guard value.count > 2, value.count <= primes.count + 2 else { return false }
        var sum = 0
        for (byte, prime) in zip(value.dropLast(2).reversed(), primes) {
            guard let number = CharacterSet82.number(of: byte) else { return false }
            sum += number * prime
        }
        sum %= 1021
        return Array(value.suffix(2)) == [letters[sum / 32], letters[sum % 32]]
    }
}
