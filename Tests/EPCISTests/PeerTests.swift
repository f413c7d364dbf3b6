import Foundation
import Support
import Testing
import Wire

@testable import EPCIS

/// Events that nobody wrote by hand, beside programs of others: the published generator of event hashes, a validator with the
/// ratified schema.
@Suite struct PeerTests {
    /// `DUTYFREE_PEERS=SEED:COUNT` tries others than the usual ones.
    private static let asked = (ProcessInfo.processInfo.environment["DUTYFREE_PEERS"] ?? "1:60").split(separator: ":").map(String.init)

    /// What a script of `tools` printed; nil, and said so, where a package that it needs is not there.
    private static func lines(_ script: String, _ arguments: [String]) throws -> [JSONTree]? {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let python =
            [ProcessInfo.processInfo.environment["DUTYFREE_PYTHON"], root.path + "/.build/python/bin/python3"].compactMap { $0 }
            .first { FileManager.default.isExecutableFile(atPath: $0) } ?? "python3"
        let ran = try run([python, root.path + "/tools/" + script] + arguments)
        if ran.status == 3 {
            print("left out: \(script) (\(ran.output.trimmingCharacters(in: .newlines)))")
            return nil
        }
        try #require(ran.status == 0, "\(ran.errors)")
        return try ran.output.split(separator: "\n").map { try JSONTree.parse(Array($0.utf8)) }
    }

    private static func judged(_ text: String) throws -> JudgedEvent {
        guard case .event(let raw)? = try EventSources.open(ByteSource(bytes: Array(text.utf8))).next() else { throw BadFixture("no event: \(text)") }
        return EventMemory().judge(raw, EventRules(now: try Timestamp("2030-01-01T00:00:00Z")))
    }

    /// In JSON and, where it can hold the event, in XML of both versions.
    @Test func randomEventsHaveTheStringOfThePublishedGenerator() throws {
        guard let lines = try Self.lines("peer-events.py", Self.asked) else { return }
        var compared = 0
        for line in lines {
            guard let document = line["document"], let expected = line["preHash"]?.string, let forms = line["xml"]?.array else { throw BadFixture(line.text) }
            for text in [document.text] + forms.compactMap(\.string) {
                let judged = try Self.judged(text)
                guard let event = judged.event else {
                    Issue.record("seed \(Self.asked): \(judged.findings) of \(text)")
                    continue
                }
                #expect(EventHash.preHash(of: event.tree, event.context) == expected, "seed \(Self.asked): \(text)")
                compared += 1
            }
        }
        #expect(compared > 0)
        print("event hashes of others: \(compared) compared")
    }

    /// The rules refuse more than the schema, never less.
    @Test func whatTheSchemaRefusesIsRefused() throws {
        guard let schema = Reference.find("epcis/schema/epcis-json-schema-2.0.1.json") else { return print("left out: no schema of EPCIS") }
        guard let lines = try Self.lines("peer-mutations.py", Self.asked + [schema.path]) else { return }
        var refused = 0
        for line in lines where line["valid"] == .bool(false) {
            refused += 1
            guard let document = line["document"] else { throw BadFixture(line.text) }
            #expect(try Self.judged(document.text).event == nil, "seed \(Self.asked): \(line["why"]?.string ?? "") of \(document.text)")
        }
        print("events that the schema refuses: \(refused) of \(lines.count)")
    }

    @Test(arguments: [
        "a:", "urn:a:b", "http://u:p@h.example:80/a/b?c=d?e#f/g", "http://[::1]:8/", "http://[v1.a:b]/", "mailto:a@b", "x+1-.y:z", "file:///a", "a:%41",
    ])
    func urisAreTaken(_ text: String) { #expect(URIText.isURI(text)) }

    @Test(arguments: [
        "", "a", ":a", "1:a", "a:b c", "a:%4", "a:b#c#d", "a:[b]", "http://[::1", "http://::1]/", "http://h:8x/", "http://[1::2::3]/", "http://[::1]a/",
        "http://a@b@c/", "http://h/[::1]", "http://[]/", "http://[v.a]/", "a:é", "a:\u{0}",
    ])
    func whatIsNoURIIsNone(_ text: String) { #expect(!URIText.isURI(text)) }
}
