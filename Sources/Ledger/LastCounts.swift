import DutyFree
import GS1
import StockCount
import Supervision
import Wire

/// The last approved counts of an enterprise's places, with what stands there at the end of a period.
enum LastCounts {
    private typealias Row = (place: LocationPath?, state: ItemState, items: Int64)

    /// From the projections; items that moved after the period are read from their entries. Nil where nothing was approved.
    static func statement(_ reader: any LedgerReader, _ period: AccountPeriod, closing: Int64) throws -> CountStatement? {
        let sessions = try reader.masters(.count).compactMap { row in CountSession(data: row.data).map { (session: $0, last: row.seq) } }
        let approved = try approved(sessions, reader, period)
        guard !approved.isEmpty else { return nil }
        var stock = try reader.stock()
        try reader.items(.movedSince(period.end)) { head in
            guard let product = head.item.product else { return true }
            stock[StockKey(location: head.item.location, product: product, state: head.item.state), default: 0] -= 1
            if let then = try item(head.item.key, reader, .max, period), let product = then.product {
                stock[StockKey(location: then.location, product: product, state: then.state), default: 0] += 1
            }
            return true
        }
        return CountStatement(approved, items: stock.map { ($0.key.location, $0.key.state, $0.value) }, closing: closing)
    }

    /// From the entries alone.
    static func statement(_ reader: any LedgerReader, _ period: AccountPeriod, _ replay: AccountReplay, closing: Int64) throws -> CountStatement? {
        let approved = try approved(replay.counts, reader, period)
        guard !approved.isEmpty else { return nil }
        var rows: [Row] = []
        for (key, life) in replay.lives where life.product != nil {
            if let then = try item(key, reader, replay.size, period) { rows.append((then.location, then.state, 1)) }
        }
        return CountStatement(approved, items: rows, closing: closing)
    }

    /// An item as it stood at the end of the period: what of its entries holds and occurred by then.
    private static func item(_ key: ItemKey, _ reader: any LedgerReader, _ size: UInt64, _ period: AccountPeriod) throws -> Item? {
        let history = try reader.chain(of: key, size: size).compactMap(\.entry.recorded)
        let last = period.days.upperBound
        return Lifecycle.replay(EffectiveHistory(history).movements.filter { Flow.day($0.movement.occurred) <= last })
    }

    private static func approved(
        _ sessions: [(session: CountSession, last: SequenceNumber)], _ reader: any LedgerReader, _ period: AccountPeriod
    ) throws -> [LastCount] {
        try sessions.compactMap { session, last in
            guard session.status == .approved || session.status == .closed, let result = session.result, Flow.day(result.closed) <= period.days.upperBound
            else { return nil }
            let holdZones = (session.plan["zones"]?.array ?? []).compactMap(\.object).filter { $0["role"]?.string == "hold" }
            var count = LastCount(
                id: session.id, scope: session.scope, at: result.closed, approvers: session.approvers,
                holdZones: holdZones.compactMap { $0["location"]?.string.map { LocationPath($0) } }, openSeq: session.openSeq)
            // It was written right behind what it folded in, unless something else came between.
            try reader.scan(result.upTo..<last + 1) { seq, body in
                let entry = try Entry(body)
                guard entry.kind == .count, entry.type == CountStep.reconcile.rawValue, entry.data["resultHash"]?.string == result.hash else { return true }
                count.resultSeq = seq
                count.add(result: entry.data)
                return false
            }
            if session.status == .closed, let body = try reader.body(at: last) {
                let entry = try Entry(body)
                count.closeSeq = last
                count.posted = entry.data["adjustments"]?.integer
                if count.held == nil { count.held = entry.data["balance"]?.object?["before"]?.integer }
            }
            return count
        }
    }
}

extension LastCount {
    /// What its `reconcile` says.
    fileprivate mutating func add(result: JSONObject) {
        func items(_ kind: CountClass) -> Int64 { result["classes"]?.object?[kind.rawValue]?.integer ?? 0 }
        held = result["held"]?.integer
        notCounted = items(.notCounted)
        missing = items(.missing)
        found = items(.found) + items(.inTransit)
    }
}

extension AccountPeriod {
    /// When the day after its last begins.
    var end: Timestamp { Timestamp(millisecondsSince1970: Int64(days.upperBound + 1) * 86_400_000 - 8 * 3_600_000) }
}
