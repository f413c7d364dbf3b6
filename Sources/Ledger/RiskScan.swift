import DutyFree
import GS1
package import Supervision
package import Wire

extension Entry {
    /// The entry as the risk rules read it; nil where it is no movement.
    package var riskFact: RiskFact? {
        guard kind == .movement, let movement = movement(items: []) else { return nil }
        return RiskFact(
            seq: seq, at: at, movement: movement, item: link?.item, viaParent: link?.via != nil, state: link?.state, from: link?.from, to: link?.to)
    }
}

/// Reads a ledger's entries for one or several monitors, from the first one on; what is recorded later is read by calling
/// `read` again. Nothing is kept anywhere but in memory: what the rules say follows from the entries.
package final class RiskScan {
    private var monitors: [(monitor: RiskMonitor, policies: RiskPolicies)] = []
    /// The policies that stand before the next entry: what comes later judges nothing that came before.
    private var book = PolicyBook()
    private let goods = Goods()
    /// Up to where entries were read.
    package private(set) var position: SequenceNumber = 0

    /// What products and places are as far as they were read.
    private final class Goods {
        var products: [GTIN: Product] = [:]
        var points: [Substring: GeoPoint] = [:]
    }

    package init() {}

    /// A further monitor, under the thresholds in force with these changes; `raise` is told what it finds. Before the first `read`.
    package func watch(changing changes: [RiskPolicies.Change] = [], raise: @escaping (RiskAlert) -> Void) {
        let goods = goods
        let policies = RiskPolicies(book, changes: changes)
        let monitor = RiskMonitor(
            policies, product: { goods.products[$0] },
            kilometres: { from, to in
                guard let from = goods.points[from], let to = goods.points[to] else { return nil }
                return from.kilometres(to: to)
            }, raise: raise)
        monitors.append((monitor, policies))
    }

    /// Reads what was not read yet, and lets the clock go on to `now`. Throws where an entry cannot be read: run `verify`.
    package func read(_ reader: any LedgerReader, now: Timestamp, progress: (UInt64) throws -> Void = { _ in }) throws {
        try reader.scan(position..<reader.size()) { seq, body in
            let entry: Entry
            do throws(EntryFault) { entry = try Entry(body) } catch { throw RecorderFault.malformedEntry(seq, error) }
            if let fact = entry.riskFact {
                for (monitor, _) in monitors { monitor.fold(fact) }
            } else {
                note(entry)
            }
            position = seq + 1
            if seq % 8_192 == 0 { try progress(seq) }
            return true
        }
        for (monitor, _) in monitors { monitor.advance(to: now) }
    }

    private func note(_ entry: Entry) {
        guard let name = entry.masterName else { return }
        switch entry.kind {
        case .product: if let gtin = GTIN(digits14: name) { goods.products[gtin] = try? Product(gtin: gtin, data: entry.data) }
        case .policy:
            guard let policy = try? Policy(document: entry.data), let more = try? book.adding(policy) else { return }
            book = more
            for (_, policies) in monitors { policies.book = more }
        case .location:
            let location = try? Location(path: LocationPath(name), data: entry.data)
            // A site's own point; that of a place below it is as good where the site has none.
            if let location, let point = location.point, location.path.parent == nil || goods.points[location.path.site] == nil {
                goods.points[location.path.site] = point
            }
        default: break
        }
    }
}

extension LedgerReader {
    /// Every alert, the latest first.
    package func alerts() throws -> [AlertSession] { try masters(.alert).compactMap { AlertSession(row: $0.data) }.sorted { $0.seq > $1.seq } }
}
