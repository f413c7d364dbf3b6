/// Texts put one behind the other in the room of a `String` whose length is known before: up to fifteen bytes then take no memory
/// of their own, and more take it once. Appending text to text took half of the time in which a code is read.
struct JoinedText {
    private let room: UnsafeMutableBufferPointer<UInt8>
    private var count = 0

    /// The text of `length` bytes of UTF-8 that `fill` puts together. Precondition: `fill` adds no more.
    static func string(length: Int, _ fill: (inout JoinedText) -> Void) -> String {
        String(unsafeUninitializedCapacity: length) { room in
            var text = JoinedText(room: room)
            fill(&text)
            return text.count
        }
    }

    private init(room: UnsafeMutableBufferPointer<UInt8>) { self.room = room }

    /// What there is so far.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: room[..<count]) }

    mutating func add(_ byte: UInt8) {
        room[count] = byte
        count += 1
    }

    /// The bytes of `text` from the one at `start` on.
    @inline(__always) mutating func add(_ text: String, from start: Int = 0) {
        var text = text
        text.withUTF8 { bytes in
            let rest = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start...])
            UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(room)[count...]).copyMemory(from: rest)
            count += rest.count
        }
    }
}
