extension Timestamp {
    /// `2026-03-02T03:00:00.000Z`: the canonical form, in which the ledger writes every moment.
    package func formatted() -> String {
        String(unsafeUninitializedCapacity: 40) { write(to: UnsafeMutableRawBufferPointer($0), offsetMinutes: nil) }
    }

    /// Local time at a fixed offset from UTC, `2026-03-02T11:00:00.000+08:00` for 480. The offset is cut to ±23:59.
    package func formatted(offsetMinutes: Int) -> String {
        String(unsafeUninitializedCapacity: 40) {
            write(to: UnsafeMutableRawBufferPointer($0), offsetMinutes: offsetMinutes)
        }
    }

    /// Appends the canonical form, 24 bytes for a moment in range.
    package func append(to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(byteCount: 40, alignment: 1) { scratch in
            let count = write(to: scratch, offsetMinutes: nil)
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: scratch[..<count]))
        }
    }

    /// The number of bytes written, at most 37. A year outside of 0 to 9999 is written with its sign and at least six
    /// digits (ISO 8601 expanded form), so that it is never mistaken for another one; RFC 3339 cannot hold it.
    func write(to room: UnsafeMutableRawBufferPointer, offsetMinutes: Int?) -> Int {
        let offset = min(max(offsetMinutes ?? 0, -1_439), 1_439)
        let local = millisecondsSince1970.addingSaturating(Int64(offset) * 60_000)
        let days = local.flooredQuotient(by: 86_400_000)
        // Wraps and wraps back for the first moment that Int64 holds, whose day begins before it.
        let millisecondOfDay = Int(local &- days &* 86_400_000)
        let (year, month, day) = Day(daysSince1970: Int(days)).civil
        let (second, millisecond) = millisecondOfDay.quotientAndRemainder(dividingBy: 1_000)

        var writer = DigitWriter(room: room)
        writer.year(year)
        writer.byte(0x2D)
        writer.two(month)
        writer.byte(0x2D)
        writer.two(day)
        writer.byte(0x54)
        writer.two(second / 3_600)
        writer.byte(0x3A)
        writer.two(second / 60 % 60)
        writer.byte(0x3A)
        writer.two(second % 60)
        writer.byte(0x2E)
        writer.byte(0x30 + UInt8(truncatingIfNeeded: millisecond / 100))
        writer.two(millisecond % 100)
        if offsetMinutes != nil {
            writer.byte(offset < 0 ? 0x2D : 0x2B)
            writer.two(abs(offset) / 60)
            writer.byte(0x3A)
            writer.two(abs(offset) % 60)
        } else {
            writer.byte(0x5A)
        }
        return writer.count
    }
}

extension Timestamp: CustomStringConvertible {
    package var description: String { formatted() }
}

private struct DigitWriter {
    let room: UnsafeMutableRawBufferPointer
    var count = 0

    init(room: UnsafeMutableRawBufferPointer) { self.room = room }

    mutating func byte(_ value: UInt8) {
        room[count] = value
        count += 1
    }

    mutating func two(_ value: Int) {
        byte(0x30 + UInt8(truncatingIfNeeded: value / 10))
        byte(0x30 + UInt8(truncatingIfNeeded: value % 10))
    }

    mutating func year(_ year: Int) {
        if (0...9_999).contains(year) {
            two(year / 100)
            two(year % 100)
            return
        }
        byte(year < 0 ? 0x2D : 0x2B)
        let magnitude = year.magnitude
        var weight: UInt = 100_000
        while magnitude / weight >= 10 { weight *= 10 }
        while weight > 0 {
            byte(0x30 + UInt8(truncatingIfNeeded: magnitude / weight % 10))
            weight /= 10
        }
    }
}
