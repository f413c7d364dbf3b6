import DutyFree
import Ledger

/// The labels that items bore: what goes out speaks of what could be read then, or it could not be recorded again.
struct PastLabels {
    private let reader: any LedgerReader
    /// Items that bear, or bore, another label than their key.
    private let relabelled: Set<ItemKey>

    init(_ reader: any LedgerReader) throws {
        self.reader = reader
        relabelled = Set(try reader.labels().values)
    }

    /// Of an item, just before an entry.
    func label(of item: ItemKey, before seq: SequenceNumber) throws -> ItemKey {
        guard relabelled.contains(item) else { return item }
        let history = try reader.chain(of: item, size: seq).compactMap { $0.entry.recorded }
        return Lifecycle.replay(history)?.code ?? item
    }
}
