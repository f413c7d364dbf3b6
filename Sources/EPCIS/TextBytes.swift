import Glibc

/// Looks into texts that every event has by the score: the collection's own searches take a byte at a time.
extension UnsafeBufferPointer<UInt8> {
    /// Where the first `:` stands.
    var colon: Int? {
        guard let start = baseAddress, let found = memchr(start, 0x3A, count) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(start)
    }

    func begins(with beginning: [UInt8]) -> Bool {
        guard let start = baseAddress, count >= beginning.count else { return false }
        return memcmp(start, beginning, beginning.count) == 0
    }
}
