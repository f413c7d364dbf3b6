import DutyFree
import Foundation
import GS1
import StockCount
import Support
import Testing
import Wire

/// Read files as the world writes them: what is taken, what is refused and why.
struct ReadInputTests {
    private static let opened = Timestamp(millisecondsSince1970: 1_772_413_200_000)
    static let key = "/01/09521000200074/21/A1"
    static let tag = "3036451DA01389C000000001"

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let bytes: [UInt8]
        /// reads, control, rejected, outOfScope, clockDoubts
        let expected: [Int64]
        var reason: UnreadableReason?

        init(_ name: String, _ bytes: [UInt8], _ expected: [Int64], _ reason: UnreadableReason? = nil) {
            testDescription = name
            self.bytes = bytes
            self.expected = expected
            self.reason = reason
        }

        init(_ name: String, _ text: String, _ expected: [Int64], _ reason: UnreadableReason? = nil) { self.init(name, Array(text.utf8), expected, reason) }
    }

    static let cases: [Case] = [
        Case("plain lines", "\(key)\n(01)09521000200074(21)A2\n", [2, 0, 0, 0, 0]),
        Case("no line end at the end", "\(key)\n\(tag)", [2, 0, 0, 0, 0]),
        Case("CRLF and empty lines", "\r\n\(key)\r\n\r\n\(tag)\r\n", [2, 0, 0, 0, 0]),
        Case("a byte order mark", [0xEF, 0xBB, 0xBF] + Array("epc\n\(tag)\n".utf8), [1, 0, 0, 0, 0]),
        Case("UTF-16, little end first", [0xFF, 0xFE] + "epc,库位\n\(tag),W1/A\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, [1, 0, 0, 0, 0]),
        Case("UTF-16, big end first", [0xFE, 0xFF] + "epc\n\(tag)\n".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }, [1, 0, 0, 0, 0]),
        Case("GB18030 column names (溯源码)", [0xCB, 0xDD, 0xD4, 0xB4, 0xC2, 0xEB, 0x2C, 0x61, 0x0A] + Array("\(key),1\n".utf8), [1, 0, 0, 0, 0]),
        Case("semicolons", "EPC;RSSI\n\(tag);-50\n", [1, 0, 0, 0, 0]),
        Case("tabs and // before the header", "//First Seen\tTag ID\n2026-03-02T01:10:00Z\t\(tag)\n", [1, 0, 0, 0, 0]),
        Case("lower case hex", "epc\n\(tag.lowercased())\n", [1, 0, 0, 0, 0]),
        Case("quoted fields", "epc,note\n\"\(tag)\",\"a, \"\"b\"\"\"\n", [1, 0, 0, 0, 0]),
        Case("a shelf label", "LOC:W1/A\n\(key)\n", [1, 1, 0, 0, 0]),
        Case("a shelf outside the scope", "LOC:W9/A\n\(key)\n", [0, 1, 0, 1, 0]),
        Case("Unix times in three lengths", "epc,time\n\(tag),1772413260\n\(tag),1772413260000\n\(tag),1772413260000000\n", [3, 0, 0, 0, 0]),
        Case("a clock that jumps", "epc,time\n\(tag),2019-01-01T00:00:00Z\n\(tag),2026-03-02T01:01:00Z\n", [2, 0, 0, 0, 1]),
        Case("no time at all", "epc,time\n\(tag),yesterday\n", [1, 0, 0, 0, 1]),
        Case("half a line", "epc,rssi,time\n\(tag),-50\n\(tag),-50,\n", [1, 0, 1, 0, 0], .brokenLine),
        Case("too many fields", "epc\n\(tag),x\n", [0, 0, 1, 0, 0], .brokenLine),
        Case("a quote that does not end", "epc,a\n\"\(tag),x\n", [0, 0, 1, 0, 0], .brokenLine),
        Case("JSON that ends early", "{\"code\":\"\(tag)\"}\n{\"code\":\"\(tag)\n", [1, 0, 1, 0, 0], .brokenLine),
        Case(
            "JSON with decimals, depth and escapes", #"{"code":"\/01\/09521000200074\/21\/A1","rssi":-50.25,"more":{"a":[1,"}"]},"time":1772413260000}"# + "\n",
            [1, 0, 0, 0, 0]),
        Case("JSON that is a list", "{\"code\":\"\(tag)\"}\n[1]\n", [1, 0, 1, 0, 0], .brokenLine),
        Case("a product's bar code", "9521000200074\n", [0, 0, 1, 0, 0], .noSerial),
        Case("a wrong check digit", "(01)09521000200075(21)A1\n", [0, 0, 1, 0, 0], .badCheckDigit),
        Case("words", "hello world\n", [0, 0, 1, 0, 0], .notACode),
        Case("a tag with partition 7", "303C451DA4138DC000000001\n", [0, 0, 1, 0, 0], .badPartition),
        Case("a tag of another length", "3036451DA4138DC00000000100000000\n", [0, 0, 1, 0, 0], .badEPCLength),
        Case("an EPC that is not GS1's", "E28011602B355F235F79C7F7\n", [1, 0, 0, 0, 0]),
        Case("NUL bytes", Array("\(key)\n".utf8) + [0, 0, 0, 0x0A], [1, 0, 1, 0, 0], .notACode),
        Case("a line of ten megabytes", "\(key)\n" + String(repeating: "x", count: 10_000_000) + "\n\(key)\n", [2, 0, 1, 0, 0], .brokenLine),
        Case("a picture", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D], [0, 0, 3, 0, 0], .notACode),
        Case("nothing", [], [0, 0, 0, 0, 0]),
    ]

    private func tally() -> Tally {
        var setup = CountSetup(
            scope: [LocationPath("W1")], opened: Self.opened, closed: Timestamp(millisecondsSince1970: Self.opened.millisecondsSince1970 + 3_600_000))
        setup.zones = [CountZone(location: LocationPath("W1/A"), holdsSold: false)]
        var register = Register(setup)
        for serial in ["A1", "A2", "1"] {
            register.add(
                "/01/09521000200074/21/" + serial, location: LocationPath("W1/A"), state: "bonded", custody: .held, gtin: GTIN(digits14: "09521000200074"),
                priceFen: 1, parent: nil)
        }
        register.seal()
        return Tally(register, setup)
    }

    private func read(_ tally: Tally, _ bytes: [UInt8], name: String = "f") throws -> ReadFileReport {
        let folder = try TemporaryFolder()
        try Data(bytes).write(to: URL(filePath: folder.path(name)))
        return try tally.read(ReadFile(name: name, sha256: String(bytes.count)), ByteSource(path: folder.path(name)))
    }

    @Test(arguments: cases)
    func linesAreTakenOrToldApart(_ input: Case) throws {
        let tally = tally()
        let report = try read(tally, input.bytes)
        #expect([report.reads, report.control, report.rejected, report.outOfScope, report.clockDoubts] == input.expected)
        #expect(report.lines == report.reads + report.control + report.rejected + report.outOfScope)
        if let reason = input.reason { #expect(tally.unreadable(most: 9).contains { $0.reason == reason }, "\(tally.unreadable(most: 9))") }
    }

    @Test func oneTagAMillionTimesIsOneItem() throws {
        let tally = tally()
        let line = Array("2026-03-02T01:10:00.000Z,R1,1,\(Self.tag),-40.0\n".utf8)
        var bytes = Array("time,reader,antenna,epc,rssi\n".utf8)
        for _ in 0..<200_000 { bytes += line }
        let report = try read(tally, bytes)
        #expect(report.reads == 200_000 && tally.distinctSubjects == 1)
        let result = try CountResult(tally)
        #expect(result.count(.matched) == 1 && result.count(.clone) == 0)
    }

    @Test func theSameFileIsReadOnce() throws {
        let tally = tally()
        let first = try read(tally, Array("\(Self.key)\n".utf8), name: "a")
        let again = try read(tally, Array("\(Self.key)\n".utf8), name: "b")
        #expect(first.reads == 1 && again.duplicateOf == "a" && again.lines == 0)
    }

    /// Any bytes whatever: no crash, and every line is accounted for.
    @Test func mutatedFilesAreAlwaysRead() throws {
        let seed = ProcessInfo.processInfo.environment["DUTYFREE_SEED"].flatMap { UInt64($0) } ?? 7
        var state = seed
        func next(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        let originals = Self.cases.map(\.bytes).filter { (1...4_000).contains($0.count) }
        let tally = tally()
        for round in 0..<3_000 {
            var bytes = originals[next(originals.count)]
            for _ in 0..<1 + next(4) {
                switch next(3) {
                case 0: bytes[next(bytes.count)] = UInt8(next(256))
                case 1: bytes.insert(UInt8(next(256)), at: next(bytes.count))
                default: if bytes.count > 1 { bytes.remove(at: next(bytes.count)) }
                }
            }
            let folder = try TemporaryFolder()
            try Data(bytes).write(to: URL(filePath: folder.path("f")))
            let report = try tally.read(ReadFile(name: "f", sha256: "\(round)"), ByteSource(path: folder.path("f")))
            #expect(report.lines == report.reads + report.control + report.rejected + report.outOfScope, "seed \(seed), round \(round)")
        }
        _ = try CountResult(tally)
    }
}
