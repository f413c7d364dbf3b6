/// Places in a JSON text by RFC 6901 pointers.
package enum JSONPointer {
    /// A name as one part of a pointer (RFC 6901 §3).
    package static func escaped(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == 0x7E || $0 == 0x2F }) else { return name }
        return name.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
            .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
    }

    /// The pointer of the innermost member or element that the byte at `offset` belongs to. Reads as far as the text is
    /// JSON, so it serves to say where a fault is.
    package static func pointer(toByte offset: Int, in bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { bytes in
            var walk = PointerWalk(JSONScanner(bytes), target: .byte(offset))
            walk.run()
            return walk.found ?? walk.path
        }
    }

    /// Where the value at `pointer` begins; nil where the text has none.
    package static func offset(of pointer: String, in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBytes { bytes in
            var walk = PointerWalk(JSONScanner(bytes), target: .pointer(pointer))
            walk.run()
            return walk.offset
        }
    }
}

/// Walks a text value by value until its target is met or the text is no JSON any more.
private struct PointerWalk {
    enum Target {
        case byte(Int)
        case pointer(String)
    }

    private var scanner: JSONScanner
    private let target: Target
    private(set) var path = ""
    private(set) var found: String?
    private(set) var offset: Int?

    init(_ scanner: JSONScanner, target: Target) {
        self.scanner = scanner
        self.target = target
    }

    private var isDone: Bool { found != nil || offset != nil }

    mutating func run() { if (try? value(from: 0)) == nil, !isDone { found = path } }

    /// `start` is where the member's name, or the element, begins.
    private mutating func value(from start: Int) throws(JSONError) {
        let first = try scanner.nextByte()
        if case .pointer(path) = target {
            offset = scanner.position
            return
        }
        switch first {
        case 0x7B, 0x5B: try inside(isObject: first == 0x7B)
        default: _ = try scanner.tree()
        }
        guard !isDone else { return }
        if case .byte(let byte) = target, byte >= start, byte < scanner.position { found = path }
    }

    private mutating func inside(isObject: Bool) throws(JSONError) {
        try scanner.descend()
        let outer = path
        let end: UInt8 = isObject ? 0x7D : 0x5D
        var index = 0
        if try scanner.nextByte() == end {
            scanner.position += 1
            scanner.depth -= 1
            return
        }
        while true {
            _ = try scanner.nextByte()
            let start = scanner.position
            if isObject {
                guard scanner.byte(start) == 0x22 else { throw JSONError(.unexpected, at: start) }
                path = outer + "/" + JSONPointer.escaped(try scanner.string())
                guard try scanner.nextByte() == 0x3A else { throw JSONError(.unexpected, at: scanner.position) }
                scanner.position += 1
            } else {
                path = outer + "/" + String(index)
            }
            try value(from: start)
            guard !isDone else { return }
            path = outer
            index += 1
            switch try scanner.nextByte() {
            case 0x2C: scanner.position += 1
            case end:
                scanner.position += 1
                scanner.depth -= 1
                return
            default: throw JSONError(.unexpected, at: scanner.position)
            }
        }
    }
}
