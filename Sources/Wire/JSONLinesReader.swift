/// What is wrong with an input of JSON Lines, and where.
package struct JSONLinesError: Error, Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case input(InputError)
        /// The input as a whole is no UTF-8 text.
        case encoding(TextEncoding)
        /// The line is no strict JSON.
        case json(JSONError.Kind)
        /// Bytes that are no UTF-8, and what they seem to be.
        case invalidUTF8(likely: TextEncoding)
        /// JSON, but not an object.
        case notAnObject
        /// The last line is no JSON and has no end: the input was cut off.
        case endsMidRow
        /// A line longer than this many bytes.
        case tooLong(limit: Int)
    }

    package let kind: Kind
    /// From 1.
    package let line: Int
    /// Of the byte at fault within the line, from 0; nil where the fault is the whole line's.
    package let offset: Int?
    /// Whether the reader is at its end because of it; after any other error the next line can be read.
    package let isFatal: Bool

    init(_ kind: Kind, line: Int, offset: Int? = nil, isFatal: Bool = false) {
        self.kind = kind
        self.line = line
        self.offset = offset
        self.isFatal = isFatal
    }
}

/// One JSON object a line, streamed; blank lines are passed over. A line that is wrong throws, and the next call goes on
/// behind it.
package final class JSONLinesReader {
    private let lines: LineReader
    private var isFinished = false
    /// The last line as it stands in the input, also of one that was refused; empty where it was too long. Gone at the
    /// next call of `next()`.
    package private(set) var rawOfLast = UnsafeRawBufferPointer(start: nil, count: 0)
    private var lineOfLast = 0

    /// `limit` is the longest line in bytes.
    package init(_ source: ByteSource, limit: Int = LineReader.defaultLimit) {
        lines = LineReader(source, limit: limit)
    }

    /// How many bytes of the input were read so far, for progress.
    package var bytesRead: Int { lines.source.bytesRead }

    /// The next object with its line's number, nil at the end and after a fatal error.
    package func next() throws(JSONLinesError) -> (object: JSONObject, line: Int)? {
        while !isFinished, let line = try nextLine() {
            rawOfLast = line.bytes
            lineOfLast = line.number
            if line.isTooLong { throw JSONLinesError(.tooLong(limit: lines.limit), line: line.number) }
            if line.bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            return (try object(of: line), line.number)
        }
        rawOfLast = UnsafeRawBufferPointer(start: nil, count: 0)
        return nil
    }

    private func object(of line: Line) throws(JSONLinesError) -> JSONObject {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(line.bytes)
        } catch {
            if line.terminator == .none {
                isFinished = true
                throw JSONLinesError(.endsMidRow, line: line.number, offset: error.offset, isFatal: true)
            }
            let kind: JSONLinesError.Kind =
                error.kind == .invalidUTF8
                ? .invalidUTF8(likely: TextEncoding.ofInvalidUTF8(line.bytes)) : .json(error.kind)
            throw JSONLinesError(kind, line: line.number, offset: error.offset)
        }
        guard case .object(let object) = value else { throw JSONLinesError(.notAnObject, line: line.number) }
        return object
    }

    private func nextLine() throws(JSONLinesError) -> Line? {
        let encoding: TextEncoding
        let line: Line?
        do throws(InputError) {
            encoding = try lines.encoding()
            line = encoding.isReadByLine ? try lines.next() : nil
        } catch {
            isFinished = true
            throw JSONLinesError(.input(error), line: lineOfLast + 1, isFatal: true)
        }
        if encoding.isReadByLine { return line }
        isFinished = true
        throw JSONLinesError(.encoding(encoding), line: 1, isFatal: true)
    }
}
