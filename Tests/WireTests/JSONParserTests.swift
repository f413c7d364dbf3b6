import Support
import Testing
import Wire

struct JSONParserTests {
    @Test(
        arguments: [
            ("null", .null),
            (" \t\r\n true ", true),
            ("false", false),
            ("0", 0),
            ("-0", 0),
            ("-1", -1),
            ("9007199254740991", 9_007_199_254_740_991),
            ("-9007199254740991", -9_007_199_254_740_991),
            (#""""#, ""),
            (#""香水 perfume""#, "香水 perfume"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u20ac\u00E9\ud83d\ude00\u001f""#, "€é😀\u{1F}"),
            (#""é""#, "é"),
            ("[]", .array([])),
            ("[1,[ ],\"a\"]", .array([1, .array([]), "a"])),
            ("{}", .object([:])),
            (#"{"b":1,"a":{"c":[null]}}"#, .object(["a": .object(["c": .array([.null])]), "b": 1])),
        ] as [(String, JSONValue)])
    func aWholeTextIsOneValue(text: String, expected: JSONValue) throws {
        #expect(try JSONParser.parse(text) == expected)
    }

    /// Text, reason, offset.
    @Test(
        arguments: [
            ("", .endsEarly, 0),
            ("  ", .endsEarly, 2),
            ("nul", .endsEarly, 3),
            ("nulL", .unexpected, 0),
            ("NaN", .unexpected, 0),
            ("-Infinity", .malformedNumber, 0),
            ("[1,2", .endsEarly, 4),
            ("[1,]", .unexpected, 3),
            ("[1 2]", .unexpected, 3),
            ("{", .endsEarly, 1),
            (#"{"a""#, .endsEarly, 4),
            (#"{"a":"#, .endsEarly, 5),
            (#"{"a":1,}"#, .unexpected, 7),
            (#"{"a" 1}"#, .unexpected, 5),
            (#"{a:1}"#, .unexpected, 1),
            ("{'a':1}", .unexpected, 1),
            ("1 2", .trailingText, 2),
            ("{}{}", .trailingText, 2),
            ("01", .malformedNumber, 0),
            ("-", .endsEarly, 1),
            ("-x", .malformedNumber, 0),
            ("+1", .unexpected, 0),
            (".5", .unexpected, 0),
            ("[1.]", .malformedNumber, 1),
            ("[1.x]", .malformedNumber, 1),
            ("1e", .endsEarly, 2),
            ("[1e+]", .malformedNumber, 1),
            ("1.0", .fraction, 0),
            ("[ -12.50]", .fraction, 2),
            ("1e3", .fraction, 0),
            ("1E-400", .fraction, 0),
            ("9007199254740992", .outOfRange, 0),
            ("[-9007199254740992]", .outOfRange, 1),
            ("99999999999999999999999999999999", .outOfRange, 0),
            ("\"a\nb\"", .controlCharacter, 2),
            ("\"abcdefghij\u{1F}\"", .controlCharacter, 11),
            (#""\n"# + "\t\"", .controlCharacter, 3),
            ("\"a\u{0}\"", .nul, 2),
            ("\"\\n\u{0}\"", .nul, 3),
            (#""ab\u0000""#, .nul, 3),
            (#""\x""#, .badEscape, 1),
            (#""\u12g4""#, .badEscape, 1),
            (#""\u12"#, .endsEarly, 5),
            (#""\"#, .endsEarly, 2),
            (#""abc"#, .endsEarly, 4),
            (#""\ud800""#, .loneSurrogate, 1),
            (#""a\udc00""#, .loneSurrogate, 2),
            (#""\ud800\u0041""#, .loneSurrogate, 1),
            (#""\ud800\ud800""#, .loneSurrogate, 1),
            (#""\ud800x""#, .loneSurrogate, 1),
            (#"{"a":1,"a":2}"#, .duplicateName, 7),
            (#"{"b":0,"a":{"x":1},"\u0061":2}"#, .duplicateName, 19),
            (#"[{"k":{"q":1, "p":2, "q":3}}]"#, .duplicateName, 21),
            ("{\"\u{E9}\":1,\"a\":2,\"e\u{301}\":3}", .duplicateName, 14),
            (String(repeating: "[", count: 65), .tooDeep, 64),
            (String(repeating: "{\"a\":", count: 65), .tooDeep, 320),
        ] as [(String, JSONError.Kind, Int)])
    func whatIsNotStrictJSONIsRefusedWithReasonAndPlace(text: String, kind: JSONError.Kind, offset: Int) {
        #expect(throws: JSONError(kind, at: offset)) { try JSONParser.parse(text) }
    }

    @Test(
        arguments: [
            ([0x22, 0xFF, 0x22], 1),
            ([0x22, 0x61, 0xC0, 0x80, 0x22], 2),
            ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),
            ([0x22, 0xE9, 0xA6, 0x22], 1),
            ([0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], 1),
            ([0x22, 0x5C, 0x6E, 0xC3, 0x28, 0x22], 3),
            (Array("\"abcdefghijklmnop".utf8) + [0xCF, 0xE3, 0x22], 17),
        ] as [([UInt8], Int)])
    func bytesThatAreNoUTF8AreRefusedAtTheirOffset(bytes: [UInt8], offset: Int) {
        #expect(throws: JSONError(.invalidUTF8, at: offset)) { try JSONParser.parse(bytes) }
    }

    @Test func sixtyFourLevelsAreRead() throws {
        let text = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(throws: Never.self) { try JSONParser.parse(text) }
    }

    @Test func aDuplicateIsFoundInObjectsOfEverySize() throws {
        for size in [2, 15, 16, 17, 18, 40, 300] {
            var names = (0..<size).map { "n\($0 * 7 % size)-\($0)" }
            names.append(names[size / 2])
            let text = "{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
            let offset = text.utf8.count - names[size].utf8.count - 5
            #expect(throws: JSONError(.duplicateName, at: offset)) { try JSONParser.parse(text) }
        }
    }

    @Test func membersComeOutInCanonicalOrderFromObjectsOfEverySize() throws {
        let seed: UInt64 = 5
        var random = SplitMix(seed: seed)
        for size in [1, 2, 16, 17, 18, 40, 300] {
            let names = Set((0..<size).map { _ in random.text(upTo: 6) })
            var object = JSONObject()
            for name in names { object[name] = 1 }
            let shuffled = names.shuffled(using: &random).map { JSONObject.Member(name: $0, value: 1) }
            var bytes: [UInt8] = Array("{".utf8)
            for member in shuffled {
                if bytes.count > 1 { bytes.append(0x2C) }
                bytes += CanonicalJSON.encode(.string(member.name))
                bytes += Array(":1".utf8)
            }
            bytes.append(0x7D)
            #expect(try JSONParser.parse(bytes) == .object(object), "seed \(seed), size \(size)")
            let expected = names.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
            #expect(object.members.map(\.name) == expected, "seed \(seed), size \(size)")
        }
    }

    @Test func mutatedTextsNeverCrashAndWhatParsesRoundTrips() throws {
        for seed in UInt64(1)...40 {
            var random = SplitMix(seed: seed)
            let original = CanonicalJSON.encode(random.json(depth: 4))
            for _ in 0..<200 {
                var bytes = original
                for _ in 0...random.below(3) {
                    switch random.below(3) {
                    case 0 where !bytes.isEmpty: bytes[random.below(bytes.count)] = UInt8(random.below(256))
                    case 1 where !bytes.isEmpty: bytes.remove(at: random.below(bytes.count))
                    default: bytes.insert(UInt8(random.below(256)), at: random.below(bytes.count + 1))
                    }
                }
                guard let value = try? JSONParser.parse(bytes) else { continue }
                let canonical = CanonicalJSON.encode(value)
                #expect(CanonicalJSON.isCanonical(canonical), "seed \(seed)")
                #expect(try JSONParser.parse(canonical) == value, "seed \(seed)")
            }
        }
    }
}
