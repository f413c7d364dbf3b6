import DutyFree
import Wire

/// The year, day by day, at both operators.
struct Simulation {
    private(set) var desks: [Desk]

    init(_ catalogue: Catalogue, seed: UInt64) {
        desks = House.both.enumerated().map { Desk($1, catalogue, seed: seed &+ UInt64($0) &* 0x1234_5678_9ABC_DEF1) }
    }

    mutating func run() {
        for day in 0..<DemoCalendar.days {
            for index in desks.indices {
                desks[index].work(day)
                // A consignment to the other operator each month, in turn.
                if day > 40, day % 30 == index * 15 {
                    let consignment = desks[index].handOver(desks[index].random.within(12...22), on: day)
                    desks[1 - index].takeOver(consignment)
                }
                desks[index].close(day)
            }
        }
    }
}

extension Desk {
    /// Shipments come every 16 days; the first fills the warehouse. Stores are filled on Mondays and Thursdays.
    fileprivate mutating func work(_ day: Int) {
        open(day)
        if day == 0 { order(1_500, on: day) } else if day >= 12, (day - 12) % 16 == 0, day < 355 { order(restockSize(day), on: day) }
        incidents(on: day)
        if day == 6 || [0, 3].contains(DemoCalendar.weekday(day)) {
            replenish(.downtown, to: 480, on: day)
            replenish(.airport, to: 260, on: day)
        }
        if DemoCalendar.weekday(day) == 2, day > 14 { exchangeBetweenStores(on: day) }
        if [12, 18, 120, 150, 262].contains(day) { makeGiftSets(6, on: day) }
        if day >= 8 { shop(on: day) }
    }

    /// What happens when the doors are shut.
    fileprivate mutating func close(_ day: Int) {
        if day == 179, house.format == .csv { badDay(day) }
        if day == 212, house.format == .jsonl { badDay(day) }
    }

    /// Orders follow the season six weeks ahead, and what is still there.
    private mutating func restockSize(_ day: Int) -> Int {
        let ahead = (day + 5..<day + 21).reduce(0) { $0 + DemoCalendar.season($1 % DemoCalendar.days) }
        let stock = shelves[Shelf.warehouse.rawValue].count + cartons.reduce(0) { $0 + $1.goods.count }
        return max(60, ahead * 26 / 100 + 700 - stock)
    }
}
