import Cryptography
import DutyFree
import Wire

/// Rebuilds the projections from the entries: what `repair` does.
package enum Projections {
    package struct Result: Sendable {
        /// Rows that differed; −1 where the entries themselves are damaged and nothing was done.
        package let differences: Int
        package let items: Int
    }

    private struct TakeBack: Error {
        let result: Result
    }

    /// Replays every entry, compares, and unless it is a dry run writes the projections anew, in one transaction.
    package static func rebuild(_ store: any LedgerStore, dryRun: Bool) throws -> Result {
        do {
            return try store.write { writer in
                let size = try writer.size()
                let hasher = try SHA256Hasher()
                var leaves: [EntryHash] = []
                leaves.reserveCapacity(Int(size))
                try writer.scan(0..<size) { _, body in
                    leaves.append(hasher.hash(prefix: 0, body))
                    return true
                }
                var report = VerificationReport(level: 4, size: size, root: .zero)
                guard leaves.count == Int(size) else { return Result(differences: -1, items: 0) }
                var meaning = MeaningVerifier(reader: writer, leaves: leaves, altered: []) { _ in }
                try meaning.verify(into: &report)
                guard report.isSound else { return Result(differences: -1, items: meaning.view.heads.count) }
                try ProjectionVerifier(reader: writer, view: meaning.view, lost: []).verify(into: &report)
                let result = Result(differences: report.findingCount, items: meaning.view.heads.count)
                if dryRun { throw TakeBack(result: result) }
                if report.findingCount > 0 { try write(meaning.view, to: writer) }
                return result
            }
        } catch let back as TakeBack {
            return back.result
        }
    }

    private static func write(_ view: ReplayView, to writer: any LedgerWriter) throws {
        try writer.clearProjections()
        _ = try writer.put(view.heads.values.sorted { $0.seq < $1.seq })
        for (code, item) in view.labels { try writer.put(label: code, of: item) }
        try writer.add(view.stock)
        try writer.add(view.flows)
        for (kind, rows) in view.masters { for row in rows.values { try writer.put(kind, row) } }
        for (event, seq) in view.events { try writer.put(event: event, at: seq) }
    }
}
