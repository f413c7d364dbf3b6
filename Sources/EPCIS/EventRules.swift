package import Cryptography
package import Wire

/// The 18 rules for events (docs/epcis.md), of which the JSON schema knows a part. An event is judged from its beginning;
/// the first reason to refuse it ends it, warnings and notes are gathered on the way.
package struct EventRules: Sendable {
    /// The time of the import, and how much later than that an event may be.
    package var now: Timestamp
    package var toleranceMs: Int64 = 300_000
    package var limits = EventLimits()

    package init(now: Timestamp) { self.now = now }

    /// `original` answers the digest of the event with this id that came before, without a declaration; `declared` the
    /// same for its error declaration. An event and its declaration share an id (EPCIS 7.4.1.2).
    package func judge(
        _ raw: RawEvent, original: (String) throws -> Digest32?, declared: (String) throws -> Digest32?
    ) rethrows -> JudgedEvent {
        var reading = EventFieldReader(raw, self)
        let event: EPCISEvent
        do throws(EventFinding) { event = try reading.event() } catch {
            return JudgedEvent(raw: raw, event: nil, findings: (reading.findings + [error]).map { $0.inEvent(at: raw.pointer) })
        }
        var findings = reading.findings
        if let id = event.eventID {
            let first = try original(id)
            if event.declaration == nil {
                if let first, first != event.digest { findings.append(EventFinding(.eventConflict, at: "/eventID", id)) }
            } else if let before = try declared(id), before != event.digest {
                findings.append(EventFinding(.declarationDiffers, at: "", id))
            } else if let first {
                if first != event.digest { findings.append(EventFinding(.declarationDiffers, at: "", id)) }
            } else {
                findings.append(EventFinding(.unknownEvent, at: "/eventID", id))
            }
        }
        if !findings.isEmpty { findings = findings.map { $0.inEvent(at: raw.pointer) } }
        if findings.contains(where: { $0.verdict == .reject }) { return JudgedEvent(raw: raw, event: nil, findings: findings) }
        return JudgedEvent(raw: raw, event: event, findings: findings)
    }
}

/// Events that one run met, by id: for documents that are judged without a ledger.
package final class EventMemory {
    private var originals: [String: Digest32] = [:]
    private var declarations: [String: Digest32] = [:]

    package init() {}

    package func judge(_ raw: RawEvent, _ rules: EventRules) -> JudgedEvent {
        let judged = rules.judge(raw, original: { originals[$0] }, declared: { declarations[$0] })
        if let event = judged.event, let id = event.eventID {
            if event.declaration == nil { originals[id] = event.digest } else { declarations[id] = event.digest }
        }
        return judged
    }
}
