import Glibc

/// Looks into an entry's bytes without reading all of it. For entries of our own store only: what is found is a hint for
/// the recorder, never evidence.
enum EntryScan {
    /// By `memchr` and `memcmp`: the standard library's search of one collection in another took nine tenths of an append.
    static func contains(_ needle: [UInt8], in body: [UInt8]) -> Bool { body.withUnsafeBytes { Needle(needle).isIn($0) } }

    /// Bytes to look for in many bodies. `memchr` goes by the needle's rarest letter: it would stop at every quotation mark.
    struct Needle {
        private let bytes: [UInt8]
        private let anchor: Int

        /// Letters from rare to less rare in what entries say; digits, a to f and marks are everywhere.
        private static let rare = Array("jqxzkvwyugpblhm".utf8)

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            anchor = Needle.rare.lazy.compactMap { bytes.firstIndex(of: $0) }.first ?? 0
        }

        func isIn(_ body: UnsafeRawBufferPointer) -> Bool {
            guard !bytes.isEmpty else { return true }
            return bytes.withUnsafeBytes { word in
                guard let first = word.baseAddress, let start = body.baseAddress, body.count >= word.count else { return false }
                var place = start + anchor
                let end = start + (body.count - word.count + anchor + 1)
                while place < end, let found = memchr(place, Int32(word[anchor]), end - place) {
                    if memcmp(found - anchor, first, word.count) == 0 { return true }
                    place = UnsafeRawPointer(found) + 1
                }
                return false
            }
        }
    }

    private static let backPrefix = Array(",\"back\":".utf8)
    /// `{"at":"2026-03-02T03:00:00.000Z"`: the first field, always as long.
    private static let backStart = 32

    /// The position of the item's entry before. Canonical order puts `back` right behind `at`.
    static func back(in body: [UInt8]) -> SequenceNumber? {
        guard body.dropFirst(backStart).starts(with: backPrefix) else { return nil }
        var seq: SequenceNumber = 0
        for digit in body[(backStart + backPrefix.count)...] {
            guard digit >= 0x30, digit <= 0x39 else { break }
            seq = seq &* 10 &+ SequenceNumber(digit - 0x30)
        }
        return seq
    }

    /// The item that bytes speak of which cannot be read as an entry any more: what stands behind `"item":"`.
    static func item(in body: [UInt8]) -> String? {
        let name = Array("\"item\":\"".utf8)
        guard body.count > name.count else { return nil }
        for start in 0..<body.count - name.count where body[start] == name[0] && body[start..<start + name.count].elementsEqual(name) {
            let rest = body[(start + name.count)...]
            return rest.firstIndex(of: 0x22).map { String(decoding: rest[..<$0], as: UTF8.self) }
        }
        return nil
    }
}
