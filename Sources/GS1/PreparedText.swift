/// A code as it came from a person or a gun, brought to the form in which it is looked at.
struct PreparedText {
    /// Without blanks around, without symbology identifier, full-width characters folded.
    let bytes: [UInt8]
    let symbology: SymbologyIdentifier?
    let isFolded: Bool

    /// The longest code any symbol carries is a QR code of 7,089 digits.
    static let bytesMax = 8192

    init(_ given: String) throws(CodeFault) {
        guard given.utf8.count <= PreparedText.bytesMax else { throw CodeFault(.badLength) }
        let all = Array(given.utf8)
        if all.reduce(0, |) < 0x80 {
            var rest = all[...]
            while let first = rest.first, PreparedText.isBlank(Unicode.Scalar(first)) { rest.removeFirst() }
            while let last = rest.last, PreparedText.isBlank(Unicode.Scalar(last)) { rest.removeLast() }
            symbology = SymbologyIdentifier.take(from: &rest)
            bytes = rest.count == all.count ? all : Array(rest)
            isFolded = false
            return
        }
        var scalars = given.unicodeScalars[...]
        while let first = scalars.first, PreparedText.isBlank(first) { scalars.removeFirst() }
        while let last = scalars.last, PreparedText.isBlank(last) { scalars.removeLast() }
        var isFolded = false
        var bytes: [UInt8] = []
        bytes.reserveCapacity(given.utf8.count)
        for scalar in scalars {
            if let folded = PreparedText.folded(scalar) {
                isFolded = true
                bytes.append(folded)
            } else {
                UTF8.encode(scalar).map { bytes += $0 }
            }
        }
        var rest = bytes[...]
        symbology = SymbologyIdentifier.take(from: &rest)
        self.bytes = Array(rest)
        self.isFolded = isFolded
    }

    /// Where the byte at `index` of `bytes` stands in the text as it was given.
    func source(of index: Int, in given: String) -> Int {
        var scalars = given.unicodeScalars[...]
        var place = 0
        // The symbology identifier is three bytes that are gone.
        var left = index + (symbology == nil ? 0 : 3)
        while let first = scalars.first, PreparedText.isBlank(first) {
            place += UTF8.width(scalars.removeFirst())
        }
        for scalar in scalars {
            let width = PreparedText.folded(scalar) == nil ? UTF8.width(scalar) : 1
            guard left >= width else { break }
            left -= width
            place += UTF8.width(scalar)
        }
        return place + left
    }

    /// Full-width digits and round brackets of a Chinese keyboard.
    private static func folded(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar.value {
        case 0xFF10...0xFF19: UInt8(scalar.value - 0xFF10) + 0x30
        case 0xFF08, 0xFF09: UInt8(scalar.value - 0xFF08) + 0x28
        default: nil
        }
    }

    /// Blanks, line ends, NUL of keyboard wedges, no-break and ideographic space, byte order mark.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00, 0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x3000, 0xFEFF: true
        default: false
        }
    }
}
