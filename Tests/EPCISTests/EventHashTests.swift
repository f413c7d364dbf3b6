import Cryptography
import Foundation
import Support
import Testing
import Wire

@testable import EPCIS

@Suite struct EventHashTests {
    private static let folder = "epcis/event-hash/"

    private static func events(_ name: String) throws -> [RawEvent]? {
        guard let data = try Reference.data(folder + name) else { return nil }
        let reader = EventReader(ByteSource(bytes: Array(data)))
        var events: [RawEvent] = []
        while let reading = try reader.next() { if case .event(let raw) = reading { events.append(raw) } }
        return events
    }

    /// The published hashes, and the strings they are made over, byte for byte.
    @Test func publishedHashesAreComputed() throws {
        for row in try Reference.table(Self.folder + "vectors.csv") where row["needs_ignored_fields"] == "no" {
            guard let file = row["file"], file.hasSuffix(".jsonld"), let index = row["event"].flatMap({ Int($0) }), let events = try Self.events(file)
            else { continue }
            try #require(index < events.count, "\(file) has no event \(index)")
            let event = events[index]
            let ours = EventHash.preHash(of: event.tree, event.context)
            #expect(EventHash.id(of: event.tree, event.context) == row["hash"], "\(file) \(index): \(ours)")
            guard row["prehash_line_gives_hash"] == "yes", let lines = try Reference.data(Self.folder + file.replacing(".jsonld", with: ".prehashes"))
            else { continue }
            let published = String(decoding: lines, as: UTF8.self).split(separator: "\n")
            #expect(index < published.count && ours == published[index], "\(file) \(index)")
        }
    }

    /// What the hash tells apart and what it does not.
    @Test func pairsAreEqualWhereTheGeneratorHasThemEqual() throws {
        let context = try DocumentContext(JSONTree.parse(Array(#"["\#(DocumentContext.address)",{"dfl":"\#(LedgerTerms.namespace)"}]"#.utf8)))
        for pair in try Reference.lines(Self.folder + "pairs.jsonl") {
            guard let a = pair["a"], let b = pair["b"] else { continue }
            let name = pair["name"]?.string ?? "?"
            let equal = EventHash.preHash(of: a, context) == EventHash.preHash(of: b, context)
            // The same event must have one hash, whatever the generator makes of the order of its keys.
            let expected = pair["same_event"] == .bool(true) || pair["hash_equal_in_generator"] == .bool(true)
            #expect(equal == expected, "\(name): \(EventHash.preHash(of: a, context)) and \(EventHash.preHash(of: b, context))")
        }
    }

    /// A service relation, a place's UIC and a variant are told apart, and no part of the hash.
    @Test(arguments: [
        ("8018/952123400000000017/8019/5", "8018/952123400000000017"), ("8017/952123400000000017/8019/5", "8017/952123400000000017"),
        ("414/9521234000020/7040/1ABC", "414/9521234000020"), ("01/09521234000013/22/2A", "01/09521234000013"),
        ("01/09521234000013/22/2A/21/S", "01/09521234000013/21/S"), ("01/09521234000013/10/L/21/S", "01/09521234000013/21/S"),
        ("01/09521234000013/235/T", "01/09521234000013/235/T"), ("414/9521234000020/254/0A", "414/9521234000020/254/0A"),
        ("8010/9521234A/8011/7", "8010/9521234A/8011/7"), ("8006/095212340000130102/10/L", "8006/095212340000130102/10/L"),
    ])
    func qualifiersOfNoEPCAreNotHashed(_ path: String, _ hashed: String) throws {
        let identifier = try EventIdentifier("https://a.example/" + path)
        #expect(identifier.hashed == "https://id.gs1.org/" + hashed)
        if path != hashed, !path.hasPrefix("01") { #expect(identifier.canonical == "https://id.gs1.org/" + path) }
        let context = try DocumentContext(JSONTree.parse(Array("\"\(DocumentContext.address)\"".utf8)))
        let event = try JSONTree.parse(Array(#"{"type":"ObjectEvent","action":"OBSERVE","epcList":["https://a.example/\#(path)"]}"#.utf8))
        #expect(EventHash.preHash(of: event, context).contains("epc=https://id.gs1.org/" + hashed + "action"), "\(EventHash.preHash(of: event, context))")
    }

    @Test(arguments: [
        ("1e3", "1000"), ("007", "7"), ("+5", "5"), ("2.50", "2.5"), ("9007199254740993", "9007199254740992"), ("1_000", "1000"),
        ("1e22", "10000000000000000000000"), (".5", "0.5"), ("-0", "0"), ("1e-5", "1e-05"),
    ])
    func numbersLoseNeedlessZeros(_ text: String, _ expected: String) {
        #expect(Decimal.canonical(text) == expected)
    }

    @Test(arguments: ["", "1e", "0x10", "1__0", "_1", "nan", "inf", "1.2.3", "１"])
    func whatIsNoNumberStays(_ text: String) { #expect(Decimal.canonical(text) == nil) }
}
