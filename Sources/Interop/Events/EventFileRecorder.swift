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
    /// A warning or a note about an event that was taken; `line` is that of a bare event.
    func noted(_ finding: EventFinding, line: Int?)
}

/// Records a document of events as `FileRecorder` records rows: whole or not at all, or event by event with the refused
/// ones handed out.
///
/// It is resumable without a mark of its own: what was recorded is known by its identity, so the same call goes on where
/// the last one was stopped.
package struct EventFileRecorder {
    let input: EventInput
    let transactions: InputTransactions

    package init(_ input: EventInput, store: any LedgerStore, signer: LogSigner, clock: @escaping () -> Timestamp) {
        self.input = input
        transactions = InputTransactions(store: store, signer: signer, clock: clock)
    }

    /// All in one commit, or none. A dry run does everything and takes it back.
    package func recordWhole(dryRun: Bool, observer: any EventObserver) throws -> RecordSummary {
        try transactions.whole(EventRows(input, observer, transactions.clock), dryRun: dryRun, observer: observer)
    }

    /// Event by event: what is refused is handed to `rejects`, a line each, the rest is recorded.
    package func recordOneByOne(dryRun: Bool, observer: any EventObserver, rejects: ([UInt8]) throws -> Void) throws -> RecordSummary {
        try transactions.rowByRow(EventRows(input, observer, transactions.clock), dryRun: dryRun, observer: observer, rejects: rejects)
    }
}

/// The events of an input, one a row.
private final class EventRows: RecordedRows {
    static let commitRows = 10_000
    /// Events between two looks at the observer, and bytes: long events that are refused are held until their commit.
    private static let progressEvents = 500
    private static let progressBytes = 4 << 20

    private let input: EventInput
    private let observer: any EventObserver
    private let clock: () -> Timestamp
    private lazy var source = Result { try input.open() }

    init(_ input: EventInput, _ observer: any EventObserver, _ clock: @escaping () -> Timestamp) {
        self.input = input
        self.observer = observer
        self.clock = clock
    }

    /// Events are known one by one.
    func isKnown(_ recorder: Recorder, _ summary: inout RecordSummary) -> Bool { false }
    func rejectsHeader() -> [UInt8] { [] }
    func seal(_ recorder: Recorder, _ summary: inout RecordSummary) {}

    func record(into recorder: Recorder, _ summary: inout RecordSummary, rejects: (([UInt8]) -> Void)?) throws -> Bool {
        let source = try source.get()
        let taker = EventTaker(
            recorder: recorder, rules: EventRules(now: clock()), drafter: EventDrafter(mapping: input.mapping, by: input.by), lateReason: input.lateReason)
        let end = source.bytesRead + EventRows.progressBytes
        for _ in 0..<EventRows.progressEvents where source.bytesRead < end {
            let reading: EventReading?
            do throws(InputError) { reading = try source.next() } catch { throw InputFault(error) }
            guard let reading else {
                try observer.progressed(rows: summary.rows, bytes: source.bytesRead)
                return false
            }
            switch reading {
            case .note(let finding): observer.noted(finding, line: nil)
            case .fault(let finding, let offset):
                summary.broken = EventFault(reason: .finding(finding), pointer: finding.pointer, offset: offset)
            case .refused(let finding, let raw):
                summary.rows += 1
                refuse(EventFault(reason: .finding(finding), pointer: finding.pointer, offset: raw.offset), raw, &summary, rejects)
            case .event(let raw):
                summary.rows += 1
                let (taken, findings) = try taker.take(raw)
                switch taken {
                case .refused(let fault): refuse(fault, raw, &summary, rejects)
                case .already: summary.already += 1
                case .kept(let first, let entries):
                    summary.kept += 1
                    summary.note(first, entries)
                case .recorded(let first, let entries, let alerts): summary.note(recorded: first, entries, alerts)
                }
                if case .already = taken { continue }
                for finding in findings { observer.noted(finding, line: raw.line) }
            }
        }
        try observer.progressed(rows: summary.rows, bytes: source.bytesRead)
        return true
    }

    private func refuse(_ fault: EventFault, _ raw: RawEvent, _ summary: inout RecordSummary, _ rejects: (([UInt8]) -> Void)?) {
        summary.refused += 1
        observer.refused(line: raw.line, .event(fault))
        rejects?(RejectedEvent.line(fault, raw, message: observer.message(.event(fault))))
    }
}

/// A line of a rejects file: why, where, and the event as it came, with the context that it needs to be read again.
enum RejectedEvent {
    static func line(_ fault: EventFault, _ raw: RawEvent, message: String) -> [UInt8] {
        var members: [JSONTree.Member] = [
            .init("code", .string(fault.code)), .init("pointer", .string(fault.pointer)), .init("offset", .number(String(fault.offset))),
            .init("message", .string(message)),
        ]
        if case .object(var event) = raw.tree {
            if raw.tree["@context"] == nil { event.insert(.init("@context", raw.context.tree(neededBy: raw.tree)), at: 0) }
            members.append(.init("event", .object(event)))
        } else if let text = String(validating: raw.bytes, as: UTF8.self), !text.isEmpty {
            // No JSON, so it comes back as a text.
            members += [.init("@context", raw.context.tree(neededBy: text)), .init("text", .string(text))]
        }
        return Array(JSONTree.object(members).text.utf8) + [0x0A]
    }
}
