import Foundation
import Support
import Testing
import Wire

@testable import EPCIS

@Suite struct XMLTests {
    private static func readings(_ bytes: [UInt8], chunk: @escaping () -> Int = { .max }) throws -> [EventReading] {
        let source = try EventSources.open(ByteSource(bytes: bytes, chunk: chunk))
        var readings: [EventReading] = []
        while let reading = try source.next() { readings.append(reading) }
        return readings
    }

    private static func events(_ bytes: [UInt8]) throws -> [RawEvent] {
        try readings(bytes).compactMap { if case .event(let raw) = $0 { raw } else { nil } }
    }

    @Test func documentsHaveTheirEvents() throws {
        for row in try Reference.table("epcis/documents/expected.csv") where row["format"] == "xml" {
            guard let name = row["file"], let data = try Reference.data("epcis/documents/" + name) else { continue }
            let readings = try Self.readings(Array(data))
            // An element that is no event is one to be refused, not none.
            let events = readings.filter { if case .event(let raw) = $0 { EPCISEvent.Kind(rawValue: raw.tree["type"]?.string ?? "") != nil } else { false } }
            let faults = readings.filter { if case .fault = $0 { true } else { false } }
            #expect(String(events.count) == row["events"] && faults.isEmpty, "\(name): \(events.count) events, \(faults)")
        }
    }

    /// The published hashes of XML documents.
    @Test func publishedHashesAreComputed() throws {
        for row in try Reference.table("epcis/event-hash/vectors.csv") where row["needs_ignored_fields"] == "no" {
            guard let file = row["file"], file.hasSuffix(".xml"), let index = row["event"].flatMap({ Int($0) }),
                let data = try Reference.data("epcis/event-hash/" + file)
            else { continue }
            let events = try Self.events(Array(data))
            try #require(index < events.count, "\(file) has no event \(index)")
            let event = events[index]
            #expect(EventHash.id(of: event.tree, event.context) == row["hash"], "\(file) \(index): \(EventHash.preHash(of: event.tree, event.context))")
        }
    }

    /// All events of a file say the same in other words.
    @Test func representationsOfOneEventHaveOneHash() throws {
        guard let folder = Reference.find("epcis/event-hash") else { return }
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() where name.hasPrefix("expected_equal__") && name.hasSuffix(".xml")
        {
            let events = try Self.events(Array(try Data(contentsOf: folder.appending(path: name))))
            let hashes = events.map { EventHash.preHash(of: $0.tree, $0.context) }
            #expect(Set(hashes).count == 1 && hashes.count > 1, "\(name): \(Set(hashes))")
        }
    }

