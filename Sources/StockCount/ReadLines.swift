import Glibc
import Wire

/// Lines of a read file, straight from its bytes: a line at a time without a copy, UTF-16 turned to UTF-8 on the way, a
/// line that never ends cut off.
struct ReadLines: ~Copyable {
    private let source: ByteSource
    private var room: UnsafeMutableRawPointer
    private var capacity = 1 << 20
    private var start = 0
    private var end = 0
    private var isAtEnd = false
    private var decoder: UTF16Decoder?
    private var isBegun = false
    /// The rest of a line that was too long is passed over.
    private var isSkipping = false
    /// A line is cut here; no code is nearly as long.
    static let limit = 1 << 16
    /// Bytes behind the last line that can be read, so that a line can be looked at eight bytes at a time.
    private static let slack = 64
    /// False where no line until the next `fill` has a quotation mark.
    private(set) var hasQuotes = true

    init(_ source: ByteSource) {
        self.source = source
        room = .allocate(byteCount: capacity + ReadLines.slack, alignment: 16)
        room.initializeMemory(as: UInt8.self, repeating: 0, count: capacity + ReadLines.slack)
    }

    deinit { room.deallocate() }

    /// The next line without its end; valid until the next call. `isCut` where it was longer than the limit.
    mutating func next() throws -> (bytes: UnsafeRawBufferPointer, isCut: Bool)? {
        while true {
            if let newline = memchr(room + start, 0x0A, end - start) {
                let stop = UnsafeRawPointer(newline) - UnsafeRawPointer(room)
                let line = UnsafeRawBufferPointer(start: room + start, count: stop - start)
                start = stop + 1
                if isSkipping {
                    isSkipping = false
                    continue
                }
                return (line, false)
            }
            if isAtEnd {
                guard start < end, !isSkipping else { return nil }
                let line = UnsafeRawBufferPointer(start: room + start, count: end - start)
                start = end
                return (line, false)
            }
            if end - start > ReadLines.limit {
                let line = UnsafeRawBufferPointer(start: room + start, count: ReadLines.limit)
                let wasSkipping = isSkipping
                isSkipping = true
                start = end
                if !wasSkipping { return (line, true) }
                continue
            }
            try fill()
        }
    }

    private mutating func fill() throws {
        if start > 0 {
            memmove(room, room + start, end - start)
            end -= start
            start = 0
        }
        if decoder != nil {
            try fillDecoding()
            return
        }
        let count = try source.read(into: UnsafeMutableRawBufferPointer(start: room + end, count: capacity - end))
        if count == 0 { isAtEnd = true }
        end += count
        hasQuotes = memchr(room, 0x22, end) != nil
        guard !isBegun, end >= 3 || isAtEnd else { return }
        isBegun = true
        let bytes = UnsafeRawBufferPointer(start: room, count: end)
        if end >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            start = 3
        } else if end >= 2, (bytes[0], bytes[1]) == (0xFF, 0xFE) || (bytes[0], bytes[1]) == (0xFE, 0xFF) {
            // What was read so far is decoded behind the room that is kept for it.
            var begun = UTF16Decoder(isBigEndian: bytes[0] == 0xFE)
            let raw = Array(bytes.dropFirst(2))
            end = 0
            hasQuotes = true
            begun.decode(raw) { append($0) }
            decoder = begun
        }
    }

    private mutating func fillDecoding() throws {
        var raw = [UInt8](repeating: 0, count: 1 << 16)
        let count = try raw.withUnsafeMutableBytes { try source.read(into: $0) }
        if count == 0 { isAtEnd = true }
        guard var begun = decoder else { return }
        begun.decode(Array(raw[..<count])) { append($0) }
        decoder = begun
    }

    private mutating func append(_ byte: UInt8) {
        if end == capacity {
            let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity * 2 + ReadLines.slack, alignment: 16)
            larger.copyMemory(from: room, byteCount: end)
            room.deallocate()
            room = larger
            capacity *= 2
        }
        room.storeBytes(of: byte, toByteOffset: end, as: UInt8.self)
        end += 1
    }
}

/// UTF-16 in pieces to UTF-8; what is no character becomes U+FFFD.
private struct UTF16Decoder {
    let isBigEndian: Bool
    private var pending: [UInt8] = []

    init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    mutating func decode(_ bytes: [UInt8], _ emit: (UInt8) -> Void) {
        let all = pending + bytes
        var units: [UInt16] = []
        var index = 0
        while index + 1 < all.count {
            let (first, second) = (UInt16(all[index]), UInt16(all[index + 1]))
            units.append(isBigEndian ? first << 8 | second : second << 8 | first)
            index += 2
        }
        pending = Array(all[index...])
        // The first half of a pair waits for the second.
        if let last = units.last, last & 0xFC00 == 0xD800 {
            units.removeLast()
            pending = Array(all[(index - 2)...])
        }
        for byte in String(decoding: units, as: UTF16.self).utf8 { emit(byte) }
    }
}

/// Text of a field: UTF-8, else GB18030 (GB 18030-2022), else with replacement characters. Separators and line ends are
/// never part of a GB18030 character, so that fields can be parted first.
enum FieldText {
    static func string(_ bytes: UnsafeRawBufferPointer) -> String {
        if UTF8Validation.firstInvalid(in: bytes) == nil { return String(decoding: bytes, as: UTF8.self) }
        return gb18030(bytes) ?? String(decoding: bytes, as: UTF8.self)
    }

    private static func gb18030(_ bytes: UnsafeRawBufferPointer) -> String? {
        let converter = iconv_open("UTF-8", "GB18030")
        guard converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: bytes.count * 4 + 4)
        let isWhole = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                var (from, left) = (input.baseAddress, input.count)
                var (to, room) = (output.baseAddress, output.count - 1)
                return iconv(converter, &from, &left, &to, &room) != -1 && left == 0
            }
        }
        return isWhole ? String(validating: output.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }
}
