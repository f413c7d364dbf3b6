import Support
import Wire

/// What the properties of this room ask of the generator. Each names its seed in the message of a failed expectation.
extension SplitMix {
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
