package import DutyFree
package import EPCIS
package import Ledger
package import Wire

/// An input of events: a file or standard input, JSON or XML.
package struct EventInput: Sendable {
    /// `-` is standard input.
    package var path: String
    package var mapping: EventMapping
    package var by: PartyCode?
    package var lateReason: String?

    package init(path: String, mapping: EventMapping, by: PartyCode?, lateReason: String?) {
        self.path = path
        self.mapping = mapping
        self.by = by
        self.lateReason = lateReason
    }

    fileprivate func open() throws -> any EventSource {
        do throws(InputError) { return try EventSources.open(ByteSource(path: path)) } catch { throw InputFault(error) }
    }
}

/// What the one who runs it is told of events beside what a recording observer is.
package protocol EventObserver: RecordingObserver {
    /// A warning or a note about an event that was taken.
    func noted(_ finding: EventFinding)
}

/// Records a document of events as `FileRecorder` records rows: whole or not at all, or event by event with the refused
/// ones handed out.
///
/// It is resumable without a mark of its own: what was recorded is known by its identity, so the same call goes on where
/// the last one was stopped.
package struct EventFileRecorder {
    let input: EventInput
    let store: any LedgerStore
    let signer: LogSigner
    let clock: () -> Timestamp

    package init(_ input: EventInput, store: any LedgerStore, signer: LogSigner, clock: @escaping () -> Timestamp) {
        self.input = input
        self.store = store
        self.signer = signer
        self.clock = clock
    }

    /// Events between two looks at the observer, and most events of a commit where they may be refused one by one.
    private static let progressEvents = 500
    private static let commitEvents = 10_000

    private struct TakeBack: Error {}

    /// All in one commit, or none. A dry run does everything and takes it back.
    package func recordWhole(dryRun: Bool, observer: any EventObserver) throws -> RecordSummary {
        var summary = RecordSummary()
        do {
            try store.write { writer in
                let recorder = try Recorder(writer, signer: signer, clock: clock)
                let source = try input.open()
                while try record(Self.progressEvents, of: source, recorder, &summary, observer, rejects: nil) {}
                if summary.refused > 0 { throw TakeBack() }
                summary.note(try recorder.finish())
                if dryRun { throw TakeBack() }
            }
            if summary.commit != nil { observer.acknowledged(summary) }
        } catch is TakeBack {
            if !dryRun || summary.refused > 0 {
                summary.commit = nil
                summary.entries = 0
                summary.firstSeq = nil
                summary.lastSeq = nil
            }
        }
        return summary
    }

    /// Event by event: what is refused is handed to `rejects`, a line each, the rest is recorded.
    package func recordOneByOne(dryRun: Bool, observer: any EventObserver, rejects: ([UInt8]) throws -> Void) throws -> RecordSummary {
        var summary = RecordSummary()
        let source = try input.open()
        var goesOn = true
        while goesOn {
            var refused: [UInt8] = []
            var next = summary
            do {
                try store.write { writer in
                    let recorder = try Recorder(writer, signer: signer, clock: clock)
                    let end = next.rows + Self.commitEvents
                    while goesOn && next.rows < end && (next.rows == summary.rows || !observer.wantsAcknowledgement) {
                        goesOn = try record(Self.progressEvents, of: source, recorder, &next, observer, rejects: { refused += $0 })
                    }
                    next.note(try recorder.finish())
                    if dryRun { throw TakeBack() }
                }
            } catch is TakeBack {}
            if !refused.isEmpty { try rejects(refused) }
            summary = next
            if !dryRun { observer.acknowledged(summary) }
        }
        return summary
    }

    /// Takes up to `count` events; false at the end of the input.
    private func record(
        _ count: Int, of source: any EventSource, _ recorder: Recorder, _ summary: inout RecordSummary, _ observer: any EventObserver,
        rejects: (([UInt8]) -> Void)?
    ) throws -> Bool {
        let taker = EventTaker(
            recorder: recorder, rules: EventRules(now: clock()), drafter: EventDrafter(mapping: input.mapping, by: input.by), lateReason: input.lateReason)
        for _ in 0..<count {
            let reading: EventReading?
            do throws(InputError) { reading = try source.next() } catch { throw InputFault(error) }
            guard let reading else {
                try observer.progressed(rows: summary.rows, bytes: source.bytesRead)
                return false
            }
            switch reading {
            case .note(let finding): observer.noted(finding)
            case .fault(let finding, let offset):
                refuse(EventFault(reason: .finding(finding), pointer: finding.pointer, offset: offset), nil, &summary, observer, rejects)
            case .refused(let finding, let raw):
                summary.rows += 1
                refuse(EventFault(reason: .finding(finding), pointer: finding.pointer, offset: raw.offset), raw, &summary, observer, rejects)
            case .event(let raw):
                summary.rows += 1
                let (taken, findings) = try taker.take(raw)
                switch taken {
                case .refused(let fault): refuse(fault, raw, &summary, observer, rejects)
                case .already: summary.already += 1
                case .kept(let first, let entries):
                    summary.kept += 1
                    summary.note(first, entries)
                case .recorded(let first, let entries, let alerts):
                    summary.recorded += 1
                    summary.note(first, entries)
                    for alert in alerts { summary.alerts[alert, default: 0] += 1 }
                }
                if case .already = taken { continue }
                for finding in findings { observer.noted(finding) }
            }
        }
        try observer.progressed(rows: summary.rows, bytes: source.bytesRead)
        return true
    }

    private func refuse(
        _ fault: EventFault, _ raw: RawEvent?, _ summary: inout RecordSummary, _ observer: any EventObserver, _ rejects: (([UInt8]) -> Void)?
    ) {
        summary.refused += 1
        observer.refused(line: nil, .event(fault))
        rejects?(RejectedEvent.line(fault, raw, message: observer.message(.event(fault))))
    }
}

extension RecordSummary {
    fileprivate mutating func note(_ first: SequenceNumber, _ count: Int) {
        entries += UInt64(count)
        guard count > 0 else { return }
        firstSeq = firstSeq ?? first
        lastSeq = first + UInt64(count) - 1
    }
}

/// A line of a rejects file: why, where, and the event as it came, with the context that it needs to be read again.
enum RejectedEvent {
    static func line(_ fault: EventFault, _ raw: RawEvent?, message: String) -> [UInt8] {
        var members: [JSONTree.Member] = [
            .init("code", .string(fault.code)), .init("pointer", .string(fault.pointer)), .init("offset", .number(String(fault.offset))),
            .init("message", .string(message)),
        ]
        if let raw {
            if case .object(var event) = raw.tree {
                if raw.tree["@context"] == nil {
                    let declared = raw.context.declared.sorted { $0.key < $1.key }.map { JSONTree.Member($0.key, .string($0.value)) }
                    event.insert(.init("@context", .array([.string(DocumentContext.address)] + (declared.isEmpty ? [] : [.object(declared)]))), at: 0)
                }
                members.append(.init("event", .object(event)))
            } else if let text = String(validating: raw.bytes, as: UTF8.self), !text.isEmpty {
                // No JSON, so it comes back as a text.
                members.append(.init("text", .string(text)))
            }
        }
        return Array(JSONTree.object(members).text.utf8) + [0x0A]
    }
}
