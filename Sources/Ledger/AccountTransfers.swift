package import DutyFree
package import Supervision
package import Wire

/// A transfer between enterprises of which one ledger has its half and the other has not.
package struct OpenTransfer: Hashable, Sendable {
    package var item: ItemKey
    /// The transfer document, as the ledger that has the movement names it.
    package var number: String
    package var occurred: Timestamp
    package var seq: SequenceNumber
    /// `hand_over` without its `take_over`, or the other way round.
    package var isOut: Bool
    /// The enterprise in whose ledger it stands.
    package var enterprise: String
}

package enum AccountTransfers {
    /// Transfers up to the end of the period that only one side has: what `own` handed over and none of `others` took over,
    /// and what `own` took over and none of them handed over. By item key: it stays the same from ledger to ledger.
    package static func open(
        _ own: any LedgerReader, with others: [any LedgerReader], until period: AccountPeriod
    ) throws -> [OpenTransfer] {
        var open: [OpenTransfer] = []
        for transfer in try halves(own, until: period) where try !others.contains(where: { try hasOtherHalf($0, of: transfer) }) {
            open.append(transfer)
        }
        return open.sorted { ($0.occurred, $0.item) < ($1.occurred, $1.item) }
    }

    /// Every item that came from or went to another enterprise.
    private static func halves(_ reader: any LedgerReader, until period: AccountPeriod) throws -> [OpenTransfer] {
        let enterprise = try Genesis.read(reader).enterprise
        let last = period.days.upperBound
        var halves: [OpenTransfer] = []
        func add(_ entry: Entry, isOut: Bool) {
            guard let item = entry.link?.item, let occurred = entry.occurred, Flow.day(occurred) <= last else { return }
            halves.append(
                OpenTransfer(
                    item: item, number: entry.documents[.transfer]?.number ?? "-", occurred: occurred, seq: entry.seq, isOut: isOut,
                    enterprise: enterprise))
        }
        var toRead: [(ItemKey, Bool)] = []
        try reader.items { head in
            guard head.item.product != nil else { return true }
            if head.item.state == .transferred { toRead.append((head.item.key, true)) }
            // Only a take-over brings an item without a declaration.
            if head.item.declaration == nil { toRead.append((head.item.key, false)) }
            return true
        }
        for (key, isOut) in toRead {
            let chain = try reader.chain(of: key).map(\.entry)
            if isOut, let entry = chain.last(where: { $0.type == MovementType.handOver.rawValue }) { add(entry, isOut: true) }
            if !isOut, let entry = chain.first, entry.type == MovementType.takeOver.rawValue { add(entry, isOut: false) }
        }
        return halves
    }

    private static func hasOtherHalf(_ reader: any LedgerReader, of transfer: OpenTransfer) throws -> Bool {
        guard let head = try reader.head(of: transfer.item) else { return false }
        if !transfer.isOut { return head.item.state == .transferred }
        return try reader.chain(of: transfer.item).first?.entry.type == MovementType.takeOver.rawValue
    }
}
