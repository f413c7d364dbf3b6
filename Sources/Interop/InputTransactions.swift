import DutyFree
import Ledger
import Wire

/// An input, opened, of which some rows are recorded at a time: movements or events.
protocol RecordedRows: AnyObject {
    /// Most rows of a commit where rows may be refused one by one.
    static var commitRows: Int { get }

    /// Whether this very input was recorded before; then nothing of it is read.
    func isKnown(_ recorder: Recorder, _ summary: inout RecordSummary) throws -> Bool

    /// Records the next rows, as many as lie between two looks at the observer; false at the end of the input. Refused ones are
    /// handed to `rejects` as they are to be written.
    func record(into recorder: Recorder, _ summary: inout RecordSummary, rejects: (([UInt8]) -> Void)?) throws -> Bool

    /// What stands before the first refused row.
    func rejectsHeader() -> [UInt8]

    /// At the end of an input of which nothing was refused.
    func seal(_ recorder: Recorder, _ summary: inout RecordSummary) throws
}

/// The commits in which an input is recorded. By default all of it or nothing, in one commit however long it is; with `rejects`
/// row by row, in commits of some thousand rows at most, the refused ones handed out.
struct InputTransactions {
    let store: any LedgerStore
    let signer: LogSigner
    let clock: () -> Timestamp

    /// Refused rows are held until what they stood among is durable: a commit ends when they are this many bytes.
    private static let refusedBytesMax = 4 << 20

    /// Thrown out of a transaction to take it back.
    private struct TakeBack: Error {}

    /// All in one commit, or none. A dry run does everything and takes it back.
    func whole(_ rows: some RecordedRows, dryRun: Bool, observer: any RecordingObserver) throws -> RecordSummary {
        var summary = RecordSummary()
        do {
            try store.write { writer in
                let recorder = try Recorder(writer, signer: signer, clock: clock)
                if try rows.isKnown(recorder, &summary) { return }
                while try rows.record(into: recorder, &summary, rejects: nil) {}
                summary.attempts = recorder.attempts
                if !summary.isWhole { throw TakeBack() }
                try rows.seal(recorder, &summary)
                summary.note(try recorder.finish())
                if dryRun { throw TakeBack() }
            }
            if summary.commit != nil { observer.acknowledged(summary) }
        } catch is TakeBack {
            if !dryRun || !summary.isWhole {
                summary.commit = nil
                summary.entries = 0
                summary.firstSeq = nil
                summary.lastSeq = nil
            }
        }
        return summary
    }

    /// Row by row: what is refused is handed to `rejects`, the rest is recorded.
    func rowByRow<Rows: RecordedRows>(
        _ rows: Rows, dryRun: Bool, observer: any RecordingObserver, rejects: ([UInt8]) throws -> Void
    ) throws -> RecordSummary {
        var summary = RecordSummary()
        var isFirst = true
        var goesOn = true
        while goesOn {
            var refused: [UInt8] = []
            var next = summary
            do {
                try store.write { writer in
                    let recorder = try Recorder(writer, signer: signer, clock: clock)
                    if isFirst, try rows.isKnown(recorder, &next) {
                        goesOn = false
                        return
                    }
                    let end = next.rows + Rows.commitRows
                    while goesOn && next.rows < end && refused.count < InputTransactions.refusedBytesMax
                        && (next.rows == summary.rows || !observer.wantsAcknowledgement)
                    {
                        goesOn = try rows.record(into: recorder, &next, rejects: { refused += $0 })
                    }
                    next.attempts += recorder.attempts.prefix(Recorder.attemptsMax - next.attempts.count)
                    if !goesOn && next.isWhole { try rows.seal(recorder, &next) }
                    next.note(try recorder.finish())
                    if dryRun { throw TakeBack() }
                }
            } catch is TakeBack {}
            let wasRefused = summary.refused
            isFirst = false
            summary = next
            // Also where the refused rows cannot be written: the commit stands.
            defer { if !dryRun { observer.acknowledged(summary) } }
            if !refused.isEmpty { try rejects(wasRefused == 0 ? rows.rejectsHeader() + refused : refused) }
        }
        return summary
    }
}

extension RecordSummary {
    /// Nothing of the input was refused.
    package var isWhole: Bool { refused == 0 && broken == nil }

    mutating func note(_ commit: Commit?) { if let commit { self.commit = commit } }

    /// A row of which so many entries were made.
    mutating func note(recorded first: SequenceNumber, _ count: Int, _ alerts: [ReasonCode]) {
        recorded += 1
        note(first, count)
        for alert in alerts { self.alerts[alert, default: 0] += 1 }
    }

    mutating func note(_ first: SequenceNumber, _ count: Int) {
        entries += UInt64(count)
        guard count > 0 else { return }
        firstSeq = firstSeq ?? first
        lastSeq = first + UInt64(count) - 1
    }
}
