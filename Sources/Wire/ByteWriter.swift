import Glibc

/// Bytes of canonical JSON as they are put together, on the hot path of every append and every check: a cursor into memory
/// of its own. Appending to an Array cost 280 instructions for each literal and 570 for each string; these cost a tenth.
///
/// Public, because other rooms inline only what is: of a `package` declaration Swift 6.3 carries no body across modules, whatever
/// `@inlinable` says.
public struct ByteWriter: ~Copyable {
    @usableFromInline var start: UnsafeMutableRawPointer
    @usableFromInline var capacity: Int
    @usableFromInline var length = 0

    @inlinable public var count: Int { length }

    package init(capacity: Int = 4_096) {
        self.capacity = max(capacity, 64)
        start = .allocate(byteCount: self.capacity, alignment: 16)
    }

    deinit { start.deallocate() }

    /// Valid until the next change.
    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    package mutating func removeAll() { length = 0 }

    /// Takes back what was appended beyond `count` bytes.
    package mutating func truncate(to count: Int) { length = min(length, max(0, count)) }

    /// Appends once more what stands at `range`.
    package mutating func copy(_ range: Range<Int>) {
        let place = room(range.count)
        place.copyMemory(from: start + range.lowerBound, byteCount: range.count)
        length += range.count
    }

    /// Takes out what stands at `range`; what is behind moves up.
    package mutating func remove(_ range: Range<Int>) {
        memmove(start + range.lowerBound, start + range.upperBound, length - range.upperBound)
        length -= range.count
    }

    /// Room for as many bytes behind what is there.
    @inlinable @inline(__always) mutating func room(_ needed: Int) -> UnsafeMutableRawPointer {
        if length + needed > capacity { grow(needed) }
        return start + length
    }

    @usableFromInline mutating func grow(_ needed: Int) {
        capacity = max(count + needed, capacity * 2)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        larger.copyMemory(from: start, byteCount: count)
        start.deallocate()
        start = larger
    }

    @inlinable @inline(__always) public mutating func byte(_ byte: UInt8) {
        room(1).storeBytes(of: byte, as: UInt8.self)
        length += 1
    }

    /// As they are.
    @inlinable @inline(__always) public mutating func raw(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        room(bytes.count).copyMemory(from: source, byteCount: bytes.count)
        length += bytes.count
    }

    /// The characters of a literal, as they are.
    @inlinable @inline(__always) public mutating func literal(_ literal: StaticString) {
        let size = literal.utf8CodeUnitCount
        room(size).copyMemory(from: literal.utf8Start, byteCount: size)
        length += size
    }

    /// A word of our own that needs no escape, without quotes.
    package mutating func word(_ word: String) {
        var word = word
        word.withUTF8 { raw(UnsafeRawBufferPointer($0)) }
    }

    /// Plain decimal, `-12`.
    package mutating func integer(_ integer: Int64) {
        var rest = integer.magnitude
        let digits = room(20)
        var place = 20
        repeat {
            place -= 1
            digits.storeBytes(of: 0x30 + UInt8(truncatingIfNeeded: rest % 10), toByteOffset: place, as: UInt8.self)
            rest /= 10
        } while rest > 0
        if integer < 0 {
            place -= 1
            digits.storeBytes(of: 0x2D, toByteOffset: place, as: UInt8.self)
        }
        memmove(digits, digits + place, 20 - place)
        length += 20 - place
    }

    /// The canonical form of a moment, without quotes: 24 bytes in range.
    package mutating func timestamp(_ timestamp: Timestamp) {
        length += timestamp.write(to: UnsafeMutableRawBufferPointer(start: room(40), count: 40), offsetMinutes: nil)
    }

    /// Lets somebody else write at most `most` bytes in place and say how many they were.
    package mutating func write(most: Int, _ body: (UnsafeMutableRawPointer) -> Int) {
        length += min(most, body(room(most)))
    }

    /// `"…"`, escaped as RFC 8785 §3.2.2.2 has it.
    package mutating func string(_ string: String) {
        var string = string
        string.withUTF8 { text(UnsafeRawBufferPointer($0)) }
    }

    /// As `string`, from bytes that are UTF-8.
    package mutating func text(_ text: UnsafeRawBufferPointer) {
        byte(0x22)
        var start = 0
        while let index = CanonicalJSON.firstEscaped(in: text, from: start) {
            raw(UnsafeRawBufferPointer(rebasing: text[start..<index]))
            escape(text[index])
            start = index + 1
        }
        raw(UnsafeRawBufferPointer(rebasing: text[start...]))
        byte(0x22)
    }

    private mutating func escape(_ character: UInt8) {
        byte(0x5C)
        switch character {
        case 0x22, 0x5C: byte(character)
        case 0x08: byte(0x62)
        case 0x09: byte(0x74)
        case 0x0A: byte(0x6E)
        case 0x0C: byte(0x66)
        case 0x0D: byte(0x72)
        default:
            literal("u00")
            byte(character < 0x10 ? 0x30 : 0x31)
            let low = character & 0x0F
            byte(low < 10 ? 0x30 + low : 0x61 + low - 10)
        }
    }

    /// The canonical form of a value. Strings are written as they are (normalising them is the caller's matter); an
    /// integer beyond ±`CanonicalJSON.largestInteger` is written too, and refused by whoever reads it.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: literal("null")
        case .bool(true): literal("true")
        case .bool(false): literal("false")
        case .integer(let integer): self.integer(integer)
        case .string(let string): self.string(string)
        case .object(let object): self.object(object)
        case .array(let values):
            byte(0x5B)
            for (index, value) in values.enumerated() {
                if index > 0 { byte(0x2C) }
                self.value(value)
            }
            byte(0x5D)
        }
    }

    package mutating func object(_ object: JSONObject) {
        byte(0x7B)
        for (index, member) in object.members.enumerated() {
            if index > 0 { byte(0x2C) }
            string(member.name)
            byte(0x3A)
            value(member.value)
        }
        byte(0x7D)
    }
}
