import Wire

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed on every machine. Each property names its
/// seed in the message of a failed expectation.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }

    /// Characters that are trouble somewhere: escapes, separators, two to four bytes, both sides of the surrogates.
    mutating func text(upTo limit: Int) -> String {
        let alphabet: [String] = [
            "a", "Z", "7", " ", "\"", "\\", "/", ",", ";", "\t", "\n", "\r", "\u{1}", "\u{1F}", "\u{7F}", "\u{80}", "é",
            "e\u{301}", "香", "水", "\u{E000}", "\u{FB33}", "\u{FFFF}", "\u{10000}", "😀", "\u{10FFFF}", "'", "=",
        ]
        return (0..<below(limit + 1)).map { _ in alphabet[below(alphabet.count)] }.joined()
    }

    mutating func json(depth: Int) -> JSONValue {
        switch below(depth > 0 ? 7 : 5) {
        case 0: return .null
        case 1: return .bool(below(2) == 0)
        case 2: return .integer(Int64.random(in: -9_007_199_254_740_991...9_007_199_254_740_991, using: &self))
        case 3: return .integer(Int64(below(2_000) - 1_000))
        case 4: return .string(text(upTo: 20))
        case 5: return .array((0..<below(5)).map { _ in json(depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<below(24) { object[text(upTo: 4)] = json(depth: depth - 1) }
            return .object(object)
        }
    }
}
