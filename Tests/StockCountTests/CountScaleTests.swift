import DutyFree
import Foundation
import GS1
import Support
import Testing
import Wire

@testable import StockCount

/// What makes counts fast must not be seen in their results.
struct CountScaleTests {
    private static let opened: Int64 = 1_772_413_200_000
    private static let gtin = "09521000200074"

    private func setup() -> CountSetup {
        var setup = CountSetup(
            scope: [LocationPath("W1")], opened: Timestamp(millisecondsSince1970: Self.opened),
            closed: Timestamp(millisecondsSince1970: Self.opened + 7_200_000))
        setup.zones = ["W1/A", "W1/B"].map { CountZone(location: LocationPath($0), holdsSold: false) }
        setup.antennas = [1: "W1/A", 2: "W1/B"].map { CountAntenna(reader: "R1", antenna: $0.key, zone: LocationPath($0.value)) }
        setup.readers = [CountReader(name: "R1", kind: .rfid, person: "P-01")]
        return setup
    }

    private func register(_ setup: CountSetup, _ serials: [String]) -> Register {
        var register = Register(setup, expecting: serials.count)
        for serial in serials {
            register.add(
                "/01/\(Self.gtin)/21/\(serial)", location: LocationPath("W1/A"), state: "bonded", custody: .held, gtin: GTIN(digits14: Self.gtin),
                priceFen: 100, parent: nil)
        }
        register.seal()
        return register
    }

    private func read(_ tally: Tally, _ text: String, _ name: String = "r.csv") throws -> ReadFileReport {
        try tally.read(ReadFile(name: name, sha256: name), ByteSource(bytes: Array(text.utf8)))
    }

    private func time(_ ms: Int64) -> String { Timestamp(millisecondsSince1970: Self.opened + ms).formatted() }

    private func rows(_ result: CountResult) -> [UInt8] {
        var bytes: [UInt8] = []
        CountReport.rows(result) { bytes += $0 }
        return bytes
    }

