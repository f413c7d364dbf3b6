import CSchema
import Demo
import DutyFree
import Testing
import Wire

/// The demonstration's year as files, before anything is recorded.
struct DemoYearTests {
    private static let products = Array(UnsafeBufferPointer(start: schema_demo_products(), count: schema_demo_products_length()))

    /// Of the default seed: made once, it takes seconds without optimisation.
    private static let usual = Result { try DemoYear(products: products) }

    private func year(_ seed: UInt64) throws -> DemoYear { try DemoYear(products: DemoYearTests.products, seed: seed) }
    private func year() throws -> DemoYear { try DemoYearTests.usual.get() }

    @Test func theSameSeedGivesTheSameBytes() throws {
        let one = try year()
        let other = try year(DemoYear.defaultSeed)
        #expect(one.files.map(\.path) == other.files.map(\.path))
        #expect(one.files.map(\.bytes) == other.files.map(\.bytes))
        #expect(one.story == other.story)
        #expect(one.receipt == other.receipt)
    }

    @Test func anotherSeedGivesAnotherYear() throws {
        let one = try year()
        let other = try year(7)
        #expect(one.files.map(\.bytes) != other.files.map(\.bytes))
    }

    @Test(arguments: [DemoYear.defaultSeed, 1, 7])
    func everyMovementTypeOccursAndThereAreAHundredThousand(seed: UInt64) throws {
        let year = try seed == DemoYear.defaultSeed ? year() : year(seed)
        let missing = LifecycleTable.rules.map(\.type).filter { year.counts[$0, default: 0] == 0 }
        #expect(missing == [], "seed \(seed)")
        #expect(year.movements >= 100_000, "seed \(seed)")
    }

    @Test func theCountsAreTheRowsOfTheFiles() throws {
        let year = try year()
        var rows = 0
        var refused = 0
        let bytes = Dictionary(uniqueKeysWithValues: year.files.map { ($0.path, $0.bytes) })
        for step in year.steps {
            let file = try #require(bytes[step.path])
            let lines = file.count { $0 == 0x0A } - (step.path.hasSuffix(".csv") ? 1 : 0)
            #expect(lines == step.rows, "\(step.path)")
            rows += lines
            if case .refusals(let count) = step.kind { refused += count }
        }
        #expect(rows - refused == year.movements)
    }

    @Test func nothingIsRecordedMoreThanThreeDaysLateWithoutAReason() throws {
        let year = try year()
        let bytes = Dictionary(uniqueKeysWithValues: year.files.map { ($0.path, $0.bytes) })
        for step in year.steps where step.kind == .movements && step.path.hasSuffix(".jsonl") {
            for line in try #require(bytes[step.path]).split(separator: 0x0A) {
                let row = try #require(JSONParser.parse(Array(line)).object)
                let occurred = try Timestamp(#require(row["occurred"]?.string))
                let lateMs = step.clock.millisecondsSince1970 - occurred.millisecondsSince1970
                #expect(lateMs >= 0, "\(step.path)")
                #expect(lateMs <= 72 * 3_600_000 || row["lateReason"] != nil, "\(step.path)")
            }
        }
    }

    @Test func personsStandInTheFilesByCodeOnly() throws {
        let year = try year()
        for file in year.files where file.path.hasSuffix(".jsonl") && !file.path.contains("bad-day") {
            for line in file.bytes.split(separator: 0x0A) {
                guard let person = try JSONParser.parse(Array(line)).object?["person"]?.string else { continue }
                #expect(person.hasPrefix("p:") && person.utf8.count == 66, "\(file.path)")
            }
        }
    }
}
