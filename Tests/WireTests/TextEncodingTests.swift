import Foundation
import Support
import Testing
import Wire

struct TextEncodingTests {
    private static let header = "serial,商品,数量\r\nA1,香水,2\r\n"

    private static func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { bigEndian ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    private static func utf32(_ text: String, bigEndian: Bool) -> [UInt8] {
        text.unicodeScalars.flatMap { scalar in
            let bytes = (0..<4).map { UInt8(truncatingIfNeeded: scalar.value >> UInt32(24 - 8 * $0)) }
            return bigEndian ? bytes : bytes.reversed()
        }
    }

    @Test(
        arguments: [
            (Array(header.utf8), .utf8, "UTF-8"),
            ([], .utf8, "UTF-8"),
            ([0xEF, 0xBB, 0xBF] + Array(header.utf8), .utf8WithMark, "UTF-8"),
            // Cut off inside of a character.
            (Array("商品".utf8.dropLast()), .utf8, "UTF-8"),
            ([0xFF, 0xFE] + utf16(header, bigEndian: false), .utf16LittleEndian, "UTF-16LE"),
            ([0xFE, 0xFF] + utf16(header, bigEndian: true), .utf16BigEndian, "UTF-16BE"),
            (utf16(header, bigEndian: false), .utf16LittleEndian, "UTF-16LE"),
            (utf16(header, bigEndian: true), .utf16BigEndian, "UTF-16BE"),
            (utf16("商品,数量\r\n", bigEndian: false), .utf16LittleEndian, "UTF-16LE"),
            ([0xFF, 0xFE, 0, 0] + utf32(header, bigEndian: false), .utf32LittleEndian, "UTF-32LE"),
            ([0, 0, 0xFE, 0xFF] + utf32(header, bigEndian: true), .utf32BigEndian, "UTF-32BE"),
            (utf32(header, bigEndian: false), .utf32LittleEndian, "UTF-32LE"),
            (utf32(header, bigEndian: true), .utf32BigEndian, "UTF-32BE"),
            // 商品 in GBK, the second one cut off; U+20000 takes four bytes in GB 18030.
            (Array("a,".utf8) + [0xC9, 0xCC, 0xC6, 0xB7, 0x0A, 0xC9], .gb18030, "GB18030 (GBK)"),
            (Array("a,".utf8) + [0x95, 0x32, 0x82, 0x36, 0x2C, 0x31], .gb18030, "GB18030 (GBK)"),
            (Array("caf".utf8) + [0xE9, 0x0A], .unknown, "unknown"),
            ([0x80], .unknown, "unknown"),
            ([0x1F, 0x8B, 8, 0, 1, 2], .binary(.gzip), "gzip"),
            ([0x50, 0x4B, 3, 4, 20, 0], .binary(.zip), "zip"),
            ([0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 26) + Array("[Content_Types].xml".utf8), .binary(.xlsx), "xlsx"),
            ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .binary(.xls), "xls"),
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .binary(.png), "png"),
            (Array("%PDF-1.7".utf8), .binary(.pdf), "pdf"),
            (Array("SQLite format 3\0".utf8), .binary(.sqlite), "sqlite"),
            ([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], .binary(.other), "binary"),
            // A NUL in a text is a fault of its line.
            (Array("a,b\n1,\0\n".utf8), .utf8, "UTF-8"),
        ] as [([UInt8], TextEncoding, String)])
    func theFirstBytesTellTheEncoding(bytes: [UInt8], expected: TextEncoding, name: String) {
        #expect(TextEncoding.detect(bytes) == expected)
        #expect(expected.name == name)
        #expect(expected.isUTF8 == (name == "UTF-8"))
    }

    @Test func noBytesCrashTheDetection() {
        var random = SplitMix(seed: 3)
        for _ in 0..<5_000 { _ = TextEncoding.detect((0..<random.below(40)).map { _ in UInt8(random.below(256)) }) }
    }
}

