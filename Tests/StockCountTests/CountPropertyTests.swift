import DutyFree
import Foundation
import GS1
import StockCount
import Support
import Testing
import Wire

/// Random books, movements and reads with losses, clones and things that are not ours: the classes always part the union
/// of what was expected and what was read.
struct CountPropertyTests {
    private static let opened: Int64 = 1_772_413_200_000
    private static let gtin = "09521000200074"
    private static let places = ["W1/A", "W1/B", "W1/B/01", "S1/F1", "S1/HOLD"]
    private static let states: [(String, Custody)] = [
        ("bonded", .held), ("in_store", .held), ("sold", .sold), ("in_transit", .transit), ("departed", .gone), ("lost", .lost),
    ]

    @Test(arguments: 0..<60)
    func classesPartWhatWasExpectedAndWhatWasRead(_ round: UInt64) throws {
        let named = ProcessInfo.processInfo.environment["DUTYFREE_SEED"].flatMap { UInt64($0) }
        let seed = (named ?? 20_260_302) &+ round
        var dice = SplitMix(seed: seed)
        var setup = CountSetup(
            scope: [LocationPath("W1"), LocationPath("S1")].shuffled(using: &dice).prefix(Int.random(in: 1...2, using: &dice)).map { $0 },
            opened: Timestamp(millisecondsSince1970: Self.opened), closed: Timestamp(millisecondsSince1970: Self.opened + 7_200_000))
        setup.zones = Self.places.map { CountZone(location: LocationPath($0), holdsSold: $0 == "S1/HOLD") }
        var register = Register(setup)
        var keys: [String] = []
        var inBook: Set<String> = []
        for index in 0..<Int.random(in: 0...120, using: &dice) {
            let key = "/01/\(Self.gtin)/21/N\(index)"
            keys.append(key)
            inBook.insert(key)
            let (state, custody) = Self.states.randomElement(using: &dice) ?? ("bonded", .held)
            register.add(
                key, location: LocationPath(Self.places.randomElement(using: &dice) ?? "W1/A"), state: state, custody: custody,
                gtin: GTIN(digits14: Self.gtin), priceFen: 100, parent: Bool.random(using: &dice) ? nil : "/00/106141412345678908")
        }
        for seq in 0..<Int.random(in: 0...60, using: &dice) {
            guard let key = keys.randomElement(using: &dice) else { break }
            let (state, custody) = Self.states.randomElement(using: &dice) ?? ("bonded", .held)
            register.move(
                key, occurred: Timestamp(millisecondsSince1970: Self.opened + Int64.random(in: -3_600_000...7_200_000, using: &dice)), seq: UInt64(seq),
                to: Bool.random(using: &dice) ? LocationPath(Self.places.randomElement(using: &dice) ?? "W1/A") : nil, state: state, custody: custody,
                gtin: nil,
                priceFen: nil)
        }
        register.seal()
        let tally = Tally(register, setup)
        var read: Set<String> = []
        let folder = try TemporaryFolder()
        for file in 0..<Int.random(in: 0...3, using: &dice) {
            var text = "code,time,reader,antenna,rssi,zone,tid,condition\n"
            for _ in 0..<Int.random(in: 0...150, using: &dice) {
                let code =
                    [
                        keys.randomElement(using: &dice) ?? "x", "/01/\(Self.gtin)/21/U\(Int.random(in: 0...5, using: &dice))", "/01/09527038254935/21/7",
                        "rubbish \(Int.random(in: 0...9, using: &dice))", "/00/106141412345678908",
                    ].randomElement(using: &dice) ?? "x"
                let zone = Self.places.randomElement(using: &dice) ?? ""
                let time =
                    Bool.random(using: &dice)
                    ? Timestamp(millisecondsSince1970: Self.opened + Int64.random(in: -600_000...8_000_000, using: &dice)).formatted() : ""
                text +=
                    "\(code),\(time),R\(Int.random(in: 1...2, using: &dice)),1,-\(Int.random(in: 35...70, using: &dice)).5,\(zone),\(Bool.random(using: &dice) ? "AA\(Int.random(in: 0...1, using: &dice))" : ""),\n"
                let isInScope = setup.scope.contains { $0.contains(LocationPath(zone)) }
                if isInScope || code.hasPrefix("rubbish") || code == "x" { read.insert(code) }
            }
            let path = folder.path("r\(file).csv")
            try Data(text.utf8).write(to: URL(filePath: path))
            let report = try tally.read(ReadFile(name: "r\(file).csv", sha256: "\(file)"), ByteSource(path: path))
            #expect(report.lines == report.reads + report.control + report.rejected + report.outOfScope, "seed \(seed)")
        }
        let result = try CountResult(tally)
        var classes: [String: CountClass] = [:]
        for kind in CountClass.allCases {
            var previous = ""
            var number = 0
            result.forEach(kind) { row in
                #expect(classes.updateValue(kind, forKey: row.subject) == nil, "seed \(seed): \(row.subject) twice")
                #expect(previous.isEmpty || previous.utf8.lexicographicallyPrecedes(row.subject.utf8), "seed \(seed): order")
                #expect(row.item == inBook.contains(row.subject), "seed \(seed): \(row.subject)")
                previous = row.subject
                number += 1
            }
            #expect(number == result.count(kind), "seed \(seed): \(kind)")
        }
        // Whatever was read is in a class, cartons of the book aside, which speak for what they hold.
        for subject in read where subject != "/00/106141412345678908" { #expect(classes[subject] != nil, "seed \(seed): \(subject) was read") }
        // Whatever is in a class was read, or is of the book.
        for subject in classes.keys {
            #expect(read.contains(subject) || inBook.contains(subject) || subject == "/00/106141412345678908", "seed \(seed): \(subject)")
        }
        let ofTheBook = result.expected - result.accountedFor
        #expect(ofTheBook >= 0 && ofTheBook <= result.count(.missing) + result.count(.notCounted), "seed \(seed)")
        #expect(result.distinctItemsRead == inBook.intersection(read).count, "seed \(seed)")
    }
}
