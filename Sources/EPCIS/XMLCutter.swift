import Wire

/// Cuts a stream of XML into tags by their brackets and quotes alone, so that a document of any length is read with the
/// memory of its longest event. Whether it is well-formed is libxml2's business, event by event. A document type never
/// reaches libxml2, and one with declarations is refused: no entity is ever declared, let alone resolved.
final class XMLCutter {
    enum Fault: Error {
        case input(InputError)
        case endsEarly(offset: Int)
        case doctype(offset: Int)
        case tooLong(offset: Int)
        /// `--` within a comment (XML 1.0, 2.5).
        case comment(offset: Int)
        /// Text where none may stand.
        case text(offset: Int)
    }

    enum Tag {
        /// Name and whole text of the tag; `isEmpty` where it ends itself.
        case start(name: String, text: [UInt8], isEmpty: Bool, offset: Int)
        case end(name: String)
    }

    private let source: ByteSource
    private var room = [UInt8](repeating: 0, count: 1 << 16)
    private var start = 0
    private var end = 0
    private(set) var offset = 0
    /// Where set, what is consumed is kept.
    private var recording: [UInt8]?
    private var recordingLimit = 0
    private var isOverLimit = false
    /// Behind the root element nothing but space, comments and instructions may stand (XML 1.0, 2.1).
    var refusesText = false

    private static let tagBytesMax = 1 << 16

    init(_ source: ByteSource) { self.source = source }

    var bytesRead: Int { source.bytesRead }

    /// The next tag, text and comments passed over; nil at the end of the input.
    func next() throws(Fault) -> Tag? {
        while true {
            guard try refusesText ? skipSpace(to: 0x3C) : skip(to: 0x3C) else { return nil }
            let offset = offset
            guard let second = try byte(1) else { throw .endsEarly(offset: offset) }
            switch second {
            case 0x3F: try pass(through: "?>")
            case 0x21:
                if try has("<!--") { try passComment() } else if try has("<![CDATA[") { try pass(through: "]]>") } else { try passDeclaration(at: offset) }
            default:
                let text = try tag()
                let isEnd = second == 0x2F
                let name = String(decoding: text.dropFirst(isEnd ? 2 : 1).prefix { !XMLCutter.isSpace($0) && $0 != 0x3E && $0 != 0x2F }, as: UTF8.self)
                if isEnd { return .end(name: name) }
                return .start(name: name, text: text, isEmpty: text.dropLast().last == 0x2F, offset: offset)
            }
        }
    }

    /// To go on to the next `-->` where a comment's own end is torn would lose the events between.
    private func passComment() throws(Fault) {
        consume(4)
        try pass(through: "--")
        guard try byte(0) == 0x3E else { throw .comment(offset: offset) }
        consume(1)
    }

    /// A document type without declarations of its own says nothing; one with them could declare entities.
    private func passDeclaration(at offset: Int) throws(Fault) {
        if try tag().contains(0x5B) { throw .doctype(offset: offset) }
    }

    /// All of the element whose start tag was just read; nil where it is longer than `limit`.
    func element(startTag: [UInt8], isEmpty: Bool, limit: Int) throws(Fault) -> [UInt8]? {
        if isEmpty { return startTag }
        recording = []
        recordingLimit = limit - startTag.count
        isOverLimit = false
        defer { recording = nil }
        var depth = 1
        while depth > 0 {
            guard let tag = try next() else { throw .endsEarly(offset: offset) }
            switch tag {
            case .start(_, _, let isEmpty, _): if !isEmpty { depth += 1 }
            case .end: depth -= 1
            }
        }
        guard !isOverLimit, let rest = recording else { return nil }
        return startTag + rest
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    /// A tag to its end; a bracket within quotes does not end it.
    private func tag() throws(Fault) -> [UInt8] {
        var text: [UInt8] = []
        var quote: UInt8 = 0
        while true {
            guard let byte = try byte(0) else { throw .endsEarly(offset: offset) }
            text.append(byte)
            consume(1)
            if quote != 0 {
                if byte == quote { quote = 0 }
            } else if byte == 0x22 || byte == 0x27 {
                quote = byte
            } else if byte == 0x3E {
                return text
            }
            guard text.count <= XMLCutter.tagBytesMax else { throw .tooLong(offset: offset) }
        }
    }

    // MARK: Buffer

    private func byte(_ index: Int) throws(Fault) -> UInt8? {
        while end - start <= index { guard try fill() else { return nil } }
        return room[start + index]
    }

    private func has(_ text: StaticString) throws(Fault) -> Bool {
        for index in 0..<text.utf8CodeUnitCount where try byte(index) != text.utf8Start[index] { return false }
        return true
    }

    /// The same, and nothing but space on the way.
    private func skipSpace(to wanted: UInt8) throws(Fault) -> Bool {
        while let byte = try byte(0) {
            if byte == wanted { return true }
            guard XMLCutter.isSpace(byte) else { throw .text(offset: offset) }
            consume(1)
        }
        return false
    }

    /// False where the input ends before the byte.
    private func skip(to wanted: UInt8) throws(Fault) -> Bool {
        while true {
            if let found = room[start..<end].firstIndex(of: wanted) {
                consume(found - start)
                return true
            }
            consume(end - start)
            guard try fill() else { return false }
        }
    }

    private func pass(through text: StaticString) throws(Fault) {
        while true {
            guard try skip(to: text.utf8Start[0]) else { throw .endsEarly(offset: offset) }
            if try has(text) { return consume(text.utf8CodeUnitCount) }
            consume(1)
        }
    }

    private func consume(_ count: Int) {
        if recording != nil, !isOverLimit {
            if (recording?.count ?? 0) + count > recordingLimit {
                isOverLimit = true
                recording = []
            } else {
                recording?.append(contentsOf: room[start..<start + count])
            }
        }
        start += count
        offset += count
    }

    private func fill() throws(Fault) -> Bool {
        if start > 0 {
            room.replaceSubrange(0..<end - start, with: Array(room[start..<end]))
            end -= start
            start = 0
        }
        if end == room.count { return false }
        let result: Result<Int, InputError> = room.withUnsafeMutableBytes { [end] room in
            do throws(InputError) { return .success(try source.read(into: UnsafeMutableRawBufferPointer(rebasing: room[end...]))) } catch {
                return .failure(error)
            }
        }
        do throws(InputError) {
            let count = try result.get()
            end += count
            return count > 0
        } catch {
            throw .input(error)
        }
    }
}
