/// Well-formed UTF-8 (Unicode 15 §3.9, table 3-7): no overlong forms, no surrogates, nothing beyond U+10FFFF.
package enum UTF8Validation {
    /// Offset of the first byte of the first ill-formed sequence, or nil. A sequence cut off by the end is ill-formed.
    package static func firstInvalid(in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let start = bytes.baseAddress else { return nil }
        let count = bytes.count
        var position = 0
        while position < count {
            if position + 8 <= count {
                let mask = ByteScanning.word(start, at: position) & ByteScanning.highBits
                if mask == 0 {
                    position += 8
                    continue
                }
                position += ByteScanning.firstMatch(mask)
            }
            let length = sequenceLength(bytes, at: position)
            if length == 0 { return position }
            position += length
        }
        return nil
    }

    package static func firstInvalid(in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBytes { firstInvalid(in: $0) }
    }

    /// 1 to 4, or 0 where no well-formed sequence begins at `position`.
    static func sequenceLength(_ bytes: UnsafeRawBufferPointer, at position: Int) -> Int {
        let lead = bytes[position]
        if lead < 0x80 { return 1 }
        guard let (length, second) = UTF8Validation.rule(lead), position + length <= bytes.count,
            second.contains(bytes[position + 1])
        else { return 0 }
        var index = 2
        while index < length {
            if bytes[position + index] & 0xC0 != 0x80 { return 0 }
            index += 1
        }
        return length
    }

    /// For a lead byte of several: how long the sequence is and which second bytes it may have.
    static func rule(_ lead: UInt8) -> (length: Int, second: ClosedRange<UInt8>)? {
        switch lead {
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xE1...0xEF: (3, 0x80...0xBF)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: nil
        }
    }
}

/// The same check over a stream whose chunks may end inside a sequence.
package struct UTF8StreamValidator: Sendable {
    /// Offset in the stream of the first byte of the first ill-formed sequence, once there is one.
    package private(set) var firstInvalid: Int?
    private var fed = 0
    /// The bytes of a sequence that the last chunk began and did not end: at most 3.
    private var pending: [UInt8] = []

    package init() {}

    package mutating func feed(_ chunk: UnsafeRawBufferPointer) {
        guard firstInvalid == nil else { return }
        var start = 0
        while !pending.isEmpty, start < chunk.count {
            pending.append(chunk[start])
            start += 1
            let (isPrefix, isWhole) = UTF8StreamValidator.judge(pending)
            if !isPrefix {
                firstInvalid = fed + start - pending.count
                return
            }
            if isWhole { pending.removeAll(keepingCapacity: true) }
        }
        let rest = UnsafeRawBufferPointer(rebasing: chunk[start...])
        if let bad = UTF8Validation.firstInvalid(in: rest) {
            let tail = Array(rest[bad...].prefix(4))
            if rest.count - bad < 4, UTF8StreamValidator.judge(tail) == (true, false) {
                pending = tail
            } else {
                firstInvalid = fed + start + bad
            }
        }
        fed += chunk.count
    }

    /// To be called after the last chunk: a sequence that was begun is ill-formed.
    package mutating func finish() {
        if firstInvalid == nil, !pending.isEmpty { firstInvalid = fed - pending.count }
    }

    private static func judge(_ bytes: [UInt8]) -> (isPrefix: Bool, isWhole: Bool) {
        guard let lead = bytes.first else { return (true, false) }
        if lead < 0x80 { return (true, true) }
        guard let (length, second) = UTF8Validation.rule(lead) else { return (false, false) }
        if bytes.count > 1, !second.contains(bytes[1]) { return (false, false) }
        for byte in bytes.dropFirst(2) where byte & 0xC0 != 0x80 { return (false, false) }
        return (bytes.count <= length, bytes.count == length)
    }
}
