import Support

/// What the properties of this room ask of the generator. Each names its seed in the message of a failed expectation.
extension SplitMix {
    mutating func digits(_ count: Int) -> String { text("0123456789", count) }

    mutating func text(_ alphabet: String, _ count: Int) -> String {
        let letters = Array(alphabet)
        return String((0..<max(0, count)).map { _ in letters[Int.random(in: 0..<letters.count, using: &self)] })
    }
}
