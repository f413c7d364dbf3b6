/// Why a text is not a moment.
package enum TimestampError: String, Error, Hashable, Sendable {
    /// Not the shape of RFC 3339 §5.6: `2026-03-01T13:00:00+08:00`.
    case notATime
    /// Date and time of day without `Z` or `±hh:mm`: it names no moment.
    case noOffset
    /// Month 13, 30 February, 29 February of a common year.
    case noSuchDate
    /// Hour 24, minute 60, second 60 (no leap seconds: the ledger counts none), an offset of 24 hours or more.
    case noSuchTime
    /// Outside of the years 0001 to 9999 as written or in UTC.
    case outOfRange
}

extension Timestamp {
    /// First and last moment that can be written with four digits of a year.
    package static let earliest = Timestamp(millisecondsSince1970: -62_135_596_800_000)
    package static let latest = Timestamp(millisecondsSince1970: 253_402_300_799_999)

    /// Whether the moment lies in the years 0001 to 9999 (UTC), so that it can be written and read again.
    package var isInRange: Bool { self >= .earliest && self <= .latest }

    /// Reads RFC 3339 §5.6: the offset is required, seconds too; a fraction has 1 to 9 digits and is cut to
    /// milliseconds. As the RFC permits, `t` and `z` may be lower-case; a space for the `T` is refused. `-00:00` (§4.3,
    /// local offset unknown) names the same moment as `Z`.
    package init(_ text: some StringProtocol) throws(TimestampError) {
        var text = String(text)
        let result: Result<Timestamp, TimestampError> = text.withUTF8 { bytes in
            do throws(TimestampError) {
                return .success(try Timestamp(bytes: UnsafeRawBufferPointer(bytes)))
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    /// As `init(_:)`, from UTF-8 bytes.
    package init(bytes: UnsafeRawBufferPointer) throws(TimestampError) {
        // `YYYY-MM-DDThh:mm:ss` takes 19 bytes.
        guard bytes.count >= 19, bytes.count <= 35, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] | 0x20 == 0x74,
            bytes[13] == 0x3A, bytes[16] == 0x3A
        else { throw .notATime }
        var digits = DigitReader(bytes: bytes)
        let year = digits.two(at: 0) * 100 + digits.two(at: 2)
        let month = digits.two(at: 5)
        let day = digits.two(at: 8)
        let hour = digits.two(at: 11)
        let minute = digits.two(at: 14)
        let second = digits.two(at: 17)

        var position = 19
        var millisecond = 0
        if position < bytes.count, bytes[position] == 0x2E {
            let first = position + 1
            position = first
            var weight = 100
            while position < bytes.count, bytes[position] &- 0x30 <= 9 {
                millisecond += Int(bytes[position] &- 0x30) * weight
                weight /= 10
                position += 1
            }
            guard (1...9).contains(position - first) else { throw .notATime }
        }

        var offsetMinutes = 0
        var offsetExists = true
        switch bytes.count - position {
        case 0:
            guard digits.allFound else { throw .notATime }
            throw .noOffset
        case 1:
            guard bytes[position] | 0x20 == 0x7A else { throw .notATime }
        case 6:
            let sign = bytes[position]
            guard sign == 0x2B || sign == 0x2D, bytes[position + 3] == 0x3A else { throw .notATime }
            let hours = digits.two(at: position + 1)
            let minutes = digits.two(at: position + 4)
            offsetExists = hours <= 23 && minutes <= 59
            offsetMinutes = (hours * 60 + minutes) * (sign == 0x2D ? -1 : 1)
        default:
            throw .notATime
        }
        guard digits.allFound else { throw .notATime }
        guard (1...12).contains(month), day >= 1, day <= Day.length(ofMonth: month, year: year) else {
            throw .noSuchDate
        }
        guard hour <= 23, minute <= 59, second <= 59, offsetExists else { throw .noSuchTime }
        let days = Day.count(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3_600 + (minute - offsetMinutes) * 60 + second
        self.init(millisecondsSince1970: Int64(seconds * 1_000 + millisecond))
        guard year >= 1, isInRange else { throw .outOfRange }
    }

    /// The moment if `bytes` are exactly what `append(to:)` writes for it, otherwise nil.
    package init?(canonical bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 24, bytes[10] == 0x54, bytes[19] == 0x2E, bytes[23] == 0x5A,
            let moment = try? Timestamp(bytes: bytes)
        else { return nil }
        self = moment
    }

    /// The moment if `text` is exactly what `formatted()` writes for it, otherwise nil.
    package init?(canonical text: String) {
        var text = text
        guard let moment = text.withUTF8({ Timestamp(canonical: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = moment
    }
}

/// Reads pairs of digits and remembers whether every byte was one, so that there is one branch for all of them.
private struct DigitReader {
    let bytes: UnsafeRawBufferPointer
    private var worst: UInt8 = 0

    init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var allFound: Bool { worst <= 9 }

    mutating func two(at position: Int) -> Int {
        let tens = bytes[position] &- 0x30
        let ones = bytes[position + 1] &- 0x30
        worst = max(worst, tens, ones)
        return Int(tens) * 10 + Int(ones)
    }
}
