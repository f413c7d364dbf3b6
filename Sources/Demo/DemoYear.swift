package import DutyFree
import GS1
package import Wire

/// A believable year at two operators: input files, and the commands that record them, in order. Pure: the same seed and
/// the same products give the same bytes.
package struct DemoYear: Sendable {
    package static let defaultSeed: UInt64 = 2025

    package struct File: Sendable {
        /// Below the folder of the demonstration, with `/`.
        package let path: String
        package let bytes: [UInt8]
    }

    /// One command of the real program.
    package struct Step: Sendable {
        package enum Kind: Sendable, Hashable {
            case declaration(number: String)
            case movements
            /// Recorded with `--rejects`: so many rows must be refused.
            case refusals(count: Int)
        }
        /// Of `houses`.
        package let house: Int
        package let kind: Kind
        package let path: String
        /// Movements in the file.
        package let rows: Int
        /// What the recorder's clock says (`$DUTYFREE_NOW`).
        package let clock: Timestamp
    }

    package let houses: [House]
    package let files: [File]
    /// In the order of their clocks.
    package let steps: [Step]
    /// Movements of each type in all files, those that must be refused not counted.
    package let counts: [MovementType: Int]
    /// An item of the first house with an eventful life.
    package let story: ItemKey
    /// A receipt of the first house with a single item on it.
    package let receipt: String
    /// Who came back to the first house most often.
    package let traveller: PersonCode

    package var movements: Int { counts.values.reduce(0, +) }

    /// Throws where products.csv cannot be read.
    package init(products: [UInt8], seed: UInt64 = DemoYear.defaultSeed) throws {
        var simulation = Simulation(try Catalogue(csv: products), seed: seed)
        simulation.run()
        houses = simulation.desks.map(\.house)
        var plan = Plan()
        plan.files.append(File(path: "input/products.csv", bytes: products))
        for (index, desk) in simulation.desks.enumerated() { plan.add(desk, house: index) }
        plan.steps.sort { ($0.step.clock, $0.step.house, $0.order) < ($1.step.clock, $1.step.house, $1.order) }
        files = plan.files
        steps = plan.steps.map(\.step)
        counts = plan.counts
        let lives = Lives(simulation.desks[0].rows)
        story = lives.story
        receipt = lives.receipt
        traveller = lives.traveller
    }
}

/// Puts what the desks wrote into files.
private struct Plan {
    var files: [DemoYear.File] = []
    var steps: [(step: DemoYear.Step, order: Int)] = []
    var counts: [MovementType: Int] = [:]

    mutating func add(_ desk: Desk, house: Int) {
        let folder = "input/" + desk.house.name + "/"
        for declaration in desk.declarations {
            let path = folder + "declarations/\(DemoCalendar.date(declaration.day))-\(declaration.number).csv"
            add(path, csv(declaration, desk), declaration.goods.count, .declaration(number: declaration.number), DemoCalendar.at(declaration.day, 9, 30), house)
            counts[.declare, default: 0] += declaration.goods.count
        }
        var days: [[(row: Row, order: Int)]] = Array(repeating: [], count: DemoCalendar.days)
        for (order, row) in desk.rows.enumerated() {
            let first = DemoCalendar.day(of: row.filed) / DemoCalendar.daysOfAFile * DemoCalendar.daysOfAFile
            days[first].append((row, order))
            counts[row.movement.type, default: 0] += 1
        }
        for (first, rows) in days.enumerated() where !rows.isEmpty {
            let sorted = rows.sorted { ($0.row.filed, $0.order) < ($1.row.filed, $1.order) }.map(\.row)
            let last = min(first + DemoCalendar.daysOfAFile, DemoCalendar.days) - 1
            let path = folder + "\(DemoCalendar.date(first).prefix(7))/\(DemoCalendar.date(first))-to-\(DemoCalendar.date(last).suffix(5)).\(desk.house.format)"
            add(path, RowFile.bytes(sorted, as: desk.house.format), rows.count, .movements, DemoCalendar.at(last, 23, 59), house)
        }
        for bad in desk.refusals {
            let path = folder + "\(DemoCalendar.date(bad.day))-bad-day.\(desk.house.format)"
            add(path, bad.bytes, bad.rows, .refusals(count: bad.rows - bad.good), DemoCalendar.at(bad.day, 23, 59, 30), house)
            counts[.relocate, default: 0] += bad.good
        }
    }

    private mutating func add(
        _ path: String, _ bytes: [UInt8], _ rows: Int, _ kind: DemoYear.Step.Kind, _ clock: Timestamp, _ house: Int
    ) {
        files.append(.init(path: path, bytes: bytes))
        steps.append((.init(house: house, kind: kind, path: path, rows: rows, clock: clock), steps.count))
    }

    private func csv(_ declaration: Desk.Declaration, _ desk: Desk) -> [UInt8] {
        var writer = CSVWriter()
        writer.append(row: ["item", "product", "expiry", "lot", "by"])
        let party = desk.house.party("W1").text
        for (goods, lot) in declaration.goods {
            writer.append(row: [goods.code.text, desk.article(goods).gtin.digits14, goods.expiry ?? "", lot, party])
        }
        return writer.bytes
    }
}

/// What is worth showing of the rows.
private struct Lives {
    private(set) var story = ItemKey(trusted: "")
    private(set) var receipt = ""
    private(set) var traveller = PersonCode("")

    init(_ rows: [Row]) {
        var visits: [PersonCode: Set<String>] = [:]
        for row in rows where row.movement.type == .sale {
            guard let person = row.movement.person, let number = row.movement.documents[.receipt]?.number else { continue }
            visits[person, default: []].insert(number)
            if visits[person]?.count ?? 0 > visits[traveller]?.count ?? 0 { traveller = person }
        }
        var types: [ItemKey: Set<MovementType>] = [:]
        var onReceipt: [String: Int] = [:]
        var relabelled: Set<ItemKey> = []
        for row in rows {
            for item in row.movement.items { types[item, default: []].insert(row.movement.type) }
            if row.movement.type == .relabel { relabelled.formUnion(row.movement.items) }
            if row.movement.type == .exchange, let with = row.movement.data["with"]?.string { types[ItemKey(trusted: with), default: []].insert(.exchange) }
            if let number = row.movement.documents[.receipt]?.number { onReceipt[number, default: 0] += 1 }
        }
        // In the order of the rows, so that equals are settled by it and not by a hash.
        var most = 0
        for row in rows where row.movement.type == .depart {
            guard let item = row.movement.items.first, !relabelled.contains(item), let count = types[item]?.count, count > most else { continue }
            most = count
            story = item
        }
        for row in rows where row.movement.type == .sale && row.movement.event == nil {
            guard let number = row.movement.documents[.receipt]?.number, onReceipt[number] == 1,
                DemoCalendar.day(of: row.movement.occurred) > 150
            else { continue }
            receipt = number
            break
        }
    }
}
