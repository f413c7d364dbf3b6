import Support
import Testing

@testable import GS1

/// A code with one character changed is another code or none: it never comes to the same key by another's name.
struct OneCharacterTests {
    /// What may stand in the place of each character: digits, letters, signs.
    private static let others = Array("15AZ-/".utf8)

    @Test func aChangeWithinTheKeyIsNeverTakenForTheSame() throws {
        var texts = try Reference.table("gs1/codes.csv").filter { $0["kind"] != "error" }.map { $0["input"] ?? "" }
        texts += try Reference.table("gs1/element-strings.csv").map { withSeparators($0["input"] ?? "") }
        texts += try Reference.table("gs1/epc-urn.csv").filter { $0["valid"] == "true" }.map { $0["urn"] ?? "" }
        texts += try Reference.table("gs1/epc-binary.csv").enumerated().filter { $0.offset % 11 == 0 }.map { $0.element["hex"] ?? "" }
        texts += try Reference.table("gs1/digital-link.csv").filter { $0["valid"] == "true" }.map { $0["input"] ?? "" }
        for text in texts {
            guard let code = try? ScannedCode.parse(text, serials: .any), let identity = code.identity else { continue }
            let bytes = Array(text.utf8)
            for index in Self.places(of: identity, code, in: bytes) {
                for other in Self.others where other != bytes[index] && !Self.isSpelling(bytes[index], other, code, bytes, index) {
                    var changed = bytes
                    changed[index] = other
                    let read = try? ScannedCode.parse(String(decoding: changed, as: UTF8.self), serials: .any)
                    #expect(read?.identity != identity, "\(text) with \(Character(Unicode.Scalar(other))) at \(index)")
                }
            }
        }
    }

    /// The bytes that say the key: in a tag all behind header and filter, in a URN its parts, elsewhere the values of key and
    /// qualifier where they stand as they are.
    private static func places(of identity: GS1Key, _ code: ScannedCode, in bytes: [UInt8]) -> [Int] {
        if code.tag != nil, !EPC.hasScheme(String(decoding: bytes, as: UTF8.self)) {
            let isMarked = bytes.starts(with: "0x".utf8) || bytes.starts(with: "0X".utf8)
            return bytes.indices.filter { Hexadecimal.value(bytes[$0]) != nil }.dropFirst(isMarked ? 4 : 3).map { $0 }
        }
        if EPC.hasScheme(String(decoding: bytes, as: UTF8.self)) {
            guard let colon = bytes.lastIndex(of: 0x3A) else { return [] }
            // Filter and raw form of a tag URI are no part of the key.
            return code.tag == nil ? Array(bytes.indices[(colon + 1)...]) : []
        }
        return [identity.value, identity.qualifier].filter { !$0.isEmpty }.flatMap { value -> [Int] in
            let needle = Array(value.utf8)
            for start in bytes.indices where bytes[start...].starts(with: needle) { return Array(start..<start + needle.count) }
            return []
        }
    }

    /// The same in other letters: hex of either case, `0` for the extension that is none.
    private static func isSpelling(_ byte: UInt8, _ other: UInt8, _ code: ScannedCode, _ bytes: [UInt8], _ index: Int) -> Bool {
        let isHex = code.tag != nil || index >= 1 && bytes[index - 1] == 0x25 || index >= 2 && bytes[index - 2] == 0x25
        return isHex && byte | 0x20 == other | 0x20
    }
}
