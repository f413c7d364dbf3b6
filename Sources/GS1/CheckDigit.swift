/// The GS1 modulo-10 check digit (GS1 General Specifications 7.9).
package enum CheckDigit {
    /// Whether the last of these ASCII digits is the check digit of the others. False where there is another character.
    @inlinable package static func isRight(_ digits: some BidirectionalCollection<UInt8>) -> Bool {
        var sum = 0
        var weight = 1
        for digit in digits.reversed() {
            guard digit >= 0x30, digit <= 0x39 else { return false }
            sum += Int(digit - 0x30) * weight
            weight = 4 - weight
        }
        return sum % 10 == 0 && !digits.isEmpty
    }
}
