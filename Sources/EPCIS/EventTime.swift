package import Wire

/// A time of an event: to the millisecond, the nearest one, ties to the even (as the tools of partners round).
package struct EventTime: Hashable, Sendable {
    package let moment: Timestamp
    /// Whether something finer than milliseconds was rounded away.
    package let isRounded: Bool

    /// Throws where it is no time with an offset that the calendar has.
    package init(_ text: String) throws(TimestampError) {
        // Nothing finer than milliseconds is the usual case.
        if let moment = Timestamp(canonical: text) {
            self.moment = moment
            isRounded = false
            return
        }
        let bytes = Array(text.utf8)
        guard bytes.count > 20, bytes[19] == 0x2E else {
            moment = try Timestamp(text)
            isRounded = false
            return
        }
        let fraction = bytes[20...].prefix { (0x30...0x39).contains($0) }
        let finer = fraction.dropFirst(3)
        // What is cut is read with three digits at most, so that more than nine are no fault.
        let cut = try Timestamp(String(decoding: bytes[..<20] + fraction.prefix(3) + bytes[(20 + fraction.count)...], as: UTF8.self))
        isRounded = finer.contains { $0 != 0x30 }
        var up = false
        if isRounded, let first = finer.first {
            let isTie = first == 0x35 && finer.dropFirst().allSatisfy { $0 == 0x30 }
            up = isTie ? cut.millisecondsSince1970 & 1 == 1 : first >= 0x35
        }
        moment = up ? Timestamp(millisecondsSince1970: cut.millisecondsSince1970 + 1) : cut
    }
}
