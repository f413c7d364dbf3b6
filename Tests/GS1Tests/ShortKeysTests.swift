import GS1
import Testing

/// The quick way for keys of one product after the other gives what reading each key by itself gives.
struct ShortKeysTests {
    private static let products = ["09521000200074", "09521000200081", "00000000000000"]
    private static let serials = [
        "1", "0", "007", "00", "4601010323670587", "281474976710655", "281474976710656", "99999999999999", "12A", "-1", "", "12345678901234567890",
    ]

    @Test func neighboursAreReadAsEachByItself() {
        // Each key behind each other one: of the same product, and of another.
        let keys = Self.products.flatMap { product in Self.serials.map { "/01/\(product)/21/\($0)" } } + ["/00/095210000000000011", "/trace/A", ""]
        for before in keys {
            for key in keys {
                var quick = ShortKeys()
                _ = Array(before.utf8).withUnsafeBytes { quick.identity(of: $0) }
                let bytes = Array(key.utf8)
                let found = bytes.withUnsafeBytes { quick.identity(of: $0) }
                let alone = bytes.withUnsafeBytes { ReadParser.identity(ofKey: $0)?.short }
                guard let found else { continue }
                #expect(found == alone, "\(key) behind \(before)")
            }
        }
        // It is of use: a plain serial behind another is found.
        var quick = ShortKeys()
        for serial in ["1", "2"] {
            let key = Array("/01/\(Self.products[0])/21/\(serial)".utf8)
            #expect(key.withUnsafeBytes { quick.identity(of: $0) } != nil)
        }
    }
}
