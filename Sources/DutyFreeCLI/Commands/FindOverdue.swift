import DutyFree
import Ledger
import Presentation
import SQLiteStore
import Wire

/// `find --overdue`: 逾期未提, 售出未离岛.
struct FindOverdue {
    let location: LocationPath?
    let limit: Int?

    func run(_ access: LedgerAccess, _ console: Console) throws -> Presentation.ExitCode {
        let now = try Clock.now(console.environment)()
        var table = Table(columns: [
            .identifier(Text(en: "Item", zh: "货物")), .name(Text(en: "State", zh: "状态")), .identifier(Text(en: "Location", zh: "地点")),
            .words(Text(en: "Overdue", zh: "逾期")), .identifier(Text(en: "Since", zh: "自")), .identifier(Text(en: "Trip", zh: "行程")),
        ])
        var found = 0
        var more = false
        try access.read().read { reader in
            try reader.overdue(at: now) { overdue in
                try Interrupt.check()
                if let location, !(overdue.item.location.map { location.contains($0) } ?? false) { return true }
                if let limit, found == limit {
                    more = true
                    return false
                }
                found += 1
                let item = overdue.item
                if console.json {
                    var line = ItemStanding(item, seq: overdue.seq).json
                    line["overdue"] = .string(overdue.kind.rawValue)
                    line["until"] = .string(overdue.until.formatted())
                    line["trip"] = item.facts.sale?.trip.map { .string($0.text) }
                    try console.emit(line)
                } else {
                    table.add([
                        .text(item.key.text), .sentence(item.state.words), .text(item.location?.text ?? ""), .sentence(overdue.kind.words),
                        .time(overdue.until), .text(item.facts.sale?.trip?.text ?? ""),
                    ])
                }
                return true
            }
        }
        guard !console.json else { return .done }
        if found > 0 { try console.show(table) }
        let count = Unit.items.counted(found)
        try console.say(more ? Text(en: "the first \(count.en); there are more", zh: "仅列前 \(count.zh)，还有更多") : count)
        return .done
    }
}

extension OverdueItem.Kind {
    var words: Text {
        switch self {
        case .pickup: Text(en: "not collected", zh: "逾期未提")
        case .departure: Text(en: "sold, not departed", zh: "售出未离岛")
        }
    }
}
