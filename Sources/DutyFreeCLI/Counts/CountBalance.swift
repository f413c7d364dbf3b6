import DutyFree
import Presentation
import StockCount
import Wire

/// Held in the scope before, the adjustments, and after.
struct CountBalance {
    let before: Int
    private var missing = 0
    private var found = 0
    private var received = 0
    private var relocated = 0

    init(before: Int) { self.before = before }

    var after: Int { before - missing + found + received + relocated }

    mutating func note(_ row: CountRow, scope: [LocationPath]) {
        func isInScope(_ place: String) -> Bool { scope.contains { $0.contains(LocationPath(place)) } }
        switch row.kind {
        case .missing: missing += 1
        case .found: found += 1
        case .inTransit: received += 1
        case .misplaced:
            let isThere = row.seenLocations.first.map(isInScope) ?? false
            relocated += (isThere ? 1 : 0) - (isInScope(row.ledgerLocation) ? 1 : 0)
        default: break
        }
    }

    var data: JSONObject {
        [
            "before": .integer(Int64(before)), "missing": .integer(Int64(-missing)), "found": .integer(Int64(found)), "received": .integer(Int64(received)),
            "relocated": .integer(Int64(relocated)), "after": .integer(Int64(after)),
        ]
    }

    var sentence: Text {
        Text(
            en:
                "Held before \(Figures.grouped(before)) − missing \(missing) + found \(found) + received \(received) ± relocated \(relocated) = \(Figures.grouped(after)) after.",
            zh: "盘前 \(Figures.grouped(before)) − 缺失 \(missing) + 寻回 \(found) + 收货 \(received) ± 移位 \(relocated) = 盘后 \(Figures.grouped(after))。")
    }
}
