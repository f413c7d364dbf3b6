import DutyFree
import GS1
import Wire

/// One operator at work: what is on its shelves, what its systems wrote down.
struct Desk {
    let house: House
    let catalogue: Catalogue
    var random: SeededGenerator
    /// By `Shelf`.
    var shelves: [[Goods]] = [[], [], []]
    var cartons: [Carton] = []
    /// What returns to a shelf, by the day on which it may be taken from there again.
    private var comebacks: [[(Goods, Shelf)]] = Array(repeating: [], count: DemoCalendar.days + 1)
    var travellers: [Traveller] = []
    /// Sales under guarantee so far.
    var guarantees = 0
    private(set) var rows: [Row] = []
    private(set) var declarations: [Declaration] = []
    private(set) var refusals: [Refusals] = []
    private var serials = 0
    private var cartonNumbers = 0
    private var documentNumbers: [String: Int] = [:]
    private var events = 0

    struct Declaration {
        let number: String
        let day: Int
        let goods: [(Goods, lot: String)]
    }

    /// A file of which some rows must be refused.
    struct Refusals {
        let day: Int
        let bytes: [UInt8]
        let rows: Int
        let good: Int
    }

    init(_ house: House, _ catalogue: Catalogue, seed: UInt64) {
        self.house = house
        self.catalogue = catalogue
        random = SeededGenerator(seed: seed)
    }

    // MARK: Writing down

    /// Notes a movement. What would happen after the year is left out: an item's life then simply goes on next year.
    mutating func write(
        _ type: MovementType, by party: String, at moment: Timestamp, _ items: [ItemKey] = [], from: LocationPath? = nil,
        to: LocationPath? = nil, docs documents: [DocumentKind: String] = [:], person: PersonCode? = nil, event: String? = nil,
        about: String? = nil, filed: Timestamp? = nil, data: JSONObject = JSONObject()
    ) {
        guard max(moment, filed ?? moment) < DemoCalendar.end else { return }
        let movement = Movement(
            type: type, by: house.party(party), occurred: moment, items: items, from: from, to: to,
            documents: documents.mapValues { DocumentReference(number: $0, sha256: nil) }, person: person, event: event, data: data)
        rows.append(Row(movement: movement, about: about, filed: filed ?? moment))
    }

    mutating func write(declaration: Declaration) { declarations.append(declaration) }
    mutating func write(refusals file: Refusals) { refusals.append(file) }

    // MARK: Numbers

    mutating func key(of article: Int) -> ItemKey {
        serials += 1
        // Sixteen digits, not in a row: a code must not tell how many there are.
        let scattered = UInt64(serials) &* 7_368_787 % 999_999_999_989
        let digits = String(scattered)
        let serial = house.serialPrefix + String(repeating: "0", count: 12 - digits.count) + digits
        return ItemKey(trusted: "/01/\(catalogue.articles[article].gtin.digits14)/21/\(serial)")
    }

    mutating func sscc() -> ItemKey {
        cartonNumbers += 1
        let number = String(cartonNumbers)
        let stem = "3952" + house.serialPrefix + String(repeating: "0", count: 9 - number.count) + number
        for digit in 0...9 where CheckDigit.isRight(Array((stem + String(digit)).utf8)) {
            return ItemKey(trusted: "/00/" + stem + String(digit))
        }
        return ItemKey(trusted: "/00/" + stem + "0")
    }

    /// `RC-HK-20250309-0004`: the fourth of its kind on that day.
    mutating func number(_ kind: String, _ moment: Timestamp) -> String {
        let day = DemoCalendar.date(DemoCalendar.day(of: moment)).filter { $0 != "-" }
        let stem = "\(kind)-\(house.mark)-\(day)-"
        let count = documentNumbers[stem, default: 0] + 1
        documentNumbers[stem] = count
        return stem + String(String(10_000 + count).dropFirst())
    }

    mutating func eventID(_ system: String) -> String {
        events += 1
        return "\(house.mark)-\(system)-\(events)"
    }

    mutating func person() -> PersonCode {
        var bytes: [UInt8] = []
        for _ in 0..<4 { withUnsafeBytes(of: random.next().bigEndian) { bytes += $0 } }
        return PersonCode("p:" + Hex.encode(bytes))
    }

    // MARK: Shelves

    /// Takes something that is ready at that moment; nil where ten looks found nothing.
    mutating func take(_ shelf: Shelf, at moment: Timestamp, where suits: (Goods, Catalogue.Article) -> Bool = { _, _ in true }) -> Goods? {
        let today = DemoCalendar.date(DemoCalendar.day(of: moment))
        for _ in 0..<10 {
            let count = shelves[shelf.rawValue].count
            guard count > 0 else { return nil }
            let index = random.below(count)
            let goods = shelves[shelf.rawValue][index]
            guard goods.ready < moment, goods.expiry.map({ today < $0 }) ?? true, suits(goods, catalogue.articles[goods.article]) else { continue }
            shelves[shelf.rawValue].swapAt(index, count - 1)
            shelves[shelf.rawValue].removeLast()
            return goods
        }
        return nil
    }

    /// Single items only, no gift sets: for what happens to one of them.
    mutating func takeSingle(_ shelf: Shelf, at moment: Timestamp) -> Goods? { take(shelf, at: moment) { goods, _ in goods.members.isEmpty } }

    /// Back on a shelf, for the morning after `moment`.
    mutating func putBack(_ goods: Goods, on shelf: Shelf, after moment: Timestamp) {
        let day = DemoCalendar.day(of: moment) + 1
        guard day < DemoCalendar.days else { return }
        var goods = goods
        goods.ready = DemoCalendar.at(day, 0)
        comebacks[day].append((goods, shelf))
    }

    /// What returned comes onto its shelf in the morning.
    mutating func open(_ day: Int) {
        for (goods, shelf) in comebacks[day] { shelves[shelf.rawValue].append(goods) }
        comebacks[day] = []
    }

    /// Takes everything out that is past its date.
    mutating func takeExpired(_ shelf: Shelf, on day: Int) -> [Goods] {
        let today = DemoCalendar.date(day)
        let morning = DemoCalendar.at(day, 8)
        func isExpired(_ goods: Goods) -> Bool { goods.ready < morning && (goods.expiry.map { today >= $0 } ?? false) }
        let expired = shelves[shelf.rawValue].filter(isExpired)
        if !expired.isEmpty { shelves[shelf.rawValue].removeAll(where: isExpired) }
        return expired
    }

    // MARK: Places

    mutating func rack() -> LocationPath {
        let rack = String(100 + random.within(1...24)).dropFirst()
        return house.place("W1/" + ["A", "B", "C"][random.below(3)] + "-" + rack)
    }

    mutating func display(_ shelf: Shelf) -> LocationPath {
        house.place(shelf.partyCode + "/F\(random.within(1...(shelf == .downtown ? 3 : 1)))-" + ["A", "B", "C", "D", "E"][random.below(5)])
    }

    func article(_ goods: Goods) -> Catalogue.Article { catalogue.articles[goods.article] }
}
