import Testing
import Wire

struct JSONLinesReaderTests {
    private enum Outcome: Equatable {
        case object(Int, JSONObject)
        case error(JSONLinesError.Kind, line: Int, offset: Int?)
    }

    private func read(_ bytes: [UInt8], limit: Int = 1 << 20) -> [Outcome] {
        let reader = JSONLinesReader(ByteSource(bytes: bytes, chunk: { 3 }), limit: limit)
        var outcomes: [Outcome] = []
        while true {
            do throws(JSONLinesError) {
                guard let (object, line) = try reader.next() else { return outcomes }
                outcomes.append(.object(line, object))
            } catch {
                outcomes.append(.error(error.kind, line: error.line, offset: error.offset))
            }
        }
    }

    @Test func objectsComeWithTheirLinesAndFaultsDoNotStopTheRest() {
        let text = """
            {"a":1}\r

              \t
            [1]
            {"a":1,"a":2}
            {"a":1.5}
            {"a":2}
            """
        #expect(
            read(Array(text.utf8)) == [
                .object(1, ["a": 1]),
                .error(.notAnObject, line: 4, offset: nil),
                .error(.json(.duplicateName), line: 5, offset: 7),
                .error(.json(.fraction), line: 6, offset: 5),
                .object(7, ["a": 2]),
            ])
    }

    @Test func anInputThatEndsMidRowIsTold() {
        #expect(
            read(Array("{\"a\":1}\n{\"a\":".utf8)) == [
                .object(1, ["a": 1]), .error(.endsMidRow, line: 2, offset: 5),
            ])
        #expect(read(Array("{\"a\":\n".utf8)) == [.error(.json(.endsEarly), line: 1, offset: 5)])
    }

    @Test func otherEncodingsLongLinesAndNULAreNamed() {
        #expect(read([0xFE, 0xFF, 0, 0x7B]) == [.error(.encoding(.utf16BigEndian), line: 1, offset: nil)])
        #expect(
            read(Array("{\"a\":\"".utf8) + [0xCF, 0xE3, 0xCB, 0xAE] + Array("\"}\n{}\n".utf8)) == [
                .error(.invalidUTF8(likely: .gb18030), line: 1, offset: 6), .object(2, [:]),
            ])
        #expect(
            read(Array("{\"abcdefghijkl\":1}\n{}\n".utf8), limit: 10) == [
                .error(.tooLong(limit: 10), line: 1, offset: nil), .object(2, [:]),
            ])
        #expect(
            read(Array("{\"a\":\"\\u0000\"}\n{\"a\":\"\u{0}\"}\n".utf8)) == [
                .error(.json(.nul), line: 1, offset: 6), .error(.json(.nul), line: 2, offset: 6),
            ])
        #expect(read([]) == [])
    }
}
