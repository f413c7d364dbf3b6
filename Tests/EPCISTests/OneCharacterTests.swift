import Foundation
import Support
import Testing

/// Every file of the vectors with one character changed: a sample of places, or with DUTYFREE_EVERY_CHARACTER=1 as
/// `Bench epcis-characters` has it, which is built for speed and takes minutes instead of an hour.
@Suite struct OneCharacterTests {
    @Test func noEventIsLostAndEveryRefusalHasAPlace() throws {
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        let isWhole = ProcessInfo.processInfo.environment["DUTYFREE_EVERY_CHARACTER"] != nil
        var documents = try ChangedDocuments(seed: seed)
        var outcome = ChangedDocuments.Outcome()
        for original in try ChangedDocuments.originals() {
            var alone = ChangedDocuments.Outcome()
            #expect(documents.judge(original.bytes, &alone) == nil, "\(original.name) as it is")
            if isWhole { documents.changeAll(original, &outcome) } else { documents.changeSome(original, count: 4, &outcome) }
        }
        #expect(outcome.failures.isEmpty, "seed \(seed): \(outcome.failures.joined(separator: "\n"))")
        if outcome.changes > 0 { #expect(outcome.accepted > 0 && outcome.refused > 0, "seed \(seed)") }
    }
}