    @Test(arguments: [
        (#"<!DOCTYPE x [<!ENTITY a "b">]><EPCISDocument/>"#, EventCode.doctypeRefused), ("<EPCISDocument><EPCISBody>", .xml), ("<html/>", .notADocument),
        (#"<EPCISDocument schemaVersion="3"/>"#, .schemaVersion), ("<EPCISDocument></EPCISBody>", .xml), ("<a", .xml),
        // The end of the first comment is torn; up to that of the second it would swallow the event.
        ("<EPCISDocument><EPCISBody><EventList><!-- a --?<ObjectEvent/><!-- b --></EventList></EPCISBody></EPCISDocument>", .xml),
    ])
    func whatIsNoDocumentIsRefused(_ text: String, _ code: EventCode) throws {
        let found = try Self.readings(Array(text.utf8)).compactMap { if case .fault(let finding, _) = $0 { finding.code } else { nil } }
        #expect(found == [code])
    }

    private static let item = "<epcList><epc>https://id.gs1.org/01/09521234000013/21/A</epc></epcList>"

    /// What JSON may have once, XML may have once.
    @Test(arguments: [
        "<eventTime>2026-03-02T03:00:00Z</eventTime>", "<eventTimeZoneOffset>+08:00</eventTimeZoneOffset>", "<action>ADD</action>",
        "<epcList><epc>https://id.gs1.org/01/09521234000013/21/B</epc></epcList>", "<type>ObjectEvent</type>",
        "<eventID>urn:a:1</eventID><eventID>urn:a:2</eventID>", "<recordTime>2026-03-02T03:00:00Z</recordTime><recordTime>2026-03-02T03:00:00Z</recordTime>",
        "<bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep><bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>",
        "<readPoint><id>urn:a:1</id><id>urn:a:2</id></readPoint>", "<readPoint><id>urn:a:1</id></readPoint><readPoint><id>urn:a:1</id></readPoint>",
        "<quantityList><quantityElement><epcClass>urn:a:1</epcClass><quantity>1</quantity><quantity>2</quantity></quantityElement></quantityList>",
        "<quantityList/><quantityList/>", "<bizTransactionList/><bizTransactionList/>", "<sourceList/><sourceList/>",
        "<persistentDisposition><set>urn:epcglobal:cbv:disp:active</set></persistentDisposition><persistentDisposition/>",
        "<sensorElementList><sensorElement><sensorMetadata/><sensorMetadata/><sensorReport type=\"gs1:Temperature\"/></sensorElement></sensorElementList>",
        "<sensorElementList/><sensorElementList/>", "<errorDeclaration/><errorDeclaration/>",
    ])
    func aFieldThatStandsTwiceIsRefused(_ more: String) throws {
        let readings = try Self.readings(Self.document(Self.item + more))
        guard readings.count == 1, case .refused(let finding, _)? = readings.first else { throw BadFixture("\(more): \(readings)") }
        #expect(finding.code == .duplicateKey, "\(finding)")
    }

    @Test func certificatesAreAList() throws {
        let text = Self.item + "<certificationInfo>urn:a:2</certificationInfo><certificationInfo>urn:a:1</certificationInfo>"
        let event = try #require(try Self.events(Self.document(text)).first)
        #expect(event.tree["certificationInfo"] == .array([.string("urn:a:2"), .string("urn:a:1")]))
        #expect(EventHash.preHash(of: event.tree, event.context).contains("certificationInfo=urn:a:1certificationInfo=urn:a:2epcList"))
    }

    /// Foundation's XMLParser ends the process on such a name.
    @Test func aNameThatIsNoUTF8IsRefused() throws {
        let text = Array("<EPCISDocument><EPCISBody><EventList><ObjectEvent a".utf8) + [0xFF] + Array("=\"1\"/></EventList></EPCISBody></EPCISDocument>".utf8)
        let readings = try Self.readings(text)
        guard case .refused(let finding, _)? = readings.first else { throw BadFixture("\(readings)") }
        #expect(finding.code == .xml && finding.pointer == "/epcisBody/eventList/0")
    }

    @Test func deepNestingIsRefusedAndTheNextEventRead() throws {
        let deep = String(repeating: "<a>", count: 10_000) + String(repeating: "</a>", count: 10_000)
        let event = "<ObjectEvent><eventTime>2026-03-02T03:00:00Z</eventTime>"
        let text =
            "<EPCISDocument schemaVersion=\"2.0\"><EPCISBody><EventList>\(event)\(deep)</ObjectEvent>\(event)</ObjectEvent></EventList></EPCISBody></EPCISDocument>"
        let readings = try Self.readings(Array(text.utf8), chunk: { 777 })
        #expect(readings.count == 2)
        guard case .refused(let finding, _)? = readings.first, case .event? = readings.last else { throw BadFixture("\(readings)") }
        #expect(finding.code == .tooDeep)
    }

    private static func document(_ inner: String) -> [UInt8] {
        let event = "<eventTime>2026-03-02T03:00:00Z</eventTime><eventTimeZoneOffset>+08:00</eventTimeZoneOffset>\(inner)<action>OBSERVE</action>"
        return Array(
            #"<EPCISDocument schemaVersion="2.0" xmlns:ex="urn:ex:"><EPCISBody><EventList><ObjectEvent>\#(event)</ObjectEvent></EventList></EPCISBody></EPCISDocument>"#
                .utf8)
    }

    /// Why an event is not well-formed is said where a person can do something about it; and what JSON may have once, XML may have once.
    @Test(arguments: [
        ("<bizStep>a</bizstep>", EventCode.xml, "wrong end tag", ""), ("<bizStep>&a;</bizStep>", .xml, "undeclared entity", ""),
        ("<bizStep>a & b</bizStep>", .xml, "stray < or &", ""), (#"<bizStep a="1" a="2">a</bizStep>"#, .xml, "attribute twice", ""),
        ("<bizStep>shipping</bizStep><bizStep>packing</bizStep>", .duplicateKey, "", "/bizStep"),
        ("<readPoint><id>urn:a:1</id><id>urn:a:2</id></readPoint>", .duplicateKey, "", "/readPoint/id"),
        (#"<ex:a ex="1"><ex/></ex:a>"#, .duplicateKey, "", "/ex:a/ex"),
    ])
    func whatIsWrongWithAnEventIsSaid(_ inner: String, _ code: EventCode, _ why: String, _ pointer: String) throws {
        let readings = try Self.readings(Self.document(inner))
        guard readings.count == 1, case .refused(let finding, let raw)? = readings.first else { throw BadFixture("\(inner): \(readings)") }
        #expect(finding.code == code && finding.detail == why && finding.pointer == "/epcisBody/eventList/0" + pointer, "\(inner): \(finding)")
        #expect(String(decoding: raw.bytes, as: UTF8.self).contains(inner))
    }

    @Test func aPrefixThatIsNotDeclaredIsNamed() throws {
        let events = try Self.events(Self.document("<epcList><epc>urn:epc:id:sgtin:9521234.000001.A</epc></epcList><zz:a>1</zz:a>"))
        let judged = EventMemory().judge(try #require(events.first), EventRules(now: try Timestamp("2030-01-01T00:00:00Z")))
        #expect(judged.refusal?.code == .unknownPrefix && judged.refusal?.pointer == "/epcisBody/eventList/0/zz:a", "\(judged.findings)")
    }

    @Test func aPrefixThatIsNotDeclaredIsNamedHoweverOftenItStands() throws {
        let events = try Self.events(Self.document(Self.item + "<zz:a>1</zz:a><zz:a>2</zz:a>"))
        let judged = EventMemory().judge(try #require(events.first), EventRules(now: try Timestamp("2030-01-01T00:00:00Z")))
        #expect(judged.refusal?.code == .unknownPrefix, "\(judged.findings)")
    }

    @Test func nothingStandsBehindAnEmptyDocument() throws {
        let readings = try Self.readings(Array("<EPCISDocument schemaVersion=\"2.0\"/> garbage".utf8))
        guard case .fault(let finding, _)? = readings.last else { throw BadFixture("\(readings)") }
        #expect(finding.detail == "text behind the document")
    }

    @Test(arguments: ["hello", "<a/>"])
    func nothingStandsBehindADocument(_ text: String) throws {
        for chunk in [1, 7, .max] {
            let readings = try Self.readings(Self.document("") + Array("\n<!-- so --> \(text)".utf8), chunk: { chunk })
            guard case .event? = readings.first, case .fault(let finding, _)? = readings.last else { throw BadFixture("\(readings)") }
            #expect(finding.code == .xml && finding.detail == "text behind the document")
            #expect(try Self.readings(Self.document("") + Array("\n<!-- so --> \n".utf8), chunk: { chunk }).count == 1)
        }
    }

    /// Of many namespaces around the events only those that an event uses are read with it, and it says the same.
    @Test func namespacesThatAnEventDoesNotUseCostNothing() throws {
        let text = String(decoding: Self.document(#"<ex:a>1</ex:a><p7:b c="p8:d">p9:e</p7:b>"#), as: UTF8.self)
        let few = text.replacing(" xmlns:ex", with: #" xmlns:p7="urn:7:" xmlns:p8="urn:8:" xmlns:p9="urn:9:" xmlns:ex"#)
        let many = text.replacing(" xmlns:ex", with: (0..<1_000).map { #" xmlns:p\#($0)="urn:\#($0):""# }.joined() + " xmlns:ex")
        let (one, other) = (try Self.events(Array(few.utf8)), try Self.events(Array(many.utf8)))
        #expect(one.map(\.tree) == other.map(\.tree) && one.first?.tree["p7:b"] != nil, "\(other.map(\.tree.text))")
        #expect(other.first?.context.declared == ["ex": "urn:ex:", "p7": "urn:7:", "p8": "urn:8:", "p9": "urn:9:"])
    }

    /// XML says its encoding itself: that of this trade, and the two that every reader of XML knows.
    @Test func otherEncodingsSayTheSame() throws {
        func text(_ encoding: String) -> String {
            #"<?xml version="1.0" encoding="\#(encoding)"?>"# + String(decoding: Self.document("<ex:a>海口 1号库</ex:a>"), as: UTF8.self)
        }
        let expected = try Self.events(Array(text("UTF-8").utf8)).map(\.tree)
        #expect(expected.first?["ex:a"] == "海口 1号库")
        let units = Array(text("UTF-16").utf16)
        let little = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        // 海口, 号 and 库 in GB 18030.
        let words: [Character: [UInt8]] = ["海": [0xBA, 0xA3], "口": [0xBF, 0xDA], "号": [0xBA, 0xC5], "库": [0xBF, 0xE2]]
        let chinese = { (name: String) in text(name).flatMap { words[$0] ?? Array(String($0).utf8) } }
        for bytes in [little, big, [0xFF, 0xFE] + little, [0xFE, 0xFF] + big, chinese("GB18030"), chinese("gb2312")] {
            for chunk in [1, 5, .max] {
                #expect(try Self.readings(bytes, chunk: { chunk }).compactMap { if case .event(let raw) = $0 { raw.tree } else { nil } } == expected)
            }
        }
    }

    @Test(arguments: ["ISO-8859-1", "windows-1252", "utf-16le", "utf-8"])
    func aSuppliersUmlautIsReadWhereItIsDeclared(_ name: String) throws {
        let text = #"<?xml version="1.0" encoding="\#(name)"?>"# + String(decoding: Self.document("<ex:a>Stra?e</ex:a>"), as: UTF8.self)
        // In UTF-8, whatever the other declaration says, it is ASCII before that letter.
        let isLatin = !name.hasPrefix("utf")
        let letter: [UInt8] = isLatin ? [0xDF] : [0xC3, 0x9F]
        let cut = try #require(text.range(of: "?e"))
        let bytes = Array(text[..<cut.lowerBound].utf8) + letter + Array(text[cut.lowerBound...].utf8.dropFirst())
        #expect(try Self.events(bytes).first?.tree["ex:a"] == "Straße")
    }

    /// Elements of one name are a list, in their order; namespaces under one prefix get names of their own.
    @Test func elementsOfOneNameAreAList() throws {
        let inner = #"<ex:a>1</ex:a><p:b xmlns:p="urn:1:"/><ex:a>2</ex:a><p:b xmlns:p="urn:2:"/><p:b xmlns:p="urn:3:"/><ex:a>3</ex:a>"#
        let event = try #require(try Self.events(Self.document(inner)).first)
        #expect(event.tree["ex:a"] == .array(["1", "2", "3"]) && event.context.declared == ["ex": "urn:ex:", "p": "urn:1:", "p2": "urn:2:", "p3": "urn:3:"])
        #expect(event.tree["p:b"] == "" && event.tree["p2:b"] == "" && event.tree["p3:b"] == "", "\(event.tree.text)")
    }

    /// XML documents and their JSON twins say the same events, but where the documents themselves differ: some twins name
    /// other values, so most must agree, not all.
    @Test func twinsHaveOneHash() throws {
        guard let folder = Reference.find("epcis/documents/openepcis/2.0/xml") else { return }
        var compared = 0
        var different: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            guard let twin = Reference.find("epcis/documents/openepcis/2.0/json/" + name.replacing(".xml", with: ".json")) else { continue }
            let xml = try Self.events(Array(try Data(contentsOf: folder.appending(path: name))))
            let json = try Self.events(Array(try Data(contentsOf: twin)))
            guard xml.count == json.count else { continue }
            for (one, other) in zip(xml, json) {
                // What the rules refuse need not agree.
                let judged = EventMemory().judge(other, EventRules(now: try Timestamp("2030-01-01T00:00:00Z")))
                guard let event = judged.event else { continue }
                compared += 1
                // XML declares the namespace of master data without the colon that JSON-LD needs.
                let a = EventHash.preHash(of: one.tree, one.context).replacing("{urn:epcglobal:cbv:mda}", with: "{urn:epcglobal:cbv:mda:}")
                if a != EventHash.preHash(of: event.tree, event.context) { different.append("\(name) \(one.index)") }
            }
        }
        print("twins: \(compared) events, different: \(different)")
        #expect(different.count * 20 <= compared, "\(different)")
    }
}
