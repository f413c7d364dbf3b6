/// What the first bytes of an input say about it. We read UTF-8; the others are known so that a refusal can name them.
package enum TextEncoding: Hashable, Sendable {
    case utf8
    /// UTF-8 behind a byte order mark, EF BB BF, which is skipped.
    case utf8WithMark
    case utf16LittleEndian
    case utf16BigEndian
    case utf32LittleEndian
    case utf32BigEndian
    /// GB18030 or its subset GBK: told from the byte pattern, so only likely (Big5 can look the same).
    case gb18030
    /// Western European, with ISO-8859-1 as its subset: every byte is a letter, so it is never guessed, only said.
    case windows1252
    /// No text at all.
    case binary(BinaryFormat)
    /// Neither UTF-8 nor a pattern we know: Latin-1, Windows code pages, Shift JIS.
    case unknown

    package enum BinaryFormat: String, Hashable, Sendable, CaseIterable {
        case gzip, zip, xlsx, xls, png, jpeg, pdf, sqlite, zstd, xz, bzip2
        case other = "binary"
    }

    /// The name that people and standards use; the same in every language.
    package var name: String {
        switch self {
        case .utf8, .utf8WithMark: "UTF-8"
        case .utf16LittleEndian: "UTF-16LE"
        case .utf16BigEndian: "UTF-16BE"
        case .utf32LittleEndian: "UTF-32LE"
        case .utf32BigEndian: "UTF-32BE"
        case .gb18030: "GB18030 (GBK)"
        case .windows1252: "Windows-1252"
        case .binary(let format): format.rawValue
        case .unknown: "unknown"
        }
    }

    package var isUTF8: Bool { self == .utf8 || self == .utf8WithMark }

    /// Whether readers go on to the lines: they are UTF-8, or the line at fault is worth more to a person than the guess,
    /// which comes with it.
    package var isReadByLine: Bool { isUTF8 || self == .gb18030 || self == .unknown }

    /// Bytes of the byte order mark to skip.
    package var markLength: Int { self == .utf8WithMark ? 3 : 0 }

    /// Judges by the first bytes, a few kilobytes of them if there are; a character cut off at their end does not count.
    package static func detect(_ bytes: UnsafeRawBufferPointer) -> TextEncoding {
        if let format = BinaryFormat.detect(bytes) { return .binary(format) }
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return .utf32LittleEndian }
        if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return .utf32BigEndian }
        if bytes.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
        if bytes.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8WithMark }
        if let encoding = byNULPattern(bytes) { return encoding }
        var validator = UTF8StreamValidator()
        validator.feed(bytes)
        if validator.firstInvalid == nil { return .utf8 }
        // A binary file that no magic names: control characters that no text has.
        if bytes.contains(where: { $0 < 0x07 || (0x0E..<0x1B).contains($0) }) { return .binary(.other) }
        return isGB18030(bytes, mayBeCutOff: true) ? .gb18030 : .unknown
    }

    /// What a line that is not UTF-8 is likely to be.
    static func ofInvalidUTF8(_ line: UnsafeRawBufferPointer) -> TextEncoding {
        isGB18030(line, mayBeCutOff: false) ? .gb18030 : .unknown
    }

    package static func detect(_ bytes: [UInt8]) -> TextEncoding { bytes.withUnsafeBytes { detect($0) } }

    /// UTF-16 and UTF-32 without a mark: ASCII characters (a header line, digits, separators) have NULs beside them, all
    /// on the same side. Where NULs are few and the rest is UTF-8, they are a fault of their place, reported there.
    private static func byNULPattern(_ bytes: UnsafeRawBufferPointer) -> TextEncoding? {
        var nuls = [0, 0, 0, 0]
        let groups = bytes.count / 4
        for index in 0..<groups * 4 where bytes[index] == 0 { nuls[index & 3] += 1 }
        let total = nuls.reduce(0, +)
        let isHalf = total * 4 >= bytes.count
        guard total >= 2, isHalf || total * 16 >= bytes.count && UTF8Validation.firstInvalid(in: bytes) != nil else {
            return nil
        }
        if nuls[0] == groups, nuls[1] == groups, nuls[3] * 2 < groups { return .utf32BigEndian }
        if nuls[2] == groups, nuls[3] == groups, nuls[0] * 2 < groups { return .utf32LittleEndian }
        let (even, odd) = (nuls[0] + nuls[2], nuls[1] + nuls[3])
        if odd > even * 8 { return .utf16LittleEndian }
        if even > odd * 8 { return .utf16BigEndian }
        return isHalf ? .binary(.other) : nil
    }

    /// Whether the bytes are all ASCII, two-byte (81–FE, 40–FE but 7F) or four-byte (81–FE 30–39 81–FE 30–39) characters
    /// of GB 18030-2022.
    private static func isGB18030(_ bytes: UnsafeRawBufferPointer, mayBeCutOff: Bool) -> Bool {
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            if lead < 0x80 {
                index += 1
                continue
            }
            // 0 stands behind the end and is no second, third or fourth byte.
            func follower(_ place: Int) -> UInt8 { index + place < bytes.count ? bytes[index + place] : 0 }
            let isLong = (0x30...0x39).contains(follower(1))
            let length = isLong ? 4 : 2
            guard (0x81...0xFE).contains(lead) else { return false }
            if index + length > bytes.count { return mayBeCutOff && index > 0 }
            if isLong {
                guard (0x81...0xFE).contains(follower(2)), (0x30...0x39).contains(follower(3)) else { return false }
            } else {
                guard (0x40...0xFE).contains(follower(1)), follower(1) != 0x7F else { return false }
            }
            index += length
        }
        return true
    }
}

extension TextEncoding.BinaryFormat {
    /// By the first bytes ("magic") that each format's description demands.
    static func detect(_ bytes: UnsafeRawBufferPointer) -> TextEncoding.BinaryFormat? {
        if bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6]) {
            return holdsWorkbook(bytes) ? .xlsx : .zip
        }
        return table.first { bytes.starts(with: $0.magic) }?.format
    }

    private static let table: [(magic: [UInt8], format: TextEncoding.BinaryFormat)] = [
        ([0x1F, 0x8B], .gzip),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .xls),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .png),
        ([0xFF, 0xD8, 0xFF], .jpeg),
        (Array("%PDF-".utf8), .pdf),
        (Array("SQLite format 3\0".utf8), .sqlite),
        ([0x28, 0xB5, 0x2F, 0xFD], .zstd),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .xz),
        (Array("BZh".utf8) + [0x31, 0x41, 0x59], .bzip2),
    ]

    /// The archive of an Excel workbook begins with one of its parts' names.
    private static func holdsWorkbook(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let names = ["[Content_Types].xml", "xl/", "_rels/.rels", "docProps/"]
        guard bytes.count > 30 else { return false }
        let name = UnsafeRawBufferPointer(rebasing: bytes[30...])
        return names.contains { name.starts(with: $0.utf8) }
    }
}
