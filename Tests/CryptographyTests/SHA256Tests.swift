import Cryptography
import Foundation
import Support
import Testing
import Wire

struct SHA256Tests {
    /// FIPS 180-4 examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func theStandardsExamples(text: String, hex: String) {
        #expect(SHA256.hash(Array(text.utf8)).hex == hex)
    }

    @Test func aReusedContextGivesWhatASingleCallGives() throws {
        let hasher = try SHA256Hasher()
        for length in [0, 1, 55, 56, 63, 64, 65, 300, 65_535] {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let reused = bytes.withUnsafeBytes { hasher.hash(prefix: 0, $0) }
            #expect(reused == SHA256.hash([0] + bytes), "\(length) bytes")
            #expect(SHA256.leaf(bytes) == reused, "\(length) bytes")
        }
    }

    @Test func sha256sumAgrees() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("bytes")
        let bytes = (0..<100_003).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try Data(bytes).write(to: URL(filePath: path))
        let sum = try run("sha256sum", path)
        #expect(sum.output.hasPrefix(SHA256.hash(bytes).hex))
    }
}
