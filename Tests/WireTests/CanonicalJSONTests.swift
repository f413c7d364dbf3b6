import Foundation
import Support
import Testing
import Wire

struct CanonicalJSONTests {
    /// The names of RFC 8785 §3.2.3 and the order that it gives them.
    @Test func namesStandInTheOrderOfTheirUTF16CodeUnits() throws {
        let text = #"""
            {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
             "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}
            """#
        let object = try #require(try JSONParser.parse(text).object)
        #expect(
            object.members.map(\.value.string) == [
                "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
                "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
            ])
        #expect(CanonicalJSON.isCanonical(CanonicalJSON.encode(object)))
    }

    @Test func theFasterOrderIsTheOrderOfUTF16() {
        let seed: UInt64 = 9
        var random = SplitMix(seed: seed)
        for _ in 0..<20_000 {
            let (left, right) = (random.text(upTo: 3), random.text(upTo: 3))
            #expect(
                JSONObject.precedes(left, right) == left.utf16.lexicographicallyPrecedes(right.utf16),
                "seed \(seed): \(left.debugDescription) \(right.debugDescription)")
        }
    }

    @Test func everyCharacterIsEscapedAsTheStandardSays() {
        for code in UInt32(1)..<0x300 {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let expected =
                switch code {
                case 0x08: #"\b"#
                case 0x09: #"\t"#
                case 0x0A: #"\n"#
                case 0x0C: #"\f"#
                case 0x0D: #"\r"#
                case 0x22: #"\""#
                case 0x5C: #"\\"#
                case ..<0x20: "\\u" + String(repeating: "0", count: code < 16 ? 3 : 2) + String(code, radix: 16)
                default: String(Character(scalar))
                }
            for place in 0..<10 {
                let before = String(repeating: "x", count: place)
                let bytes = CanonicalJSON.encode(.string(before + String(Character(scalar)) + "yyyyyyyyy"))
                #expect(bytes == Array("\"\(before)\(expected)yyyyyyyyy\"".utf8))
            }
        }
    }

    @Test(
        arguments: [
            (0, "0"), (-1, "-1"), (10, "10"), (9_007_199_254_740_991, "9007199254740991"),
            (Int64.min, "-9223372036854775808"), (Int64.max, "9223372036854775807"),
        ] as [(Int64, String)])
    func integersArePlainDecimal(integer: Int64, expected: String) {
        #expect(CanonicalJSON.encode(.integer(integer)) == Array(expected.utf8))
    }

    @Test(arguments: [
        (#"{"a":1,"b":[true,null,"x"]}"#, true),
        (#"{"b":1,"a":2}"#, false),
        (#"{"a": 1}"#, false),
        (#"{"a":1} "#, false),
        (#"{"a":-0}"#, false),
        (#"{"a":"\/"}"#, false),
        (#"{"a":"\u000A"}"#, false),
        (#"{"a":"\n"}"#, true),
        (#"{"a":"\u001f"}"#, true),
        (#"{"a":"\u001F"}"#, false),
        (#"{"a":"\u00e9"}"#, false),
        (#"{"a":"é"}"#, true),
        (#"{"a":1,"a":1}"#, false),
        ("", false),
        ("{", false),
    ])
    func onlyTheOneFormIsCanonical(text: String, expected: Bool) {
        #expect(CanonicalJSON.isCanonical(Array(text.utf8)) == expected)
    }

    @Test func appendedMembersAreTheWrittenObject() throws {
        var writer = ByteWriter(capacity: 1)
        writer.literal("{\"at\":")
        writer.string("{")
        writer.literal(",\"data\":{\"n\":")
        writer.integer(-7)
        writer.literal("}}")
        let bytes = Array(writer.bytes)
        #expect(bytes == CanonicalJSON.encode(["at": "{", "data": .object(["n": -7])]))
    }

    @Test func canonicalFormsAreReadBackAndAgreeWithFoundation() throws {
        for seed in UInt64(1)...300 {
            var random = SplitMix(seed: seed)
            let value = random.json(depth: 4)
            let bytes = CanonicalJSON.encode(value)
            #expect(try JSONParser.parse(bytes) == value, "seed \(seed)")
            #expect(CanonicalJSON.isCanonical(bytes), "seed \(seed)")
            let foundation = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            #expect(naive(foundation) == String(decoding: bytes, as: UTF8.self), "seed \(seed)")
        }
    }

    /// The canonical form by the shortest way, from what Foundation reads.
    private func naive(_ any: Any) -> String {
        switch any {
        case is NSNull: return "null"
        case let text as String:
            return text.unicodeScalars.reduce("\"") { result, scalar in
                switch scalar {
                case "\"", "\\": result + "\\" + String(scalar)
                case "\u{8}": result + "\\b"
                case "\t": result + "\\t"
                case "\n": result + "\\n"
                case "\u{C}": result + "\\f"
                case "\r": result + "\\r"
                case ..<" ": result + String(format: "\\u%04x", scalar.value)
                default: result + String(scalar)
                }
            } + "\""
        case let list as [Any]: return "[" + list.map(naive).joined(separator: ",") + "]"
        case let members as [String: Any]:
            let names = members.keys.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
            return "{" + names.map { naive($0) + ":" + naive(members[$0] as Any) }.joined(separator: ",") + "}"
        case let number as NSNumber:
            return type(of: number) == type(of: NSNumber(value: true)) && number.objCType.pointee == 0x63
                ? (number.boolValue ? "true" : "false") : number.stringValue
        default: return "?"
        }
    }
}
