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

    /// A document's context stands again with each event that is kept or comes back: of a long one only what that event needs.
    @Test func anEventTakesOfALongContextOnlyWhatItNeeds() throws {
        let prefixes = (0..<2_000).map { "\"p\($0)\":\"urn:p\($0):\"" }.joined(separator: ",")
        let context = #""@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{\#(prefixes)}]"#
        let event = Self.event.dropLast() + #","p7:a":{"p8:b":" p9:c"}}"#
        let judged = try judged("{\(context),\(Self.head),\"epcisBody\":{\"eventList\":[\(event)]}}")
        let raw = try #require(judged.events.first?.raw)
        #expect(judged.verdict == "accept" && raw.context.declared.count == 2_000, "\(judged.description)")
        let needed = JSONTree.array([.string(DocumentContext.address), .object(["p7", "p8", "p9"].map { .init($0, .string("urn:\($0):")) })])
        #expect(raw.context.tree(neededBy: raw.tree) == needed)
        #expect(raw.context.tree(neededBy: String(event.dropLast(1))) == needed)
        // A short one stays as it was.
        let short = try DocumentContext(JSONTree.parse(Array("[\"\(DocumentContext.address)\",{\"a\":\"urn:a:\"}]".utf8)))
        #expect(short.tree(neededBy: raw.tree) == .array([.string(DocumentContext.address), .object([.init("a", "urn:a:")])]))
    }

    /// Each element of a list says its name again in what is hashed: 1 MiB of event could come to gigabytes.
    @Test func anEventThatIsTooLongToHashIsRefused() throws {
        let name = "dfl:" + String(repeating: "n", count: 60_000)
        func event(_ count: Int) -> String {
            Self.event.dropLast() + ",\"\(name)\":[" + Array(repeating: "0", count: count).joined(separator: ",") + "]}"
        }
        let context = #"{"@context":["\#(DocumentContext.address)",{"dfl":"https://ns.example.org/dfl/"}],"#
        let judged = try judged(context + event(10).dropFirst() + "\n" + context + event(2_000).dropFirst())
        #expect(judged.events.map { $0.event != nil } == [true, false] && judged.all.last?.code == .eventTooLarge, "\(judged.count)")
    }

    /// The pointer of a fault deep within is whole, though it is written only then.
    @Test func aFaultDeepWithinHasItsWholePointer() throws {
        let context = #"{"@context":["\#(DocumentContext.address)",{"ex":"urn:ex:"}],"#
        let event = context + Self.event.dropFirst().dropLast() + #","ex:a":[1,{"ex:b~/":[{"zz:c":1}]}]}"#
        #expect(try judged(event).all.map(\.pointer) == ["/ex:a/1/ex:b~0~1/0/zz:c"])
        let long = event.replacing("zz:c", with: "ex:c").replacing(":1}]}]}", with: ":\"" + String(repeating: "x", count: 70_000) + "\"}]}]}")
        #expect(try judged(long).all.map { "\($0.code) \($0.pointer)" } == ["stringTooLong /ex:a/1/ex:b~0~1/0/ex:c"])
    }

    /// At GS1's own address stand links of GS1's alone; another house may have what looks like one.
    @Test(arguments: [("https://id.gs1.org/01/09521234000013/21/", false), ("https://id.gs1.org/hello", false), ("https://x.example/hello", true)])
    func anAddressOfGS1IsALink(_ address: String, _ isTaken: Bool) throws {
        let judged = try judged(Self.document([Self.event.replacing("https://id.gs1.org/01/09521234000013/21/DF-0001", with: address)]))
        #expect(judged.verdict == (isTaken ? "accept" : "reject"), "\(judged.description)")
        if !isTaken { #expect(judged.all.map(\.code) == [.badIdentifier]) }
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
