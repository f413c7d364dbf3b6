import Wire

/// Cuts a stream of JSON into values by their brackets and quotes alone, so that a document of any length is read with
/// the memory of its longest value. What a value is worth is the parser's business.
final class DocumentScanner {
    enum Fault: Error {
        case input(InputError)
        case endsEarly(offset: Int)
        case unexpected(offset: Int)
    }

    private let source: ByteSource
    private let room: UnsafeMutableRawBufferPointer
    @exclusivity(unchecked) private var start = 0
    @exclusivity(unchecked) private var end = 0
    /// Offset of the byte at `start` in the input.
    @exclusivity(unchecked) private(set) var offset = 0
    /// Of the next byte, from 1. No value but a text can hold a line break unescaped, and none that is right does.
    @exclusivity(unchecked) private(set) var line = 1
    @exclusivity(unchecked) private var isAtEnd = false
    /// Where set, what is consumed is kept, up to the limit.
    @exclusivity(unchecked) private var recording: [UInt8]?
    private var recordingLimit = 0

    private static let roomBytes = 1 << 18

    init(_ source: ByteSource) {
        self.source = source
        room = .allocate(byteCount: DocumentScanner.roomBytes, alignment: 16)
    }

    deinit { room.deallocate() }

    var bytesRead: Int { source.bytesRead }

    // MARK: Single bytes

    /// The next byte that is not space, not consumed; nil at the end of the input.
    func peek() throws(Fault) -> UInt8? {
        while true {
            while start < end {
                switch room[start] {
                case 0x20, 0x0D, 0x09: consume(1)
                case 0x0A:
                    line += 1
                    consume(1)
                case let byte: return byte
                }
            }
            guard try fill() else { return nil }
        }
    }

    /// Consumes `byte`, which must come next.
    func require(_ byte: UInt8) throws(Fault) {
        guard let next = try peek() else { throw .endsEarly(offset: offset) }
        guard next == byte else { throw .unexpected(offset: offset) }
        consume(1)
    }

    /// Consumes a byte order mark where one stands.
    func skipByteOrderMark() throws(Fault) {
        while end - start < 3 { guard try fill() else { return } }
        if room[start] == 0xEF, room[start + 1] == 0xBB, room[start + 2] == 0xBF { consume(3) }
    }

    // MARK: Values

    /// The bytes of the next value, nil where it is longer than `limit` (it is passed over). `peek` came before.
    func value(limit: Int) throws(Fault) -> [UInt8]? {
        var bytes: [UInt8] = []
        var isTooLong = false
        var depth = 0
        var isInString = false
        var isEscaped = false
        var isFirst = true
        var isScalar = false
        while true {
            var index = start
            var isDone = false
            scan: while index < end {
                let byte = room[index]
                if isInString {
                    if isEscaped {
                        isEscaped = false
                    } else if byte == 0x5C {
                        isEscaped = true
                    } else if byte == 0x22 {
                        isInString = false
                        if depth == 0 {
                            index += 1
                            isDone = true
                            break scan
                        }
                    }
                    index += 1
                    isFirst = false
                    continue
                }
                switch byte {
                case 0x22 where !isScalar: isInString = true
                case 0x7B, 0x5B: depth += 1
                case 0x7D, 0x5D:
                    if isFirst { throw .unexpected(offset: offset + index - start) }
                    if depth == 0 {
                        isDone = true
                        break scan
                    }
                    depth -= 1
                    if depth == 0 {
                        index += 1
                        isDone = true
                        break scan
                    }
                case 0x20, 0x0A, 0x0D, 0x09, 0x2C, 0x3A:
                    if depth == 0 {
                        if isFirst { throw .unexpected(offset: offset + index - start) }
                        isDone = true
                        break scan
                    }
                    if byte == 0x0A { line += 1 }
                default: if depth == 0 { isScalar = true }
                }
                index += 1
                isFirst = false
            }
            let count = index - start
            if !isTooLong, bytes.count + count <= limit {
                bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: room[start..<index]))
            } else {
                isTooLong = true
                bytes = []
            }
            consume(count)
            if isDone { return isTooLong ? nil : bytes }
            if try !fill() {
                // A number or word at the very end of the input.
                if isScalar && depth == 0 { return isTooLong ? nil : bytes }
                throw .endsEarly(offset: offset)
            }
        }
    }

    // MARK: Keeping what is consumed

    func startRecording(limit: Int) {
        recording = []
        recordingLimit = limit
    }

    /// What was consumed since; nil where it was longer than the limit or `dropRecording` was called.
    func takeRecording() -> [UInt8]? {
        defer { recording = nil }
        return recording
    }

    func dropRecording() { recording = nil }

    // MARK: Buffer

    private func consume(_ count: Int) {
        if recording != nil {
            if (recording?.count ?? 0) + count > recordingLimit {
                recording = nil
            } else {
                recording?.append(contentsOf: UnsafeRawBufferPointer(rebasing: room[start..<start + count]))
            }
        }
        start += count
        offset += count
    }

    /// False at the end of the input.
    private func fill() throws(Fault) -> Bool {
        if isAtEnd { return false }
        if start > 0 {
            room.copyMemory(from: UnsafeRawBufferPointer(rebasing: room[start..<end]))
            end -= start
            start = 0
        }
        if end == room.count { return true }
        let count: Int
        do throws(InputError) { count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: room[end...])) } catch {
            throw .input(error)
        }
        end += count
        isAtEnd = count == 0
        return count > 0
    }
}
