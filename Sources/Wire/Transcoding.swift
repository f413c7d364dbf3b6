internal import Glibc

extension ByteSource {
    /// `source` as UTF-8: what is GB18030 (or GBK), UTF-16 or UTF-32 by its first bytes, or is said to be, is turned into it by
    /// the system's iconv; the rest is handed on as it is. Bytes that the encoding does not have become the byte FF, which
    /// no UTF-8 has, so that whoever reads the lines refuses the one that it stands in.
    package static func utf8(_ source: ByteSource, as given: TextEncoding? = nil) throws(InputError) -> (source: ByteSource, encoding: TextEncoding) {
        var front = [UInt8](repeating: 0, count: 1 << 16)
        var count = 0
        // A pipe may bring a few bytes at a time; a line of them is enough to go on.
        while count < front.count, count < 4 || !front[..<count].contains(0x0A) {
            let more = try source.read(into: &front, from: count)
            guard more > 0 else { break }
            count += more
        }
        front.removeLast(front.count - count)
        let encoding = given ?? TextEncoding.detect(front)
        var isFirst = true
        func next() throws(InputError) -> [UInt8] {
            if isFirst {
                isFirst = false
                if !front.isEmpty { return front }
            }
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            chunk.removeLast(chunk.count - (try source.read(into: &chunk, from: 0)))
            return chunk
        }
        guard let name = encoding.systemName, let decoder = Transcoder(from: name) else {
            return (ByteSource(of: source, Making(next: next, bytesRead: { source.bytesRead })), encoding)
        }
        func decoded() throws(InputError) -> [UInt8] {
            // A chunk may be the middle of one character: then there is nothing yet to hand out.
            while true {
                let chunk = try next()
                let text = decoder.decode(chunk)
                if chunk.isEmpty || !text.isEmpty { return text }
            }
        }
        return (ByteSource(of: source, Making(next: decoded, bytesRead: { source.bytesRead })), encoding)
    }
}

extension TextEncoding {
    /// As iconv calls it; nil where nothing needs to be, or can be, turned.
    var systemName: String? {
        switch self {
        case .gb18030: "GB18030"
        case .windows1252: "WINDOWS-1252"
        case .utf16LittleEndian: "UTF-16LE"
        case .utf16BigEndian: "UTF-16BE"
        case .utf32LittleEndian: "UTF-32LE"
        case .utf32BigEndian: "UTF-32BE"
        case .utf8, .utf8WithMark, .binary, .unknown: nil
        }
    }

    /// What `--encoding` takes.
    package static let named: [String: TextEncoding] = [
        "utf-8": .utf8, "gb18030": .gb18030, "gbk": .gb18030, "utf-16le": .utf16LittleEndian, "utf-16be": .utf16BigEndian,
        "windows-1252": .windows1252, "iso-8859-1": .windows1252,
    ]
}

/// iconv, one piece after the other.
private final class Transcoder {
    private let converter: iconv_t
    /// The beginning of a character whose end is still to come.
    private var rest: [UInt8] = []

    /// Nil where the system does not know the encoding.
    init?(from name: String) {
        guard let converter = iconv_open("UTF-8", name), Int(bitPattern: converter) != -1 else { return nil }
        self.converter = converter
    }

    deinit { iconv_close(converter) }

    /// UTF-8 of the bytes; an empty piece says that they are at their end.
    func decode(_ piece: [UInt8]) -> [UInt8] {
        var bytes = rest + piece
        rest = []
        var text: [UInt8] = []
        var room = [UInt8](repeating: 0, count: max(256, bytes.count * 2))
        var at = 0
        while at < bytes.count {
            let (read, written, reason) = convert(&bytes, from: at, into: &room)
            text += room[..<written]
            at += read
            guard at < bytes.count else { break }
            if reason == E2BIG { continue }
            if reason == EINVAL, !piece.isEmpty, bytes.count - at < 8 {
                rest = Array(bytes[at...])
                break
            }
            // No character of this encoding, or half of one at the end.
            text.append(0xFF)
            at += 1
        }
        return text
    }

    private func convert(_ bytes: inout [UInt8], from start: Int, into room: inout [UInt8]) -> (read: Int, written: Int, reason: Int32) {
        bytes.withUnsafeMutableBytes { bytes in
            room.withUnsafeMutableBytes { room in
                var input = bytes.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self)
                var output = room.baseAddress?.assumingMemoryBound(to: CChar.self)
                var inputLeft = bytes.count - start
                var outputLeft = room.count
                errno = 0
                let answer = iconv(converter, &input, &inputLeft, &output, &outputLeft)
                let reason = answer == Int.max || Int(bitPattern: UInt(bitPattern: Int(truncatingIfNeeded: answer))) == -1 ? errno : 0
                return (bytes.count - start - inputLeft, room.count - outputLeft, reason)
            }
        }
    }
}
