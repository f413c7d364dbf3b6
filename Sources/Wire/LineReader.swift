internal import Glibc

/// One line of an input. Its bytes belong to the reader and are gone at the next call of `next()`.
package struct Line {
    package enum Terminator: Hashable, Sendable { case none, lineFeed, carriageReturnLineFeed, carriageReturn, tab }

    /// Without the terminator; empty where `isTooLong`.
    package let bytes: UnsafeRawBufferPointer
    /// From 1.
    package let number: Int
    /// Of its first byte in the input, a byte order mark included.
    package let offset: Int
    /// `none` for a last line that the input ends without terminating: it may be cut off.
    package let terminator: Terminator
    /// The line was longer than the limit and its bytes were passed over.
    package let isTooLong: Bool

    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Lines of an input of any length in bounded memory: the longest line within the limit and one chunk at most.
/// Skips a UTF-8 byte order mark; says what the encoding seems to be and leaves the judgement to the caller.
package final class LineReader {
    package enum Ends: Hashable, Sendable {
        /// LF, or CR LF.
        case lines
        /// LF, CR, CR LF or a tab: what barcode guns are set to send behind a code. A line is handed out at its CR,
        /// without waiting for a LF that may or may not follow.
        case scans
    }

    package static let defaultLimit = 1 << 20
    private static let firstCapacity = 1 << 16

    package let source: ByteSource
    /// Longest line in bytes, terminator not counted.
    package let limit: Int
    private let ends: Ends

    private var buffer: UnsafeMutableRawPointer
    private var capacity = LineReader.firstCapacity
    /// What was read and not handed out: `start..<end`.
    private var start = 0
    private var end = 0
    /// Offset in the input of the byte at `start`.
    private var offset = 0
    private var number = 0
    private var sourceIsAtEnd = false
    private var passesLineFeed = false
    private var detected: TextEncoding?

    package init(_ source: ByteSource, limit: Int = LineReader.defaultLimit, ends: Ends = .lines) {
        self.source = source
        self.limit = max(limit, 1)
        self.ends = ends
        buffer = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit { buffer.deallocate() }

    /// Judged by the first chunk; waits for input if there was none yet.
    package func encoding() throws(InputError) -> TextEncoding {
        if let detected { return detected }
        // A pipe may bring a few bytes at a time; a mark takes four at most, and a line is enough to go on.
        while end < 4, !sourceIsAtEnd, memchr(buffer, 0x0A, end) == nil { try fill() }
        let encoding = TextEncoding.detect(UnsafeRawBufferPointer(start: buffer, count: end))
        start = encoding.markLength
        offset = start
        detected = encoding
        return encoding
    }

    /// The next line, nil at the end.
    package func next() throws(InputError) -> Line? {
        if detected == nil { _ = try encoding() }
        var scanned = 0
        while true {
            if passesLineFeed, start < end {
                if buffer.load(fromByteOffset: start, as: UInt8.self) == 0x0A {
                    start += 1
                    offset += 1
                }
                passesLineFeed = false
            }
            if let found = terminator(from: start + scanned) { return handOut(upTo: found) }
            scanned = end - start
            if sourceIsAtEnd { return scanned == 0 ? nil : handOut(upTo: end) }
            // One more than the limit may be the CR of a CR LF.
            if scanned > limit + 1 { return try passOver() }
            try fill()
        }
    }

    private func terminator(from index: Int) -> Int? {
        if ends == .lines {
            guard let found = memchr(buffer + index, 0x0A, end - index) else { return nil }
            return UnsafeRawPointer(found) - UnsafeRawPointer(buffer)
        }
        for index in index..<end {
            switch buffer.load(fromByteOffset: index, as: UInt8.self) {
            case 0x0A, 0x0D, 0x09: return index
            default: break
            }
        }
        return nil
    }

    /// `found` is the index of the terminator, or `end` where the input ends without one.
    private func handOut(upTo found: Int) -> Line {
        var contentEnd = found
        var kind = Line.Terminator.none
        if found < end {
            switch buffer.load(fromByteOffset: found, as: UInt8.self) {
            case 0x0D:
                kind = .carriageReturn
                passesLineFeed = true
            case 0x09: kind = .tab
            default:
                kind = .lineFeed
                if found > start, buffer.load(fromByteOffset: found - 1, as: UInt8.self) == 0x0D {
                    kind = .carriageReturnLineFeed
                    contentEnd -= 1
                }
            }
        }
        let isTooLong = contentEnd - start > limit
        number += 1
        let bytes = UnsafeRawBufferPointer(start: buffer + start, count: isTooLong ? 0 : contentEnd - start)
        let line = Line(bytes: bytes, number: number, offset: offset, terminator: kind, isTooLong: isTooLong)
        advance(to: min(found + 1, end))
        return line
    }

    /// Drops a line that is too long, piece by piece, to its end.
    private func passOver() throws(InputError) -> Line {
        let lineOffset = offset
        var kind = Line.Terminator.none
        while true {
            if let found = terminator(from: start) {
                kind = ends == .lines ? .lineFeed : .carriageReturn
                passesLineFeed = buffer.load(fromByteOffset: found, as: UInt8.self) == 0x0D
                advance(to: found + 1)
                break
            }
            advance(to: end)
            if sourceIsAtEnd { break }
            try fill()
        }
        number += 1
        return Line(
            bytes: UnsafeRawBufferPointer(start: buffer, count: 0), number: number, offset: lineOffset, terminator: kind,
            isTooLong: true)
    }

    private func advance(to index: Int) {
        offset += index - start
        start = index
    }

    /// Makes room behind `end` and reads once.
    private func fill() throws(InputError) {
        if start > 0 {
            buffer.copyMemory(from: buffer + start, byteCount: end - start)
            end -= start
            start = 0
        }
        if end == capacity {
            let larger = min(capacity * 2, max(limit + 2, LineReader.firstCapacity))
            let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
            moved.copyMemory(from: buffer, byteCount: end)
            buffer.deallocate()
            buffer = moved
            capacity = larger
        }
        let count = try source.read(into: UnsafeMutableRawBufferPointer(start: buffer + end, count: capacity - end))
        end += count
        sourceIsAtEnd = count == 0
    }
}
