import Foundation
import Support
import Testing
import Wire

@testable import EPCIS

/// The event hash beside somebody else's program, on events that nobody wrote by hand (tools/peer-events.py).
@Suite struct PeerHashTests {
    /// `DUTYFREE_PEERS=SEED:COUNT` tries others than the usual ones.
    @Test func randomEventsHaveTheStringOfThePublishedGenerator() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let environment = ProcessInfo.processInfo.environment
        let python = [environment["DUTYFREE_PYTHON"], root.path + "/.build/python/bin/python3"].compactMap { $0 }
            .first { FileManager.default.isExecutableFile(atPath: $0) } ?? "python3"
        let asked = (environment["DUTYFREE_PEERS"] ?? "1:60").split(separator: ":").map(String.init)
        let ran = try run([python, root.path + "/tools/peer-events.py"] + asked)
        if ran.status == 3 { return print("left out: event hashes of others (\(ran.output.trimmingCharacters(in: .newlines)))") }
        try #require(ran.status == 0, "\(ran.errors)")
        var compared = 0
        for line in ran.output.split(separator: "\n") {
            let pair = try JSONTree.parse(Array(line.utf8))
            guard let document = pair["document"], let expected = pair["preHash"]?.string, let forms = pair["xml"]?.array else { throw BadFixture(String(line)) }
            for text in [document.text] + forms.compactMap(\.string) {
                guard case .event(let raw)? = try EventSources.open(ByteSource(bytes: Array(text.utf8))).next() else { throw BadFixture("no event: \(text)") }
                let judged = EventMemory().judge(raw, EventRules(now: try Timestamp("2030-01-01T00:00:00Z")))
                guard let event = judged.event else {
                    Issue.record("seed \(asked): \(judged.findings) of \(text)")
                    continue
                }
                #expect(EventHash.preHash(of: event.tree, event.context) == expected, "seed \(asked): \(text)")
                compared += 1
            }
        }
        print("event hashes of others: \(compared) compared")
    }
}
