extension [UInt8] {
    /// Whether `word` stands at `start`.
    @inline(__always) func holds(_ word: StaticString, at start: Int = 0) -> Bool { withUnsafeBytes { $0.holds(word, at: start) } }
}

extension UnsafeRawBufferPointer {
    @inline(__always) func holds(_ word: StaticString, at start: Int = 0) -> Bool {
        guard start >= 0, start + word.utf8CodeUnitCount <= count else { return false }
        for index in 0..<word.utf8CodeUnitCount where self[start + index] != word.utf8Start[index] { return false }
        return true
    }
}
