import Support
import Testing
import Wire

@testable import EPCIS

@Suite struct ReaderTests {
    private static let event =
        #"{"type":"ObjectEvent","eventTime":"2026-03-02T03:00:00.000Z","eventTimeZoneOffset":"+08:00","epcList":["https://id.gs1.org/01/09521234000013/21/DF-0001"],"action":"OBSERVE","bizStep":"shipping"}"#
    private static let context = #""@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"]"#
    private static let head = #""type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-03-02T04:00:00.000Z""#

    private static func document(_ events: [String]) -> String {
        "{\(context),\(head),\"epcisBody\":{\"eventList\":[\(events.joined(separator: ","))]}}"
    }

    private func judged(_ text: String, chunk: @escaping () -> Int = { .max }) throws -> Judged { try Judged(Array(text.utf8), chunk: chunk) }

    @Test func aDocumentIsReadInPiecesOfAnyLength() throws {
        let text = Self.document([Self.event, Self.event.replacing("DF-0001", with: "DF-0002")])
        let whole = try judged(text)
        #expect(whole.count == 2 && whole.verdict == "accept", "\(whole.description)")
        for size in 1...40 {
            let pieces = try judged(text, chunk: { size })
            #expect(pieces.events.map(\.raw.offset) == whole.events.map(\.raw.offset) && pieces.verdict == "accept", "pieces of \(size)")
        }
    }

    @Test func theContextMayStandBehindTheEvents() throws {
        let judged = try judged("{\"epcisBody\":{\"eventList\":[\(Self.event)]},\(Self.head),\(Self.context)}")
        #expect(judged.count == 1 && judged.verdict == "accept", "\(judged.description)")
    }

    @Test func bareEventsLineByLine() throws {
        let line = "{\(Self.context)," + Self.event.dropFirst()
        let judged = try judged([line, line.replacing("DF-0001", with: "DF-0002"), line.replacing("OBSERVE", with: "SEE")].joined(separator: "\r\n"))
        #expect(judged.count == 3 && judged.events.filter { $0.event != nil }.count == 2, "\(judged.description)")
    }

    @Test func anEmptyListIsAcceptedAndSaid() throws {
        let judged = try judged(Self.document([]))
        #expect(judged.verdict == "accept" && judged.findings.map(\.code) == [.noEvents])
    }

    /// Offsets are those of the event in the input, so that a person finds it in a file of any length.
    @Test func offsetsPointIntoTheInput() throws {
        let text = Self.document([Self.event, Self.event.replacing("DF-0001", with: "DF-0002")])
        for event in try judged(text).events {
            let bytes = Array(text.utf8)[event.raw.offset...].prefix(event.raw.bytes.count)
            #expect(Array(bytes) == event.raw.bytes)
        }
    }

    @Test(arguments: [64, 10_000])
    func deepNestingIsRefusedAndTheNextEventRead(_ depth: Int) throws {
        let deep = Self.event.dropLast() + ",\"dfl:x\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        let judged = try judged(Self.document([String(deep), Self.event]))
        #expect(judged.findings.map(\.code) == [.tooDeep] && judged.events.count == 1, "\(judged.description)")
    }

    @Test func limitsAreKept() throws {
        let long = Self.event.dropLast() + ",\"rdfs:comment\":\"" + String(repeating: "a", count: 65_537) + "\"}"
        let huge = Self.event.dropLast() + ",\"rdfs:comment\":\"" + String(repeating: "a", count: 1 << 20) + "\"}"
        let judged = try judged(Self.document([String(long), String(huge), Self.event]))
        #expect(Set(judged.all.filter { $0.verdict == .reject }.map(\.code)) == [.stringTooLong, .eventTooLarge])
        #expect(judged.count == 3 && judged.events.last?.event != nil)
    }

    /// What is kept until the end of a document has limits: names beside the events, and events before the context, however small.
    @Test func whatIsKeptToTheEndHasLimits() throws {
        func named(_ count: Int) -> String {
            Self.document([Self.event]).dropLast() + (0..<count).map { ",\"x:\($0)\":1" }.joined() + "}"
        }
        #expect(try judged(named(80_000)).findings.map(\.code) == [.unknownPrefix])
        #expect(try judged(named(140_000)).findings.map(\.code) == [.eventTooLarge])
        func early(_ count: Int) -> String {
            "{\"epcisBody\":{\"eventList\":[\(Array(repeating: "{}", count: count).joined(separator: ","))]},\(Self.head),\(Self.context)}"
        }
        let held = try judged(early(50_000))
        #expect(held.count == 50_000 && Set(held.all.map(\.code)) == [.schema])
        #expect(try judged(early(140_000)).findings.map(\.code) == [.contextLate])
    }

    /// A bare event has no pointer: its line tells it.
    @Test func bareEventsAreToldByTheirLines() throws {
        let line = "{\(Self.context)," + Self.event.dropFirst()
        let spread = line.replacing(",\"action\"", with: ",\n\"action\"")
        let text = "\n" + [spread, "", line, "{\"a\":\"" + String(repeating: "b", count: 1 << 20) + "\"}", line].joined(separator: "\r\n")
        for size in [7, .max] {
            let judged = try judged(text, chunk: { size })
            #expect(judged.events.map(\.raw.line) == [2, 5, 7], "pieces of \(size): \(judged.description)")
        }
        #expect(try judged(Self.document([Self.event])).events.map(\.raw.line) == [nil])
    }

    /// Pointers to bytes and bytes of pointers agree.
    @Test func pointersAndOffsetsAgree() throws {
        let bytes = Array(#"{"a":[1,{"b/c":"x~"},null],"~d":{"e":true}}"#.utf8)
        for pointer in ["/a", "/a/0", "/a/1", "/a/1/b~1c", "/a/2", "/~0d", "/~0d/e"] {
            let offset = try #require(JSONPointer.offset(of: pointer, in: bytes), "\(pointer)")
            let inner = JSONPointer.pointer(toByte: offset, in: bytes)
            #expect(inner.hasPrefix(pointer), "\(pointer): \(inner)")
        }
        #expect(JSONPointer.offset(of: "/z", in: bytes) == nil)
    }

    @Test func nothingCrashesOnOneChangedByte() throws {
        let text = Array(Self.document([Self.event]).utf8)
        for index in text.indices {
            for byte in [UInt8(0x00), 0x22, 0x5C, 0x7B, 0x7D, 0x5B, 0x5D, 0x2C, 0x3A, 0x30, 0x61, 0xC3, 0xFF] {
                var changed = text
                changed[index] = byte
                _ = try Judged(changed)
            }
        }
    }
}
