import Foundation
import Support
import Testing
import Wire

struct TimestampTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0),
            ("1970-01-01T00:00:00-00:00", 0),
            ("1970-01-01t00:00:00z", 0),
            ("2026-03-01T13:00:00+08:00", 1_772_341_200_000),
            ("2026-03-02T03:00:00.000Z", 1_772_420_400_000),
            ("2026-03-02T03:00:00.5Z", 1_772_420_400_500),
            ("2026-03-02T03:00:00.0019Z", 1_772_420_400_001),
            ("2026-03-02T03:00:00.999999999Z", 1_772_420_400_999),
            ("2024-02-29T23:59:59.999-23:59", 1_709_337_539_999),
            ("2000-02-29T00:00:00+00:00", 951_782_400_000),
            ("1969-12-31T23:59:59.999Z", -1),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] as [(String, Int64)])
    func aMomentIsReadToTheMillisecond(text: String, milliseconds: Int64) throws {
        #expect(try Timestamp(text).millisecondsSince1970 == milliseconds)
        #expect(try Timestamp(Substring(text)).millisecondsSince1970 == milliseconds)
    }

    @Test(
        arguments: [
            ("", .notATime),
            ("now", .notATime),
            ("2026-03-02", .notATime),
            ("2026-03-02T11:00+08:00", .notATime),
            ("2026-03-02 11:00:00+08:00", .notATime),
            ("2026/03/02T11:00:00+08:00", .notATime),
            ("2026-03-02T11:00:00+0800", .notATime),
            ("2026-03-02T11:00:00+08", .notATime),
            ("2026-03-02T11:00:00+8:00", .notATime),
            ("2026-03-02T11:00:00 Z", .notATime),
            ("2026-03-02T11:00:00Z ", .notATime),
            (" 2026-03-02T11:00:00Z", .notATime),
            ("2026-03-02T11:00:00.Z", .notATime),
            ("2026-03-02T11:00:00,5Z", .notATime),
            ("2026-03-02T11:00:00.1234567890Z", .notATime),
            ("2026-03-02T11:00:00.1234567890123456789012345678Z", .notATime),
            ("2026-03-02T1a:00:00Z", .notATime),
            ("2026-03-02T11:00:00+0x:00", .notATime),
            ("２026-03-02T11:00:00Z", .notATime),
            ("+12026-03-02T11:00:00Z", .notATime),
            ("2026-03-02T11:00:00", .noOffset),
            ("2026-03-02T11:00:00.25", .noOffset),
            ("2026-02-29T00:00:00Z", .noSuchDate),
            ("1900-02-29T00:00:00Z", .noSuchDate),
            ("2026-02-30T00:00:00Z", .noSuchDate),
            ("2026-04-31T00:00:00Z", .noSuchDate),
            ("2026-13-01T00:00:00Z", .noSuchDate),
            ("2026-00-01T00:00:00Z", .noSuchDate),
            ("2026-01-00T00:00:00Z", .noSuchDate),
            ("2026-01-32T00:00:00Z", .noSuchDate),
            ("2026-03-02T24:00:00Z", .noSuchTime),
            ("2026-03-02T23:60:00Z", .noSuchTime),
            ("2016-12-31T23:59:60Z", .noSuchTime),
            ("2026-03-02T11:00:00+24:00", .noSuchTime),
            ("2026-03-02T11:00:00+08:60", .noSuchTime),
            ("0000-12-31T23:59:59Z", .outOfRange),
            ("0000-12-31T23:59:59-12:00", .outOfRange),
            ("0001-01-01T00:00:00+00:01", .outOfRange),
            ("9999-12-31T23:59:59-00:01", .outOfRange),
        ] as [(String, TimestampError)])
    func aTextThatNamesNoMomentIsRefusedWithItsReason(text: String, expected: TimestampError) {
        #expect(throws: expected) { try Timestamp(text) }
    }

    @Test(
        arguments: [
            (0, 0, "1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000+00:00"),
            (1_772_420_400_000, 480, "2026-03-02T03:00:00.000Z", "2026-03-02T11:00:00.000+08:00"),
            (-1, -30, "1969-12-31T23:59:59.999Z", "1969-12-31T23:29:59.999-00:30"),
            (951_782_399_999, 480, "2000-02-28T23:59:59.999Z", "2000-02-29T07:59:59.999+08:00"),
            (-62_135_596_800_000, 0, "0001-01-01T00:00:00.000Z", "0001-01-01T00:00:00.000+00:00"),
            (253_402_300_800_000, 0, "+010000-01-01T00:00:00.000Z", "+010000-01-01T00:00:00.000+00:00"),
            (-62_198_755_200_001, 0, "-000002-12-31T23:59:59.999Z", "-000002-12-31T23:59:59.999+00:00"),
        ] as [(Int64, Int, String, String)])
    func aMomentIsWrittenInUTCAndAtAnOffset(milliseconds: Int64, offset: Int, utc: String, local: String) {
        let moment = Timestamp(millisecondsSince1970: milliseconds)
        #expect(moment.formatted() == utc)
        #expect(moment.formatted(offsetMinutes: offset) == local)
        var bytes = Array("at ".utf8)
        moment.append(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "at " + utc)
    }

    @Test func theFarthestMomentsAreWrittenWithoutACrash() {
        for milliseconds in [Int64.min, Int64.max] {
            let moment = Timestamp(millisecondsSince1970: milliseconds)
            #expect(!moment.isInRange)
            #expect(moment.formatted().count > 24)
            #expect(moment.formatted(offsetMinutes: milliseconds < 0 ? -9_999 : 9_999).count > 24)
        }
    }

    @Test(arguments: [
        ("2026-03-02T03:00:00.000Z", true), ("2026-03-02T03:00:00Z", false), ("2026-03-02T03:00:00.000z", false),
        ("2026-03-02t03:00:00.000Z", false), ("2026-03-02T03:00:00.00Z", false), ("2026-02-30T03:00:00.000Z", false),
        ("2026-03-02T03:00:00+00:00", false), ("2026-03-02T03:00:00.0000Z", false),
    ])
    func onlyTheWrittenFormIsCanonical(text: String, isCanonical: Bool) {
        #expect((Timestamp(canonical: text) != nil) == isCanonical)
    }

    @Test func everyMonthOfTheCalendarBeginsBehindTheOneBefore() throws {
        var expected = Int(Timestamp.earliest.millisecondsSince1970 / 86_400_000)
        for year in 1...9_999 {
            for month in 1...12 {
                let last = Day.length(ofMonth: month, year: year)
                let first = try #require(Day(year: year, month: month, day: 1))
                let end = try #require(Day(year: year, month: month, day: last))
                guard first.daysSince1970 == expected, first.civil == (year, month, 1), end.civil == (year, month, last),
                    Day(year: year, month: month, day: last + 1) == nil
                else {
                    Issue.record("\(year)-\(month): \(first.daysSince1970), not \(expected)")
                    return
                }
                expected = end.daysSince1970 + 1
            }
        }
        #expect(expected == Int(Timestamp.latest.millisecondsSince1970 / 86_400_000) + 1)
    }

    @Test func writingAndReadingAgreeWithFoundation() throws {
        let seed: UInt64 = 20_260_302
        var random = SplitMix(seed: seed)
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime]
        for _ in 0..<2_000 {
            // From 1600 on: Foundation's calendar is Julian before October 1582.
            let second = Int64.random(in: -11_676_096_000...253_402_300_799, using: &random)
            let moment = Timestamp(millisecondsSince1970: second * 1_000 + Int64(random.below(1_000)))
            let offset = random.below(2 * 1_439 + 1) - 1_439
            let date = Date(timeIntervalSince1970: TimeInterval(second))
            #expect(moment.formatted().prefix(19) == formatter.string(from: date).prefix(19), "seed \(seed)")
            #expect(try Timestamp(moment.formatted()) == moment, "seed \(seed)")
            #expect(Timestamp(canonical: moment.formatted()) == moment, "seed \(seed)")
            if moment.millisecondsSince1970 < Timestamp.latest.millisecondsSince1970 - 86_400_000 {
                #expect(try Timestamp(moment.formatted(offsetMinutes: offset)) == moment, "seed \(seed), \(offset)")
            }
        }
    }

    @Test func mutatedMomentsNeverCrash() {
        let seed: UInt64 = 77
        var random = SplitMix(seed: seed)
        let original = Array("2026-03-01T13:00:00.123+08:00".utf8)
        for _ in 0..<20_000 {
            var bytes = original
            for _ in 0...random.below(3) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
            bytes.removeLast(random.below(bytes.count + 1))
            if let moment = bytes.withUnsafeBytes({ try? Timestamp(bytes: $0) }) { #expect(moment.isInRange) }
        }
    }

    @Test func aDayIsTakenAtItsOffset() throws {
        let moment = try Timestamp("2026-03-01T20:00:00Z")
        #expect(Day(of: moment).civil == (2026, 3, 1))
        #expect(Day(of: moment, offsetMinutes: 480).civil == (2026, 3, 2))
    }
}