    /// Many batches, every form of code, labels and rubbish between them, new readers and places on the way.
    @Test(arguments: 0..<6) func twoThreadsSayWhatOneSays(_ round: UInt64) throws {
        let seed = (ProcessInfo.processInfo.environment["DUTYFREE_SEED"].flatMap { UInt64($0) } ?? 41) &+ round
        var state = seed
        func next(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        let serials = (0..<3_000).map { $0 % 3 == 0 ? "N\($0)" : String($0) }
        var text = "time,reader,antenna,epc,rssi,zone,tid,condition\n"
        for line in 0..<20_000 {
            let item = next(3_300)
            let code =
                switch next(12) {
                case 0: "LOC:W1/\(["A", "B", "C\(next(200))"][next(3)])"
                case 1: "E28011602B355F235F79C\(100 + next(200))"
                case 2: "rubbish \(next(40))"
                case 3: "303C451DA4138DC000000001"
                case 4: "/trace/X\(next(50))"
                case 5: "(01)\(Self.gtin)(21)\(item)"
                case 6: "/01/\(Self.gtin)/21/N\(item)"
                default: "3036451DA01389C0" + String(String(0x1_0000_0000 + item, radix: 16).dropFirst())
                }
            let zone = next(30) == 0 ? "W\(next(3))/Z\(next(300))" : ""
            text +=
                "\(next(20) == 0 ? "" : time(Int64(line) * 300)),R\(next(50) == 0 ? next(99) : 1),\(1 + next(3)),\(code),-\(35 + next(40)).5,\(zone),\(next(9) == 0 ? "T\(next(2))" : ""),\(next(200) == 0 ? "damaged" : "")\n"
        }
        func count(_ threads: Int) throws -> (ReadFileReport, [UInt8], JSONObject, [(text: String, reason: UnreadableReason)]) {
            let setup = setup()
            let tally = Tally(register(setup, serials), setup, threads: threads)
            let report = try read(tally, text)
            let result = try CountResult(tally)
            return (report, rows(result), CountReport.summary(result, count: "C", snapshot: 1, upTo: 2), tally.unreadable(most: 50))
        }
        let (one, two) = (try count(1), try count(2))
        #expect(one.0 == two.0, "seed \(seed)")
        #expect(one.1 == two.1, "seed \(seed)")
        #expect(one.2 == two.2, "seed \(seed)")
        #expect(one.3.map(\.text) == two.3.map(\.text), "seed \(seed)")
    }

    /// A tag beside an antenna for an hour: its reads are joined, and whether it is a clone is still told.
    @Test(arguments: [(3_700_000, 0), (3_600_400, 1)] as [(Int64, Int)]) func aTagReadForAnHourIsStillToldFromAClone(_ later: Int64, _ clones: Int) throws {
        let setup = setup()
        let tally = Tally(register(setup, ["1"]), setup)
        let tag = "3036451DA01389C000000001"
        var text = "time,reader,antenna,epc,rssi\n"
        for number in 0..<300_000 { text += "\(time(Int64(number) * 12)),R1,1,\(tag),-40\n" }
        for number in 0..<3 { text += "\(time(later + Int64(number) * 10)),R1,2,\(tag),-40\n" }
        #expect(try read(tally, text).reads == 300_003)
        #expect(try CountResult(tally).count(.clone) == clones)
    }

    /// 24 characters that are hex, and an element string: its letters are not alike in both cases.
    @Test func anElementStringIsNotATag() throws {
        let setup = setup()
        let tally = Tally(register(setup, ["A1B2C3", "a1b2c3"]), setup)
        #expect(try read(tally, "01\(Self.gtin)21A1B2C3\n", "a.txt").reads == 1)
        #expect(try CountResult(tally).distinctItemsRead == 1)
        #expect(try read(tally, "01\(Self.gtin)21a1b2c3\n", "b.txt").reads == 1)
        #expect(try CountResult(tally).distinctItemsRead == 2)
    }

    /// Whatever the form of its serial, an item is found by its key, and has it.
    @Test func everySerialFindsItsItem() throws {
        let serials = [
            "0", "7", "007", "1234567890", "281474976710655", "281474976710656", "99999999999999", "4601002269586396", "A-1", "00", "12345678901234567890",
        ]
        let register = register(setup(), serials)
        #expect(register.count == serials.count)
        for (number, serial) in serials.enumerated() {
            let key = "/01/\(Self.gtin)/21/\(serial)"
            #expect(register.key(UInt32(number)) == key && register.keys.find(key) == UInt32(number))
            if let identity = ReadIdentity(key: key), let short = identity.short { #expect(short.identity == identity, "\(serial)") }
        }
        #expect(ReadIdentity(key: "/01/\(Self.gtin)/21/007")?.short == nil)
    }

    /// Relabelled while the count went on: both labels are the item's.
    @Test func bothLabelsOfARelabelledItemAreIts() throws {
        let setup = setup()
        var register = register(setup, ["1", "2"])
        register.alias("/01/\(Self.gtin)/21/NEW", of: "/01/\(Self.gtin)/21/1")
        register.alias("/01/\(Self.gtin)/21/3", of: "/01/\(Self.gtin)/21/2")
        register.alias("/01/\(Self.gtin)/21/2", of: "/01/\(Self.gtin)/21/1")
        let tally = Tally(register, setup)
        _ = try read(tally, "/01/\(Self.gtin)/21/NEW\n/01/\(Self.gtin)/21/3\n/01/\(Self.gtin)/21/2\n", "a.txt")
        let result = try CountResult(tally)
        #expect(result.count(.matched) == 2 && result.count(.unknown) == 0)
    }

    /// Others' tags are counted as such without a book, as long as it is known what is ours.
    @Test func foreignTagsAreTold() throws {
        let setup = setup()
        var register = Register(setup)
        if let gtin = GTIN(digits14: Self.gtin) { register.isOurs(gtin) }
        register.seal()
        let tally = Tally(register, setup)
        _ = try read(tally, "epc\n3036451DA01389C000000001\nE28011602B355F235F79C7F7\n/trace/OUR-1\n(01)\(Self.gtin)(21)X\n(01)09527038254935(21)7\n")
        #expect(tally.distinctSubjects == 5 && tally.foreignSubjects == 2)
    }
}
