package import DutyFree
package import GS1
import StockCount
package import Supervision
import Wire

/// 一企一账 read from a ledger: from the projections for now, from the entries alone for any moment before.
package enum AccountBook {
    /// The account of a period with its losses and its last counts. `asOf` is the number of entries it is to know; nil for
    /// all. O(lines + losses) from projections, and the entries of what moved after the period where something was counted;
    /// O(entries) where it is asked for an earlier moment, and for a file of a version that kept no flows.
    package static func statement(
        _ reader: any LedgerReader, period: AccountPeriod, by grouping: AccountGrouping, asOf size: UInt64? = nil,
        progress: (UInt64) throws -> Void = { _ in }
    ) throws -> AccountStatement {
        if let replay = try replay(reader, asOf: size, progress) {
            let account = replay.account(period, by: grouping)
            let losses = try LossBook.losses(of: replay, reader)
            return AccountStatement(
                account: account, losses: LossStatement(losses, period: period, account: account, products: replay.products),
                counts: try LastCounts.statement(reader, period, replay, closing: account.total.closing.items))
        }
        let flows = try reader.flows(within: period.days)
        let account = try account(reader, period, grouping, flows)
        let losses = try LossBook.losses(reader, flows)
        return AccountStatement(
            account: account, losses: LossStatement(losses, period: period, account: account, products: try reader.products()),
            counts: try LastCounts.statement(reader, period, closing: account.total.closing.items))
    }

    /// The same account alone.
    package static func account(
        _ reader: any LedgerReader, period: AccountPeriod, by grouping: AccountGrouping, asOf size: UInt64? = nil,
        progress: (UInt64) throws -> Void = { _ in }
    ) throws -> Account {
        if let replay = try replay(reader, asOf: size, progress) { return replay.account(period, by: grouping) }
        return try account(reader, period, grouping, reader.flows(within: period.days))
    }

    /// Nil where the projections say it.
    private static func replay(_ reader: any LedgerReader, asOf size: UInt64?, _ progress: (UInt64) throws -> Void) throws -> AccountReplay? {
        let all = try reader.size()
        let hasFlows = try reader.hasFlows()
        guard (size ?? all) >= all, hasFlows else { return try AccountReplay(reader, size: min(size ?? all, all), progress: progress) }
        return nil
    }

    private static func account(_ reader: any LedgerReader, _ period: AccountPeriod, _ grouping: AccountGrouping, _ flows: [FlowTotal]) throws -> Account {
        var standings: [StandingKey: Int64] = [:]
        if grouping == .declaration {
            try reader.items { product, declaration, state, items in
                standings[StandingKey(product: product, declaration: declaration, standing: AccountStanding(state)), default: 0] += items
            }
        } else {
            for (key, items) in try reader.stock() {
                standings[StandingKey(product: key.product, declaration: "", standing: AccountStanding(key.state)), default: 0] += items
            }
        }
        return Account(period: period, grouping: grouping, flows: flows, standings: standings, products: try reader.products())
    }
}

/// The account from the entries alone, in one pass.
package struct AccountReplay {
    package private(set) var lives: [ItemKey: AccountLife] = [:]
    /// As they were after those entries.
    package private(set) var products: [GTIN: Product] = [:]
    /// As those entries leave them, each with its last.
    private(set) var counts: [(session: CountSession, last: SequenceNumber)] = []
    let size: UInt64

    package init(_ reader: any LedgerReader, size: UInt64, progress: (UInt64) throws -> Void = { _ in }) throws {
        var lives: [ItemKey: AccountLife] = [:]
        var products: [GTIN: Product] = [:]
        var counts: [String: (session: CountSession, last: SequenceNumber)] = [:]
        self.size = size
        try reader.scan(0..<size) { seq, body in
            if seq & 0x1FFF == 0 { try progress(seq) }
            let entry = try Entry(body)
            if let item = entry.link?.item, let recorded = entry.recorded {
                lives[item, default: AccountLife()].fold(recorded) { _, _ in }
            } else if entry.kind == .product, let gtin = entry.masterName.flatMap({ GTIN(digits14: $0) }) {
                products[gtin] = try? Product(gtin: gtin, data: entry.data)
            } else if entry.kind == .count, let step = entry.type.flatMap(CountStep.init(rawValue:)), let by = entry.by, let id = entry.data["count"]?.string {
                // What would not have been recorded is the verifier's to name.
                if step == .open {
                    counts[id] = (try? CountSession(id: id, by: by, plan: entry.data, seq: seq, at: entry.at, besides: [])).map { ($0, seq) }
                } else if var session = counts[id]?.session {
                    try? session.apply(step, by: by, data: entry.data, seq: seq, at: entry.at)
                    counts[id] = (session, seq)
                }
            }
            return true
        }
        self.counts = Array(counts.values)
        self.lives = lives
        self.products = products
    }

    package func account(_ period: AccountPeriod, by grouping: AccountGrouping) -> Account {
        Account(period: period, grouping: grouping, flows: totals(period), standings: standings, products: products)
    }

    /// From the state that each item's last entry left it in.
    package var standings: [StandingKey: Int64] {
        var standings: [StandingKey: Int64] = [:]
        for life in lives.values {
            guard let product = life.product, let state = life.state else { continue }
            standings[StandingKey(product: product, declaration: life.declaration, standing: AccountStanding(state)), default: 0] += 1
        }
        return standings
    }

    package func totals(_ period: AccountPeriod) -> [FlowTotal] {
        var flows: [Flow: FlowTotal] = [:]
        let days = period.days
        for life in lives.values {
            guard let product = life.product else { continue }
            for crossing in life.crossings {
                let line = Flow(
                    day: 0, type: crossing.type, source: crossing.source, target: crossing.target, product: product, declaration: life.declaration)
                var total =
                    flows[line]
                    ?? FlowTotal(
                        type: line.type, source: line.source, target: line.target, product: product, declaration: line.declaration, before: 0,
                        within: 0, after: 0)
                if crossing.day < days.lowerBound { total.before += 1 } else if crossing.day > days.upperBound { total.after += 1 } else { total.within += 1 }
                flows[line] = total
            }
        }
        return Array(flows.values)
    }
}