struct UTF8ValidationTests {
    /// Offset of the first fault by the standard library's own decoder.
    private func naive(_ bytes: [UInt8]) -> Int? {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): offset += UTF8.width(scalar)
            case .emptyInput: return nil
            case .error: return offset
            }
        }
    }

    @Test func theFirstFaultIsFoundWhereTheStandardLibraryFindsIt() {
        for seed in UInt64(1)...300 {
            var random = SplitMix(seed: seed)
            for _ in 0..<40 {
                var bytes = Array(random.text(upTo: 20).utf8)
                for _ in 0..<random.below(3) where !bytes.isEmpty {
                    switch random.below(3) {
                    case 0: bytes[random.below(bytes.count)] = UInt8(random.below(256))
                    case 1: bytes.remove(at: random.below(bytes.count))
                    default: bytes.removeLast()
                    }
                }
                let expected = naive(bytes)
                #expect(UTF8Validation.firstInvalid(in: bytes) == expected, "seed \(seed): \(bytes)")

                var validator = UTF8StreamValidator()
                var rest = bytes[...]
                while !rest.isEmpty {
                    let piece = Array(rest.prefix(1 + random.below(4)))
                    rest = rest.dropFirst(piece.count)
                    piece.withUnsafeBytes { validator.feed($0) }
                }
                validator.finish()
                #expect(validator.firstInvalid == expected, "seed \(seed), in chunks: \(bytes)")
            }
        }
    }

    @Test func scalarsFromAllPlanesAreWellFormed() {
        let edges: [UInt32] = [0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF]
        for code in edges + stride(from: 0, through: 0x10FFFF, by: 61) {
            guard let scalar = Unicode.Scalar(code) else { continue }
            if UTF8Validation.firstInvalid(in: Array(String(scalar).utf8)) != nil {
                Issue.record("U+\(String(code, radix: 16))")
                return
            }
        }
    }
}

struct SpellingTests {
    /// The vectors of RFC 4648 §10.
    @Test(arguments: [
        ("", "", ""), ("f", "Zg==", "66"), ("fo", "Zm8=", "666f"), ("foo", "Zm9v", "666f6f"),
        ("foob", "Zm9vYg==", "666f6f62"), ("fooba", "Zm9vYmE=", "666f6f6261"), ("foobar", "Zm9vYmFy", "666f6f626172"),
    ])
    func theStandardsVectorsHold(text: String, base64: String, hex: String) {
        let bytes = Array(text.utf8)
        #expect(Base64.encode(bytes) == base64)
        #expect(Base64.decode(base64) == bytes)
        #expect(Hex.encode(bytes) == hex)
        #expect(Hex.decode(hex) == bytes)
    }

    @Test(arguments: ["Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm 9v", "Zm9v\n", "Zm-v", "=", "====", "Z=g=", "Zg==Zg==", "é==="])
    func otherSpellingsOfBase64AreRefused(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func hexIsOfPairsAndLowerCaseUnlessToldOtherwise() {
        #expect(Hex.decode("0") == nil)
        #expect(Hex.decode("0g") == nil)
        #expect(Hex.decode(" 00") == nil)
        #expect(Hex.decode("aF") == nil)
        #expect(Hex.decode("aF", lowerCaseOnly: false) == [0xAF])
    }

    @Test func allBytesRoundTripAsInFoundation() {
        var random = SplitMix(seed: 4)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8(random.below(256)) }
            #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    @Test(arguments: [
        ("plain", true), ("é", true), ("e\u{301}", false), ("香水", true), ("\u{FA0E}", true), ("\u{F900}", false),
        ("\u{1112}\u{1161}", false), ("하", true), ("\u{304B}\u{3099}", false), ("か", true), ("\u{2126}", false), ("", true),
    ])
    func normalFormCIsKnownAndMade(text: String, isNormalized: Bool) {
        #expect(NFC.isNormalized(text) == isNormalized)
        #expect(NFC.isNormalized(NFC.normalize(text)))
        #expect(Array(NFC.normalize(text).utf8) == Array(text.precomposedStringWithCanonicalMapping.utf8))
    }
}
